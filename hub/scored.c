#include "hub/scored.h"

#include "events/definition.h"
#include "events/file.h"
#include "hub/commands.h"

#include <stdio.h>

void scored_init(struct scored *s)
{
	*s = (struct scored){ 0 };
	arena_init(&s->arena);
	faults_init(&s->faults);
}

void scored_release(struct scored *s)
{
	if (s->tables.of)
		tables_release(&s->tables);
	faults_release(&s->faults);
	arena_release(&s->arena);
}

/* Faults of one file are not those of the next. */
static bool tell(struct scored *s, const char *path, enum err e)
{
	faults_print(&s->faults, path, stderr);
	faults_release(&s->faults);
	faults_init(&s->faults);
	return e == ERR_OK;
}

bool scored_read_event(struct scored *s, const char *path)
{
	return tell(s, path, event_read_file(path, &s->arena, &s->event, &s->faults));
}

bool scored_read_marks(struct scored *s, const char *path)
{
	tables_init(&s->tables, s->event);
	return tell(s, path, tables_read_marks(&s->tables, path, &s->faults));
}

int scored_print(const char *command, const struct buf *out)
{
	if (buf_ok(out) && fwrite(buf_str(out), 1, out->len, stdout) == out->len && fflush(stdout) == 0)
		return EXIT_DONE;
	fprintf(stderr, "touchstone %s: what it has to say could not be written\n", command);
	return EXIT_WRONG;
}
