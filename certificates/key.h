/*
 * key.h - the organiser's signing key, and the public list that certificates are checked against.
 *
 * The secret key lives in one file: an Ed25519 seed sealed with a passphrase (Argon2id, then XSalsa20-Poly1305), or, only
 * where a service manager hands it over as a credential, open. It is never in a ledger or a log.
 *
 * The public list is keys.json, which may be copied anywhere: {"format": "touchstone-keys-1", "keys": [{"id", "public"
 * (hex), "name", "hosts": [...], "created": "YYYY-MM-DD", "retired": date or null, "void": date or null}]}. A retired
 * key's certificates stay valid; of a void key those dated on that day or later do not.
 */
#ifndef CERTIFICATES_KEY_H
#define CERTIFICATES_KEY_H

#include "base/buf.h"
#include "base/err.h"
#include "certificates/address.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEYS_MAX 100
#define KEY_HOSTS_MAX 16
#define KEY_NAME_MAX 200
#define KEY_FILE_MAX 65536
#define KEY_ID_TEXT 8 /* digits of a key id in base32 */
#define DAY_NEVER UINT32_MAX

struct signing_key {
	unsigned char id[KEY_ID_BYTES];
	unsigned char public_key[PUBLIC_BYTES];
	unsigned char secret[SECRET_BYTES];
	char name[KEY_NAME_MAX + 1];
	uint32_t created; /* day since 1970 */
};

struct public_key {
	unsigned char id[KEY_ID_BYTES];
	unsigned char bytes[PUBLIC_BYTES];
	char name[KEY_NAME_MAX + 1];
	char hosts[KEY_HOSTS_MAX][HOST_MAX + 1];
	size_t host_count; /* 0: certificates may lead anywhere */
	uint32_t created, retired, voided; /* days; DAY_NEVER where not */
};

struct keyring {
	struct public_key keys[KEYS_MAX];
	size_t count;
};

/* The first bytes of SHA-256 of a public key. */
void key_id(const unsigned char public_key[static PUBLIC_BYTES], unsigned char id[static KEY_ID_BYTES]);
void key_id_text(const unsigned char id[static KEY_ID_BYTES], char out[static KEY_ID_TEXT + 1]);

/* A new random key. ERR_INVALID where the name may not be one (as claim_text, 200 bytes). */
MUST_CHECK enum err signing_key_new(struct signing_key *k, const char *name, uint32_t created);
/* The key of a seed of 32 bytes. */
MUST_CHECK enum err signing_key_from_seed(struct signing_key *k, const unsigned char *seed, const char *name,
                                          uint32_t created);
/* Overwrites the secret. */
void signing_key_wipe(struct signing_key *k);

/* Adds the key file's JSON to `out`, sealed by a passphrase. Takes about a second and 256 MB on purpose. */
MUST_CHECK enum err signing_key_seal(const struct signing_key *k, const char *passphrase, struct buf *out);
/* Adds the open form, for a service manager's credential. */
void signing_key_write_open(const struct signing_key *k, struct buf *out);

/*
 * Reads a key file. `passphrase` NULL reads only an open one. ERR_INVALID: not a key file; ERR_NOT_ALLOWED: sealed, and the
 * passphrase is missing or wrong (which cannot be told from a damaged file).
 */
MUST_CHECK enum err signing_key_read(const char *json, size_t len, const char *passphrase, struct signing_key *k);
/* Whether a key file is sealed, so that a passphrase is needed. */
bool signing_key_is_sealed(const char *json, size_t len);

/* keys.json, read and written. */
MUST_CHECK enum err keyring_read(const char *json, size_t len, struct keyring *out);
void keyring_write(const struct keyring *ring, struct buf *out);
const struct public_key *keyring_find(const struct keyring *ring, const unsigned char id[static KEY_ID_BYTES]);
/* Adds or replaces by id; ERR_TOO_LARGE where there is no room. */
MUST_CHECK enum err keyring_put(struct keyring *ring, const struct public_key *key);
/* The public half of a signing key, with one host or (NULL) none. */
void public_key_of(const struct signing_key *k, const char *host, struct public_key *out);
bool public_key_has_host(const struct public_key *k, const char *host);

#endif
