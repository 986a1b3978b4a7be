#include "judges/judge_view.h"

#include "base/mem.h"
#include "events/definition.h"
#include "events/text_json.h"
#include "judges/entrants.h"
#include "judges/view_json.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define VIEW_MAX ((size_t)64 << 20)

/* The module. */

static void put_aspect(struct json_out *o, const struct aspect *a)
{
	json_object(o);
	json_member_string(o, "id", a->id);
	json_member_text(o, "title", a->title);
	json_member_string(o, "method", method_name(a->method));
	json_member_maybe(o, "min", a->min);
	json_member_maybe(o, "max", a->max);
	json_member_maybe(o, "step", a->step);
	json_member_string(o, "unit", a->unit);
	json_key(o, "benchmarks");
	if (a->method == METHOD_JUDGEMENT && a->benchmarks[0].zh != NULL) {
		json_array(o);
		for (size_t i = 0; i < sizeof a->benchmarks / sizeof a->benchmarks[0]; i++)
			json_put_text(o, a->benchmarks[i]);
		json_array_end(o);
	} else {
		json_put_null(o);
	}
	json_member_bool(o, "agreed", a->agreed);
	json_object_end(o);
}

/* A judge, or a shadow, who marks all of it along. */
static bool works_on(const struct module *m, uint32_t person)
{
	return module_marked_by(m, person) || module_shadowed_by(m, person);
}

static bool criterion_marked_by(const struct module *m, const struct criterion *c, uint32_t person)
{
	return c->aspect_count > 0 && (aspect_marked_by(m, c->first_aspect, person) || module_shadowed_by(m, person));
}

static void put_criteria(struct json_out *o, const struct module *m, uint32_t person)
{
	json_array(o);
	for (uint32_t i = 0; i < m->criterion_count; i++) {
		const struct criterion *c = &m->criteria[i];
		if (!criterion_marked_by(m, c, person))
			continue;
		json_object(o);
		json_member_string(o, "id", c->id);
		json_member_text(o, "title", c->title);
		json_key(o, "aspects");
		json_array(o);
		for (uint32_t j = 0; j < c->aspect_count; j++)
			put_aspect(o, &m->aspects[c->first_aspect + j]);
		json_array_end(o);
		json_object_end(o);
	}
	json_array_end(o);
}

static void put_penalties(struct json_out *o, const struct module *m)
{
	json_array(o);
	for (uint32_t i = 0; i < m->penalty_count; i++) {
		const struct penalty *p = &m->penalties[i];
		json_object(o);
		json_member_string(o, "id", p->id);
		json_member_text(o, "title", p->title);
		json_member_maybe(o, "points", (struct maybe){ true, p->points });
		json_member_bool(o, "each", p->each);
		json_member_bool(o, "disqualify", p->disqualify);
		json_object_end(o);
	}
	json_array_end(o);
}

/* Who is there to be marked; "status" only says who is not: dns, dnf, dsq, else null. */
static void put_competitors(struct json_out *o, struct state *s, uint32_t contest, uint32_t stage)
{
	const struct contest *c = &state_event(s)->contests[contest];
	struct table *t = state_table(s, contest, stage);
	uint32_t *list, count, row_count;
	const char **out_of = xcalloc((size_t)c->competitor_count + 1, sizeof *out_of);
	entrants_list(s, contest, stage, &list, &count);
	const struct row *rows = table_rank(t, &row_count);
	for (uint32_t i = 0; i < row_count; i++)
		if (rows[i].status != STATUS_RANKED && rows[i].status != STATUS_INCOMPLETE)
			out_of[rows[i].competitor] = status_name(rows[i].status);
	json_array(o);
	for (uint32_t i = 0; i < count; i++) {
		const struct competitor *one = &c->competitors[list[i]];
		struct maybe number = table_number(t, list[i], ORDER_RUNNING);
		json_object(o);
		json_member_string(o, "id", one->id);
		json_member_string(o, "name", one->name);
		json_member_string(o, "unit", one->unit);
		json_key(o, "order");
		if (number.given)
			json_put_decimal(o, number.micros);
		else
			json_put_null(o);
		json_member_string(o, "status", out_of[list[i]]);
		json_object_end(o);
	}
	json_array_end(o);
	free(list);
	free(out_of);
}

static void put_module(struct json_out *o, struct state *s, uint32_t contest, uint32_t stage, uint32_t module,
                       uint32_t person)
{
	const struct event *e = state_event(s);
	const struct contest *c = &e->contests[contest];
	const struct stage *st = &c->stages[stage];
	const struct module *m = &st->modules[module];
	json_object(o);
	json_member_string(o, "contest", c->id);
	json_member_text(o, "contest_title", c->title);
	json_member_string(o, "stage", st->id);
	json_member_text(o, "stage_title", st->title);
	json_member_string(o, "phase", phase_name(state_phase(s, contest, stage)));
	json_key(o, "module");
	json_object(o);
	json_member_string(o, "id", m->id);
	json_member_text(o, "title", m->title);
	json_member_int(o, "attempts", m->attempts);
	if (!module_shadowed_by(m, person)) /* what counts nowhere is signed by nobody */
		json_member_signers(o, "signatures", m->signatures);
	json_key(o, "penalties");
	put_penalties(o, m);
	json_key(o, "criteria");
	put_criteria(o, m, person);
	json_object_end(o);
	json_key(o, "competitors");
	put_competitors(o, s, contest, stage);
	json_object_end(o);
}

/* Sheets. */

struct sheets_out {
	struct json_out *o;
	struct state *s;
	const struct event *event;
	uint32_t contest, stage;
};

/* The aspects of this judge of which the panel's judgements differ too much; nothing where there are none. */
static void member_apart(const struct sheets_out *out, const struct sheet *sheet)
{
	const struct table *t = state_table(out->s, out->contest, out->stage);
	const struct module *m = &out->event->contests[out->contest].stages[out->stage].modules[sheet->module];
	bool any = false;
	for (uint32_t i = 0; i < m->aspect_count; i++) {
		if (!aspect_marked_by(m, i, sheet->judge) ||
		    !table_apart(t, sheet->competitor, sheet->module, sheet->attempt, i))
			continue;
		if (!any) {
			json_key(out->o, "apart");
			json_array(out->o);
		}
		any = true;
		json_put_string(out->o, m->aspects[i].id);
	}
	if (any)
		json_array_end(out->o);
}

static const char *name_of(const struct event *e, const char *id)
{
	uint32_t person = event_person(e, id);
	return person == NONE ? id : e->people[person].name;
}

/* Who else had a hand in it: it came on paper, or a chief corrected it. */
static void members_others(const struct sheets_out *out, const struct sheet *sheet)
{
	struct json_out *o = out->o;
	if (sheet->confirmed_by != NULL) {
		json_key(o, "paper");
		json_object(o);
		json_member_string(o, "by", name_of(out->event, sheet->by));
		json_member_string(o, "confirmed_by", name_of(out->event, sheet->confirmed_by));
		json_object_end(o);
	}
	if (sheet->corrected != NULL) {
		json_key(o, "corrected");
		json_object(o);
		json_member_string(o, "by", name_of(out->event, sheet->by));
		json_member_string(o, "reason", sheet->corrected);
		json_object_end(o);
	}
}

static void put_sheet(void *arg, const struct sheet *sheet)
{
	const struct sheets_out *out = arg;
	const struct contest *c = &out->event->contests[out->contest];
	char hash[2 * HASH_BYTES + 1];
	sodium_bin2hex(hash, sizeof hash, sheet->hash, HASH_BYTES);
	json_object(out->o);
	json_member_stage(out->o, out->event, out->contest, out->stage);
	json_member_string(out->o, "module", c->stages[out->stage].modules[sheet->module].id);
	json_member_string(out->o, "competitor", c->competitors[sheet->competitor].id);
	json_member_int(out->o, "attempt", sheet->attempt);
	json_member_int(out->o, "version", sheet->version);
	json_member_marks(out->o, sheet->marks, sheet->mark_count);
	json_member_int(out->o, "seq", (int64_t)sheet->seq);
	json_member_string(out->o, "hash", hash);
	json_member_int(out->o, "at", sheet->at_ms);
	if (sheet->returned != NULL)
		json_member_string(out->o, "returned", sheet->returned);
	json_member_signers(out->o, "signed", sheet->signers);
	members_others(out, sheet);
	member_apart(out, sheet);
	json_object_end(out->o);
}

/* The whole. */

void judge_form_put(struct json_out *o, struct state *s, uint32_t contest, uint32_t stage, uint32_t person)
{
	const struct stage *st = &state_event(s)->contests[contest].stages[stage];
	json_array(o);
	for (uint32_t i = 0; i < st->module_count; i++)
		if (works_on(&st->modules[i], person))
			put_module(o, s, contest, stage, i, person);
	json_array_end(o);
}

static void put_modules(struct json_out *o, struct state *s, uint32_t person)
{
	const struct event *e = state_event(s);
	json_array(o);
	for (uint32_t i = 0; i < e->contest_count; i++)
		for (uint32_t j = 0; j < e->contests[i].stage_count; j++)
			for (uint32_t k = 0; k < e->contests[i].stages[j].module_count; k++)
				if (works_on(&e->contests[i].stages[j].modules[k], person))
					put_module(o, s, i, j, k, person);
	json_array_end(o);
}

static void put_sheets(struct json_out *o, struct state *s, uint32_t person)
{
	const struct event *e = state_event(s);
	json_array(o);
	for (uint32_t i = 0; i < e->contest_count; i++)
		for (uint32_t j = 0; j < e->contests[i].stage_count; j++) {
			struct sheets_out out = { o, s, e, i, j };
			state_each_sheet(s, i, j, person, put_sheet, &out);
		}
	json_array_end(o);
}

static void put_snapshot(struct json_out *o, struct state *s, uint32_t person)
{
	const struct person *p = &state_event(s)->people[person];
	json_object(o);
	json_key(o, "judge");
	json_object(o);
	json_member_string(o, "id", p->id);
	json_member_string(o, "name", p->name);
	json_object_end(o);
	json_key(o, "modules");
	put_modules(o, s, person);
	json_key(o, "sheets");
	put_sheets(o, s, person);
	json_object_end(o);
}

void judge_snapshot(struct state *s, uint32_t person, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	put_snapshot(&o, s, person);
}

/* Changes. */

struct changes {
	struct state *s;
	uint32_t person;
	struct buf buf;
	void (*emit)(void *arg, const char *json, size_t len);
	void *arg;
};

static void emit(struct changes *c)
{
	if (buf_ok(&c->buf) && c->buf.len > 0)
		c->emit(c->arg, buf_str(&c->buf), c->buf.len);
	buf_reset(&c->buf);
}

static void emit_modules(struct changes *c, uint32_t contest, uint32_t stage)
{
	const struct stage *st = &state_event(c->s)->contests[contest].stages[stage];
	for (uint32_t i = 0; i < st->module_count; i++) {
		struct json_out o;
		if (!works_on(&st->modules[i], c->person))
			continue;
		json_out_init(&o, &c->buf);
		json_object(&o);
		json_key(&o, "module");
		put_module(&o, c->s, contest, stage, i, c->person);
		json_object_end(&o);
		emit(c);
	}
}

static void emit_phase(struct changes *c, uint32_t contest, uint32_t stage)
{
	struct json_out o;
	const struct stage *st = &state_event(c->s)->contests[contest].stages[stage];
	bool any = false;
	for (uint32_t i = 0; i < st->module_count && !any; i++)
		any = works_on(&st->modules[i], c->person);
	if (!any)
		return;
	json_out_init(&o, &c->buf);
	json_object(&o);
	json_member_phase(&o, c->s, contest, stage);
	json_object_end(&o);
	emit(c);
	if (state_phase(c->s, contest, stage) == PHASE_OPEN && stage > 0)
		emit_modules(c, contest, stage); /* who is in it is known only now */
}

/* Whether another judge's sheet may change what this judge's says: a judgement that both give. */
static bool judges_together(const struct module *m, uint32_t a, uint32_t b)
{
	for (uint32_t i = 0; i < m->aspect_count; i++)
		if (m->aspects[i].method == METHOD_JUDGEMENT && !m->aspects[i].agreed && aspect_marked_by(m, i, a) &&
		    aspect_marked_by(m, i, b))
			return true;
	return false;
}

/* The judge's sheet of this module, competitor and attempt, where it or one that is compared with it changed. */
static void emit_sheet(struct changes *c, const char *judge, const char *module, uint32_t attempt,
                       const struct change *change)
{
	const struct event *e = state_event(c->s);
	const struct stage *st = &e->contests[change->contest].stages[change->stage];
	struct json_out o;
	uint32_t place = stage_module(st, module), whose = event_person(e, judge);
	if (whose != c->person && !judges_together(&st->modules[place], whose, c->person))
		return;
	const struct sheet *sheet =
	    state_sheet(c->s, change->contest, change->stage, place, change->competitor, attempt, c->person);
	if (sheet == NULL)
		return;
	struct sheets_out out = { &o, c->s, e, change->contest, change->stage };
	json_out_init(&o, &c->buf);
	json_object(&o);
	json_key(&o, "sheet");
	put_sheet(&out, sheet);
	json_object_end(&o);
	emit(c);
}

/* A spread was accepted: who gave that judgement need not give it again. */
static void emit_accepted(struct changes *c, const struct entry_accept *in, const struct change *change)
{
	const struct event *e = state_event(c->s);
	const struct stage *st = &e->contests[change->contest].stages[change->stage];
	const struct module *m = &st->modules[stage_module(st, in->module)];
	if (aspect_marked_by(m, module_aspect(m, in->aspect), c->person))
		emit_sheet(c, e->people[c->person].id, in->module, in->attempt, change);
}

/* Whoever is in the later stages that have begun may be others now. */
static void emit_later(struct changes *c, const struct change *change)
{
	const struct contest *contest = &state_event(c->s)->contests[change->contest];
	for (uint32_t i = change->stage + 1; i < contest->stage_count; i++)
		if (state_phase(c->s, change->contest, i) != PHASE_WAITING)
			emit_modules(c, change->contest, i);
}

/* A paper sheet that counts now is its judge's; one that waits is nobody's yet. */
static void emit_paper(struct changes *c, const struct entry_sheet *in, const struct change *change)
{
	const struct event *e = state_event(c->s);
	const struct sheet *sheet =
	    state_sheet(c->s, change->contest, change->stage,
	                stage_module(&e->contests[change->contest].stages[change->stage], in->module), change->competitor,
	                in->attempt, event_person(e, in->judge));
	if (sheet == NULL || sheet->seq != change->seq)
		return;
	emit_sheet(c, in->judge, in->module, in->attempt, change);
	emit_later(c, change);
}

static void emit_by_type(struct changes *c, const struct entry *e, const struct change *change)
{
	switch (e->type) {
	case ENTRY_SHEET:
		emit_sheet(c, e->sheet.judge, e->sheet.module, e->sheet.attempt, change);
		emit_later(c, change);
		return;
	case ENTRY_PAPER:
		emit_paper(c, &e->paper.sheet, change);
		return;
	case ENTRY_RETURN:
		if (strcmp(e->returned.judge, state_event(c->s)->people[c->person].id) == 0)
			emit_sheet(c, e->returned.judge, e->returned.module, e->returned.attempt, change);
		return;
	case ENTRY_SIGN:
		if (strcmp(e->sign.judge, state_event(c->s)->people[c->person].id) == 0)
			emit_sheet(c, e->sign.judge, e->sign.module, e->sign.attempt, change);
		return;
	case ENTRY_ACCEPT:
		emit_accepted(c, &e->accept, change);
		emit_later(c, change);
		return;
	case ENTRY_UNLOCK:
		if (!change->phase)
			return;
		emit_phase(c, change->contest, change->stage);
		return;
	case ENTRY_PHASE: emit_phase(c, change->contest, change->stage); return;
	case ENTRY_STATUS:
	case ENTRY_ORDER:
		emit_modules(c, change->contest, change->stage);
		emit_later(c, change);
		return;
	case ENTRY_ADJUST: emit_later(c, change); return;
	case ENTRY_CONFIRM:
	case ENTRY_EVENT:
	case ENTRY_CARD:
	case ENTRY_CERTIFICATE:
	case ENTRY_PRINT:
	case ENTRY_SCREEN:
	case ENTRY_DRAW:
	case ENTRY_APPEAL:
	case ENTRY_RECHECK:
	case ENTRY_FREEZE:
	case ENTRY_REVEAL: return;
	}
}

void judge_changes(struct state *s, const struct entry *e, const struct change *change, uint32_t person,
                   void (*emit_one)(void *arg, const char *json, size_t len), void *arg)
{
	struct changes c = { .s = s, .person = person, .emit = emit_one, .arg = arg };
	if (change->verdict != ERR_OK || change->repeated)
		return;
	buf_init(&c.buf, VIEW_MAX);
	if (change->definition) {
		struct json_out o;
		json_out_init(&o, &c.buf);
		json_object(&o);
		json_key(&o, "snapshot");
		put_snapshot(&o, s, person);
		json_object_end(&o);
		emit(&c);
	} else {
		emit_by_type(&c, e, change);
	}
	buf_release(&c.buf);
}
