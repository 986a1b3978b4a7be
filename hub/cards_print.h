/*
 * cards_print.h - sign-in cards on paper: A4, eight to a page, to be cut apart and handed to their owners.
 */
#ifndef HUB_CARDS_PRINT_H
#define HUB_CARDS_PRINT_H

#include "base/buf.h"
#include "base/err.h"
#include "scoring/definition.h"

#include <stddef.h>

struct card_line {
	uint32_t person; /* place in event.people */
	char *link;      /* what the QR code holds: the page and, behind #, the token */
};

/*
 * Adds the PDF to `out`: on each card the event, name, role, modules, the QR code and the token in groups, for typing.
 * ERR_UNSUPPORTED: no font has a character; ERR_NOT_FOUND: no font; `fault` says it in one line.
 */
MUST_CHECK enum err cards_print(const struct event *event, const struct card_line *cards, size_t count, struct buf *out,
                                struct buf *fault);

#endif
