#include "base/mem.h"
#include "display/gate_parts.h"
#include "events/award_json.h"
#include "events/reading.h"
#include "events/text_json.h"

#include <stdlib.h>
#include <string.h>

#define SAID_MAX ((size_t)16 << 10) /* bytes of how a name is said */

/* The rows [begin, end) of the live table that are opened together, and the modules that are opened before them. */
struct group {
	uint32_t begin, end;
	uint32_t modules[MODULES_MAX];
	uint32_t module_count;
};

/* What a ceremony looks at. */
struct ceremony {
	const struct frozen *frozen;
	const struct row *rows; /* live */
	uint32_t count;
	uint32_t *place; /* by competitor: its row in frozen, or NONE */
};

static void ceremony_init(struct ceremony *c, struct gates *g, const struct frozen *f, struct state *s)
{
	uint32_t competitors = state_event(s)->contests[f->contest].competitor_count;
	c->frozen = f;
	c->rows = table_rank(state_table(s, f->contest, f->stage), &c->count);
	g->place = xrealloc(g->place, ((size_t)competitors + 1) * sizeof *g->place);
	c->place = g->place;
	for (uint32_t i = 0; i < competitors; i++)
		c->place[i] = NONE;
	for (uint32_t i = 0; i < f->count; i++)
		c->place[f->rows[i].competitor] = i;
}

/* Whether a module of this live row is not what the public saw when it was frozen. */
static bool part_pending(const struct ceremony *c, const struct row *live, uint32_t module)
{
	uint32_t at = c->place[live->competitor];
	const struct part *now = &live->parts[module];
	if (at == NONE)
		return now->scored;
	const struct part *then = &c->frozen->rows[at].parts[module];
	return then->scored != now->scored || (now->scored && ratio_compare(&then->score, &now->score) != 0);
}

/* The group that ends at row `end` > 0. */
static void group_find(const struct ceremony *c, uint32_t end, struct group *g)
{
	g->end = end;
	g->begin = end - 1;
	while (g->begin > 0 && c->rows[g->begin - 1].rank == c->rows[end - 1].rank)
		g->begin--;
	g->module_count = 0;
	for (uint32_t i = 0; i < c->frozen->parts; i++) {
		bool pending = false;
		for (uint32_t j = g->begin; j < g->end && !pending; j++)
			pending = part_pending(c, &c->rows[j], i);
		if (pending && c->rows[g->begin].rank > 0)
			g->modules[g->module_count++] = i;
	}
}

/* The row of a competitor who is not opened yet, as it stood; one who was not there then has nothing. */
static struct row row_hidden(const struct ceremony *c, const struct row *live, struct part *blank)
{
	uint32_t at = c->place[live->competitor];
	struct row row = { .competitor = live->competitor,
		           .status = STATUS_INCOMPLETE,
		           .parts = blank,
		           .marks_due = live->marks_due };
	if (at != NONE)
		row = c->frozen->rows[at];
	row.rank = 0;
	row.award = NONE;
	row.advances = false;
	row.substitute = 0;
	return row;
}

/* Rows that are being opened: as they stood, but for the first `open` of the group's modules. */
static void put_opening(struct gates *g, const struct ceremony *c, const struct group *group, uint32_t open,
                        struct seen *out)
{
	uint32_t parts = c->frozen->parts;
	/* borrowed values: the ratios are the live and the frozen rows' own, and are only read */
	g->parts = xrealloc(g->parts, ((size_t)(group->end - group->begin) * parts + 1) * sizeof *g->parts);
	out->opening_begin = out->count;
	for (uint32_t i = group->begin; i < group->end; i++) {
		struct part *mixed = g->parts + (size_t)(i - group->begin) * parts;
		const struct row *live = &c->rows[i];
		uint32_t at = c->place[live->competitor];
		for (uint32_t j = 0; j < parts; j++)
			mixed[j] = at != NONE ? c->frozen->rows[at].parts[j] : (struct part){ .scored = false };
		for (uint32_t j = 0; j < open; j++)
			mixed[group->modules[j]] = live->parts[group->modules[j]];
		struct row row = row_hidden(c, live, mixed);
		row.parts = mixed;
		g->rows[out->count++] = row;
	}
	out->opening_end = out->count;
}

/* Those of whom nothing is open, in the order in which they stood; `from`: the first live row of which something is. */
static void put_hidden(struct gates *g, const struct ceremony *c, uint32_t from, struct seen *out)
{
	bool *hidden = xcalloc((size_t)c->frozen->count + 1, sizeof *hidden);
	for (uint32_t i = 0; i < from; i++)
		if (c->place[c->rows[i].competitor] != NONE)
			hidden[c->place[c->rows[i].competitor]] = true;
	for (uint32_t i = 0; i < c->frozen->count; i++)
		if (hidden[i])
			g->rows[out->count++] = row_hidden(c, &c->frozen->rows[i], NULL);
	free(hidden);
}

uint32_t calls_find(const struct contest *c, const struct row *rows, uint32_t count, uint32_t *out)
{
	uint32_t found = 0;
	for (uint32_t award = awards_count(c); award-- > 0;)
		for (uint32_t i = 0; i < count; i++)
			if (rows[i].award == award) {
				out[found++] = award;
				break;
			}
	return found;
}

void ceremony_called(const struct contest *c, uint32_t before, uint32_t step, struct seen *out)
{
	uint32_t *calls = xcalloc((size_t)awards_count(c) + 1, sizeof *calls);
	out->steps = before + calls_find(c, out->rows, out->count, calls);
	out->step = step < out->steps ? step : out->steps;
	out->called = out->step > before ? calls[out->step - before - 1] : NONE;
	free(calls);
}

void ceremony_seen(struct gates *g, const struct frozen *f, struct state *s, uint32_t step, struct seen *out)
{
	struct ceremony c;
	struct group group, opening = { .module_count = 0 };
	uint32_t left = step, open = 0;
	ceremony_init(&c, g, f, s);
	uint32_t opened = c.count; /* rows from here on are open */
	bool partly = false;
	for (uint32_t end = c.count; end > 0; end = group.begin) {
		group_find(&c, end, &group);
		uint32_t steps = group.module_count + 1;
		out->steps += steps;
		if (left >= steps) {
			opened = group.begin;
			left -= steps;
		} else if (left > 0) {
			opening = group;
			open = left;
			partly = true;
			left = 0;
		}
	}
	g->rows = xrealloc(g->rows, ((size_t)c.count + f->count + 1) * sizeof *g->rows);
	out->rows = g->rows;
	put_hidden(g, &c, partly ? opening.begin : opened, out);
	if (partly)
		put_opening(g, &c, &opening, open, out);
	for (uint32_t i = opened; i < c.count; i++)
		g->rows[out->count++] = c.rows[i];
	out->awards = true; /* the rows that are not open have none */
	struct seen all = { .rows = c.rows, .count = c.count };
	ceremony_called(&state_event(s)->contests[f->contest], out->steps, step, &all);
	out->step = all.step;
	out->steps = all.steps;
	out->called = all.called;
}

/* The script. */

static void put_value(struct json_out *o, const char *key, bool given, const struct ratio *value, int digits)
{
	char text[RATIO_TEXT_MAX];
	if (given)
		ratio_text(value, digits, text);
	json_member_string(o, key, given ? text : NULL);
}

static void put_said(struct json_out *o, const struct buf *said)
{
	if (said->len > 0)
		json_member_string(o, "reading", buf_str(said));
}

static void put_members(struct json_out *o, const struct competitor *c)
{
	struct buf said;
	buf_init(&said, SAID_MAX);
	json_key(o, "members");
	json_array(o);
	for (uint32_t i = 0; i < c->member_count; i++) {
		buf_reset(&said);
		reading_add(c->members[i], true, &said);
		json_object(o);
		json_member_string(o, "name", c->members[i]);
		put_said(o, &said);
		json_object_end(o);
	}
	json_array_end(o);
	buf_release(&said);
}

static void put_competitor(struct json_out *o, const struct contest *contest, uint32_t competitor)
{
	const struct competitor *one = &contest->competitors[competitor];
	struct buf said;
	buf_init(&said, SAID_MAX);
	reading_of_competitor(one, contest->teams, &said);
	json_object(o);
	json_member_string(o, "id", one->id);
	json_member_string(o, "name", one->name);
	put_said(o, &said);
	json_member_string(o, "unit", one->unit);
	if (contest->teams && one->member_count > 0)
		put_members(o, one);
	json_object_end(o);
	buf_release(&said);
}

static void put_competitors(struct json_out *o, const struct contest *contest, const struct ceremony *c,
                            const struct group *group)
{
	json_key(o, "competitors");
	json_array(o);
	for (uint32_t i = group->begin; i < group->end; i++)
		put_competitor(o, contest, c->rows[i].competitor);
	json_array_end(o);
}

/* Who has an award, from the last of them to the first. */
static void put_call(struct json_out *o, const struct contest *contest, const struct row *rows, uint32_t count,
                     uint32_t step, uint32_t award)
{
	json_object(o);
	json_member_int(o, "step", step);
	json_key(o, "competitors");
	json_array(o);
	for (uint32_t i = count; i-- > 0;)
		if (rows[i].award == award)
			put_competitor(o, contest, rows[i].competitor);
	json_array_end(o);
	json_key(o, "module");
	json_put_null(o);
	json_key(o, "call");
	json_put_award(o, contest, award);
	json_object_end(o);
}

static void put_calls(struct json_out *o, struct state *s, uint32_t contest, uint32_t stage, uint32_t next)
{
	const struct contest *in = &state_event(s)->contests[contest];
	uint32_t count, *calls = xcalloc((size_t)awards_count(in) + 1, sizeof *calls);
	const struct row *rows = table_rank(state_table(s, contest, stage), &count);
	uint32_t found = calls_find(in, rows, count, calls);
	for (uint32_t i = 0; i < found; i++)
		put_call(o, in, rows, count, next + i, calls[i]);
	free(calls);
}

/* One step: a module of the group, or (NONE) its place. */
static void put_step(struct json_out *o, struct state *s, const struct ceremony *c, const struct group *group,
                     uint32_t step, uint32_t module)
{
	const struct contest *contest = &state_event(s)->contests[c->frozen->contest];
	const struct stage *stage = &contest->stages[c->frozen->stage];
	const struct table *t = state_table(s, c->frozen->contest, c->frozen->stage);
	const struct row *row = &c->rows[group->begin];
	bool alone = group->end == group->begin + 1;
	json_object(o);
	json_member_int(o, "step", step);
	put_competitors(o, contest, c, group);
	json_key(o, "module");
	if (module != NONE) {
		json_object(o);
		json_member_string(o, "id", stage->modules[module].id);
		json_member_text(o, "title", stage->modules[module].title);
		json_object_end(o);
		put_value(o, "score", alone && row->parts[module].scored, &row->parts[module].score,
		          table_part_digits(t, module));
		json_object_end(o);
		return;
	}
	json_put_null(o);
	json_key(o, "rank");
	if (row->rank > 0)
		json_put_int(o, row->rank);
	else
		json_put_null(o);
	put_value(o, "total", row->rank > 0 && row->has_total, &row->total, table_total_digits(t));
	json_key(o, "award");
	json_put_award(o, contest, row->award);
	json_object_end(o);
}

/* The steps that open places; returns the number of the one after them. */
static uint32_t put_places(struct json_out *o, struct gates *g, struct state *s, const struct frozen *f)
{
	struct ceremony c;
	struct group group;
	uint32_t next = 1;
	ceremony_init(&c, g, f, s);
	for (uint32_t end = c.count; end > 0; end = group.begin) {
		group_find(&c, end, &group);
		for (uint32_t i = 0; i < group.module_count; i++)
			put_step(o, s, &c, &group, next++, group.modules[i]);
		put_step(o, s, &c, &group, next++, NONE);
	}
	return next;
}

void gates_script(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, struct buf *out)
{
	const struct contest *in = &state_event(s)->contests[contest];
	const struct frozen *f = gates_find(g, contest, stage);
	enum phase phase = state_phase(s, contest, stage);
	struct json_out o;
	uint32_t step;
	bool own = state_frozen(s, contest, stage, &step) && f != NULL;
	json_out_init(&o, out);
	json_object(&o);
	json_member_string(&o, "contest", in->id);
	json_member_string(&o, "stage", in->stages[stage].id);
	json_member_text(&o, "contest_title", in->title);
	json_member_text(&o, "title", in->stages[stage].title);
	json_member_string(&o, "phase", phase_name(phase));
	json_member_bool(&o, "frozen", own);
	json_member_int(&o, "step", step);
	json_key(&o, "steps");
	json_array(&o);
	if (own || phase == PHASE_PUBLISHED)
		put_calls(&o, s, contest, stage, own ? put_places(&o, g, s, f) : 1);
	json_array_end(&o);
	json_object_end(&o);
}
