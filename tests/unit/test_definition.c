#include "events/definition.h"

#include "base/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A definition around pieces: members of a stage, of a module, and the aspects of its one criterion. */
static void wrap(struct buf *b, const char *stage, const char *module, const char *aspects)
{
	buf_init(b, 100000);
	buf_addf(b,
	         "{\"event\":\"e\",\"people\":[{\"id\":\"j1\",\"role\":\"judge\"},{\"id\":\"j2\",\"role\":\"judge\"},"
	         "{\"id\":\"j3\",\"role\":\"chief\"},{\"id\":\"s\",\"role\":\"steward\"}],\n"
	         "\"contests\":[{\"id\":\"c\",\"competitors\":[{\"id\":\"1\"}],\"stages\":[{\"id\":\"first\",\"modules\":[{\"id\":\"m\","
	         "\"criteria\":[{\"id\":\"K\",\"aspects\":[{\"id\":\"x\",\"method\":\"value\"}]}]}]},\n"
	         "{\"id\":\"final\"%s,\"modules\":[{\"id\":\"m\"%s,\"criteria\":[{\"id\":\"K\",\"aspects\":[%s]}]}]}]}]}",
	         stage, module, aspects);
}

struct reading {
	struct arena arena;
	struct faults faults;
	struct event *event;
	enum err err;
};

static void read_text(struct reading *r, const char *text, size_t len)
{
	memset(r, 0, sizeof *r);
	arena_init(&r->arena);
	faults_init(&r->faults);
	r->err = event_read(text, len, &r->arena, &r->event, &r->faults);
}

static void read_wrapped(struct reading *r, const char *stage, const char *module, const char *aspects)
{
	struct buf b;
	wrap(&b, stage, module, aspects);
	read_text(r, buf_str(&b), b.len);
	buf_release(&b);
}

static void reading_release(struct reading *r)
{
	faults_release(&r->faults);
	arena_release(&r->arena);
}

static const struct module *final_module(const struct reading *r)
{
	assert_int_equal(r->err, ERR_OK);
	return &r->event->contests[0].stages[1].modules[0];
}

static void test_defaults(void **unused)
{
	(void)unused;
	struct reading r;
	read_wrapped(&r, "", "", "{\"id\":\"a\",\"method\":\"points\",\"max\":10}");
	const struct module *m = final_module(&r);
	const struct stage *s = &r.event->contests[0].stages[1];
	assert_string_equal(r.event->timezone, "Asia/Shanghai");
	assert_string_equal(r.event->title.zh, "e");
	assert_string_equal(r.event->contests[0].competitors[0].name, "1");
	assert_string_equal(r.event->contests[0].competitors[0].unit, "");
	assert_int_equal(m->weight, DECIMAL_ONE);
	assert_int_equal(m->times, DECIMAL_ONE);
	assert_int_equal(m->attempts, 1);
	assert_int_equal(m->rounding.digits, -1);
	assert_int_equal(m->panel.over, PANEL_NONE);
	assert_true(m->aspects[0].agreed);
	assert_true(m->aspects[0].min.given && m->aspects[0].min.micros == 0);
	assert_false(m->min.given || m->max.given || s->min.given || s->max.given);
	assert_int_equal(s->order, ORDER_HIGH);
	assert_int_equal(s->missing, MISSING_WAIT);
	assert_int_equal(s->ranks, RANKS_STANDARD);
	assert_false(s->rank_on_rounded || s->advance.given);
	assert_int_equal(s->appeal_minutes, APPEAL_MINUTES);
	assert_int_equal(s->appeal_tell_count, 0);
	reading_release(&r);
}

static void test_places(void **unused)
{
	(void)unused;
	struct reading r;
	read_wrapped(&r,
	             ",\"carry\":[{\"stage\":\"first\",\"weight\":\"-0.5\"}],\"ties\":[{\"aspect\":\"b\",\"order\":\"low\"},{\"stage\":"
	             "\"first\"},\"lot\"],\"advance\":{\"top\":3,\"ties\":\"none\"},\"appeals\":{\"minutes\":45,\"tell\":[\"j2\",\"s\"]}",
	             ",\"judges\":[\"j3\",\"j1\"],\"multiply\":[\"b\"],\"attempts\":{\"count\":3,\"combine\":{\"best\":2}}",
	             "{\"id\":\"a\",\"method\":\"points\",\"max\":10,\"panel\":{\"combine\":\"median\",\"drop\":{\"low\":1}}},"
	             "{\"id\":\"b\",\"method\":\"value\"},{\"id\":\"c\",\"method\":\"judgement\",\"max\":6}");
	const struct module *m = final_module(&r);
	const struct stage *s = &r.event->contests[0].stages[1];
	assert_int_equal(s->carries[0].stage, 0);
	assert_int_equal(s->carries[0].weight, -DECIMAL_ONE / 2);
	assert_int_equal(s->ties[0].kind, TIE_ASPECT);
	assert_int_equal(s->ties[0].order, ORDER_LOW);
	assert_int_equal(s->ties[0].index, 1);
	assert_int_equal(s->ties[1].kind, TIE_STAGE);
	assert_int_equal(s->ties[2].kind, TIE_LOT);
	assert_int_equal(s->advance.top, 3);
	assert_false(s->advance.ties_all);
	assert_int_equal(s->appeal_minutes, 45);
	assert_int_equal(s->appeal_tell_count, 2);
	assert_string_equal(r.event->people[s->appeal_tell[1]].id, "s");
	assert_int_equal(m->judges[0], 2);
	assert_int_equal(m->judges[1], 0);
	assert_int_equal(m->multiply[0], 1);
	assert_int_equal(m->attempts_combine, ATTEMPTS_BEST_N);
	assert_int_equal(m->best_n, 2);
	assert_int_equal(m->aspects[0].panel.over, PANEL_ASPECT);
	assert_int_equal(m->aspects[0].panel.combine, COMBINE_MEDIAN);
	assert_int_equal(m->aspects[0].panel.drop_low, 1);
	assert_true(m->aspects[1].agreed);
	assert_int_equal(m->aspects[2].panel.over, PANEL_ASPECT); /* a judgement has a panel of its own */
	assert_int_equal(m->aspects[2].spread, DECIMAL_ONE);
	reading_release(&r);
}

static void test_sheet_panel(void **unused)
{
	(void)unused;
	struct reading r;
	read_wrapped(&r, "", ",\"judges\":[\"j1\",\"j2\"],\"panel\":{\"over\":\"sheet\",\"combine\":\"sum\",\"decimals\":1}",
	             "{\"id\":\"a\",\"method\":\"points\",\"max\":10},{\"id\":\"b\",\"method\":\"value\"},"
	             "{\"id\":\"c\",\"method\":\"points\",\"max\":5,\"agreed\":true}");
	const struct module *m = final_module(&r);
	assert_int_equal(m->panel.over, PANEL_SHEET);
	assert_int_equal(m->panel.combine, COMBINE_SUM);
	assert_int_equal(m->panel.decimals, 1);
	assert_false(m->aspects[0].agreed);
	assert_true(m->aspects[1].agreed);
	assert_true(m->aspects[2].agreed);
	reading_release(&r);
}

static void test_people_left_out(void **unused)
{
	(void)unused;
	static const char text[] =
		"{\"event\":\"e\",\"contests\":[{\"id\":\"c\",\"competitors\":[],\"stages\":[{\"id\":\"s\",\"modules\":[{\"id\":\"m\",\"judges\":"
		"[\"ann\",\"bob\"],\"criteria\":[{\"id\":\"K\",\"aspects\":[{\"id\":\"a\",\"method\":\"value\",\"panel\":{}}]}]}]}]}]}";
	struct reading r;
	read_text(&r, text, strlen(text));
	assert_int_equal(r.err, ERR_OK);
	assert_int_equal(r.event->person_count, 2);
	assert_string_equal(r.event->people[1].id, "bob");
	assert_int_equal(r.event->people[1].role, ROLE_JUDGE);
	reading_release(&r);
}

static void test_refuses(void **unused)
{
	(void)unused;
	static const char a[] = "{\"id\":\"a\",\"method\":\"points\",\"max\":10}";
	static const struct {
		const char *name, *stage, *module, *aspects, *pointer, *text;
	} rows[] = {
		{ "drop leaves nobody", "", ",\"judges\":[\"j1\",\"j2\"]",
		  "{\"id\":\"a\",\"method\":\"points\",\"max\":1,\"panel\":{\"drop\":{\"high\":1,\"low\":1}}}", "K/aspects/0/panel/drop",
		  "leaves nobody" },
		{ "advance 0", ",\"advance\":{\"top\":0}", "", a, "advance/top", "from 1 to" },
		{ "appeals at once", ",\"appeals\":{\"minutes\":0}", "", a, "appeals/minutes", "from 1 to" },
		{ "a stranger told", ",\"appeals\":{\"tell\":[\"nobody\"]}", "", a, "appeals/tell/0", "one of" },
		{ "tie of nothing", ",\"ties\":[{\"aspect\":\"z\"}]", "", a, "ties/0/aspect", "\"z\"" },
		{ "carry itself", ",\"carry\":[{\"stage\":\"final\"}]", "", a, "carry/0/stage", "comes before" },
		{ "no aspects", "", "", "", "K/aspects", "1 to 1000" },
		{ "steward as judge", "", ",\"judges\":[\"s\"]", a, "judges/0", "may not mark" },
		{ "best 2 of 1", "", ",\"attempts\":{\"count\":1,\"combine\":{\"best\":2}}", a, "attempts/combine/best", "from 1 to 1" },
		{ "min above max", ",\"min\":2,\"max\":1", "", a, "min", "no more than" },
		{ "method misspelt", "", "", "{\"id\":\"a\",\"method\":\"judgment\"}", "K/aspects/0/method", "did you mean \"judgement\"" },
		{ "multiply by points", "", ",\"multiply\":[\"a\"]", a, "multiply/0", "method \"value\"" },
		{ "7 digits", "", ",\"weight\":0.1234567", a, "weight", "6 digits" },
		{ "floor above 0", "", ",\"penalties\":[{\"id\":\"p\",\"points\":-1,\"floor\":1}]", a, "penalties/0/floor", "0 or less" },
		{ "penalty is aspect", "", ",\"penalties\":[{\"id\":\"a\",\"points\":-1}]", a, "penalties/0/id", "twice" },
		{ "agreed and panel", "", ",\"judges\":[\"j1\"]", "{\"id\":\"a\",\"method\":\"value\",\"agreed\":true,\"panel\":{}}",
		  "K/aspects/0/agreed", "either" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct reading r;
		read_wrapped(&r, rows[i].stage, rows[i].module, rows[i].aspects);
		if (r.err != ERR_INVALID || r.event || r.faults.faults != 1)
			fail_msg("%s: expected one fault, found %zu", rows[i].name, r.faults.faults);
		const struct fault *f = &r.faults.items[0];
		const char *tail = strrchr(rows[i].pointer, 'K') ? rows[i].pointer + 2 : rows[i].pointer;
		size_t n = strlen(f->pointer), t = strlen(tail);
		if (n < t || strcmp(f->pointer + n - t, tail) != 0 || !strstr(f->text, rows[i].text))
			fail_msg("%s: %s: %s", rows[i].name, f->pointer, f->text);
		assert_int_equal(f->place.line, 3);
		reading_release(&r);
	}
}

static void test_collects_all(void **unused)
{
	(void)unused;
	struct reading r;
	read_wrapped(&r, ",\"order\":\"up\",\"decimals\":9,\"ties\":[\"coin\",{\"module\":\"n\"}]",
	             ",\"judges\":[\"j1\",\"j1\",\"j7\"],\"wieght\":2", "{\"id\":\"a b\",\"method\":\"points\",\"max\":10,\"step\":0}");
	assert_int_equal(r.err, ERR_INVALID);
	assert_int_equal(r.faults.faults, 8);
	assert_int_equal(r.faults.warnings, 1);
	reading_release(&r);
}

static void test_not_json(void **unused)
{
	(void)unused;
	struct reading r;
	read_text(&r, "{\n \"event\": \"e\",\n}", 18);
	assert_int_equal(r.err, ERR_MALFORMED);
	assert_int_equal(r.faults.items[0].place.line, 3);
	assert_null(r.event);
	reading_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),     cmocka_unit_test(test_places),
		cmocka_unit_test(test_sheet_panel),  cmocka_unit_test(test_people_left_out),
		cmocka_unit_test(test_refuses),      cmocka_unit_test(test_collects_all),
		cmocka_unit_test(test_not_json),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
