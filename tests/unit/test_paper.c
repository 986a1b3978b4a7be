/*
 * Sheets that do not simply come from their judge's tablet: typed from paper by two people, a shadow's, corrected by a chief, sent
 * again after the ledger had lost them; and what has to be settled before a stage goes on.
 */
#include "judges/desk_view.h"
#include "judges/judge_view.h"
#include "judges/marks_view.h"
#include "tests/unit/contest.h"

#define DEFINITION(title, max)                                                                                          \
	"{\"event\":\"e\",\"title\":\"" title "\",\"people\":[{\"id\":\"j1\",\"name\":\"J\",\"role\":\"judge\"},"               \
	"{\"id\":\"j2\",\"name\":\"K\",\"role\":\"judge\"},{\"id\":\"ch\",\"name\":\"C\",\"role\":\"chief\"},"                  \
	"{\"id\":\"s1\",\"name\":\"S\",\"role\":\"steward\"},{\"id\":\"s2\",\"name\":\"T\",\"role\":\"steward\"},"              \
	"{\"id\":\"tr\",\"name\":\"H\",\"role\":\"shadow\"}],\"contests\":[{\"id\":\"c\",\"title\":\"C\",\"competitors\":["     \
	"{\"id\":\"1\",\"name\":\"A\"},{\"id\":\"2\",\"name\":\"B\"}],\"stages\":[{\"id\":\"s\",\"title\":\"S\",\"modules\":["  \
	"{\"id\":\"m\",\"title\":\"M\",\"judges\":[\"j1\",\"j2\"],\"shadows\":[\"tr\"],\"signatures\":[\"judge\"],"             \
	"\"penalties\":[{\"id\":\"late\",\"title\":\"L\",\"points\":-1}],\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":[" \
	"{\"id\":\"P\",\"title\":\"P\",\"method\":\"points\",\"min\":0,\"max\":" max ",\"panel\":{\"combine\":\"mean\"}},"      \
	"{\"id\":\"Q\",\"title\":\"Q\",\"method\":\"points\",\"min\":0,\"max\":9}]}]}]}]}]}"

enum { P_J1, P_J2, P_CHIEF, P_S1, P_S2, P_SHADOW };

#define AT        "\"contest\":\"c\",\"stage\":\"s\""
#define TO(rest)  "{" AT ",\"module\":\"m\",\"competitor\":\"1\"," rest "}"
#define PHASE(to) "{" AT ",\"phase\":\"" to "\"}"

static void begin(struct world *w)
{
	world_init(w, DEFINITION("E", "10"));
	world_must(w, "phase", "ch", PHASE("open"));
}

static const struct sheet *sheet_of(const struct world *w, uint32_t judge)
{
	return state_sheet(w->state, 0, 0, 0, 0, 1, judge);
}

static uint32_t waiting(const struct world *w)
{
	uint32_t count;
	(void)state_papers(w->state, 0, 0, &count);
	return count;
}

/* The first competitor's total as text; "" where there is none. */
static const char *total(struct world *w, char text[static RATIO_TEXT_MAX])
{
	uint32_t count;
	const struct row *rows = table_rank(state_table(w->state, 0, 0), &count);
	text[0] = '\0';
	for (uint32_t i = 0; i < count; i++)
		if (rows[i].competitor == 0 && rows[i].has_total)
			ratio_text(&rows[i].total, -1, text);
	return text;
}

struct step {
	const char *type, *by, *data;
	enum err verdict;
	const char *expected; /* in the sentence of a refusal */
};

static void run(struct world *w, const struct step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum err e = world_do(w, steps[i].type, steps[i].by, steps[i].data);
		if (e != steps[i].verdict || (steps[i].expected && !strstr(w->change.expected ? w->change.expected : "", steps[i].expected)))
			fail_msg("step %zu: %s (%s)", i, err_code(e), w->change.expected ? w->change.expected : "");
	}
}
#define RUN(w, steps) run(w, steps, sizeof(steps) / sizeof *(steps))

#define MARKS(p) "\"judge\":\"j1\",\"version\":1,\"marks\":{\"P\":\"" p "\",\"Q\":3}"

static void test_paper_counts_when_two_typed_the_same(void **unused)
{
	(void)unused;
	static const struct step steps[] = {
		{ "paper", "s1", TO(MARKS("11")), ERR_OUT_OF_RANGE, "P: a number" },
		{ "paper", "s1", TO("\"judge\":\"tr\",\"version\":1,\"marks\":{\"P\":1}"), ERR_NOT_YOUR_MODULE, "who counts" },
		{ "paper", "s1", TO("\"judge\":\"j1\",\"version\":2,\"marks\":{\"P\":1}"), ERR_STALE, "version 1" },
		{ "paper", "s1", TO("\"judge\":\"j1\",\"version\":1,\"marks\":{}"), ERR_INVALID, "one mark" },
		{ "paper", "s1", TO(MARKS("8") ",\"signed\":[\"chief\"]"), ERR_INVALID, "asks for" },
		{ "paper", "s1", TO("\"version\":1,\"marks\":{\"P\":1}"), ERR_INVALID, "judge" },
		{ "paper", "s1", TO(MARKS("7")), ERR_OK, NULL },
		{ "paper", "s1", TO(MARKS("8") ",\"signed\":[\"judge\"]"), ERR_OK, NULL }, /* the same person: typed anew, not confirmed */
		{ "paper", "s2", TO(MARKS("9")), ERR_DIFFERS, "what s1 typed; this differs in P signatures" },
		{ "paper", "s2", TO("\"judge\":\"j1\",\"version\":1,\"marks\":{\"P\":8},\"penalties\":{\"late\":1},\"signed\":[\"judge\"]"), ERR_DIFFERS, "in late Q." },
	};
	struct world w;
	char text[RATIO_TEXT_MAX];
	begin(&w);
	RUN(&w, steps);
	assert_int_equal(waiting(&w), 1);
	assert_null(sheet_of(&w, P_J1));
	assert_string_equal(total(&w, text), "");
	world_must(&w, "paper", "s2", "%s", TO(MARKS("8") ",\"signed\":[\"judge\"]"));
	const struct sheet *sheet = sheet_of(&w, P_J1);
	assert_non_null(sheet);
	assert_string_equal(sheet->by, "s1");
	assert_string_equal(sheet->confirmed_by, "s2");
	assert_int_equal(sheet->signers, 1U << SIGNER_JUDGE);
	assert_int_equal(waiting(&w), 0);
	world_must(&w, "sheet", "j2", "%s", TO("\"version\":1,\"marks\":{\"P\":6,\"Q\":3}"));
	assert_string_equal(total(&w, text), "10"); /* (8 + 6) / 2 + 3 */
	world_must(&w, "sheet", "j1", "%s", TO("\"version\":2,\"marks\":{\"P\":8,\"Q\":3}"));
	assert_null(sheet_of(&w, P_J1)->confirmed_by);
	world_release(&w);
}

static void test_paper_replaced_withdrawn_overtaken(void **unused)
{
	(void)unused;
	struct world w;
	begin(&w);
	world_must(&w, "paper", "s1", "%s", TO(MARKS("7")));
	uint64_t first = state_seq(w.state);
	assert_int_equal(world_do(&w, "paper", "s2", TO(MARKS("8") ",\"replaces\":1")), ERR_DIFFERS);
	world_must(&w, "paper", "s2", "{" AT ",\"module\":\"m\",\"competitor\":\"1\"," MARKS("8") ",\"replaces\":%llu}", (unsigned long long)first);
	assert_null(sheet_of(&w, P_J1)); /* now it waits for another than s2 */
	assert_int_equal(world_do(&w, "paper", "s1", TO("\"judge\":\"j1\",\"version\":1,\"withdrawn\":true")), ERR_NOT_ALLOWED);
	world_must(&w, "event", "hub", "{\"definition\":%s}", DEFINITION("Renamed", "10"));
	assert_int_equal(waiting(&w), 1);
	assert_int_equal(world_do(&w, "phase", "ch", PHASE("locked")), ERR_UNSETTLED);
	world_must(&w, "event", "hub", "{\"definition\":%s}", DEFINITION("Renamed", "5")); /* its 8 has no place any more */
	assert_int_equal(waiting(&w), 0);
	world_must(&w, "event", "hub", "{\"definition\":%s}", DEFINITION("E", "10"));
	world_must(&w, "paper", "s2", "%s", TO(MARKS("8")));
	world_must(&w, "paper", "ch", "%s", TO("\"judge\":\"j1\",\"version\":1,\"withdrawn\":true"));
	assert_int_equal(waiting(&w), 0);
	world_must(&w, "paper", "s2", "%s", TO(MARKS("8")));
	world_must(&w, "sheet", "j1", "%s", TO("\"version\":1,\"marks\":{\"P\":2,\"Q\":2}")); /* the judge's own came */
	assert_int_equal(waiting(&w), 0);
	assert_true(w.change.papers);
	assert_int_equal(world_do(&w, "paper", "s1", TO(MARKS("8"))), ERR_STALE);
	world_release(&w);
}

static void count_sheet(void *arg, const struct sheet *sheet)
{
	(void)sheet;
	++*(uint32_t *)arg;
}

static void test_shadow(void **unused)
{
	(void)unused;
	struct world w;
	char before[RATIO_TEXT_MAX], after[RATIO_TEXT_MAX];
	uint32_t counted = 0, shadows = 0;
	begin(&w);
	world_must(&w, "sheet", "j1", "%s", TO("\"version\":1,\"marks\":{\"P\":8,\"Q\":3}"));
	world_must(&w, "sheet", "j2", "%s", TO("\"version\":1,\"marks\":{\"P\":6,\"Q\":3}"));
	total(&w, before);
	world_must(&w, "sheet", "tr", "%s", TO("\"version\":1,\"marks\":{\"P\":1,\"Q\":9},\"penalties\":{\"late\":1}"));
	assert_string_equal(total(&w, after), before);
	world_must(&w, "sheet", "tr", "%s", TO("\"version\":2,\"marks\":{\"P\":2}"));
	assert_string_equal(total(&w, after), before);
	state_each_sheet(w.state, 0, 0, NONE, count_sheet, &counted);
	state_each_shadow(w.state, 0, 0, count_sheet, &shadows);
	assert_int_equal(counted, 2);
	assert_int_equal(shadows, 1);
	assert_int_equal(state_unsettled(w.state, 0, 0).signatures, 2); /* nobody signs a shadow's */
	world_must(&w, "event", "hub", "{\"definition\":%s}", DEFINITION("Renamed", "10"));
	assert_string_equal(total(&w, after), before);
	struct state *copy = state_copy(w.state);
	assert_true(state_sheet(copy, 0, 0, 0, 0, 1, P_SHADOW)->shadow);
	state_free(copy);
	world_release(&w);
}

static void test_correct(void **unused)
{
	(void)unused;
	static const struct step steps[] = {
		{ "sheet", "ch", TO("\"judge\":\"j1\",\"version\":1,\"marks\":{\"P\":1},\"reason\":\"r\""), ERR_NOT_FOUND, "there to be corrected" },
		{ "sheet", "j1", TO("\"version\":1,\"marks\":{\"P\":8,\"Q\":3}"), ERR_OK, NULL },
		{ "sheet", "ch", TO("\"judge\":\"j1\",\"version\":2,\"marks\":{\"P\":7,\"Q\":3}"), ERR_NOT_ALLOWED, "one's own" },
		{ "sheet", "ch", TO("\"judge\":\"j1\",\"version\":2,\"marks\":{\"P\":7,\"Q\":3},\"reason\":\"\""), ERR_INVALID, "a reason" },
		{ "sheet", "j2", TO("\"judge\":\"j1\",\"version\":2,\"marks\":{\"P\":7,\"Q\":3},\"reason\":\"r\""), ERR_NOT_ALLOWED, "by a chief" },
		{ "sheet", "j1", TO("\"version\":2,\"marks\":{\"P\":7,\"Q\":3},\"reason\":\"r\""), ERR_NOT_ALLOWED, "another's" },
		{ "phase", "ch", PHASE("locked"), ERR_OK, NULL },
		{ "sheet", "j1", TO("\"version\":2,\"marks\":{\"P\":7,\"Q\":3}"), ERR_STAGE_LOCKED, "locked" },
		{ "sheet", "ch", TO("\"judge\":\"j1\",\"version\":2,\"marks\":{\"P\":7,\"Q\":3},\"reason\":\"typed wrong\""), ERR_OK, NULL },
	};
	struct world w;
	struct buf out;
	begin(&w);
	RUN(&w, steps);
	assert_string_equal(sheet_of(&w, P_J1)->corrected, "typed wrong");
	assert_string_equal(sheet_of(&w, P_J1)->by, "ch");
	buf_init(&out, 1 << 16);
	judge_changes(w.state, &w.entry, &w.change, P_J1, contest_collect, &out);
	assert_non_null(strstr(buf_str(&out), "\"corrected\":{\"by\":\"C\",\"reason\":\"typed wrong\"}"));
	buf_release(&out);
	world_must(&w, "phase", "ch", "{" AT ",\"phase\":\"published\",\"despite\":\"r\"}");
	assert_int_equal(world_do(&w, "sheet", "ch", TO("\"judge\":\"j1\",\"version\":3,\"marks\":{\"P\":7},\"reason\":\"r\"")), ERR_STAGE_LOCKED);
	world_release(&w);
}

#define AGAIN ",\"recovered\":{\"hash\":\"ab\",\"at\":7}"

static void test_recovered(void **unused)
{
	(void)unused;
	struct world w;
	begin(&w);
	assert_int_equal(world_do(&w, "confirm", "ch", "{" AT ",\"upto\":99}"), ERR_STALE);
	assert_int_equal(world_do(&w, "sheet", "j1", TO("\"version\":3,\"marks\":{\"P\":8,\"Q\":3}")), ERR_STALE);
	world_must(&w, "sheet", "j1", "%s", TO("\"version\":3,\"marks\":{\"P\":8,\"Q\":3}" AGAIN)); /* it may leap */
	uint64_t upto = state_seq(w.state);
	assert_int_equal(world_do(&w, "sheet", "j1", TO("\"version\":3,\"marks\":{\"P\":8,\"Q\":3}" AGAIN)), ERR_STALE);
	world_must(&w, "sheet", "j2", "%s", TO("\"version\":1,\"marks\":{\"P\":6,\"Q\":3}" AGAIN));
	assert_true(sheet_of(&w, P_J1)->recovered);
	assert_int_equal(sheet_of(&w, P_J1)->recovered_at_ms, 7);
	assert_int_equal(state_unsettled(w.state, 0, 0).recovered, 2);
	world_must(&w, "event", "hub", "{\"definition\":%s}", DEFINITION("Renamed", "10"));
	assert_int_equal(state_unsettled(w.state, 0, 0).recovered, 2);
	world_must(&w, "phase", "ch", PHASE("locked"));
	assert_int_equal(world_do(&w, "phase", "ch", PHASE("published")), ERR_UNSETTLED);
	assert_non_null(strstr(w.change.expected, "not confirmed (2)"));
	world_must(&w, "confirm", "ch", "{" AT ",\"upto\":%llu}", (unsigned long long)upto); /* the later one was not looked at */
	assert_false(sheet_of(&w, P_J1)->recovered);
	assert_true(sheet_of(&w, P_J2)->recovered);
	assert_int_equal(world_do(&w, "confirm", "ch", "{" AT ",\"upto\":99,\"judge\":\"j1\"}"), ERR_STALE);
	world_must(&w, "confirm", "ch", "{" AT ",\"upto\":99,\"judge\":\"j2\"}");
	assert_int_equal(state_unsettled(w.state, 0, 0).recovered, 0);
	world_release(&w);
}

/* The desk is told what waits, and not what was typed. */
static void test_desk(void **unused)
{
	(void)unused;
	struct world w;
	struct buf out;
	begin(&w);
	buf_init(&out, 1 << 16);
	world_must(&w, "paper", "s1", "%s", TO(MARKS("8")));
	desk_changes(w.state, &w.entry, &w.change, 0, 0, NULL, contest_collect, &out);
	assert_string_equal(buf_str(&out), "{\"papers\":[{\"paper\":3,\"module\":\"m\",\"competitor\":\"1\",\"attempt\":1,\"judge\":\"j1\",\"version\":1,"
	                                   "\"by\":{\"id\":\"s1\",\"name\":\"S\"},\"at\":1764400002000}]}\n");
	buf_reset(&out);
	judge_changes(w.state, &w.entry, &w.change, P_J1, contest_collect, &out);
	assert_int_equal(out.len, 0);
	world_must(&w, "paper", "s2", "%s", TO(MARKS("8")));
	desk_changes(w.state, &w.entry, &w.change, 0, 0, NULL, contest_collect, &out);
	assert_non_null(strstr(buf_str(&out), "{\"papers\":[],\"sheet\":{\"module\":\"m\""));
	assert_non_null(strstr(buf_str(&out), "\"typed_by\":{\"id\":\"s1\",\"name\":\"S\"},\"confirmed_by\":{\"id\":\"s2\",\"name\":\"T\"}"));
	buf_reset(&out);
	judge_changes(w.state, &w.entry, &w.change, P_J1, contest_collect, &out);
	assert_non_null(strstr(buf_str(&out), "\"paper\":{\"by\":\"S\",\"confirmed_by\":\"T\"}"));
	buf_reset(&out);
	world_must(&w, "sheet", "tr", "%s", TO("\"version\":1,\"marks\":{\"P\":1}"));
	desk_changes(w.state, &w.entry, &w.change, 0, 0, NULL, contest_collect, &out);
	assert_string_equal(buf_str(&out), "{\"shadow\":{\"id\":\"tr\",\"name\":\"H\",\"online\":false,\"sheets\":1}}\n");
	buf_reset(&out);
	judge_snapshot(w.state, P_SHADOW, &out);
	assert_non_null(strstr(buf_str(&out), "\"sheets\":[{\"contest\":\"c\""));
	assert_null(strstr(buf_str(&out), "\"signatures\""));
	buf_release(&out);
	world_release(&w);
}

/* The shadow stands beside the panel, whose own figures do not know it. */
static void test_agreement(void **unused)
{
	(void)unused;
	struct world w;
	struct buf out;
	struct json_out o;
	struct request r;
	struct asker chief = { P_CHIEF, ROLE_CHIEF };
	cJSON *params = NULL;
	struct json_place place;
	static const char asked[] = "{" AT ",\"module\":\"m\",\"competitor\":\"1\"}";
	begin(&w);
	world_must(&w, "sheet", "j1", "%s", TO("\"version\":1,\"marks\":{\"P\":8,\"Q\":3}"));
	world_must(&w, "sheet", "j2", "%s", TO("\"version\":1,\"marks\":{\"P\":6,\"Q\":3}"));
	world_must(&w, "sheet", "tr", "%s", TO("\"version\":1,\"marks\":{\"P\":4,\"Q\":3}"));
	assert_int_equal(json_parse(asked, sizeof asked - 1, &params, &place), ERR_OK);
	buf_init(&out, 1 << 16);
	request_init(&r);
	json_out_init(&o, &out);
	assert_int_equal(agreement_answer(&r, w.state, &chief, params, &o), ERR_OK);
	assert_non_null(strstr(buf_str(&out), "{\"judge\":\"j1\",\"marks\":1,\"bias\":\"2.000000\""));
	assert_non_null(strstr(buf_str(&out), "\"shadows\":[{\"judge\":\"tr\",\"name\":\"H\",\"module\":\"m\",\"aspect\":\"P\",\"marks\":1,\"bias\":\"-3.000000\""));
	buf_reset(&out);
	json_out_init(&o, &out);
	assert_int_equal(marks_answer(&r, w.state, &chief, params, &o), ERR_OK);
	assert_non_null(strstr(buf_str(&out), "\"shadows\":[{\"id\":\"tr\",\"name\":\"H\",\"version\":1,\"values\":{\"P\":\"4\",\"Q\":\"3\"}}]"));
	json_free(params);
	request_release(&r);
	buf_release(&out);
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paper_counts_when_two_typed_the_same),
		cmocka_unit_test(test_paper_replaced_withdrawn_overtaken),
		cmocka_unit_test(test_shadow),
		cmocka_unit_test(test_correct),
		cmocka_unit_test(test_recovered),
		cmocka_unit_test(test_desk),
		cmocka_unit_test(test_agreement),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
