#include "events/xlsx_read.h"

#include "base/mem.h"
#include "base/text.h"
#include "events/zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PART_MAX ((size_t)64 << 20) /* what a part may unpack to */
#define ROWS_MAX 1048576
#define COLUMNS_MAX 64

bool xlsx_is(const char *bytes, size_t len)
{
	return len >= 4 && memcmp(bytes, "PK\x03\x04", 4) == 0;
}

/*
 * XML as far as workbooks need it: tag by tag, with the text between. Names are compared without their prefix
 * (x:row is row). No DTDs: entities are the five of XML and numbers.
 */
struct tag {
	const char *name; /* without prefix */
	size_t name_len;
	const char *attributes, *attributes_end;
	bool closing; /* </name> */
	bool empty; /* <name/> */
	const char *text, *text_end; /* what stood before the tag */
};

struct xml {
	const char *at, *end;
};

static bool xml_next(struct xml *x, struct tag *t)
{
	for (;;) {
		*t = (struct tag){ .text = x->at };
		const char *open = memchr(x->at, '<', (size_t)(x->end - x->at));
		const char *close = open ? memchr(open, '>', (size_t)(x->end - open)) : NULL;
		if (!close)
			return false;
		t->text_end = open;
		x->at = close + 1;
		if (open[1] == '?' || open[1] == '!')
			continue; /* declaration, comment */
		t->closing = open[1] == '/';
		t->empty = close[-1] == '/';
		const char *p = open + (t->closing ? 2 : 1), *end = close - (t->empty ? 1 : 0);
		t->name = p;
		while (p < end && *p != ' ' && *p != '\t' && *p != '\n' && *p != '\r') {
			if (*p++ == ':')
				t->name = p;
		}
		t->name_len = (size_t)(p - t->name);
		t->attributes = p;
		t->attributes_end = end;
		return true;
	}
}

static bool tag_is(const struct tag *t, const char *name)
{
	return strlen(name) == t->name_len && memcmp(t->name, name, t->name_len) == 0;
}

/* The value of an attribute (its whole name as written); false where it is not there. */
static bool tag_attribute(const struct tag *t, const char *name, const char **value, size_t *len)
{
	size_t n = strlen(name);
	for (const char *p = t->attributes; p + n + 2 < t->attributes_end; p++) {
		bool begins = p == t->attributes || p[-1] == ' ' || p[-1] == '\n' || p[-1] == '\t';
		if (!begins || memcmp(p, name, n) != 0 || p[n] != '=' || (p[n + 1] != '"' && p[n + 1] != '\''))
			continue;
		const char *from = p + n + 2, *to = memchr(from, p[n + 1], (size_t)(t->attributes_end - from));
		if (!to)
			return false;
		*value = from;
		*len = (size_t)(to - from);
		return true;
	}
	return false;
}

static void put_utf8(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_addc(b, (char)c);
	} else if (c < 0x800) {
		buf_addc(b, (char)(0xC0 | c >> 6));
		buf_addc(b, (char)(0x80 | (c & 0x3F)));
	} else if (c < 0x10000) {
		buf_addc(b, (char)(0xE0 | c >> 12));
		buf_addc(b, (char)(0x80 | (c >> 6 & 0x3F)));
		buf_addc(b, (char)(0x80 | (c & 0x3F)));
	} else {
		buf_addc(b, (char)(0xF0 | c >> 18));
		buf_addc(b, (char)(0x80 | (c >> 12 & 0x3F)));
		buf_addc(b, (char)(0x80 | (c >> 6 & 0x3F)));
		buf_addc(b, (char)(0x80 | (c & 0x3F)));
	}
}

/* An entity at p ("&amp;", "&#26446;"): puts what it stands for and returns how long it is, or 0 where it is none. */
static size_t put_entity(struct buf *b, const char *p, const char *end)
{
	static const struct {
		const char *name;
		char c;
	} named[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' } };
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
		size_t n = strlen(named[i].name);
		if ((size_t)(end - p) >= n && memcmp(p, named[i].name, n) == 0) {
			buf_addc(b, named[i].c);
			return n;
		}
	}
	if (end - p < 4 || p[1] != '#')
		return 0;
	char digits[12] = "";
	const char *semicolon = memchr(p, ';', (size_t)(end - p) < sizeof digits ? (size_t)(end - p) : sizeof digits);
	bool hex = p[2] == 'x';
	const char *from = p + (hex ? 3 : 2);
	if (!semicolon || semicolon <= from)
		return 0;
	memcpy(digits, from, (size_t)(semicolon - from));
	char *stop;
	unsigned long c = strtoul(digits, &stop, hex ? 16 : 10);
	if (*stop || c < 0x20 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = ' ';
	put_utf8(b, (uint32_t)c);
	return (size_t)(semicolon + 1 - p);
}

static void put_text(struct buf *b, const char *p, const char *end)
{
	while (p < end) {
		size_t n = *p == '&' ? put_entity(b, p, end) : 0;
		if (n) {
			p += n;
			continue;
		}
		buf_addc(b, (unsigned char)*p < 0x20 ? ' ' : *p);
		p++;
	}
}

/* The shared strings, one after the other in a buffer. */
struct strings {
	struct buf text;
	size_t *ends;
	size_t count, cap;
};

static void strings_read(struct strings *s, const char *part, size_t len)
{
	struct xml x = { part, part + len };
	struct tag t;
	bool phonetic = false;
	while (xml_next(&x, &t)) {
		if (tag_is(&t, "rPh"))
			phonetic = !t.closing && !t.empty; /* how it is read aloud: not what it is */
		if (tag_is(&t, "t") && t.closing && !phonetic)
			put_text(&s->text, t.text, t.text_end);
		if (!tag_is(&t, "si") || (!t.closing && !t.empty))
			continue;
		if (s->count == s->cap) {
			s->cap = s->cap ? s->cap * 2 : 256;
			s->ends = xrealloc(s->ends, s->cap * sizeof *s->ends);
		}
		s->ends[s->count++] = s->text.len;
	}
}

/* A cell of the CSV; quotation marks only where they are needed. */
static void put_field(struct buf *csv, const char *text, size_t len)
{
	bool plain = !memchr(text, '"', len) && !memchr(text, ',', len);
	if (!plain)
		buf_addc(csv, '"');
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"')
			buf_addc(csv, '"');
		buf_addc(csv, text[i]);
	}
	if (!plain)
		buf_addc(csv, '"');
}

struct sheet {
	struct buf *csv;
	const struct strings *strings;
	struct buf cells[COLUMNS_MAX]; /* of the row */
	bool counting; /* the first pass only finds out how many columns there are */
	size_t columns; /* of the widest row; in the CSV every row has as many */
	size_t row; /* done so far */
};

/* The column of a reference such as "AB12", from 0. */
static size_t column_of(const char *reference, size_t len)
{
	size_t column = 0;
	for (size_t i = 0; i < len && i < 4 && reference[i] >= 'A' && reference[i] <= 'Z'; i++)
		column = column * 26 + (size_t)(reference[i] - 'A' + 1);
	return column ? column - 1 : COLUMNS_MAX;
}

static void row_end(struct sheet *s)
{
	size_t last = 0;
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		last = s->cells[i].len ? i + 1 : last;
	if (s->counting) {
		s->columns = last > s->columns ? last : s->columns;
	} else {
		for (size_t i = 0; i < s->columns && last; i++) {
			if (i)
				buf_addc(s->csv, ',');
			put_field(s->csv, buf_str(&s->cells[i]), s->cells[i].len);
		}
		buf_addc(s->csv, '\n');
	}
	s->row++;
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		buf_reset(&s->cells[i]);
}

/* A cell's value, by its type. */
static void cell_value(struct sheet *s, size_t column, const char *type, size_t type_len, const struct tag *t)
{
	if (column >= COLUMNS_MAX)
		return;
	struct buf *cell = &s->cells[column];
	if (type_len != 1 || *type != 's') {
		put_text(cell, t->text, t->text_end);
		return;
	}
	char digits[12] = "";
	size_t n = (size_t)(t->text_end - t->text);
	if (n == 0 || n >= sizeof digits)
		return;
	memcpy(digits, t->text, n);
	size_t i = strtoul(digits, NULL, 10);
	if (i >= s->strings->count)
		return;
	size_t from = i ? s->strings->ends[i - 1] : 0;
	buf_add(cell, buf_str(&s->strings->text) + from, s->strings->ends[i] - from);
}

static void sheet_read(struct sheet *s, bool counting, const char *part, size_t len)
{
	s->counting = counting;
	s->row = 0;
	struct xml x = { part, part + len };
	struct tag t;
	const char *value, *type = "";
	size_t n, type_len = 0, column = 0;
	while (xml_next(&x, &t) && s->row < ROWS_MAX && buf_ok(s->csv)) {
		if (tag_is(&t, "row") && !t.closing && tag_attribute(&t, "r", &value, &n) && n < 8) {
			size_t number = strtoul(value, NULL, 10);
			while (s->row + 1 < number && s->row < ROWS_MAX)
				row_end(s);
		}
		if (tag_is(&t, "row") && (t.closing || t.empty)) {
			row_end(s);
			column = 0;
		} else if (tag_is(&t, "c") && !t.closing) {
			if (tag_attribute(&t, "r", &value, &n))
				column = column_of(value, n);
			if (!tag_attribute(&t, "t", &type, &type_len))
				type_len = 0;
			if (t.empty)
				column++;
		} else if (tag_is(&t, "c")) {
			column++;
		} else if ((tag_is(&t, "v") || tag_is(&t, "t")) && t.closing) {
			cell_value(s, column, type, type_len, &t);
		}
	}
}

/* The part that holds the first sheet: by the workbook and its relations. False where they do not say. */
static bool first_sheet(const char *zip, size_t len, char *name, size_t size)
{
	struct buf workbook, relations;
	struct tag t;
	const char *id = NULL, *value, *target;
	size_t id_len = 0, n, target_len;
	bool found = false;
	buf_init(&workbook, PART_MAX);
	buf_init(&relations, PART_MAX);
	if (zip_read(zip, len, "xl/workbook.xml", &workbook) != ERR_OK ||
	    zip_read(zip, len, "xl/_rels/workbook.xml.rels", &relations) != ERR_OK)
		goto done;
	struct xml x = { buf_str(&workbook), buf_str(&workbook) + workbook.len };
	while (!id && xml_next(&x, &t)) {
		if (tag_is(&t, "sheet") && tag_attribute(&t, "r:id", &value, &n)) {
			id = value;
			id_len = n;
		}
	}
	x = (struct xml){ buf_str(&relations), buf_str(&relations) + relations.len };
	while (id && !found && xml_next(&x, &t)) {
		if (!tag_is(&t, "Relationship") || !tag_attribute(&t, "Id", &value, &n) || n != id_len ||
		    memcmp(value, id, n) != 0 || !tag_attribute(&t, "Target", &target, &target_len))
			continue;
		bool whole = target_len && *target == '/'; /* from the root of the package */
		snprintf(name, size, whole ? "%.*s" : "xl/%.*s", (int)target_len - whole, target + whole);
		found = true;
	}
done:
	buf_release(&workbook);
	buf_release(&relations);
	return found;
}

enum err xlsx_read(const char *bytes, size_t len, struct buf *csv)
{
	char name[200];
	struct buf part;
	struct strings strings = { 0 };
	struct sheet sheet = { .csv = csv, .strings = &strings };
	if (!first_sheet(bytes, len, name, sizeof name))
		return ERR_NOT_FOUND;
	buf_init(&part, PART_MAX);
	buf_init(&strings.text, PART_MAX);
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		buf_init(&sheet.cells[i], 32768);
	enum err e = zip_read(bytes, len, "xl/sharedStrings.xml", &part);
	if (e == ERR_OK)
		strings_read(&strings, buf_str(&part), part.len);
	if (e == ERR_OK || e == ERR_NOT_FOUND) {
		buf_release(&part);
		e = zip_read(bytes, len, name, &part);
	}
	if (e == ERR_OK) {
		sheet_read(&sheet, true, buf_str(&part), part.len);
		sheet_read(&sheet, false, buf_str(&part), part.len);
	}
	if (e == ERR_OK && !text_utf8(buf_str(csv), csv->len))
		e = ERR_CORRUPT;
	if (e == ERR_OK && !buf_ok(csv))
		e = ERR_TOO_LARGE;
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		buf_release(&sheet.cells[i]);
	buf_release(&part);
	buf_release(&strings.text);
	free(strings.ends);
	return e;
}
