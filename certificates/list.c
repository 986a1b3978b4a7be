#include "certificates/list.h"

#include "certificates/claims.h"
#include "certificates/fonts.h"
#include "certificates/qr.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>

/* All in points: A4, and where things stand on it. */
#define WIDTH 595.28
#define HEIGHT 841.89
#define MARGIN 42.0
#define TABLE_TOP 128.0
#define ROW_HEIGHT 17.0
#define FOOT 44.0 /* the page's number and the hash */
#define SIGN_HEIGHT 150.0 /* QR code and lines to sign on, on the last page */
#define SIZE 9.5
#define SIZE_MIN 6.5
#define INK 0x141820
#define MUTED 0x5B6472
#define HAIR 0xDDD8CC
#define SEAL 0xB3131B

static const char family[] = "Noto Sans CJK SC";

struct pen {
	cairo_t *cr;
	PangoLayout *layout;
	const struct list *list;
	size_t pages;
};

static void set_color(cairo_t *cr, unsigned rgb)
{
	cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

static double set_text(const struct pen *p, const char *text, double size, int weight)
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

/* Shows what set_text set, its base line at y. */
static void show(const struct pen *p, double x, double y, unsigned rgb)
{
	set_color(p->cr, rgb);
	cairo_move_to(p->cr, x, y - (double)pango_layout_get_baseline(p->layout) / PANGO_SCALE);
	pango_cairo_show_layout(p->cr, p->layout);
}

/* A text in a width: smaller where it is too long, down to SIZE_MIN, then cut with an ellipsis. */
static void cell(const struct pen *p, const char *text, double x, double y, double width, double size, int weight, unsigned rgb)
{
	if (!text || !text[0])
		return;
	while (set_text(p, text, size, weight) > width && size > SIZE_MIN)
		size -= 0.5;
	pango_layout_set_width(p->layout, (int)(width * PANGO_SCALE));
	pango_layout_set_ellipsize(p->layout, PANGO_ELLIPSIZE_END);
	show(p, x, y, rgb);
	pango_layout_set_ellipsize(p->layout, PANGO_ELLIPSIZE_NONE);
	pango_layout_set_width(p->layout, -1);
}

static void cell_right(const struct pen *p, const char *text, double right, double y, double size, int weight, unsigned rgb)
{
	double width = set_text(p, text, size, weight);
	show(p, right - width, y, rgb);
}

/* A number with its decimal point at x. */
static void cell_number(const struct pen *p, const char *text, double x, double y, int weight)
{
	char whole[64];
	size_t len = strcspn(text, ".");
	if (!text[0] || len >= sizeof whole)
		return;
	memcpy(whole, text, len);
	whole[len] = '\0';
	cell_right(p, whole, x, y, SIZE, weight, INK);
	if (text[len]) {
		set_text(p, text + len, SIZE, weight);
		show(p, x, y, INK);
	}
}

static void hairline(const struct pen *p, double y, unsigned rgb)
{
	set_color(p->cr, rgb);
	cairo_set_line_width(p->cr, 0.5);
	cairo_move_to(p->cr, MARGIN, y);
	cairo_line_to(p->cr, WIDTH - MARGIN, y);
	cairo_stroke(p->cr);
}

/* Where the columns stand: left edges of texts, points of numbers. */
struct columns {
	double id, name, unit, unit_width, parts, part_step, total, award, award_width;
};

static struct columns place_columns(const struct list *list)
{
	struct columns c = { .id = MARGIN + 34, .name = MARGIN + 78, .part_step = 56, .award_width = 62 };
	c.award = WIDTH - MARGIN - c.award_width;
	c.total = c.award - 32;
	c.parts = c.total - (double)list->part_count * c.part_step - 4;
	c.unit = c.name + (list->part_count ? 92 : 170);
	c.unit_width = c.parts - 26 - c.unit;
	if (list->part_count == 0)
		c.unit_width = c.total - 36 - c.unit;
	return c;
}

static void draw_head(const struct pen *p, const struct columns *c)
{
	const struct list *l = p->list;
	char title[600];
	snprintf(title, sizeof title, "%s · %s", l->contest, l->stage);
	cell(p, l->event, MARGIN, 60, WIDTH - 2 * MARGIN, 11, 400, MUTED);
	cell(p, title, MARGIN, 86, WIDTH - 2 * MARGIN, 20, 700, INK);
	cell(p, "成绩单 Result list", MARGIN, 103, 200, 9, 400, SEAL);
	double y = TABLE_TOP - 6;
	cell_right(p, "名次", MARGIN + 24, y, 8, 400, MUTED);
	cell(p, "编号", c->id, y, 44, 8, 400, MUTED);
	cell(p, "姓名", c->name, y, 80, 8, 400, MUTED);
	cell(p, "单位", c->unit, y, 80, 8, 400, MUTED);
	for (size_t i = 0; i < l->part_count; i++) {
		double right = c->parts + (double)i * c->part_step + 18, size = 8;
		while (set_text(p, l->part_titles[i], size, 400) > c->part_step - 4 && size > 5)
			size -= 0.5;
		cell_right(p, l->part_titles[i], right, y, size, 400, MUTED);
	}
	cell_right(p, "总分", c->total + 18, y, 8, 700, MUTED);
	cell(p, "奖项", c->award, y, c->award_width, 8, 400, MUTED);
	hairline(p, TABLE_TOP, INK);
}

static void draw_row(const struct pen *p, const struct columns *c, const struct list_row *row, double top)
{
	double y = top + 12;
	cell_right(p, row->rank, MARGIN + 24, y, SIZE, 700, INK);
	cell(p, row->id, c->id, y, 40, SIZE, 400, MUTED);
	cell(p, row->name, c->name, y, c->unit - c->name - 6, SIZE, 400, INK);
	cell(p, row->unit, c->unit, y, c->unit_width, SIZE, 400, MUTED);
	for (size_t i = 0; i < p->list->part_count; i++)
		cell_number(p, row->parts[i], c->parts + (double)i * c->part_step, y, 400);
	cell_number(p, row->total, c->total, y, 700);
	cell(p, row->award, c->award, y, c->award_width, SIZE, 400, SEAL);
	hairline(p, top + ROW_HEIGHT, HAIR);
}

static void draw_foot(const struct pen *p, size_t page)
{
	char text[64];
	snprintf(text, sizeof text, "%zu / %zu", page, p->pages);
	cell_right(p, text, WIDTH - MARGIN, HEIGHT - 26, 8, 400, MUTED);
	cell(p, p->list->number, MARGIN, HEIGHT - 26, 300, 8, 400, MUTED);
}

/* The code, what it says in words, and three lines to sign on. */
static void draw_signature(const struct pen *p, const struct qr *qr)
{
	static const char *const roles[] = { "裁判长 Chief judge", "记录员 Scrutineer", "组织者 Organiser" };
	double top = HEIGHT - FOOT - SIGN_HEIGHT + 8, side = qr_side_pt(qr), x = MARGIN + side + 12;
	qr_draw(qr, p->cr, MARGIN - QR_QUIET * QR_MODULE_PT, top, side, side);
	cell(p, p->list->organiser, x, top + 16, 300, 10, 700, INK);
	cell(p, p->list->time, x, top + 32, 300, 8, 400, MUTED);
	cell(p, "账本校验值 Ledger's head", x, top + 48, 300, 8, 400, MUTED);
	cell(p, p->list->head, x, top + 60, WIDTH - MARGIN - x, 8, 400, INK);
	cell(p, "扫码验证 · scan to verify", x, top + 76, 300, 8, 400, MUTED);
	for (size_t i = 0; i < 3; i++) {
		double left = MARGIN + (double)i * 176;
		set_color(p->cr, INK);
		cairo_set_line_width(p->cr, 0.5);
		cairo_move_to(p->cr, left, HEIGHT - FOOT - 16);
		cairo_line_to(p->cr, left + 158, HEIGHT - FOOT - 16);
		cairo_stroke(p->cr);
		cell(p, roles[i], left, HEIGHT - FOOT - 5, 158, 7.5, 400, MUTED);
	}
}

static void draw_pages(struct pen *p, const struct qr *qr)
{
	const struct columns c = place_columns(p->list);
	const double bottom = HEIGHT - FOOT;
	size_t per_page = (size_t)((bottom - TABLE_TOP) / ROW_HEIGHT);
	size_t on_last = (size_t)((bottom - SIGN_HEIGHT - TABLE_TOP) / ROW_HEIGHT), row = 0, count = p->list->row_count;
	p->pages = count / per_page + 1 + (count % per_page > on_last);
	for (size_t page = 1; page <= p->pages; page++) {
		draw_head(p, &c);
		for (double top = TABLE_TOP; row < count && top + ROW_HEIGHT <= bottom; top += ROW_HEIGHT)
			draw_row(p, &c, &p->list->rows[row++], top);
		if (page == p->pages)
			draw_signature(p, qr);
		draw_foot(p, page);
		cairo_show_page(p->cr);
	}
}

/* The fixed words' characters, for both weights. */
static const char words[] = "成绩单 Result list 名次编号姓名单位总分奖项裁判长 Chief judge 记录员 Scrutineer 组织者 Organiser 账本校验值 Ledger's head "
			    "扫码验证 · scan to verify 0123456789 / .…-";

static enum err want(struct fonts *fonts, const char *text, struct buf *fault, bool check)
{
	if (!text)
		return ERR_OK;
	if (!check) {
		enum err e = fonts_want(fonts, family, 400, text);
		return e == ERR_OK ? fonts_want(fonts, family, 700, text) : e;
	}
	uint32_t missing = fonts_missing(fonts, text);
	if (missing)
		buf_addf(fault, "no installed font has the character U+%04X in \"%.100s\"", (unsigned)missing, text);
	return missing ? ERR_UNSUPPORTED : ERR_OK;
}

/* Visits every text of the list: to collect its characters, then to check that all are there. */
static enum err want_all(const struct list *l, struct fonts *fonts, struct buf *fault, bool check)
{
	const char *heads[] = { words, l->event, l->contest, l->stage, l->organiser, l->number, l->head, l->time };
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < sizeof heads / sizeof *heads; i++)
		e = want(fonts, heads[i], fault, check);
	for (size_t i = 0; e == ERR_OK && i < l->part_count; i++)
		e = want(fonts, l->part_titles[i], fault, check);
	for (size_t i = 0; e == ERR_OK && i < l->row_count; i++) {
		const struct list_row *r = &l->rows[i];
		const char *texts[] = { r->rank, r->id, r->name, r->unit, r->total, r->award };
		for (size_t k = 0; e == ERR_OK && k < sizeof texts / sizeof *texts; k++)
			e = want(fonts, texts[k], fault, check);
	}
	return e;
}

static cairo_status_t on_bytes(void *arg, const unsigned char *bytes, unsigned len)
{
	struct buf *out = arg;
	buf_add(out, bytes, len);
	return buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static enum err draw_pdf(const struct list *list, struct fonts *fonts, const struct qr *qr, struct buf *out)
{
	char date[16], moment[40];
	day_text(list->day, date);
	snprintf(moment, sizeof moment, "%sT00:00:00Z", date);
	cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream(on_bytes, out, WIDTH, HEIGHT);
	cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, list->contest);
	cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, "touchstone");
	cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, moment);
	struct pen pen = { cairo_create(pdf), pango_layout_new(fonts_context(fonts)), list, 0 };
	draw_pages(&pen, qr);
	bool good = cairo_status(pen.cr) == CAIRO_STATUS_SUCCESS;
	g_object_unref(pen.layout);
	cairo_destroy(pen.cr);
	cairo_surface_finish(pdf);
	good = good && cairo_surface_status(pdf) == CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(pdf);
	return good && buf_ok(out) ? ERR_OK : ERR_IO;
}

enum err list_pdf(const struct list *list, struct buf *out, struct buf *fault)
{
	struct fonts *fonts = fonts_new();
	struct qr qr = { 0 };
	enum err e = want_all(list, fonts, fault, false);
	if (e == ERR_OK)
		e = fonts_build(fonts, fault);
	if (e == ERR_OK)
		e = want_all(list, fonts, fault, true);
	if (e == ERR_OK && (e = qr_make(list->address, &qr)) != ERR_OK)
		buf_adds(fault, "the event's and the contest's titles together are too long for a QR code");
	if (e == ERR_OK)
		e = draw_pdf(list, fonts, &qr, out);
	qr_release(&qr);
	fonts_free(fonts);
	return e;
}
