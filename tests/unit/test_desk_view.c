#include "display/board.h"
#include "judges/desk_view.h"
#include "tests/unit/contest.h"

#define TEXT(t) "{\"zh-CN\":\"" t "\",\"en\":\"" t "\"}"
#define BEGIN(stage, title, phase)                                                                                     \
	"{\"contest\":\"c\",\"stage\":\"" stage "\",\"title\":" TEXT(title) ",\"contest_title\":{\"zh-CN\":\"模具\",\"en\":\"Mould\"},"  \
	"\"phase\":\"" phase "\",\"public\":{\"frozen\":false,\"step\":0},\"unlock\":null,\"review\":null,\"modules\":["
#define MODULES                                                                                                                 \
	"{\"id\":\"p\",\"title\":" TEXT("P") ",\"attempts\":2,\"judges\":[{\"id\":\"j1\",\"name\":\"王\"},{\"id\":\"j2\",\"name\":\"Li\"},"   \
	"{\"id\":\"j3\",\"name\":\"Wu\"}]},{\"id\":\"q\",\"title\":" TEXT("Q") ",\"attempts\":1,\"judges\":[{\"id\":\"j2\",\"name\":\"Li\"}]}" \
	"],\"competitors\":["
#define ONE(id, name, unit, status) "{\"id\":\"" id "\",\"name\":\"" name "\",\"unit\":\"" unit "\",\"status\":\"" status "\"}"
#define ONLINE                                                                                                      \
	"],\"apart\":[],\"appeals\":{\"until\":null,\"told\":[{\"id\":\"ch\",\"name\":\"Chief\"}],\"list\":[]},\"papers\":[],\"recheck\":null,\"judges\":[{\"id\":\"j1\",\"name\":\"王\",\"online\":false},{\"id\":\"j2\",\"name\":\"Li\",\"online\":true}," \
	"{\"id\":\"j3\",\"name\":\"Wu\",\"online\":false}],\"shadows\":[]}"

static bool only_j2(void *arg, uint32_t person)
{
	(void)arg;
	return person == J2;
}

static const struct desk_online online = { only_j2, NULL };

static void expect_snapshot(struct world *w, uint32_t stage, const char *expected)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	desk_snapshot(w->state, 0, stage, &online, &b);
	expect_json(&b, expected);
	buf_release(&b);
}

static void expect_changes(struct world *w, uint32_t stage, const char *expected)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	desk_changes(w->state, &w->entry, &w->change, 0, stage, &online, contest_collect, &b);
	expect_json(&b, expected);
	buf_release(&b);
}

static void test_snapshot(void **unused)
{
	(void)unused;
	struct world w;
	world_init(&w, contest_definition);
	expect_snapshot(&w, PRELIM,
	                BEGIN("prelim", "Prelim", "waiting") MODULES ONE("001", "A", "U", "incomplete") ","
	                ONE("002", "B", "", "incomplete") "," ONE("003", "C", "", "incomplete") "],\"sheets\":[" ONLINE);
	expect_snapshot(&w, FINAL,
	                BEGIN("final", "Final", "waiting") "{\"id\":\"f\",\"title\":" TEXT("F") ",\"attempts\":1,\"judges\":[{\"id\":\"j1\","
	                "\"name\":\"王\"}]}],\"competitors\":[],\"sheets\":[],\"apart\":[],\"appeals\":{\"until\":null,\"told\":[{\"id\":\"ch\",\"name\":\"Chief\"}],\"list\":[]},\"papers\":[],\"recheck\":null,\"judges\":[{\"id\":\"j1\",\"name\":\"王\",\"online\":false}],\"shadows\":[]}");
	contest_phase(&w, "prelim", "open");
	expect_changes(&w, PRELIM, "{\"phase\":{\"contest\":\"c\",\"stage\":\"prelim\",\"phase\":\"open\"},\"public\":{\"frozen\":false,\"step\":0},\"unlock\":null,\"review\":null,\"appeals\":{\"until\":null,\"told\":[{\"id\":\"ch\",\"name\":\"Chief\"}],\"list\":[]}}\n");
	expect_changes(&w, FINAL, "");
	world_must(&w, "order", "st", "{\"contest\":\"c\",\"stage\":\"prelim\",\"kind\":\"order\",\"values\":{\"003\":\"1\"}}");
	contest_sheet(&w, "j1", "p", "003", 1, "\"A1\":\"9\"");
	expect_snapshot(&w, PRELIM,
	                BEGIN("prelim", "Prelim", "open") MODULES ONE("003", "C", "", "incomplete") "," ONE("001", "A", "U", "incomplete") ","
	                ONE("002", "B", "", "incomplete") "],\"sheets\":[{\"module\":\"p\",\"competitor\":\"003\",\"attempt\":1,"
	                "\"judge\":\"j1\",\"version\":1,\"complete\":false,\"at\":1764400003000}" ONLINE);
	world_release(&w);
}

/* Which sheets count as complete: all of the judge's own marks; agreed ones only where there are no others. */
static void test_complete(void **unused)
{
	(void)unused;
	static const struct {
		const char *judge, *module, *marks;
		bool complete;
	} rows[] = {
		{ "j1", "p", "", false },
		{ "j1", "p", "\"A1\":\"9\"", false },
		{ "j1", "p", "\"A2\":\"3\"", false },
		{ "j1", "p", "\"A1\":\"9\",\"A2\":\"3\"", true },
		{ "j3", "p", "", false },
		{ "j3", "p", "\"B1\":\"61\"", true },
		{ "j2", "q", "", false },
		{ "j2", "q", "\"C1\":\"0\"", true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w;
		struct buf b;
		world_init(&w, contest_definition);
		contest_phase(&w, "prelim", "open");
		contest_sheet(&w, rows[i].judge, rows[i].module, "001", 1, rows[i].marks);
		buf_init(&b, 1 << 20);
		desk_changes(w.state, &w.entry, &w.change, 0, PRELIM, &online, contest_collect, &b);
		if (strstr(buf_str(&b), rows[i].complete ? "\"complete\":true" : "\"complete\":false") == NULL)
			fail_msg("%s %s {%s}: %s", rows[i].judge, rows[i].module, rows[i].marks, buf_str(&b));
		buf_release(&b);
		world_release(&w);
	}
}

static void test_changes(void **unused)
{
	(void)unused;
	struct world w;
	world_init(&w, contest_definition);
	contest_phase(&w, "prelim", "open");
	contest_sheet(&w, "j2", "q", "002", 1, "\"C1\":\"1\"");
	expect_changes(&w, PRELIM,
	               "{\"sheet\":{\"module\":\"q\",\"competitor\":\"002\",\"attempt\":1,\"judge\":\"j2\",\"version\":1,"
	               "\"complete\":true,\"at\":1764400002000},\"status\":{\"competitor\":\"002\",\"status\":\"incomplete\"}}\n");
	expect_changes(&w, FINAL, "");
	world_must(&w, "status", "st", "{\"contest\":\"c\",\"stage\":\"prelim\",\"competitor\":\"002\",\"status\":\"dnf\"}");
	expect_changes(&w, PRELIM, "{\"status\":{\"competitor\":\"002\",\"status\":\"dnf\"}}\n");
	world_must(&w, "adjust", "ch", "{\"contest\":\"c\",\"stage\":\"prelim\",\"competitor\":\"001\",\"points\":\"1\",\"reason\":\"r\"}");
	expect_changes(&w, PRELIM, "");
	assert_int_not_equal(world_do(&w, "status", "st", "{\"contest\":\"c\",\"stage\":\"prelim\",\"competitor\":\"009\",\"status\":\"dnf\"}"), ERR_OK);
	expect_changes(&w, PRELIM, "");
	world_release(&w);
}

/* Where who takes part may have changed, the desk begins anew. */
static void test_anew(void **unused)
{
	(void)unused;
	struct world w;
	struct buf b, whole;
	static const char *const entries[][3] = {
		{ "order", "prelim", "{\"contest\":\"c\",\"stage\":\"prelim\",\"kind\":\"order\",\"values\":{\"003\":\"1\"}}" },
		{ "order", "final", "{\"contest\":\"c\",\"stage\":\"final\",\"kind\":\"entered\",\"values\":{\"003\":\"1\"}}" },
		{ "phase", "final", "{\"contest\":\"c\",\"stage\":\"final\",\"phase\":\"open\"}" },
		{ "status", "final", "{\"contest\":\"c\",\"stage\":\"prelim\",\"competitor\":\"002\",\"status\":\"dnf\"}" },
		{ "event", "final", NULL },
	};
	world_init(&w, contest_definition);
	buf_init(&b, 1 << 20);
	buf_init(&whole, 1 << 20);
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
		uint32_t stage = strcmp(entries[i][1], "final") == 0 ? FINAL : PRELIM;
		if (entries[i][2] != NULL)
			world_must(&w, entries[i][0], "ch", "%s", entries[i][2]);
		else
			world_must(&w, entries[i][0], "hub", "{\"definition\":%s}", contest_definition);
		buf_reset(&b);
		buf_reset(&whole);
		desk_snapshot(w.state, 0, stage, &online, &b);
		buf_addf(&whole, "{\"snapshot\":%s}\n", buf_str(&b));
		expect_changes(&w, stage, buf_str(&whole));
	}
	buf_release(&b);
	buf_release(&whole);
	world_release(&w);
}

static void test_apart(void **unused)
{
	(void)unused;
	static const char *const entries[][2] = { { "j1", "0" }, { "j2", "3" } };
	struct world w;
	struct buf b;
	world_init(&w, contest_definition);
	contest_phase(&w, "prelim", "open");
	buf_init(&b, 1 << 20);
	for (size_t i = 0; i < 2; i++) {
		char marks[32];
		snprintf(marks, sizeof marks, "\"A2\":\"%s\"", entries[i][1]);
		contest_sheet(&w, entries[i][0], "p", "001", 1, marks);
		buf_reset(&b);
		desk_changes(w.state, &w.entry, &w.change, 0, PRELIM, &online, contest_collect, &b);
		assert_non_null(strstr(buf_str(&b), i == 0 ? "\"apart\":{\"module\":\"p\",\"competitor\":\"001\",\"attempt\":1,\"aspects\":[]}"
		                                           : "\"apart\":{\"module\":\"p\",\"competitor\":\"001\",\"attempt\":1,\"aspects\":[\"A2\"]}"));
	}
	buf_reset(&b);
	desk_snapshot(w.state, 0, PRELIM, &online, &b);
	assert_non_null(strstr(buf_str(&b), "\"apart\":[{\"module\":\"p\",\"competitor\":\"001\",\"attempt\":1,\"aspects\":[\"A2\"]}]"));
	world_must(&w, "accept", "ch", "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"p\",\"competitor\":\"001\",\"aspect\":\"A2\",\"reason\":\"r\"}");
	expect_changes(&w, PRELIM,
	               "{\"apart\":{\"module\":\"p\",\"competitor\":\"001\",\"attempt\":1,\"aspects\":[]},"
	               "\"status\":{\"competitor\":\"001\",\"status\":\"incomplete\"}}\n");
	contest_sheet(&w, "j2", "p", "001", 2, "\"A2\":\"3\""); /* the same again ends the acceptance */
	buf_reset(&b);
	desk_snapshot(w.state, 0, PRELIM, &online, &b);
	assert_non_null(strstr(buf_str(&b), "\"aspects\":[\"A2\"]"));
	contest_sheet(&w, "j1", "p", "001", 2, "\"A2\":\"2\"");
	buf_reset(&b);
	desk_snapshot(w.state, 0, PRELIM, &online, &b);
	assert_non_null(strstr(buf_str(&b), "\"apart\":[]"));
	buf_release(&b);
	world_release(&w);
}

static void test_return_and_freeze(void **unused)
{
	(void)unused;
	struct world w;
	world_init(&w, contest_definition);
	contest_phase(&w, "prelim", "open");
	contest_sheet(&w, "j2", "q", "002", 1, "\"C1\":\"1\"");
	world_must(&w, "return", "ch", "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"q\",\"competitor\":\"002\",\"judge\":\"j2\","
	                              "\"version\":1,\"reason\":\"see 4.1\"}");
	expect_changes(&w, PRELIM,
	               "{\"sheet\":{\"module\":\"q\",\"competitor\":\"002\",\"attempt\":1,\"judge\":\"j2\",\"version\":1,"
	               "\"complete\":true,\"at\":1764400002000,\"returned\":\"see 4.1\"},"
	               "\"status\":{\"competitor\":\"002\",\"status\":\"incomplete\"}}\n");
	contest_sheet(&w, "j2", "q", "002", 2, "\"C1\":\"0\"");
	expect_changes(&w, PRELIM,
	               "{\"sheet\":{\"module\":\"q\",\"competitor\":\"002\",\"attempt\":1,\"judge\":\"j2\",\"version\":2,"
	               "\"complete\":true,\"at\":1764400004000},\"status\":{\"competitor\":\"002\",\"status\":\"incomplete\"}}\n");
	world_must(&w, "freeze", "ch", "{\"contest\":\"c\",\"stage\":\"prelim\",\"frozen\":true}");
	expect_changes(&w, PRELIM, "{\"public\":{\"frozen\":true,\"step\":0}}\n");
	expect_changes(&w, FINAL, "");
	contest_phase(&w, "prelim", "locked");
	world_must(&w, "reveal", "ch", "{\"contest\":\"c\",\"stage\":\"prelim\",\"step\":2}");
	expect_changes(&w, PRELIM, "{\"public\":{\"frozen\":true,\"step\":2}}\n");
	contest_phase(&w, "prelim", "published");
	expect_changes(&w, PRELIM,
	               "{\"phase\":{\"contest\":\"c\",\"stage\":\"prelim\",\"phase\":\"published\"},\"public\":{\"frozen\":false,\"step\":0},\"unlock\":null,\"review\":null,\"appeals\":{\"until\":1764407208000,\"told\":[{\"id\":\"ch\",\"name\":\"Chief\"}],\"list\":[]}}\n");
	world_release(&w);
}

static void test_judges_come_and_go(void **unused)
{
	(void)unused;
	struct world w;
	struct buf b;
	world_init(&w, contest_definition);
	buf_init(&b, 1 << 10);
	assert_true(desk_judge_change(w.state, 0, PRELIM, J3, true, &b));
	expect_json(&b, "{\"judge\":{\"id\":\"j3\",\"name\":\"Wu\",\"online\":true}}");
	buf_reset(&b);
	assert_false(desk_judge_change(w.state, 0, FINAL, J3, true, &b));
	assert_false(desk_judge_change(w.state, 0, PRELIM, CHIEF, true, &b));
	assert_int_equal(b.len, 0);
	buf_release(&b);
	world_release(&w);
}

/* What was published goes back when two people want it, and everybody reads why. */
static void test_unlock(void **unused)
{
	(void)unused;
#define ASK "{\"contest\":\"c\",\"stage\":\"prelim\",\"to\":\"locked\",\"reason\":\"a sheet was typed wrong\"}"
#define ANSWER "{\"contest\":\"c\",\"stage\":\"prelim\",\"request\":5,\"agreed\":%s,\"reason\":\"seen\"}"
#define REVIEW "{\"since\":1764400007000,\"reason\":\"a sheet was typed wrong\"}"
	struct world w;
	world_init(&w, contest_definition);
	contest_phase(&w, "prelim", "open");
	contest_phase(&w, "prelim", "locked");
	contest_phase(&w, "prelim", "published");
	struct board_view *board = board_view_new("c", "prelim", NULL);
	struct buf b;
	buf_init(&b, 1 << 20);
	(void)board_view_update(board, w.state, 0, &b);
	world_must(&w, "unlock", "ch", ASK);
	expect_changes(&w, PRELIM,
	               "{\"unlock\":{\"request\":5,\"by\":\"ch\",\"name\":\"Chief\",\"to\":\"locked\",\"reason\":"
	               "\"a sheet was typed wrong\",\"at\":1764400004000},\"review\":null}\n");
	assert_int_equal(state_phase(w.state, 0, PRELIM), PHASE_PUBLISHED);
	char answer[120];
	snprintf(answer, sizeof answer, ANSWER, "true");
	assert_int_equal(world_do(&w, "unlock", "ch", answer), ERR_NOT_ALLOWED); /* not the same person */
	assert_int_equal(world_do(&w, "unlock", "st", answer), ERR_NOT_ALLOWED); /* not a steward */
	world_must(&w, "unlock", "sc", "%s", answer);
	assert_true(w.change.phase);
	expect_changes(&w, PRELIM,
	               "{\"phase\":{\"contest\":\"c\",\"stage\":\"prelim\",\"phase\":\"locked\"},\"public\":{\"frozen\":false,\"step\":0},"
	               "\"unlock\":null,\"review\":" REVIEW ",\"appeals\":{\"until\":null,\"told\":[{\"id\":\"ch\",\"name\":\"Chief\"}],\"list\":[]}}\n");
	assert_true(board_view_update(board, w.state, 1, &b));
	expect_json(&b, "{\"at\":1,\"phase\":\"locked\",\"provisional\":true,\"review\":" REVIEW ",\"appeals_until\":null}");
	contest_unlock(&w, "prelim", "open"); /* it stays under review */
	assert_string_equal(state_review(w.state, 0, PRELIM).reason, "a sheet was typed wrong");
	contest_phase(&w, "prelim", "locked");
	contest_phase(&w, "prelim", "published");
	assert_null(state_review(w.state, 0, PRELIM).reason);
	assert_true(board_view_update(board, w.state, 2, &b));
	expect_json(&b, "{\"at\":2,\"phase\":\"published\",\"provisional\":false,\"review\":null,\"appeals_until\":1764407211000}");
	board_view_free(board);
	buf_release(&b);
	world_release(&w);
}

/* An appeal is on time until two hours after publication, and late from then on; it is decided once. */
static void test_appeals(void **unused)
{
	(void)unused;
#define APPEAL_MS ((int64_t)APPEAL_MINUTES * 60 * 1000)
#define APPEAL "{\"contest\":\"c\",\"stage\":\"prelim\",\"competitor\":\"002\",\"text\":\"t\"}"
#define DECIDE(n) "{\"contest\":\"c\",\"stage\":\"prelim\",\"appeal\":" n ",\"decision\":\"partly\",\"effect\":\"e\",\"reason\":\"r\"}"
	struct world w;
	uint32_t count;
	int64_t until;
	world_init(&w, contest_definition);
	assert_int_equal(world_do(&w, "appeal", "ch", APPEAL), ERR_STAGE_NOT_OPEN);
	contest_phase(&w, "prelim", "open");
	contest_phase(&w, "prelim", "locked");
	int64_t published = w.now_ms;
	contest_phase(&w, "prelim", "published");
	w.now_ms = published + APPEAL_MS;
	world_must(&w, "appeal", "ch", APPEAL);
	world_must(&w, "appeal", "ch", APPEAL);
	const struct appeal *list = state_appeals(w.state, 0, PRELIM, &count, &until);
	assert_int_equal(count, 2);
	assert_int_equal(until, published + APPEAL_MS);
	assert_false(list[0].late);
	assert_true(list[1].late);
	assert_int_equal(list[0].seq, 6);
	assert_int_equal(world_do(&w, "appeal", "ch", DECIDE("5")), ERR_NOT_FOUND);
	world_must(&w, "appeal", "ch", "%s", DECIDE("6"));
	assert_int_equal(world_do(&w, "appeal", "ch", DECIDE("6")), ERR_STALE);
	world_must(&w, "appeal", "ch", "%s", DECIDE("7"));
	struct buf b;
	buf_init(&b, 1 << 20);
	desk_changes(w.state, &w.entry, &w.change, 0, PRELIM, &online, contest_collect, &b);
	assert_non_null(strstr(buf_str(&b), "\"late\":true,\"decision\":\"partly\",\"effect\":\"e\",\"reason\":\"r\",\"decided_at\":"));
	buf_release(&b);
	contest_unlock(&w, "prelim", "locked");
	(void)state_appeals(w.state, 0, PRELIM, &count, &until);
	assert_int_equal(until, 0);
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_snapshot), cmocka_unit_test(test_complete),           cmocka_unit_test(test_changes),
		cmocka_unit_test(test_anew),     cmocka_unit_test(test_judges_come_and_go),
		cmocka_unit_test(test_return_and_freeze),
		cmocka_unit_test(test_apart),
		cmocka_unit_test(test_unlock),
		cmocka_unit_test(test_appeals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
