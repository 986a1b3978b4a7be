/*
 * address.h - a certificate's number, its signed token, and the address on its QR code.
 *
 *     https://HOST/v/ID#1TOKEN
 *
 * ID is PREFIX-NUMBER-RANDOM: up to 8 of [A-Z0-9], 4 to 6 digits, 8 random base32 digits. TOKEN is the base32 of the claims'
 * CBOR and an Ed25519 signature over "TSCERT1" 0 ID 0 CBOR. The fragment is never sent to a server. What a messenger
 * appends (`?from=x` before the #, `&appinstall=0` behind the token) is left aside; all else that differs is refused.
 */
#ifndef CERTIFICATES_ADDRESS_H
#define CERTIFICATES_ADDRESS_H

#include "base/buf.h"
#include "base/err.h"
#include "certificates/claims.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CERTIFICATE_ID_MAX 24 /* bytes, without a NUL */
#define ID_PREFIX_MAX 8
#define ID_NUMBER_MAX 999999
#define ID_RANDOM_BYTES 5
#define HOST_MAX 260 /* a name and a port */
#define ADDRESS_MAX 4096 /* bytes of a text that is looked at */
#define SIGNATURE_BYTES 64
#define PUBLIC_BYTES 32
#define SECRET_BYTES 64 /* libsodium's form: seed and public key */
#define TOKEN_BYTES_MAX (CLAIMS_BYTES_MAX + SIGNATURE_BYTES)

struct address {
	char host[HOST_MAX + 1];
	char id[CERTIFICATE_ID_MAX + 1];
	unsigned char token[TOKEN_BYTES_MAX]; /* CBOR, then the signature */
	size_t token_len;
};

/* The letters and digits of an event's id that begin its certificates' numbers: "yongkang-2018" gives "YONG2018". */
void id_prefix(const char *event_id, char out[static ID_PREFIX_MAX + 1]);

bool id_prefix_valid(const char *prefix);

/* number from 1 to ID_NUMBER_MAX; ERR_INVALID for another or for a prefix that may not be one. */
MUST_CHECK enum err id_make(const char *prefix, uint32_t number, const unsigned char random[static ID_RANDOM_BYTES],
                            char out[static CERTIFICATE_ID_MAX + 1]);

bool id_valid(const char *id, size_t len);

/* The number within an id that is valid. */
uint32_t id_number(const char *id);

/* A host as it stands in an address: lower case letters, digits, points and hyphens, and perhaps a port. */
bool host_valid(const char *host, size_t len);

/* Signs: *token gets the bytes of CBOR and signature. ERR_INVALID where the claims may not stand. */
MUST_CHECK enum err token_sign(const struct claims *c, const char *id, const unsigned char secret[static SECRET_BYTES],
                               unsigned char token[static TOKEN_BYTES_MAX], size_t *token_len);

/* Whether the signature is that key's over this id and these claims. */
bool token_signed_by(const struct address *a, const unsigned char public_key[static PUBLIC_BYTES]);

/* The claims within a token; ERR_INVALID where it is no claims with a signature behind them. */
MUST_CHECK enum err token_claims(const struct address *a, struct claims *out);

/* Adds the address to `out`. ERR_INVALID where the host may not be one. */
MUST_CHECK enum err address_write(const char *host, const char *id, const unsigned char *token, size_t token_len,
                                  struct buf *out);

/* Reads an address, blanks around it allowed. ERR_INVALID where it is none; the signature is not looked at. */
MUST_CHECK enum err address_parse(const char *text, size_t len, struct address *out);

#endif
