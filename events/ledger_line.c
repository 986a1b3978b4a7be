#include "events/ledger_line.h"

#include "base/json.h"
#include "base/text.h"

#include <sodium.h>
#include <string.h>

#define AT_MAX ((INT64_C(1) << 53) - 1)

static void put_hex(struct json_out *o, const char *key, const char *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	json_key(o, key);
	buf_addc(o->buf, '"');
	for (size_t i = 0; i < len; i++) {
		buf_addc(o->buf, digits[(unsigned char)bytes[i] >> 4]);
		buf_addc(o->buf, digits[(unsigned char)bytes[i] & 15]);
	}
	buf_addc(o->buf, '"');
	o->comma = true;
}

/* A text as a member, or its bytes as the member `hex`. A NUL has no place in strings that json.h reads. */
static void put_bytes(struct json_out *o, const char *key, const char *hex, const char *bytes, size_t len)
{
	if (!text_utf8(bytes, len) || (len && memchr(bytes, '\0', len))) {
		put_hex(o, hex, bytes, len);
		return;
	}
	json_key(o, key);
	json_put_stringn(o, bytes, len);
}

/* Whether the data can stand in a line as it is. */
static bool data_fits(const char *data, size_t len)
{
	cJSON *tree = NULL;
	if (!len || memchr(data, '\n', len) || memchr(data, '\r', len) || json_parse(data, len, &tree, NULL))
		return false;
	/* blanks around it would be lost */
	bool fits = json_is_object(tree) && data[0] == '{' && data[len - 1] == '}';
	json_free(tree);
	return fits;
}

enum err ledger_line_write(const struct ledger_line *line, struct buf *out)
{
	const struct entry_raw *raw = &line->raw;
	struct json_out o;
	json_out_init(&o, out);
	json_object(&o);
	json_member_string(&o, "id", line->id);
	json_member_int(&o, "seq", (int64_t)line->seq);
	put_bytes(&o, "type", "type_hex", raw->type, raw->type_len);
	put_bytes(&o, "by", "by_hex", raw->by, raw->by_len);
	json_member_int(&o, "at", raw->at_ms);
	put_bytes(&o, "key", "key_hex", raw->key, raw->key_len);
	if (data_fits(raw->data, raw->data_len)) {
		json_key(&o, "data");
		json_put_raw(&o, raw->data, raw->data_len);
	} else {
		put_hex(&o, "data_hex", raw->data, raw->data_len);
	}
	json_member_string(&o, "verdict", err_code(line->verdict));
	put_hex(&o, "hash", (const char *)line->hash, HASH_BYTES);
	json_object_end(&o);
	buf_addc(out, '\n');
	return buf_ok(out) ? ERR_OK : ERR_TOO_LARGE;
}

/*
 * Where the member "data" of the line's object stands. What is in it is not looked at: the rest of the line is read without
 * it, so that a fault in it is the entry's and not the line's, and its depth does not count twice.
 */
static bool find_data(const char *text, size_t len, size_t *begin, size_t *end)
{
	static const char name[] = "\"data\":";
	const size_t name_len = sizeof name - 1;
	bool in_string = false;
	size_t depth = 0;
	*begin = 0;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		} else if (c == '"') {
			/* a value is not followed by a colon, so this is the member's name */
			if (depth == 1 && !*begin && len - i > name_len && memcmp(text + i, name, name_len) == 0) {
				*begin = i + name_len;
				i = *begin - 1;
			} else {
				in_string = true;
			}
		} else if (*begin && depth == 1 && (c == ',' || c == '}')) {
			*end = i;
			return true;
		} else if (c == '{' || c == '[') {
			depth++;
		} else if ((c == '}' || c == ']') && depth) {
			depth--;
		}
	}
	return false;
}

/* The bytes of a member, or of its hexadecimal form. */
static bool get_bytes(const cJSON *tree, const char *key, const char *hex, struct arena *arena, const char **bytes,
                      size_t *len)
{
	const char *text;
	if (json_string(json_member(tree, key), &text)) {
		*len = strlen(text);
		*bytes = arena_strdup(arena, text);
		return true;
	}
	if (!json_string(json_member(tree, hex), &text))
		return false;
	char *out = arena_alloc(arena, strlen(text) / 2 + 1);
	*bytes = out;
	return sodium_hex2bin((unsigned char *)out, strlen(text) / 2, text, strlen(text), NULL, len, NULL) == 0 &&
	       *len * 2 == strlen(text);
}

static bool get_id(const cJSON *tree, char out[static LEDGER_ID_MAX])
{
	const char *id;
	if (!json_string(json_member(tree, "id"), &id) || !id[0] || strlen(id) >= LEDGER_ID_MAX)
		return false;
	memcpy(out, id, strlen(id) + 1);
	return true;
}

static bool get_hash(const cJSON *tree, unsigned char out[static HASH_BYTES])
{
	const char *hex;
	size_t len;
	return json_string(json_member(tree, "hash"), &hex) && strlen(hex) == (size_t)2 * HASH_BYTES &&
	       sodium_hex2bin(out, HASH_BYTES, hex, strlen(hex), NULL, &len, NULL) == 0 && len == HASH_BYTES;
}

/* Everything but the member "data". NULL, or what was expected. */
static const char *read_members(const cJSON *tree, bool data_there, struct arena *arena, struct ledger_line *line)
{
	struct entry_raw *raw = &line->raw;
	int64_t seq;
	const char *verdict;
	if (!json_is_object(tree))
		return "an object";
	if (!get_id(tree, line->id))
		return "id: the entry's id in the stream";
	if (json_int(json_member(tree, "seq"), 1, AT_MAX, &seq))
		return "seq: the entry's number, from 1";
	line->seq = (uint64_t)seq;
	if (json_int(json_member(tree, "at"), -AT_MAX, AT_MAX, &raw->at_ms))
		return "at: milliseconds since 1970";
	if (!get_bytes(tree, "type", "type_hex", arena, &raw->type, &raw->type_len))
		return "type: the entry's type";
	if (!get_bytes(tree, "by", "by_hex", arena, &raw->by, &raw->by_len))
		return "by: who sent it";
	if (!get_bytes(tree, "key", "key_hex", arena, &raw->key, &raw->key_len))
		return "key: the sender's key";
	if (!data_there && !get_bytes(tree, "data", "data_hex", arena, &raw->data, &raw->data_len))
		return "data: the entry's data";
	if (!json_string(json_member(tree, "verdict"), &verdict) || !err_from_code(verdict, &line->verdict))
		return "verdict: accepted, or an error's code";
	if (!get_hash(tree, line->hash))
		return "hash: 64 hexadecimal digits";
	return NULL;
}

enum err ledger_line_read(const char *text, size_t len, struct arena *arena, struct ledger_line *out,
                          const char **expected)
{
	struct ledger_line line = { .seq = 0 };
	size_t begin = 0, end = 0;
	bool data_there = find_data(text, len, &begin, &end);
	struct buf rest;
	cJSON *tree = NULL;
	buf_init(&rest, len + 1);
	buf_add(&rest, text, data_there ? begin : len);
	if (data_there) {
		buf_addc(&rest, '0');
		buf_add(&rest, text + end, len - end);
		line.raw.data = text + begin;
		line.raw.data_len = end - begin;
	}
	*expected = "a JSON object";
	enum err err = json_parse(buf_str(&rest), rest.len, &tree, NULL);
	if (err)
		goto done;
	*expected = read_members(tree, data_there, arena, &line);
	if (*expected)
		err = ERR_INVALID;
	else
		*out = line;
done:
	json_free(tree);
	buf_release(&rest);
	return err;
}
