/*
 * running.h - a stage's competitors in their running order, and whether one is done.
 */
#ifndef DISPLAY_RUNNING_H
#define DISPLAY_RUNNING_H

#include "scoring/state.h"

#include <stdbool.h>

/* Whether no mark of this competitor is waited for any more. */
bool row_complete(const struct row *row);

struct runner {
	const struct row *row;
	struct maybe number; /* in the running order, where one was given */
};

/* The rows by their numbers, those without one after them as in the definition; `out` has room for `count`. */
void running_order(const struct table *t, const struct row *rows, uint32_t count, struct runner *out);

#endif
