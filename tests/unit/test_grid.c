#include "events/grid.h"
#include "events/xlsx_read.h"
#include "events/zip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_csv_is_safe(void **unused)
{
	(void)unused;
	static const struct {
		const char *text, *cell;
	} rows[] = {
		{ "王秀英", "王秀英" },
		{ "a,b", "\"a,b\"" },
		{ "a \"b\"", "\"a \"\"b\"\"\"" },
		{ "=1+1", "\"'=1+1\"" },
		{ "+1", "\"'+1\"" },
		{ "-1", "\"'-1\"" },
		{ "@SUM(A1)", "\"'@SUM(A1)\"" },
		{ "\t=1", "\"'\t=1\"" },
		{ "\r=1", "\"'\r=1\"" },
		{ "\xEF\xBC\x9D" "1", "\"'\xEF\xBC\x9D" "1\"" },
		{ "=\"a\"", "\"'=\"\"a\"\"\"" },
		{ " a", "\" a\"" },
		{ "a=b", "a=b" },
		{ "", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct grid g;
		struct buf out;
		buf_init(&out, 1000);
		grid_init(&g, 2);
		grid_text(&g, rows[i].text);
		grid_number(&g, "-1.5");
		grid_csv(&g, &out);
		char expected[100];
		snprintf(expected, sizeof expected, "\xEF\xBB\xBF%s,-1.5\r\n", rows[i].cell);
		assert_string_equal(buf_str(&out), expected);
		grid_release(&g);
		buf_release(&out);
	}
}

static void make_workbook(struct buf *out)
{
	struct grid g;
	grid_init(&g, 3);
	grid_text(&g, "名次 Rank");
	grid_text(&g, "Name");
	grid_text(&g, "Total");
	grid_number(&g, "1");
	grid_text(&g, "=\"<李&明>\",x");
	grid_number(&g, "92.350");
	grid_text(&g, NULL);
	grid_text(&g, "王");
	grid_number(&g, NULL);
	grid_xlsx(&g, "a/b:决赛", out);
	grid_release(&g);
}

static void test_workbook_comes_back(void **unused)
{
	(void)unused;
	struct buf workbook, csv;
	buf_init(&workbook, 100000);
	buf_init(&csv, 100000);
	make_workbook(&workbook);
	assert_true(buf_ok(&workbook));
	assert_true(xlsx_is(buf_str(&workbook), workbook.len));
	assert_int_equal(xlsx_read(buf_str(&workbook), workbook.len, &csv), ERR_OK);
	assert_string_equal(buf_str(&csv), "名次 Rank,Name,Total\n1,\"=\"\"<李&明>\"\",x\",92.350\n,王,\n");
	buf_release(&workbook);
	buf_release(&csv);
}

static void test_broken_workbooks(void **unused)
{
	(void)unused;
	struct buf workbook, csv;
	buf_init(&workbook, 100000);
	make_workbook(&workbook);
	for (size_t cut = 0; cut < workbook.len; cut++) { /* cut off anywhere: an error, and nothing is read beyond the end */
		char *part = malloc(cut ? cut : 1);
		assert_non_null(part);
		memcpy(part, buf_str(&workbook), cut);
		buf_init(&csv, 100000);
		assert_int_not_equal(xlsx_read(part, cut, &csv), ERR_OK);
		buf_release(&csv);
		free(part);
	}
	for (size_t at = 0; at < workbook.len; at++) { /* one byte changed: whatever it is, no crash */
		char *changed = malloc(workbook.len);
		assert_non_null(changed);
		memcpy(changed, buf_str(&workbook), workbook.len);
		changed[at] = (char)(changed[at] ^ 0x55);
		buf_init(&csv, 100000);
		(void)!xlsx_read(changed, workbook.len, &csv);
		buf_release(&csv);
		free(changed);
	}
	buf_release(&workbook);
}

static void test_zip(void **unused)
{
	(void)unused;
	struct buf zip, out;
	struct zip_out z;
	char *zeros = calloc(1, 1 << 20);
	assert_non_null(zeros);
	buf_init(&zip, 1 << 20);
	zip_begin(&z, &zip);
	zip_add(&z, "a.txt", "hello", 5);
	zip_add(&z, "big", zeros, 1 << 20);
	zip_end(&z);
	buf_init(&out, 1 << 20);
	assert_int_equal(zip_read(buf_str(&zip), zip.len, "a.txt", &out), ERR_OK);
	assert_string_equal(buf_str(&out), "hello");
	buf_reset(&out);
	assert_int_equal(zip_read(buf_str(&zip), zip.len, "b.txt", &out), ERR_NOT_FOUND);
	assert_int_equal(zip_read(buf_str(&zip), zip.len, "big", &out), ERR_OK);
	assert_int_equal(out.len, 1 << 20);
	buf_release(&out);
	buf_init(&out, 1000); /* what unpacks to more than its limit is refused */
	assert_int_equal(zip_read(buf_str(&zip), zip.len, "big", &out), ERR_TOO_LARGE);
	buf_release(&out);
	buf_release(&zip);
	free(zeros);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv_is_safe),
		cmocka_unit_test(test_workbook_comes_back),
		cmocka_unit_test(test_broken_workbooks),
		cmocka_unit_test(test_zip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
