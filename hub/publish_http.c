#include "hub/publish_http.h"

#include "base/mem.h"
#include "events/file.h"


#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECRET_MAX      ((size_t)8 << 10)
#define ADDRESS_MAX     4096
#define CONNECT_S       5L
#define REQUEST_S       30L
#define SECRET_VARIABLE "TOUCHSTONE_PUBLISH_CREDENTIAL"

struct publish_http {
	CURL *curl;
	char *url; /* without a slash at its end */
	const char *secret;
	struct curl_slist *types[8]; /* a header for each of `suffixes` */
};

static const struct {
	const char *suffix, *header;
} suffixes[] = {
	{ ".html", "Content-Type: text/html; charset=utf-8" },
	{ ".js", "Content-Type: text/javascript; charset=utf-8" },
	{ ".css", "Content-Type: text/css; charset=utf-8" },
	{ ".json", "Content-Type: application/json" },
	{ ".svg", "Content-Type: image/svg+xml" },
	{ ".webmanifest", "Content-Type: application/manifest+json" },
	{ ".ics", "Content-Type: text/calendar; charset=utf-8" },
	{ "", "Content-Type: application/octet-stream" },
};
#define SUFFIXES (sizeof suffixes / sizeof *suffixes)

bool publish_is_url(const char *place)
{
	return strncmp(place, "http://", 7) == 0 || strncmp(place, "https://", 8) == 0;
}

/* ---- the credential ---- */

static bool is_this_machine(const char *url)
{
	static const char *const names[] = { "http://localhost", "http://127.0.0.1", "http://[::1]" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t len = strlen(names[i]);
		if (strncmp(url, names[i], len) == 0 && strchr(":/", url[len]) != NULL)
			return true;
	}
	return false;
}

bool publish_secret_read(const char *url, const char *file, struct buf *secret, const char **fault)
{
	const char *given = getenv(SECRET_VARIABLE), *host = strstr(url, "//") + 2;
	struct buf text;
	buf_init(secret, SECRET_MAX);
	if (memchr(host, '@', strcspn(host, "/")) != NULL) {
		*fault = "expected no name and password in --publish, where everybody on this machine can read them: give --publish-secret FILE";
		return false;
	}
	buf_init(&text, SECRET_MAX);
	if (file != NULL && file_read(file, &text) != ERR_OK) {
		buf_release(&text);
		*fault = "expected --publish-secret FILE to be a file that can be read";
		return false;
	}
	const char *line = file != NULL ? buf_str(&text) : given != NULL ? given : "";
	buf_add(secret, line, strcspn(line, "\r\n"));
	buf_release(&text);
	*fault = "expected one line of NAME:PASSWORD or a bearer token in the file of --publish-secret";
	if (file != NULL && secret->len == 0)
		return false;
	*fault = "expected https:// in --publish, for a credential goes with it";
	return secret->len == 0 || strncmp(url, "https://", 8) == 0 || is_this_machine(url);
}

/* ---- one request ---- */

struct publish_http *publish_http_new(const char *url, const char *secret)
{
	struct publish_http *h = xcalloc(1, sizeof *h);
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
	size_t len = strlen(url);
	while (len > 0 && url[len - 1] == '/')
		len--;
	h->url = xstrndup(url, len);
	h->secret = secret;
	h->curl = curl_easy_init();
	for (size_t i = 0; i < SUFFIXES; i++)
		h->types[i] = curl_slist_append(NULL, suffixes[i].header);
	return h;
}

void publish_http_free(struct publish_http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->curl);
	for (size_t i = 0; i < SUFFIXES; i++)
		curl_slist_free_all(h->types[i]);
	curl_global_cleanup();
	free(h->url);
	free(h);
}

struct upload {
	const char *bytes;
	size_t len, at;
};

static size_t on_read(char *to, size_t size, size_t count, void *arg)
{
	struct upload *u = arg;
	size_t left = u->len - u->at, n = size * count < left ? size * count : left;
	memcpy(to, u->bytes + u->at, n);
	u->at += n;
	return n;
}

/* A connection that was kept may be gone by now: then what was read goes out once more, from its beginning. */
static int on_seek(void *arg, curl_off_t offset, int origin)
{
	struct upload *u = arg;
	if (origin != SEEK_SET || offset < 0 || (size_t)offset > u->len)
		return CURL_SEEKFUNC_CANTSEEK;
	u->at = (size_t)offset;
	return CURL_SEEKFUNC_OK;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
	(void)bytes;
	(void)arg;
	return size * count; /* nobody reads what the server has to say */
}

static struct curl_slist *type_of(const struct publish_http *h, const char *path)
{
	size_t len = strlen(path);
	for (size_t i = 0;; i++) {
		size_t n = strlen(suffixes[i].suffix);
		if (n <= len && strcmp(path + len - n, suffixes[i].suffix) == 0)
			return h->types[i];
	}
}

/* Everything that all requests have in common. */
static void prepare(struct publish_http *h, const char *address)
{
	CURL *c = h->curl;
	curl_easy_reset(c);
	curl_easy_setopt(c, CURLOPT_URL, address);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, REQUEST_S);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "touchstone");
	if (h->secret[0] != '\0' && strchr(h->secret, ':') != NULL) {
		curl_easy_setopt(c, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
		curl_easy_setopt(c, CURLOPT_USERPWD, h->secret);
	} else if (h->secret[0] != '\0') {
		curl_easy_setopt(c, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
		curl_easy_setopt(c, CURLOPT_XOAUTH2_BEARER, h->secret);
	}
}

/* The server's status; 0, and curl's words in `why`, where there was none. */
static long perform(struct publish_http *h, char *why, size_t size)
{
	long status = 0;
	CURLcode code = curl_easy_perform(h->curl);
	if (code != CURLE_OK)
		snprintf(why, size, "%s", curl_easy_strerror(code));
	else
		curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	return code == CURLE_OK ? status : 0;
}

static long put(struct publish_http *h, const char *address, const struct publish_file *f, char *why, size_t size)
{
	struct upload u = { f->bytes, f->len, 0 };
	prepare(h, address);
	if (f->bytes == NULL) {
		curl_easy_setopt(h->curl, CURLOPT_CUSTOMREQUEST, "DELETE");
		return perform(h, why, size);
	}
	curl_easy_setopt(h->curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(h->curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(h->curl, CURLOPT_READDATA, &u);
	curl_easy_setopt(h->curl, CURLOPT_SEEKFUNCTION, on_seek);
	curl_easy_setopt(h->curl, CURLOPT_SEEKDATA, &u);
	curl_easy_setopt(h->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)f->len);
	curl_easy_setopt(h->curl, CURLOPT_EXPECT_100_TIMEOUT_MS, 1000L);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, type_of(h, f->path));
	return perform(h, why, size);
}

/* The folders above a file, from the uppermost; those that are there answer 405, which is as good. */
static void make_folders(struct publish_http *h, const char *path)
{
	char address[ADDRESS_MAX], why[CURL_ERROR_SIZE];
	for (const char *end = path; end != NULL; end = strchr(end + 1, '/')) {
		snprintf(address, sizeof address, "%s/%.*s%s", h->url, (int)(end - path), path, end > path ? "/" : "");
		prepare(h, address);
		curl_easy_setopt(h->curl, CURLOPT_CUSTOMREQUEST, "MKCOL");
		(void)perform(h, why, sizeof why);
	}
}

/* ---- the batch ---- */

static bool is_good(const struct publish_file *f, long status)
{
	return (status >= 200 && status < 300) || (f->bytes == NULL && (status == 404 || status == 410));
}

/* Whether others would fare no better. */
static bool is_over(long status)
{
	return status == 0 || status == 401 || status == 403 || status == 429 || status >= 500;
}

void publish_http_write(struct publish_http *h, struct publish_batch *b)
{
	char address[ADDRESS_MAX], why[CURL_ERROR_SIZE] = "";
	b->fault[0] = '\0';
	for (size_t i = 0; i < b->count; i++) {
		struct publish_file *f = &b->files[i];
		snprintf(address, sizeof address, "%s/%s", h->url, f->path);
		long status = put(h, address, f, why, sizeof why);
		if (status == 409 && f->bytes != NULL) {
			make_folders(h, f->path);
			status = put(h, address, f, why, sizeof why);
		}
		f->done = is_good(f, status);
		if (f->done)
			continue;
		if (b->fault[0] == '\0' && status == 0)
			snprintf(b->fault, sizeof b->fault, "%.300s: %.150s", address, why);
		else if (b->fault[0] == '\0')
			snprintf(b->fault, sizeof b->fault, "%.300s: the server answers %ld", address, status);
		if (is_over(status))
			return;
	}
}
