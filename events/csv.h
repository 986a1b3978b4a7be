/*
 * csv.h - a CSV in memory, record by record (RFC 4180, with LF or CRLF, and a byte order mark or not).
 *
 * A record without a quotation mark is split in place, which is most of a large file; one with a quotation mark goes to
 * libcsv, strictly. Fields are borrowed from the text or the reader until the next call. Blanks around a field that is
 * not quoted do not count. Records of which every field is empty are passed over. How many fields at the beginning of a record
 * are those of the record before is told: most files are sorted, and a reader need not look at these again.
 */
#ifndef EVENTS_CSV_H
#define EVENTS_CSV_H

#include "base/buf.h"

#define CSV_FIELDS_MAX 64

struct csv_field {
	const char *text; /* not a string: no NUL behind it */
	size_t len;
};

struct csv {
	const char *at, *end;
	size_t line; /* where the record begins, from 1 */
	size_t next_line;
	struct csv_field fields[CSV_FIELDS_MAX];
	size_t count;
	size_t same; /* this many fields at the beginning are written as in the record that the last call gave */
	const char *fault; /* what is wrong with the record, or NULL; its fields are then not to be used */
	struct buf unquoted;
	const char *last; /* a record without quotation marks: the one that was given last; or NULL */
	size_t last_len;
	size_t starts[CSV_FIELDS_MAX + 1]; /* where its fields begin */
};

void csv_reader_init(struct csv *c, const char *text, size_t len);
void csv_reader_release(struct csv *c);

/* Goes on to the next record; false at the end. */
bool csv_reader_next(struct csv *c);

#endif
