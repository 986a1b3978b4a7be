#include "judges/cards.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define TOKEN_BYTES 16
#define TOKEN_LEN   (TOKEN_TEXT_MAX - 1)
#define CODE_LEN    ((size_t)CODE_TEXT_MAX - 1)
#define CODE_PASSES 1
#define CODE_MEMORY ((size_t)1 << 20)

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

_Static_assert(TOKEN_LEN * 5 >= TOKEN_BYTES * 8, "the text holds all bits");

void token_new(char out[static TOKEN_TEXT_MAX])
{
	unsigned char bytes[TOKEN_BYTES];
	randombytes_buf(bytes, sizeof bytes);
	unsigned window = 0, bits = 0;
	size_t used = 0;
	for (size_t i = 0; i < TOKEN_LEN; i++) {
		if (bits < 5) {
			window = (window << 8) | (used < TOKEN_BYTES ? bytes[used++] : 0);
			bits += 8;
		}
		bits -= 5;
		out[i] = digits[(window >> bits) & 31];
	}
	out[TOKEN_LEN] = '\0';
	sodium_memzero(bytes, sizeof bytes);
}

/* The digit that a typed character stands for, or 0. */
static char digit_typed(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		return '0';
	if (c == 'I' || c == 'L')
		return '1';
	return c != '\0' && strchr(digits, c) != NULL ? c : '\0';
}

/* What was typed, as `wanted` digits without a NUL; false where there are more, fewer, or others. */
static bool text_typed(const char *typed, char *out, size_t wanted)
{
	size_t len = 0;
	for (const char *c = typed; *c; c++) {
		if (*c == ' ' || *c == '-')
			continue;
		char digit = digit_typed(*c);
		if (digit == '\0' || len == wanted)
			return false;
		out[len++] = digit;
	}
	return len == wanted;
}

bool token_hash(const char *token, char out[static TOKEN_HASH_TEXT_MAX])
{
	char text[TOKEN_LEN];
	unsigned char hash[crypto_generichash_BYTES];
	if (!text_typed(token, text, TOKEN_LEN))
		return false;
	crypto_generichash(hash, sizeof hash, (const unsigned char *)text, TOKEN_LEN, NULL, 0);
	sodium_bin2hex(out, TOKEN_HASH_TEXT_MAX, hash, sizeof hash);
	return true;
}

void token_code(const char *token, char out[static CODE_TEXT_MAX])
{
	static const char purpose[] = "touchstone short code";
	unsigned char bits[crypto_generichash_BYTES_MIN];
	crypto_generichash(bits, sizeof bits, (const unsigned char *)token, strlen(token), (const unsigned char *)purpose,
	                   sizeof purpose - 1);
	for (size_t i = 0; i < CODE_LEN; i++)
		out[i] = digits[bits[i] & 31];
	out[CODE_LEN] = '\0';
}

void code_groups(const char *code, char out[static CODE_GROUPS_MAX])
{
	snprintf(out, CODE_GROUPS_MAX, "%.4s-%.4s", code, strlen(code) > 4 ? code + 4 : "");
}

bool code_hash(const char *event, const char *code, char out[static TOKEN_HASH_TEXT_MAX])
{
	char text[CODE_LEN];
	unsigned char salt[crypto_pwhash_SALTBYTES], hash[crypto_generichash_BYTES];
	if (!text_typed(code, text, CODE_LEN))
		return false;
	crypto_generichash(salt, sizeof salt, (const unsigned char *)event, strlen(event), NULL, 0);
	if (crypto_pwhash(hash, sizeof hash, text, CODE_LEN, salt, CODE_PASSES, CODE_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return false;
	sodium_bin2hex(out, TOKEN_HASH_TEXT_MAX, hash, sizeof hash);
	return true;
}

void tablet_hash(const char *device, char out[static TOKEN_HASH_TEXT_MAX])
{
	unsigned char hash[crypto_generichash_BYTES];
	crypto_generichash(hash, sizeof hash, (const unsigned char *)device, strlen(device), NULL, 0);
	sodium_bin2hex(out, TOKEN_HASH_TEXT_MAX, hash, sizeof hash);
}

enum card_place card_place(const struct card *card, const char *tablet)
{
	if (card == NULL || card->revoked || card->person == NONE)
		return CARD_VOID;
	if (!card->bound)
		return CARD_HERE;
	if (tablet[0] == '\0')
		return CARD_NAMELESS;
	if (card->device != NULL)
		return strcmp(card->device, tablet) == 0 ? CARD_HERE : CARD_ELSEWHERE;
	return card->left != NULL && strcmp(card->left, tablet) == 0 ? CARD_ELSEWHERE : CARD_FIRST;
}

bool card_has(const struct state *s, uint32_t person)
{
	return state_card_of(s, person) != NULL;
}
