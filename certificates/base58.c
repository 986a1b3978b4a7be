#include "certificates/base58.h"

#include <assert.h>
#include <string.h>

static const char digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

void base58_encode(const unsigned char *bytes, size_t len, char out[static BASE58_TEXT_MAX])
{
	unsigned char number[BASE58_TEXT_MAX] = { 0 }; /* base 58, lowest digit first */
	size_t count = 0, zeros = 0;
	assert(len <= BASE58_BYTES_MAX);
	while (zeros < len && bytes[zeros] == 0)
		zeros++;
	for (size_t i = zeros; i < len; i++) {
		unsigned carry = bytes[i];
		for (size_t k = 0; k < count || carry; k++) {
			carry += 256u * number[k];
			number[k] = (unsigned char)(carry % 58);
			carry /= 58;
			if (k >= count)
				count = k + 1;
		}
	}
	memset(out, '1', zeros);
	for (size_t k = 0; k < count; k++)
		out[zeros + k] = digits[number[count - 1 - k]];
	out[zeros + count] = '\0';
}

enum err base58_decode(const char *text, unsigned char *out, size_t len)
{
	unsigned char number[BASE58_BYTES_MAX] = { 0 }; /* base 256, highest byte first, at its end */
	size_t zeros = 0;
	assert(len <= BASE58_BYTES_MAX);
	while (text[zeros] == '1')
		zeros++;
	for (const char *p = text + zeros; *p; p++) {
		const char *at = strchr(digits, *p);
		if (!at)
			return ERR_INVALID;
		unsigned carry = (unsigned)(at - digits);
		for (size_t k = len; k-- > 0;) {
			carry += 58u * number[k];
			number[k] = (unsigned char)(carry & 0xFF);
			carry >>= 8;
		}
		if (carry)
			return ERR_INVALID;
	}
	size_t leading = 0;
	while (leading < len && number[leading] == 0)
		leading++;
	if (leading != zeros)
		return ERR_INVALID;
	memcpy(out, number, len);
	return ERR_OK;
}
