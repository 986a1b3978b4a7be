#include "scoring/ratio.h"

#include "base/decimal.h"
#include "base/mem.h"

#include <flint/fmpz.h>
#include <string.h>

#define DIGITS_MAX 6

static const ulong power_of_ten[DIGITS_MAX + 1] = {1, 10, 100, 1000, 10000, 100000, 1000000};

void ratio_init(struct ratio *r)
{
	*fmpq_numref(&r->q) = 0;
	*fmpq_denref(&r->q) = 1;
}

/* Both parts stand in a word each. */
static bool is_small(const struct ratio *r)
{
	return !COEFF_IS_MPZ(*fmpq_numref(&r->q)) && !COEFF_IS_MPZ(*fmpq_denref(&r->q));
}

static bool fits_small(int64_t n)
{
	return n >= COEFF_MIN && n <= COEFF_MAX;
}

static uint64_t size_of(int64_t n)
{
	return n < 0 ? -(uint64_t)n : (uint64_t)n;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b != 0) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* r = numerator / denominator, reduced, where all of it is small; false, and nothing done, where not. */
static bool set_small(struct ratio *r, int64_t numerator, int64_t denominator)
{
	if (!is_small(r) || !fits_small(numerator) || !fits_small(denominator))
		return false;
	if (denominator != 1) {
		int64_t divisor = (int64_t)common_divisor(size_of(numerator), (uint64_t)denominator);
		numerator /= divisor;
		denominator /= divisor;
	}
	*fmpq_numref(&r->q) = numerator;
	*fmpq_denref(&r->q) = denominator;
	return true;
}

void ratio_clear(struct ratio *r)
{
	if (is_small(r))
		return;
	fmpz_clear(fmpq_numref(&r->q));
	fmpz_clear(fmpq_denref(&r->q));
}

void ratio_set(struct ratio *r, const struct ratio *value)
{
	if (is_small(r) && is_small(value))
		*r = *value;
	else
		fmpq_set(&r->q, &value->q);
}

void ratio_set_micros(struct ratio *r, int64_t micros)
{
	if (!set_small(r, micros, DECIMAL_ONE))
		fmpq_set_si(&r->q, micros, (ulong)DECIMAL_ONE);
}

void ratio_set_int(struct ratio *r, int64_t value)
{
	if (!set_small(r, value, 1))
		fmpq_set_si(&r->q, value, 1);
}

void ratio_set_wide(struct ratio *r, int128 numerator, uint64_t denominator)
{
	fmpz_t n, d;
	bool negative = numerator < 0;
	/* the lowest int128 never comes here: a point is below 10^31 */
	int128 size = negative ? -numerator : numerator;
	fmpz_init(n);
	fmpz_init_set_ui(d, denominator);
	fmpz_set_uiui(n, (ulong)(size >> 64), (ulong)size);
	if (negative)
		fmpz_neg(n, n);
	fmpq_set_fmpz_frac(&r->q, n, d);
	fmpz_clear(n);
	fmpz_clear(d);
}

void ratio_add(struct ratio *r, const struct ratio *value)
{
	/* marks of a panel are mostly whole or halves: two words below 2^62 add up without an overflow */
	if (is_small(r) && is_small(value) && *fmpq_denref(&r->q) == *fmpq_denref(&value->q) &&
	    set_small(r, *fmpq_numref(&r->q) + *fmpq_numref(&value->q), *fmpq_denref(&r->q)))
		return;
	fmpq_add(&r->q, &r->q, &value->q);
}

void ratio_sub(struct ratio *r, const struct ratio *value)
{
	fmpq_sub(&r->q, &r->q, &value->q);
}

void ratio_mul(struct ratio *r, const struct ratio *value)
{
	fmpq_mul(&r->q, &r->q, &value->q);
}

void ratio_div(struct ratio *r, const struct ratio *value)
{
	fmpq_div(&r->q, &r->q, &value->q);
}

void ratio_mul_micros(struct ratio *r, int64_t micros)
{
	struct ratio factor;
	if (micros == DECIMAL_ONE)
		return;
	ratio_init(&factor);
	ratio_set_micros(&factor, micros);
	ratio_mul(r, &factor);
	ratio_clear(&factor);
}

void ratio_div_int(struct ratio *r, int64_t divisor)
{
	struct ratio factor;
	int64_t denominator;
	if (divisor == 1)
		return;
	if (is_small(r) && !__builtin_mul_overflow(*fmpq_denref(&r->q), divisor, &denominator) &&
	    set_small(r, *fmpq_numref(&r->q), denominator))
		return;
	ratio_init(&factor);
	fmpq_set_si(&factor.q, 1, (ulong)divisor);
	ratio_mul(r, &factor);
	ratio_clear(&factor);
}

int ratio_compare(const struct ratio *a, const struct ratio *b)
{
	if (!is_small(a) || !is_small(b))
		return fmpq_cmp(&a->q, &b->q);
	if (*fmpq_denref(&a->q) == *fmpq_denref(&b->q))
		return (*fmpq_numref(&a->q) > *fmpq_numref(&b->q)) - (*fmpq_numref(&a->q) < *fmpq_numref(&b->q));
	int128 x = (int128)*fmpq_numref(&a->q) * *fmpq_denref(&b->q);
	int128 y = (int128)*fmpq_numref(&b->q) * *fmpq_denref(&a->q);
	return (x > y) - (x < y);
}

int64_t ratio_key(const struct ratio *r)
{
	int64_t key;
	if (is_small(r)) {
		int128 units = (int128)*fmpq_numref(&r->q) * 1000;
		int128 den = *fmpq_denref(&r->q);
		int128 whole = units / den - (units % den < 0);
		return whole > INT64_MAX ? INT64_MAX : whole < INT64_MIN ? INT64_MIN : (int64_t)whole;
	}
	fmpz_t whole;
	fmpz_init(whole);
	fmpz_mul_ui(whole, fmpq_numref(&r->q), 1000);
	fmpz_fdiv_q(whole, whole, fmpq_denref(&r->q));
	if (fmpz_fits_si(whole))
		key = fmpz_get_si(whole);
	else
		key = fmpz_sgn(whole) < 0 ? INT64_MIN : INT64_MAX;
	fmpz_clear(whole);
	return key;
}

bool ratio_key_tells(const struct ratio *r)
{
	return is_small(r) && 1000 % *fmpq_denref(&r->q) == 0 && ratio_key(r) > INT64_MIN && ratio_key(r) < INT64_MAX;
}

int ratio_sign(const struct ratio *r)
{
	return fmpz_sgn(fmpq_numref(&r->q));
}

/* Whether the size goes up: what is cut off compared with a half, and whether what stays is odd. */
static bool goes_up(enum rounding mode, int half, bool odd)
{
	switch (mode) {
	case ROUND_HALF_UP:
		return half >= 0;
	case ROUND_HALF_EVEN:
		return half > 0 || (half == 0 && odd);
	case ROUND_DOWN:
		break;
	}
	return false;
}

/* In words, where they hold it; false where not. */
static bool round_small(fmpz_t whole, const fmpq *q, struct rounding_rule rule)
{
	uint64_t units, size, den = (uint64_t)*fmpq_denref(q);
	if (COEFF_IS_MPZ(*fmpq_numref(q)) || COEFF_IS_MPZ(*fmpq_denref(q)) ||
	    __builtin_mul_overflow(size_of(*fmpq_numref(q)), power_of_ten[rule.digits], &units))
		return false;
	size = units / den;
	uint64_t twice = units % den * 2; /* a denominator is below 2^62 */
	size += goes_up(rule.mode, (twice > den) - (twice < den), size % 2 != 0);
	fmpz_set_ui(whole, size);
	if (*fmpq_numref(q) < 0)
		fmpz_neg(whole, whole);
	return true;
}

/* The value in units of the last digit kept, rounded; `whole` is initialised. */
static void round_to_units(fmpz_t whole, const fmpq *q, struct rounding_rule rule)
{
	fmpz_t size, rest;
	if (round_small(whole, q, rule))
		return;
	int sign = fmpz_sgn(fmpq_numref(q));
	fmpz_init(size);
	fmpz_init(rest);
	fmpz_abs(size, fmpq_numref(q));
	fmpz_mul_ui(size, size, power_of_ten[rule.digits]);
	fmpz_tdiv_qr(whole, rest, size, fmpq_denref(q));
	fmpz_mul_ui(rest, rest, 2);
	int half = fmpz_cmp(rest, fmpq_denref(q));
	if (goes_up(rule.mode, half, fmpz_is_odd(whole)))
		fmpz_add_ui(whole, whole, 1);
	if (sign < 0)
		fmpz_neg(whole, whole);
	fmpz_clear(size);
	fmpz_clear(rest);
}

static bool is_exact(const fmpq *q, int digits)
{
	const fmpz *den = fmpq_denref(q);
	return !COEFF_IS_MPZ(*den) && power_of_ten[digits] % (ulong)*den == 0;
}

void ratio_round(struct ratio *r, struct rounding_rule rule)
{
	fmpz_t whole, unit;
	if (rule.digits < 0 || is_exact(&r->q, rule.digits))
		return;
	fmpz_init(whole);
	fmpz_init_set_ui(unit, power_of_ten[rule.digits]);
	round_to_units(whole, &r->q, rule);
	if (COEFF_IS_MPZ(*whole) || !set_small(r, *whole, *unit))
		fmpq_set_fmpz_frac(&r->q, whole, unit);
	fmpz_clear(whole);
	fmpz_clear(unit);
}

bool ratio_whole(const struct ratio *r, int64_t *out)
{
	if (!fmpz_is_one(fmpq_denref(&r->q)) || !fmpz_fits_si(fmpq_numref(&r->q)))
		return false;
	*out = fmpz_get_si(fmpq_numref(&r->q));
	return true;
}

char *ratio_exact_text(const struct ratio *r)
{
	char text[RATIO_TEXT_MAX];
	if (is_exact(&r->q, DIGITS_MAX)) {
		ratio_text(r, -1, text);
		return xstrdup(text);
	}
	char *fraction = fmpq_get_str(NULL, 10, &r->q);
	char *copy = xstrdup(fraction);
	flint_free(fraction);
	return copy;
}

/* The digits of a number >= 0, with a NUL; returns how many. */
static size_t write_digits(const fmpz_t whole, char *out)
{
	char reversed[24];
	size_t len = 0;
	if (COEFF_IS_MPZ(*whole)) {
		fmpz_get_str(out, 10, whole);
		return strlen(out);
	}
	for (ulong rest = (ulong)*whole; rest > 0 || len == 0; rest /= 10)
		reversed[len++] = (char)('0' + rest % 10);
	for (size_t i = 0; i < len; i++)
		out[i] = reversed[len - 1 - i];
	out[len] = '\0';
	return len;
}

void ratio_text(const struct ratio *r, int digits, char out[static RATIO_TEXT_MAX])
{
	struct rounding_rule rule = {digits < 0 ? DIGITS_MAX : digits, ROUND_HALF_UP};
	size_t shown = (size_t)rule.digits;
	fmpz_t whole;
	fmpz_init(whole);
	round_to_units(whole, &r->q, rule);
	bool negative = fmpz_sgn(whole) < 0;
	fmpz_abs(whole, whole);
	if (COEFF_IS_MPZ(*whole) && fmpz_sizeinbase(whole, 10) + 4 + shown > RATIO_TEXT_MAX) {
		/* beyond anything that a contest can mean, but not beyond what a definition can say */
		memcpy(out, negative ? "<-10^80" : ">10^80", negative ? 8 : 7);
		fmpz_clear(whole);
		return;
	}
	char *at = out;
	if (negative)
		*at++ = '-';
	size_t len = write_digits(whole, at);
	if (len <= shown) { /* 5 with two digits is 0.05 */
		memmove(at + (shown + 1 - len), at, len + 1);
		memset(at, '0', shown + 1 - len);
		len = shown + 1;
	}
	if (shown > 0) {
		memmove(at + len - shown + 1, at + len - shown, shown + 1);
		at[len - shown] = '.';
		len++;
	}
	if (digits < 0) {
		while (at[len - 1] == '0')
			at[--len] = '\0';
		if (at[len - 1] == '.')
			at[--len] = '\0';
	}
	fmpz_clear(whole);
}
