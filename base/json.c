#include "base/json.h"

#include "base/decimal.h"
#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Stands before a number's text in the tree: no byte of UTF-8, so no string from outside begins with it. */
#define NUMBER_MARK '\xFF'
#define FEW_KEYS 16 /* of an object: compared one with another */

#define NODES_AT_ONCE 1000

struct nodes {
	struct nodes *next;
	size_t used, size;
	cJSON list[];
};

/* A tree as json_parse() gives it: the root is its first member, so json_free() finds the rest. */
struct tree {
	cJSON root;
	struct nodes *nodes;
	char *texts; /* strings without escapes, and numbers with their mark, each with a NUL */
};

/*
 * The scan: one pass of a recursive-descent reader that makes the tree as it goes. It remembers the keys of the open
 * objects to find duplicates.
 */
struct key {
	const char *at; /* between the quotes, as written */
	size_t len;
	bool escapes;
};

struct scan {
	const char *start, *at, *end;
	struct tree *tree;
	char *text; /* where the next string of the tree goes */
	struct key *keys; /* of all open objects, innermost last */
	size_t key_count, key_cap;
	enum err err;
};

static bool scan_value(struct scan *s, cJSON *out, int depth);

static bool fail(struct scan *s, enum err e)
{
	s->err = e;
	return false;
}

static void skip_blanks(struct scan *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r'))
		s->at++;
}

static bool take(struct scan *s, char c)
{
	if (s->at >= s->end || *s->at != c)
		return fail(s, ERR_MALFORMED);
	s->at++;
	return true;
}

static bool is_digit_at(const struct scan *s)
{
	return s->at < s->end && *s->at >= '0' && *s->at <= '9';
}

static bool take_digits(struct scan *s)
{
	if (!is_digit_at(s))
		return fail(s, ERR_MALFORMED);
	while (is_digit_at(s))
		s->at++;
	return true;
}

static char *add_text(struct scan *s, const char *from, size_t len)
{
	char *text = s->text;
	memcpy(text, from, len);
	text[len] = '\0';
	s->text += len + 1;
	return text;
}

static bool scan_number(struct scan *s, cJSON *out)
{
	const char *from = s->at;
	if (*s->at == '-')
		s->at++;
	if (s->at < s->end && *s->at == '0')
		s->at++;
	else if (!take_digits(s))
		return false;
	if (s->at < s->end && *s->at == '.') {
		s->at++;
		if (!take_digits(s))
			return false;
	}
	if (s->at < s->end && (*s->at == 'e' || *s->at == 'E')) {
		s->at++;
		if (s->at < s->end && (*s->at == '+' || *s->at == '-'))
			s->at++;
		if (!take_digits(s))
			return false;
	}
	out->type = cJSON_String;
	out->valuestring = s->text;
	*s->text++ = NUMBER_MARK;
	add_text(s, from, (size_t)(s->at - from));
	return true;
}

/* Four hex digits at p, or -1. */
static long hex4(const char *p, const char *end)
{
	if (end - p < 4)
		return -1;
	long value = 0;
	for (int i = 0; i < 4; i++) {
		char c = p[i];
		int digit = c >= '0' && c <= '9' ? c - '0'
		            : c >= 'a' && c <= 'f' ? c - 'a' + 10
		            : c >= 'A' && c <= 'F' ? c - 'A' + 10
		                                   : -1;
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* s->at stands behind a backslash. */
static bool scan_escape(struct scan *s)
{
	if (s->at >= s->end || !strchr("\"\\/bfnrtu", *s->at) || !*s->at)
		return fail(s, ERR_MALFORMED);
	if (*s->at++ != 'u')
		return true;
	long unit = hex4(s->at, s->end);
	if (unit <= 0 || (unit >= 0xDC00 && unit <= 0xDFFF))
		return fail(s, ERR_MALFORMED); /* bad digits, \u0000, or the second half of a pair alone */
	s->at += 4;
	if (unit < 0xD800 || unit > 0xDBFF)
		return true;
	if (s->end - s->at < 6 || s->at[0] != '\\' || s->at[1] != 'u')
		return fail(s, ERR_MALFORMED);
	long low = hex4(s->at + 2, s->end);
	if (low < 0xDC00 || low > 0xDFFF)
		return fail(s, ERR_MALFORMED);
	s->at += 6;
	return true;
}

static char *put_utf8(char *out, long c)
{
	static const unsigned char first[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	int bytes = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	if (bytes == 1) {
		*out = (char)c;
		return out + 1;
	}
	for (int i = bytes - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3F));
	out[0] = (char)(first[bytes] | c);
	return out + bytes;
}

/* A string that scan_string() accepted, without its escapes; never longer than it is written. */
static char *add_plain(struct scan *s, struct key k)
{
	static const char names[] = "bfnrt", meant[] = "\b\f\n\r\t";
	char *text = s->text, *out = text;
	for (const char *p = k.at, *end = k.at + k.len; p < end; p++) {
		if (*p != '\\') {
			*out++ = *p;
			continue;
		}
		const char *name = strchr(names, *++p);
		if (*p != 'u') {
			*out++ = name ? meant[name - names] : *p;
			continue;
		}
		long c = hex4(p + 1, end);
		p += 4;
		if (c >= 0xD800 && c <= 0xDBFF) {
			c = 0x10000 + ((c - 0xD800) << 10) + (hex4(p + 3, end) - 0xDC00);
			p += 6;
		}
		out = put_utf8(out, c);
	}
	*out++ = '\0';
	s->text = out;
	return text;
}

static char *add_string(struct scan *s, struct key k)
{
	return k.escapes ? add_plain(s, k) : add_text(s, k.at, k.len);
}

static bool scan_string(struct scan *s, struct key *inside)
{
	bool escapes = false;
	const char *from = s->at;
	if (s->at >= s->end || *s->at != '"')
		return fail(s, ERR_MALFORMED);
	s->at++;
	while (s->at < s->end && *s->at != '"') {
		if ((unsigned char)*s->at < 0x20)
			return fail(s, ERR_MALFORMED);
		if (*s->at++ != '\\')
			continue;
		escapes = true;
		if (!scan_escape(s))
			return false;
	}
	if (s->at >= s->end)
		return fail(s, ERR_MALFORMED);
	s->at++;
	*inside = (struct key){ from + 1, (size_t)(s->at - from) - 2, escapes };
	return true;
}

static int compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int d = memcmp(x->at, y->at, n);
	return d ? d : (x->len > y->len) - (x->len < y->len);
}

static bool same_among_few(const struct key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < i; k++) {
			if (keys[i].len == keys[k].len && memcmp(keys[i].at, keys[k].at, keys[i].len) == 0)
				return true;
		}
	}
	return false;
}

/* Whether two of the keys from `first` on, without escapes, are the same. Sorting keeps an object of 60,000 keys from taking n^2. */
static bool duplicate_key(struct scan *s, size_t first)
{
	size_t count = s->key_count - first;
	struct key *keys = s->keys + first;
	if (count <= FEW_KEYS)
		return same_among_few(keys, count);
	qsort(keys, count, sizeof *keys, compare_keys);
	for (size_t i = 1; i < count; i++) {
		if (compare_keys(&keys[i - 1], &keys[i]) == 0)
			return true;
	}
	return false;
}

static void remember_key(struct scan *s, struct key k)
{
	if (s->key_count == s->key_cap) {
		s->key_cap = s->key_cap ? s->key_cap * 2 : 32;
		s->keys = xrealloc(s->keys, s->key_cap * sizeof *s->keys);
	}
	s->keys[s->key_count++] = k;
}

static void nodes_add(struct tree *tree, size_t size)
{
	struct nodes *nodes = xcalloc(1, sizeof *nodes + size * sizeof nodes->list[0]);
	nodes->size = size;
	nodes->next = tree->nodes;
	tree->nodes = nodes;
}

/* The next child of an array or object; its first child's `prev` is its last one, as cJSON has it. */
static cJSON *add_child(struct scan *s, cJSON *parent)
{
	if (s->tree->nodes->used == s->tree->nodes->size)
		nodes_add(s->tree, NODES_AT_ONCE);
	cJSON *child = &s->tree->nodes->list[s->tree->nodes->used++];
	if (parent->child) {
		child->prev = parent->child->prev;
		child->prev->next = child;
	} else {
		parent->child = child;
	}
	parent->child->prev = child;
	return child;
}

static bool scan_member(struct scan *s, cJSON *parent, int depth)
{
	struct key k;
	skip_blanks(s);
	if (!scan_string(s, &k))
		return false;
	cJSON *child = add_child(s, parent);
	child->string = add_string(s, k);
	if (k.escapes)
		k = (struct key){ child->string, strlen(child->string), false };
	remember_key(s, k);
	skip_blanks(s);
	if (!take(s, ':'))
		return false;
	return scan_value(s, child, depth + 1);
}

static bool scan_object(struct scan *s, cJSON *out, int depth)
{
	out->type = cJSON_Object;
	size_t first = s->key_count;
	if (!take(s, '{'))
		return false;
	skip_blanks(s);
	if (s->at < s->end && *s->at == '}')
		return take(s, '}');
	for (;;) {
		if (!scan_member(s, out, depth))
			return false;
		skip_blanks(s);
		if (s->at < s->end && *s->at == '}')
			break;
		if (!take(s, ','))
			return false;
	}
	if (duplicate_key(s, first))
		return fail(s, ERR_DUPLICATE_KEY);
	s->key_count = first;
	return take(s, '}');
}

static bool scan_array(struct scan *s, cJSON *out, int depth)
{
	out->type = cJSON_Array;
	if (!take(s, '['))
		return false;
	skip_blanks(s);
	if (s->at < s->end && *s->at == ']')
		return take(s, ']');
	for (;;) {
		if (!scan_value(s, add_child(s, out), depth + 1))
			return false;
		skip_blanks(s);
		if (s->at < s->end && *s->at == ']')
			return take(s, ']');
		if (!take(s, ','))
			return false;
	}
}

static bool scan_word(struct scan *s, cJSON *out, const char *word, int type)
{
	size_t n = strlen(word);
	if ((size_t)(s->end - s->at) < n || memcmp(s->at, word, n) != 0)
		return fail(s, ERR_MALFORMED);
	s->at += n;
	out->type = type;
	return true;
}

static bool scan_value(struct scan *s, cJSON *out, int depth)
{
	if (depth > JSON_DEPTH_MAX)
		return fail(s, ERR_TOO_DEEP);
	skip_blanks(s);
	if (s->at >= s->end)
		return fail(s, ERR_MALFORMED);
	struct key text;
	switch (*s->at) {
	case '{': return scan_object(s, out, depth);
	case '[': return scan_array(s, out, depth);
	case '"':
		if (!scan_string(s, &text))
			return false;
		out->type = cJSON_String;
		out->valuestring = add_string(s, text);
		return true;
	case 't': return scan_word(s, out, "true", cJSON_True);
	case 'f': return scan_word(s, out, "false", cJSON_False);
	case 'n': return scan_word(s, out, "null", cJSON_NULL);
	case '-': return scan_number(s, out);
	default: return is_digit_at(s) ? scan_number(s, out) : fail(s, ERR_MALFORMED);
	}
}

static struct json_place place_of(const char *text, const char *at)
{
	struct json_place place = { .offset = (size_t)(at - text), .line = 1, .column = 1 };
	for (const char *p = text; p < at; p++) {
		if (*p == '\n') {
			place.line++;
			place.column = 1;
		} else if (((unsigned char)*p & 0xC0) != 0x80) {
			place.column++;
		}
	}
	return place;
}

static void scan_init(struct scan *s, const char *text, size_t len)
{
	*s = (struct scan){ .start = text, .at = text, .end = text + len };
	s->tree = xcalloc(1, sizeof *s->tree);
	nodes_add(s->tree, len / 16 < NODES_AT_ONCE ? len / 16 + 1 : NODES_AT_ONCE);
	/* a string has a NUL for two quotation marks; a number a NUL and its mark for what must follow it and for itself */
	s->text = s->tree->texts = xmalloc(len * 2 + 2);
}

enum err json_parse(const char *text, size_t len, cJSON **out, struct json_place *place)
{
	struct scan s;
	scan_init(&s, text, len);
	size_t good = text_utf8_prefix(text, len);
	if (good < len) {
		s.err = ERR_MALFORMED;
		s.at = text + good;
	} else if (scan_value(&s, &s.tree->root, 1)) {
		skip_blanks(&s);
		if (s.at != s.end)
			s.err = ERR_MALFORMED;
	}
	free(s.keys);
	if (s.err == ERR_OK) {
		*out = &s.tree->root;
		return ERR_OK;
	}
	if (place)
		*place = place_of(text, s.at);
	json_free(&s.tree->root);
	return s.err;
}

void json_free(cJSON *root)
{
	struct tree *tree = (struct tree *)root;
	if (!tree)
		return;
	while (tree->nodes) {
		struct nodes *next = tree->nodes->next;
		free(tree->nodes);
		tree->nodes = next;
	}
	free(tree->texts);
	free(tree);
}

const cJSON *json_member(const cJSON *object, const char *name)
{
	return json_is_object(object) ? cJSON_GetObjectItemCaseSensitive(object, name) : NULL;
}

bool json_is_object(const cJSON *value)
{
	return cJSON_IsObject(value);
}

bool json_is_array(const cJSON *value)
{
	return cJSON_IsArray(value);
}

bool json_is_null(const cJSON *value)
{
	return !value || cJSON_IsNull(value);
}

bool json_is_number(const cJSON *value)
{
	return cJSON_IsString(value) && value->valuestring[0] == NUMBER_MARK;
}

bool json_is_string(const cJSON *value)
{
	return cJSON_IsString(value) && value->valuestring[0] != NUMBER_MARK;
}

size_t json_size(const cJSON *value)
{
	return json_is_array(value) || json_is_object(value) ? (size_t)cJSON_GetArraySize(value) : 0;
}

bool json_string(const cJSON *value, const char **out)
{
	if (!json_is_string(value))
		return false;
	*out = value->valuestring;
	return true;
}

bool json_number_text(const cJSON *value, const char **out)
{
	if (!json_is_number(value))
		return false;
	*out = value->valuestring + 1;
	return true;
}

bool json_bool(const cJSON *value, bool *out)
{
	if (!cJSON_IsBool(value))
		return false;
	*out = cJSON_IsTrue(value);
	return true;
}

enum err json_int(const cJSON *value, int64_t min, int64_t max, int64_t *out)
{
	if (!json_is_number(value))
		return ERR_INVALID;
	const char *text = value->valuestring + 1;
	int64_t whole;
	char *end;
	if (!strpbrk(text, ".eE")) { /* beyond what a decimal holds, such as milliseconds since 1970 */
		if (strlen(text) > 18)
			return ERR_OUT_OF_RANGE;
		whole = strtoll(text, &end, 10);
	} else {
		int64_t micros;
		enum err e = decimal_parse(text, strlen(text), &micros);
		if (e != ERR_OK)
			return e == ERR_OUT_OF_RANGE ? e : ERR_INVALID;
		if (micros % DECIMAL_ONE)
			return ERR_INVALID;
		whole = micros / DECIMAL_ONE;
	}
	if (whole < min || whole > max)
		return ERR_OUT_OF_RANGE;
	*out = whole;
	return ERR_OK;
}

enum err json_decimal(const cJSON *value, int64_t *micros)
{
	if (!cJSON_IsString(value))
		return ERR_INVALID;
	const char *text = value->valuestring + (json_is_number(value) ? 1 : 0);
	return decimal_parse(text, strlen(text), micros);
}

void json_out_init(struct json_out *o, struct buf *buf)
{
	*o = (struct json_out){ .buf = buf };
}

static void separate(struct json_out *o)
{
	if (o->comma)
		buf_addc(o->buf, ',');
	o->comma = true;
}

static void open_with(struct json_out *o, char c)
{
	separate(o);
	buf_addc(o->buf, c);
	o->comma = false;
}

static void close_with(struct json_out *o, char c)
{
	buf_addc(o->buf, c);
	o->comma = true;
}

void json_object(struct json_out *o)
{
	open_with(o, '{');
}

void json_object_end(struct json_out *o)
{
	close_with(o, '}');
}

void json_array(struct json_out *o)
{
	open_with(o, '[');
}

void json_array_end(struct json_out *o)
{
	close_with(o, ']');
}

static void put_escaped(struct buf *b, const char *text, size_t len)
{
	buf_addc(b, '"');
	size_t from = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
			continue;
		buf_add(b, text + from, i - from);
		from = i + 1;
		if (c == '"' || c == '\\') {
			buf_addc(b, '\\');
			buf_addc(b, (char)c);
		} else if (c == '\n') {
			buf_adds(b, "\\n");
		} else {
			buf_addf(b, "\\u%04x", (unsigned)c);
		}
	}
	buf_add(b, text + from, len - from);
	buf_addc(b, '"');
}

void json_key(struct json_out *o, const char *key)
{
	separate(o);
	put_escaped(o->buf, key, strlen(key));
	buf_addc(o->buf, ':');
	o->comma = false;
}

void json_put_stringn(struct json_out *o, const char *text, size_t len)
{
	separate(o);
	put_escaped(o->buf, text, len);
}

void json_put_string(struct json_out *o, const char *text)
{
	if (text)
		json_put_stringn(o, text, strlen(text));
	else
		json_put_null(o);
}

void json_put_int(struct json_out *o, int64_t value)
{
	assert(value > -(INT64_C(1) << 53) && value < INT64_C(1) << 53);
	separate(o);
	if (value < 0)
		buf_addc(o->buf, '-');
	buf_addu(o->buf, (uint64_t)(value < 0 ? -value : value));
}

void json_put_bool(struct json_out *o, bool value)
{
	separate(o);
	buf_adds(o->buf, value ? "true" : "false");
}

void json_put_null(struct json_out *o)
{
	separate(o);
	buf_adds(o->buf, "null");
}

void json_put_raw(struct json_out *o, const char *json, size_t len)
{
	separate(o);
	buf_add(o->buf, json, len);
}

void json_put_tree(struct json_out *o, const cJSON *tree)
{
	const cJSON *child;
	bool truth;
	const char *text;
	if (json_is_object(tree)) {
		json_object(o);
		cJSON_ArrayForEach(child, tree) {
			json_key(o, child->string);
			json_put_tree(o, child);
		}
		json_object_end(o);
	} else if (json_is_array(tree)) {
		json_array(o);
		cJSON_ArrayForEach(child, tree)
			json_put_tree(o, child);
		json_array_end(o);
	} else if (json_is_number(tree)) {
		json_put_raw(o, tree->valuestring + 1, strlen(tree->valuestring + 1));
	} else if (json_string(tree, &text)) {
		json_put_string(o, text);
	} else if (json_bool(tree, &truth)) {
		json_put_bool(o, truth);
	} else {
		json_put_null(o);
	}
}

void json_member_string(struct json_out *o, const char *key, const char *text)
{
	json_key(o, key);
	json_put_string(o, text);
}

void json_member_int(struct json_out *o, const char *key, int64_t value)
{
	json_key(o, key);
	json_put_int(o, value);
}

void json_member_bool(struct json_out *o, const char *key, bool value)
{
	json_key(o, key);
	json_put_bool(o, value);
}
