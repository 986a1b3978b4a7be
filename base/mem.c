#include "base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define BLOCK_FIRST ((size_t)4 * 1024 - 64) /* each block is twice as large as the one before, up to BLOCK_LAST */
#define BLOCK_LAST ((size_t)16 * 1024 * 1024)
#define BLOCK_KEPT ((size_t)64 * 1024) /* by arena_reset, at most */
#define HUGE_PAGE ((size_t)2 * 1024 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t size;
	alignas(max_align_t) unsigned char bytes[];
};

static void out_of_memory(void)
{
	fputs("touchstone: out of memory\n", stderr);
	abort();
}

/* What is large is asked for in huge pages, where the kernel has them: a page fault costs more than filling a page. */
static void *obtained(void *p, size_t size)
{
	if (!p)
		out_of_memory();
	if (size >= 2 * HUGE_PAGE) {
		uintptr_t from = ((uintptr_t)p + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
		uintptr_t to = ((uintptr_t)p + size) & ~(uintptr_t)(HUGE_PAGE - 1);
		(void)madvise((void *)from, to - from, MADV_HUGEPAGE); /* without it all works, slower */
	}
	return p;
}

void *xmalloc(size_t size)
{
	return obtained(malloc(size ? size : 1), size);
}

void *xcalloc(size_t count, size_t size)
{
	return obtained(calloc(count ? count : 1, size ? size : 1), count * size);
}

void *xrealloc(void *old, size_t size)
{
	return obtained(realloc(old, size ? size : 1), size);
}

char *xstrndup(const char *text, size_t len)
{
	char *copy = xmalloc(len + 1);
	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *xstrdup(const char *text)
{
	return xstrndup(text, strlen(text));
}

void arena_init(struct arena *a)
{
	*a = (struct arena){ 0 };
}

void arena_release(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *next = a->blocks->next;
		free(a->blocks);
		a->blocks = next;
	}
	a->used = 0;
}

void arena_reset(struct arena *a)
{
	struct arena_block *kept = a->blocks;
	/* a block made for one large thing is not worth keeping */
	if (!kept || kept->size > BLOCK_KEPT) {
		arena_release(a);
		return;
	}
	a->blocks = kept->next;
	arena_release(a);
	memset(kept->bytes, 0, kept->used);
	kept->used = 0;
	kept->next = NULL;
	a->blocks = kept;
}

void *arena_alloc_for(struct arena *a, size_t size, size_t align)
{
	if (size > SIZE_MAX / 2)
		out_of_memory();
	struct arena_block *block = a->blocks;
	size_t skipped = block ? -block->used & (align - 1) : 0;
	if (!block || block->size - block->used < size + skipped) {
		size_t room = block ? block->size * 2 : BLOCK_FIRST;
		room = room > BLOCK_LAST ? BLOCK_LAST : room;
		room = room > size ? room : size;
		block = xcalloc(1, sizeof *block + room);
		block->size = room;
		block->next = a->blocks;
		a->blocks = block;
		skipped = 0;
	}
	void *p = block->bytes + block->used + skipped;
	block->used += size + skipped;
	a->used += size + skipped;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return arena_alloc_for(a, size, alignof(max_align_t));
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		out_of_memory();
	return arena_alloc(a, count * size);
}

char *arena_strndup(struct arena *a, const char *text, size_t len)
{
	char *copy = arena_alloc_for(a, len + 1, 1);
	memcpy(copy, text, len);
	return copy;
}

char *arena_strdup(struct arena *a, const char *text)
{
	return arena_strndup(a, text, strlen(text));
}
