#include "base/mem.h"
#include "events/entry_json.h"
#include "events/ledger_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct entry_raw raw_of(const char *type, const char *by, const char *key, const char *data)
{
	return (struct entry_raw){ .type = type,
		                   .by = by,
		                   .key = key,
		                   .data = data,
		                   .type_len = strlen(type),
		                   .by_len = strlen(by),
		                   .key_len = strlen(key),
		                   .data_len = strlen(data),
		                   .at_ms = 1764391251123 };
}

/* What is written is what was read, where it was canonical. */
static void test_there_and_back(void **unused)
{
	(void)unused;
	static const struct {
		const char *type, *data;
	} rows[] = {
		{ "sheet", "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"m\",\"competitor\":\"012\",\"attempt\":2,\"judge\":\"j1\","
		           "\"version\":3,\"marks\":{\"A1\":\"8.5\",\"A2\":\"-0.25\"},\"penalties\":{\"late\":\"1\"}}" },
		{ "sheet", "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"m\",\"competitor\":\"012\",\"attempt\":1,\"judge\":\"j1\","
		           "\"version\":1,\"marks\":{},\"penalties\":{}}" },
		{ "phase", "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"published\"}" },
		{ "status", "{\"contest\":\"c\",\"stage\":\"s\",\"competitor\":\"012\",\"status\":\"dsq\",\"reason\":\"安全\"}" },
		{ "adjust", "{\"contest\":\"c\",\"stage\":\"s\",\"competitor\":\"012\",\"points\":\"-1.5\",\"reason\":\"late\"}" },
		{ "order", "{\"contest\":\"c\",\"stage\":\"s\",\"kind\":\"lot\",\"values\":{\"012\":\"3\",\"007\":\"1\"}}" },
		{ "card", "{\"person\":\"j1\",\"hash\":\"00ff\"}" },
		{ "card", "{\"person\":\"j1\",\"hash\":\"00ff\",\"revoked\":true}" },
		{ "sheet", "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"m\",\"competitor\":\"001\",\"attempt\":1,\"judge\":\"j1\",\"version\":1,"
		           "\"marks\":{\"A\":\"1\"},\"penalties\":{},\"scanned\":\"ch\"}" },
		{ "card", "{\"person\":\"j1\",\"hash\":\"00ff\",\"code\":\"77\",\"bound\":true}" },
		{ "card", "{\"person\":\"j1\",\"act\":\"code\",\"hash\":\"00ff\",\"code\":\"77\"}" },
		{ "card", "{\"person\":\"j1\",\"act\":\"claim\",\"tablet\":\"33\"}" },
		{ "card", "{\"person\":\"j1\",\"act\":\"bind\"}" },
		{ "card", "{\"person\":\"j1\",\"act\":\"move\"}" },
		{ "card", "{\"person\":\"j1\",\"act\":\"free\"}" },
		{ "certificate", "{\"id\":\"T-0001-X\",\"contest\":\"c\",\"competitor\":\"012\",\"award\":\"gold\"}" },
		{ "certificate", "{\"id\":\"T-0002-X\",\"contest\":\"c\",\"competitor\":\"012\",\"award\":\"gold\",\"revokes\":\"T-0001-X\","
		                 "\"reason\":\"name\",\"text\":\"https://h/v/T-0002-X#1A\"}" },
		{ "certificate", "{\"id\":\"T-0002-X\",\"revoked\":true,\"reason\":\"mistake\"}" },
		{ "print", "{\"certificate\":\"T-0002-X\",\"copy\":2,\"printer\":\"ipp://printer.local/ipp/print\"}" },
		{ "screen", "{\"screen\":\"hall\",\"scene\":{\"kind\":\"board\",\"contest\":\"c\",\"n\":1.50}}" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena arena;
		struct entry e;
		struct buf out;
		arena_init(&arena);
		buf_init(&out, 4096);
		struct entry_raw raw = raw_of(rows[i].type, "j1", "k", rows[i].data);
		entry_decode(&raw, &arena, &e);
		if (e.fault)
			fail_msg("%s: %s", rows[i].data, e.fault_expected);
		assert_int_equal(entry_encode(&e, &out), ERR_OK);
		assert_string_equal(buf_str(&out), rows[i].data);
		buf_release(&out);
		arena_release(&arena);
	}
}

#define SHEET(rest) "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"m\",\"competitor\":\"012\"," rest "}"
#define WHERE(rest) "{\"contest\":\"c\",\"stage\":\"s\"," rest "}"

/* Bytes that are no entry have a fault, with a sentence where there is something to say. */
static void test_faults(void **unused)
{
	(void)unused;
	static const struct {
		const char *type, *by, *key, *data;
		enum err fault;
		const char *expected; /* begins so; NULL: nothing */
	} rows[] = {
		{ "sheet", "j1", "k", "", ERR_MALFORMED, NULL },
		{ "sheet", "j1", "k", "{\"contest\":\"c\",\"contest\":\"c\"}", ERR_DUPLICATE_KEY, NULL },
		{ "sheet", "j1", "k", "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", ERR_TOO_DEEP, NULL },
		{ "sheet", "j1", "k", "[]", ERR_INVALID, "an object" },
		{ "sheet", "j1", "k", "{}", ERR_INVALID, "contest: an id" },
		{ "sheet", "j1", "k", "{\"contest\":7}", ERR_INVALID, "contest: an id" },
		{ "sheet", "j1", "k", SHEET("\"version\":1"), ERR_INVALID, "marks: an object" },
		{ "sheet", "j1", "k", SHEET("\"marks\":{}"), ERR_INVALID, "version: a whole number from 1" },
		{ "sheet", "j1", "k", SHEET("\"version\":0,\"marks\":{}"), ERR_OUT_OF_RANGE, "version: a whole number" },
		{ "sheet", "j1", "k", SHEET("\"version\":1,\"attempt\":101,\"marks\":{}"), ERR_OUT_OF_RANGE, "attempt: a whole number from 1 to 100" },
		{ "sheet", "j1", "k", SHEET("\"version\":1,\"attempt\":1.5,\"marks\":{}"), ERR_INVALID, "attempt: a whole number" },
		{ "sheet", "j1", "k", SHEET("\"version\":1,\"marks\":[]"), ERR_INVALID, "marks: an object" },
		{ "sheet", "j1", "k", SHEET("\"version\":1,\"marks\":{\"A1\":\"8,5\"}"), ERR_NOT_A_NUMBER, "marks/A1: a decimal number" },
		{ "sheet", "j1", "k", SHEET("\"version\":1,\"marks\":{\"A1\":1e400}"), ERR_OUT_OF_RANGE, "marks/A1: a decimal number" },
		{ "sheet", "j1", "k", SHEET("\"version\":1,\"marks\":{\"A 1\":1}"), ERR_INVALID, "marks: ids" },
		{ "sheet", "j1", "k", SHEET("\"version\":1,\"marks\":{},\"penalties\":3"), ERR_INVALID, "penalties: an object" },
		{ "sheet", "", "k", SHEET("\"version\":1,\"marks\":{}"), ERR_INVALID, "by: the id" },
		{ "sheet", "j 1", "k", SHEET("\"version\":1,\"marks\":{}"), ERR_INVALID, "by: the id" },
		{ "sheet", "j1", "k\n", SHEET("\"version\":1,\"marks\":{}"), ERR_INVALID, "key: a text" },
		{ "sheets", "j1", "k", SHEET("\"version\":1,\"marks\":{}"), ERR_UNSUPPORTED, "an entry's type" },
		{ "phase", "j1", "k", WHERE("\"phase\":\"opened\""), ERR_INVALID, "phase: waiting, open" },
		{ "status", "j1", "k", WHERE("\"competitor\":\"012\",\"status\":\"incomplete\""), ERR_INVALID, "status: dns" },
		{ "adjust", "j1", "k", WHERE("\"competitor\":\"012\",\"points\":\"1\""), ERR_INVALID, "reason: why" },
		{ "adjust", "j1", "k", WHERE("\"competitor\":\"012\",\"reason\":\"x\""), ERR_INVALID, "points: a decimal" },
		{ "order", "j1", "k", WHERE("\"kind\":\"running\",\"values\":{\"012\":1}"), ERR_INVALID, "kind: order" },
		{ "order", "j1", "k", WHERE("\"kind\":\"lot\",\"values\":{}"), ERR_INVALID, "values: an object" },
		{ "card", "j1", "k", "{\"person\":\"j1\",\"hash\":\"00\",\"revoked\":1}", ERR_INVALID, "revoked: true or false" },
		{ "certificate", "j1", "k", "{\"id\":\"x\"}", ERR_INVALID, "contest: an id" },
		{ "print", "j1", "k", "{\"certificate\":\"x\",\"copy\":0,\"printer\":\"p\"}", ERR_OUT_OF_RANGE, "copy: a whole number" },
		{ "print", "j1", "k", "{\"copy\":1,\"printer\":\"p\"}", ERR_INVALID, "certificate: an id" },
		{ "screen", "j1", "k", "{\"screen\":\"hall\",\"scene\":\"board\"}", ERR_INVALID, "scene: an object" },
		{ "event", "hub", "k", "{}", ERR_INVALID, "{\"definition\"" },
		{ "event", "hub", "k", "{\"definition\":{}}", ERR_INVALID, "" },
		{ "event", "hub", "k", "{\"definition\":{\"event\":\"x\"},\"more\":{}}", ERR_MALFORMED, "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena arena;
		struct entry e;
		arena_init(&arena);
		struct entry_raw raw = raw_of(rows[i].type, rows[i].by, rows[i].key, rows[i].data);
		entry_decode(&raw, &arena, &e);
		if (e.fault != rows[i].fault)
			fail_msg("%s: %s", rows[i].data, err_code(e.fault));
		const char *expected = e.fault_expected ? e.fault_expected : "";
		if (rows[i].expected && strncmp(expected, rows[i].expected, strlen(rows[i].expected)) != 0)
			fail_msg("%s: \"%s\"", rows[i].data, expected);
		if (!rows[i].expected)
			assert_null(e.fault_expected);
		arena_release(&arena);
	}
}

static const char definition[] =
	"{ \"event\": \"tiny\", \"title\": \"a \\\" {b}\\\\\",\n \"people\": [{\"id\": \"j1\", \"name\": \"J\", \"role\": \"judge\"}],\n"
	"\"contests\": [{\"id\": \"c\", \"title\": \"C\", \"competitors\": [{\"id\": \"1\", \"name\": \"N\"}],\n"
	"\"stages\": [{\"id\": \"s\", \"title\": \"S\", \"modules\": [{\"id\": \"m\", \"title\": \"M\", \"judges\": [\"j1\"],\n"
	"\"criteria\": [{\"id\": \"A\", \"title\": \"A\", \"aspects\": [{\"id\": \"A1\", \"title\": \"A1\", \"method\": \"points\",\n"
	"\"min\": 0, \"max\": 10}]}]}]}]}]}";

static void test_event(void **unused)
{
	(void)unused;
	struct arena arena;
	struct entry e;
	struct buf out;
	arena_init(&arena);
	buf_init(&out, 4096);
	assert_int_equal(entry_encode_event(definition, sizeof definition - 1, &out), ERR_OK);
	assert_null(strchr(buf_str(&out), '\n'));
	struct entry_raw raw = raw_of("event", "hub", "", buf_str(&out));
	entry_decode(&raw, &arena, &e);
	if (e.fault)
		fail_msg("%s: %s", err_code(e.fault), e.fault_expected);
	assert_string_equal(e.event->id, "tiny");
	assert_string_equal(e.event->title.en, "a \" {b}\\");
	buf_release(&out);
	arena_release(&arena);
}

/* A request's params have other members too, and a sheet without "judge" is the sender's. */
static void test_read_request(void **unused)
{
	(void)unused;
	struct arena arena;
	struct entry e = { .by = "j2", .key = "k" };
	cJSON *tree = NULL;
	const char *text = SHEET("\"version\":1,\"marks\":{\"A1\":8},\"key\":\"k\",\"other\":[1]"), *expected = NULL;
	arena_init(&arena);
	assert_int_equal(json_parse(text, strlen(text), &tree, NULL), ERR_OK);
	assert_int_equal(entry_read(ENTRY_SHEET, tree, &arena, &e, &expected), ERR_OK);
	assert_string_equal(e.sheet.judge, "j2");
	assert_string_equal(e.key, "k");
	assert_int_equal(e.sheet.mark_count, 1);
	assert_int_equal(e.sheet.marks[0].micros, 8000000);
	json_free(tree);
	arena_release(&arena);
}

static void test_line_there_and_back(void **unused)
{
	(void)unused;
	static const struct {
		const char *name, *type, *by, *key, *data;
		size_t data_len;
	} rows[] = {
		{ "plain", "sheet", "j1", "k", "{\"a\":{\"data\":[1.50,\"}\\\"\"]}}", 27 },
		{ "sixteen deep", "x", "j1", "", "{\"a\":[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}", 37 },
		{ "no json", "sheet", "j1", "k", "{\"a\":", 5 },
		{ "a line feed", "sheet", "j1", "k", "{\"a\":\n1}", 8 },
		{ "a NUL", "sheet", "j1", "k", "a\0b", 3 },
		{ "empty", "sheet", "j1", "k", "", 0 },
		{ "blanks around", "sheet", "j1", "k", " {} ", 4 },
		{ "no utf-8", "\xff", "j\xff", "\"data\":{", "{}", 2 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ledger_line line = { .id = "1-0", .seq = i + 1, .verdict = ERR_STALE }, again;
		const char *expected = NULL;
		struct arena arena;
		struct buf out;
		arena_init(&arena);
		buf_init(&out, 4096);
		line.raw = raw_of(rows[i].type, rows[i].by, rows[i].key, "");
		line.raw.data = rows[i].data;
		line.raw.data_len = rows[i].data_len;
		line.hash[31] = 0xab;
		assert_int_equal(ledger_line_write(&line, &out), ERR_OK);
		assert_int_equal(buf_str(&out)[out.len - 1], '\n');
		assert_ptr_equal(strchr(buf_str(&out), '\n'), buf_str(&out) + out.len - 1);
		enum err err = ledger_line_read(buf_str(&out), out.len - 1, &arena, &again, &expected);
		if (err)
			fail_msg("%s: %s: %s", rows[i].name, buf_str(&out), expected);
		assert_string_equal(again.id, "1-0");
		assert_int_equal(again.seq, i + 1);
		assert_int_equal(again.verdict, ERR_STALE);
		assert_int_equal(again.raw.at_ms, 1764391251123);
		assert_memory_equal(again.hash, line.hash, HASH_BYTES);
		assert_int_equal(again.raw.type_len, strlen(rows[i].type));
		assert_memory_equal(again.raw.type, rows[i].type, again.raw.type_len);
		assert_int_equal(again.raw.by_len, strlen(rows[i].by));
		assert_memory_equal(again.raw.by, rows[i].by, again.raw.by_len);
		assert_int_equal(again.raw.key_len, strlen(rows[i].key));
		assert_memory_equal(again.raw.key, rows[i].key, again.raw.key_len);
		assert_int_equal(again.raw.data_len, rows[i].data_len);
		if (rows[i].data_len)
			assert_memory_equal(again.raw.data, rows[i].data, rows[i].data_len);
		buf_release(&out);
		arena_release(&arena);
	}
}

#define HASH "\"hash\":\"00000000000000000000000000000000000000000000000000000000000000ab\""
#define LINE(id, seq, at, data, verdict, hash)                                                            \
	"{\"id\":" id ",\"seq\":" seq ",\"type\":\"x\",\"by\":\"y\",\"at\":" at ",\"key\":\"\",\"data\":" data \
	",\"verdict\":" verdict "," hash "}"

static void test_line_faults(void **unused)
{
	(void)unused;
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ LINE("\"1-0\"", "1", "5", "{}", "\"accepted\"", HASH), NULL },
		{ "", "a JSON object" },
		{ "[]", "an object" },
		{ "{\"data\":{}", "a JSON object" },
		{ LINE("1", "1", "5", "{}", "\"accepted\"", HASH), "id:" },
		{ LINE("\"1-0\"", "0", "5", "{}", "\"accepted\"", HASH), "seq:" },
		{ LINE("\"1-0\"", "1", "\"5\"", "{}", "\"accepted\"", HASH), "at:" },
		{ LINE("\"1-0\"", "1", "5", "{}", "\"fine\"", HASH), "verdict:" },
		{ LINE("\"1-0\"", "1", "5", "{}", "\"accepted\"", "\"hash\":\"00\""), "hash:" },
		{ LINE("\"1-0\"", "1", "5", "{}", "\"accepted\"", "\"hash\":\"zz\""), "hash:" },
		{ LINE("\"1-0\"", "1", "5", "{}}", "\"accepted\"", HASH), "a JSON object" },
		{ LINE("\"1-0\"", "1", "5", "{},\"data\":{}", "\"accepted\"", HASH), "a JSON object" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena arena;
		struct ledger_line line;
		const char *expected = NULL;
		arena_init(&arena);
		enum err err = ledger_line_read(rows[i].text, strlen(rows[i].text), &arena, &line, &expected);
		if (!rows[i].expected != !err)
			fail_msg("%s: %s %s", rows[i].text, err_code(err), expected);
		if (err && strncmp(expected, rows[i].expected, strlen(rows[i].expected)) != 0)
			fail_msg("%s: %s", rows[i].text, expected);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),      cmocka_unit_test(test_faults),
		cmocka_unit_test(test_event),               cmocka_unit_test(test_read_request),
		cmocka_unit_test(test_line_there_and_back), cmocka_unit_test(test_line_faults),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
