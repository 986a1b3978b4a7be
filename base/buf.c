#include "base/buf.h"

#include "base/mem.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void buf_release(struct buf *b)
{
	free(b->data);
	buf_init(b, b->max);
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	b->failed = false;
	if (b->data)
		b->data[0] = '\0';
}

/* Makes room for `more` bytes and a NUL; false (and failed) where that goes over the maximum. */
static bool buf_grow(struct buf *b, size_t more)
{
	if (b->data && !b->failed && more < b->cap - b->len && more <= b->max - b->len)
		return true;
	if (b->failed || more > b->max - b->len) {
		b->failed = true;
		return false;
	}
	size_t need = b->len + more + 1;
	if (need > b->cap) {
		size_t cap = b->cap ? b->cap * 2 : 64;
		if (cap < need)
			cap = need;
		b->data = xrealloc(b->data, cap);
		b->cap = cap;
	}
	return true;
}

void buf_reserve(struct buf *b, size_t more)
{
	if (more <= b->max - b->len)
		(void)buf_grow(b, more);
}

void buf_add(struct buf *b, const void *data, size_t len)
{
	if (!buf_grow(b, len))
		return;
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_adds(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_addc(struct buf *b, char c)
{
	if (!buf_grow(b, 1))
		return;
	b->data[b->len++] = c;
	b->data[b->len] = '\0';
}

void buf_addu(struct buf *b, uint64_t number)
{
	char digits[20];
	size_t n = sizeof digits;
	do {
		digits[--n] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	buf_add(b, digits + n, sizeof digits - n);
}

void buf_addf(struct buf *b, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int need = vsnprintf(NULL, 0, format, args);
	va_end(args);
	assert(need >= 0);
	if (!buf_grow(b, (size_t)need))
		return;
	va_start(args, format);
	vsnprintf(b->data + b->len, (size_t)need + 1, format, args);
	va_end(args);
	b->len += (size_t)need;
}

const char *buf_str(const struct buf *b)
{
	return b->data ? b->data : "";
}

bool buf_ok(const struct buf *b)
{
	return !b->failed;
}

char *buf_take(struct buf *b)
{
	char *data = b->data ? b->data : xstrdup("");
	buf_init(b, b->max);
	return data;
}
