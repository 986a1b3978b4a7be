/*
 * hub.h - the hub: the state of one event, who is connected, and what they are told.
 *
 * Entries come from the store, in ledger order, and are folded; what they change is told to the watchers of the topics
 * concerned: boards at a pace (frame_ms), everything else at once. What clients ask for comes through
 * hub_message().
 */
#ifndef HUB_HUB_H
#define HUB_HUB_H

#include "base/err.h"
#include "display/board.h"
#include "hub/fanout.h"
#include "hub/guesses.h"
#include "hub/socket.h"
#include "hub/topics.h"
#include "judges/history.h"
#include "judges/roles.h"
#include "scoring/state.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#define BEAT_MS       2000
#define FRAMES        15  /* changes of a board in a second, in the long run, where nobody said otherwise */
#define FRAMES_SAVED  4   /* further ones that may follow each other at once after a quiet time */
#define FANOUT_SHARE  2   /* a frame lasts at least so many times what it cost the loop to send one */
#define RANK_PAUSE_MS 250 /* between two writings of rankings to Redis at least */

struct server;
struct issuer;
struct print_desk;
struct tablets;
struct screen_gone;
struct practice;

struct hub_board {
	uint32_t contest, stage;
	char topic[TOPIC_NAME_MAX]; /* behind VIEW_LIVE: the topic of `live` */
	struct board_view *view;    /* what the public sees */
	struct board_view *live;    /* everything: for chief, office and Redis */
	bool dirty, live_dirty;     /* `view`, `live` are not as the table is */
	bool rank_dirty;            /* nor are the rankings in Redis */
	int64_t at_ms;              /* of the last entry that touched it */
};

/* Where an entry stands in the ledger: what a repeated request is answered with. */
struct hub_entry {
	char id[32];
	unsigned char head[HASH_BYTES];
};

struct hub_counts {
	uint64_t connections, messages, refused, updates, entries;
};

struct hub {
	uv_loop_t *loop;
	struct store *store; /* NULL before it was made and after it has stopped */
	struct state *state;
	struct arena decoded; /* of the entry that is being folded */
	struct gates *gates;  /* between the state and the public */
	struct history *history;
	struct topics topics;
	struct fanout fanout;
	struct server *server;
	struct socket *sockets;
	size_t socket_count;
	struct hub_board *boards; /* every stage of every contest */
	uint32_t board_count;
	struct hub_entry *entries; /* by seq - 1 */
	uint64_t entry_count, entry_room;
	unsigned char definition_digest[HASH_BYTES]; /* BLAKE2b-256 of the data of the definition's entry */
	bool live;                                   /* the whole ledger was folded: changes are told */
	uv_timer_t beat, flush, rank;
	uint64_t frame_ms;       /* between two changes of a board, in the long run */
	uint64_t paced_ms;       /* the loop's time up to which changes that went out have used up the pace */
	uint64_t flushed_cpu_ns; /* what the fan-out had cost when a change of a board last went out */
	bool flush_waits;        /* for the fan-out of the one before */
	char address[300];       /* where the audience finds it: "http://192.168.1.7:8080" */
	const char
	    *keys; /* a file: the public keys of certificates as the organiser keeps them; NULL: none. Borrowed */
	char brand[4096];            /* the folder of the organiser's colours and logo; "": none */
	char pictures[4096];         /* the folder of pictures for screens; "": none */
	struct issuer *issuer;       /* of certificates; borrowed */
	struct print_desk *printing; /* of them; borrowed */
	uint32_t seat_count;         /* sockets that are screens */
	struct screen_gone *gone;    /* screens that went away, the latest last; screens.c's */
	uint32_t gone_count;
	struct tablets *tablets;   /* drafts and nudges */
	struct practice *practice; /* a ceremony that is practised; NULL: none */
	uv_timer_t practice_timer; /* ends it */
	uint32_t photographs;      /* that are being read: photograph.h */
	struct guesses guesses;    /* of short codes */
	struct hub_counts counts;
};

/* Fills a hub that knows nothing yet; the loop is borrowed. `ring`: as of fanout_init(). sodium_init() must have
 * succeeded. */
void hub_init(struct hub *hub, uv_loop_t *loop, bool ring);
/* Stops the timers (the loop must turn once more for that). */
void hub_stop(struct hub *hub);
void hub_release(struct hub *hub);

/* What store_callbacks want. */
void hub_on_entry(void *arg, const char *id, const struct entry_raw *raw, struct change *change,
                  unsigned char head[HASH_BYTES]);
/* The whole ledger is folded: from now on changes are told. Again after that: nothing. */
void hub_go_live(struct hub *hub);

/* Called by the fan-out: nothing is left to send. */
void hub_on_fanned_out(struct hub *hub);

/* A socket came, and went. */
void hub_join(struct socket *s);
void hub_leave(struct socket *s);

/* Answers that are due to it will answer nobody. */
void pending_leave(struct socket *s);

/* A whole text message. */
void hub_message(struct socket *s, const char *text, size_t len);
/* Answers something that is no request at all. */
void hub_refuse(struct socket *s, enum err err, const char *expected);

/* Who sits at a socket, now. */
struct asker hub_asker(const struct hub *hub, const struct socket *s);
/* Signs a socket in as a person, or (NULL) out; desks are told. */
void hub_sign_in(struct socket *s, const char *person, const char *card_hash);
/* Whether a person has a socket open. */
bool hub_online(const struct hub *hub, const char *person);

/* Brings a board's `live` up to date: it is not, while nobody watches it. */
void hub_board_refresh(struct hub *hub, struct hub_board *board);

/* What waits for the hub's own pace is told soon. */
void hub_tell_soon(struct hub *hub);

/* The board of a stage, NULL where there is none. */
struct hub_board *hub_board_find(struct hub *hub, uint32_t contest, uint32_t stage);

/* The machine's clock, ms since 1970. */
int64_t hub_now_ms(void);

#endif
