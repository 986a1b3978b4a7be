/*
 * connection.h - one connection to Redis that mends itself: hiredis on a libuv loop, with time-outs.
 *
 * It connects, signs in where there is a password, and says on_up; when it breaks (or an answer is late) every waiting
 * command is answered with NULL, on_down says why, and it connects again after a pause that doubles from 20 ms
 * to 2 s. There is no queue: a command while it is not up is refused at once.
 *
 * Commands are given as arguments with lengths only: hiredis' format strings split at blanks and read varargs for
 * a % in the text. HELLO 3 must not be sent through it: hiredis 0.14 cannot read the answers.
 */
#ifndef STORE_CONNECTION_H
#define STORE_CONNECTION_H

#include "base/err.h"

#include <hiredis/hiredis.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#define REDIS_HOST_MAX 256
#define REDIS_PORT     6379 /* where none is given */

struct redis_address {
	char host[REDIS_HOST_MAX]; /* a name or an address, or where port is 0 the path of a unix socket */
	uint16_t port;
};

/* Reads "unix:/path", "host:port", "[::1]:port" or "host" (port `usual`). ERR_INVALID where it is none of these. */
MUST_CHECK enum err redis_address_parse(const char *text, size_t len, uint16_t usual, struct redis_address *out);

/* As it is read, cut to `size`. */
void redis_address_text(const struct redis_address *a, char *out, size_t size);

struct connection;

/* `reply` is borrowed for the call, and NULL where the connection broke before an answer came. */
typedef void connection_reply(void *arg, const redisReply *reply);

struct connection_options {
	uv_loop_t *loop;
	const char *user, *password; /* NULL: none */
	uint64_t timeout_ms;         /* for connecting, and for the oldest unanswered command; then it breaks */
	void *arg;
	void (*on_up)(void *arg);
	void (*on_down)(void *arg, const char *why); /* also when connecting failed, each time */
	/* Asked before every attempt: where to now? false: not known, try again later. NULL: always `address`. */
	bool (*where)(void *where_arg, struct redis_address *out);
	void *where_arg;
};

/* Starts to connect at the next turn of the loop. `options` is copied, with its strings. */
struct connection *connection_new(const struct connection_options *options, const struct redis_address *address);

/* Ends it, without a callback for anything any more; the memory goes once libuv has closed its handles. NULL is fine.
 */
void connection_free(struct connection *c);

bool connection_up(const struct connection *c);

/* Sends a command; false, and `done` is never called, where the connection is not up. `done` may be NULL. */
bool connection_send(struct connection *c, int argc, const char *const *argv, const size_t *lens,
                     connection_reply *done, void *arg);

/* The same for NUL-terminated arguments; the last one is NULL. */
bool connection_sendl(struct connection *c, connection_reply *done, void *arg, ...) __attribute__((sentinel));

/*
 * SUBSCRIBEs to a channel: `message` comes for each thing that is pushed (also the confirmation), and last with NULL
 * when the connection breaks. No other command may follow on this connection. false where it is not up.
 */
bool connection_listen(struct connection *c, const char *channel, connection_reply *message, void *arg);

/* Breaks the connection for a reason of our own; it is tried again after at least `pause_ms`. */
void connection_break(struct connection *c, const char *why, uint64_t pause_ms);

#endif
