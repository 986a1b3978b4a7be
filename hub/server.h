/*
 * server.h - the listening end: libwebsockets on the hub's libuv loop. It knows connections, not contests.
 */
#ifndef HUB_SERVER_H
#define HUB_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct hub;
struct server;

struct server_options {
	uv_loop_t *loop;
	struct hub *hub;
	const char *address;           /* numeric; "0.0.0.0": all interfaces */
	int port;                      /* 0: any free one */
	const char *certificate, *key; /* PEM files, as tls_check() found them good: https and wss; NULL: plain */
	const char *hosts;             /* further names under which the hub is reached, comma-separated */
};

/* Listens; NULL, and a sentence in `fault`, where it cannot. The strings are borrowed as long as the server lives. */
struct server *server_new(const struct server_options *options, char *fault, size_t size);

/* The port that it listens on. */
int server_port(const struct server *s);

/* Ends all connections and frees it. The loop must have nothing else to do afterwards: it is run until the server is
 * gone. */
void server_free(struct server *s);

#endif
