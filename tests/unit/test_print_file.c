/* hub: what is to be printed as a file, and what can be printed to: read, written, refused. */
#include "hub/print_file.h"
#include "hub/printers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ID "YONG2018-0001-8XKJ20PQ"
#define FILE_OF(items) "{\"printer\":\"ipp://p/ipp/print\",\"by\":\"chief\",\"items\":[" items "]}"

static void written_and_read(void **unused)
{
	struct print_file f = { .printer = "ipp://p/ipp/print", .by = "chief" }, again;
	struct buf text;
	(void)unused;
	buf_init(&text, PRINT_FILE_MAX);
	print_file_add(&f, ID, 0);
	print_file_add(&f, "YONG2018-0002-8XKJ20PQ", 2);
	print_file_write(&f, &text);
	assert_int_equal(print_file_read(buf_str(&text), text.len, &again), ERR_OK);
	assert_string_equal(again.printer, f.printer);
	assert_string_equal(again.by, "chief");
	assert_int_equal(again.count, 2);
	assert_string_equal(again.items[0].id, ID);
	assert_int_equal(again.items[1].copies, 2);
	assert_ptr_equal(print_file_item(&again, ID), &again.items[0]);
	assert_null(print_file_item(&again, "YONG2018-0003-8XKJ20PQ"));
	print_file_release(&again);
	print_file_release(&f);
	buf_release(&text);
}

static void refused(void **unused)
{
	static const char *const rows[] = {
		"", "[]", "{}", "{\"printer\":\"p\",\"by\":\"chief\"}", FILE_OF(""), FILE_OF("\"" ID "\""), FILE_OF("[]"),
		FILE_OF("[\"" ID "\"]"), FILE_OF("[\"" ID "\",-1]"), FILE_OF("[\"" ID "\",0,0]"), FILE_OF("[\"x\",0]"),
		FILE_OF("[0,\"" ID "\"]"), FILE_OF("[\"" ID "\",0],[\"" ID "\",0]"), FILE_OF("[\"" ID "\",4294967296]"),
		"{\"printer\":\"p\",\"by\":\"a b\",\"items\":[[\"" ID "\",0]]}", "{\"printer\":1,\"by\":\"c\",\"items\":[[\"" ID "\",0]]}",
	};
	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct print_file f;
		if (print_file_read(rows[i], strlen(rows[i]), &f) != ERR_INVALID)
			fail_msg("taken: %s", rows[i]);
		assert_null(f.items);
	}
}

static void printers_that_are_told(void **unused)
{
	static const struct {
		const char *text;
		bool good;
		size_t count;
	} rows[] = {
		{ NULL, true, 0 },
		{ "", true, 0 },
		{ "会务处=ipp://192.168.1.20/ipp/print", true, 1 },
		{ "A=ipp://a/ipp/print,B=ipps://b:443/ipp/print", true, 2 },
		{ "A=ipp://a/ipp/print,B=ipp://a/ipp/print", false, 0 }, /* twice the same */
		{ "A", false, 0 },
		{ "=ipp://a/ipp/print", false, 0 },
		{ "A=", false, 0 },
		{ "A=http://a/", false, 0 },
		{ "A=ipp:///x", false, 0 },
		{ ",A=ipp://a/ipp/print", false, 0 },
	};
	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct printers p;
		if (printers_tell(&p, rows[i].text) != rows[i].good)
			fail_msg("%s", rows[i].text);
		if (rows[i].good)
			assert_int_equal(p.count, rows[i].count);
	}
}

static void printers_that_are_found(void **unused)
{
	struct printers p;
	(void)unused;
	assert_true(printers_tell(&p, "Hall=ipp://hall/ipp/print"));
	printers_found(&p, "ipp://localhost/printers/a\tOffice\tmedia-empty\nnonsense\nhttp://x/\tX\t\nipp://hall/ipp/print\tTwice\t\n"
	                   "ipp://localhost/printers/b\tB\t");
	assert_int_equal(p.count, 3);
	assert_string_equal(p.list[1].name, "Office");
	assert_string_equal(p.list[1].says, "media-empty");
	assert_string_equal(p.list[2].uri, "ipp://localhost/printers/b");
	assert_string_equal(printers_get(&p, "ipp://hall/ipp/print")->name, "Hall");
	printers_found(&p, "");
	assert_int_equal(p.count, 1);
	assert_null(printers_get(&p, "ipp://localhost/printers/a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_and_read),
		cmocka_unit_test(refused),
		cmocka_unit_test(printers_that_are_told),
		cmocka_unit_test(printers_that_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
