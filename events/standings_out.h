/*
 * standings_out.h - standings as files: JSON, CSV, and a table to read on a terminal.
 *
 * The forms are fixed in docs/definition.md: numbers are decimal strings with the digits of their level, rows stand in
 * rank order and then by competitor id. Everything goes into a buffer, so that a fault leaves nothing half written.
 */
#ifndef EVENTS_STANDINGS_OUT_H
#define EVENTS_STANDINGS_OUT_H

#include "base/buf.h"
#include "events/tables.h"

/* Which standings: ids, NULL for all. */
struct standings_choice {
	const char *contest;
	const char *stage;
};

/* False where no stage of the event is chosen. */
bool standings_any(const struct event *event, const struct standings_choice *choice);

void standings_json(const struct tables *t, const struct standings_choice *choice, struct buf *out);

/* One header: the columns of all chosen stages' modules, each name once, in the order they come. */
void standings_csv(const struct tables *t, const struct standings_choice *choice, struct buf *out);

/* For people: a title and an aligned table for each stage, in the language of the texts, zh or en. */
void standings_text(const struct tables *t, const struct standings_choice *choice, bool zh, struct buf *out);

/* The id of a row's award ("gold"), or NULL. */
const char *row_award_id(const struct contest *c, const struct row *row);

#endif
