/*
 * tablets.h - what is known of judges' tablets beside the ledger: drafts of sheets that follow a judge to another tablet,
 * nudges by the chief, and which tablets are there. None of it counts, and all of it may be lost.
 *
 * Drafts and nudges are notes that all hubs hear (store/notes.h), each under a field of its own:
 *   draft/PERSON/CONTEST/STAGE/MODULE/COMPETITOR/ATTEMPT   {"at","base","tablet","marks":{...},"penalties":{...}}
 *   nudge/PERSON                                          {"nudge","at","by","text","seen":ms|null}
 * A tablet that is there is told by the hub that it is at, to those at the same hub.
 */
#ifndef JUDGES_TABLETS_H
#define JUDGES_TABLETS_H

#include "base/json.h"
#include "base/text.h"
#include "judges/cards.h"
#include "judges/request.h"
#include "scoring/state.h"

#define DRAFTS_MAX       20000
#define DRAFT_TEXT_MAX   16384
#define DRAFT_FIELD_MAX  (8 * (ID_MAX + 1))
#define NUDGE_WORDS_MAX  200

struct tablets;

struct tablets *tablets_new(void);
void tablets_free(struct tablets *t);

/* A note was told (text NULL: it is gone). Returns whose it is, NULL where it is none of these or says nothing new. */
const char *tablets_take(struct tablets *t, const char *field, const char *text, bool *draft);

/* A draft, as a request's params say it: what to keep. */
struct draft {
	char field[DRAFT_FIELD_MAX];
	struct buf text; /* empty: it is dropped */
	int64_t at_ms; /* when it was entered */
};
void draft_release(struct draft *d);

/*
 * Reads {"contest","stage","module","competitor","attempt","base","at","marks":{...},"penalties":{...}} or, to drop it, {...,"gone":true}.
 * Values are texts as they stand in the fields, which may be no numbers yet. `at` is when it was entered, by the hub's clock, and
 * at most now. ERR_STALE where a newer draft or a newer version of the sheet is there. `r` only says what was expected.
 */
MUST_CHECK enum err draft_read(struct draft *d, const struct tablets *t, const struct state *s, const struct asker *who,
                               const char *tablet, int64_t now_ms, const cJSON *params, struct request *r);

/* The field of a sheet's draft; false where it is too long. */
bool draft_field(char out[static DRAFT_FIELD_MAX], const char *person, const struct entry_sheet *sheet);
/* Whether there is a draft in this field that was begun before this version of its sheet. */
bool tablets_draft_stale(const struct tablets *t, const char *field, uint32_t version);

/* Whom a nudge is for, and its text as it is kept. */
MUST_CHECK enum err nudge_read(const struct state *s, const struct asker *who, int64_t now_ms, const cJSON *params,
                               struct buf *text, const char **person, struct request *r);
/* The person's nudge as seen now; false where there is none by this id, or it was seen. */
bool nudge_seen(const struct tablets *t, const char *person, const char *nudge, int64_t now_ms, struct buf *text);

/* A tablet that is there, as it says of itself. */
struct tablet {
	char name[TABLET_NAME_MAX]; /* "": it did not say */
	int battery; /* percent; -1: the browser does not tell */
	bool charging;
	uint32_t unsent; /* sheets that are not confirmed yet */
};

/* Topic `tablet`: {"drafts":{"CONTEST/STAGE/MODULE/COMPETITOR/ATTEMPT":{...}},"nudge":{...}|null} */
void tablet_snapshot(const struct tablets *t, const char *person, struct buf *out);
/* Its change: {"id","draft":{...}|null} of a field, or {"nudge":{...}|null}. */
void tablet_draft_change(const struct tablets *t, const char *field, struct buf *out);
void tablet_nudge_change(const struct tablets *t, const char *person, struct buf *out);

/*
 * Topic `tablets`: {"people":[PERSON]} and {"person":PERSON}. PERSON is {"id","name","bound","waits","tablet":name|null,"tablets":[{"tablet",
 * "battery":percent|null,"charging","unsent"}],"nudge":{...}|null}: all who judge; `tablet` is what their card is bound to.
 * `list` gives up to `room` of a person's tablets.
 */
struct tablet_source {
	uint32_t (*list)(void *arg, const char *person, struct tablet *out, uint32_t room);
	void *arg;
};
void tablets_snapshot(const struct tablets *t, const struct state *s, const struct tablet_source *source, struct buf *out);
void tablets_change(const struct tablets *t, const struct state *s, uint32_t person, const struct tablet_source *source,
                    struct buf *out);

#endif
