/*
 * request.h - a request that changes something, on its way from JSON to an entry of the ledger.
 *
 * Each request (sheet_request.h, desk_request.h) has the signature request_decode: it checks the role, reads the params
 * strictly and asks state_check() for the verdict, so nothing is written that the fold would refuse. On ERR_OK the request
 * holds what is to be appended: entry.type, entry.by, entry.key and `data`. Where the same person sent the same key before,
 * `repeated` is true, nothing is to be appended, and change.verdict and change.first_seq are the answer. On an error
 * `expected` says what was expected, in English, where there is more to say than err_text() does.
 */
#ifndef JUDGES_REQUEST_H
#define JUDGES_REQUEST_H

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "judges/cards.h"
#include "judges/roles.h"
#include "scoring/state.h"

#define REQUEST_DATA_MAX ((size_t)16 << 20) /* an order of 200,000 competitors fits */
#define REQUEST_EXPECTED_MAX 240

struct request {
	struct arena arena; /* what `entry` points to */
	struct entry entry; /* raw points into `data` and entry.key; the time is not set */
	struct buf data; /* its JSON, as it goes into the ledger */
	char tablet[TABLET_NAME_MAX]; /* the name of the device that asks, set by the caller; "": not known */
	bool repeated;
	struct change change; /* state_check's, where the request came so far */
	char expected[REQUEST_EXPECTED_MAX]; /* "" where there is nothing more exact */
	char token[TOKEN_TEXT_MAX]; /* of a new card, to be shown once (its short code follows from it); else "" */
};

void request_init(struct request *r);
void request_release(struct request *r);

/* `params` is borrowed for the call; NULL: there were none. */
typedef enum err request_decode(struct request *r, const struct state *s, const struct asker *who,
                                const cJSON *params);

/* For the files of requests. */

/* Says what was expected, and returns `e`. */
enum err request_refuse(struct request *r, enum err e, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Whether the role may call the method, and by whom and with which key the entry comes. */
MUST_CHECK enum err request_begin(struct request *r, const struct state *s, const struct asker *who,
                                  const char *method, const cJSON *params);

/* Reads the members of this entry type from the params. */
MUST_CHECK enum err request_read(struct request *r, enum entry_type type, const cJSON *params);

/* The stage that the members contest and stage name. For what only looks. */
MUST_CHECK enum err request_stage(struct request *r, const struct state *s, const cJSON *params, uint32_t *contest,
                                  uint32_t *stage);

/* Encodes the entry and asks for the verdict on it. */
MUST_CHECK enum err request_check(struct request *r, const struct state *s);

#endif
