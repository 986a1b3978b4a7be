/*
 * file.h - a file whole in memory, within a limit: read, or looked at where it lies.
 */
#ifndef EVENTS_FILE_H
#define EVENTS_FILE_H

#include "base/buf.h"
#include "base/err.h"
#include "events/faults.h"
#include "scoring/definition.h"

/*
 * Reads a file into an empty buffer. "-" is standard input. ERR_IO (errno says why) or ERR_TOO_LARGE beyond the
 * buffer's maximum.
 */
MUST_CHECK enum err file_read(const char *path, struct buf *out);

/* The text of a file for a command that reads it once. Nobody may cut the file short meanwhile. */
struct file_text {
	const char *text; /* no NUL behind it */
	size_t len;
	bool mapped;
	struct buf copy; /* where it is not mapped: of standard input and whatever is no plain file */
};

/* As file_read(), beyond `max` bytes ERR_TOO_LARGE. file_close() also after an error. */
MUST_CHECK enum err file_open(const char *path, size_t max, struct file_text *out);
void file_close(struct file_text *f);

/* event_read() of a file; that it cannot be read is a fault too. */
MUST_CHECK enum err event_read_file(const char *path, struct arena *arena, struct event **out,
                                    struct faults *faults);

#endif
