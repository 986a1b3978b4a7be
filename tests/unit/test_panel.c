/* Several judges' points made into one. */
#include "base/decimal.h"
#include "scoring/panel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_MAX 7

static void test_combine(void **state)
{
	static const struct {
		const char *name;
		struct panel panel;
		int64_t values[COUNT_MAX]; /* tenths */
		uint32_t count;
		const char *expected;
		const char *dropped; /* x a value that was */
	} rows[] = {
		{ "mean", { .combine = COMBINE_MEAN, .decimals = -1 }, { 10, 10, 20 }, 3, "1.333333", "---" },
		{ "sum", { .combine = COMBINE_SUM, .decimals = -1 }, { 10, 10, 20 }, 3, "4", "---" },
		{ "median of three", { .combine = COMBINE_MEDIAN, .decimals = -1 }, { 90, 10, 20 }, 3, "2", "---" },
		{ "median of four", { .combine = COMBINE_MEDIAN, .decimals = -1 }, { 90, 10, 20, 30 }, 4, "2.5", "----" },
		{ "one judge", { .combine = COMBINE_MEDIAN, .decimals = -1 }, { 90 }, 1, "9", "-" },
		{ "highest and lowest", { .drop_high = 1, .drop_low = 1, .decimals = -1 }, { 100, 0, 70, 80 }, 4, "7.5", "xx--" },
		{ "two of the highest", { .drop_high = 2, .decimals = -1 }, { 100, 0, 70, 80 }, 4, "3.5", "x--x" },
		{ "equal values: as many as said", { .drop_high = 1, .drop_low = 1, .decimals = -1 }, { 50, 50, 50 }, 3, "5", "x-x" },
		{ "drop would leave nobody: none dropped", { .drop_high = 1, .drop_low = 1, .decimals = -1 }, { 10, 20 }, 2, "1.5", "--" },
		{ "rounded", { .decimals = 1 }, { 10, 10, 20 }, 3, "1.3", "---" },
		{ "negative", { .decimals = 0 }, { -10, -20 }, 2, "-2", "--" },
		{ "close enough", { .combine = COMBINE_MEDIAN, .drop_high = 1, .drop_low = 1, .decimals = -1,
		                    .middle_unless_spread = { true, 500000 } }, { 60, 65, 0, 100, 62 }, 5, "6.2", "--xx-" },
		{ "too far apart: the mean of all", { .combine = COMBINE_MEDIAN, .drop_high = 1, .drop_low = 1, .decimals = -1,
		                    .middle_unless_spread = { true, 400000 } }, { 60, 65, 0, 100, 62 }, 5, "5.74", "-----" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct ratio values[COUNT_MAX], out;
		struct panel_report report = { 0 };
		char text[RATIO_TEXT_MAX];
		ratio_init(&out);
		ratio_init(&report.before);
		for (uint32_t k = 0; k < rows[i].count; k++) {
			ratio_init(&values[k]);
			ratio_set_micros(&values[k], rows[i].values[k] * (DECIMAL_ONE / 10));
		}
		panel_combine(&rows[i].panel, ROUND_HALF_UP, values, rows[i].count, &out, &report);
		ratio_text(&out, -1, text);
		if (strcmp(text, rows[i].expected) != 0)
			fail_msg("%s: expected %s, got %s", rows[i].name, rows[i].expected, text);
		for (uint32_t k = 0; k < rows[i].count; k++) {
			if (report.dropped[k] != (rows[i].dropped[k] == 'x'))
				fail_msg("%s: value %u: expected %c", rows[i].name, k + 1, rows[i].dropped[k]);
			ratio_clear(&values[k]);
		}
		ratio_clear(&out);
		ratio_clear(&report.before);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_combine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
