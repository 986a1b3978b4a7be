/*
 * ratio.h - exact rational numbers: everything between a mark and a printed total.
 *
 * A thin face over FLINT's fmpq, which keeps small numbers in two words and large ones in GMP: nothing overflows and
 * nothing is rounded until ratio_round(). (Rule 1.3.) A ratio is initialised before use and cleared after.
 */
#ifndef SCORING_RATIO_H
#define SCORING_RATIO_H

#include "scoring/definition.h"

#include <flint/fmpq.h>
#include <stddef.h>
#include <stdint.h>

struct ratio {
	fmpq q;
};

/* Room for a sum of points before it becomes a ratio: |x| below 10^33 or so. */
__extension__ typedef __int128 int128;

#define RATIO_TEXT_MAX 96 /* bytes that ratio_text writes at most, with its NUL */

void ratio_init(struct ratio *r); /* 0 */
void ratio_clear(struct ratio *r);
void ratio_set(struct ratio *r, const struct ratio *value);
void ratio_set_micros(struct ratio *r, int64_t micros);
void ratio_set_int(struct ratio *r, int64_t value);
void ratio_set_wide(struct ratio *r, int128 numerator, uint64_t denominator); /* denominator > 0 */
void ratio_add(struct ratio *r, const struct ratio *value); /* r += value */
void ratio_sub(struct ratio *r, const struct ratio *value);
void ratio_mul(struct ratio *r, const struct ratio *value);
void ratio_div(struct ratio *r, const struct ratio *value); /* value is not 0 */
void ratio_mul_micros(struct ratio *r, int64_t micros);
void ratio_div_int(struct ratio *r, int64_t divisor); /* divisor > 0 */
int ratio_compare(const struct ratio *a, const struct ratio *b); /* <0, 0, >0 */
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
