/*
 * ledger_session.h - an event's ledger for a command: read to its end, added to, left again. All calls wait until they are done.
 *
 * Where a hub is running on the data directory, the session is a second, silent hub on the first one's Redis; where none is, it
 * starts the data directory's redis-server itself, and ends it. So a command writes to the ledger either way, and
 * a running hub folds what it wrote like anything else.
 */
#ifndef HUB_LEDGER_SESSION_H
#define HUB_LEDGER_SESSION_H

#include "base/err.h"
#include "scoring/state.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

struct ledger_session;

/*
 * Opens the ledger of an event. `data` is the data directory; `redis` as in struct store_options, or NULL. NULL and a sentence in
 * `fault` where it cannot be had within a minute, or is empty.
 */
struct ledger_session *ledger_session_open(const char *event, const char *data, const char *redis, char *fault, size_t size);

/* The fold of what is in the ledger now. Borrowed. */
struct state *ledger_session_state(const struct ledger_session *s);

/*
 * Appends an entry and waits until it is on disk and folded. ERR_OK: accepted (also earlier, by the same key). The fold's verdict, or
 * ERR_UNAVAILABLE, otherwise; `fault` says it in a sentence.
 */
MUST_CHECK enum err ledger_session_append(struct ledger_session *s, enum entry_type type, const char *by, const char *key,
                                          const char *data, size_t len, char *fault, size_t size);

void ledger_session_close(struct ledger_session *s);

#endif
