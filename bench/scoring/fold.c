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
#define TURNS 4000
#define BLOCK 50 /* turns in a row at one size */
#define SIZES 4 /* 100 to 100,000 competitors */
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
	e = (struct entry){ .type = ENTRY_PHASE, .phase = { "c", "s", PHASE_OPEN, NULL } };
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

/* A stage of so many competitors, all of them marked, and what its turns took. */
struct measured {
	uint32_t competitors;
	struct arena arena;
	struct state *state;
	uint32_t *version; /* [competitor][judge] */
	double seconds[TURNS];
};

static void measured_init(struct measured *m, uint32_t competitors)
{
	struct row page[PAGE];
	m->competitors = competitors;
	arena_init(&m->arena);
	m->state = state_of(competitors, &m->arena);
	m->version = xcalloc((size_t)competitors * JUDGES, sizeof *m->version);
	for (uint32_t i = 0; i < competitors; i++) {
		for (uint32_t j = 0; j < JUDGES; j++)
			fold_sheet(m->state, i, j, 1);
	}
	table_page(state_table(m->state, 0, 0), 0, PAGE, page);
}

static void measured_release(struct measured *m)
{
	free(m->version);
	state_free(m->state);
	arena_release(&m->arena);
}

/* One sheet, and the page that its competitor stands on. */
static void measured_turn(struct measured *m, int turn)
{
	struct row page[PAGE];
	uint32_t place, i = draw(m->competitors), j = draw(JUDGES);
	double from = now_s();
	fold_sheet(m->state, i, j, 2 + m->version[i * JUDGES + j]++);
	struct table *table = state_table(m->state, 0, 0);
	if (!table_place_of(table, i, &place) || table_page(table, place - place % PAGE, PAGE, page) == 0)
		exit(1);
	m->seconds[turn] = now_s() - from;
}

static double measured_median_us(struct measured *m)
{
	qsort(m->seconds, TURNS, sizeof *m->seconds, compare);
	return m->seconds[TURNS / 2] * 1e6;
}

/* The sizes take turns, so that whatever else the machine does meets all of them. */
static void bench_one_sheet(void)
{
	static struct measured all[SIZES];
	double medians[SIZES];
	for (uint32_t k = 0, n = 100; k < SIZES; k++, n *= 10)
		measured_init(&all[k], n);
	for (int turn = 0; turn < TURNS; turn += BLOCK) {
		for (uint32_t k = 0; k < SIZES; k++) {
			for (int i = 0; i < BLOCK; i++)
				measured_turn(&all[k], turn + i);
		}
	}
	for (uint32_t k = 0; k < SIZES; k++) {
		medians[k] = measured_median_us(&all[k]);
		printf("{\"bench\":\"scoring\",\"name\":\"one sheet, rows found again, %u competitors\",\"value\":%.2f,\"unit\":\"us\","
		       "\"better\":\"lower\",\"goal\":%s,\"measured\":{\"median_us\":%.2f}}\n",
		       all[k].competitors, medians[k], k == SIZES - 1 ? "20" : "null", medians[k]);
		measured_release(&all[k]);
	}
	double times = medians[SIZES - 1] / medians[0];
	printf("{\"bench\":\"scoring\",\"name\":\"growth from 100 to 100,000 competitors\",\"value\":%.2f,\"unit\":\"x of log n's\","
	       "\"better\":\"lower\",\"goal\":1,\"measured\":{\"times\":%.2f}}\n",
	       times / 2.5, times);
	fflush(stdout);
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
	bench_one_sheet();
	bench_sheets();
	return 0;
}
