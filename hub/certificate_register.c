/* touchstone certificate register and printers: what was issued, and each copy on paper; what can be printed to. */
#include "certificates/issued_view.h"
#include "certificates/printer.h"
#include "certificates/record.h"
#include "hub/certificate_run.h"
#include "hub/commands.h"
#include "hub/key_file.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define LINE_MAX_BYTES ((size_t)1 << 20)

static const struct option options[] = {
	{ "format", OPTION_TEXT, 0, 0, "text", "FORMAT", "text, or json: a line each" },
	{ "data", OPTION_TEXT, 0, 0, NULL, "DIR", "the hub's data directory (default: $XDG_STATE_HOME/touchstone)" },
};

static const struct option_table register_table = {
	"certificate register", "EVENT",
	"Lists an event's certificates from its journal in the order of their issue: number, holder, award, whether each is\n"
	"good or revoked and why, and each copy that was printed; every copy but the first is a duplicate.",
	1, 1, options, sizeof options / sizeof *options,
};

static const struct option printers_options[] = {
	{ "quiet", OPTION_FLAG, 0, 0, NULL, NULL, "no CUPS is no fault: then there is no queue" },
};

static const struct option_table printers_table = {
	"certificate printers", "",
	"Lists the queues of this machine's CUPS (or CUPS_SERVER's) that certificates can be printed to: address, name, and what\n"
	"the printer says, with tabs between.",
	0, 0, printers_options, 1,
};

static const char *moment(int64_t ms, char out[static 32])
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm t;
	gmtime_r(&seconds, &t);
	strftime(out, 32, "%Y-%m-%d %H:%M:%S UTC", &t);
	return out;
}

static void print_copies(const struct printing *all, uint32_t at)
{
	char when[32];
	const struct printing *p = &all[at];
	if (p->earlier != NONE)
		print_copies(all, p->earlier);
	printf("  copy %u%s: %s, %s, %s\n", (unsigned)p->copy, p->copy > 1 ? " (duplicate)" : "", moment(p->at_ms, when), p->printer, p->by);
}

static void print_text(const struct state *s, const struct certificate *c, struct arena *arena)
{
	char when[32];
	uint32_t count;
	struct record record;
	const struct printing *printings = state_printings(s, &count);
	bool readable = record_read(c->text, arena, &record) == ERR_OK;
	printf("%s  %s  %s  %s", c->id, readable ? record.claims.holder : c->competitor, readable ? record.claims.award : c->award,
	       c->revoked ? "revoked" : "good");
	if (c->revoked)
		printf(" %s%s%s%s%s", moment(c->revoked_at_ms, when), c->reason ? ": " : "", c->reason ? c->reason : "",
		       c->replaced_by ? ", replaced by " : "", c->replaced_by ? c->replaced_by : "");
	puts("");
	if (c->last_printing != NONE)
		print_copies(printings, c->last_printing);
}

static void print_json(const struct state *s, const struct certificate *c)
{
	struct buf line;
	struct json_out o;
	buf_init(&line, LINE_MAX_BYTES);
	json_out_init(&o, &line);
	issued_view_put(&o, s, c);
	puts(buf_str(&line));
	buf_release(&line);
}

int certificate_register(int argc, char **argv)
{
	struct options o;
	struct certificate_run r;
	uint32_t count = 0;
	int rc = options_read(&o, &register_table, argc, argv);
	if (rc >= 0)
		return rc;
	bool json = strcmp(options_text(&o, "format"), "json") == 0;
	if (!json && strcmp(options_text(&o, "format"), "text") != 0) {
		fprintf(stderr, "touchstone certificate register: --format: expected text or json\n");
		options_release(&o);
		return EXIT_USAGE;
	}
	certificate_run_init(&r, "certificate register");
	bool good = certificate_run_journal(&r, o.arguments[0], options_text(&o, "data"));
	const struct certificate *list = good ? state_certificates(r.state, &count) : NULL;
	for (uint32_t i = 0; i < count; i++) {
		if (json)
			print_json(r.state, &list[i]);
		else
			print_text(r.state, &list[i], &r.arena);
	}
	certificate_run_release(&r);
	options_release(&o);
	return good ? EXIT_DONE : EXIT_WRONG;
}

static void on_printer(void *arg, const char *uri, const char *name, const char *says)
{
	(void)arg;
	printf("%s\t%s\t%s\n", uri, name, says);
}

int certificate_printers(int argc, char **argv)
{
	struct options o;
	struct buf fault;
	int rc = options_read(&o, &printers_table, argc, argv);
	if (rc >= 0)
		return rc;
	buf_init(&fault, 512);
	bool good = printers_each(on_printer, NULL, &fault) || options_flag(&o, "quiet");
	if (!good)
		fprintf(stderr, "touchstone certificate printers: %s\n", buf_str(&fault));
	buf_release(&fault);
	options_release(&o);
	return good ? EXIT_DONE : EXIT_WRONG;
}
