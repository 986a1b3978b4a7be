/* Holding back: what the first performers of a stage were given is shown once all of them are in. */
#include "base/mem.h"
#include "display/gate_parts.h"
#include "display/running.h"

#include <stdlib.h>
#include <string.h>

static const struct stage *stage_at(const struct state *s, uint32_t contest, uint32_t stage)
{
	return &state_event(s)->contests[contest].stages[stage];
}

static bool announced(const struct gates *g, const struct state *s, uint32_t contest, uint32_t stage)
{
	const char *contest_id = state_event(s)->contests[contest].id, *stage_id = stage_at(s, contest, stage)->id;
	for (uint32_t i = 0; i < g->announced_count; i++)
		if (strcmp(g->announced[i].contest_id, contest_id) == 0 && strcmp(g->announced[i].stage_id, stage_id) == 0)
			return true;
	return false;
}

static bool performed(const struct row *row)
{
	return row->status == STATUS_DNF || row->status == STATUS_DSQ || (row->marks_due > 0 && row->marks_in >= row->marks_due);
}

/* How many of the first performers are in; *first: how many there are. Who did not start is none of them. */
static uint32_t performers_in(struct state *s, uint32_t contest, uint32_t stage, uint32_t *first)
{
	uint32_t count, in = 0;
	struct table *t = state_table(s, contest, stage);
	const struct row *rows = table_rank(t, &count);
	struct runner *list = xcalloc((size_t)count + 1, sizeof *list);
	running_order(t, rows, count, list);
	*first = 0;
	for (uint32_t i = 0; i < count && *first < stage_at(s, contest, stage)->hold; i++) {
		if (list[i].row->status == STATUS_DNS)
			continue;
		++*first;
		in += performed(list[i].row);
	}
	free(list);
	return in;
}

void hold_refresh(struct gates *g, struct state *s, uint32_t contest)
{
	for (uint32_t i = 0; i < state_event(s)->contests[contest].stage_count; i++) {
		uint32_t first;
		if (stage_at(s, contest, i)->hold == 0 || announced(g, s, contest, i))
			continue;
		uint32_t in = performers_in(s, contest, i, &first);
		if (first == 0 || in < first)
			continue;
		g->announced = xrealloc(g->announced, ((size_t)g->announced_count + 1) * sizeof *g->announced);
		g->announced[g->announced_count++] =
		    (struct announced){ xstrdup(state_event(s)->contests[contest].id), xstrdup(stage_at(s, contest, i)->id) };
	}
}

/* The stage that holds this one back: itself or an earlier one; NONE. */
static uint32_t holder(const struct gates *g, const struct state *s, uint32_t contest, uint32_t stage)
{
	for (uint32_t i = 0; i <= stage; i++)
		if (stage_at(s, contest, i)->hold > 0 && state_phase(s, contest, i) != PHASE_PUBLISHED && !announced(g, s, contest, i))
			return i;
	return NONE;
}

/* A row of which nothing is told but who it is, and how many marks are in. */
static struct row row_blank(struct gates *g, const struct row *live)
{
	bool away = live->status == STATUS_DNS || live->status == STATUS_DNF || live->status == STATUS_DSQ;
	return (struct row){ .competitor = live->competitor,
		             .status = away ? live->status : STATUS_INCOMPLETE,
		             .award = NONE,
		             .scaled = -1,
		             .marks_in = live->marks_in,
		             .marks_due = live->marks_due,
		             .parts = g->blank_parts };
}

bool hold_seen(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, struct seen *out)
{
	uint32_t count, by = holder(g, s, contest, stage);
	if (by == NONE)
		return false;
	out->held = true;
	out->held_in = performers_in(s, contest, by, &out->held_first);
	out->rows = g->held_rows;
	out->count = 0;
	if (by != stage)
		return true; /* who goes on would tell */
	struct table *t = state_table(s, contest, stage);
	const struct row *rows = table_rank(t, &count);
	struct runner *list = xcalloc((size_t)count + 1, sizeof *list);
	running_order(t, rows, count, list);
	g->held_rows = xrealloc(g->held_rows, ((size_t)count + 1) * sizeof *g->held_rows);
	for (uint32_t i = 0; i < count; i++)
		g->held_rows[i] = row_blank(g, list[i].row);
	free(list);
	out->rows = g->held_rows;
	out->count = count;
	return true;
}

void hold_release(struct gates *g)
{
	for (uint32_t i = 0; i < g->announced_count; i++) {
		free(g->announced[i].contest_id);
		free(g->announced[i].stage_id);
	}
	free(g->announced);
	free(g->held_rows);
}
