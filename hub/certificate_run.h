/*
 * certificate_run.h - what the subcommands of `touchstone certificate` share: an event with its marks, a key, a template,
 * the plan of who gets what, and the printing of it.
 */
#ifndef HUB_CERTIFICATE_RUN_H
#define HUB_CERTIFICATE_RUN_H

#include "certificates/issue.h"
#include "certificates/press.h"
#include "certificates/register.h"
#include "events/faults.h"
#include "events/tables.h"
#include "hub/ledger_session.h"
#include "hub/options.h"

#define PDF_BYTES_MAX ((size_t)1 << 31)
#define REGISTER_BYTES_MAX ((size_t)256 << 20)

/* Each subcommand has its own face; hub/command_certificate.c calls them with their name as argv[0]. */
int certificate_page(int argc, char **argv);
int certificate_issue(int argc, char **argv);
int certificate_again(int argc, char **argv);
int certificate_list(int argc, char **argv);
int certificate_print(int argc, char **argv);
int certificate_printers(int argc, char **argv);
int certificate_register(int argc, char **argv);
int certificate_preview(int argc, char **argv);
int certificate_site(int argc, char **argv);

/* A run, filled in from front to back; certificate_run_release() at its end in any case. */
struct certificate_run {
	const char *command; /* "certificate issue" */
	struct arena arena;
	struct faults faults;
	const struct event *event;
	struct tables tables;
	bool has_tables;
	struct signing_key key;
	struct issue_options options;
	char prefix[ID_PREFIX_MAX + 1];
	struct due_list due;
	struct register_list issued; /* before this run */
	struct state *state; /* where they came from a journal: their texts live in it */
	struct ledger_session *session; /* where they came from a ledger */
	struct issue_plan plan;
	bool has_plan;
	bool contests[CONTESTS_MAX]; /* which are looked at */
	struct template *template;
	struct template *participation; /* for those who took part without an award; NULL: the same */
	unsigned across; /* certificates side by side on a sheet: 1 */
};

void certificate_run_init(struct certificate_run *r, const char *command);
void certificate_run_release(struct certificate_run *r);

/* Reads the event and the marks. False after at least one line on standard error; so for all below. */
bool certificate_run_load(struct certificate_run *r, const char *event_path, const char *marks_path);

/*
 * Instead of two files: the ledger of an event. The session stays open for certificate_run_append(). `data` and `redis` may be
 * NULL.
 */
bool certificate_run_open(struct certificate_run *r, const char *event, const char *data, const char *redis);

/* Of the chosen contests only those whose last stage is published; false, after a line, where that is none. */
bool certificate_run_published(struct certificate_run *r);

/* Appends the plan's steps to the ledger. */
bool certificate_run_append(struct certificate_run *r);

/* Chooses one contest by --contest, or all. */
bool certificate_run_choose(struct certificate_run *r, const char *contest);

/* Takes --key, --host, --prefix, --date, --participation, --copies. */
bool certificate_run_options(struct certificate_run *r, const struct options *o);

/* What certificate_run_options sets without asking: host, a prefix from the event's id, its last day (or 1970-01-01). */
void certificate_run_defaults(struct certificate_run *r, const char *host);

/* Who is due, of the chosen contests; `competitor` NULL: all of them. */
bool certificate_run_due(struct certificate_run *r, const char *competitor);

/* The plan against r->issued. */
bool certificate_run_plan(struct certificate_run *r);

/* A template by name ("honour-zh": inside the program) or by path (*.svg); NULL: honour-zh, for those without an award participation. */
bool certificate_run_template(struct certificate_run *r, const char *name);

/* What was issued before, from a register's file. */
bool certificate_run_register(struct certificate_run *r, const char *path);

/* What was issued before, from a state that lives as long as the run. */
void certificate_run_issued(struct certificate_run *r, const struct state *state);

/* What was issued before, from the journal of an event in the data directory (NULL: the usual one). */
bool certificate_run_journal(struct certificate_run *r, const char *event, const char *data);

/*
 * Plans what was issued by the event's journal (`data` NULL: the usual directory), to make it again as it was: all steps are kept
 * certificates that are still right, of the contest (NULL: all), in award order. Needs no key.
 */
bool certificate_run_again(struct certificate_run *r, const char *event, const char *data, const char *contest);

#endif
