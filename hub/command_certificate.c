/* touchstone certificate: from awards to certificates. What each subcommand does is in hub/certificate_NAME.c. */
#include "hub/certificate_run.h"
#include "hub/commands.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *text;
} subcommands[] = {
	{ "page", certificate_page, "one competitor's certificate, from an event and marks" },
	{ "issue", certificate_issue, "everybody's certificates: issues, replaces, revokes, prints" },
	{ "again", certificate_again, "one issued certificate once more, from the ledger's journal" },
	{ "list", certificate_list, "a stage's result list, with a signed QR code over the ledger's head" },
	{ "print", certificate_print, "to a printer, one after the other, going on after a jam" },
	{ "printers", certificate_printers, "the CUPS queues of this machine" },
	{ "register", certificate_register, "what was issued and revoked, and each copy that was printed" },
	{ "preview", certificate_preview, "the longest and the shortest name of an event, side by side" },
	{ "site", certificate_site, "the static page that verifies certificates, for any web space" },
};

int command_certificate(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	for (size_t i = 0; i < sizeof subcommands / sizeof *subcommands; i++) {
		if (strcmp(name, subcommands[i].name) == 0)
			return subcommands[i].run(argc - 1, argv + 1);
	}
	bool help = strcmp(name, "--help") == 0;
	if (!help && name[0])
		fprintf(stderr, "touchstone certificate: unknown subcommand \"%s\"\n", name);
	FILE *out = help ? stdout : stderr;
	fprintf(out, "touchstone certificate SUBCOMMAND ...\n\n");
	for (size_t i = 0; i < sizeof subcommands / sizeof *subcommands; i++)
		fprintf(out, "  %-8s %s\n", subcommands[i].name, subcommands[i].text);
	fprintf(out, "\ntouchstone certificate SUBCOMMAND --help says how one is used.\n");
	return help ? EXIT_DONE : EXIT_USAGE;
}
