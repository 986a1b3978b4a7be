/* touchstone restore: a ledger put back into an empty Redis. */
#include "base/text.h"
#include "hub/commands.h"
#include "hub/data_folder.h"
#include "hub/options.h"
#include "store/restore.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option options[] = {
	{ "data", OPTION_TEXT, 0, 0, NULL, "DIR", "the data directory (default: $XDG_STATE_HOME/touchstone)" },
	{ "redis", OPTION_TEXT, 0, 0, NULL, "ADDRESS",
	  "host:port, unix:/path or sentinel:NAME@host:port,... instead of an own one" },
};

static const struct option_table table = {
	"restore",
	"EVENT LEDGER.jsonl",
	"Writes the ledger of the event with the id EVENT back into a Redis that has none, entry by entry, from a\n"
	"hub's journal (DIR/EVENT/ledger.jsonl) or from `touchstone export --ledger`. The chain of hashes is\n"
	"checked first. End the hub before, and move its damaged redis.d away.",
	2,
	2,
	options,
	sizeof options / sizeof options[0],
};

int command_restore(int argc, char **argv)
{
	struct options o;
	char data[DATA_FOLDER_MAX], fault[1200];
	uint64_t count = 0;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	const char *event = o.arguments[0];
	struct restore_options r = { .event = event,
		                     .file = o.arguments[1],
		                     .dir = data,
		                     .redis = options_text(&o, "redis"),
		                     .user = getenv("TOUCHSTONE_REDIS_USER"),
		                     .password = getenv("TOUCHSTONE_REDIS_PASSWORD") };
	rc = EXIT_USAGE;
	if (!text_event_id(event, strlen(event))) {
		fprintf(stderr,
		        "touchstone restore: \"%s\" is not an event's id: expected a-z, 0-9 and - (at most 64)\n",
		        event);
	} else if (!data_folder(options_text(&o, "data"), data)) {
		fprintf(stderr, "touchstone restore: expected --data DIR, for HOME is not set\n");
	} else {
		signal(SIGPIPE, SIG_IGN);
		rc = restore(&r, &count, fault, sizeof fault) == ERR_OK ? EXIT_DONE : EXIT_WRONG;
		if (rc == EXIT_DONE)
			printf("%" PRIu64 " entries are in the ledger of %s again\n", count, event);
		else
			fprintf(stderr, "touchstone: %s\n", fault);
	}
	options_release(&o);
	return rc;
}
