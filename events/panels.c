#include "events/panels.h"

#include "base/mem.h"

#include <stdlib.h>

struct panel_mark {
	uint32_t contest, stage, module, aspect, competitor, attempt, judge; /* judge: place among the aspect's judges */
	size_t number; /* in the file */
	int64_t micros;
};

void panels_init(struct panels *p, const struct event *event)
{
	*p = (struct panels){ .event = event };
}

void panels_release(struct panels *p)
{
	for (size_t i = 0; i < p->group_count; i++) {
		free(p->groups[i].rows);
		free(p->groups[i].matrix);
	}
	free(p->groups);
	free(p->marks);
	panels_init(p, p->event);
}

void panels_take(void *arg, const struct mark_row *row)
{
	struct panels *p = arg;
	if (row->kind != MARK_VALUE || row->judge == NONE)
		return;
	const struct module *m = &p->event->contests[row->contest].stages[row->stage].modules[row->module];
	uint32_t count, judge = 0;
	const uint32_t *judges = aspect_judges(m, row->item, &count);
	while (judge < count && judges[judge] != row->judge)
		judge++;
	if (m->aspects[row->item].agreed || judge == count)
		return;
	if (p->mark_count == p->mark_room) {
		p->mark_room = p->mark_room ? p->mark_room * 2 : 1024;
		p->marks = xrealloc(p->marks, p->mark_room * sizeof *p->marks);
	}
	p->marks[p->mark_count] = (struct panel_mark){ .contest = row->contest,
		                                       .stage = row->stage,
		                                       .module = row->module,
		                                       .aspect = row->item,
		                                       .competitor = row->competitor,
		                                       .attempt = row->attempt,
		                                       .judge = judge,
		                                       .number = p->mark_count,
		                                       .micros = row->micros };
	p->mark_count++;
}

/* The panel, then the performance: what differs first decides. */
static int compare_group(const struct panel_mark *a, const struct panel_mark *b)
{
	if (a->contest != b->contest)
		return a->contest < b->contest ? -1 : 1;
	if (a->stage != b->stage)
		return a->stage < b->stage ? -1 : 1;
	if (a->module != b->module)
		return a->module < b->module ? -1 : 1;
	return (a->aspect > b->aspect) - (a->aspect < b->aspect);
}

static int compare_performance(const struct panel_mark *a, const struct panel_mark *b)
{
	if (a->competitor != b->competitor)
		return a->competitor < b->competitor ? -1 : 1;
	return (a->attempt > b->attempt) - (a->attempt < b->attempt);
}

static int compare_marks(const void *a, const void *b)
{
	const struct panel_mark *x = a, *y = b;
	int order = compare_group(x, y);
	if (!order)
		order = compare_performance(x, y);
	return order ? order : (x->number > y->number) - (x->number < y->number);
}

/* One group of `count` marks that are in order. */
static void group_fill(const struct panels *p, const struct panel_mark *marks, size_t count, struct panel_group *g)
{
	const struct module *m = &p->event->contests[marks->contest].stages[marks->stage].modules[marks->module];
	const struct aspect *a = &m->aspects[marks->aspect];
	uint32_t judges;
	*g = (struct panel_group){
		.contest = marks->contest, .stage = marks->stage, .module = marks->module, .aspect = marks->aspect
	};
	g->judges = aspect_judges(m, marks->aspect, &judges);
	size_t rows = 1;
	for (size_t i = 1; i < count; i++)
		rows += compare_performance(&marks[i - 1], &marks[i]) != 0;
	g->matrix = xcalloc(rows * judges, sizeof *g->matrix);
	for (size_t i = 0; i < rows * judges; i++)
		g->matrix[i] = MARK_MISSING;
	g->rows = xcalloc(rows, sizeof *g->rows);
	for (size_t i = 0, row = 0; i < count; i++) {
		row += i > 0 && compare_performance(&marks[i - 1], &marks[i]) != 0;
		g->rows[row] = (struct panel_row){ marks[i].competitor, marks[i].attempt };
		g->matrix[row * judges + marks[i].judge] = marks[i].micros;
	}
	g->marks = (struct panel_marks){ .marks = g->matrix, .rows = rows, .judges = judges };
	g->marks.spread_limited = a->method == METHOD_JUDGEMENT || a->panel.middle_unless_spread.given;
	g->marks.spread = a->method == METHOD_JUDGEMENT ? a->spread : a->panel.middle_unless_spread.micros;
}

void panels_finish(struct panels *p)
{
	size_t groups = 0;
	if (!p->mark_count)
		return;
	qsort(p->marks, p->mark_count, sizeof *p->marks, compare_marks);
	for (size_t i = 0; i < p->mark_count; i++)
		groups += i == 0 || compare_group(&p->marks[i - 1], &p->marks[i]) != 0;
	p->groups = xcalloc(groups, sizeof *p->groups);
	for (size_t begin = 0, end; begin < p->mark_count; begin = end) {
		for (end = begin + 1; end < p->mark_count && !compare_group(&p->marks[begin], &p->marks[end]); end++)
			;
		group_fill(p, &p->marks[begin], end - begin, &p->groups[p->group_count++]);
	}
}
