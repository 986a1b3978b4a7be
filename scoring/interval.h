/*
 * interval.h - what a number may still become: between low and high, either of which may be open.
 *
 * Every operation is sound: it holds all results that its operands allow, and maybe more.
 */
#ifndef SCORING_INTERVAL_H
#define SCORING_INTERVAL_H

#include "scoring/definition.h"
#include "scoring/ratio.h"

struct interval {
	bool below, above; /* open: no limit on that side */
	struct ratio low, high; /* valid where not open */
};

void interval_init(struct interval *x); /* [0, 0] */
void interval_clear(struct interval *x);
void interval_set(struct interval *x, const struct interval *value);
void interval_set_ratio(struct interval *x, const struct ratio *value);
void interval_set_micros(struct interval *x, int64_t low, int64_t high); /* in either order */
void interval_set_open(struct interval *x);
void interval_add(struct interval *x, const struct interval *value);
void interval_mul(struct interval *x, const struct interval *value);
void interval_mul_micros(struct interval *x, int64_t micros);
void interval_round(struct interval *x, struct rounding_rule rule);
void interval_limit(struct interval *x, struct maybe min, struct maybe max);
void interval_join(struct interval *x, const struct interval *value); /* what either allows */
void interval_join_zero(struct interval *x);

#endif
