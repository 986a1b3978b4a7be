#include "certificates/qr.h"

#include <errno.h>
#include <math.h>
#include <qrencode.h>
#include <stdint.h>
#include <string.h>

#define DOT_PT (72.0 / 300.0)

enum err qr_make(const char *text, struct qr *out)
{
	QRcode *code = QRcode_encodeString(text, QR_VERSION_MIN, QR_ECLEVEL_M, QR_MODE_8, 1);
	if (!code)
		return errno == ERANGE ? ERR_TOO_LARGE : ERR_INVALID;
	if (code->version > QR_VERSION_MAX) {
		QRcode_free(code);
		return ERR_TOO_LARGE;
	}
	cairo_surface_t *mask = cairo_image_surface_create(CAIRO_FORMAT_A1, code->width, code->width);
	unsigned char *pixels = cairo_image_surface_get_data(mask);
	int stride = cairo_image_surface_get_stride(mask);
	cairo_surface_flush(mask);
	for (int y = 0; y < code->width; y++) {
		/* cairo's A1 rows are 32-bit words in the machine's byte order, lowest bit first where that is little-endian. */
		uint32_t words[4] = { 0 };
		for (int x = 0; x < code->width; x++) {
			uint32_t bit = code->data[y * code->width + x] & 1;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
			words[x / 32] |= bit << (x % 32);
#else
			words[x / 32] |= bit << (31 - x % 32);
#endif
		}
		memcpy(pixels + y * stride, words, (size_t)stride);
	}
	cairo_surface_mark_dirty(mask);
	*out = (struct qr){ mask, code->width };
	QRcode_free(code);
	return ERR_OK;
}

void qr_release(struct qr *q)
{
	if (q->mask)
		cairo_surface_destroy(q->mask);
	*q = (struct qr){ 0 };
}

double qr_side_pt(const struct qr *q)
{
	return (q->modules + 2 * QR_QUIET) * QR_MODULE_PT;
}

void qr_draw(const struct qr *q, cairo_t *cr, double x, double y, double width, double height)
{
	double side = q->modules * QR_MODULE_PT;
	double left = round((x + (width - side) / 2) / DOT_PT) * DOT_PT;
	double top = round((y + (height - side) / 2) / DOT_PT) * DOT_PT;
	cairo_pattern_t *pattern = cairo_pattern_create_for_surface(q->mask);
	cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST);
	cairo_save(cr);
	cairo_translate(cr, left, top);
	cairo_scale(cr, QR_MODULE_PT, QR_MODULE_PT);
	cairo_set_source_rgb(cr, 0, 0, 0);
	cairo_mask(cr, pattern);
	cairo_restore(cr);
	cairo_pattern_destroy(pattern);
}
