#include "hub/printers.h"

#include "certificates/printer.h"

#include <stdio.h>
#include <string.h>

/* Adds one; false where it is no printer or there is no room. */
static bool add(struct printers *p, const char *uri, size_t uri_len, const char *name, size_t name_len)
{
	struct printer_line *line = &p->list[p->count];
	if (p->count == PRINTERS_MAX || !uri_len || uri_len > PRINTER_MAX || !name_len || name_len > PRINTER_NAME_MAX)
		return false;
	*line = (struct printer_line){ .says = "" };
	memcpy(line->uri, uri, uri_len);
	memcpy(line->name, name, name_len);
	if (!printer_uri(line->uri) || printers_get(p, line->uri))
		return false;
	p->count++;
	return true;
}

bool printers_tell(struct printers *p, const char *text)
{
	*p = (struct printers){ .count = 0 };
	for (const char *at = text ? text : ""; *at;) {
		size_t len = strcspn(at, ","), name = strcspn(at, "=,");
		if (name == len || !add(p, at + name + 1, len - name - 1, at, name))
			return false;
		at += len + (at[len] == ',');
	}
	p->told = p->count;
	return true;
}

void printers_found(struct printers *p, const char *lines)
{
	p->count = p->told;
	while (*lines) {
		size_t len = strcspn(lines, "\n"), uri = strcspn(lines, "\t\n"), rest = uri < len ? uri + 1 : len;
		size_t name = strcspn(lines + rest, "\t\n"), says = rest + name < len ? rest + name + 1 : len;
		if (add(p, lines, uri, lines + rest, name))
			snprintf(p->list[p->count - 1].says, sizeof p->list[0].says, "%.*s", (int)(len - says), lines + says);
		lines += len + (lines[len] == '\n');
	}
}

const struct printer_line *printers_get(const struct printers *p, const char *uri)
{
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->list[i].uri, uri) == 0)
			return &p->list[i];
	return NULL;
}
