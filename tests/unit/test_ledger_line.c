#include "events/ledger_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct bytes {
	const char *at;
	size_t len;
};
#define BYTES(text) {text, sizeof(text) - 1}

static const struct good_row {
	const char *name;
	struct bytes type, by, key, data;
	bool as_hex;
} rows[] = {
	{"plain", BYTES("sheet"), BYTES("j1"), BYTES("k-1"), BYTES("{\"marks\":{\"A1\":\"8.5\"}}"), false},
	{"blanks in data stay", BYTES("sheet"), BYTES("j1"), BYTES("k"), BYTES("{ \"a\" : [1, 2.50 ,{}] , \"b\":\"}]\\\",\" }"), false},
	{"numbers stay as written", BYTES("adjust"), BYTES("c"), BYTES("k"), BYTES("{\"points\":1.500000e0}"), false},
	{"names in Chinese and quotes", BYTES("status"), BYTES("裁判\"一\""), BYTES("\t"), BYTES("{\"reason\":\"迟到\"}"), false},
	{"no data", BYTES(""), BYTES(""), BYTES(""), BYTES(""), true},
	{"data that is not JSON", BYTES("sheet"), BYTES("j1"), BYTES("k"), BYTES("50%off"), true},
	{"data that would break out", BYTES("sheet"), BYTES("j1"), BYTES("k"), BYTES("1,\"hash\":2"), true},
	{"data over two lines", BYTES("event"), BYTES("hub"), BYTES("k"), BYTES("{\n}"), true},
	{"bad UTF-8", BYTES("sheet"), BYTES("j\xFF"), BYTES("k"), BYTES("{}"), true},
	{"a NUL", BYTES("sheet"), BYTES("j1"), BYTES("k\0k"), BYTES("{}"), true},
	{"deep data", BYTES("x"), BYTES("y"), BYTES("z"), BYTES("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]"), true},
};

static void same(const char *name, const char *at, size_t len, struct bytes expected)
{
	if (len != expected.len || memcmp(at, expected.at, len) != 0)
		fail_msg("%s: %.*s", name, (int)len, at);
}

static void comes_back_byte_for_byte(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct good_row *r = &rows[i];
		struct entry_raw raw = {.type = r->type.at, .by = r->by.at, .key = r->key.at, .data = r->data.at, .type_len = r->type.len,
		                        .by_len = r->by.len, .key_len = r->key.len, .data_len = r->data.len, .at_ms = 1764391251120};
		unsigned char hash[HASH_BYTES];
		struct ledger_line line, written = {.id = "1764391251123-0", .seq = i + 1, .raw = raw, .verdict = ERR_STAGE_LOCKED};
		struct arena arena;
		struct buf out;
		const char *expected;
		memset(hash, (int)i + 200, sizeof hash);
		memcpy(written.hash, hash, sizeof hash);
		arena_init(&arena);
		buf_init(&out, 1 << 20);
		assert_int_equal(ledger_line_write(&written, &out), ERR_OK);
		assert_ptr_equal(strchr(out.data, '\n'), out.data + out.len - 1);
		if ((strstr(out.data, "_hex\":\"") != NULL) != r->as_hex)
			fail_msg("%s: %s", r->name, out.data);
		if (ledger_line_read(out.data, out.len - 1, &arena, &line, &expected) != ERR_OK)
			fail_msg("%s: not read: %s", r->name, out.data);
		same(r->name, line.raw.type, line.raw.type_len, r->type);
		same(r->name, line.raw.by, line.raw.by_len, r->by);
		same(r->name, line.raw.key, line.raw.key_len, r->key);
		same(r->name, line.raw.data, line.raw.data_len, r->data);
		assert_int_equal(line.raw.at_ms, raw.at_ms);
		assert_int_equal(line.seq, i + 1);
		assert_string_equal(line.id, "1764391251123-0");
		assert_int_equal(line.verdict, ERR_STAGE_LOCKED);
		assert_memory_equal(line.hash, hash, sizeof hash);
		buf_release(&out);
		arena_release(&arena);
	}
}

#define HASH "0000000000000000000000000000000000000000000000000000000000000000"
static const struct bad_row {
	const char *name, *line;
} bad_rows[] = {
	{"empty", ""},
	{"cut", "{\"id\":\"1-0\",\"seq\":1,\"type\":\"sheet\""},
	{"a list", "[]"},
	{"no id", "{\"seq\":1,\"type\":\"t\",\"by\":\"b\",\"at\":1,\"key\":\"k\",\"data\":{},\"verdict\":\"accepted\",\"hash\":\"" HASH "\"}"},
	{"seq 0", "{\"id\":\"1-0\",\"seq\":0,\"type\":\"t\",\"by\":\"b\",\"at\":1,\"key\":\"k\",\"data\":{},\"verdict\":\"accepted\",\"hash\":\"" HASH "\"}"},
	{"no data", "{\"id\":\"1-0\",\"seq\":1,\"type\":\"t\",\"by\":\"b\",\"at\":1,\"key\":\"k\",\"verdict\":\"accepted\",\"hash\":\"" HASH "\"}"},
	{"a number as type", "{\"id\":\"1-0\",\"seq\":1,\"type\":1,\"by\":\"b\",\"at\":1,\"key\":\"k\",\"data\":{},\"verdict\":\"accepted\",\"hash\":\"" HASH "\"}"},
	{"half an at", "{\"id\":\"1-0\",\"seq\":1,\"type\":\"t\",\"by\":\"b\",\"at\":1.5,\"key\":\"k\",\"data\":{},\"verdict\":\"accepted\",\"hash\":\"" HASH "\"}"},
	{"short hash", "{\"id\":\"1-0\",\"seq\":1,\"type\":\"t\",\"by\":\"b\",\"at\":1,\"key\":\"k\",\"data\":{},\"verdict\":\"accepted\",\"hash\":\"00\"}"},
	{"hash not hex", "{\"id\":\"1-0\",\"seq\":1,\"type\":\"t\",\"by\":\"b\",\"at\":1,\"key\":\"k\",\"data\":{},\"verdict\":\"accepted\",\"hash\":\"g" HASH "\"}"},
	{"odd hex", "{\"id\":\"1-0\",\"seq\":1,\"at\":1,\"type\":\"t\",\"by\":\"b\",\"key\":\"k\",\"data_hex\":\"abc\",\"verdict\":\"accepted\",\"hash\":\"" HASH "\"}"},
};

static void bad_lines_are_refused(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof bad_rows / sizeof bad_rows[0]; i++) {
		struct arena arena;
		struct ledger_line line = {.seq = 77};
		const char *expected = NULL;
		arena_init(&arena);
		if (ledger_line_read(bad_rows[i].line, strlen(bad_rows[i].line), &arena, &line, &expected) == ERR_OK || line.seq != 77)
			fail_msg("%s: was taken", bad_rows[i].name);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back_byte_for_byte),
		cmocka_unit_test(bad_lines_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
