/*
 * ledger_line.h - an entry of the ledger as a line of JSON: the journal, `touchstone export --ledger`, restore and audit.
 *
 *   {"id":"1764391251123-0","seq":1,"type":"sheet","by":"j1","at":1764391251120,"key":"…","data":{…},
 *    "verdict":"accepted","hash":"…"}
 *
 * `data` stands there byte for byte as it is in Redis, because the hash covers these bytes. An entry that no JSON line can
 * hold (bad UTF-8, a data field that is not one line of JSON) has "raw":[type,by,key,data] in hex instead of them.
 */
#ifndef EVENTS_LEDGER_LINE_H
#define EVENTS_LEDGER_LINE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "scoring/entry.h"
#include "scoring/state.h"

#define LEDGER_LINE_MAX ((size_t)512 << 20) /* an event definition may be large */

struct ledger_line {
	const char *id; /* in the stream */
	uint64_t seq;
	struct entry_raw raw;
	const char *verdict; /* a wire code of base/err.h */
	unsigned char hash[HASH_BYTES]; /* the head after this entry */
};

/* Adds the line, with its newline. */
void ledger_line_write(struct buf *out, const char *id, uint64_t seq, const struct entry_raw *raw, enum err verdict,
                       const unsigned char hash[static HASH_BYTES]);

/* Reads a line (with or without its newline); what *out points to lives in the arena. An error of json_parse, or ERR_INVALID. */
MUST_CHECK enum err ledger_line_read(const char *line, size_t len, struct arena *arena, struct ledger_line *out);

#endif
