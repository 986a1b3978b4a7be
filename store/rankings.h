/*
 * rankings.h - the standings in Redis, for other programs: a view, thrown away and written anew at any time.
 *
 *   ts:{EVENT}:rank:CONTEST:STAGE   sorted set, member a competitor's id, score its place in the order (from 1)
 *   ts:{EVENT}:row:CONTEST:STAGE    hash, field a competitor's id, value its row as JSON (as on the board, with its
 * rank) ts:{EVENT}:at:CONTEST:STAGE     the ledger id that both stand for
 *
 * All three change in one transaction. One transaction is in flight at a time; what changes meanwhile is
 * conflated: the latest state wins. Only members that differ from what was written last are written. Several hubs on
 * one Redis compute the same views; who comes second sees by `at` that it is done, and an older state never
 * replaces a newer one. The first write of a process replaces whatever is there.
 */
#ifndef STORE_RANKINGS_H
#define STORE_RANKINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct redis_address;

struct ranking_row {
	const char *competitor;
	const char *json; /* the row */
};

struct rankings;

/* `where` as in connection.h. Strings are borrowed until rankings_free. */
struct rankings *rankings_new(uv_loop_t *loop, const char *event, const char *user, const char *password,
                              bool (*where)(void *where_arg, struct redis_address *out), void *where_arg);
void rankings_free(struct rankings *r);

/* Whether Redis may be written to now: false while the ledger is not ready. Starts with false. */
void rankings_allow(struct rankings *r, bool allowed);

/* The state of a stage after the entry `at`. Copied. */
void rankings_set(struct rankings *r, const char *contest, const char *stage, const char *at,
                  const struct ranking_row *rows, uint32_t count);

uint64_t rankings_written(const struct rankings *r); /* transactions */

#endif
