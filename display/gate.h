/*
 * gate.h - what the public may see of a stage: a filter between the table and the public's boards.
 *
 * Until a stage is published nobody is told an award. From the moment that a chief freezes a stage (entry `freeze`) the
 * public sees it, and the later stages of its contest, as they stood then; marking goes on behind. Publishing opens it, or
 * a ceremony does, step by step (entry `reveal` says how many steps are open; fewer than before is a step back):
 *
 * Places are opened from the last to the first, all who share a rank together, those without a rank first. Before a place
 * is opened, each module that changed for it since the freeze is a step of its own; the last step gives total, rank and award.
 * Opened rows stand at the end in their final order, above them whoever is being opened, above these the others
 * as they stood when frozen, now without ranks. When all places are open, each further step calls up all who have an award,
 * from the last award to the first (bronze, silver, gold). A published stage has these last steps too, for a hall that
 * gives the prizes out later.
 *
 * Where a stage has `hold`, its first performers are announced together: until all of them (in the running order, without who
 * did not start) are in, its rows are shown without marks, in the running order, and later stages without rows. Once announced
 * it stays so; publishing opens it too.
 *
 * The gates must hear of every entry, also while a ledger is first read: what a stage looked like when it was frozen is
 * known only then.
 */
#ifndef DISPLAY_GATE_H
#define DISPLAY_GATE_H

#include "base/buf.h"
#include "scoring/state.h"

#include <stdbool.h>

struct gates;

struct gates *gates_new(void);
void gates_free(struct gates *g);

/* After each fold(). */
void gates_tell(struct gates *g, struct state *s, const struct change *change);

/* A stage as the public sees it. */
struct seen {
	const struct row *rows; /* in order; borrowed until the next call here or change of the table */
	uint32_t count;
	bool awards; /* whether the rows' awards may be told */
	bool frozen;
	bool held; /* the first performers are not all in: no row has marks */
	uint32_t held_first, held_in; /* so many are announced together, so many of them are in */
	uint32_t step, steps; /* of the ceremony; steps 0 where there is none */
	uint32_t opening_begin, opening_end; /* the rows that are being opened; the same where none */
	uint32_t called; /* the award whose winners are being called up, as in row.award; NONE */
};
void gates_seen(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, struct seen *out);

/*
 * The ceremony as a script for whoever speaks: {"contest","stage","contest_title","title","phase","frozen","step":3,
 * "steps":[{"step":1,"competitors":[{"id","name","reading"?,"unit","members"?:[{"name","reading"?}]}],"module":{"id","title"}|null,
 * "score":"64.75"|null,"rank":12|null,"total":"92.35"|null,"award":{...}|null,"status","call"?:{...}}]}; a step with a module opens it, one with
 * `call` (an award) calls its winners up, any other gives the place. `reading` is how a name is said (events/reading.h). No steps
 * where the stage is neither frozen nor published.
 */
void gates_script(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, struct buf *out);

#endif
