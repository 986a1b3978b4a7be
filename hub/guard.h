/*
 * guard.h - which handshakes may become a WebSocket, decided before the upgrade.
 *
 * libwebsockets would answer 101 to any Origin and Host, to any version, method and HTTP/1.0, and would go over to h2c.
 */
#ifndef HUB_GUARD_H
#define HUB_GUARD_H

#include <stdbool.h>
#include <stddef.h>

/* A handshake's parts, as strings; "" where not sent. */
struct handshake {
	const char *path;
	bool get;         /* the method is GET */
	const char *http; /* "HTTP/1.1" */
	const char *upgrade, *version, *host, *origin;
};

/*
 * NULL where it may go on, else a sentence that says what was expected. `hosts` are further names (comma-separated)
 * under which the hub is reached, "" for none; the machine's own names and addresses are always right. An Origin, where
 * there is one, must be the Host's.
 */
const char *guard_check(const struct handshake *h, const char *hosts);

/* The host of "host:port" or "[v6]:port" without port and brackets; false where malformed or too long. */
bool guard_host(const char *authority, char *out, size_t size);

struct lws;

/* In HTTP_CONFIRM_UPGRADE: 0 to go on; else the refusal was sent (1), or could not be (-1). */
int guard_upgrade(struct lws *wsi, const char *hosts);

#endif
