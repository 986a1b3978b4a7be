/*
 * credential.h - a certificate as a W3C Verifiable Credential 2.0 in the shape of Open Badges 3.0, with an eddsa-jcs-2022 proof.
 *
 * The credential is made from a certificate's signed address and the issuer's public key alone, so only the proof's signature has to
 * be kept. Its issuer is the key itself (did:key), so that it can be checked when no server is left.
 * W3C: "Verifiable Credentials Data Model v2.0", "Data Integrity EdDSA Cryptosuites v1.0"; 1EdTech: "Open Badges 3.0".
 */
#ifndef CERTIFICATES_CREDENTIAL_H
#define CERTIFICATES_CREDENTIAL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "certificates/address.h"
#include "certificates/base58.h"

#include <stddef.h>

#define CREDENTIAL_MAX 32768

/* RFC 8785 (JCS) of a tree without numbers: ours have none. ERR_UNSUPPORTED where there is one. */
MUST_CHECK enum err jcs_write(const cJSON *tree, struct buf *out);

/* "did:key:z6Mk..." of a public key; BASE58_TEXT_MAX + 10 bytes. */
void did_key(const unsigned char public_key[static PUBLIC_BYTES], char out[static BASE58_TEXT_MAX + 10]);

/*
 * The hash that an eddsa-jcs-2022 proof signs: SHA-256 of the canonical proof options (without proofValue), then SHA-256 of the
 * canonical document (without proof). 64 bytes. ERR_INVALID where there is no proof.
 */
MUST_CHECK enum err credential_hash(const cJSON *secured, unsigned char out[static 64]);

/* Makes the proof's value ("z" and base58) for a certificate's address. */
MUST_CHECK enum err credential_sign(const struct address *a, const char *issuer, const unsigned char secret[static SECRET_BYTES],
                                    char value[static BASE58_TEXT_MAX + 1]);

/* Adds the whole credential with a proof value made before. */
MUST_CHECK enum err credential_write(const struct address *a, const char *issuer,
                                     const unsigned char public_key[static PUBLIC_BYTES], const char *value,
                                     struct buf *out);

/* Whether a credential's proof is this key's. */
bool credential_signed_by(const char *json, size_t len, const unsigned char public_key[static PUBLIC_BYTES]);

#endif
