#include "base/json.h"

#include "base/decimal.h"
#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

/* Stands before a number's text in the tree: no byte of UTF-8, so no string from outside begins with it. */
#define NUMBER_MARK '\xFF'
#define FEW_KEYS 16 /* of an object: compared one with another */

/*
 * The scan: one pass of a recursive-descent reader that builds nothing but a copy of the text in which numbers are
 * marked strings. It remembers the keys of the open objects to find duplicates.
 */
struct key {
	const char *at; /* between the quotes, as written */
	size_t len;
};

struct scan {
	const char *start, *at, *end;
	const char *copied; /* the text before this is in the copy */
	struct buf copy;
	struct key *keys; /* of all open objects, innermost last */
	size_t key_count, key_cap;
	enum err err;
};

static bool scan_value(struct scan *s, int depth);

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

static void copy_until(struct scan *s, const char *to)
{
	buf_add(&s->copy, s->copied, (size_t)(to - s->copied));
}

static bool scan_number(struct scan *s)
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
	copy_until(s, from);
	s->copied = s->at;
	buf_addc(&s->copy, '"');
	buf_addc(&s->copy, NUMBER_MARK);
	buf_add(&s->copy, from, (size_t)(s->at - from));
	buf_addc(&s->copy, '"');
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

static bool scan_string(struct scan *s, struct key *inside)
{
	const char *from = s->at;
	if (s->at >= s->end || *s->at != '"')
		return fail(s, ERR_MALFORMED);
	s->at++;
	while (s->at < s->end && *s->at != '"') {
		if ((unsigned char)*s->at < 0x20)
			return fail(s, ERR_MALFORMED);
		if (*s->at++ == '\\' && !scan_escape(s))
			return false;
	}
	if (s->at >= s->end)
		return fail(s, ERR_MALFORMED);
	s->at++;
	*inside = (struct key){ from + 1, (size_t)(s->at - from) - 2 };
	return true;
}

/* A key as it reads: without escapes. Keys that are written with escapes are rare; they go through cJSON. */
static char *plain_key(struct key k)
{
	if (!memchr(k.at, '\\', k.len))
		return xstrndup(k.at, k.len);
	cJSON *one = cJSON_ParseWithLength(k.at - 1, k.len + 2);
	char *text = xstrdup(one && cJSON_IsString(one) ? one->valuestring : "");
	cJSON_Delete(one);
	return text;
}

static int compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int d = memcmp(x->at, y->at, n);
	return d ? d : (x->len > y->len) - (x->len < y->len);
}

/* The same without memory and sorting, for the few plain keys that most objects have; false where it cannot tell. */
static bool few_keys(const struct key *keys, size_t count, bool *same)
{
	if (count > FEW_KEYS)
		return false;
	*same = false;
	for (size_t i = 0; i < count; i++) {
		if (memchr(keys[i].at, '\\', keys[i].len))
			return false;
		for (size_t k = 0; k < i; k++) {
			if (keys[i].len == keys[k].len && memcmp(keys[i].at, keys[k].at, keys[i].len) == 0)
				*same = true;
		}
	}
	return true;
}

/* Whether two of the keys from `first` on are the same. Sorting keeps an object of 60,000 keys from taking n^2. */
static bool duplicate_key(struct scan *s, size_t first)
{
	size_t count = s->key_count - first;
	if (count < 2)
		return false;
	bool same = false;
	if (few_keys(s->keys + first, count, &same))
		return same;
	char **texts = xcalloc(count, sizeof *texts);
	struct key *plain = xcalloc(count, sizeof *plain);
	for (size_t i = 0; i < count; i++) {
		plain[i] = s->keys[first + i];
		if (memchr(plain[i].at, '\\', plain[i].len)) {
			texts[i] = plain_key(plain[i]);
			plain[i] = (struct key){ texts[i], strlen(texts[i]) };
		}
	}
	qsort(plain, count, sizeof *plain, compare_keys);
	for (size_t i = 1; i < count && !same; i++)
		same = compare_keys(&plain[i - 1], &plain[i]) == 0;
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
	free(texts);
	free(plain);
	return same;
}

static void remember_key(struct scan *s, struct key k)
{
	if (s->key_count == s->key_cap) {
		s->key_cap = s->key_cap ? s->key_cap * 2 : 32;
		s->keys = xrealloc(s->keys, s->key_cap * sizeof *s->keys);
	}
	s->keys[s->key_count++] = k;
}

static bool scan_member(struct scan *s, int depth)
{
	struct key k;
	skip_blanks(s);
	if (!scan_string(s, &k))
		return false;
	remember_key(s, k);
	skip_blanks(s);
	if (!take(s, ':'))
		return false;
	return scan_value(s, depth + 1);
}

static bool scan_object(struct scan *s, int depth)
{
	size_t first = s->key_count;
	if (!take(s, '{'))
		return false;
	skip_blanks(s);
	if (s->at < s->end && *s->at == '}')
		return take(s, '}');
	for (;;) {
		if (!scan_member(s, depth))
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

static bool scan_array(struct scan *s, int depth)
{
	if (!take(s, '['))
		return false;
	skip_blanks(s);
	if (s->at < s->end && *s->at == ']')
		return take(s, ']');
	for (;;) {
		if (!scan_value(s, depth + 1))
			return false;
		skip_blanks(s);
		if (s->at < s->end && *s->at == ']')
			return take(s, ']');
		if (!take(s, ','))
			return false;
	}
}

static bool scan_word(struct scan *s, const char *word)
{
	size_t n = strlen(word);
	if ((size_t)(s->end - s->at) < n || memcmp(s->at, word, n) != 0)
		return fail(s, ERR_MALFORMED);
	s->at += n;
	return true;
}

static bool scan_value(struct scan *s, int depth)
{
	if (depth > JSON_DEPTH_MAX)
		return fail(s, ERR_TOO_DEEP);
	skip_blanks(s);
	if (s->at >= s->end)
		return fail(s, ERR_MALFORMED);
	struct key ignored;
	switch (*s->at) {
	case '{': return scan_object(s, depth);
	case '[': return scan_array(s, depth);
	case '"': return scan_string(s, &ignored);
	case 't': return scan_word(s, "true");
	case 'f': return scan_word(s, "false");
	case 'n': return scan_word(s, "null");
	case '-': return scan_number(s);
	default: return is_digit_at(s) ? scan_number(s) : fail(s, ERR_MALFORMED);
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
	*s = (struct scan){ .start = text, .at = text, .end = text + len, .copied = text };
	buf_init(&s->copy, len * 4 + 64);
	buf_reserve(&s->copy, len + len / 4);
}

static void scan_release(struct scan *s)
{
	buf_release(&s->copy);
	free(s->keys);
}

/*
 * A tree lives in an arena of its own, whose head stands right before the root: cJSON asks for memory node by node, and all of
 * it is given back at once.
 */
struct tree_head {
	_Alignas(max_align_t) struct arena arena;
};

static _Thread_local struct arena *building; /* what cJSON's memory comes from, while json_parse is at work */

static void *on_allocate(size_t size)
{
	return building ? arena_alloc_for(building, size, _Alignof(cJSON)) : malloc(size);
}

static void on_free(void *p)
{
	if (!building)
		free(p);
}

static void set_hooks(void)
{
	cJSON_Hooks hooks = { on_allocate, on_free };
	cJSON_InitHooks(&hooks);
}

static cJSON *tree_build(const char *text, size_t len)
{
	static once_flag hooked = ONCE_FLAG_INIT;
	struct arena arena;
	call_once(&hooked, set_hooks);
	arena_init(&arena);
	struct tree_head *head = arena_alloc(&arena, sizeof *head);
	building = &arena;
	cJSON *tree = cJSON_ParseWithLength(text, len);
	building = NULL;
	assert((void *)tree == (void *)(head + 1)); /* what the scan accepts, cJSON does; and it makes the root first */
	head->arena = arena;
	return tree;
}

enum err json_parse(const char *text, size_t len, cJSON **out, struct json_place *place)
{
	struct scan s;
	scan_init(&s, text, len);
	size_t good = text_utf8_prefix(text, len);
	if (good < len) {
		s.err = ERR_MALFORMED;
		s.at = text + good;
	} else if (scan_value(&s, 1)) {
		skip_blanks(&s);
		if (s.at != s.end)
			s.err = ERR_MALFORMED;
	}
	if (s.err == ERR_OK) {
		copy_until(&s, s.at);
		assert(buf_ok(&s.copy));
		*out = tree_build(buf_str(&s.copy), s.copy.len);
	} else if (place) {
		*place = place_of(text, s.at);
	}
	enum err e = s.err;
	scan_release(&s);
	return e;
}

void json_free(cJSON *tree)
{
	if (!tree)
		return;
	struct arena arena = ((struct tree_head *)(void *)tree - 1)->arena;
	arena_release(&arena);
}

const cJSON *json_member(const cJSON *object, const char *name)
{
	const cJSON *member = json_is_object(object) ? object->child : NULL;
	while (member && (member->string[0] != name[0] || strcmp(member->string, name) != 0))
		member = member->next;
	return member;
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
