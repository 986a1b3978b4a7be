#include "certificates/base32.h"

#include <string.h>

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static int value_of(char c)
{
	const char *p = c ? strchr(digits, c) : NULL;
	return p ? (int)(p - digits) : -1;
}

bool base32_digit(char c)
{
	return value_of(c) >= 0;
}

void base32_encode(const unsigned char *bytes, size_t len, char *out)
{
	unsigned held = 0, bits = 0;
	for (size_t i = 0; i < len; i++) {
		held = (held << 8 | bytes[i]) & 0xFFF;
		for (bits += 8; bits >= 5; bits -= 5)
			*out++ = digits[held >> (bits - 5) & 31];
	}
	if (bits)
		*out++ = digits[held << (5 - bits) & 31];
	*out = '\0';
}

enum err base32_decode(const char *text, size_t text_len, unsigned char *out, size_t max, size_t *len)
{
	size_t bytes = text_len * 5 / 8;
	/* Lengths that no number of bytes has would leave a digit without meaning. */
	if (BASE32_LEN(bytes) != text_len)
		return ERR_INVALID;
	for (size_t i = 0; i < text_len; i++) {
		if (!base32_digit(text[i]))
			return ERR_INVALID;
	}
	size_t spare = text_len * 5 - bytes * 8;
	if (text_len && (value_of(text[text_len - 1]) & ((1 << spare) - 1)) != 0)
		return ERR_INVALID;
	if (bytes > max)
		return ERR_TOO_LARGE;
	unsigned held = 0, bits = 0;
	size_t n = 0;
	for (size_t i = 0; i < text_len; i++) {
		held = (held << 5 | (unsigned)value_of(text[i])) & 0xFFF;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (unsigned char)(held >> bits & 0xFF);
		}
	}
	*len = bytes;
	return ERR_OK;
}
