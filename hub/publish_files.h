/*
 * publish_files.h - a batch of files to be written or taken away; what the thread that writes them has to do.
 */
#ifndef HUB_PUBLISH_FILES_H
#define HUB_PUBLISH_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct publish_file {
	char *path;  /* below the folder; owned */
	char *bytes; /* owned; NULL: the file is to go */
	size_t len;
	bool done; /* written, or gone */
};

struct publish_batch {
	struct publish_file *files;
	size_t count, room;
	const char *folder; /* borrowed */
	char fault[512];    /* "" after all went well, else the first thing that did not */
};

/* Adds a file; `bytes` is copied. */
void batch_add(struct publish_batch *b, const char *path, const void *bytes, size_t len);
/* Adds that a file is to go. */
void batch_remove(struct publish_batch *b, const char *path);

/* Does it all, whatever fails; from any thread. */
void batch_write(struct publish_batch *b);

/* Empties it and frees what it holds. */
void batch_release(struct publish_batch *b);

#endif
