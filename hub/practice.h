/*
 * practice.h - a ceremony practised with invented results: nothing of it is in the ledger.
 *
 * A second state beside the real one: the same definition, marks that were drawn, frozen and locked, with gates of its own.
 * The screens that the desk names show its board under a banner that cannot be overlooked; everybody else sees what
 * is real. It ends at the desk's word, when the ceremony itself begins, when the definition changes, with the hub, and by itself when nobody
 * has stepped for a while; then the screens show again what they were given. An emergency covers it as it covers everything.
 *
 * Topics: `practice`, the script with "screens" and "until", null where none is under way; `practice/board`.
 */
#ifndef HUB_PRACTICE_H
#define HUB_PRACTICE_H

#include "hub/rpc.h"

#define PRACTICE_IDLE_MS     (15 * 60 * 1000)
#define PRACTICE_SCREENS_MAX 16

/* A state of this event in which a stage is frozen and locked with drawn marks, and its gates; to be freed by the caller. */
struct state *practice_state_new(const struct event *event, uint32_t contest, uint32_t stage, uint64_t seed, struct gates **gates);

/* Methods `practice` {contest, stage, screens} or {end: true}, and `practice_step` {step}. */
rpc_handler practice_handle;
rpc_handler practice_step_handle;

/* After each entry: ends it where it is over by that. */
void practice_tell(struct hub *hub, const struct entry *entry, const struct change *change);

/* Whether this screen is to show it now. */
bool practice_shows(const struct hub *hub, const char *screen);

/* The topics' snapshots; a NULL hub->practice gives null. */
void practice_put(const struct hub *hub, struct buf *out);
void practice_put_board(const struct hub *hub, struct buf *out);

/* Forgets it, telling nobody. */
void practice_free(struct hub *hub);

#endif
