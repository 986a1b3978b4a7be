#include "scoring/table_parts.h"

#include <assert.h>
#include <string.h>

#define FILLED (LINES_BLOCK * 3 / 4) /* of a new block, to leave room */

void lines_init(struct lines *l, struct arena *a, uint32_t competitors_max)
{
	*l = (struct lines){ 0 };
	l->blocks = arena_array(a, (size_t)competitors_max + 1, sizeof(struct line_block *));
	l->counts = arena_array(a, (size_t)competitors_max + 1, sizeof *l->counts);
	l->starts = arena_array(a, (size_t)competitors_max + 1, sizeof *l->starts);
	l->firsts = arena_array(a, (size_t)competitors_max + 1, sizeof *l->firsts);
}

static struct line_block *block_new(struct table *t)
{
	struct line_block *b = t->lines.spare;
	if (!b)
		return arena_alloc(&t->arena, sizeof *b);
	t->lines.spare = b->spare;
	return b;
}

static void move_blocks(struct lines *l, uint32_t from, uint32_t to)
{
	uint32_t count = l->block_count - from;
	memmove(l->blocks + to, l->blocks + from, count * sizeof(struct line_block *));
	memmove(l->counts + to, l->counts + from, count * sizeof *l->counts);
	memmove(l->starts + to, l->starts + from, count * sizeof *l->starts);
	memmove(l->firsts + to, l->firsts + from, count * sizeof *l->firsts);
	l->block_count = to + count;
	for (uint32_t i = to; i < l->block_count; i++)
		l->blocks[i]->place = i;
}

/* Those without a rank stand last, whatever their keys are. */
static int64_t line_key(const struct table *t, uint32_t competitor)
{
	const struct entrant *e = &t->entrants[competitor];
	return row_rankable(&e->row) ? e->key : INT64_MAX;
}

static void block_put(struct table *t, uint32_t place, struct line_block *b)
{
	b->place = place;
	t->lines.blocks[place] = b;
	t->lines.counts[place] = t->lines.starts[place] = 0;
}

static void block_drop(struct table *t, uint32_t place)
{
	struct line_block *b = t->lines.blocks[place];
	b->spare = t->lines.spare;
	t->lines.spare = b;
	move_blocks(&t->lines, place + 1, place);
}

/* Half of a full block becomes the next one. */
static void block_split(struct table *t, uint32_t place)
{
	struct lines *l = &t->lines;
	struct line_block *from = l->blocks[place], *to = block_new(t);
	uint32_t kept = l->counts[place] / 2;
	move_blocks(l, place + 1, place + 2);
	block_put(t, place + 1, to);
	l->counts[place + 1] = l->counts[place] - kept;
	l->counts[place] = kept;
	memcpy(to->items, from->items + kept, l->counts[place + 1] * sizeof *to->items);
	memcpy(to->keys, from->keys + kept, l->counts[place + 1] * sizeof *to->keys);
	memcpy(to->same, from->same + kept, l->counts[place + 1] * sizeof *to->same);
	l->firsts[place + 1] = to->keys[0];
	for (uint32_t i = 0; i < l->counts[place + 1]; i++) {
		t->entrants[to->items[i]].block = to;
		l->starts[place + 1] += !to->same[i];
		l->starts[place] -= !to->same[i];
	}
}

static uint32_t index_in(const struct lines *l, const struct line_block *b, uint32_t competitor)
{
	uint32_t i = 0;
	while (b->items[i] != competitor)
		i++;
	assert(i < l->counts[b->place]);
	return i;
}

static uint32_t before_in(const struct lines *l, const struct line_block *b, uint32_t i)
{
	if (i > 0)
		return b->items[i - 1];
	return b->place > 0 ? l->blocks[b->place - 1]->items[l->counts[b->place - 1] - 1] : NONE;
}

uint32_t lines_behind(const struct table *t, uint32_t competitor)
{
	const struct lines *l = &t->lines;
	const struct line_block *b = t->entrants[competitor].block;
	uint32_t i = index_in(l, b, competitor) + 1;
	if (i < l->counts[b->place])
		return b->items[i];
	return b->place + 1 < l->block_count ? l->blocks[b->place + 1]->items[0] : NONE;
}

static void set_same(struct table *t, struct line_block *b, uint32_t i, bool same)
{
	t->lines.starts[b->place] += (uint32_t)b->same[i] - (uint32_t)same;
	t->entrants[b->items[i]].same = b->same[i] = same;
}

static bool stands_level(const struct table *t, uint32_t before, uint32_t competitor)
{
	return before != NONE && row_rankable(&t->entrants[competitor].row) &&
	       entrant_compare(t, before, competitor, NULL) == 0;
}

void lines_check_same(struct table *t, uint32_t competitor)
{
	struct line_block *b = t->entrants[competitor].block;
	uint32_t i = index_in(&t->lines, b, competitor);
	set_same(t, b, i, stands_level(t, before_in(&t->lines, b, i), competitor));
}

void lines_set(struct table *t, const uint32_t *sorted, uint32_t count)
{
	struct lines *l = &t->lines;
	while (l->block_count > 0) {
		const struct line_block *b = l->blocks[l->block_count - 1];
		for (uint32_t i = 0; i < l->counts[l->block_count - 1]; i++) {
			t->entrants[b->items[i]].block = NULL;
			t->entrants[b->items[i]].same = false;
		}
		block_drop(t, l->block_count - 1);
	}
	l->count = count;
	l->rankable = 0;
	for (uint32_t i = 0; i < count; i++) {
		struct entrant *e = &t->entrants[sorted[i]];
		fetch_entrant(t, sorted, count, i);
		if (i % FILLED == 0)
			block_put(t, l->block_count++, block_new(t));
		uint32_t place = l->block_count - 1;
		e->block = l->blocks[place];
		e->same = stands_level(t, i ? sorted[i - 1] : NONE, sorted[i]);
		e->listed_rankable = row_rankable(&e->row);
		l->rankable += e->listed_rankable;
		l->starts[place] += !e->same;
		l->blocks[place]->items[l->counts[place]] = sorted[i];
		l->blocks[place]->same[l->counts[place]] = e->same;
		l->blocks[place]->keys[l->counts[place]++] = line_key(t, sorted[i]);
		l->firsts[place] = l->blocks[place]->keys[0];
	}
}

uint32_t lines_remove(struct table *t, uint32_t competitor)
{
	struct lines *l = &t->lines;
	struct entrant *e = &t->entrants[competitor];
	struct line_block *b = e->block;
	if (!b)
		return NONE;
	uint32_t behind = lines_behind(t, competitor), place = b->place;
	uint32_t i = index_in(l, b, competitor);
	set_same(t, b, i, false);
	l->starts[place]--;
	l->counts[place]--;
	memmove(b->items + i, b->items + i + 1, (l->counts[place] - i) * sizeof *b->items);
	memmove(b->keys + i, b->keys + i + 1, (l->counts[place] - i) * sizeof *b->keys);
	memmove(b->same + i, b->same + i + 1, (l->counts[place] - i) * sizeof *b->same);
	l->firsts[place] = b->keys[0];
	if (l->counts[place] == 0)
		block_drop(t, place);
	l->count--;
	l->rankable -= e->listed_rankable;
	e->block = NULL;
	return behind;
}

/* Whether the one in the lines, with its key there, stands before a competitor. The keys stand together, entrants do not. */
static bool stands_before(const struct table *t, uint32_t listed, int64_t listed_key, uint32_t competitor, int64_t key)
{
	return listed_key != key ? listed_key < key : competitor_compare(t, listed, competitor) < 0;
}

/* The last block whose first stands before a competitor, or the first. */
static uint32_t block_for(const struct table *t, uint32_t competitor, int64_t key)
{
	uint32_t low = 0, high = t->lines.block_count;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (stands_before(t, t->lines.blocks[middle]->items[0], t->lines.firsts[middle], competitor, key))
			low = middle;
		else
			high = middle;
	}
	return low;
}

void lines_insert(struct table *t, uint32_t competitor)
{
	struct lines *l = &t->lines;
	struct entrant *e = &t->entrants[competitor];
	int64_t key = line_key(t, competitor);
	if (l->block_count == 0)
		block_put(t, l->block_count++, block_new(t));
	uint32_t place = block_for(t, competitor, key);
	if (l->counts[place] == LINES_BLOCK) {
		block_split(t, place);
		place = block_for(t, competitor, key);
	}
	struct line_block *b = l->blocks[place];
	uint32_t low = 0, high = l->counts[place];
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (stands_before(t, b->items[middle], b->keys[middle], competitor, key))
			low = middle + 1;
		else
			high = middle;
	}
	memmove(b->items + low + 1, b->items + low, (l->counts[place] - low) * sizeof *b->items);
	memmove(b->keys + low + 1, b->keys + low, (l->counts[place] - low) * sizeof *b->keys);
	memmove(b->same + low + 1, b->same + low, (l->counts[place] - low) * sizeof *b->same);
	b->items[low] = competitor;
	b->keys[low] = key;
	b->same[low] = false;
	l->firsts[place] = b->keys[0];
	l->counts[place]++;
	l->starts[place]++;
	l->count++;
	e->block = b;
	e->same = false;
	e->listed_rankable = row_rankable(&e->row);
	l->rankable += e->listed_rankable;
}

/* In four sums that do not wait for each other: there are hundreds of blocks. */
static uint32_t sum_of(const uint32_t *numbers, uint32_t count)
{
	uint32_t a = 0, b = 0, c = 0, d = 0, i = 0;
	for (; i + 4 <= count; i += 4) {
		a += numbers[i];
		b += numbers[i + 1];
		c += numbers[i + 2];
		d += numbers[i + 3];
	}
	for (; i < count; i++)
		a += numbers[i];
	return a + b + c + d;
}

uint32_t lines_place(const struct table *t, uint32_t competitor)
{
	const struct line_block *b = t->entrants[competitor].block;
	return sum_of(t->lines.counts, b->place) + index_in(&t->lines, b, competitor);
}

void lines_range(const struct table *t, uint32_t first, uint32_t count, uint32_t *out)
{
	const struct lines *l = &t->lines;
	uint32_t b = 0;
	assert(first <= l->count && count <= l->count - first);
	while (count > 0 && b + 8 < l->block_count) {
		uint32_t eight = sum_of(l->counts + b, 8);
		if (first < eight)
			break;
		first -= eight;
		b += 8;
	}
	for (; count > 0 && first >= l->counts[b]; b++)
		first -= l->counts[b];
	for (; count > 0; count--) {
		if (first == l->counts[b]) {
			first = 0;
			b++;
		}
		*out++ = l->blocks[b]->items[first++];
	}
}

/* The place of the first that a competitor is level with. */
static uint32_t first_level(const struct table *t, uint32_t competitor)
{
	const struct lines *l = &t->lines;
	const struct line_block *b = t->entrants[competitor].block;
	uint32_t at = b->place, i = index_in(l, b, competitor);
	while (b->same[i]) {
		if (i > 0) {
			i--;
			continue;
		}
		do
			b = l->blocks[--at];
		while (l->starts[at] == 0);
		i = l->counts[at] - 1;
	}
	return sum_of(l->counts, at) + i;
}

uint32_t lines_rank(const struct table *t, uint32_t competitor)
{
	const struct line_block *b = t->entrants[competitor].block;
	if (!row_rankable(&t->entrants[competitor].row))
		return 0;
	if (t->stage->ranks == RANKS_STANDARD)
		return first_level(t, competitor) + 1;
	uint32_t rank = sum_of(t->lines.starts, b->place);
	for (uint32_t i = 0, end = index_in(&t->lines, b, competitor); i <= end; i++)
		rank += !b->same[i];
	return rank;
}

/* The place of the n-th, from 1, that is not level with the one before; the number of competitors where there is none. */
static uint32_t nth_start(const struct table *t, uint32_t n)
{
	const struct lines *l = &t->lines;
	uint32_t place = 0;
	for (uint32_t i = 0; i < l->block_count; i++) {
		if (l->starts[i] < n) {
			n -= l->starts[i];
			place += l->counts[i];
			continue;
		}
		for (uint32_t k = 0; k < l->counts[i]; k++) {
			n -= !l->blocks[i]->same[k];
			if (n == 0)
				return place + k;
		}
	}
	return l->count;
}

/* How many starts there are up to a place, itself counted. */
static uint32_t starts_up_to(const struct table *t, uint32_t place)
{
	const struct lines *l = &t->lines;
	uint32_t starts = 0, i = 0;
	for (; place >= l->counts[i]; i++) {
		place -= l->counts[i];
		starts += l->starts[i];
	}
	for (uint32_t k = 0; k <= place; k++)
		starts += !l->blocks[i]->same[k];
	return starts;
}

struct cut lines_cut(const struct table *t)
{
	const struct advance *a = &t->stage->advance;
	uint32_t rankable = t->lines.rankable;
	struct cut cut = { .within = rankable };
	if (rankable == 0)
		return cut;
	/* which of the ranks given, counted from 1, is the last up to `top` */
	bool standard = t->stage->ranks == RANKS_STANDARD;
	uint32_t last = starts_up_to(t, standard && a->top < rankable ? a->top - 1 : rankable - 1);
	if (!standard && last > a->top)
		last = a->top;
	uint32_t end = nth_start(t, last + 1);
	if (end < rankable)
		cut.within = end;
	cut.last_first = nth_start(t, last);
	cut.none_of_last = !a->ties_all && cut.within > a->top && cut.last_first + 1 < cut.within;
	return cut;
}
