#include "scoring/state_insides.h"

#include "base/decimal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static_assert(ATTEMPTS_MAX < 1 << 8 && PEOPLE_MAX < 1 << 16 && MODULES_MAX < 1 << 8 &&
                      COMPETITORS_MAX < UINT64_C(1) << 32,
              "a sheet's place fits in 64 bits");

uint64_t sheet_place(uint32_t module, uint32_t competitor, uint32_t attempt, uint32_t judge)
{
	return (uint64_t)competitor << 32 | (uint64_t)(module & 0xff) << 24 | (uint64_t)(attempt & 0xff) << 16 |
	       (judge & 0xffff);
}

void stage_add_sheet(struct stage_state *st, struct kept_sheet *kept)
{
	st->sheets = state_room(st->sheets, st->sheet_count, &st->sheet_room, sizeof(struct kept_sheet *));
	index_put(&st->by_place, (const char *)&kept->place, sizeof kept->place, st->sheet_count);
	st->sheets[st->sheet_count++] = kept;
}

void stage_add_fact(struct stage_state *st, struct fact fact)
{
	st->facts = state_room(st->facts, st->fact_count, &st->fact_room, sizeof *st->facts);
	st->facts[st->fact_count++] = fact;
}

struct stage_state *plan_stage(const struct state *s, const struct plan *plan)
{
	return &s->edition->contests[plan->contest].stages[plan->stage];
}

static struct table *table_of(const struct state *s, const struct plan *plan)
{
	return s->edition->contests[plan->contest].tables[plan->stage];
}

/* A competitor who is in the stage now, not only in the contest. */
static enum err find_in_stage(const struct state *s, const char *id, struct plan *plan)
{
	enum err err = state_find_competitor(s, plan->contest, id, &plan->competitor);
	if (err)
		return err;
	if (table_has(table_of(s, plan), plan->competitor))
		return ERR_OK;
	return state_refuse(s, ERR_UNKNOWN_COMPETITOR, "a competitor who is in stage %s; %s is not",
	                    s->edition->event->contests[plan->contest].stages[plan->stage].id, id);
}

/* Sheets. */

/* An item by its id. Sheets mostly name the items in the definition's order, so `next` is looked at first. */
static uint32_t item_find(const struct module *m, const char *id, uint32_t next)
{
	if (next < m->aspect_count && strcmp(m->aspects[next].id, id) == 0)
		return next;
	uint32_t place = module_aspect(m, id);
	if (place != NONE)
		return place;
	place = module_penalty(m, id);
	return place == NONE ? NONE : place | ITEM_PENALTY;
}

static enum err refuse_value(const struct state *s, enum err err, const struct aspect *a, int64_t micros)
{
	char value[DECIMAL_TEXT_MAX], min[DECIMAL_TEXT_MAX], max[DECIMAL_TEXT_MAX], step[DECIMAL_TEXT_MAX];
	decimal_text(micros, value);
	switch (a->method) {
	case METHOD_JUDGEMENT:
		return state_refuse(s, err, "%s: 0, 1, 2 or 3, not %s", a->id, value);
	case METHOD_BINARY:
		return state_refuse(s, err, "%s: 1 for yes or 0 for no, not %s", a->id, value);
	case METHOD_COUNT:
		return state_refuse(s, err, "%s: a whole number of faults, 0 or more, not %s", a->id, value);
	case METHOD_POINTS:
	case METHOD_TOLERANCE:
	case METHOD_TABLE:
	case METHOD_RATE:
	case METHOD_PLACE:
	case METHOD_VALUE:
		break;
	}
	/* of a measured value, min and max limit the points, not what may be measured */
	bool limits = a->method == METHOD_POINTS || a->method == METHOD_VALUE;
	decimal_text(a->min.micros, min);
	decimal_text(a->max.micros, max);
	decimal_text(a->step.micros, step);
	return state_refuse(s, err, "%s: a number%s%s%s%s%s%s, not %s", a->id, limits && a->min.given ? " from " : "",
	                    limits && a->min.given ? min : "", limits && a->max.given ? " to " : "",
	                    limits && a->max.given ? max : "", a->step.given ? " in steps of " : "",
	                    a->step.given ? step : "", value);
}

/* Begins to watch for items that are named twice; items of a module are numbered aspects first. */
static void seen_begin(struct scratch *scratch, const struct module *m)
{
	uint32_t count = m->aspect_count + m->penalty_count;
	if (count > scratch->seen_room || scratch->seen_now == UINT32_MAX) {
		scratch->seen_room = count > scratch->seen_room ? count : scratch->seen_room;
		free(scratch->seen);
		scratch->seen = xcalloc(scratch->seen_room, sizeof *scratch->seen);
		scratch->seen_now = 0;
	}
	scratch->seen_now++;
}

/* Notes an item; false where it was noted before since seen_begin(). */
static bool seen_note(struct scratch *scratch, const struct module *m, uint32_t item)
{
	uint32_t place = item & ITEM_PENALTY ? m->aspect_count + (item & ~ITEM_PENALTY) : item;
	if (scratch->seen[place] == scratch->seen_now)
		return false;
	scratch->seen[place] = scratch->seen_now;
	return true;
}

static enum err place_mark(const struct state *s, const struct event *event, const struct module *m, uint32_t judge,
                           const struct entry_mark *mark, uint32_t next, uint32_t *item)
{
	*item = item_find(m, mark->item, next);
	if (*item == NONE)
		return state_refuse(s, ERR_UNKNOWN_ASPECT, "an aspect or penalty of module %s; there is no %.64s", m->id,
		                    mark->item);
	if (!seen_note(s->scratch, m, *item))
		return state_refuse(s, ERR_INVALID, "each aspect once; %s is there twice", mark->item);
	if (*item & ITEM_PENALTY) {
		enum err err = penalty_accepts(&m->penalties[*item & ~ITEM_PENALTY], mark->micros);
		if (err)
			state_refuse(s, err, "%s: how often it applies, a whole number", mark->item);
		return err;
	}
	if (!aspect_marked_by(m, *item, judge) && !module_shadowed_by(m, judge))
		return state_refuse(s, ERR_NOT_YOUR_MODULE, "aspects that %s marks; %s is marked by others",
		                    event->people[judge].id, mark->item);
	enum err err = aspect_accepts(&m->aspects[*item], mark->micros);
	return err ? refuse_value(s, err, &m->aspects[*item], mark->micros) : ERR_OK;
}

enum err sheet_place_marks(const struct state *s, const struct event *event, const struct module *m, uint32_t judge,
                           const struct entry_mark *marks, uint32_t count, uint32_t *items)
{
	if (!module_marked_by(m, judge) && !module_shadowed_by(m, judge))
		return state_refuse(s, ERR_NOT_YOUR_MODULE, "a judge of module %s; %s is not", m->id,
		                    event->people[judge].id);
	seen_begin(s->scratch, m);
	enum err err = ERR_OK;
	for (uint32_t i = 0; i < count && !err; i++)
		err = place_mark(s, event, m, judge, &marks[i], i ? items[i - 1] + 1 : 0, &items[i]);
	return err;
}

/* Where to write `count` places during a check. */
static uint32_t *scratch_items(struct scratch *scratch, uint32_t count)
{
	if (count > scratch->item_room) {
		scratch->item_room = count;
		scratch->items = xrealloc(scratch->items, count * sizeof *scratch->items);
	}
	return scratch->items;
}

/* A chief's correction is taken until the results are published, as statuses and adjustments are. */
static enum err refuse_unless_open(const struct state *s, const struct plan *plan, const char *stage, bool correction)
{
	if (correction && plan_stage(s, plan)->phase == PHASE_LOCKED)
		return state_check_later(s, plan);
	switch (plan_stage(s, plan)->phase) {
	case PHASE_WAITING:
		return state_refuse(s, ERR_STAGE_NOT_OPEN, "a stage that is open; %s has not been opened yet", stage);
	case PHASE_OPEN:
		return ERR_OK;
	case PHASE_LOCKED:
		return state_refuse(s, ERR_STAGE_LOCKED, "a stage that is open; %s is locked", stage);
	case PHASE_PUBLISHED:
		break;
	}
	return state_refuse(s, ERR_STAGE_LOCKED, "a stage that is open; %s is published", stage);
}

enum err sheet_check_version(const struct state *s, const struct entry_sheet *in, struct plan *plan)
{
	struct stage_state *st = plan_stage(s, plan);
	uint64_t place = sheet_place(plan->module, plan->competitor, in->attempt, plan->judge);
	uint32_t current = 0;
	if (index_get(&st->by_place, (const char *)&place, sizeof place, &plan->place))
		current = st->sheets[plan->place]->sheet.version;
	else
		plan->place = NONE;
	/* a tablet may not have kept every version: what it takes in again may leap */
	if (in->version == current + 1 || (in->recovered && in->version > current))
		return ERR_OK;
	return state_refuse(s, ERR_STALE, "version %u of this sheet, not %u", current + 1, in->version);
}

enum err sheet_find(const struct state *s, const struct entry_sheet *in, struct plan *plan)
{
	enum err err = state_find_stage(s, in->contest, in->stage, &plan->contest, &plan->stage);
	if (!err)
		err = state_find_module(s, in->module, plan);
	if (err)
		return err;
	const struct stage *stage = &s->edition->event->contests[plan->contest].stages[plan->stage];
	const struct module *m = &stage->modules[plan->module];
	err = refuse_unless_open(s, plan, stage->id, in->reason != NULL);
	if (!err)
		err = find_in_stage(s, in->competitor, plan);
	if (!err)
		err = state_find_person(s, in->judge, &plan->judge);
	if (!err)
		err = state_check_attempt(s, m, in->attempt);
	if (err)
		return err;
	if (in->mark_count > m->aspect_count + m->penalty_count)
		return state_refuse(s, ERR_TOO_LARGE, "each aspect and penalty of module %s once", m->id);
	plan->items = scratch_items(s->scratch, in->mark_count);
	return sheet_place_marks(s, s->edition->event, m, plan->judge, in->marks, in->mark_count, plan->items);
}

/* A judge sends the own sheet; a chief writes a new version of another's, with a reason. */
static enum err sheet_check_author(const struct state *s, const struct entry *e)
{
	const struct entry_sheet *in = &e->sheet;
	bool own = strcmp(e->by, in->judge) == 0;
	uint32_t scanner;
	if (in->scanned && (in->reason || in->recovered))
		return state_refuse(s, ERR_INVALID, "a scanned sheet as its judge sends it");
	enum err err = in->scanned ? state_find_person(s, in->scanned, &scanner) : ERR_OK;
	if (err)
		return err;
	if (!in->reason)
		return own ? ERR_OK : state_refuse(s, ERR_NOT_ALLOWED, "a sheet of one's own, or the reason of a chief");
	if (own || !state_chief(s, e->by))
		return state_refuse(s, ERR_NOT_ALLOWED, "a correction by a chief, of another's sheet");
	if (!in->reason[0])
		return state_refuse(s, ERR_INVALID, "a reason");
	if (in->recovered)
		return state_refuse(s, ERR_INVALID, "a correction, or a sheet that is taken in again, not both");
	return in->version > 1 ? ERR_OK : state_refuse(s, ERR_NOT_FOUND, "a sheet that is there to be corrected");
}

enum err sheet_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	enum err err = sheet_find(s, &e->sheet, plan);
	if (!err)
		err = sheet_check_author(s, e);
	return err ? err : sheet_check_version(s, &e->sheet, plan);
}

struct entry_mark module_mark(const struct module *m, uint32_t item, int64_t micros)
{
	if (item & ITEM_PENALTY)
		return (struct entry_mark){ m->penalties[item & ~ITEM_PENALTY].id, micros, true };
	return (struct entry_mark){ m->aspects[item].id, micros, false };
}

static bool item_shared(const struct module *m, uint32_t item)
{
	return item & ITEM_PENALTY || m->aspects[item].agreed;
}

/* Tells the table one value of a sheet; NULL takes it away. */
static void item_tell(struct table *t, const struct module *m, const struct sheet *sheet, uint32_t item,
                      const int64_t *value)
{
	if (item & ITEM_PENALTY)
		table_set_penalty(t, sheet->competitor, sheet->module, sheet->attempt, item & ~ITEM_PENALTY,
		                  value ? *value : 0);
	else
		table_set_mark(t, sheet->competitor, sheet->module, sheet->attempt, item,
		               m->aspects[item].agreed ? NONE : sheet->judge, value);
}

void sheet_tell(struct table *t, const struct module *m, const struct kept_sheet *kept)
{
	for (uint32_t i = 0; i < kept->sheet.mark_count && !kept->sheet.shadow; i++)
		item_tell(t, m, &kept->sheet, kept->items[i], &kept->marks[i].micros);
}

static const int64_t *sheet_value(const struct kept_sheet *kept, uint32_t item)
{
	for (uint32_t i = 0; i < kept->sheet.mark_count; i++) {
		if (kept->items[i] == item)
			return &kept->marks[i].micros;
	}
	return NULL;
}

/* The newest sheet that still has a shared item, of a judge in `people` other than `sheet`'s; `best` so far, or NULL. */
static const struct kept_sheet *newest_with(const struct stage_state *st, const struct sheet *sheet, uint32_t item,
                                            const uint32_t *people, uint32_t count, const struct kept_sheet *best)
{
	for (uint32_t i = 0; i < count; i++) {
		uint64_t place = sheet_place(sheet->module, sheet->competitor, sheet->attempt, people[i]);
		uint32_t at;
		if (people[i] == sheet->judge || !index_get(&st->by_place, (const char *)&place, sizeof place, &at))
			continue;
		const struct kept_sheet *other = st->sheets[at];
		if ((!best || other->sheet.seq > best->sheet.seq) && sheet_value(other, item))
			best = other;
	}
	return best;
}

/* A judge took an item back: a shared one goes back to the newest value that another judge's sheet has. */
static void item_take_back(struct table *t, const struct stage_state *st, const struct module *m,
                           const struct sheet *sheet, uint32_t item)
{
	const struct kept_sheet *other = NULL;
	if (item_shared(m, item)) {
		other = newest_with(st, sheet, item, m->judges, m->judge_count, NULL);
		for (uint32_t i = 0; i < m->criterion_count; i++)
			other = newest_with(st, sheet, item, m->criteria[i].judges, m->criteria[i].judge_count, other);
	}
	item_tell(t, m, sheet, item, other ? sheet_value(other, item) : NULL);
}

static struct kept_sheet *sheet_new(struct state *s, const struct module *m, const struct entry_sheet *in,
                                    const struct plan *plan)
{
	struct kept_sheet *kept = arena_alloc(&s->edition->arena, sizeof *kept);
	kept->place = sheet_place(plan->module, plan->competitor, in->attempt, plan->judge);
	kept->sheet = (struct sheet){ .module = plan->module,
		                      .competitor = plan->competitor,
		                      .attempt = in->attempt,
		                      .judge = plan->judge,
		                      .shadow = module_shadowed_by(m, plan->judge) };
	stage_add_sheet(plan_stage(s, plan), kept);
	return kept;
}

/* Writes the entry's marks over what the sheet had; ids are the definition's. */
static void sheet_write(struct state *s, struct kept_sheet *kept, const struct module *m, const struct entry *e,
                        const struct entry_sheet *in, const struct plan *plan)
{
	uint32_t count = in->mark_count;
	if (count > kept->room) {
		kept->marks = arena_array(&s->edition->arena, count, sizeof *kept->marks);
		kept->items = arena_array(&s->edition->arena, count, sizeof *kept->items);
		kept->room = count;
	}
	for (uint32_t i = 0; i < count; i++) {
		kept->marks[i] = module_mark(m, plan->items[i], in->marks[i].micros);
		kept->items[i] = plan->items[i];
	}
	struct sheet *sheet = &kept->sheet;
	sheet->by = state_person_id(s, e->by);
	sheet->confirmed_by = NULL;
	sheet->corrected = in->reason ? arena_strdup(&s->edition->arena, in->reason) : NULL;
	sheet->recovered = in->recovered != NULL;
	sheet->recovered_at_ms = in->recovered_at_ms;
	sheet->version = in->version;
	sheet->returned = NULL;
	sheet->signers = 0;
	sheet->seq = s->seq;
	sheet->at_ms = e->raw.at_ms;
	memcpy(sheet->hash, s->head, HASH_BYTES);
	sheet->marks = kept->marks;
	sheet->mark_count = count;
}

/* Forgets that a spread was accepted where one of the judgements was entered again. */
static void accepts_drop(struct stage_state *st, const struct table *t, const struct sheet *sheet)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < st->fact_count; i++) {
		const struct fact *f = &st->facts[i];
		bool about = f->kind == FACT_ACCEPT && f->competitor == sheet->competitor && f->module == sheet->module &&
		             f->attempt == sheet->attempt;
		if (!about || table_accepted(t, f->competitor, f->module, f->attempt, f->aspect))
			st->facts[kept++] = *f;
	}
	st->fact_count = kept;
}

struct sheet *sheet_take(struct state *s, const struct entry *e, const struct entry_sheet *in, const struct plan *plan,
                         struct change *change)
{
	struct stage_state *st = plan_stage(s, plan);
	struct table *t = table_of(s, plan);
	const struct module *m =
		&s->edition->event->contests[plan->contest].stages[plan->stage].modules[plan->module];
	struct kept_sheet *kept = plan->place == NONE ? sheet_new(s, m, in, plan) : st->sheets[plan->place];
	/* what the version before had and this one has not; what this one has is noted in `seen` by the check */
	for (uint32_t i = 0; i < kept->sheet.mark_count; i++) {
		if (seen_note(s->scratch, m, kept->items[i]) && !kept->sheet.shadow)
			item_take_back(t, st, m, &kept->sheet, kept->items[i]);
	}
	sheet_write(s, kept, m, e, in, plan);
	sheet_tell(t, m, kept);
	accepts_drop(st, t, &kept->sheet);
	uint32_t waiting = paper_waiting(st, plan->module, plan->competitor, in->attempt, plan->judge);
	if (waiting != NONE) {
		paper_drop(st, waiting); /* it was to become the version that is there now */
		change->papers = true;
	}
	change->contest = plan->contest;
	change->stage = plan->stage;
	change->competitor = plan->competitor;
	return &kept->sheet;
}

void sheet_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	(void)sheet_take(s, e, &e->sheet, plan, change);
}

/* Statuses, adjustments, orders. */

static enum err find_unpublished(const struct state *s, const char *contest, const char *stage, struct plan *plan)
{
	enum err err = state_find_stage(s, contest, stage, &plan->contest, &plan->stage);
	if (err)
		return err;
	if (plan_stage(s, plan)->phase == PHASE_PUBLISHED)
		return state_refuse(s, ERR_STAGE_LOCKED, "a stage that is not published; lock %s first", stage);
	return state_check_later(s, plan);
}

void fact_tell(struct table *t, const struct fact *fact)
{
	switch (fact->kind) {
	case FACT_STATUS:
		table_set_status(t, fact->competitor, fact->status);
		return;
	case FACT_ADJUST:
		table_add_adjust(t, fact->competitor, fact->micros);
		return;
	case FACT_ORDER:
		table_set_order(t, fact->competitor, fact->order, fact->micros);
		return;
	case FACT_ACCEPT:
		table_accept(t, fact->competitor, fact->module, fact->attempt, fact->aspect);
		return;
	}
}

static void fact_apply(struct state *s, const struct plan *plan, struct fact fact, const char *reason,
                       struct change *change)
{
	fact.seq = s->seq;
	fact.reason = reason && reason[0] ? arena_strdup(&s->arena, reason) : "";
	stage_add_fact(plan_stage(s, plan), fact);
	fact_tell(table_of(s, plan), &fact);
	change->contest = plan->contest;
	change->stage = plan->stage;
}

enum err status_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_status *in = &e->status;
	if (in->status == STATUS_INCOMPLETE || (unsigned)in->status >= STATUS_COUNT)
		return state_refuse(s, ERR_INVALID, "a status: dns, dnf, dsq, or ranked to take it back");
	enum err err = find_unpublished(s, in->contest, in->stage, plan);
	return err ? err : find_in_stage(s, in->competitor, plan);
}

void status_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	fact_apply(s, plan,
	           (struct fact){ .kind = FACT_STATUS, .competitor = plan->competitor, .status = e->status.status },
	           e->status.reason, change);
	change->competitor = plan->competitor;
}

enum err adjust_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_adjust *in = &e->adjust;
	enum err err = find_unpublished(s, in->contest, in->stage, plan);
	if (!err)
		err = find_in_stage(s, in->competitor, plan);
	if (err)
		return err;
	if (!in->reason || !in->reason[0])
		return state_refuse(s, ERR_INVALID, "a reason");
	if (in->micros < -DECIMAL_MAX || in->micros > DECIMAL_MAX)
		return state_refuse(s, ERR_OUT_OF_RANGE, "points between -1000000000 and 1000000000");
	int64_t sum = in->micros;
	const struct stage_state *st = plan_stage(s, plan);
	for (uint32_t i = 0; i < st->fact_count; i++) {
		if (st->facts[i].kind == FACT_ADJUST && st->facts[i].competitor == plan->competitor)
			sum += st->facts[i].micros;
	}
	if (sum < -DECIMAL_MAX || sum > DECIMAL_MAX)
		return state_refuse(s, ERR_OUT_OF_RANGE, "adjustments of a competitor within 1000000000 in all");
	return ERR_OK;
}

void adjust_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	fact_apply(s, plan,
	           (struct fact){ .kind = FACT_ADJUST, .competitor = plan->competitor, .micros = e->adjust.micros },
	           e->adjust.reason, change);
	change->competitor = plan->competitor;
}

enum err order_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_order *in = &e->order;
	enum err err = find_unpublished(s, in->contest, in->stage, plan);
	if (err)
		return err;
	if ((unsigned)in->kind >= ORDER_KIND_COUNT || !in->count || in->count > COMPETITORS_MAX)
		return state_refuse(s, ERR_INVALID, "order, lot or entered, and numbers for 1 to %d competitors",
		                    COMPETITORS_MAX);
	plan->items = scratch_items(s->scratch, in->count);
	for (uint32_t i = 0; i < in->count; i++) {
		err = state_find_competitor(s, plan->contest, in->competitors[i], &plan->items[i]);
		if (err)
			return err;
		if (in->kind == ORDER_ENTERED && in->values[i] != 0 && in->values[i] != DECIMAL_ONE)
			return state_refuse(s, ERR_OUT_OF_RANGE, "1 for entered or 0 for taken out, for %s",
			                    in->competitors[i]);
		if (in->values[i] < -DECIMAL_MAX || in->values[i] > DECIMAL_MAX)
			return state_refuse(s, ERR_OUT_OF_RANGE, "numbers between -1000000000 and 1000000000");
	}
	return ERR_OK;
}

void order_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	for (uint32_t i = 0; i < e->order.count; i++) {
		struct fact fact = { .kind = FACT_ORDER,
			             .competitor = plan->items[i],
			             .order = e->order.kind,
			             .micros = e->order.values[i] };
		fact_apply(s, plan, fact, NULL, change);
	}
	if (e->order.count == 1)
		change->competitor = plan->items[0];
}

enum err accept_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_accept *in = &e->accept;
	enum err err = find_unpublished(s, in->contest, in->stage, plan);
	if (!err)
		err = find_in_stage(s, in->competitor, plan);
	if (!err)
		err = state_find_module(s, in->module, plan);
	if (err)
		return err;
	const struct module *m =
		&s->edition->event->contests[plan->contest].stages[plan->stage].modules[plan->module];
	plan->place = module_aspect(m, in->aspect);
	if (plan->place == NONE)
		return state_refuse(s, ERR_UNKNOWN_ASPECT, "an aspect of module %s; there is no %.64s", m->id, in->aspect);
	err = state_check_attempt(s, m, in->attempt);
	if (err)
		return err;
	if (!in->reason || !in->reason[0])
		return state_refuse(s, ERR_INVALID, "a reason");
	if (in->back && !table_accepted(table_of(s, plan), plan->competitor, plan->module, in->attempt, plan->place))
		return state_refuse(s, ERR_STALE, "an aspect whose judgements were accepted");
	if (!in->back && !table_apart(table_of(s, plan), plan->competitor, plan->module, in->attempt, plan->place))
		return state_refuse(s, ERR_STALE, "an aspect whose judgements are all there and too far apart");
	return ERR_OK;
}

void accept_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	struct fact fact = { .kind = FACT_ACCEPT,
		             .competitor = plan->competitor,
		             .module = plan->module,
		             .attempt = e->accept.attempt,
		             .aspect = plan->place };
	change->competitor = plan->competitor;
	if (e->accept.back) {
		struct sheet about = { .competitor = plan->competitor, .module = plan->module, .attempt = e->accept.attempt };
		table_accept_back(table_of(s, plan), plan->competitor, plan->module, e->accept.attempt, plan->place);
		accepts_drop(plan_stage(s, plan), table_of(s, plan), &about);
		change->contest = plan->contest;
		change->stage = plan->stage;
		return;
	}
	fact_apply(s, plan, fact, e->accept.reason, change);
}
