/*
 * record.h - what is kept beside a certificate's entry in the ledger, as JSON: all that is needed to print it again, to
 * compare it with what is due, and to serve its credential and its issuer's public key without the secret one.
 *
 * {"address", "member": place in the team or -1, "members": as printed, "rank", "issuer", "public": hex, "created": the key's
 * day, "proof": the credential's proof value}
 */
#ifndef CERTIFICATES_RECORD_H
#define CERTIFICATES_RECORD_H

#include "base/err.h"
#include "base/mem.h"
#include "certificates/address.h"

#include <stdint.h>

#define RECORD_MAX 16384

struct record {
	const char *address_text;
	struct address address; /* the same, read */
	struct claims claims;
	const char *members;
	int64_t member, rank;
	const char *issuer;
	unsigned char public_key[PUBLIC_BYTES];
	uint32_t key_created;
	const char *proof;
};

/* ERR_INVALID where it is none (a certificate that something else issued). Texts live in the arena. */
MUST_CHECK enum err record_read(const char *json, struct arena *arena, struct record *out);

/* The JSON, in the arena. */
const char *record_write(const struct record *r, struct arena *arena);

#endif
