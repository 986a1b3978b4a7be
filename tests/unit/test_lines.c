/*
 * The order kept mark by mark is the one made from scratch: pages, places, ranks and the cut, on many competitors with many ties,
 * so that blocks fill, split and empty.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "events/definition.h"
#include "scoring/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COMPETITORS 1100
#define TURNS 1500
#define COMPARED_EVERY 100
#define PAGE 14

/* What both tables are told: the mark of each, or none. */
struct told {
	int64_t marks[COMPETITORS];
	bool there[COMPETITORS];
	enum status status[COMPETITORS];
};

static struct event *event_of(struct arena *arena, const char *ranks, const char *ties)
{
	struct buf text;
	struct faults faults;
	struct event *event = NULL;
	buf_init(&text, 1 << 20);
	faults_init(&faults);
	buf_adds(&text, "{\"event\":\"t\",\"title\":\"T\",\"contests\":[{\"id\":\"c\",\"title\":\"C\",\"entry\":\"person\",\"competitors\":[");
	for (int i = 0; i < COMPETITORS; i++)
		buf_addf(&text, "%s{\"id\":\"%04d\",\"name\":\"N\"}", i ? "," : "", (i * 7919) % 10000);
	buf_addf(&text,
	         "],\"stages\":[{\"id\":\"s\",\"title\":\"S\",\"ranks\":\"%s\",\"advance\":{\"top\":40,\"ties\":\"%s\"},"
	         "\"modules\":[{\"id\":\"m\",\"title\":\"M\",\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":["
	         "{\"id\":\"A1\",\"title\":\"a\",\"method\":\"points\",\"max\":300}]}]}]}]}]}",
	         ranks, ties);
	if (event_read(buf_str(&text), text.len, arena, &event, &faults) != ERR_OK)
		faults_print(&faults, "definition", stderr);
	faults_release(&faults);
	buf_release(&text);
	return event;
}

static void change_one(struct table *t, struct told *told)
{
	uint32_t c = (uint32_t)rand() % COMPETITORS;
	int what = rand() % 20;
	if (what == 0) {
		told->status[c] = told->status[c] == STATUS_RANKED ? STATUS_DNF : STATUS_RANKED;
		table_set_status(t, c, told->status[c]);
		return;
	}
	told->there[c] = what > 1;
	told->marks[c] = (rand() % 4 ? rand() % 60 : rand() % 301) * INT64_C(1000000);
	table_set_mark(t, c, 0, 1, 0, NONE, told->there[c] ? &told->marks[c] : NULL);
}

static struct table *table_afresh(const struct event *event, const struct told *told)
{
	struct table *t = table_new(event, 0, 0, NULL);
	for (uint32_t c = 0; c < COMPETITORS; c++) {
		if (told->there[c])
			table_set_mark(t, c, 0, 1, 0, NONE, &told->marks[c]);
		table_set_status(t, c, told->status[c]);
	}
	return t;
}

static void assert_same_row(const struct row *a, const struct row *b)
{
	assert_int_equal(a->competitor, b->competitor);
	assert_int_equal(a->rank, b->rank);
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->advances, b->advances);
	assert_int_equal(a->substitute, b->substitute);
	assert_int_equal(a->has_total, b->has_total);
	if (a->has_total)
		assert_int_equal(ratio_compare(&a->total, &b->total), 0);
}

static void compare(struct table *kept, const struct event *event, const struct told *told)
{
	struct table *fresh = table_afresh(event, told);
	struct row page[PAGE];
	uint32_t count, kept_count, place;
	const struct row *rows = table_rank(fresh, &count);
	assert_int_equal(count, COMPETITORS);
	for (uint32_t first = 0; first < count; first += PAGE) {
		uint32_t got = table_page(kept, first, PAGE, page);
		assert_int_equal(got, count - first < PAGE ? count - first : PAGE);
		for (uint32_t i = 0; i < got; i++) {
			assert_same_row(&page[i], &rows[first + i]);
			assert_true(table_place_of(kept, page[i].competitor, &place));
			assert_int_equal(place, first + i);
		}
	}
	assert_int_equal(table_page(kept, count, PAGE, page), 0);
	const struct row *kept_rows = table_rank(kept, &kept_count);
	for (uint32_t i = 0; i < count; i++)
		assert_same_row(&kept_rows[i], &rows[i]);
	table_free(fresh);
}

static void follow(const char *ranks, const char *ties, unsigned seed)
{
	struct arena arena;
	struct told *told = xcalloc(1, sizeof *told);
	struct row page[PAGE];
	arena_init(&arena);
	srand(seed);
	const struct event *event = event_of(&arena, ranks, ties);
	assert_non_null(event);
	struct table *t = table_new(event, 0, 0, NULL);
	for (int i = 0; i < TURNS; i++) {
		change_one(t, told);
		assert_int_equal(table_page(t, (uint32_t)rand() % 1000, PAGE, page), PAGE);
		if (i % COMPARED_EVERY == 0 || i == TURNS - 1)
			compare(t, event, told);
	}
	table_free(t);
	arena_release(&arena);
	free(told);
}

static void test_standard_all(void **state)
{
	(void)state;
	follow("standard", "all", 1);
}

static void test_standard_none(void **state)
{
	(void)state;
	follow("standard", "none", 2);
}

static void test_dense_none(void **state)
{
	(void)state;
	follow("dense", "none", 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_standard_all),
		cmocka_unit_test(test_standard_none),
		cmocka_unit_test(test_dense_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
