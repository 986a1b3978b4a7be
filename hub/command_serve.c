/* touchstone serve: a hub for a real event. */
#include "hub/commands.h"
#include "hub/data_folder.h"
#include "hub/options.h"
#include "hub/serve.h"

#include <stdio.h>

static const struct option options[] = {
	{ "data", OPTION_TEXT, 0, 0, NULL, "DIR", "the data directory (default: $XDG_STATE_HOME/touchstone)" },
	{ "listen", OPTION_TEXT, 0, 64, "127.0.0.1", "ADDRESS", "the address to listen on; 0.0.0.0: all" },
	{ "port", OPTION_INT, 0, 65535, "8080", "PORT", "the port to listen on; 0: any free one" },
	{ "tls-cert", OPTION_TEXT, 0, 0, NULL, "FILE", "speak https with this certificate (PEM, with its chain), and --tls-key" },
	{ "tls-key", OPTION_TEXT, 0, 0, NULL, "FILE", "its key (PEM)" },
	{ "hosts", OPTION_TEXT, 0, 0, "", "NAMES", "further names of this hub, with commas between" },
	{ "address", OPTION_TEXT, 0, 250, NULL, "URL", "where people find this hub, for links and QR codes" },
	{ "keys", OPTION_TEXT, 0, 0, NULL, "FILE",
	  "keys.json: the public keys of certificates, with those retired or void" },
	{ "key", OPTION_TEXT, 0, 0, NULL, "FILE", "the issuer's key: certificates can be issued at the desk" },
	{ "host", OPTION_TEXT, 0, 0, NULL, "HOST", "where they are verified: https://HOST/v/... (default: of --address)" },
	{ "template", OPTION_TEXT, 0, 0, NULL, "NAME|FILE.svg", "of their PDFs (default: honour-zh)" },
	{ "seal", OPTION_TEXT, 0, 0, NULL, "FILE.png", "a picture of the seal for them" },
	{ "printers", OPTION_TEXT, 0, 0, NULL, "NAME=URI,...", "for them, besides the queues of CUPS: ipp://HOST/ipp/print" },
	{ "patience", OPTION_INT, 1, 86400, "600", "SECONDS", "how long a printer that stands is waited for" },
	{ "publish", OPTION_TEXT, 0, 3000, NULL, "DIR|URL", "write the public's side there as plain files, for any web space; to a URL by PUT" },
	{ "publish-secret", OPTION_TEXT, 0, 0, NULL, "FILE", "what that URL wants: a line of NAME:PASSWORD or a bearer token" },
	{ "redis", OPTION_TEXT, 0, 0, NULL, "ADDRESS",
	  "host:port, unix:/path or sentinel:NAME@host:port,... instead of an own one" },
	{ "read", OPTION_TEXT, 0, 0, NULL, "ADDRESS", "a replica of that Redis to follow the ledger on: host:port or unix:/path" },
	{ "replicas", OPTION_INT, 0, 16, "0", "N", "replicas that must have a sheet before it is acknowledged" },
	{ "frames", OPTION_INT, 1, 50, "15", "N", "changes of a board that go out in a second, in the long run" },
	{ "io-uring", OPTION_FLAG, 0, 0, "yes", NULL, "boards go out through io_uring where the kernel offers it (=no: never)" },
	{ "rehearse", OPTION_FLAG, 0, 0, NULL, NULL, "simulated judges mark the open stages" },
	{ "speed", OPTION_TEXT, 0, 16, "1", "N", "how fast they do: 1 is a human pace" },
};

static const struct option_table table = {
	"serve",
	"EVENT.json",
	"Serves an event: tablets, boards, screens, certificates. Goes on from the ledger in the data directory.\n"
	"With no --redis it starts a redis-server of its own there and ends it with itself.",
	1,
	1,
	options,
	sizeof options / sizeof options[0],
};

int command_serve(int argc, char **argv)
{
	struct options o;
	char data[DATA_FOLDER_MAX];
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	if (!data_folder(options_text(&o, "data"), data)) {
		fprintf(stderr, "touchstone serve: expected --data DIR, for HOME is not set\n");
		options_release(&o);
		return EXIT_USAGE;
	}
	if ((options_text(&o, "tls-cert") == NULL) != (options_text(&o, "tls-key") == NULL)) {
		fprintf(stderr, "touchstone serve: expected both of --tls-cert FILE and --tls-key FILE, or none\n");
		options_release(&o);
		return EXIT_USAGE;
	}
	struct serve_options s = {
		.definition = o.arguments[0],
		.data = data,
		.address = options_text(&o, "listen"),
		.port = (int)options_int(&o, "port"),
		.tls_certificate = options_text(&o, "tls-cert"),
		.tls_key = options_text(&o, "tls-key"),
		.hosts = options_text(&o, "hosts"),
		.public_address = options_text(&o, "address"),
		.keys = options_text(&o, "keys"),
		.key = options_text(&o, "key"),
		.host = options_text(&o, "host"),
		.template = options_text(&o, "template"),
		.seal = options_text(&o, "seal"),
		.printers = options_text(&o, "printers"),
		.patience_s = (int)options_int(&o, "patience"),
		.publish = options_text(&o, "publish"),
		.publish_secret = options_text(&o, "publish-secret"),
		.redis = options_text(&o, "redis"),
		.read = options_text(&o, "read"),
		.replicas = (int)options_int(&o, "replicas"),
		.frames = (int)options_int(&o, "frames"),
		.ring = options_flag(&o, "io-uring"),
		.rehearse = options_flag(&o, "rehearse"),
		.speed = options_text(&o, "speed"),
	};
	rc = serve(&s);
	options_release(&o);
	return rc;
}
