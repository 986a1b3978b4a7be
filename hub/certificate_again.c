/* touchstone certificate again: issued certificates as PDF once more, from the ledger's journal. Needs no key. */
#include "hub/certificate_pages.h"
#include "hub/commands.h"
#include "hub/key_file.h"

#include <stdio.h>
#include <string.h>

#define COMMAND "certificate again"
#define ONLY_BYTES_MAX ((size_t)4 << 20)

static const struct option options[] = {
	{ "contest", OPTION_TEXT, 0, 0, NULL, "ID", "only this contest" },
	{ "only", OPTION_TEXT, 0, 0, NULL, "FILE", "numbers, one a line; -: standard input" },
	{ "data", OPTION_TEXT, 0, 0, NULL, "DIR", "the hub's data directory (default: $XDG_STATE_HOME/touchstone)" },
	{ "template", OPTION_TEXT, 0, 0, NULL, "NAME|FILE.svg", "default: honour-zh, of one who took part participation" },
	{ "seal", OPTION_TEXT, 0, 0, NULL, "FILE.png", "a picture of the seal; none is printed otherwise" },
	{ "out", OPTION_TEXT, 0, 0, NULL, "FILE.pdf", "all pages in one file; -: standard output" },
	{ "split", OPTION_TEXT, 0, 0, NULL, "DIR", "a file for each certificate, DIR/NUMBER.pdf" },
	{ "zip", OPTION_TEXT, 0, 0, NULL, "FILE.zip", "the same in a ZIP; -: standard output" },
};

static const struct option_table table = {
	COMMAND, "EVENT [NUMBER ...]",
	"Makes issued certificates again as PDF, as they were issued, in award order: those with these numbers, or all. From the\n"
	"event's journal, whether or not a hub is running.",
	1, ARGUMENTS_MAX, options, sizeof options / sizeof *options,
};

static bool make_again(struct certificate_run *r, const struct options *o, const struct certificate_files *to)
{
	struct certificate_pages pages = { 0 };
	const char *only = options_text(o, "only");
	struct buf lines;
	size_t made = 0;
	buf_init(&lines, ONLY_BYTES_MAX);
	bool good = (!only || text_file_read(COMMAND, only, &lines)) &&
	            certificate_run_again(r, o->arguments[0], options_text(o, "data"), options_text(o, "contest")) &&
	            certificate_run_template(r, options_text(o, "template")) && certificate_pages_open(&pages, r, options_text(o, "seal")) &&
	            certificate_pages_choose(&pages, o->arguments + 1, o->argument_count - 1, only ? buf_str(&lines) : NULL) &&
	            certificate_pages_write(&pages, to, &made);
	if (good && !made)
		fprintf(stderr, "touchstone " COMMAND ": nothing was issued yet\n");
	certificate_pages_release(&pages);
	buf_release(&lines);
	return good && made;
}

int certificate_again(int argc, char **argv)
{
	struct options o;
	struct certificate_run r;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	struct certificate_files to = { .pdf = options_text(&o, "out"), .folder = options_text(&o, "split"), .zip = options_text(&o, "zip") };
	if (!to.pdf && !to.folder && !to.zip) {
		fprintf(stderr, "touchstone " COMMAND ": expected --out FILE.pdf, --split DIR or --zip FILE.zip\n");
		options_release(&o);
		return EXIT_USAGE;
	}
	certificate_run_init(&r, COMMAND);
	rc = make_again(&r, &o, &to) ? EXIT_DONE : EXIT_WRONG;
	certificate_run_release(&r);
	options_release(&o);
	return rc;
}
