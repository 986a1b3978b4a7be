#include "hub/print_told.h"

#include "base/buf.h"
#include "base/mem.h"
#include "hub/commands.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NUMBERS_BYTES_MAX ((size_t)4 << 20)
#define FOREVER (-1)

struct told {
	struct buf numbers, line; /* the line that is being read */
	bool going, pausing, stopping;
};

struct told *told_new(void)
{
	struct told *t = xcalloc(1, sizeof *t);
	buf_init(&t->numbers, NUMBERS_BYTES_MAX);
	buf_init(&t->line, 64);
	return t;
}

void told_free(struct told *t)
{
	if (!t)
		return;
	buf_release(&t->numbers);
	buf_release(&t->line);
	free(t);
}

/* The next byte, or -1 where the hub has gone. */
static int next_byte(void)
{
	unsigned char byte;
	ssize_t n;
	do
		n = read(STDIN_FILENO, &byte, 1);
	while (n < 0 && errno == EINTR);
	return n == 1 ? byte : -1;
}

const char *told_numbers(struct told *t)
{
	int before = '\n', byte = next_byte();
	while (byte >= 0 && !(byte == '\n' && before == '\n')) {
		buf_addc(&t->numbers, (char)byte);
		before = byte;
		byte = next_byte();
	}
	return buf_str(&t->numbers);
}

void told_say(struct told *t, const char *word, const char *number, const char *text)
{
	(void)t;
	printf("%s\t%s\t%s\n", word, number, text);
	fflush(stdout);
}

static void take_order(struct told *t)
{
	const char *order = buf_str(&t->line);
	t->going = t->going || strcmp(order, "go") == 0;
	t->pausing = t->pausing || strcmp(order, "pause") == 0;
	t->stopping = t->stopping || strcmp(order, "stop") == 0;
	buf_reset(&t->line);
}

/* Reads one byte where there is one within the time. */
static void listen_once(struct told *t, int ms)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	if (poll(&in, 1, ms) <= 0)
		return;
	int byte = next_byte();
	if (byte < 0)
		_exit(EXIT_WRONG);
	if (byte == '\n')
		take_order(t);
	else
		buf_addc(&t->line, (char)byte);
}

bool told_wait(struct told *t, int ms)
{
	listen_once(t, ms);
	while (t->line.len)
		listen_once(t, FOREVER);
	return !t->stopping;
}

bool told_done(struct told *t, const char *number, const char *copy)
{
	t->going = false;
	told_say(t, "printed", number, copy);
	while (!t->going && !t->stopping)
		listen_once(t, FOREVER);
	return t->going;
}

bool told_ends(const struct told *t)
{
	return t->pausing || t->stopping;
}
