#include "base/buf.h"
#include "base/mem.h"
#include "events/entry_json.h"
#include "hub/ledger_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const story[][4] = {
	{ "event", "hub", "d",
	  "{\"definition\":{\"event\":\"e\",\"title\":\"E\",\"people\":[{\"id\":\"j1\",\"name\":\"J\",\"role\":\"judge\"}],\"contests\":[{"
	  "\"id\":\"c\",\"title\":\"C\",\"competitors\":[{\"id\":\"1\",\"name\":\"A\"}],\"stages\":[{\"id\":\"s\",\"title\":\"S\",\"modules\":[{"
	  "\"id\":\"m\",\"title\":\"M\",\"judges\":[\"j1\"],\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":[{\"id\":\"A1\",\"title\":\"A1\","
	  "\"method\":\"points\",\"min\":0,\"max\":10}]}]}]}]}]}}" },
	{ "phase", "j1", "1", "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"open\"}" },
	{ "sheet", "j1", "2",
	  "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"m\",\"competitor\":\"1\",\"version\":1,\"marks\":{\"A1\":\"8.5\"}}" },
	{ "sheet", "j1", "2",
	  "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"m\",\"competitor\":\"1\",\"version\":1,\"marks\":{\"A1\":\"8.5\"}}" },
	{ "sheet", "j1", "3",
	  "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"m\",\"competitor\":\"1\",\"version\":1,\"marks\":{\"A1\":\"9\"}}" },
	{ "sheet", "j1", "4", "{\"contest\":" },
};
#define STORY_COUNT (sizeof story / sizeof *story)

/* The story as the lines of a journal; the last hash in *head. */
static void journal(struct buf *out, unsigned char head[static HASH_BYTES])
{
	struct state *s = state_new();
	for (size_t i = 0; i < STORY_COUNT; i++) {
		struct arena arena;
		struct entry e;
		struct change change;
		struct ledger_line line = { .seq = i + 1 };
		arena_init(&arena);
		snprintf(line.id, sizeof line.id, "%zu-0", 100 + i);
		line.raw = (struct entry_raw){ .type = story[i][0],
			                       .by = story[i][1],
			                       .key = story[i][2],
			                       .data = story[i][3],
			                       .type_len = strlen(story[i][0]),
			                       .by_len = strlen(story[i][1]),
			                       .key_len = strlen(story[i][2]),
			                       .data_len = strlen(story[i][3]),
			                       .at_ms = 1764391251123 };
		entry_decode(&line.raw, &arena, &e);
		line.verdict = fold(s, &e, &change);
		memcpy(line.hash, state_head(s), HASH_BYTES);
		assert_int_equal(ledger_line_write(&line, out), ERR_OK);
		arena_release(&arena);
	}
	memcpy(head, state_head(s), HASH_BYTES);
	state_free(s);
}

static char path[] = "/tmp/touchstone-ledger-XXXXXX";

static void write_file(const char *text, size_t len)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static enum err fold_file(struct ledger_tally *tally, struct ledger_problem *problem,
                          unsigned char head[static HASH_BYTES])
{
	struct state *s = state_new();
	enum err err = ledger_file_fold(path, s, tally, NULL, NULL, problem);
	memcpy(head, state_head(s), HASH_BYTES);
	state_free(s);
	return err;
}

static void test_good(void **unused)
{
	(void)unused;
	struct buf text;
	unsigned char expected[HASH_BYTES], head[HASH_BYTES];
	struct ledger_tally tally;
	struct ledger_problem problem;
	buf_init(&text, 1 << 20);
	journal(&text, expected);
	write_file(buf_str(&text), text.len);
	assert_int_equal(fold_file(&tally, &problem, head), ERR_OK);
	assert_memory_equal(head, expected, HASH_BYTES);
	assert_int_equal(tally.entries, STORY_COUNT);
	assert_int_equal(tally.accepted, 3);
	assert_int_equal(tally.repeated, 1);
	assert_int_equal(tally.refused, 2);
	assert_string_equal(tally.last_id, "105-0");
	buf_release(&text);
}

/*
 * Whatever byte of the file is changed, it is noticed, in its line; but for a change of an id that keeps their order: ids are
 * Redis' and are not in the hash.
 */
static void test_every_byte(void **unused)
{
	(void)unused;
	struct buf text;
	unsigned char expected[HASH_BYTES], head[HASH_BYTES];
	struct ledger_tally tally;
	struct ledger_problem problem;
	buf_init(&text, 1 << 20);
	journal(&text, expected);
	size_t line = 1, begin = 0, unnoticed = 0;
	for (size_t i = 0; i < text.len; i++) {
		char was = text.data[i];
		for (int k = 0; k < 2; k++) {
			text.data[i] = (char)(k ? was ^ 1 : 'x');
			if (text.data[i] == was)
				continue;
			write_file(buf_str(&text), text.len);
			enum err err = fold_file(&tally, &problem, head);
			bool in_id = i - begin > 6 && i - begin < 14;
			if (!err && !in_id)
				fail_msg("byte %zu of line %zu: %c for %c", i - begin, line, text.data[i], was);
			/* a line feed that became something else joins two lines; an id may only be noticed by the next one */
			if (err && problem.line != line && !(in_id && problem.line == line + 1))
				fail_msg("byte %zu of line %zu: line %zu: %s", i - begin, line, problem.line, problem.text);
			unnoticed += !err;
		}
		text.data[i] = was;
		if (was == '\n') {
			line++;
			begin = i + 1;
		}
	}
	assert_true(unnoticed < 6 * STORY_COUNT);
	buf_release(&text);
}

/* Lines left out, doubled, exchanged, cut. */
static void test_lines(void **unused)
{
	(void)unused;
	struct buf text;
	unsigned char expected[HASH_BYTES], head[HASH_BYTES];
	struct ledger_tally tally;
	struct ledger_problem problem;
	size_t at[STORY_COUNT + 1];
	buf_init(&text, 1 << 20);
	journal(&text, expected);
	at[0] = 0;
	for (size_t i = 0; i < STORY_COUNT; i++)
		at[i + 1] = (size_t)(strchr(text.data + at[i], '\n') - text.data) + 1;
	static const struct {
		const char *name;
		int order[STORY_COUNT + 1]; /* line numbers; 0 ends */
		size_t cut; /* bytes off the end */
		size_t line; /* of the problem; 0: none */
	} rows[] = {
		{ "all", { 1, 2, 3, 4, 5, 6 }, 0, 0 },
		{ "the beginning only", { 1, 2, 3 }, 0, 0 },
		{ "none", { 0 }, 0, 1 },
		{ "the first is missing", { 2, 3 }, 0, 1 },
		{ "one is missing", { 1, 2, 4 }, 0, 3 },
		{ "one is doubled", { 1, 2, 2, 3 }, 0, 3 },
		{ "two are exchanged", { 1, 3, 2 }, 0, 2 },
		{ "cut in the last line", { 1, 2, 3 }, 10, 3 },
		{ "cut before the line feed", { 1, 2, 3 }, 1, 3 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf file;
		buf_init(&file, 1 << 20);
		for (const int *n = rows[i].order; n < rows[i].order + STORY_COUNT && *n; n++)
			buf_add(&file, text.data + at[*n - 1], at[*n] - at[*n - 1]);
		write_file(buf_str(&file), file.len - rows[i].cut);
		enum err err = fold_file(&tally, &problem, head);
		if (!err != !rows[i].line || (err && rows[i].order[0] && problem.line != rows[i].line))
			fail_msg("%s: %s, line %zu", rows[i].name, err_code(err), problem.line);
		assert_int_equal(problem.cut, rows[i].cut != 0);
		buf_release(&file);
	}
	buf_release(&text);
}

static void keep_hash(void *arg, const struct ledger_line *line, const struct change *change)
{
	unsigned char(*hashes)[HASH_BYTES] = arg;
	(void)change;
	memcpy(hashes[line->seq - 1], line->hash, HASH_BYTES);
}

static void test_compare(void **unused)
{
	(void)unused;
	struct buf text;
	unsigned char head[HASH_BYTES], hashes[STORY_COUNT][HASH_BYTES];
	struct ledger_tally tally;
	struct ledger_problem problem;
	uint64_t count;
	buf_init(&text, 1 << 20);
	journal(&text, head);
	write_file(buf_str(&text), text.len);
	struct state *s = state_new();
	assert_int_equal(ledger_file_fold(path, s, &tally, keep_hash, hashes, &problem), ERR_OK);
	state_free(s);
	const unsigned char(*known)[HASH_BYTES] = (const unsigned char(*)[HASH_BYTES])hashes;
	assert_int_equal(ledger_file_compare(path, known, STORY_COUNT, &count, &problem), ERR_OK);
	assert_int_equal(count, STORY_COUNT);
	assert_int_equal(ledger_file_compare(path, known, 3, &count, &problem), ERR_OK);
	assert_int_equal(count, STORY_COUNT);
	hashes[3][7] ^= 1;
	assert_int_equal(ledger_file_compare(path, known, STORY_COUNT, &count, &problem), ERR_CORRUPT);
	assert_int_equal(problem.line, 4);
	buf_release(&text);
}

static void test_no_file(void **unused)
{
	(void)unused;
	struct ledger_tally tally;
	struct ledger_problem problem;
	struct state *s = state_new();
	assert_int_equal(ledger_file_fold("/nowhere/at/all", s, &tally, NULL, NULL, &problem), ERR_IO);
	assert_int_equal(problem.line, 0);
	state_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),    cmocka_unit_test(test_every_byte), cmocka_unit_test(test_lines),
		cmocka_unit_test(test_compare), cmocka_unit_test(test_no_file),
	};
	int fd = mkstemp(path);
	if (fd < 0)
		return 1;
	close(fd);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
