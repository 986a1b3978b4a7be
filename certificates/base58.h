/*
 * base58.h - base58btc, as multibase writes keys and signatures ("z...").
 */
#ifndef CERTIFICATES_BASE58_H
#define CERTIFICATES_BASE58_H

#include "base/err.h"

#include <stddef.h>

#define BASE58_BYTES_MAX 128
#define BASE58_TEXT_MAX 180 /* digits of so many bytes, and a NUL */

/* Writes the digits and a NUL. `len` at most BASE58_BYTES_MAX. */
void base58_encode(const unsigned char *bytes, size_t len, char out[static BASE58_TEXT_MAX]);

/* ERR_INVALID: not base58, or not exactly `len` bytes. */
MUST_CHECK enum err base58_decode(const char *text, unsigned char *out, size_t len);

#endif
