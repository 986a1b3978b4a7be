#include "judges/preview.h"
#include "tests/unit/contest.h"

static const struct asker chief = { CHIEF, ROLE_CHIEF }, steward = { STEWARD, ROLE_STEWARD }, j1 = { J1, ROLE_JUDGE };
static const struct asker nobody = { NONE, ROLE_AUDIENCE };

#define AT "\"contest\":\"c\",\"stage\":\"prelim\",\"key\":\"k\""

static enum err preview(struct world *w, const struct asker *who, const char *params, struct buf *out, char *expected, size_t size)
{
	struct request r;
	struct json_out o;
	cJSON *tree = NULL;
	buf_reset(out);
	json_out_init(&o, out);
	request_init(&r);
	assert_int_equal(json_parse(params, strlen(params), &tree, NULL), ERR_OK);
	enum err e = preview_answer(&r, w->state, who, tree, &o);
	snprintf(expected, size, "%s", r.expected);
	json_free(tree);
	request_release(&r);
	return e;
}

/* 001 and 003 have 1, 002 has 0; two go on to the final. */
static void begin(struct world *w)
{
	world_init(w, contest_definition);
	contest_phase(w, "prelim", "open");
	contest_sheet(w, "j2", "q", "001", 1, "\"C1\":\"1\"");
	contest_sheet(w, "j2", "q", "002", 1, "\"C1\":\"0\"");
	contest_sheet(w, "j2", "q", "003", 1, "\"C1\":\"1\"");
}

#define CHANGE(id, name, rank, total, status, advances)                                                                       \
	"{\"stage\":\"prelim\",\"competitor\":{\"id\":\"" id "\",\"name\":\"" name "\"},\"rank\":" rank ",\"total\":" total ",\"status\":" status \
	",\"advances\":" advances ",\"award\":[null,null]}"
#define SAME "[\"incomplete\",\"incomplete\"]"

static void test_what_moves(void **unused)
{
	(void)unused;
	static const struct {
		const char *name, *params, *changes;
	} rows[] = {
		{ "points for 002", "{\"method\":\"adjust\",\"params\":{" AT ",\"competitor\":\"002\",\"points\":\"2\",\"reason\":\"r\"}}",
		  CHANGE("002", "B", "[3,1]", "[\"0\",\"2\"]", SAME, "[false,false]") "," CHANGE("001", "A", "[1,2]", "[\"1\",\"1\"]", SAME, "[false,false]") ","
		  CHANGE("003", "C", "[1,2]", "[\"1\",\"1\"]", SAME, "[false,false]") },
		{ "nothing changes", "{\"method\":\"adjust\",\"params\":{" AT ",\"competitor\":\"002\",\"points\":\"0\",\"reason\":\"r\"}}", "" },
		{ "001 goes home", "{\"method\":\"status\",\"params\":{" AT ",\"competitor\":\"001\",\"status\":\"dnf\"}}",
		  CHANGE("002", "B", "[3,2]", "[\"0\",\"0\"]", SAME, "[false,false]") ","
		  CHANGE("001", "A", "[1,null]", "[\"1\",\"1\"]", "[\"incomplete\",\"dnf\"]", "[false,false]") },
		{ "locking moves nobody", "{\"method\":\"phase\",\"params\":{" AT ",\"phase\":\"locked\"}}", "" },
		{ "003 is taken out", "{\"method\":\"order\",\"params\":{" AT ",\"kind\":\"entered\",\"values\":{\"003\":\"0\"}}}",
		  CHANGE("002", "B", "[3,2]", "[\"0\",\"0\"]", SAME, "[false,false]") ","
		  CHANGE("003", "C", "[1,null]", "[\"1\",null]", "[\"incomplete\",null]", "[false,null]") },
	};
	struct world w;
	struct buf out, whole;
	char expected[300];
	begin(&w);
	buf_init(&out, 1 << 16);
	buf_init(&whole, 1 << 16);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum err e = preview(&w, &chief, rows[i].params, &out, expected, sizeof expected);
		if (e != ERR_OK)
			fail_msg("%s: %s (%s)", rows[i].name, err_code(e), expected);
		buf_reset(&whole);
		buf_addf(&whole, "{\"changes\":[%s]}", rows[i].changes);
		expect_json(&out, buf_str(&whole));
	}
	/* it was only looked at */
	assert_int_equal(state_seq(w.state), 5);
	uint32_t count;
	const struct row *table = table_rank(state_table(w.state, 0, PRELIM), &count);
	assert_int_equal(count, 3);
	assert_int_equal(table[2].competitor, 1);
	assert_int_equal(table[2].rank, 3);
	buf_release(&out);
	buf_release(&whole);
	world_release(&w);
}

static void test_refused(void **unused)
{
	(void)unused;
	static const struct {
		const char *name;
		const struct asker *who;
		const char *params;
		enum err e;
		const char *expected;
	} rows[] = {
		{ "no method", &chief, "{}", ERR_INVALID, "phase, status, adjust, order, " },
		{ "a sheet", &chief, "{\"method\":\"sheet\",\"params\":{}}", ERR_INVALID, "phase, status, adjust, order, " },
		{ "no params", &chief, "{\"method\":\"adjust\"}", ERR_INVALID, "params" },
		{ "by a judge", &j1, "{\"method\":\"adjust\",\"params\":{}}", ERR_NOT_ALLOWED, "chief" },
		{ "by nobody", &nobody, "{\"method\":\"phase\",\"params\":{}}", ERR_NOT_SIGNED_IN, "chief or organiser" },
		{ "by a steward", &steward, "{\"method\":\"adjust\",\"params\":{}}", ERR_NOT_ALLOWED, "chief" },
		{ "what would be refused", &chief, "{\"method\":\"phase\",\"params\":{" AT ",\"phase\":\"published\"}}", ERR_WRONG_PHASE, "locked" },
		{ "a stranger", &steward, "{\"method\":\"status\",\"params\":{" AT ",\"competitor\":\"9\",\"status\":\"dns\"}}", ERR_UNKNOWN_COMPETITOR, "9" },
	};
	struct world w;
	struct buf out;
	char expected[300];
	begin(&w);
	buf_init(&out, 1 << 16);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum err e = preview(&w, rows[i].who, rows[i].params, &out, expected, sizeof expected);
		if (e != rows[i].e || strstr(expected, rows[i].expected) == NULL)
			fail_msg("%s: %s (%s)", rows[i].name, err_code(e), expected);
		assert_int_equal(out.len, 0);
	}
	buf_release(&out);
	world_release(&w);
}

/* What the copy says is what the fold then does. */
static void test_copy_is_the_same(void **unused)
{
	(void)unused;
	struct world w;
	begin(&w);
	contest_sheet(&w, "j1", "p", "001", 1, "\"A1\":\"9.5\",\"A2\":\"2\"");
	world_must(&w, "status", "st", "{\"contest\":\"c\",\"stage\":\"prelim\",\"competitor\":\"003\",\"status\":\"dns\"}");
	world_must(&w, "freeze", "ch", "{\"contest\":\"c\",\"stage\":\"prelim\",\"frozen\":true}");
	struct state *copy = state_copy(w.state);
	uint32_t count, copied, step;
	assert_true(state_frozen(copy, 0, PRELIM, &step));
	assert_int_equal(state_phase(copy, 0, PRELIM), PHASE_OPEN);
	assert_int_equal(state_seq(copy), state_seq(w.state));
	assert_memory_equal(state_head(copy), state_head(w.state), HASH_BYTES);
	const struct row *rows = table_rank(state_table(w.state, 0, PRELIM), &count);
	const struct row *same = table_rank(state_table(copy, 0, PRELIM), &copied);
	assert_int_equal(count, copied);
	for (uint32_t i = 0; i < count; i++) {
		assert_int_equal(rows[i].competitor, same[i].competitor);
		assert_int_equal(rows[i].rank, same[i].rank);
		assert_int_equal(rows[i].status, same[i].status);
		assert_int_equal(rows[i].marks_in, same[i].marks_in);
	}
	state_free(copy);
	struct state *empty = state_new();
	assert_null(state_copy(empty));
	state_free(empty);
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_moves),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_copy_is_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
