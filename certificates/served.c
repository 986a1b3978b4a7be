#include "certificates/served.h"

#include "base/json.h"
#include "base/mem.h"
#include "certificates/credential.h"
#include "certificates/record.h"
#include "certificates/register.h"
#include "certificates/verify.h"

#include <stdlib.h>
#include <string.h>

static struct public_key *ring_get(struct keyring *ring, const unsigned char id[static KEY_ID_BYTES])
{
	for (size_t i = 0; i < ring->count; i++) {
		if (memcmp(ring->keys[i].id, id, KEY_ID_BYTES) == 0)
			return &ring->keys[i];
	}
	return NULL;
}

static enum err add_record(struct keyring *ring, const struct record *r, bool fixed)
{
	struct public_key key = { .created = r->key_created, .retired = DAY_NEVER, .voided = DAY_NEVER };
	key_id(r->public_key, key.id);
	struct public_key *old = ring_get(ring, key.id);
	if (!old) {
		memcpy(key.bytes, r->public_key, PUBLIC_BYTES);
		size_t len = strnlen(r->issuer, KEY_NAME_MAX);
		memcpy(key.name, r->issuer, len);
		enum err e = keyring_put(ring, &key);
		if (e != ERR_OK)
			return e;
		old = ring_get(ring, key.id);
	}
	if (fixed || (old->host_count && public_key_has_host(old, r->address.host)) || old->host_count == KEY_HOSTS_MAX)
		return ERR_OK;
	memcpy(old->hosts[old->host_count++], r->address.host, sizeof r->address.host);
	return ERR_OK;
}

enum err served_keyring(const struct certificate *list, uint32_t count, const struct keyring *known, struct keyring *out)
{
	enum err e = ERR_OK;
	if (known)
		*out = *known;
	else
		out->count = 0;
	for (uint32_t i = 0; e == ERR_OK && i < count; i++) {
		struct arena arena;
		struct record r;
		arena_init(&arena);
		if (record_read(list[i].text, &arena, &r) == ERR_OK) {
			unsigned char id[KEY_ID_BYTES];
			key_id(r.public_key, id);
			e = add_record(out, &r, known && keyring_find(known, id));
		}
		arena_release(&arena);
	}
	return e;
}

enum err served_keys(const struct certificate *list, uint32_t count, const struct keyring *known, struct buf *out)
{
	struct keyring *ring = xcalloc(1, sizeof *ring);
	enum err e = served_keyring(list, count, known, ring);
	if (e == ERR_OK)
		keyring_write(ring, out);
	free(ring);
	return e;
}

void served_revoked(const struct certificate *list, uint32_t count, struct buf *out)
{
	struct revocations revoked;
	revocations_of(list, count, &revoked);
	revocations_write(&revoked, out);
	revocations_release(&revoked);
}

static void write_revoked(const struct certificate *c, struct buf *out)
{
	struct json_out o;
	char day[16];
	day_text((uint32_t)(c->revoked_at_ms / 86400000), day);
	json_out_init(&o, out);
	json_object(&o);
	json_member_string(&o, "id", c->id);
	json_member_bool(&o, "revoked", true);
	json_member_string(&o, "since", day);
	json_member_string(&o, "reason", c->reason);
	json_member_string(&o, "replaced_by", c->replaced_by);
	json_object_end(&o);
	buf_addc(out, '\n');
}

enum err served_credential(const struct certificate *list, uint32_t count, const char *id, struct buf *out)
{
	const struct certificate *c = NULL;
	for (uint32_t i = 0; !c && i < count; i++) {
		if (strcmp(list[i].id, id) == 0)
			c = &list[i];
	}
	if (!c)
		return ERR_NOT_FOUND;
	if (c->revoked) {
		write_revoked(c, out);
		return ERR_STALE;
	}
	struct arena arena;
	struct record r;
	arena_init(&arena);
	enum err e = record_read(c->text, &arena, &r);
	e = e == ERR_OK ? credential_write(&r.address, r.issuer, r.public_key, r.proof, out) : ERR_NOT_FOUND;
	arena_release(&arena);
	return e;
}
