/*
 * tables.h - the tables of all stages of an event, made from a definition and a CSV of marks: no server, no ledger.
 *
 * What `touchstone score`, `explain` and `consistency` stand on.
 */
#ifndef EVENTS_TABLES_H
#define EVENTS_TABLES_H

#include "events/marks_csv.h"

struct tables {
	const struct event *event; /* borrowed */
	struct table ***of; /* [contest][stage] */
};

void tables_init(struct tables *t, const struct event *event);
void tables_release(struct tables *t);

/*
 * Reads a marks CSV from a file ("-": standard input) into the tables. Faults are noted with their lines; so are, as
 * warnings, rows for competitors who are not in the stage (they count for nothing).
 */
MUST_CHECK enum err tables_read_marks(struct tables *t, const char *path, struct faults *faults);

#endif
