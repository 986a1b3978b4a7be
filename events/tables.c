#include "events/tables.h"

#include "events/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void tables_init(struct tables *t, const struct event *event)
{
	t->event = event;
	t->of = xcalloc(event->contest_count, sizeof *t->of);
	for (uint32_t c = 0; c < event->contest_count; c++) {
		uint32_t stages = event->contests[c].stage_count;
		t->of[c] = xcalloc(stages, sizeof *t->of[c]);
		for (uint32_t s = 0; s < stages; s++)
			t->of[c][s] = table_new(event, c, s, t->of[c]);
	}
}

void tables_release(struct tables *t)
{
	for (uint32_t c = 0; c < t->event->contest_count; c++) {
		for (uint32_t s = t->event->contests[c].stage_count; s > 0; s--) /* later ones look at earlier ones */
			table_free(t->of[c][s - 1]);
		free(t->of[c]);
	}
	free(t->of);
	t->of = NULL;
}

/* The first line about each competitor of each later stage, to say where somebody has marks who is not in it. */
struct taking {
	struct tables *tables;
	size_t ***lines; /* [contest][stage][competitor]; NULL for first stages, which have everybody */
};

static void take_row(void *arg, const struct mark_row *row)
{
	struct taking *k = arg;
	mark_row_apply(row, k->tables->of[row->contest][row->stage]);
	if (row->stage == 0 || row->kind == MARK_ORDER)
		return;
	size_t **lines = &k->lines[row->contest][row->stage];
	if (!*lines)
		*lines = xcalloc(k->tables->event->contests[row->contest].competitor_count, sizeof **lines);
	if (!(*lines)[row->competitor])
		(*lines)[row->competitor] = row->line;
}

static void warn_of_strangers(const struct taking *k, uint32_t c, uint32_t s, struct faults *faults)
{
	const struct contest *contest = &k->tables->event->contests[c];
	for (uint32_t i = 0; i < contest->competitor_count; i++) {
		size_t line = k->lines[c][s][i];
		if (line && !table_has(k->tables->of[c][s], i))
			faults_add(faults, true, NULL, line, "competitor \"%s\" is not in stage \"%s\": this does not count",
			           contest->competitors[i].id, contest->stages[s].id);
	}
}

static enum err take_text(struct taking *k, const struct file_text *f, struct faults *faults)
{
	const struct event *event = k->tables->event;
	enum err e = marks_read(f->text, f->len, event, take_row, k, faults);
	for (uint32_t c = 0; c < event->contest_count; c++) {
		for (uint32_t s = 0; s < event->contests[c].stage_count; s++) {
			if (k->lines[c][s] && e == ERR_OK)
				warn_of_strangers(k, c, s, faults);
			free(k->lines[c][s]);
		}
	}
	return e;
}

enum err tables_read_marks(struct tables *t, const char *path, struct faults *faults)
{
	struct file_text f;
	struct taking k = { .tables = t };
	enum err e = file_open(path, MARKS_BYTES_MAX, &f);
	if (e != ERR_OK) {
		faults_add(faults, false, NULL, 0, "this cannot be read (%s); expected marks as CSV",
		           e == ERR_IO ? strerror(errno) : err_text(e));
		goto done;
	}
	k.lines = xcalloc(t->event->contest_count, sizeof *k.lines);
	for (uint32_t c = 0; c < t->event->contest_count; c++)
		k.lines[c] = xcalloc(t->event->contests[c].stage_count, sizeof *k.lines[c]);
	e = take_text(&k, &f, faults);
	for (uint32_t c = 0; c < t->event->contest_count; c++)
		free(k.lines[c]);
	free(k.lines);
done:
	file_close(&f);
	return e;
}
