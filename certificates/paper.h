/*
 * paper.h - drawing plain printed matter (result lists): texts in one family that shrink to a width, hairlines, a PDF with
 * a fixed date. Lengths are points from the page's upper left corner, y is a text's base line.
 */
#ifndef CERTIFICATES_PAPER_H
#define CERTIFICATES_PAPER_H

#include "base/buf.h"
#include "base/err.h"
#include "certificates/fonts.h"

#include <cairo.h>
#include <pango/pango.h>
#include <stdint.h>

#define PAPER_WIDTH 595.28 /* A4 */
#define PAPER_HEIGHT 841.89
#define PAPER_SIZE_MIN 6.5
#define PAPER_INK 0x141820u
#define PAPER_MUTED 0x5B6472u
#define PAPER_HAIR 0xDDD8CCu
#define PAPER_SEAL 0xB3131Bu

struct paper {
	cairo_surface_t *pdf;
	cairo_t *cr;
	PangoLayout *layout;
};

/* Notes a text's characters in both weights (fonts_want). NULL is no text. */
MUST_CHECK enum err paper_want(struct fonts *fonts, const char *text);
/* ERR_UNSUPPORTED where no font has a character of it; `fault` names it. After fonts_build. */
MUST_CHECK enum err paper_check(const struct fonts *fonts, const char *text, struct buf *fault);

/* What cairo calls with the bytes of a PDF; `out` is a struct buf. */
cairo_status_t paper_bytes(void *out, const unsigned char *bytes, unsigned len);
/* Begins a PDF that is added to `out`, which must live until paper_end. */
void paper_begin(struct paper *p, const struct fonts *fonts, const char *title, uint32_t day, struct buf *out);
MUST_CHECK enum err paper_end(struct paper *p);

/* How wide a text is; it stays set for paper_show. */
double paper_measure(const struct paper *p, const char *text, double size, int weight);
void paper_show(const struct paper *p, double x, double y, unsigned rgb);

/* A text in a width: smaller where it is too long, down to PAPER_SIZE_MIN, then cut with an ellipsis. */
void paper_text(const struct paper *p, const char *text, double x, double y, double width, double size, int weight, unsigned rgb);
void paper_text_right(const struct paper *p, const char *text, double right, double y, double size, int weight, unsigned rgb);

void paper_line(const struct paper *p, double x, double y, double width, unsigned rgb);

#endif
