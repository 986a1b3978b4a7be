#include "display/running.h"

#include <stdlib.h>

bool row_complete(const struct row *row)
{
	switch (row->status) {
	case STATUS_DNS:
	case STATUS_DNF:
	case STATUS_DSQ: return true;
	case STATUS_RANKED:
	case STATUS_INCOMPLETE: break;
	}
	return row->marks_in >= row->marks_due;
}

static int runner_compare(const void *a, const void *b)
{
	const struct runner *x = a, *y = b;
	if (x->number.given != y->number.given)
		return x->number.given ? -1 : 1;
	if (x->number.given && x->number.micros != y->number.micros)
		return x->number.micros < y->number.micros ? -1 : 1;
	return (x->row->competitor > y->row->competitor) - (x->row->competitor < y->row->competitor);
}

void running_order(const struct table *t, const struct row *rows, uint32_t count, struct runner *out)
{
	for (uint32_t i = 0; i < count; i++)
		out[i] = (struct runner){ &rows[i], table_number(t, rows[i].competitor, ORDER_RUNNING) };
	qsort(out, count, sizeof *out, runner_compare);
}
