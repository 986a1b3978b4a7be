/*
 * file.h - a file read whole into memory, within a limit.
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

/* event_read() of a file; that it cannot be read is a fault too. */
MUST_CHECK enum err event_read_file(const char *path, struct arena *arena, struct event **out,
                                    struct faults *faults);

#endif
