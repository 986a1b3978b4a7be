/* The required re-check: who is on the list, what is drawn, when it is everybody, and its end. */
#include "tests/unit/world.h"

#include "judges/desk_request.h"

#define COMPETITORS 20
#define SEED "000102030405060708090a0b0c0d0e0f"
#define AT "\"contest\":\"c\",\"stage\":\"s\""

/* Twenty competitors, listed from 001 on or backwards. */
static void definition_make(struct buf *b, bool backwards)
{
	buf_adds(b, "{\"event\":\"e\",\"title\":\"E\",\"people\":[{\"id\":\"j\",\"name\":\"J\",\"role\":\"judge\"},"
	            "{\"id\":\"ch\",\"name\":\"C\",\"role\":\"chief\"},{\"id\":\"sc\",\"name\":\"S\",\"role\":\"scrutineer\"}],"
	            "\"contests\":[{\"id\":\"c\",\"title\":\"C\",\"competitors\":[");
	for (int i = 0; i < COMPETITORS; i++)
		buf_addf(b, "%s{\"id\":\"%03d\",\"name\":\"N\"}", i ? "," : "", backwards ? COMPETITORS - i : i + 1);
	buf_adds(b, "],\"stages\":[{\"id\":\"s\",\"title\":\"S\",\"modules\":[{\"id\":\"m\",\"title\":\"M\",\"judges\":[\"j\"],\"criteria\":["
	            "{\"id\":\"A\",\"title\":\"A\",\"aspects\":[{\"id\":\"A1\",\"title\":\"A1\",\"method\":\"points\",\"min\":0,\"max\":100}]}]}]}]}]}");
}

/* 001 is first; 006 and 007 share rank 6: so the first 30 percent are seven. Locked. */
static void begin(struct world *w, bool backwards)
{
	struct buf b;
	buf_init(&b, 1 << 16);
	definition_make(&b, backwards);
	world_init(w, buf_str(&b));
	buf_release(&b);
	world_must(w, "phase", "ch", "{" AT ",\"phase\":\"open\"}");
	for (int i = 1; i <= COMPETITORS; i++)
		world_must(w, "sheet", "j", "{" AT ",\"module\":\"m\",\"competitor\":\"%03d\",\"version\":1,\"marks\":{\"A1\":%d}}", i,
		           i == 7 ? 94 : 100 - i);
	world_must(w, "phase", "ch", "{" AT ",\"phase\":\"locked\"}");
}

static enum err checked(struct world *w, const char *competitor, bool right, const char *what)
{
	char data[160];
	snprintf(data, sizeof data, "{" AT ",\"competitor\":\"%s\",\"right\":%s,\"what\":\"%s\"}", competitor, right ? "true" : "false", what);
	return world_do(w, "recheck", "sc", data);
}

/* The ids of a part of the list, in its order, with a blank behind each. */
static const char *part(const struct world *w, int which)
{
	static char out[200];
	const struct recheck *r = state_recheck(w->state, 0, 0);
	out[0] = '\0';
	for (uint32_t i = 0; i < r->count; i++) {
		size_t used = strlen(out);
		if ((int)r->items[i].part == which)
			snprintf(out + used, sizeof out - used, "%s ", state_event(w->state)->contests[0].competitors[r->items[i].competitor].id);
	}
	return out;
}

/*
 * Whom this seed draws of 008 to 020, by another implementation:
 * python3 -c 'import hashlib as h; print(sorted(("%03d"%i for i in range(8,21)),
 *   key=lambda i: h.blake2b(b"000102030405060708090a0b0c0d0e0f\0"+i.encode(), digest_size=32).digest())[:2])'
 */
static void test_draw(void **unused)
{
	(void)unused;
	for (int backwards = 0; backwards < 2; backwards++) {
		struct world w;
		begin(&w, backwards);
		world_must(&w, "recheck", "ch", "{" AT ",\"seed\":\"" SEED "\"}");
		const struct recheck *r = state_recheck(w.state, 0, 0);
		assert_int_equal(r->count, COMPETITORS);
		assert_int_equal(r->drawn, 9);
		assert_int_equal(r->due, 9);
		assert_string_equal(part(&w, RECHECK_IN_TOP), "001 002 003 004 005 006 007 ");
		assert_string_equal(part(&w, RECHECK_IN_SAMPLE), "016 020 ");
		world_release(&w);
	}
}

static void test_worked_off(void **unused)
{
	(void)unused;
	struct world w;
	begin(&w, false);
	assert_int_equal(world_do(&w, "recheck", "ch", "{" AT ",\"seed\":\"short\"}"), ERR_INVALID);
	assert_int_equal(checked(&w, "001", true, ""), ERR_STALE); /* nothing was drawn */
	world_must(&w, "recheck", "ch", "{" AT ",\"seed\":\"" SEED "\"}");
	assert_int_equal(world_do(&w, "recheck", "ch", "{" AT ",\"seed\":\"" SEED "\"}"), ERR_STALE);
	assert_int_equal(checked(&w, "008", true, ""), ERR_NOT_FOUND); /* not drawn */
	assert_int_equal(checked(&w, "001", false, ""), ERR_INVALID); /* what was wrong? */
	assert_int_equal(world_do(&w, "recheck", "ch", "{" AT ",\"done\":true}"), ERR_MISSING_MARK);
	/* one of nine is more than 5 percent: everybody */
	assert_int_equal(checked(&w, "001", false, "A1 was 98"), ERR_OK);
	const struct recheck *r = state_recheck(w.state, 0, 0);
	assert_true(r->whole);
	assert_int_equal(r->due, COMPETITORS);
	assert_int_equal(checked(&w, "008", true, ""), ERR_OK);
	/* it was right after all: only what was drawn */
	assert_int_equal(checked(&w, "001", true, "A1 is 99"), ERR_OK);
	assert_false(r->whole);
	assert_int_equal(r->due, 9);
	assert_int_equal(r->checked, 1);
	for (uint32_t i = 1; i < r->count; i++)
		if (r->items[i].part != RECHECK_IN_REST)
			assert_int_equal(checked(&w, state_event(w.state)->contests[0].competitors[r->items[i].competitor].id, true, ""), ERR_OK);
	world_must(&w, "recheck", "ch", "{" AT ",\"done\":true,\"what\":\"all right\"}");
	assert_true(r->done);
	assert_int_equal(checked(&w, "001", true, ""), ERR_STALE);
	/* another one may be drawn; a definition in another order keeps it */
	world_must(&w, "recheck", "ch", "{" AT ",\"seed\":\"" SEED "\"}");
	struct buf b, data;
	buf_init(&b, 1 << 16);
	buf_init(&data, 1 << 16);
	definition_make(&b, true);
	assert_int_equal(entry_encode_event(buf_str(&b), b.len, &data), ERR_OK);
	assert_int_equal(world_do(&w, "event", "hub", buf_str(&data)), ERR_OK);
	assert_string_equal(part(&w, RECHECK_IN_TOP), "001 002 003 004 005 006 007 ");
	buf_release(&b);
	buf_release(&data);
	world_release(&w);
}

/* The hub draws; the same request again gets the first answer, not another draw. */
static void test_request(void **unused)
{
	(void)unused;
	struct world w;
	struct request r;
	struct json_place place;
	cJSON *params = NULL;
	const char text[] = "{" AT ",\"key\":\"k\"}";
	begin(&w, false);
	assert_int_equal(json_parse(text, sizeof text - 1, &params, &place), ERR_OK);
	struct asker who = { .person = 1, .role = ROLE_CHIEF };
	for (int i = 0; i < 2; i++) {
		request_init(&r);
		assert_int_equal(recheck_request(&r, w.state, &who, params), ERR_OK);
		assert_int_equal(r.repeated, i == 1);
		struct change change;
		if (i == 0) {
			assert_int_equal(strlen(r.entry.recheck.seed), SEED_CHARS);
			assert_int_equal(fold(w.state, &r.entry, &change), ERR_OK);
		} else {
			assert_int_equal(r.change.first_seq, state_seq(w.state));
		}
		request_release(&r);
	}
	json_free(params);
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_draw),
		cmocka_unit_test(test_worked_off),
		cmocka_unit_test(test_request),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
