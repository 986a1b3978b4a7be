/*
 * A stage's table kept up mark by mark: what one change moves, and nothing else; the explanation of each row agrees with
 * it. Which total a rule gives is the golden cases' business.
 */
#include "base/mem.h"
#include "events/definition.h"
#include "scoring/explain.h"
#include "scoring/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ONE INT64_C(1000000)

static const char *const definition =
	"{\"event\":\"t\",\"title\":\"T\",\"people\":[{\"id\":\"j1\",\"name\":\"J\",\"role\":\"judge\"},"
	"{\"id\":\"j2\",\"name\":\"K\",\"role\":\"judge\"}],\"contests\":[{\"id\":\"c\",\"title\":\"C\",\"entry\":\"person\","
	"\"competitors\":[{\"id\":\"1\",\"name\":\"A\"},{\"id\":\"2\",\"name\":\"B\"},{\"id\":\"3\",\"name\":\"C\"},"
	"{\"id\":\"4\",\"name\":\"D\"}],\"stages\":["
	"{\"id\":\"first\",\"title\":\"F\",\"decimals\":2,\"modules\":[{\"id\":\"m\",\"title\":\"M\",\"judges\":[\"j1\",\"j2\"],"
	"\"attempts\":{\"count\":2,\"combine\":\"best\"},\"penalties\":[{\"id\":\"out\",\"title\":\"o\",\"disqualify\":true}],"
	"\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":[{\"id\":\"A1\",\"title\":\"a\",\"method\":\"points\",\"max\":10,"
	"\"panel\":{\"combine\":\"mean\"}},{\"id\":\"T\",\"title\":\"t\",\"method\":\"place\",\"first\":3,\"step\":-1,\"order\":\"low\"}]}]}],"
	"\"missing\":\"exclude\",\"ties\":[\"lot\"],\"advance\":{\"top\":2,\"ties\":\"none\"}},"
	"{\"id\":\"last\",\"title\":\"L\",\"carry\":[{\"stage\":\"first\"}],\"modules\":[{\"id\":\"n\",\"title\":\"N\","
	"\"judges\":[\"j1\"],\"criteria\":[{\"id\":\"B\",\"title\":\"B\",\"aspects\":[{\"id\":\"B1\",\"title\":\"b\","
	"\"method\":\"points\",\"max\":10}]}]}]}],\"awards\":[{\"id\":\"gold\",\"title\":\"g\",\"ranks\":[1,1]}]}]}";

struct room {
	struct arena arena;
	struct faults faults;
	struct event *event;
	struct table *tables[2];
};

static int begin(void **state)
{
	struct room *r = calloc(1, sizeof *r);
	arena_init(&r->arena);
	faults_init(&r->faults);
	if (event_read(definition, strlen(definition), &r->arena, &r->event, &r->faults) != ERR_OK) {
		faults_print(&r->faults, "definition", stderr);
		return -1;
	}
	r->tables[0] = table_new(r->event, 0, 0, r->tables);
	r->tables[1] = table_new(r->event, 0, 1, r->tables);
	*state = r;
	return 0;
}

static int end(void **state)
{
	struct room *r = *state;
	table_free(r->tables[1]);
	table_free(r->tables[0]);
	faults_release(&r->faults);
	arena_release(&r->arena);
	free(r);
	return 0;
}

static void mark(struct room *r, uint32_t competitor, uint32_t attempt, uint32_t judge, int64_t points)
{
	int64_t value = points * ONE;
	table_set_mark(r->tables[0], competitor, 0, attempt, 0, judge, &value);
}

static void measure(struct room *r, uint32_t competitor, int64_t seconds)
{
	int64_t value = seconds * ONE;
	table_set_mark(r->tables[0], competitor, 0, 1, 1, NONE, &value);
}

/* The table as one line: "rank id total status[ *]; ..." */
static void expect(struct room *r, uint32_t stage, const char *expected)
{
	char line[512] = "", total[RATIO_TEXT_MAX];
	uint32_t count;
	const struct row *rows = table_rank(r->tables[stage], &count);
	for (uint32_t i = 0; i < count; i++) {
		size_t len = strlen(line);
		ratio_text(&rows[i].total, table_total_digits(r->tables[stage]), total);
		snprintf(line + len, sizeof line - len, "%s%u %s %s%s%s%s", i ? "; " : "", rows[i].rank,
		         r->event->contests[0].competitors[rows[i].competitor].id, rows[i].has_total ? total : "-",
		         rows[i].status == STATUS_RANKED ? "" : " ",
		         rows[i].status == STATUS_RANKED ? "" : status_name(rows[i].status), rows[i].advances ? " *" : "");
	}
	assert_string_equal(line, expected);
}

static void test_nothing_yet(void **state)
{
	expect(*state, 0, "0 1 - incomplete; 0 2 - incomplete; 0 3 - incomplete; 0 4 - incomplete");
	expect(*state, 1, "");
}

static void test_one_mark_moves_one(void **state)
{
	struct room *r = *state;
	mark(r, 0, 1, 0, 5);
	mark(r, 1, 1, 0, 7);
	mark(r, 2, 1, 1, 6);
	expect(r, 0, "1 2 7.00 *; 2 3 6.00 *; 3 1 5.00; 0 4 - incomplete");
	mark(r, 0, 2, 1, 9);
	expect(r, 0, "1 1 9.00 *; 2 2 7.00 *; 3 3 6.00; 0 4 - incomplete");
	table_set_mark(r->tables[0], 0, 0, 2, 0, 1, NULL);
	expect(r, 0, "1 2 7.00 *; 2 3 6.00 *; 3 1 5.00; 0 4 - incomplete");
}

static void test_places_move_others(void **state)
{
	struct room *r = *state;
	measure(r, 0, 90);
	measure(r, 1, 80);
	expect(r, 0, "1 2 3.00 *; 2 1 2.00 *; 0 3 - incomplete; 0 4 - incomplete");
	measure(r, 2, 70);
	expect(r, 0, "1 3 3.00 *; 2 2 2.00 *; 3 1 1.00; 0 4 - incomplete");
	table_set_order(r->tables[0], 2, ORDER_ENTERED, 0);
	expect(r, 0, "1 2 3.00 *; 2 1 2.00 *; 0 4 - incomplete");
}

static void test_later_stage_follows(void **state)
{
	struct room *r = *state;
	int64_t value = 4 * ONE;
	mark(r, 0, 1, 0, 5);
	mark(r, 1, 1, 0, 7);
	table_set_mark(r->tables[1], 0, 0, 1, 0, NONE, &value);
	expect(r, 1, "1 1 9; 2 2 7 incomplete");
	assert_false(table_has(r->tables[1], 2));
	mark(r, 2, 1, 0, 8);
	assert_true(table_has(r->tables[1], 2));
	expect(r, 1, "1 3 8 incomplete; 2 2 7 incomplete");
	table_set_status(r->tables[0], 2, STATUS_DNF);
	expect(r, 1, "1 1 9; 2 2 7 incomplete");
	uint32_t count;
	assert_int_equal(table_rank(r->tables[1], &count)[0].award, 0);
}

static void test_ties_and_statuses(void **state)
{
	struct room *r = *state;
	for (uint32_t i = 0; i < 4; i++)
		mark(r, i, 1, 0, 5);
	expect(r, 0, "1 1 5.00; 1 2 5.00; 1 3 5.00; 1 4 5.00");
	table_set_order(r->tables[0], 3, ORDER_LOT, ONE);
	expect(r, 0, "1 4 5.00 *; 2 1 5.00; 2 2 5.00; 2 3 5.00");
	table_set_penalty(r->tables[0], 3, 0, 2, 0, ONE);
	expect(r, 0, "1 1 5.00; 1 2 5.00; 1 3 5.00; 0 4 5.00 dsq");
	table_add_adjust(r->tables[0], 1, -ONE / 4);
	table_add_adjust(r->tables[0], 1, ONE / 2);
	expect(r, 0, "1 2 5.25 *; 2 1 5.00; 2 3 5.00; 0 4 5.00 dsq");
}

static void test_explanations_agree(void **state)
{
	struct room *r = *state;
	srand(7);
	for (int i = 0; i < 300; i++) {
		uint32_t who = (uint32_t)rand() % 4, count;
		if (rand() % 3)
			mark(r, who, 1 + (uint32_t)rand() % 2, (uint32_t)rand() % 2, rand() % 11);
		else
			measure(r, who, 60 + rand() % 9);
		const struct row *row = table_rank(r->tables[0], &count);
		for (uint32_t k = 0; k < count; k++, row++) {
			struct trace trace;
			struct ratio total;
			trace_init(&trace);
			ratio_init(&total);
			assert_true(table_explain(r->tables[0], row->competitor, &trace));
			assert_int_equal(trace_replay(&trace, &total), row->has_total);
			if (row->has_total)
				assert_int_equal(ratio_compare(&total, &row->total), 0);
			ratio_clear(&total);
			trace_release(&trace);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing_yet, begin, end),
		cmocka_unit_test_setup_teardown(test_one_mark_moves_one, begin, end),
		cmocka_unit_test_setup_teardown(test_places_move_others, begin, end),
		cmocka_unit_test_setup_teardown(test_later_stage_follows, begin, end),
		cmocka_unit_test_setup_teardown(test_ties_and_statuses, begin, end),
		cmocka_unit_test_setup_teardown(test_explanations_agree, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
