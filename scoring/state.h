/*
 * state.h - the fold: the state of an event is what its ledger's entries make of it, one after the other.
 *
 * fold() is pure: no clock, no socket, no file, no JSON, no randomness. Every hub that folds the same entries has the same
 * verdicts, tables and head hash. A refused entry changes nothing but the sequence number and the head.
 */
#ifndef SCORING_STATE_H
#define SCORING_STATE_H

#include "base/err.h"
#include "scoring/entry.h"
#include "scoring/table.h"

#define HASH_BYTES 32
#define SCREENS_MAX 256
#define DRAWS_MAX 1000 /* entries */
#define DRAW_ROLLED_MAX 60

/* What an entry did: enough for views to know what to look at again. */
struct change {
	uint64_t seq; /* of this entry, from 1 */
	enum err verdict;
	bool repeated; /* its key was there before: `verdict`, `first_seq` are the first one's, nothing changed */
	uint64_t first_seq;
	const char *expected; /* where refused: an English sentence on what was expected, or NULL. Valid until the next fold */
	bool definition; /* the event itself changed: look at everything */
	uint32_t contest, stage; /* whose table or phase changed, or NONE; later stages of the contest may follow */
	uint32_t competitor; /* whose row, or NONE */
	uint32_t person; /* whose card, or NONE */
	bool phase; /* the stage's phase changed */
	bool draws;
	bool cards, certificates, screens;
	bool papers; /* which paper sheets of the stage wait for a second person */
};

/* A judge's current sheet. */
struct sheet {
	uint32_t module, competitor, attempt, judge; /* places */
	uint32_t version;
	uint64_t seq; /* of the entry it came with */
	int64_t at_ms;
	const char *by; /* who sent it, or typed it first */
	const char *confirmed_by; /* who typed a paper sheet a second time; NULL: it did not come on paper */
	const char *corrected; /* why the chief wrote this version in the judge's name, or NULL */
	bool recovered; /* the ledger had lost it, and the chief has not confirmed it yet */
	int64_t recovered_at_ms; /* when its tablet had its first receipt, by the tablet's clock */
	bool shadow; /* of a trainee: it counts nowhere */
	unsigned char hash[HASH_BYTES]; /* the ledger's head after it */
	const struct entry_mark *marks; /* item ids as in the definition */
	uint32_t mark_count;
	uint32_t signers; /* who signed this version: 1 << enum signer, or-ed */
	const char *returned; /* why this version went back to the judge, or NULL; its marks count until the next one */
};

/* A paper sheet that waits for a second person; it counts nowhere. */
struct paper_sheet {
	uint32_t module, competitor, attempt, judge; /* places */
	uint32_t version; /* that it is to become */
	uint64_t seq; /* of the entry it came with */
	int64_t at_ms;
	const char *by; /* who typed it */
	const struct entry_mark *marks; /* item ids as in the definition */
	uint32_t mark_count;
	uint32_t signers;
};

/* What stands against publishing a stage; paper sheets against locking it too. */
struct unsettled {
	uint32_t papers; /* wait for a second person */
	uint32_t recovered; /* sheets that the chief has not confirmed */
	uint32_t signatures; /* that the definition asks for and sheets lack */
};

/* A status, an adjustment, a number of an order or an accepted spread, as it was entered: all of a stage's are kept, in ledger order. */
struct fact {
	enum { FACT_STATUS, FACT_ADJUST, FACT_ORDER, FACT_ACCEPT } kind;
	uint32_t competitor; /* place */
	enum status status; /* RANKED: an earlier one was taken back */
	enum order_kind order;
	int64_t micros; /* the adjustment's points, the order's number */
	uint32_t module, attempt, aspect; /* FACT_ACCEPT: places; it goes when one of the judgements is entered again */
	const char *reason; /* "" where none was given */
	uint64_t seq; /* of the entry it came with */
};

/* A competitor's appeal, and what became of it. */
struct appeal {
	uint64_t seq; /* of the entry it came with */
	uint32_t competitor; /* place */
	const char *text;
	int64_t at_ms;
	bool late; /* it came after the stage's deadline */
	enum decision decision; /* NONE: not yet */
	const char *effect, *reason; /* "" where none was given */
	int64_t decided_at_ms;
};

/* Asked for by one person and not yet answered by another: a stage is to go back to an earlier phase. */
struct unlock {
	uint64_t seq; /* of the entry it came with; 0: there is none */
	const char *by; /* a person's id */
	enum phase to;
	const char *reason;
	int64_t at_ms;
};

/* A result that is looked at once more. */
struct recheck_item {
	uint32_t competitor; /* place */
	uint32_t rank; /* when the list was drawn */
	enum { RECHECK_IN_TOP, RECHECK_IN_SAMPLE, RECHECK_IN_REST } part;
	enum { RECHECK_OPEN, RECHECK_RIGHT, RECHECK_FALSE } found;
	const char *what, *by; /* valid once it was looked at */
	int64_t at_ms;
};

/*
 * The required re-check of a stage: its list is drawn when results are locked or published. All within the first
 * RECHECK_TOP percent of the ranks (rounded up, with all who share the last) are on it, and of the others RECHECK_SAMPLE percent, rounded
 * up: those whose BLAKE2b-256 of seed, NUL, competitor's id is lowest. Where more than RECHECK_WRONG percent of these were
 * wrong, the rest is on it as well (`whole`).
 */
struct recheck {
	uint64_t seq; /* of the draw; 0: there was none */
	const char *seed, *by;
	int64_t at_ms;
	struct recheck_item *items; /* in order of rank, the rest too */
	uint32_t count;
	uint32_t drawn, drawn_wrong; /* in top and sample */
	bool whole;
	uint32_t due, checked, wrong; /* of those that are on the list */
	bool done; /* worked off, and said so */
	const char *note;
};

/* Results that were published and were taken back: what the public reads until they are published again. */
struct review {
	int64_t since_ms;
	const char *reason; /* NULL: nothing was taken back */
};

struct card {
	uint32_t person; /* place in event.people */
	const char *token_hash;
	const char *code_hash; /* of its short code, NULL: it has none */
	uint32_t code_uses; /* how often that was typed */
	const char *device; /* hash of the tablet that it is bound to; NULL: none yet, or not bound */
	const char *left; /* of the tablet that it was moved from, which may not be the next one; NULL: none */
	bool bound;
	bool revoked;
};

struct certificate {
	const char *id, *contest, *competitor, *award, *text;
	bool revoked;
	const char *reason, *replaced_by; /* NULL where not */
	int64_t at_ms, revoked_at_ms;
	uint32_t copies; /* that were printed; from the second on they are duplicates */
	uint32_t last_printing; /* place in state_printings, or NONE */
};

/* One copy of a certificate on paper. */
struct printing {
	uint32_t certificate; /* place in state_certificates */
	uint32_t copy; /* from 1 */
	uint32_t earlier; /* the printing of the copy before it, or NONE */
	const char *printer, *by;
	int64_t at_ms;
	uint64_t seq; /* of the entry it came with */
};

struct screen {
	const char *name, *scene;
};

/* What one entry drew. Winners are competitors' ids, names or numbers, as the entry said who may win. */
struct prize {
	const char *draw, *contest; /* contest: id, where competitors could win; else NULL */
	uint64_t seq;
	int64_t at_ms;
	const char **winners; /* in the order drawn */
	uint32_t count;
	uint32_t left; /* so many have not won after it */
	const char **rolled; /* some of these, for a screen to roll through */
	uint32_t rolled_count;
};

/*
 * The head after an entry: BLAKE2b-256 over the head before (32 zero bytes at first) and, for each of type, by, at (its
 * milliseconds as decimal text), key and data, the length in 4 bytes, highest first, and the bytes. `before` and
 * `after` may be the same.
 */
void entry_hash(const unsigned char before[static HASH_BYTES], const struct entry_raw *raw,
                unsigned char after[static HASH_BYTES]);

struct state;

struct state *state_new(void);
void state_free(struct state *s);

/*
 * Folds one entry. Everything kept is copied into the state's arena, the definition of an ENTRY_EVENT too
 * (event_copy): the caller keeps what it gave. Returns the verdict, which is in change->verdict as well.
 */
enum err fold(struct state *s, const struct entry *e, struct change *change);

/*
 * The verdict that fold() would give this entry now, changing nothing: a hub asks before it appends, so that what is
 * refused is not written. change is filled like fold's where refused or repeated (verdict, repeated, first_seq, expected).
 */
MUST_CHECK enum err state_check(const struct state *s, const struct entry *e, struct change *change);

/*
 * A copy to try entries on: definition, phases, sheets and tables; without keys, cards, certificates and screens. Costs as
 * much as telling a table all its marks again. NULL where there is no definition yet.
 */
struct state *state_copy(const struct state *s);

const struct event *state_event(const struct state *s); /* NULL before the first entry */
uint64_t state_definition(const struct state *s); /* sequence number of the entry that brought it; 0 before */
uint64_t state_seq(const struct state *s);
const unsigned char *state_head(const struct state *s); /* HASH_BYTES */
enum phase state_phase(const struct state *s, uint32_t contest, uint32_t stage);
/* Whether the public sees the stage as it stood when it was frozen, and how many steps of the ceremony are open. */
bool state_frozen(const struct state *s, uint32_t contest, uint32_t stage, uint32_t *step);
struct table *state_table(struct state *s, uint32_t contest, uint32_t stage);
/* What is asked for, NULL where nothing is; whether the stage's results were taken back. Borrowed until the next fold. */
const struct unlock *state_unlock(const struct state *s, uint32_t contest, uint32_t stage);
/* The newest list; NULL where none was drawn. */
const struct recheck *state_recheck(const struct state *s, uint32_t contest, uint32_t stage);
struct review state_review(const struct state *s, uint32_t contest, uint32_t stage);

/* The sheets of a stage, in no particular order; judge NONE: of all who count. Calls `visit` for each. */
void state_each_sheet(const struct state *s, uint32_t contest, uint32_t stage, uint32_t judge,
                      void (*visit)(void *arg, const struct sheet *sheet), void *arg);
/* The sheets of a stage's shadows. */
void state_each_shadow(const struct state *s, uint32_t contest, uint32_t stage,
                       void (*visit)(void *arg, const struct sheet *sheet), void *arg);
/* A stage's paper sheets that wait, in the order of their entries; borrowed until the next fold. */
const struct paper_sheet *state_papers(const struct state *s, uint32_t contest, uint32_t stage, uint32_t *count);
struct unsettled state_unsettled(const struct state *s, uint32_t contest, uint32_t stage);
void state_each_fact(const struct state *s, uint32_t contest, uint32_t stage,
                     void (*visit)(void *arg, const struct fact *fact), void *arg);
/* A stage's appeals in ledger order, borrowed until the next fold; until when they may come: 0 where it is not published. */
const struct appeal *state_appeals(const struct state *s, uint32_t contest, uint32_t stage, uint32_t *count,
                                   int64_t *until_ms);
const struct sheet *state_sheet(const struct state *s, uint32_t contest, uint32_t stage, uint32_t module,
                                uint32_t competitor, uint32_t attempt, uint32_t judge);

/* Verdict and sequence number of the entry that came with this key by this person; false where none did. */
bool state_key(const struct state *s, const char *by, const char *key, uint64_t *seq, enum err *verdict);

const struct card *state_card_by_hash(const struct state *s, const char *token_hash);
/* The card that is good and has this short code; NULL where there is none, or its code was typed too often. */
const struct card *state_card_by_code(const struct state *s, const char *code_hash);
/* A card of the person that is good, NULL where there is none; all of them are bound alike. */
const struct card *state_card_of(const struct state *s, uint32_t person);
const struct card *state_cards(const struct state *s, uint32_t *count);
const struct certificate *state_certificates(const struct state *s, uint32_t *count);
/* The certificate of this id, or NULL. */
const struct certificate *state_certificate(const struct state *s, const char *id);
/* Everything that was printed, in ledger order. */
const struct printing *state_printings(const struct state *s, uint32_t *count);
const struct screen *state_screens(const struct state *s, uint32_t *count);
const struct prize *state_prizes(const struct state *s, uint32_t *count); /* in ledger order */

#endif
