/*
 * list.h - a stage's result list on paper: A4, hairlines, figures on the decimal point, the ledger's head hash and a signed QR code at its
 * foot, three lines to sign on.
 *
 * It draws what it is given; hub/certificate_list.c gives it the standings. The same list is the same bytes.
 */
#ifndef CERTIFICATES_LIST_H
#define CERTIFICATES_LIST_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

#define LIST_PARTS_MAX 5 /* modules that have a column; with more there is only the total */

struct list_row {
	const char *rank, *id, *name, *unit, *total, *award; /* "" where there is none */
	const char *parts[LIST_PARTS_MAX];
};

struct list {
	const char *event, *contest, *stage, *organiser;
	const char *part_titles[LIST_PARTS_MAX];
	size_t part_count;
	const struct list_row *rows; /* in order; borrowed */
	size_t row_count;
	const char *address, *number, *head, *time; /* of the QR code, and as words beside it */
	uint32_t day; /* the PDF's creation date */
};

/* Adds the PDF to `out`. ERR_UNSUPPORTED: no font has a character; ERR_NOT_FOUND: no font; `fault` says it in one line. */
MUST_CHECK enum err list_pdf(const struct list *list, struct buf *out, struct buf *fault);

#endif
