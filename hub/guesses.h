/*
 * guesses.h - how many wrong short codes may come, from one address and from all together.
 *
 * A short code has 40 bits. With GUESSES_ALL_MAX wrong ones in a window of ten minutes, ten hours of guessing against 500
 * cards find one with a chance of about 5 in 1,000,000. Behind a proxy all have its address; the rule for one address then
 * holds for all, and only typing suffers: a scanned card is never asked to wait.
 */
#ifndef HUB_GUESSES_H
#define HUB_GUESSES_H

#include <stdbool.h>
#include <stdint.h>

#define GUESSES_WINDOW_MS  (INT64_C(10) * 60 * 1000)
#define GUESSES_ONE_MAX    10
#define GUESSES_ALL_MAX    200
#define GUESSES_ADDRESS    46 /* of an IPv6 address as text, with a NUL */

struct guess {
	int64_t at_ms;
	char address[GUESSES_ADDRESS];
};

/* The wrong ones of late: a ring, all 0 at first. */
struct guesses {
	struct guess list[GUESSES_ALL_MAX];
	uint32_t next;
};

/* Whether this address may try a code now. */
bool guesses_allow(const struct guesses *g, const char *address, int64_t now_ms);
/* A code from this address was wrong. */
void guesses_note(struct guesses *g, const char *address, int64_t now_ms);

#endif
