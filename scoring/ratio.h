/*
 * ratio.h - exact rational numbers: everything between a mark and a printed total.
 *
 * A thin face over FLINT's fmpq, which keeps small numbers in two words and large ones in GMP: nothing overflows and
 * nothing is rounded until ratio_round(). (Rule 1.3.) A ratio is initialised before use and cleared after.
 *
 * A fraction of two words is not kept in lowest terms: marks are millionths, and adding, comparing and rounding them needs no
 * common divisor. It is reduced where it would outgrow the words, before FLINT has a part in it, and where it is printed.
 */
#ifndef SCORING_RATIO_H
#define SCORING_RATIO_H

#include "base/decimal.h"
#include "scoring/definition.h"

#include <flint/fmpq.h>
#include <stddef.h>
#include <stdint.h>

struct ratio {
	fmpq q; /* the denominator is > 0; in lowest terms where one of them is no small word */
};

/* Room for a sum of points before it becomes a ratio: |x| below 10^33 or so. */
__extension__ typedef __int128 int128;

#define RATIO_TEXT_MAX 96 /* bytes that ratio_text writes at most, with its NUL */

/* For the functions below: what they do where two words do not hold it. */
void ratio_clear_far(struct ratio *r);
void ratio_set_far(struct ratio *r, const struct ratio *value);
void ratio_add_far(struct ratio *r, const struct ratio *value);
int ratio_compare_far(const struct ratio *a, const struct ratio *b);

/* Both parts stand in a word each. */
static inline bool ratio_is_small(const struct ratio *r)
{
	return !COEFF_IS_MPZ(*fmpq_numref(&r->q)) && !COEFF_IS_MPZ(*fmpq_denref(&r->q));
}

static inline void ratio_set_words(struct ratio *r, int64_t numerator, int64_t denominator)
{
	if (!ratio_is_small(r))
		ratio_clear_far(r);
	*fmpq_numref(&r->q) = numerator;
	*fmpq_denref(&r->q) = denominator;
}

static inline void ratio_init(struct ratio *r) /* 0 */
{
	*fmpq_numref(&r->q) = 0;
	*fmpq_denref(&r->q) = 1;
}

static inline void ratio_clear(struct ratio *r)
{
	if (!ratio_is_small(r))
		ratio_clear_far(r);
}

static inline void ratio_set(struct ratio *r, const struct ratio *value)
{
	if (ratio_is_small(r) && ratio_is_small(value))
		*r = *value;
	else
		ratio_set_far(r, value);
}

static inline void ratio_set_micros(struct ratio *r, int64_t micros) /* |micros| < 2^62 */
{
	ratio_set_words(r, micros, DECIMAL_ONE);
}

static inline void ratio_set_int(struct ratio *r, int64_t value) /* |value| < 2^62 */
{
	ratio_set_words(r, value, 1);
}

static inline void ratio_add(struct ratio *r, const struct ratio *value) /* r += value */
{
	if (ratio_is_small(r) && ratio_is_small(value) && *fmpq_denref(&r->q) == *fmpq_denref(&value->q)) {
		int64_t sum = *fmpq_numref(&r->q) + *fmpq_numref(&value->q); /* two below 2^62 do not overflow */
		if (sum >= COEFF_MIN && sum <= COEFF_MAX) {
			*fmpq_numref(&r->q) = sum;
			return;
		}
	}
	ratio_add_far(r, value);
}

static inline int ratio_compare(const struct ratio *a, const struct ratio *b) /* <0, 0, >0 */
{
	if (ratio_is_small(a) && ratio_is_small(b) && *fmpq_denref(&a->q) == *fmpq_denref(&b->q))
		return (*fmpq_numref(&a->q) > *fmpq_numref(&b->q)) - (*fmpq_numref(&a->q) < *fmpq_numref(&b->q));
	return ratio_compare_far(a, b);
}

void ratio_set_wide(struct ratio *r, int128 numerator, uint64_t denominator); /* denominator > 0 */
void ratio_sub(struct ratio *r, const struct ratio *value);
void ratio_mul(struct ratio *r, const struct ratio *value);
void ratio_div(struct ratio *r, const struct ratio *value); /* value is not 0 */
void ratio_mul_micros(struct ratio *r, int64_t micros);
void ratio_div_int(struct ratio *r, int64_t divisor); /* divisor > 0 */
/* A whole number that never falls where the ratio rises: different keys decide a comparison, equal ones do not. */
int64_t ratio_key(const struct ratio *r);
bool ratio_key_tells(const struct ratio *r); /* of two that do, equal keys are equal ratios */
int ratio_sign(const struct ratio *r); /* -1, 0, 1 */
void ratio_round(struct ratio *r, struct rounding_rule rule); /* rule 1.4; digits -1 changes nothing */

/* Without loss: a decimal of up to 6 digits, else a fraction "4/3". The caller frees it with free(). */
char *ratio_exact_text(const struct ratio *r);

/* The value where it is a whole number that fits; false where it is not. */
bool ratio_whole(const struct ratio *r, int64_t *out);

/*
 * As people see it: with digits d >= 0 exactly d digits (the value is rounded half-up where it has more), with -1 at
 * most 6 (half-up) and no trailing zeros. Never "-0". (Rule 1.5.)
 */
void ratio_text(const struct ratio *r, int digits, char out[static RATIO_TEXT_MAX]);

#endif
