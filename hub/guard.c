#include "hub/guard.h"

#include "hub/network.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HEADER_MAX 256

bool guard_host(const char *authority, char *out, size_t size)
{
	const char *end = NULL;
	if (authority[0] == '[') {
		end = strchr(++authority, ']');
		if (end == NULL || (end[1] != '\0' && end[1] != ':'))
			return false;
	} else {
		end = authority + strcspn(authority, ":");
	}
	size_t len = (size_t)(end - authority);
	if (len == 0 || len >= size)
		return false;
	memcpy(out, authority, len);
	out[len] = '\0';
	return strcspn(out, "/@?# ") == len;
}

/* Whether `host` is one of a comma-separated list. */
static bool listed(const char *host, const char *hosts)
{
	size_t len = strlen(host);
	for (const char *at = hosts; *at != '\0';) {
		size_t n = strcspn(at, ",");
		if (n == len && strncasecmp(at, host, n) == 0)
			return true;
		at += n + (at[n] == ',');
	}
	return false;
}

/* An origin is scheme://authority; its authority must be the Host itself. */
static bool origin_fits(const char *origin, const char *host)
{
	const char *authority = NULL;
	if (strncasecmp(origin, "http://", 7) == 0)
		authority = origin + 7;
	else if (strncasecmp(origin, "https://", 8) == 0)
		authority = origin + 8;
	return authority != NULL && strcasecmp(authority, host) == 0;
}

const char *guard_check(const struct handshake *h, const char *hosts)
{
	char host[HEADER_MAX];
	if (!h->get)
		return "expected the method GET";
	if (strcmp(h->http, "HTTP/1.1") != 0)
		return "expected HTTP/1.1";
	if (strcasecmp(h->upgrade, "websocket") != 0)
		return "expected Upgrade: websocket";
	if (strcmp(h->path, "/ws") != 0)
		return "expected the path /ws";
	if (strcmp(h->version, "13") != 0)
		return "expected Sec-WebSocket-Version: 13";
	if (!guard_host(h->host, host, sizeof host) || !(network_own(host) || listed(host, hosts)))
		return "expected a Host that is this hub's";
	if (h->origin[0] != '\0' && !origin_fits(h->origin, h->host))
		return "expected an Origin that is this hub's own";
	return NULL;
}

/* Copies a header; "" where it is not there; "?" where it is too long, which fits nothing. */
static void header(struct lws *wsi, enum lws_token_indexes token, char out[static HEADER_MAX])
{
	out[0] = '\0';
	if (lws_hdr_total_length(wsi, token) > 0 && lws_hdr_copy(wsi, out, HEADER_MAX, token) <= 0)
		snprintf(out, HEADER_MAX, "?");
}

int guard_upgrade(struct lws *wsi, const char *hosts)
{
	char path[HEADER_MAX], http[HEADER_MAX], upgrade[HEADER_MAX], version[HEADER_MAX], host[HEADER_MAX],
	    origin[HEADER_MAX];
	header(wsi, WSI_TOKEN_GET_URI, path);
	header(wsi, WSI_TOKEN_HTTP, http);
	header(wsi, WSI_TOKEN_UPGRADE, upgrade);
	header(wsi, WSI_TOKEN_VERSION, version);
	header(wsi, WSI_TOKEN_HOST, host);
	header(wsi, WSI_TOKEN_ORIGIN, origin);
	struct handshake h = { path, path[0] != '\0', http, upgrade, version, host, origin };
	const char *refusal = guard_check(&h, hosts);
	if (refusal == NULL)
		return 0;
	unsigned status = strcmp(version, "13") != 0 && strstr(refusal, "Version") ? 426 : 403;
	char text[160];
	snprintf(text, sizeof text, "%s", refusal);
	return lws_return_http_status(wsi, status, text) != 0 ? -1 : 1;
}
