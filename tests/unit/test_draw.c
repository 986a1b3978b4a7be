#include "display/draw_view.h"
#include "judges/desk_request.h"
#include "tests/unit/world.h"

#define DEFINITION                                                                                                      \
	"{\"event\":\"e\",\"title\":\"E\",\"people\":[{\"id\":\"j\",\"name\":\"J\",\"role\":\"judge\"},{\"id\":\"ch\",\"name\":\"C\",\"role\":\"chief\"}]," \
	"\"contests\":[{\"id\":\"c\",\"title\":\"C\",\"competitors\":[{\"id\":\"1\",\"name\":\"N1\",\"unit\":\"U\"},{\"id\":\"2\",\"name\":\"N2\"}," \
	"{\"id\":\"3\",\"name\":\"N3\"}],\"stages\":[{\"id\":\"s\",\"title\":\"S\",\"modules\":[{\"id\":\"m\",\"title\":\"M\",\"judges\":[\"j\"]," \
	"\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":[{\"id\":\"A1\",\"title\":\"A1\",\"method\":\"points\",\"min\":0,\"max\":9}]}]}]}]}]}"
#define SEED "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static void winners_are(const struct world *w, uint32_t draw, const char *expected)
{
	uint32_t count;
	char text[256] = "";
	const struct prize *list = state_prizes(w->state, &count);
	assert_true(draw < count);
	for (uint32_t i = 0; i < list[draw].count; i++) {
		size_t used = strlen(text);
		snprintf(text + used, sizeof text - used, "%s%s", i ? " " : "", list[draw].winners[i]);
	}
	assert_string_equal(text, expected);
}

/* What docs/ledger.md says, worked out by another program. */
static void test_seed_decides(void **unused)
{
	(void)unused;
	struct world w;
	world_init(&w, DEFINITION);
	world_must(&w, "draw", "hub", "{\"draw\":\"a\",\"first\":1,\"last\":500,\"count\":5,\"seed\":\"" SEED "\"}");
	winners_are(&w, 0, "462 492 271 248 69");
	assert_true(w.change.draws);
	world_must(&w, "draw", "hub", "{\"draw\":\"b\",\"names\":[\"甲\",\"乙\",\"丙\",\"甲\"],\"count\":2,\"seed\":\"" SEED "\"}");
	winners_are(&w, 1, "甲 乙");
	world_release(&w);
}

static void test_nobody_twice(void **unused)
{
	(void)unused;
	struct world w;
	bool won[4] = { false };
	uint32_t count;
	world_init(&w, DEFINITION);
	for (int i = 0; i < 3; i++)
		world_must(&w, "draw", "hub", "{\"draw\":\"a\",\"contest\":\"c\",\"count\":1,\"seed\":\"" SEED "\"}");
	const struct prize *list = state_prizes(w.state, &count);
	assert_int_equal(count, 3);
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_equal(list[i].left, 2 - i);
		assert_false(won[list[i].winners[0][0] - '0']);
		won[list[i].winners[0][0] - '0'] = true;
	}
	assert_int_equal(world_do(&w, "draw", "hub", "{\"draw\":\"a\",\"contest\":\"c\",\"count\":1,\"seed\":\"" SEED "\"}"), ERR_OUT_OF_RANGE);
	world_must(&w, "draw", "hub", "{\"draw\":\"another\",\"contest\":\"c\",\"count\":3,\"seed\":\"" SEED "\"}");
	world_release(&w);
}

static void test_refused(void **unused)
{
	(void)unused;
	static const struct {
		const char *data;
		enum err err;
	} rows[] = {
		{ "{\"draw\":\"a\",\"count\":1,\"seed\":\"" SEED "\"}", ERR_INVALID },
		{ "{\"draw\":\"a\",\"contest\":\"c\",\"first\":1,\"last\":2,\"count\":1,\"seed\":\"" SEED "\"}", ERR_INVALID },
		{ "{\"draw\":\"a\",\"contest\":\"x\",\"count\":1,\"seed\":\"" SEED "\"}", ERR_UNKNOWN_CONTEST },
		{ "{\"draw\":\"a b\",\"contest\":\"c\",\"count\":1,\"seed\":\"" SEED "\"}", ERR_INVALID },
		{ "{\"draw\":\"a\",\"contest\":\"c\",\"count\":0,\"seed\":\"" SEED "\"}", ERR_OUT_OF_RANGE },
		{ "{\"draw\":\"a\",\"contest\":\"c\",\"count\":4,\"seed\":\"" SEED "\"}", ERR_OUT_OF_RANGE },
		{ "{\"draw\":\"a\",\"contest\":\"c\",\"count\":1,\"seed\":\"00\"}", ERR_INVALID },
		{ "{\"draw\":\"a\",\"contest\":\"c\",\"count\":1}", ERR_INVALID },
		{ "{\"draw\":\"a\",\"names\":[],\"count\":1,\"seed\":\"" SEED "\"}", ERR_INVALID },
		{ "{\"draw\":\"a\",\"names\":[1],\"count\":1,\"seed\":\"" SEED "\"}", ERR_INVALID },
		{ "{\"draw\":\"a\",\"first\":5,\"last\":4,\"count\":1,\"seed\":\"" SEED "\"}", ERR_INVALID },
		{ "{\"draw\":\"a\",\"first\":1,\"last\":100001,\"count\":1,\"seed\":\"" SEED "\"}", ERR_INVALID },
	};
	struct world w;
	world_init(&w, DEFINITION);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (world_do(&w, "draw", "hub", rows[i].data) != rows[i].err)
			fail_msg("%s: %s", rows[i].data, err_code(w.change.verdict));
	world_release(&w);
}

static void test_view(void **unused)
{
	(void)unused;
	struct world w;
	struct buf b;
	struct json_out o;
	world_init(&w, DEFINITION);
	buf_init(&b, 1 << 16);
	json_out_init(&o, &b);
	draw_put(&o, w.state, "a");
	assert_string_equal(buf_str(&b), "{\"draws\":[],\"left\":null,\"rolled\":[]}");
	world_must(&w, "draw", "hub", "{\"draw\":\"a\",\"contest\":\"c\",\"count\":3,\"seed\":\"" SEED "\"}");
	buf_reset(&b);
	json_out_init(&o, &b);
	draw_put(&o, w.state, "a");
	assert_non_null(strstr(buf_str(&b), "{\"id\":\"1\",\"name\":\"N1\",\"unit\":\"U\"}"));
	assert_non_null(strstr(buf_str(&b), "\"left\":0,\"rolled\":[]"));
	buf_release(&b);
	world_release(&w);
}

/* The randomness is the hub's; the same key again draws nothing. */
static void test_request(void **unused)
{
	(void)unused;
	static const char asked[] = "{\"draw\":\"a\",\"contest\":\"c\",\"count\":1,\"key\":\"k\"}";
	static const char seeded[] = "{\"draw\":\"a\",\"contest\":\"c\",\"count\":1,\"seed\":\"" SEED "\",\"key\":\"k2\"}";
	struct world w;
	struct request r;
	struct change change;
	cJSON *params = NULL;
	world_init(&w, DEFINITION);
	struct asker chief = { event_person(state_event(w.state), "ch"), ROLE_CHIEF };
	assert_int_equal(json_parse(asked, strlen(asked), &params, NULL), ERR_OK);
	request_init(&r);
	assert_int_equal(draw_request(&r, w.state, &chief, params), ERR_OK);
	assert_false(r.repeated);
	assert_int_equal(strlen(r.entry.draw.seed), 64);
	assert_int_equal(fold(w.state, &r.entry, &change), ERR_OK);
	request_release(&r);
	request_init(&r);
	assert_int_equal(draw_request(&r, w.state, &chief, params), ERR_OK);
	assert_true(r.repeated);
	assert_int_equal(r.change.first_seq, change.seq);
	request_release(&r);
	json_free(params);
	assert_int_equal(json_parse(seeded, strlen(seeded), &params, NULL), ERR_OK);
	request_init(&r);
	assert_int_equal(draw_request(&r, w.state, &chief, params), ERR_INVALID);
	request_release(&r);
	json_free(params);
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seed_decides), cmocka_unit_test(test_nobody_twice), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_view),         cmocka_unit_test(test_request),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
