#include "display/moves.h"

#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define NOWHERE UINT32_MAX

/* Marks what stays: a longest run of `after`, not necessarily together, whose places in `before` go up. */
static uint32_t stays_find(const uint32_t *place, const uint32_t *after, uint32_t count, bool *stays)
{
	/* tails[n]: where in `after` the best run of n + 1 items ends; link: the item of the run before it */
	uint32_t *tails = xcalloc(count + 1, sizeof *tails);
	uint32_t *link = xcalloc(count + 1, sizeof *link);
	uint32_t len = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (place[after[i]] == NOWHERE)
			continue;
		uint32_t low = 0, high = len;
		while (low < high) {
			uint32_t middle = (low + high) / 2;
			if (place[after[tails[middle]]] < place[after[i]])
				low = middle + 1;
			else
				high = middle;
		}
		link[i] = low > 0 ? tails[low - 1] : NOWHERE;
		tails[low] = i;
		if (low == len)
			len++;
	}
	for (uint32_t i = len > 0 ? tails[len - 1] : NOWHERE; i != NOWHERE; i = link[i])
		stays[i] = true;
	free(tails);
	free(link);
	return len;
}

static uint32_t order_find(const uint32_t *order, uint32_t count, uint32_t item)
{
	for (uint32_t i = 0; i < count; i++)
		if (order[i] == item)
			return i;
	return NOWHERE;
}

/* Takes the item out, where it is in, and puts it behind `behind` (NOWHERE: first). Returns the index that it got. */
static uint32_t order_move(uint32_t *order, uint32_t *count, uint32_t item, uint32_t behind)
{
	uint32_t from = order_find(order, *count, item);
	if (from != NOWHERE)
		memmove(order + from, order + from + 1, (--*count - from) * sizeof *order);
	uint32_t to = behind == NOWHERE ? 0 : order_find(order, *count, behind) + 1;
	memmove(order + to + 1, order + to, ((*count)++ - to) * sizeof *order);
	order[to] = item;
	return to;
}

uint32_t moves_find(const uint32_t *before, uint32_t before_count, const uint32_t *after, uint32_t after_count,
                    uint32_t items, uint32_t limit, struct move *moves)
{
	uint32_t *place = xcalloc(items + 1, sizeof *place);       /* by item: its place before */
	uint32_t *order = xcalloc(after_count + 1, sizeof *order); /* as it is after the moves so far */
	bool *stays = xcalloc(after_count + 1, sizeof *stays);     /* by place in `after` */
	uint32_t count = before_count, found = 0;
	for (uint32_t i = 0; i < items; i++)
		place[i] = NOWHERE;
	for (uint32_t i = 0; i < before_count; i++)
		place[before[i]] = i;
	if (before_count > 0)
		memcpy(order, before, before_count * sizeof *order);
	if (after_count - stays_find(place, after, after_count, stays) > limit) {
		found = NOWHERE;
		goto done;
	}
	/* from the front: all before after[i] stand in their final order then, others may still stand between them */
	for (uint32_t i = 0; i < after_count; i++) {
		if (stays[i])
			continue;
		uint32_t index = order_move(order, &count, after[i], i > 0 ? after[i - 1] : NOWHERE);
		moves[found++] = (struct move){ .item = after[i], .index = index };
	}
done:
	free(place);
	free(order);
	free(stays);
	return found;
}
