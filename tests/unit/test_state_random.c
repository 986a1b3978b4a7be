/*
 * On drawn sequences of entries: the fold's tables, kept up entry by entry, are those made from scratch out of the entries
 * that were accepted, and those made from the CSV of marks; and folding again gives the same verdicts and the same head.
 *
 *     test_state_random [SEED [COUNT]]
 */
#include "tests/unit/random_entries.h"

#include "events/marks_csv.h"
#include "events/marks_out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define ENTRIES 400
#define COMPARED_EVERY 80

static uint64_t seed_first = 1, seed_count = 40;

/* Entries that were accepted, decoded, in order. */
struct accepted {
	struct arena arena;
	struct entry entries[2 * ENTRIES + 8];
	size_t count;
};

static bool same_sheet(const struct entry *a, const struct entry *b)
{
	return a->type == ENTRY_SHEET && b->type == ENTRY_SHEET && strcmp(a->sheet.contest, b->sheet.contest) == 0 &&
	       strcmp(a->sheet.stage, b->sheet.stage) == 0 && strcmp(a->sheet.module, b->sheet.module) == 0 &&
	       strcmp(a->sheet.competitor, b->sheet.competitor) == 0 && a->sheet.attempt == b->sheet.attempt &&
	       strcmp(a->sheet.judge, b->sheet.judge) == 0;
}

static bool is_replaced(const struct accepted *all, size_t i)
{
	for (size_t j = i + 1; j < all->count; j++) {
		if (same_sheet(&all->entries[i], &all->entries[j]))
			return true;
	}
	return false;
}

/* The tables of one stage or another, from scratch. */
struct scratch_tables {
	const struct event *event;
	struct table *of[2][2];
};

static struct table *scratch_table(struct scratch_tables *t, const char *contest, const char *stage)
{
	uint32_t c = event_contest(t->event, contest);
	return t->of[c][contest_stage(&t->event->contests[c], stage)];
}

static void scratch_sheet(struct scratch_tables *t, const struct entry_sheet *in)
{
	const struct contest *c = &t->event->contests[event_contest(t->event, in->contest)];
	const struct stage *stage = &c->stages[contest_stage(c, in->stage)];
	struct table *table = scratch_table(t, in->contest, in->stage);
	uint32_t module = stage_module(stage, in->module), competitor = contest_competitor(c, in->competitor);
	const struct module *m = &stage->modules[module];
	for (uint32_t i = 0; i < in->mark_count; i++) {
		const struct entry_mark *mark = &in->marks[i];
		uint32_t aspect = module_aspect(m, mark->item);
		if (aspect == NONE)
			table_set_penalty(table, competitor, module, in->attempt, module_penalty(m, mark->item), mark->micros);
		else
			table_set_mark(table, competitor, module, in->attempt, aspect,
			               m->aspects[aspect].agreed ? NONE : event_person(t->event, in->judge), &mark->micros);
	}
}

static void scratch_accept(struct scratch_tables *t, const struct contest *c, const struct entry_accept *in)
{
	const struct stage *stage = &c->stages[contest_stage(c, in->stage)];
	uint32_t module = stage_module(stage, in->module);
	void (*set)(struct table *, uint32_t, uint32_t, uint32_t, uint32_t) = in->back ? table_accept_back : table_accept;
	set(scratch_table(t, in->contest, in->stage), contest_competitor(c, in->competitor), module, in->attempt,
	             module_aspect(&stage->modules[module], in->aspect));
}

static void scratch_apply(struct scratch_tables *t, const struct entry *e)
{
	const struct contest *c;
	switch (e->type) {
	case ENTRY_SHEET:
		if (strcmp(e->sheet.judge, "s1") == 0)
			return; /* a shadow */
		scratch_sheet(t, &e->sheet);
		return;
	case ENTRY_STATUS:
		c = &t->event->contests[event_contest(t->event, e->status.contest)];
		table_set_status(scratch_table(t, e->status.contest, e->status.stage),
		                 contest_competitor(c, e->status.competitor), e->status.status);
		return;
	case ENTRY_ADJUST:
		c = &t->event->contests[event_contest(t->event, e->adjust.contest)];
		table_add_adjust(scratch_table(t, e->adjust.contest, e->adjust.stage),
		                 contest_competitor(c, e->adjust.competitor), e->adjust.micros);
		return;
	case ENTRY_ORDER:
		c = &t->event->contests[event_contest(t->event, e->order.contest)];
		for (uint32_t i = 0; i < e->order.count; i++)
			table_set_order(scratch_table(t, e->order.contest, e->order.stage),
			                contest_competitor(c, e->order.competitors[i]), e->order.kind, e->order.values[i]);
		return;
	case ENTRY_ACCEPT:
		c = &t->event->contests[event_contest(t->event, e->accept.contest)];
		scratch_accept(t, c, &e->accept);
		return;
	case ENTRY_EVENT:
	case ENTRY_PAPER: /* it waits, or is a sheet after it */
	case ENTRY_CONFIRM:
	case ENTRY_PHASE:
	case ENTRY_CARD:
	case ENTRY_CERTIFICATE:
	case ENTRY_PRINT:
	case ENTRY_SCREEN:
	case ENTRY_DRAW:
	case ENTRY_FREEZE:
	case ENTRY_REVEAL:
	case ENTRY_RETURN:
	case ENTRY_SIGN:
	case ENTRY_UNLOCK:
	case ENTRY_RECHECK:
	case ENTRY_APPEAL:
		return;
	}
}

static void scratch_new(struct scratch_tables *t, const struct event *event)
{
	t->event = event;
	for (uint32_t i = 0; i < event->contest_count; i++) {
		for (uint32_t j = 0; j < event->contests[i].stage_count; j++)
			t->of[i][j] = table_new(event, i, j, t->of[i]);
	}
}

static void scratch_free(struct scratch_tables *t)
{
	for (uint32_t i = 0; i < t->event->contest_count; i++) {
		for (uint32_t j = t->event->contests[i].stage_count; j-- > 0;)
			table_free(t->of[i][j]);
	}
}

static bool same_ratio(bool a_there, const struct ratio *a, bool b_there, const struct ratio *b)
{
	return a_there == b_there && (!a_there || ratio_compare(a, b) == 0);
}

static bool same_row(const struct row *a, const struct row *b, const struct stage *stage)
{
	bool same = a->competitor == b->competitor && a->rank == b->rank && a->status == b->status &&
		    a->advances == b->advances && a->award == b->award && a->scaled == b->scaled &&
		    a->marks_in == b->marks_in && a->marks_due == b->marks_due &&
		    same_ratio(a->has_total, &a->total, b->has_total, &b->total) &&
		    same_ratio(a->has_total, &a->exact, b->has_total, &b->exact);
	for (uint32_t i = 0; i < stage->module_count; i++) {
		const struct part *x = &a->parts[i], *y = &b->parts[i];
		same = same && same_ratio(x->scored, &x->score, y->scored, &y->score);
		for (uint32_t k = 0; k < stage->modules[i].attempts; k++)
			same = same && same_ratio(x->attempt_scored[k], &x->attempts[k], y->attempt_scored[k], &y->attempts[k]);
	}
	return same;
}

static void compare(uint64_t seed, const char *what, struct state *s, struct scratch_tables *t)
{
	const struct event *event = state_event(s);
	for (uint32_t i = 0; i < event->contest_count; i++) {
		for (uint32_t j = 0; j < event->contests[i].stage_count; j++) {
			uint32_t count, scratch_count;
			const struct row *rows = table_rank(state_table(s, i, j), &count);
			const struct row *scratch_rows = table_rank(t->of[i][j], &scratch_count);
			const char *stage = event->contests[i].stages[j].id;
			if (count != scratch_count)
				fail_msg("seed %llu, %llu entries, %s, %s: %u rows, not %u", (unsigned long long)seed,
				         (unsigned long long)state_seq(s), what, stage, count, scratch_count);
			for (uint32_t k = 0; k < count; k++) {
				if (!same_row(&rows[k], &scratch_rows[k], &event->contests[i].stages[j]))
					fail_msg("seed %llu, %llu entries, %s, %s: row %u", (unsigned long long)seed,
					         (unsigned long long)state_seq(s), what, stage, k);
			}
		}
	}
}

static void compare_with_scratch(uint64_t seed, struct state *s, const struct accepted *all)
{
	struct scratch_tables t;
	scratch_new(&t, state_event(s));
	for (size_t i = 0; i < all->count; i++) {
		if (!is_replaced(all, i))
			scratch_apply(&t, &all->entries[i]);
	}
	compare(seed, "from scratch", s, &t);
	scratch_free(&t);
}

static void take_row(void *arg, const struct mark_row *row)
{
	struct scratch_tables *t = arg;
	mark_row_apply(row, t->of[row->contest][row->stage]);
}

static void compare_with_csv(uint64_t seed, struct state *s)
{
	struct scratch_tables t;
	struct faults faults;
	struct buf csv;
	scratch_new(&t, state_event(s));
	faults_init(&faults);
	buf_init(&csv, 1 << 24);
	marks_out(s, &csv);
	if (marks_read(buf_str(&csv), csv.len, state_event(s), take_row, &t, &faults))
		fail_msg("seed %llu: line %zu: %s", (unsigned long long)seed, faults.items[0].place.line,
		         faults.items[0].text);
	compare(seed, "from the CSV", s, &t);
	buf_release(&csv);
	faults_release(&faults);
	scratch_free(&t);
}

static bool paper_counts(const struct state *s, const struct entry_sheet *in, const struct change *change)
{
	const struct event *event = state_event(s);
	const struct contest *c = &event->contests[change->contest];
	const struct sheet *sheet =
		state_sheet(s, change->contest, change->stage, stage_module(&c->stages[change->stage], in->module),
	                    contest_competitor(c, in->competitor), in->attempt, event_person(event, in->judge));
	return sheet && sheet->seq == change->seq;
}

/* Folds one entry; where it is accepted, and no repeat, keeps it. */
static enum err step(struct state *s, const struct entry_raw *raw, struct accepted *all)
{
	struct entry *e = &all->entries[all->count];
	struct change change;
	entry_decode(raw, &all->arena, e);
	enum err verdict = fold(s, e, &change);
	if (verdict || change.repeated)
		return verdict;
	all->count++;
	if (e->type == ENTRY_PAPER && paper_counts(s, &e->paper.sheet, &change)) {
		struct entry_sheet sheet = e->paper.sheet; /* from now on it is a sheet like any other */
		e = &all->entries[all->count++];
		*e = (struct entry){ .type = ENTRY_SHEET, .sheet = sheet };
	}
	return verdict;
}

static void run(uint64_t seed, uint64_t by_type[ENTRY_COUNT])
{
	struct draw d = { seed };
	struct drawn list;
	struct accepted *all = xcalloc(1, sizeof *all);
	struct state *s = state_new(), *again = state_new();
	enum err verdicts[ENTRIES];
	static const char *const opened[][2] = { { "c", "p" }, { "d", "s" }, { "c", "f" } };
	drawn_init(&list);
	arena_init(&all->arena);
	for (size_t i = 0; i < ENTRIES; i++) {
		const struct entry_raw *raw;
		char data[80];
		if (i >= 1 && i <= 3) { /* else most of the sequence would meet closed stages */
			int len = snprintf(data, sizeof data, "{\"contest\":\"%s\",\"stage\":\"%s\",\"phase\":\"open\"}",
			                   opened[i - 1][0], opened[i - 1][1]);
			raw = drawn_add(&list, (struct entry_raw){ "phase", "chief", "", data, 5, 5, 0, (size_t)len, 0 });
		} else {
			raw = draw_entry(&d, &list, s);
		}
		verdicts[i] = step(s, raw, all);
		if (i == 0)
			assert_int_equal(verdicts[i], ERR_OK);
		if (i % COMPARED_EVERY == COMPARED_EVERY - 1)
			compare_with_scratch(seed, s, all);
	}
	compare_with_csv(seed, s);
	for (size_t i = 0; i < all->count; i++)
		by_type[all->entries[i].type]++;
	for (size_t i = 0; i < ENTRIES; i++) {
		all->count = 0;
		if (step(again, &list.raws[i], all) != verdicts[i])
			fail_msg("seed %llu: entry %zu has another verdict", (unsigned long long)seed, i + 1);
	}
	assert_memory_equal(state_head(s), state_head(again), HASH_BYTES);
	state_free(s);
	state_free(again);
	arena_release(&all->arena);
	free(all);
	drawn_release(&list);
}

static void test_random(void **unused)
{
	(void)unused;
	uint64_t by_type[ENTRY_COUNT] = { 0 };
	for (uint64_t i = 0; i < seed_count; i++)
		run(seed_first + i, by_type);
	/* the drawing is worth something: most sheets are taken, and every other type is */
	if (seed_count >= 20) {
		assert_true(by_type[ENTRY_SHEET] > seed_count * ENTRIES / 5);
		for (unsigned type = 0; type < ENTRY_COUNT; type++) {
			/* most need something that is there before: a spread, a lost sheet, a stage that is locked */
			uint64_t least = type == ENTRY_CARD ? 0 : seed_count / 4;
			if (by_type[type] < least)
				fail_msg("only %llu of type %s", (unsigned long long)by_type[type], entry_type_name((enum entry_type)type));
		}
	}
}

int main(int argc, char **argv)
{
	if (argc > 1)
		seed_first = strtoull(argv[1], NULL, 10);
	if (argc > 2)
		seed_count = strtoull(argv[2], NULL, 10);
	printf("seeds %llu to %llu\n", (unsigned long long)seed_first, (unsigned long long)(seed_first + seed_count - 1));
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_random) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
