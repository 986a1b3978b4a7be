/*
 * moves.h - the fewest moves that bring one order into another.
 *
 * A move takes an item out and puts it in at an index; moves are applied one after the other. Items that are in both
 * orders and keep their place among themselves (a longest increasing subsequence) are not touched; a new item is put in
 * by a move as well. Items are small numbers.
 */
#ifndef DISPLAY_MOVES_H
#define DISPLAY_MOVES_H

#include <stdint.h>

struct move {
	uint32_t item, index;
};

/*
 * From `before` to `after`; what is in `before` is in `after` too (remove the others first). No item is twice in an order,
 * and all are below `items`. Fills `moves` (room for after_count) and returns how many there are, or UINT32_MAX, without a usable
 * list, where there would be more than `limit`.
 */
uint32_t moves_find(const uint32_t *before, uint32_t before_count, const uint32_t *after, uint32_t after_count,
                    uint32_t items, uint32_t limit, struct move *moves);

#endif
