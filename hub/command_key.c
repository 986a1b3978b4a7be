/* touchstone key: the organiser's signing key and the public list of keys. */
#include "base/mem.h"
#include "certificates/key.h"
#include "hub/commands.h"
#include "hub/key_file.h"
#include "hub/options.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct option options[] = {
	{ "name", OPTION_TEXT, 0, KEY_NAME_MAX, NULL, "NAME", "new: the issuer, as people who verify see it" },
	{ "host", OPTION_TEXT, 0, HOST_MAX, NULL, "HOST", "new: where the certificates will be verified; may be left out" },
	{ "keys", OPTION_TEXT, 0, 0, NULL, "FILE", "the public list, keys.json: new adds to it, the others change it" },
	{ "from", OPTION_TEXT, 0, 10, NULL, "DATE", "retire, void: from this day on (default: today)" },
};

static const struct option_table table = {
	"key", "new|show|open|retire|void FILE|ID",
	"new FILE     makes a key, sealed with a passphrase, and adds its public half to --keys\n"
	"show FILE    prints the public half of a key file as keys.json has it\n"
	"open FILE    writes the key without its passphrase, for a service manager's credential; never to a terminal\n"
	"retire ID    notes in --keys that a key signs no more; its certificates stay valid\n"
	"void ID      notes in --keys that a key was lost: certificates dated on --from or later are not genuine",
	2, 2, options, sizeof options / sizeof options[0],
};

static bool ring_read(const char *path, struct keyring *ring)
{
	struct buf text;
	buf_init(&text, KEYS_FILE_MAX);
	bool good = text_file_read("key", path, &text);
	if (good && keyring_read(buf_str(&text), text.len, ring) != ERR_OK) {
		fprintf(stderr, "touchstone key: %s: expected a list of keys made by touchstone key\n", path);
		good = false;
	}
	buf_release(&text);
	return good;
}

static bool ring_write(const char *path, const struct keyring *ring)
{
	struct buf text;
	buf_init(&text, KEYS_FILE_MAX);
	keyring_write(ring, &text);
	bool good = buf_ok(&text) && text_file_write("key", path, &text, 0644);
	buf_release(&text);
	return good;
}

/* Adds a public key to the list, which may not be there yet. */
static int ring_add(const char *path, const struct public_key *key)
{
	struct keyring *ring = xcalloc(1, sizeof *ring);
	bool good = access(path, F_OK) != 0 || ring_read(path, ring);
	if (good && keyring_put(ring, key) != ERR_OK) {
		fprintf(stderr, "touchstone key: %s: more than %d keys\n", path, KEYS_MAX);
		good = false;
	}
	good = good && ring_write(path, ring);
	free(ring);
	return good ? EXIT_DONE : EXIT_WRONG;
}

static void print_id(const struct signing_key *k)
{
	char id[KEY_ID_TEXT + 1];
	key_id_text(k->id, id);
	printf("%s\n", id);
}

static int key_new(const struct options *o, const char *path)
{
	const char *name = options_text(o, "name"), *host = options_text(o, "host"), *keys = options_text(o, "keys");
	char passphrase[PASSPHRASE_MAX];
	struct signing_key k;
	struct public_key public_key;
	struct buf text;
	if (!name || (host && !host_valid(host, strlen(host)))) {
		fprintf(stderr, "touchstone key new: expected %s\n",
		        name ? "--host HOST in lower case, without https://" : "--name NAME, the issuer");
		return EXIT_USAGE;
	}
	if (access(path, F_OK) == 0) {
		fprintf(stderr, "touchstone key new: %s is there already; a key is never written over\n", path);
		return EXIT_WRONG;
	}
	if (sodium_init() < 0 || signing_key_new(&k, name, day_today()) != ERR_OK) {
		fprintf(stderr, "touchstone key new: --name may have at most %d bytes without control characters\n", KEY_NAME_MAX);
		return EXIT_USAGE;
	}
	int rc = EXIT_WRONG;
	buf_init(&text, KEY_FILE_MAX);
	if (passphrase_get("key new", true, passphrase)) {
		enum err e = signing_key_seal(&k, passphrase, &text);
		if (e != ERR_OK)
			fprintf(stderr, "touchstone key new: %s\n", err_text(e));
		else if (text_file_write("key new", path, &text, 0600))
			rc = EXIT_DONE;
	}
	public_key_of(&k, host, &public_key);
	if (rc == EXIT_DONE && keys)
		rc = ring_add(keys, &public_key);
	if (rc == EXIT_DONE)
		print_id(&k);
	sodium_memzero(passphrase, sizeof passphrase);
	signing_key_wipe(&k);
	buf_release(&text);
	return rc;
}

static int key_show(const struct options *o, const char *path)
{
	struct signing_key k;
	struct keyring *ring = xcalloc(1, sizeof *ring);
	struct buf text;
	if (!key_file_open("key show", path, &k)) {
		free(ring);
		return EXIT_WRONG;
	}
	public_key_of(&k, options_text(o, "host"), &ring->keys[0]);
	ring->count = 1;
	signing_key_wipe(&k);
	buf_init(&text, KEYS_FILE_MAX);
	keyring_write(ring, &text);
	fputs(buf_str(&text), stdout);
	buf_release(&text);
	free(ring);
	return EXIT_DONE;
}

static int key_open(const char *path)
{
	struct signing_key k;
	struct buf text;
	if (isatty(STDOUT_FILENO)) {
		fprintf(stderr, "touchstone key open: expected a pipe, such as | systemd-creds encrypt --name=touchstone-key - FILE\n");
		return EXIT_USAGE;
	}
	if (!key_file_open("key open", path, &k))
		return EXIT_WRONG;
	buf_init(&text, KEY_FILE_MAX);
	signing_key_write_open(&k, &text);
	bool written = buf_ok(&text) && fwrite(buf_str(&text), 1, text.len, stdout) == text.len && fflush(stdout) == 0;
	signing_key_wipe(&k);
	sodium_memzero(text.data, text.len);
	buf_release(&text);
	return written ? EXIT_DONE : EXIT_WRONG;
}

static struct public_key *ring_find(struct keyring *ring, const char *id)
{
	char text[KEY_ID_TEXT + 1];
	for (size_t i = 0; i < ring->count; i++) {
		key_id_text(ring->keys[i].id, text);
		if (strcmp(text, id) == 0)
			return &ring->keys[i];
	}
	return NULL;
}

/* retire and void: a date in the list. */
static int key_end(const struct options *o, const char *id, bool lost)
{
	const char *keys = options_text(o, "keys"), *from = options_text(o, "from");
	uint32_t day = day_today();
	if (!keys || (from && day_parse(from, &day) != ERR_OK)) {
		fprintf(stderr, "touchstone key: expected %s\n", keys ? "--from YYYY-MM-DD" : "--keys FILE");
		return EXIT_USAGE;
	}
	struct keyring *ring = xcalloc(1, sizeof *ring);
	int rc = EXIT_WRONG;
	if (ring_read(keys, ring)) {
		struct public_key *key = ring_find(ring, id);
		if (key) {
			*(lost ? &key->voided : &key->retired) = day;
			rc = ring_write(keys, ring) ? EXIT_DONE : EXIT_WRONG;
		} else {
			fprintf(stderr, "touchstone key: %s: there is no key \"%s\"\n", keys, id);
		}
	}
	free(ring);
	return rc;
}

int command_key(int argc, char **argv)
{
	struct options o;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	const char *what = o.arguments[0], *which = o.arguments[1];
	rc = EXIT_USAGE;
	if (strcmp(what, "new") == 0)
		rc = key_new(&o, which);
	else if (strcmp(what, "show") == 0)
		rc = key_show(&o, which);
	else if (strcmp(what, "open") == 0)
		rc = key_open(which);
	else if (strcmp(what, "retire") == 0 || strcmp(what, "void") == 0)
		rc = key_end(&o, which, strcmp(what, "void") == 0);
	else
		fprintf(stderr, "touchstone key: expected new, show, open, retire or void, not \"%s\"\n", what);
	options_release(&o);
	return rc;
}
