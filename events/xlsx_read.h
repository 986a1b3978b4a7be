/*
 * xlsx_read.h - the first sheet of a workbook (XLSX) as a CSV, so that one reader serves both.
 *
 * Values only: of a formula its last result, of a number what is stored (a date is a number), no styles. Rows keep
 * their numbers: a row that is not there is an empty line. A line end inside a cell becomes a blank.
 */
#ifndef EVENTS_XLSX_READ_H
#define EVENTS_XLSX_READ_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

/* Whether a file begins as a ZIP does. */
bool xlsx_is(const char *bytes, size_t len);

/* Adds the CSV (UTF-8, LF) to an empty buffer. ERR_CORRUPT, ERR_UNSUPPORTED, ERR_TOO_LARGE, ERR_NOT_FOUND: no workbook. */
MUST_CHECK enum err xlsx_read(const char *bytes, size_t len, struct buf *csv);

#endif
