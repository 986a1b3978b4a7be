#include "base/decimal.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define EXPONENT_MAX 40

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads an exponent "e[+-]digits" that must end at `end`. */
static bool read_exponent(const char *p, const char *end, int *exponent)
{
	bool negative = false;
	if (p < end && (*p == '+' || *p == '-'))
		negative = *p++ == '-';
	if (p == end)
		return false;
	int e = 0;
	for (; p < end; p++) {
		if (!is_digit(*p))
			return false;
		e = e * 10 + (*p - '0');
		if (e > EXPONENT_MAX)
			e = EXPONENT_MAX;
	}
	*exponent = negative ? -e : e;
	return true;
}

/* Most numbers are a few digits, perhaps with a point among them: false where this is another. */
static bool parse_short(const char *p, const char *end, int64_t *micros)
{
	static const int64_t units[] = { 1000000, 100000, 10000, 1000, 100, 10, 1 };
	int64_t value = 0;
	bool negative = p < end && *p == '-';
	p += negative;
	const char *whole = p;
	while (p < end && is_digit(*p) && p - whole < 9)
		value = value * 10 + (*p++ - '0');
	if (p == whole)
		return false;
	size_t places = 0;
	if (p < end && *p == '.') {
		for (p++; p < end && is_digit(*p) && places < 6; places++)
			value = value * 10 + (*p++ - '0');
		if (places == 0)
			return false;
	}
	if (p < end)
		return false;
	value *= units[places];
	*micros = negative ? -value : value;
	return true;
}

enum err decimal_parse(const char *text, size_t len, int64_t *micros)
{
	if (parse_short(text, text + len, micros))
		return ERR_OK;
	const char *p = text, *end = text + len;
	bool negative = p < end && *p == '-';
	if (negative)
		p++;
	const char *whole = p;
	while (p < end && is_digit(*p))
		p++;
	size_t whole_len = (size_t)(p - whole), fraction_len = 0;
	const char *fraction = p;
	if (p < end && *p == '.') {
		fraction = ++p;
		while (p < end && is_digit(*p))
			p++;
		fraction_len = (size_t)(p - fraction);
		if (!fraction_len)
			return ERR_NOT_A_NUMBER;
	}
	if (!whole_len)
		return ERR_NOT_A_NUMBER;
	int exponent = 0;
	if (p < end && (*p != 'e' && *p != 'E'))
		return ERR_NOT_A_NUMBER;
	if (p < end && !read_exponent(p + 1, end, &exponent))
		return ERR_NOT_A_NUMBER;

	static const int64_t powers[] = {
		1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
		1000000000000, 10000000000000, 100000000000000, 1000000000000000,
	};
	/* Digit i of whole+fraction stands for 10^(whole_len - 1 - i + exponent); in millionths 6 more. */
	int64_t value = 0;
	long top = (long)whole_len - 1 + exponent + 6;
	for (size_t i = 0; i < whole_len + fraction_len; i++) {
		int digit = (i < whole_len ? whole[i] : fraction[i - whole_len]) - '0';
		long place = top - (long)i;
		if (!digit)
			continue;
		if (place < 0)
			return ERR_NOT_A_NUMBER;
		if (place > 15)
			return ERR_OUT_OF_RANGE;
		value += digit * powers[place];
	}
	if (value > DECIMAL_MAX)
		return ERR_OUT_OF_RANGE;
	*micros = negative ? -value : value;
	return ERR_OK;
}

void decimal_text(int64_t micros, char out[static DECIMAL_TEXT_MAX])
{
	uint64_t size = micros < 0 ? (uint64_t)0 - (uint64_t)micros : (uint64_t)micros;
	uint64_t one = (uint64_t)DECIMAL_ONE;
	int n = snprintf(out, DECIMAL_TEXT_MAX, "%s%" PRIu64, micros < 0 ? "-" : "", size / one);
	if (size % one == 0)
		return;
	n += snprintf(out + n, (size_t)(DECIMAL_TEXT_MAX - n), ".%06" PRIu64, size % one);
	while (out[n - 1] == '0')
		out[--n] = '\0';
}
