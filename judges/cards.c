#include "judges/cards.h"

#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 16
#define TOKEN_LEN   (TOKEN_TEXT_MAX - 1)
#define GROUP       5

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

_Static_assert(TOKEN_LEN * 5 >= TOKEN_BYTES * 8, "the text holds all bits");
_Static_assert(TOKEN_GROUPS_MAX >= TOKEN_LEN + (TOKEN_LEN - 1) / GROUP + 1, "and its groups fit");

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

bool token_hash(const char *token, char out[static TOKEN_HASH_TEXT_MAX])
{
	char text[TOKEN_LEN];
	unsigned char hash[crypto_generichash_BYTES];
	size_t len = 0;
	for (const char *c = token; *c; c++) {
		if (*c == ' ' || *c == '-')
			continue;
		char digit = digit_typed(*c);
		if (digit == '\0' || len == TOKEN_LEN)
			return false;
		text[len++] = digit;
	}
	if (len != TOKEN_LEN)
		return false;
	crypto_generichash(hash, sizeof hash, (const unsigned char *)text, len, NULL, 0);
	sodium_bin2hex(out, TOKEN_HASH_TEXT_MAX, hash, sizeof hash);
	return true;
}

void token_groups(const char *token, char out[static TOKEN_GROUPS_MAX])
{
	size_t used = 0;
	for (size_t i = 0; i < TOKEN_LEN && token[i] != '\0'; i++) {
		if (i > 0 && i % GROUP == 0)
			out[used++] = '-';
		out[used++] = token[i];
	}
	out[used] = '\0';
}

enum err card_sign_in(const struct state *s, const char *token, uint32_t *person)
{
	char hash[TOKEN_HASH_TEXT_MAX];
	if (!token_hash(token, hash))
		return ERR_NOT_SIGNED_IN;
	const struct card *card = state_card_by_hash(s, hash);
	if (card == NULL || card->revoked || card->person == NONE)
		return ERR_NOT_SIGNED_IN;
	*person = card->person;
	return ERR_OK;
}

bool card_has(const struct state *s, uint32_t person)
{
	uint32_t count;
	const struct card *cards = state_cards(s, &count);
	for (uint32_t i = 0; i < count; i++)
		if (cards[i].person == person && !cards[i].revoked)
			return true;
	return false;
}
