/*
 * request.h - a request that changes something, on its way from JSON to an entry of the ledger.
 *
 * Each decoder (sheet_request.h, desk_request.h) has the signature request_decode: it checks the role, reads the params
 * strictly, checks what the definition says, and asks state_check() for the verdict. On ERR_OK the request holds what
 * is to be appended: entry.type, entry.by, entry.key and `data`. Where the fold had the same (by, key) before, `repeated` is
 * true, nothing is to be appended, and change.verdict and change.first_seq are the answer. On an error `expected` says what
 * was expected, in English, where err_text() does not.
 */
#ifndef JUDGES_REQUEST_H
#define JUDGES_REQUEST_H

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "judges/roles.h"
#include "scoring/state.h"

#define REQUEST_DATA_MAX 65536
#define REQUEST_EXPECTED_MAX 240
#define REQUEST_KEY_MAX 64

struct request {
	struct arena arena; /* what `entry` points to */
	struct entry entry; /* without raw and the time */
	struct buf data; /* its JSON, as it goes into the ledger */
	bool repeated;
	struct change change; /* state_check's, where the request came so far */
	char expected[REQUEST_EXPECTED_MAX]; /* "" where there is nothing more exact */
};

void request_init(struct request *r);
void request_release(struct request *r);

/* `params` is borrowed for the call; NULL: there were none. */
typedef enum err request_decode(struct request *r, const struct state *s, const struct asker *who,
                                const cJSON *params);

#endif
