/*
 * The fold under load: one sheet applied to a stage of n competitors and the page of its board found again, n from 100 to
 * 100,000; and sheets a second where the rows are asked for once, at the end. One JSON object a line (bench/README.md).
 */
#include "base/buf.h"
#include "base/mem.h"
#include "events/definition.h"
#include "scoring/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define JUDGES 5
#define TURNS 2001
#define PAGE 14 /* rows that a projected board shows */

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fold_ok(struct state *s, struct entry *e)
{
	struct change change;
	static int64_t at;
	e->raw.at_ms = ++at;
	e->by = e->by ? e->by : "j1";
	e->key = "";
	enum err verdict = fold(s, e, &change);
	if (verdict != ERR_OK) {
		fprintf(stderr, "fold: %s\n", err_code(verdict));
		exit(1);
	}
}

static void event_text(struct buf *b, uint32_t competitors)
{
	buf_adds(b, "{\"event\":\"bench\",\"title\":\"bench\",\"people\":[");
	for (int j = 1; j <= JUDGES; j++)
		buf_addf(b, "%s{\"id\":\"j%d\",\"name\":\"j\",\"role\":\"judge\"}", j > 1 ? "," : "", j);
	buf_adds(b, "],\"contests\":[{\"id\":\"c\",\"title\":\"c\",\"entry\":\"person\",\"competitors\":[");
	for (uint32_t i = 0; i < competitors; i++)
		buf_addf(b, "%s{\"id\":\"%06u\",\"name\":\"n\",\"unit\":\"u\"}", i ? "," : "", i);
	buf_adds(b, "],\"stages\":[{\"id\":\"s\",\"title\":\"s\",\"decimals\":2,\"modules\":[{\"id\":\"m\",\"title\":\"m\","
		    "\"judges\":[\"j1\",\"j2\",\"j3\",\"j4\",\"j5\"],\"criteria\":[{\"id\":\"A\",\"title\":\"A\",\"aspects\":["
		    "{\"id\":\"A1\",\"title\":\"a\",\"method\":\"points\",\"min\":0,\"max\":10,\"step\":\"0.5\",\"decimals\":2,"
		    "\"panel\":{\"over\":\"aspect\",\"combine\":\"mean\",\"drop\":{\"high\":1,\"low\":1}}}]}]}]}]}]}");
}

static struct state *state_of(uint32_t competitors, struct arena *a)
{
	struct buf text;
	struct faults faults;
	struct event *event;
	buf_init(&text, (size_t)1 << 28);
	event_text(&text, competitors);
	faults_init(&faults);
	if (event_read(text.data, text.len, a, &event, &faults) != ERR_OK)
		exit(1);
	faults_release(&faults);
	buf_release(&text);
	struct state *s = state_new();
	struct entry e = { .type = ENTRY_EVENT, .event = event };
	fold_ok(s, &e);
	e = (struct entry){ .type = ENTRY_PHASE, .phase = { "c", "s", PHASE_OPEN } };
	fold_ok(s, &e);
	return s;
}

static uint64_t drawn = 88172645463325252u;

static uint32_t draw(uint32_t below)
{
	drawn ^= drawn << 13;
	drawn ^= drawn >> 7;
	drawn ^= drawn << 17;
	return (uint32_t)(drawn % below);
}

static void fold_sheet(struct state *s, uint32_t competitor, uint32_t judge, uint32_t version)
{
	char id[16], by[16];
	snprintf(id, sizeof id, "%06u", competitor);
	snprintf(by, sizeof by, "j%u", judge + 1);
	struct entry_mark mark = { .item = "A1", .micros = (int64_t)draw(21) * 500000 };
	struct entry e = { .type = ENTRY_SHEET, .by = by,
		.sheet = { "c", "s", "m", id, 1, by, version, &mark, 1 } };
	fold_ok(s, &e);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void bench_one_sheet(uint32_t competitors, double *first)
{
	static double seconds[TURNS];
	struct arena a;
	arena_init(&a);
	struct state *s = state_of(competitors, &a);
	for (uint32_t i = 0; i < competitors; i++) {
		for (uint32_t j = 0; j < JUDGES; j++)
			fold_sheet(s, i, j, 1);
	}
	struct row page[PAGE];
	uint32_t place, *version = xcalloc((size_t)competitors * JUDGES, sizeof *version);
	table_page(state_table(s, 0, 0), 0, PAGE, page);
	for (int t = 0; t < TURNS; t++) {
		uint32_t i = draw(competitors), j = draw(JUDGES);
		double from = now_s();
		fold_sheet(s, i, j, 2 + version[i * JUDGES + j]++);
		struct table *table = state_table(s, 0, 0);
		if (!table_place_of(table, i, &place) || table_page(table, place - place % PAGE, PAGE, page) == 0)
			exit(1);
		seconds[t] = now_s() - from;
	}
	qsort(seconds, TURNS, sizeof *seconds, compare);
	double median = seconds[TURNS / 2] * 1e6;
	printf("{\"bench\":\"scoring\",\"name\":\"one sheet, rows found again, %u competitors\",\"value\":%.2f,\"unit\":\"us\","
	       "\"better\":\"lower\",\"goal\":%s,\"measured\":{\"median_us\":%.2f}}\n",
	       competitors, median, competitors == 100000 ? "20" : "null", median);
	fflush(stdout);
	if (!*first)
		*first = median;
	else if (competitors == 100000)
		printf("{\"bench\":\"scoring\",\"name\":\"growth from 100 to 100,000 competitors\",\"value\":%.2f,\"unit\":\"x of log n's\","
		       "\"better\":\"lower\",\"goal\":1,\"measured\":{\"times\":%.2f}}\n",
		       median / *first / 2.5, median / *first);
	free(version);
	state_free(s);
	arena_release(&a);
}

static void bench_sheets(void)
{
	const uint32_t competitors = 1000, turns = 100;
	struct arena a;
	uint32_t count;
	arena_init(&a);
	struct state *s = state_of(competitors, &a);
	double from = now_s();
	for (uint32_t v = 1; v <= turns; v++) {
		for (uint32_t i = 0; i < competitors; i++) {
			for (uint32_t j = 0; j < JUDGES; j++)
				fold_sheet(s, i, j, v);
		}
	}
	table_rank(state_table(s, 0, 0), &count);
	double rate = turns * competitors * JUDGES / (now_s() - from) / 1e6;
	printf("{\"bench\":\"scoring\",\"name\":\"the fold, sheets a second\",\"value\":%.3f,\"unit\":\"million\",\"better\":\"higher\","
	       "\"goal\":1,\"measured\":{\"sheets\":%u}}\n",
	       rate, turns * competitors * JUDGES);
	state_free(s);
	arena_release(&a);
}

int main(void)
{
	double first = 0;
	for (uint32_t n = 100; n <= 100000; n *= 10)
		bench_one_sheet(n, &first);
	bench_sheets();
	return 0;
}
