/*
 * cards.h - sign-in cards: a token of 128 random bits on a printed card, of which only a hash is stored.
 *
 * A token is 26 characters of Crockford's base32 (digits and capital letters without I, L, O, U), so that a QR of it is
 * small and it can be typed where a camera fails: lower case, blanks and hyphens are taken too, and O, I, L for 0, 1, 1.
 */
#ifndef JUDGES_CARDS_H
#define JUDGES_CARDS_H

#include "base/buf.h"
#include "base/err.h"
#include "scoring/state.h"

#define TOKEN_TEXT_MAX 27 /* 26 characters and a NUL */
#define TOKEN_HASH_TEXT_MAX 65
#define TOKEN_GROUPS_MAX 32

/* A new random token. sodium_init() must have succeeded. */
void token_new(char out[static TOKEN_TEXT_MAX]);

/* Hex of the BLAKE2b-256 of a token's text, as printed or as typed. False where it cannot be a token. */
bool token_hash(const char *token, char out[static TOKEN_HASH_TEXT_MAX]);

/* A token as it is printed for typing: groups of five with hyphens between them. */
void token_groups(const char *token, char out[static TOKEN_GROUPS_MAX]);

/* The person's place whose valid card this token is; ERR_NOT_SIGNED_IN where there is none. */
MUST_CHECK enum err card_sign_in(const struct state *s, const char *token, uint32_t *person);

/* Whether a person has a card that is not revoked. */
bool card_has(const struct state *s, uint32_t person);

#endif
