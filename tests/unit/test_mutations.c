/*
 * Files from outside, changed at random: a definition and a CSV of marks are read to the end whatever is in them, and
 * either good or with faults that have a place. Worth most under the sanitizers. The seed is fixed: the same changes
 * every time; MUTATIONS=100000 in the environment makes more of them.
 */
#include "events/definition.h"
#include "events/file.h"
#include "events/standings_out.h"
#include "events/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DEFINITION "tests/data/definitions/good/everything.json"
#define ROUNDS 1500

static const char marks[] =
	"contest,stage,competitor,module,attempt,aspect,judge,value\n"
	"weld,prelim,001,theory,,T1,,80\nweld,prelim,002,theory,,T1,,80.5\nweld,final,001,practical,1,A1,j1,8.5\n"
	"weld,final,001,practical,1,A1,j2,9\nweld,final,001,practical,1,A1,j3,7.5\nweld,final,001,practical,1,A2,j1,2\n"
	"weld,final,001,practical,1,A3,,12.01\nweld,final,001,practical,1,A4,,59\nweld,final,001,practical,1,A5,,72\n"
	"weld,final,001,practical,1,A6,,2\nweld,final,001,practical,1,A7,,33\nweld,final,001,practical,1,A8,,yes\n"
	"weld,final,001,practical,1,dd,,2.1\nweld,final,001,practical,1,late,,2\nweld,final,002,practical,2,dd,,2.1\n"
	"weld,final,001,show,1,S1,j1,12\nweld,final,001,show,1,\"S1\",j2,13\nweld,final,001,show,1,S2,,3\n"
	"weld,final,001,,,@adjust,,-1\nweld,final,002,,,@status,,dns\nweld,final,002,,,@lot,,2\nweld,final,002,,,@entered,,1\n";

static uint64_t random_next(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

/* What stands in place of something, now and then. */
static const char *const pieces[] = { "null", "-1", "1e9", "0", "\"\"", "{}", "[]", "true", "999999999999", "0.0000001", "\"@x\"",
	                                  "\xE4",  ",",  "\n",  "\"", "1",    "\"j1\"", "\\u0000", "\"A1\"", "-" };

/* One to three changes in a text of *len bytes with room for `cap`. */
static void mutate(char *text, size_t *len, size_t cap, uint64_t *seed)
{
	for (uint64_t left = 1 + random_next(seed) % 3; left > 0 && *len > 0; left--) {
		size_t at = random_next(seed) % *len, n = 1 + random_next(seed) % 12;
		n = at + n > *len ? *len - at : n;
		const char *piece = pieces[random_next(seed) % (sizeof pieces / sizeof pieces[0])];
		size_t piece_len = strlen(piece);
		switch (random_next(seed) % 4) {
		case 0: text[at] = (char)random_next(seed); break;
		case 1: /* take something out */
			memmove(text + at, text + at + n, *len - at - n);
			*len -= n;
			break;
		case 2: text[at] = "0123456789-{}[],:\"."[random_next(seed) % 19]; break;
		default: /* put something in */
			if (*len + piece_len > cap)
				break;
			memmove(text + at + piece_len, text + at, *len - at);
			memcpy(text + at, piece, piece_len);
			*len += piece_len;
		}
	}
}

/* A changed copy in a block of exactly its size, so that a sanitizer sees a byte too many. */
static char *changed_copy(const char *text, size_t *len, uint64_t *seed)
{
	size_t cap = *len * 2 + 100;
	char *roomy = xmalloc(cap);
	memcpy(roomy, text, *len);
	mutate(roomy, len, cap, seed);
	char *exact = xmalloc(*len ? *len : 1);
	memcpy(exact, roomy, *len);
	free(roomy);
	return exact;
}

static void take(void *arg, const struct mark_row *row)
{
	mark_row_apply(row, ((struct tables *)arg)->of[row->contest][row->stage]);
}

/* Reads marks into tables and prints them in every form. */
static enum err score(const struct event *event, const char *csv, size_t len, struct faults *faults)
{
	struct tables tables;
	struct buf out;
	struct standings_choice all = { NULL, NULL };
	tables_init(&tables, event);
	enum err e = marks_read(csv, len, event, take, &tables, faults);
	buf_init(&out, (size_t)16 << 20);
	standings_json(&tables, &all, &out);
	standings_csv(&tables, &all, &out);
	standings_text(&tables, &all, true, &out);
	assert_true(buf_ok(&out));
	buf_release(&out);
	tables_release(&tables);
	return e;
}

static long rounds(void)
{
	const char *more = getenv("MUTATIONS");
	return more ? strtol(more, NULL, 10) : ROUNDS;
}

static void check_faults(const struct faults *f, enum err e)
{
	assert_int_equal(e == ERR_OK, f->faults == 0);
	for (size_t i = 0; i < f->count; i++)
		assert_true(f->items[i].place.line >= 1 && *f->items[i].text);
}

static void test_definitions(void **unused)
{
	(void)unused;
	struct buf good;
	uint64_t seed = 88172645463325252u;
	long accepted = 0;
	buf_init(&good, 1 << 20);
	assert_int_equal(file_read(DEFINITION, &good), ERR_OK);
	for (long i = 0; i < rounds(); i++) {
		struct arena arena;
		struct faults faults, of_marks;
		struct event *event = NULL;
		size_t len = good.len;
		char *text = changed_copy(buf_str(&good), &len, &seed);
		arena_init(&arena);
		faults_init(&faults);
		faults_init(&of_marks);
		enum err e = event_read(text, len, &arena, &event, &faults);
		check_faults(&faults, e);
		assert_int_equal(e == ERR_OK, event != NULL);
		if (event)
			check_faults(&of_marks, score(event, marks, strlen(marks), &of_marks));
		accepted += event != NULL;
		faults_release(&of_marks);
		faults_release(&faults);
		arena_release(&arena);
		free(text);
	}
	assert_true(accepted > 0);
	buf_release(&good);
}

static void test_marks(void **unused)
{
	(void)unused;
	struct arena arena;
	struct faults faults;
	struct event *event = NULL;
	uint64_t seed = 0x9E3779B97F4A7C15u;
	arena_init(&arena);
	faults_init(&faults);
	assert_int_equal(event_read_file(DEFINITION, &arena, &event, &faults), ERR_OK);
	for (long i = 0; i < rounds(); i++) {
		struct faults found;
		size_t len = strlen(marks);
		char *text = changed_copy(marks, &len, &seed);
		faults_init(&found);
		check_faults(&found, score(event, text, len, &found));
		faults_release(&found);
		free(text);
	}
	faults_release(&faults);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_definitions),
		cmocka_unit_test(test_marks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
