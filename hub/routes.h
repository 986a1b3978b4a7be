/*
 * routes.h - the addresses whose answers are made from the hub's state: health, metrics, results, certificates, QR
 * codes.
 */
#ifndef HUB_ROUTES_H
#define HUB_ROUTES_H

#include "hub/http.h"

#define ROUTE_BODY_MAX (64u << 20)

struct http_request {
	char path[512];       /* unescaped, without the query */
	char host[256];       /* the Host header, "" where none */
	char query_path[256]; /* the query's `path`, "" where none */
	char authorization[256]; /* the header, "" where none */
	char known[256];         /* If-None-Match, "" where none */
};

/* Fills the answer; false where no route has this path. */
bool route_answer(struct hub *hub, const struct http_request *r, struct http_answer *a);

#endif
