/*
 * verify.h - is this certificate genuine? One answer of five, in words that an employer understands.
 *
 * The steps are the same, in the same order, as in certificates/web/verify.js: read the address, the claims, find the key,
 * check the signature, the host, the key's dates, the revocations. A test holds both against the same mutations.
 *
 * revoked.json is {"format": "touchstone-revoked-1", "revoked": [{"id", "since": "YYYY-MM-DD", "reason", "replaced_by": id or
 * null}]}.
 */
#ifndef CERTIFICATES_VERIFY_H
#define CERTIFICATES_VERIFY_H

#include "base/buf.h"
#include "base/err.h"
#include "certificates/key.h"

#include <stddef.h>

#define REVOKE_REASON_MAX 300

enum verdict { VERDICT_VALID, VERDICT_REVOKED, VERDICT_NOT_GENUINE, VERDICT_UNKNOWN_ISSUER, VERDICT_UNREADABLE };
#define VERDICT_COUNT (VERDICT_UNREADABLE + 1)

struct revocation {
	char id[CERTIFICATE_ID_MAX + 1];
	uint32_t since; /* day */
	char reason[REVOKE_REASON_MAX + 1]; /* "" where none is given */
	char replaced_by[CERTIFICATE_ID_MAX + 1]; /* "" where by none */
};

struct revocations {
	struct revocation *list; /* owned; revocations_release */
	size_t count;
};

struct answer {
	enum verdict verdict;
	char id[CERTIFICATE_ID_MAX + 1]; /* "" where unreadable */
	struct claims claims; /* where valid or revoked */
	char issuer[KEY_NAME_MAX + 1]; /* where valid or revoked */
	char key[KEY_ID_TEXT + 1]; /* "" where unreadable */
	struct revocation revocation; /* where revoked */
};

/* "valid", "revoked", "not_genuine", "unknown_issuer", "unreadable". */
const char *verdict_code(enum verdict v);
/* The sentence for people; language "zh-CN" or any other for English. */
const char *verdict_text(enum verdict v, const char *language);

MUST_CHECK enum err revocations_read(const char *json, size_t len, struct revocations *out);
void revocations_write(const struct revocations *r, struct buf *out);
void revocations_release(struct revocations *r);

/* `revoked` may be NULL where no list is at hand. Every text has an answer. */
void verify_text(const char *text, size_t len, const struct keyring *ring, const struct revocations *revoked,
                 struct answer *out);

/* A result list's time, "2018-04-22T08:05:09Z". */
void claims_time_text(const struct claims *c, char out[static 32]);

/* The answer as JSON: {"verdict", "id", "key", "issuer", "holder", ... (of a result list "event", "contest", "stage", "head", "time"), "text": {"zh-CN", "en"}}. */
void answer_write(const struct answer *a, struct buf *out);

#endif
