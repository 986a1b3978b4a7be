/*
 * judge_view.h - topic `judge`: what one judge has to mark, and the own sheets.
 *
 * Only what this judge marks is in it: no other judge's marks, no totals, no ranks. A sheet has "returned" (the reason) where
 * the chief gave it back, and "apart" (aspects) where the panel's judgements differ too much: the judges confer and enter
 * again; who gave what is not told. "corrected" says who wrote it in the judge's name and why, "paper" who typed it and who
 * typed it again. A shadow sees the modules that it marks along, and its own sheets. Pure: from the state to JSON.
 */
#ifndef JUDGES_JUDGE_VIEW_H
#define JUDGES_JUDGE_VIEW_H

#include "base/buf.h"
#include "base/json.h"
#include "scoring/state.h"

/* {"judge":{...},"modules":[...],"sheets":[...]} of the person at this place. */
void judge_snapshot(struct state *s, uint32_t person, struct buf *out);

/* The modules of a stage that the person at this place marks, as in "modules". */
void judge_form_put(struct json_out *o, struct state *s, uint32_t contest, uint32_t stage, uint32_t person);

/*
 * After fold(): calls `emit` for each change of this judge's topic that the entry made (none where it was refused or
 * repeated): {"sheet":{...}}, {"phase":{"contest","stage","phase"}}, {"module":{...}} (one of "modules", as a whole) or, where the
 * definition changed, {"snapshot":{...}}. `json` is borrowed for the call.
 */
void judge_changes(struct state *s, const struct entry *e, const struct change *change, uint32_t person,
                   void (*emit)(void *arg, const char *json, size_t len), void *arg);

#endif
