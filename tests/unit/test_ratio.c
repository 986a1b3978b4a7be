/* Exact numbers: rounding at exact halves, printing, and nothing lost on the way. */
#include "base/decimal.h"
#include "scoring/ratio.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_round(void **state)
{
	static const struct {
		const char *name;
		int64_t numerator;
		int64_t denominator;
		struct rounding_rule rule;
		const char *expected;
	} rows[] = {
		{ "half up", 5, 2, { 0, ROUND_HALF_UP }, "3" },
		{ "half up of a negative is away from zero", -5, 2, { 0, ROUND_HALF_UP }, "-3" },
		{ "half even down", 5, 2, { 0, ROUND_HALF_EVEN }, "2" },
		{ "half even up", 7, 2, { 0, ROUND_HALF_EVEN }, "4" },
		{ "half even of a negative", -5, 2, { 0, ROUND_HALF_EVEN }, "-2" },
		{ "half even above the half", 250001, 100000, { 0, ROUND_HALF_EVEN }, "3" },
		{ "down", 299, 100, { 0, ROUND_DOWN }, "2" },
		{ "down of a negative is towards zero", -299, 100, { 0, ROUND_DOWN }, "-2" },
		{ "a hundredth's half", 1005, 1000, { 2, ROUND_HALF_UP }, "1.01" },
		{ "a third", 1, 3, { 2, ROUND_HALF_UP }, "0.33" },
		{ "two thirds", 2, 3, { 6, ROUND_HALF_UP }, "0.666667" },
		{ "two thirds down", 2, 3, { 6, ROUND_DOWN }, "0.666666" },
		{ "to zero", -1, 3, { 0, ROUND_HALF_UP }, "0" },
		{ "not at all", 1, 4, { -1, ROUND_HALF_UP }, "0.25" },
		{ "already there", 25, 100, { 2, ROUND_DOWN }, "0.25" },
		{ "just below a half", 4999999, 10000000, { 0, ROUND_HALF_UP }, "0" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[RATIO_TEXT_MAX];
		struct ratio r;
		ratio_init(&r);
		ratio_set_int(&r, rows[i].numerator);
		ratio_div_int(&r, rows[i].denominator);
		ratio_round(&r, rows[i].rule);
		ratio_text(&r, -1, text);
		if (strcmp(text, rows[i].expected) != 0)
			fail_msg("%s: expected %s, got %s", rows[i].name, rows[i].expected, text);
		ratio_clear(&r);
	}
}

static void test_text(void **state)
{
	static const struct {
		int64_t micros;
		int digits;
		const char *expected;
	} rows[] = {
		{ 0, -1, "0" },
		{ 0, 2, "0.00" },
		{ -1, 2, "0.00" },
		{ -5000, 2, "-0.01" },
		{ 5000, 2, "0.01" },
		{ 4999, 2, "0.00" },
		{ 95500000, 2, "95.50" },
		{ 95500000, -1, "95.5" },
		{ 95500000, 0, "96" },
		{ 100000000, -1, "100" },
		{ -1, -1, "-0.000001" },
		{ 50000, 2, "0.05" },
		{ DECIMAL_MAX, 6, "1000000000.000000" },
		{ -DECIMAL_MAX, 0, "-1000000000" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[RATIO_TEXT_MAX];
		struct ratio r;
		ratio_init(&r);
		ratio_set_micros(&r, rows[i].micros);
		ratio_text(&r, rows[i].digits, text);
		assert_string_equal(text, rows[i].expected);
		ratio_clear(&r);
	}
}

static void test_exact_beyond_words(void **state)
{
	char text[RATIO_TEXT_MAX];
	struct ratio r, back;
	(void)state;
	ratio_init(&r);
	ratio_init(&back);
	ratio_set_micros(&r, DECIMAL_MAX);
	for (int i = 0; i < 3; i++)
		ratio_mul_micros(&r, DECIMAL_MAX);
	ratio_div_int(&r, 3);
	ratio_set(&back, &r);
	ratio_mul_micros(&back, 3 * DECIMAL_ONE);
	ratio_text(&back, 0, text);
	assert_string_equal(text, "1000000000000000000000000000000000000");
	assert_true(ratio_compare(&r, &back) < 0);
	for (int i = 0; i < 20; i++)
		ratio_mul_micros(&back, -DECIMAL_MAX);
	ratio_text(&back, 6, text);
	assert_string_equal(text, ">10^80");
	ratio_clear(&r);
	ratio_clear(&back);
}

static void test_wide(void **state)
{
	struct ratio r, same;
	(void)state;
	ratio_init(&r);
	ratio_init(&same);
	ratio_set_wide(&r, (int128)-7 * DECIMAL_MAX * 1000000, 14000000);
	ratio_set_micros(&same, -DECIMAL_MAX / 2);
	ratio_mul_micros(&same, 1000000 * DECIMAL_ONE);
	assert_int_equal(ratio_compare(&r, &same), 0);
	assert_int_equal(ratio_sign(&r), -1);
	ratio_clear(&r);
	ratio_clear(&same);
}

static void test_exact_text(void **state)
{
	struct ratio r;
	(void)state;
	ratio_init(&r);
	ratio_set_int(&r, -4);
	ratio_div_int(&r, 3);
	char *text = ratio_exact_text(&r);
	assert_string_equal(text, "-4/3");
	free(text);
	ratio_set_micros(&r, 1250000);
	text = ratio_exact_text(&r);
	assert_string_equal(text, "1.25");
	free(text);
	ratio_clear(&r);
}

static void test_whole(void **state)
{
	int64_t whole = -1;
	struct ratio r;
	(void)state;
	ratio_init(&r);
	ratio_set_int(&r, 731);
	assert_true(ratio_whole(&r, &whole));
	assert_int_equal(whole, 731);
	ratio_div_int(&r, 2);
	assert_false(ratio_whole(&r, &whole));
	assert_int_equal(whole, 731);
	ratio_clear(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round),      cmocka_unit_test(test_text),       cmocka_unit_test(test_exact_beyond_words),
		cmocka_unit_test(test_wide),       cmocka_unit_test(test_exact_text), cmocka_unit_test(test_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
