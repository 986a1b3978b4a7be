/*
 * printers.h - what can be printed to: the printers that the hub was told of, and the queues of the machine's CUPS, which a child
 * asks for.
 */
#ifndef HUB_PRINTERS_H
#define HUB_PRINTERS_H

#include "events/entry_json.h"

#include <stdbool.h>
#include <stddef.h>

#define PRINTERS_MAX 64
#define PRINTER_NAME_MAX 128

struct printer_line {
	char uri[PRINTER_MAX + 1], name[PRINTER_NAME_MAX + 1], says[256];
};

struct printers {
	struct printer_line list[PRINTERS_MAX];
	size_t told, count; /* the first `told` ones are those of the option */
};

/* Reads "NAME=URI,NAME=URI". False where it is none. */
bool printers_tell(struct printers *p, const char *text);

/* Replaces the queues by a child's output, lines of URI TAB NAME TAB SAYS; what is no such line is left out. */
void printers_found(struct printers *p, const char *lines);

/* By URI; NULL where there is none. */
const struct printer_line *printers_get(const struct printers *p, const char *uri);

#endif
