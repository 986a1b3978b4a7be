#include "events/marks_csv.h"

#include "base/decimal.h"
#include "events/csv.h"
#include "events/definition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char definition[] =
	"{\"event\":\"e\",\"people\":[{\"id\":\"j1\",\"role\":\"judge\"},{\"id\":\"j2\",\"role\":\"judge\"},{\"id\":\"j3\",\"role\":\"judge\"}],"
	"\"contests\":[{\"id\":\"c\",\"competitors\":[{\"id\":\"001\"},{\"id\":\"002\"}],\"stages\":[{\"id\":\"s\",\"modules\":[{\"id\":\"m\","
	"\"judges\":[\"j1\",\"j2\"],\"attempts\":{\"count\":2},\"penalties\":[{\"id\":\"late\",\"points\":-1}],\"criteria\":[{\"id\":\"K\","
	"\"aspects\":[{\"id\":\"a\",\"method\":\"points\",\"min\":-1,\"max\":10,\"step\":\"0.5\",\"panel\":{}},{\"id\":\"dd\",\"method\":\"value\"},"
	"{\"id\":\"ok\",\"method\":\"binary\",\"max\":1}]}]}]}]}]}";

#define ROWS_MAX 16

struct reading {
	struct arena arena;
	struct faults faults;
	struct event *event;
	struct mark_row rows[ROWS_MAX];
	size_t count;
	enum err err;
};

static void take(void *arg, const struct mark_row *row)
{
	struct reading *r = arg;
	assert_true(r->count < ROWS_MAX);
	r->rows[r->count++] = *row;
}

static void read_marks(struct reading *r, const char *csv)
{
	memset(r, 0, sizeof *r);
	arena_init(&r->arena);
	faults_init(&r->faults);
	assert_int_equal(event_read(definition, strlen(definition), &r->arena, &r->event, &r->faults), ERR_OK);
	r->err = marks_read(csv, strlen(csv), r->event, take, r, &r->faults);
}

static void reading_release(struct reading *r)
{
	faults_release(&r->faults);
	arena_release(&r->arena);
}

#define HEADER "stage,competitor,module,attempt,aspect,judge,value\n"

static void test_rows(void **unused)
{
	(void)unused;
	struct reading r;
	read_marks(&r, "\xEF\xBB\xBF" HEADER "s,001,m,2,a,j2,8.5\r\n"
	               "\n,,,,,,\n"
	               "\"s\",\"002\",m, 1 ,dd,,\"2.1\"\n"
	               "s,002,m,,late,,3\n"
	               "s,002,,,@status,,dsq\n"
	               "s,002,,,@adjust,,-1.25\n"
	               "s,001,,,@order,,7\n"
	               "s,001,,,@entered,,0\n"
	               "s,001,m,,ok,,yes\n"
	               "s,001,m,1,dd,j1,3");
	assert_int_equal(r.err, ERR_OK);
	assert_int_equal(r.count, 9);
	assert_int_equal(r.rows[0].kind, MARK_VALUE);
	assert_int_equal(r.rows[0].attempt, 2);
	assert_int_equal(r.rows[0].judge, 1);
	assert_int_equal(r.rows[0].micros, 8500000);
	assert_int_equal(r.rows[0].line, 2);
	assert_int_equal(r.rows[1].line, 5);
	assert_int_equal(r.rows[1].competitor, 1);
	assert_int_equal(r.rows[1].item, 1);
	assert_int_equal(r.rows[1].judge, NONE);
	assert_int_equal(r.rows[2].kind, MARK_PENALTY);
	assert_int_equal(r.rows[2].micros, 3 * DECIMAL_ONE);
	assert_int_equal(r.rows[3].status, STATUS_DSQ);
	assert_int_equal(r.rows[4].micros, -1250000);
	assert_int_equal(r.rows[5].order, ORDER_RUNNING);
	assert_int_equal(r.rows[6].order, ORDER_ENTERED);
	assert_int_equal(r.rows[7].micros, DECIMAL_ONE);
	assert_int_equal(r.rows[8].judge, NONE); /* agreed: whoever entered it */
	reading_release(&r);
}

static void test_columns_in_any_order(void **unused)
{
	(void)unused;
	struct reading r;
	read_marks(&r, "value,aspect,competitor,remark,module,stage,contest,judge\n1,a,001,x,m,s,c,j1\n");
	assert_int_equal(r.err, ERR_OK);
	assert_int_equal(r.faults.warnings, 1);
	assert_int_equal(r.count, 1);
	assert_int_equal(r.rows[0].attempt, 1);
	reading_release(&r);
}

static void test_refuses(void **unused)
{
	(void)unused;
	static const struct {
		const char *name, *row, *text;
	} rows[] = {
		{ "unknown stage", "x,001,m,1,a,j1,1", "stage \"x\"" },
		{ "unknown competitor", "s,1,m,1,a,j1,1", "spreadsheet make this of \"001\"" },
		{ "competitor of nobody", "s,9,m,1,a,j1,1", "competitor \"9\"" },
		{ "unknown module", "s,001,n,1,a,j1,1", "module \"n\"" },
		{ "no module", "s,001,,1,a,j1,1", "module is empty" },
		{ "unknown aspect", "s,001,m,1,b,j1,1", "aspect \"b\"" },
		{ "unknown judge", "s,001,m,1,a,j9,1", "judge \"j9\"" },
		{ "judge of another team", "s,001,m,1,a,j3,1", "judge \"j3\"" },
		{ "no judge", "s,001,m,1,a,,1", "judge is empty" },
		{ "attempt 0", "s,001,m,0,a,j1,1", "from 1 to 2" },
		{ "attempt 3", "s,001,m,3,a,j1,1", "from 1 to 2" },
		{ "attempt 1.5", "s,001,m,1.5,a,j1,1", "from 1 to 2" },
		{ "above", "s,001,m,1,a,j1,10.5", "from -1 to 10 in steps of 0.5" },
		{ "below", "s,001,m,1,a,j1,-1.5", "from -1 to 10" },
		{ "off step", "s,001,m,1,a,j1,8.3", "steps of 0.5" },
		{ "no value", "s,001,m,1,a,j1,", "value is empty" },
		{ "comma as point", "s,001,m,1,a,j1,8,5", "expected 7 columns as in the header, found 8" },
		{ "a word", "s,001,m,1,a,j1,ten", "value \"ten\"" },
		{ "seven digits", "s,001,m,1,dd,,0.1234567", "a number" },
		{ "too large", "s,001,m,1,dd,,1000000001", "a number" },
		{ "full-width digit", "s,001,m,1,a,j1,\xEF\xBC\x98", "a number" },
		{ "half a penalty", "s,001,m,1,late,,0.5", "a whole number" },
		{ "negative penalty", "s,001,m,1,late,,-1", "a whole number" },
		{ "binary 2", "s,001,m,1,ok,,2", "1 (yes) or 0 (no)" },
		{ "status unknown", "s,001,,,@status,,gone", "dns, dnf, dsq" },
		{ "status in a module", "s,001,m,,@status,,dns", "nothing here" },
		{ "entered 2", "s,001,,,@entered,,2", "1 (in the stage)" },
		{ "special unknown", "s,001,,,@foo,,2", "@status" },
		{ "too few", "s,001,m,1,a,j1", "found 6" },
		{ "quote inside", "s,0\"01,m,1,a,j1,1\"", "quotation mark" },
		{ "quote open", "s,\"001,m,1,a,j1,1", "never closed" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct reading r;
		struct buf csv;
		buf_init(&csv, 1000);
		buf_addf(&csv, HEADER "s,002,m,1,a,j1,1\n%s\n", rows[i].row);
		read_marks(&r, buf_str(&csv));
		if (r.err != ERR_INVALID || r.faults.faults != 1 || r.faults.items[0].place.line != 3)
			fail_msg("%s: expected one fault in line 3, found %zu", rows[i].name, r.faults.faults);
		if (!strstr(r.faults.items[0].text, rows[i].text))
			fail_msg("%s: %s", rows[i].name, r.faults.items[0].text);
		buf_release(&csv);
		reading_release(&r);
	}
}

static void test_refuses_files(void **unused)
{
	(void)unused;
	static const struct {
		const char *name, *csv;
		size_t line;
	} rows[] = {
		{ "empty", "", 1 },
		{ "column missing", "stage,competitor,module,attempt,aspect,judge\n", 1 },
		{ "column twice", "stage,stage,competitor,module,attempt,aspect,judge,value\n", 1 },
		{ "no header", "s,001,m,1,a,j1,1\n", 1 },
		{ "not UTF-8", HEADER "s,001,m,1,a,j1,1\ns,001,m,1,a,\xCD\xF5,1\n", 3 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct reading r;
		read_marks(&r, rows[i].csv);
		size_t line = 0;
		for (size_t k = 0; k < r.faults.count && !line; k++)
			line = r.faults.items[k].warning ? 0 : r.faults.items[k].place.line;
		if (r.err != ERR_INVALID || line != rows[i].line || r.count > 1)
			fail_msg("%s: line %zu", rows[i].name, line);
		reading_release(&r);
	}
}

static void test_csv_quotes(void **unused)
{
	(void)unused;
	static const char text[] = "a,\"b, \"\"c\"\"\nd\",e\r\nf,\xE4\xB8\xAD, g \n";
	struct csv c;
	csv_reader_init(&c, text, strlen(text));
	assert_true(csv_reader_next(&c));
	assert_null(c.fault);
	assert_int_equal(c.count, 3);
	assert_int_equal(c.line, 1);
	assert_memory_equal(c.fields[1].text, "b, \"c\"\nd", 8);
	assert_int_equal(c.fields[1].len, 8);
	assert_int_equal(c.fields[2].len, 1);
	assert_true(csv_reader_next(&c));
	assert_int_equal(c.line, 3);
	assert_int_equal(c.fields[1].len, 3);
	assert_int_equal(c.fields[2].len, 1);
	assert_false(csv_reader_next(&c));
	csv_reader_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),          cmocka_unit_test(test_columns_in_any_order),
		cmocka_unit_test(test_refuses),       cmocka_unit_test(test_refuses_files),
		cmocka_unit_test(test_csv_quotes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
