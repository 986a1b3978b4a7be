/* Where JSON pointers point to: one walk over the text finds the places of all of them. */
#include "base/index.h"
#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define PATH_BYTES_MAX 100000

struct walk {
	const char *start, *at, *end;
	const char *line_start;
	size_t line;
	struct buf path; /* the pointer of the value that comes next */
	struct index wanted; /* pointers, and all that they go through, to places */
	struct json_place *places; /* line 0: not found */
};

static void walk_value(struct walk *w);

static void skip_blanks(struct walk *w)
{
	for (; w->at < w->end; w->at++) {
		if (*w->at == '\n') {
			w->line++;
			w->line_start = w->at + 1;
		} else if (*w->at != ' ' && *w->at != '\t' && *w->at != '\r') {
			return;
		}
	}
}

/* Steps over a character that the text, being good, has here. */
static void skip(struct walk *w)
{
	if (w->at < w->end)
		w->at++;
}

static bool at_char(const struct walk *w, char c)
{
	return w->at < w->end && *w->at == c;
}

static void skip_string(struct walk *w)
{
	skip(w);
	while (w->at < w->end && *w->at != '"') {
		if (*w->at == '\\')
			skip(w);
		skip(w);
	}
	skip(w);
}

static void path_leave(struct walk *w, size_t len)
{
	w->path.len = len;
	if (w->path.data)
		w->path.data[len] = '\0';
}

/* A key, as it stands between quotation marks at [from, to), as a part of a pointer. */
static void path_enter_key(struct walk *w, const char *from, const char *to)
{
	cJSON *one = NULL;
	if (memchr(from, '\\', (size_t)(to - from))) { /* rare: written with escapes */
		one = cJSON_ParseWithLength(from - 1, (size_t)(to - from) + 2);
		if (cJSON_IsString(one)) {
			from = one->valuestring;
			to = from + strlen(from);
		}
	}
	buf_addc(&w->path, '/');
	for (; from < to; from++) {
		if (*from == '~')
			buf_adds(&w->path, "~0");
		else if (*from == '/')
			buf_adds(&w->path, "~1");
		else
			buf_addc(&w->path, *from);
	}
	cJSON_Delete(one);
}

static void path_enter_index(struct walk *w, size_t i)
{
	char digits[24];
	size_t n = sizeof digits;
	do {
		digits[--n] = (char)('0' + i % 10);
		i /= 10;
	} while (i);
	buf_addc(&w->path, '/');
	buf_add(&w->path, digits + n, sizeof digits - n);
}

static void walk_object(struct walk *w)
{
	size_t len = w->path.len;
	skip(w);
	skip_blanks(w);
	while (w->at < w->end && *w->at != '}') {
		const char *key = w->at + 1;
		skip_string(w);
		path_enter_key(w, key, w->at - 1);
		skip_blanks(w);
		skip(w); /* : */
		walk_value(w);
		path_leave(w, len);
		skip_blanks(w);
		if (at_char(w, ','))
			skip(w);
		skip_blanks(w);
	}
	skip(w);
}

static void walk_array(struct walk *w)
{
	size_t len = w->path.len;
	skip(w);
	skip_blanks(w);
	for (size_t i = 0; w->at < w->end && *w->at != ']'; i++) {
		path_enter_index(w, i);
		walk_value(w);
		path_leave(w, len);
		skip_blanks(w);
		if (at_char(w, ','))
			skip(w);
		skip_blanks(w);
	}
	skip(w);
}

static struct json_place place_here(const struct walk *w)
{
	struct json_place place = { .offset = (size_t)(w->at - w->start), .line = w->line, .column = 1 };
	for (const char *p = w->line_start; p < w->at; p++)
		place.column += ((unsigned char)*p & 0xC0) != 0x80;
	return place;
}

static void walk_value(struct walk *w)
{
	uint32_t i;
	skip_blanks(w);
	if (index_get(&w->wanted, buf_str(&w->path), w->path.len, &i))
		w->places[i] = place_here(w);
	if (at_char(w, '{'))
		walk_object(w);
	else if (at_char(w, '['))
		walk_array(w);
	else if (at_char(w, '"'))
		skip_string(w);
	else
		while (w->at < w->end && !strchr(",]} \t\r\n", *w->at))
			w->at++;
}

/* Wants a pointer and each that it goes through, for where the last parts are not there. */
static size_t want(struct walk *w, const char *pointer, size_t count)
{
	size_t len = strlen(pointer);
	for (;;) {
		if (index_put(&w->wanted, pointer, len, (uint32_t)count))
			count++;
		if (len == 0)
			return count;
		while (pointer[--len] != '/' && len > 0)
			;
	}
}

static struct json_place deepest(const struct walk *w, const char *pointer)
{
	uint32_t i;
	size_t len = strlen(pointer);
	while (index_get(&w->wanted, pointer, len, &i) && !w->places[i].line && len > 0) {
		while (pointer[--len] != '/' && len > 0)
			;
	}
	return w->places[i];
}

void json_locate_all(const char *text, size_t len, const char *const *pointers, size_t count, struct json_place *places)
{
	struct walk w = { .start = text, .at = text, .end = text + len, .line_start = text, .line = 1 };
	size_t wanted = 0;
	index_init(&w.wanted);
	buf_init(&w.path, PATH_BYTES_MAX);
	for (size_t i = 0; i < count; i++)
		wanted = want(&w, pointers[i], wanted);
	w.places = xcalloc(wanted + 1, sizeof *w.places);
	walk_value(&w);
	for (size_t i = 0; i < count; i++)
		places[i] = deepest(&w, pointers[i]);
	free(w.places);
	buf_release(&w.path);
	index_release(&w.wanted);
}

struct json_place json_locate(const char *text, size_t len, const char *pointer)
{
	struct json_place place;
	json_locate_all(text, len, &pointer, 1, &place);
	return place;
}
