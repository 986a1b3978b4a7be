/* touchstone cards: the sign-in cards that a hub has issued, as a PDF to print. */
#include "base/mem.h"
#include "events/file.h"
#include "hub/cards_print.h"
#include "hub/commands.h"
#include "hub/data_folder.h"
#include "hub/options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CARDS_BYTES_MAX ((size_t)16 << 20)
#define PDF_BYTES_MAX   ((size_t)256 << 20)

static const struct option options[] = {
	{ "data", OPTION_TEXT, 0, 0, NULL, "DIR", "the hub's data directory (default: $XDG_STATE_HOME/touchstone)" },
	{ "output", OPTION_TEXT, 0, 0, "cards.pdf", "FILE", "the PDF; -: standard output" },
};

static const struct option_table table = {
	"cards",
	"EVENT.json",
	"Prints the sign-in cards of an event's people as a PDF, A4, eight to a page: name, role, modules, a QR code "
	"that\n"
	"opens the tablet's or the desk's page, and the code for typing. The hub has issued them when it first served "
	"the\n"
	"event (DIR/EVENT/cards.txt). Whoever has a card may mark in its owner's name: keep the file to yourself.",
	1,
	1,
	options,
	sizeof options / sizeof options[0],
};

/* The last card of each person in cards.txt, in the order of the definition. Links are owned. */
static size_t read_cards(const struct event *event, char *text, struct card_line *cards)
{
	char **links = xcalloc(event->person_count + 1, sizeof *links);
	size_t count = 0;
	for (char *line = text, *next = NULL; line != NULL && *line != '\0'; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		char *tab = strchr(line, '\t'), *last = strrchr(line, '\t');
		if (tab == NULL)
			continue;
		*tab = '\0';
		uint32_t person = event_person(event, line);
		if (person != NONE)
			links[person] = last + 1;
	}
	for (uint32_t i = 0; i < event->person_count; i++)
		if (links[i] != NULL)
			cards[count++] = (struct card_line){ i, links[i] };
	free(links);
	return count;
}

/* Writes the PDF where only its owner may read it. */
static bool write_file(const char *path, const struct buf *pdf)
{
	bool to_stdout = strcmp(path, "-") == 0;
	int fd = to_stdout ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = fd >= 0;
	for (size_t sent = 0; ok && sent < pdf->len;) {
		ssize_t n = write(fd, pdf->data + sent, pdf->len - sent);
		ok = n > 0 || (n < 0 && errno == EINTR);
		sent += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0 && !to_stdout)
		ok = close(fd) == 0 && ok;
	return ok;
}

static int print_cards(const struct event *event, const char *path, const char *output)
{
	struct buf text, pdf, fault;
	int rc = EXIT_WRONG;
	struct card_line *cards = xcalloc(event->person_count + 1, sizeof *cards);
	buf_init(&text, CARDS_BYTES_MAX);
	buf_init(&pdf, PDF_BYTES_MAX);
	buf_init(&fault, 4096);
	size_t count = file_read(path, &text) == ERR_OK && text.data != NULL ? read_cards(event, text.data, cards) : 0;
	if (count == 0)
		fprintf(stderr, "touchstone: %s: expected the cards that touchstone serve has issued\n", path);
	else if (cards_print(event, cards, count, &pdf, &fault) != ERR_OK)
		fprintf(stderr, "touchstone: %s\n", fault.len ? buf_str(&fault) : "the cards could not be drawn");
	else if (!write_file(output, &pdf))
		fprintf(stderr, "touchstone: %s: cannot write it: %s\n", output, strerror(errno));
	else
		rc = EXIT_DONE;
	buf_release(&fault);
	buf_release(&pdf);
	buf_release(&text);
	free(cards);
	return rc;
}

int command_cards(int argc, char **argv)
{
	struct options o;
	char data[DATA_FOLDER_MAX], path[DATA_FOLDER_MAX + 80];
	struct arena arena;
	struct faults faults;
	struct event *event = NULL;
	int rc = options_read(&o, &table, argc, argv);
	if (rc >= 0)
		return rc;
	if (!data_folder(options_text(&o, "data"), data)) {
		fprintf(stderr, "touchstone cards: expected --data DIR, for HOME is not set\n");
		options_release(&o);
		return EXIT_USAGE;
	}
	arena_init(&arena);
	faults_init(&faults);
	if (event_read_file(o.arguments[0], &arena, &event, &faults) == ERR_OK) {
		snprintf(path, sizeof path, "%s/%s/cards.txt", data, event->id);
		rc = print_cards(event, path, options_text(&o, "output"));
	} else {
		faults_print(&faults, o.arguments[0], stderr);
		rc = EXIT_WRONG;
	}
	faults_release(&faults);
	arena_release(&arena);
	options_release(&o);
	return rc;
}
