#include "certificates/press.h"

#include "certificates/claims.h"
#include "certificates/fonts.h"
#include "certificates/paper.h"
#include "certificates/qr.h"
#include "certificates/typeset.h"

#include <cairo-pdf.h>
#include <librsvg/rsvg.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 16384 /* bytes of one text with its fields */
#define FAULT_MAX 512

struct press {
	const struct template *t;
	struct fonts *fonts;
	cairo_surface_t *art; /* the drawing and the texts that are the same on all pages, recorded once */
	cairo_surface_t *seal; /* NULL: none */
	struct typeset sets[TEXTS_MAX]; /* by text */
	bool same[TEXTS_MAX]; /* the same on all pages of the run */
};

/* Notes an item's characters on a page; *text gets the whole of it. */
static enum err want_item(struct fonts *fonts, const struct text_item *item, const struct page *page, struct buf *text,
                          struct buf *fault)
{
	enum err e = ERR_OK;
	buf_reset(text);
	for (size_t r = 0; e == ERR_OK && r < item->run_count; r++) {
		size_t used = 0, filled = 0, start = text->len;
		const struct text_run *run = &item->runs[r];
		e = fields_fill(&page->fields, run->text, text, &used, &filled, fault);
		if (e == ERR_OK &&
		    (e = fonts_want(fonts, run->style.family, run->style.weight, buf_str(text) + start)) != ERR_OK)
			buf_addf(fault, "more than %d different fonts in a template", FACES_MAX);
	}
	return e;
}

/* Notes every text of the run with its face, and which are the same on all pages. */
static enum err want_all(struct press *p, const struct page *pages, size_t count, struct buf *fault)
{
	struct buf first, text;
	enum err e = ERR_OK;
	buf_init(&first, TEXT_MAX);
	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; e == ERR_OK && i < p->t->text_count; i++) {
		const struct text_item *item = &p->t->texts[i];
		p->same[i] = count > 0;
		for (size_t k = 0; e == ERR_OK && k < count && (k == 0 || !item->fixed); k++) {
			e = want_item(p->fonts, item, &pages[k], k ? &text : &first, fault);
			p->same[i] = p->same[i] && (k == 0 || strcmp(buf_str(&text), buf_str(&first)) == 0);
		}
	}
	buf_release(&text);
	buf_release(&first);
	return e;
}

/* Draws the SVG into the recording. */
static enum err draw_art(struct press *p, cairo_t *cr, struct buf *fault)
{
	GError *error = NULL;
	RsvgHandle *handle = rsvg_handle_new_from_data((const guint8 *)p->t->art, p->t->art_len, &error);
	RsvgRectangle viewport = { 0, 0, p->t->width, p->t->height };
	bool drawn = handle && rsvg_handle_render_document(handle, cr, &viewport, &error);
	if (!drawn) {
		buf_adds(fault, error ? error->message : "the drawing cannot be read");
		g_clear_error(&error);
	}
	if (handle)
		g_object_unref(handle);
	return drawn ? ERR_OK : ERR_INVALID;
}

static enum err record_fixed_part(struct press *p, const struct page *first, struct buf *fault)
{
	cairo_rectangle_t extents = { 0, 0, p->t->width, p->t->height };
	struct buf unused;
	p->art = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents);
	cairo_t *cr = cairo_create(p->art);
	enum err e = draw_art(p, cr, fault);
	buf_init(&unused, FAULT_MAX);
	for (size_t i = 0; e == ERR_OK && i < p->t->text_count; i++) {
		/* What cannot be set is left to the pages, each of which then says so. */
		p->same[i] = p->same[i] && typeset_fill(&p->sets[i], &first->fields, &unused) == ERR_OK;
		if (p->same[i])
			typeset_draw(&p->sets[i], cr);
	}
	buf_release(&unused);
	cairo_destroy(cr);
	return e;
}

enum err press_open(const struct template *t, const struct page *pages, size_t count, struct press **out, struct buf *fault)
{
	static const struct page no_page;
	struct press *p = xcalloc(1, sizeof *p);
	p->t = t;
	p->fonts = fonts_new();
	enum err e = want_all(p, pages, count, fault);
	if (e == ERR_OK)
		e = fonts_build(p->fonts, fault);
	for (size_t i = 0; e == ERR_OK && i < t->text_count; i++)
		typeset_init(&p->sets[i], &t->texts[i], p->fonts);
	if (e == ERR_OK)
		e = record_fixed_part(p, count ? pages : &no_page, fault);
	if (e == ERR_OK)
		*out = p;
	else
		press_free(p);
	return e;
}

void press_free(struct press *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->t->text_count; i++)
		typeset_release(&p->sets[i]);
	if (p->art)
		cairo_surface_destroy(p->art);
	if (p->seal)
		cairo_surface_destroy(p->seal);
	fonts_free(p->fonts);
	free(p);
}

enum err press_seal(struct press *p, const char *png_path)
{
	cairo_surface_t *seal = cairo_image_surface_create_from_png(png_path);
	if (cairo_surface_status(seal) != CAIRO_STATUS_SUCCESS) {
		cairo_surface_destroy(seal);
		return ERR_INVALID;
	}
	if (p->seal)
		cairo_surface_destroy(p->seal);
	p->seal = seal;
	return ERR_OK;
}

/* Fits the seal's picture into its place. */
static void draw_seal(const struct press *p, cairo_t *cr)
{
	const struct box *box = &p->t->seal;
	int w = cairo_image_surface_get_width(p->seal), h = cairo_image_surface_get_height(p->seal);
	double scale = box->width / w < box->height / h ? box->width / w : box->height / h;
	cairo_save(cr);
	cairo_translate(cr, box->x + (box->width - w * scale) / 2, box->y + (box->height - h * scale) / 2);
	cairo_scale(cr, scale, scale);
	cairo_set_source_surface(cr, p->seal, 0, 0);
	cairo_paint(cr);
	cairo_restore(cr);
}

/* Fills in a page's texts; nothing is drawn yet, so that a fault leaves no half page. */
static enum err set_page(struct press *p, const struct page *page, struct qr *qr, struct buf *fault)
{
	for (size_t i = 0; i < p->t->text_count; i++) {
		enum err e = p->same[i] ? ERR_OK : typeset_fill(&p->sets[i], &page->fields, fault);
		if (e != ERR_OK)
			return e;
	}
	if (!page->address || !page->address[0] || p->t->qr.width <= 0)
		return ERR_OK;
	enum err e = qr_make(page->address, qr);
	if (e == ERR_OK && (qr_side_pt(qr) > p->t->qr.width + 0.01 || qr_side_pt(qr) > p->t->qr.height + 0.01)) {
		qr_release(qr);
		e = ERR_TOO_LARGE;
	}
	if (e != ERR_OK)
		buf_adds(fault, "its address is too long for the QR code's place");
	return e;
}

static void draw_page(struct press *p, cairo_t *cr, struct qr *qr)
{
	cairo_set_source_surface(cr, p->art, 0, 0);
	cairo_paint(cr);
	if (p->seal && p->t->seal.width > 0)
		draw_seal(p, cr);
	for (size_t i = 0; i < p->t->text_count; i++) {
		if (!p->same[i])
			typeset_draw(&p->sets[i], cr);
	}
	if (qr->mask)
		qr_draw(qr, cr, p->t->qr.x, p->t->qr.y, p->t->qr.width, p->t->qr.height);
	qr_release(qr);
}

static void describe(cairo_surface_t *pdf, uint32_t day, const char *title)
{
	char date[16], moment[40];
	day_text(day, date);
	snprintf(moment, sizeof moment, "%sT00:00:00Z", date);
	cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, "touchstone");
	cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, moment);
}

/* ---- the PDF ---- */

struct sheets {
	cairo_surface_t *pdf;
	cairo_t *cr;
	struct buf bytes;
	unsigned across;
	size_t count; /* pages so far */
};

struct sheets *sheets_new(unsigned across, uint32_t day, const char *title, size_t max)
{
	struct sheets *s = xcalloc(1, sizeof *s);
	buf_init(&s->bytes, max);
	s->across = across;
	s->pdf = cairo_pdf_surface_create_for_stream(paper_bytes, &s->bytes, PAPER_WIDTH, PAPER_HEIGHT);
	describe(s->pdf, day, title);
	s->cr = cairo_create(s->pdf);
	return s;
}

enum err press_page(struct press *p, const struct page *page, struct sheets *to, struct buf *fault)
{
	struct qr qr = { 0 };
	enum err e = set_page(p, page, &qr, fault);
	if (e != ERR_OK)
		return e;
	if (to->count % to->across == 0)
		cairo_pdf_surface_set_size(to->pdf, p->t->width * to->across, p->t->height);
	cairo_save(to->cr);
	cairo_translate(to->cr, (double)(to->count % to->across) * p->t->width, 0);
	draw_page(p, to->cr, &qr);
	cairo_restore(to->cr);
	if (++to->count % to->across == 0)
		cairo_show_page(to->cr);
	return ERR_OK;
}

enum err sheets_end(struct sheets *s, struct buf *out)
{
	if (s->count % s->across)
		cairo_show_page(s->cr);
	cairo_status_t status = cairo_status(s->cr);
	cairo_destroy(s->cr);
	cairo_surface_finish(s->pdf);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(s->pdf);
	cairo_surface_destroy(s->pdf);
	if (status == CAIRO_STATUS_SUCCESS && s->count)
		buf_add(out, s->bytes.data, s->bytes.len);
	buf_release(&s->bytes);
	free(s);
	return status == CAIRO_STATUS_SUCCESS && buf_ok(out) ? ERR_OK : ERR_IO;
}

enum err press_pdf(struct press *p, const struct page *pages, size_t count, unsigned across, uint32_t day,
                   const char *title, struct buf *out, press_fault_fn *on_fault, void *arg, size_t *printed)
{
	struct sheets *sheets = sheets_new(across, day, title, out->max - out->len);
	struct buf fault;
	buf_init(&fault, FAULT_MAX);
	*printed = 0;
	for (size_t i = 0; i < count; i++) {
		buf_reset(&fault);
		if (press_page(p, &pages[i], sheets, &fault) == ERR_OK)
			*printed += 1;
		else if (on_fault)
			on_fault(arg, i, buf_str(&fault));
	}
	buf_release(&fault);
	return sheets_end(sheets, out);
}
