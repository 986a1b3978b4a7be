/*
 * buf.h - the one growing byte buffer.
 *
 * It always holds a NUL after its last byte, so b.data can be read as a string once something was added (buf_str
 * gives "" before). It has a maximum: going over it sets `failed`, drops what did not fit and everything after,
 * so that a caller can add many pieces and look once, at the end, with buf_ok().
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	char *data; /* NULL until something is added */
	size_t len; /* bytes in use, without the NUL */
	size_t cap; /* bytes allocated */
	size_t max; /* len may not go over this */
	bool failed; /* something did not fit */
};

/* Starts an empty buffer of at most `max` bytes. Allocates nothing. */
void buf_init(struct buf *b, size_t max);

/* Frees the contents; the buffer is as after buf_init. */
void buf_release(struct buf *b);

/* Empties the buffer, keeps its memory, clears `failed`. */
void buf_reset(struct buf *b);

/* Makes room for what will be added; nothing where that goes over the maximum. */
void buf_reserve(struct buf *b, size_t more);

void buf_add(struct buf *b, const void *data, size_t len);
void buf_adds(struct buf *b, const char *text);
void buf_addc(struct buf *b, char c);
void buf_addu(struct buf *b, uint64_t number); /* in decimal digits */
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The contents as a string, "" where empty. Borrowed; valid until the next change. */
const char *buf_str(const struct buf *b);

/* False where anything added did not fit. */
bool buf_ok(const struct buf *b);

/* Hands the contents over to the caller, who frees them with free(); the buffer is empty afterwards. Never NULL. */
char *buf_take(struct buf *b);

#endif
