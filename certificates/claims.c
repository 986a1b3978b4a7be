#include "certificates/claims.h"

#include "base/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* CBOR major types as they stand in a head's upper three bits. */
enum { CBOR_UINT = 0, CBOR_BYTES = 2, CBOR_TEXT = 3, CBOR_MAP = 5 };

/* The map's keys. */
enum {
	CLAIM_KEY = 0, CLAIM_HOLDER = 2, CLAIM_EVENT, CLAIM_CONTEST, CLAIM_AWARD, CLAIM_DAY, CLAIM_UNIT, CLAIM_SCORE, CLAIM_STAGE,
	CLAIM_HEAD, CLAIM_TIME
};

#define LIST_MEMBERS 6
#define SECONDS_OF_DAY 86400

static_assert(CLAIMS_BYTES_MAX >= 6 * (CLAIM_MAX + 3) + KEY_ID_BYTES + 16, "the largest map fits");

/* The code point at p of well-formed UTF-8; *p moves behind it. */
static uint32_t next_code_point(const unsigned char **p)
{
	const unsigned char *s = *p;
	int more = s[0] < 0x80 ? 0 : s[0] < 0xE0 ? 1 : s[0] < 0xF0 ? 2 : 3;
	uint32_t c = more == 0 ? s[0] : s[0] & (0x3Fu >> more);
	for (int i = 1; i <= more; i++)
		c = c << 6 | (s[i] & 0x3Fu);
	*p = s + more + 1;
	return c;
}

static bool refused_code_point(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0xFEFF;
}

bool claim_text(const char *text, size_t len)
{
	if (len < 1 || len > CLAIM_MAX || !text_utf8(text, len))
		return false;
	const unsigned char *p = (const unsigned char *)text, *end = p + len;
	while (p < end) {
		if (refused_code_point(next_code_point(&p)))
			return false;
	}
	return true;
}

enum err claim_set(char claim[static CLAIM_MAX + 1], const char *text)
{
	size_t len = strlen(text);
	if (!claim_text(text, len))
		return ERR_INVALID;
	memcpy(claim, text, len + 1);
	return ERR_OK;
}

static unsigned char *put_head(unsigned char *p, unsigned major, uint32_t value)
{
	unsigned char top = (unsigned char)(major << 5);
	if (value < 24) {
		*p++ = (unsigned char)(top | value);
	} else if (value < 0x100) {
		*p++ = top | 24;
		*p++ = (unsigned char)value;
	} else if (value < 0x10000) {
		*p++ = top | 25;
		*p++ = (unsigned char)(value >> 8);
		*p++ = (unsigned char)value;
	} else {
		*p++ = top | 26;
		for (int shift = 24; shift >= 0; shift -= 8)
			*p++ = (unsigned char)(value >> shift);
	}
	return p;
}

static unsigned char *put_text(unsigned char *p, unsigned key, const char *text)
{
	size_t len = strlen(text);
	p = put_head(p, CBOR_UINT, key);
	p = put_head(p, CBOR_TEXT, (uint32_t)len);
	memcpy(p, text, len);
	return p + len;
}

static bool claims_fit(const struct claims *c)
{
	const char *needed[] = { c->holder, c->event, c->contest, c->award };
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
		if (!claim_text(needed[i], strlen(needed[i])))
			return false;
	}
	return (!c->unit[0] || claim_text(c->unit, strlen(c->unit))) &&
	       (!c->score[0] || claim_text(c->score, strlen(c->score))) && c->day <= DAY_MAX;
}

static unsigned char *put_bytes(unsigned char *p, unsigned key, const unsigned char *bytes, size_t len)
{
	p = put_head(p, CBOR_UINT, key);
	p = put_head(p, CBOR_BYTES, (uint32_t)len);
	memcpy(p, bytes, len);
	return p + len;
}

static enum err list_encode(const struct claims *c, unsigned char out[static CLAIMS_BYTES_MAX], size_t *len)
{
	if (!claim_text(c->event, strlen(c->event)) || !claim_text(c->contest, strlen(c->contest)) ||
	    !claim_text(c->stage, strlen(c->stage)))
		return ERR_INVALID;
	unsigned char *p = put_head(out, CBOR_MAP, LIST_MEMBERS);
	p = put_bytes(p, CLAIM_KEY, c->key, KEY_ID_BYTES);
	p = put_text(p, CLAIM_EVENT, c->event);
	p = put_text(p, CLAIM_CONTEST, c->contest);
	p = put_text(p, CLAIM_STAGE, c->stage);
	p = put_bytes(p, CLAIM_HEAD, c->head, HEAD_BYTES);
	p = put_head(p, CBOR_UINT, CLAIM_TIME);
	p = put_head(p, CBOR_UINT, c->time);
	*len = (size_t)(p - out);
	return ERR_OK;
}

enum err claims_encode(const struct claims *c, unsigned char out[static CLAIMS_BYTES_MAX], size_t *len)
{
	if (c->is_list)
		return list_encode(c, out, len);
	if (!claims_fit(c))
		return ERR_INVALID;
	unsigned char *p = put_head(out, CBOR_MAP, 6u + (c->unit[0] != '\0') + (c->score[0] != '\0'));
	p = put_bytes(p, CLAIM_KEY, c->key, KEY_ID_BYTES);
	p = put_text(p, CLAIM_HOLDER, c->holder);
	p = put_text(p, CLAIM_EVENT, c->event);
	p = put_text(p, CLAIM_CONTEST, c->contest);
	p = put_text(p, CLAIM_AWARD, c->award);
	p = put_head(p, CBOR_UINT, CLAIM_DAY);
	p = put_head(p, CBOR_UINT, c->day);
	if (c->unit[0])
		p = put_text(p, CLAIM_UNIT, c->unit);
	if (c->score[0])
		p = put_text(p, CLAIM_SCORE, c->score);
	*len = (size_t)(p - out);
	return ERR_OK;
}

struct reader {
	const unsigned char *p, *end;
};

/* Reads a head of this major type in its shortest form. */
static bool get_head(struct reader *r, unsigned major, uint32_t *value)
{
	if (r->p == r->end || r->p[0] >> 5 != major)
		return false;
	unsigned info = *r->p++ & 31;
	if (info < 24) {
		*value = info;
		return true;
	}
	if (info > 26)
		return false;
	size_t bytes = (size_t)1 << (info - 24);
	if ((size_t)(r->end - r->p) < bytes)
		return false;
	uint32_t v = 0;
	for (size_t i = 0; i < bytes; i++)
		v = v << 8 | *r->p++;
	*value = v;
	return info == 24 ? v >= 24 : info == 25 ? v >= 0x100 : v >= 0x10000;
}

static bool get_text(struct reader *r, char claim[static CLAIM_MAX + 1])
{
	uint32_t len;
	if (!get_head(r, CBOR_TEXT, &len) || len > (size_t)(r->end - r->p) || !claim_text((const char *)r->p, len))
		return false;
	memcpy(claim, r->p, len);
	claim[len] = '\0';
	r->p += len;
	return true;
}

static bool get_bytes(struct reader *r, unsigned char *out, size_t want)
{
	uint32_t len;
	if (!get_head(r, CBOR_BYTES, &len) || len != want || (size_t)(r->end - r->p) < want)
		return false;
	memcpy(out, r->p, want);
	r->p += want;
	return true;
}

static bool get_member(struct reader *r, uint32_t key, struct claims *c)
{
	switch (key) {
	case CLAIM_KEY:
		return get_bytes(r, c->key, KEY_ID_BYTES);
	case CLAIM_HOLDER:
		return get_text(r, c->holder);
	case CLAIM_EVENT:
		return get_text(r, c->event);
	case CLAIM_CONTEST:
		return get_text(r, c->contest);
	case CLAIM_AWARD:
		return get_text(r, c->award);
	case CLAIM_DAY:
		return get_head(r, CBOR_UINT, &c->day) && c->day <= DAY_MAX;
	case CLAIM_UNIT:
		return get_text(r, c->unit);
	case CLAIM_SCORE:
		return get_text(r, c->score);
	case CLAIM_STAGE:
		c->is_list = true;
		return get_text(r, c->stage);
	case CLAIM_HEAD:
		return get_bytes(r, c->head, HEAD_BYTES);
	case CLAIM_TIME:
		if (!get_head(r, CBOR_UINT, &c->time))
			return false;
		c->day = c->time / SECONDS_OF_DAY;
		return true;
	default:
		return false;
	}
}

/* Exactly the keys of a certificate, two of which may be left out, or exactly those of a list. */
static bool members_fit(const struct claims *c, uint32_t seen)
{
	const uint32_t optional = 1u << CLAIM_UNIT | 1u << CLAIM_SCORE;
	const uint32_t certificate = 1u << CLAIM_KEY | 1u << CLAIM_HOLDER | 1u << CLAIM_EVENT | 1u << CLAIM_CONTEST |
	                             1u << CLAIM_AWARD | 1u << CLAIM_DAY;
	const uint32_t list = 1u << CLAIM_KEY | 1u << CLAIM_EVENT | 1u << CLAIM_CONTEST | 1u << CLAIM_STAGE | 1u << CLAIM_HEAD |
	                      1u << CLAIM_TIME;
	return c->is_list ? seen == list : (seen & ~optional) == certificate;
}

enum err claims_decode(const unsigned char *bytes, size_t len, struct claims *out)
{
	struct reader r = { bytes, bytes + len };
	struct claims c = { 0 };
	uint32_t count, last = 0, seen = 0;
	if (!get_head(&r, CBOR_MAP, &count))
		return ERR_INVALID;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t key;
		if (!get_head(&r, CBOR_UINT, &key) || (i ? key <= last : key != CLAIM_KEY) || !get_member(&r, key, &c))
			return ERR_INVALID;
		last = key;
		seen |= 1u << key;
	}
	if (r.p != r.end || !members_fit(&c, seen))
		return ERR_INVALID;
	*out = c;
	return ERR_OK;
}

/* Both after Howard Hinnant's days_from_civil: years begin in March, eras have 400 of them. */
void day_to_date(uint32_t day, int *year, int *month, int *day_of_month)
{
	uint32_t z = day + 719468, era = z / 146097, doe = z - era * 146097;
	uint32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	uint32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	*day_of_month = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400) + (*month <= 2);
}

static bool two_digits(const char *p, uint32_t *value)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return false;
	*value = (uint32_t)((p[0] - '0') * 10 + (p[1] - '0'));
	return true;
}

enum err day_parse(const char *text, uint32_t *day)
{
	uint32_t century, rest, m, d;
	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' || !two_digits(text, &century) ||
	    !two_digits(text + 2, &rest) || !two_digits(text + 5, &m) || !two_digits(text + 8, &d))
		return ERR_INVALID;
	uint32_t y = century * 100 + rest;
	if (y < 1970 || m < 1 || m > 12 || d < 1 || d > 31)
		return ERR_INVALID;
	uint32_t year = m <= 2 ? y - 1 : y;
	uint32_t era = year / 400, yoe = year - era * 400;
	uint32_t doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
	uint32_t value = era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
	int back_year, back_month, back_day;
	day_to_date(value, &back_year, &back_month, &back_day);
	if (back_month != (int)m || back_day != (int)d)
		return ERR_INVALID;
	*day = value;
	return ERR_OK;
}

void day_text(uint32_t day, char out[static 16])
{
	int y, m, d;
	day_to_date(day, &y, &m, &d);
	snprintf(out, 16, "%04d-%02d-%02d", y, m, d);
}
