#include "judges/desk_view.h"

#include "base/mem.h"
#include "events/text_json.h"
#include "judges/entrants.h"
#include "judges/view_json.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define VIEW_MAX ((size_t)64 << 20)

struct desk {
	struct state *s;
	const struct event *event;
	uint32_t contest, stage;
	const struct stage *st;
	const struct desk_online *online;
	struct json_out *o;
};

static struct desk desk_of(struct state *s, uint32_t contest, uint32_t stage, const struct desk_online *online,
                           struct json_out *o)
{
	const struct event *e = state_event(s);
	return (struct desk){ s, e, contest, stage, &e->contests[contest].stages[stage], online, o };
}

/* Judges. */

static void put_person(const struct desk *d, uint32_t person)
{
	json_member_string(d->o, "id", d->event->people[person].id);
	json_member_string(d->o, "name", d->event->people[person].name);
}

static void put_judges_of(const struct desk *d, const struct module *m)
{
	json_array(d->o);
	for (uint32_t i = 0; i < d->event->person_count; i++) {
		if (!module_marked_by(m, i))
			continue;
		json_object(d->o);
		put_person(d, i);
		json_object_end(d->o);
	}
	json_array_end(d->o);
}

static void put_judge(const struct desk *d, uint32_t person, bool online)
{
	json_object(d->o);
	put_person(d, person);
	json_member_bool(d->o, "online", online);
	json_object_end(d->o);
}

static void put_judges(const struct desk *d)
{
	json_array(d->o);
	for (uint32_t i = 0; i < d->event->person_count; i++)
		if (stage_marked_by(d->st, i))
			put_judge(d, i, d->online != NULL && d->online->is(d->online->arg, i));
	json_array_end(d->o);
}

/* Shadows: who marks along, and how many sheets are in. What they gave is asked for with the method marks. */

struct shadow_count {
	uint32_t person, sheets;
};

static void shadow_count_sheet(void *arg, const struct sheet *sheet)
{
	struct shadow_count *count = arg;
	if (sheet->judge == count->person)
		count->sheets++;
}

static bool stage_shadowed_by(const struct stage *st, uint32_t person)
{
	for (uint32_t i = 0; i < st->module_count; i++)
		if (module_shadowed_by(&st->modules[i], person))
			return true;
	return false;
}

static void put_shadow(const struct desk *d, uint32_t person, bool online)
{
	struct shadow_count count = { .person = person };
	state_each_shadow(d->s, d->contest, d->stage, shadow_count_sheet, &count);
	json_object(d->o);
	put_person(d, person);
	json_member_bool(d->o, "online", online);
	json_member_int(d->o, "sheets", count.sheets);
	json_object_end(d->o);
}

static bool is_online(const struct desk *d, uint32_t person)
{
	return d->online != NULL && d->online->is(d->online->arg, person);
}

static void put_shadows(const struct desk *d)
{
	json_array(d->o);
	for (uint32_t i = 0; i < d->event->person_count; i++)
		if (stage_shadowed_by(d->st, i))
			put_shadow(d, i, is_online(d, i));
	json_array_end(d->o);
}

/* Paper. */

static void member_person(const struct desk *d, const char *key, const char *id)
{
	uint32_t person = event_person(d->event, id);
	json_key(d->o, key);
	json_object(d->o);
	json_member_string(d->o, "id", id);
	json_member_string(d->o, "name", person == NONE ? id : d->event->people[person].name);
	json_object_end(d->o);
}

/* The paper sheets that wait for a second person; no marks, so that whoever confirms has to read the paper. */
static void member_papers(const struct desk *d)
{
	uint32_t count;
	const struct paper_sheet *papers = state_papers(d->s, d->contest, d->stage, &count);
	json_key(d->o, "papers");
	json_array(d->o);
	for (uint32_t i = 0; i < count; i++) {
		const struct paper_sheet *p = &papers[i];
		json_object(d->o);
		json_member_int(d->o, "paper", (int64_t)p->seq);
		json_member_string(d->o, "module", d->st->modules[p->module].id);
		json_member_string(d->o, "competitor", d->event->contests[d->contest].competitors[p->competitor].id);
		json_member_int(d->o, "attempt", p->attempt);
		json_member_string(d->o, "judge", d->event->people[p->judge].id);
		json_member_int(d->o, "version", p->version);
		member_person(d, "by", p->by);
		json_member_int(d->o, "at", p->at_ms);
		json_object_end(d->o);
	}
	json_array_end(d->o);
}

/* Sheets. */

static bool sheet_has(const struct sheet *sheet, const char *aspect)
{
	for (uint32_t i = 0; i < sheet->mark_count; i++)
		if (!sheet->marks[i].penalty && strcmp(sheet->marks[i].item, aspect) == 0)
			return true;
	return false;
}

/*
 * Whether the judge gave all marks of one's own. An agreed one may be on another judge's sheet; it is asked for only
 * where this judge has nothing else to mark.
 */
static bool sheet_complete(const struct module *m, const struct sheet *sheet)
{
	bool own = false, own_there = true, agreed_there = true;
	for (uint32_t i = 0; i < m->aspect_count; i++) {
		if (!aspect_marked_by(m, i, sheet->judge))
			continue;
		bool there = sheet_has(sheet, m->aspects[i].id);
		if (m->aspects[i].agreed) {
			agreed_there &= there;
		} else {
			own = true;
			own_there &= there;
		}
	}
	return own ? own_there : agreed_there;
}

static void put_sheet(void *arg, const struct sheet *sheet)
{
	const struct desk *d = arg;
	const struct module *m = &d->st->modules[sheet->module];
	char hash[2 * HASH_BYTES + 1];
	sodium_bin2hex(hash, sizeof hash, sheet->hash, HASH_BYTES);
	json_object(d->o);
	json_member_string(d->o, "module", m->id);
	json_member_string(d->o, "competitor", d->event->contests[d->contest].competitors[sheet->competitor].id);
	json_member_int(d->o, "attempt", sheet->attempt);
	json_member_string(d->o, "judge", d->event->people[sheet->judge].id);
	json_member_int(d->o, "version", sheet->version);
	json_member_bool(d->o, "complete", sheet_complete(m, sheet));
	json_member_int(d->o, "at", sheet->at_ms);
	if (sheet->returned != NULL)
		json_member_string(d->o, "returned", sheet->returned);
	if (sheet->confirmed_by != NULL) {
		member_person(d, "typed_by", sheet->by);
		member_person(d, "confirmed_by", sheet->confirmed_by);
	}
	if (sheet->corrected != NULL) {
		member_person(d, "corrected_by", sheet->by);
		json_member_string(d->o, "corrected", sheet->corrected);
	}
	if (sheet->recovered) {
		json_member_int(d->o, "recovered", (int64_t)sheet->seq);
		json_member_int(d->o, "recovered_at", sheet->recovered_at_ms);
	}
	if (m->signatures) {
		json_member_string(d->o, "hash", hash);
		json_member_signers(d->o, "signed", sheet->signers);
	}
	json_object_end(d->o);
}

/* Judgements that differ too much. */

static bool attempt_apart(const struct desk *d, const struct table *t, uint32_t competitor, uint32_t module,
                          uint32_t attempt)
{
	for (uint32_t i = 0; i < d->st->modules[module].aspect_count; i++)
		if (table_apart(t, competitor, module, attempt, i))
			return true;
	return false;
}

/* {"module","competitor","attempt","aspects":[...]}: which of its judgements differ too much. */
static void put_apart(const struct desk *d, const struct table *t, uint32_t competitor, uint32_t module,
                      uint32_t attempt)
{
	const struct module *m = &d->st->modules[module];
	json_object(d->o);
	json_member_string(d->o, "module", m->id);
	json_member_string(d->o, "competitor", d->event->contests[d->contest].competitors[competitor].id);
	json_member_int(d->o, "attempt", attempt);
	json_key(d->o, "aspects");
	json_array(d->o);
	for (uint32_t i = 0; i < m->aspect_count; i++)
		if (table_apart(t, competitor, module, attempt, i))
			json_put_string(d->o, m->aspects[i].id);
	json_array_end(d->o);
	json_object_end(d->o);
}

static bool module_judged(const struct module *m)
{
	for (uint32_t i = 0; i < m->aspect_count; i++)
		if (m->aspects[i].method == METHOD_JUDGEMENT)
			return true;
	return false;
}

/* All of the stage that are apart now. */
static void put_all_apart(const struct desk *d)
{
	const struct table *t = state_table(d->s, d->contest, d->stage);
	uint32_t competitors = d->event->contests[d->contest].competitor_count;
	json_array(d->o);
	for (uint32_t i = 0; i < d->st->module_count; i++) {
		if (!module_judged(&d->st->modules[i]))
			continue;
		for (uint32_t j = 0; j < competitors; j++)
			for (uint32_t attempt = 1; attempt <= d->st->modules[i].attempts; attempt++)
				if (attempt_apart(d, t, j, i, attempt))
					put_apart(d, t, j, i, attempt);
	}
	json_array_end(d->o);
}

/* Competitors. */

static void put_competitors(const struct desk *d)
{
	const struct contest *c = &d->event->contests[d->contest];
	enum status *statuses = xcalloc((size_t)c->competitor_count + 1, sizeof *statuses);
	uint32_t *list, count, row_count;
	entrants_list(d->s, d->contest, d->stage, &list, &count);
	const struct row *rows = table_rank(state_table(d->s, d->contest, d->stage), &row_count);
	for (uint32_t i = 0; i < row_count; i++)
		statuses[rows[i].competitor] = rows[i].status;
	json_array(d->o);
	for (uint32_t i = 0; i < count; i++) {
		const struct competitor *one = &c->competitors[list[i]];
		json_object(d->o);
		json_member_string(d->o, "id", one->id);
		json_member_string(d->o, "name", one->name);
		json_member_string(d->o, "unit", one->unit);
		json_member_string(d->o, "status", status_name(statuses[list[i]]));
		json_object_end(d->o);
	}
	json_array_end(d->o);
	free(list);
	free(statuses);
}

static void member_status(const struct desk *d, uint32_t competitor)
{
	uint32_t count;
	const struct row *rows = table_rank(state_table(d->s, d->contest, d->stage), &count);
	for (uint32_t i = 0; i < count; i++) {
		if (rows[i].competitor != competitor)
			continue;
		json_key(d->o, "status");
		json_object(d->o);
		json_member_string(d->o, "competitor", d->event->contests[d->contest].competitors[competitor].id);
		json_member_string(d->o, "status", status_name(rows[i].status));
		json_object_end(d->o);
		return;
	}
}

/* The whole. */

static void put_modules(const struct desk *d)
{
	json_array(d->o);
	for (uint32_t i = 0; i < d->st->module_count; i++) {
		const struct module *m = &d->st->modules[i];
		json_object(d->o);
		json_member_string(d->o, "id", m->id);
		json_member_text(d->o, "title", m->title);
		json_member_int(d->o, "attempts", m->attempts);
		json_member_signers(d->o, "signatures", m->signatures);
		json_key(d->o, "judges");
		put_judges_of(d, m);
		json_object_end(d->o);
	}
	json_array_end(d->o);
}

/* What the public sees of the stage: as it is, or frozen, with so many steps of the ceremony open. */
static void member_public(const struct desk *d)
{
	uint32_t step;
	json_key(d->o, "public");
	json_object(d->o);
	json_member_bool(d->o, "frozen", state_frozen(d->s, d->contest, d->stage, &step));
	json_member_int(d->o, "step", step);
	json_object_end(d->o);
}

static void put_told(const struct desk *d, uint32_t person)
{
	json_object(d->o);
	put_person(d, person);
	json_object_end(d->o);
}

/* Whom the desk tells of an appeal: by the definition, else all chiefs. */
static void member_told(const struct desk *d)
{
	json_key(d->o, "told");
	json_array(d->o);
	for (uint32_t i = 0; i < d->st->appeal_tell_count; i++)
		put_told(d, d->st->appeal_tell[i]);
	for (uint32_t i = 0; i < d->event->person_count && !d->st->appeal_tell_count; i++)
		if (d->event->people[i].role == ROLE_CHIEF)
			put_told(d, i);
	json_array_end(d->o);
}

static const char *person_name(const struct desk *d, const char *id)
{
	uint32_t person = event_person(d->event, id);
	return person != NONE ? d->event->people[person].name : id;
}

static void put_recheck_item(const struct desk *d, const struct recheck_item *item)
{
	static const char *const parts[] = { "top", "sample", "rest" };
	json_object(d->o);
	json_member_string(d->o, "competitor", d->event->contests[d->contest].competitors[item->competitor].id);
	json_member_int(d->o, "rank", item->rank);
	json_member_string(d->o, "part", parts[item->part]);
	if (item->found != RECHECK_OPEN) {
		json_member_bool(d->o, "right", item->found == RECHECK_RIGHT);
		json_member_string(d->o, "what", item->what);
		json_member_string(d->o, "by", person_name(d, item->by));
		json_member_int(d->o, "at", item->at_ms);
	}
	json_object_end(d->o);
}

/* The list of results that are looked at once more; null where none was drawn. */
static void member_recheck(const struct desk *d)
{
	const struct recheck *r = state_recheck(d->s, d->contest, d->stage);
	json_key(d->o, "recheck");
	if (r == NULL) {
		json_put_null(d->o);
		return;
	}
	json_object(d->o);
	json_member_int(d->o, "seq", (int64_t)r->seq);
	json_member_string(d->o, "seed", r->seed);
	json_member_string(d->o, "by", person_name(d, r->by));
	json_member_int(d->o, "at", r->at_ms);
	json_member_int(d->o, "ranked", r->count);
	json_member_int(d->o, "drawn", r->drawn);
	json_member_bool(d->o, "whole", r->whole);
	json_member_int(d->o, "due", r->due);
	json_member_int(d->o, "checked", r->checked);
	json_member_int(d->o, "wrong", r->wrong);
	json_member_bool(d->o, "done", r->done);
	json_member_string(d->o, "note", r->note);
	json_key(d->o, "list");
	json_array(d->o);
	for (uint32_t i = 0; i < r->count; i++)
		if (r->whole || r->items[i].part != RECHECK_IN_REST)
			put_recheck_item(d, &r->items[i]);
	json_array_end(d->o);
	json_object_end(d->o);
}

/* The stage's appeals, and until when they may come. */
static void member_appeals(const struct desk *d)
{
	uint32_t count;
	int64_t until;
	const struct appeal *list = state_appeals(d->s, d->contest, d->stage, &count, &until);
	json_key(d->o, "appeals");
	json_object(d->o);
	json_key(d->o, "until");
	if (until > 0)
		json_put_int(d->o, until);
	else
		json_put_null(d->o);
	member_told(d);
	json_key(d->o, "list");
	json_array(d->o);
	for (uint32_t i = 0; i < count; i++) {
		const struct appeal *a = &list[i];
		json_object(d->o);
		json_member_int(d->o, "appeal", (int64_t)a->seq);
		json_member_string(d->o, "competitor", d->event->contests[d->contest].competitors[a->competitor].id);
		json_member_string(d->o, "text", a->text);
		json_member_int(d->o, "at", a->at_ms);
		json_member_bool(d->o, "late", a->late);
		if (a->decision != DECISION_NONE) {
			json_member_string(d->o, "decision", decision_name(a->decision));
			json_member_string(d->o, "effect", a->effect);
			json_member_string(d->o, "reason", a->reason);
			json_member_int(d->o, "decided_at", a->decided_at_ms);
		}
		json_object_end(d->o);
	}
	json_array_end(d->o);
	json_object_end(d->o);
}

/* What was asked for and waits for a second person's answer; whether results that were out were taken back. */
static void member_unlock(const struct desk *d)
{
	const struct unlock *asked = state_unlock(d->s, d->contest, d->stage);
	struct review review = state_review(d->s, d->contest, d->stage);
	json_key(d->o, "unlock");
	if (asked != NULL) {
		json_object(d->o);
		json_member_int(d->o, "request", (int64_t)asked->seq);
		json_member_string(d->o, "by", asked->by);
		json_member_string(d->o, "name", person_name(d, asked->by));
		json_member_string(d->o, "to", phase_name(asked->to));
		json_member_string(d->o, "reason", asked->reason);
		json_member_int(d->o, "at", asked->at_ms);
		json_object_end(d->o);
	} else {
		json_put_null(d->o);
	}
	json_key(d->o, "review");
	if (review.reason != NULL) {
		json_object(d->o);
		json_member_int(d->o, "since", review.since_ms);
		json_member_string(d->o, "reason", review.reason);
		json_object_end(d->o);
	} else {
		json_put_null(d->o);
	}
}

static void put_snapshot(struct desk *d)
{
	json_object(d->o);
	json_member_stage(d->o, d->event, d->contest, d->stage);
	json_member_text(d->o, "title", d->st->title);
	json_member_text(d->o, "contest_title", d->event->contests[d->contest].title);
	json_member_string(d->o, "phase", phase_name(state_phase(d->s, d->contest, d->stage)));
	member_public(d);
	member_unlock(d);
	json_key(d->o, "modules");
	put_modules(d);
	json_key(d->o, "competitors");
	put_competitors(d);
	json_key(d->o, "sheets");
	json_array(d->o);
	state_each_sheet(d->s, d->contest, d->stage, NONE, put_sheet, d);
	json_array_end(d->o);
	json_key(d->o, "apart");
	put_all_apart(d);
	member_appeals(d);
	member_papers(d);
	member_recheck(d);
	json_key(d->o, "judges");
	put_judges(d);
	json_key(d->o, "shadows");
	put_shadows(d);
	json_object_end(d->o);
}

void desk_snapshot(struct state *s, uint32_t contest, uint32_t stage, const struct desk_online *online, struct buf *out)
{
	struct json_out o;
	struct desk d = desk_of(s, contest, stage, online, &o);
	json_out_init(&o, out);
	put_snapshot(&d);
}

/* Changes. */

static void put_snapshot_change(struct desk *d)
{
	json_object(d->o);
	json_key(d->o, "snapshot");
	put_snapshot(d);
	json_object_end(d->o);
}

static void put_shadow_change(struct desk *d, uint32_t person)
{
	json_object(d->o);
	json_key(d->o, "shadow");
	put_shadow(d, person, is_online(d, person));
	json_object_end(d->o);
}

static void put_sheet_change(struct desk *d, const char *module, uint32_t competitor, uint32_t attempt,
                             const char *judge, bool papers)
{
	const struct sheet *sheet = state_sheet(d->s, d->contest, d->stage, stage_module(d->st, module), competitor,
	                                        attempt, event_person(d->event, judge));
	if (sheet->shadow) {
		put_shadow_change(d, sheet->judge);
		return;
	}
	json_object(d->o);
	if (papers)
		member_papers(d);
	json_key(d->o, "sheet");
	put_sheet(d, sheet);
	if (module_judged(&d->st->modules[sheet->module])) {
		json_key(d->o, "apart");
		put_apart(d, state_table(d->s, d->contest, d->stage), competitor, sheet->module, attempt);
	}
	member_status(d, competitor);
	json_object_end(d->o);
}

/* It waits now, or no longer; or it counts. */
static void put_paper_change(struct desk *d, const struct entry_sheet *in, const struct change *change)
{
	const struct sheet *sheet = state_sheet(d->s, d->contest, d->stage, stage_module(d->st, in->module),
	                                        change->competitor, in->attempt, event_person(d->event, in->judge));
	if (sheet != NULL && sheet->seq == change->seq) {
		put_sheet_change(d, in->module, change->competitor, in->attempt, in->judge, true);
		return;
	}
	json_object(d->o);
	member_papers(d);
	json_object_end(d->o);
}

static void put_apart_change(struct desk *d, uint32_t competitor, uint32_t module, uint32_t attempt)
{
	json_object(d->o);
	json_key(d->o, "apart");
	put_apart(d, state_table(d->s, d->contest, d->stage), competitor, module, attempt);
	member_status(d, competitor);
	json_object_end(d->o);
}

static void put_status_change(struct desk *d, uint32_t competitor)
{
	json_object(d->o);
	member_status(d, competitor);
	json_object_end(d->o);
}

static void put_public_change(struct desk *d)
{
	json_object(d->o);
	member_public(d);
	json_object_end(d->o);
}

static void put_recheck_change(struct desk *d)
{
	json_object(d->o);
	member_recheck(d);
	json_object_end(d->o);
}

static void put_appeals_change(struct desk *d)
{
	json_object(d->o);
	member_appeals(d);
	json_object_end(d->o);
}

static void put_unlock_change(struct desk *d)
{
	json_object(d->o);
	member_unlock(d);
	json_object_end(d->o);
}

/* Publishing ends a freeze, and begins the time for appeals. */
static void put_phase_change(struct desk *d)
{
	json_object(d->o);
	json_member_phase(d->o, d->s, d->contest, d->stage);
	member_public(d);
	member_unlock(d);
	member_appeals(d);
	json_object_end(d->o);
}

/* Writes what the entry changed in this stage. */
static void put_own_change(struct desk *d, const struct entry *e, const struct change *change)
{
	switch (e->type) {
	case ENTRY_SHEET:
		put_sheet_change(d, e->sheet.module, change->competitor, e->sheet.attempt, e->sheet.judge, change->papers);
		return;
	case ENTRY_RETURN:
		put_sheet_change(d, e->returned.module, change->competitor, e->returned.attempt, e->returned.judge, false);
		return;
	case ENTRY_SIGN:
		put_sheet_change(d, e->sign.module, change->competitor, e->sign.attempt, e->sign.judge, false);
		return;
	case ENTRY_ACCEPT:
		put_apart_change(d, change->competitor, stage_module(d->st, e->accept.module), e->accept.attempt);
		return;
	case ENTRY_APPEAL: put_appeals_change(d); return;
	case ENTRY_RECHECK: put_recheck_change(d); return;
	case ENTRY_FREEZE:
	case ENTRY_REVEAL: put_public_change(d); return;
	case ENTRY_UNLOCK:
	case ENTRY_PHASE:
		if (!change->phase)
			put_unlock_change(d);
		else if (state_phase(d->s, d->contest, d->stage) == PHASE_OPEN && d->stage > 0)
			put_snapshot_change(d); /* who is in it is known only now */
		else
			put_phase_change(d);
		return;
	case ENTRY_STATUS: put_status_change(d, change->competitor); return;
	case ENTRY_PAPER: put_paper_change(d, &e->paper.sheet, change); return;
	case ENTRY_CONFIRM:
	case ENTRY_ORDER: put_snapshot_change(d); return;
	case ENTRY_EVENT:
	case ENTRY_ADJUST:
	case ENTRY_CARD:
	case ENTRY_CERTIFICATE:
	case ENTRY_PRINT:
	case ENTRY_DRAW:
	case ENTRY_SCREEN: return;
	}
}

void desk_changes(struct state *s, const struct entry *e, const struct change *change, uint32_t contest, uint32_t stage,
                  const struct desk_online *online, void (*emit)(void *arg, const char *json, size_t len), void *arg)
{
	struct buf buf;
	struct json_out o;
	if (change->verdict != ERR_OK || change->repeated)
		return;
	buf_init(&buf, VIEW_MAX);
	json_out_init(&o, &buf);
	struct desk d = desk_of(s, contest, stage, online, &o);
	if (change->definition)
		put_snapshot_change(&d);
	else if (change->contest == contest && change->stage == stage)
		put_own_change(&d, e, change);
	else if (change->contest == contest && change->stage < stage && !change->phase &&
	         state_phase(s, contest, stage) != PHASE_WAITING)
		put_snapshot_change(&d); /* an earlier stage changed after this one began: others may be in it */
	if (buf_ok(&buf) && buf.len > 0)
		emit(arg, buf_str(&buf), buf.len);
	buf_release(&buf);
}

bool desk_judge_change(struct state *s, uint32_t contest, uint32_t stage, uint32_t person, bool online,
                       struct buf *out)
{
	const struct event *e = state_event(s);
	struct json_out o;
	struct desk d = {
		.s = s, .event = e, .contest = contest, .stage = stage, .st = &e->contests[contest].stages[stage], .o = &o
	};
	bool shadow = stage_shadowed_by(d.st, person);
	if (!shadow && !stage_marked_by(d.st, person))
		return false;
	json_out_init(&o, out);
	json_object(&o);
	json_key(&o, shadow ? "shadow" : "judge");
	if (shadow)
		put_shadow(&d, person, online);
	else
		put_judge(&d, person, online);
	json_object_end(&o);
	return true;
}
