/*
 * mem.h - memory: allocation that aborts when there is none, and an arena.
 *
 * Running out of memory is not an error that anybody handles: the process ends and the ledger is replayed at the next
 * start. Sizes given by a client are bounded before they come here.
 *
 * An arena hands out memory that lives as long as the arena: the fold's state and a definition live in one each.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size); /* zeroed */
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t len);

struct arena_block;

struct arena {
	struct arena_block *blocks; /* newest first */
	size_t used; /* bytes handed out, for limits and metrics */
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);

/* Forgets everything that was handed out and keeps one block for the next: for work that comes again and again. */
void arena_reset(struct arena *a);

/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size);

/* The same for things that need no more than `align`, a power of two. */
void *arena_alloc_for(struct arena *a, size_t size, size_t align);

/* An array of `count` zeroed elements; aborts on overflow of count * size. */
void *arena_array(struct arena *a, size_t count, size_t size);

/* A copy with a NUL behind it. */
char *arena_strndup(struct arena *a, const char *text, size_t len);
char *arena_strdup(struct arena *a, const char *text);

#endif
