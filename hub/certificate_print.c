/* touchstone certificate print: issued certificates to a printer, one after the other; each copy becomes an entry of the ledger. */
#include "base/text.h"
#include "certificates/printer.h"
#include "events/entry_json.h"
#include "hub/certificate_pages.h"
#include "hub/commands.h"
#include "hub/key_file.h"
#include "hub/print_told.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define COMMAND "certificate print"
#define ONLY_BYTES_MAX ((size_t)4 << 20)
#define FAULT_MAX 1024

static const struct option options[] = {
	{ "printer", OPTION_TEXT, 0, PRINTER_MAX, NULL, "URI", "ipp://HOST/ipp/print, or ipp://localhost/printers/QUEUE of CUPS" },
	{ "contest", OPTION_TEXT, 0, 0, NULL, "ID", "only this contest" },
	{ "only", OPTION_TEXT, 0, 0, NULL, "FILE", "numbers, one a line; -: standard input" },
	{ "again", OPTION_FLAG, 0, 0, NULL, NULL, "without numbers: also those that were printed, as duplicates" },
	{ "by", OPTION_TEXT, 0, ID_MAX, "hub", "PERSON", "who prints, for the ledger" },
	{ "patience", OPTION_INT, 1, 86400, "600", "SECONDS", "how long a printer that stands is waited for" },
	{ "template", OPTION_TEXT, 0, 0, NULL, "NAME|FILE.svg", "default: honour-zh, of one who took part participation" },
	{ "seal", OPTION_TEXT, 0, 0, NULL, "FILE.png", "a picture of the seal; none is printed otherwise" },
	{ "data", OPTION_TEXT, 0, 0, NULL, "DIR", "the hub's data directory (default: $XDG_STATE_HOME/touchstone)" },
	{ "redis", OPTION_TEXT, 0, 0, NULL, "ADDRESS", "the hub's --redis, where it has one" },
	{ "told", OPTION_FLAG, 0, 0, NULL, NULL, "for the hub: numbers and orders on standard input, answers on standard output" },
};

static const struct option_table table = {
	COMMAND, "EVENT [NUMBER ...]",
	"Sends issued certificates to a printer, a job each, in award order, and says what the printer answers: those with\n"
	"these numbers, or all that were not printed yet. Each copy becomes an entry of the ledger, the second one as a duplicate.\n"
	"After a jam the same command goes on with the one that jammed.",
	1, ARGUMENTS_MAX, options, sizeof options / sizeof *options,
};

/* A printing under way. */
struct printing_run {
	struct certificate_run run;
	struct certificate_pages pages;
	struct printer *printer;
	const char *uri, *by;
	int patience_s;
	struct told *told; /* NULL: nobody tells it; it writes into the ledger itself */
	const char *number; /* that is being printed */
};

static const struct certificate *issued(const struct printing_run *p, const char *id)
{
	for (uint32_t i = 0; i < p->run.issued.count; i++)
		if (strcmp(p->run.issued.list[i].id, id) == 0)
			return &p->run.issued.list[i];
	assert(false); /* pages are made of nothing else */
	return &p->run.issued.list[0];
}

static void on_says(void *arg, const char *words)
{
	const struct printing_run *p = arg;
	if (p->told)
		told_say(p->told, "says", p->number, words);
	else if (words[0])
		printf("  %s: %s\n", p->number, words);
	fflush(stdout);
}

static bool on_wait(void *arg, int ms)
{
	const struct printing_run *p = arg;
	return told_wait(p->told, ms);
}

/* Into the ledger: one more copy is on paper. */
static bool record(struct printing_run *p, uint32_t copy)
{
	struct entry entry = { .type = ENTRY_PRINT, .print = { p->number, copy, p->uri } };
	struct buf data;
	char key[KEY_MAX + 1], fault[400] = "";
	buf_init(&data, PRINTER_MAX * 2);
	snprintf(key, sizeof key, "print-%.40s-%u", p->number, (unsigned)copy);
	enum err e = entry_encode(&entry, &data);
	if (e == ERR_OK)
		e = ledger_session_append(p->run.session, ENTRY_PRINT, p->by, key, buf_str(&data), data.len, fault, sizeof fault);
	if (e != ERR_OK)
		fprintf(stderr, "touchstone " COMMAND ": %s is printed, but it is not in the ledger: %s\n", p->number, fault[0] ? fault : err_text(e));
	buf_release(&data);
	return e == ERR_OK;
}

static void tell_failure(struct printing_run *p, const char *word, const char *what)
{
	if (p->told)
		told_say(p->told, word, p->number, what);
	else
		fprintf(stderr, "touchstone " COMMAND ": %s: %s\n", p->number, what);
}

/* One certificate to paper and into the record. */
static bool print_one(struct printing_run *p, size_t place, size_t n, size_t count, bool resume)
{
	uint32_t copy = issued(p, p->number)->copies + 1;
	struct printer_watch watch = { p->patience_s, on_says, p->told ? on_wait : NULL, p };
	struct buf pdf, fault;
	char name[CERTIFICATE_ID_MAX + 16], words[32];
	snprintf(name, sizeof name, "%s %u", p->number, (unsigned)copy);
	snprintf(words, sizeof words, "%u", (unsigned)copy);
	buf_init(&pdf, PDF_BYTES_MAX);
	buf_init(&fault, FAULT_MAX);
	if (p->told)
		told_say(p->told, "printing", p->number, words);
	else
		printf("%zu/%zu %s%s\n", n, count, p->number, copy > 1 ? " (duplicate)" : "");
	fflush(stdout);
	bool made = certificate_pages_one(&p->pages, place, &pdf);
	enum err e = made ? printer_print(p->printer, &pdf, name, resume, &watch, &fault) : ERR_OK;
	if (!made && p->told) /* it said why; the others are printed */
		tell_failure(p, "skipped", "");
	else if (e != ERR_OK)
		tell_failure(p, "failed", buf_str(&fault));
	buf_release(&fault);
	buf_release(&pdf);
	if (!made || e != ERR_OK)
		return !made;
	return p->told ? told_done(p->told, p->number, words) : record(p, copy);
}

/* All that are chosen. The first may be on its way from a run that was broken off. */
static bool print_all(struct printing_run *p, size_t *printed)
{
	size_t count = 0, n = 0;
	for (size_t i = 0; i < p->pages.count; i++)
		count += p->pages.chosen[i];
	for (size_t i = 0; i < p->pages.count; i++) {
		if (!p->pages.chosen[i])
			continue;
		p->number = p->pages.steps[i]->id;
		if (!print_one(p, i, n + 1, count, n == 0))
			return false;
		n++;
		if (p->told && told_ends(p->told))
			break;
	}
	*printed = n - p->pages.faults;
	return !p->pages.faults || p->told;
}

/* Leaves out what was printed, where nobody chose. */
static size_t leave_out_printed(struct printing_run *p)
{
	size_t left_out = 0;
	for (size_t i = 0; i < p->pages.count; i++)
		if (issued(p, p->pages.steps[i]->id)->copies) {
			p->pages.chosen[i] = false;
			left_out++;
		}
	return left_out;
}

/* The certificates: from the ledger, which is written to as well, or (told by a hub) from its journal. */
static bool load(struct printing_run *p, const struct options *o)
{
	struct certificate_run *r = &p->run;
	const char *data = options_text(o, "data");
	if (!p->told && !certificate_run_open(r, o->arguments[0], data, options_text(o, "redis")))
		return false;
	return certificate_run_again(r, o->arguments[0], data, options_text(o, "contest")) &&
	       certificate_run_template(r, options_text(o, "template")) && certificate_pages_open(&p->pages, r, options_text(o, "seal"));
}

static bool choose(struct printing_run *p, const struct options *o, size_t *left_out)
{
	const char *only = options_text(o, "only");
	struct buf lines;
	buf_init(&lines, ONLY_BYTES_MAX);
	bool good = !only || p->told || text_file_read(COMMAND, only, &lines);
	const char *chosen = p->told ? told_numbers(p->told) : only ? buf_str(&lines) : NULL;
	/* A hub hears afterwards which were not printed. */
	good = good && (certificate_pages_choose(&p->pages, o->arguments + 1, o->argument_count - 1, chosen) || p->told);
	if (good && o->argument_count == 1 && !chosen && !options_flag(o, "again"))
		*left_out = leave_out_printed(p);
	buf_release(&lines);
	return good;
}

static bool connect_printer(struct printing_run *p)
{
	struct buf fault;
	buf_init(&fault, FAULT_MAX);
	p->printer = printer_open(p->uri, &fault);
	if (!p->printer && p->told)
		told_say(p->told, "failed", "", buf_str(&fault));
	else if (!p->printer)
		fprintf(stderr, "touchstone " COMMAND ": %s\n", buf_str(&fault));
	buf_release(&fault);
	return p->printer != NULL;
}

static bool run(struct printing_run *p, const struct options *o)
{
	size_t printed = 0, left_out = 0;
	if (!printer_uri(p->uri))
		return connect_printer(p);
	if (!load(p, o) || !choose(p, o, &left_out) || !connect_printer(p))
		return false;
	bool good = print_all(p, &printed);
	if (!p->told && (good || p->pages.faults))
		printf("printed %zu, left out %zu\n", printed, left_out);
	return good;
}

int certificate_print(int argc, char **argv)
{
	struct options o;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	struct printing_run p = { .uri = options_text(&o, "printer"), .by = options_text(&o, "by"), .patience_s = (int)options_int(&o, "patience") };
	if (!p.uri) {
		fprintf(stderr, "touchstone " COMMAND ": expected --printer URI\n");
		options_release(&o);
		return EXIT_USAGE;
	}
	certificate_run_init(&p.run, COMMAND);
	if (options_flag(&o, "told"))
		p.told = told_new();
	rc = run(&p, &o) ? EXIT_DONE : EXIT_WRONG;
	printer_close(p.printer);
	told_free(p.told);
	certificate_pages_release(&p.pages);
	certificate_run_release(&p.run);
	options_release(&o);
	return rc;
}
