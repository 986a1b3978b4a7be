/* touchstone roster: puts a list of competitors (a workbook or a CSV) into an event definition. */
#include "events/definition.h"
#include "events/file.h"
#include "events/roster.h"
#include "events/xlsx_read.h"
#include "hub/commands.h"
#include "hub/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct option roster_options[] = {
	{ "contest", OPTION_TEXT, 0, 64, NULL, "ID", "whose competitors they are; may be left out where there is one contest" },
	{ "output", OPTION_TEXT, 0, 0, NULL, "FILE", "write the new definition there instead of to standard output" },
};

static const struct option_table roster_table = {
	"roster", "EVENT.json LIST",
	"Prints the definition with the contest's competitors replaced by those of the list, and everything else as\n"
	"it was. Columns, by name: id (编号), name (姓名, 队名), unit (单位), reading (读音), members (成员); ids are given out where there\n"
	"are none. The list is a workbook (XLSX, its first sheet) or a CSV in UTF-8, UTF-16 with its mark, or GB18030 (GBK).",
	2, 2, roster_options, sizeof roster_options / sizeof roster_options[0],
};

struct work {
	const struct options *options;
	struct arena arena;
	struct faults faults;
	struct buf definition, list, utf8, out;
};

/* The contest meant, or NONE after a line on standard error. */
static uint32_t contest_meant(const struct options *o, const struct event *event)
{
	const char *id = options_text(o, "contest");
	if (!id && event->contest_count == 1)
		return 0;
	uint32_t place = id ? event_contest(event, id) : NONE;
	if (place == NONE && id)
		fprintf(stderr, "touchstone roster: --contest \"%s\": expected the id of a contest of the event\n", id);
	else if (place == NONE)
		fprintf(stderr, "touchstone roster: the event has several contests: expected --contest ID\n");
	return place;
}

static enum err read_whole(const char *path, struct buf *out)
{
	errno = 0;
	enum err e = file_read(path, out);
	if (e != ERR_OK)
		fprintf(stderr, "%s: this cannot be read (%s)\n", path, e == ERR_IO ? strerror(errno) : err_text(e));
	return e;
}

static int write_out(const struct buf *text, const char *path)
{
	FILE *f = path ? fopen(path, "wb") : stdout;
	bool good = f && fwrite(buf_str(text), 1, text->len, f) == text->len && fflush(f) == 0;
	if (path && f && fclose(f) != 0)
		good = false;
	if (!good)
		fprintf(stderr, "%s: this cannot be written (%s)\n", path ? path : "standard output", strerror(errno));
	return good ? EXIT_DONE : EXIT_WRONG;
}

/* Makes a CSV in UTF-8 of the list, whatever it is. */
static enum err list_decode(struct work *w, const char *file, const char **form)
{
	const char *bytes = buf_str(&w->list);
	bool workbook = xlsx_is(bytes, w->list.len);
	*form = "XLSX";
	enum err e = workbook ? xlsx_read(bytes, w->list.len, &w->utf8) : text_decode(bytes, w->list.len, &w->utf8, form);
	if (e != ERR_OK)
		fprintf(stderr, "%s: this is no %s: expected a workbook (XLSX), or CSV in UTF-8 or GB18030 (GBK)\n", file,
		        workbook ? "workbook that can be read" : "text");
	return e;
}

/* Reads both files, and makes the new definition; checks it again, because members may not fit the contest. */
static int roster(struct work *w)
{
	const char *event_file = w->options->arguments[0], *list_file = w->options->arguments[1], *encoding;
	struct event *event = NULL;
	struct competitor *competitors = NULL;
	uint32_t count = 0;
	if (read_whole(event_file, &w->definition) != ERR_OK || read_whole(list_file, &w->list) != ERR_OK)
		return EXIT_WRONG;
	enum err e = event_read(buf_str(&w->definition), w->definition.len, &w->arena, &event, &w->faults);
	if (e != ERR_OK) {
		faults_print(&w->faults, event_file, stderr);
		return EXIT_WRONG;
	}
	uint32_t contest = contest_meant(w->options, event);
	if (contest == NONE)
		return EXIT_USAGE;
	if (list_decode(w, list_file, &encoding) != ERR_OK)
		return EXIT_WRONG;
	faults_release(&w->faults);
	faults_init(&w->faults);
	e = roster_read(buf_str(&w->utf8), w->utf8.len, &w->arena, &competitors, &count, &w->faults);
	faults_print(&w->faults, list_file, stderr);
	if (e != ERR_OK)
		return EXIT_WRONG;
	roster_put(buf_str(&w->definition), w->definition.len, contest, competitors, count, &w->out);
	fprintf(stderr, "%s: %u competitors, read as %s\n", list_file, count, encoding);
	return write_out(&w->out, options_text(w->options, "output"));
}

int command_roster(int argc, char **argv)
{
	struct options o;
	int rc = options_read(&o, &roster_table, argc, argv);
	if (rc >= 0)
		return rc;
	struct work w = { .options = &o };
	arena_init(&w.arena);
	faults_init(&w.faults);
	buf_init(&w.definition, DEFINITION_BYTES_MAX);
	buf_init(&w.list, ROSTER_BYTES_MAX);
	buf_init(&w.utf8, ROSTER_BYTES_MAX * 2);
	buf_init(&w.out, DEFINITION_BYTES_MAX * 2);
	rc = roster(&w);
	buf_release(&w.definition);
	buf_release(&w.list);
	buf_release(&w.utf8);
	buf_release(&w.out);
	faults_release(&w.faults);
	arena_release(&w.arena);
	options_release(&o);
	return rc;
}
