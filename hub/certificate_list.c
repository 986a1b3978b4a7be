/* touchstone certificate list: a stage's result list as a PDF, with a QR code over the ledger's head. */
#include "base/mem.h"
#include "certificates/list.h"
#include "events/ledger_line.h"
#include "hub/certificate_run.h"
#include "hub/commands.h"
#include "hub/data_folder.h"
#include "hub/key_file.h"
#include "hub/ledger_file.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND "certificate list"
#define LIST_PDF_MAX ((size_t)256 << 20)

static const struct option options[] = {
	{ "contest", OPTION_TEXT, 0, 0, NULL, "ID", "the contest; may be left out where there is one" },
	{ "stage", OPTION_TEXT, 0, 0, NULL, "ID", "the stage (default: the contest's last)" },
	{ "key", OPTION_TEXT, 0, 0, NULL, "FILE", "the issuer's key" },
	{ "host", OPTION_TEXT, 0, HOST_MAX, NULL, "HOST", "where it is verified: https://HOST/v/..." },
	{ "prefix", OPTION_TEXT, 0, ID_PREFIX_MAX, NULL, "TEXT", "begins the number (default: from the event's id)" },
	{ "data", OPTION_TEXT, 0, 0, NULL, "DIR", "the hub's data directory (default: $XDG_STATE_HOME/touchstone)" },
	{ "out", OPTION_TEXT, 0, 0, NULL, "FILE.pdf", "where to" },
};

static const struct option_table table = {
	"certificate list", "EVENT",
	"Prints a stage's result list from the event's journal. Its QR code is signed over event, contest, stage, the ledger's\n"
	"head hash and the time of its last entry. A hub may be running.",
	1, 1, options, sizeof options / sizeof *options,
};

/* What the list is made from. */
struct source {
	struct state *state;
	struct arena arena;
	const struct event *event;
	uint32_t contest, stage;
	int64_t last_ms; /* of the ledger's last entry */
};

static void on_line(void *arg, const struct ledger_line *line, const struct change *change)
{
	struct source *s = arg;
	(void)change;
	s->last_ms = line->raw.at_ms;
}

static bool read_journal(struct source *s, const struct options *o)
{
	char dir[DATA_FOLDER_MAX], path[DATA_FOLDER_MAX + 128];
	struct ledger_tally tally;
	struct ledger_problem problem;
	if (!data_folder(options_text(o, "data"), dir)) {
		fprintf(stderr, "touchstone " COMMAND ": expected --data DIR, for HOME is not set\n");
		return false;
	}
	snprintf(path, sizeof path, "%s/%s/ledger.jsonl", dir, o->arguments[0]);
	enum err e = ledger_file_fold(path, s->state, &tally, on_line, s, &problem);
	if (e != ERR_OK && !(problem.cut && tally.entries)) {
		ledger_problem_print(&problem, path);
		return false;
	}
	s->event = state_event(s->state);
	return s->event != NULL;
}

static bool choose_stage(struct source *s, const struct options *o)
{
	const char *contest = options_text(o, "contest"), *stage = options_text(o, "stage");
	s->contest = contest ? event_contest(s->event, contest) : s->event->contest_count == 1 ? 0 : NONE;
	if (s->contest == NONE) {
		fprintf(stderr, "touchstone " COMMAND ": expected --contest ID, one of the event's\n");
		return false;
	}
	const struct contest *c = &s->event->contests[s->contest];
	s->stage = stage ? contest_stage(c, stage) : c->stage_count - 1;
	if (s->stage != NONE && s->stage < c->stage_count)
		return true;
	fprintf(stderr, "touchstone " COMMAND ": --stage: expected the id of a stage of the contest\n");
	return false;
}

static const char *ratio_copy(struct source *s, const struct ratio *r, int digits)
{
	char text[RATIO_TEXT_MAX];
	ratio_text(r, digits, text);
	return arena_strdup(&s->arena, text);
}

static const char *award_title(const struct contest *c, const struct row *row)
{
	static const char *const medals[] = { "金牌", "银牌", "铜牌" };
	if (row->award == NONE)
		return "";
	return c->medals ? medals[row->award] : c->awards[row->award].title.zh;
}

static void fill_row(struct source *s, struct table *t, const struct row *row, size_t parts, struct list_row *out)
{
	const struct contest *c = &s->event->contests[s->contest];
	const struct competitor *who = &c->competitors[row->competitor];
	char rank[16] = "";
	if (row->rank)
		snprintf(rank, sizeof rank, "%u", (unsigned)row->rank);
	bool out_of_it = row->status == STATUS_DNS || row->status == STATUS_DNF || row->status == STATUS_DSQ;
	*out = (struct list_row){ .rank = arena_strdup(&s->arena, rank),
		                  .id = who->id,
		                  .name = who->name,
		                  .unit = who->unit,
		                  .total = row->has_total ? ratio_copy(s, &row->total, table_total_digits(t)) : "–",
		                  .award = out_of_it ? status_name(row->status) : award_title(c, row) };
	for (size_t i = 0; i < parts; i++)
		out->parts[i] = row->parts[i].scored ? ratio_copy(s, &row->parts[i].score, table_part_digits(t, (uint32_t)i)) : "–";
}

/* The number has 0000, and digits that come from what is signed: the same list has the same number. */
static bool make_number(const struct source *s, const struct options *o, char id[static CERTIFICATE_ID_MAX + 1])
{
	unsigned char hash[crypto_generichash_BYTES], seed[HASH_BYTES + 8] = { 0 };
	char prefix[ID_PREFIX_MAX + 1], full[CERTIFICATE_ID_MAX + 1];
	memcpy(seed, state_head(s->state), HASH_BYTES);
	seed[HASH_BYTES] = (unsigned char)s->contest;
	seed[HASH_BYTES + 1] = (unsigned char)s->stage;
	crypto_generichash(hash, sizeof hash, seed, sizeof seed, NULL, 0);
	id_prefix(s->event->id, prefix);
	if (options_text(o, "prefix"))
		snprintf(prefix, sizeof prefix, "%s", options_text(o, "prefix"));
	if (id_make(prefix, 1, hash, full) != ERR_OK)
		return false;
	snprintf(id, CERTIFICATE_ID_MAX + 1, "%s-0000-%s", prefix, strrchr(full, '-') + 1);
	return true;
}

static bool sign_list(const struct source *s, const struct options *o, const char *id, const struct signing_key *key,
                      struct claims *claims, struct buf *address)
{
	const struct contest *c = &s->event->contests[s->contest];
	unsigned char token[TOKEN_BYTES_MAX];
	size_t len;
	*claims = (struct claims){ .is_list = true, .time = (uint32_t)(s->last_ms / 1000) };
	memcpy(claims->key, key->id, KEY_ID_BYTES);
	memcpy(claims->head, state_head(s->state), HEAD_BYTES);
	bool good = claim_set(claims->event, s->event->title.zh) == ERR_OK && claim_set(claims->contest, c->title.zh) == ERR_OK &&
	            claim_set(claims->stage, c->stages[s->stage].title.zh) == ERR_OK &&
	            token_sign(claims, id, key->secret, token, &len) == ERR_OK &&
	            address_write(options_text(o, "host"), id, token, len, address) == ERR_OK;
	if (!good)
		fprintf(stderr, "touchstone " COMMAND ": expected --host HOST in lower case, and titles of at most %d bytes\n", CLAIM_MAX);
	return good;
}

static bool print_list(struct source *s, const struct options *o, const struct claims *claims, const char *id, const char *address)
{
	const struct contest *c = &s->event->contests[s->contest];
	const struct stage *stage = &c->stages[s->stage];
	struct table *t = state_table(s->state, s->contest, s->stage);
	uint32_t count;
	const struct row *rows = table_rank(t, &count);
	char head[2 * HEAD_BYTES + 1], time[32];
	sodium_bin2hex(head, sizeof head, claims->head, HEAD_BYTES);
	claims_time_text(claims, time);
	struct list list = { .event = s->event->title.zh, .contest = c->title.zh, .stage = stage->title.zh,
		             .organiser = s->event->organiser, .row_count = count, .address = address, .number = id,
		             .head = head, .time = time, .day = claims->time / 86400 };
	list.part_count = stage->module_count > 1 && stage->module_count <= LIST_PARTS_MAX ? stage->module_count : 0;
	for (size_t i = 0; i < list.part_count; i++)
		list.part_titles[i] = stage->modules[i].title.zh;
	struct list_row *made = xcalloc(count, sizeof *made);
	for (uint32_t i = 0; i < count; i++)
		fill_row(s, t, &rows[i], list.part_count, &made[i]);
	list.rows = made;
	struct buf pdf, fault;
	buf_init(&pdf, LIST_PDF_MAX);
	buf_init(&fault, 512);
	enum err e = list_pdf(&list, &pdf, &fault);
	if (e != ERR_OK)
		fprintf(stderr, "touchstone " COMMAND ": %s\n", fault.len ? buf_str(&fault) : err_text(e));
	bool good = e == ERR_OK && text_file_write(COMMAND, options_text(o, "out"), &pdf, 0644);
	buf_release(&fault);
	buf_release(&pdf);
	free(made);
	return good;
}

static bool run(struct source *s, const struct options *o)
{
	struct signing_key key;
	struct claims claims;
	struct buf address;
	char id[CERTIFICATE_ID_MAX + 1];
	if (!read_journal(s, o) || !choose_stage(s, o) || !key_file_open(COMMAND, options_text(o, "key"), &key))
		return false;
	buf_init(&address, ADDRESS_MAX);
	bool good = make_number(s, o, id) && sign_list(s, o, id, &key, &claims, &address) &&
	            print_list(s, o, &claims, id, buf_str(&address));
	signing_key_wipe(&key);
	buf_release(&address);
	return good;
}

int certificate_list(int argc, char **argv)
{
	struct options o;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	if (!options_text(&o, "out") || !options_text(&o, "host")) {
		fprintf(stderr, "touchstone " COMMAND ": expected --host HOST and --out FILE.pdf\n");
		options_release(&o);
		return EXIT_USAGE;
	}
	struct source s = { .state = state_new() };
	arena_init(&s.arena);
	rc = run(&s, &o) ? EXIT_DONE : EXIT_WRONG;
	arena_release(&s.arena);
	state_free(s.state);
	options_release(&o);
	return rc;
}
