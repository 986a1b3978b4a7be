/*
 * fonts.h - the fonts of a print run, cut down to its characters.
 *
 * Whole CJK fonts in every PDF would be megabytes, and cairo's own subsetting sometimes keeps all of a font's subroutines. So the
 * characters of the whole run are collected first, per face; fonts_build() cuts each face down to them and gives pango a
 * font map that knows nothing else. What a face lacks is looked for in the fallbacks (Noto Serif CJK SC, Noto Sans CJK SC);
 * what no font has is reported, never printed as a box.
 */
#ifndef CERTIFICATES_FONTS_H
#define CERTIFICATES_FONTS_H

#include "base/buf.h"
#include "base/err.h"

#include <pango/pango.h>
#include <stdbool.h>
#include <stdint.h>

#define FACES_MAX 12

struct fonts; /* opaque: fontconfig, HarfBuzz and pango handles */

struct fonts *fonts_new(void);
void fonts_free(struct fonts *f);

/* Notes that a text will be set in this face. ERR_TOO_LARGE: more than FACES_MAX faces. */
MUST_CHECK enum err fonts_want(struct fonts *f, const char *family, int weight, const char *text);

/* Cuts the faces. ERR_NOT_FOUND: a family is not installed; `fault` says which. */
MUST_CHECK enum err fonts_build(struct fonts *f, struct buf *fault);

/* The first character of a text that no font of the run has, or 0. After fonts_build. */
uint32_t fonts_missing(const struct fonts *f, const char *text);

/* A pango context over the run's fonts; borrowed. After fonts_build. */
PangoContext *fonts_context(const struct fonts *f);

#endif
