#include "judges/judge_view.h"
#include "tests/unit/contest.h"

#define TEXT(t) "{\"zh-CN\":\"" t "\",\"en\":\"" t "\"}"
#define HEAD(stage, title, phase)                                                                                  \
	"{\"contest\":\"c\",\"contest_title\":{\"zh-CN\":\"模具\",\"en\":\"Mould\"},\"stage\":\"" stage "\",\"stage_title\":" TEXT(title) \
	",\"phase\":\"" phase "\",\"module\":"
#define ONE(id, name, unit, order, status) \
	"{\"id\":\"" id "\",\"name\":\"" name "\",\"unit\":\"" unit "\",\"order\":" order ",\"status\":" status "}"
#define ALL "[" ONE("001", "A", "U", "null", "null") "," ONE("002", "B", "", "null", "null") "," ONE("003", "C", "", "null", "null") "]"
#define PENALTIES                                                                                                    \
	"[{\"id\":\"late\",\"title\":" TEXT("Late") ",\"points\":\"-0.5\",\"each\":true,\"disqualify\":false},"       \
	"{\"id\":\"unsafe\",\"title\":" TEXT("Unsafe") ",\"points\":\"0\",\"each\":true,\"disqualify\":true}]"
#define P_OF_J1                                                                                                           \
	"{\"id\":\"p\",\"title\":" TEXT("P") ",\"attempts\":2,\"penalties\":" PENALTIES ",\"criteria\":[{\"id\":\"A\",\"title\":" TEXT("A") \
	",\"aspects\":[{\"id\":\"A1\",\"title\":" TEXT("A1") ",\"method\":\"points\",\"min\":\"0\",\"max\":\"10\",\"step\":\"0.5\","        \
	"\"unit\":null,\"benchmarks\":null,\"agreed\":false},{\"id\":\"A2\",\"title\":" TEXT("A2") ",\"method\":\"judgement\","            \
	"\"min\":null,\"max\":\"3\",\"step\":null,\"unit\":null,\"benchmarks\":[" TEXT("none") "," TEXT("some") "," TEXT("most") ","       \
	TEXT("all") "],\"agreed\":false}]}]}"
#define P_OF_J3                                                                                                           \
	"{\"id\":\"p\",\"title\":" TEXT("P") ",\"attempts\":2,\"penalties\":" PENALTIES ",\"criteria\":[{\"id\":\"B\",\"title\":" TEXT("B") \
	",\"aspects\":[{\"id\":\"B1\",\"title\":" TEXT("B1") ",\"method\":\"rate\",\"min\":\"0\",\"max\":\"10\",\"step\":null,"            \
	"\"unit\":\"s\",\"benchmarks\":null,\"agreed\":true}]}]}"
#define F                                                                                                                  \
	"{\"id\":\"f\",\"title\":" TEXT("F") ",\"attempts\":1,\"penalties\":[],\"criteria\":[{\"id\":\"A\",\"title\":" TEXT("A")             \
	",\"aspects\":[{\"id\":\"A1\",\"title\":" TEXT("A1") ",\"method\":\"points\",\"min\":\"0\",\"max\":\"10\",\"step\":null,"          \
	"\"unit\":null,\"benchmarks\":null,\"agreed\":true}]}]}"

static void expect_snapshot(struct world *w, uint32_t person, const char *expected)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	judge_snapshot(w->state, person, &b);
	expect_json(&b, expected);
	buf_release(&b);
}

/* All changes of the last entry for a judge, one to a line. */
static void expect_changes(struct world *w, uint32_t person, const char *expected)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	judge_changes(w->state, &w->entry, &w->change, person, contest_collect, &b);
	expect_json(&b, expected);
	buf_release(&b);
}

static void test_only_the_own(void **unused)
{
	(void)unused;
	struct world w;
	world_init(&w, contest_definition);
	expect_snapshot(&w, J1,
	                "{\"judge\":{\"id\":\"j1\",\"name\":\"王\"},\"modules\":["
	                HEAD("prelim", "Prelim", "waiting") P_OF_J1 ",\"competitors\":" ALL "},"
	                HEAD("final", "Final", "waiting") F ",\"competitors\":[]}],\"sheets\":[]}");
	expect_snapshot(&w, J3,
	                "{\"judge\":{\"id\":\"j3\",\"name\":\"Wu\"},\"modules\":["
	                HEAD("prelim", "Prelim", "waiting") P_OF_J3 ",\"competitors\":" ALL "}],\"sheets\":[]}");
	expect_snapshot(&w, CHIEF, "{\"judge\":{\"id\":\"ch\",\"name\":\"Chief\"},\"modules\":[],\"sheets\":[]}");
	world_release(&w);
}

static void test_sheets(void **unused)
{
	(void)unused;
	struct world w;
	struct buf b;
	world_init(&w, contest_definition);
	contest_phase(&w, "prelim", "open");
	expect_changes(&w, J1, "{\"phase\":{\"contest\":\"c\",\"stage\":\"prelim\",\"phase\":\"open\"}}\n");
	expect_changes(&w, CHIEF, "");
	world_must(&w, "sheet", "j1",
	           "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"p\",\"competitor\":\"002\",\"attempt\":2,\"version\":1,"
	           "\"marks\":{\"A1\":\"8.5\"},\"penalties\":{\"late\":\"1\"}}");
	expect_changes(&w, J2, "");
	expect_changes(&w, J3, "");
	buf_init(&b, 1 << 20);
	judge_changes(w.state, &w.entry, &w.change, J1, contest_collect, &b);
	static const char begin[] = "{\"sheet\":{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"p\",\"competitor\":\"002\","
				    "\"attempt\":2,\"version\":1,\"marks\":{\"A1\":\"8.5\"},\"penalties\":{\"late\":\"1\"},\"seq\":3,"
				    "\"hash\":\"";
	assert_memory_equal(buf_str(&b), begin, sizeof begin - 1);
	const char *at = buf_str(&b) + sizeof begin - 1;
	assert_int_equal(strspn(at, "0123456789abcdef"), 64);
	assert_string_equal(at + 64, "\",\"at\":1764400002000}}\n");
	/* the snapshot has the same sheet */
	char *sheet = strdup(buf_str(&b) + strlen("{\"sheet\":"));
	sheet[strlen(sheet) - 2] = '\0';
	buf_reset(&b);
	judge_snapshot(w.state, J1, &b);
	assert_non_null(strstr(buf_str(&b), sheet));
	buf_reset(&b);
	judge_snapshot(w.state, J2, &b);
	assert_null(strstr(buf_str(&b), "8.5"));
	free(sheet);
	buf_release(&b);
	world_release(&w);
}

static void apart_of(struct world *w, uint32_t person, char *out, size_t size)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	judge_changes(w->state, &w->entry, &w->change, person, contest_collect, &b);
	const char *apart = strstr(buf_str(&b), "\"apart\":");
	snprintf(out, size, "%s%.14s", b.len > 0 ? "told " : "", apart != NULL ? apart : "");
	buf_release(&b);
}

/* Judgements that differ too much: all of the panel hear of it, and of no marks but their own. */
static void test_apart(void **unused)
{
	(void)unused;
	static const struct {
		const char *judge, *marks;
		int version;
		const char *j1, *j2;
	} rows[] = {
		{ "j1", "\"A2\":\"0\"", 1, "told ", "" },
		{ "j2", "\"A1\":\"5\",\"A2\":\"3\"", 1, "told \"apart\":[\"A2\"]", "told \"apart\":[\"A2\"]" },
		{ "j3", "\"B1\":\"61\"", 1, "", "" },
		{ "j1", "\"A2\":\"1\"", 2, "told \"apart\":[\"A2\"]", "told \"apart\":[\"A2\"]" },
		{ "j1", "\"A2\":\"2\"", 3, "told ", "told " },
	};
	struct world w;
	struct buf b;
	world_init(&w, contest_definition);
	contest_phase(&w, "prelim", "open");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char one[40], two[40];
		contest_sheet(&w, rows[i].judge, "p", "001", rows[i].version, rows[i].marks);
		apart_of(&w, J1, one, sizeof one);
		apart_of(&w, J2, two, sizeof two);
		if (strcmp(one, rows[i].j1) != 0 || strcmp(two, rows[i].j2) != 0)
			fail_msg("row %zu: %s, %s", i, one, two);
	}
	/* apart again, and accepted so */
	contest_sheet(&w, "j1", "p", "001", 4, "\"A2\":\"0\"");
	world_must(&w, "accept", "ch", "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"p\",\"competitor\":\"001\",\"aspect\":\"A2\",\"reason\":\"r\"}");
	for (uint32_t person = J1; person <= J3; person++) {
		char told[40];
		apart_of(&w, person, told, sizeof told);
		assert_string_equal(told, person == J3 ? "" : "told ");
	}
	buf_init(&b, 1 << 20);
	judge_changes(w.state, &w.entry, &w.change, J2, contest_collect, &b);
	assert_non_null(strstr(buf_str(&b), "\"marks\":{\"A1\":\"5\",\"A2\":\"3\"}"));
	assert_null(strstr(buf_str(&b), "\"A2\":\"2\""));
	buf_release(&b);
	world_release(&w);
}

static void test_refused_and_foreign(void **unused)
{
	(void)unused;
	static const struct {
		const char *type, *by, *data;
		bool refused;
	} rows[] = {
		{ "sheet", "j1", "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"p\",\"competitor\":\"001\",\"version\":1,\"marks\":{\"A1\":\"11\"}}", true },
		{ "sheet", "j1", "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"p\",\"competitor\":\"001\",\"version\":2,\"marks\":{\"A1\":\"1\"}}", true },
		{ "sheet", "j2", "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"q\",\"competitor\":\"001\",\"version\":1,\"marks\":{\"C1\":\"1\"}}", false },
		{ "phase", "ch", "{\"contest\":\"c\",\"stage\":\"prelim\",\"phase\":\"published\"}", true },
		{ "screen", "ch", "{\"screen\":\"hall\",\"scene\":{}}", false },
		{ "adjust", "ch", "{\"contest\":\"c\",\"stage\":\"prelim\",\"competitor\":\"001\",\"points\":\"1\",\"reason\":\"r\"}", false },
		{ "nonsense", "ch", "{}", true },
	};
	struct world w;
	world_init(&w, contest_definition);
	contest_phase(&w, "prelim", "open");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(world_do(&w, rows[i].type, rows[i].by, rows[i].data) != ERR_OK, rows[i].refused);
		expect_changes(&w, J1, "");
	}
	world_release(&w);
}

static void test_order_and_absence(void **unused)
{
	(void)unused;
	struct world w;
	world_init(&w, contest_definition);
	world_must(&w, "order", "st", "{\"contest\":\"c\",\"stage\":\"prelim\",\"kind\":\"order\",\"values\":{\"003\":\"1\",\"001\":\"2.5\"}}");
	expect_changes(&w, J3,
	               "{\"module\":" HEAD("prelim", "Prelim", "waiting") P_OF_J3 ",\"competitors\":["
	               ONE("003", "C", "", "1", "null") "," ONE("001", "A", "U", "2.5", "null") "," ONE("002", "B", "", "null", "null") "]}}\n");
	world_must(&w, "status", "st", "{\"contest\":\"c\",\"stage\":\"prelim\",\"competitor\":\"002\",\"status\":\"dns\"}");
	expect_changes(&w, J3,
	               "{\"module\":" HEAD("prelim", "Prelim", "waiting") P_OF_J3 ",\"competitors\":["
	               ONE("003", "C", "", "1", "null") "," ONE("001", "A", "U", "2.5", "null") "," ONE("002", "B", "", "null", "\"dns\"") "]}}\n");
	world_release(&w);
}

/* Who is in a later stage is told when it opens, and again when an earlier stage changes after that. */
static void test_later_stage(void **unused)
{
	(void)unused;
	struct world w;
	world_init(&w, contest_definition);
	contest_phase(&w, "prelim", "open");
	contest_sheet(&w, "j2", "q", "001", 1, "\"C1\":\"1\"");
	contest_sheet(&w, "j2", "q", "003", 1, "\"C1\":\"1\"");
	contest_sheet(&w, "j2", "q", "002", 1, "\"C1\":\"0\"");
	world_must(&w, "order", "st", "{\"contest\":\"c\",\"stage\":\"final\",\"kind\":\"entered\",\"values\":{\"001\":\"1\",\"003\":\"1\"}}");
	contest_phase(&w, "final", "open");
	expect_changes(&w, J1,
	               "{\"phase\":{\"contest\":\"c\",\"stage\":\"final\",\"phase\":\"open\"}}\n"
	               "{\"module\":" HEAD("final", "Final", "open") F ",\"competitors\":["
	               ONE("001", "A", "U", "null", "null") "," ONE("003", "C", "", "null", "null") "]}}\n");
	expect_changes(&w, J2, "");
	contest_sheet(&w, "j2", "q", "002", 2, "\"C1\":\"1\"");
	expect_changes(&w, J1,
	               "{\"module\":" HEAD("final", "Final", "open") F ",\"competitors\":["
	               ONE("001", "A", "U", "null", "null") "," ONE("003", "C", "", "null", "null") "]}}\n");
	world_release(&w);
}

static void test_new_definition(void **unused)
{
	(void)unused;
	struct world w;
	struct buf b, whole;
	world_init(&w, contest_definition);
	world_must(&w, "event", "hub", "{\"definition\":%s}", contest_definition);
	buf_init(&b, 1 << 20);
	buf_init(&whole, 1 << 20);
	judge_snapshot(w.state, J2, &b);
	buf_addf(&whole, "{\"snapshot\":%s}\n", buf_str(&b));
	expect_changes(&w, J2, buf_str(&whole));
	buf_release(&b);
	buf_release(&whole);
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_the_own),     cmocka_unit_test(test_sheets),
		cmocka_unit_test(test_apart),
		cmocka_unit_test(test_refused_and_foreign), cmocka_unit_test(test_order_and_absence),
		cmocka_unit_test(test_later_stage),      cmocka_unit_test(test_new_definition),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
