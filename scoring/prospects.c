#include "scoring/prospects.h"

#include "base/decimal.h"
#include "scoring/bounds.h"
#include "scoring/table_parts.h"

#include <stdlib.h>

const char *chance_name(enum chance chance)
{
	static const char *const names[] = {
		[CHANCE_OUT] = "out",
		[CHANCE_POSSIBLE] = "possible",
		[CHANCE_CLINCHED] = "clinched",
	};
	return names[chance];
}

/* Everybody who may still get a rank, with outlooks turned so that higher is better. */
struct contest_view {
	const struct table *t;
	const struct row *rows;
	uint32_t count;
	struct outlook *outlooks; /* [row] */
	bool *contends; /* [row] */
	struct ratio *highs; /* of contenders whose end is not open, lowest first; borrowed */
	uint32_t high_count, open_count;
	struct ratio *sure_lows; /* of those who surely have a total; borrowed */
	uint32_t sure_count;
	bool final; /* no mark is missing anywhere */
};

static int low_first(const void *a, const void *b)
{
	return ratio_compare(a, b);
}

static bool row_contends(const struct row *row)
{
	return row->status == STATUS_RANKED || row->status == STATUS_INCOMPLETE;
}

static void view_make(struct contest_view *v, struct table *t)
{
	*v = (struct contest_view){ .t = t, .final = true };
	v->rows = table_rank(t, &v->count);
	v->outlooks = xcalloc(v->count, sizeof *v->outlooks);
	v->contends = xcalloc(v->count, sizeof *v->contends);
	v->highs = xcalloc(v->count, sizeof *v->highs);
	v->sure_lows = xcalloc(v->count, sizeof *v->sure_lows);
	for (uint32_t i = 0; i < v->count; i++) {
		struct outlook *o = &v->outlooks[i];
		interval_init(&o->total);
		v->contends[i] = row_contends(&v->rows[i]);
		if (!v->contends[i])
			continue;
		v->final = v->final && v->rows[i].marks_in == v->rows[i].marks_due && v->rows[i].status == STATUS_RANKED;
		competitor_outlook(t, v->rows[i].competitor, o);
		if (t->stage->order == ORDER_LOW)
			interval_mul_micros(&o->total, -DECIMAL_ONE);
		if (o->total.above)
			v->open_count++;
		else
			v->highs[v->high_count++] = o->total.high;
		if (o->surely_scored && !o->total.below)
			v->sure_lows[v->sure_count++] = o->total.low;
	}
	qsort(v->highs, v->high_count, sizeof *v->highs, low_first);
	qsort(v->sure_lows, v->sure_count, sizeof *v->sure_lows, low_first);
}

static void view_release(struct contest_view *v)
{
	for (uint32_t i = 0; i < v->count; i++)
		interval_clear(&v->outlooks[i].total);
	free(v->outlooks);
	free(v->contends);
	free(v->highs);
	free(v->sure_lows);
}

/* How many of a sorted list are below a value, or not above it. */
static uint32_t count_below(const struct ratio *list, uint32_t count, const struct ratio *value, bool or_level)
{
	uint32_t low = 0, high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int by = ratio_compare(&list[middle], value);
		if (by < 0 || (or_level && by == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void set_ranks(const struct contest_view *v, uint32_t i, struct prospect *p)
{
	const struct outlook *o = &v->outlooks[i];
	uint32_t contenders = v->open_count + v->high_count;
	if (v->final) {
		p->best = p->worst = v->rows[i].rank;
		return;
	}
	/* others who may come level or ahead; itself is among those counted */
	p->worst = o->total.below ? contenders
	                          : contenders - count_below(v->highs, v->high_count, &o->total.low, false);
	/* others who stay ahead */
	p->best = 1 + (o->total.above ? 0 : v->sure_count - count_below(v->sure_lows, v->sure_count, &o->total.high, true));
	if (v->t->stage->ranks == RANKS_DENSE && p->best > 2)
		p->best = 2;
}

/* Whether a total, turned so that higher is better, reaches the minimum of `advance`. */
static bool reaches_minimum(const struct table *t, const struct ratio *total)
{
	struct ratio minimum, rounded;
	if (!t->stage->advance.minimum.given)
		return true;
	ratio_init(&minimum);
	ratio_init(&rounded);
	ratio_set(&rounded, total);
	ratio_round(&rounded, t->stage->rounding);
	ratio_set_micros(&minimum, t->stage->advance.minimum.micros);
	if (t->stage->order == ORDER_LOW)
		ratio_mul_micros(&minimum, -DECIMAL_ONE);
	bool reached = ratio_compare(&rounded, &minimum) >= 0;
	ratio_clear(&minimum);
	ratio_clear(&rounded);
	return reached;
}

static void set_chances(const struct contest_view *v, uint32_t i, struct prospect *p)
{
	const struct advance *a = &v->t->stage->advance;
	const struct outlook *o = &v->outlooks[i];
	if (v->final) {
		p->win = p->best == 1 && (v->count < 2 || v->rows[1].rank != 1) ? CHANCE_CLINCHED : CHANCE_OUT;
		p->cut = v->rows[i].advances ? CHANCE_CLINCHED : CHANCE_OUT;
		return;
	}
	p->win = p->best > 1 ? CHANCE_OUT : p->worst == 1 && o->surely_ranked ? CHANCE_CLINCHED : CHANCE_POSSIBLE;
	if (!a->given)
		return;
	p->cut = CHANCE_POSSIBLE;
	if (p->best > a->top || (!o->total.above && !reaches_minimum(v->t, &o->total.high)))
		p->cut = CHANCE_OUT;
	else if (p->worst <= a->top && o->surely_ranked && !o->total.below && reaches_minimum(v->t, &o->total.low))
		p->cut = CHANCE_CLINCHED;
}

/* What row i lacks to be level with row `target`, where it can get there. */
static void set_need(const struct contest_view *v, uint32_t i, uint32_t target, struct need *need)
{
	const struct row *own = &v->rows[i], *other = &v->rows[target];
	const struct outlook *o = &v->outlooks[i];
	bool rounded = v->t->stage->rank_on_rounded;
	const struct ratio *goal = rounded ? &other->total : &other->exact;
	const struct ratio *now = rounded ? &own->total : &own->exact;
	if (v->t->stage->order == ORDER_LOW || other->rank == 0 || i <= target || own->marks_in == own->marks_due)
		return;
	if (!o->total.above && ratio_compare(&o->total.high, goal) < 0)
		return;
	ratio_set(&need->points, goal);
	if (own->has_total)
		ratio_sub(&need->points, now);
	need->given = ratio_sign(&need->points) > 0;
}

static void prospect_make(const struct contest_view *v, uint32_t i, bool earlier_final, struct prospect *p)
{
	const struct advance *a = &v->t->stage->advance;
	*p = (struct prospect){ .competitor = v->rows[i].competitor, .win = CHANCE_OUT, .cut = CHANCE_OUT };
	ratio_init(&p->lead.points);
	ratio_init(&p->through.points);
	if (!earlier_final && v->t->stage_place > 0) {
		p->win = CHANCE_POSSIBLE;
		p->cut = a->given ? CHANCE_POSSIBLE : CHANCE_OUT;
		p->best = 1;
		p->worst = v->t->contest->competitor_count;
		return;
	}
	if (!v->contends[i])
		return;
	set_ranks(v, i, p);
	set_chances(v, i, p);
	set_need(v, i, 0, &p->lead);
	if (a->given && a->top <= v->count)
		set_need(v, i, a->top - 1, &p->through);
}

void prospects_make(struct table *t, bool earlier_final, struct prospect *out)
{
	struct contest_view v;
	view_make(&v, t);
	for (uint32_t i = 0; i < v.count; i++)
		prospect_make(&v, i, earlier_final, &out[i]);
	view_release(&v);
}

void prospects_clear(struct prospect *list, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		ratio_clear(&list[i].lead.points);
		ratio_clear(&list[i].through.points);
	}
}
