/*
 * rankings.h - the standings in Redis, for other programs: a view, thrown away and written anew at any time.
 *
 *   ts:{EVENT}:rank:CONTEST:STAGE   sorted set, member a competitor's id, score its place in the order (from 1)
 *   ts:{EVENT}:row:CONTEST:STAGE    hash, field a competitor's id, value its row as JSON (as on the board)
 *   ts:{EVENT}:at:CONTEST:STAGE     the ledger id that both stand for
 *
 * All three change in one transaction. One transaction is in flight at a time; what changes meanwhile is
 * conflated: the latest state wins. Only members that differ from what was written last are written. Several hubs on
 * one Redis compute the same views; who comes second sees by `at` that it is done, and an older state never
 * replaces a newer one.
 */
#ifndef STORE_RANKINGS_H
#define STORE_RANKINGS_H

#include <stdint.h>

struct ranking_row {
	const char *competitor;
	const char *json; /* the row */
};

#endif
