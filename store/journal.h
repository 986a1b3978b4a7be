/*
 * journal.h - DIR/EVENT/ledger.jsonl: what the hub folded, line by line, outside Redis.
 *
 * It is the backup that is always there, the archive, and the witness: a ledger that does not contain its last line is
 * not the one that this hub knows. Lines (events/ledger_line.h) are written and fdatasynced by a thread of libuv's
 * pool, all that came in one turn of the loop, or while the disk was busy, in one write.
 *
 * A last line without its newline is what a power cut leaves: it is cut off at the next start, and comes again from the
 * ledger. While the disk is full the lines wait in memory and are tried again; journal_warning() says so.
 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "base/err.h"
#include "scoring/entry.h"
#include "scoring/state.h"
#include "store/store.h"

struct journal;

struct journal_head {
	uint64_t seq; /* 0: the journal is empty */
	char id[STREAM_ID_MAX];
	unsigned char hash[HASH_BYTES];
};

/*
 * Opens the journal of an event in the data directory, making what is missing, and locks it for this process. NULL and
 * a sentence in `fault` where that is impossible or its last line is damaged.
 */
struct journal *journal_open(uv_loop_t *loop, const char *dir, const char *event, char *fault, size_t size);

const char *journal_path(const struct journal *j);

/* Its last line when it was opened. */
const struct journal_head *journal_head(const struct journal *j);

/* Adds the line of an entry; written soon. */
void journal_add(struct journal *j, const char *id, uint64_t seq, const struct entry_raw *raw, enum err verdict,
                 const unsigned char hash[static HASH_BYTES]);

/*
 * The number and stream id of the first line of the file whose hash does not begin with the 8 bytes prefixes[seq - 1].
 * False where all `count` agree. Reads the whole file: for a refusal's text only.
 */
bool journal_first_difference(const struct journal *j, const uint64_t *prefixes, uint64_t count,
                              struct journal_head *out);

uint64_t journal_lines(const struct journal *j);      /* on disk since it was opened */
const char *journal_warning(const struct journal *j); /* "" or what keeps it from being written */

/* Writes what waits, closes the file, calls on_closed(arg) and frees it. What the disk refuses now is left to the next
 * start. */
void journal_close(struct journal *j, void (*on_closed)(void *arg), void *arg);

#endif
