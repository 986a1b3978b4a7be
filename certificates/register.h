/*
 * register.h - certificates issued without a hub: a file of JSON lines, each the data of a certificate entry as a ledger has
 * it, and "on", the day.
 *
 * Read at the beginning, appended to before a page is printed, so that a number is never given twice and what was revoked
 * stays revoked.
 */
#ifndef CERTIFICATES_REGISTER_H
#define CERTIFICATES_REGISTER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "certificates/issue.h"
#include "certificates/verify.h"
#include "scoring/state.h"

struct register_list {
	struct arena arena; /* owns the texts */
	struct certificate *list; /* owned */
	uint32_t count;
};

/*
 * Reads the lines. ERR_INVALID: `fault` says which line and what was expected. `out` is to be released in any case.
 */
MUST_CHECK enum err register_read(const char *text, size_t len, struct register_list *out, struct buf *fault);
void register_release(struct register_list *r);

/* Adds the lines of a plan's steps, done on `day`, to `out`. */
MUST_CHECK enum err register_write(const struct issue_plan *plan, uint32_t day, struct buf *out);

/* revoked.json's list from certificates. */
void revocations_of(const struct certificate *list, uint32_t count, struct revocations *out);

#endif
