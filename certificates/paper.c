#include "certificates/paper.h"

#include "certificates/claims.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>

static const char family[] = "Noto Sans CJK SC";

enum err paper_want(struct fonts *fonts, const char *text)
{
	if (!text)
		return ERR_OK;
	enum err e = fonts_want(fonts, family, 400, text);
	return e == ERR_OK ? fonts_want(fonts, family, 700, text) : e;
}

enum err paper_check(const struct fonts *fonts, const char *text, struct buf *fault)
{
	uint32_t missing = text ? fonts_missing(fonts, text) : 0;
	if (missing)
		buf_addf(fault, "no installed font has the character U+%04X in \"%.100s\"", (unsigned)missing, text);
	return missing ? ERR_UNSUPPORTED : ERR_OK;
}

cairo_status_t paper_bytes(void *arg, const unsigned char *bytes, unsigned len)
{
	struct buf *out = arg;
	buf_add(out, bytes, len);
	return buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

void paper_begin(struct paper *p, const struct fonts *fonts, const char *title, uint32_t day, struct buf *out)
{
	char date[16], moment[40];
	day_text(day, date);
	snprintf(moment, sizeof moment, "%sT00:00:00Z", date);
	p->pdf = cairo_pdf_surface_create_for_stream(paper_bytes, out, PAPER_WIDTH, PAPER_HEIGHT);
	cairo_pdf_surface_set_metadata(p->pdf, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(p->pdf, CAIRO_PDF_METADATA_CREATOR, "touchstone");
	cairo_pdf_surface_set_metadata(p->pdf, CAIRO_PDF_METADATA_CREATE_DATE, moment);
	p->cr = cairo_create(p->pdf);
	p->layout = pango_layout_new(fonts_context(fonts));
}

enum err paper_end(struct paper *p)
{
	bool good = cairo_status(p->cr) == CAIRO_STATUS_SUCCESS;
	g_object_unref(p->layout);
	cairo_destroy(p->cr);
	cairo_surface_finish(p->pdf);
	good = good && cairo_surface_status(p->pdf) == CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(p->pdf);
	return good ? ERR_OK : ERR_IO;
}

static void set_color(cairo_t *cr, unsigned rgb)
{
	cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

double paper_measure(const struct paper *p, const char *text, double size, int weight)
{
	int width, height;
	PangoFontDescription *font = pango_font_description_new();
	pango_font_description_set_family_static(font, family);
	pango_font_description_set_weight(font, (PangoWeight)weight);
	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	pango_layout_set_font_description(p->layout, font);
	pango_font_description_free(font);
	pango_layout_set_text(p->layout, text, -1);
	pango_layout_get_size(p->layout, &width, &height);
	return (double)width / PANGO_SCALE;
}

void paper_show(const struct paper *p, double x, double y, unsigned rgb)
{
	set_color(p->cr, rgb);
	cairo_move_to(p->cr, x, y - (double)pango_layout_get_baseline(p->layout) / PANGO_SCALE);
	pango_cairo_show_layout(p->cr, p->layout);
}

void paper_text(const struct paper *p, const char *text, double x, double y, double width, double size, int weight, unsigned rgb)
{
	if (!text || !text[0])
		return;
	while (paper_measure(p, text, size, weight) > width && size > PAPER_SIZE_MIN)
		size -= 0.5;
	pango_layout_set_width(p->layout, (int)(width * PANGO_SCALE));
	pango_layout_set_ellipsize(p->layout, PANGO_ELLIPSIZE_END);
	paper_show(p, x, y, rgb);
	pango_layout_set_ellipsize(p->layout, PANGO_ELLIPSIZE_NONE);
	pango_layout_set_width(p->layout, -1);
}

void paper_text_right(const struct paper *p, const char *text, double right, double y, double size, int weight, unsigned rgb)
{
	double width = paper_measure(p, text, size, weight);
	paper_show(p, right - width, y, rgb);
}

void paper_line(const struct paper *p, double x, double y, double width, unsigned rgb)
{
	set_color(p->cr, rgb);
	cairo_set_line_width(p->cr, 0.5);
	cairo_move_to(p->cr, x, y);
	cairo_line_to(p->cr, x + width, y);
	cairo_stroke(p->cr);
}
