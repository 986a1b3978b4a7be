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
		tie_maybe(table_number(t, competitor, ORDER_RUNNING), out);
		break;
	case TIE_LOT:
		tie_maybe(table_number(t, competitor, ORDER_LOT), out);
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
	e->key_tells = t->stage->tie_count == 0 && ratio_key_tells(ranked_total(t, &e->row));
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
	if (x->key_tells && y->key_tells)
		return 0;
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

int competitor_compare(const struct table *t, uint32_t a, uint32_t b)
{
	int by = entrant_compare(t, a, b, NULL);
	uint32_t x = t->entrants[a].id_place, y = t->entrants[b].id_place;
	return by ? by : (x > y) - (x < y);
}

/* A competitor with what mostly decides, so that sorting stays within one array. */
struct line {
	uint64_t key; /* above the lowest of all */
	uint32_t competitor;
	bool key_tells;
};

#define DIGIT_BITS 11

/* By key, those of equal keys as they were: a pass for each digit that there is. Returns which of the two arrays it is in. */
static struct line *sort_by_key(struct line *from, struct line *to, uint32_t count, uint64_t highest)
{
	for (unsigned shift = 0; shift < 64 && highest >> shift; shift += DIGIT_BITS) {
		uint32_t starts[1 << DIGIT_BITS] = { 0 }, sum = 0;
		const uint64_t mask = (1 << DIGIT_BITS) - 1;
		for (uint32_t i = 0; i < count; i++)
			starts[from[i].key >> shift & mask]++;
		for (uint32_t d = 0; d <= mask; d++) {
			uint32_t n = starts[d];
			starts[d] = sum;
			sum += n;
		}
		for (uint32_t i = 0; i < count; i++)
			to[starts[from[i].key >> shift & mask]++] = from[i];
		struct line *sorted = to;
		to = from;
		from = sorted;
	}
	return from;
}

static int by_all(const void *a, const void *b, void *table)
{
	return competitor_compare(table, ((const struct line *)a)->competitor, ((const struct line *)b)->competitor);
}

/* Where equal keys do not say that two are level, all the rest has to. */
static void sort_level(struct table *t, struct line *lines, uint32_t count)
{
	for (uint32_t i = 0, end; i < count; i = end) {
		bool tell = true;
		for (end = i; end < count && lines[end].key == lines[i].key; end++)
			tell = tell && lines[end].key_tells;
		if (!tell && end - i > 1)
			qsort_r(lines + i, end - i, sizeof *lines, by_all, t);
	}
}

/* Those with a rank into t->order. */
static uint32_t order_rankable(struct table *t)
{
	struct line *lines = xcalloc((size_t)t->contest->competitor_count * 2, sizeof *lines);
	uint32_t count = 0;
	int64_t lowest = INT64_MAX, highest = INT64_MIN;
	for (uint32_t i = 0; i < t->contest->competitor_count; i++) {
		const struct entrant *e = &t->entrants[t->by_id[i]];
		if (!e->in_stage || row_class(&e->row) != 0)
			continue;
		lowest = e->key < lowest ? e->key : lowest;
		highest = e->key > highest ? e->key : highest;
		lines[count++] = (struct line){ (uint64_t)e->key, t->by_id[i], e->key_tells };
	}
	for (uint32_t i = 0; i < count; i++)
		lines[i].key -= (uint64_t)lowest;
	if (count > 0) {
		struct line *sorted = sort_by_key(lines, lines + count, count, (uint64_t)highest - (uint64_t)lowest);
		sort_level(t, sorted, count);
		for (uint32_t i = 0; i < count; i++)
			t->order[i] = sorted[i].competitor;
	}
	free(lines);
	return count;
}

static void sort_all(struct table *t)
{
	uint32_t count = order_rankable(t);
	for (int class = 1; class <= 2; class++) { /* these stand by id */
		for (uint32_t i = 0; i < t->contest->competitor_count; i++) {
			const struct entrant *e = &t->entrants[t->by_id[i]];
			if (e->in_stage && row_class(&e->row) == class)
				t->order[count++] = t->by_id[i];
		}
	}
	lines_set(t, t->order, count);
}

/* Takes out those that were made again and puts them where they belong now; the others keep their order. */
static void sort_changed(struct table *t)
{
	uint32_t *behind = xcalloc(t->dirty_count, sizeof *behind);
	for (uint32_t i = 0; i < t->dirty_count; i++)
		behind[i] = lines_remove(t, t->dirty[i]);
	for (uint32_t i = 0; i < t->dirty_count; i++)
		if (t->entrants[t->dirty[i]].in_stage)
			lines_insert(t, t->dirty[i]);
	for (uint32_t i = 0; i < t->dirty_count; i++) {
		if (behind[i] != NONE && t->entrants[behind[i]].block)
			lines_check_same(t, behind[i]);
		if (!t->entrants[t->dirty[i]].in_stage)
			continue;
		lines_check_same(t, t->dirty[i]);
		uint32_t next = lines_behind(t, t->dirty[i]);
		if (next != NONE)
			lines_check_same(t, next);
	}
	free(behind);
}

void table_sort(struct table *t)
{
	if (t->dirty_count > t->lines.count / 8)
		sort_all(t);
	else
		sort_changed(t);
}

uint32_t rank_at(const struct table *t, uint32_t before, uint32_t competitor, uint32_t place)
{
	const struct entrant *e = &t->entrants[competitor];
	if (!row_rankable(&e->row))
		return 0;
	if (e->same)
		return before;
	return t->stage->ranks == RANKS_DENSE ? before + 1 : place + 1;
}

void table_set_ranks(struct table *t)
{
	uint32_t rank = 0;
	for (uint32_t i = 0; i < t->order_count; i++) {
		fetch_entrant(t, t->order, t->order_count, i);
		rank = rank_at(t, rank, t->order[i], i);
		t->entrants[t->order[i]].row.rank = rank;
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

static uint32_t cut_end(const struct cut *cut)
{
	return cut->none_of_last ? cut->last_first : cut->within;
}

bool row_advances(const struct table *t, const struct cut *cut, uint32_t place, const struct row *row)
{
	return place < cut_end(cut) && row->status == STATUS_RANKED && reaches(t->stage, row);
}

/* Those who would move up, numbered as one goes down from the cut. */
struct waiting {
	uint32_t count;
	uint32_t number; /* of the last of them */
	bool apart; /* something tells those who come from the last of them */
};

/* The number of the next in the order; 0 where it does not wait, or more wait before it than there are places. (Rule 8.12.) */
static uint32_t waiting_next(const struct table *t, struct waiting *w, const struct entrant *e)
{
	w->apart = w->apart || !e->same;
	if (e->row.status != STATUS_RANKED || !reaches(t->stage, &e->row))
		return 0;
	w->count++;
	if (w->apart)
		w->number = w->count;
	w->apart = false;
	return w->number <= t->stage->advance.top ? w->number : 0;
}

void table_set_advances(struct table *t)
{
	if (!t->stage->advance.given)
		return;
	struct cut cut = lines_cut(t);
	struct waiting waiting = { .apart = true };
	for (uint32_t i = 0; i < t->order_count; i++) {
		struct entrant *e = &t->entrants[t->order[i]];
		e->row.advances = row_advances(t, &cut, i, &e->row);
		e->row.substitute = i < cut_end(&cut) ? 0 : waiting_next(t, &waiting, e);
	}
}

void page_set_substitutes(const struct table *t, const struct cut *cut, uint32_t first, uint32_t count, struct row *out)
{
	struct waiting waiting = { .apart = true };
	uint32_t some[64], n = 0;
	for (uint32_t i = 0; i < count; i++)
		out[i].substitute = 0;
	for (uint32_t at = cut_end(cut); at < first + count && waiting.number <= t->stage->advance.top; at += n) {
		n = first + count - at < 64 ? first + count - at : 64;
		lines_range(t, at, n, some);
		for (uint32_t i = 0; i < n; i++) {
			uint32_t number = waiting_next(t, &waiting, &t->entrants[some[i]]);
			if (at + i >= first)
				out[at + i - first].substitute = number;
		}
	}
}
