/*
 * embed.h - pages and assets inside the program: hub/embed.sh makes the table at build time.
 */
#ifndef HUB_EMBED_H
#define HUB_EMBED_H

#include <stddef.h>

struct embed_blob {
	const unsigned char *start, *end; /* the same: not there */
};

struct embed_file {
	const char *path;                      /* in the repository: "assets/js/net.js" */
	const char *etag;                      /* with its quotes */
	struct embed_blob plain, gzip, brotli; /* gzip and brotli only where that is smaller */
};

extern const struct embed_file embed_files[]; /* sorted by path (strcmp) */
extern const size_t embed_count;
extern const char embed_build[]; /* the hash of them all */

/* NULL where there is none. */
const struct embed_file *embed_find(const char *path);

#endif
