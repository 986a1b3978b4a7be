/* certificates: who gets what, and what is to be issued, replaced and revoked when something changes. */
#include "base/mem.h"
#include "certificates/issue.h"
#include "certificates/record.h"
#include "certificates/served.h"
#include "certificates/verify.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *team_members[] = { "周强", "吴敏" };

static struct competitor people[] = { { .id = "001", .name = "王秀英", .unit = "众泰模具" },
	                              { .id = "002", .name = "李明", .unit = "" },
	                              { .id = "003", .name = "张伟", .unit = "顺虎铝业" } };
static struct competitor teams[] = { { .id = "T1", .name = "步阳队", .unit = "", .members = team_members, .member_count = 2 } };
static struct award awards[] = { { .id = "gold", .title = { "一等奖", "first prize" } },
	                         { .id = "silver", .title = { "二等奖", "second prize" } } };
static struct contest contests[] = {
	{ .id = "mould", .title = { "模具工", "Mould making" }, .competitors = people, .competitor_count = 3, .awards = awards, .award_count = 2 },
	{ .id = "weld", .title = { "焊接", "Welding" }, .teams = true, .competitors = teams, .competitor_count = 1, .awards = awards, .award_count = 2 },
};
static const struct event event = { .id = "yongkang-2018", .title = { "技能比武", "Skills Contest" }, .organiser = "总工会",
	                            .contests = contests, .contest_count = 2 };

static void count_up(void *arg, unsigned char *out, size_t len)
{
	unsigned char *n = arg;
	memset(out, ++*n, len);
}

struct fixture {
	struct signing_key key;
	unsigned char n;
	struct issue_options options;
	struct due_list due;
	struct issue_plan plan;
	struct certificate issued[16]; /* as a ledger's fold would have them */
	uint32_t issued_count;
	struct arena arena;
};

static void start(struct fixture *f)
{
	unsigned char seed[32] = { 9 };
	*f = (struct fixture){ 0 };
	arena_init(&f->arena);
	assert_int_equal(signing_key_from_seed(&f->key, seed, "总工会", 17000), ERR_OK);
	f->options = (struct issue_options){ .host = "cert.example.org", .prefix = "YK", .day = 17643, .key = &f->key, .random = count_up, .random_arg = &f->n };
}

/* The rows of a contest: competitor, rank, award (NONE: none) in order. */
static void due(struct fixture *f, uint32_t contest, const uint32_t (*rows)[3], uint32_t count)
{
	struct row made[8] = { 0 };
	for (uint32_t i = 0; i < count; i++) {
		made[i] = (struct row){ .competitor = rows[i][0], .rank = rows[i][1], .award = rows[i][2], .status = STATUS_RANKED, .has_total = true };
		ratio_init(&made[i].total);
		ratio_set_int(&made[i].total, 100 - (int64_t)rows[i][1]);
	}
	issue_due(&event, contest, made, count, 2, &f->options, &f->due);
	for (uint32_t i = 0; i < count; i++)
		ratio_clear(&made[i].total);
}

/* Plans, checks the counts, and takes the plan's entries as issued. */
static void plan(struct fixture *f, size_t issued, size_t replaced, size_t revoked, size_t kept)
{
	const bool both[CONTESTS_MAX] = { true, true };
	assert_int_equal(issue_plan(&event, &f->due, f->issued, f->issued_count, both, &f->options, &f->plan), ERR_OK);
	assert_int_equal(f->plan.issued, issued);
	assert_int_equal(f->plan.replaced, replaced);
	assert_int_equal(f->plan.revoked, revoked);
	assert_int_equal(f->plan.kept, kept);
	for (size_t i = 0; i < f->plan.count; i++) {
		const struct entry_certificate *e = &f->plan.steps[i].entry;
		const char *gone = f->plan.steps[i].action == ISSUE_KEEP ? NULL : e->revoked ? e->id : e->revokes;
		for (uint32_t k = 0; gone && k < f->issued_count; k++) {
			if (strcmp(f->issued[k].id, gone) == 0) {
				f->issued[k].revoked = true;
				f->issued[k].reason = arena_strdup(&f->arena, e->reason);
			}
		}
		if (f->plan.steps[i].action == ISSUE_NEW || f->plan.steps[i].action == ISSUE_REPLACE)
			f->issued[f->issued_count++] = (struct certificate){ .id = arena_strdup(&f->arena, e->id),
				                                             .contest = arena_strdup(&f->arena, e->contest),
				                                             .competitor = arena_strdup(&f->arena, e->competitor),
				                                             .award = arena_strdup(&f->arena, e->award),
				                                             .text = arena_strdup(&f->arena, e->text) };
	}
	issue_plan_release(&f->plan);
	due_list_release(&f->due);
}

static const uint32_t ranking[][3] = { { 0, 1, 0 }, { 1, 2, 1 }, { 2, 3, NONE } };
static const uint32_t team_ranking[][3] = { { 0, 1, 0 } };

static void twice_issues_nothing_twice(void **arg)
{
	(void)arg;
	struct fixture f;
	start(&f);
	due(&f, 0, ranking, 3);
	assert_int_equal(f.due.count, 2);
	plan(&f, 2, 0, 0, 0);
	assert_string_equal(f.issued[1].id, "YK-0002-081040G2");
	due(&f, 0, ranking, 3);
	plan(&f, 0, 0, 0, 2);
	arena_release(&f.arena);
}

static void participation_and_copies_when_asked_for(void **arg)
{
	(void)arg;
	struct fixture f;
	start(&f);
	f.options.participation = f.options.copies = true;
	due(&f, 0, ranking, 3);
	due(&f, 1, team_ranking, 1);
	plan(&f, 6, 0, 0, 0);
	assert_string_equal(f.issued[2].award, PARTICIPATION);
	/* Not asking for them the next time takes none back. */
	f.options.participation = f.options.copies = false;
	due(&f, 0, ranking, 3);
	due(&f, 1, team_ranking, 1);
	plan(&f, 0, 0, 0, 3);
	arena_release(&f.arena);
}

static void a_correction_replaces(void **arg)
{
	(void)arg;
	struct fixture f;
	start(&f);
	due(&f, 0, ranking, 3);
	due(&f, 1, team_ranking, 1);
	plan(&f, 3, 0, 0, 0);
	people[0].name = "王秀瑛";
	team_members[1] = "吴敏敏";
	due(&f, 0, ranking, 3);
	due(&f, 1, team_ranking, 1);
	plan(&f, 0, 2, 0, 1);
	assert_true(f.issued[0].revoked && !f.issued[1].revoked && f.issued[2].revoked);
	assert_non_null(strstr(f.issued[0].reason, "a name was corrected"));
	people[0].name = "王秀英";
	team_members[1] = "吴敏";
	arena_release(&f.arena);
}

static void a_moved_place_replaces_and_revokes(void **arg)
{
	(void)arg;
	static const uint32_t moved[][3] = { { 2, 1, 0 }, { 0, 2, 1 }, { 1, 3, NONE } };
	struct fixture f;
	start(&f);
	due(&f, 0, ranking, 3);
	plan(&f, 2, 0, 0, 0);
	due(&f, 0, moved, 3);
	plan(&f, 1, 1, 1, 0);
	due(&f, 0, moved, 3);
	plan(&f, 0, 0, 0, 2);
	arena_release(&f.arena);
}

static void what_is_issued_verifies(void **arg)
{
	(void)arg;
	struct fixture f;
	struct record r;
	struct answer a;
	struct keyring *ring = xcalloc(1, sizeof *ring);
	struct buf out;
	start(&f);
	due(&f, 0, ranking, 3);
	plan(&f, 2, 0, 0, 0);
	assert_int_equal(served_keyring(f.issued, f.issued_count, NULL, ring), ERR_OK);
	assert_int_equal(ring->count, 1);
	assert_int_equal(record_read(f.issued[0].text, &f.arena, &r), ERR_OK);
	verify_text(r.address_text, strlen(r.address_text), ring, NULL, &a);
	assert_int_equal(a.verdict, VERDICT_VALID);
	assert_string_equal(a.claims.score, "99.00");
	buf_init(&out, 65536);
	assert_int_equal(served_credential(f.issued, f.issued_count, f.issued[0].id, &out), ERR_OK);
	assert_int_equal(served_credential(f.issued, f.issued_count, "YK-0009-00000000", &out), ERR_NOT_FOUND);
	f.issued[0].revoked = true;
	assert_int_equal(served_credential(f.issued, f.issued_count, f.issued[0].id, &out), ERR_STALE);
	buf_release(&out);
	free(ring);
	arena_release(&f.arena);
}

static void what_does_not_fit_is_left_out_or_refused(void **arg)
{
	(void)arg;
	static char unit[CLAIM_MAX + 1], name[CLAIM_MAX + 3];
	struct fixture f;
	struct record r;
	start(&f);
	memset(unit, 'u', CLAIM_MAX - 100);
	people[0].unit = unit;
	due(&f, 0, ranking, 1);
	plan(&f, 1, 0, 0, 0);
	assert_int_equal(record_read(f.issued[0].text, &f.arena, &r), ERR_OK);
	assert_string_equal(r.claims.unit, "");
	assert_string_equal(r.claims.score, "99.00");
	due(&f, 0, ranking, 1);
	plan(&f, 0, 0, 0, 1);
	memset(name, 'n', CLAIM_MAX + 1);
	people[0].name = name;
	due(&f, 0, ranking, 1);
	assert_int_equal(f.due.count, 0);
	assert_int_equal(f.due.skipped, 1);
	assert_non_null(strstr(f.due.fault, "001: its name"));
	people[0].name = "王\n英";
	due(&f, 0, ranking, 1);
	assert_int_equal(f.due.skipped, 2);
	people[0].name = "王秀英";
	people[0].unit = "众泰模具";
	due_list_release(&f.due);
	arena_release(&f.arena);
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(twice_issues_nothing_twice),
		cmocka_unit_test(participation_and_copies_when_asked_for),
		cmocka_unit_test(a_correction_replaces),
		cmocka_unit_test(a_moved_place_replaces_and_revokes),
		cmocka_unit_test(what_is_issued_verifies),
		cmocka_unit_test(what_does_not_fit_is_left_out_or_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
