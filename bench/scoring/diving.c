/*
 * The fold on real marks: each mark of the first stages as a sheet of its own, with key and data as a hub writes them, and
 * again as the next version, TURNS times; beside it the hash alone. Decoding is not in it. One JSON object (bench/README.md).
 *
 *     diving EVENT.json MARKS.csv TURNS
 */
#include "base/mem.h"
#include "events/definition.h"
#include "events/entry_json.h"
#include "events/file.h"
#include "events/marks_csv.h"
#include "scoring/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct sheets {
	const struct event *event;
	struct arena arena;
	struct entry *entries;
	size_t count, room;
};

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void stop(const char *what)
{
	fprintf(stderr, "diving: %s\n", what);
	exit(1);
}

/* One mark as a sheet; agreed ones are left out, and later stages, whose divers are not known before. */
static void take(void *arg, const struct mark_row *row)
{
	struct sheets *all = arg;
	if (row->kind != MARK_VALUE || row->judge == NONE || row->stage)
		return;
	const struct contest *c = &all->event->contests[row->contest];
	const struct module *m = &c->stages[row->stage].modules[row->module];
	if (all->count == all->room) {
		all->room = all->room ? all->room * 2 : 1024;
		all->entries = xrealloc(all->entries, all->room * sizeof *all->entries);
	}
	struct entry_mark *mark = arena_alloc(&all->arena, sizeof *mark);
	*mark = (struct entry_mark){ .item = m->aspects[row->item].id, .micros = row->micros };
	const char *judge = all->event->people[row->judge].id;
	struct entry e = { .type = ENTRY_SHEET, .by = judge, .key = "" };
	e.sheet = (struct entry_sheet){ .contest = c->id,
		                        .stage = c->stages[row->stage].id,
		                        .module = m->id,
		                        .competitor = c->competitors[row->competitor].id,
		                        .attempt = row->attempt,
		                        .judge = judge,
		                        .version = 1,
		                        .marks = mark,
		                        .mark_count = 1 };
	struct buf data;
	buf_init(&data, 4096);
	if (entry_encode(&e, &data))
		stop("a sheet does not fit");
	e.raw = (struct entry_raw){ .type = "sheet",
		                    .by = judge,
		                    .data = arena_strndup(&all->arena, buf_str(&data), data.len),
		                    .type_len = 5,
		                    .by_len = strlen(judge),
		                    .data_len = data.len,
		                    .at_ms = 1700000000000 };
	buf_release(&data);
	all->entries[all->count++] = e;
}

/* The event, with all stages open. */
static struct state *begun(const struct event *event)
{
	struct state *s = state_new();
	struct change change;
	struct entry e = { .type = ENTRY_EVENT, .by = "hub", .key = "" };
	e.event = event;
	if (fold(s, &e, &change))
		stop("the event is refused");
	for (uint32_t i = 0; i < event->contest_count; i++) {
		for (uint32_t j = 0; j < event->contests[i].stage_count; j++) {
			e.type = ENTRY_PHASE;
			e.phase = (struct entry_phase){ event->contests[i].id, event->contests[i].stages[j].id, PHASE_OPEN, NULL };
			if (fold(s, &e, &change))
				stop("a phase is refused");
		}
	}
	return s;
}

int main(int argc, char **argv)
{
	if (argc != 4)
		stop("expected EVENT.json MARKS.csv TURNS");
	struct arena arena;
	struct faults faults;
	struct event *event = NULL;
	struct buf text;
	arena_init(&arena);
	faults_init(&faults);
	buf_init(&text, MARKS_BYTES_MAX);
	if (event_read_file(argv[1], &arena, &event, &faults) || file_read(argv[2], &text))
		stop("the files cannot be read");
	struct sheets all = { .event = event };
	arena_init(&all.arena);
	if (marks_read(buf_str(&text), text.len, event, take, &all, &faults))
		stop("the marks are wrong");

	struct state *s = begun(event);
	size_t turns = strtoul(argv[3], NULL, 10), accepted = 0, count = all.count * turns;
	char(*keys)[24] = xcalloc(count, sizeof *keys);
	for (size_t i = 0; i < count; i++)
		snprintf(keys[i], sizeof keys[i], "%016zx", i * 0x9e3779b97f4a7c15);
	double from = now_s();
	for (size_t i = 0; i < count; i++) {
		struct entry *e = &all.entries[i % all.count];
		struct change change;
		e->key = e->raw.key = keys[i];
		e->raw.key_len = 16;
		e->sheet.version = (uint32_t)(i / all.count) + 1;
		accepted += !fold(s, e, &change);
	}
	double folded = now_s() - from;
	if (accepted != count)
		stop("a sheet is refused");
	unsigned char head[HASH_BYTES] = { 0 };
	from = now_s();
	for (size_t i = 0; i < count; i++)
		entry_hash(head, &all.entries[i % all.count].raw, head);
	double hashed = now_s() - from;
	printf("{\"bench\":\"scoring\",\"name\":\"the fold on the diving data, sheets a second\",\"value\":%.3f,\"unit\":\"million\","
	       "\"better\":\"higher\",\"goal\":1,\"measured\":{\"sheets\":%zu,\"fold_s\":%.3f,\"hash_alone_s\":%.3f}}\n",
	       (double)count / folded / 1e6, count, folded, hashed);
	state_free(s);
	free(keys);
	free(all.entries);
	arena_release(&all.arena);
	buf_release(&text);
	faults_release(&faults);
	arena_release(&arena);
	return 0;
}
