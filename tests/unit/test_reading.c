#include "events/reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_names(void **unused)
{
	(void)unused;
	static const struct {
		const char *name;
		bool person;
		const char *reading, *initials;
	} rows[] = {
		{ "王秀英", true, "wáng xiù yīng", "wxy" },
		{ "单雄信", true, "shàn xióng xìn", "sxx" }, /* as a family name; as a word it is dān */
		{ "单雄信", false, "dān xióng xìn", "dxx" },
		{ "曾国藩", true, "zēng guó fān", "zgf" },
		{ "欧阳修", true, "ōu yáng xiū", "oyx" },
		{ "尉迟恭", true, "yù chí gōng", "ycg" },
		{ "吕布", true, "lǚ bù", "lb" },
		{ "艾力·买买提", true, "ài lì·mǎi mǎi tí", "almmt" },
		{ "步阳一队", false, "bù yáng yī duì", "byyd" },
		{ "Anna 王", true, "Anna wáng", "aw" },
		{ "Anna Schmidt", true, "", "" },
		{ "", true, "", "" },
		{ "\xFF", true, "", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf said, initials;
		buf_init(&said, 1000);
		buf_init(&initials, 1000);
		reading_add(rows[i].name, rows[i].person, &said);
		reading_initials(buf_str(&said), &initials);
		if (strcmp(buf_str(&said), rows[i].reading) != 0 || strcmp(buf_str(&initials), rows[i].initials) != 0)
			fail_msg("%s: \"%s\" \"%s\"", rows[i].name, buf_str(&said), buf_str(&initials));
		buf_release(&said);
		buf_release(&initials);
	}
}

static void test_the_organiser_knows_better(void **unused)
{
	(void)unused;
	static const struct {
		struct competitor who;
		bool team;
		const char *reading;
	} rows[] = {
		{ { .name = "盖佳", .reading = "gài jiā" }, false, "gài jiā" },
		{ { .name = "盖佳", .reading = "" }, false, "gě jiā" },
		{ { .name = "盖佳" }, true, "gài jiā" },
		{ { .name = "Nguyễn", .reading = "ngwin" }, false, "ngwin" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf said;
		buf_init(&said, 1000);
		reading_of_competitor(&rows[i].who, rows[i].team, &said);
		assert_string_equal(buf_str(&said), rows[i].reading);
		buf_release(&said);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_the_organiser_knows_better),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
