/*
 * claims.h - what a certificate says, and its one form in bytes: a canonical CBOR map.
 *
 * The map (RFC 8949, core deterministic encoding; docs/certificates.md has the format): 0 key id (5 bytes), 2 holder,
 * 3 event, 4 contest, 5 award (texts), 6 day (days since 1970-01-01 in the event's time zone), and where given
 * 7 unit, 8 score (texts). A result list has 0, 3, 4, 9 stage (text), 10 head hash (32 bytes), 11 time (seconds since 1970)
 * instead. Keys ascend, heads are the shortest, nothing follows. Any other form is refused, so that a
 * signature covers a meaning and not one spelling of it.
 */
#ifndef CERTIFICATES_CLAIMS_H
#define CERTIFICATES_CLAIMS_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEY_ID_BYTES 5 /* the first bytes of SHA-256 of the public key */
#define CLAIM_MAX 240 /* bytes of one text */
#define CLAIMS_BYTES_MAX 1536 /* six texts with their heads, key, day */
#define DAY_MAX 200000 /* the year 2517 */
#define HEAD_BYTES 32 /* of a ledger's head hash */

struct claims {
	bool is_list; /* a result list: key, event, contest, stage, head, time and the day of it; else all but stage, head and time */
	unsigned char key[KEY_ID_BYTES];
	char holder[CLAIM_MAX + 1];
	char event[CLAIM_MAX + 1];
	char contest[CLAIM_MAX + 1];
	char award[CLAIM_MAX + 1];
	uint32_t day;
	char unit[CLAIM_MAX + 1]; /* "" where left out */
	char score[CLAIM_MAX + 1]; /* "" where left out */
	char stage[CLAIM_MAX + 1];
	unsigned char head[HEAD_BYTES];
	uint32_t time; /* seconds since 1970 */
};

/* A text that may stand in a claim: 1 to 240 bytes of UTF-8 without control, line-separator and bidi-override characters. */
bool claim_text(const char *text, size_t len);

/* Copies a text into a claim. ERR_INVALID where it may not stand there. */
MUST_CHECK enum err claim_set(char claim[static CLAIM_MAX + 1], const char *text);

/* ERR_INVALID where a text that must be there is not, or one may not stand there. */
MUST_CHECK enum err claims_encode(const struct claims *c, unsigned char out[static CLAIMS_BYTES_MAX], size_t *len);

/* Reads exactly `len` bytes; ERR_INVALID for all that claims_encode would not have written. */
MUST_CHECK enum err claims_decode(const unsigned char *bytes, size_t len, struct claims *out);

/* Days since 1970 to a date of the proleptic Gregorian calendar, and back. */
void day_to_date(uint32_t day, int *year, int *month, int *day_of_month);
/* Reads "YYYY-MM-DD"; ERR_INVALID where it is none, or before 1970. */
MUST_CHECK enum err day_parse(const char *text, uint32_t *day);
/* Writes "YYYY-MM-DD" and a NUL. */
void day_text(uint32_t day, char out[static 16]);

#endif
