#include "events/definition.h"
#include "events/panels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/decimal.h"

static const char definition[] =
	"{\"event\":\"e\",\"title\":\"E\",\"people\":[{\"id\":\"j1\",\"name\":\"1\",\"role\":\"judge\"},{\"id\":\"j2\",\"name\":\"2\",\"role\":\"judge\"},"
	"{\"id\":\"j3\",\"name\":\"3\",\"role\":\"judge\"}],\"contests\":[{\"id\":\"c\",\"title\":\"C\",\"competitors\":[{\"id\":\"1\",\"name\":\"A\"},"
	"{\"id\":\"2\",\"name\":\"B\"}],\"stages\":[{\"id\":\"s\",\"title\":\"S\",\"modules\":[{\"id\":\"m\",\"title\":\"M\",\"judges\":[\"j3\",\"j1\"],"
	"\"attempts\":{\"count\":2,\"combine\":\"sum\"},\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":["
	"{\"id\":\"G\",\"title\":\"G\",\"method\":\"points\",\"min\":0,\"max\":10},"
	"{\"id\":\"P\",\"title\":\"P\",\"method\":\"points\",\"min\":0,\"max\":10,\"panel\":{\"over\":\"aspect\",\"combine\":\"mean\"}}]},"
	"{\"id\":\"B\",\"title\":\"B\",\"judges\":[\"j2\",\"j3\"],\"aspects\":[{\"id\":\"J\",\"title\":\"J\",\"method\":\"judgement\",\"max\":3,\"spread\":2}]}]}]}]}]}";

/* Two panels out of rows in no order: the last of the same mark counts, agreed values are left out. */
static void test_groups(void **unused)
{
	(void)unused;
	static const char csv[] = "stage,competitor,module,attempt,aspect,judge,value\n"
				  "s,2,m,1,P,j1,4\ns,1,m,2,P,j3,5\ns,1,m,1,G,,9\ns,1,m,1,J,j2,3\ns,1,m,2,P,j1,6\n"
				  "s,2,m,1,P,j1,4.5\ns,1,m,1,J,j3,0\n";
	struct arena arena;
	struct faults faults;
	struct event *event = NULL;
	struct panels p;
	arena_init(&arena);
	faults_init(&faults);
	assert_int_equal(event_read(definition, sizeof definition - 1, &arena, &event, &faults), ERR_OK);
	panels_init(&p, event);
	assert_int_equal(marks_read(csv, sizeof csv - 1, event, panels_take, &p, &faults), ERR_OK);
	panels_finish(&p);
	assert_int_equal(p.group_count, 2);

	const struct panel_group *points = &p.groups[0], *judgement = &p.groups[1];
	assert_int_equal(points->aspect, 1);
	assert_int_equal(points->marks.rows, 2);
	assert_int_equal(points->marks.judges, 2);
	assert_int_equal(points->judges[0], 2); /* j3, as the module names them */
	assert_int_equal(points->rows[0].competitor, 0);
	assert_int_equal(points->rows[0].attempt, 2);
	assert_int_equal(points->rows[1].competitor, 1);
	assert_int_equal(points->matrix[0], 5 * DECIMAL_ONE);
	assert_int_equal(points->matrix[1], 6 * DECIMAL_ONE);
	assert_true(points->matrix[2] == MARK_MISSING);
	assert_int_equal(points->matrix[3], 4500000);
	assert_false(points->marks.spread_limited);

	assert_int_equal(judgement->aspect, 2);
	assert_int_equal(judgement->judges[0], 1); /* the criterion's own team */
	assert_int_equal(judgement->marks.rows, 1);
	assert_true(judgement->marks.spread_limited);
	assert_int_equal(judgement->marks.spread, 2 * DECIMAL_ONE);
	struct consistency c;
	consistency_of(&judgement->marks, 3, &c);
	assert_int_equal(c.flag_count, 1);
	assert_int_equal(c.flags[0].reason, FLAG_SPREAD);
	consistency_release(&c);
	panels_release(&p);
	faults_release(&faults);
	arena_release(&arena);
}

static void test_nothing(void **unused)
{
	(void)unused;
	struct panels p;
	panels_init(&p, NULL);
	panels_finish(&p);
	assert_int_equal(p.group_count, 0);
	panels_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_groups), cmocka_unit_test(test_nothing) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
