#include "certificates/list.h"

#include "certificates/fonts.h"
#include "certificates/paper.h"
#include "certificates/qr.h"

#include <stdio.h>
#include <string.h>

/* All in points: A4, and where things stand on it. */
#define WIDTH PAPER_WIDTH
#define HEIGHT PAPER_HEIGHT
#define MARGIN 42.0
#define TABLE_TOP 128.0
#define ROW_HEIGHT 17.0
#define FOOT 44.0 /* the page's number and the hash */
#define SIGN_HEIGHT 150.0 /* QR code and lines to sign on, on the last page */
#define SIZE 9.5

struct pen {
	struct paper paper;
	const struct list *list;
	size_t pages;
};

/* A number with its decimal point at x. */
static void cell_number(const struct pen *p, const char *text, double x, double y, int weight)
{
	char whole[64];
	size_t len = strcspn(text, ".");
	if (!text[0] || len >= sizeof whole)
		return;
	memcpy(whole, text, len);
	whole[len] = '\0';
	paper_text_right(&p->paper, whole, x, y, SIZE, weight, PAPER_INK);
	if (text[len]) {
		paper_measure(&p->paper, text + len, SIZE, weight);
		paper_show(&p->paper, x, y, PAPER_INK);
	}
}

static void hairline(const struct pen *p, double y, unsigned rgb)
{
	paper_line(&p->paper, MARGIN, y, WIDTH - 2 * MARGIN, rgb);
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
	paper_text(&p->paper, l->event, MARGIN, 60, WIDTH - 2 * MARGIN, 11, 400, PAPER_MUTED);
	paper_text(&p->paper, title, MARGIN, 86, WIDTH - 2 * MARGIN, 20, 700, PAPER_INK);
	paper_text(&p->paper, "成绩单 Result list", MARGIN, 103, 200, 9, 400, PAPER_SEAL);
	double y = TABLE_TOP - 6;
	paper_text_right(&p->paper, "名次", MARGIN + 24, y, 8, 400, PAPER_MUTED);
	paper_text(&p->paper, "编号", c->id, y, 44, 8, 400, PAPER_MUTED);
	paper_text(&p->paper, "姓名", c->name, y, 80, 8, 400, PAPER_MUTED);
	paper_text(&p->paper, "单位", c->unit, y, 80, 8, 400, PAPER_MUTED);
	for (size_t i = 0; i < l->part_count; i++) {
		double right = c->parts + (double)i * c->part_step + 18, size = 8;
		while (paper_measure(&p->paper, l->part_titles[i], size, 400) > c->part_step - 4 && size > 5)
			size -= 0.5;
		paper_text_right(&p->paper, l->part_titles[i], right, y, size, 400, PAPER_MUTED);
	}
	paper_text_right(&p->paper, "总分", c->total + 18, y, 8, 700, PAPER_MUTED);
	paper_text(&p->paper, "奖项", c->award, y, c->award_width, 8, 400, PAPER_MUTED);
	hairline(p, TABLE_TOP, PAPER_INK);
}

static void draw_row(const struct pen *p, const struct columns *c, const struct list_row *row, double top)
{
	double y = top + 12;
	paper_text_right(&p->paper, row->rank, MARGIN + 24, y, SIZE, 700, PAPER_INK);
	paper_text(&p->paper, row->id, c->id, y, 40, SIZE, 400, PAPER_MUTED);
	paper_text(&p->paper, row->name, c->name, y, c->unit - c->name - 6, SIZE, 400, PAPER_INK);
	paper_text(&p->paper, row->unit, c->unit, y, c->unit_width, SIZE, 400, PAPER_MUTED);
	for (size_t i = 0; i < p->list->part_count; i++)
		cell_number(p, row->parts[i], c->parts + (double)i * c->part_step, y, 400);
	cell_number(p, row->total, c->total, y, 700);
	paper_text(&p->paper, row->award, c->award, y, c->award_width, SIZE, 400, PAPER_SEAL);
	hairline(p, top + ROW_HEIGHT, PAPER_HAIR);
}

static void draw_foot(const struct pen *p, size_t page)
{
	char text[64];
	snprintf(text, sizeof text, "%zu / %zu", page, p->pages);
	paper_text_right(&p->paper, text, WIDTH - MARGIN, HEIGHT - 26, 8, 400, PAPER_MUTED);
	paper_text(&p->paper, p->list->number, MARGIN, HEIGHT - 26, 300, 8, 400, PAPER_MUTED);
}

/* The code, what it says in words, and three lines to sign on. */
static void draw_signature(const struct pen *p, const struct qr *qr)
{
	static const char *const roles[] = { "裁判长 Chief judge", "记录员 Scrutineer", "组织者 Organiser" };
	double top = HEIGHT - FOOT - SIGN_HEIGHT + 8, side = qr_side_pt(qr), x = MARGIN + side + 12;
	qr_draw(qr, p->paper.cr, MARGIN - QR_QUIET * QR_MODULE_PT, top, side, side);
	paper_text(&p->paper, p->list->organiser, x, top + 16, 300, 10, 700, PAPER_INK);
	paper_text(&p->paper, p->list->time, x, top + 32, 300, 8, 400, PAPER_MUTED);
	paper_text(&p->paper, "账本校验值 Ledger's head", x, top + 48, 300, 8, 400, PAPER_MUTED);
	paper_text(&p->paper, p->list->head, x, top + 60, WIDTH - MARGIN - x, 8, 400, PAPER_INK);
	paper_text(&p->paper, "扫码验证 · scan to verify", x, top + 76, 300, 8, 400, PAPER_MUTED);
	for (size_t i = 0; i < 3; i++) {
		double left = MARGIN + (double)i * 176;
		paper_line(&p->paper, left, HEIGHT - FOOT - 16, 158, PAPER_INK);
		paper_text(&p->paper, roles[i], left, HEIGHT - FOOT - 5, 158, 7.5, 400, PAPER_MUTED);
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
		cairo_show_page(p->paper.cr);
	}
}

/* The fixed words' characters, for both weights. */
static const char words[] = "成绩单 Result list 名次编号姓名单位总分奖项裁判长 Chief judge 记录员 Scrutineer 组织者 Organiser 账本校验值 Ledger's head "
			    "扫码验证 · scan to verify 0123456789 / .…-";

static enum err want(struct fonts *fonts, const char *text, struct buf *fault, bool check)
{
	return check ? paper_check(fonts, text, fault) : paper_want(fonts, text);
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

static enum err draw_pdf(const struct list *list, struct fonts *fonts, const struct qr *qr, struct buf *out)
{
	struct pen pen = { .list = list };
	paper_begin(&pen.paper, fonts, list->contest, list->day, out);
	draw_pages(&pen, qr);
	enum err e = paper_end(&pen.paper);
	return e == ERR_OK && !buf_ok(out) ? ERR_TOO_LARGE : e;
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
