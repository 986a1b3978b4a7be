/* touchstone audit: whether a ledger's lines are what the hub wrote, and what they come to. */
#include "base/mem.h"
#include "hub/commands.h"
#include "hub/ledger_file.h"
#include "hub/options.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option options[] = {
	{ "against", OPTION_TEXT, 0, 0, NULL, "FILE", "another copy of the ledger: one has to be the beginning of the other" },
	{ "head", OPTION_TEXT, 0, 64, NULL, "HASH", "a head printed on a list or a certificate: it has to be in the ledger" },
};

static const struct option_table table = {
	"audit", "LEDGER.jsonl",
	"Folds a ledger (a journal, or what touchstone export --ledger printed) from its first entry, and checks the hash\n"
	"chain, the numbers and each verdict. Prints what it comes to. Exit 0, or 1 and the first entry that is not as it\n"
	"was written (FILE:LINE: what is wrong and what was expected). A last line that is cut off, as in a copy of a\n"
	"journal that a hub is writing, is only named. A file named - is standard input.",
	1, 1, options, sizeof options / sizeof options[0],
};

struct audit {
	const char *path;
	struct state *state;
	struct ledger_tally tally;
	unsigned char (*hashes)[HASH_BYTES]; /* by entry */
	size_t room;
};

static void keep_hash(void *arg, const struct ledger_line *line, const struct change *change)
{
	struct audit *a = arg;
	(void)change;
	if (line->seq > a->room) {
		a->room = a->room ? a->room * 2 : 1024;
		a->hashes = xrealloc(a->hashes, a->room * sizeof *a->hashes);
	}
	memcpy(a->hashes[line->seq - 1], line->hash, HASH_BYTES);
}

static void hash_text(const unsigned char hash[static HASH_BYTES], char out[static 2 * HASH_BYTES + 1])
{
	sodium_bin2hex(out, (size_t)2 * HASH_BYTES + 1, hash, HASH_BYTES);
}

/* Says how far the ledger can be trusted: what to restore up to. */
static void print_good_part(const struct audit *a)
{
	char hex[2 * HASH_BYTES + 1];
	if (!a->tally.entries)
		return;
	hash_text(a->hashes[a->tally.entries - 1], hex);
	fprintf(stderr, "%s: good up to entry %llu (%s), head %s\n", a->path, (unsigned long long)a->tally.entries,
	        a->tally.last_id, hex);
}

static void print_stage(const struct audit *a, uint32_t contest, uint32_t stage)
{
	const struct contest *c = &state_event(a->state)->contests[contest];
	struct table *t = state_table(a->state, contest, stage);
	uint32_t count, ranked = 0;
	const struct row *rows = table_rank(t, &count);
	for (uint32_t i = 0; i < count; i++)
		ranked += rows[i].rank != 0;
	printf("%s/%s: %s, %u of %u ranked", c->id, c->stages[stage].id, phase_name(state_phase(a->state, contest, stage)),
	       ranked, count);
	for (uint32_t i = 0; i < count && rows[i].rank == 1; i++) {
		char total[RATIO_TEXT_MAX];
		ratio_text(&rows[i].total, table_total_digits(t), total);
		printf("%s %s %s", i ? ";" : ", first:", c->competitors[rows[i].competitor].id, total);
	}
	printf("\n");
}

static void print_summary(const struct audit *a)
{
	const struct event *event = state_event(a->state);
	const struct ledger_tally *t = &a->tally;
	char hex[2 * HASH_BYTES + 1];
	hash_text(state_head(a->state), hex);
	printf("%s: good: %llu entries (%s to %s), %llu accepted, %llu refused, %llu repeated\nhead %s\n", a->path,
	       (unsigned long long)t->entries, t->first_id, t->last_id, (unsigned long long)t->accepted,
	       (unsigned long long)t->refused, (unsigned long long)t->repeated, hex);
	if (!event)
		return;
	printf("event %s\n", event->id);
	for (uint32_t i = 0; i < event->contest_count; i++) {
		for (uint32_t j = 0; j < event->contests[i].stage_count; j++)
			print_stage(a, i, j);
	}
}

static int check_against(const struct audit *a, const char *path)
{
	struct ledger_problem problem;
	uint64_t count;
	if (ledger_file_compare(path, (const unsigned char(*)[HASH_BYTES])a->hashes, a->tally.entries, &count,
	                        &problem)) {
		ledger_problem_print(&problem, path);
		return EXIT_WRONG;
	}
	if (count == a->tally.entries)
		printf("%s: the same %llu entries\n", path, (unsigned long long)count);
	else if (count < a->tally.entries)
		printf("%s: the first %llu of these entries\n", path, (unsigned long long)count);
	else
		printf("%s: these entries and %llu more\n", path, (unsigned long long)(count - a->tally.entries));
	return EXIT_DONE;
}

static int check_head(const struct audit *a, const char *text)
{
	unsigned char head[HASH_BYTES];
	size_t len = 0;
	if (sodium_hex2bin(head, sizeof head, text, strlen(text), NULL, &len, NULL) != 0 || len != HASH_BYTES) {
		fprintf(stderr, "touchstone audit: --head \"%s\": expected %d hexadecimal digits\n", text, 2 * HASH_BYTES);
		return EXIT_USAGE;
	}
	for (uint64_t i = 0; i < a->tally.entries; i++) {
		if (memcmp(a->hashes[i], head, HASH_BYTES) == 0) {
			printf("the head %s is that of entry %llu\n", text, (unsigned long long)i + 1);
			return EXIT_DONE;
		}
	}
	fprintf(stderr, "%s: no entry has the head %s; expected the ledger that it was printed from\n", a->path, text);
	return EXIT_WRONG;
}

int command_audit(int argc, char **argv)
{
	struct options o;
	struct ledger_problem problem;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	struct audit a = { .path = o.arguments[0], .state = state_new() };
	rc = EXIT_DONE;
	enum err err = ledger_file_fold(a.path, a.state, &a.tally, keep_hash, &a, &problem);
	if (err)
		ledger_problem_print(&problem, a.path);
	/* a copy of a journal that a hub is writing ends like this: what is before it is whole */
	if (err && problem.cut && a.tally.entries)
		err = ERR_OK;
	if (err) {
		print_good_part(&a);
		rc = EXIT_WRONG;
	} else {
		print_summary(&a);
	}
	if (!rc && options_given(&o, "against"))
		rc = check_against(&a, options_text(&o, "against"));
	if (!rc && options_given(&o, "head"))
		rc = check_head(&a, options_text(&o, "head"));
	free(a.hashes);
	state_free(a.state);
	options_release(&o);
	return rc;
}
