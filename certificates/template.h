/*
 * template.h - a certificate's template: an SVG file, made to be edited in Inkscape.
 *
 * Its drawing is printed as it is. Its texts are taken out and set by pango, so that they wrap and shrink, with {{fields}} filled in
 * (fields.h). A text flows in the rectangle that its shape-inside names (Inkscape: Text > Flow into frame), or begins at its x and y.
 * Rectangles with an id "qr", "seal" or beginning "box-" are places and are not printed. Own attributes of a text:
 * data-min-size (it shrinks down to this), data-lines (it shrinks to fit in so many lines, then wraps), data-valign (top,
 * middle, bottom). A text whose fields are all empty is left out.
 *
 * Nothing outside the file is ever read: a document type, entities, scripts, style sheets, and references that are not within
 * the file (or PNG data in it) are refused.
 */
#ifndef CERTIFICATES_TEMPLATE_H
#define CERTIFICATES_TEMPLATE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEMPLATE_BYTES_MAX ((size_t)4 << 20)
#define TEXTS_MAX 64
#define RUNS_MAX 32
#define BOXES_MAX 64

/* A place on the page, in points from its upper left corner. */
struct box {
	const char *id;
	double x, y, width, height;
};

enum align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };
enum valign { VALIGN_TOP, VALIGN_MIDDLE, VALIGN_BOTTOM };

struct text_style {
	const char *family;
	int weight;
	double size; /* points */
	uint32_t rgb;
	enum align align;
	double letter_spacing; /* points */
	double line_height; /* times the size */
	double indent; /* points, or in units of the size where indent_em */
	bool indent_em;
};

/* A piece of a text in one style. */
struct text_run {
	const char *text; /* with {{fields}}; \n ends a paragraph */
	struct text_style style;
};

struct text_item {
	struct text_style style;
	struct text_run runs[RUNS_MAX];
	size_t run_count;
	bool flows; /* in `box`; else from x, y (its base line) */
	struct box box;
	double x, y;
	double min_size; /* points; the size itself where it may not shrink */
	unsigned lines; /* 0: as many as the box holds */
	enum valign valign;
	bool fixed; /* has no field: printed the same on every page */
};

struct template {
	struct arena arena; /* owns all texts below */
	double width, height; /* points */
	struct text_item texts[TEXTS_MAX];
	size_t text_count;
	struct box qr; /* width 0: no QR code */
	struct box seal; /* width 0: no place for one */
	char *art; /* the SVG without its texts and places */
	size_t art_len;
};

/* Reads a template. On ERR_INVALID `fault` says where and what: "line 12: ...". template_free() the result. */
MUST_CHECK enum err template_parse(const char *svg, size_t len, struct template **out, struct buf *fault);
void template_free(struct template *t);

#endif
