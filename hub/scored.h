/*
 * scored.h - what `touchstone score`, `explain` and `prospects` begin with: a definition and a CSV of marks, made into tables.
 *
 * Faults go to standard error as they are found, one line each.
 */
#ifndef HUB_SCORED_H
#define HUB_SCORED_H

#include "events/faults.h"
#include "events/tables.h"

struct scored {
	struct arena arena;
	struct faults faults;
	struct event *event; /* NULL until it is read */
	struct tables tables; /* after scored_read_marks() */
};

void scored_init(struct scored *s);
void scored_release(struct scored *s);

/* False where a file is wrong. The marks come after the event. "-" is standard input. */
bool scored_read_event(struct scored *s, const char *path);
bool scored_read_marks(struct scored *s, const char *path);

/* Writes what a command has to say; the exit code, with a line on standard error where it could not be written. */
int scored_print(const char *command, const struct buf *out);

#endif
