#include "judges/desk_request.h"
#include "judges/sheet_request.h"
#include "tests/unit/contest.h"

static const struct asker nobody = { NONE, ROLE_AUDIENCE };
static const struct asker j1 = { J1, ROLE_JUDGE }, j2 = { J2, ROLE_JUDGE }, j3 = { J3, ROLE_JUDGE };
static const struct asker chief = { CHIEF, ROLE_CHIEF }, steward = { STEWARD, ROLE_STEWARD };
static const struct asker eyes = { SCRUTINEER, ROLE_SCRUTINEER }, office = { ORGANISER, ROLE_ORGANISER };

static enum err ask(struct world *w, request_decode *decode, const struct asker *who, const char *params, struct request *r)
{
	cJSON *tree = NULL;
	request_init(r);
	if (params != NULL)
		assert_int_equal(json_parse(params, strlen(params), &tree, NULL), ERR_OK);
	enum err e = decode(r, w->state, who, tree);
	json_free(tree);
	return e;
}

/* Appends and folds what a request became, as the hub does. */
static void append(struct world *w, struct request *r)
{
	struct change change;
	struct entry e;
	struct arena arena;
	arena_init(&arena);
	r->entry.raw.at_ms = w->now_ms++;
	entry_decode(&r->entry.raw, &arena, &e);
	assert_int_equal(fold(w->state, &e, &change), ERR_OK);
	assert_false(change.repeated);
	arena_release(&arena);
}

#define SHEET(rest) "{\"contest\":\"c\",\"stage\":\"prelim\",\"module\":\"p\",\"competitor\":\"001\",\"version\":1," rest ",\"key\":\"k\"}"
#define AT "{\"contest\":\"c\",\"stage\":\"prelim\","

static const struct good {
	const char *name;
	request_decode *decode;
	const struct asker *who;
	const char *params, *data;
} good[] = {
	{ "a sheet", sheet_request, &j1, SHEET("\"marks\":{\"A1\":8.50,\"A2\":\"2\"},\"penalties\":{\"late\":2}"),
	  AT "\"module\":\"p\",\"competitor\":\"001\",\"attempt\":1,\"judge\":\"j1\",\"version\":1,\"marks\":{\"A1\":\"8.5\","
	     "\"A2\":\"2\"},\"penalties\":{\"late\":\"2\"}}" },
	{ "a sheet of the second attempt", sheet_request, &j2, SHEET("\"attempt\":2,\"judge\":\"j2\",\"marks\":{\"A1\":\"0\"}"),
	  AT "\"module\":\"p\",\"competitor\":\"001\",\"attempt\":2,\"judge\":\"j2\",\"version\":1,\"marks\":{\"A1\":\"0\"},"
	     "\"penalties\":{}}" },
	{ "a criterion's own team", sheet_request, &j3, SHEET("\"marks\":{\"B1\":\"71.25\"}"),
	  AT "\"module\":\"p\",\"competitor\":\"001\",\"attempt\":1,\"judge\":\"j3\",\"version\":1,\"marks\":{\"B1\":\"71.25\"},"
	     "\"penalties\":{}}" },
	{ "lock", phase_request, &chief, AT "\"phase\":\"locked\",\"key\":\"k\"}", AT "\"phase\":\"locked\"}" },
	{ "lock by the office", phase_request, &office, AT "\"phase\":\"locked\",\"key\":\"k\"}", AT "\"phase\":\"locked\"}" },
	{ "absent", status_request, &steward, AT "\"competitor\":\"003\",\"status\":\"dns\",\"reason\":\"病\",\"key\":\"k\"}",
	  AT "\"competitor\":\"003\",\"status\":\"dns\",\"reason\":\"病\"}" },
	{ "adjust", adjust_request, &chief, AT "\"competitor\":\"003\",\"points\":-1.50,\"reason\":\"r\",\"key\":\"k\"}",
	  AT "\"competitor\":\"003\",\"points\":\"-1.5\",\"reason\":\"r\"}" },
	{ "order", order_request, &steward, AT "\"kind\":\"order\",\"values\":{\"003\":1,\"001\":2},\"key\":\"k\"}",
	  AT "\"kind\":\"order\",\"values\":{\"003\":\"1\",\"001\":\"2\"}}" },
	{ "screen", screen_request, &office, "{\"screen\":\"hall\",\"scene\":{\"kind\":\"blank\"},\"key\":\"k\"}",
	  "{\"screen\":\"hall\",\"scene\":{\"kind\":\"blank\"}}" },
	{ "revoke", revoke_request, &chief, "{\"person\":\"j1\",\"key\":\"k\"}", "{\"person\":\"j1\",\"revoked\":true}" },
};

static void test_good(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct world w;
		struct request r;
		world_init(&w, contest_definition);
		contest_phase(&w, "prelim", "open");
		enum err e = ask(&w, good[i].decode, good[i].who, good[i].params, &r);
		if (e != ERR_OK)
			fail_msg("%s: %s (%s)", good[i].name, err_code(e), r.expected);
		expect_json(&r.data, good[i].data);
		assert_string_equal(r.entry.key, "k");
		assert_string_equal(r.entry.by, state_event(w.state)->people[good[i].who->person].id);
		assert_false(r.repeated);
		append(&w, &r);
		request_release(&r);
		/* once more: the first verdict, nothing to append */
		e = ask(&w, good[i].decode, good[i].who, good[i].params, &r);
		if (e != ERR_OK || !r.repeated || r.change.verdict != ERR_OK || r.change.first_seq != 3)
			fail_msg("%s again: %s (%s)", good[i].name, err_code(e), r.expected);
		request_release(&r);
		world_release(&w);
	}
}

static const struct bad {
	const char *name;
	request_decode *decode;
	const struct asker *who;
	const char *params;
	enum err e;
	const char *expected; /* part of the sentence */
} bad[] = {
	{ "not signed in", sheet_request, &nobody, SHEET("\"marks\":{}"), ERR_NOT_SIGNED_IN, "judge, chief or shadow" },
	{ "a steward's sheet", sheet_request, &steward, SHEET("\"marks\":{}"), ERR_NOT_ALLOWED, "judge, chief or shadow" },
	{ "no params", sheet_request, &j1, NULL, ERR_INVALID, "params" },
	{ "params a list", sheet_request, &j1, "[]", ERR_INVALID, "params" },
	{ "no key", sheet_request, &j1, "{}", ERR_INVALID, "key" },
	{ "an empty key", phase_request, &chief, AT "\"phase\":\"locked\",\"key\":\"\"}", ERR_INVALID, "key" },
	{ "a number as key", phase_request, &chief, AT "\"phase\":\"locked\",\"key\":1}", ERR_INVALID, "key" },
	{ "a blank in the key", phase_request, &chief, AT "\"phase\":\"locked\",\"key\":\"a b\"}", ERR_INVALID, "key" },
	{ "a long key", phase_request, &chief,
	  AT "\"phase\":\"locked\",\"key\":\"0123456789012345678901234567890123456789012345678901234567890123x\"}", ERR_INVALID, "64" },
	{ "no marks", sheet_request, &j1, SHEET("\"attempt\":1"), ERR_INVALID, "marks" },
	{ "a text as mark", sheet_request, &j1, SHEET("\"marks\":{\"A1\":\"eight\"}"), ERR_NOT_A_NUMBER, "A1" },
	{ "too high", sheet_request, &j1, SHEET("\"marks\":{\"A1\":\"10.5\"}"), ERR_OUT_OF_RANGE, "A1" },
	{ "off the step", sheet_request, &j1, SHEET("\"marks\":{\"A1\":\"8.25\"}"), ERR_OFF_STEP, "0.5" },
	{ "another team's aspect", sheet_request, &j1, SHEET("\"marks\":{\"B1\":\"70\"}"), ERR_NOT_YOUR_MODULE, "B1" },
	{ "no such aspect", sheet_request, &j1, SHEET("\"marks\":{\"Z\":\"1\"}"), ERR_UNKNOWN_ASPECT, "Z" },
	{ "half a penalty", sheet_request, &j1, SHEET("\"marks\":{},\"penalties\":{\"late\":\"0.5\"}"), ERR_OFF_STEP, "late" },
	{ "the third attempt", sheet_request, &j1, SHEET("\"attempt\":3,\"marks\":{}"), ERR_OUT_OF_RANGE, "2" },
	{ "somebody else's sheet", sheet_request, &j1, SHEET("\"judge\":\"j2\",\"marks\":{}"), ERR_NOT_ALLOWED, "own sheet" },
	{ "a chief who does not mark", sheet_request, &chief, SHEET("\"marks\":{}"), ERR_NOT_YOUR_MODULE, "module p" },
	{ "version 2 first", sheet_request, &j1,
	  AT "\"module\":\"p\",\"competitor\":\"001\",\"version\":2,\"marks\":{},\"key\":\"k\"}", ERR_STALE, "version 1" },
	{ "no such competitor", sheet_request, &j1,
	  AT "\"module\":\"p\",\"competitor\":\"009\",\"version\":1,\"marks\":{},\"key\":\"k\"}", ERR_UNKNOWN_COMPETITOR, "009" },
	{ "no such module", sheet_request, &j1,
	  AT "\"module\":\"x\",\"competitor\":\"001\",\"version\":1,\"marks\":{},\"key\":\"k\"}", ERR_UNKNOWN_MODULE, "x" },
	{ "not open yet", sheet_request, &j1,
	  "{\"contest\":\"c\",\"stage\":\"final\",\"module\":\"f\",\"competitor\":\"001\",\"version\":1,\"marks\":{},\"key\":\"k\"}",
	  ERR_STAGE_NOT_OPEN, "final" },
	{ "a judge's phase", phase_request, &j1, AT "\"phase\":\"locked\",\"key\":\"k\"}", ERR_NOT_ALLOWED, "chief or organiser" },
	{ "no such phase", phase_request, &chief, AT "\"phase\":\"shut\",\"key\":\"k\"}", ERR_INVALID, "locked" },
	{ "published too soon", phase_request, &chief, AT "\"phase\":\"published\",\"key\":\"k\"}", ERR_WRONG_PHASE, "locked" },
	{ "no such status", status_request, &chief, AT "\"competitor\":\"001\",\"status\":\"ill\",\"key\":\"k\"}", ERR_INVALID, "dns" },
	{ "adjusted without a reason", adjust_request, &chief, AT "\"competitor\":\"001\",\"points\":\"1\",\"key\":\"k\"}", ERR_INVALID,
	  "reason" },
	{ "adjusted by the office", adjust_request, &office, AT "\"competitor\":\"001\",\"points\":\"1\",\"reason\":\"r\",\"key\":\"k\"}",
	  ERR_NOT_ALLOWED, "chief" },
	{ "order of nobody", order_request, &steward, AT "\"kind\":\"order\",\"values\":{},\"key\":\"k\"}", ERR_INVALID, "values" },
	{ "a screen's bad name", screen_request, &chief, "{\"screen\":\"a b\",\"scene\":{},\"key\":\"k\"}", ERR_INVALID, "screen" },
	{ "a scene that is a text", screen_request, &chief, "{\"screen\":\"a\",\"scene\":\"board\",\"key\":\"k\"}", ERR_INVALID, "scene" },
	{ "a screen by who only looks", screen_request, &eyes, "{\"screen\":\"a\",\"scene\":{},\"key\":\"k\"}", ERR_NOT_ALLOWED, "steward" },
	{ "a card for nobody", card_request, &chief, "{\"key\":\"k\"}", ERR_INVALID, "person" },
	{ "a card for a stranger", card_request, &chief, "{\"person\":\"x\",\"key\":\"k\"}", ERR_UNKNOWN_PERSON, "x" },
	{ "a card by a judge", card_request, &j1, "{\"person\":\"j1\",\"key\":\"k\"}", ERR_NOT_ALLOWED, "chief or organiser" },
	{ "annul without a reason", annul_request, &chief, "{\"id\":\"T-0001-8XKJ20PQ\",\"key\":\"k\"}", ERR_INVALID, "reason" },
	{ "annul with an empty one", annul_request, &chief, "{\"id\":\"T-0001-8XKJ20PQ\",\"reason\":\"\",\"key\":\"k\"}", ERR_INVALID, "reason" },
	{ "annul nothing", annul_request, &office, "{\"reason\":\"r\",\"key\":\"k\"}", ERR_INVALID, "id" },
	{ "annul what is not there", annul_request, &office, "{\"id\":\"T-0001-8XKJ20PQ\",\"reason\":\"r\",\"key\":\"k\"}", ERR_NOT_FOUND, "T-0001" },
	{ "annul by a judge", annul_request, &j1, "{\"id\":\"T-0001-8XKJ20PQ\",\"reason\":\"r\",\"key\":\"k\"}", ERR_NOT_ALLOWED, "chief or organiser" },
	{ "binding without a card", bind_request, &chief, "{\"person\":\"j1\",\"act\":\"bind\",\"key\":\"k\"}", ERR_NOT_FOUND, "j1" },
	{ "the desk claims no card", bind_request, &chief, "{\"person\":\"j1\",\"act\":\"claim\",\"key\":\"k\"}", ERR_INVALID, "bind, move or free" },
	{ "a card bound by a steward", bind_request, &steward, "{\"person\":\"j1\",\"act\":\"bind\",\"key\":\"k\"}", ERR_NOT_ALLOWED, "chief" },
	{ "a card half bound", card_request, &chief, "{\"person\":\"j1\",\"bound\":1,\"key\":\"k\"}", ERR_INVALID, "bound: true or false" },
	{ "a stranger's cards end", revoke_request, &chief, "{\"person\":\"x\",\"key\":\"k\"}", ERR_UNKNOWN_PERSON, "x" },
};

static void test_bad(void **unused)
{
	(void)unused;
	struct world w;
	world_init(&w, contest_definition);
	contest_phase(&w, "prelim", "open");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct request r;
		enum err e = ask(&w, bad[i].decode, bad[i].who, bad[i].params, &r);
		if (e != bad[i].e || strstr(r.expected, bad[i].expected) == NULL)
			fail_msg("%s: %s (%s)", bad[i].name, err_code(e), r.expected);
		assert_false(r.repeated);
		request_release(&r);
	}
	assert_int_equal(state_seq(w.state), 2);
	world_release(&w);
}

static void test_chief(void **unused)
{
	(void)unused;
#define SHEET_OF(rest) AT "\"module\":\"p\",\"competitor\":\"001\",\"judge\":\"j1\"," rest ",\"key\":\"k\"}"
#define ACCEPT_OF(id, aspect, rest) AT "\"module\":\"p\",\"competitor\":\"" id "\",\"aspect\":" aspect "," rest ",\"key\":\"k\"}"
	static const struct bad rows[] = {
		{ "freeze", freeze_request, &chief, AT "\"frozen\":true,\"key\":\"k\"}", ERR_OK, "" },
		{ "freeze by the office", freeze_request, &office, AT "\"frozen\":true,\"key\":\"k\"}", ERR_OK, "" },
		{ "return", return_request, &chief, SHEET_OF("\"version\":1,\"reason\":\"r\""), ERR_OK, "" },
		{ "thaw what is not frozen", freeze_request, &chief, AT "\"frozen\":false,\"key\":\"k\"}", ERR_STALE, "frozen" },
		{ "freeze perhaps", freeze_request, &chief, AT "\"frozen\":1,\"key\":\"k\"}", ERR_INVALID, "true or false" },
		{ "freeze what has not begun", freeze_request, &chief,
		  "{\"contest\":\"c\",\"stage\":\"final\",\"frozen\":true,\"key\":\"k\"}", ERR_WRONG_PHASE, "waiting" },
		{ "freeze by a judge", freeze_request, &j1, AT "\"frozen\":true,\"key\":\"k\"}", ERR_NOT_ALLOWED, "chief" },
		{ "reveal what is open", reveal_request, &chief, AT "\"step\":1,\"key\":\"k\"}", ERR_WRONG_PHASE, "locked" },
		{ "half a step", reveal_request, &chief, AT "\"step\":0.5,\"key\":\"k\"}", ERR_INVALID, "step" },
		{ "a step before the first", reveal_request, &chief, AT "\"step\":-1,\"key\":\"k\"}", ERR_OUT_OF_RANGE, "step" },
		{ "return without a reason", return_request, &chief, SHEET_OF("\"version\":1"), ERR_INVALID, "reason" },
		{ "return an older version", return_request, &chief, SHEET_OF("\"version\":2,\"reason\":\"r\""), ERR_STALE, "version 1" },
		{ "return what is not there", return_request, &chief, SHEET_OF("\"attempt\":2,\"version\":1,\"reason\":\"r\""), ERR_NOT_FOUND,
		  "j1" },
		{ "accept", accept_request, &chief, ACCEPT_OF("002", "\"A2\"", "\"reason\":\"r\""), ERR_OK, "" },
		{ "accept without a reason", accept_request, &chief, ACCEPT_OF("002", "\"A2\"", "\"attempt\":1"), ERR_INVALID, "reason" },
		{ "accept what is not apart", accept_request, &chief, ACCEPT_OF("001", "\"A2\"", "\"reason\":\"r\""), ERR_STALE, "too far apart" },
		{ "accept what is no judgement", accept_request, &chief, ACCEPT_OF("002", "\"A1\"", "\"reason\":\"r\""), ERR_STALE, "too far apart" },
		{ "accept an aspect that is not there", accept_request, &chief, ACCEPT_OF("002", "\"Z\"", "\"reason\":\"r\""), ERR_UNKNOWN_ASPECT, "Z" },
		{ "accept by a judge", accept_request, &j1, ACCEPT_OF("002", "\"A2\"", "\"reason\":\"r\""), ERR_NOT_ALLOWED, "chief" },
		{ "appeal", appeal_request, &chief, AT "\"competitor\":\"002\",\"text\":\"t\",\"key\":\"k\"}", ERR_OK, "" },
		{ "appeal without words", appeal_request, &chief, AT "\"competitor\":\"002\",\"key\":\"k\"}", ERR_INVALID, "text" },
		{ "appeal by nobody", appeal_request, &chief, AT "\"competitor\":\"009\",\"text\":\"t\",\"key\":\"k\"}", ERR_UNKNOWN_COMPETITOR, "009" },
		{ "appeal with its decision", appeal_request, &office, AT "\"appeal\":3,\"decision\":\"upheld\",\"reason\":\"r\",\"key\":\"k\"}", ERR_INVALID, "decide" },
		{ "appeal by a judge", appeal_request, &j1, AT "\"competitor\":\"002\",\"text\":\"t\",\"key\":\"k\"}", ERR_NOT_ALLOWED, "chief" },
		{ "appeal before it begins", appeal_request, &chief, "{\"contest\":\"c\",\"stage\":\"final\",\"competitor\":\"002\",\"text\":\"t\",\"key\":\"k\"}", ERR_STAGE_NOT_OPEN, "begun" },
		{ "decide without a decision", decide_request, &chief, AT "\"appeal\":3,\"reason\":\"r\",\"key\":\"k\"}", ERR_INVALID, "decision" },
		{ "decide otherwise", decide_request, &chief, AT "\"appeal\":3,\"decision\":\"none\",\"reason\":\"r\",\"key\":\"k\"}", ERR_INVALID, "decision" },
		{ "decide without a reason", decide_request, &chief, AT "\"appeal\":3,\"decision\":\"upheld\",\"key\":\"k\"}", ERR_INVALID, "reason" },
		{ "decide what is not there", decide_request, &chief, AT "\"appeal\":3,\"decision\":\"upheld\",\"reason\":\"r\",\"key\":\"k\"}", ERR_NOT_FOUND, "no 3" },
		{ "decide by the office", decide_request, &office, AT "\"appeal\":3,\"decision\":\"upheld\",\"reason\":\"r\",\"key\":\"k\"}", ERR_NOT_ALLOWED, "chief" },
		{ "return by the office", return_request, &office, SHEET_OF("\"version\":1,\"reason\":\"r\""), ERR_NOT_ALLOWED, "chief" },
	};
	struct world w;
	world_init(&w, contest_definition);
	contest_phase(&w, "prelim", "open");
	contest_sheet(&w, "j1", "p", "001", 1, "\"A1\":\"1\"");
	contest_sheet(&w, "j1", "p", "002", 1, "\"A2\":\"0\"");
	contest_sheet(&w, "j2", "p", "002", 1, "\"A2\":\"3\"");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct request r;
		enum err e = ask(&w, rows[i].decode, rows[i].who, rows[i].params, &r);
		if (e != rows[i].e || strstr(r.expected, rows[i].expected) == NULL)
			fail_msg("%s: %s (%s)", rows[i].name, err_code(e), r.expected);
		request_release(&r);
	}
	world_release(&w);
}

static void test_no_event(void **unused)
{
	(void)unused;
	struct world w = { .state = state_new() };
	struct request r;
	assert_int_equal(ask(&w, sheet_request, &j1, SHEET("\"marks\":{}"), &r), ERR_NO_EVENT);
	request_release(&r);
	state_free(w.state);
}

/* A key that was used for something else is refused, not answered with the other's verdict. */
static void test_key_again_for_another(void **unused)
{
	(void)unused;
	struct world w;
	struct request r;
	world_init(&w, contest_definition);
	contest_phase(&w, "prelim", "open");
	assert_int_equal(ask(&w, sheet_request, &j1, SHEET("\"marks\":{\"A1\":1}"), &r), ERR_OK);
	append(&w, &r);
	request_release(&r);
	assert_int_equal(ask(&w, sheet_request, &j1, SHEET("\"marks\":{\"A1\":2}"), &r), ERR_REPEATED);
	assert_false(r.repeated);
	request_release(&r);
	/* another person's key is another key */
	assert_int_equal(ask(&w, sheet_request, &j2, SHEET("\"marks\":{\"A1\":2}"), &r), ERR_OK);
	assert_false(r.repeated);
	request_release(&r);
	/* locked since: the repeat still gets its first verdict */
	contest_phase(&w, "prelim", "locked");
	assert_int_equal(ask(&w, sheet_request, &j1, SHEET("\"marks\":{\"A1\":1}"), &r), ERR_OK);
	assert_true(r.repeated);
	assert_int_equal(r.change.first_seq, 3);
	request_release(&r);
	world_release(&w);
}

/* Whether a token signs j2 in. */
static bool signs_in(const struct state *s, const char *token)
{
	char hash[TOKEN_HASH_TEXT_MAX];
	assert_true(token_hash(token, hash));
	const struct card *card = state_card_by_hash(s, hash);
	if (card_place(card, "") == CARD_VOID)
		return false;
	assert_int_equal(card->person, J2);
	return true;
}

static void test_card(void **unused)
{
	(void)unused;
	struct world w;
	struct request r;
	char tokens[2][TOKEN_TEXT_MAX];
	world_init(&w, contest_definition);
	assert_false(card_has(w.state, J2));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ask(&w, card_request, &office, i ? "{\"person\":\"j2\",\"key\":\"b\"}" : "{\"person\":\"j2\",\"key\":\"a\"}", &r), ERR_OK);
		assert_int_equal(strlen(r.token), TOKEN_TEXT_MAX - 1);
		assert_null(strstr(buf_str(&r.data), r.token)); /* only its hash */
		append(&w, &r);
		assert_true(signs_in(w.state, r.token));
		memcpy(tokens[i], r.token, sizeof tokens[i]);
		request_release(&r);
	}
	assert_false(signs_in(w.state, tokens[0])); /* ended by the second */
	assert_true(signs_in(w.state, tokens[1]));
	assert_true(card_has(w.state, J2));
	assert_false(card_has(w.state, J1));
	assert_int_equal(ask(&w, revoke_request, &chief, "{\"person\":\"j2\",\"key\":\"c\"}", &r), ERR_OK);
	append(&w, &r);
	request_release(&r);
	assert_false(signs_in(w.state, tokens[1]));
	assert_false(card_has(w.state, J2));
	world_release(&w);
}

static void test_tokens(void **unused)
{
	(void)unused;
	static const char *const none[] = { "", "0", "0123456789ABCDEFGHJKMNPQRS0", "0123456789ABCDEFGHJKMNPQR",
		                            "0123456789ABCDEFGHJKMNPQRU", "0123456789ABCDEFGHJKMNPQR/", "0123456789ABCDEFGHJKMNPQR\xc3\xa4",
		                            "--------------------------" };
	char hash[TOKEN_HASH_TEXT_MAX], same[TOKEN_HASH_TEXT_MAX], token[TOKEN_TEXT_MAX], other[TOKEN_TEXT_MAX];
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(token_hash(none[i], hash));
	assert_true(token_hash("0123456789ABCDEFGHJKMNPQRS", hash));
	assert_int_equal(strlen(hash), 64);
	assert_true(token_hash(" o1234-56789 abcdefghjkmnpqrs", same));
	assert_string_equal(hash, same);
	assert_true(token_hash("0l23456789ABCDEFGHJKMNPQRS", same));
	assert_string_equal(hash, same);
	token_new(token);
	token_new(other);
	assert_string_not_equal(token, other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_chief),
		cmocka_unit_test(test_no_event),
		cmocka_unit_test(test_key_again_for_another),
		cmocka_unit_test(test_card),
		cmocka_unit_test(test_tokens),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
