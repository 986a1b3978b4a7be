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

static void add_field(struct csv *c, const char *from, const char *to)
{
	if (c->count == CSV_FIELDS_MAX) {
		c->fault = "expected at most 64 columns";
		return;
	}
	c->fields[c->count++] = (struct csv_field){ from, (size_t)(to - from) };
}

static void add_trimmed(struct csv *c, const char *from, const char *to)
{
	while (from < to && is_blank(*from))
		from++;
	while (to > from && is_blank(to[-1]))
		to--;
	add_field(c, from, to);
}

/* Splits a record in one pass and returns its end, or NULL where there is a quotation mark in it. */
static const char *split_plain(struct csv *c, const char *p)
{
	const char *from = p;
	for (; p < c->end && *p != '\n'; p++) {
		if (*p > ',')
			continue; /* mostly */
		if (*p == ',') {
			add_trimmed(c, from, p);
			from = p + 1;
		} else if (*p == '"') {
			return NULL;
		}
	}
	add_trimmed(c, from, p > from && p[-1] == '\r' ? p - 1 : p);
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
		c->count = 0;
		c->fault = NULL;
		const char *to = split_plain(c, from);
		if (!to) {
			c->count = 0;
			c->fault = NULL;
			to = quoted_end(c, from);
			if (!c->fault)
				split_quoted(c, from, to);
		}
		c->at = to < c->end ? to + 1 : to;
		if (c->fault || !record_empty(c))
			return true;
	}
	return false;
}
