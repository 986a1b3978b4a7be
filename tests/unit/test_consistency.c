#include "scoring/consistency.h"

#include "base/decimal.h"
#include "base/mem.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS_MAX 200
#define X MARK_MISSING

static void near(const char *what, double value, double expected, double within)
{
	if (!(fabs(value - expected) <= within))
		fail_msg("%s: %.8f, not %.8f", what, value, expected);
}

/* Whole numbers (or X) to millionths. */
static struct panel_marks panel(int64_t *marks, size_t rows, size_t judges)
{
	for (size_t i = 0; i < rows * judges; i++)
		marks[i] = marks[i] == X ? X : marks[i] * DECIMAL_ONE;
	return (struct panel_marks){ .marks = marks, .rows = rows, .judges = judges };
}

/* Shrout and Fleiss 1979, tables 2 and 4. */
static void test_shrout_fleiss(void **unused)
{
	(void)unused;
	int64_t marks[] = { 9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7 };
	struct panel_marks m = panel(marks, 6, 4);
	struct consistency c;
	consistency_of(&m, 3, &c);
	assert_true(c.has_icc);
	near("ICC(1,1)", c.icc11, 0.17, 0.005);
	near("ICC(2,1)", c.icc21, 0.29, 0.005);
	near("ICC(3,1)", c.icc31, 0.71, 0.005);
	near("ICC(1,k)", c.icc1k, 0.44, 0.005);
	near("ICC(2,k)", c.icc2k, 0.62, 0.005);
	near("ICC(3,k)", c.icc3k, 0.91, 0.005);
	assert_int_equal(c.whole, 6);
	consistency_release(&c);
}

/* The marks of one final of Sydney 2000, a row a dive, the seven judges in the order of the file. */
static size_t read_final(const char *event, int64_t *marks)
{
	FILE *f = fopen("tests/data/sydney-2000/diving-sydney-2000.csv", "rb");
	char line[512], prefix[64];
	size_t count = 0;
	if (!f)
		fail_msg("tests/data/sydney-2000 is not there: run from the top of the tree");
	snprintf(prefix, sizeof prefix, "%s,Final,", event);
	while (fgets(line, sizeof line, f)) {
		/* Event,Round,Diver,Country,Rank,DiveNo,Difficulty,JScore,Judge,JCountry; no field holds a comma */
		const char *field = line;
		if (strncmp(line, prefix, strlen(prefix)) != 0)
			continue;
		for (int i = 0; i < 7; i++)
			field = strchr(field, ',') + 1;
		assert_true(count < (size_t)ROWS_MAX * 7);
		assert_int_equal(decimal_parse(field, strcspn(field, ","), &marks[count]), ERR_OK);
		count++;
	}
	fclose(f);
	return count;
}

static void test_sydney(void **unused)
{
	(void)unused;
	static const struct {
		const char *event;
		size_t dives;
		double w, chi_square, icc21, icc2k; /* 0: not known */
	} rows[] = {
		{ "M3mSB", 72, 0.891588, 443.1191, 0.861688, 0.977584 },
		{ "W10mPF", 60, 0.912450, 0, 0.912200, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		static int64_t marks[ROWS_MAX * 7];
		struct panel_marks m = { .marks = marks, .judges = 7 };
		struct consistency c;
		m.rows = read_final(rows[i].event, marks) / 7;
		assert_int_equal(m.rows, rows[i].dives);
		consistency_of(&m, 3, &c);
		assert_int_equal(c.freedom, rows[i].dives - 1);
		near("W", c.w, rows[i].w, 5e-7);
		near("ICC(2,1)", c.icc21, rows[i].icc21, 5e-7);
		if (rows[i].chi_square > 0)
			near("chi2", c.chi_square, rows[i].chi_square, 5e-5);
		if (rows[i].icc2k > 0)
			near("ICC(2,k)", c.icc2k, rows[i].icc2k, 5e-7);
		consistency_release(&c);
	}
}

static void test_judges(void **unused)
{
	(void)unused;
	int64_t marks[] = { 5, 7, 6, /**/ 4, 4, 4, /**/ 8, X, 2, /**/ X, X, 9, /**/ 3, 3, 6 };
	struct panel_marks m = panel(marks, 5, 3);
	struct consistency c;
	consistency_of(&m, 3, &c);
	/* judge 1: 5 - 6.5, 4 - 4, 8 - 2, 3 - 4.5 */
	assert_int_equal(c.figures[0].marks, 4);
	near("bias 1", c.figures[0].bias, 3.0 / 4, 1e-9);
	near("deviation 1", c.figures[0].deviation, 9.0 / 4, 1e-9);
	assert_int_equal(c.figures[0].highest, 1);
	assert_int_equal(c.figures[0].lowest, 1);
	/* judge 2: 7 - 5.5, 0, 3 - 4.5 */
	assert_int_equal(c.figures[1].marks, 3);
	near("bias 2", c.figures[1].bias, 0, 1e-9);
	near("deviation 2", c.figures[1].deviation, 1, 1e-9);
	assert_int_equal(c.figures[1].highest, 1);
	assert_int_equal(c.figures[1].lowest, 0);
	assert_int_equal(c.figures[2].highest, 1);
	assert_int_equal(c.figures[2].lowest, 1);
	assert_int_equal(c.whole, 3);
	consistency_release(&c);
}

/* W's ends, and panels of which nothing can be said. */
static void test_limits(void **unused)
{
	(void)unused;
	static const struct {
		const char *name;
		size_t rows, judges;
		int64_t marks[8];
		bool has_w, has_icc;
		double w;
	} rows[] = {
		{ "the same order", 3, 2, { 1, 2, 2, 3, 3, 9 }, true, true, 1 },
		{ "opposite orders", 3, 2, { 1, 3, 2, 2, 3, 1 }, true, false, 0 },
		{ "nobody tells anybody apart", 3, 2, { 5, 5, 5, 5, 5, 5 }, false, false, 0 },
		{ "one row", 1, 2, { 1, 2 }, false, false, 0 },
		{ "one judge", 3, 1, { 1, 2, 3 }, false, false, 0 },
		{ "no whole row", 2, 2, { 1, X, X, 2 }, false, false, 0 },
		{ "nothing", 0, 2, { 0 }, false, false, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t marks[8];
		memcpy(marks, rows[i].marks, sizeof marks);
		struct panel_marks m = panel(marks, rows[i].rows, rows[i].judges);
		struct consistency c;
		consistency_of(&m, 3, &c);
		if (c.has_w != rows[i].has_w || c.has_icc != rows[i].has_icc)
			fail_msg("%s: W %d, ICC %d", rows[i].name, c.has_w, c.has_icc);
		near(rows[i].name, c.w, rows[i].w, 1e-9);
		assert_int_equal(c.flag_count, 0);
		consistency_release(&c);
	}
}

static void test_flags(void **unused)
{
	(void)unused;
	int64_t marks[] = { 7, 7, 8, /**/ 6, 6, 6, /**/ 5, 6, 5, /**/ 8, 8, 8, /**/ 9, 9, 2, /**/ 4, 5, 4, /**/ 7, 7, 7 };
	struct panel_marks m = panel(marks, 7, 3);
	struct consistency c;
	consistency_of(&m, 3, &c);
	assert_int_equal(c.flag_count, 1);
	assert_int_equal(c.flags[0].row, 4);
	assert_int_equal(c.flags[0].judge, 2);
	assert_int_equal(c.flags[0].reason, FLAG_APART);
	near("mark", c.flags[0].mark, 2, 1e-9);
	near("others", c.flags[0].others, 9, 1e-9);
	assert_true(c.flags[0].z < -3);
	consistency_release(&c);

	m.spread_limited = true;
	m.spread = DECIMAL_ONE;
	consistency_of(&m, 100, &c);
	assert_int_equal(c.flag_count, 1);
	assert_int_equal(c.flags[0].reason, FLAG_SPREAD);
	assert_int_equal(c.flags[0].judge, 2);
	near("spread", c.flags[0].spread, 7, 1e-9);
	consistency_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shrout_fleiss), cmocka_unit_test(test_sydney), cmocka_unit_test(test_judges),
		cmocka_unit_test(test_limits),        cmocka_unit_test(test_flags),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
