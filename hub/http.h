/*
 * http.h - what the hub answers to GET: pages and assets (inside the program), results, certificates, health, metrics.
 *
 * An answer is made wholly before it is sent, but for a stream of events (stream.h); no route waits for anything.
 */
#ifndef HUB_HTTP_H
#define HUB_HTTP_H

#include "base/buf.h"

#include <stdbool.h>

struct hub;
struct lws;
struct stream;
struct topic;

struct http_answer {
	unsigned status;
	const char *type;           /* of the content; borrowed */
	const char *encoding;       /* "gzip", "br", or NULL */
	const char *etag;           /* borrowed, or NULL */
	const char *cache;          /* cache-control; borrowed */
	const char *download;       /* a file's name, or NULL */
	const char *policy;         /* content-security-policy; borrowed */
	bool head;                  /* the method was HEAD: no body goes out */
	const unsigned char *bytes; /* the body: borrowed, or body's */
	size_t len, sent;
	struct buf body;
	char name[160]; /* room for `download` */
	struct topic *topic;   /* what is answered with a stream of its events, or NULL */
	struct stream *stream; /* while it lasts */
	struct hub *hub;
};

/* The answer to the request that wsi has just read. Never NULL. */
struct http_answer *http_route(struct hub *hub, struct lws *wsi);
void http_answer_free(struct http_answer *a);

/* Send the head, then pieces of the body as the connection takes them. Frees the answer at its end. As a callback
 * returns. */
int http_begin(struct lws *wsi, struct http_answer **answer);
int http_continue(struct lws *wsi, struct http_answer **answer);

#endif
