#include "display/gate.h"

#include "base/mem.h"
#include "display/gate_parts.h"

#include <stdlib.h>
#include <string.h>

struct gates *gates_new(void)
{
	return xcalloc(1, sizeof(struct gates));
}

/* Rows of our own. */

static void row_keep(struct row *to, const struct row *from, uint32_t parts)
{
	*to = *from;
	ratio_init(&to->total);
	ratio_set(&to->total, &from->total);
	to->parts = xcalloc((size_t)parts + 1, sizeof *to->parts);
	for (uint32_t i = 0; i < parts; i++) {
		to->parts[i].scored = from->parts[i].scored;
		ratio_init(&to->parts[i].score);
		if (from->parts[i].scored)
			ratio_set(&to->parts[i].score, &from->parts[i].score);
	}
	to->award = NONE;
	to->advances = false;
	to->substitute = 0;
}

static void row_drop(struct row *row, uint32_t parts)
{
	ratio_clear(&row->total);
	for (uint32_t i = 0; i < parts; i++)
		ratio_clear(&row->parts[i].score);
	free(row->parts);
}

static void frozen_free(struct frozen *f)
{
	for (uint32_t i = 0; i < f->count; i++) {
		row_drop(&f->rows[i], f->parts);
		free(f->competitors[i]);
	}
	for (uint32_t i = 0; i < f->parts; i++)
		free(f->modules[i]);
	free(f->rows);
	free(f->competitors);
	free(f->modules);
	free(f->contest_id);
	free(f->stage_id);
	free(f);
}

void gates_free(struct gates *g)
{
	if (g == NULL)
		return;
	for (uint32_t i = 0; i < g->count; i++)
		frozen_free(g->frozen[i]);
	free(g->frozen);
	hold_release(g);
	free(g->rows);
	free(g->parts);
	free(g->place);
	free(g);
}

/* Freezing and thawing. */

/* What is to be seen of a stage that is not frozen. */
static void open_seen(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, struct seen *out)
{
	if (!hold_seen(g, s, contest, stage, out))
		out->rows = table_rank(state_table(s, contest, stage), &out->count);
}

/* It stands as it was seen: what was held back then stays so. */
static struct frozen *frozen_new(struct gates *g, struct state *s, uint32_t contest, uint32_t stage)
{
	const struct contest *c = &state_event(s)->contests[contest];
	const struct stage *st = &c->stages[stage];
	struct frozen *f = xcalloc(1, sizeof *f);
	struct seen seen = { .awards = false };
	open_seen(g, s, contest, stage, &seen);
	f->count = seen.count;
	f->contest = contest;
	f->stage = stage;
	f->contest_id = xstrdup(c->id);
	f->stage_id = xstrdup(st->id);
	f->parts = st->module_count;
	f->modules = xcalloc((size_t)f->parts + 1, sizeof *f->modules);
	for (uint32_t i = 0; i < f->parts; i++)
		f->modules[i] = xstrdup(st->modules[i].id);
	f->rows = xcalloc((size_t)f->count + 1, sizeof *f->rows);
	f->competitors = xcalloc((size_t)f->count + 1, sizeof *f->competitors);
	for (uint32_t i = 0; i < f->count; i++) {
		row_keep(&f->rows[i], &seen.rows[i], f->parts);
		f->competitors[i] = xstrdup(c->competitors[seen.rows[i].competitor].id);
	}
	return f;
}

struct frozen *gates_find(const struct gates *g, uint32_t contest, uint32_t stage)
{
	for (uint32_t i = 0; i < g->count; i++)
		if (g->frozen[i]->contest == contest && g->frozen[i]->stage == stage)
			return g->frozen[i];
	return NULL;
}

static void gates_add(struct gates *g, struct frozen *f)
{
	g->frozen = xrealloc(g->frozen, ((size_t)g->count + 1) * sizeof(struct frozen *));
	g->frozen[g->count++] = f;
}

static void gates_remove(struct gates *g, const struct frozen *f)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < g->count; i++) {
		if (g->frozen[i] == f)
			frozen_free(g->frozen[i]);
		else
			g->frozen[kept++] = g->frozen[i];
	}
	g->count = kept;
}

/* A frozen stage hides the later ones too: their totals and who is in them would tell. */
static void contest_refresh(struct gates *g, struct state *s, uint32_t contest)
{
	bool closed = false;
	uint32_t step;
	hold_refresh(g, s, contest);
	for (uint32_t i = 0; i < state_event(s)->contests[contest].stage_count; i++) {
		struct frozen *f = gates_find(g, contest, i);
		closed |= state_frozen(s, contest, i, &step);
		if (closed && f == NULL)
			gates_add(g, frozen_new(g, s, contest, i));
		else if (!closed && f != NULL)
			gates_remove(g, f);
	}
}

/* A new definition. */

/* The kept parts by the new stage's modules; a module that is new has no score there. */
static void row_place_parts(struct row *row, const struct frozen *f, const struct stage *st)
{
	struct part *parts = xcalloc((size_t)st->module_count + 1, sizeof *parts);
	for (uint32_t i = 0; i < st->module_count; i++) {
		ratio_init(&parts[i].score);
		for (uint32_t j = 0; j < f->parts; j++) {
			if (strcmp(f->modules[j], st->modules[i].id) != 0 || !row->parts[j].scored)
				continue;
			parts[i].scored = true;
			ratio_set(&parts[i].score, &row->parts[j].score);
		}
	}
	for (uint32_t j = 0; j < f->parts; j++)
		ratio_clear(&row->parts[j].score);
	free(row->parts);
	row->parts = parts;
}

static void frozen_place(struct frozen *f, const struct event *e)
{
	uint32_t kept = 0;
	f->contest = event_contest(e, f->contest_id);
	f->stage = f->contest != NONE ? contest_stage(&e->contests[f->contest], f->stage_id) : NONE;
	if (f->stage == NONE)
		return;
	const struct contest *c = &e->contests[f->contest];
	const struct stage *st = &c->stages[f->stage];
	for (uint32_t i = 0; i < f->count; i++) {
		f->rows[i].competitor = contest_competitor(c, f->competitors[i]);
		if (f->rows[i].competitor == NONE) {
			row_drop(&f->rows[i], f->parts);
			free(f->competitors[i]);
			continue;
		}
		row_place_parts(&f->rows[i], f, st);
		f->rows[kept] = f->rows[i];
		f->competitors[kept++] = f->competitors[i];
	}
	f->count = kept;
	for (uint32_t i = 0; i < f->parts; i++)
		free(f->modules[i]);
	f->parts = st->module_count;
	f->modules = xrealloc(f->modules, ((size_t)f->parts + 1) * sizeof *f->modules);
	for (uint32_t i = 0; i < f->parts; i++)
		f->modules[i] = xstrdup(st->modules[i].id);
}

static void definition_refresh(struct gates *g, struct state *s)
{
	for (uint32_t i = 0; i < g->count; i++)
		frozen_place(g->frozen[i], state_event(s));
	for (uint32_t i = g->count; i-- > 0;)
		if (g->frozen[i]->stage == NONE)
			gates_remove(g, g->frozen[i]);
	for (uint32_t i = 0; i < state_event(s)->contest_count; i++)
		contest_refresh(g, s, i);
}

void gates_tell(struct gates *g, struct state *s, const struct change *change)
{
	if (change->verdict != ERR_OK || change->repeated)
		return;
	if (change->definition)
		definition_refresh(g, s);
	else if (change->contest != NONE)
		contest_refresh(g, s, change->contest);
}

/* Looking. */

void gates_seen(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, struct seen *out)
{
	const struct frozen *f = gates_find(g, contest, stage);
	uint32_t step;
	bool own = state_frozen(s, contest, stage, &step);
	*out = (struct seen){ .awards = state_phase(s, contest, stage) == PHASE_PUBLISHED, .called = NONE };
	if (f == NULL) {
		open_seen(g, s, contest, stage, out);
		if (out->awards && step > 0)
			ceremony_called(&state_event(s)->contests[contest], 0, step, out);
		return;
	}
	out->frozen = true;
	if (own && step > 0) {
		ceremony_seen(g, f, s, step, out);
		return;
	}
	out->rows = f->rows;
	out->count = f->count;
}
