/*
 * roster.h - the list of competitors as organisers keep it: a CSV out of a spreadsheet, put into a definition.
 *
 * Columns by name, in Chinese or English: id, name, unit, reading (how the name is said), members; others are not used. Where there is no column of ids,
 * everybody gets a number in the order of the file: 001, 002 ...
 */
#ifndef EVENTS_ROSTER_H
#define EVENTS_ROSTER_H

#include "base/buf.h"
#include "base/err.h"
#include "events/faults.h"
#include "scoring/definition.h"

#define ROSTER_BYTES_MAX ((size_t)64 << 20)

/*
 * Makes UTF-8 of a file: of UTF-8 with or without a byte order mark, of UTF-16 with one, else of GB18030 (which Chinese
 * spreadsheets write; GBK and GB2312 are parts of it). Nothing is guessed from frequencies: a short file would be guessed
 * wrong. *encoding becomes its name. ERR_MALFORMED where it is none of these, ERR_TOO_LARGE.
 */
MUST_CHECK enum err text_decode(const char *bytes, size_t len, struct buf *utf8, const char **encoding);

/* The competitors of a CSV in UTF-8, in the arena. ERR_INVALID with a fault for each wrong line. */
MUST_CHECK enum err roster_read(const char *text, size_t len, struct arena *arena, struct competitor **out,
                                uint32_t *count, struct faults *faults);

/*
 * Writes a definition's text with the competitors of a contest (a place) replaced, everything else as it was, byte for byte.
 * The definition is one that event_read() accepts.
 */
void roster_put(const char *definition, size_t len, uint32_t contest, const struct competitor *competitors,
                uint32_t count, struct buf *out);

#endif
