/* What a judge may enter, and what it gives: valid and refused values of each method. */
#include "base/decimal.h"
#include "scoring/method.h"
#include "scoring/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define M(x) ((x) * INT64_C(1000000))
#define SOME(x) { true, M(x) }

static struct band bands[] = { { 20000, M(5) }, { 50000, M(3) } };
static struct band upto[] = { { M(60), M(10) }, { M(90), M(5) } };

static const struct aspect points = { .method = METHOD_POINTS, .min = SOME(-2), .max = SOME(10), .step = { true, 500000 } };
static const struct aspect judgement = { .method = METHOD_JUDGEMENT, .max = SOME(2) };
static const struct aspect binary = { .method = METHOD_BINARY, .max = SOME(3) };
static const struct aspect tolerance = { .method = METHOD_TOLERANCE, .nominal = M(20), .bands = bands, .band_count = 2 };
static const struct aspect table = { .method = METHOD_TABLE, .bands = upto, .band_count = 2 };
static const struct aspect rate = {
	.method = METHOD_RATE, .min = SOME(2), .max = SOME(10), .points = -M(1), .from = M(60), .every = M(10)
};
static const struct aspect count = { .method = METHOD_COUNT, .min = SOME(0), .max = SOME(10), .points = -M(4) };
static const struct aspect place = { .method = METHOD_PLACE, .min = SOME(1), .first = M(10), .points = -M(4) };
static const struct aspect value = { .method = METHOD_VALUE, .max = SOME(4) };

static void test_accepts(void **state)
{
	static const struct {
		const char *name;
		const struct aspect *aspect;
		int64_t entered;
		enum err expected;
	} rows[] = {
		{ "points at the lower limit", &points, -M(2), ERR_OK },
		{ "points at the upper limit", &points, M(10), ERR_OK },
		{ "points on a step", &points, 7500000, ERR_OK },
		{ "points below", &points, -2500000, ERR_OUT_OF_RANGE },
		{ "points above", &points, 10000001, ERR_OUT_OF_RANGE },
		{ "points off the step", &points, 7250000, ERR_OFF_STEP },
		{ "judgement 0", &judgement, 0, ERR_OK },
		{ "judgement 3", &judgement, M(3), ERR_OK },
		{ "judgement 4", &judgement, M(4), ERR_OUT_OF_RANGE },
		{ "judgement -1", &judgement, -M(1), ERR_OUT_OF_RANGE },
		{ "judgement 1.5", &judgement, 1500000, ERR_OFF_STEP },
		{ "yes", &binary, M(1), ERR_OK },
		{ "no", &binary, 0, ERR_OK },
		{ "perhaps", &binary, 500000, ERR_OUT_OF_RANGE },
		{ "two faults", &count, M(2), ERR_OK },
		{ "half a fault", &count, 500000, ERR_OFF_STEP },
		{ "minus one fault", &count, -M(1), ERR_OUT_OF_RANGE },
		{ "a measured value has no limits in rate", &rate, M(1000), ERR_OK },
		{ "nor in place", &place, -M(1000), ERR_OK },
		{ "a value within its limit", &value, M(4), ERR_OK },
		{ "a value beyond its limit", &value, M(5), ERR_OUT_OF_RANGE },
		{ "a measured value", &tolerance, M(19), ERR_OK },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		enum err got = aspect_accepts(rows[i].aspect, rows[i].entered);
		if (got != rows[i].expected)
			fail_msg("%s: expected %s, got %s", rows[i].name, err_code(rows[i].expected), err_code(got));
	}
	struct penalty late = { .id = "late" };
	assert_int_equal(penalty_accepts(&late, M(2)), ERR_OK);
	assert_int_equal(penalty_accepts(&late, -M(1)), ERR_OUT_OF_RANGE);
	assert_int_equal(penalty_accepts(&late, 1500000), ERR_OFF_STEP);
}

static void test_points(void **state)
{
	static const struct {
		const char *name;
		const struct aspect *aspect;
		int64_t entered, place;
		const char *expected;
	} rows[] = {
		{ "points", &points, -1500000, 0, "-1.5" },
		{ "judgement 2 of 3", &judgement, M(2), 0, "1.333333" },
		{ "yes", &binary, M(1), 0, "3" },
		{ "no", &binary, 0, 0, "0" },
		{ "within the first band, at its limit", &tolerance, 19980000, 0, "5" },
		{ "within the second band", &tolerance, 20050000, 0, "3" },
		{ "outside all bands", &tolerance, 20050001, 0, "0" },
		{ "table's first row, at its limit", &table, M(60), 0, "10" },
		{ "table's second row", &table, 60000001, 0, "5" },
		{ "behind the table", &table, M(91), 0, "0" },
		{ "rate, not passed", &rate, M(60), 0, "10" },
		{ "rate, one begun", &rate, 60000001, 0, "9" },
		{ "rate, one whole", &rate, M(70), 0, "9" },
		{ "rate, at its least", &rate, M(1000), 0, "2" },
		{ "no fault", &count, 0, 0, "10" },
		{ "two faults", &count, M(2), 0, "2" },
		{ "three faults", &count, M(3), 0, "0" },
		{ "a thousand million faults", &count, DECIMAL_MAX, 0, "0" },
		{ "the best", &place, M(9), 1, "10" },
		{ "the third", &place, M(9), 3, "2" },
		{ "the fourth, at the least", &place, M(9), 4, "1" },
		{ "a value is itself", &value, M(3), 0, "3" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[RATIO_TEXT_MAX];
		struct ratio r;
		ratio_init(&r);
		method_points(rows[i].aspect, rows[i].entered, rows[i].place, &r);
		ratio_text(&r, -1, text);
		if (strcmp(text, rows[i].expected) != 0)
			fail_msg("%s: expected %s, got %s", rows[i].name, rows[i].expected, text);
		ratio_clear(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepts),
		cmocka_unit_test(test_points),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
