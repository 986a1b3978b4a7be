/*
 * table.h - a stage's table: from marks to ranks. (Rules 5 to 9.)
 *
 * A struct table holds the marks of one stage of one contest, and makes from them the standings: one struct row a
 * competitor of the stage, in rank order (then by competitor id; without a rank last). Setting a mark only notes
 * what is dirty; table_rank() makes the rows right again.
 *
 * It knows nothing of who may mark, of versions or phases: that is state.h. `touchstone score` and the fold use the
 * same table, so there is one place for each rule.
 */
#ifndef SCORING_TABLE_H
#define SCORING_TABLE_H

#include "base/err.h"
#include "scoring/definition.h"
#include "scoring/entry.h"
#include "scoring/ratio.h"

/* What a module gave a competitor. */
struct part {
	bool scored;
	struct ratio score; /* after the module's decimals; valid where scored */
	bool *attempt_scored; /* [module.attempts] */
	struct ratio *attempts; /* [module.attempts] */
};

struct row {
	uint32_t competitor; /* place in contest.competitors */
	uint32_t rank; /* from 1; 0: no rank */
	enum status status;
	bool has_total;
	struct ratio total; /* after the stage's decimals */
	struct ratio exact; /* before them */
	bool advances; /* only where the stage has `advance` */
	uint32_t substitute; /* the how manieth to move up where somebody who advances withdraws; 0: nobody's (rule 8.12) */
	uint32_t award; /* place in contest.awards, or under medals 0 gold, 1 silver, 2 bronze; NONE */
	int32_t scaled; /* 0 to 1000, or -1 */
	uint32_t marks_in, marks_due; /* of what is expected by the definition: progress */
	struct part *parts; /* [stage.module_count] */
};

struct table; /* opaque: its insides change with speed */

/* `carried` are the tables of the contest's earlier stages, by place (used where carries or entry need them). */
struct table *table_new(const struct event *event, uint32_t contest, uint32_t stage, struct table *const *carried);
void table_free(struct table *t);

/*
 * Sets, or where `value` is NULL takes away, a judge's value of an aspect; judge is a place in event.people, or NONE for an
 * agreed value. attempt from 1. The caller has checked with table_accepts().
 */
void table_set_mark(struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt, uint32_t aspect,
                    uint32_t judge, const int64_t *value);
void table_set_penalty(struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt, uint32_t penalty,
                       int64_t times);
void table_set_status(struct table *t, uint32_t competitor, enum status status); /* DNS, DNF, DSQ; RANKED: none */
void table_add_adjust(struct table *t, uint32_t competitor, int64_t micros);
void table_set_order(struct table *t, uint32_t competitor, enum order_kind kind, int64_t micros);

/* The number that was set last, not given where none was. */
struct maybe table_number(const struct table *t, uint32_t competitor, enum order_kind kind);

/*
 * Whether the judges' marks of an aspect differ by more than it allows, so that the attempt has no score until they enter it
 * again. (Rule 4.2.) attempt from 1.
 */
bool table_apart(const struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt, uint32_t aspect);

/*
 * Takes an aspect's judgements as they are, however far apart, until one of them is set again. table_accepted(): whether
 * that still holds; _back() ends it. (Rule 4.2.)
 */
void table_accept(struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt, uint32_t aspect);
void table_accept_back(struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt, uint32_t aspect);
bool table_accepted(const struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt, uint32_t aspect);

/* Whether a value may be entered for an aspect: its method's range, step, whole numbers. (Rule 4.) */
MUST_CHECK enum err aspect_accepts(const struct aspect *a, int64_t micros);
MUST_CHECK enum err penalty_accepts(const struct penalty *p, int64_t micros);

/* Whether a competitor is in this stage now (rule 3: advanced from the one before, @entered). */
bool table_has(struct table *t, uint32_t competitor);

/* The rows in order, brought up to date. Borrowed until the next call that changes the table. */
const struct row *table_rank(struct table *t, uint32_t *count);

/*
 * The same without an array of all: how many rows there are, brought up to date, and then one by one, in order. Borrowed until
 * the next call that changes the table.
 */
uint32_t table_stand(struct table *t);
const struct row *table_row(const struct table *t, uint32_t place);

/*
 * A page of the same: copies of at most `count` rows from place `first` (from 0) on; returns how many. Where few marks
 * changed this costs the logarithm of the competitors, unless the stage gives awards, which look at everybody. The copies share
 * memory with the table: valid until the next call that changes it.
 */
uint32_t table_page(struct table *t, uint32_t first, uint32_t count, struct row *out);

/* Where a competitor stands, from 0; false where it is not in the stage. */
bool table_place_of(struct table *t, uint32_t competitor, uint32_t *place);

/* Digits that people see of a row's total and of a module's score: the decimals there, or -1. */
int table_total_digits(const struct table *t);
int table_part_digits(const struct table *t, uint32_t module);

#endif
