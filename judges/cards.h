/*
 * cards.h - sign-in cards: a token of 128 random bits on a printed card, of which only a hash is stored; the short code
 * beside it, for where a camera fails; and the tablet that a card may be bound to.
 *
 * A token is 26 characters of Crockford's base32 (digits and capital letters without I, L, O, U), so that a QR of it is
 * small and it can be typed: lower case, blanks and hyphens are taken too, and O, I, L for 0, 1, 1.
 *
 * A short code is 8 such characters, 40 bits, made from the token, so that who has the card can print both; the token cannot
 * be had from it. Few bits need care: a code is taken CODE_USES_MAX times, the hub lets nobody guess many (hub/guesses.h), its
 * stored hash is a slow one (Argon2id over 1 MiB), and who types it gets a token of one's own that can be revoked alone.
 */
#ifndef JUDGES_CARDS_H
#define JUDGES_CARDS_H

#include "base/buf.h"
#include "base/err.h"
#include "scoring/state.h"

#define TOKEN_TEXT_MAX 27 /* 26 characters and a NUL */
#define TOKEN_HASH_TEXT_MAX 65
#define CODE_TEXT_MAX 9 /* 8 characters and a NUL */
#define CODE_GROUPS_MAX 10

/* A new random token. sodium_init() must have succeeded. */
void token_new(char out[static TOKEN_TEXT_MAX]);

/* Hex of the BLAKE2b-256 of a token's text, as printed or as typed. False where it cannot be a token. */
bool token_hash(const char *token, char out[static TOKEN_HASH_TEXT_MAX]);

/* The short code on the card of this token. */
void token_code(const char *token, char out[static CODE_TEXT_MAX]);

/* A short code as it is printed: two groups of four. */
void code_groups(const char *code, char out[static CODE_GROUPS_MAX]);

/* Hex of a short code's slow hash, as printed or as typed. False where it cannot be one (or memory is out). */
bool code_hash(const char *event, const char *code, char out[static TOKEN_HASH_TEXT_MAX]);

/* Hex of the BLAKE2b-256 of what a tablet calls itself; its first TABLET_NAME_MAX - 1 digits are shown to people. */
#define TABLET_NAME_MAX 7
void tablet_hash(const char *device, char out[static TOKEN_HASH_TEXT_MAX]);

/* What a tablet (its hash, "" where it did not say) is to a card; NULL is no card. */
enum card_place {
	CARD_VOID, /* no card, or revoked: nobody signs in with it */
	CARD_HERE, /* it may be used here */
	CARD_FIRST, /* bound, and waits for its first tablet: may be claimed by this one */
	CARD_ELSEWHERE, /* bound to another one, or was moved away from this one */
	CARD_NAMELESS /* bound, and this tablet has no name */
};
enum card_place card_place(const struct card *card, const char *tablet);

/* Whether a person has a card that is not revoked. */
bool card_has(const struct state *s, uint32_t person);

#endif
