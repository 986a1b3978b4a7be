/*
 * table_parts.h - what a struct table is made of, for the files of scoring/ that share it:
 *
 *     place.c      ranks of measured values (method `place`)        rule 4.8
 *     attempt.c    from marks to the score of an attempt             rules 5 and 6.1 to 6.6, 7.1 to 7.3
 *     total.c      from attempts to modules and the stage total      rules 6.7 to 6.13, 7.4 to 7.7
 *     standing.c   order, ties, ranks, advance                       rule 8
 *     lines.c      the order, kept where only few move
 *     award.c      awards, medals, scale                             rule 9
 *     explain.c    all of these, step by step
 *     table.c      the marks, and what has to be made again
 *
 * Nobody else includes it.
 */
#ifndef SCORING_TABLE_PARTS_H
#define SCORING_TABLE_PARTS_H

#include "base/mem.h"
#include "scoring/lines.h"
#include "scoring/table.h"
#include "scoring/trace.h"

#include <assert.h>

#define UNSET INT64_MIN /* in a slot: no mark */

/* Where the values of one attempt at a module stand in its cell. */
struct layout {
	uint32_t first_cell; /* of the module's attempts, in entrant.cells */
	uint32_t slot_count; /* marks that an attempt may have */
	uint32_t *slot; /* [aspect]: its first slot; one a judge of its team, or one where it is agreed */
	uint32_t *slots; /* [aspect]: how many */
	const uint32_t **team; /* [aspect]: whose slots they are, or NULL where it is agreed */
	uint32_t penalty_at; /* after the slots: how often each penalty applies, in millionths */
	uint32_t place_at; /* then, in modules with `place` aspects, each slot's rank */
	uint32_t accept_at; /* then, in modules with judgements, 1 for each aspect whose spread was accepted */
	uint32_t length; /* of cell.values */
	bool places, judged;
	bool sheets; /* some aspects stand on judges' sheets */
};

/* The marks of one competitor in one attempt at one module. */
struct cell {
	uint32_t in; /* slots that have a mark */
	int64_t values[];
};

struct tie_value {
	bool given;
	struct ratio value;
};

#define CACHE_LINE 64

/* All of one competitor in this stage. What ranking looks at comes first: it is one line of the processor's cache. */
struct entrant {
	_Alignas(CACHE_LINE) struct line_block *block; /* where it stands; NULL: not in the stage */
	int64_t key; /* never falls where the place gets worse: what mostly decides a comparison */
	bool key_tells; /* equal keys of two that tell share a rank */
	bool same; /* nothing tells it from the one before */
	bool listed_rankable; /* it had a rank when it was put into the lines */
	bool in_stage, dirty;
	bool moved; /* its row was made again since rows were shown */
	uint32_t id_place; /* among all ids of the contest */
	struct row row;
	struct cell **cells; /* [table.cell_count], NULL until the first mark */
	struct tie_value *ties; /* [stage.tie_count] */
	int128 adjust; /* millionths */
	int64_t numbers[ORDER_KIND_COUNT];
	bool numbered[ORDER_KIND_COUNT]; /* which of these are given */
	enum status given; /* DNS, DNF, DSQ, or RANKED for none */
	struct ratio *countback; /* attempt scores, best first; where a tie key needs them */
	uint32_t countback_count;
};

static_assert(sizeof(struct entrant) == 3 * CACHE_LINE, "a hundred thousand of them are gone through in rank order");

struct table {
	struct arena arena;
	const struct event *event;
	const struct contest *contest;
	const struct stage *stage;
	uint32_t stage_place;
	struct table **earlier; /* [stage_place] */
	uint64_t *earlier_seen; /* [stage_place]: the version that entrants were made from */
	uint64_t version; /* one more whenever a row changed */
	struct layout *layouts; /* [module] */
	uint32_t cell_count; /* attempts of all modules */
	bool *place_dirty; /* [cell] */
	bool any_place_dirty, has_places, has_countback;
	struct entrant *entrants; /* [competitor] */
	uint32_t *by_id; /* competitors by id, in bytes' order */
	uint32_t *dirty; /* competitors, each once */
	uint32_t dirty_count;
	struct lines lines; /* competitors of the stage as they stand */
	uint32_t *order; /* the same as one list; with ranks, advances and awards valid where not `stale` */
	uint32_t order_count;
	bool stale;
	bool rows_stale; /* the rows are older than the order */
	struct row *rows; /* as they stand: copies of the entrants', made when they are asked for; NULL before */
	uint32_t *shown; /* [row]: whose it is */
	uint32_t shown_count;
};

/*
 * Entrants are looked at in rank order, which is no order of memory: asks for the one at a place further on, so that it is
 * there when its turn comes.
 */
static inline void fetch_entrant(const struct table *t, const uint32_t *order, uint32_t count, uint32_t place)
{
	if (place + 12 < count)
		__builtin_prefetch(&t->entrants[order[place + 12]], 1);
}

/* table.c */
void table_touch(struct table *t, uint32_t competitor); /* notes that it has to be made again */
/* Makes an up-to-date row again, the same, to note the steps. */
void table_remake(struct table *t, uint32_t competitor, struct trace *trace);
const struct cell *entrant_cell(const struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt);

/* place.c: ranks the measured values that changed; touches whom it moves. */
void table_place(struct table *t);

/* attempt.c */
enum aspect_state {
	ASPECT_NONE, /* nobody marked it */
	ASPECT_PART, /* marks are missing, and the stage waits for them */
	ASPECT_APART, /* judgements too far apart */
	ASPECT_DONE
};

bool aspect_on_sheet(const struct module *m, const struct aspect *a);
/* An aspect off the sheets after panel, times and decimals; of `value` its value. *out is set where ASPECT_DONE. */
enum aspect_state aspect_result(const struct table *t, uint32_t module, const struct cell *cell, uint32_t aspect,
                                struct ratio *out, struct trace *trace);
/* An aspect for a tie key: on sheets the mean over the judges who marked. False where nobody did. */
bool aspect_tie_points(const struct table *t, uint32_t module, const struct cell *cell, uint32_t aspect,
                       struct ratio *out);
/* Whether the spread of an aspect's judgements was accepted as it is. cell may be NULL. */
bool aspect_accepted(const struct table *t, uint32_t module, const struct cell *cell, uint32_t aspect);
/* False where the attempt has no score. cell may be NULL. */
bool attempt_score(const struct table *t, uint32_t module, const struct cell *cell, struct ratio *out,
                   struct trace *trace);

/* What the penalties of an attempt add up to. */
void penalties_sum(const struct table *t, uint32_t module, const struct cell *cell, struct ratio *out);

/* total.c */
void entrant_total(const struct table *t, uint32_t competitor, struct trace *trace);
/* Within [min, max]; notes a step where it was not. */
void ratio_limit(struct ratio *r, struct maybe min, struct maybe max, const char *clause, struct trace *trace);
void ratio_round_noted(struct ratio *r, struct rounding_rule rule, const char *clause, struct trace *trace);

/* standing.c */
void entrant_keys(const struct table *t, uint32_t competitor); /* what it is compared by */
bool row_rankable(const struct row *r);
/*
 * <0 where a stands before b; 0 where they share a rank. *key is the place of the tie key that decided, NONE for the
 * total; may be NULL.
 */
int entrant_compare(const struct table *t, uint32_t a, uint32_t b, uint32_t *key);
int competitor_compare(const struct table *t, uint32_t a, uint32_t b); /* never 0: by id in the end */
void table_sort(struct table *t); /* the lines; the competitors in t->dirty were made again */
/* Standard 1, 2, 2, 4 or dense 1, 2, 2, 3: the rank at a place, from the rank one before it. (Rule 8.9.) */
uint32_t rank_at(const struct table *t, uint32_t before, uint32_t competitor, uint32_t place);
void table_set_ranks(struct table *t);
void table_set_advances(struct table *t);
bool row_advances(const struct table *t, const struct cut *cut, uint32_t place, const struct row *row);
/* The `substitute` of a page of rows, in which all else is set. */
void page_set_substitutes(const struct table *t, const struct cut *cut, uint32_t first, uint32_t count, struct row *out);

/* award.c */
bool table_gives_awards(const struct table *t); /* awards, medals or a scale */
void table_set_awards(struct table *t);

#endif
