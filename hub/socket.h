/*
 * socket.h - one WebSocket: what came in until a message is whole, what waits to go out, who sits there.
 *
 * Incoming messages are collected up to 64 KiB and handed to hub_message() whole. Outgoing ones are shared (struct
 * message): straight to the descriptor where nothing waits before them (libwebsockets' own way costs two epoll_ctl
 * pairs a frame), else through a bounded queue when the socket is writeable. A peer that does not read is behind:
 * updates are not queued for it any more, and it gets the latest state once it reads again; a peer that asks without
 * reading answers is not read from until it does, or, over TLS, loses its connection.
 */
#ifndef HUB_SOCKET_H
#define HUB_SOCKET_H

#include "base/buf.h"
#include "base/text.h"
#include "hub/guesses.h"
#include "hub/message.h"
#include "judges/cards.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define SOCKET_MESSAGE_MAX (64 * 1024) /* bytes of an incoming message */
#define SOCKET_QUEUE_MAX   512
#define SOCKET_UPDATES_MAX 16 /* updates are queued only behind fewer messages than this */
#define SOCKET_ANSWERS_MAX 64 /* with more answers waiting, nothing more is read */
#define SOCKET_DEVICE_MAX  64
#define PING_MS            10000
#define HANGUP_MS          25000

/* Close codes of RFC 6455, and ours from 4000. */
enum close_code {
	CLOSE_AWAY = 1001,
	CLOSE_UNSUPPORTED = 1003,
	CLOSE_NOT_UTF8 = 1007,
	CLOSE_TOO_LARGE = 1009,
	CLOSE_OVERLOADED = 1013,
	CLOSE_SIGNED_OUT = 4001
};

struct lws;
struct hub;
struct watch;
struct pending;
struct seat;

struct socket {
	struct lws *wsi;         /* what every update looks at stands together */
	int fd;                  /* of a plain connection; -1: what goes out is for libwebsockets to encrypt */
	enum close_code closing; /* 0: not */
	size_t queue_count;
	struct message **queue; /* a ring */
	size_t queue_cap, queue_head;
	struct hub *hub;
	struct socket *prev, *next; /* of all sockets of the hub */
	struct buf in;
	bool binary, too_large;
	size_t dropped;               /* bytes of a message that is too large */
	uint64_t heard_ms, pinged_ms; /* the loop's time of the peer's last sign of life, and of our last ping */
	bool paused;                  /* not read from */
	bool close_sent;
	struct watch *watches;
	size_t watch_count;
	struct pending *pending; /* appends whose answers are due here */
	size_t pending_count;
	bool signed_in;
	char person[ID_MAX + 1];
	char card_hash[TOKEN_HASH_TEXT_MAX];
	char device[SOCKET_DEVICE_MAX + 1];
	struct seat *seat; /* what a screen says of itself, NULL: it is none; screens.c's */
	char tablet[TOKEN_HASH_TEXT_MAX]; /* the device's hash; "": it did not say */
	char address[GUESSES_ADDRESS];
	bool says; /* it is a tablet that says how it is: */
	int battery;
	bool charging;
	uint32_t unsent;
};

struct socket *socket_new(struct hub *hub, struct lws *wsi);
/* The peer is gone: whatever was queued is dropped. */
void socket_free(struct socket *s);

/* Sends a message, or puts it into the queue (its own reference); without room the socket is closed. */
void socket_send(struct socket *s, struct message *m);
/*
 * The descriptor that a whole frame may be written to right now, past libwebsockets; -1 where something has to go
 * before, or the connection is no plain one. What the kernel took (negative: nothing) is to be told to socket_sent().
 */
int socket_idle_fd(const struct socket *s);
void socket_sent(struct socket *s, struct message *m, ssize_t n);
/* Whether an update may be queued now; else the watcher is behind. */
bool socket_has_room(const struct socket *s);
/*
 * To be called every few seconds: pings a peer that has been silent for PING_MS and ends one that has been for
 * HANGUP_MS. libwebsockets would do this, with a timer a connection in one sorted list: ten thousand of them take all
 * of the loop's time.
 */
void socket_tend(struct socket *s);
/* The peer has given a sign of life. */
void socket_heard(struct socket *s);
/* Sends what is queued, then the close frame, and waits a little for the peer's. */
void socket_close(struct socket *s, enum close_code code);

/* From libwebsockets' callback; -1 ends the connection. */
int socket_on_receive(struct socket *s, const char *in, size_t len);
int socket_on_writeable(struct socket *s);

/* To be called where an answer that was due has been queued, or will not come: reads on where that was paused. */
void socket_resume(struct socket *s);

#endif
