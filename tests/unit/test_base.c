#include "base/buf.h"
#include "base/decimal.h"
#include "base/index.h"
#include "base/mem.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_decimal(void **unused)
{
	(void)unused;
	static const struct {
		const char *text;
		enum err e;
		int64_t micros;
		const char *again;
	} rows[] = {
		{ "0", ERR_OK, 0, "0" },
		{ "-0", ERR_OK, 0, "0" },
		{ "8.5", ERR_OK, 8500000, "8.5" },
		{ "-0.000001", ERR_OK, -1, "-0.000001" },
		{ "007", ERR_OK, 7000000, "7" },
		{ "1.5000000000", ERR_OK, 1500000, "1.5" },
		{ "1e3", ERR_OK, 1000000000, "1000" },
		{ "25e-1", ERR_OK, 2500000, "2.5" },
		{ "1000000000", ERR_OK, DECIMAL_MAX, "1000000000" },
		{ "-1000000000", ERR_OK, -DECIMAL_MAX, "-1000000000" },
		{ "0e999", ERR_OK, 0, "0" },
		{ "1000000000.000001", ERR_OUT_OF_RANGE, 0, NULL },
		{ "99999999999999999999", ERR_OUT_OF_RANGE, 0, NULL },
		{ "1e999", ERR_OUT_OF_RANGE, 0, NULL },
		{ "0.0000001", ERR_NOT_A_NUMBER, 0, NULL },
		{ "1e-999", ERR_NOT_A_NUMBER, 0, NULL },
		{ "", ERR_NOT_A_NUMBER, 0, NULL },
		{ "-", ERR_NOT_A_NUMBER, 0, NULL },
		{ ".5", ERR_NOT_A_NUMBER, 0, NULL },
		{ "5.", ERR_NOT_A_NUMBER, 0, NULL },
		{ "+5", ERR_NOT_A_NUMBER, 0, NULL },
		{ " 5", ERR_NOT_A_NUMBER, 0, NULL },
		{ "5 ", ERR_NOT_A_NUMBER, 0, NULL },
		{ "5,5", ERR_NOT_A_NUMBER, 0, NULL },
		{ "0x5", ERR_NOT_A_NUMBER, 0, NULL },
		{ "1e", ERR_NOT_A_NUMBER, 0, NULL },
		{ "inf", ERR_NOT_A_NUMBER, 0, NULL },
		{ "\xef\xbc\x95", ERR_NOT_A_NUMBER, 0, NULL },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t micros = 42;
		enum err e = decimal_parse(rows[i].text, strlen(rows[i].text), &micros);
		if (e != rows[i].e || micros != (e == ERR_OK ? rows[i].micros : 42))
			fail_msg("%s: %s, %lld", rows[i].text, err_code(e), (long long)micros);
		char text[DECIMAL_TEXT_MAX];
		decimal_text(micros, text);
		if (e == ERR_OK)
			assert_string_equal(text, rows[i].again);
	}
}

static void test_buf_keeps_its_limit(void **unused)
{
	(void)unused;
	struct buf b;
	buf_init(&b, 5);
	assert_string_equal(buf_str(&b), "");
	buf_adds(&b, "abc");
	buf_addf(&b, "%d", 12);
	assert_true(buf_ok(&b));
	buf_addc(&b, 'x');
	assert_false(buf_ok(&b));
	buf_add(&b, "", 0);
	assert_string_equal(buf_str(&b), "abc12");
	buf_reset(&b);
	assert_true(buf_ok(&b));
	assert_string_equal(buf_str(&b), "");
	buf_release(&b);
}

static void test_ids(void **unused)
{
	(void)unused;
	assert_true(text_event_id("yongkang-2018", 13));
	assert_false(text_event_id("", 0));
	assert_false(text_event_id("-a", 2));
	assert_false(text_event_id("Ab", 2));
	assert_false(text_event_id("a{b}", 4));
	assert_true(text_id("A1", 2));
	assert_true(text_id("001", 3));
	assert_false(text_id("a b", 3));
	assert_false(text_id("@status", 7));
	assert_false(text_id(".x", 2));
	char long_id[ID_MAX + 1];
	memset(long_id, 'a', sizeof long_id);
	assert_true(text_event_id(long_id, ID_MAX));
	assert_false(text_event_id(long_id, ID_MAX + 1));
}

static void test_utf8(void **unused)
{
	(void)unused;
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{ "abc", true },
		{ "\xe8\xaf\x95", true },
		{ "\xf0\xa0\xae\xb7", true },
		{ "\x80", false },
		{ "\xc1\xbf", false },
		{ "\xe0\x80\x80", false },
		{ "\xed\xa0\x80", false },
		{ "\xf4\x90\x80\x80", false },
		{ "\xe8\xaf", false },
		{ "\xf5\x80\x80\x80", false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(text_utf8(rows[i].text, strlen(rows[i].text)), rows[i].good);
}

static void test_index(void **unused)
{
	(void)unused;
	struct arena a;
	struct index x;
	uint32_t value;
	arena_init(&a);
	index_init(&x);
	assert_false(index_get(&x, "a", 1, &value));
	for (uint32_t i = 0; i < 5000; i++) {
		char key[16];
		int n = snprintf(key, sizeof key, "%u", i);
		assert_true(index_put(&x, arena_strndup(&a, key, (size_t)n), (size_t)n, i));
	}
	assert_false(index_put(&x, "17", 2, 0));
	assert_true(index_get(&x, "17", 2, &value));
	assert_int_equal(value, 17);
	assert_true(index_get(&x, "4999", 4, &value));
	assert_int_equal(value, 4999);
	assert_false(index_get(&x, "5000", 4, &value));
	index_release(&x);
	arena_release(&a);
}

static void test_errors(void **unused)
{
	(void)unused;
	enum err e;
	for (unsigned i = 0; i < ERR_COUNT; i++) {
		assert_true(err_from_code(err_code((enum err)i), &e));
		assert_int_equal(e, i);
		assert_true(strlen(err_text((enum err)i)) > 3);
	}
	assert_false(err_from_code("no such code", &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decimal), cmocka_unit_test(test_buf_keeps_its_limit),
		cmocka_unit_test(test_ids),     cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_index),   cmocka_unit_test(test_errors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
