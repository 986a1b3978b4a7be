#include "display/board.h"
#include "tests/unit/world.h"

#define COMPETITORS 120
#define MODULES 10

/* A stage of 120 competitors and 10 modules of one judge each, and a final for the best 8 of it. */
static void definition_write(struct buf *b, const char *title)
{
	buf_addf(b, "{\"event\":\"big\",\"title\":\"Big\",\"people\":[{\"id\":\"j1\",\"name\":\"J\",\"role\":\"judge\"}],"
	            "\"contests\":[{\"id\":\"c\",\"title\":\"%s\",\"competitors\":[", title);
	for (int i = 0; i < COMPETITORS; i++)
		buf_addf(b, "%s{\"id\":\"%03d\",\"name\":\"Competitor %d\",\"unit\":\"Unit %d\"}", i ? "," : "", i, i, i % 7);
	buf_adds(b, "],\"stages\":[{\"id\":\"prelim\",\"title\":\"Preliminary\",\"decimals\":2,"
	            "\"advance\":{\"top\":8,\"ties\":\"all\"},\"modules\":[");
	for (int i = 0; i < MODULES; i++)
		buf_addf(b,
		         "%s{\"id\":\"m%d\",\"title\":\"M\",\"judges\":[\"j1\"],\"decimals\":2,\"criteria\":[{\"id\":\"A\","
		         "\"title\":\"A\",\"aspects\":[{\"id\":\"A1\",\"title\":\"A1\",\"method\":\"points\",\"min\":0,"
		         "\"max\":10,\"step\":\"0.25\"}]}]}",
		         i ? "," : "", i);
	buf_adds(b, "]},{\"id\":\"final\",\"title\":\"Final\",\"modules\":[{\"id\":\"f\",\"title\":\"F\",\"judges\":[\"j1\"],"
	            "\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":[{\"id\":\"A1\",\"title\":\"A1\","
	            "\"method\":\"points\",\"min\":0,\"max\":10}]}]}]}],"
	            "\"awards\":[{\"id\":\"gold\",\"title\":\"Gold\",\"ranks\":[1,1]}]}]}");
}

static void big_world(struct world *w)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	definition_write(&b, "Big");
	world_init(w, buf_str(&b));
	buf_release(&b);
	world_must(w, "phase", "hub", "{\"contest\":\"c\",\"stage\":\"prelim\",\"phase\":\"open\"}");
}

static void mark(struct world *w, int competitor, int module, int version, int quarters)
{
	world_must(w, "sheet", "j1",
	           "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"m%d\",\"competitor\":\"%03d\",\"version\":%d,"
	           "\"marks\":{\"A1\":\"%d.%02d\"}}",
	           module, competitor, version, quarters / 4, quarters % 4 * 25);
}

/* What a page does with a change. */

static cJSON *parse(const struct buf *b)
{
	cJSON *tree = NULL;
	assert_true(buf_ok(b));
	assert_int_equal(json_parse(buf_str(b), b->len, &tree, NULL), ERR_OK);
	cJSON *copy = cJSON_Duplicate(tree, true); /* one that parts may be put into and taken from */
	json_free(tree);
	return copy;
}

static cJSON *item(cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

static void put(cJSON *object, const char *name, cJSON *value)
{
	if (item(object, name) != NULL)
		cJSON_ReplaceItemInObjectCaseSensitive(object, name, value);
	else
		cJSON_AddItemToObject(object, name, value);
}

static int number(const cJSON *value)
{
	int64_t n;
	assert_int_equal(json_int(value, 0, 1 << 20, &n), ERR_OK);
	return (int)n;
}

static const char *string(const cJSON *value)
{
	const char *text = NULL;
	assert_true(json_string(value, &text));
	return text;
}

static void apply_rows(cJSON *board, const cJSON *rows)
{
	const cJSON *row, *member;
	cJSON_ArrayForEach(row, rows)
	{
		if (item(item(board, "rows"), row->string) == NULL)
			cJSON_AddItemToObject(item(board, "rows"), row->string, cJSON_CreateObject());
		cJSON_ArrayForEach(member, row)
			put(item(item(board, "rows"), row->string), member->string, cJSON_Duplicate(member, true));
	}
}

struct page_order {
	char ids[COMPETITORS][8];
	int count;
};

static int order_find(const struct page_order *o, const char *id)
{
	for (int i = 0; i < o->count; i++)
		if (strcmp(o->ids[i], id) == 0)
			return i;
	return -1;
}

static void order_take(struct page_order *o, int at)
{
	memmove(o->ids[at], o->ids[at + 1], (size_t)(o->count - at - 1) * sizeof o->ids[0]);
	o->count--;
}

static void order_put(struct page_order *o, int at, const char *id)
{
	assert_true(at <= o->count && o->count < COMPETITORS);
	memmove(o->ids[at + 1], o->ids[at], (size_t)(o->count - at) * sizeof o->ids[0]);
	snprintf(o->ids[at], sizeof o->ids[at], "%s", id);
	o->count++;
}

/* Through text, because only json_parse makes numbers that json_is_number knows. */
static cJSON *number_json(int n)
{
	struct buf b;
	buf_init(&b, 32);
	buf_addf(&b, "%d", n);
	cJSON *tree = parse(&b);
	buf_release(&b);
	return tree;
}

static cJSON *order_json(const struct page_order *o)
{
	cJSON *array = cJSON_CreateArray();
	for (int i = 0; i < o->count; i++)
		cJSON_AddItemToArray(array, cJSON_CreateString(o->ids[i]));
	return array;
}

static cJSON *ranks_json(const int *ranks, int count)
{
	struct buf b;
	struct json_out o;
	buf_init(&b, 1 << 16);
	json_out_init(&o, &b);
	json_array(&o);
	for (int i = 0; i < count; i++) {
		if (ranks[i] > 0)
			json_put_int(&o, ranks[i]);
		else
			json_put_null(&o);
	}
	json_array_end(&o);
	cJSON *array = parse(&b);
	buf_release(&b);
	return array;
}

static void apply_order(cJSON *board, cJSON *change)
{
	struct page_order o = { .count = 0 };
	int ranks[COMPETITORS] = { 0 };
	const cJSON *at;
	cJSON_ArrayForEach(at, item(board, "ranks"))
	{
		if (json_is_number(at))
			ranks[o.count] = number(at);
		o.count++;
	}
	o.count = 0;
	cJSON_ArrayForEach(at, item(board, "order"))
		order_put(&o, o.count, string(at));
	cJSON_ArrayForEach(at, item(change, "removed"))
	{
		order_take(&o, order_find(&o, string(at)));
		cJSON_DeleteItemFromObjectCaseSensitive(item(board, "rows"), string(at));
	}
	cJSON_ArrayForEach(at, item(change, "moves"))
	{
		const char *id = string(cJSON_GetArrayItem(at, 0));
		int from = order_find(&o, id);
		if (from >= 0)
			order_take(&o, from);
		order_put(&o, number(cJSON_GetArrayItem(at, 1)), id);
	}
	cJSON_ArrayForEach(at, item(change, "ranks"))
	{
		const cJSON *rank = cJSON_GetArrayItem(at, 1);
		ranks[number(cJSON_GetArrayItem(at, 0))] = json_is_number(rank) ? number(rank) : 0;
	}
	put(board, "order", order_json(&o));
	put(board, "ranks", ranks_json(ranks, o.count));
}

static cJSON *apply(cJSON *board, const struct buf *text)
{
	static const char *const plain[] = { "at", "phase", "provisional", "progress", "frozen", "reveal" };
	cJSON *change = parse(text);
	if (item(change, "snapshot") != NULL) {
		cJSON_Delete(board);
		board = cJSON_DetachItemFromObjectCaseSensitive(change, "snapshot");
	} else {
		for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
			if (item(change, plain[i]) != NULL)
				put(board, plain[i], cJSON_Duplicate(item(change, plain[i]), true));
		apply_rows(board, item(change, "rows"));
		apply_order(board, change);
	}
	cJSON_Delete(change);
	return board;
}

static void expect_same(cJSON *page, const struct board_view *v)
{
	struct buf b;
	buf_init(&b, BOARD_JSON_MAX);
	board_snapshot(v, &b);
	cJSON *board = parse(&b);
	if (!cJSON_Compare(page, board, true)) {
		struct buf mine;
		struct json_out o;
		buf_init(&mine, BOARD_JSON_MAX);
		json_out_init(&o, &mine);
		json_put_tree(&o, page);
		fail_msg("a page has\n%s\nand the hub\n%s", buf_str(&mine), buf_str(&b));
	}
	cJSON_Delete(board);
	buf_release(&b);
}

static void test_snapshot(void **unused)
{
	(void)unused;
	struct world w;
	struct buf b;
	world_init(&w, "{\"event\":\"e\",\"title\":\"E\",\"people\":[{\"id\":\"j1\",\"name\":\"J\",\"role\":\"judge\"}],"
	               "\"contests\":[{\"id\":\"c\",\"title\":{\"zh-CN\":\"模具\",\"en\":\"Mould\"},\"competitors\":["
	               "{\"id\":\"1\",\"name\":\"李明\",\"unit\":\"U\"},{\"id\":\"2\",\"name\":\"B\"}],"
	               "\"awards\":[{\"id\":\"gold\",\"title\":\"一等奖\",\"ranks\":[1,1]}],"
	               "\"stages\":[{\"id\":\"s\",\"title\":\"S\",\"decimals\":1,\"modules\":[{\"id\":\"m\",\"title\":\"M\","
	               "\"judges\":[\"j1\"],\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":[{\"id\":\"A1\","
	               "\"title\":\"A1\",\"method\":\"points\",\"min\":0,\"max\":10,\"step\":\"0.5\"}]}]}]}]}]}");
	world_must(&w, "phase", "hub", "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"open\"}");
	buf_init(&b, BOARD_JSON_MAX);
	struct board_view *v = board_view_new("c", "s", NULL);
	assert_true(board_view_update(v, w.state, 5, &b));
	assert_false(board_view_update(v, w.state, 6, &b));
	assert_int_equal(b.len, 0);
	world_must(&w, "sheet", "j1",
	           "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"m\",\"competitor\":\"2\",\"version\":1,"
	           "\"marks\":{\"A1\":\"8.5\"}}");
	assert_true(board_view_update(v, w.state, 7, &b));
	expect_json(&b, "{\"at\":7,\"progress\":{\"in\":1,\"due\":2},\"moves\":[[\"2\",0]],\"ranks\":[[0,1]],\"rows\":{\"2\":"
	                "{\"total\":\"8.5\",\"status\":\"ranked\",\"parts\":[\"8.5\"],"
	                "\"award\":{\"id\":\"gold\",\"title\":{\"zh-CN\":\"一等奖\",\"en\":\"一等奖\"}},\"in\":1,\"due\":1}}}");
	buf_reset(&b);
	board_snapshot(v, &b);
	expect_json(&b,
	            "{\"contest\":\"c\",\"stage\":\"s\",\"title\":{\"zh-CN\":\"S\",\"en\":\"S\"},"
	            "\"contest_title\":{\"zh-CN\":\"模具\",\"en\":\"Mould\"},\"modules\":[{\"id\":\"m\",\"title\":{\"zh-CN\":\"M\","
	            "\"en\":\"M\"},\"attempts\":1}],\"phase\":\"open\",\"provisional\":true,\"frozen\":false,\"held\":null,\"reveal\":null,\"at\":7,"
	            "\"progress\":{\"in\":1,\"due\":2},\"order\":[\"2\",\"1\"],\"ranks\":[1,null],\"rows\":{"
	            "\"2\":{\"name\":\"B\",\"unit\":\"\",\"total\":\"8.5\",\"status\":\"ranked\",\"parts\":[\"8.5\"],"
	            "\"advances\":null,\"award\":{\"id\":\"gold\",\"title\":{\"zh-CN\":\"一等奖\",\"en\":\"一等奖\"}},\"in\":1,\"due\":1,\"sure\":null},"
	            "\"1\":{\"name\":\"李明\",\"unit\":\"U\",\"initials\":\"lm\",\"total\":null,\"status\":\"incomplete\",\"parts\":[null],"
	            "\"advances\":null,\"award\":null,\"in\":0,\"due\":1,\"sure\":null}}}");
	board_view_free(v);
	buf_release(&b);
	world_release(&w);
}

/* What is sure of 1, 2 and 3 on a board that was just brought up to date. */
static void expect_sure(const struct board_view *v, const char *one, const char *two, const char *three)
{
	const char *const ids[] = { "1", "2", "3" }, *const expected[] = { one, two, three };
	struct buf b;
	buf_init(&b, BOARD_JSON_MAX);
	board_snapshot(v, &b);
	cJSON *tree = parse(&b);
	for (int i = 0; i < 3; i++) {
		cJSON *sure = item(item(item(tree, "rows"), ids[i]), "sure");
		if (expected[i] == NULL)
			assert_true(cJSON_IsNull(sure));
		else
			assert_string_equal(string(sure), expected[i]);
	}
	cJSON_Delete(tree);
	buf_release(&b);
}

/* Two of three go on. In the end 1 has 20, 2 has 18, 3 has 0 and 10 to come: nobody can take anything from 1 and 2. */
static void test_sure(void **unused)
{
	(void)unused;
	static const char module[] =
		"{\"id\":\"%s\",\"title\":\"M\",\"judges\":[\"j1\"],\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":[{\"id\":"
		"\"A1\",\"title\":\"A1\",\"method\":\"points\",\"min\":0,\"max\":10,\"step\":1}]}]}";
	static const char *const rows[][3] = {
		{ "1", "m", "10" }, { "2", "m", "9" }, { "1", "n", "10" }, { "2", "n", "9" }, { "3", "m", "0" },
	};
	struct world w;
	struct buf b;
	buf_init(&b, BOARD_JSON_MAX);
	buf_adds(&b, "{\"event\":\"e\",\"title\":\"E\",\"people\":[{\"id\":\"j1\",\"name\":\"J\",\"role\":\"judge\"}],\"contests\":[{"
	             "\"id\":\"c\",\"title\":\"C\",\"competitors\":[{\"id\":\"1\",\"name\":\"A\"},{\"id\":\"2\",\"name\":\"B\"},"
	             "{\"id\":\"3\",\"name\":\"D\"}],\"stages\":[{\"id\":\"s\",\"title\":\"S\",\"advance\":{\"top\":2},\"modules\":[");
	buf_addf(&b, module, "m");
	buf_addc(&b, ',');
	buf_addf(&b, module, "n");
	buf_adds(&b, "]},{\"id\":\"f\",\"title\":\"F\",\"modules\":[");
	buf_addf(&b, module, "o");
	buf_adds(&b, "]}]}]}");
	world_init(&w, buf_str(&b));
	world_must(&w, "phase", "hub", "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"open\"}");
	struct board_view *v = board_view_new("c", "s", NULL);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_true(board_view_update(v, w.state, 1, &b) || i > 0);
		/* from when 1 has 20: 3 may still come level with 1 and pass 2, who cannot come level any more */
		expect_sure(v, i >= 3 ? "through" : NULL, NULL, NULL);
		world_must(&w, "sheet", "j1",
		           "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"%s\",\"competitor\":\"%s\",\"version\":1,\"marks\":{\"A1\":\"%s\"}}",
		           rows[i][1], rows[i][0], rows[i][2]);
	}
	assert_true(board_view_update(v, w.state, 2, &b));
	expect_sure(v, "win", "through", "out");
	world_must(&w, "phase", "hub", "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"locked\"}");
	assert_true(board_view_update(v, w.state, 3, &b));
	expect_sure(v, NULL, NULL, NULL);
	board_view_free(v);
	buf_release(&b);
	world_release(&w);
}

static void test_no_stage(void **unused)
{
	(void)unused;
	static const char *const rows[][2] = { { "c", "nowhere" }, { "nothing", "prelim" }, { "", "" }, { "C", "prelim" } };
	struct world w;
	struct buf b;
	big_world(&w);
	buf_init(&b, BOARD_JSON_MAX);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct board_view *v = board_view_new(rows[i][0], rows[i][1], NULL);
		assert_false(board_view_update(v, w.state, 1, &b));
		assert_int_equal(b.len, 0);
		board_view_free(v);
	}
	struct state *empty = state_new();
	struct board_view *v = board_view_new("c", "prelim", NULL);
	assert_false(board_view_update(v, empty, 1, &b));
	board_view_free(v);
	state_free(empty);
	buf_release(&b);
	world_release(&w);
}

struct counted {
	uint32_t rows;
	size_t bytes;
};

static void count_row(void *arg, const char *competitor, const char *json)
{
	struct counted *counted = arg;
	assert_true(strlen(competitor) == 3);
	assert_true(json[0] == '{' && json[strlen(json) - 1] == '}');
	counted->rows++;
	counted->bytes += strlen(json);
}

/* Random marks, corrections, absences; a page that follows has what a newcomer gets. */
static void test_page_follows(void **unused)
{
	(void)unused;
	struct world w;
	struct buf b;
	int version[COMPETITORS][MODULES] = { { 0 } };
	size_t bytes = 0, changes = 0;
	srand(20181);
	big_world(&w);
	buf_init(&b, BOARD_JSON_MAX);
	struct board_view *v = board_view_new("c", "prelim", NULL), *final = board_view_new("c", "final", NULL);
	assert_true(board_view_update(v, w.state, 1, &b));
	cJSON *page = apply(NULL, &b), *second = NULL;
	assert_true(board_view_update(final, w.state, 1, &b));
	second = apply(NULL, &b);
	for (int i = 0; i < 1600; i++) {
		int entries = i % 50 == 0 ? 30 : 1;
		for (int j = 0; j < entries; j++) {
			int c = rand() % COMPETITORS, m = rand() % MODULES;
			mark(&w, c, m, ++version[c][m], rand() % 41);
		}
		if (i % 97 == 0)
			world_must(&w, "status", "hub",
			           "{\"contest\":\"c\",\"stage\":\"prelim\",\"competitor\":\"%03d\",\"status\":\"%s\"}",
			           rand() % COMPETITORS, rand() % 2 ? "dns" : "ranked");
		if (board_view_update(v, w.state, i, &b)) {
			page = apply(page, &b);
			bytes += entries == 1 ? b.len : 0;
			changes += entries == 1;
		}
		if (board_view_update(final, w.state, i, &b))
			second = apply(second, &b);
		/* a board without news is as of later all the same; a page keeps its own time */
		put(second, "at", number_json(i));
		put(page, "at", number_json(i));
		if (i % 20 == 0) {
			expect_same(page, v);
			expect_same(second, final);
		}
	}
	expect_same(page, v);
	expect_same(second, final);
	print_message("a changed mark among %d competitors of %d parts: %zu bytes on average\n", COMPETITORS, MODULES,
	              bytes / changes);
	assert_true(bytes / changes <= 300);
	struct counted counted = { 0, 0 };
	board_each_row(v, count_row, &counted);
	assert_int_equal(counted.rows, COMPETITORS);
	assert_true(counted.bytes > (size_t)COMPETITORS * 100);
	cJSON_Delete(page);
	cJSON_Delete(second);
	board_view_free(v);
	board_view_free(final);
	buf_release(&b);
	world_release(&w);
}

static void test_new_definition(void **unused)
{
	(void)unused;
	struct world w;
	struct buf b, data;
	big_world(&w);
	buf_init(&b, BOARD_JSON_MAX);
	buf_init(&data, 1 << 20);
	struct board_view *v = board_view_new("c", "prelim", NULL);
	assert_true(board_view_update(v, w.state, 1, &b));
	cJSON *page = apply(NULL, &b);
	mark(&w, 3, 3, 1, 20);
	buf_adds(&data, "{\"definition\":");
	definition_write(&data, "Another title");
	buf_adds(&data, "}");
	world_must(&w, "event", "hub", "%s", buf_str(&data));
	assert_true(board_view_update(v, w.state, 2, &b));
	page = apply(page, &b);
	expect_same(page, v);
	assert_string_equal(string(item(item(page, "contest_title"), "en")), "Another title");
	cJSON_Delete(page);
	board_view_free(v);
	buf_release(&data);
	buf_release(&b);
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_snapshot),
		cmocka_unit_test(test_sure),
		cmocka_unit_test(test_no_stage),
		cmocka_unit_test(test_page_follows),
		cmocka_unit_test(test_new_definition),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
