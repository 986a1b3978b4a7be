/*
 * ledger_file.h - a file of ledger lines (a journal, an export), checked and folded from its first line.
 *
 * A line is good where it is a line, its number is the next one, its hash follows from the head before and its bytes, and
 * the fold gives it the verdict that stands in it. The first one that is not ends the reading.
 */
#ifndef HUB_LEDGER_FILE_H
#define HUB_LEDGER_FILE_H

#include "base/err.h"
#include "events/ledger_line.h"
#include "scoring/state.h"

struct ledger_tally {
	uint64_t entries, accepted, refused, repeated;
	char first_id[LEDGER_ID_MAX], last_id[LEDGER_ID_MAX];
};

struct ledger_problem {
	size_t line; /* from 1; 0: of the file as a whole */
	bool cut; /* only that the last line lacks its end: it was being written, or the power went */
	char text[400]; /* what is wrong and what was expected */
};

/* One line on standard error: FILE:LINE: what is wrong and what was expected. */
void ledger_problem_print(const struct ledger_problem *problem, const char *path);

/*
 * Folds a file into a state that is new. `visit` (may be NULL) is called for each good line. ERR_OK, or an error with
 * *problem; the state is then as after the last good line, but for a wrong verdict, which is found after folding.
 */
MUST_CHECK enum err ledger_file_fold(const char *path, struct state *s, struct ledger_tally *tally,
                                     void (*visit)(void *arg, const struct ledger_line *line,
                                                   const struct change *change),
                                     void *arg, struct ledger_problem *problem);

/*
 * Compares the hashes in a file with those of another ledger, hashes[seq - 1]. ERR_OK where one is the beginning of the other,
 * and how many the file has in *count. Its lines are not folded: equal hashes are equal entries.
 */
MUST_CHECK enum err ledger_file_compare(const char *path, const unsigned char (*hashes)[HASH_BYTES], uint64_t known,
                                        uint64_t *count, struct ledger_problem *problem);

#endif
