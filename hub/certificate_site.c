/* touchstone certificate site: the page that verifies certificates, as a folder that any web space can serve for decades. */
#include "base/mem.h"
#include "certificates/served.h"
#include "hub/certificate_run.h"
#include "hub/commands.h"
#include "hub/embed.h"
#include "hub/key_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_TEXT_MAX 4096
#define COMMAND "certificate site"

static const struct option options[] = {
	{ "keys", OPTION_TEXT, 0, 0, NULL, "FILE", "the public list of keys; else those that the certificates were signed with" },
	{ "register", OPTION_TEXT, 0, 0, NULL, "FILE", "the certificates issued without a hub" },
	{ "event", OPTION_TEXT, 0, 64, NULL, "EVENT", "the certificates in the ledger of this event" },
	{ "data", OPTION_TEXT, 0, 0, NULL, "DIR", "the hub's data directory (default: $XDG_STATE_HOME/touchstone)" },
};

static const struct option_table table = {
	"certificate site", "DIR",
	"Writes a folder to put at the root of https://HOST/: the verifying page, its script, keys.json, revoked.json, and for\n"
	"each certificate a page at v/NUMBER/ and its credential at v/NUMBER.json. Run it again after a revocation.",
	1, 1, options, sizeof options / sizeof *options,
};

static const char *const scripts[] = { "verify.css", "page.js", "texts.js", "verify.js", "ed25519.js", "sha512.js" };

static const char read_me[] =
	"This folder verifies certificates. Put it at the root of https://HOST/, HOST being the one in their QR codes.\n"
	"Everything is checked in the visitor's browser; the server only hands out these files.\n"
	"Addresses are /v/NUMBER; each has a folder here. A server that can answer unknown addresses below /v/ with\n"
	"v/index.html needs no such folders.\n";

static bool make_folder(const char *path)
{
	if (mkdir(path, 0755) == 0 || errno == EEXIST)
		return true;
	fprintf(stderr, "touchstone " COMMAND ": %s: %s\n", path, strerror(errno));
	return false;
}

/* DIR/name; false after a line where that is too long or cannot be written. */
static bool write_at(const char *dir, const char *name, const struct buf *text)
{
	char path[PATH_TEXT_MAX];
	return snprintf(path, sizeof path, "%s/%s", dir, name) < PATH_TEXT_MAX && text_file_write(COMMAND, path, text, 0644);
}

static bool make_at(const char *dir, const char *name)
{
	char path[PATH_TEXT_MAX];
	return snprintf(path, sizeof path, "%s/%s", dir, name) < PATH_TEXT_MAX && make_folder(path);
}

static bool write_embedded(const char *dir, const char *name, const char *file)
{
	char path[128];
	struct buf text;
	snprintf(path, sizeof path, "certificates/web/%s", file);
	const struct embed_file *inside = embed_find(path);
	if (!inside)
		return false;
	buf_init(&text, (size_t)1 << 20);
	buf_add(&text, inside->plain.start, (size_t)(inside->plain.end - inside->plain.start));
	bool written = write_at(dir, name, &text);
	buf_release(&text);
	return written;
}

static bool write_pages(const char *dir)
{
	char name[128];
	struct buf text;
	if (!make_folder(dir) || !make_at(dir, "v") || !make_at(dir, "certificates"))
		return false;
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
		snprintf(name, sizeof name, "certificates/%s", scripts[i]);
		if (!write_embedded(dir, name, scripts[i]))
			return false;
	}
	buf_init(&text, 4096);
	buf_adds(&text, read_me);
	bool written = write_at(dir, "README.txt", &text);
	buf_release(&text);
	return written && write_embedded(dir, "v/index.html", "verify.html") &&
	       write_embedded(dir, "index.html", "verify.html") && write_embedded(dir, "404.html", "verify.html");
}

static bool write_lists(const char *dir, const struct certificate *list, uint32_t count, const struct keyring *known)
{
	struct buf text;
	buf_init(&text, REGISTER_BYTES_MAX);
	bool written = served_keys(list, count, known, &text) == ERR_OK && write_at(dir, "v/keys.json", &text);
	buf_reset(&text);
	served_revoked(list, count, &text);
	written = written && write_at(dir, "v/revoked.json", &text);
	buf_release(&text);
	return written;
}

static bool write_certificate(const char *dir, const struct certificate *list, uint32_t count, uint32_t i)
{
	char name[128];
	struct buf text;
	if (!id_valid(list[i].id, strlen(list[i].id)))
		return true;
	buf_init(&text, (size_t)1 << 20);
	snprintf(name, sizeof name, "v/%s", list[i].id);
	bool written = make_at(dir, name);
	snprintf(name, sizeof name, "v/%s/index.html", list[i].id);
	written = written && write_embedded(dir, name, "verify.html");
	enum err e = served_credential(list, count, list[i].id, &text);
	snprintf(name, sizeof name, "v/%s.json", list[i].id);
	written = written && (e == ERR_NOT_FOUND || write_at(dir, name, &text));
	buf_release(&text);
	return written;
}

static bool read_keys(const char *path, struct keyring *ring)
{
	struct buf text;
	buf_init(&text, KEYS_FILE_MAX);
	bool good = text_file_read(COMMAND, path, &text);
	if (good && keyring_read(buf_str(&text), text.len, ring) != ERR_OK) {
		fprintf(stderr, "touchstone " COMMAND ": %s: expected a list of keys made by touchstone key\n", path);
		good = false;
	}
	buf_release(&text);
	return good;
}

static int write_site(const struct options *o, const struct certificate *list, uint32_t count)
{
	const char *keys = options_text(o, "keys"), *dir = o->arguments[0];
	struct keyring *known = xcalloc(1, sizeof *known);
	bool good = (!keys || read_keys(keys, known)) && write_pages(dir) && write_lists(dir, list, count, keys ? known : NULL);
	for (uint32_t i = 0; good && i < count; i++)
		good = write_certificate(dir, list, count, i);
	free(known);
	return good ? EXIT_DONE : EXIT_WRONG;
}

int certificate_site(int argc, char **argv)
{
	struct options o;
	struct certificate_run r;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	certificate_run_init(&r, COMMAND);
	const char *event = options_text(&o, "event"), *path = options_text(&o, "register");
	bool good = event ? certificate_run_journal(&r, event, options_text(&o, "data"))
	                  : !path || certificate_run_register(&r, path);
	rc = good ? write_site(&o, r.issued.list, r.issued.count) : EXIT_WRONG;
	certificate_run_release(&r);
	options_release(&o);
	return rc;
}
