#include "scoring/table_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void layout_make(struct table *t, uint32_t module, uint32_t *cells)
{
	const struct module *m = &t->stage->modules[module];
	struct layout *l = &t->layouts[module];
	l->first_cell = *cells;
	*cells += m->attempts;
	l->slot = arena_array(&t->arena, m->aspect_count + 1, sizeof *l->slot);
	l->slots = arena_array(&t->arena, m->aspect_count + 1, sizeof *l->slots);
	l->team = arena_array(&t->arena, m->aspect_count + 1, sizeof *l->team);
	for (uint32_t i = 0; i < m->aspect_count; i++) {
		const struct aspect *a = &m->aspects[i];
		uint32_t team = 1;
		if (aspect_on_sheet(m, a)) {
			l->team[i] = aspect_judges(m, i, &team);
			l->sheets = true;
		} else if (a->panel.over == PANEL_ASPECT) {
			l->team[i] = aspect_judges(m, i, &team);
		}
		l->slot[i] = l->slot_count;
		l->slots[i] = team;
		l->slot_count += team;
		l->places = l->places || a->method == METHOD_PLACE;
		l->judged = l->judged || a->method == METHOD_JUDGEMENT;
	}
	l->penalty_at = l->slot_count;
	l->place_at = l->penalty_at + m->penalty_count;
	l->accept_at = l->place_at + (l->places ? l->slot_count : 0);
	l->length = l->accept_at + (l->judged ? m->aspect_count : 0);
	t->has_places = t->has_places || l->places;
}

/* What all entrants have of each kind, each kind in one piece. */
struct pieces {
	struct part *parts; /* [competitor][module] */
	bool *scored; /* [competitor][cell] */
	struct ratio *attempts; /* [competitor][cell] */
	struct tie_value *ties; /* [competitor][tie key] */
	struct ratio *countback; /* [competitor][cell], or NULL */
};

static void *piece(struct table *t, uint32_t each, size_t size)
{
	return arena_array(&t->arena, (size_t)t->contest->competitor_count * each + 1, size);
}

static void row_make(struct table *t, uint32_t competitor, struct pieces *all)
{
	struct row *row = &t->entrants[competitor].row;
	*row = (struct row){ .competitor = competitor, .award = NONE, .scaled = -1 };
	ratio_init(&row->total);
	ratio_init(&row->exact);
	row->parts = all->parts;
	all->parts += t->stage->module_count;
	for (uint32_t i = 0; i < t->stage->module_count; i++) {
		struct part *part = &row->parts[i];
		uint32_t attempts = t->stage->modules[i].attempts;
		ratio_init(&part->score);
		part->attempt_scored = all->scored;
		part->attempts = all->attempts;
		for (uint32_t k = 0; k < attempts; k++)
			ratio_init(&part->attempts[k]);
		all->scored += attempts;
		all->attempts += attempts;
	}
}

static void entrant_make(struct table *t, uint32_t competitor, struct pieces *all)
{
	struct entrant *e = &t->entrants[competitor];
	row_make(t, competitor, all);
	e->given = STATUS_RANKED;
	e->ties = all->ties;
	for (uint32_t i = 0; i < t->stage->tie_count; i++)
		ratio_init(&e->ties[i].value);
	all->ties += t->stage->tie_count;
	if (!all->countback)
		return;
	e->countback = all->countback;
	for (uint32_t i = 0; i < t->cell_count; i++)
		ratio_init(&e->countback[i]);
	all->countback += t->cell_count;
}

static void entrants_make(struct table *t)
{
	struct pieces all = {
		.parts = piece(t, t->stage->module_count, sizeof *all.parts),
		.scored = piece(t, t->cell_count, sizeof *all.scored),
		.attempts = piece(t, t->cell_count, sizeof *all.attempts),
		.ties = piece(t, t->stage->tie_count, sizeof *all.ties),
		.countback = t->has_countback ? piece(t, t->cell_count, sizeof *all.countback) : NULL,
	};
	char *room = arena_array(&t->arena, (size_t)t->contest->competitor_count + 1, sizeof *t->entrants);
	t->entrants = (void *)(room + (CACHE_LINE - (uintptr_t)room % CACHE_LINE) % CACHE_LINE);
	for (uint32_t i = 0; i < t->contest->competitor_count; i++) {
		entrant_make(t, i, &all);
		table_touch(t, i);
	}
}

static int by_id(const void *a, const void *b, void *contest)
{
	const struct contest *c = contest;
	return strcmp(c->competitors[*(const uint32_t *)a].id, c->competitors[*(const uint32_t *)b].id);
}

/* Each one's place by id, in bytes' order. */
static void set_id_places(struct table *t)
{
	struct contest c = *t->contest;
	uint32_t *sorted = t->by_id;
	bool already = true;
	for (uint32_t i = 0; i < c.competitor_count; i++) {
		sorted[i] = i;
		already = already && (i == 0 || strcmp(c.competitors[i - 1].id, c.competitors[i].id) < 0);
	}
	if (!already)
		qsort_r(sorted, c.competitor_count, sizeof *sorted, by_id, &c);
	for (uint32_t i = 0; i < c.competitor_count; i++)
		t->entrants[sorted[i]].id_place = i;
}

struct table *table_new(const struct event *event, uint32_t contest, uint32_t stage, struct table *const *carried)
{
	struct table *t = xcalloc(1, sizeof *t);
	arena_init(&t->arena);
	t->event = event;
	t->contest = &event->contests[contest];
	t->stage = &t->contest->stages[stage];
	t->stage_place = stage;
	t->earlier = arena_array(&t->arena, stage + 1, sizeof(struct table *));
	t->earlier_seen = arena_array(&t->arena, stage + 1, sizeof *t->earlier_seen);
	for (uint32_t i = 0; i < stage; i++)
		t->earlier[i] = carried[i];
	t->layouts = arena_array(&t->arena, t->stage->module_count + 1, sizeof *t->layouts);
	for (uint32_t i = 0; i < t->stage->module_count; i++)
		layout_make(t, i, &t->cell_count);
	t->place_dirty = arena_array(&t->arena, t->cell_count + 1, sizeof *t->place_dirty);
	for (uint32_t i = 0; i < t->stage->tie_count; i++)
		t->has_countback = t->has_countback || t->stage->ties[i].kind == TIE_COUNTBACK;
	uint32_t count = t->contest->competitor_count;
	t->dirty = arena_array(&t->arena, count + 1, sizeof *t->dirty);
	t->order = arena_array(&t->arena, count + 1, sizeof *t->order);
	lines_init(&t->lines, &t->arena, count);
	t->by_id = arena_array(&t->arena, count + 1, sizeof *t->by_id);
	entrants_make(t);
	set_id_places(t);
	return t;
}

static void entrant_release(struct table *t, struct entrant *e)
{
	ratio_clear(&e->row.total);
	ratio_clear(&e->row.exact);
	for (uint32_t i = 0; i < t->stage->module_count; i++) {
		ratio_clear(&e->row.parts[i].score);
		for (uint32_t k = 0; k < t->stage->modules[i].attempts; k++)
			ratio_clear(&e->row.parts[i].attempts[k]);
	}
	for (uint32_t i = 0; i < t->stage->tie_count; i++)
		ratio_clear(&e->ties[i].value);
	for (uint32_t i = 0; e->countback && i < t->cell_count; i++)
		ratio_clear(&e->countback[i]);
}

void table_free(struct table *t)
{
	if (!t)
		return;
	for (uint32_t i = 0; i < t->contest->competitor_count; i++)
		entrant_release(t, &t->entrants[i]);
	arena_release(&t->arena);
	free(t);
}

void table_touch(struct table *t, uint32_t competitor)
{
	struct entrant *e = &t->entrants[competitor];
	if (e->dirty)
		return;
	e->dirty = true;
	t->dirty[t->dirty_count++] = competitor;
}

const struct cell *entrant_cell(const struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt)
{
	const struct entrant *e = &t->entrants[competitor];
	return e->cells ? e->cells[t->layouts[module].first_cell + attempt - 1] : NULL;
}

static struct cell *cell_for(struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt)
{
	struct entrant *e = &t->entrants[competitor];
	const struct layout *l = &t->layouts[module];
	assert(attempt >= 1 && attempt <= t->stage->modules[module].attempts);
	if (!e->cells)
		e->cells = arena_array(&t->arena, t->cell_count, sizeof(struct cell *));
	struct cell **at = &e->cells[l->first_cell + attempt - 1];
	if (!*at) {
		*at = arena_alloc(&t->arena, sizeof(struct cell) + l->length * sizeof(int64_t));
		for (uint32_t i = 0; i < l->slot_count; i++)
			(*at)->values[i] = UNSET;
	}
	return *at;
}

static void touch_places(struct table *t, uint32_t cell)
{
	t->place_dirty[cell] = true;
	t->any_place_dirty = true;
}

/* A judge's slot of an aspect: 0 where it is agreed; NONE where the person is not of its team. */
static uint32_t slot_of(const struct table *t, uint32_t module, uint32_t aspect, uint32_t judge)
{
	const struct layout *l = &t->layouts[module];
	const uint32_t *team = l->team[aspect];
	for (uint32_t i = 0; team && i < l->slots[aspect]; i++)
		if (team[i] == judge)
			return i;
	return team ? NONE : 0;
}

void table_set_mark(struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt, uint32_t aspect,
                    uint32_t judge, const int64_t *value)
{
	uint32_t slot = slot_of(t, module, aspect, judge);
	if (slot == NONE)
		return;
	struct cell *cell = cell_for(t, competitor, module, attempt);
	const struct layout *l = &t->layouts[module];
	int64_t *at = &cell->values[l->slot[aspect] + slot];
	cell->in -= *at != UNSET;
	*at = value ? *value : UNSET;
	cell->in += *at != UNSET;
	if (l->judged)
		cell->values[l->accept_at + aspect] = 0;
	table_touch(t, competitor);
	if (t->stage->modules[module].aspects[aspect].method == METHOD_PLACE)
		touch_places(t, t->layouts[module].first_cell + attempt - 1);
}

static void accept_set(struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt, uint32_t aspect, bool on)
{
	if (t->stage->modules[module].aspects[aspect].method != METHOD_JUDGEMENT)
		return;
	cell_for(t, competitor, module, attempt)->values[t->layouts[module].accept_at + aspect] = on;
	table_touch(t, competitor);
}

void table_accept(struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt, uint32_t aspect)
{
	accept_set(t, competitor, module, attempt, aspect, true);
}

void table_accept_back(struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt, uint32_t aspect)
{
	accept_set(t, competitor, module, attempt, aspect, false);
}

void table_set_penalty(struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt, uint32_t penalty,
                       int64_t times)
{
	struct cell *cell = cell_for(t, competitor, module, attempt);
	cell->values[t->layouts[module].penalty_at + penalty] = times;
	table_touch(t, competitor);
}

void table_set_status(struct table *t, uint32_t competitor, enum status status)
{
	t->entrants[competitor].given = status;
	table_touch(t, competitor);
}

void table_add_adjust(struct table *t, uint32_t competitor, int64_t micros)
{
	t->entrants[competitor].adjust += micros;
	table_touch(t, competitor);
}

void table_set_order(struct table *t, uint32_t competitor, enum order_kind kind, int64_t micros)
{
	t->entrants[competitor].numbers[kind] = micros;
	t->entrants[competitor].numbered[kind] = true;
	table_touch(t, competitor);
}

struct maybe table_number(const struct table *t, uint32_t competitor, enum order_kind kind)
{
	const struct entrant *e = &t->entrants[competitor];
	return (struct maybe){ e->numbered[kind], e->numbers[kind] };
}

/* Rule 3. The stage before is up to date. */
static bool is_in_stage(const struct table *t, uint32_t competitor)
{
	const struct entrant *e = &t->entrants[competitor];
	if (e->numbered[ORDER_ENTERED])
		return e->numbers[ORDER_ENTERED] != 0;
	if (t->stage_place == 0)
		return true;
	const struct table *before = t->earlier[t->stage_place - 1];
	const struct entrant *there = &before->entrants[competitor];
	return there->in_stage && (!before->stage->advance.given || there->row.advances);
}

static bool looks_at(const struct table *t, uint32_t earlier)
{
	bool looks = earlier + 1 == t->stage_place;
	for (uint32_t i = 0; i < t->stage->carry_count; i++)
		looks = looks || t->stage->carries[i].stage == earlier;
	for (uint32_t i = 0; i < t->stage->tie_count; i++)
		looks = looks || (t->stage->ties[i].kind == TIE_STAGE && t->stage->ties[i].index == earlier);
	return looks;
}

static void table_finish(struct table *t);

/* Brings the earlier stages up to date; where one that counts here changed, everybody is made again. */
static void follow_earlier(struct table *t)
{
	for (uint32_t i = 0; i < t->stage_place; i++) {
		if (!looks_at(t, i))
			continue;
		table_finish(t->earlier[i]);
		if (t->earlier_seen[i] == t->earlier[i]->version)
			continue;
		t->earlier_seen[i] = t->earlier[i]->version;
		for (uint32_t c = 0; c < t->contest->competitor_count; c++)
			table_touch(t, c);
	}
}

static void set_membership(struct table *t)
{
	for (uint32_t i = 0; i < t->dirty_count; i++) {
		struct entrant *e = &t->entrants[t->dirty[i]];
		bool in = is_in_stage(t, t->dirty[i]);
		if (in == e->in_stage)
			continue;
		e->in_stage = in;
		for (uint32_t k = 0; t->has_places && e->cells && k < t->cell_count; k++)
			if (e->cells[k])
				touch_places(t, k);
	}
}

/* The rows as they stand, written only where something is new. */
static void show_rows(struct table *t)
{
	if (!t->rows) {
		t->rows = arena_array(&t->arena, (size_t)t->contest->competitor_count + 1, sizeof *t->rows);
		t->shown = arena_array(&t->arena, (size_t)t->contest->competitor_count + 1, sizeof *t->shown);
	}
	for (uint32_t i = 0; i < t->order_count; i++) {
		uint32_t c = t->order[i];
		struct entrant *e = &t->entrants[c];
		fetch_entrant(t, t->order, t->order_count, i);
		struct row *row = &t->rows[i];
		if (i >= t->shown_count || t->shown[i] != c || e->moved) {
			*row = e->row;
			t->shown[i] = c;
			e->moved = false;
			continue;
		}
		row->rank = e->row.rank;
		row->advances = e->row.advances;
		row->substitute = e->row.substitute;
		row->award = e->row.award;
		row->scaled = e->row.scaled;
	}
	t->shown_count = t->order_count;
	t->rows_stale = false;
}

static void table_update(struct table *t)
{
	follow_earlier(t);
	if (t->dirty_count == 0)
		return;
	set_membership(t);
	table_place(t);
	for (uint32_t i = 0; i < t->dirty_count; i++) {
		uint32_t c = t->dirty[i];
		if (!t->entrants[c].in_stage)
			continue;
		entrant_total(t, c, NULL);
		entrant_keys(t, c);
	}
	table_sort(t);
	for (uint32_t i = 0; i < t->dirty_count; i++) {
		t->entrants[t->dirty[i]].dirty = false;
		t->entrants[t->dirty[i]].moved = true;
	}
	t->dirty_count = 0;
	t->stale = true;
	t->version++;
}

/* What takes a look at everybody: the list, all ranks, who advances, awards. */
static void table_finish(struct table *t)
{
	table_update(t);
	if (!t->stale)
		return;
	t->order_count = t->lines.count;
	lines_range(t, 0, t->order_count, t->order);
	table_set_ranks(t);
	table_set_advances(t);
	table_set_awards(t);
	t->stale = false;
	t->rows_stale = true;
}

void table_remake(struct table *t, uint32_t competitor, struct trace *trace)
{
	entrant_total(t, competitor, trace);
	/* the row shown shares the ratios' memory, which may have moved */
	t->entrants[competitor].moved = true;
	show_rows(t);
}

bool table_has(struct table *t, uint32_t competitor)
{
	if (t->stage_place > 0)
		table_finish(t->earlier[t->stage_place - 1]);
	return is_in_stage(t, competitor);
}

const struct row *table_rank(struct table *t, uint32_t *count)
{
	table_finish(t);
	if (t->rows_stale || !t->rows)
		show_rows(t);
	*count = t->order_count;
	return t->rows;
}

uint32_t table_stand(struct table *t)
{
	table_finish(t);
	return t->order_count;
}

const struct row *table_row(const struct table *t, uint32_t place)
{
	fetch_entrant(t, t->order, t->order_count, place);
	if (place + 6 < t->order_count) { /* its row is there by now: what it points to */
		const struct row *row = &t->entrants[t->order[place + 6]].row;
		__builtin_prefetch(row->parts);
		__builtin_prefetch(&t->contest->competitors[row->competitor]);
	}
	if (place + 3 < t->order_count)
		__builtin_prefetch(t->contest->competitors[t->order[place + 3]].id);
	return &t->entrants[t->order[place]].row;
}

uint32_t table_page(struct table *t, uint32_t first, uint32_t count, struct row *out)
{
	struct cut cut = { 0 };
	if (table_gives_awards(t))
		table_finish(t);
	else
		table_update(t);
	if (first >= t->lines.count || count == 0)
		return 0;
	if (count > t->lines.count - first)
		count = t->lines.count - first;
	if (t->stage->advance.given)
		cut = lines_cut(t);
	uint32_t *competitors = xcalloc(count, sizeof *competitors);
	lines_range(t, first, count, competitors);
	for (uint32_t i = 0; i < count; i++) {
		__builtin_prefetch(&t->entrants[competitors[i]]);
		__builtin_prefetch((const char *)&t->entrants[competitors[i]] + CACHE_LINE);
	}
	uint32_t rank = lines_rank(t, competitors[0]);
	for (uint32_t i = 0; i < count; i++) {
		out[i] = t->entrants[competitors[i]].row;
		if (i > 0)
			rank = rank_at(t, rank, competitors[i], first + i);
		out[i].rank = rank;
		out[i].advances = t->stage->advance.given && row_advances(t, &cut, first + i, &out[i]);
	}
	if (t->stage->advance.given)
		page_set_substitutes(t, &cut, first, count, out);
	free(competitors);
	return count;
}

bool table_place_of(struct table *t, uint32_t competitor, uint32_t *place)
{
	table_update(t);
	if (!t->entrants[competitor].block)
		return false;
	*place = lines_place(t, competitor);
	return true;
}

int table_total_digits(const struct table *t)
{
	return t->stage->rounding.digits;
}

int table_part_digits(const struct table *t, uint32_t module)
{
	return t->stage->modules[module].rounding.digits;
}
