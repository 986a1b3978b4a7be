/*
 * entry.h - what a ledger is made of, decoded.
 *
 * An entry says that something happened: its meaning is in `type` and the struct of that type; ids are strings here,
 * because only the fold, which knows the state, may say what they stand for. `raw` is what is hashed: the very bytes
 * of the fields in Redis. events/entry_json.c reads and writes the JSON of each type's data.
 */
#ifndef SCORING_ENTRY_H
#define SCORING_ENTRY_H

#include "base/err.h"
#include "scoring/definition.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(NAME, type as stored) */
#define ENTRY_TABLE(X)                                                                                \
	X(EVENT, "event") /* the definition; always the first entry; again: replaces it (same ids kept) */ \
	X(SHEET, "sheet") /* a judge's marks for one competitor, module and attempt */                     \
	X(PAPER, "paper") /* a judge's sheet on paper, typed in by others: it counts when two have typed the same */ \
	X(CONFIRM, "confirm") /* the chief has looked at sheets that were taken in again */                  \
	X(PHASE, "phase") /* a stage is opened, locked, published ... */                                   \
	X(STATUS, "status") /* dns, dnf, dsq, or none again */                                              \
	X(ADJUST, "adjust") /* points added to a stage total, with a reason */                              \
	X(ORDER, "order") /* running order, lot, entry: numbers per competitor */                          \
	X(CARD, "card") /* a sign-in card: only its token's hash; the person's earlier ones are void */       \
	X(CERTIFICATE, "certificate") /* issued, or revoked */                                              \
	X(PRINT, "print") /* a certificate came out of a printer: its first copy, or a duplicate */           \
	X(SCREEN, "screen") /* what a named screen shows */                                                 \
	X(DRAW, "draw") /* a prize draw: who may win, and the randomness */                                    \
	X(FREEZE, "freeze") /* from now on the public sees the stage as it stood; or no longer so */       \
	X(REVEAL, "reveal") /* a step of the ceremony that opens a frozen stage */                         \
	X(RETURN, "return") /* a sheet goes back to its judge for correction */                              \
	X(ACCEPT, "accept") /* judgements that differ too much are taken as they are */                       \
	X(UNLOCK, "unlock") /* a stage is to be opened again or taken back; or another person's answer to that */ \
	X(RECHECK, "recheck") /* results that are looked at once more: the draw of a list, what was found, its end */ \
	X(SIGN, "sign") /* a signature under one version of a sheet */                                   \
	X(APPEAL, "appeal") /* a competitor's written appeal, or the decision on it */

enum entry_type {
#define X(name, type) ENTRY_##name,
	ENTRY_TABLE(X)
#undef X
};
#define ENTRY_COUNT (ENTRY_APPEAL + 1)

/* Names as stored, and back; the `_from_name` functions are false, and change nothing, where there is no such name. */
const char *entry_type_name(enum entry_type type);
bool entry_type_from_name(const char *name, enum entry_type *out);

/* One value of a sheet: `item` is an aspect's or a penalty's id. The fold finds out itself which; `penalty` is for JSON. */
struct entry_mark {
	const char *item;
	int64_t micros;
	bool penalty;
};

struct entry_sheet {
	const char *contest, *stage, *module, *competitor;
	uint32_t attempt; /* from 1 */
	const char *judge; /* whose sheet it is; mostly `by` */
	uint32_t version; /* 1 for the first, else one more than what it replaces */
	struct entry_mark *marks; /* replaces the judge's earlier marks of these items; a whole sheet */
	uint32_t mark_count;
	const char *reason; /* of a chief who corrects the sheet in the judge's name; NULL: it is the judge's own */
	const char *recovered; /* hash of the receipt of a sheet that the ledger has lost and a tablet has kept; or NULL */
	int64_t recovered_at_ms; /* when the tablet got that receipt, by its clock */
	const char *scanned; /* who took it in as a QR code off the judge's tablet, or NULL; the last member of the stored data */
};

/*
 * Whoever types a sheet first has it wait; when somebody else types the same it is the judge's sheet. Whoever typed it
 * first may type it again. Another one that differs is refused, unless it names what it replaces: then it waits.
 */
struct entry_paper {
	struct entry_sheet sheet;
	uint32_t signers; /* whose signatures the paper has: 1 << enum signer, or-ed */
	uint32_t replaces; /* number of the entry that waits and is wrong; 0: none */
	bool withdrawn; /* what waits is dropped; no marks */
};

struct entry_confirm {
	const char *contest, *stage;
	const char *judge; /* whose sheets, or NULL: everybody's */
	uint32_t upto; /* entries with later numbers were not looked at */
};

/* A stage's phase, in order; a stage goes forward one at a time, and back only by an unlock that two people want. */
enum phase {
	PHASE_WAITING, /* not begun: no marks are taken */
	PHASE_OPEN, /* marks are taken */
	PHASE_LOCKED, /* no marks are taken; results are being checked */
	PHASE_PUBLISHED /* results are final and public */
};
#define PHASE_COUNT (PHASE_PUBLISHED + 1)
const char *phase_name(enum phase phase);
bool phase_from_name(const char *name, enum phase *out);

struct entry_phase {
	const char *contest, *stage;
	enum phase phase;
	const char *despite; /* why a chief goes on though something is not settled (state_unsettled); NULL: nothing is to be passed over */
};

/* What one person asks for, and another answers. */
struct entry_unlock {
	const char *contest, *stage;
	uint32_t request; /* 0: a new one; else the number of the entry that it came with, and this is the answer */
	enum phase to; /* of a new one: OPEN or LOCKED */
	bool agreed; /* of an answer */
	const char *reason; /* of a published stage's request the public reads it */
};

/* Of those with a rank: all within the first so many percent, and of the rest so many, drawn; all of them where more were wrong. */
#define RECHECK_TOP 30
#define RECHECK_SAMPLE 15
#define RECHECK_WRONG 5
#define SEED_CHARS 32 /* hexadecimal digits of a draw's seed */

struct entry_recheck {
	const char *contest, *stage;
	const char *seed; /* of a new list; else NULL */
	const char *competitor; /* whose result was looked at; else NULL: with no seed either, the list is worked off */
	bool right;
	const char *what; /* what was wrong, or a note; "" where there is none */
};

enum status { STATUS_RANKED, STATUS_INCOMPLETE, STATUS_DNS, STATUS_DNF, STATUS_DSQ };
#define STATUS_COUNT (STATUS_DSQ + 1)
const char *status_name(enum status status);
bool status_from_name(const char *name, enum status *out);

struct entry_status {
	const char *contest, *stage, *competitor;
	enum status status; /* RANKED takes an earlier one back */
	const char *reason;
};

struct entry_adjust {
	const char *contest, *stage, *competitor;
	int64_t micros;
	const char *reason;
};

enum order_kind { ORDER_RUNNING, ORDER_LOT, ORDER_ENTERED };
#define ORDER_KIND_COUNT (ORDER_ENTERED + 1)
const char *order_kind_name(enum order_kind kind); /* "order", "lot", "entered" */
bool order_kind_from_name(const char *name, enum order_kind *out);

struct entry_order {
	const char *contest, *stage;
	enum order_kind kind;
	const char **competitors; /* with values[i] each */
	int64_t *values; /* millionths */
	uint32_t count;
};

/* What happens to a person's sign-in cards. */
enum card_act {
	CARD_NEW, /* issued; the earlier ones are void */
	CARD_REVOKE,
	CARD_CODE, /* the short code on a card was typed: the tablet gets a token of its own, beside the card's */
	CARD_BIND, /* from now on they are good on one tablet only, the first that signs in */
	CARD_CLAIM, /* this tablet is the first */
	CARD_MOVE, /* the next tablet is another one than the one so far */
	CARD_FREE /* they are good on any tablet again */
};
#define CARD_ACT_COUNT (CARD_FREE + 1)
#define CODE_USES_MAX 3 /* how often the short code on a card is taken */
const char *card_act_name(enum card_act act); /* "new", "revoke", ... */
bool card_act_from_name(const char *name, enum card_act *out);

/* Hashes are 64 hexadecimal digits; NULL where not given. */
struct entry_card {
	enum card_act act;
	const char *person;
	const char *token_hash; /* NEW, CODE: of the token; REVOKE: of one card, NULL for all of the person */
	const char *code_hash; /* NEW: of the short code on it, or NULL; CODE: of the one that was typed */
	const char *device; /* CLAIM: hash of the tablet's own id */
	bool bound; /* NEW: as if followed by BIND */
};

struct entry_certificate {
	const char *id; /* as printed */
	const char *contest, *competitor, *award;
	const char *revokes; /* id of an earlier certificate that this replaces, or NULL */
	bool revoked; /* only revokes `id` */
	const char *reason;
	const char *text; /* the signed address and fields, JSON; opaque to the fold; may be NULL */
};

struct entry_print {
	const char *certificate; /* its id */
	uint32_t copy; /* 1: the first; each later one is a duplicate and is one more */
	const char *printer; /* its address, or what a person calls it */
};

struct entry_screen {
	const char *screen;
	const char *scene; /* JSON, opaque to the fold */
};

#define DRAW_COUNT_MAX   100    /* winners of one entry */
#define DRAW_NAMES_MAX   2000
#define DRAW_NUMBERS_MAX 100000

struct entry_draw {
	const char *draw;    /* its name: nobody wins twice in draws of one name */
	const char *contest; /* its competitors may win; or NULL */
	const char **names;  /* or these; or NULL */
	uint32_t name_count;
	int64_t first, last; /* or these numbers; last 0: none */
	uint32_t count;      /* winners */
	const char *seed;    /* hex of 32 random bytes */
};

struct entry_freeze {
	const char *contest, *stage;
	bool frozen; /* false: the public sees everything again */
};

#define STEPS_MAX 1000000

struct entry_reveal {
	const char *contest, *stage;
	uint32_t step; /* so many are open; fewer than before: a step back */
};

struct entry_return {
	const char *contest, *stage, *module, *competitor;
	uint32_t attempt;
	const char *judge; /* whose sheet it is */
	uint32_t version; /* that was looked at: the current one */
	const char *reason;
};

struct entry_accept {
	const char *contest, *stage, *module, *competitor;
	uint32_t attempt;
	const char *aspect;
	bool back; /* an earlier one is taken back */
	const char *reason;
};

struct entry_sign {
	const char *contest, *stage, *module, *competitor;
	uint32_t attempt;
	const char *judge; /* whose sheet it is */
	uint32_t version; /* that is signed: the current one */
	enum signer as;
	const char *hash; /* hex of the ledger's head after that version: what is signed, and all before it */
	const char *strokes; /* drawn: JSON, a list of strokes, each x, y, x, y ...; "[]" where it was typed; opaque to the fold */
	const char *name; /* typed in place of strokes, or "" */
	const char *device; /* where it was signed; "" where nobody said */
};

const char *signer_name(enum signer signer);
bool signer_from_name(const char *name, enum signer *out);

enum decision { DECISION_NONE, DECISION_UPHELD, DECISION_PARTLY, DECISION_DISMISSED };
#define DECISION_COUNT (DECISION_DISMISSED + 1)
const char *decision_name(enum decision decision); /* "none", "upheld", "partly", "dismissed" */
bool decision_from_name(const char *name, enum decision *out);

struct entry_appeal {
	const char *contest, *stage;
	const char *competitor, *text; /* of a new one */
	enum decision decision; /* NONE: a new one; else the decision on: */
	uint32_t appeal; /* the number of the entry that it came with */
	const char *effect, *reason; /* what is done about it; why */
};

#define KEY_MAX 64 /* bytes of a key, without a NUL */

/* The stored fields, byte for byte; the hash is over these. */
struct entry_raw {
	const char *type, *by, *key, *data;
	size_t type_len, by_len, key_len, data_len;
	int64_t at_ms; /* the hub's clock when it was appended */
};

struct entry {
	struct entry_raw raw;
	/* ERR_OK, or why the stored bytes are no entry: then only `raw`, `by` and `key` count, and the fold refuses it so */
	enum err fault;
	const char *fault_expected; /* with a fault: what was expected instead; may be NULL */
	enum entry_type type;
	const char *by; /* a person's id, or "hub" */
	const char *tablet; /* the name of the device that it was said at, "" or NULL where nobody knows: stored last in the data */
	size_t content_len; /* bytes of the data before that and `scanned`, of which a repeat has to have the same; 0: all of them */
	const char *key; /* made by the sender: a repeat is answered, not applied; "" for none; at most KEY_MAX bytes */
	union {
		const struct event *event; /* borrowed */
		struct entry_sheet sheet;
		struct entry_paper paper;
		struct entry_confirm confirm;
		struct entry_phase phase;
		struct entry_status status;
		struct entry_adjust adjust;
		struct entry_order order;
		struct entry_card card;
		struct entry_certificate certificate;
		struct entry_print print;
		struct entry_screen screen;
		struct entry_draw draw;
		struct entry_freeze freeze;
		struct entry_reveal reveal;
		struct entry_return returned;
		struct entry_accept accept;
		struct entry_unlock unlock;
		struct entry_recheck recheck;
		struct entry_sign sign;
		struct entry_appeal appeal;
	};
};

#endif
