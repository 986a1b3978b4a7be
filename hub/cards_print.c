#include "hub/cards_print.h"

#include "certificates/fonts.h"
#include "certificates/paper.h"
#include "judges/cards.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <stdio.h>
#include <string.h>

#define WIDTH            595.28 /* A4, in points */
#define HEIGHT           841.89
#define MARGIN           28.0
#define ACROSS           2
#define DOWN             4
#define PAD              12.0
#define QR_SIDE          104.0 /* with its quiet zone: 37 mm, 1 mm a module */
#define QR_QUIET         4
#define SIZE_MIN         9.0
#define FAMILY           "Noto Sans CJK SC"
#define MODULES_MAX_TEXT 1000

struct pen {
	cairo_t *cr;
	PangoLayout *layout;
	const struct event *event;
};

static const char *role_words(enum role role)
{
	switch (role) {
	case ROLE_AUDIENCE: return "观众 Audience";
	case ROLE_SCREEN: return "屏幕 Screen";
	case ROLE_JUDGE: return "裁判 Judge";
	case ROLE_CHIEF: return "裁判长 Chief judge";
	case ROLE_STEWARD: return "工作人员 Steward";
	case ROLE_SCRUTINEER: return "监督员 Scrutineer";
	case ROLE_ORGANISER: return "组织者 Organiser";
	case ROLE_MC: return "主持人 Master of ceremonies";
	case ROLE_SHADOW: return "见习裁判 Shadow judge";
	}
	return "";
}

static bool marks_in(const struct module *m, uint32_t person)
{
	for (uint32_t i = 0; i < m->aspect_count; i++)
		if (aspect_marked_by(m, i, person))
			return true;
	return module_shadowed_by(m, person);
}

/* What a person marks: each contest's and module's title, a line each. */
static void modules_text(const struct event *event, uint32_t person, struct buf *out)
{
	for (uint32_t c = 0; c < event->contest_count; c++)
		for (uint32_t s = 0; s < event->contests[c].stage_count; s++) {
			const struct stage *stage = &event->contests[c].stages[s];
			for (uint32_t m = 0; m < stage->module_count; m++)
				if (marks_in(&stage->modules[m], person))
					buf_addf(out, "%s%s · %s · %s", out->len ? "\n" : "",
					         event->contests[c].title.zh, stage->title.zh,
					         stage->modules[m].title.zh);
		}
}

/* Sets a text within a width, smaller where it is too long; what still does not fit ends in an ellipsis. */
static void draw_text(const struct pen *p, const char *text, double x, double y, double width, double size, int weight,
                      int lines)
{
	PangoFontDescription *font = pango_font_description_new();
	int text_width = 0;
	pango_font_description_set_family(font, FAMILY);
	pango_font_description_set_weight(font, (PangoWeight)weight);
	pango_layout_set_width(p->layout, -1);
	pango_layout_set_text(p->layout, text, -1);
	for (;; size -= 0.5) {
		pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
		pango_layout_set_font_description(p->layout, font);
		pango_layout_get_size(p->layout, &text_width, NULL);
		if (lines > 1 || size <= SIZE_MIN || text_width <= width * PANGO_SCALE)
			break;
	}
	pango_layout_set_width(p->layout, (int)(width * PANGO_SCALE));
	pango_layout_set_height(p->layout, -lines);
	pango_layout_set_ellipsize(p->layout, PANGO_ELLIPSIZE_END);
	cairo_move_to(p->cr, x, y);
	pango_cairo_show_layout(p->cr, p->layout);
	pango_font_description_free(font);
}

static void draw_code(const struct pen *p, const char *text, double x, double y)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	if (code == NULL)
		return;
	double module = QR_SIDE / (code->width + 2 * QR_QUIET);
	for (int row = 0; row < code->width; row++)
		for (int column = 0; column < code->width; column++)
			if (code->data[row * code->width + column] & 1)
				cairo_rectangle(p->cr, x + (column + QR_QUIET) * module, y + (row + QR_QUIET) * module,
				                module, module);
	cairo_fill(p->cr);
	QRcode_free(code);
}

static void draw_card(const struct pen *p, const struct card_line *card, double x, double y, double width,
                      double height)
{
	const struct person *person = &p->event->people[card->person];
	const char *hash = strchr(card->link, '#');
	char groups[CODE_GROUPS_MAX] = "", code[CODE_TEXT_MAX];
	struct buf modules;
	double left = width - 2 * PAD - QR_SIDE;
	cairo_set_source_rgb(p->cr, 0.75, 0.75, 0.75);
	cairo_set_line_width(p->cr, 0.4);
	cairo_rectangle(p->cr, x, y, width, height);
	cairo_stroke(p->cr);
	cairo_set_source_rgb(p->cr, 0, 0, 0);
	draw_text(p, p->event->title.zh, x + PAD, y + PAD, width - 2 * PAD, 10, 400, 1);
	draw_text(p, person->name, x + PAD, y + PAD + 20, left, 26, 700, 1);
	draw_text(p, role_words(person->role), x + PAD, y + PAD + 58, left, 13, 400, 1);
	buf_init(&modules, MODULES_MAX_TEXT);
	modules_text(p->event, card->person, &modules);
	draw_text(p, buf_str(&modules), x + PAD, y + PAD + 80, left, SIZE_MIN, 400, 6);
	buf_release(&modules);
	draw_code(p, card->link, x + width - PAD / 2 - QR_SIDE, y + PAD + 18);
	if (hash != NULL && strlen(hash + 1) < TOKEN_TEXT_MAX) {
		token_code(hash + 1, code);
		code_groups(code, groups);
	}
	draw_text(p, groups, x + width - PAD / 2 - QR_SIDE + 8, y + PAD + 18 + QR_SIDE, QR_SIDE, 18, 700, 1);
}

static void draw_pages(const struct pen *p, const struct card_line *cards, size_t count)
{
	double width = (WIDTH - 2 * MARGIN) / ACROSS, height = (HEIGHT - 2 * MARGIN) / DOWN;
	for (size_t i = 0; i < count; i++) {
		size_t place = i % (ACROSS * DOWN);
		if (i > 0 && place == 0)
			cairo_show_page(p->cr);
		draw_card(p, &cards[i], MARGIN + (double)(place % ACROSS) * width,
		          MARGIN + (double)(place / ACROSS) * height, width, height);
	}
}

/* The characters of all cards, for the fonts of this run. */
static enum err want_texts(struct fonts *fonts, const struct event *event, const struct card_line *cards, size_t count)
{
	struct buf text;
	buf_init(&text, (size_t)16 << 20);
	buf_addf(&text, "%s0123456789ABCDEFGHJKMNPQRSTVWXYZ-…· ", event->title.zh);
	for (size_t i = 0; i < count; i++) {
		const struct person *person = &event->people[cards[i].person];
		buf_addf(&text, "%s%s", person->name, role_words(person->role));
		struct buf modules;
		buf_init(&modules, MODULES_MAX_TEXT);
		modules_text(event, cards[i].person, &modules);
		buf_adds(&text, buf_str(&modules));
		buf_release(&modules);
	}
	enum err err = fonts_want(fonts, FAMILY, 400, buf_str(&text));
	if (err == ERR_OK)
		err = fonts_want(fonts, FAMILY, 700, buf_str(&text));
	buf_release(&text);
	return err;
}

enum err cards_print(const struct event *event, const struct card_line *cards, size_t count, struct buf *out,
                     struct buf *fault)
{
	struct fonts *fonts = fonts_new();
	enum err err = want_texts(fonts, event, cards, count);
	if (err == ERR_OK)
		err = fonts_build(fonts, fault);
	if (err != ERR_OK)
		goto done;
	for (size_t i = 0; i < count; i++) {
		uint32_t missing = fonts_missing(fonts, event->people[cards[i].person].name);
		if (missing == 0)
			continue;
		buf_addf(fault, "no installed font has the character U+%04X in a name", (unsigned)missing);
		err = ERR_UNSUPPORTED;
		goto done;
	}
	cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream(paper_bytes, out, WIDTH, HEIGHT);
	cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, event->title.zh);
	cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, "touchstone");
	struct pen pen = { cairo_create(pdf), pango_layout_new(fonts_context(fonts)), event };
	draw_pages(&pen, cards, count);
	g_object_unref(pen.layout);
	cairo_destroy(pen.cr);
	cairo_surface_finish(pdf);
	if (cairo_surface_status(pdf) != CAIRO_STATUS_SUCCESS || !buf_ok(out))
		err = ERR_TOO_LARGE;
	cairo_surface_destroy(pdf);
done:
	fonts_free(fonts);
	return err;
}
