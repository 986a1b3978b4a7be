/*
 * json.h - JSON read strictly and exactly, and written.
 *
 * Reading: json_parse() scans the text first and refuses what cJSON lets through (RFC 8259 to the letter: UTF-8,
 * number grammar, no raw control characters, no \u0000, no duplicate keys, nothing behind the value) and then
 * lets cJSON build the tree. Numbers are kept as the text that was written, so a decimal never passes through a double:
 * in the tree a number is a string with a byte before it that no JSON text can hold. Only the readers below touch
 * values. A tree never crosses a module boundary: decode it wholly, then json_free() in the same function. It is one piece of
 * memory: nobody takes a part out of it or puts one in (whoever has to makes a cJSON_Duplicate() first).
 *
 * Writing: a struct json_out puts values into a struct buf, with commas and escapes where they belong.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"
#include "base/err.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_DEPTH_MAX 16

/* Where reading stopped: byte offset from 0, line and column from 1 (columns count characters). */
struct json_place {
	size_t offset;
	size_t line;
	size_t column;
};

/*
 * Parses `len` bytes. On ERR_OK *out is a tree that the caller frees with json_free(). Else the error is
 * ERR_MALFORMED, ERR_TOO_DEEP or ERR_DUPLICATE_KEY and *place (may be NULL) says where.
 */
MUST_CHECK enum err json_parse(const char *text, size_t len, cJSON **out, struct json_place *place);

void json_free(cJSON *tree);

/*
 * Where the value that a JSON pointer (RFC 6901) names stands in a text that json_parse accepts. Where the
 * pointer's last part is not there (a missing member), the place of the deepest part that is.
 */
struct json_place json_locate(const char *text, size_t len, const char *pointer);

/* The same for many pointers in one walk: places[i] is where pointers[i] points to. */
void json_locate_all(const char *text, size_t len, const char *const *pointers, size_t count, struct json_place *places);

/* Readers. A NULL `value` is a member that is not there. Strings are borrowed from the tree. */
const cJSON *json_member(const cJSON *object, const char *name); /* case-sensitive; NULL where not there */
bool json_is_object(const cJSON *value);
bool json_is_array(const cJSON *value);
bool json_is_string(const cJSON *value);
bool json_is_number(const cJSON *value);
bool json_is_null(const cJSON *value); /* not there, or null */
size_t json_size(const cJSON *value); /* elements of an array or members of an object, else 0 */
bool json_string(const cJSON *value, const char **out);
bool json_number_text(const cJSON *value, const char **out); /* a number as it was written */
bool json_bool(const cJSON *value, bool *out);
/* A whole number in [min, max]; 3 and 3.0 and 3e0 are the same. ERR_INVALID or ERR_OUT_OF_RANGE. */
MUST_CHECK enum err json_int(const cJSON *value, int64_t min, int64_t max, int64_t *out);
/* A JSON number or a string that decimal_parse takes, in millionths. */
MUST_CHECK enum err json_decimal(const cJSON *value, int64_t *micros);

/* Writing. */
struct json_out {
	struct buf *buf; /* borrowed */
	bool comma; /* the next value needs a comma before it */
};

void json_out_init(struct json_out *o, struct buf *buf);
void json_object(struct json_out *o); /* { */
void json_object_end(struct json_out *o);
void json_array(struct json_out *o); /* [ */
void json_array_end(struct json_out *o);
void json_key(struct json_out *o, const char *key);
void json_put_string(struct json_out *o, const char *text); /* NULL becomes null */
void json_put_stringn(struct json_out *o, const char *text, size_t len);
void json_put_int(struct json_out *o, int64_t value); /* |value| < 2^53 */
void json_put_bool(struct json_out *o, bool value);
void json_put_null(struct json_out *o);
void json_put_raw(struct json_out *o, const char *json, size_t len); /* a whole value, written before */
/* The tree again as text, numbers as they were written. */
void json_put_tree(struct json_out *o, const cJSON *tree);

/* key and value in one call */
void json_member_string(struct json_out *o, const char *key, const char *text);
void json_member_int(struct json_out *o, const char *key, int64_t value);
void json_member_bool(struct json_out *o, const char *key, bool value);

#endif
