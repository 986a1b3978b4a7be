/* touchstone certificate page and issue: certificates from an event and its marks, without a hub. */
#include "hub/certificate_pages.h"
#include "hub/commands.h"
#include "hub/key_file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COMMON_OPTIONS                                                                                                   \
	{ "contest", OPTION_TEXT, 0, 0, NULL, "ID", "only this contest" },                                                \
	{ "competitor", OPTION_TEXT, 0, 0, NULL, "ID", "only this competitor" },                                          \
	{ "key", OPTION_TEXT, 0, 0, NULL, "FILE", "the issuer's key, made by touchstone key new" },                       \
	{ "host", OPTION_TEXT, 0, HOST_MAX, NULL, "HOST", "where certificates are verified: https://HOST/v/..." },        \
	{ "prefix", OPTION_TEXT, 0, ID_PREFIX_MAX, NULL, "TEXT", "begins the numbers (default: from the event's id)" },   \
	{ "date", OPTION_TEXT, 0, 10, NULL, "DATE", "the day of issue (default: the event's last)" },                     \
	{ "template", OPTION_TEXT, 0, 0, NULL, "NAME|FILE.svg",                                                        \
	  "honour-zh, -bilingual, -en, participation (default: honour-zh; without an award participation)" }, \
	{ "seal", OPTION_TEXT, 0, 0, NULL, "FILE.png", "a picture of the seal; none is printed otherwise" },              \
	{ "participation", OPTION_FLAG, 0, 0, NULL, NULL, "also for those who took part without an award" },              \
	{ "copies", OPTION_FLAG, 0, 0, NULL, NULL, "each member of a team gets a certificate, too" },                     \
	{ "register", OPTION_TEXT, 0, 0, NULL, "FILE", "what was issued so far; is read and added to" },                  \
	{ "out", OPTION_TEXT, 0, 0, NULL, "FILE.pdf", "all pages in one file" }

static const struct option page_options[] = { COMMON_OPTIONS };

static const struct option issue_options[] = {
	COMMON_OPTIONS,
	{ "split", OPTION_TEXT, 0, 0, NULL, "DIR", "a file for each certificate, DIR/NUMBER.pdf" },
	{ "zip", OPTION_TEXT, 0, 0, NULL, "FILE.zip", "the same in a ZIP" },
	{ "data", OPTION_TEXT, 0, 0, NULL, "DIR", "the hub's data directory (default: $XDG_STATE_HOME/touchstone)" },
	{ "redis", OPTION_TEXT, 0, 0, NULL, "ADDRESS", "the hub's --redis, where it has one" },
};

static const struct option_table page_table = {
	"certificate page", "EVENT.json MARKS.csv",
	"Prints one competitor's certificate (--competitor), signed, from a definition and marks. Needs no hub.",
	2, 2, page_options, sizeof page_options / sizeof *page_options,
};

static const struct option_table issue_table = {
	"certificate issue", "EVENT | EVENT.json MARKS.csv",
	"Gives everybody with an award a numbered, signed certificate and prints them. A second run issues nothing twice:\n"
	"what is right is kept, a corrected name or a moved place replaces a certificate, an award that is gone revokes it.\n"
	"With an event's id, its ledger is read and added to, whether or not a hub is running; of contests whose last stage is\n"
	"published. With two files no hub is needed, and --register keeps what was issued.",
	1, 2, issue_options, sizeof issue_options / sizeof *issue_options,
};

static bool append_register(const struct certificate_run *r, const char *path)
{
	struct buf text;
	buf_init(&text, REGISTER_BYTES_MAX);
	bool good = register_write(&r->plan, day_today(), &text) == ERR_OK && (!text.len || text_file_append(r->command, path, &text));
	buf_release(&text);
	return good;
}

/* From two files, and the register. */
static bool load_files(struct certificate_run *r, const struct options *o)
{
	const char *path = options_text(o, "register");
	return certificate_run_load(r, o->arguments[0], o->arguments[1]) &&
	       certificate_run_choose(r, options_text(o, "contest")) &&
	       (!path || access(path, F_OK) != 0 || certificate_run_register(r, path));
}

/* From a ledger. */
static bool load_ledger(struct certificate_run *r, const struct options *o)
{
	return certificate_run_open(r, o->arguments[0], options_text(o, "data"), options_text(o, "redis")) &&
	       certificate_run_choose(r, options_text(o, "contest")) && certificate_run_published(r);
}

/* Makes the PDFs of the plan. */
static bool make(struct certificate_run *r, const struct certificate_files *to, const char *seal, size_t *made)
{
	struct certificate_pages pages;
	bool good = certificate_pages_open(&pages, r, seal) && certificate_pages_write(&pages, to, made);
	certificate_pages_release(&pages);
	return good;
}

static int issue(struct certificate_run *r, const struct options *o, const struct certificate_files *to)
{
	const char *register_path = options_text(o, "register");
	const char *competitor = options_text(o, "competitor");
	size_t printed = 0;
	bool ledger = o->argument_count == 1;
	if (!(ledger ? load_ledger(r, o) : load_files(r, o)) || !certificate_run_options(r, o) ||
	    !certificate_run_template(r, options_text(o, "template")) || !certificate_run_due(r, competitor))
		return EXIT_WRONG;
	/* One competitor's run says nothing about the others: their certificates are left alone. */
	for (uint32_t i = 0; competitor && i < r->issued.count; i++) {
		if (strcmp(r->issued.list[i].competitor, competitor) != 0)
			r->issued.list[i].revoked = true;
	}
	if (!certificate_run_plan(r) || (ledger && !certificate_run_append(r)) ||
	    (!ledger && register_path && !append_register(r, register_path)))
		return EXIT_WRONG;
	bool good = make(r, to, options_text(o, "seal"), &printed);
	printf("issued %zu, replaced %zu, revoked %zu, kept %zu; printed %zu\n", r->plan.issued, r->plan.replaced,
	       r->plan.revoked, r->plan.kept, printed);
	return good ? EXIT_DONE : EXIT_WRONG;
}

static int run(const struct option_table *table, int argc, char **argv)
{
	struct options o;
	struct certificate_run r;
	int rc = options_read(&o, table, argc, argv);
	if (rc >= 0)
		return rc;
	bool one = table == &page_table;
	struct certificate_files to = { .pdf = options_text(&o, "out") };
	if (!one) {
		to.folder = options_text(&o, "split");
		to.zip = options_text(&o, "zip");
	}
	if ((!to.pdf && !to.folder && !to.zip) || (one && !options_text(&o, "competitor"))) {
		fprintf(stderr, "touchstone %s: expected %s\n", table->command,
		        one && !options_text(&o, "competitor") ? "--competitor ID" : one ? "--out FILE.pdf" : "--out FILE.pdf, --split DIR or --zip FILE.zip");
		options_release(&o);
		return EXIT_USAGE;
	}
	certificate_run_init(&r, table->command);
	rc = issue(&r, &o, &to);
	certificate_run_release(&r);
	options_release(&o);
	return rc;
}

int certificate_page(int argc, char **argv)
{
	return run(&page_table, argc, argv);
}

int certificate_issue(int argc, char **argv)
{
	return run(&issue_table, argc, argv);
}
