#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum err parse(const char *text)
{
	cJSON *tree = NULL;
	enum err e = json_parse(text, strlen(text), &tree, NULL);
	json_free(tree);
	return e;
}

static void test_accepts(void **unused)
{
	(void)unused;
	static const char *const good[] = {
		"{}",       "[]",   "0",    "-0",
		"1.5e3",    "\"\"", "true", " [1, 2 ] ",
		"null",     "{\"a\":{\"a\":1}}", "\"\\ud83d\\ude00\"", "[\"\\u4e00\"]",
		"{\"a\":1,\"A\":2}", "\"\xe4\xb8\xad\"", "[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]",
	};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		if (parse(good[i]) != ERR_OK)
			fail_msg("refused: %s", good[i]);
	}
}

static void test_refuses(void **unused)
{
	(void)unused;
	static const struct {
		const char *name, *text;
		enum err e;
	} rows[] = {
		{ "empty", "", ERR_MALFORMED },
		{ "blank", " ", ERR_MALFORMED },
		{ "trailing text", "{} x", ERR_MALFORMED },
		{ "two values", "1 2", ERR_MALFORMED },
		{ "trailing comma", "[1,]", ERR_MALFORMED },
		{ "comma first", "[,1]", ERR_MALFORMED },
		{ "open array", "[1", ERR_MALFORMED },
		{ "open object", "{\"a\":1", ERR_MALFORMED },
		{ "open string", "\"a", ERR_MALFORMED },
		{ "leading zero", "[01]", ERR_MALFORMED },
		{ "plus", "+1", ERR_MALFORMED },
		{ "bare point", "1.", ERR_MALFORMED },
		{ "no whole part", ".5", ERR_MALFORMED },
		{ "bare exponent", "1e", ERR_MALFORMED },
		{ "hex", "0x1", ERR_MALFORMED },
		{ "NaN", "NaN", ERR_MALFORMED },
		{ "True", "True", ERR_MALFORMED },
		{ "single quotes", "{'a':1}", ERR_MALFORMED },
		{ "key without quotes", "{a:1}", ERR_MALFORMED },
		{ "number as key", "{1:1}", ERR_MALFORMED },
		{ "no colon", "{\"a\" 1}", ERR_MALFORMED },
		{ "raw control character", "\"a\nb\"", ERR_MALFORMED },
		{ "escaped NUL", "\"\\u0000\"", ERR_MALFORMED },
		{ "bad escape", "\"\\x\"", ERR_MALFORMED },
		{ "short escape", "\"\\u12\"", ERR_MALFORMED },
		{ "lone high surrogate", "\"\\ud800\"", ERR_MALFORMED },
		{ "lone low surrogate", "\"\\udc00\"", ERR_MALFORMED },
		{ "high without low", "\"\\ud800\\u0041\"", ERR_MALFORMED },
		{ "not UTF-8", "\"\xff\"", ERR_MALFORMED },
		{ "overlong", "\"\xc0\xaf\"", ERR_MALFORMED },
		{ "comment", "/**/1", ERR_MALFORMED },
		{ "duplicate key", "{\"a\":1,\"b\":2,\"a\":3}", ERR_DUPLICATE_KEY },
		{ "duplicate key by escape", "{\"a\":1,\"\\u0061\":3}", ERR_DUPLICATE_KEY },
		{ "inner duplicate", "[{\"a\":[{\"b\":1,\"b\":1}]}]", ERR_DUPLICATE_KEY },
		{ "17 deep", "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", ERR_TOO_DEEP },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (parse(rows[i].text) != rows[i].e)
			fail_msg("%s: %s, expected %s", rows[i].name, err_code(parse(rows[i].text)), err_code(rows[i].e));
	}
}

static void test_numbers_are_exact(void **unused)
{
	(void)unused;
	static const char text[] = "{\"a\":0.1,\"b\":\"999999999.999999\",\"c\":3.0,\"d\":1e400,\"e\":\"x\","
				   "\"f\":1752000000000}";
	cJSON *tree;
	int64_t n;
	const char *s;
	assert_int_equal(json_parse(text, sizeof text - 1, &tree, NULL), ERR_OK);
	assert_int_equal(json_decimal(json_member(tree, "a"), &n), ERR_OK);
	assert_int_equal(n, 100000);
	assert_int_equal(json_decimal(json_member(tree, "b"), &n), ERR_OK);
	assert_int_equal(n, INT64_C(999999999999999));
	assert_int_equal(json_int(json_member(tree, "c"), 0, 9, &n), ERR_OK);
	assert_int_equal(n, 3);
	assert_int_equal(json_int(json_member(tree, "c"), 4, 9, &n), ERR_OUT_OF_RANGE);
	assert_int_equal(json_int(json_member(tree, "a"), 0, 9, &n), ERR_INVALID);
	assert_int_equal(json_int(json_member(tree, "b"), 0, 9, &n), ERR_INVALID);
	assert_int_equal(json_int(json_member(tree, "f"), 0, INT64_MAX, &n), ERR_OK);
	assert_int_equal(n, INT64_C(1752000000000));
	assert_int_equal(json_decimal(json_member(tree, "d"), &n), ERR_OUT_OF_RANGE);
	assert_int_equal(json_decimal(json_member(tree, "e"), &n), ERR_NOT_A_NUMBER);
	assert_int_equal(json_decimal(json_member(tree, "none"), &n), ERR_INVALID);
	assert_false(json_string(json_member(tree, "a"), &s));
	assert_true(json_string(json_member(tree, "e"), &s));
	assert_null(json_member(tree, "A"));
	json_free(tree);
}

static void test_place(void **unused)
{
	(void)unused;
	static const char bad[] = "{\n  \"\xe4\xb8\xad\": tru\n}";
	cJSON *tree;
	struct json_place p;
	assert_int_equal(json_parse(bad, sizeof bad - 1, &tree, &p), ERR_MALFORMED);
	assert_int_equal(p.line, 2);
	assert_int_equal(p.column, 8);

	static const char good[] = "{\"a\": [1,\n {\"b/c\": 5, \"b\": 6}],\n \"d\": 7}";
	p = json_locate(good, sizeof good - 1, "/a/1/b");
	assert_int_equal(p.line, 2);
	assert_int_equal(good[p.offset], '6');
	p = json_locate(good, sizeof good - 1, "/a/1/b~1c");
	assert_int_equal(good[p.offset], '5');
	p = json_locate(good, sizeof good - 1, "/d");
	assert_int_equal(p.line, 3);
	p = json_locate(good, sizeof good - 1, "/a/1/none");
	assert_int_equal(good[p.offset], '{');
	p = json_locate(good, sizeof good - 1, "");
	assert_int_equal(p.offset, 0);
}

static void test_writes_what_it_reads(void **unused)
{
	(void)unused;
	static const char text[] = "{\"a\":[1,2.50,\"\\\"\\\\\\n\\u0001\xe4\xb8\xad\",true,null,{}],\"b\":{\"c\":[]}}";
	cJSON *tree;
	struct buf b;
	struct json_out o;
	buf_init(&b, 1000);
	json_out_init(&o, &b);
	assert_int_equal(json_parse(text, sizeof text - 1, &tree, NULL), ERR_OK);
	json_put_tree(&o, tree);
	assert_string_equal(buf_str(&b), text);
	json_free(tree);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepts),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_numbers_are_exact),
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_writes_what_it_reads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
