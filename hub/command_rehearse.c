/* touchstone rehearse: simulated judges and a chief, over real sockets. */
#include "base/decimal.h"
#include "hub/commands.h"
#include "hub/options.h"
#include "hub/rehearsal.h"

#include <stdio.h>
#include <string.h>

#define SPEED_MAX 10000

static const struct option options[] = {
	{ "url", OPTION_TEXT, 0, 400, "ws://127.0.0.1:8080/ws", "URL", "the hub's WebSocket" },
	{ "cards", OPTION_TEXT, 0, 0, NULL, "FILE", "the cards.txt that the hub wrote" },
	{ "speed", OPTION_TEXT, 0, 16, "1", "N", "1 is a human pace, 10 ten times as fast" },
	{ "seed", OPTION_INT, 0, INT32_MAX, "1", "N", "what is drawn comes from this number" },
};

static const struct option_table table = {
	"rehearse",
	"EVENT.json",
	"Simulated judges mark a running event through its WebSockets; a simulated chief opens, locks and publishes\n"
	"the stages. For trying screens and tablets, never on an event that counts. Ends when all is published.",
	1,
	1,
	options,
	sizeof options / sizeof options[0],
};

int command_rehearse(int argc, char **argv)
{
	struct options o;
	int64_t speed = 0;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	const char *text = options_text(&o, "speed");
	if (decimal_parse(text, strlen(text), &speed) != ERR_OK || speed < DECIMAL_ONE / 100 ||
	    speed > SPEED_MAX * DECIMAL_ONE) {
		fprintf(stderr, "touchstone rehearse: --speed: expected a number from 0.01 to %d, not \"%s\"\n",
		        SPEED_MAX, text);
		rc = EXIT_USAGE;
	} else if (options_text(&o, "cards") == NULL) {
		fprintf(stderr, "touchstone rehearse: expected --cards FILE (see: touchstone help rehearse)\n");
		rc = EXIT_USAGE;
	} else {
		struct rehearsal_options r = {
			.definition = o.arguments[0],
			.url = options_text(&o, "url"),
			.cards = options_text(&o, "cards"),
			.speed_permille = speed / (DECIMAL_ONE / 1000),
			.seed = (uint64_t)options_int(&o, "seed"),
		};
		rc = rehearse(&r);
	}
	options_release(&o);
	return rc;
}
