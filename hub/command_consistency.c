/* touchstone consistency: how well the judges of each panel agree. */
#include "base/json.h"
#include "events/consistency_out.h"
#include "events/definition.h"
#include "events/file.h"
#include "events/panels.h"
#include "hub/commands.h"
#include "hub/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OUTPUT_BYTES_MAX ((size_t)1 << 30)

static const struct option options[] = {
	{ "contest", OPTION_TEXT, 0, 0, NULL, "ID", "only this contest" },
	{ "stage", OPTION_TEXT, 0, 0, NULL, "ID", "only this stage" },
	{ "z", OPTION_INT, 1, 100, "3", "N", "flag a mark more than N standard deviations apart" },
	{ "format", OPTION_TEXT, 0, 0, "text", "FORMAT", "text or json" },
};

static const struct option_table table = {
	"consistency", "EVENT.json MARKS.csv",
	"Tells for each aspect that several judges mark how they agree: Kendall's W (corrected for ties) with its\n"
	"chi-square, the intraclass correlations ICC(2,1) of one judge and ICC(2,k) of the panel's mean; for each judge the\n"
	"bias and mean deviation against the mean of the others, and how often alone highest or lowest; and marks that\n"
	"stand apart, with the reason. Totals and ranks do not depend on any of it.",
	2, 2, options, sizeof options / sizeof options[0],
};

static bool chosen(const struct event *event, const struct panel_group *group, const struct options *o)
{
	const char *contest = options_text(o, "contest"), *stage = options_text(o, "stage");
	const struct contest *c = &event->contests[group->contest];
	return (!contest || strcmp(c->id, contest) == 0) && (!stage || strcmp(c->stages[group->stage].id, stage) == 0);
}

static int print_panels(const struct panels *p, const struct options *o)
{
	bool json = strcmp(options_text(o, "format"), "json") == 0;
	struct buf out;
	struct json_out j;
	buf_init(&out, OUTPUT_BYTES_MAX);
	json_out_init(&j, &out);
	if (json)
		json_array(&j);
	for (size_t i = 0; i < p->group_count; i++) {
		struct consistency found;
		if (!chosen(p->event, &p->groups[i], o))
			continue;
		consistency_of(&p->groups[i].marks, (double)options_int(o, "z"), &found);
		if (json)
			consistency_json(p->event, &p->groups[i], &found, &j);
		else
			consistency_text(p->event, &p->groups[i], &found, &out);
		consistency_release(&found);
	}
	if (json) {
		json_array_end(&j);
		buf_addc(&out, '\n');
	}
	bool written = buf_ok(&out) && fwrite(buf_str(&out), 1, out.len, stdout) == out.len && fflush(stdout) == 0;
	if (!written)
		fprintf(stderr, "touchstone consistency: the report could not be written\n");
	buf_release(&out);
	return written ? EXIT_DONE : EXIT_WRONG;
}

static enum err read_marks(const char *path, struct panels *p, struct faults *faults)
{
	struct buf text;
	buf_init(&text, MARKS_BYTES_MAX);
	errno = 0;
	enum err err = file_read(path, &text);
	if (err)
		faults_add(faults, false, NULL, 0, "this cannot be read (%s); expected a CSV of marks",
		           err == ERR_IO ? strerror(errno) : err_text(err));
	else
		err = marks_read(buf_str(&text), text.len, p->event, panels_take, p, faults);
	buf_release(&text);
	return err;
}

static int run(const struct options *o)
{
	struct arena arena;
	struct faults faults;
	struct event *event = NULL;
	struct panels panels;
	int rc = EXIT_WRONG;
	arena_init(&arena);
	faults_init(&faults);
	panels_init(&panels, NULL);
	enum err err = event_read_file(o->arguments[0], &arena, &event, &faults);
	faults_print(&faults, o->arguments[0], stderr);
	if (err)
		goto done;
	faults_release(&faults);
	faults_init(&faults);
	panels_init(&panels, event);
	err = read_marks(o->arguments[1], &panels, &faults);
	faults_print(&faults, o->arguments[1], stderr);
	if (err)
		goto done;
	panels_finish(&panels);
	rc = print_panels(&panels, o);
done:
	panels_release(&panels);
	faults_release(&faults);
	arena_release(&arena);
	return rc;
}

int command_consistency(int argc, char **argv)
{
	struct options o;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	const char *format = options_text(&o, "format");
	if (strcmp(format, "text") == 0 || strcmp(format, "json") == 0) {
		rc = run(&o);
	} else {
		fprintf(stderr, "touchstone consistency: --format \"%s\": expected text or json\n", format);
		rc = EXIT_USAGE;
	}
	options_release(&o);
	return rc;
}
