/*
 * trace.h - how a total came about: the steps that scoring took, noted while it took them.
 *
 * The functions that make totals take a struct trace, NULL where nobody asks; so what is explained is what was done, not a second
 * telling of the rules. Each step is one operation on a small machine, which trace_replay() runs again from the operands
 * alone: a current value V, a panel (a list), a sheet's, an attempt's and the total's running sums, and the attempts (a list).
 */
#ifndef SCORING_TRACE_H
#define SCORING_TRACE_H

#include "base/err.h"
#include "scoring/definition.h"
#include "scoring/ratio.h"

/* X(NAME, name in JSON) what it does. `operand` is a member of struct step. */
#define STEP_TABLE(X)                                                                        \
	X(POINTS, "points") /* V = operand, the points of `entered` */                        \
	X(MISSING, "missing") /* nothing: a mark that is not there */                         \
	X(APART, "apart") /* nothing: judgements too far apart, to be entered again */        \
	X(TAKE, "take") /* operand goes into the panel, unless `left_out` */                  \
	X(COMBINE, "combine") /* V = the panel's mean, sum or median; the panel is empty */   \
	X(WIDE, "wide") /* V = the mean of all in the panel, those left out too; then empty */ \
	X(TIMES, "times") /* V = V x operand */                                               \
	X(ROUND, "round") /* V = V rounded by `rule` */                                       \
	X(LIMIT, "limit") /* V = operand, the limit that V was beyond */                      \
	X(TO_SHEET, "to-sheet") /* sheet += V */                                              \
	X(SHEET, "sheet") /* V = sheet; sheet = 0 */                                          \
	X(TO_ATTEMPT, "to-attempt") /* attempt += V */                                        \
	X(NOTED, "noted") /* nothing: a value that gives no points */                         \
	X(SUM, "sum") /* V = attempt; attempt = 0 */                                          \
	X(PENALTY, "penalty") /* V = V + operand */                                           \
	X(ATTEMPT, "attempt") /* V goes into the attempts, unless `left_out` */                \
	X(NO_SCORE, "no-score") /* attempt = 0: the attempt has no score */                   \
	X(MODULE, "module") /* V = the attempts' sum or mean; the attempts are empty */       \
	X(WEIGH, "weigh") /* total += V x operand */                                          \
	X(CARRY, "carry") /* V = operand, an earlier stage's total */                         \
	X(ADJUST, "adjust") /* total += operand */                                            \
	X(TOTAL, "total") /* V = total */                                                     \
	X(STATUS, "status") /* nothing: `status` is the competitor's */                       \
	X(RANK, "rank") /* nothing: V is the total; `count` is the rank */                    \
	X(TIE, "tie") /* nothing: compared with `other` by a key: operand against `against` */

enum step_kind {
#define X(name, text) STEP_##name,
	STEP_TABLE(X)
#undef X
};
#define STEP_COUNT (STEP_TIE + 1)

const char *step_kind_name(enum step_kind kind);

struct step {
	enum step_kind kind;
	const char *clause; /* of docs/rules.md */
	uint32_t module, attempt, aspect, judge, penalty; /* places, NONE; attempt from 1, or 0 */
	uint32_t stage; /* CARRY: place of the earlier stage */
	struct maybe entered; /* what the judge entered, or how often a penalty applies */
	struct ratio operand;
	struct ratio against; /* TIE */
	struct ratio value; /* V after the step */
	struct rounding_rule rule; /* ROUND */
	enum combine combine; /* COMBINE, MODULE: MEAN or SUM */
	bool left_out; /* TAKE: dropped; ATTEMPT: not among those that count */
	uint32_t count; /* COMBINE: how many; RANK: the rank */
	uint32_t status; /* STATUS: enum status */
	uint32_t other; /* TIE: place of the competitor compared with */
	uint32_t key; /* TIE: place in stage.ties, NONE: the total */
	bool has_operand, has_value, has_against;
	int decided; /* TIE: <0 this one is before the other, 0 equal, >0 behind */
};

struct trace {
	struct step *steps;
	uint32_t count, cap;
	/* where scoring is now, copied into each step */
	uint32_t module, attempt, aspect;
};

void trace_init(struct trace *t);
void trace_release(struct trace *t);

/* Adds a step with V; `operand` and `value` may be NULL. Borrowed until the next one. */
struct step *trace_step(struct trace *t, enum step_kind kind, const char *clause, const struct ratio *operand,
                        const struct ratio *value);

/* The same where there is a trace: mostly there is none. */
static inline struct step *trace_add(struct trace *t, enum step_kind kind, const char *clause,
                                     const struct ratio *operand, const struct ratio *value)
{
	return t ? trace_step(t, kind, clause, operand, value) : NULL;
}

/* Runs the steps again from their operands. False where a step's value is not what it says, or none is a TOTAL. */
bool trace_replay(const struct trace *t, struct ratio *total);

#endif
