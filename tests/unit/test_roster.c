#include "events/roster.h"

#include "base/json.h"
#include "events/definition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct reading {
	struct arena arena;
	struct faults faults;
	struct competitor *list;
	uint32_t count;
	enum err err;
};

static void read_list(struct reading *r, const char *text)
{
	memset(r, 0, sizeof *r);
	arena_init(&r->arena);
	faults_init(&r->faults);
	r->err = roster_read(text, strlen(text), &r->arena, &r->list, &r->count, &r->faults);
}

static void reading_release(struct reading *r)
{
	faults_release(&r->faults);
	arena_release(&r->arena);
}

static void test_reads(void **unused)
{
	(void)unused;
	struct reading r;
	read_list(&r, "单位,编号,姓名,读音,电话\n一厂,A-1,\"李, 明\",lǐ míng,1\n\n,A-2,=SUM(1),,\n");
	assert_int_equal(r.err, ERR_OK);
	assert_int_equal(r.faults.warnings, 1);
	assert_int_equal(r.count, 2);
	assert_string_equal(r.list[0].id, "A-1");
	assert_string_equal(r.list[0].name, "李, 明");
	assert_string_equal(r.list[0].unit, "一厂");
	assert_string_equal(r.list[0].reading, "lǐ míng");
	assert_string_equal(r.list[1].reading, "");
	assert_string_equal(r.list[1].name, "=SUM(1)");
	assert_string_equal(r.list[1].unit, "");
	reading_release(&r);
	read_list(&r, "队名,队员\n甲队, 王秀英、李明;张三 \n乙队,\n");
	assert_int_equal(r.err, ERR_OK);
	assert_string_equal(r.list[1].id, "002");
	assert_int_equal(r.list[0].member_count, 3);
	assert_string_equal(r.list[0].members[0], "王秀英");
	assert_string_equal(r.list[0].members[2], "张三");
	assert_int_equal(r.list[1].member_count, 0);
	reading_release(&r);
}

static void test_refuses(void **unused)
{
	(void)unused;
	static const struct {
		const char *name, *text;
		size_t line;
	} rows[] = {
		{ "empty", "", 1 },
		{ "no names", "id,unit\n1,x\n", 1 },
		{ "name empty", "id,name\n1,\n", 2 },
		{ "id twice", "id,name\n1,a\n1,b\n", 3 },
		{ "id with a blank", "id,name\n1 2,a\n", 2 },
		{ "id empty", "id,name\n,a\n", 2 },
		{ "too few", "id,name,unit\n1,a\n", 2 },
		{ "too many", "id,name\n1,a,b\n", 2 },
		{ "open quote", "id,name\n1,\"a\n", 2 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct reading r;
		read_list(&r, rows[i].text);
		if (r.err != ERR_INVALID || r.faults.faults != 1 || r.faults.items[0].place.line != rows[i].line || r.list)
			fail_msg("%s: %zu faults", rows[i].name, r.faults.faults);
		reading_release(&r);
	}
}

static void test_decodes(void **unused)
{
	(void)unused;
	static const struct {
		const char *name, *bytes;
		size_t len;
		enum err err;
		const char *encoding, *text;
	} rows[] = {
		{ "UTF-8", "\xE6\x9D\x8E", 3, ERR_OK, "UTF-8", "李" },
		{ "UTF-8 with a mark", "\xEF\xBB\xBF\xE6\x9D\x8E", 6, ERR_OK, "UTF-8", "李" },
		{ "GBK", "\xC0\xEE\xC3\xF7", 4, ERR_OK, "GB18030", "李明" },
		{ "four bytes of GB18030", "\x90\x30\x81\x30\xC0\xEE", 6, ERR_OK, "GB18030", "\xF0\x90\x80\x80李" },
		{ "UTF-16LE", "\xFF\xFE\x4E\x67", 4, ERR_OK, "UTF-16LE", "李" },
		{ "UTF-16BE", "\xFE\xFF\x67\x4E", 4, ERR_OK, "UTF-16BE", "李" },
		{ "ASCII", "a,b", 3, ERR_OK, "UTF-8", "a,b" },
		{ "neither", "\xFF\xFF\xFF", 3, ERR_MALFORMED, "GB18030", NULL },
		{ "cut off", "\xC0\xEE\xC3", 3, ERR_MALFORMED, "GB18030", NULL },
		{ "half of UTF-16", "\xFF\xFE\x4E", 3, ERR_MALFORMED, "UTF-16LE", NULL },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf utf8;
		const char *encoding = "";
		buf_init(&utf8, 1000);
		enum err e = text_decode(rows[i].bytes, rows[i].len, &utf8, &encoding);
		if (e != rows[i].err || strcmp(encoding, rows[i].encoding) != 0)
			fail_msg("%s: %s, %s", rows[i].name, err_code(e), encoding);
		if (rows[i].text)
			assert_string_equal(buf_str(&utf8), rows[i].text);
		buf_release(&utf8);
	}
}

static void test_puts(void **unused)
{
	(void)unused;
	static const char before[] = "{ \"event\":\"e\", \"contests\":[{\"id\":\"c\", \"title\":\"[\\\"]\",\n\"competitors\": [{\"id\":\"1\",\"name\":\"]\"}] ";
	static const char after[] = ",\"stages\":[{\"id\":\"s\",\"modules\":[{\"id\":\"m\",\"criteria\":[{\"id\":\"k\",\"aspects\":"
	                            "[{\"id\":\"a\",\"method\":\"value\"}]}]}]}]}]}";
	struct competitor two[] = { { .id = "x", .name = "a \"b\"", .unit = "", .reading = "é" }, { .id = "y", .name = "c", .unit = "u" } };
	struct buf text, out;
	struct arena arena;
	struct faults faults;
	struct event *event = NULL;
	buf_init(&text, 10000);
	buf_init(&out, 10000);
	arena_init(&arena);
	faults_init(&faults);
	buf_addf(&text, "%s%s", before, after);
	roster_put(buf_str(&text), text.len, 0, two, 2, &out);
	assert_int_equal(event_read(buf_str(&out), out.len, &arena, &event, &faults), ERR_OK);
	assert_int_equal(event->contests[0].competitor_count, 2);
	assert_string_equal(event->contests[0].competitors[0].name, "a \"b\"");
	assert_string_equal(event->contests[0].competitors[0].reading, "é");
	assert_string_equal(event->contests[0].competitors[1].unit, "u");
	assert_string_equal(event->contests[0].title.zh, "[\"]");
	assert_non_null(strstr(buf_str(&out), after));
	faults_release(&faults);
	arena_release(&arena);
	buf_release(&text);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_decodes),
		cmocka_unit_test(test_puts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
