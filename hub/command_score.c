/* touchstone score: the standings of an event, from its definition and a file of marks. No server. */
#include "events/standings_out.h"
#include "hub/commands.h"
#include "hub/options.h"
#include "hub/scored.h"

#include <stdio.h>
#include <string.h>

#define STANDINGS_BYTES_MAX ((size_t)1 << 31)

static const struct option options[] = {
	{ "contest", OPTION_TEXT, 0, 0, NULL, "ID", "only this contest" },
	{ "stage", OPTION_TEXT, 0, 0, NULL, "ID", "only this stage" },
	{ "format", OPTION_TEXT, 0, 0, "json", "FORMAT", "json, csv or text" },
	{ "language", OPTION_TEXT, 0, 0, "zh-CN", "LANGUAGE", "zh-CN or en, for --format text" },
};

static const struct option_table table = {
	"score", "EVENT.json MARKS.csv",
	"Prints the standings that the marks make. Exit 0, or 1 with one line per fault (FILE:LINE: what is wrong and\n"
	"what was expected) and no standings. A file named - is standard input.",
	2, 2, options, sizeof options / sizeof options[0],
};

static bool format_known(const char *format)
{
	if (strcmp(format, "json") == 0 || strcmp(format, "csv") == 0 || strcmp(format, "text") == 0)
		return true;
	fprintf(stderr, "touchstone score: --format \"%s\": expected json, csv or text\n", format);
	return false;
}

static bool choice_known(const struct event *event, const struct standings_choice *choice)
{
	if (standings_any(event, choice))
		return true;
	if (choice->stage)
		fprintf(stderr, "touchstone score: --stage \"%s\": expected the id of a stage of the %s\n", choice->stage,
		        choice->contest ? "contest" : "event");
	else
		fprintf(stderr, "touchstone score: --contest \"%s\": expected the id of a contest of the event\n",
		        choice->contest);
	return false;
}

static int print_standings(const struct tables *t, const struct options *o, const struct standings_choice *choice)
{
	const char *format = options_text(o, "format");
	struct buf out;
	buf_init(&out, STANDINGS_BYTES_MAX);
	if (strcmp(format, "csv") == 0)
		standings_csv(t, choice, &out);
	else if (strcmp(format, "text") == 0)
		standings_text(t, choice, strcmp(options_text(o, "language"), "en") != 0, &out);
	else
		standings_json(t, choice, &out);
	int rc = scored_print("score", &out);
	buf_release(&out);
	return rc;
}

static int score(struct scored *s, const struct options *o)
{
	struct standings_choice choice = { options_text(o, "contest"), options_text(o, "stage") };
	if (!format_known(options_text(o, "format")))
		return EXIT_USAGE;
	if (!scored_read_event(s, o->arguments[0]))
		return EXIT_WRONG;
	if (!choice_known(s->event, &choice))
		return EXIT_USAGE;
	return scored_read_marks(s, o->arguments[1]) ? print_standings(&s->tables, o, &choice) : EXIT_WRONG;
}

int command_score(int argc, char **argv)
{
	struct options o;
	struct scored s;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	scored_init(&s);
	rc = score(&s, &o);
	scored_release(&s);
	options_release(&o);
	return rc;
}
