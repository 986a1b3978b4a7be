/*
 * card.h - sign-in cards: a token that is printed, and its hash, which is all that the ledger keeps.
 *
 * A token is 128 random bits in Crockford's base32 (26 characters, no I, L, O, U), so that it can be typed where a camera
 * fails; what is typed may be lower case, have blanks and hyphens, and O, I, L for 0 and 1.
 */
#ifndef JUDGES_CARD_H
#define JUDGES_CARD_H

#include "base/err.h"
#include "judges/roles.h"
#include "scoring/state.h"

#include <stddef.h>

#define CARD_TOKEN_MAX 27 /* 26 characters and a NUL */
#define CARD_HASH_MAX 65 /* 64 hex digits and a NUL */

/* A new token from the system's randomness, and its hash. */
void card_make(char token[static CARD_TOKEN_MAX], char hash[static CARD_HASH_MAX]);

/* The hash of a token as it was typed or scanned. ERR_INVALID where it cannot be a token. */
MUST_CHECK enum err card_hash(const char *token, size_t len, char hash[static CARD_HASH_MAX]);

/* The token in groups of 4 and 5 for print: "ABCD-EFGHJ-..."; `out` takes 32 bytes. */
void card_print_form(const char *token, char out[static 32]);

/* Who signs in with this token: ERR_NOT_SIGNED_IN where no card of the state has it, or it was revoked. */
MUST_CHECK enum err card_sign_in(const struct state *s, const char *token, size_t len, struct asker *who);

/* Whether this person has a card that is not revoked. */
bool card_has(const struct state *s, uint32_t person);

#endif
