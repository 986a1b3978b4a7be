#include "scoring/table_parts.h"

#include <stdlib.h>
#include <string.h>

/* An aspect's points summed over the attempts. */
static void add_aspect(const struct table *t, uint32_t competitor, uint32_t module, uint32_t aspect,
                       struct tie_value *out)
{
	struct ratio points;
	ratio_init(&points);
	for (uint32_t k = 1; k <= t->stage->modules[module].attempts; k++) {
		const struct cell *cell = entrant_cell(t, competitor, module, k);
		if (!aspect_tie_points(t, module, cell, aspect, &points))
			continue;
		out->given = true;
		ratio_add(&out->value, &points);
	}
	ratio_clear(&points);
}

static void tie_criterion(const struct table *t, uint32_t competitor, const struct tie_key *key, struct tie_value *out)
{
	const struct module *m = &t->stage->modules[key->module];
	const struct criterion *c = &m->criteria[key->index];
	for (uint32_t i = 0; i < c->aspect_count; i++)
		if (m->aspects[c->first_aspect + i].method != METHOD_VALUE)
			add_aspect(t, competitor, key->module, c->first_aspect + i, out);
}

static void tie_maybe(struct maybe number, struct tie_value *out)
{
	out->given = number.given;
	ratio_set_micros(&out->value, number.micros);
}

static void tie_value(const struct table *t, uint32_t competitor, const struct tie_key *key, struct tie_value *out)
{
	const struct entrant *e = &t->entrants[competitor];
	out->given = false;
	ratio_set_int(&out->value, 0);
	switch (key->kind) {
	case TIE_MODULE:
		out->given = e->row.parts[key->module].scored;
		ratio_set(&out->value, &e->row.parts[key->module].score);
		break;
	case TIE_CRITERION:
		tie_criterion(t, competitor, key, out);
		break;
	case TIE_ASPECT:
		add_aspect(t, competitor, key->module, key->index, out);
		break;
	case TIE_STAGE: {
		const struct entrant *before = &t->earlier[key->index]->entrants[competitor];
		out->given = before->in_stage && before->row.has_total;
		ratio_set(&out->value, &before->row.total);
		break;
	}
	case TIE_RUNNING_ORDER:
		tie_maybe(e->order, out);
		break;
	case TIE_LOT:
		tie_maybe(e->lot, out);
		break;
	case TIE_COUNTBACK:
		break;
	}
}

static int low_first(const void *a, const void *b)
{
	return ratio_compare(a, b);
}

static int high_first(const void *a, const void *b)
{
	return ratio_compare(b, a);
}

static enum order countback_order(const struct stage *s, const struct tie_key *key)
{
	return s->order == ORDER_LOW || key->order == ORDER_LOW ? ORDER_LOW : ORDER_HIGH;
}

static void collect_countback(const struct table *t, struct entrant *e, const struct tie_key *key)
{
	e->countback_count = 0;
	for (uint32_t i = 0; i < t->stage->module_count; i++) {
		const struct part *part = &e->row.parts[i];
		for (uint32_t k = 0; k < t->stage->modules[i].attempts; k++)
			if (part->attempt_scored[k])
				ratio_set(&e->countback[e->countback_count++], &part->attempts[k]);
	}
	qsort(e->countback, e->countback_count, sizeof *e->countback,
	      countback_order(t->stage, key) == ORDER_LOW ? low_first : high_first);
}

/* What totals are compared by. (Rule 8.3.) */
static const struct ratio *ranked_total(const struct table *t, const struct row *row)
{
	return t->stage->rank_on_rounded ? &row->total : &row->exact;
}

void entrant_keys(const struct table *t, uint32_t competitor)
{
	struct entrant *e = &t->entrants[competitor];
	int64_t height = ratio_key(ranked_total(t, &e->row));
	/* ~ turns the order round and cannot overflow */
	e->key = t->stage->order == ORDER_LOW ? height : ~height;
	for (uint32_t i = 0; i < t->stage->tie_count; i++) {
		const struct tie_key *key = &t->stage->ties[i];
		if (key->kind == TIE_COUNTBACK)
			collect_countback(t, e, key);
		else
			tie_value(t, competitor, key, &e->ties[i]);
	}
}

/* <0 where a is better. Lower is better for a draw or running order, whatever the key says. */
static int compare_values(const struct tie_value *a, const struct tie_value *b, bool low)
{
	if (!a->given || !b->given)
		return (int)b->given - (int)a->given;
	int by = ratio_compare(&a->value, &b->value);
	return low ? by : -by;
}

static int compare_countback(const struct entrant *a, const struct entrant *b, bool low)
{
	for (uint32_t i = 0; i < a->countback_count && i < b->countback_count; i++) {
		int by = ratio_compare(&a->countback[i], &b->countback[i]);
		if (by != 0)
			return low ? by : -by;
	}
	return (a->countback_count < b->countback_count) - (a->countback_count > b->countback_count);
}

static int compare_key(const struct table *t, uint32_t key_place, const struct entrant *a, const struct entrant *b)
{
	const struct tie_key *key = &t->stage->ties[key_place];
	switch (key->kind) {
	case TIE_COUNTBACK:
		return compare_countback(a, b, countback_order(t->stage, key) == ORDER_LOW);
	case TIE_RUNNING_ORDER:
	case TIE_LOT:
		return compare_values(&a->ties[key_place], &b->ties[key_place], true);
	case TIE_MODULE:
	case TIE_CRITERION:
	case TIE_ASPECT:
	case TIE_STAGE:
		break;
	}
	return compare_values(&a->ties[key_place], &b->ties[key_place], key->order == ORDER_LOW);
}

bool row_rankable(const struct row *r)
{
	return r->has_total && (r->status == STATUS_RANKED || r->status == STATUS_INCOMPLETE);
}

/* 0: has a rank, 1: waits for marks, 2: absent, withdrawn, disqualified. (Rule 8.1.) */
static int row_class(const struct row *r)
{
	if (row_rankable(r))
		return 0;
	return r->status == STATUS_INCOMPLETE ? 1 : 2;
}

int entrant_compare(const struct table *t, uint32_t a, uint32_t b, uint32_t *key)
{
	const struct entrant *x = &t->entrants[a], *y = &t->entrants[b];
	if (key)
		*key = NONE;
	int by = row_class(&x->row) - row_class(&y->row);
	if (by != 0 || !row_rankable(&x->row))
		return by;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	by = ratio_compare(ranked_total(t, &x->row), ranked_total(t, &y->row));
	if (by != 0)
		return t->stage->order == ORDER_LOW ? by : -by;
	for (uint32_t i = 0; i < t->stage->tie_count; i++) {
		by = compare_key(t, i, x, y);
		if (by == 0)
			continue;
		if (key)
			*key = i;
		return by;
	}
	return 0;
}

static int compare_lines(const struct table *t, uint32_t a, uint32_t b)
{
	int by = entrant_compare(t, a, b, NULL);
	return by ? by : strcmp(t->contest->competitors[a].id, t->contest->competitors[b].id);
}

static int by_line(const void *a, const void *b, void *table)
{
	return compare_lines(table, *(const uint32_t *)a, *(const uint32_t *)b);
}

/* Where a competitor belongs among those in t->order_before. */
static uint32_t find_line(const struct table *t, uint32_t count, uint32_t competitor)
{
	uint32_t low = 0, high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (compare_lines(t, t->order_before[middle], competitor) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Takes out those that were made again and puts them where they belong now; the others keep their order. */
static void sort_changed(struct table *t)
{
	uint32_t kept = 0, moved = 0, written = 0, taken = 0;
	for (uint32_t i = 0; i < t->order_count; i++)
		if (!t->entrants[t->order[i]].dirty)
			t->order_before[kept++] = t->order[i];
	uint32_t *changed = xcalloc(t->dirty_count, sizeof *changed);
	for (uint32_t i = 0; i < t->dirty_count; i++)
		if (t->entrants[t->dirty[i]].in_stage)
			changed[moved++] = t->dirty[i];
	qsort_r(changed, moved, sizeof *changed, by_line, t);
	for (uint32_t i = 0; i < moved; i++) {
		uint32_t at = find_line(t, kept, changed[i]);
		memcpy(t->order + written, t->order_before + taken, (at - taken) * sizeof *t->order);
		written += at - taken;
		taken = at;
		t->order[written++] = changed[i];
	}
	memcpy(t->order + written, t->order_before + taken, (kept - taken) * sizeof *t->order);
	t->order_count = written + kept - taken;
	free(changed);
}

/* A competitor with what mostly decides, so that sorting stays within one array. */
struct line {
	int64_t key;
	int class;
	uint32_t competitor;
};

static int by_key(const void *a, const void *b, void *table)
{
	const struct line *x = a, *y = b;
	if (x->class != y->class)
		return x->class - y->class;
	if (x->key != y->key && x->class == 0)
		return x->key < y->key ? -1 : 1;
	return compare_lines(table, x->competitor, y->competitor);
}

static void sort_all(struct table *t)
{
	struct line *lines = xcalloc(t->contest->competitor_count, sizeof *lines);
	t->order_count = 0;
	for (uint32_t i = 0; i < t->contest->competitor_count; i++) {
		const struct entrant *e = &t->entrants[i];
		if (e->in_stage)
			lines[t->order_count++] = (struct line){ e->key, row_class(&e->row), i };
	}
	qsort_r(lines, t->order_count, sizeof *lines, by_key, t);
	for (uint32_t i = 0; i < t->order_count; i++)
		t->order[i] = lines[i].competitor;
	free(lines);
}

void table_sort(struct table *t)
{
	if (t->dirty_count > t->order_count / 8)
		sort_all(t);
	else
		sort_changed(t);
	uint32_t before = NONE;
	for (uint32_t i = 0; i < t->order_count; i++) {
		uint32_t c = t->order[i];
		struct entrant *e = &t->entrants[c];
		if (e->dirty || e->before != before || (before != NONE && t->entrants[before].dirty))
			e->same = before != NONE && row_rankable(&e->row) && entrant_compare(t, before, c, NULL) == 0;
		e->before = before;
		before = c;
	}
}

/* Standard 1, 2, 2, 4 or dense 1, 2, 2, 3. (Rule 8.9.) */
void table_set_ranks(struct table *t)
{
	uint32_t rank = 0;
	for (uint32_t i = 0; i < t->order_count; i++) {
		struct entrant *e = &t->entrants[t->order[i]];
		if (!row_rankable(&e->row)) {
			e->row.rank = 0;
			continue;
		}
		if (!e->same)
			rank = t->stage->ranks == RANKS_DENSE ? rank + 1 : i + 1;
		e->row.rank = rank;
	}
}

static bool reaches(const struct stage *s, const struct row *row)
{
	struct ratio minimum;
	if (!s->advance.minimum.given)
		return true;
	ratio_init(&minimum);
	ratio_set_micros(&minimum, s->advance.minimum.micros);
	int by = ratio_compare(&row->total, &minimum);
	ratio_clear(&minimum);
	return s->order == ORDER_LOW ? by <= 0 : by >= 0;
}

/* Rules 8.10 and 8.11. */
void table_set_advances(struct table *t)
{
	const struct advance *a = &t->stage->advance;
	uint32_t within = 0, last = 0, last_count = 0;
	if (!a->given)
		return;
	for (uint32_t i = 0; i < t->order_count; i++) {
		uint32_t rank = t->entrants[t->order[i]].row.rank;
		if (rank == 0 || rank > a->top)
			break;
		within++;
		last_count = rank == last ? last_count + 1 : 1;
		last = rank;
	}
	bool cut_shared = !a->ties_all && within > a->top && last_count > 1;
	for (uint32_t i = 0; i < t->order_count; i++) {
		struct row *row = &t->entrants[t->order[i]].row;
		row->advances = i < within && row->status == STATUS_RANKED && !(cut_shared && row->rank == last) &&
		                reaches(t->stage, row);
	}
}
