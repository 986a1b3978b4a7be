#include "judges/roles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Who may, by enum role: audience, screen, judge, chief, steward, scrutineer, organiser, mc, shadow. */
static const struct {
	const char *method, *may;
} methods[] = {
	{ "hello", "yyyyyyyyy" },  { "watch", "yyyyyyyyy" },  { "unwatch", "yyyyyyyyy" }, { "sheet", "--yy----y" },
	{ "phase", "---y--y--" },  { "unlock", "---y--y--" }, { "agree", "---y-yy--" },  { "status", "---yy-y--" }, { "adjust", "---y-----" },  { "order", "---yy-y--" },
	{ "screen", "---yy-y--" }, { "card", "---y--y--" }, { "bind", "---y--y--" },
	{ "draft", "--yy----y" }, { "tablet", "--yy----y" }, { "nudge", "---yy-y--" }, { "scan", "---yy----" }, { "codes", "---yy----" }, { "seen", "--yy----y" },   { "revoke", "---y--y--" },
	{ "draw", "---y--y--" }, { "pictures", "---yy-y--" }, { "values", "yyyyyyyyy" }, { "look", "---yy-y--" }, { "adopt", "---yy-y--" }, { "pair", "yyyyyyyyy" }, { "showing", "yyyyyyyyy" },
	{ "freeze", "---y--y--" }, { "reveal", "---y--yy-" },  { "return", "---y-----" },
	{ "accept", "---y-----" }, { "sign", "--yy-----" },   { "past", "---y-y---" },
	{ "preview", "---yyyy--" }, { "script", "---y--yy-" }, { "practice", "---y--y--" }, { "practice_step", "---y--yy-" }, { "history", "---y-y---" },
	{ "certificates", "---y--y--" }, { "annul", "---y--y--" }, { "page", "---y--y--" },
	{ "print", "---y--y--" }, { "printing", "---y--y--" }, { "printers", "---y--y--" },
	{ "appeal", "---yy-y--" }, { "recheck", "---y-yy--" }, { "checked", "---y-y---" }, { "decide", "---y-----" },
	{ "marks", "---y-y---" }, { "agreement", "---y-y---" },
	{ "correct", "---y-----" }, { "paper", "---yyy---" }, { "form", "---yyy---" }, { "confirm", "---y-----" },
};
#define METHODS (sizeof methods / sizeof *methods)

static const struct {
	const char *topic, *may;
} topics[] = {
	{ "event", "yyyyyyyyy" },  { "board/c/s", "yyyyyyyyy" }, { "screen/hall", "yyyyyyyyy" },
	{ "screens", "---yy-y--" }, { "print", "---y--y--" }, { "judge", "--yy----y" },  { "desk/c/s", "---yyyy--" },  { "script/c/s", "---y--yy-" }, { "practice", "---y--yy-" },
	{ "practice/board", "yyyyyyyyy" }, { "practice/c", "---------" }, { "eventful", "---------" }, { "tablet", "--yy----y" }, { "tablets", "---yyyy--" },
	{ "board", "---------" },  { "judge/j1", "---------" },  { "", "---------" },
	{ "Event", "---------" },
};

static void test_every_method_and_role(void **unused)
{
	(void)unused;
	uint32_t count;
	permission_methods(&count);
	assert_int_equal(count, METHODS); /* a new method has its row here */
	for (size_t i = 0; i < METHODS; i++) {
		assert_int_equal(strlen(methods[i].may), ROLE_COUNT);
		for (unsigned role = 0; role < ROLE_COUNT; role++) {
			struct asker in = { .person = 0, .role = (enum role)role }, out = { .person = NONE, .role = (enum role)role };
			bool may = methods[i].may[role] == 'y';
			if (role_may((enum role)role, methods[i].method) != may)
				fail_msg("%s by %s", methods[i].method, role_name((enum role)role));
			assert_int_equal(asker_may(&in, methods[i].method), may ? ERR_OK : ERR_NOT_ALLOWED);
			assert_int_equal(asker_may(&out, methods[i].method), may ? ERR_OK : ERR_NOT_SIGNED_IN);
		}
	}
}

static void test_every_topic_and_role(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
		for (unsigned role = 0; role < ROLE_COUNT; role++)
			if (role_may_watch((enum role)role, topics[i].topic) != (topics[i].may[role] == 'y'))
				fail_msg("%s by %s", topics[i].topic, role_name((enum role)role));
}

static void test_no_such_method(void **unused)
{
	(void)unused;
	static const char *const names[] = { "", "Sheet", "sheets", "sheet ", "desk", "__proto__" };
	struct asker who = { .person = 0, .role = ROLE_CHIEF };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char roles[64] = "x";
		assert_false(role_may(ROLE_CHIEF, names[i]));
		assert_int_equal(asker_may(&who, names[i]), ERR_UNKNOWN_METHOD);
		roles_of_method(names[i], roles, sizeof roles);
		assert_string_equal(roles, "");
	}
}

static void test_words(void **unused)
{
	(void)unused;
	char roles[64], small[12];
	roles_of_method("phase", roles, sizeof roles);
	assert_string_equal(roles, "chief or organiser");
	roles_of_method("status", roles, sizeof roles);
	assert_string_equal(roles, "chief, steward or organiser");
	roles_of_method("adjust", roles, sizeof roles);
	assert_string_equal(roles, "chief");
	roles_of_method("status", small, sizeof small);
	assert_string_equal(small, "chief, stew");
}

static void test_print(void **unused)
{
	(void)unused;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	roles_print(f);
	fclose(f);
	for (size_t i = 0; i < METHODS; i++)
		assert_non_null(strstr(text, methods[i].method));
	for (unsigned role = 0; role < ROLE_COUNT; role++)
		assert_non_null(strstr(text, role_name((enum role)role)));
	assert_non_null(strstr(text, "\ntopic\n"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_method_and_role),
		cmocka_unit_test(test_every_topic_and_role),
		cmocka_unit_test(test_no_such_method),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_print),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
