#include "scoring/bounds.h"

#include "base/decimal.h"
#include "scoring/method.h"
#include "scoring/panel.h"
#include "scoring/table_parts.h"

#include <stdlib.h>

/* One attempt to come, or there. */
struct prospect_attempt {
	struct interval score;
	bool sure; /* it has a score in any case */
	bool spoilable; /* marks may come that leave it without a score */
};

static const struct maybe no_limit = { false, 0 };

/* rate and count: from `max` on in the direction of `points`, as far as min lets it. */
static void stepwise_bounds(const struct aspect *a, struct interval *out)
{
	interval_set_micros(out, a->max.micros, a->max.micros);
	out->below = a->points < 0;
	out->above = a->points > 0;
	interval_limit(out, a->min, a->method == METHOD_RATE ? a->max : no_limit);
}

static void place_bounds(const struct table *t, const struct aspect *a, struct interval *out)
{
	struct interval last;
	interval_init(&last);
	interval_set_micros(&last, a->points, a->points);
	interval_mul_micros(&last, (int64_t)(t->order_count ? t->order_count - 1 : 0) * DECIMAL_ONE);
	interval_set_micros(out, a->first, a->first);
	interval_add(&last, out);
	interval_join(out, &last);
	interval_limit(out, a->min, no_limit);
	interval_clear(&last);
}

static void band_bounds(const struct aspect *a, struct interval *out)
{
	int64_t low = 0, high = 0;
	for (uint32_t i = 0; i < a->band_count; i++) {
		low = a->bands[i].points < low ? a->bands[i].points : low;
		high = a->bands[i].points > high ? a->bands[i].points : high;
	}
	interval_set_micros(out, low, high);
}

/* What a mark that is not there may give. */
static void method_bounds(const struct table *t, const struct aspect *a, struct interval *out)
{
	switch (a->method) {
	case METHOD_POINTS:
	case METHOD_VALUE:
		interval_set_open(out);
		interval_limit(out, a->min, a->max);
		return;
	case METHOD_JUDGEMENT:
	case METHOD_BINARY:
		interval_set_micros(out, 0, a->max.micros);
		return;
	case METHOD_TOLERANCE:
	case METHOD_TABLE:
		band_bounds(a, out);
		return;
	case METHOD_RATE:
	case METHOD_COUNT:
		stepwise_bounds(a, out);
		return;
	case METHOD_PLACE:
		place_bounds(t, a, out);
		return;
	}
}

/* Whether the mark in a slot is there to stay. Places move while anybody's are missing: those count as missing. */
static bool slot_is_fixed(const struct aspect *a, const struct cell *cell, uint32_t slot)
{
	return cell && cell->values[slot] != UNSET && a->method != METHOD_PLACE;
}

static void slot_bounds(const struct table *t, uint32_t module, const struct cell *cell, uint32_t aspect, uint32_t slot,
                        struct interval *out)
{
	const struct aspect *a = &t->stage->modules[module].aspects[aspect];
	if (!slot_is_fixed(a, cell, slot)) {
		method_bounds(t, a, out);
		return;
	}
	struct ratio points;
	ratio_init(&points);
	method_points(a, cell->values[slot], 0, &points);
	interval_set_ratio(out, &points);
	ratio_clear(&points);
}

static void finish_bounds(const struct aspect *a, struct interval *x)
{
	interval_mul_micros(x, a->times);
	interval_round(x, a->rounding);
}

/* All values will be there: the panel of the lows, and of the highs. */
static void panel_of_all(const struct panel *p, enum rounding mode, struct ratio *lows, struct ratio *highs,
                         uint32_t count, struct interval *out)
{
	struct panel plain = *p;
	plain.middle_unless_spread.given = false;
	panel_combine(&plain, mode, lows, count, &out->low, NULL);
	panel_combine(&plain, mode, highs, count, &out->high, NULL);
	if (!p->middle_unless_spread.given)
		return;
	struct panel wide = { .over = p->over, .combine = COMBINE_MEAN, .decimals = p->decimals };
	struct interval mean;
	interval_init(&mean);
	panel_combine(&wide, mode, lows, count, &mean.low, NULL);
	panel_combine(&wide, mode, highs, count, &mean.high, NULL);
	interval_join(out, &mean);
	interval_clear(&mean);
}

/* Any of the values may be all there is: between the least and the greatest, or for a sum of their sums. */
static void panel_of_some(const struct panel *p, enum rounding mode, const struct interval *values, uint32_t count,
                          struct interval *out)
{
	struct interval sum, part;
	interval_init(&sum);
	interval_init(&part);
	interval_set(out, &values[0]);
	for (uint32_t i = 0; i < count; i++) {
		interval_join(out, &values[i]);
		interval_set(&part, &values[i]);
		interval_join_zero(&part);
		interval_add(&sum, &part);
	}
	if (p->combine == COMBINE_SUM)
		interval_join(out, &sum);
	interval_round(out, (struct rounding_rule){ p->decimals, mode });
	interval_clear(&sum);
	interval_clear(&part);
}

static void panel_bounds(const struct table *t, const struct panel *p, enum rounding mode, const struct interval *values,
                         uint32_t count, bool all_there, struct interval *out)
{
	struct ratio lows[JUDGES_MAX], highs[JUDGES_MAX];
	bool below = false, above = false;
	if (t->stage->missing == MISSING_EXCLUDE && !all_there) {
		panel_of_some(p, mode, values, count, out);
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		lows[i] = values[i].low; /* borrowed: panel_combine only reads */
		highs[i] = values[i].high;
		below = below || values[i].below;
		above = above || values[i].above;
	}
	panel_of_all(p, mode, lows, highs, count, out);
	out->below = below;
	out->above = above;
}

struct slots {
	struct interval values[JUDGES_MAX];
	uint32_t count;
	bool all_there; /* every value is fixed */
};

static void slots_clear(struct slots *s)
{
	for (uint32_t i = 0; i < s->count; i++)
		interval_clear(&s->values[i]);
}

/* Whether judgements of an aspect stand too far apart already: they will be entered again. */
static bool is_apart(const struct table *t, uint32_t module, const struct cell *cell, uint32_t aspect)
{
	const struct layout *l = &t->layouts[module];
	const struct aspect *a = &t->stage->modules[module].aspects[aspect];
	int64_t low = INT64_MAX, high = INT64_MIN;
	if (a->method != METHOD_JUDGEMENT || !cell || aspect_accepted(t, module, cell, aspect))
		return false;
	for (uint32_t i = 0; i < l->slots[aspect]; i++) {
		int64_t entered = cell->values[l->slot[aspect] + i];
		if (entered == UNSET)
			continue;
		low = entered < low ? entered : low;
		high = entered > high ? entered : high;
	}
	return low < high && high - low > a->spread;
}

/* An aspect off the sheets; true where its value is there to stay. */
static bool aspect_bounds(const struct table *t, uint32_t module, const struct cell *cell, uint32_t aspect,
                          struct interval *out)
{
	const struct module *m = &t->stage->modules[module];
	const struct layout *l = &t->layouts[module];
	const struct aspect *a = &m->aspects[aspect];
	const struct cell *fixed = is_apart(t, module, cell, aspect) ? NULL : cell;
	struct slots s = { .count = l->slots[aspect], .all_there = true };
	for (uint32_t i = 0; i < s.count; i++) {
		interval_init(&s.values[i]);
		slot_bounds(t, module, fixed, aspect, l->slot[aspect] + i, &s.values[i]);
		s.all_there = s.all_there && slot_is_fixed(a, fixed, l->slot[aspect] + i);
	}
	if (a->panel.over == PANEL_ASPECT)
		panel_bounds(t, &a->panel, a->rounding.mode, s.values, s.count, s.all_there, out);
	else
		interval_set(out, &s.values[0]);
	finish_bounds(a, out);
	if (t->stage->missing == MISSING_EXCLUDE && !s.all_there)
		interval_join_zero(out);
	slots_clear(&s);
	return s.all_there;
}

static void sheet_bounds(const struct table *t, uint32_t module, const struct cell *cell, struct interval *out)
{
	const struct module *m = &t->stage->modules[module];
	const struct layout *l = &t->layouts[module];
	struct slots s = { .count = m->judge_count, .all_there = true };
	struct interval points;
	interval_init(&points);
	for (uint32_t j = 0; j < s.count; j++) {
		interval_init(&s.values[j]);
		for (uint32_t i = 0; i < m->aspect_count; i++) {
			if (!aspect_on_sheet(m, &m->aspects[i]))
				continue;
			slot_bounds(t, module, cell, i, l->slot[i] + j, &points);
			finish_bounds(&m->aspects[i], &points);
			interval_add(&s.values[j], &points);
			s.all_there = s.all_there && slot_is_fixed(&m->aspects[i], cell, l->slot[i] + j);
		}
	}
	panel_bounds(t, &m->panel, m->rounding.mode, s.values, s.count, s.all_there, out);
	interval_clear(&points);
	slots_clear(&s);
}

static void penalty_bounds(const struct table *t, uint32_t module, const struct cell *cell, struct interval *score)
{
	struct interval taken;
	struct ratio points;
	if (!cell)
		return;
	interval_init(&taken);
	ratio_init(&points);
	penalties_sum(t, module, cell, &points);
	interval_set_ratio(&taken, &points);
	interval_add(score, &taken);
	ratio_clear(&points);
	interval_clear(&taken);
}

/* An attempt of which marks are missing, or may still move. */
static void open_attempt(const struct table *t, uint32_t module, const struct cell *cell, struct prospect_attempt *out)
{
	const struct module *m = &t->stage->modules[module];
	bool excludes = t->stage->missing == MISSING_EXCLUDE;
	struct interval part;
	interval_init(&part);
	interval_set_micros(&out->score, 0, 0);
	out->spoilable = excludes && (t->layouts[module].sheets || m->multiply_count > 0);
	if (t->layouts[module].sheets) {
		sheet_bounds(t, module, cell, &part);
		interval_add(&out->score, &part);
	}
	for (uint32_t i = 0; i < m->aspect_count; i++) {
		const struct aspect *a = &m->aspects[i];
		if (aspect_on_sheet(m, a))
			continue;
		bool there = aspect_bounds(t, module, cell, i, &part);
		if (a->method == METHOD_JUDGEMENT && !there)
			out->spoilable = true;
		if (a->method != METHOD_VALUE)
			interval_add(&out->score, &part);
	}
	for (uint32_t i = 0; i < m->multiply_count; i++) {
		(void)aspect_bounds(t, module, cell, m->multiply[i], &part);
		interval_mul(&out->score, &part);
	}
	interval_mul_micros(&out->score, m->times);
	penalty_bounds(t, module, cell, &out->score);
	interval_limit(&out->score, m->min, m->max);
	interval_round(&out->score, m->rounding);
	interval_clear(&part);
	/* without any mark it may never be performed */
	out->sure = !out->spoilable && (!excludes || (cell && cell->in > 0));
}

/* Whether marks of an attempt are all there and none of them is a place, which others may move. */
static bool attempt_is_settled(const struct table *t, uint32_t module, const struct cell *cell)
{
	return cell && cell->in == t->layouts[module].slot_count && !t->layouts[module].places;
}

static void attempt_bounds(const struct table *t, uint32_t competitor, uint32_t module, uint32_t k,
                           struct prospect_attempt *out)
{
	const struct cell *cell = entrant_cell(t, competitor, module, k + 1);
	const struct part *part = &t->entrants[competitor].row.parts[module];
	if (!attempt_is_settled(t, module, cell) || !part->attempt_scored[k]) {
		open_attempt(t, module, cell, out);
		return;
	}
	interval_set_ratio(&out->score, &part->attempts[k]);
	out->sure = true;
	out->spoilable = false;
}

static int low_end_first(const void *a, const void *b)
{
	return ratio_compare(a, b);
}

/* The sum of the n highest of `count` ratios, which are sorted in place. */
static void best_sum(struct ratio *list, uint32_t count, uint32_t n, struct ratio *out)
{
	qsort(list, count, sizeof *list, low_end_first);
	ratio_set_int(out, 0);
	for (uint32_t i = 0; i < n && i < count; i++)
		ratio_add(out, &list[count - 1 - i]);
}

/*
 * The sum of the best n, higher better: at least what the sure ones give at their lowest, less what those that may come can
 * take away; at most what all give at their highest.
 */
static void best_bounds(const struct prospect_attempt *list, uint32_t count, uint32_t n, struct interval *out)
{
	struct ratio lows[ATTEMPTS_MAX], highs[ATTEMPTS_MAX];
	struct interval unsure, part;
	uint32_t sure = 0;
	interval_init(&unsure);
	interval_init(&part);
	out->below = out->above = false;
	for (uint32_t i = 0; i < count; i++) {
		interval_set(&part, &list[i].score);
		if (!list[i].sure)
			interval_join_zero(&part);
		ratio_init(&highs[i]);
		ratio_set(&highs[i], &part.high);
		out->below = out->below || list[i].score.below;
		out->above = out->above || list[i].score.above;
		if (!list[i].sure) {
			interval_add(&unsure, &part);
			continue;
		}
		ratio_init(&lows[sure]);
		ratio_set(&lows[sure++], &list[i].score.low);
	}
	best_sum(lows, sure, n, &out->low);
	if (sure < n)
		ratio_add(&out->low, &unsure.low);
	best_sum(highs, count, n, &out->high);
	for (uint32_t i = 0; i < count; i++)
		ratio_clear(&highs[i]);
	for (uint32_t i = 0; i < sure; i++)
		ratio_clear(&lows[i]);
	interval_clear(&unsure);
	interval_clear(&part);
}

static void negate_all(struct prospect_attempt *list, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		interval_mul_micros(&list[i].score, -DECIMAL_ONE);
}

/* From the last attempt that is sure on, any may be the last. Of means: between the least and the greatest. */
static void join_bounds(const struct prospect_attempt *list, uint32_t first, uint32_t count, struct interval *out)
{
	interval_set(out, &list[first].score);
	for (uint32_t i = first + 1; i < count; i++)
		interval_join(out, &list[i].score);
}

static void sum_bounds(const struct prospect_attempt *list, uint32_t count, struct interval *out)
{
	struct interval part;
	interval_init(&part);
	interval_set_micros(out, 0, 0);
	for (uint32_t i = 0; i < count; i++) {
		interval_set(&part, &list[i].score);
		if (!list[i].sure)
			interval_join_zero(&part);
		interval_add(out, &part);
	}
	interval_clear(&part);
}

static uint32_t last_sure(const struct prospect_attempt *list, uint32_t count)
{
	for (uint32_t i = count; i > 0; i--)
		if (list[i - 1].sure)
			return i - 1;
	return 0;
}

static void combine_bounds(const struct table *t, const struct module *m, struct prospect_attempt *list, bool all_sure,
                           struct interval *out)
{
	bool low = t->stage->order == ORDER_LOW;
	uint32_t n = m->attempts_combine == ATTEMPTS_BEST ? 1 : m->best_n;
	switch (m->attempts_combine) {
	case ATTEMPTS_SUM:
		sum_bounds(list, m->attempts, out);
		break;
	case ATTEMPTS_MEAN:
		if (all_sure) {
			sum_bounds(list, m->attempts, out);
			ratio_div_int(&out->low, m->attempts);
			ratio_div_int(&out->high, m->attempts);
		} else {
			join_bounds(list, 0, m->attempts, out);
		}
		break;
	case ATTEMPTS_LAST:
		join_bounds(list, last_sure(list, m->attempts), m->attempts, out);
		break;
	case ATTEMPTS_BEST:
	case ATTEMPTS_BEST_N:
		if (low)
			negate_all(list, m->attempts);
		best_bounds(list, m->attempts, n, out);
		if (low)
			interval_mul_micros(out, -DECIMAL_ONE);
		break;
	}
	interval_round(out, m->rounding);
}

/* A module's share of the total. */
static void module_bounds(const struct table *t, uint32_t competitor, uint32_t module, struct outlook *o,
                          struct interval *out)
{
	const struct module *m = &t->stage->modules[module];
	struct prospect_attempt *list = xcalloc(m->attempts, sizeof *list);
	bool any_sure = false, all_sure = true;
	for (uint32_t k = 0; k < m->attempts; k++) {
		interval_init(&list[k].score);
		attempt_bounds(t, competitor, module, k, &list[k]);
		any_sure = any_sure || list[k].sure;
		all_sure = all_sure && list[k].sure;
		o->surely_ranked = o->surely_ranked && !list[k].spoilable;
	}
	combine_bounds(t, m, list, all_sure, out);
	interval_mul_micros(out, m->weight);
	if (!any_sure)
		interval_join_zero(out); /* a module without a score adds nothing */
	o->surely_scored = o->surely_scored || any_sure;
	for (uint32_t k = 0; k < m->attempts; k++)
		interval_clear(&list[k].score);
	free(list);
}

static void add_carried_totals(const struct table *t, uint32_t competitor, struct outlook *o)
{
	struct interval part;
	interval_init(&part);
	for (uint32_t i = 0; i < t->stage->carry_count; i++) {
		const struct entrant *there = &t->earlier[t->stage->carries[i].stage]->entrants[competitor];
		if (!there->in_stage || !there->row.has_total) {
			o->surely_ranked = false;
			continue;
		}
		interval_set_ratio(&part, &there->row.total);
		interval_mul_micros(&part, t->stage->carries[i].weight);
		interval_add(&o->total, &part);
		o->surely_scored = true;
	}
	interval_clear(&part);
}

void competitor_outlook(const struct table *t, uint32_t competitor, struct outlook *o)
{
	const struct entrant *e = &t->entrants[competitor];
	struct interval part;
	struct ratio adjust;
	interval_init(&part);
	ratio_init(&adjust);
	interval_set_micros(&o->total, 0, 0);
	o->surely_ranked = true;
	o->surely_scored = false;
	for (uint32_t i = 0; i < t->stage->module_count; i++) {
		module_bounds(t, competitor, i, o, &part);
		interval_add(&o->total, &part);
	}
	add_carried_totals(t, competitor, o);
	ratio_set_wide(&adjust, e->adjust, (uint64_t)DECIMAL_ONE);
	interval_set_ratio(&part, &adjust);
	interval_add(&o->total, &part);
	interval_limit(&o->total, t->stage->min, t->stage->max);
	if (t->stage->rank_on_rounded)
		interval_round(&o->total, t->stage->rounding);
	o->surely_ranked = o->surely_ranked && o->surely_scored;
	ratio_clear(&adjust);
	interval_clear(&part);
}
