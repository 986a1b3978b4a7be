/*
 * qr.h - the QR code of an address as it is printed.
 *
 * Error correction M; modules of exactly 5 dots at 300 dpi (1.2 pt); with its quiet zone of 4 modules the code is 26 to 33 mm
 * wide: versions 10 to 13. Drawn as one image mask, not as some 2,000 rectangles.
 */
#ifndef CERTIFICATES_QR_H
#define CERTIFICATES_QR_H

#include "base/err.h"

#include <cairo.h>
#include <stdbool.h>

#define QR_VERSION_MIN 10
#define QR_VERSION_MAX 13
#define QR_MODULE_PT 1.2
#define QR_QUIET 4 /* modules of white on each side */

struct qr {
	cairo_surface_t *mask; /* a pixel a module, without the quiet zone; owned */
	int modules; /* a side, without the quiet zone */
};

/* ERR_TOO_LARGE where the text needs a version above QR_VERSION_MAX. */
MUST_CHECK enum err qr_make(const char *text, struct qr *out);
void qr_release(struct qr *q);

/* The side with its quiet zone, in points. */
double qr_side_pt(const struct qr *q);

/* Draws it in black, its quiet zone centred in the box (points), its corner on a dot of 300 dpi. */
void qr_draw(const struct qr *q, cairo_t *cr, double x, double y, double width, double height);

#endif
