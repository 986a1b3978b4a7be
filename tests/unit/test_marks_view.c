#include "judges/marks_view.h"
#include "tests/unit/world.h"

/* The highest and lowest go in an aspect of its own (A1), the highest of whole sheets in module q. */
static const char definition[] =
	"{\"event\":\"e\",\"title\":\"E\",\"people\":["
	"{\"id\":\"j1\",\"name\":\"A\",\"role\":\"judge\"},{\"id\":\"j2\",\"name\":\"B\",\"role\":\"judge\"},"
	"{\"id\":\"j3\",\"name\":\"C\",\"role\":\"judge\"},{\"id\":\"ch\",\"name\":\"Chief\",\"role\":\"chief\"}],"
	"\"contests\":[{\"id\":\"c\",\"title\":\"C\",\"competitors\":[{\"id\":\"001\",\"name\":\"X\"},{\"id\":\"002\",\"name\":\"Y\"}],"
	"\"stages\":[{\"id\":\"s\",\"title\":\"S\",\"modules\":["
	"{\"id\":\"p\",\"title\":\"P\",\"judges\":[\"j1\",\"j2\",\"j3\"],\"attempts\":{\"count\":2,\"combine\":\"best\"},\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":["
	"{\"id\":\"A1\",\"title\":\"A1\",\"method\":\"points\",\"min\":0,\"max\":10,\"panel\":{\"combine\":\"mean\",\"drop\":{\"high\":1,\"low\":1}}},"
	"{\"id\":\"A2\",\"title\":\"A2\",\"method\":\"judgement\",\"max\":3,\"panel\":{\"combine\":\"mean\"}}]}]},"
	"{\"id\":\"q\",\"title\":\"Q\",\"judges\":[\"j1\",\"j2\"],\"panel\":{\"over\":\"sheet\",\"combine\":\"mean\",\"drop\":{\"high\":1}},"
	"\"criteria\":[{\"id\":\"B\",\"title\":\"B\",\"aspects\":[{\"id\":\"B1\",\"title\":\"B1\",\"method\":\"points\",\"min\":0,\"max\":10}]}]}]}]}]}";

static void sheet(struct world *w, const char *judge, const char *module, const char *competitor, const char *marks)
{
	world_must(w, "sheet", judge, "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"%s\",\"competitor\":\"%s\",\"version\":1,\"marks\":{%s}}",
	           module, competitor, marks);
}

static void begin(struct world *w)
{
	world_init(w, definition);
	world_must(w, "phase", "ch", "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"open\"}");
	sheet(w, "j1", "p", "001", "\"A1\":\"9\",\"A2\":\"0\"");
	sheet(w, "j2", "p", "001", "\"A1\":\"5\",\"A2\":\"3\"");
	sheet(w, "j3", "p", "001", "\"A1\":\"2\",\"A2\":\"3\"");
	sheet(w, "j1", "q", "001", "\"B1\":\"4\"");
	sheet(w, "j2", "q", "001", "\"B1\":\"6.5\"");
	sheet(w, "j2", "q", "002", "\"B1\":\"7\"");
}

typedef enum err look(struct request *r, struct state *s, const struct asker *who, const cJSON *params,
                      struct json_out *result);

/* The answer to the params by this role, or the refusal; `expected` is in what it says. */
static void expect(struct world *w, look *answer, enum role role, const char *params, enum err err, const char *expected)
{
	struct asker who = { .person = 3, .role = role };
	struct request r;
	struct json_place place;
	struct json_out o;
	struct buf b;
	cJSON *tree = NULL;
	buf_init(&b, 1 << 20);
	json_out_init(&o, &b);
	request_init(&r);
	assert_int_equal(json_parse(params, strlen(params), &tree, &place), ERR_OK);
	enum err got = answer(&r, w->state, &who, tree, &o);
	if (got != err || strstr(err ? r.expected : buf_str(&b), expected) == NULL)
		fail_msg("%s: %s: %s%s, not %s", params, err_code(got), buf_str(&b), r.expected, expected);
	json_free(tree);
	request_release(&r);
	buf_release(&b);
}

#define AT(rest) "{\"contest\":\"c\",\"stage\":\"s\"" rest "}"
#define OF(module, competitor) AT(",\"module\":\"" module "\",\"competitor\":\"" competitor "\"")
#define VALUE(judge, value, dropped, flag) "{\"judge\":\"" judge "\",\"value\":\"" value "\",\"dropped\":" dropped ",\"flag\":" flag "}"

static void test_marks(void **unused)
{
	(void)unused;
	static const struct {
		const char *params;
		enum role role;
		enum err err;
		const char *expected;
	} rows[] = {
		{ OF("p", "001"), ROLE_CHIEF, ERR_OK, "\"apart\":false,\"values\":[" VALUE("j1", "9", "true", "null") "," VALUE("j2", "5", "false", "null") "," VALUE("j3", "2", "true", "null") "]" },
		{ OF("p", "001"), ROLE_CHIEF, ERR_OK, "\"apart\":true,\"values\":[" VALUE("j1", "0", "false", "\"spread\"") "," },
		{ OF("p", "001"), ROLE_SCRUTINEER, ERR_OK, "{\"id\":\"j1\",\"name\":\"A\",\"version\":1,\"points\":null,\"dropped\":false,\"penalties\":{}}" },
		{ OF("q", "001"), ROLE_CHIEF, ERR_OK, "\"points\":\"4\",\"dropped\":false,\"penalties\":{}},{\"id\":\"j2\",\"name\":\"B\",\"version\":1,\"points\":\"6.5\",\"dropped\":true,\"penalties\":{}}" },
		{ OF("q", "002"), ROLE_CHIEF, ERR_OK, "\"version\":null,\"points\":null,\"dropped\":false,\"penalties\":{}},{\"id\":\"j2\",\"name\":\"B\",\"version\":1,\"points\":null" },
		{ OF("p", "002"), ROLE_CHIEF, ERR_OK, "\"id\":\"A1\",\"title\":{\"zh-CN\":\"A1\",\"en\":\"A1\"},\"unit\":null,\"agreed\":false,\"apart\":false,\"values\":[]" },
		{ AT(",\"module\":\"p\",\"competitor\":\"001\",\"attempt\":2"), ROLE_CHIEF, ERR_OK, "\"values\":[]" },
		{ AT(",\"module\":\"p\",\"competitor\":\"001\",\"attempt\":3"), ROLE_CHIEF, ERR_OUT_OF_RANGE, "1 to 2" },
		{ AT(",\"module\":\"p\",\"competitor\":\"001\",\"attempt\":0"), ROLE_CHIEF, ERR_OUT_OF_RANGE, "1 to 2" },
		{ OF("z", "001"), ROLE_CHIEF, ERR_UNKNOWN_MODULE, "there is no z" },
		{ OF("p", "009"), ROLE_CHIEF, ERR_UNKNOWN_COMPETITOR, "there is no 009" },
		{ AT(""), ROLE_CHIEF, ERR_INVALID, "ids" },
		{ "{\"contest\":\"d\",\"stage\":\"s\"}", ROLE_CHIEF, ERR_UNKNOWN_CONTEST, "there is no d" },
		{ "{\"contest\":\"c\",\"stage\":\"t\"}", ROLE_CHIEF, ERR_UNKNOWN_STAGE, "there is no t" },
		{ "{\"contest\":\"c\"}", ROLE_CHIEF, ERR_INVALID, "ids" },
		{ OF("p", "001"), ROLE_JUDGE, ERR_NOT_ALLOWED, "chief" },
		{ OF("p", "001"), ROLE_ORGANISER, ERR_NOT_ALLOWED, "chief" },
	};
	struct world w;
	begin(&w);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(&w, marks_answer, rows[i].role, rows[i].params, rows[i].err, rows[i].expected);
	world_release(&w);
}

static void test_agreement(void **unused)
{
	(void)unused;
	struct world w;
	world_init(&w, definition);
	expect(&w, agreement_answer, ROLE_CHIEF, AT(""), ERR_OK, "{\"panels\":[],\"shadows\":[]}");
	world_release(&w);
	begin(&w);
	expect(&w, agreement_answer, ROLE_CHIEF, AT(""), ERR_OK, "\"module\":\"p\",\"aspect\":\"A1\",\"performances\":1,\"whole\":1,\"w\":null");
	expect(&w, agreement_answer, ROLE_CHIEF, AT(""), ERR_OK, "{\"judge\":\"j1\",\"marks\":1,\"bias\":\"5.500000\",\"deviation\":\"5.500000\",\"highest\":1,\"lowest\":0}");
	expect(&w, agreement_answer, ROLE_CHIEF, AT(""), ERR_OK, "\"aspect\":\"B1\",\"performances\":2,\"whole\":1");
	expect(&w, agreement_answer, ROLE_SCRUTINEER, AT(""), ERR_OK, "\"reason\":\"spread\"");
	expect(&w, agreement_answer, ROLE_JUDGE, AT(""), ERR_NOT_ALLOWED, "scrutineer");
	expect(&w, agreement_answer, ROLE_CHIEF, "{\"contest\":\"c\",\"stage\":\"t\"}", ERR_UNKNOWN_STAGE, "there is no t");
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_agreement),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
