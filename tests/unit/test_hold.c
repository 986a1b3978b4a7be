#include "display/board.h"
#include "display/gate.h"
#include "display/results.h"
#include "display/scene.h"
#include "tests/unit/world.h"

/* Five choirs, of which the first three are announced together, and a final that carries the total. */
#define MODULE                                                                                                          \
	"{\"id\":\"m\",\"title\":\"M\",\"judges\":[\"j\"],\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":[{\"id\":\"A1\",\"title\":\"A1\"," \
	"\"method\":\"points\",\"min\":0,\"max\":100}]}]}"
#define ONE(id) "{\"id\":\"" id "\",\"name\":\"N" id "\"}"
#define DEFINITION(title, hold)                                                                                         \
	"{\"event\":\"e\",\"title\":\"E\",\"people\":[{\"id\":\"j\",\"name\":\"J\",\"role\":\"judge\"}],\"contests\":[{\"id\":\"c\",\"title\":\"" \
	title "\",\"competitors\":[" ONE("1") "," ONE("2") "," ONE("3") "," ONE("4") "," ONE("5") "],\"stages\":[{\"id\":\"s\",\"title\":\"S\"," \
	"\"hold\":" hold ",\"modules\":[" MODULE "]},{\"id\":\"f\",\"title\":\"F\",\"carry\":[{\"stage\":\"s\"}],\"modules\":[" MODULE "]}]}]}"
static const char definition[] = DEFINITION("C", "3");

struct hall {
	struct world w;
	struct gates *gates;
	struct seen seen;
};

static void hall_do(struct hall *h, const char *type, const char *data)
{
	world_must(&h->w, type, strcmp(type, "sheet") == 0 ? "j" : "hub", "%s", data);
	gates_tell(h->gates, h->w.state, &h->w.change);
}

static void hall_init(struct hall *h)
{
	world_init(&h->w, definition);
	h->gates = gates_new();
	gates_tell(h->gates, h->w.state, &h->w.change);
	hall_do(h, "phase", "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"open\"}");
	hall_do(h, "order", "{\"contest\":\"c\",\"stage\":\"s\",\"kind\":\"order\",\"values\":{\"5\":\"1\",\"4\":\"2\",\"3\":\"3\",\"2\":\"4\",\"1\":\"5\"}}");
}

static void hall_release(struct hall *h)
{
	gates_free(h->gates);
	world_release(&h->w);
}

static void hall_mark(struct hall *h, const char *competitor, int version, int points)
{
	char data[200];
	snprintf(data, sizeof data, "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"m\",\"competitor\":\"%s\",\"version\":%d,\"marks\":{\"A1\":\"%d\"}}",
	         competitor, version, points);
	hall_do(h, "sheet", data);
}

/* Whether the stage is held back, with so many in; then no row tells anything, and they stand in the running order. */
static void held_is(struct hall *h, uint32_t in)
{
	gates_seen(h->gates, h->w.state, 0, 0, &h->seen);
	assert_true(h->seen.held);
	assert_int_equal(h->seen.held_first, 3);
	assert_int_equal(h->seen.held_in, in);
	assert_int_equal(h->seen.count, 5);
	for (uint32_t i = 0; i < 5; i++) {
		const struct row *row = &h->seen.rows[i];
		assert_int_equal(row->competitor, 4 - i);
		assert_false(row->has_total || row->parts[0].scored || row->advances);
		assert_int_equal(row->rank, 0);
		assert_int_equal(row->award, NONE);
	}
	gates_seen(h->gates, h->w.state, 0, 1, &h->seen);
	assert_true(h->seen.held);
	assert_int_equal(h->seen.count, 0);
}

/* Who is seen on top, with a total. */
static void open_is(struct hall *h, uint32_t first)
{
	gates_seen(h->gates, h->w.state, 0, 0, &h->seen);
	assert_false(h->seen.held);
	assert_int_equal(h->seen.rows[0].competitor, first);
	assert_true(h->seen.rows[0].has_total);
	gates_seen(h->gates, h->w.state, 0, 1, &h->seen);
	assert_false(h->seen.held);
	assert_int_equal(h->seen.count, 5);
}

static void test_together(void **unused)
{
	(void)unused;
	struct hall h;
	hall_init(&h);
	held_is(&h, 0);
	hall_mark(&h, "5", 1, 70);
	hall_mark(&h, "3", 1, 90);
	hall_mark(&h, "1", 1, 99); /* not one of the first three */
	held_is(&h, 2);
	hall_mark(&h, "4", 1, 80);
	open_is(&h, 0);
	hall_mark(&h, "2", 1, 100);
	open_is(&h, 1); /* the others each at once */
	hall_release(&h);
}

static void test_absent(void **unused)
{
	(void)unused;
	struct hall h;
	hall_init(&h);
	hall_mark(&h, "5", 1, 70);
	hall_mark(&h, "4", 1, 80);
	hall_do(&h, "status", "{\"contest\":\"c\",\"stage\":\"s\",\"competitor\":\"3\",\"status\":\"dns\",\"reason\":\"ill\"}");
	held_is(&h, 2); /* the next one is among the first three then */
	hall_do(&h, "status", "{\"contest\":\"c\",\"stage\":\"s\",\"competitor\":\"2\",\"status\":\"dnf\",\"reason\":\"fell\"}");
	open_is(&h, 3);
	hall_do(&h, "status", "{\"contest\":\"c\",\"stage\":\"s\",\"competitor\":\"3\",\"status\":\"ranked\",\"reason\":\"is here\"}");
	open_is(&h, 3); /* what was announced stays so */
	hall_release(&h);
}

static void test_frozen_meanwhile(void **unused)
{
	(void)unused;
	struct hall h;
	hall_init(&h);
	hall_mark(&h, "5", 1, 70);
	hall_do(&h, "freeze", "{\"contest\":\"c\",\"stage\":\"s\",\"frozen\":true}");
	hall_mark(&h, "4", 1, 80);
	hall_mark(&h, "3", 1, 90);
	gates_seen(h.gates, h.w.state, 0, 0, &h.seen);
	assert_true(h.seen.frozen);
	for (uint32_t i = 0; i < h.seen.count; i++)
		assert_false(h.seen.rows[i].has_total || h.seen.rows[i].parts[0].scored);
	hall_do(&h, "freeze", "{\"contest\":\"c\",\"stage\":\"s\",\"frozen\":false}");
	open_is(&h, 2);
	hall_release(&h);
}

static void test_published(void **unused)
{
	(void)unused;
	struct hall h;
	hall_init(&h);
	hall_mark(&h, "5", 1, 70);
	hall_do(&h, "phase", "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"locked\"}");
	held_is(&h, 1);
	hall_do(&h, "phase", "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"published\"}");
	gates_seen(h.gates, h.w.state, 0, 0, &h.seen);
	assert_false(h.seen.held);
	assert_true(results_there(h.gates, h.w.state, 0, 0));
	hall_release(&h);
}

/* A new definition with another title: what was announced is found again by its ids. */
static void test_new_definition(void **unused)
{
	(void)unused;
	struct hall h;
	hall_init(&h);
	hall_mark(&h, "5", 1, 70);
	hall_mark(&h, "4", 1, 80);
	hall_mark(&h, "3", 1, 90);
	hall_do(&h, "event", "{\"definition\":" DEFINITION("Renamed", "4") "}");
	open_is(&h, 2);
	hall_release(&h);
}

/* The board says so, and tells nothing else; the scene's chances are not told. */
static void test_board(void **unused)
{
	(void)unused;
	struct hall h;
	struct buf b;
	struct json_out o;
	cJSON *scene = NULL;
	static const char now[] = "{\"kind\":\"now\",\"contest\":\"c\",\"stage\":\"s\",\"competitor\":\"5\"}";
	hall_init(&h);
	hall_mark(&h, "5", 1, 71);
	struct board_view *view = board_view_new("c", "s", h.gates);
	buf_init(&b, BOARD_JSON_MAX);
	assert_true(board_view_update(view, h.w.state, 1, &b));
	assert_non_null(strstr(buf_str(&b), "\"held\":{\"first\":3,\"in\":1}"));
	assert_null(strstr(buf_str(&b), "71"));
	buf_reset(&b);
	json_out_init(&o, &b);
	assert_int_equal(json_parse(now, strlen(now), &scene, NULL), ERR_OK);
	scene_put_data(&o, h.w.state, h.gates, scene);
	assert_string_equal(buf_str(&b), "null");
	json_free(scene);
	hall_mark(&h, "4", 1, 80);
	hall_mark(&h, "3", 1, 90);
	assert_true(board_view_update(view, h.w.state, 2, &b));
	assert_non_null(strstr(buf_str(&b), "\"held\":null"));
	assert_non_null(strstr(buf_str(&b), "71"));
	board_view_free(view);
	buf_release(&b);
	hall_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_together),  cmocka_unit_test(test_absent),         cmocka_unit_test(test_frozen_meanwhile),
		cmocka_unit_test(test_published), cmocka_unit_test(test_new_definition), cmocka_unit_test(test_board),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
