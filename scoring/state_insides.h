/*
 * state_insides.h - what the files of the fold share: state.c (keys, head, looking), state_small.c (phases,
 * certificates, screens), state_card.c, state_stage.c (sheets, statuses, adjustments, orders), state_chief.c (freezing, revealing,
 * giving sheets back, signing them), state_unlock.c (the way back), state_paper.c (paper sheets,
 * sheets taken in again, what is not settled)state_recheck.c, state_appeal.c and state_edition.c (a definition and everything placed by it).
 *
 * Each type of entry has a check and an apply. The check decides, changes nothing, and notes what it found in a plan; the
 * apply carries the plan out and cannot fail. So what is refused can have changed nothing, and state_check() and fold()
 * cannot disagree.
 *
 * An edition is one definition of the event with all facts about it, as places in that definition's arrays. A later
 * definition makes a new edition out of the old one's facts, or is refused and leaves the old one as it is.
 */
#ifndef SCORING_STATE_INSIDES_H
#define SCORING_STATE_INSIDES_H

#include "base/index.h"
#include "base/mem.h"
#include "scoring/state.h"

#define EXPECTED_MAX 240 /* bytes of the sentence on what was expected */
#define ITEM_PENALTY UINT32_C(0x80000000) /* an item is a place in module.aspects, or this | a place in penalties */

/* A sheet and where its marks go. */
struct kept_sheet {
	struct sheet sheet;
	struct entry_mark *marks; /* sheet.marks */
	uint32_t *items; /* [sheet.mark_count] */
	uint32_t room; /* of marks and items */
	uint64_t place; /* module, competitor, attempt and judge in one number: its key in the stage */
};

struct stage_state {
	enum phase phase;
	bool frozen;
	uint32_t step; /* of the ceremony */
	struct kept_sheet **sheets; /* in the order of their first versions */
	uint32_t sheet_count, sheet_room;
	struct index by_place; /* kept_sheet.place -> place in sheets */
	struct paper_sheet *papers; /* that wait, in ledger order */
	uint32_t **paper_items; /* where the marks of each would go: [papers[i].mark_count] */
	uint32_t paper_count, paper_room, paper_items_room;
	struct fact *facts; /* in ledger order */
	uint32_t fact_count, fact_room;
	struct appeal *appeals; /* in ledger order */
	uint32_t appeal_count, appeal_room;
	int64_t published_at_ms; /* 0: it is not published */
	struct unlock unlock;
	struct review review;
	struct recheck recheck;
};

struct contest_state {
	struct stage_state *stages;
	struct table **tables; /* by stage; table_new() wants the earlier ones in one array */
	struct index competitors; /* id -> place */
};

struct edition {
	struct arena arena; /* the definition, sheets, marks */
	uint64_t seq; /* of the entry it came with */
	const struct event *event;
	struct contest_state *contests;
	struct index people; /* id -> place */
};

/* What came with a key. */
struct key_verdict {
	uint64_t seq;
	uint64_t digest; /* of type and data: a key is for one message */
	enum err verdict;
};

/* What checks may write to while the state stays as it is. */
struct scratch {
	char expected[EXPECTED_MAX]; /* the sentence of the last refusal, "" where there was none */
	uint32_t *items; /* plan.items */
	uint32_t item_room;
	uint32_t *seen; /* per item of a module: the number of the sheet that named it last */
	uint32_t seen_room, seen_now;
};

struct state {
	struct arena arena; /* keys, cards, certificates, screens, draws */
	struct edition *edition; /* NULL before the first definition */
	struct scratch *scratch;
	uint64_t seq;
	unsigned char head[HASH_BYTES];

	struct index keys; /* by, NUL, key -> place in verdicts */
	struct key_verdict *verdicts;
	uint32_t verdict_count, verdict_room;

	struct card *cards;
	uint32_t card_count, card_room;
	struct index cards_by_hash;
	struct certificate *certificates;
	uint32_t certificate_count, certificate_room;
	struct index certificates_by_id;
	struct printing *printings;
	uint32_t printing_count, printing_room;
	struct screen *screens;
	uint32_t screen_count, screen_room;
	struct prize *prizes;
	uint32_t prize_count, prize_room;
};

/* What a check found, for the apply; each type uses what it needs, the rest is NONE or NULL. */
struct plan {
	uint32_t contest, stage, module, competitor, judge;
	uint32_t place; /* of an earlier sheet, card, certificate or screen */
	uint32_t waiting; /* place of a paper sheet that waits */
	uint32_t *items; /* where a sheet's marks go, or an order's competitors; in the scratch */
	struct edition *edition; /* of a new definition */
};

typedef enum err state_check_function(const struct state *s, const struct entry *e, struct plan *plan);
typedef void state_apply_function(struct state *s, const struct entry *e, const struct plan *plan,
                                  struct change *change);

/* Makes room for one more element in an array that grows with xrealloc. */
void *state_room(void *array, uint32_t count, uint32_t *room, size_t size);

/* Writes the sentence on what was expected and returns `e`, so that a refusal is one statement. */
enum err state_refuse(const struct state *s, enum err e, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Things by their ids, or a refusal. */
MUST_CHECK enum err state_find_contest(const struct state *s, const char *id, uint32_t *contest);
MUST_CHECK enum err state_find_stage(const struct state *s, const char *contest_id, const char *stage_id,
                                     uint32_t *contest, uint32_t *stage);
MUST_CHECK enum err state_find_competitor(const struct state *s, uint32_t contest, const char *id,
                                          uint32_t *competitor);
/* In the plan's stage, into plan->module. */
MUST_CHECK enum err state_find_module(const struct state *s, const char *id, struct plan *plan);
MUST_CHECK enum err state_check_attempt(const struct state *s, const struct module *m, uint32_t attempt);
MUST_CHECK enum err state_find_person(const struct state *s, const char *id, uint32_t *person);

/* Whether this is the id of a chief. */
bool state_chief(const struct state *s, const char *id);

/* A person's id to keep: the definition's, or a copy in the edition. */
const char *state_person_id(const struct state *s, const char *id);

/* The stage that a check found. */
struct stage_state *plan_stage(const struct state *s, const struct plan *plan);

/* Refuses what could change a stage while a later one of the contest is published: results that are out do not move. */
MUST_CHECK enum err state_check_later(const struct state *s, const struct plan *plan);

/* state_small.c */
state_check_function phase_check, certificate_check, print_check, screen_check;
state_apply_function phase_apply, certificate_apply, print_apply, screen_apply;

/* state_card.c */
state_check_function card_check;
state_apply_function card_apply;

/* state_stage.c */
state_check_function sheet_check, status_check, adjust_check, order_check, accept_check;
state_apply_function sheet_apply, status_apply, adjust_apply, order_apply, accept_apply;

/* The stage is in this phase from now on; an unlock that was asked for has come to its end. */
void stage_to_phase(struct stage_state *st, enum phase phase, int64_t at_ms);
/* Whether the stages around allow it: results that are out stand on the stages before. */
MUST_CHECK enum err state_check_neighbours(const struct state *s, const struct plan *plan, enum phase from,
                                           enum phase to);

/* state_unlock.c */
state_check_function unlock_check;
state_apply_function unlock_apply;

/* state_paper.c */
state_check_function paper_sheet_check, confirm_check;
state_apply_function paper_sheet_apply, confirm_apply;

/* The place of the paper sheet that waits where this sheet goes, or NONE. */
uint32_t paper_waiting(const struct stage_state *st, uint32_t module, uint32_t competitor, uint32_t attempt,
                       uint32_t judge);
/* One more paper sheet waits; `items` is where its marks would go. */
void paper_add(struct stage_state *st, struct paper_sheet paper, uint32_t *items);
/* Forgets a paper sheet that waits. */
void paper_drop(struct stage_state *st, uint32_t place);
/* Refuses a phase as long as something is not settled, unless a chief says why all the same. */
MUST_CHECK enum err settled_check(const struct state *s, const struct entry *e, const struct plan *plan);

/* state_recheck.c */
state_check_function recheck_check;
state_apply_function recheck_apply;

/* state_appeal.c */
state_check_function appeal_check;
state_apply_function appeal_apply;

/* state_draw.c */
state_check_function draw_check;
state_apply_function draw_apply;

/* state_chief.c */
state_check_function freeze_check, reveal_check, return_check, sign_check;
state_apply_function freeze_apply, reveal_apply, return_apply, sign_apply;

/*
 * Checks a judge's marks against a module and writes where each goes to items[count]. Used for a new sheet, and for
 * the sheets that a new definition has to fit.
 */
MUST_CHECK enum err sheet_place_marks(const struct state *s, const struct event *event, const struct module *m,
                                      uint32_t judge, const struct entry_mark *marks, uint32_t count, uint32_t *items);

/*
 * Checks whose and for whom a sheet is, its attempt and its marks, and that the stage takes them; plan.items is where they
 * go. Then that its version is the next one: plan.place is the sheet that it replaces.
 */
MUST_CHECK enum err sheet_find(const struct state *s, const struct entry_sheet *in, struct plan *plan);
MUST_CHECK enum err sheet_check_version(const struct state *s, const struct entry_sheet *in, struct plan *plan);

/* Makes a sheet that was checked its judge's current one, sent by the entry's person, and tells the table. */
struct sheet *sheet_take(struct state *s, const struct entry *e, const struct entry_sheet *in, const struct plan *plan,
                         struct change *change);

/* The kept form of a mark: the id is the definition's. */
struct entry_mark module_mark(const struct module *m, uint32_t item, int64_t micros);

/* A sheet's key in its stage. */
uint64_t sheet_place(uint32_t module, uint32_t competitor, uint32_t attempt, uint32_t judge);

/* Puts a sheet that is not there yet into the stage. */
void stage_add_sheet(struct stage_state *st, struct kept_sheet *kept);
void stage_add_fact(struct stage_state *st, struct fact fact);

/* Tells the table all marks of a sheet, or one fact. */
void sheet_tell(struct table *t, const struct module *m, const struct kept_sheet *kept);
void fact_tell(struct table *t, const struct fact *fact);

/* state_edition.c */
state_check_function edition_check;
state_apply_function edition_apply;
void edition_free(struct edition *ed);

#endif
