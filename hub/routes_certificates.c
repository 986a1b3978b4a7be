#include "hub/routes_certificates.h"

#include "base/mem.h"
#include "certificates/address.h"
#include "certificates/served.h"
#include "events/file.h"
#include "hub/embed.h"
#include "hub/hub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_FILE_MAX ((size_t)1 << 20)

static void answer_json(struct http_answer *a, unsigned status)
{
	a->status = status;
	a->type = "application/json; charset=utf-8";
	a->cache = "no-cache";
}

/* keys.json as the organiser keeps it (retired and void keys), where --keys names one; NULL where not. */
static struct keyring *known_keys(const struct hub *hub)
{
	struct buf text;
	struct keyring *ring = xcalloc(1, sizeof *ring);
	buf_init(&text, KEYS_FILE_MAX);
	bool good = hub->keys != NULL && file_read(hub->keys, &text) == ERR_OK &&
	            keyring_read(buf_str(&text), text.len, ring) == ERR_OK;
	buf_release(&text);
	if (good)
		return ring;
	free(ring);
	return NULL;
}

static bool route_keys(struct hub *hub, struct http_answer *a)
{
	uint32_t count;
	const struct certificate *list = state_certificates(hub->state, &count);
	struct keyring *known = known_keys(hub);
	enum err e = served_keys(list, count, known, &a->body);
	free(known);
	answer_json(a, 200);
	return e == ERR_OK;
}

static bool route_revoked(struct hub *hub, struct http_answer *a)
{
	uint32_t count;
	const struct certificate *list = state_certificates(hub->state, &count);
	served_revoked(list, count, &a->body);
	answer_json(a, 200);
	return true;
}

static bool route_credential(struct hub *hub, const char *id, struct http_answer *a)
{
	uint32_t count;
	const struct certificate *list = state_certificates(hub->state, &count);
	enum err e = served_credential(list, count, id, &a->body);
	answer_json(a, e == ERR_STALE ? 410 : 200);
	return e == ERR_OK || e == ERR_STALE;
}

static bool route_page(struct http_answer *a)
{
	const struct embed_file *file = embed_find("certificates/web/verify.html");
	if (file == NULL)
		return false;
	a->status = 200;
	a->type = "text/html; charset=utf-8";
	a->cache = "no-cache";
	a->bytes = file->plain.start;
	a->len = (size_t)(file->plain.end - file->plain.start);
	return true;
}

bool route_certificates(struct hub *hub, const struct http_request *r, struct http_answer *a)
{
	const char *name = r->path + strlen("/v/");
	char id[CERTIFICATE_ID_MAX + 1];
	size_t len = strlen(name);
	if (strcmp(name, "keys.json") == 0)
		return route_keys(hub, a);
	if (strcmp(name, "revoked.json") == 0)
		return route_revoked(hub, a);
	if (len > 5 && len - 5 <= CERTIFICATE_ID_MAX && strcmp(name + len - 5, ".json") == 0) {
		snprintf(id, sizeof id, "%.*s", (int)(len - 5), name);
		return id_valid(id, strlen(id)) && route_credential(hub, id, a);
	}
	return strchr(name, '/') == NULL && route_page(a);
}
