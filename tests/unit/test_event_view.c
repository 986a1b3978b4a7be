#include "display/event_view.h"
#include "display/screen.h"
#include "tests/unit/world.h"

#define STAGE(id)                                                                                                      \
	"{\"id\":\"" id "\",\"title\":\"S\",\"modules\":[{\"id\":\"m\",\"title\":\"M\",\"judges\":[\"j\"],"            \
	                "\"criteria\":[{\"id\":\"A\","                                                                 \
	"\"title\":\"A\",\"aspects\":[{\"id\":\"A1\",\"title\":\"A1\",\"method\":\"points\",\"min\":0,\"max\":10}]}]}" \
	"]}"

static const char definition[] =
    "{\"event\":\"e\",\"title\":{\"zh-CN\":\"赛\",\"en\":\"E\"},\"organiser\":\"O\",\"starts\":\"2018-04-21\","
    "\"people\":[{\"id\":\"j\",\"name\":\"J\",\"role\":\"judge\"}],\"contests\":["
    "{\"id\":\"a\",\"title\":\"A\",\"competitors\":[{\"id\":\"1\",\"name\":\"X\"}],\"stages\":[" STAGE("p") "," STAGE(
        "f") "]},"
             "{\"id\":\"b\",\"title\":\"B\",\"entry\":\"team\",\"competitors\":[{\"id\":\"1\",\"name\":\"X\"}],"
             "\"stages\":[" STAGE("p") "]}]}";

#define EXPECTED(phase)                                                                                                \
	"{\"id\":\"e\",\"title\":{\"zh-CN\":\"赛\",\"en\":\"E\"},\"organiser\":\"O\",\"venue\":\"\",\"starts\":"      \
	"\"2018-04-21\",\"ends\":\"\","                                                                                \
	"\"contests\":[{\"id\":\"a\",\"title\":{\"zh-CN\":\"A\",\"en\":\"A\"},\"teams\":false,\"stages\":["            \
	"{\"id\":\"p\",\"title\":{\"zh-CN\":\"S\",\"en\":\"S\"},\"phase\":\"" phase "\"},"                             \
	"{\"id\":\"f\",\"title\":{\"zh-CN\":\"S\",\"en\":\"S\"},\"phase\":\"waiting\"}]},"                             \
	"{\"id\":\"b\",\"title\":{\"zh-CN\":\"B\",\"en\":\"B\"},\"teams\":true,\"stages\":["                           \
	"{\"id\":\"p\",\"title\":{\"zh-CN\":\"S\",\"en\":\"S\"},\"phase\":\"waiting\"}]}]}"

static void phase(struct world *w, const char *contest, const char *stage, const char *to)
{
	world_must(w, "phase", "hub", "{\"contest\":\"%s\",\"stage\":\"%s\",\"phase\":\"%s\"}", contest, stage, to);
}

static void test_event(void **unused)
{
	(void)unused;
	struct world w;
	struct buf b;
	world_init(&w, definition);
	buf_init(&b, 1 << 16);
	event_snapshot(w.state, &b);
	expect_json(&b, EXPECTED("waiting"));
	buf_reset(&b);
	assert_true(event_change(w.state, &w.change, &b));
	expect_json(&b, "{\"event\":" EXPECTED("waiting") "}");
	buf_reset(&b);
	phase(&w, "a", "p", "open");
	assert_true(event_change(w.state, &w.change, &b));
	expect_json(&b, "{\"phase\":{\"contest\":\"a\",\"stage\":\"p\",\"phase\":\"open\"}}");
	buf_reset(&b);
	event_snapshot(w.state, &b);
	expect_json(&b, EXPECTED("open"));
	buf_release(&b);
	world_release(&w);
}

static void test_no_change(void **unused)
{
	(void)unused;
	static const struct {
		const char *type, *data;
		enum err verdict;
	} rows[] = {
		{ "phase", "{\"contest\":\"a\",\"stage\":\"p\",\"phase\":\"published\"}", ERR_WRONG_PHASE },
		{ "phase", "{\"contest\":\"a\",\"stage\":\"x\",\"phase\":\"open\"}", ERR_UNKNOWN_STAGE },
		{ "event", "{\"definition\":{}}", ERR_INVALID },
		{ "screen", "{\"screen\":\"hall\",\"scene\":{\"kind\":\"blank\"}}", ERR_OK },
		{ "status", "{\"contest\":\"a\",\"stage\":\"p\",\"competitor\":\"1\",\"status\":\"dns\"}", ERR_OK },
	};
	struct world w;
	struct buf b;
	world_init(&w, definition);
	buf_init(&b, 1 << 16);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(world_do(&w, rows[i].type, "hub", rows[i].data), rows[i].verdict);
		assert_false(event_change(w.state, &w.change, &b));
		assert_int_equal(b.len, 0);
	}
	struct state *empty = state_new();
	event_snapshot(empty, &b);
	expect_json(&b, "null");
	state_free(empty);
	buf_release(&b);
	world_release(&w);
}

static void expect_scene(struct world *w, const char *name, const char *expected)
{
	struct buf b;
	buf_init(&b, 1 << 16);
	struct gates *gates = gates_new();
	screen_snapshot(w->state, gates, name, &b);
	gates_free(gates);
	expect_json(&b, expected);
	buf_release(&b);
}

static void test_screen(void **unused)
{
	(void)unused;
	struct world w;
	world_init(&w, definition);
	expect_scene(&w, "hall", "{\"scene\":{\"kind\":\"board\",\"contest\":\"a\",\"stage\":\"p\"}}");
	phase(&w, "b", "p", "open");
	expect_scene(&w, "hall", "{\"scene\":{\"kind\":\"board\",\"contest\":\"b\",\"stage\":\"p\"}}");
	phase(&w, "a", "f", "open");
	expect_scene(&w, "hall", "{\"scene\":{\"kind\":\"board\",\"contest\":\"a\",\"stage\":\"f\"}}");
	world_must(&w, "screen", "hub", "{\"screen\":\"hall\",\"scene\":{\"kind\":\"honours\",\"page\":2}}");
	expect_scene(&w, "hall", "{\"scene\":{\"kind\":\"honours\",\"page\":2}}");
	expect_scene(&w, "foyer", "{\"scene\":{\"kind\":\"board\",\"contest\":\"a\",\"stage\":\"f\"}}");
	world_must(&w, "screen", "hub", "{\"screen\":\"all\",\"scene\":{\"kind\":\"emergency\",\"text\":\"x\"}}");
	expect_scene(&w, "hall", "{\"scene\":{\"kind\":\"emergency\",\"text\":\"x\"}}");
	expect_scene(&w, "foyer", "{\"scene\":{\"kind\":\"emergency\",\"text\":\"x\"}}");
	world_must(&w, "screen", "hub", "{\"screen\":\"all\",\"scene\":{\"kind\":\"over\",\"reload\":7}}");
	expect_scene(&w, "hall", "{\"scene\":{\"kind\":\"honours\",\"page\":2},\"reload\":7}");
	expect_scene(&w, "all", "{\"scene\":{\"kind\":\"board\",\"contest\":\"a\",\"stage\":\"f\"},\"reload\":7}");
	world_must(&w, "screen", "hub", "{\"screen\":\"all\",\"scene\":{\"kind\":\"over\"}}");
	phase(&w, "a", "f", "locked");
	phase(&w, "b", "p", "locked");
	expect_scene(&w, "foyer", "{\"scene\":{\"kind\":\"board\",\"contest\":\"b\",\"stage\":\"p\"}}");
	assert_int_equal(world_do(&w, "screen", "hub", "{\"screen\":\"a b\",\"scene\":{}}"), ERR_INVALID);
	world_must(&w, "status", "hub", "{\"contest\":\"a\",\"stage\":\"p\",\"competitor\":\"1\",\"status\":\"dns\"}");
	world_release(&w);
	struct world none = { .state = state_new() };
	expect_scene(&none, "hall", "{\"scene\":{\"kind\":\"blank\"}}");
	state_free(none.state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_event),
		cmocka_unit_test(test_no_change),
		cmocka_unit_test(test_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
