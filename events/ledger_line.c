#include "events/ledger_line.h"

#include "base/json.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static void put_hex(struct json_out *o, const void *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *b = bytes;
	char *hex = xmalloc(2 * len + 1);
	for (size_t i = 0; i < len; i++) {
		hex[2 * i] = digits[b[i] >> 4];
		hex[2 * i + 1] = digits[b[i] & 15];
	}
	json_put_stringn(o, hex, 2 * len);
	free(hex);
}

static void write_line(struct buf *out, const char *id, uint64_t seq, const struct entry_raw *raw, enum err verdict,
                       const unsigned char *hash, bool as_hex)
{
	struct json_out o;
	json_out_init(&o, out);
	json_object(&o);
	json_member_string(&o, "id", id);
	json_member_int(&o, "seq", (int64_t)seq);
	if (!as_hex) {
		json_key(&o, "type");
		json_put_stringn(&o, raw->type, raw->type_len);
		json_key(&o, "by");
		json_put_stringn(&o, raw->by, raw->by_len);
	}
	json_member_int(&o, "at", raw->at_ms);
	if (!as_hex) {
		json_key(&o, "key");
		json_put_stringn(&o, raw->key, raw->key_len);
		json_key(&o, "data");
		json_put_raw(&o, raw->data, raw->data_len);
	} else {
		json_key(&o, "raw");
		json_array(&o);
		put_hex(&o, raw->type, raw->type_len);
		put_hex(&o, raw->by, raw->by_len);
		put_hex(&o, raw->key, raw->key_len);
		put_hex(&o, raw->data, raw->data_len);
		json_array_end(&o);
	}
	json_member_string(&o, "verdict", err_code(verdict));
	json_key(&o, "hash");
	put_hex(&o, hash, HASH_BYTES);
	json_object_end(&o);
}

void ledger_line_write(struct buf *out, const char *id, uint64_t seq, const struct entry_raw *raw, enum err verdict,
                       const unsigned char hash[static HASH_BYTES])
{
	struct buf line;
	cJSON *tree;
	buf_init(&line, LEDGER_LINE_MAX);
	write_line(&line, id, seq, raw, verdict, hash, false);
	/* Whether the fields fit into a line of JSON is best asked of the reader. */
	if (buf_ok(&line) && !memchr(line.data, '\n', line.len) && json_parse(line.data, line.len, &tree, NULL) == ERR_OK) {
		json_free(tree);
	} else {
		buf_reset(&line);
		write_line(&line, id, seq, raw, verdict, hash, true);
	}
	buf_addc(&line, '\n');
	buf_add(out, buf_str(&line), line.len);
	buf_release(&line);
}

/* Where the JSON value at `from` ends, in a text that json_parse accepted. */
static size_t value_end(const char *text, size_t len, size_t from)
{
	int depth = 0;
	bool in_string = false;
	for (size_t i = from; i < len; i++) {
		char c = text[i];
		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			depth++;
		} else if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
			return i;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return len;
}

static bool copy_string(const cJSON *value, struct arena *arena, const char **out, size_t *len)
{
	const char *text;
	if (!json_string(value, &text))
		return false;
	*len = strlen(text);
	*out = arena_strndup(arena, text, *len);
	return true;
}

static bool copy_hex(const cJSON *value, struct arena *arena, const char **out, size_t *len)
{
	const char *hex;
	if (!json_string(value, &hex))
		return false;
	size_t hex_len = strlen(hex);
	unsigned char *bytes = arena_alloc(arena, hex_len / 2 + 1);
	*out = (const char *)bytes;
	return sodium_hex2bin(bytes, hex_len / 2, hex, hex_len, NULL, len, NULL) == 0 && *len * 2 == hex_len;
}

static bool read_raw(const cJSON *list, struct arena *arena, struct entry_raw *raw)
{
	const struct {
		const char **to;
		size_t *len;
	} parts[] = {{&raw->type, &raw->type_len}, {&raw->by, &raw->by_len}, {&raw->key, &raw->key_len}, {&raw->data, &raw->data_len}};
	const size_t count = sizeof parts / sizeof parts[0];
	size_t i = 0;
	if (!json_is_array(list) || json_size(list) != count)
		return false;
	for (const cJSON *item = list->child; item; item = item->next, i++)
		if (!copy_hex(item, arena, parts[i].to, parts[i].len))
			return false;
	return true;
}

static bool read_fields(const cJSON *tree, const char *line, size_t len, struct arena *arena, struct entry_raw *raw)
{
	const cJSON *list = json_member(tree, "raw");
	if (list)
		return read_raw(list, arena, raw);
	if (!json_member(tree, "data") || !copy_string(json_member(tree, "type"), arena, &raw->type, &raw->type_len) ||
	    !copy_string(json_member(tree, "by"), arena, &raw->by, &raw->by_len) ||
	    !copy_string(json_member(tree, "key"), arena, &raw->key, &raw->key_len))
		return false;
	size_t from = json_locate(line, len, "/data").offset, end = value_end(line, len, from);
	while (end > from && (line[end - 1] == ' ' || line[end - 1] == '\t'))
		end--;
	raw->data_len = end - from;
	raw->data = arena_strndup(arena, line + from, raw->data_len);
	return true;
}

enum err ledger_line_read(const char *line, size_t len, struct arena *arena, struct ledger_line *out)
{
	cJSON *tree;
	struct ledger_line l = {0};
	const char *hash;
	int64_t seq;
	size_t ignored, hash_len;
	enum err e = json_parse(line, len, &tree, NULL);
	if (e)
		return e;
	bool ok = json_is_object(tree) && copy_string(json_member(tree, "id"), arena, &l.id, &ignored) &&
	          json_int(json_member(tree, "seq"), 1, INT64_C(1) << 53, &seq) == ERR_OK &&
	          json_int(json_member(tree, "at"), INT64_MIN, INT64_MAX, &l.raw.at_ms) == ERR_OK &&
	          copy_string(json_member(tree, "verdict"), arena, &l.verdict, &ignored) &&
	          read_fields(tree, line, len, arena, &l.raw) && json_string(json_member(tree, "hash"), &hash) &&
	          strlen(hash) == 2 * (size_t)HASH_BYTES &&
	          sodium_hex2bin(l.hash, HASH_BYTES, hash, strlen(hash), NULL, &hash_len, NULL) == 0 && hash_len == HASH_BYTES;
	json_free(tree);
	if (!ok)
		return ERR_INVALID;
	l.seq = (uint64_t)seq;
	*out = l;
	return ERR_OK;
}
