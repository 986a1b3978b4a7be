#include "base/text.h"

#include <stdint.h>
#include <string.h>

/* The length of the well-formed sequence at p, or 0. */
static size_t sequence(const unsigned char *p, size_t left)
{
	if (p[0] < 0x80)
		return 1;
	size_t n = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
	if (p[0] < 0xC2 || p[0] > 0xF4 || n > left)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	}
	if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) || (p[0] == 0xF0 && p[1] < 0x90) ||
	    (p[0] == 0xF4 && p[1] > 0x8F))
		return 0;
	return n;
}

size_t text_utf8_prefix(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t i = 0;
	while (i < len) {
		uint64_t eight;
		if (len - i >= sizeof eight) { /* most of a file is ASCII: eight bytes at once */
			memcpy(&eight, p + i, sizeof eight);
			if (!(eight & UINT64_C(0x8080808080808080))) {
				i += sizeof eight;
				continue;
			}
		}
		size_t n = sequence(p + i, len - i);
		if (!n)
			break;
		i += n;
	}
	return i;
}

bool text_utf8(const char *text, size_t len)
{
	return text_utf8_prefix(text, len) == len;
}

static bool lower_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool text_event_id(const char *text, size_t len)
{
	if (len < 1 || len > ID_MAX || text[0] == '-')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!lower_or_digit(text[i]) && text[i] != '-')
			return false;
	}
	return true;
}

bool text_id(const char *text, size_t len)
{
	if (len < 1 || len > ID_MAX || text[0] == '.')
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		if (!lower_or_digit(c) && !(c >= 'A' && c <= 'Z') && c != '_' && c != '.' && c != '-')
			return false;
	}
	return true;
}
