#include "hub/http.h"

#include "base/mem.h"
#include "hub/embed.h"
#include "hub/hub.h"
#include "hub/routes.h"
#include "hub/stream.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE    16384
#define HEAD_MAX 2048

static const char policy[] = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
                             "form-action 'self'; frame-ancestors 'self'";

/* A page that any site may put into a frame. It has no button: there is nothing to be tricked into. */
static const char policy_framed[] = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
                                    "form-action 'none'; frame-ancestors *";
static const char framed[] = "display/web/embed.html";

/* Pages by address; everything else that is inside the program goes by folder. */
static const struct {
	const char *address;
	bool below; /* also everything below it */
	const char *file;
} pages[] = {
	{ "/", false, "display/web/index.html" },
	{ "/screen", true, "display/web/screen.html" },
	{ "/embed", true, framed },
	{ "/judge", false, "judges/web/judge.html" },
	{ "/desk", false, "judges/web/desk.html" },
	{ "/mc", false, "judges/web/mc.html" },
	{ "/sw.js", false, "judges/web/sw.js" },
	{ "/favicon.ico", false, "assets/icons/icon.svg" },
	{ "/manifest.webmanifest", false, "assets/manifest.webmanifest" },
};

static const struct {
	const char *address, *folder;
} folders[] = {
	{ "/assets/", "assets/" },
	{ "/display/", "display/web/" },
	{ "/judges/", "judges/web/" },
	{ "/certificates/", "certificates/web/" },
};

static const char build_folder[] = "/build/";

static const struct {
	const char *suffix, *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".json", "application/json; charset=utf-8" },
	{ ".svg", "image/svg+xml; charset=utf-8" },
	{ ".webmanifest", "application/manifest+json; charset=utf-8" },
	{ ".png", "image/png" },
	{ ".woff2", "font/woff2" },
	{ ".pdf", "application/pdf" },
};

static const char *type_of(const char *path)
{
	size_t len = strlen(path);
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		size_t n = strlen(types[i].suffix);
		if (len > n && strcmp(path + len - n, types[i].suffix) == 0)
			return types[i].type;
	}
	return "text/plain; charset=utf-8";
}

static const struct embed_file *page_for(const char *path)
{
	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
		size_t n = strlen(pages[i].address);
		if (strcmp(path, pages[i].address) == 0 ||
		    (pages[i].below && strncmp(path, pages[i].address, n) == 0 && path[n] == '/'))
			return embed_find(pages[i].file);
	}
	return NULL;
}

static const struct embed_file *part_for(const char *path)
{
	char name[256];
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		size_t n = strlen(folders[i].address);
		if (strncmp(path, folders[i].address, n) != 0)
			continue;
		int len = snprintf(name, sizeof name, "%s%s", folders[i].folder, path + n);
		return len < (int)sizeof name ? embed_find(name) : NULL;
	}
	return NULL;
}

/* What /build/BUILD/... stands for: `path` from its second folder on. NULL where it is not of this build. */
static const char *of_build(const char *path)
{
	size_t n = strlen(embed_build);
	if (strncmp(path, build_folder, strlen(build_folder)) != 0)
		return NULL;
	path += strlen(build_folder);
	return strncmp(path, embed_build, n) == 0 && path[n] == '/' ? path + n : NULL;
}

static void body_use(struct http_answer *a, const struct embed_blob *blob)
{
	a->bytes = blob->start;
	a->len = (size_t)(blob->end - blob->start);
}

/* Copies a header, "" where it is not there or too long for what we look for in it. */
static void header(struct lws *wsi, enum lws_token_indexes token, char *out, size_t size)
{
	if (lws_hdr_total_length(wsi, token) <= 0 || lws_hdr_copy(wsi, out, (int)size, token) <= 0)
		out[0] = '\0';
}

/*
 * What goes out under a plain name is to be asked for again each time (no-cache) and costs 304 where it is the same: nothing
 * old is ever shown on the day. Under its build's name it is `lasting`: never asked for again.
 */
static void answer_file(struct http_answer *a, struct lws *wsi, const struct embed_file *file, bool lasting)
{
	char accepted[256], known[256];
	header(wsi, WSI_TOKEN_HTTP_ACCEPT_ENCODING, accepted, sizeof accepted);
	header(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, known, sizeof known);
	a->type = type_of(file->path);
	a->etag = file->etag;
	if (strcmp(file->path, framed) == 0)
		a->policy = policy_framed;
	a->cache = lasting ? "public, max-age=31536000, immutable" : "no-cache";
	if (strstr(known, file->etag) != NULL) {
		a->status = 304;
		return;
	}
	a->status = 200;
	if (strstr(accepted, "br") != NULL && file->brotli.start != file->brotli.end) {
		a->encoding = "br";
		body_use(a, &file->brotli);
	} else if (strstr(accepted, "gzip") != NULL && file->gzip.start != file->gzip.end) {
		a->encoding = "gzip";
		body_use(a, &file->gzip);
	} else {
		body_use(a, &file->plain);
	}
}

static void answer_text(struct http_answer *a, unsigned status, const char *text)
{
	a->status = status;
	a->type = "text/plain; charset=utf-8";
	a->cache = "no-store";
	buf_reset(&a->body);
	buf_addf(&a->body, "%s\n", text);
}

struct http_answer *http_route(struct hub *hub, struct lws *wsi)
{
	struct http_answer *a = xcalloc(1, sizeof *a);
	struct http_request r = { .path = "" };
	buf_init(&a->body, ROUTE_BODY_MAX);
	a->cache = "no-store";
	a->policy = policy;
	a->hub = hub;
	a->head = lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) > 0;
	header(wsi, a->head ? WSI_TOKEN_HEAD_URI : WSI_TOKEN_GET_URI, r.path, sizeof r.path);
	header(wsi, WSI_TOKEN_HOST, r.host, sizeof r.host);
	header(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, r.known, sizeof r.known);
	header(wsi, WSI_TOKEN_HTTP_AUTHORIZATION, r.authorization, sizeof r.authorization);
	char argument[sizeof r.query_path + 8];
	const char *value = lws_get_urlarg_by_name(wsi, "path=", argument, (int)sizeof argument);
	snprintf(r.query_path, sizeof r.query_path, "%s", value ? value : "");
	const char *lasting = of_build(r.path);
	const struct embed_file *file = lasting != NULL ? part_for(lasting) : page_for(r.path);
	if (file == NULL && lasting == NULL)
		file = part_for(r.path);
	if (r.path[0] == '\0')
		answer_text(a, 405, "expected the method GET or HEAD");
	else if (file != NULL)
		answer_file(a, wsi, file, lasting != NULL);
	else if (!route_answer(hub, &r, a))
		answer_text(a, 404, "there is no such page");
	else if (a->etag != NULL && strstr(r.known, a->etag) != NULL)
		a->status = 304;
	if (a->bytes == NULL && a->status != 304) {
		a->bytes = (const unsigned char *)buf_str(&a->body);
		a->len = a->body.len;
	}
	return a;
}

void http_answer_free(struct http_answer *a)
{
	stream_free(a->stream);
	buf_release(&a->body);
	free(a);
}

static int add(struct lws *wsi, const char *name, const char *value, unsigned char **p, unsigned char *end)
{
	if (value == NULL)
		return 0;
	return lws_add_http_header_by_name(wsi, (const unsigned char *)name, (const unsigned char *)value,
	                                   (int)strlen(value), p, end);
}

/* Writes status and headers; nonzero where the connection is of no use any more. */
static int head_write(struct lws *wsi, const struct http_answer *a)
{
	unsigned char room[LWS_PRE + HEAD_MAX], *start = room + LWS_PRE, *p = start, *end = room + sizeof room - 1;
	char download[sizeof a->name + 40];
	snprintf(download, sizeof download, "attachment; filename=\"%s\"", a->download ? a->download : "");
	if (lws_add_http_header_status(wsi, a->status, &p, end) != 0 ||
	    add(wsi, "content-type:", a->status == 304 ? NULL : a->type, &p, end) != 0 ||
	    add(wsi, "content-encoding:", a->encoding, &p, end) != 0 || add(wsi, "etag:", a->etag, &p, end) != 0 ||
	    add(wsi, "cache-control:", a->cache, &p, end) != 0 ||
	    add(wsi, "vary:", a->etag ? "accept-encoding" : NULL, &p, end) != 0 ||
	    add(wsi, "content-disposition:", a->download ? download : NULL, &p, end) != 0 ||
	    add(wsi, "allow:", a->status == 405 ? "GET, HEAD" : NULL, &p, end) != 0 ||
	    add(wsi, "content-security-policy:", a->policy, &p, end) != 0 ||
	    add(wsi, "x-content-type-options:", "nosniff", &p, end) != 0 ||
	    add(wsi, "referrer-policy:", "no-referrer", &p, end) != 0)
		return -1;
	if (a->topic != NULL && (add(wsi, "connection:", "close", &p, end) != 0 ||
	                         add(wsi, "x-accel-buffering:", "no", &p, end) != 0))
		return -1;
	if (a->status != 304 && a->topic == NULL && lws_add_http_header_content_length(wsi, a->len, &p, end) != 0)
		return -1;
	return lws_finalize_write_http_header(wsi, start, &p, end);
}

static int finish(struct lws *wsi, struct http_answer **answer)
{
	bool refused = (*answer)->status == 405; /* there may be a body that nobody reads */
	http_answer_free(*answer);
	*answer = NULL;
	return lws_http_transaction_completed(wsi) != 0 || refused ? -1 : 0;
}

/* "" where there is none, or one that cannot be ours. */
static void last_event_id(struct lws *wsi, char out[static STREAM_ID_MAX])
{
	static const char name[] = "last-event-id:";
	int len = lws_hdr_custom_length(wsi, name, (int)sizeof name - 1);
	if (len <= 0 || len >= STREAM_ID_MAX || lws_hdr_custom_copy(wsi, out, STREAM_ID_MAX, name, (int)sizeof name - 1) < 0)
		out[0] = '\0';
}

int http_begin(struct lws *wsi, struct http_answer **answer)
{
	struct http_answer *a = *answer;
	if (head_write(wsi, a) != 0)
		return -1;
	if (a->topic != NULL && !a->head) {
		char last_id[STREAM_ID_MAX];
		last_event_id(wsi, last_id);
		a->stream = stream_new(a->topic, a->hub, wsi, last_id);
		return 0;
	}
	if (a->len == 0 || a->head)
		return finish(wsi, answer);
	lws_callback_on_writable(wsi);
	return 0;
}

int http_continue(struct lws *wsi, struct http_answer **answer)
{
	struct http_answer *a = *answer;
	unsigned char room[LWS_PRE + PIECE];
	if (a == NULL)
		return 0;
	if (a->stream != NULL)
		return stream_on_writeable(a->stream);
	size_t n = a->len - a->sent < PIECE ? a->len - a->sent : PIECE;
	bool last = a->sent + n == a->len;
	memcpy(room + LWS_PRE, a->bytes + a->sent, n);
	if (lws_write(wsi, room + LWS_PRE, n, last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < (int)n)
		return -1;
	a->sent += n;
	if (last)
		return finish(wsi, answer);
	lws_callback_on_writable(wsi);
	return 0;
}
