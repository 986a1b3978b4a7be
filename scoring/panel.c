#include "scoring/panel.h"

#include <assert.h>

/* Places of the values, lowest first; equal ones stay in the order given. */
static void sort_places(const struct ratio *values, uint32_t count, uint32_t *places)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = i;
		while (at > 0 && ratio_compare(&values[places[at - 1]], &values[i]) > 0) {
			places[at] = places[at - 1];
			at--;
		}
		places[at] = i;
	}
}

static void sum_of(const struct ratio *values, const uint32_t *places, uint32_t count, struct ratio *out)
{
	ratio_set(out, &values[places[0]]);
	for (uint32_t i = 1; i < count; i++)
		ratio_add(out, &values[places[i]]);
}

static bool differ_by_more(const struct ratio *low, const struct ratio *high, int64_t micros)
{
	struct ratio spread, limit;
	ratio_init(&spread);
	ratio_init(&limit);
	ratio_set(&spread, high);
	ratio_sub(&spread, low);
	ratio_set_micros(&limit, micros);
	bool more = ratio_compare(&spread, &limit) > 0;
	ratio_clear(&spread);
	ratio_clear(&limit);
	return more;
}

static void combine_kept(enum combine combine, const struct ratio *values, const uint32_t *kept, uint32_t count,
                         struct ratio *out)
{
	switch (combine) {
	case COMBINE_MEAN:
		sum_of(values, kept, count, out);
		ratio_div_int(out, count);
		break;
	case COMBINE_SUM:
		sum_of(values, kept, count, out);
		break;
	case COMBINE_MEDIAN:
		sum_of(values, kept + (count - 1) / 2, count % 2 ? 1 : 2, out);
		ratio_div_int(out, count % 2 ? 1 : 2);
		break;
	}
}

void panel_combine(const struct panel *p, enum rounding mode, const struct ratio *values, uint32_t count,
                   struct ratio *out, struct panel_report *report)
{
	uint32_t places[JUDGES_MAX];
	uint32_t first = 0, kept = count;
	assert(count > 0 && count <= JUDGES_MAX);
	sort_places(values, count, places);
	if (count > p->drop_high + p->drop_low) {
		first = p->drop_low;
		kept = count - p->drop_high - p->drop_low;
	}
	bool wide = p->middle_unless_spread.given && differ_by_more(&values[places[first]], &values[places[first + kept - 1]],
	                                                            p->middle_unless_spread.micros);
	if (wide)
		combine_kept(COMBINE_MEAN, values, places, count, out);
	else
		combine_kept(p->combine, values, places + first, kept, out);
	if (report) {
		report->wide = wide;
		for (uint32_t i = 0; i < count; i++)
			report->dropped[places[i]] = !wide && (i < first || i >= first + kept);
		ratio_set(&report->before, out);
	}
	ratio_round(out, (struct rounding_rule){ p->decimals, mode });
}
