/* touchstone certificate again: one issued certificate as a PDF, from the ledger's journal. Needs no key. */
#include "certificates/record.h"
#include "hub/certificate_run.h"
#include "hub/commands.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define COMMAND "certificate again"

static const struct option options[] = {
	{ "data", OPTION_TEXT, 0, 0, NULL, "DIR", "the hub's data directory (default: $XDG_STATE_HOME/touchstone)" },
	{ "template", OPTION_TEXT, 0, 0, NULL, "NAME|FILE.svg", "default: honour-zh, of one who took part participation" },
	{ "seal", OPTION_TEXT, 0, 0, NULL, "FILE.png", "a picture of the seal; none is printed otherwise" },
	{ "out", OPTION_TEXT, 0, 0, NULL, "FILE.pdf", "where to; -: standard output" },
};

static const struct option_table table = {
	COMMAND, "EVENT NUMBER",
	"Prints an issued certificate again, as it was issued, from the event's journal; whether or not a hub is running.",
	2, 2, options, sizeof options / sizeof *options,
};

/* The certificate by its number, still good and with its record. */
static const struct certificate *find(struct certificate_run *r, const char *id, struct record *record)
{
	for (uint32_t i = 0; i < r->issued.count; i++) {
		const struct certificate *c = &r->issued.list[i];
		if (strcmp(c->id, id) != 0)
			continue;
		if (!c->revoked && record_read(c->text, &r->arena, record) == ERR_OK)
			return c;
		fprintf(stderr, "touchstone " COMMAND ": %s: %s\n", id, c->revoked ? "it was revoked" : "its record cannot be read");
		return NULL;
	}
	fprintf(stderr, "touchstone " COMMAND ": %s: expected the number of a certificate of this event\n", id);
	return NULL;
}

/* The plan is made as for issuing, with a key that is thrown away; of it only what is kept is printed. */
static bool plan_one(struct certificate_run *r, const struct certificate *c, const struct record *record)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	randombytes_buf(seed, sizeof seed);
	if (!certificate_run_choose(r, c->contest) || signing_key_from_seed(&r->key, seed, "again", 0) != ERR_OK)
		return false;
	certificate_run_defaults(r, record->address.host);
	r->options.participation = strcmp(c->award, PARTICIPATION) == 0;
	r->options.copies = record->member >= 0;
	r->options.day = record->claims.day;
	if (!certificate_run_due(r, c->competitor))
		return false;
	for (uint32_t i = 0; i < r->issued.count; i++)
		r->issued.list[i].revoked = r->issued.list[i].revoked || strcmp(r->issued.list[i].id, c->id) != 0;
	if (!certificate_run_plan(r))
		return false;
	size_t kept = 0;
	for (size_t i = 0; i < r->plan.count; i++)
		if (r->plan.steps[i].action == ISSUE_KEEP)
			r->plan.steps[kept++] = r->plan.steps[i];
	r->plan.count = kept;
	if (!kept)
		fprintf(stderr, "touchstone " COMMAND ": %s: the results or names have changed since: issue once more, which replaces it\n",
		        c->id);
	return kept > 0;
}

static bool print_again(struct certificate_run *r, const struct options *o)
{
	struct record record;
	size_t printed;
	if (sodium_init() < 0 || !certificate_run_journal(r, o->arguments[0], options_text(o, "data")))
		return false;
	r->event = state_event(r->state);
	const struct certificate *c = find(r, o->arguments[1], &record);
	if (!c)
		return false;
	const char *name = options_text(o, "template");
	if (!name)
		name = strcmp(c->award, PARTICIPATION) == 0 ? "participation" : "honour-zh";
	return certificate_run_template(r, name) && plan_one(r, c, &record) &&
	       certificate_run_print(r, options_text(o, "out"), NULL, options_text(o, "seal"), &printed);
}

int certificate_again(int argc, char **argv)
{
	struct options o;
	struct certificate_run r;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	if (!options_text(&o, "out")) {
		fprintf(stderr, "touchstone " COMMAND ": expected --out FILE.pdf\n");
		options_release(&o);
		return EXIT_USAGE;
	}
	certificate_run_init(&r, COMMAND);
	rc = print_again(&r, &o) ? EXIT_DONE : EXIT_WRONG;
	certificate_run_release(&r);
	options_release(&o);
	return rc;
}
