/*
 * lines.h - the competitors of a stage in the order they stand, in blocks: one is taken out, put in or found without touching
 * the others.
 *
 * The order is entrant_compare()'s (scoring/table_parts.h), then the competitor's id. Each entrant knows its block, and `same`
 * says that nothing tells it from the one before.
 */
#ifndef SCORING_LINES_H
#define SCORING_LINES_H

#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>

#define LINES_BLOCK 256

struct table;

struct line_block {
	uint32_t place; /* in lines.blocks */
	uint32_t items[LINES_BLOCK]; /* competitors; lines.counts[place] of them */
	int64_t keys[LINES_BLOCK]; /* of each: a lower one stands before, equal ones say nothing */
	bool same[LINES_BLOCK]; /* of each, as the entrant says: many may be level, and they are gone through here */
	struct line_block *spare; /* the next one that is not in use */
};

struct lines {
	struct line_block **blocks;
	uint32_t *counts; /* [block] */
	uint32_t *starts; /* [block]: entrants that are not `same` */
	int64_t *firsts; /* [block]: the key of its first */
	uint32_t block_count;
	uint32_t count; /* of competitors */
	uint32_t rankable; /* those with a rank: they stand first */
	struct line_block *spare;
};

void lines_init(struct lines *l, struct arena *a, uint32_t competitors_max);

/* All of them anew, from a sorted list. */
void lines_set(struct table *t, const uint32_t *sorted, uint32_t count);

/* Takes one out, as it stood; it need not be there. Returns who stood behind it, or NONE. */
uint32_t lines_remove(struct table *t, uint32_t competitor);
void lines_insert(struct table *t, uint32_t competitor);

/* Looks again whether anything tells it from the one before. */
void lines_check_same(struct table *t, uint32_t competitor);

uint32_t lines_behind(const struct table *t, uint32_t competitor); /* or NONE */
void lines_range(const struct table *t, uint32_t first, uint32_t count, uint32_t *out); /* all of them are there */
uint32_t lines_place(const struct table *t, uint32_t competitor);
uint32_t lines_rank(const struct table *t, uint32_t competitor); /* rule 8.9; 0: none */

/* Where the cut of `advance` falls. (Rules 8.10 and 8.11.) */
struct cut {
	uint32_t within; /* how many stand at ranks up to `top` */
	uint32_t last_first; /* place of the first at the last of these ranks */
	bool none_of_last; /* those at the last rank do not advance */
};
struct cut lines_cut(const struct table *t);

#endif
