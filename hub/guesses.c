#include "hub/guesses.h"

#include <stdio.h>
#include <string.h>

bool guesses_allow(const struct guesses *g, const char *address, int64_t now_ms)
{
	uint32_t one = 0, all = 0;
	for (uint32_t i = 0; i < GUESSES_ALL_MAX; i++) {
		const struct guess *guess = &g->list[i];
		if (guess->at_ms == 0 || now_ms - guess->at_ms >= GUESSES_WINDOW_MS)
			continue;
		all++;
		one += strcmp(guess->address, address) == 0;
	}
	return one < GUESSES_ONE_MAX && all < GUESSES_ALL_MAX;
}

void guesses_note(struct guesses *g, const char *address, int64_t now_ms)
{
	struct guess *guess = &g->list[g->next++ % GUESSES_ALL_MAX];
	guess->at_ms = now_ms;
	snprintf(guess->address, sizeof guess->address, "%s", address);
}
