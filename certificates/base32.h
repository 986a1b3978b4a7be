/*
 * base32.h - Crockford's base32, the canonical form only.
 *
 * Digits 0-9 and A-Z without I L O U, upper case, 5 bits each, most significant first; bits left over in the last digit
 * are zero. Every byte string has exactly one text and every other text is refused: no lower case, no O for 0, no
 * hyphens, no check digit. So a signed token cannot be written in two ways.
 */
#ifndef CERTIFICATES_BASE32_H
#define CERTIFICATES_BASE32_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define BASE32_LEN(bytes) (((bytes) * 8 + 4) / 5) /* digits of so many bytes */

/* Whether c is one of the 32 digits. */
bool base32_digit(char c);

/* Writes BASE32_LEN(len) digits and a NUL. */
void base32_encode(const unsigned char *bytes, size_t len, char *out);

/* Reads a whole text; ERR_INVALID where it is not canonical, ERR_TOO_LARGE where it needs more than `max` bytes. */
MUST_CHECK enum err base32_decode(const char *text, size_t text_len, unsigned char *out, size_t max, size_t *len);

#endif
