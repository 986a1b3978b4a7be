/*
 * prospects.h - what is still possible: who can no longer lose, who can no longer win, and what somebody needs.
 *
 * Sound, never a guess: what is `clinched` holds, and what is `out` does not happen, however the missing marks turn out. Statuses,
 * penalties and adjustments to come, and corrections of marks that are there, are not foreseen. It may say `possible` where a closer
 * look would know.
 */
#ifndef SCORING_PROSPECTS_H
#define SCORING_PROSPECTS_H

#include "scoring/table.h"

enum chance { CHANCE_OUT, CHANCE_POSSIBLE, CHANCE_CLINCHED };
const char *chance_name(enum chance chance);

/* Points of the total still to be made. */
struct need {
	bool given; /* somebody who still has marks to come, is behind, and can make them */
	struct ratio points;
};

struct prospect {
	uint32_t competitor;
	enum chance win; /* to be the only first */
	enum chance cut; /* to advance; where the stage has no `advance`: OUT */
	uint32_t best, worst; /* ranks that it may still get; 0 where it can have none */
	struct need lead, through; /* to be level with the first now, with the last who would advance now */
};

/*
 * One a row of table_rank(), in its order; `out` has room for them. `earlier_final` says that the stages before are decided:
 * else everything is possible in a later stage. prospects_clear() frees what the entries hold.
 */
void prospects_make(struct table *t, bool earlier_final, struct prospect *out);
void prospects_clear(struct prospect *list, uint32_t count);

#endif
