/*
 * random_entries.h - drawn events and entries for the tests of the fold: definitions over much of the language, and entries
 * of all types that are mostly sensible, sometimes refused, sometimes repeated. Everything comes from one seed.
 */
#ifndef TESTS_RANDOM_ENTRIES_H
#define TESTS_RANDOM_ENTRIES_H

#include "base/buf.h"
#include "base/decimal.h"
#include "base/mem.h"
#include "events/entry_json.h"
#include "scoring/state.h"

#include <stdio.h>
#include <string.h>

struct draw {
	uint64_t state;
};

static inline uint64_t draw_next(struct draw *d)
{
	d->state += 0x9e3779b97f4a7c15;
	uint64_t x = d->state;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

/* 0 to n - 1 */
static inline uint32_t draw_below(struct draw *d, uint32_t n)
{
	return (uint32_t)(draw_next(d) % n);
}

static inline bool draw_percent(struct draw *d, uint32_t percent)
{
	return draw_below(d, 100) < percent;
}

/* Entries as they would stand in a ledger, in the arena. */
struct drawn {
	struct arena arena;
	struct entry_raw *raws;
	size_t count, room;
};

static inline void drawn_init(struct drawn *l)
{
	*l = (struct drawn){ 0 };
	arena_init(&l->arena);
}

static inline void drawn_release(struct drawn *l)
{
	arena_release(&l->arena);
	free(l->raws);
}

static inline const struct entry_raw *drawn_add(struct drawn *l, struct entry_raw raw)
{
	if (l->count == l->room) {
		l->room = l->room ? l->room * 2 : 64;
		l->raws = xrealloc(l->raws, l->room * sizeof *l->raws);
	}
	raw.type = arena_strndup(&l->arena, raw.type, raw.type_len);
	raw.by = arena_strndup(&l->arena, raw.by, raw.by_len);
	raw.key = arena_strndup(&l->arena, raw.key, raw.key_len);
	raw.data = arena_strndup(&l->arena, raw.data, raw.data_len);
	l->raws[l->count] = raw;
	return &l->raws[l->count++];
}

/* Adds JSON in which ' stands for ". */
static inline void add_quoted(struct buf *b, const char *text)
{
	for (; *text; text++)
		buf_addc(b, *text == '\'' ? '"' : *text);
}

/* The places 0 to n - 1 in a drawn order. */
static inline void draw_order(struct draw *d, uint32_t n, uint32_t *out)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t j = draw_below(d, i + 1);
		out[i] = out[j];
		out[j] = i;
	}
}

#define DRAWN_JUDGES 5
#define DRAWN_COMPETITORS 7

static inline void add_people(struct draw *d, struct buf *b)
{
	uint32_t order[DRAWN_JUDGES];
	draw_order(d, DRAWN_JUDGES, order);
	add_quoted(b, "'people':[");
	for (uint32_t i = 0; i < DRAWN_JUDGES; i++) {
		buf_addf(b, "{\"id\":\"j%u\",\"name\":\"J\",\"role\":\"judge\"},", order[i] + 1);
	}
	add_quoted(b, "{'id':'s1','name':'S','role':'shadow'},{'id':'a1','name':'A','role':'steward'},{'id':'a2','name':'B','role':'steward'},");
	add_quoted(b, "{'id':'chief','name':'C','role':'chief'},{'id':'office','name':'O','role':'organiser'}],");
}

static inline void add_competitors(struct draw *d, struct buf *b)
{
	uint32_t order[DRAWN_COMPETITORS];
	draw_order(d, DRAWN_COMPETITORS, order);
	add_quoted(b, "'competitors':[");
	for (uint32_t i = 0; i < DRAWN_COMPETITORS; i++)
		buf_addf(b, "%s{\"id\":\"%u\",\"name\":\"N\"}", i ? "," : "", order[i] + 1);
	add_quoted(b, "],");
}

/*
 * A definition of the same event in one of many orders: contests, people and competitors change places. What may be
 * entered stays the same, so that every one can follow every other.
 */
static inline void draw_definition(struct draw *d, struct buf *b)
{
	static const char *const panels =
		"'id':'c','title':'C','awards':[{'id':'gold','title':'G','ranks':[1,1]},{'id':'rest','title':'R','percent':50}],"
		"'stages':[{'id':'p','title':'P','decimals':2,'ties':[{'aspect':'V','order':'low'},{'countback':'attempts'},'lot'],"
		"'advance':{'top':3},'modules':[{'id':'m','title':'M','judges':['j1','j2','j3'],'shadows':['s1'],'attempts':{'count':2,'combine':'best'},"
		"'signatures':['judge','competitor'],'decimals':3,'multiply':['V'],'criteria':["
		"{'id':'A','title':'A','aspects':[{'id':'P','title':'P','method':'points','min':-2,'max':10,'step':'0.5',"
		"'panel':{'over':'aspect','combine':'mean','drop':{'high':1,'low':1},'decimals':1}},"
		"{'id':'J','title':'J','method':'judgement','max':3},{'id':'G','title':'G','method':'points','min':-5,'max':5},"
		"{'id':'V','title':'V','method':'value','min':1,'max':3},{'id':'L','title':'L','method':'place','max':7,'first':7,'step':-1,'order':'low'}]},"
		"{'id':'K','title':'K','judges':['j4'],'aspects':[{'id':'F','title':'F','method':'count','max':5,'points':'-0.5'}]}],"
		"'penalties':[{'id':'late','title':'L','points':'-0.75','per':'each','floor':-2},{'id':'bad','title':'X','disqualify':true}]},"
		"{'id':'n','title':'N','judges':['j4','j5'],'weight':'0.3','criteria':[{'id':'A','title':'A','aspects':[{'id':'B','title':'B','method':'binary','max':4},"
		"{'id':'T','title':'T','method':'points','min':0,'max':9,'panel':{'over':'aspect','combine':'median'}}]}]}]},"
		"{'id':'f','title':'F','carry':[{'stage':'p','weight':'0.5'}],'ranks':'dense','ties':['running-order'],'modules':[{'id':'m','title':'M','judges':['j1','j2'],"
		"'criteria':[{'id':'A','title':'A','aspects':[{'id':'P','title':'P','method':'points','min':0,'max':3,'panel':{'over':'aspect','combine':'sum'}}]}]}]}]";
	static const char *const sheets =
		"'id':'d','title':'D','medals':{'rule':'worldskills','within':2},'scale':{'to':700,'spread':30},"
		"'stages':[{'id':'s','title':'S','missing':'exclude','order':'low','ties':['running-order'],'modules':[{'id':'m','title':'M','judges':['j2','j3','j4'],"
		"'panel':{'over':'sheet','combine':'mean','drop':{'high':1,'low':0},'decimals':2},'attempts':{'count':3,'combine':{'best':2}},'criteria':["
		"{'id':'A','title':'A','aspects':[{'id':'P','title':'P','method':'points','min':0,'max':5},{'id':'Q','title':'Q','method':'points','min':0,'max':5,'times':2},"
		"{'id':'D','title':'D','method':'value','min':0,'max':4}]}],'times':'1.5'}]}]";
	bool swapped = draw_percent(d, 50);
	add_quoted(b, "{'event':'drawn','title':'E',");
	add_people(d, b);
	add_quoted(b, "'contests':[{");
	add_competitors(d, b);
	add_quoted(b, swapped ? sheets : panels);
	add_quoted(b, "},{");
	add_competitors(d, b);
	add_quoted(b, swapped ? panels : sheets);
	add_quoted(b, "}]}");
}

/* Where sheets can go, with the items that there are. */
struct drawn_module {
	const char *contest, *stage, *module;
	uint32_t attempts;
	const char *items[10]; /* the last ones from `penalties` on */
	uint32_t item_count, penalties;
};

static const struct drawn_module drawn_modules[] = {
	{ "c", "p", "m", 2, { "P", "J", "G", "V", "L", "F", "late", "bad" }, 8, 6 },
	{ "c", "p", "n", 1, { "B", "T" }, 2, 2 },
	{ "c", "f", "m", 1, { "P" }, 1, 1 },
	{ "d", "s", "m", 3, { "P", "Q", "D" }, 3, 3 },
};

static inline const char *draw_text(struct draw *d, struct arena *a, const char *prefix, uint32_t n)
{
	char text[32];
	snprintf(text, sizeof text, "%s%u", prefix, draw_below(d, n) + 1);
	return arena_strdup(a, text);
}

/* The version that would be accepted now; sometimes another one. */
static inline uint32_t draw_version(struct draw *d, const struct state *s, const struct entry_sheet *sheet)
{
	const struct event *event = state_event(s);
	uint32_t contest = event_contest(event, sheet->contest);
	const struct contest *c = &event->contests[contest];
	uint32_t stage = contest_stage(c, sheet->stage);
	const struct sheet *now = state_sheet(s, contest, stage, stage_module(&c->stages[stage], sheet->module),
	                                      contest_competitor(c, sheet->competitor), sheet->attempt,
	                                      event_person(event, sheet->judge));
	uint32_t version = now ? now->version + 1 : 1;
	return draw_percent(d, 4) ? version + draw_below(d, 2) : version;
}

static inline int64_t draw_value(struct draw *d, const char *item)
{
	if (strchr("JFBlb", item[0]))
		return draw_below(d, item[0] == 'J' ? 4 : 2) * DECIMAL_ONE;
	if (item[0] == 'V' && !draw_percent(d, 5))
		return DECIMAL_ONE + draw_below(d, 200) * (DECIMAL_ONE / 100);
	return (int64_t)draw_below(d, 7) * (DECIMAL_ONE / 2) - (draw_percent(d, 4) ? DECIMAL_ONE / 4 : 0);
}

/* Whether the item is of a criterion that this judge marks; a wrong judge is drawn now and then all the same. */
static inline bool item_likely(struct draw *d, const struct drawn_module *m, const char *item, const char *judge)
{
	bool team = strcmp(m->module, "m") == 0 && strcmp(m->stage, "p") == 0;
	bool fits = !team || judge[0] == 's' || (item[0] == 'F') == (strcmp(judge, "j4") == 0) || item[0] == 'l' || item[0] == 'b';
	return draw_percent(d, fits ? 85 : 1);
}

static inline void draw_sheet(struct draw *d, struct arena *a, const struct state *s, struct entry *e)
{
	static const char *const judges[] = { "j1j2j3j4", "j4j5", "j1j2", "j2j3j4" };
	uint32_t which = draw_below(d, 4);
	const struct drawn_module *m = &drawn_modules[which];
	struct entry_sheet *sheet = &e->sheet;
	e->type = ENTRY_SHEET;
	*sheet = (struct entry_sheet){ .contest = m->contest, .stage = m->stage, .module = m->module };
	sheet->competitor = draw_text(d, a, "", DRAWN_COMPETITORS);
	sheet->attempt = draw_below(d, m->attempts) + 1;
	uint32_t count = (uint32_t)strlen(judges[which]) / 2;
	sheet->judge = which == 0 && draw_percent(d, 8) ? "s1" :
		       draw_percent(d, 2) ? draw_text(d, a, "j", DRAWN_JUDGES) :
					    arena_strndup(a, judges[which] + 2 * draw_below(d, count), 2);
	sheet->version = draw_version(d, s, sheet);
	sheet->marks = arena_array(a, m->item_count, sizeof *sheet->marks);
	for (uint32_t i = 0; i < m->item_count; i++) {
		if ((i >= m->penalties && draw_percent(d, 90)) || !item_likely(d, m, m->items[i], sheet->judge))
			continue;
		sheet->marks[sheet->mark_count++] =
			(struct entry_mark){ m->items[i], draw_value(d, m->items[i]), i >= m->penalties };
	}
	e->by = sheet->judge;
	if (draw_percent(d, 5)) {
		e->by = "chief";
		sheet->reason = "r";
	} else if (draw_percent(d, 5)) {
		sheet->recovered = "ab";
		sheet->recovered_at_ms = 7;
		sheet->version += draw_below(d, 2);
	}
}

/* A sheet on paper; or one that waits, by somebody else. */
static inline void draw_paper(struct draw *d, struct arena *a, const struct state *s, struct entry *e)
{
	static const char *const hands[] = { "a1", "a2", "chief" };
	const struct drawn_module *m = &drawn_modules[draw_below(d, 4)];
	const struct event *event = state_event(s);
	uint32_t count, contest = event_contest(event, m->contest);
	const struct contest *c = &event->contests[contest];
	uint32_t stage = contest_stage(c, m->stage);
	const struct paper_sheet *papers = state_papers(s, contest, stage, &count);
	draw_sheet(d, a, s, e);
	struct entry_paper paper = { .sheet = e->sheet, .withdrawn = draw_percent(d, 4) };
	if (count && draw_percent(d, 70)) {
		const struct paper_sheet *p = &papers[draw_below(d, count)];
		paper.signers = p->signers;
		paper.sheet = (struct entry_sheet){ .contest = m->contest,
			                            .stage = m->stage,
			                            .module = c->stages[stage].modules[p->module].id,
			                            .competitor = c->competitors[p->competitor].id,
			                            .attempt = p->attempt,
			                            .judge = event->people[p->judge].id,
			                            .version = p->version,
			                            .marks = arena_array(a, p->mark_count, sizeof *p->marks),
			                            .mark_count = p->mark_count };
		memcpy(paper.sheet.marks, p->marks, p->mark_count * sizeof *p->marks);
		if (draw_percent(d, 20))
			paper.sheet.marks[0].micros += DECIMAL_ONE;
		paper.replaces = draw_percent(d, 50) ? 0 : (uint32_t)p->seq;
	}
	paper.sheet.reason = paper.sheet.recovered = NULL;
	e->type = ENTRY_PAPER;
	e->by = hands[draw_below(d, 3)];
	e->paper = paper;
}

static inline bool drawn_ready(const struct state *s, const struct drawn_module *m, enum phase phase, bool frozen)
{
	uint32_t step, contest = event_contest(state_event(s), m->contest);
	uint32_t stage = contest_stage(&state_event(s)->contests[contest], m->stage);
	return state_phase(s, contest, stage) == phase && state_frozen(s, contest, stage, &step) == frozen;
}

/* Accepts a spread, where there is one. */
static inline bool draw_accept(const struct state *s, struct entry *e)
{
	static const char *const ids[] = { "1", "2", "3", "4", "5", "6", "7" };
	const struct drawn_module *m = &drawn_modules[0];
	uint32_t contest = event_contest(state_event(s), m->contest);
	const struct contest *c = &state_event(s)->contests[contest];
	uint32_t stage = contest_stage(c, m->stage), module = stage_module(&c->stages[stage], m->module);
	/* only looked at: no table is changed by that */
	const struct table *t = state_table((struct state *)(uintptr_t)s, contest, stage);
	for (uint32_t i = 0; i < DRAWN_COMPETITORS; i++) {
		for (uint32_t attempt = 1; attempt <= m->attempts; attempt++) {
			bool back = state_seq(s) % 4 == 0 && table_accepted(t, contest_competitor(c, ids[i]), module, attempt,
			                 module_aspect(&c->stages[stage].modules[module], "J"));
			if (!back && !table_apart(t, contest_competitor(c, ids[i]), module, attempt,
			                 module_aspect(&c->stages[stage].modules[module], "J")))
				continue;
			e->type = ENTRY_ACCEPT;
			e->accept = (struct entry_accept){ m->contest, m->stage, m->module, ids[i], attempt, "J", back, "r" };
			return true;
		}
	}
	return false;
}

/* A copy of a certificate, mostly the next one of one that is there. */
static inline void draw_print(struct draw *d, struct arena *a, const struct state *s, struct entry *e)
{
	uint32_t count;
	const struct certificate *list = state_certificates(s, &count);
	const struct certificate *one = count > 0 ? &list[draw_below(d, count)] : NULL;
	e->type = ENTRY_PRINT;
	e->print = (struct entry_print){ draw_text(d, a, "T-", 20), 1, "ipp://printer/ipp/print" };
	if (one != NULL && draw_percent(d, 90))
		e->print = (struct entry_print){ arena_strdup(a, one->id), one->copies + (draw_percent(d, 90) ? 1 : 2), "q" };
}

/* A signature under a sheet, where there is one; sometimes of what is not so. */
static inline bool draw_sign(struct draw *d, struct arena *a, const struct state *s, struct entry *e)
{
	const struct drawn_module *m = &drawn_modules[0];
	uint32_t contest = event_contest(state_event(s), m->contest);
	const struct contest *c = &state_event(s)->contests[contest];
	uint32_t stage = contest_stage(c, m->stage);
	const char *judge = draw_text(d, a, "j", 3), *competitor = draw_text(d, a, "", DRAWN_COMPETITORS);
	const struct sheet *sheet = state_sheet(s, contest, stage, stage_module(&c->stages[stage], m->module),
	                                        contest_competitor(c, competitor), 1, event_person(state_event(s), judge));
	if (!sheet)
		return false;
	char *hash = arena_array(a, 2 * HASH_BYTES + 1, 1);
	for (size_t i = 0; i < HASH_BYTES; i++)
		snprintf(hash + 2 * i, 3, "%02x", sheet->hash[i]);
	if (draw_percent(d, 5))
		hash[0] = hash[0] == '0' ? '1' : '0';
	e->type = ENTRY_SIGN;
	e->by = draw_percent(d, 90) ? judge : "chief";
	e->sign = (struct entry_sign){ m->contest, m->stage, m->module, competitor, 1, judge, sheet->version,
		                       (enum signer)draw_below(d, draw_percent(d, 80) ? 2 : SIGNER_COUNT), hash, "[[1,2,3,4]]", "", "" };
	return true;
}

/* What the chief does with a stage or a sheet, where there is one that fits. */
static inline void draw_chief(struct draw *d, struct arena *a, const struct state *s, struct entry *e)
{
	const struct drawn_module *m = &drawn_modules[draw_below(d, 4)];
	if (draw_percent(d, 20) && draw_sign(d, a, s, e))
		return;
	if (draw_percent(d, 45) && draw_accept(s, e))
		return;
	for (uint32_t i = 0; i < 4; i++) {
		if (drawn_ready(s, &drawn_modules[i], PHASE_LOCKED, true)) {
			e->type = ENTRY_REVEAL;
			e->reveal = (struct entry_reveal){ drawn_modules[i].contest, drawn_modules[i].stage, draw_below(d, 9) };
		}
	}
	if (e->type == ENTRY_REVEAL && draw_percent(d, 85))
		return;
	if (draw_percent(d, 35)) {
		e->type = ENTRY_FREEZE;
		e->freeze = (struct entry_freeze){ m->contest, m->stage, draw_percent(d, 70) };
		return;
	}
	struct entry_sheet at = { .contest = m->contest, .stage = m->stage, .module = m->module, .attempt = 1 };
	e->type = ENTRY_RETURN;
	at.competitor = draw_text(d, a, "", DRAWN_COMPETITORS);
	at.judge = draw_text(d, a, "j", DRAWN_JUDGES);
	uint32_t version = draw_version(d, s, &at);
	e->returned = (struct entry_return){ at.contest,  at.stage, at.module,
		                             at.competitor, 1,        at.judge, version > 1 ? version - 1 : 1, "r" };
}

/* A stage that takes no marks, where there is one. */
static inline const struct drawn_module *drawn_still(const struct state *s, const struct drawn_module *m)
{
	for (uint32_t i = 0; i < 4; i++)
		if (drawn_ready(s, &drawn_modules[i], PHASE_LOCKED, false) || drawn_ready(s, &drawn_modules[i], PHASE_PUBLISHED, false))
			return &drawn_modules[i];
	return m;
}

/* Draws the list of a re-check, says what was found of the next one on it, or ends it. */
static inline void draw_recheck(struct draw *d, struct arena *a, const struct state *s, const struct drawn_module *m, struct entry *e)
{
	m = drawn_still(s, m);
	uint32_t contest = event_contest(state_event(s), m->contest);
	const struct contest *c = &state_event(s)->contests[contest];
	const struct recheck *r = state_recheck(s, contest, contest_stage(c, m->stage));
	e->type = ENTRY_RECHECK;
	e->recheck = (struct entry_recheck){ .contest = m->contest, .stage = m->stage, .what = "w" };
	if (!r || r->done) {
		char *seed = arena_array(a, SEED_CHARS + 1, 1);
		for (int i = 0; i < SEED_CHARS; i++)
			seed[i] = "0123456789abcdef"[draw_below(d, 16)];
		e->recheck.seed = seed;
		return;
	}
	e->by = "office";
	for (uint32_t i = 0; i < r->count; i++) {
		if (r->items[i].found != RECHECK_OPEN && draw_percent(d, 90))
			continue;
		e->recheck.competitor = c->competitors[r->items[i].competitor].id;
		e->recheck.right = draw_percent(d, 85);
		return;
	}
}

/* Asks for the way back of a stage, or answers what was asked for; mostly another person does. */
static inline void draw_unlock(struct draw *d, const struct state *s, const struct drawn_module *m, struct entry *e)
{
	m = drawn_still(s, m);
	uint32_t contest = event_contest(state_event(s), m->contest);
	const struct unlock *asked =
		state_unlock(s, contest, contest_stage(&state_event(s)->contests[contest], m->stage));
	e->type = ENTRY_UNLOCK;
	e->unlock = (struct entry_unlock){ .contest = m->contest, .stage = m->stage, .reason = "r" };
	if (asked && draw_percent(d, 80)) {
		e->unlock.request = (uint32_t)asked->seq;
		e->unlock.agreed = draw_percent(d, 80);
		e->by = draw_percent(d, 80) ? "office" : "chief";
		return;
	}
	e->unlock.to = draw_percent(d, 60) ? PHASE_OPEN : PHASE_LOCKED;
}

/* A new appeal, or the decision on the first one that waits for it. */
static inline void draw_appeal(struct draw *d, const struct state *s, const struct drawn_module *m, const char *competitor,
                               struct entry *e)
{
	int64_t until;
	uint32_t count, contest = event_contest(state_event(s), m->contest);
	const struct appeal *appeals =
		state_appeals(s, contest, contest_stage(&state_event(s)->contests[contest], m->stage), &count, &until);
	e->type = ENTRY_APPEAL;
	e->appeal = (struct entry_appeal){ .contest = m->contest, .stage = m->stage, .competitor = competitor, .text = "t" };
	for (uint32_t i = 0; i < count; i++) {
		if (appeals[i].decision != DECISION_NONE || draw_percent(d, 50))
			continue;
		e->appeal = (struct entry_appeal){ .contest = m->contest, .stage = m->stage, .appeal = (uint32_t)appeals[i].seq,
			                           .decision = (enum decision)(1 + draw_below(d, 3)), .effect = "", .reason = "r" };
		return;
	}
}

/* Confirms sheets that were taken in again, where there are some. */
static inline bool draw_confirm(struct draw *d, const struct state *s, struct entry *e)
{
	const struct event *event = state_event(s);
	for (uint32_t i = 0; i < 4; i++) {
		const struct drawn_module *m = &drawn_modules[i];
		uint32_t contest = event_contest(event, m->contest);
		if (!state_unsettled(s, contest, contest_stage(&event->contests[contest], m->stage)).recovered)
			continue;
		e->type = ENTRY_CONFIRM;
		e->confirm = (struct entry_confirm){ m->contest, m->stage, draw_percent(d, 30) ? "j2" : NULL,
			                             (uint32_t)state_seq(s) - draw_below(d, 3) };
		return true;
	}
	return false;
}

/* A prize draw among competitors, numbers or names. */
static inline void draw_prize(struct draw *d, struct arena *a, const char *contest, struct entry *e)
{
	char *seed = arena_strdup(a, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
	uint32_t pool = draw_below(d, 3);
	seed[0] = "0123456789abcdef"[draw_below(d, 16)];
	e->type = ENTRY_DRAW;
	e->draw = (struct entry_draw){ .draw = draw_text(d, a, "prize-", 2), .count = 1 + draw_below(d, 2), .seed = seed };
	if (pool == 0)
		e->draw.contest = contest;
	else if (pool == 1)
		e->draw.first = 1, e->draw.last = 5;
	else {
		e->draw.names = arena_array(a, 2, sizeof(const char *));
		e->draw.names[0] = "A";
		e->draw.names[1] = "B";
		e->draw.name_count = 2;
	}
}

static inline void draw_other(struct draw *d, struct arena *a, const struct state *s, struct entry *e)
{
	const struct drawn_module *m = &drawn_modules[draw_below(d, 4)];
	const char *competitor = draw_text(d, a, "", DRAWN_COMPETITORS);
	e->by = "chief";
	switch (draw_below(d, 20)) {
	case 0:
	case 1:
		e->type = ENTRY_PHASE;
		e->phase = (struct entry_phase){ m->contest, m->stage, (enum phase)draw_below(d, PHASE_COUNT), draw_percent(d, 60) ? "r" : NULL };
		return;
	case 2:
		e->type = ENTRY_STATUS;
		e->status = (struct entry_status){ m->contest, m->stage, competitor, STATUS_RANKED, "r" };
		if (draw_percent(d, 40))
			e->status.status = (enum status)(STATUS_DNS + draw_below(d, 3));
		return;
	case 3:
		e->type = ENTRY_ADJUST;
		e->adjust = (struct entry_adjust){ m->contest, m->stage, competitor,
			                           (int64_t)draw_below(d, 9) * 250000 - DECIMAL_ONE, "r" };
		return;
	case 4:
	case 5:
		e->type = ENTRY_ORDER;
		e->order = (struct entry_order){ m->contest, m->stage, (enum order_kind)draw_below(d, 3),
			                         arena_array(a, 2, sizeof(const char *)),
			                         arena_array(a, 2, sizeof(int64_t)), 1 + draw_below(d, 2) };
		e->order.competitors[0] = competitor;
		e->order.competitors[1] = competitor[0] == '1' ? "2" : "1";
		e->order.values[0] = draw_below(d, 3) * DECIMAL_ONE;
		e->order.values[1] = draw_below(d, 2) * DECIMAL_ONE;
		return;
	case 6:
		e->type = ENTRY_CERTIFICATE;
		e->certificate = (struct entry_certificate){ .id = draw_text(d, a, "T-", 20),
			                                     .contest = m->contest,
			                                     .competitor = competitor,
			                                     .award = "gold",
			                                     .revoked = draw_percent(d, 30) };
		return;
	case 7:
		draw_print(d, a, s, e);
		return;
	case 8:
	case 9:
	case 10:
	case 11:
	case 12:
	case 13:
		if (draw_percent(d, 25) && draw_confirm(d, s, e))
			return;
		draw_chief(d, a, s, e);
		return;
	case 14:
		draw_appeal(d, s, m, competitor, e);
		return;
	case 15:
	case 16:
		draw_unlock(d, s, m, e);
		return;
	case 17:
	case 18:
		draw_recheck(d, a, s, m, e);
		return;
	default:
		if (draw_percent(d, 50)) {
			draw_prize(d, a, m->contest, e);
			return;
		}
		e->type = ENTRY_SCREEN;
		e->screen = (struct entry_screen){ draw_text(d, a, "hall-", 3), "{}" };
	}
}

/* Draws the next entry after what `s` has folded, and adds it to the list. */
static inline const struct entry_raw *draw_entry(struct draw *d, struct drawn *l, const struct state *s)
{
	struct entry e = { .by = "chief" };
	struct buf data;
	char key[32];
	if (l->count && draw_percent(d, 3))
		return drawn_add(l, l->raws[draw_below(d, (uint32_t)l->count)]); /* it came again */
	snprintf(key, sizeof key, "k%zu", draw_percent(d, 2) ? l->count / 2 : l->count);
	buf_init(&data, 1 << 16);
	if (!l->count || draw_percent(d, 1)) {
		struct buf definition;
		buf_init(&definition, 1 << 16);
		e.type = ENTRY_EVENT;
		draw_definition(d, &definition);
		if (entry_encode_event(buf_str(&definition), definition.len, &data))
			abort();
		buf_release(&definition);
	} else {
		if (draw_percent(d, 6))
			draw_paper(d, &l->arena, s, &e);
		else if (draw_percent(d, 80))
			draw_sheet(d, &l->arena, s, &e);
		else
			draw_other(d, &l->arena, s, &e);
		if (entry_encode(&e, &data))
			abort();
	}
	const char *type = entry_type_name(e.type);
	const struct entry_raw *raw = drawn_add(l, (struct entry_raw){ .type = type,
	                                                               .by = e.by,
	                                                               .key = key,
	                                                               .data = buf_str(&data),
	                                                               .type_len = strlen(type),
	                                                               .by_len = strlen(e.by),
	                                                               .key_len = strlen(key),
	                                                               .data_len = data.len,
	                                                               .at_ms = 1700000000000 + (int64_t)l->count });
	buf_release(&data);
	return raw;
}

#endif
