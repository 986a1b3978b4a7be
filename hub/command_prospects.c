/* touchstone prospects: what the marks that are missing can still change. No server. */
#include "events/definition.h"
#include "events/file.h"
#include "events/prospects_out.h"
#include "hub/commands.h"
#include "hub/options.h"

#include <stdio.h>

#define PROSPECTS_BYTES_MAX ((size_t)256 << 20)

static const struct option options[] = {
	{ "contest", OPTION_TEXT, 0, 0, NULL, "ID", "only this contest" },
	{ "stage", OPTION_TEXT, 0, 0, NULL, "ID", "only this stage" },
};

static const struct option_table table = {
	"prospects", "EVENT.json MARKS.csv",
	"Prints, as CSV, who can no longer lose the lead or an advance place (clinched), who can no longer get it (out), the\n"
	"best and worst rank that each may still have, and the points of the total that are missing to be level.",
	2, 2, options, sizeof options / sizeof options[0],
};

static int print_prospects(const struct tables *t, const struct standings_choice *choice)
{
	struct buf out;
	buf_init(&out, PROSPECTS_BYTES_MAX);
	prospects_csv(t, choice, &out);
	bool written = buf_ok(&out) && fwrite(buf_str(&out), 1, out.len, stdout) == out.len && fflush(stdout) == 0;
	buf_release(&out);
	return written ? EXIT_DONE : EXIT_WRONG;
}

static int prospects(const struct options *o, struct arena *arena, struct faults *faults)
{
	struct standings_choice choice = { options_text(o, "contest"), options_text(o, "stage") };
	struct event *event = NULL;
	struct tables tables;
	enum err e = event_read_file(o->arguments[0], arena, &event, faults);
	faults_print(faults, o->arguments[0], stderr);
	if (e != ERR_OK)
		return EXIT_WRONG;
	if (!standings_any(event, &choice)) {
		fprintf(stderr, "touchstone prospects: expected a contest and a stage of the event\n");
		return EXIT_USAGE;
	}
	faults_release(faults);
	faults_init(faults);
	tables_init(&tables, event);
	e = tables_read_marks(&tables, o->arguments[1], faults);
	faults_print(faults, o->arguments[1], stderr);
	int rc = e == ERR_OK ? print_prospects(&tables, &choice) : EXIT_WRONG;
	tables_release(&tables);
	return rc;
}

int command_prospects(int argc, char **argv)
{
	struct options o;
	struct arena arena;
	struct faults faults;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	arena_init(&arena);
	faults_init(&faults);
	rc = prospects(&o, &arena, &faults);
	faults_release(&faults);
	arena_release(&arena);
	options_release(&o);
	return rc;
}
