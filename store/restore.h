/*
 * restore.h - a ledger put back into an empty Redis from its lines: `touchstone restore`.
 *
 * Same ids, same fields, so the same hashes: hubs, receipts and certificates find everything where it was. The
 * lines' own chain is checked first, to the last one, and nothing is written where it does not hold.
 */
#ifndef STORE_RESTORE_H
#define STORE_RESTORE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct restore_options {
	const char *event;                         /* its id */
	const char *file;                          /* ledger.jsonl: a journal, or `touchstone export --ledger` */
	const char *dir, *redis, *user, *password; /* as in struct store_options */
};

/*
 * Restores, on a loop of its own, and stops what it started. On ERR_OK *count entries are in Redis and were read back.
 * Else `fault` is a sentence: a line that is damaged (ERR_CORRUPT), a ledger that is not empty (ERR_INVALID), no Redis
 * to be had within 30 s or one that must not hold a ledger (ERR_UNAVAILABLE), a file that cannot be read (ERR_IO).
 */
MUST_CHECK enum err restore(const struct restore_options *options, uint64_t *count, char *fault, size_t size);

#endif
