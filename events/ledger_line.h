/*
 * ledger_line.h - one entry of a ledger as a line of JSON: the journal, `touchstone export --ledger`, `touchstone audit`.
 *
 *   {"id":"1764391251123-0","seq":12,"type":"sheet","by":"j1","at":1764391251123,"key":"...","data":{...},
 *    "verdict":"accepted","hash":"64 hexadecimal digits"}
 *
 * Members in this order, without line breaks. `data` stands there byte for byte as it was stored, because the hash is
 * over its bytes. Bytes of type, by, key or data that cannot stand in JSON (an entry that no hub wrote) are a member
 * "type_hex", "by_hex", "key_hex" or "data_hex" instead.
 */
#ifndef EVENTS_LEDGER_LINE_H
#define EVENTS_LEDGER_LINE_H

#include "base/buf.h"
#include "base/mem.h"
#include "scoring/state.h"

#define LEDGER_ID_MAX 48 /* bytes of a stream's id, with its NUL */

struct ledger_line {
	char id[LEDGER_ID_MAX]; /* in the stream */
	uint64_t seq; /* from 1 */
	struct entry_raw raw;
	enum err verdict;
	unsigned char hash[HASH_BYTES]; /* the head after it */
};

/* Adds a line and its line feed. ERR_TOO_LARGE where it does not fit. */
MUST_CHECK enum err ledger_line_write(const struct ledger_line *line, struct buf *out);

/*
 * Reads a line, without its line feed. `raw` of *out points into the arena or into `text`. json_parse's errors, or ERR_INVALID
 * and in *expected (static) what was expected.
 */
MUST_CHECK enum err ledger_line_read(const char *text, size_t len, struct arena *arena, struct ledger_line *out,
                                     const char **expected);

#endif
