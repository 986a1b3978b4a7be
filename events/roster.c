#include "events/roster.h"

#include "base/index.h"
#include "base/json.h"
#include "base/text.h"
#include "events/csv.h"
#include "events/reader.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#define MEMBERS_MOST 100
#define TITLE_LINES_MAX 10

static enum err convert(const char *from, const char *bytes, size_t len, struct buf *utf8)
{
	iconv_t converter = iconv_open("UTF-8", from);
	if (converter == (iconv_t)-1)
		return ERR_UNSUPPORTED;
	enum err e = ERR_OK;
	char *in = xstrndup(bytes, len), *at = in; /* iconv does not promise to leave it alone */
	size_t left = len;
	while (left > 0 && e == ERR_OK) {
		char chunk[4096], *to = chunk;
		size_t room = sizeof chunk;
		size_t before = left;
		bool stuck = iconv(converter, &at, &left, &to, &room) == (size_t)-1 && left == before && room == sizeof chunk;
		buf_add(utf8, chunk, sizeof chunk - room);
		if (stuck)
			e = ERR_MALFORMED;
	}
	free(in);
	iconv_close(converter);
	return e == ERR_OK && !buf_ok(utf8) ? ERR_TOO_LARGE : e;
}

enum err text_decode(const char *bytes, size_t len, struct buf *utf8, const char **encoding)
{
	if (len >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
		*encoding = bytes[0] == '\xFF' ? "UTF-16LE" : "UTF-16BE";
		return convert(*encoding, bytes + 2, len - 2, utf8);
	}
	if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	if (!text_utf8(bytes, len)) {
		*encoding = "GB18030";
		return convert(*encoding, bytes, len, utf8);
	}
	*encoding = "UTF-8";
	buf_add(utf8, bytes, len);
	return buf_ok(utf8) ? ERR_OK : ERR_TOO_LARGE;
}

enum column { COL_ID, COL_NAME, COL_UNIT, COL_READING, COL_MEMBERS, COLUMN_COUNT };

/* What columns are called in the lists that organisers keep. */
static const struct {
	enum column column;
	const char *name;
} headings[] = {
	{ COL_ID, "id" },           { COL_ID, "number" },       { COL_ID, "编号" },        { COL_ID, "参赛编号" },
	{ COL_ID, "参赛号" },       { COL_ID, "选手编号" },     { COL_ID, "参赛证号" },    { COL_NAME, "name" },
	{ COL_NAME, "姓名" },       { COL_NAME, "选手姓名" },   { COL_NAME, "队名" },      { COL_NAME, "名称" },
	{ COL_UNIT, "unit" },       { COL_UNIT, "单位" },       { COL_UNIT, "单位名称" },  { COL_UNIT, "参赛单位" },
	{ COL_UNIT, "工作单位" },   { COL_MEMBERS, "members" }, { COL_MEMBERS, "成员" },   { COL_MEMBERS, "队员" },
	{ COL_MEMBERS, "参赛队员" }, { COL_READING, "reading" },  { COL_READING, "读音" },    { COL_READING, "拼音" },
	{ COL_READING, "姓名拼音" },
};

struct roster {
	struct csv csv;
	struct arena *arena;
	struct faults *faults;
	size_t at[COLUMN_COUNT]; /* SIZE_MAX: not there */
	size_t columns;
	struct index ids;
};

/* The heading that a field is, or NULL. */
static const enum column *heading_of(struct csv_field field)
{
	for (size_t h = 0; h < sizeof headings / sizeof headings[0]; h++) {
		if (strlen(headings[h].name) == field.len && memcmp(headings[h].name, field.text, field.len) == 0)
			return &headings[h].column;
	}
	return NULL;
}

/* Takes the record as the header. False where no column of names is in it. */
static bool header_take(struct roster *r)
{
	for (int i = 0; i < COLUMN_COUNT; i++)
		r->at[i] = SIZE_MAX;
	for (size_t f = 0; f < r->csv.count; f++) {
		const enum column *column = heading_of(r->csv.fields[f]);
		if (column && r->at[*column] == SIZE_MAX)
			r->at[*column] = f;
	}
	return r->at[COL_NAME] != SIZE_MAX;
}

/* Finds the header: the first record, or one after a title and remarks that lists begin with. */
static bool header_read(struct roster *r)
{
	for (int i = 0; i < TITLE_LINES_MAX && csv_reader_next(&r->csv); i++) {
		if (r->csv.fault || !header_take(r))
			continue;
		r->columns = r->csv.count;
		for (size_t f = 0; f < r->csv.count; f++) {
			struct csv_field field = r->csv.fields[f];
			bool used = false;
			for (int k = 0; k < COLUMN_COUNT; k++)
				used = used || r->at[k] == f;
			if (!used && field.len)
				faults_add(r->faults, true, NULL, r->csv.line, "the column \"%.*s\" is not used",
				           (int)(field.len > 80 ? 80 : field.len), field.text);
		}
		return true;
	}
	faults_add(r->faults, false, NULL, 1, "expected a header with a column of names (name, 姓名 or 队名), such as "
	                                      "id,name,unit or 编号,姓名,单位");
	return false;
}

/* A field as a text of the arena, "" after a fault. */
static const char *text_of(struct roster *r, enum column column, const char *name)
{
	if (r->at[column] == SIZE_MAX)
		return "";
	struct csv_field f = r->csv.fields[r->at[column]];
	if (f.len > STRING_MAX) {
		faults_add(r->faults, false, NULL, r->csv.line, "%s: expected at most %d bytes, found %zu", name, STRING_MAX, f.len);
		return "";
	}
	char *text = arena_strndup(r->arena, f.text, f.len);
	for (unsigned char *p = (unsigned char *)text; *p; p++) {
		if (*p < 0x20 || *p == 0x7F)
			*p = ' '; /* a line end in a cell of a spreadsheet */
	}
	return text;
}

/* Members stand in one cell, with 、 or a comma or semicolon, narrow or wide, between them. */
static void members_split(struct roster *r, struct competitor *c)
{
	static const char *const marks[] = { "、", ",", ";", "\xEF\xBC\x8C", "\xEF\xBC\x9B" };
	const char *p = text_of(r, COL_MEMBERS, "members");
	c->members = arena_array(r->arena, MEMBERS_MOST, sizeof *c->members);
	while (*p && c->member_count < MEMBERS_MOST) {
		const char *end = p + strlen(p), *next = end;
		for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
			const char *found = strstr(p, marks[i]);
			if (found && found < end) {
				end = found;
				next = found + strlen(marks[i]);
			}
		}
		while (*p == ' ')
			p++;
		const char *last = end;
		while (last > p && last[-1] == ' ')
			last--;
		if (last > p)
			c->members[c->member_count++] = arena_strndup(r->arena, p, (size_t)(last - p));
		p = next;
	}
}

static void row_read(struct roster *r, struct competitor *c, uint32_t place)
{
	char number[24];
	c->name = text_of(r, COL_NAME, "name");
	c->unit = text_of(r, COL_UNIT, "unit");
	c->reading = text_of(r, COL_READING, "reading");
	if (r->at[COL_MEMBERS] != SIZE_MAX)
		members_split(r, c);
	if (!*c->name)
		faults_add(r->faults, false, NULL, r->csv.line, "the name is empty: expected a name");
	if (r->at[COL_ID] == SIZE_MAX) {
		snprintf(number, sizeof number, "%03u", place + 1);
		c->id = arena_strdup(r->arena, number);
		return;
	}
	c->id = text_of(r, COL_ID, "id");
	if (!text_id(c->id, strlen(c->id)))
		faults_add(r->faults, false, NULL, r->csv.line,
		           "the id \"%s\": expected 1 to 64 letters, digits, \"_\", \"-\" or \".\", not beginning with a point", c->id);
	else if (!index_put(&r->ids, c->id, strlen(c->id), place))
		faults_add(r->faults, false, NULL, r->csv.line, "the id \"%s\" is there twice: expected each only once", c->id);
}

/* How many records there can be: lines. */
static size_t lines_of(const char *text, size_t len)
{
	size_t n = 1;
	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	return n;
}

enum err roster_read(const char *text, size_t len, struct arena *arena, struct competitor **out, uint32_t *count,
                     struct faults *faults)
{
	struct roster r = { .arena = arena, .faults = faults };
	size_t before = faults->faults, most = lines_of(text, len);
	uint32_t n = 0;
	struct competitor *list = arena_array(arena, most > COMPETITORS_MAX ? COMPETITORS_MAX : most, sizeof *list);
	csv_reader_init(&r.csv, text, len);
	index_init(&r.ids);
	bool good = header_read(&r);
	while (good && csv_reader_next(&r.csv)) {
		if (n == COMPETITORS_MAX) {
			faults_add(faults, false, NULL, r.csv.line, "expected at most %d competitors", COMPETITORS_MAX);
			break;
		}
		if (r.csv.fault)
			faults_add(faults, false, NULL, r.csv.line, "%s", r.csv.fault);
		else if (r.csv.count != r.columns)
			faults_add(faults, false, NULL, r.csv.line, "expected %zu columns as in the header, found %zu", r.columns,
			           r.csv.count);
		else {
			row_read(&r, &list[n], n);
			n++;
		}
	}
	index_release(&r.ids);
	csv_reader_release(&r.csv);
	if (faults->faults != before)
		return ERR_INVALID;
	*out = list;
	*count = n;
	return ERR_OK;
}

/* The end of the array or object that begins at p, in a text that is good JSON. */
static const char *value_end(const char *p, const char *end)
{
	int depth = 0;
	bool quoted = false;
	for (; p < end; p++) {
		if (quoted) {
			if (*p == '\\')
				p++;
			else if (*p == '"')
				quoted = false;
		} else if (*p == '"') {
			quoted = true;
		} else if (*p == '[' || *p == '{') {
			depth++;
		} else if (*p == ']' || *p == '}') {
			if (--depth == 0)
				return p + 1;
		}
	}
	return end;
}

static void competitor_put(struct json_out *o, const struct competitor *c)
{
	json_object(o);
	json_member_string(o, "id", c->id);
	json_member_string(o, "name", c->name);
	if (*c->unit)
		json_member_string(o, "unit", c->unit);
	if (c->reading && *c->reading)
		json_member_string(o, "reading", c->reading);
	if (c->member_count) {
		json_key(o, "members");
		json_array(o);
		for (uint32_t i = 0; i < c->member_count; i++)
			json_put_string(o, c->members[i]);
		json_array_end(o);
	}
	json_object_end(o);
}

void roster_put(const char *definition, size_t len, uint32_t contest, const struct competitor *competitors,
                uint32_t count, struct buf *out)
{
	char pointer[64];
	struct json_out o;
	snprintf(pointer, sizeof pointer, "/contests/%u/competitors", contest);
	size_t skip = len >= 3 && memcmp(definition, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	struct json_place place = json_locate(definition + skip, len - skip, pointer);
	const char *from = definition + skip + place.offset, *end = definition + len;
	buf_add(out, definition, (size_t)(from - definition));
	buf_addc(out, '[');
	for (uint32_t i = 0; i < count; i++) { /* one a line */
		buf_adds(out, i ? ",\n  " : "\n  ");
		json_out_init(&o, out);
		competitor_put(&o, &competitors[i]);
	}
	buf_adds(out, "\n ]");
	from = value_end(from, end);
	buf_add(out, from, (size_t)(end - from));
}
