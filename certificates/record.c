#include "certificates/record.h"

#include "base/json.h"

#include <sodium.h>
#include <string.h>

static enum err read_tree(const cJSON *tree, struct arena *arena, struct record *r)
{
	const char *address, *members, *issuer, *hex, *created, *proof;
	size_t got;
	if (!json_string(json_member(tree, "address"), &address) || !json_string(json_member(tree, "members"), &members) ||
	    !json_string(json_member(tree, "issuer"), &issuer) || !json_string(json_member(tree, "public"), &hex) ||
	    !json_string(json_member(tree, "created"), &created) || !json_string(json_member(tree, "proof"), &proof) ||
	    json_int(json_member(tree, "member"), -1, INT32_MAX, &r->member) != ERR_OK ||
	    json_int(json_member(tree, "rank"), 0, UINT32_MAX, &r->rank) != ERR_OK ||
	    sodium_hex2bin(r->public_key, PUBLIC_BYTES, hex, strlen(hex), NULL, &got, NULL) != 0 || got != PUBLIC_BYTES ||
	    day_parse(created, &r->key_created) != ERR_OK || address_parse(address, strlen(address), &r->address) != ERR_OK ||
	    token_claims(&r->address, &r->claims) != ERR_OK)
		return ERR_INVALID;
	r->address_text = arena_strdup(arena, address);
	r->members = arena_strdup(arena, members);
	r->issuer = arena_strdup(arena, issuer);
	r->proof = arena_strdup(arena, proof);
	return ERR_OK;
}

enum err record_read(const char *json, struct arena *arena, struct record *out)
{
	cJSON *tree;
	struct record r = { 0 };
	if (!json || json_parse(json, strlen(json), &tree, NULL) != ERR_OK)
		return ERR_INVALID;
	enum err e = read_tree(tree, arena, &r);
	json_free(tree);
	if (e == ERR_OK)
		*out = r;
	return e;
}

const char *record_write(const struct record *r, struct arena *arena)
{
	struct buf b;
	struct json_out o;
	char hex[2 * PUBLIC_BYTES + 1], day[16];
	buf_init(&b, RECORD_MAX);
	json_out_init(&o, &b);
	sodium_bin2hex(hex, sizeof hex, r->public_key, PUBLIC_BYTES);
	day_text(r->key_created, day);
	json_object(&o);
	json_member_string(&o, "address", r->address_text);
	json_member_int(&o, "member", r->member);
	json_member_string(&o, "members", r->members);
	json_member_int(&o, "rank", r->rank);
	json_member_string(&o, "issuer", r->issuer);
	json_member_string(&o, "public", hex);
	json_member_string(&o, "created", day);
	json_member_string(&o, "proof", r->proof);
	json_object_end(&o);
	const char *text = arena_strdup(arena, buf_str(&b));
	buf_release(&b);
	return text;
}
