/* touchstone certificate preview: a template with the event's longest and shortest name, side by side. */
#include "events/file.h"
#include "hub/certificate_pages.h"
#include "hub/commands.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const struct option options[] = {
	{ "contest", OPTION_TEXT, 0, 0, NULL, "ID", "only this contest" },
	{ "host", OPTION_TEXT, 0, HOST_MAX, "certificates.example.org", "HOST", "where certificates will be verified" },
	{ "template", OPTION_TEXT, 0, 0, "honour-zh", "NAME|FILE.svg", "honour-zh, honour-bilingual, honour-en, participation" },
	{ "seal", OPTION_TEXT, 0, 0, NULL, "FILE.png", "a picture of the seal" },
	{ "out", OPTION_TEXT, 0, 0, NULL, "FILE.pdf", "where to" },
};

static const struct option_table table = {
	"certificate preview", "EVENT.json",
	"Shows a template with the longest and the shortest name of the event, side by side. Its QR codes are signed with a\n"
	"key that is thrown away: they are of an unknown issuer.",
	1, 1, options, sizeof options / sizeof *options,
};

/* About how wide a name will be, in halves of a letter: what has three bytes or more is mostly as wide as high. */
static size_t name_width(const char *name)
{
	size_t width = 0;
	for (const unsigned char *p = (const unsigned char *)name; *p; p++)
		width += *p < 0x80 ? 1 : *p >= 0xE1 ? 2 : *p >= 0xC0 ? 1 : 0;
	return width;
}

/* The competitors with the longest and the shortest name of the chosen contests. */
static void find_extremes(const struct certificate_run *r, struct due extremes[static 2])
{
	size_t longest = 0, shortest = SIZE_MAX;
	for (uint32_t c = 0; c < r->event->contest_count; c++) {
		const struct contest *contest = &r->event->contests[c];
		for (uint32_t i = 0; r->contests[c] && i < contest->competitor_count; i++) {
			size_t width = name_width(contest->competitors[i].name);
			struct due due = { .contest = c, .competitor = i, .member = -1, .rank = 1 };
			if (width > longest) {
				longest = width;
				extremes[0] = due;
			}
			if (width < shortest) {
				shortest = width;
				extremes[1] = due;
			}
		}
	}
}

/* A due certificate of each, as if they had the first award. */
static void make_due(struct certificate_run *r, const struct due *from)
{
	const struct contest *c = &r->event->contests[from->contest];
	struct row row = { .competitor = from->competitor, .rank = 1, .status = STATUS_RANKED, .has_total = true };
	row.award = c->medals || c->award_count ? 0 : NONE;
	ratio_init(&row.total);
	ratio_set_int(&row.total, 100);
	issue_due(r->event, from->contest, &row, 1, 2, &r->options, &r->due);
	ratio_clear(&row.total);
}

static int preview(struct certificate_run *r, const struct options *o)
{
	struct due extremes[2] = { 0 };
	unsigned char seed[crypto_sign_SEEDBYTES];
	size_t printed = 0;
	struct event *event = NULL;
	enum err e = event_read_file(o->arguments[0], &r->arena, &event, &r->faults);
	r->event = event;
	faults_print(&r->faults, o->arguments[0], stderr);
	if (e != ERR_OK || sodium_init() < 0 || !certificate_run_choose(r, options_text(o, "contest")) ||
	    !certificate_run_template(r, options_text(o, "template")))
		return EXIT_WRONG;
	randombytes_buf(seed, sizeof seed);
	if (signing_key_from_seed(&r->key, seed, "preview", 0) != ERR_OK)
		return EXIT_WRONG;
	certificate_run_defaults(r, options_text(o, "host"));
	r->options.participation = true;
	find_extremes(r, extremes);
	make_due(r, &extremes[0]);
	make_due(r, &extremes[1]);
	r->across = 2;
	if (!certificate_run_plan(r))
		return EXIT_WRONG;
	struct certificate_pages pages;
	struct certificate_files to = { .pdf = options_text(o, "out") };
	bool good = certificate_pages_open(&pages, r, options_text(o, "seal")) && certificate_pages_write(&pages, &to, &printed);
	certificate_pages_release(&pages);
	return good ? EXIT_DONE : EXIT_WRONG;
}

int certificate_preview(int argc, char **argv)
{
	struct options o;
	struct certificate_run r;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	if (!options_text(&o, "out")) {
		fprintf(stderr, "touchstone certificate preview: expected --out FILE.pdf\n");
		options_release(&o);
		return EXIT_USAGE;
	}
	certificate_run_init(&r, table.command);
	rc = preview(&r, &o);
	certificate_run_release(&r);
	options_release(&o);
	return rc;
}
