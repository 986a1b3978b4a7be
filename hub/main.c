/* The program's face: finds the command and runs it. What each does is in hub/command_NAME.c. */
#include "hub/commands.h"
#include "hub/options.h"
#include "judges/roles.h"

#include <stdio.h>
#include <string.h>

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *text; /* one line for the list */
};

static const struct command commands[] = {
	{ "audit", command_audit, "whether a ledger is what the hub wrote, and what it comes to" },
	{ "check", command_check, "names every fault of an event definition" },
	{ "consistency", command_consistency, "how well the judges of each panel agree" },
	{ "export", command_export, "an event's ledger, marks or standings, from its journal" },
	{ "explain", command_explain, "how a total and a rank came about, step by step" },
	{ "help", command_help, "what the program can do, or how a command is used" },
	{ "rehearse", command_rehearse, "simulated judges, to try screens and tablets" },
	{ "prospects", command_prospects, "what the marks that are missing can still change" },
	{ "restore", command_restore, "writes a ledger back into an empty Redis" },
	{ "roster", command_roster, "puts a list of competitors into a definition" },
	{ "score", command_score, "the standings that a definition and a file of marks make" },
	{ "serve", command_serve, "the hub: tablets, boards, screens, certificates" },
	{ "key", command_key, "the organiser's signing key and the public list of keys" },
	{ "cards", command_cards, "the sign-in cards, as a PDF to print" },
	{ "certificate", command_certificate, "certificates: issue, print, a page that verifies them" },
	{ "verify", command_verify, "whether a certificate is genuine: of an address, a picture, a PDF" },
	{ "version", command_version, "the program's version" },
};

static const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int command_unknown(const char *name)
{
	fprintf(stderr, "touchstone: unknown command \"%s\" (see: touchstone help)\n", name);
	return EXIT_USAGE;
}

int command_help(int argc, char **argv)
{
	static const struct option_table table = {
		"help", "[COMMAND]", "Lists the commands, or says how one is used; help roles: who may do what.", 0, 1,
		NULL,   0,
	};
	struct options o;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	const char *name = o.argument_count > 0 ? o.arguments[0] : NULL;
	options_release(&o);
	if (name != NULL && strcmp(name, "roles") == 0) {
		roles_print(stdout);
		return EXIT_DONE;
	}
	if (name != NULL) {
		const struct command *command = command_find(name);
		char help[] = "--help";
		char own[32];
		if (command == NULL)
			return command_unknown(name);
		snprintf(own, sizeof own, "%s", name);
		char *words[] = { own, help, NULL };
		return command->run(2, words);
	}
	printf("touchstone (试金石) runs a skills contest: judges' tablets, live boards, certificates.\n\n"
	       "Commands:\n");
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		printf("  %-12s %s\n", commands[i].name, commands[i].text);
	printf("\ntouchstone help COMMAND says how one is used, touchstone help roles who may do what.\n");
	return EXIT_DONE;
}

int command_version(int argc, char **argv)
{
	static const struct option_table table = {
		"version", "", "Prints the program's version.", 0, 0, NULL, 0,
	};
	struct options o;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	options_release(&o);
	printf("touchstone %s\n", TOUCHSTONE_VERSION);
	return EXIT_DONE;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "touchstone: expected a command (see: touchstone help)\n");
		return EXIT_USAGE;
	}
	const char *name = argv[1];
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	if (strcmp(name, "--version") == 0)
		name = "version";
	const struct command *command = command_find(name);
	if (command == NULL)
		return command_unknown(argv[1]);
	return command->run(argc - 1, argv + 1);
}
