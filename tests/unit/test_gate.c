#include "display/board.h"
#include "display/gate.h"
#include "tests/unit/world.h"

/* Two modules of one mark each; six competitors; gold and silver; a final that carries the total. */
#define MODULE(id)                                                                                                      \
	"{\"id\":\"" id "\",\"title\":\"" id "\",\"judges\":[\"j\"],\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":[{\"id\":\"A1\"," \
	"\"title\":\"A1\",\"method\":\"points\",\"min\":0,\"max\":100}]}]}"
#define DEFINITION(title, order)                                                                                                  \
	"{\"event\":\"e\",\"title\":\"E\",\"people\":[{\"id\":\"j\",\"name\":\"J\",\"role\":\"judge\"},{\"id\":\"ch\",\"name\":\"C\",\"role\":\"chief\"},{\"id\":\"og\",\"name\":\"O\",\"role\":\"organiser\"}],\"contests\":[{\"id\":\"c\",\"title\":\"" \
	title "\",\"competitors\":[" order "],\"awards\":[{\"id\":\"gold\",\"title\":\"Gold\",\"ranks\":[1,1]},"                      \
	"{\"id\":\"silver\",\"title\":\"Silver\",\"ranks\":[2,3]}],\"stages\":[{\"id\":\"s\",\"title\":\"S\",\"modules\":[" MODULE("m")    \
	"," MODULE("n") "]},{\"id\":\"f\",\"title\":\"F\",\"carry\":[{\"stage\":\"s\"}],\"modules\":[" MODULE("m") "]}]}]}"
#define ONE(id) "{\"id\":\"" id "\",\"name\":\"N" id "\"}"
static const char definition[] = DEFINITION("C", ONE("1") "," ONE("2") "," ONE("3") "," ONE("4") "," ONE("5") "," ONE("6"));
static const char turned[] = DEFINITION("Renamed", ONE("6") "," ONE("5") "," ONE("4") "," ONE("3") "," ONE("2") "," ONE("1"));

struct hall {
	struct world w;
	struct gates *gates;
	struct board_view *public, *later, *live;
	struct buf b;
	struct buf ledger; /* type, by, data of all entries, NUL behind each: to be told again */
};

static const char *by_of(const char *type, const char *data)
{
	if (strcmp(type, "unlock") == 0)
		return strstr(data, "request") ? "og" : "ch";
	return strcmp(type, "sheet") == 0 ? "j" : "hub";
}

static void hall_do(struct hall *h, const char *type, const char *data)
{
	world_must(&h->w, type, by_of(type, data), "%s", data);
	gates_tell(h->gates, h->w.state, &h->w.change);
	buf_adds(&h->ledger, type);
	buf_addc(&h->ledger, '\0');
	buf_adds(&h->ledger, data);
	buf_addc(&h->ledger, '\0');
}

static void hall_init(struct hall *h)
{
	world_init(&h->w, definition);
	h->gates = gates_new();
	gates_tell(h->gates, h->w.state, &h->w.change);
	h->public = board_view_new("c", "s", h->gates);
	h->later = board_view_new("c", "f", h->gates);
	h->live = board_view_new("c", "s", NULL);
	buf_init(&h->b, BOARD_JSON_MAX);
	buf_init(&h->ledger, 1 << 20);
	hall_do(h, "phase", "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"open\"}");
}

static void hall_release(struct hall *h)
{
	board_view_free(h->public);
	board_view_free(h->later);
	board_view_free(h->live);
	gates_free(h->gates);
	buf_release(&h->b);
	buf_release(&h->ledger);
	world_release(&h->w);
}

static void hall_mark(struct hall *h, const char *module, const char *competitor, int version, int points)
{
	char data[256];
	snprintf(data, sizeof data,
	         "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"%s\",\"competitor\":\"%s\",\"version\":%d,\"marks\":{\"A1\":\"%d\"}}",
	         module, competitor, version, points);
	hall_do(h, "sheet", data);
}

static void hall_phase(struct hall *h, const char *phase)
{
	char data[128];
	snprintf(data, sizeof data, "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"%s\"}", phase);
	hall_do(h, "phase", data);
}

/* Open again: one asks, another agrees. */
static void hall_unlock(struct hall *h)
{
	char data[128];
	hall_do(h, "unlock", "{\"contest\":\"c\",\"stage\":\"s\",\"to\":\"open\",\"reason\":\"r\"}");
	snprintf(data, sizeof data, "{\"contest\":\"c\",\"stage\":\"s\",\"request\":%llu,\"agreed\":true,\"reason\":\"r\"}",
	         (unsigned long long)h->w.change.seq);
	hall_do(h, "unlock", data);
}

static void hall_reveal(struct hall *h, int step)
{
	char data[128];
	snprintf(data, sizeof data, "{\"contest\":\"c\",\"stage\":\"s\",\"step\":%d}", step);
	hall_do(h, "reveal", data);
}

/* A board in one line: "frozen step/steps | id rank total(parts)award ..." with [ ] around whoever is being opened. */
static char *line(struct hall *h, struct board_view *v)
{
	cJSON *board = NULL;
	struct buf out;
	int position = 0;
	buf_init(&out, 1 << 16);
	board_view_update(v, h->w.state, h->w.now_ms, &h->b);
	buf_reset(&h->b);
	board_snapshot(v, &h->b);
	assert_int_equal(json_parse(buf_str(&h->b), h->b.len, &board, NULL), ERR_OK);
	bool frozen = false;
	assert_true(json_bool(json_member(board, "frozen"), &frozen));
	const cJSON *reveal = json_member(board, "reveal"), *id;
	int64_t step = 0, steps = 0, begin = -1, end = -1;
	const char *called = NULL;
	if (json_is_object(reveal)) {
		assert_int_equal(json_int(json_member(reveal, "step"), 0, 100, &step), ERR_OK);
		assert_int_equal(json_int(json_member(reveal, "steps"), 0, 100, &steps), ERR_OK);
		assert_int_equal(json_int(json_member(reveal, "opening")->child, 0, 100, &begin), ERR_OK);
		assert_int_equal(json_int(json_member(reveal, "opening")->child->next, 0, 100, &end), ERR_OK);
		(void)json_string(json_member(json_member(reveal, "called"), "id"), &called);
	}
	buf_addf(&out, "%s%d/%d%s%s", frozen ? "frozen " : "", (int)step, (int)steps, called ? " calls " : "", called ? called : "");
	const cJSON *rank = json_member(board, "ranks")->child;
	cJSON_ArrayForEach(id, json_member(board, "order"))
	{
		const char *text = NULL, *total = NULL, *award = NULL, *part;
		int64_t number = 0;
		assert_true(json_string(id, &text));
		const cJSON *row = json_member(json_member(board, "rows"), text), *one;
		if (json_is_number(rank))
			assert_int_equal(json_int(rank, 1, 100, &number), ERR_OK);
		(void)json_string(json_member(row, "total"), &total);
		if (json_is_object(json_member(row, "award")))
			(void)json_string(json_member(json_member(row, "award"), "id"), &award);
		bool opening = position >= begin && position < end;
		buf_addf(&out, " %s%s:%d %s(", opening ? "[" : "", text, (int)number, total ? total : "-");
		cJSON_ArrayForEach(one, json_member(row, "parts"))
			buf_addf(&out, "%s%s", one->prev->next ? "," : "", json_string(one, &part) ? part : "-");
		buf_addf(&out, ")%s%s", award ? award : "", opening ? "]" : "");
		rank = rank->next;
		position++;
	}
	json_free(board);
	return buf_take(&out);
}

static void expect(struct hall *h, struct board_view *v, const char *expected)
{
	char *text = line(h, v);
	assert_string_equal(text, expected);
	free(text);
}

/* 1 to 3 have both marks, 4 one, 5 none, 6 is absent. */
static void hall_before(struct hall *h)
{
	hall_init(h);
	hall_mark(h, "m", "1", 1, 50);
	hall_mark(h, "n", "1", 1, 10);
	hall_mark(h, "m", "2", 1, 40);
	hall_mark(h, "n", "2", 1, 10);
	hall_mark(h, "m", "3", 1, 30);
	hall_mark(h, "n", "3", 1, 10);
	hall_mark(h, "m", "4", 1, 20);
	hall_do(h, "status", "{\"contest\":\"c\",\"stage\":\"s\",\"competitor\":\"6\",\"status\":\"dns\"}");
}

#define BEFORE " 1:1 60(50,10) 2:2 50(40,10) 3:3 40(30,10) 4:4 20(20,-) 5:0 -(-,-) 6:0 -(-,-)"

static void hall_after(struct hall *h)
{
	hall_do(h, "freeze", "{\"contest\":\"c\",\"stage\":\"s\",\"frozen\":true}");
	hall_mark(h, "n", "4", 1, 80); /* 100: wins */
	hall_mark(h, "m", "1", 2, 45); /* 55 */
	hall_mark(h, "m", "5", 1, 20);
	hall_mark(h, "n", "5", 1, 30); /* 50: shares with 2 */
}

static void test_awards_wait(void **unused)
{
	(void)unused;
	struct hall h;
	hall_before(&h);
	expect(&h, h.public, "0/0" BEFORE);
	hall_mark(&h, "n", "4", 1, 1);
	hall_mark(&h, "m", "5", 1, 1);
	hall_mark(&h, "n", "5", 1, 1);
	hall_phase(&h, "locked");
	hall_phase(&h, "published");
	hall_do(&h, "phase", "{\"contest\":\"c\",\"stage\":\"f\",\"phase\":\"open\"}");
	for (char c = '1'; c < '6'; c++) {
		char data[200];
		snprintf(data, sizeof data,
		         "{\"contest\":\"c\",\"stage\":\"f\",\"module\":\"m\",\"competitor\":\"%c\",\"version\":1,\"marks\":{\"A1\":\"0\"}}", c);
		hall_do(&h, "sheet", data);
	}
	char *text = line(&h, h.later);
	assert_null(strstr(text, "gold"));
	free(text);
	hall_do(&h, "phase", "{\"contest\":\"c\",\"stage\":\"f\",\"phase\":\"locked\"}");
	hall_do(&h, "phase", "{\"contest\":\"c\",\"stage\":\"f\",\"phase\":\"published\"}");
	text = line(&h, h.later);
	assert_non_null(strstr(text, "1:1 60(0)gold"));
	free(text);
	hall_release(&h);
}

/* Nothing of what comes after the freeze is in anything that the public can get. */
static void test_frozen(void **unused)
{
	(void)unused;
	struct hall h;
	hall_before(&h);
	char *later = line(&h, h.later);
	expect(&h, h.public, "0/0" BEFORE);
	hall_after(&h);
	expect(&h, h.public, "frozen 0/0" BEFORE);
	char *later_now = line(&h, h.later);
	assert_non_null(strstr(later_now, "frozen"));
	assert_string_equal(later_now + strlen("frozen "), later);
	free(later_now);
	expect(&h, h.live, "0/0 4:1 100(20,80) 1:2 55(45,10) 2:3 50(40,10) 5:3 50(20,30) 3:5 40(30,10) 6:0 -(-,-)");
	/* the frozen board's time stands still too */
	buf_reset(&h.b);
	board_view_update(h.public, h.w.state, h.w.now_ms, &h.b);
	board_snapshot(h.public, &h.b);
	char *before = xstrdup(buf_str(&h.b));
	hall_mark(&h, "m", "3", 2, 99);
	assert_false(board_view_update(h.public, h.w.state, h.w.now_ms + 999, &h.b));
	buf_reset(&h.b);
	board_snapshot(h.public, &h.b);
	assert_string_equal(buf_str(&h.b), before);
	free(before);
	free(later);
	hall_do(&h, "freeze", "{\"contest\":\"c\",\"stage\":\"s\",\"frozen\":false}");
	char *live = line(&h, h.live), *public = line(&h, h.public);
	assert_string_equal(live, public);
	free(live);
	free(public);
	hall_release(&h);
}

/* From the last place to the first: who has no rank, 3, then 2 and 5 together (module by module), 1, 4. */
static const char *const steps[] = {
	("frozen 0/0" BEFORE),
	"frozen 1/9 1:0 60(50,10) 2:0 50(40,10) 3:0 40(30,10) 4:0 20(20,-) 5:0 -(-,-) 6:0 -(-,-)",
	"frozen 2/9 1:0 60(50,10) 2:0 50(40,10) 4:0 20(20,-) 5:0 -(-,-) 3:5 40(30,10) 6:0 -(-,-)",
	"frozen 3/9 1:0 60(50,10) 4:0 20(20,-) [2:0 50(40,10)] [5:0 -(20,-)] 3:5 40(30,10) 6:0 -(-,-)",
	"frozen 4/9 1:0 60(50,10) 4:0 20(20,-) [2:0 50(40,10)] [5:0 -(20,30)] 3:5 40(30,10) 6:0 -(-,-)",
	"frozen 5/9 1:0 60(50,10) 4:0 20(20,-) 2:3 50(40,10) 5:3 50(20,30) 3:5 40(30,10) 6:0 -(-,-)",
	"frozen 6/9 4:0 20(20,-) [1:0 60(45,10)] 2:3 50(40,10) 5:3 50(20,30) 3:5 40(30,10) 6:0 -(-,-)",
	"frozen 7/9 4:0 20(20,-) 1:2 55(45,10) 2:3 50(40,10) 5:3 50(20,30) 3:5 40(30,10) 6:0 -(-,-)",
	"frozen 8/9 [4:0 20(20,80)] 1:2 55(45,10) 2:3 50(40,10) 5:3 50(20,30) 3:5 40(30,10) 6:0 -(-,-)",
	"frozen 9/9 4:1 100(20,80) 1:2 55(45,10) 2:3 50(40,10) 5:3 50(20,30) 3:5 40(30,10) 6:0 -(-,-)",
};
#define STEPS ((int)(sizeof steps / sizeof *steps))

static void test_ceremony(void **unused)
{
	(void)unused;
	struct hall h;
	hall_before(&h);
	hall_after(&h);
	hall_phase(&h, "locked");
	for (int i = 0; i < STEPS; i++) {
		hall_reveal(&h, i);
		expect(&h, h.public, steps[i]);
	}
	for (int i = STEPS - 1; i >= 0; i--) { /* and back */
		hall_reveal(&h, i);
		expect(&h, h.public, steps[i]);
	}
	hall_reveal(&h, 500);
	expect(&h, h.public, steps[STEPS - 1]);
	hall_reveal(&h, 3);
	/* found wrong in the middle of it: opening the stage again closes what was opened */
	hall_unlock(&h);
	expect(&h, h.public, steps[0]);
	hall_phase(&h, "locked");
	hall_phase(&h, "published");
	char *live = line(&h, h.live), *public = line(&h, h.public);
	assert_string_equal(live, public);
	free(live);
	free(public);
	hall_release(&h);
}

/* Places 4, 3, 2, 1 of the last stage, then its awards, silver before gold; the same awards once it is published. */
static void test_calls(void **unused)
{
	(void)unused;
#define OPEN " 1:1 160(100)gold 2:2 150(100)silver 3:3 140(100)silver 4:4 120(100) 5:0 -(-) 6:0 -(-)"
	static const char *const calls[] = { "frozen 9/11" OPEN, "frozen 10/11 calls silver" OPEN, "frozen 11/11 calls gold" OPEN };
	static const struct {
		int step;
		const char *line;
	} later[] = { { 0, "0/0" OPEN }, { 1, "1/2 calls silver" OPEN }, { 2, "2/2 calls gold" OPEN }, { 9, "2/2 calls gold" OPEN }, { 0, "0/0" OPEN } };
	struct hall h;
	char data[200];
	hall_before(&h);
	hall_mark(&h, "n", "4", 1, 0);
	hall_do(&h, "status", "{\"contest\":\"c\",\"stage\":\"s\",\"competitor\":\"5\",\"status\":\"dns\"}");
	hall_phase(&h, "locked");
	hall_phase(&h, "published");
	hall_do(&h, "phase", "{\"contest\":\"c\",\"stage\":\"f\",\"phase\":\"open\"}");
	hall_do(&h, "freeze", "{\"contest\":\"c\",\"stage\":\"f\",\"frozen\":true}");
	for (char c = '1'; c < '5'; c++) {
		snprintf(data, sizeof data,
		         "{\"contest\":\"c\",\"stage\":\"f\",\"module\":\"m\",\"competitor\":\"%c\",\"version\":1,\"marks\":{\"A1\":\"100\"}}", c);
		hall_do(&h, "sheet", data);
	}
	hall_do(&h, "phase", "{\"contest\":\"c\",\"stage\":\"f\",\"phase\":\"locked\"}");
	gates_script(h.gates, h.w.state, 0, 1, &h.b);
	assert_non_null(strstr(buf_str(&h.b), "\"competitors\":[{\"id\":\"3\",\"name\":\"N3\",\"unit\":\"\"},{\"id\":\"2\",\"name\":\"N2\",\"unit\":\"\"}],"
	                                      "\"module\":null,\"call\":{\"id\":\"silver\""));
	for (int i = 0; i < 3; i++) {
		snprintf(data, sizeof data, "{\"contest\":\"c\",\"stage\":\"f\",\"step\":%d}", 9 + i);
		hall_do(&h, "reveal", data);
		expect(&h, h.later, calls[i]);
	}
	hall_do(&h, "phase", "{\"contest\":\"c\",\"stage\":\"f\",\"phase\":\"published\"}");
	for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
		snprintf(data, sizeof data, "{\"contest\":\"c\",\"stage\":\"f\",\"step\":%d}", later[i].step);
		hall_do(&h, "reveal", data);
		expect(&h, h.later, later[i].line);
	}
	hall_release(&h);
#undef OPEN
}

/* A hub that starts again and reads the ledger shows the public the same. */
static void test_told_again(void **unused)
{
	(void)unused;
	for (int step = 0; step < STEPS; step++) {
		struct hall h, again;
		hall_before(&h);
		hall_after(&h);
		hall_phase(&h, "locked");
		if (step > 0)
			hall_reveal(&h, step);
		hall_init(&again); /* has the first entry */
		const char *end = h.ledger.data + h.ledger.len, *at = h.ledger.data;
		for (bool first = true; at < end; first = false) {
			const char *type = at, *data = type + strlen(type) + 1;
			if (!first)
				hall_do(&again, type, data);
			at = data + strlen(data) + 1;
		}
		expect(&again, again.public, steps[step]);
		hall_release(&again);
		hall_release(&h);
	}
}

/* A new definition in the middle of a freeze, with everybody at another place: the public's view stays. */
static void test_new_definition(void **unused)
{
	(void)unused;
	struct hall h;
	hall_before(&h);
	hall_after(&h);
	struct buf data;
	buf_init(&data, 1 << 16);
	buf_addf(&data, "{\"definition\":%s}", turned);
	hall_do(&h, "event", buf_str(&data));
	buf_release(&data);
	expect(&h, h.public, "frozen 0/0" BEFORE);
	hall_phase(&h, "locked");
	hall_reveal(&h, 5);
	/* who stands together is listed by place in the definition where nothing else tells */
	char *text = line(&h, h.public);
	assert_non_null(strstr(text, "frozen 5/9 1:0 60(50,10) 4:0 20(20,-) "));
	assert_non_null(strstr(text, "5:3 50(20,30)"));
	free(text);
	hall_release(&h);
}

#define TITLES(stage) "\"contest_title\":{\"zh-CN\":\"C\",\"en\":\"C\"},\"title\":{\"zh-CN\":\"" stage "\",\"en\":\"" stage "\"}"

static void test_script(void **unused)
{
	(void)unused;
	struct hall h;
	hall_before(&h);
	gates_script(h.gates, h.w.state, 0, 0, &h.b);
	expect_json(&h.b, "{\"contest\":\"c\",\"stage\":\"s\"," TITLES("S") ",\"phase\":\"open\",\"frozen\":false,\"step\":0,\"steps\":[]}");
	hall_after(&h);
	hall_phase(&h, "locked");
	hall_reveal(&h, 7);
	buf_reset(&h.b);
	gates_script(h.gates, h.w.state, 0, 0, &h.b);
	assert_non_null(strstr(buf_str(&h.b), "\"step\":7,\"steps\":[{\"step\":1,\"competitors\":[{\"id\":\"6\",\"name\":\"N6\",\"unit\":\"\"}],"
	                                      "\"module\":null,\"rank\":null,\"total\":null,\"award\":null},"));
	assert_non_null(strstr(buf_str(&h.b), "{\"step\":4,\"competitors\":[{\"id\":\"2\",\"name\":\"N2\",\"unit\":\"\"},{\"id\":\"5\",\"name\":\"N5\","
	                                      "\"unit\":\"\"}],\"module\":{\"id\":\"n\",\"title\":{\"zh-CN\":\"n\",\"en\":\"n\"}},\"score\":null}"));
	assert_non_null(strstr(buf_str(&h.b), "{\"step\":8,\"competitors\":[{\"id\":\"4\",\"name\":\"N4\",\"unit\":\"\"}],\"module\":{\"id\":\"n\","
	                                      "\"title\":{\"zh-CN\":\"n\",\"en\":\"n\"}},\"score\":\"80\"},{\"step\":9,\"competitors\":[{\"id\":\"4\","
	                                      "\"name\":\"N4\",\"unit\":\"\"}],\"module\":null,\"rank\":1,\"total\":\"100\",\"award\":null}]}"));
	buf_reset(&h.b);
	gates_script(h.gates, h.w.state, 0, 1, &h.b);
	expect_json(&h.b, "{\"contest\":\"c\",\"stage\":\"f\"," TITLES("F") ",\"phase\":\"waiting\",\"frozen\":false,\"step\":0,\"steps\":[]}");
	hall_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_awards_wait), cmocka_unit_test(test_frozen),         cmocka_unit_test(test_ceremony),
		cmocka_unit_test(test_told_again),  cmocka_unit_test(test_new_definition), cmocka_unit_test(test_script),
		cmocka_unit_test(test_calls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
