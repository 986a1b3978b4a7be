/*
 * ledger.h - the stream ts:{EVENT}:ledger: appended to on one connection, followed on another.
 *
 * Before it is used, Redis is looked at: a master with appendonly yes, appendfsync always and maxmemory-policy
 * noeviction, or it is refused with a sentence that says what to set. Then the stream is read in pages from its
 * beginning (after a break: from the last entry known, which must still be there), and then followed by a blocking
 * read: Redis pushes.
 *
 * Appends go out in batches, one batch in flight at a time, so that one fsync serves many. One whose connection broke
 * before its answer is in doubt: once the ledger is up again and read to its end, it is answered with the id of
 * the entry with its (by, key) that was seen meanwhile, or ERR_UNAVAILABLE where there is none. (An XADD that the old
 * connection still delivers after that is a repeat of the key, if the sender tries again; the fold answers it once.)
 *
 * Redis 7 has no command for "written and fsynced"; with appendfsync always an answer is given after the fsync.
 */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include "store/connection.h"
#include "store/store.h"

struct ledger;

/* `id` borrowed. ERR_OK: it is in the stream, on disk (and on the replicas asked for). ERR_UNAVAILABLE: id is NULL. */
typedef void ledger_appended(void *arg, enum err err, const char *id);

struct ledger_options {
	uv_loop_t *loop;
	const char *event;
	const char *user, *password; /* NULL: none */
	int replicas;
	const struct redis_address *read_from; /* a replica to follow the stream on, or NULL: the master. Copied */
	/* Where the master is now; false: not known yet. */
	bool (*where)(void *where_arg, struct redis_address *out);
	void *where_arg;
	/* An entry, in order; false with a sentence refuses the ledger for good. */
	bool (*on_entry)(void *arg, const char *id, const struct entry_raw *raw, char *fault, size_t size);
	/* The end was reached for the first time; false as above. */
	bool (*on_end)(void *arg, char *fault, size_t size);
	void (*on_state)(void *arg, enum store_state state, const char *sentence);
	void *arg;
};

struct ledger *ledger_new(const struct ledger_options *options);

/* Waiting appends are answered with ERR_UNAVAILABLE from inside. */
void ledger_free(struct ledger *l);

/*
 * Appends; `done` comes from the loop. Everything is copied. `id` is NULL, or the id that the entry must have (a
 * ledger is being restored: same ids, same fields, same hashes); one that is not above the last one is refused by
 * Redis.
 */
void ledger_append(struct ledger *l, const char *id, const struct entry_raw *raw, ledger_appended *done, void *arg);

/* Breaks both connections and looks for the master anew. */
void ledger_reconnect(struct ledger *l, const char *why);

bool ledger_broken(const struct ledger *l);         /* refused for good */
const char *ledger_last_id(const struct ledger *l); /* "0-0" before the first entry */
uint64_t ledger_reconnects(const struct ledger *l);

#endif
