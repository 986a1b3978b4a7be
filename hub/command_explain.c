/* touchstone explain: how a competitor's total and rank came about, step by step. No server. */
#include "events/definition.h"
#include "events/explain_out.h"
#include "events/file.h"
#include "events/tables.h"
#include "hub/commands.h"
#include "hub/options.h"

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
	bool written = buf_ok(&out) && fwrite(buf_str(&out), 1, out.len, stdout) == out.len && fflush(stdout) == 0;
	buf_release(&out);
	trace_release(&trace);
	return written ? EXIT_DONE : EXIT_WRONG;
}

static int explain(const struct options *o, struct arena *arena, struct faults *faults)
{
	struct event *event = NULL;
	struct tables tables;
	uint32_t contest, stage, competitor;
	enum err e = event_read_file(o->arguments[0], arena, &event, faults);
	faults_print(faults, o->arguments[0], stderr);
	if (e != ERR_OK)
		return EXIT_WRONG;
	int rc = find_competitor(event, o, &contest, &competitor);
	if (rc >= 0)
		return rc;
	faults_release(faults);
	faults_init(faults);
	tables_init(&tables, event);
	e = tables_read_marks(&tables, o->arguments[1], faults);
	faults_print(faults, o->arguments[1], stderr);
	rc = e == ERR_OK ? find_stage(&tables, o, contest, competitor, &stage) : EXIT_WRONG;
	if (rc < 0)
		rc = print_explanation(&tables, o, contest, stage, competitor);
	tables_release(&tables);
	return rc;
}

int command_explain(int argc, char **argv)
{
	struct options o;
	struct arena arena;
	struct faults faults;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	const char *format = options_text(&o, "format");
	arena_init(&arena);
	faults_init(&faults);
	if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0)
		rc = wrong("format", format, "text or json");
	else
		rc = explain(&o, &arena, &faults);
	faults_release(&faults);
	arena_release(&arena);
	options_release(&o);
	return rc;
}
