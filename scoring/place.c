#include "scoring/table_parts.h"

#include <stdlib.h>

struct measured {
	int64_t value;
	uint32_t competitor;
};

static int low_first(const void *a, const void *b)
{
	int64_t x = ((const struct measured *)a)->value, y = ((const struct measured *)b)->value;
	return (x > y) - (x < y);
}

static int high_first(const void *a, const void *b)
{
	return low_first(b, a);
}

/* Ranks the values that one judge gave to all competitors of the stage in one attempt. */
static void place_slot(struct table *t, const struct layout *l, uint32_t cell_index, uint32_t slot, enum order order,
                       struct measured *room)
{
	uint32_t count = 0;
	for (uint32_t c = 0; c < t->contest->competitor_count; c++) {
		const struct entrant *e = &t->entrants[c];
		const struct cell *cell = e->in_stage && e->cells ? e->cells[cell_index] : NULL;
		if (cell && cell->values[slot] != UNSET)
			room[count++] = (struct measured){ cell->values[slot], c };
	}
	qsort(room, count, sizeof *room, order == ORDER_LOW ? low_first : high_first);
	int64_t rank = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (i == 0 || room[i].value != room[i - 1].value)
			rank = (int64_t)i + 1;
		int64_t *known = &t->entrants[room[i].competitor].cells[cell_index]->values[l->place_at + slot];
		if (*known != rank) {
			*known = rank;
			table_touch(t, room[i].competitor);
		}
	}
}

static void place_attempt(struct table *t, uint32_t module, uint32_t cell_index, struct measured *room)
{
	const struct module *m = &t->stage->modules[module];
	const struct layout *l = &t->layouts[module];
	for (uint32_t a = 0; a < m->aspect_count; a++) {
		if (m->aspects[a].method != METHOD_PLACE)
			continue;
		for (uint32_t i = 0; i < l->slots[a]; i++)
			place_slot(t, l, cell_index, l->slot[a] + i, m->aspects[a].order, room);
	}
}

void table_place(struct table *t)
{
	if (!t->any_place_dirty)
		return;
	struct measured *room = xcalloc(t->contest->competitor_count, sizeof *room);
	for (uint32_t m = 0; m < t->stage->module_count; m++) {
		for (uint32_t i = 0; i < t->stage->modules[m].attempts; i++) {
			uint32_t cell = t->layouts[m].first_cell + i;
			if (t->place_dirty[cell])
				place_attempt(t, m, cell, room);
			t->place_dirty[cell] = false;
		}
	}
	t->any_place_dirty = false;
	free(room);
}
