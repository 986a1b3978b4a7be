/*
 * marks_csv.h - a CSV of marks: `[contest,]stage,competitor,module,attempt,aspect,judge,value`. (docs/definition.md)
 *
 * Each row becomes a struct mark_row, with ids resolved to places and everything checked that can be checked row by row:
 * who may mark it, limits, steps, attempts. Columns stand in any order; ones that nobody knows are a warning.
 * A later row replaces an earlier one: that is for whoever takes the rows, which come in the file's order.
 */
#ifndef EVENTS_MARKS_CSV_H
#define EVENTS_MARKS_CSV_H

#include "base/err.h"
#include "events/faults.h"
#include "scoring/table.h"

#define MARKS_BYTES_MAX ((size_t)1 << 30)

enum mark_kind {
	MARK_VALUE, /* module, attempt, item (an aspect), judge (NONE: agreed), micros */
	MARK_PENALTY, /* module, attempt, item (a penalty), micros: how often */
	MARK_STATUS, /* status; STATUS_RANKED takes an earlier one back */
	MARK_ADJUST, /* micros: points; several add up */
	MARK_ORDER, /* order: running order, lot or entry; micros */
	MARK_ACCEPT /* module, attempt, item (an aspect): its judgements are taken as they are */
};

struct mark_row {
	enum mark_kind kind;
	uint32_t contest, stage, competitor; /* places */
	uint32_t module, attempt, item, judge;
	int64_t micros;
	enum status status;
	enum order_kind order;
	size_t line;
};

/*
 * Reads a marks CSV, calling `take` for each good row, also after a fault. ERR_OK, or ERR_INVALID with at least one fault
 * noted: then whatever was made of the rows is to be thrown away.
 */
MUST_CHECK enum err marks_read(const char *text, size_t len, const struct event *event,
                               void (*take)(void *arg, const struct mark_row *row), void *arg,
                               struct faults *faults);

/* Applies a row to the table of its stage. */
void mark_row_apply(const struct mark_row *row, struct table *t);

#endif
