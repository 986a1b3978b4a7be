/* Signatures under a version of a sheet: who may sign what, what a new version does to them, and who is told. */
#include "judges/desk_request.h"
#include "judges/desk_view.h"
#include "judges/judge_view.h"
#include "tests/unit/contest.h"

#include <sodium.h>

#define MODULE(id, members)                                                                                             \
	"{\"id\":\"" id "\",\"title\":\"M\",\"judges\":[\"j1\",\"j2\"]," members "\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":[{\"id\":\"" id \
	"1\",\"title\":\"A\",\"method\":\"points\",\"min\":0,\"max\":10,\"panel\":{\"combine\":\"mean\"}}]}]}"
#define DEFINITION(title)                                                                                               \
	"{\"event\":\"e\",\"title\":\"" title "\",\"people\":[{\"id\":\"j1\",\"name\":\"J\",\"role\":\"judge\"},"               \
	"{\"id\":\"j2\",\"name\":\"K\",\"role\":\"judge\"},{\"id\":\"ch\",\"name\":\"C\",\"role\":\"chief\"}],\"contests\":[{\"id\":\"c\"," \
	"\"title\":\"C\",\"competitors\":[{\"id\":\"1\",\"name\":\"A\"},{\"id\":\"2\",\"name\":\"B\"}],\"stages\":[{\"id\":\"s\",\"title\":\"S\"," \
	"\"modules\":[" MODULE("m", "\"signatures\":[\"judge\",\"chief\",\"competitor\"],") "," MODULE("n", "") "]}]}]}"

#define PHASE(name, more) "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"" name "\"" more "}"

enum { P_J1, P_J2, P_CHIEF };

static void hash_of(const struct world *w, char out[static 2 * HASH_BYTES + 1])
{
	const struct sheet *sheet = state_sheet(w->state, 0, 0, 0, 0, 1, P_J1);
	sodium_bin2hex(out, 2 * HASH_BYTES + 1, sheet->hash, HASH_BYTES);
}

/* `rest` begins with the competitor; H stands for the hash of j1's sheet. */
static enum err sign(struct world *w, const char *by, const char *rest)
{
	char hash[2 * HASH_BYTES + 1], data[1024];
	hash_of(w, hash);
	const char *at = strchr(rest, 'H');
	int before = at ? (int)(at - rest) : (int)strlen(rest);
	snprintf(data, sizeof data, "{\"contest\":\"c\",\"stage\":\"s\",\"competitor\":\"1\",\"judge\":\"j1\",%.*s%s%s}", before, rest,
	         at ? hash : "", at ? at + 1 : "");
	return world_do(w, "sign", by, data);
}

static void sheet(struct world *w, const char *module, int version)
{
	world_must(w, "sheet", "j1",
	           "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"%s\",\"competitor\":\"1\",\"version\":%d,\"marks\":{\"%s1\":\"1\"}}", module,
	           version, module);
}

static void phase(struct world *w, const char *name)
{
	world_must(w, "phase", "ch", "{\"contest\":\"c\",\"stage\":\"s\",\"phase\":\"%s\"}", name);
}

static uint32_t signers(const struct world *w)
{
	return state_sheet(w->state, 0, 0, 0, 0, 1, P_J1)->signers;
}

#define DRAWN "\"module\":\"m\",\"version\":1,\"hash\":\"H\",\"strokes\":[[1,2,3,4],[9999,0]],"

static void test_who_and_what(void **unused)
{
	(void)unused;
	static const struct {
		const char *by, *rest;
		enum err e;
		const char *expected;
	} rows[] = {
		{ "j1", DRAWN "\"as\":\"judge\"", ERR_OK, NULL },
		{ "j1", DRAWN "\"as\":\"competitor\",\"device\":\"tablet 7\"", ERR_OK, NULL },
		{ "ch", DRAWN "\"as\":\"competitor\"", ERR_OK, NULL },
		{ "ch", DRAWN "\"as\":\"chief\"", ERR_OK, NULL },
		{ "j1", "\"module\":\"m\",\"version\":1,\"hash\":\"H\",\"name\":\"王\",\"as\":\"judge\"", ERR_OK, NULL },
		{ "j1", DRAWN "\"as\":\"chief\"", ERR_NOT_ALLOWED, "by a chief" },
		{ "j2", DRAWN "\"as\":\"judge\"", ERR_NOT_ALLOWED, "the judge whose sheet" },
		{ "j2", DRAWN "\"as\":\"competitor\"", ERR_NOT_ALLOWED, "the judge whose sheet" },
		{ "ch", DRAWN "\"as\":\"judge\"", ERR_NOT_ALLOWED, "the judge whose sheet" },
		{ "j1", DRAWN "\"as\":\"steward\"", ERR_INVALID, "as: judge" },
		{ "j1", "\"module\":\"m\",\"version\":2,\"hash\":\"H\",\"name\":\"J\",\"as\":\"judge\"", ERR_STALE, "version 1" },
		{ "j1", "\"module\":\"m\",\"version\":1,\"hash\":\"00\",\"name\":\"J\",\"as\":\"judge\"", ERR_STALE, "hash" },
		{ "j1", "\"module\":\"m\",\"version\":1,\"name\":\"J\",\"as\":\"judge\"", ERR_INVALID, "hash:" },
		{ "j1", "\"module\":\"m\",\"version\":1,\"hash\":\"H\",\"as\":\"judge\"", ERR_INVALID, "name: what was typed" },
		{ "j1", "\"module\":\"m\",\"version\":1,\"hash\":\"H\",\"strokes\":[[1]],\"as\":\"judge\"", ERR_INVALID, "strokes:" },
		{ "j1", "\"module\":\"m\",\"version\":1,\"hash\":\"H\",\"strokes\":[[1,-1]],\"as\":\"judge\"", ERR_INVALID, "strokes:" },
		{ "j1", "\"module\":\"m\",\"version\":1,\"hash\":\"H\",\"strokes\":[[1,10000]],\"as\":\"judge\"", ERR_INVALID, "strokes:" },
		{ "j1", "\"module\":\"m\",\"version\":1,\"hash\":\"H\",\"strokes\":{},\"as\":\"judge\"", ERR_INVALID, "strokes:" },
		{ "j1", "\"module\":\"n\",\"version\":1,\"hash\":\"H\",\"name\":\"J\",\"as\":\"judge\"", ERR_INVALID, "asks for" },
		{ "j1", "\"module\":\"z\",\"version\":1,\"hash\":\"H\",\"name\":\"J\",\"as\":\"judge\"", ERR_UNKNOWN_MODULE, "z" },
		{ "j1", "\"attempt\":2," DRAWN "\"as\":\"judge\"", ERR_NOT_FOUND, "a sheet of j1" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w;
		world_init(&w, DEFINITION("E"));
		phase(&w, "open");
		sheet(&w, "m", 1);
		enum err e = sign(&w, rows[i].by, rows[i].rest);
		if (e != rows[i].e || (rows[i].expected && (!w.change.expected || !strstr(w.change.expected, rows[i].expected))))
			fail_msg("row %zu: %s (%s)", i, err_code(e), w.change.expected ? w.change.expected : "");
		assert_int_equal(signers(&w) != 0, e == ERR_OK);
		world_release(&w);
	}
}

static void test_versions_phases_definitions(void **unused)
{
	(void)unused;
	struct world w;
	world_init(&w, DEFINITION("E"));
	phase(&w, "open");
	sheet(&w, "m", 1);
	assert_int_equal(sign(&w, "j1", DRAWN "\"as\":\"judge\""), ERR_OK);
	assert_int_equal(sign(&w, "ch", DRAWN "\"as\":\"chief\""), ERR_OK);
	assert_int_equal(signers(&w), 1U << SIGNER_JUDGE | 1U << SIGNER_CHIEF);
	world_must(&w, "event", "hub", "{\"definition\":%s}", DEFINITION("Renamed"));
	assert_int_equal(signers(&w), 1U << SIGNER_JUDGE | 1U << SIGNER_CHIEF);
	sheet(&w, "m", 2); /* needs new ones */
	assert_int_equal(signers(&w), 0);
	assert_int_equal(sign(&w, "j1", DRAWN "\"as\":\"judge\""), ERR_STALE);
	phase(&w, "locked");
	assert_int_equal(sign(&w, "j1", "\"module\":\"m\",\"version\":2,\"hash\":\"H\",\"name\":\"J\",\"as\":\"judge\""), ERR_OK);
	/* two are missing: not published, unless a chief says why */
	assert_int_equal(world_do(&w, "phase", "ch", PHASE("published", "")), ERR_UNSETTLED);
	assert_non_null(strstr(w.change.expected, "missing (2)"));
	assert_int_equal(world_do(&w, "phase", "j1", PHASE("published", ",\"despite\":\"left\"")), ERR_NOT_ALLOWED);
	assert_int_equal(world_do(&w, "phase", "ch", PHASE("published", ",\"despite\":\"\"")), ERR_NOT_ALLOWED);
	assert_int_equal(state_unsettled(w.state, 0, 0).signatures, 2);
	world_must(&w, "phase", "ch", "%s", PHASE("published", ",\"despite\":\"left before the end\""));
	assert_int_equal(sign(&w, "ch", "\"module\":\"m\",\"version\":2,\"hash\":\"H\",\"name\":\"C\",\"as\":\"chief\""), ERR_WRONG_PHASE);
	assert_int_equal(signers(&w), 1U << SIGNER_JUDGE);
	world_release(&w);
}

/* What an entry's data says is what was read. */
static void test_data(void **unused)
{
	(void)unused;
	static const char data[] = "{\"contest\":\"c\",\"stage\":\"s\",\"module\":\"m\",\"competitor\":\"1\",\"attempt\":1,\"judge\":\"j1\","
				   "\"version\":1,\"as\":\"competitor\",\"hash\":\"ab\",\"strokes\":[[1,2,3,4],[9999,0]],\"name\":\"\",\"device\":\"d\"}";
	struct entry_raw raw = { .type = "sign", .type_len = 4, .by = "j1", .by_len = 2, .key = "k", .key_len = 1, .data = data, .data_len = sizeof data - 1 };
	struct entry e;
	struct arena arena;
	struct buf out;
	arena_init(&arena);
	buf_init(&out, 4096);
	entry_decode(&raw, &arena, &e);
	assert_int_equal(e.fault, ERR_OK);
	assert_int_equal(entry_encode(&e, &out), ERR_OK);
	expect_json(&out, data);
	buf_release(&out);
	arena_release(&arena);
}

static bool nobody_is(void *arg, uint32_t person)
{
	(void)arg;
	(void)person;
	return false;
}

static void expect_told(struct world *w, uint32_t person, const char *wanted)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	judge_changes(w->state, &w->entry, &w->change, person, contest_collect, &b);
	if (wanted == NULL)
		assert_int_equal(b.len, 0);
	else if (strstr(buf_str(&b), wanted) == NULL)
		fail_msg("%s is not in %s", wanted, buf_str(&b));
	buf_release(&b);
}

static void test_views(void **unused)
{
	(void)unused;
	const struct desk_online online = { nobody_is, NULL };
	struct world w;
	struct buf b;
	world_init(&w, DEFINITION("E"));
	phase(&w, "open");
	sheet(&w, "m", 1);
	assert_int_equal(sign(&w, "j1", DRAWN "\"as\":\"competitor\""), ERR_OK);
	expect_told(&w, P_J1, "\"signed\":[\"competitor\"]");
	expect_told(&w, P_J2, NULL);
	buf_init(&b, 1 << 20);
	desk_changes(w.state, &w.entry, &w.change, 0, 0, &online, contest_collect, &b);
	assert_non_null(strstr(buf_str(&b), "\"signed\":[\"competitor\"]"));
	buf_reset(&b);
	desk_snapshot(w.state, 0, 0, &online, &b);
	assert_non_null(strstr(buf_str(&b), "\"attempts\":1,\"signatures\":[\"judge\",\"competitor\",\"chief\"]"));
	assert_non_null(strstr(buf_str(&b), "\"signed\":[\"competitor\"]"));
	buf_reset(&b);
	judge_snapshot(w.state, P_J2, &b);
	assert_non_null(strstr(buf_str(&b), "\"signatures\":[\"judge\",\"competitor\",\"chief\"]"));
	buf_release(&b);
	world_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_who_and_what), cmocka_unit_test(test_versions_phases_definitions),
		                            cmocka_unit_test(test_data), cmocka_unit_test(test_views) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
