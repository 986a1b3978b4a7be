/*
 * zip.h - the container of workbooks: files put into a ZIP, and taken out of one. (APPNOTE 6.3: stored and deflated
 * entries, no encryption, no ZIP64; that is what spreadsheets write.)
 */
#ifndef EVENTS_ZIP_H
#define EVENTS_ZIP_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

#define ZIP_ENTRIES_MAX 64     /* in one that is read */
#define ZIP_OUT_ENTRIES_MAX 65535 /* in one that is written */

struct zip_out {
	struct buf *out; /* borrowed */
	struct buf directory;
	uint32_t count;
};

void zip_begin(struct zip_out *z, struct buf *out);

/* Adds a file, deflated. Names are ASCII. */
void zip_add(struct zip_out *z, const char *name, const char *data, size_t len);

/* Writes the directory; z is empty afterwards. */
void zip_end(struct zip_out *z);

/*
 * Takes the file of this name out of a ZIP into an empty buffer, whose maximum bounds what it may unpack to. ERR_NOT_FOUND,
 * ERR_CORRUPT, ERR_UNSUPPORTED, or ERR_TOO_LARGE.
 */
MUST_CHECK enum err zip_read(const char *zip, size_t len, const char *name, struct buf *out);

#endif
