/* touchstone export: an event's ledger, marks or standings, out of its journal. */
#include "base/mem.h"
#include "events/marks_out.h"
#include "events/standings_out.h"
#include "hub/commands.h"
#include "hub/data_folder.h"
#include "hub/ledger_file.h"
#include "hub/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT_BYTES_MAX ((size_t)1 << 31)
#define LINE_BYTES_MAX ((size_t)1 << 29)

static const struct option options[] = {
	{ "ledger", OPTION_FLAG, 0, 0, NULL, NULL, "every entry, a line of JSON each, as touchstone audit reads them" },
	{ "marks", OPTION_FLAG, 0, 0, NULL, NULL, "the marks as they are now, as touchstone score reads them" },
	{ "standings", OPTION_FLAG, 0, 0, NULL, NULL, "the standings as they are now" },
	{ "format", OPTION_TEXT, 0, 0, "json", "FORMAT", "of the standings: json, csv or text" },
	{ "language", OPTION_TEXT, 0, 0, "zh-CN", "LANGUAGE", "zh-CN or en, for --format text" },
	{ "data", OPTION_TEXT, 0, 0, NULL, "DIR", "the data directory (default: $XDG_STATE_HOME/touchstone)" },
};

static const struct option_table table = {
	"export", "EVENT",
	"Prints one of the things that an event's ledger holds: --ledger, --marks or --standings. EVENT is the event's id,\n"
	"whose journal is DIR/EVENT/ledger.jsonl, or a journal's own path. The journal is checked as it is read; a hub may\n"
	"be writing to it. Exit 0, or 1 where it cannot be read or is not as it was written.",
	1, 1, options, sizeof options / sizeof options[0],
};

/* The journal's path. False, after a sentence, where it is too long or there is no data directory. */
static bool journal_of(const struct options *o, char out[static DATA_FOLDER_MAX])
{
	char dir[DATA_FOLDER_MAX];
	const char *event = o->arguments[0];
	int n;
	if (strcmp(event, "-") == 0 || strchr(event, '/') || strstr(event, ".jsonl")) {
		n = snprintf(out, DATA_FOLDER_MAX, "%s", event);
	} else if (data_folder(options_text(o, "data"), dir)) {
		n = snprintf(out, DATA_FOLDER_MAX, "%s/%s/ledger.jsonl", dir, event);
	} else {
		fprintf(stderr, "touchstone export: expected --data DIR, for HOME is not set\n");
		return false;
	}
	if (n < DATA_FOLDER_MAX)
		return true;
	fprintf(stderr, "touchstone export: expected a path of less than %d bytes\n", DATA_FOLDER_MAX);
	return false;
}

static void print_line(void *arg, const struct ledger_line *line, const struct change *change)
{
	struct buf *text = arg;
	(void)change;
	buf_reset(text);
	/* a line that was read can be written */
	if (ledger_line_write(line, text) == ERR_OK)
		(void)fwrite(buf_str(text), 1, text->len, stdout);
}

static void write_standings(struct state *s, const struct options *o, struct buf *out)
{
	const struct event *event = state_event(s);
	const struct standings_choice all = { NULL, NULL };
	const char *format = options_text(o, "format");
	struct tables tables = { .event = event };
	tables.of = xcalloc(event->contest_count, sizeof(struct table **));
	for (uint32_t i = 0; i < event->contest_count; i++) {
		tables.of[i] = xcalloc(event->contests[i].stage_count, sizeof(struct table *));
		for (uint32_t j = 0; j < event->contests[i].stage_count; j++)
			tables.of[i][j] = state_table(s, i, j);
	}
	if (strcmp(format, "csv") == 0)
		standings_csv(&tables, &all, out);
	else if (strcmp(format, "text") == 0)
		standings_text(&tables, &all, strcmp(options_text(o, "language"), "en") != 0, out);
	else
		standings_json(&tables, &all, out);
	for (uint32_t i = 0; i < event->contest_count; i++)
		free(tables.of[i]);
	free(tables.of);
}

static int run(const struct options *o, const char *path)
{
	struct state *s = state_new();
	struct ledger_tally tally;
	struct ledger_problem problem;
	struct buf out;
	bool ledger = options_flag(o, "ledger");
	int rc = EXIT_DONE;
	buf_init(&out, ledger ? LINE_BYTES_MAX : EXPORT_BYTES_MAX);
	enum err err = ledger_file_fold(path, s, &tally, ledger ? print_line : NULL, &out, &problem);
	if (err && !(problem.cut && tally.entries)) {
		ledger_problem_print(&problem, path);
		rc = EXIT_WRONG;
		goto done;
	}
	if (ledger)
		buf_reset(&out);
	else if (options_flag(o, "marks"))
		marks_out(s, &out);
	else if (state_event(s))
		write_standings(s, o, &out);
	(void)fwrite(buf_str(&out), 1, out.len, stdout);
	if (!buf_ok(&out) || fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "touchstone export: not everything could be written\n");
		rc = EXIT_WRONG;
	}
done:
	buf_release(&out);
	state_free(s);
	return rc;
}

int command_export(int argc, char **argv)
{
	struct options o;
	char path[DATA_FOLDER_MAX];
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	const char *format = options_text(&o, "format");
	rc = EXIT_USAGE;
	if (options_flag(&o, "ledger") + options_flag(&o, "marks") + options_flag(&o, "standings") != 1)
		fprintf(stderr, "touchstone export: expected one of --ledger, --marks and --standings\n");
	else if (strcmp(format, "json") != 0 && strcmp(format, "csv") != 0 && strcmp(format, "text") != 0)
		fprintf(stderr, "touchstone export: --format \"%s\": expected json, csv or text\n", format);
	else if (journal_of(&o, path))
		rc = run(&o, path);
	options_release(&o);
	return rc;
}
