/* touchstone explain: how a competitor's total and rank came about, step by step. No server. */
#include "events/explain_out.h"
#include "hub/commands.h"
#include "hub/options.h"
#include "hub/scored.h"

#include <stdio.h>
#include <string.h>

#define EXPLANATION_BYTES_MAX ((size_t)256 << 20)

static const struct option options[] = {
	{ "competitor", OPTION_TEXT, 0, 0, NULL, "ID", "whose total" },
	{ "contest", OPTION_TEXT, 0, 0, NULL, "ID", "of this contest (default: the first one with such a competitor)" },
	{ "stage", OPTION_TEXT, 0, 0, NULL, "ID", "of this stage (default: the last one that the competitor is in)" },
	{ "format", OPTION_TEXT, 0, 0, "text", "FORMAT", "text or json" },
	{ "language", OPTION_TEXT, 0, 0, "zh-CN", "LANGUAGE", "zh-CN or en, for --format text" },
};

static const struct option_table table = {
	"explain", "EVENT.json MARKS.csv",
	"Prints how a competitor's total and rank came about: each mark, what was dropped, each product, rounding and\n"
	"penalty, each tie key until one decided, with the clause of docs/rules.md beside each step.",
	2, 2, options, sizeof options / sizeof options[0],
};

static int wrong(const char *option, const char *value, const char *expected)
{
	fprintf(stderr, "touchstone explain: --%s \"%s\": expected %s\n", option, value, expected);
	return EXIT_USAGE;
}

/* Finds contest and competitor; the exit code where they are not there, else -1. */
static int find_competitor(const struct event *event, const struct options *o, uint32_t *contest, uint32_t *competitor)
{
	const char *wanted = options_text(o, "contest"), *id = options_text(o, "competitor");
	if (!id) {
		fprintf(stderr, "touchstone explain: --competitor is missing: expected a competitor's id\n");
		return EXIT_USAGE;
	}
	if (wanted && event_contest(event, wanted) == NONE)
		return wrong("contest", wanted, "the id of a contest of the event");
	for (*contest = 0; *contest < event->contest_count; ++*contest) {
		const struct contest *c = &event->contests[*contest];
		*competitor = contest_competitor(c, id);
		if ((!wanted || strcmp(wanted, c->id) == 0) && *competitor != NONE)
			return -1;
	}
	return wrong("competitor", id, wanted ? "the id of a competitor of the contest" : "the id of a competitor");
}

/* The stage asked for, or the last that has the competitor; the exit code where there is none, else -1. */
static int find_stage(const struct tables *t, const struct options *o, uint32_t contest, uint32_t competitor,
                      uint32_t *stage)
{
	const struct contest *c = &t->event->contests[contest];
	const char *wanted = options_text(o, "stage");
	if (wanted) {
		*stage = contest_stage(c, wanted);
		if (*stage == NONE)
			return wrong("stage", wanted, "the id of a stage of the contest");
		if (!table_has(t->of[contest][*stage], competitor))
			return wrong("competitor", c->competitors[competitor].id, "a competitor of this stage");
		return -1;
	}
	for (*stage = c->stage_count; *stage > 0; --*stage) {
		if (table_has(t->of[contest][*stage - 1], competitor)) {
			--*stage;
			return -1;
		}
	}
	return wrong("competitor", c->competitors[competitor].id, "somebody who is in a stage of the contest");
}

static int print_explanation(const struct tables *t, const struct options *o, uint32_t contest, uint32_t stage,
                             uint32_t competitor)
{
	struct trace trace;
	struct buf out;
	uint32_t count;
	trace_init(&trace);
	buf_init(&out, EXPLANATION_BYTES_MAX);
	(void)table_explain(t->of[contest][stage], competitor, &trace);
	const struct row *rows = table_rank(t->of[contest][stage], &count);
	while (rows->competitor != competitor)
		rows++;
	struct explanation x = { t->event, contest, stage, rows, &trace, false };
	if (strcmp(options_text(o, "format"), "json") == 0)
		explanation_json(&x, &out);
	else
		explanation_text(&x, strcmp(options_text(o, "language"), "en") != 0, &out);
	int rc = scored_print("explain", &out);
	buf_release(&out);
	trace_release(&trace);
	return rc;
}

static int explain(struct scored *s, const struct options *o)
{
	uint32_t contest, stage, competitor;
	const char *format = options_text(o, "format");
	if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0)
		return wrong("format", format, "text or json");
	if (!scored_read_event(s, o->arguments[0]))
		return EXIT_WRONG;
	int rc = find_competitor(s->event, o, &contest, &competitor);
	if (rc >= 0)
		return rc;
	if (!scored_read_marks(s, o->arguments[1]))
		return EXIT_WRONG;
	rc = find_stage(&s->tables, o, contest, competitor, &stage);
	return rc >= 0 ? rc : print_explanation(&s->tables, o, contest, stage, competitor);
}

int command_explain(int argc, char **argv)
{
	struct options o;
	struct scored s;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	scored_init(&s);
	rc = explain(&s, &o);
	scored_release(&s);
	options_release(&o);
	return rc;
}
