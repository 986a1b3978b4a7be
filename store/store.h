/*
 * store.h - where an event's ledger lives: the one door of store/ for the hub.
 *
 * A store has a Redis (its own child, one that is told by address, or one that Sentinel names), the ledger in it, the
 * journal on disk beside it and the rankings that other programs read. It gives every entry of the ledger, in order, to
 * on_entry, which folds it; it appends entries; it answers an append only when Redis has it on disk and on_entry
 * has folded it. It never decides whether an entry is accepted, and knows no JSON but the journal's lines.
 *
 * All on one libuv loop and one thread: callbacks come from the loop, never from inside the call that asked for them
 * (the one exception is named there). Strings that are given are copied; strings that come in callbacks are borrowed.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/err.h"
#include "scoring/entry.h"
#include "scoring/state.h"
#include "store/rankings.h"
#include "store/stream_id.h"

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

/*
 * AWAY and REFUSED mend themselves once the cause is gone (the store keeps trying), except for REFUSED while the
 * ledger was first read: what was folded is then worth nothing, store_broken() is true, and only a new process helps.
 */
enum store_state {
	STORE_STARTING,  /* redis-server is being started or connected to */
	STORE_REPLAYING, /* the ledger is being read for the first time: state is incomplete */
	STORE_READY,     /* everything that is in the ledger was folded; appends are taken */
	STORE_AWAY,      /* Redis cannot be reached: boards go on from what was folded; appends get ERR_UNAVAILABLE */
	STORE_REFUSED    /* Redis is there but must not be used (settings, wrong or older ledger): as AWAY */
};

/* "starting", "replaying", "ready", "away", "refused" */
const char *store_state_name(enum store_state state);

struct store_options {
	uv_loop_t *loop;
	const char *event; /* its id */
	const char *dir;   /* the data directory; made where it is missing */
	/*
	 * NULL: an own redis-server, started in dir/redis.d and ended with the store. Else "unix:/path/redis.sock",
	 * "host:port", or "sentinel:NAME@host:port,host:port": ask these sentinels for the master NAME.
	 */
	const char *redis;
	const char *user, *password; /* for that Redis, NULL where it asks for none */
	const char *read; /* a replica to follow the ledger on ("unix:/path", "host:port"), or NULL: the master */
	int replicas;     /* an append also waits (WAIT) until so many replicas have it; mostly 0 */
};

/* What became of an append. */
struct receipt {
	char id[STREAM_ID_MAX]; /* in the stream */
	uint64_t seq;           /* from 1 */
	enum err verdict;       /* the fold's; where repeated, the first one's */
	bool repeated;
	uint64_t first_seq;             /* where repeated */
	int64_t at_ms;                  /* as appended */
	unsigned char head[HASH_BYTES]; /* after this entry */
	char expected[240];             /* change.expected, "" where there was none */
};

/* `err` ERR_OK: receipt is there, look at its verdict. ERR_UNAVAILABLE: not known to be written, NULL; send it again.
 */
typedef void store_appended(void *arg, enum err err, const struct receipt *receipt);

struct store_callbacks {
	void *arg;
	/*
	 * Decode and fold this entry; fill *change (from fold()) and head (state_head). Every entry of the stream comes
	 * exactly once, in order, from the first; an entry that cannot be decoded has its place too (verdict
	 * ERR_MALFORMED or so; the hash covers it). `raw` and `id` are borrowed for the call.
	 */
	void (*on_entry)(void *arg, const char *id, const struct entry_raw *raw, struct change *change,
	                 unsigned char head[HASH_BYTES]);
	/*
	 * The state changed, or its sentence did: English, for the log and /readyz ("" when READY). The first READY
	 * comes when the whole ledger was folded, also where it is empty: then append the definition.
	 */
	void (*on_state)(void *arg, enum store_state state, const char *sentence);
	/* A note is there, or (text NULL) gone: see notes.h. NULL: nobody wants to know. */
	void (*on_note)(void *arg, const char *field, const char *text);
};

/*
 * Makes the store and starts it. NULL, and `fault` (a sentence, at most `size` bytes), where an option is wrong,
 * the directory cannot be made or locked, or the journal is damaged. on_state may be called from inside.
 */
struct store *store_new(const struct store_options *options, const struct store_callbacks *callbacks, char *fault,
                        size_t size);

/*
 * Ends it: nothing more is appended (waiting appends get ERR_UNAVAILABLE), the journal is flushed, the own redis-server
 * gets SIGTERM and is waited for; then on_stopped(arg) and the memory is freed. The loop must go on running until then.
 */
void store_stop(struct store *s, void (*on_stopped)(void *arg), void *arg);

enum store_state store_state(const struct store *s);
const char *
store_sentence(const struct store *s);    /* why it is not READY, "" where it is. Borrowed until the next change */
bool store_broken(const struct store *s); /* see enum store_state */

/* What is worth a look though the store is READY (the journal cannot be written: disk full), or "". */
const char *store_warning(const struct store *s);

/* The last folded entry's stream id, "0-0" before the first. */
const char *store_last_id(const struct store *s);

/*
 * Appends an entry, stamped with the clock of this machine, and calls `done` once: from the loop, from inside
 * store_stop(), or after that at once. `key` may not be empty: an append whose connection broke before the answer is
 * settled by what the ledger then shows under (by, key); where it shows nothing, the answer is ERR_UNAVAILABLE, and the
 * same key may be sent again safely even if the first one does turn up later, because the fold answers a key only once.
 * While the store is not READY the answer is ERR_UNAVAILABLE at the next turn of the loop.
 */
void store_append(struct store *s, enum entry_type type, const char *by, const char *key, const char *data,
                  size_t data_len, store_appended *done, void *arg);

/*
 * The latest standings of a stage, for programs that read Redis: see rankings.h. Copied. Call it as often as the
 * standings change: only the latest state is written, and of it only what differs from what Redis has.
 */
void store_rank(struct store *s, const char *contest, const char *stage, const struct ranking_row *rows,
                uint32_t count);

/* Keeps a note beside the ledger, or (text NULL) drops it; it comes by on_note, here too. False: not now. See notes.h. */
bool store_note(struct store *s, const char *field, const char *text);

struct store_counts {
	uint64_t appended;    /* answered with a receipt */
	uint64_t unavailable; /* answered with ERR_UNAVAILABLE */
	uint64_t folded;      /* entries */
	uint64_t reconnects;
	uint64_t journal_lines;                /* on disk, fsynced */
	uint64_t journal_seq;                  /* the last entry that is on disk */
	uint64_t rankings_written;             /* transactions */
	uint32_t waiting;                      /* appends not answered yet */
	uint64_t append_us_sum, append_us_max; /* from store_append to `done`, of those with a receipt */
};
void store_counts(const struct store *s, struct store_counts *out);

#endif
