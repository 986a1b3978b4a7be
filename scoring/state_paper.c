#include "scoring/state_insides.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Paper sheets. */

void paper_add(struct stage_state *st, struct paper_sheet paper, uint32_t *items)
{
	st->papers = state_room(st->papers, st->paper_count, &st->paper_room, sizeof *st->papers);
	st->paper_items = state_room(st->paper_items, st->paper_count, &st->paper_items_room, sizeof(uint32_t *));
	st->papers[st->paper_count] = paper;
	st->paper_items[st->paper_count++] = items;
}

void paper_drop(struct stage_state *st, uint32_t place)
{
	size_t behind = st->paper_count - place - 1;
	memmove(&st->papers[place], &st->papers[place + 1], behind * sizeof *st->papers);
	memmove(&st->paper_items[place], &st->paper_items[place + 1], behind * sizeof(uint32_t *));
	st->paper_count--;
}

uint32_t paper_waiting(const struct stage_state *st, uint32_t module, uint32_t competitor, uint32_t attempt,
                       uint32_t judge)
{
	for (uint32_t i = 0; i < st->paper_count; i++) {
		const struct paper_sheet *p = &st->papers[i];
		if (p->competitor == competitor && p->module == module && p->attempt == attempt && p->judge == judge)
			return i;
	}
	return NONE;
}

static const struct entry_mark *paper_mark(const struct stage_state *st, uint32_t place, uint32_t item)
{
	for (uint32_t i = 0; i < st->papers[place].mark_count; i++) {
		if (st->paper_items[place][i] == item)
			return &st->papers[place].marks[i];
	}
	return NULL;
}

/* Notes the name of something that differs, for the sentence on it. */
static void differ(char *names, size_t size, const char *name)
{
	size_t used = strlen(names);
	snprintf(names + used, size - used, "%s%s", used ? " " : "", name);
}

/* Names what differs between a paper sheet that waits and one that was typed now; "" where they are the same. */
static void paper_differences(const struct stage_state *st, const struct plan *plan, const struct entry_paper *in,
                              char *names, size_t size)
{
	const struct paper_sheet *p = &st->papers[plan->waiting];
	names[0] = '\0';
	for (uint32_t i = 0; i < in->sheet.mark_count; i++) {
		const struct entry_mark *mark = paper_mark(st, plan->waiting, plan->items[i]);
		if (!mark || mark->micros != in->sheet.marks[i].micros)
			differ(names, size, in->sheet.marks[i].item);
	}
	for (uint32_t i = 0; i < p->mark_count; i++) {
		bool there = false;
		for (uint32_t j = 0; j < in->sheet.mark_count && !there; j++)
			there = plan->items[j] == st->paper_items[plan->waiting][i];
		if (!there)
			differ(names, size, p->marks[i].item);
	}
	if (p->signers != in->signers)
		differ(names, size, "signatures");
}

/* Whether this makes the paper sheet that waits the judge's: somebody else typed the same. */
static bool paper_confirms(const struct state *s, const struct entry *e, const struct plan *plan)
{
	const struct stage_state *st = plan_stage(s, plan);
	char names[4];
	if (e->paper.withdrawn || plan->waiting == NONE || strcmp(st->papers[plan->waiting].by, e->by) == 0)
		return false;
	paper_differences(st, plan, &e->paper, names, sizeof names);
	return names[0] == '\0';
}

static enum err paper_check_other(const struct state *s, const struct entry *e, const struct plan *plan)
{
	const struct stage_state *st = plan_stage(s, plan);
	const struct paper_sheet *p = plan->waiting == NONE ? NULL : &st->papers[plan->waiting];
	char names[EXPECTED_MAX / 2];
	if (e->paper.withdrawn) {
		if (!p)
			return state_refuse(s, ERR_NOT_FOUND, "a paper sheet that waits for a second person");
		return strcmp(p->by, e->by) == 0 || state_chief(s, e->by) ?
			       ERR_OK :
			       state_refuse(s, ERR_NOT_ALLOWED, "%s, who typed it, or a chief", p->by);
	}
	if (!p || strcmp(p->by, e->by) == 0 || e->paper.replaces == p->seq)
		return ERR_OK;
	paper_differences(st, plan, &e->paper, names, sizeof names);
	if (!names[0])
		return ERR_OK;
	return state_refuse(s, ERR_DIFFERS, "what %s typed; this differs in %s. Look at the paper, or replace entry %llu", p->by,
	                    names, (unsigned long long)p->seq);
}

enum err paper_sheet_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_sheet *in = &e->paper.sheet;
	enum err err = sheet_find(s, in, plan);
	if (err)
		return err;
	const struct module *m = &s->edition->event->contests[plan->contest].stages[plan->stage].modules[plan->module];
	if (!module_marked_by(m, plan->judge))
		return state_refuse(s, ERR_NOT_YOUR_MODULE, "the sheet of a judge who counts");
	if (in->reason || in->recovered)
		return state_refuse(s, ERR_INVALID, "a paper sheet without a reason, and not taken in again");
	if (e->paper.signers & ~m->signatures)
		return state_refuse(s, ERR_INVALID, "signatures that module %s asks for", m->id);
	if (!e->paper.withdrawn && !in->mark_count)
		return state_refuse(s, ERR_INVALID, "one mark at least");
	err = sheet_check_version(s, in, plan);
	if (err)
		return err;
	plan->waiting = paper_waiting(plan_stage(s, plan), plan->module, plan->competitor, in->attempt, plan->judge);
	return paper_check_other(s, e, plan);
}

static void paper_wait(struct state *s, const struct entry *e, const struct plan *plan)
{
	const struct entry_sheet *in = &e->paper.sheet;
	const struct module *m = &s->edition->event->contests[plan->contest].stages[plan->stage].modules[plan->module];
	struct arena *arena = &s->edition->arena;
	struct entry_mark *marks = arena_array(arena, in->mark_count, sizeof *marks);
	uint32_t *items = arena_array(arena, in->mark_count, sizeof *items);
	for (uint32_t i = 0; i < in->mark_count; i++) {
		items[i] = plan->items[i];
		marks[i] = module_mark(m, items[i], in->marks[i].micros);
	}
	struct paper_sheet paper = { .module = plan->module,
		               .competitor = plan->competitor,
		               .attempt = in->attempt,
		               .judge = plan->judge,
		               .version = in->version,
		               .seq = s->seq,
		               .at_ms = e->raw.at_ms,
		               .by = state_person_id(s, e->by),
		               .marks = marks,
		               .mark_count = in->mark_count,
		               .signers = e->paper.signers };
	paper_add(plan_stage(s, plan), paper, items);
}

void paper_sheet_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	struct stage_state *st = plan_stage(s, plan);
	change->contest = plan->contest;
	change->stage = plan->stage;
	change->competitor = plan->competitor;
	change->papers = true;
	if (paper_confirms(s, e, plan)) {
		const char *typist = st->papers[plan->waiting].by;
		struct sheet *sheet = sheet_take(s, e, &e->paper.sheet, plan, change);
		sheet->confirmed_by = sheet->by;
		sheet->by = typist;
		sheet->signers = e->paper.signers;
		return;
	}
	if (plan->waiting != NONE)
		paper_drop(st, plan->waiting);
	if (!e->paper.withdrawn)
		paper_wait(s, e, plan);
}

const struct paper_sheet *state_papers(const struct state *s, uint32_t contest, uint32_t stage, uint32_t *count)
{
	const struct stage_state *st = &s->edition->contests[contest].stages[stage];
	*count = st->paper_count;
	return st->papers;
}

/* Sheets that were taken in again. */

static bool confirms(const struct entry_confirm *in, uint32_t judge, const struct sheet *sheet)
{
	return sheet->recovered && sheet->seq <= in->upto && (judge == NONE || sheet->judge == judge);
}

enum err confirm_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_confirm *in = &e->confirm;
	enum err err = state_find_stage(s, in->contest, in->stage, &plan->contest, &plan->stage);
	if (!err && in->judge)
		err = state_find_person(s, in->judge, &plan->judge);
	if (err)
		return err;
	const struct stage_state *st = plan_stage(s, plan);
	for (uint32_t i = 0; i < st->sheet_count; i++) {
		if (confirms(in, plan->judge, &st->sheets[i]->sheet))
			return ERR_OK;
	}
	return state_refuse(s, ERR_STALE, "sheets that were taken in again and are not confirmed");
}

void confirm_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	struct stage_state *st = plan_stage(s, plan);
	for (uint32_t i = 0; i < st->sheet_count; i++) {
		if (confirms(&e->confirm, plan->judge, &st->sheets[i]->sheet))
			st->sheets[i]->sheet.recovered = false;
	}
	change->contest = plan->contest;
	change->stage = plan->stage;
}

/* What is not settled. */

static uint32_t signatures_lacking(const struct module *m, const struct sheet *sheet)
{
	uint32_t lacking = 0;
	for (unsigned i = 0; i < SIGNER_COUNT; i++) {
		if (m->signatures & ~sheet->signers & (1U << i))
			lacking++;
	}
	return lacking;
}

struct unsettled state_unsettled(const struct state *s, uint32_t contest, uint32_t stage)
{
	const struct stage_state *st = &s->edition->contests[contest].stages[stage];
	const struct module *modules = s->edition->event->contests[contest].stages[stage].modules;
	struct unsettled out = { .papers = st->paper_count };
	for (uint32_t i = 0; i < st->sheet_count; i++) {
		const struct sheet *sheet = &st->sheets[i]->sheet;
		if (sheet->shadow)
			continue;
		out.recovered += sheet->recovered ? 1 : 0;
		out.signatures += signatures_lacking(&modules[sheet->module], sheet);
	}
	return out;
}

enum err settled_check(const struct state *s, const struct entry *e, const struct plan *plan)
{
	enum phase now = plan_stage(s, plan)->phase, to = e->phase.phase;
	bool locks = now == PHASE_OPEN && to == PHASE_LOCKED, publishes = to == PHASE_PUBLISHED;
	if (e->phase.despite && (!e->phase.despite[0] || !state_chief(s, e->by)))
		return state_refuse(s, ERR_NOT_ALLOWED, "despite: the reason of a chief");
	if (e->phase.despite || (!locks && !publishes))
		return ERR_OK;
	struct unsettled u = state_unsettled(s, plan->contest, plan->stage);
	if (locks && u.papers)
		return state_refuse(s, ERR_UNSETTLED,
		                    "no paper sheet that waits for a second person, %u do; or a chief's reason, despite", u.papers);
	if (publishes && (u.papers || u.recovered || u.signatures))
		return state_refuse(s, ERR_UNSETTLED,
		                    "no signature that is missing (%u), no sheet taken in again that is not confirmed (%u), no "
		                    "paper sheet that waits (%u); or a chief's reason, despite",
		                    u.signatures, u.recovered, u.papers);
	return ERR_OK;
}
