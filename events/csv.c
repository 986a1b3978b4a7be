#include "events/csv.h"

#include <csv.h>
#include <string.h>

#define RECORD_MAX 1000000 /* bytes of a record with quotation marks */

void csv_reader_init(struct csv *c, const char *text, size_t len)
{
	*c = (struct csv){ .at = text, .end = text + len, .next_line = 1 };
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		c->at += 3;
	buf_init(&c->unquoted, RECORD_MAX);
}

void csv_reader_release(struct csv *c)
{
	buf_release(&c->unquoted);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline void add_field(struct csv *c, const char *from, const char *to)
{
	if (c->count == CSV_FIELDS_MAX) {
		c->fault = "expected at most 64 columns";
		return;
	}
	c->fields[c->count++] = (struct csv_field){ from, (size_t)(to - from) };
}

/* A field of the record that begins at `record`. */
static inline void add_trimmed(struct csv *c, const char *record, const char *from, const char *to)
{
	c->starts[c->count] = (size_t)(from - record);
	while (from < to && is_blank(*from))
		from++;
	while (to > from && is_blank(to[-1]))
		to--;
	add_field(c, from, to);
}

/* How many bytes at p are those of the last record; its end does not count. */
static size_t repeated(const struct csv *c, const char *p)
{
	size_t n = 0, left = (size_t)(c->end - p), max = c->last_len < left ? c->last_len : left;
	for (uint64_t a, b; n + sizeof a <= max; n += sizeof a) {
		memcpy(&a, c->last + n, sizeof a);
		memcpy(&b, p + n, sizeof b);
		if (a != b)
			break;
	}
	while (n < max && c->last[n] == p[n])
		n++;
	return n;
}

/* Goes over the fields that the record has in common with the last one, which stay as they are; returns where the next begins. */
static const char *keep_same(struct csv *c, const char *p)
{
	size_t fields = c->count;
	c->count = c->same = 0;
	if (!c->last || fields == 0)
		return p;
	size_t n = repeated(c, p);
	while (--fields > 0 && c->starts[fields] > n)
		;
	c->count = c->same = fields;
	return p + c->starts[fields];
}

/* Splits a record in one pass and returns its end, or NULL where there is a quotation mark in it. */
static const char *split_plain(struct csv *c, const char *record)
{
	const char *from = keep_same(c, record), *p = from;
	for (; p < c->end && *p != '\n'; p++) {
		if (*p > ',')
			continue; /* mostly */
		if (*p == ',') {
			add_trimmed(c, record, from, p);
			from = p + 1;
		} else if (*p == '"') {
			return NULL;
		}
	}
	add_trimmed(c, record, from, p > from && p[-1] == '\r' ? p - 1 : p);
	return p;
}

/* libcsv gives fields one by one: they go into one buffer, whose memory may move, so places are kept as offsets. */
struct quoted {
	struct csv *csv;
	size_t offsets[CSV_FIELDS_MAX + 1];
	size_t count;
};

static void on_field(void *data, size_t len, void *arg)
{
	struct quoted *q = arg;
	if (q->count < CSV_FIELDS_MAX)
		q->offsets[q->count] = q->csv->unquoted.len;
	q->count++;
	buf_add(&q->csv->unquoted, data, len);
}

static void split_quoted(struct csv *c, const char *p, const char *end)
{
	struct quoted q = { .csv = c };
	struct csv_parser parser;
	buf_reset(&c->unquoted);
	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
		c->fault = "this record cannot be read";
		return;
	}
	size_t len = (size_t)(end - p);
	if (csv_parse(&parser, p, len, on_field, NULL, &q) != len || csv_fini(&parser, on_field, NULL, &q) != 0)
		c->fault = "a quotation mark is misplaced: expected \"…\" around a whole field, and \"\" for one inside";
	csv_free(&parser);
	if (!buf_ok(&c->unquoted) || q.count > CSV_FIELDS_MAX)
		c->fault = "expected at most 64 columns and 1000000 bytes in a record";
	if (c->fault)
		return;
	q.offsets[q.count] = c->unquoted.len;
	for (size_t i = 0; i < q.count; i++)
		add_field(c, buf_str(&c->unquoted) + q.offsets[i], buf_str(&c->unquoted) + q.offsets[i + 1]);
}

/* The end of a record in which there are quotation marks: the first line end outside of them. */
static const char *quoted_end(struct csv *c, const char *p)
{
	bool inside = false;
	for (; p < c->end; p++) {
		if (*p == '"')
			inside = !inside;
		else if (*p == '\n') {
			if (!inside)
				return p;
			c->next_line++;
		}
	}
	if (inside)
		c->fault = "a quotation mark is opened and never closed";
	return c->end;
}

static bool record_empty(const struct csv *c)
{
	for (size_t i = 0; i < c->count; i++) {
		if (c->fields[i].len)
			return false;
	}
	return true;
}

bool csv_reader_next(struct csv *c)
{
	while (c->at < c->end) {
		const char *from = c->at;
		c->line = c->next_line++;
		c->fault = NULL;
		const char *to = split_plain(c, from);
		c->last = to && !c->fault ? from : NULL;
		c->last_len = to ? (size_t)(to - from) : 0;
		if (!to) {
			c->count = c->same = 0;
			c->fault = NULL;
			to = quoted_end(c, from);
			if (!c->fault)
				split_quoted(c, from, to);
		}
		c->at = to < c->end ? to + 1 : to;
		if (c->fault || !record_empty(c))
			return true;
		c->last = NULL;
	}
	return false;
}
