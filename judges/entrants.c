#include "judges/entrants.h"

#include "base/mem.h"

#include <stdlib.h>

struct numbered {
	uint32_t competitor;
	struct maybe number;
};

static int by_number(const void *left, const void *right)
{
	const struct numbered *a = left, *b = right;
	if (a->number.given != b->number.given)
		return a->number.given ? -1 : 1;
	if (a->number.given && a->number.micros != b->number.micros)
		return a->number.micros < b->number.micros ? -1 : 1;
	return a->competitor < b->competitor ? -1 : a->competitor > b->competitor;
}

void entrants_list(struct state *s, uint32_t contest, uint32_t stage, uint32_t **out, uint32_t *count)
{
	uint32_t all = state_event(s)->contests[contest].competitor_count, n = 0;
	struct table *t = state_table(s, contest, stage);
	bool unknown = stage > 0 && state_phase(s, contest, stage) == PHASE_WAITING;
	struct numbered *list = xcalloc((size_t)all + 1, sizeof *list);
	for (uint32_t i = 0; i < all && !unknown; i++)
		if (table_has(t, i))
			list[n++] = (struct numbered){ i, table_number(t, i, ORDER_RUNNING) };
	qsort(list, n, sizeof *list, by_number);
	*out = xcalloc((size_t)n + 1, sizeof **out);
	for (uint32_t i = 0; i < n; i++)
		(*out)[i] = list[i].competitor;
	*count = n;
	free(list);
}
