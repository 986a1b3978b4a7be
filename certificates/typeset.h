/*
 * typeset.h - one text of a template, set by pango: filled in, wrapped, shrunk to fit, drawn.
 */
#ifndef CERTIFICATES_TYPESET_H
#define CERTIFICATES_TYPESET_H

#include "base/buf.h"
#include "base/err.h"
#include "certificates/fields.h"
#include "certificates/fonts.h"
#include "certificates/template.h"

#include <cairo.h>
#include <stdbool.h>

struct typeset {
	const struct text_item *item; /* borrowed; NULL before typeset_init */
	const struct fonts *fonts; /* borrowed */
	PangoLayout *layout;
	bool empty; /* all its fields were empty: nothing is drawn */
};

/* After fonts_build. */
void typeset_init(struct typeset *s, const struct text_item *item, const struct fonts *fonts);
void typeset_release(struct typeset *s);

/*
 * Fills in the fields and fits the text into its box. ERR_UNSUPPORTED: no font has a character; ERR_TOO_LARGE: it does not fit
 * even at its smallest size; ERR_INVALID: an unknown field. `fault` says it in one line.
 */
MUST_CHECK enum err typeset_fill(struct typeset *s, const struct fields *fields, struct buf *fault);

void typeset_draw(const struct typeset *s, cairo_t *cr);

#endif
