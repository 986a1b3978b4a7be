/*
 * grid.h - a table of texts and numbers on its way to a spreadsheet: as CSV or as XLSX.
 *
 * In a CSV a text that a spreadsheet would take for a formula (it begins with = + - @, also in their wide forms) gets an
 * apostrophe before it; a name can so do no harm. In an XLSX a text is marked as text and needs nothing.
 */
#ifndef EVENTS_GRID_H
#define EVENTS_GRID_H

#include "base/buf.h"
#include "base/mem.h"

#include <stdint.h>

enum cell_kind { CELL_TEXT, CELL_NUMBER /* a decimal, written as a number */ };

struct cell {
	enum cell_kind kind;
	const char *text; /* "" is an empty cell; never NULL */
};

struct grid {
	struct arena arena; /* holds the texts */
	struct cell *cells; /* row by row */
	size_t count, cap;
	uint32_t columns;
};

/* An empty grid of this many columns. */
void grid_init(struct grid *g, uint32_t columns);
void grid_release(struct grid *g);

/* Adds the next cell, from left to right, row after row; the text is copied. NULL is an empty cell. */
void grid_text(struct grid *g, const char *text);
void grid_number(struct grid *g, const char *decimal);

/* UTF-8 with a byte order mark, lines ended by CR LF (RFC 4180): what spreadsheets open as it is meant. */
void grid_csv(const struct grid *g, struct buf *out);

/* A workbook with one sheet of this name, the first row in bold and kept in view. */
void grid_xlsx(const struct grid *g, const char *sheet, struct buf *out);

#endif
