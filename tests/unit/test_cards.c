#include "hub/guesses.h"
#include "judges/cards.h"
#include "judges/desk_request.h"
#include "tests/unit/contest.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
#define D "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
#define T1 "1111111111111111111111111111111111111111111111111111111111111111"
#define T2 "2222222222222222222222222222222222222222222222222222222222222222"

/* One after the other: what happens to the cards of j1, and what is refused. */
static const struct {
	const char *name, *data;
	enum err verdict;
	const char *expected;
} steps[] = {
	{ "nothing to bind yet", "'act':'bind'", ERR_NOT_FOUND, "a card of j1" },
	{ "issued", "'hash':'" A "','code':'" C "'", ERR_OK, NULL },
	{ "not bound: not claimed", "'act':'claim','tablet':'" T1 "'", ERR_STALE, "is not" },
	{ "not bound: not moved", "'act':'move'", ERR_STALE, "is not" },
	{ "not bound: not freed", "'act':'free'", ERR_STALE, "is not" },
	{ "bound", "'act':'bind'", ERR_OK, NULL },
	{ "bound once", "'act':'bind'", ERR_STALE, "that is not bound" },
	{ "no tablet to move from", "'act':'move'", ERR_STALE, "waits for one" },
	{ "a tablet without a hash", "'act':'claim','tablet':'t'", ERR_INVALID, "the tablet's hash" },
	{ "claimed", "'act':'claim','tablet':'" T1 "'", ERR_OK, NULL },
	{ "claimed once", "'act':'claim','tablet':'" T2 "'", ERR_OTHER_TABLET, "bound to" },
	{ "moved", "'act':'move'", ERR_OK, NULL },
	{ "not back to where it was", "'act':'claim','tablet':'" T1 "'", ERR_OTHER_TABLET, "bound to" },
	{ "to another one", "'act':'claim','tablet':'" T2 "'", ERR_OK, NULL },
	{ "the short code is typed", "'act':'code','hash':'" B "','code':'" C "'", ERR_OK, NULL },
	{ "the same token again", "'act':'code','hash':'" B "','code':'" C "'", ERR_REPEATED, "a new card" },
	{ "no such code", "'act':'code','hash':'" D "','code':'" D "'", ERR_NOT_FOUND, "short code of a card of j1" },
	{ "typed again", "'act':'code','hash':'" D "','code':'" C "'", ERR_OK, NULL },
	{ "and again", "'act':'code','hash':'" T1 "','code':'" C "'", ERR_OK, NULL },
	{ "but not for ever", "'act':'code','hash':'" T2 "','code':'" C "'", ERR_STALE, "less than 3 times" },
	{ "freed", "'act':'free'", ERR_OK, NULL },
	{ "an act that is none", "'act':'burn'", ERR_INVALID, "act: code, bind, claim, move or free" },
	{ "revoking has its own member", "'act':'revoke'", ERR_INVALID, "act: code, bind, claim, move or free" },
	{ "a code that is none", "'hash':'" T2 "','code':'x'", ERR_INVALID, "the code's hash" },
};

static enum err card(struct world *w, const char *person, const char *members)
{
	char data[600];
	snprintf(data, sizeof data, "{'person':'%s',%s}", person, members);
	for (char *c = data; *c; c++)
		if (*c == '\'')
			*c = '"';
	return world_do(w, "card", person, data);
}

static void test_steps(void **unused)
{
	(void)unused;
	struct world w;
	world_init(&w, contest_definition);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		enum err verdict = card(&w, "j1", steps[i].data);
		if (verdict != steps[i].verdict)
			fail_msg("%s: %s (%s)", steps[i].name, err_code(verdict), w.change.expected ? w.change.expected : "");
		if (steps[i].expected && (!w.change.expected || !strstr(w.change.expected, steps[i].expected)))
			fail_msg("%s: %s", steps[i].name, w.change.expected);
		assert_int_equal(w.change.person, verdict == ERR_OK ? J1 : NONE);
	}
	world_release(&w);
}

static void test_places(void **unused)
{
	(void)unused;
	struct world w;
	world_init(&w, contest_definition);
	assert_null(state_card_of(w.state, J1));
	assert_int_equal(card(&w, "j1", "'hash':'" A "','code':'" C "','bound':true"), ERR_OK);
	assert_int_equal(card_place(state_card_of(w.state, J1), T1), CARD_FIRST);
	assert_int_equal(card_place(state_card_of(w.state, J1), ""), CARD_NAMELESS);
	assert_int_equal(card(&w, "j1", "'act':'claim','tablet':'" T1 "'"), ERR_OK);
	assert_int_equal(card_place(state_card_of(w.state, J1), T1), CARD_HERE);
	assert_int_equal(card_place(state_card_of(w.state, J1), T2), CARD_ELSEWHERE);
	/* who types the code on another tablet is on another tablet all the same */
	assert_int_equal(card(&w, "j1", "'act':'code','hash':'" B "','code':'" C "'"), ERR_OK);
	assert_int_equal(card_place(state_card_by_hash(w.state, B), T2), CARD_ELSEWHERE);
	assert_int_equal(card(&w, "j1", "'act':'move'"), ERR_OK);
	assert_int_equal(card_place(state_card_by_hash(w.state, A), T1), CARD_ELSEWHERE);
	assert_int_equal(card_place(state_card_by_hash(w.state, B), T2), CARD_FIRST);
	assert_int_equal(card(&w, "j1", "'act':'free'"), ERR_OK);
	assert_int_equal(card_place(state_card_by_hash(w.state, A), T1), CARD_HERE);
	assert_int_equal(card_place(state_card_by_hash(w.state, A), ""), CARD_HERE);
	/* a new card ends the earlier one, its code, and what came of that */
	assert_int_equal(card(&w, "j2", "'hash':'" T1 "','code':'" C "'"), ERR_REPEATED);
	assert_int_equal(card(&w, "j1", "'hash':'" D "'"), ERR_OK);
	assert_true(state_card_by_hash(w.state, A)->revoked && state_card_by_hash(w.state, B)->revoked);
	assert_null(state_card_by_code(w.state, C));
	assert_int_equal(card(&w, "j2", "'hash':'" T1 "','code':'" C "'"), ERR_OK);
	assert_int_equal(state_card_by_code(w.state, C)->person, J2);
	world_release(&w);
}

static void test_codes(void **unused)
{
	(void)unused;
	char token[TOKEN_TEXT_MAX], code[CODE_TEXT_MAX], groups[CODE_GROUPS_MAX];
	char hash[TOKEN_HASH_TEXT_MAX], typed[TOKEN_HASH_TEXT_MAX], other[TOKEN_HASH_TEXT_MAX];
	token_new(token);
	token_code(token, code);
	assert_int_equal(strlen(code), CODE_TEXT_MAX - 1);
	code_groups(code, groups);
	assert_int_equal(groups[4], '-');
	assert_true(code_hash("e", code, hash) && code_hash("e", groups, typed) && code_hash("f", code, other));
	assert_string_equal(hash, typed);
	assert_string_not_equal(hash, other); /* no table of hashes serves for two events */
	assert_false(code_hash("e", "1234567", hash) || code_hash("e", "123456789", hash) || code_hash("e", "1234567U", hash));
	token_code("0123456789ABCDEFGHJKMNPQRS", code);
	assert_string_equal(code, "9XACXHMT"); /* cards that are printed stay good */
}

static void test_guesses(void **unused)
{
	(void)unused;
	struct guesses g = { 0 };
	char address[GUESSES_ADDRESS];
	int64_t now = 1000000;
	for (int i = 0; i < GUESSES_ONE_MAX; i++) {
		assert_true(guesses_allow(&g, "192.168.1.7", now));
		guesses_note(&g, "192.168.1.7", now);
	}
	assert_false(guesses_allow(&g, "192.168.1.7", now));
	assert_true(guesses_allow(&g, "192.168.1.8", now));
	assert_true(guesses_allow(&g, "192.168.1.7", now + GUESSES_WINDOW_MS));
	for (int i = GUESSES_ONE_MAX; i < GUESSES_ALL_MAX; i++) {
		snprintf(address, sizeof address, "10.0.0.%d", i);
		assert_true(guesses_allow(&g, address, now));
		guesses_note(&g, address, now);
	}
	assert_false(guesses_allow(&g, "10.1.1.1", now));
	assert_true(guesses_allow(&g, "10.1.1.1", now + GUESSES_WINDOW_MS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_guesses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
