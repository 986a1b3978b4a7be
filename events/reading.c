#include "events/reading.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define NAME_MAX_BYTES ((size_t)1000) /* names are no longer in a definition */
#define SYLLABLE_UNITS 8 /* UTF-16 units that a character becomes at most: "zhuāng" and blanks */

/* Making one takes ICU tens of milliseconds: once in a run, kept to its end. */
static UTransliterator *transliterator(bool person)
{
	static UTransliterator *made[2];
	static bool tried[2];
	UErrorCode err = U_ZERO_ERROR;
	UChar id[32];
	if (!tried[person]) {
		tried[person] = true;
		u_uastrcpy(id, person ? "Han-Latin/Names" : "Han-Latin");
		made[person] = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &err);
	}
	return made[person];
}

/* A text as UTF-16, to be freed; NULL where it is not UTF-8. */
static UChar *units_of(const char *text, int32_t room, int32_t *count)
{
	UErrorCode err = U_ZERO_ERROR;
	UChar *units = xcalloc((size_t)room + 1, sizeof *units);
	u_strFromUTF8(units, room, count, text, (int32_t)strlen(text), &err);
	if (U_SUCCESS(err))
		return units;
	free(units);
	return NULL;
}

static bool is_chinese(const UChar *units, int32_t count)
{
	for (int32_t i = 0; i < count; i++) {
		bool pair = U16_IS_LEAD(units[i]) && i + 1 < count;
		UChar32 c = pair ? U16_GET_SUPPLEMENTARY(units[i], units[i + 1]) : units[i];
		if (u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC))
			return true;
	}
	return false;
}

/* Words with one blank between, none at the ends. */
static void add_words(const char *text, struct buf *out)
{
	const char *between = "";
	while (*(text += strspn(text, " ")) != '\0') {
		size_t len = strcspn(text, " ");
		buf_adds(out, between);
		buf_add(out, text, len);
		between = " ";
		text += len;
	}
}

void reading_add(const char *name, bool person, struct buf *out)
{
	size_t len = strlen(name);
	if (len > NAME_MAX_BYTES)
		return;
	UErrorCode err = U_ZERO_ERROR;
	int32_t room = (int32_t)(len * SYLLABLE_UNITS), count = 0, limit;
	UChar *units = units_of(name, room, &count);
	if (units != NULL && is_chinese(units, count)) {
		/* 艾力·买买提: no family name stands first */
		UTransliterator *by = transliterator(person && strstr(name, "·") == NULL);
		char *text = xcalloc((size_t)room + 1, U8_MAX_LENGTH);
		limit = count;
		if (by != NULL)
			utrans_transUChars(by, units, &count, room, 0, &limit, &err);
		u_strToUTF8(text, room * U8_MAX_LENGTH, NULL, units, count, &err);
		if (by != NULL && U_SUCCESS(err))
			add_words(text, out);
		free(text);
	}
	free(units);
}

void reading_of_competitor(const struct competitor *c, bool team, struct buf *out)
{
	if (c->reading != NULL && c->reading[0] != '\0')
		buf_adds(out, c->reading);
	else
		reading_add(c->name, !team, out);
}

/* The letter without its tone mark. */
static UChar32 letter_bare(UChar32 c)
{
	UErrorCode err = U_ZERO_ERROR;
	const UNormalizer2 *nfd = unorm2_getNFDInstance(&err);
	UChar parts[SYLLABLE_UNITS];
	int32_t count = U_SUCCESS(err) ? unorm2_getDecomposition(nfd, c, parts, SYLLABLE_UNITS, &err) : -1;
	return u_tolower(count > 0 && U_SUCCESS(err) ? parts[0] : c);
}

void reading_initials(const char *reading, struct buf *out)
{
	int32_t count = 0;
	UChar *units = units_of(reading, (int32_t)strlen(reading), &count);
	bool begins = true;
	for (int32_t i = 0; units != NULL && i < count; i++) {
		UChar32 letter = letter_bare(units[i]);
		bool counts = u_isalnum(units[i]);
		if (counts && begins && letter < 0x80)
			buf_addc(out, (char)letter);
		begins = !counts && u_charType(units[i]) != U_NON_SPACING_MARK;
	}
	free(units);
}
