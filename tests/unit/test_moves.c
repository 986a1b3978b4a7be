#include "display/moves.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ITEMS 40

/* As a page does it. */
static void apply(char *order, char item, uint32_t index)
{
	char *at = strchr(order, item);
	if (at != NULL)
		memmove(at, at + 1, strlen(at));
	memmove(order + index + 1, order + index, strlen(order + index) + 1);
	order[index] = item;
}

static uint32_t letters(const char *text, uint32_t *out)
{
	for (uint32_t i = 0; text[i]; i++)
		out[i] = (uint32_t)(text[i] - 'A');
	return (uint32_t)strlen(text);
}

/* Moves from `before` to `after` and back into letters; returns how many moves it took. */
static uint32_t move(const char *before, const char *after, uint32_t limit)
{
	uint32_t from[ITEMS], to[ITEMS];
	struct move moves[ITEMS];
	uint32_t from_count = letters(before, from), to_count = letters(after, to);
	uint32_t count = moves_find(from, from_count, to, to_count, ITEMS, limit, moves);
	if (count == UINT32_MAX)
		return count;
	char order[ITEMS + 1];
	snprintf(order, sizeof order, "%s", before);
	for (uint32_t i = 0; i < count; i++)
		apply(order, (char)('A' + moves[i].item), moves[i].index);
	assert_string_equal(order, after);
	return count;
}

static void test_fewest(void **unused)
{
	(void)unused;
	static const struct {
		const char *name, *before, *after;
		uint32_t moves;
	} rows[] = {
		{ "nothing", "", "", 0 },
		{ "the same", "ABCDE", "ABCDE", 0 },
		{ "one up", "ABCDE", "EABCD", 1 },
		{ "one down", "ABCDE", "BCDEA", 1 },
		{ "neighbours", "ABCDE", "BACDE", 1 },
		{ "two blocks", "ABCD", "CDAB", 2 },
		{ "turned round", "ABCDE", "EDCBA", 4 },
		{ "all new", "", "ABC", 3 },
		{ "one new", "ABC", "ABDC", 1 },
		{ "one new and one moved", "ABC", "CDAB", 2 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint32_t count = move(rows[i].before, rows[i].after, ITEMS);
		if (count != rows[i].moves)
			fail_msg("%s: %u moves", rows[i].name, count);
	}
}

static void test_limit(void **unused)
{
	(void)unused;
	assert_int_equal(move("ABCDE", "EDCBA", 4), 4);
	assert_int_equal(move("ABCDE", "EDCBA", 3), UINT32_MAX);
	assert_int_equal(move("", "AB", 1), UINT32_MAX);
	assert_int_equal(move("ABC", "ABC", 0), 0);
}

static void test_any_order(void **unused)
{
	(void)unused;
	srand(7);
	for (int round = 0; round < 2000; round++) {
		char before[ITEMS + 1], after[ITEMS + 1];
		uint32_t count = (uint32_t)rand() % ITEMS, kept = 0;
		for (uint32_t i = 0; i < count; i++)
			after[i] = (char)('A' + i);
		for (uint32_t i = 0; i < count; i++)
			if (rand() % 4)
				before[kept++] = (char)('A' + i);
		before[kept] = after[count] = '\0';
		for (int swaps = rand() % 8; count > 1 && swaps > 0; swaps--) {
			uint32_t a = (uint32_t)rand() % count, b = (uint32_t)rand() % count;
			char c = after[a];
			after[a] = after[b];
			after[b] = c;
		}
		assert_true(move(before, after, ITEMS) <= count);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fewest),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_any_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
