#include "hub/qr.h"

#include <qrencode.h>
#include <stdbool.h>

#define QUIET          4 /* modules around the code (ISO/IEC 18004) */
#define QUIET_TERMINAL 2

static bool black(const QRcode *code, int x, int y)
{
	return x >= 0 && y >= 0 && x < code->width && y < code->width && (code->data[y * code->width + x] & 1) != 0;
}

enum err qr_svg(const char *text, struct buf *out)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	if (code == NULL)
		return ERR_TOO_LARGE;
	int size = code->width + 2 * QUIET;
	buf_addf(out,
	         "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
	         "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path d=\"",
	         size, size, size, size);
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++) {
			int from = x;
			while (black(code, x, y))
				x++;
			if (x > from)
				buf_addf(out, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
		}
	buf_adds(out, "\" fill=\"#000\"/></svg>\n");
	QRcode_free(code);
	return buf_ok(out) ? ERR_OK : ERR_TOO_LARGE;
}

enum err qr_terminal(const char *text, struct buf *out)
{
	static const char *const halves[] = { " ", "\xe2\x96\x84", "\xe2\x96\x80", "\xe2\x96\x88" };
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
	if (code == NULL)
		return ERR_TOO_LARGE;
	for (int y = -QUIET_TERMINAL; y < code->width + QUIET_TERMINAL; y += 2) {
		buf_adds(out, "  \x1b[30;107m");
		for (int x = -QUIET_TERMINAL; x < code->width + QUIET_TERMINAL; x++)
			buf_adds(out, halves[(black(code, x, y) ? 2 : 0) + (black(code, x, y + 1) ? 1 : 0)]);
		buf_adds(out, "\x1b[0m\n");
	}
	QRcode_free(code);
	return buf_ok(out) ? ERR_OK : ERR_TOO_LARGE;
}
