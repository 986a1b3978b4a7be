#include "hub/certificate_run.h"

#include "base/text.h"
#include "certificates/record.h"
#include "events/entry_json.h"
#include "events/file.h"
#include "hub/embed.h"
#include "hub/data_folder.h"
#include "hub/key_file.h"
#include "hub/ledger_file.h"
#include "scoring/definition_copy.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_TEXT_MAX 4096

void certificate_run_init(struct certificate_run *r, const char *command)
{
	*r = (struct certificate_run){ .command = command, .across = 1 };
	arena_init(&r->arena);
	faults_init(&r->faults);
	arena_init(&r->issued.arena);
}

void certificate_run_release(struct certificate_run *r)
{
	if (r->has_plan)
		issue_plan_release(&r->plan);
	if (r->has_tables)
		tables_release(&r->tables);
	due_list_release(&r->due);
	register_release(&r->issued);
	if (r->state)
		state_free(r->state);
	if (r->session)
		ledger_session_close(r->session);
	template_free(r->template);
	template_free(r->participation);
	signing_key_wipe(&r->key);
	faults_release(&r->faults);
	arena_release(&r->arena);
}

bool certificate_run_load(struct certificate_run *r, const char *event_path, const char *marks_path)
{
	struct event *event = NULL;
	enum err e = event_read_file(event_path, &r->arena, &event, &r->faults);
	r->event = event;
	faults_print(&r->faults, event_path, stderr);
	if (e != ERR_OK)
		return false;
	faults_release(&r->faults);
	faults_init(&r->faults);
	tables_init(&r->tables, r->event);
	r->has_tables = true;
	e = tables_read_marks(&r->tables, marks_path, &r->faults);
	faults_print(&r->faults, marks_path, stderr);
	return e == ERR_OK;
}

bool certificate_run_register(struct certificate_run *r, const char *path)
{
	struct buf text, fault;
	buf_init(&text, REGISTER_BYTES_MAX);
	buf_init(&fault, 512);
	bool good = text_file_read(r->command, path, &text);
	if (good && register_read(buf_str(&text), text.len, &r->issued, &fault) != ERR_OK) {
		fprintf(stderr, "touchstone %s: %s: %s\n", r->command, path, buf_str(&fault));
		good = false;
	}
	buf_release(&fault);
	buf_release(&text);
	return good;
}

void certificate_run_issued(struct certificate_run *r, const struct state *state)
{
	uint32_t count;
	const struct certificate *list = state_certificates(state, &count);
	r->issued.list = xcalloc(count, sizeof *list);
	if (count)
		memcpy(r->issued.list, list, count * sizeof *list);
	r->issued.count = count;
}

bool certificate_run_journal(struct certificate_run *r, const char *event, const char *data)
{
	char dir[DATA_FOLDER_MAX], path[DATA_FOLDER_MAX + 128];
	struct ledger_tally tally;
	struct ledger_problem problem;
	if (!data_folder(data, dir)) {
		fprintf(stderr, "touchstone %s: expected --data DIR, for HOME is not set\n", r->command);
		return false;
	}
	snprintf(path, sizeof path, "%s/%s/ledger.jsonl", dir, event);
	r->state = state_new();
	enum err e = ledger_file_fold(path, r->state, &tally, NULL, NULL, &problem);
	if (e != ERR_OK && !(problem.cut && tally.entries)) {
		ledger_problem_print(&problem, path);
		return false;
	}
	certificate_run_issued(r, r->state);
	return true;
}

bool certificate_run_open(struct certificate_run *r, const char *event, const char *data, const char *redis)
{
	char dir[DATA_FOLDER_MAX], fault[1200] = "";
	if (!text_event_id(event, strlen(event))) {
		fprintf(stderr, "touchstone %s: expected an event's id, or EVENT.json and MARKS.csv\n", r->command);
		return false;
	}
	if (!data_folder(data, dir)) {
		fprintf(stderr, "touchstone %s: expected --data DIR, for HOME is not set\n", r->command);
		return false;
	}
	r->session = ledger_session_open(event, dir, redis, fault, sizeof fault);
	if (!r->session) {
		fprintf(stderr, "touchstone %s: %s\n", r->command, fault);
		return false;
	}
	const struct state *state = ledger_session_state(r->session);
	/* The definition may be replaced while entries are appended; this run goes by the one it began with. */
	r->event = event_copy(&r->arena, state_event(state));
	certificate_run_issued(r, state);
	return true;
}

bool certificate_run_published(struct certificate_run *r)
{
	bool any = false;
	for (uint32_t c = 0; c < r->event->contest_count; c++) {
		uint32_t last = r->event->contests[c].stage_count;
		r->contests[c] = r->contests[c] && last &&
		                 state_phase(ledger_session_state(r->session), c, last - 1) == PHASE_PUBLISHED;
		any = any || r->contests[c];
	}
	if (!any)
		fprintf(stderr, "touchstone %s: no contest's last stage is published yet\n", r->command);
	return any;
}

bool certificate_run_append(struct certificate_run *r)
{
	struct buf data;
	char key[KEY_MAX + 1], fault[400];
	enum err e = ERR_OK;
	buf_init(&data, RECORD_MAX * 2);
	for (size_t i = 0; e == ERR_OK && i < r->plan.count; i++) {
		const struct issue_step *step = &r->plan.steps[i];
		struct entry entry = { .type = ENTRY_CERTIFICATE, .certificate = step->entry };
		if (step->action == ISSUE_KEEP)
			continue;
		buf_reset(&data);
		snprintf(key, sizeof key, "certificate-%s-%s", step->action == ISSUE_REVOKE ? "revoke" : "issue", step->id);
		e = entry_encode(&entry, &data);
		if (e != ERR_OK)
			snprintf(fault, sizeof fault, "%s", err_text(e));
		else
			e = ledger_session_append(r->session, ENTRY_CERTIFICATE, "hub", key, buf_str(&data), data.len, fault, sizeof fault);
		if (e != ERR_OK)
			fprintf(stderr, "touchstone %s: %s: %s\n", r->command, step->id, fault);
	}
	buf_release(&data);
	return e == ERR_OK;
}

bool certificate_run_choose(struct certificate_run *r, const char *contest)
{
	uint32_t place = contest ? event_contest(r->event, contest) : NONE;
	if (contest && place == NONE) {
		fprintf(stderr, "touchstone %s: --contest \"%s\": expected the id of a contest of the event\n", r->command, contest);
		return false;
	}
	for (uint32_t i = 0; i < r->event->contest_count; i++)
		r->contests[i] = !contest || i == place;
	return true;
}

static void random_bytes(void *arg, unsigned char *out, size_t len)
{
	(void)arg;
	randombytes_buf(out, len);
}

void certificate_run_defaults(struct certificate_run *r, const char *host)
{
	const char *last = r->event->ends[0] ? r->event->ends : r->event->starts;
	id_prefix(r->event->id, r->prefix);
	r->options = (struct issue_options){ .host = arena_strdup(&r->arena, host),
		                             .prefix = r->prefix,
		                             .key = &r->key,
		                             .random = random_bytes };
	if (day_parse(last, &r->options.day) != ERR_OK)
		r->options.day = 0;
}

/* --date, else the event's last day. */
static bool choose_day(struct certificate_run *r, const char *date)
{
	const char *text = date ? date : r->event->ends[0] ? r->event->ends : r->event->starts;
	if (day_parse(text, &r->options.day) == ERR_OK)
		return true;
	fprintf(stderr, "touchstone %s: expected --date YYYY-MM-DD%s\n", r->command, date ? "" : ", for the event has no dates");
	return false;
}

bool certificate_run_options(struct certificate_run *r, const struct options *o)
{
	const char *host = options_text(o, "host"), *prefix = options_text(o, "prefix");
	if (!host || !host_valid(host, strlen(host))) {
		fprintf(stderr, "touchstone %s: expected --host HOST, in lower case, without https://\n", r->command);
		return false;
	}
	certificate_run_defaults(r, host);
	if (prefix && !id_prefix_valid(prefix)) {
		fprintf(stderr, "touchstone %s: --prefix: expected 1 to %d of A-Z and 0-9\n", r->command, ID_PREFIX_MAX);
		return false;
	}
	if (prefix)
		snprintf(r->prefix, sizeof r->prefix, "%s", prefix);
	if (!choose_day(r, options_text(o, "date")) || !key_file_open(r->command, options_text(o, "key"), &r->key))
		return false;
	r->options.participation = options_flag(o, "participation");
	r->options.copies = options_flag(o, "copies");
	return true;
}

/* Keeps only one competitor's. */
static void keep_competitor(struct certificate_run *r, const char *competitor)
{
	size_t kept = 0;
	for (size_t i = 0; i < r->due.count; i++) {
		const struct due *due = &r->due.list[i];
		if (strcmp(r->event->contests[due->contest].competitors[due->competitor].id, competitor) == 0)
			r->due.list[kept++] = *due;
	}
	r->due.count = kept;
}

static bool competitor_there(const struct certificate_run *r, const char *competitor)
{
	for (uint32_t c = 0; c < r->event->contest_count; c++)
		if (r->contests[c] && contest_competitor(&r->event->contests[c], competitor) != NONE)
			return true;
	return false;
}

bool certificate_run_due(struct certificate_run *r, const char *competitor)
{
	for (uint32_t c = 0; c < r->event->contest_count; c++) {
		uint32_t count, last = r->event->contests[c].stage_count;
		if (!r->contests[c] || !last)
			continue;
		struct state *state = r->session ? ledger_session_state(r->session) : r->state;
		struct table *table = state ? state_table(state, c, last - 1) : r->tables.of[c][last - 1];
		const struct row *rows = table_rank(table, &count);
		issue_due(r->event, c, rows, count, table_total_digits(table), &r->options, &r->due);
	}
	if (r->due.skipped) {
		fprintf(stderr, "touchstone %s: %s\n", r->command, r->due.fault);
		return false;
	}
	if (!competitor)
		return true;
	keep_competitor(r, competitor);
	if (!r->due.count)
		fprintf(stderr, "touchstone %s: --competitor \"%s\"%s\n", r->command, competitor,
		        competitor_there(r, competitor) ? " has no award (see --participation)"
		                                        : ": expected the id of a competitor of the contest");
	return r->due.count > 0;
}

bool certificate_run_plan(struct certificate_run *r)
{
	enum err e = issue_plan(r->event, &r->due, r->issued.list, r->issued.count, r->contests, &r->options, &r->plan);
	r->has_plan = e == ERR_OK;
	if (e == ERR_TOO_LARGE)
		fprintf(stderr, "touchstone %s: a name, title and award together are too long for a QR code\n", r->command);
	else if (e != ERR_OK)
		fprintf(stderr, "touchstone %s: %s\n", r->command, err_text(e));
	return e == ERR_OK;
}

/* A template by name (inside the program) or by path. */
static bool read_template(const struct certificate_run *r, const char *name, struct template **out)
{
	char path[PATH_TEXT_MAX];
	struct buf file, fault;
	buf_init(&file, TEMPLATE_BYTES_MAX);
	buf_init(&fault, 512);
	size_t len = strlen(name);
	bool is_file = strchr(name, '/') || (len > 4 && strcmp(name + len - 4, ".svg") == 0), good;
	if (is_file) {
		good = text_file_read(r->command, name, &file);
	} else {
		snprintf(path, sizeof path, "assets/certificates/%s.svg", name);
		const struct embed_file *inside = embed_find(path);
		good = inside != NULL;
		if (inside)
			buf_add(&file, inside->plain.start, (size_t)(inside->plain.end - inside->plain.start));
		else
			fprintf(stderr, "touchstone %s: --template \"%s\": expected honour-zh, honour-bilingual, honour-en, "
			                "participation or a file.svg\n", r->command, name);
	}
	if (good && template_parse(buf_str(&file), file.len, out, &fault) != ERR_OK) {
		fprintf(stderr, "touchstone %s: %s: %s\n", r->command, name, buf_str(&fault));
		good = false;
	}
	buf_release(&fault);
	buf_release(&file);
	return good;
}

bool certificate_run_template(struct certificate_run *r, const char *name)
{
	if (name)
		return read_template(r, name, &r->template);
	return read_template(r, "honour-zh", &r->template) && read_template(r, "participation", &r->participation);
}

/* The plan is made as for issuing, with a key that is thrown away; of it only what is kept is made. */
bool certificate_run_again(struct certificate_run *r, const char *event, const char *data, const char *contest)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	if (sodium_init() < 0 || (!r->session && !certificate_run_journal(r, event, data)))
		return false;
	if (!r->session)
		r->event = state_event(r->state);
	randombytes_buf(seed, sizeof seed);
	if (!certificate_run_choose(r, contest) || signing_key_from_seed(&r->key, seed, "again", 0) != ERR_OK)
		return false;
	certificate_run_defaults(r, "localhost");
	r->options.participation = r->options.copies = true;
	if (!certificate_run_due(r, NULL) || !certificate_run_plan(r))
		return false;
	size_t kept = 0;
	for (size_t i = 0; i < r->plan.count; i++)
		if (r->plan.steps[i].action == ISSUE_KEEP)
			r->plan.steps[kept++] = r->plan.steps[i];
	r->plan.count = kept;
	return true;
}
