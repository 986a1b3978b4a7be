/*
 * qr.h - a QR code of an address: as an SVG for pages, as half blocks for a terminal.
 */
#ifndef HUB_QR_H
#define HUB_QR_H

#include "base/buf.h"
#include "base/err.h"

/* Black on white with the quiet zone that cameras need. ERR_TOO_LARGE where the text does not fit into a code. */
MUST_CHECK enum err qr_svg(const char *text, struct buf *out);

/* In UTF-8 half blocks, two rows of the code a line, black on white by escape sequences. */
MUST_CHECK enum err qr_terminal(const char *text, struct buf *out);

#endif
