#include "judges/history.h"
#include "tests/unit/contest.h"

static const struct asker chief = { CHIEF, ROLE_CHIEF }, eyes = { SCRUTINEER, ROLE_SCRUTINEER }, j1 = { J1, ROLE_JUDGE };
static const struct asker nobody = { NONE, ROLE_AUDIENCE }, office = { ORGANISER, ROLE_ORGANISER };

static enum err ask(const struct history *h, struct world *w, const struct asker *who, const char *params, struct buf *out,
                    char *expected, size_t size)
{
	struct request r;
	struct json_out o;
	cJSON *tree = NULL;
	buf_reset(out);
	json_out_init(&o, out);
	request_init(&r);
	if (params != NULL)
		assert_int_equal(json_parse(params, strlen(params), &tree, NULL), ERR_OK);
	enum err e = history_answer(h, &r, w->state, who, tree, &o);
	snprintf(expected, size, "%s", r.expected);
	json_free(tree);
	request_release(&r);
	return e;
}

/* The sequence numbers in an answer: "7 5 3 next 3". */
static void numbers(const struct buf *answer, char *out, size_t size)
{
	cJSON *tree = NULL;
	int64_t n;
	size_t used = 0;
	const cJSON *entry;
	assert_int_equal(json_parse(buf_str(answer), answer->len, &tree, NULL), ERR_OK);
	out[0] = '\0';
	cJSON_ArrayForEach(entry, json_member(tree, "entries"))
	{
		assert_int_equal(json_int(json_member(entry, "seq"), 1, 1000, &n), ERR_OK);
		used += (size_t)snprintf(out + used, size - used, "%s%d", used ? " " : "", (int)n);
	}
	if (json_is_number(json_member(tree, "next"))) {
		assert_int_equal(json_int(json_member(tree, "next"), 1, 1000, &n), ERR_OK);
		snprintf(out + used, size - used, " next %d", (int)n);
	}
	json_free(tree);
}

static void told(struct history *h, struct world *w, const char *type, const char *by, const char *data)
{
	(void)world_do(w, type, by, data);
	history_note(h, &w->entry, &w->change);
}

/* 1 the definition, then what each line does. */
static struct history *begin(struct world *w)
{
	struct history *h = history_new();
	world_init(w, contest_definition);
	history_note(h, &w->entry, &w->change);
	told(h, w, "phase", "ch", "{\"contest\":\"c\",\"stage\":\"prelim\",\"phase\":\"open\"}"); /* 2 */
	told(h, w, "sheet", "j1", "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"p\",\"competitor\":\"001\",\"version\":1,\"marks\":{\"A1\":\"9\"}}");
	told(h, w, "sheet", "j1", "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"p\",\"competitor\":\"001\",\"version\":1,\"marks\":{\"A1\":\"8\"}}"); /* stale */
	told(h, w, "sheet", "j2", "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"q\",\"competitor\":\"002\",\"version\":1,\"marks\":{\"C1\":\"1\"}}"); /* 5 */
	told(h, w, "return", "ch",
	     "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"p\",\"competitor\":\"001\",\"judge\":\"j1\",\"version\":1,\"reason\":\"r\"}");
	told(h, w, "screen", "st", "{\"screen\":\"hall\",\"scene\":{\"kind\":\"blank\"}}"); /* 7 */
	told(h, w, "nonsense", "ch", "{}");
	told(h, w, "status", "st", "{\"contest\":\"c\",\"stage\":\"prelim\",\"competitor\":\"003\",\"status\":\"dns\",\"reason\":\"ill\"}"); /* 9 */
	return h;
}

static void test_filters(void **unused)
{
	(void)unused;
	static const struct {
		const char *params, *numbers;
	} rows[] = {
		{ NULL, "9 8 7 6 5 4 3 2 1" },
		{ "{}", "9 8 7 6 5 4 3 2 1" },
		{ "{\"limit\":3}", "9 8 7 next 7" },
		{ "{\"limit\":3,\"before\":7}", "6 5 4 next 4" },
		{ "{\"limit\":3,\"before\":4}", "3 2 1" },
		{ "{\"before\":1}", "" },
		{ "{\"before\":1000}", "9 8 7 6 5 4 3 2 1" },
		{ "{\"person\":\"j1\"}", "6 4 3" },
		{ "{\"person\":\"ch\"}", "8 6 2" },
		{ "{\"competitor\":\"001\"}", "6 4 3" },
		{ "{\"competitor\":\"001\",\"kind\":\"sheet\"}", "4 3" },
		{ "{\"kind\":\"event\"}", "1" },
		{ "{\"contest\":\"c\",\"stage\":\"prelim\"}", "9 6 5 4 3 2" },
		{ "{\"contest\":\"c\",\"stage\":\"final\"}", "" },
		{ "{\"person\":\"nobody\"}", "" },
		{ "{\"kind\":\"sheet\",\"limit\":1}", "5 next 5" },
	};
	struct world w;
	struct buf out;
	char expected[300], seen[100];
	struct history *h = begin(&w);
	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(ask(h, &w, i % 2 ? &chief : &eyes, rows[i].params, &out, expected, sizeof expected), ERR_OK);
		numbers(&out, seen, sizeof seen);
		if (strcmp(seen, rows[i].numbers) != 0)
			fail_msg("%s: %s", rows[i].params, seen);
	}
	buf_release(&out);
	history_free(h);
	world_release(&w);
}

static void test_entries(void **unused)
{
	(void)unused;
	struct world w;
	struct buf out;
	char expected[300];
	struct history *h = begin(&w);
	buf_init(&out, 1 << 20);
	assert_int_equal(ask(h, &w, &chief, "{\"before\":5,\"limit\":2}", &out, expected, sizeof expected), ERR_OK);
	expect_json(&out, "{\"entries\":[{\"seq\":4,\"at\":1764400003000,\"kind\":\"sheet\",\"by\":\"j1\",\"verdict\":\"stale\",\"data\":"
	                  "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"p\",\"competitor\":\"001\",\"version\":1,\"marks\":{\"A1\":\"8\"}}},"
	                  "{\"seq\":3,\"at\":1764400002000,\"kind\":\"sheet\",\"by\":\"j1\",\"verdict\":\"accepted\",\"data\":"
	                  "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"p\",\"competitor\":\"001\",\"version\":1,\"marks\":{\"A1\":\"9\"}}}],"
	                  "\"next\":3}");
	assert_int_equal(ask(h, &w, &chief, "{\"kind\":\"event\"}", &out, expected, sizeof expected), ERR_OK);
	expect_json(&out, "{\"entries\":[{\"seq\":1,\"at\":1764400000000,\"kind\":\"event\",\"by\":\"hub\",\"verdict\":\"accepted\",\"data\":null}],"
	                  "\"next\":null}");
	buf_release(&out);
	history_free(h);
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
		{ "nobody", &nobody, "{}", ERR_NOT_SIGNED_IN, "chief or scrutineer" },
		{ "a judge", &j1, "{}", ERR_NOT_ALLOWED, "chief or scrutineer" },
		{ "the office", &office, "{}", ERR_NOT_ALLOWED, "chief or scrutineer" },
		{ "a list", &chief, "[]", ERR_INVALID, "params" },
		{ "a number as person", &chief, "{\"person\":1}", ERR_INVALID, "person" },
		{ "null as contest", &chief, "{\"contest\":null}", ERR_INVALID, "contest" },
		{ "no such kind", &chief, "{\"kind\":\"marks\"}", ERR_INVALID, "kind" },
		{ "too many", &chief, "{\"limit\":501}", ERR_OUT_OF_RANGE, "500" },
		{ "none", &chief, "{\"limit\":0}", ERR_OUT_OF_RANGE, "limit" },
		{ "a text as number", &chief, "{\"before\":\"x\"}", ERR_INVALID, "before" },
	};
	struct world w;
	struct buf out;
	char expected[300];
	struct history *h = begin(&w);
	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum err e = ask(h, &w, rows[i].who, rows[i].params, &out, expected, sizeof expected);
		if (e != rows[i].e || strstr(expected, rows[i].expected) == NULL)
			fail_msg("%s: %s (%s)", rows[i].name, err_code(e), expected);
	}
	buf_release(&out);
	history_free(h);
	world_release(&w);
}

static void moment(const struct history *h, const char *params, enum err expected_error, uint64_t expected_seq)
{
	struct request r;
	cJSON *tree = NULL;
	uint64_t seq = 0;
	int64_t at_ms = 0;
	request_init(&r);
	assert_int_equal(json_parse(params, strlen(params), &tree, NULL), ERR_OK);
	enum err e = history_moment(h, &r, &chief, tree, &seq, &at_ms);
	if (e != expected_error || seq != expected_seq || (e == ERR_OK && at_ms != WORLD_BEGIN + ((int64_t)seq - 1) * 1000))
		fail_msg("%s: %s (%s), entry %u", params, err_code(e), r.expected, (unsigned)seq);
	json_free(tree);
	request_release(&r);
}

static void test_past(void **unused)
{
	(void)unused;
	struct world w;
	struct request r;
	uint64_t seq;
	int64_t at_ms;
	struct history *h = begin(&w);
	told(h, &w, "event", "hub", "{\"definition\":{}}"); /* refused */
	moment(h, "{\"seq\":1}", ERR_OK, 1);
	moment(h, "{\"seq\":9}", ERR_OK, 9);
	moment(h, "{\"at\":1764400000000}", ERR_OK, 1);
	moment(h, "{\"at\":1764400002500}", ERR_OK, 3);
	moment(h, "{\"at\":1864400000000}", ERR_OK, 10);
	moment(h, "{\"at\":1764399999999}", ERR_NOT_FOUND, 0);
	moment(h, "{\"seq\":11}", ERR_NOT_FOUND, 0);
	moment(h, "{\"seq\":0}", ERR_OUT_OF_RANGE, 0);
	moment(h, "{\"seq\":\"1\"}", ERR_INVALID, 0);
	moment(h, "{\"seq\":1,\"at\":1}", ERR_INVALID, 0);
	moment(h, "{}", ERR_INVALID, 0);
	request_init(&r);
	assert_int_equal(history_moment(h, &r, &j1, NULL, &seq, &at_ms), ERR_NOT_ALLOWED);
	assert_int_equal(history_moment(h, &r, &nobody, NULL, &seq, &at_ms), ERR_NOT_SIGNED_IN);
	request_release(&r);
	struct state *then = history_state(h, 2);
	assert_int_equal(state_phase(then, 0, PRELIM), PHASE_OPEN);
	assert_null(state_sheet(then, 0, PRELIM, 0, 0, 1, J1));
	state_free(then);
	then = history_state(h, 10);
	assert_non_null(state_sheet(then, 0, PRELIM, 0, 0, 1, J1));
	uint32_t count, now;
	const struct row *rows = table_rank(state_table(then, 0, PRELIM), &count);
	const struct row *same = table_rank(state_table(w.state, 0, PRELIM), &now);
	assert_int_equal(count, now);
	for (uint32_t i = 0; i < count; i++) {
		assert_int_equal(rows[i].competitor, same[i].competitor);
		assert_int_equal(rows[i].rank, same[i].rank);
		assert_int_equal(rows[i].status, same[i].status);
	}
	state_free(then);
	history_free(h);
	world_release(&w);
}

/* More than is kept: the oldest are gone, and nothing else is. */
static void test_ring(void **unused)
{
	(void)unused;
	struct world w;
	struct buf out;
	char expected[300];
	world_init(&w, contest_definition);
	struct history *h = history_new();
	struct change change = w.change;
	for (uint64_t seq = 1; seq <= HISTORY_MAX + 10; seq++) {
		change.seq = seq;
		history_note(h, &w.entry, &change);
	}
	buf_init(&out, 1 << 20);
	assert_int_equal(ask(h, &w, &chief, "{\"before\":14}", &out, expected, sizeof expected), ERR_OK);
	char seen[100];
	numbers(&out, seen, sizeof seen);
	assert_string_equal(seen, "13 12 11");
	buf_release(&out);
	history_free(h);
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filters),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_past),
		cmocka_unit_test(test_ring),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
