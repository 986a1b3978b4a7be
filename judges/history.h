/*
 * history.h - everything that happened, to be looked through: the newest entries of the ledger by person, competitor, kind.
 *
 *   history {"contest"?,"stage"?,"competitor"?,"person"?,"kind"?,"before"?:SEQ,"limit"?:50}
 *        -> {"entries":[{"seq","at","kind","by","verdict","first"?,"data":{...}}],"next":SEQ|null}
 *
 * Newest first; "next" is what to give as "before" for the older ones. `person` is who sent it or whose sheet or card it is. A
 * definition's data, and what is no entry, is left out (null). Refused entries are there with their verdict's code; a repeat names the first.
 */
#ifndef JUDGES_HISTORY_H
#define JUDGES_HISTORY_H

#include "judges/request.h"

#define HISTORY_MAX 200000 /* entries kept, with their data; the oldest go first */
#define HISTORY_PAST_MAX 50000 /* entries that are told again for a look at the past: some tenths of a second */
#define HISTORY_LIMIT_MAX 500 /* in one answer */

struct history;

struct history *history_new(void);
void history_free(struct history *h);

/* After each fold(), also while the ledger is first read. Copies what it keeps. */
void history_note(struct history *h, const struct entry *e, const struct change *change);

MUST_CHECK enum err history_answer(const struct history *h, struct request *r, const struct state *s,
                                   const struct asker *who, const cJSON *params, struct json_out *result);

/*
 * past: {"seq":SEQ} or {"at":MS}: which entry is meant, the last one at that moment, and when it came. ERR_NOT_FOUND before
 * the first one and after the last, ERR_TOO_LARGE beyond HISTORY_PAST_MAX: it would hold up everybody else.
 */
MUST_CHECK enum err history_moment(const struct history *h, struct request *r, const struct asker *who,
                                   const cJSON *params, uint64_t *seq, int64_t *at_ms);

/* The state after that entry, made anew from what was accepted up to it. The caller frees it with state_free(). */
struct state *history_state(const struct history *h, uint64_t seq);

#endif
