#include "certificates/key.h"

#include "base/json.h"

#include <sodium.h>
#include <string.h>

#define FORMAT "touchstone-keys-1"

/* A date, or null or nothing for never. */
static bool read_day(const cJSON *object, const char *name, uint32_t *day)
{
	const cJSON *value = json_member(object, name);
	const char *text;
	*day = DAY_NEVER;
	if (json_is_null(value))
		return true;
	return json_string(value, &text) && day_parse(text, day) == ERR_OK;
}

static bool read_hosts(const cJSON *list, struct public_key *k)
{
	k->host_count = 0;
	if (!list)
		return true;
	if (!json_is_array(list) || json_size(list) > KEY_HOSTS_MAX)
		return false;
	const cJSON *item;
	cJSON_ArrayForEach (item, list) {
		const char *host;
		if (!json_string(item, &host) || strlen(host) > HOST_MAX || !host_valid(host, strlen(host)))
			return false;
		memcpy(k->hosts[k->host_count++], host, strlen(host) + 1);
	}
	return true;
}

static bool read_public_key(const cJSON *object, struct public_key *k)
{
	const char *hex, *name, *id;
	char id_text[KEY_ID_TEXT + 1];
	size_t got;
	if (!json_string(json_member(object, "public"), &hex) || strlen(hex) != 2 * (size_t)PUBLIC_BYTES ||
	    sodium_hex2bin(k->bytes, PUBLIC_BYTES, hex, 2 * (size_t)PUBLIC_BYTES, NULL, &got, NULL) != 0 ||
	    got != PUBLIC_BYTES || !json_string(json_member(object, "id"), &id) ||
	    !json_string(json_member(object, "name"), &name) || strlen(name) > KEY_NAME_MAX ||
	    !claim_text(name, strlen(name)))
		return false;
	key_id(k->bytes, k->id);
	key_id_text(k->id, id_text);
	memcpy(k->name, name, strlen(name) + 1);
	return strcmp(id, id_text) == 0 && read_hosts(json_member(object, "hosts"), k) &&
	       read_day(object, "created", &k->created) && read_day(object, "retired", &k->retired) &&
	       read_day(object, "void", &k->voided);
}

static enum err read_keyring_tree(const cJSON *tree, struct keyring *out)
{
	const char *format;
	const cJSON *keys = json_member(tree, "keys"), *item;
	if (!json_string(json_member(tree, "format"), &format) || strcmp(format, FORMAT) != 0 || !json_is_array(keys))
		return ERR_INVALID;
	if (json_size(keys) > KEYS_MAX)
		return ERR_TOO_LARGE;
	out->count = 0;
	cJSON_ArrayForEach (item, keys) {
		struct public_key *k = &out->keys[out->count];
		if (!read_public_key(item, k) || keyring_find(out, k->id))
			return ERR_INVALID;
		out->count++;
	}
	return ERR_OK;
}

enum err keyring_read(const char *json, size_t len, struct keyring *out)
{
	cJSON *tree;
	enum err e = json_parse(json, len, &tree, NULL);
	if (e != ERR_OK)
		return e;
	e = read_keyring_tree(tree, out);
	if (e != ERR_OK)
		out->count = 0;
	json_free(tree);
	return e;
}

static void member_day(struct json_out *o, const char *name, uint32_t day)
{
	char text[16];
	if (day == DAY_NEVER) {
		json_member_string(o, name, NULL);
		return;
	}
	day_text(day, text);
	json_member_string(o, name, text);
}

void keyring_write(const struct keyring *ring, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	json_object(&o);
	json_member_string(&o, "format", FORMAT);
	json_key(&o, "keys");
	json_array(&o);
	for (size_t i = 0; i < ring->count; i++) {
		const struct public_key *k = &ring->keys[i];
		char id[KEY_ID_TEXT + 1], hex[2 * PUBLIC_BYTES + 1];
		key_id_text(k->id, id);
		sodium_bin2hex(hex, sizeof hex, k->bytes, PUBLIC_BYTES);
		json_object(&o);
		json_member_string(&o, "id", id);
		json_member_string(&o, "public", hex);
		json_member_string(&o, "name", k->name);
		json_key(&o, "hosts");
		json_array(&o);
		for (size_t h = 0; h < k->host_count; h++)
			json_put_string(&o, k->hosts[h]);
		json_array_end(&o);
		member_day(&o, "created", k->created);
		member_day(&o, "retired", k->retired);
		member_day(&o, "void", k->voided);
		json_object_end(&o);
	}
	json_array_end(&o);
	json_object_end(&o);
	buf_addc(out, '\n');
}

const struct public_key *keyring_find(const struct keyring *ring, const unsigned char id[static KEY_ID_BYTES])
{
	for (size_t i = 0; i < ring->count; i++) {
		if (memcmp(ring->keys[i].id, id, KEY_ID_BYTES) == 0)
			return &ring->keys[i];
	}
	return NULL;
}

enum err keyring_put(struct keyring *ring, const struct public_key *key)
{
	for (size_t i = 0; i < ring->count; i++) {
		if (memcmp(ring->keys[i].id, key->id, KEY_ID_BYTES) == 0) {
			ring->keys[i] = *key;
			return ERR_OK;
		}
	}
	if (ring->count == KEYS_MAX)
		return ERR_TOO_LARGE;
	ring->keys[ring->count++] = *key;
	return ERR_OK;
}

void public_key_of(const struct signing_key *k, const char *host, struct public_key *out)
{
	*out = (struct public_key){ .created = k->created, .retired = DAY_NEVER, .voided = DAY_NEVER };
	memcpy(out->id, k->id, KEY_ID_BYTES);
	memcpy(out->bytes, k->public_key, PUBLIC_BYTES);
	memcpy(out->name, k->name, sizeof k->name);
	if (host && strlen(host) <= HOST_MAX) {
		memcpy(out->hosts[0], host, strlen(host) + 1);
		out->host_count = 1;
	}
}

bool public_key_has_host(const struct public_key *k, const char *host)
{
	for (size_t i = 0; i < k->host_count; i++) {
		if (strcmp(k->hosts[i], host) == 0)
			return true;
	}
	return k->host_count == 0;
}
