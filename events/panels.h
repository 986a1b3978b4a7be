/*
 * panels.h - the marks of each panel as a matrix, for scoring/consistency.h: out of the rows of a marks file.
 *
 * A panel is an aspect that several judges mark, under a panel of its own or on their sheets. Values are as entered, not
 * as points. Agreed aspects have one value and no panel.
 */
#ifndef EVENTS_PANELS_H
#define EVENTS_PANELS_H

#include "events/marks_csv.h"
#include "scoring/consistency.h"

struct panel_row {
	uint32_t competitor, attempt;
};

struct panel_group {
	uint32_t contest, stage, module, aspect; /* places */
	const uint32_t *judges; /* places in event.people, a column each */
	struct panel_row *rows; /* by competitor, then attempt; only those with a mark */
	int64_t *matrix; /* what `marks` looks at */
	struct panel_marks marks;
};

struct panel_mark; /* one mark, waiting to be put in order */

struct panels {
	const struct event *event; /* borrowed */
	struct panel_mark *marks;
	size_t mark_count, mark_room;
	struct panel_group *groups; /* in the definition's order; only those with a mark */
	size_t group_count;
};

void panels_init(struct panels *p, const struct event *event);
void panels_release(struct panels *p);

/* A row of a marks file, for marks_read(); `arg` is the struct panels. Of the same mark the last one counts. */
void panels_take(void *arg, const struct mark_row *row);

/* Makes the groups, after the last row. */
void panels_finish(struct panels *p);

#endif
