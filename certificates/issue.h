/*
 * issue.h - who gets which certificate, and what has to be done so that the issued ones are right.
 *
 * Pure: no clock, no file, no randomness of its own. issue_due() reads the awards off the last stages' standings;
 * issue_plan() compares them with what was issued before, and says what to issue, what to replace because a name or
 * a place changed, and what to revoke because the award is gone. With nothing changed the plan is empty, so running
 * it twice issues nothing twice.
 *
 * A certificate is told apart by contest, competitor, award or participation, and (a team member's own copy) the member's
 * place. What it says is kept beside its ledger entry (record.h).
 */
#ifndef CERTIFICATES_ISSUE_H
#define CERTIFICATES_ISSUE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "certificates/address.h"
#include "certificates/fields.h"
#include "certificates/key.h"
#include "certificates/press.h"
#include "scoring/state.h"
#include "scoring/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PARTICIPATION "participation" /* in the place of an award's id */

struct issue_options {
	const char *host, *prefix;
	uint32_t day; /* of issue */
	bool participation; /* also for everybody ranked without an award */
	bool copies; /* each member of a team gets an own copy */
	const struct signing_key *key;
	/* Fills with random bytes. */
	void (*random)(void *arg, unsigned char *out, size_t len);
	void *random_arg;
};

/* A certificate that somebody has earned. */
struct due {
	uint32_t contest, competitor; /* places */
	int32_t member; /* place in competitor.members, or -1: the competitor's own */
	const char *award; /* id, or PARTICIPATION */
	struct text award_title;
	uint32_t rank;
	struct claims claims; /* key and day not filled in; unit and score not yet left out */
};

struct due_list {
	struct due *list; /* in award order: by contest, award, rank, competitor; owned */
	size_t count;
	size_t skipped; /* texts that may not stand in a claim: too long, or with control characters */
	char fault[256]; /* about the first of these */
};

/*
 * The certificates due in one contest, added to `out`. `rows` are its last stage's, in rank order; digits are its total's
 * (table_total_digits).
 */
void issue_due(const struct event *event, uint32_t contest, const struct row *rows, uint32_t count, int digits,
               const struct issue_options *options, struct due_list *out);
void due_list_release(struct due_list *d);

enum issue_action { ISSUE_KEEP, ISSUE_NEW, ISSUE_REPLACE, ISSUE_REVOKE };

struct issue_step {
	enum issue_action action;
	const struct due *due; /* NULL: revoke */
	const char *id; /* of the new one; of the kept or revoked one */
	const char *address; /* of the new or kept one; NULL: revoke */
	const char *revokes; /* replace: the old id */
	const char *reason; /* replace, revoke: for people, in both languages */
	struct entry_certificate entry; /* to append; not for ISSUE_KEEP */
};

struct issue_plan {
	struct arena arena; /* owns all texts of the steps */
	struct issue_step *steps; /* the due ones in their order, then what is to be revoked */
	size_t count;
	size_t issued, replaced, revoked, kept;
};

/*
 * Compares what is due with what was issued. Contests not in `contests` (one bool each) are left alone.
 * ERR_OUT_OF_RANGE where the numbers are used up; ERR_TOO_LARGE where an address does not fit a QR code though unit and score
 * are left out; ERR_INVALID where host or prefix may not be one. `out` is to be released only after ERR_OK.
 */
MUST_CHECK enum err issue_plan(const struct event *event, const struct due_list *due, const struct certificate *issued,
                               uint32_t issued_count, const bool *contests, const struct issue_options *options,
                               struct issue_plan *out);
void issue_plan_release(struct issue_plan *plan);

/* A certificate's printed fields and QR address, from its claims and what is due. Texts live in the arena. */
struct page issue_page(const struct event *event, const struct issue_step *step, struct arena *arena);

#endif
