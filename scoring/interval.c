#include "scoring/interval.h"

#include "base/decimal.h"

void interval_init(struct interval *x)
{
	x->below = x->above = false;
	ratio_init(&x->low);
	ratio_init(&x->high);
}

void interval_clear(struct interval *x)
{
	ratio_clear(&x->low);
	ratio_clear(&x->high);
}

void interval_set(struct interval *x, const struct interval *value)
{
	x->below = value->below;
	x->above = value->above;
	ratio_set(&x->low, &value->low);
	ratio_set(&x->high, &value->high);
}

void interval_set_ratio(struct interval *x, const struct ratio *value)
{
	x->below = x->above = false;
	ratio_set(&x->low, value);
	ratio_set(&x->high, value);
}

void interval_set_micros(struct interval *x, int64_t low, int64_t high)
{
	x->below = x->above = false;
	ratio_set_micros(&x->low, low < high ? low : high);
	ratio_set_micros(&x->high, low < high ? high : low);
}

void interval_set_open(struct interval *x)
{
	x->below = x->above = true;
}

void interval_add(struct interval *x, const struct interval *value)
{
	x->below = x->below || value->below;
	x->above = x->above || value->above;
	ratio_add(&x->low, &value->low);
	ratio_add(&x->high, &value->high);
}

static bool is_zero(const struct interval *x)
{
	return !x->below && !x->above && ratio_sign(&x->low) == 0 && ratio_sign(&x->high) == 0;
}

void interval_mul(struct interval *x, const struct interval *value)
{
	struct ratio corners[4];
	if (is_zero(x))
		return;
	if (is_zero(value)) {
		interval_set(x, value);
		return;
	}
	if (x->below || x->above || value->below || value->above) {
		interval_set_open(x);
		return;
	}
	for (int i = 0; i < 4; i++) {
		ratio_init(&corners[i]);
		ratio_set(&corners[i], i & 1 ? &x->high : &x->low);
		ratio_mul(&corners[i], i & 2 ? &value->high : &value->low);
	}
	ratio_set(&x->low, &corners[0]);
	ratio_set(&x->high, &corners[0]);
	for (int i = 1; i < 4; i++) {
		if (ratio_compare(&corners[i], &x->low) < 0)
			ratio_set(&x->low, &corners[i]);
		if (ratio_compare(&corners[i], &x->high) > 0)
			ratio_set(&x->high, &corners[i]);
	}
	for (int i = 0; i < 4; i++)
		ratio_clear(&corners[i]);
}

void interval_mul_micros(struct interval *x, int64_t micros)
{
	struct ratio low;
	if (micros == 0) {
		interval_set_micros(x, 0, 0);
		return;
	}
	ratio_mul_micros(&x->low, micros);
	ratio_mul_micros(&x->high, micros);
	if (micros > 0)
		return;
	bool below = x->below;
	x->below = x->above;
	x->above = below;
	ratio_init(&low);
	ratio_set(&low, &x->low);
	ratio_set(&x->low, &x->high);
	ratio_set(&x->high, &low);
	ratio_clear(&low);
}

void interval_round(struct interval *x, struct rounding_rule rule)
{
	ratio_round(&x->low, rule);
	ratio_round(&x->high, rule);
}

static void limit_end(struct ratio *end, bool *open, struct maybe limit, bool is_min)
{
	struct ratio r;
	ratio_init(&r);
	ratio_set_micros(&r, limit.micros);
	int by = ratio_compare(end, &r);
	if (*open || (is_min ? by < 0 : by > 0))
		ratio_set(end, &r);
	*open = false;
	ratio_clear(&r);
}

/* An open end stays so unless the limit is on its side; the other end is cut where it is beyond. */
void interval_limit(struct interval *x, struct maybe min, struct maybe max)
{
	if (max.given) {
		limit_end(&x->high, &x->above, max, false);
		if (!x->below)
			limit_end(&x->low, &x->below, max, false);
	}
	if (min.given) {
		limit_end(&x->low, &x->below, min, true);
		if (!x->above)
			limit_end(&x->high, &x->above, min, true);
	}
}

void interval_join(struct interval *x, const struct interval *value)
{
	x->below = x->below || value->below;
	x->above = x->above || value->above;
	if (ratio_compare(&value->low, &x->low) < 0)
		ratio_set(&x->low, &value->low);
	if (ratio_compare(&value->high, &x->high) > 0)
		ratio_set(&x->high, &value->high);
}

void interval_join_zero(struct interval *x)
{
	if (ratio_sign(&x->low) > 0)
		ratio_set_int(&x->low, 0);
	if (ratio_sign(&x->high) < 0)
		ratio_set_int(&x->high, 0);
}
