/* touchstone prospects: what the marks that are missing can still change. No server. */
#include "events/prospects_out.h"
#include "hub/commands.h"
#include "hub/options.h"
#include "hub/scored.h"

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
	int rc = scored_print("prospects", &out);
	buf_release(&out);
	return rc;
}

static int prospects(struct scored *s, const struct options *o)
{
	struct standings_choice choice = { options_text(o, "contest"), options_text(o, "stage") };
	if (!scored_read_event(s, o->arguments[0]))
		return EXIT_WRONG;
	if (!standings_any(s->event, &choice)) {
		fprintf(stderr, "touchstone prospects: expected a contest and a stage of the event\n");
		return EXIT_USAGE;
	}
	return scored_read_marks(s, o->arguments[1]) ? print_prospects(&s->tables, &choice) : EXIT_WRONG;
}

int command_prospects(int argc, char **argv)
{
	struct options o;
	struct scored s;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	scored_init(&s);
	rc = prospects(&s, &o);
	scored_release(&s);
	options_release(&o);
	return rc;
}
