#include "scoring/ratio.h"

#include "base/mem.h"

#include <flint/fmpz.h>
#include <string.h>

#define DIGITS_MAX 6

static const ulong power_of_ten[DIGITS_MAX + 1] = {1, 10, 100, 1000, 10000, 100000, 1000000};

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

/* The same in lowest terms, in `room` where it is not so already. Borrowed; nothing in it is to be cleared. */
static const fmpq *reduced(const struct ratio *r, fmpq *room)
{
	if (!ratio_is_small(r))
		return &r->q;
	int64_t numerator = *fmpq_numref(&r->q), denominator = *fmpq_denref(&r->q);
	int64_t divisor = (int64_t)common_divisor(size_of(numerator), (uint64_t)denominator);
	*fmpq_numref(room) = numerator / divisor;
	*fmpq_denref(room) = denominator / divisor;
	return room;
}

static void reduce(struct ratio *r)
{
	fmpq room;
	if (ratio_is_small(r))
		r->q = *reduced(r, &room);
}

/* Takes a result over where both parts are small; false, and nothing done, where not. */
static bool take_words(struct ratio *r, int64_t numerator, int64_t denominator)
{
	if (!fits_small(numerator) || !fits_small(denominator))
		return false;
	ratio_set_words(r, numerator, denominator);
	return true;
}

void ratio_clear_far(struct ratio *r)
{
	fmpz_clear(fmpq_numref(&r->q));
	fmpz_clear(fmpq_denref(&r->q));
	ratio_init(r);
}

void ratio_set_far(struct ratio *r, const struct ratio *value)
{
	fmpq_set(&r->q, &value->q);
}

void ratio_set_wide(struct ratio *r, int128 numerator, uint64_t denominator)
{
	fmpz_t n, d;
	bool negative = numerator < 0;
	if (numerator >= COEFF_MIN && numerator <= COEFF_MAX && denominator <= COEFF_MAX) {
		ratio_set_words(r, (int64_t)numerator, (int64_t)denominator);
		return;
	}
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

/* a + b where words hold all of it; b may be taken times -1. */
static bool add_small(struct ratio *r, const struct ratio *value, bool negative)
{
	int64_t a = *fmpq_numref(&r->q), b = *fmpq_numref(&value->q);
	int64_t x = *fmpq_denref(&r->q), y = *fmpq_denref(&value->q), sum, denominator = x;
	if (negative)
		b = -b;
	if (x > y && x % y == 0) { /* mostly one divides the other: both are powers of ten */
		if (__builtin_mul_overflow(b, x / y, &b))
			return false;
	} else if (y > x && y % x == 0) {
		if (__builtin_mul_overflow(a, y / x, &a))
			return false;
		denominator = y;
	} else if (x != y && (__builtin_mul_overflow(a, y, &a) || __builtin_mul_overflow(b, x, &b) ||
	                      __builtin_mul_overflow(x, y, &denominator))) {
		return false;
	}
	return !__builtin_add_overflow(a, b, &sum) && take_words(r, sum, denominator);
}

static void add_signed(struct ratio *r, const struct ratio *value, bool negative)
{
	struct ratio copy;
	fmpq room;
	if (ratio_is_small(r) && ratio_is_small(value)) {
		if (add_small(r, value, negative))
			return;
		reduce(r);
		copy.q = *reduced(value, &room);
		if (add_small(r, &copy, negative))
			return;
	}
	reduce(r);
	if (negative)
		fmpq_sub(&r->q, &r->q, reduced(value, &room));
	else
		fmpq_add(&r->q, &r->q, reduced(value, &room));
}

void ratio_add_far(struct ratio *r, const struct ratio *value)
{
	add_signed(r, value, false);
}

void ratio_sub(struct ratio *r, const struct ratio *value)
{
	add_signed(r, value, true);
}

/* r *= numerator / denominator, which is not 0 below, where words hold it. */
static bool multiply_small(struct ratio *r, int64_t numerator, int64_t denominator)
{
	int64_t n, d;
	return !__builtin_mul_overflow(*fmpq_numref(&r->q), numerator, &n) &&
	       !__builtin_mul_overflow(*fmpq_denref(&r->q), denominator, &d) && take_words(r, n, d);
}

void ratio_mul(struct ratio *r, const struct ratio *value)
{
	fmpq room;
	if (ratio_is_small(r) && ratio_is_small(value)) {
		if (multiply_small(r, *fmpq_numref(&value->q), *fmpq_denref(&value->q)))
			return;
		reduce(r);
		(void)reduced(value, &room);
		if (multiply_small(r, *fmpq_numref(&room), *fmpq_denref(&room)))
			return;
	}
	reduce(r);
	fmpq_mul(&r->q, &r->q, reduced(value, &room));
}

void ratio_div(struct ratio *r, const struct ratio *value)
{
	fmpq room;
	reduce(r);
	fmpq_div(&r->q, &r->q, reduced(value, &room));
}

void ratio_mul_micros(struct ratio *r, int64_t micros)
{
	struct ratio factor;
	if (micros == DECIMAL_ONE)
		return;
	ratio_init(&factor);
	ratio_set_micros(&factor, micros);
	ratio_mul(r, &factor);
}

void ratio_div_int(struct ratio *r, int64_t divisor)
{
	if (divisor == 1 || (ratio_is_small(r) && multiply_small(r, 1, divisor)))
		return;
	struct ratio factor;
	ratio_init(&factor);
	ratio_set_int(&factor, divisor);
	ratio_div(r, &factor);
}

int ratio_compare_far(const struct ratio *a, const struct ratio *b)
{
	fmpq x, y;
	if (!ratio_is_small(a) || !ratio_is_small(b))
		return fmpq_cmp(reduced(a, &x), reduced(b, &y));
	int128 left = (int128)*fmpq_numref(&a->q) * *fmpq_denref(&b->q);
	int128 right = (int128)*fmpq_numref(&b->q) * *fmpq_denref(&a->q);
	return (left > right) - (left < right);
}

/* n / d downwards. */
static int64_t floor_of(int64_t n, int64_t d)
{
	return n / d - (n % d < 0);
}

int64_t ratio_key(const struct ratio *r)
{
	int64_t key, units;
	if (ratio_is_small(r)) {
		int64_t den = *fmpq_denref(&r->q);
		if (!__builtin_mul_overflow(*fmpq_numref(&r->q), (int64_t)1000, &units))
			return floor_of(units, den);
		int128 far = (int128)*fmpq_numref(&r->q) * 1000;
		int128 whole = far / den - (far % den < 0);
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
	int64_t units;
	return ratio_is_small(r) && !__builtin_mul_overflow(*fmpq_numref(&r->q), (int64_t)1000, &units) &&
	       units % *fmpq_denref(&r->q) == 0;
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

void ratio_round(struct ratio *r, struct rounding_rule rule)
{
	fmpz_t whole, unit;
	if (rule.digits < 0)
		return;
	fmpz_init(whole);
	fmpz_init_set_ui(unit, power_of_ten[rule.digits]);
	round_to_units(whole, &r->q, rule);
	if (COEFF_IS_MPZ(*whole))
		fmpq_set_fmpz_frac(&r->q, whole, unit);
	else
		ratio_set_words(r, *whole, *unit);
	fmpz_clear(whole);
	fmpz_clear(unit);
}

bool ratio_whole(const struct ratio *r, int64_t *out)
{
	fmpq room;
	const fmpq *q = reduced(r, &room);
	if (!fmpz_is_one(fmpq_denref(q)) || !fmpz_fits_si(fmpq_numref(q)))
		return false;
	*out = fmpz_get_si(fmpq_numref(q));
	return true;
}

char *ratio_exact_text(const struct ratio *r)
{
	char text[RATIO_TEXT_MAX];
	fmpq room;
	const fmpq *q = reduced(r, &room);
	const fmpz *den = fmpq_denref(q);
	if (!COEFF_IS_MPZ(*den) && power_of_ten[DIGITS_MAX] % (ulong)*den == 0) {
		ratio_text(r, -1, text);
		return xstrdup(text);
	}
	char *fraction = fmpq_get_str(NULL, 10, q);
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
