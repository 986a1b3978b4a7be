#include "certificates/typeset.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define TEXT_MAX 16384
#define SHRINK 0.97 /* a step */
#define SLACK_PT 0.5 /* what a box may be overfull by: less than a hair */

/* Where a run stands in the filled-in text. */
struct span {
	guint start, end;
};

void typeset_init(struct typeset *s, const struct text_item *item, const struct fonts *fonts)
{
	static const PangoAlignment alignments[] = {
		[ALIGN_LEFT] = PANGO_ALIGN_LEFT, [ALIGN_CENTER] = PANGO_ALIGN_CENTER, [ALIGN_RIGHT] = PANGO_ALIGN_RIGHT
	};
	*s = (struct typeset){ .item = item, .fonts = fonts, .layout = pango_layout_new(fonts_context(fonts)) };
	pango_layout_set_wrap(s->layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(s->layout, alignments[item->style.align]);
	if (item->flows)
		pango_layout_set_width(s->layout, (int)(item->box.width * PANGO_SCALE));
}

void typeset_release(struct typeset *s)
{
	if (s->layout)
		g_object_unref(s->layout);
	*s = (struct typeset){ 0 };
}

static void add_attribute(PangoAttrList *list, PangoAttribute *a, struct span span)
{
	a->start_index = span.start;
	a->end_index = span.end;
	pango_attr_list_insert(list, a);
}

static guint16 channel(uint32_t rgb, int shift)
{
	return (guint16)((rgb >> shift & 0xFF) * 0x101);
}

static void style_span(PangoAttrList *list, const struct text_style *style, double scale, struct span span)
{
	int size = (int)(style->size * scale * PANGO_SCALE);
	add_attribute(list, pango_attr_family_new(style->family), span);
	add_attribute(list, pango_attr_weight_new((PangoWeight)style->weight), span);
	add_attribute(list, pango_attr_size_new_absolute(size), span);
	add_attribute(list, pango_attr_foreground_new(channel(style->rgb, 16), channel(style->rgb, 8), channel(style->rgb, 0)),
	              span);
	if (style->letter_spacing != 0)
		add_attribute(list, pango_attr_letter_spacing_new((int)(style->letter_spacing * scale * PANGO_SCALE)), span);
}

/* Gives the layout its styles at a scale of the stated sizes. */
static void set_scale(struct typeset *s, const struct span *spans, double scale)
{
	const struct text_style *style = &s->item->style;
	PangoAttrList *list = pango_attr_list_new();
	for (size_t r = 0; r < s->item->run_count; r++)
		style_span(list, &s->item->runs[r].style, scale, spans[r]);
	int line = (int)(style->size * scale * style->line_height * PANGO_SCALE);
	pango_attr_list_insert(list, pango_attr_line_height_new_absolute(line));
	pango_layout_set_attributes(s->layout, list);
	pango_attr_list_unref(list);
	double indent = style->indent_em ? style->indent * style->size * scale : style->indent;
	pango_layout_set_indent(s->layout, (int)(indent * PANGO_SCALE));
}

static bool fits(const struct typeset *s)
{
	int width, height;
	if (!s->item->flows)
		return true;
	pango_layout_get_size(s->layout, &width, &height);
	return height <= (s->item->box.height + SLACK_PT) * PANGO_SCALE;
}

static bool fits_lines(const struct typeset *s)
{
	return !s->item->lines || pango_layout_get_line_count(s->layout) <= (int)s->item->lines;
}

/* Shrinks down to the stated minimum until it fits in its lines; then only until it fits in its box. */
static enum err fit(struct typeset *s, const struct span *spans, const char *text, struct buf *fault)
{
	double smallest = s->item->min_size / s->item->style.size;
	double scale = 1;
	for (;;) {
		set_scale(s, spans, scale);
		if (fits(s) && fits_lines(s))
			return ERR_OK;
		if (scale <= smallest)
			break;
		scale = fmax(scale * SHRINK, smallest);
	}
	if (fits(s))
		return ERR_OK;
	buf_addf(fault, "the text does not fit into its place even at its smallest size: %.100s", text);
	return ERR_TOO_LARGE;
}

static enum err check_glyphs(const struct fonts *fonts, const char *text, struct buf *fault)
{
	uint32_t missing = fonts_missing(fonts, text);
	if (!missing)
		return ERR_OK;
	char utf8[8];
	utf8[g_unichar_to_utf8(missing, utf8)] = '\0';
	buf_addf(fault, "no installed font has the character %s (U+%04X)", utf8, (unsigned)missing);
	return ERR_UNSUPPORTED;
}

enum err typeset_fill(struct typeset *s, const struct fields *fields, struct buf *fault)
{
	struct buf text;
	struct span spans[RUNS_MAX];
	size_t used = 0, filled = 0;
	enum err e = ERR_OK;
	buf_init(&text, TEXT_MAX);
	for (size_t r = 0; e == ERR_OK && r < s->item->run_count; r++) {
		spans[r].start = (guint)text.len;
		e = fields_fill(fields, s->item->runs[r].text, &text, &used, &filled, fault);
		spans[r].end = (guint)text.len;
	}
	s->empty = used && !filled;
	if (e == ERR_OK && !buf_ok(&text)) {
		buf_adds(fault, "a text is longer than 16 kB");
		e = ERR_TOO_LARGE;
	}
	if (e == ERR_OK && !s->empty)
		e = check_glyphs(s->fonts, buf_str(&text), fault);
	if (e == ERR_OK && !s->empty) {
		pango_layout_set_attributes(s->layout, NULL);
		pango_layout_set_text(s->layout, buf_str(&text), (int)text.len);
		e = fit(s, spans, buf_str(&text), fault);
	}
	buf_release(&text);
	return e;
}

static void draw_in_box(const struct typeset *s, cairo_t *cr)
{
	int width, height;
	const struct box *box = &s->item->box;
	pango_layout_get_size(s->layout, &width, &height);
	double room = box->height - (double)height / PANGO_SCALE, down = 0;
	switch (s->item->valign) {
	case VALIGN_TOP:
		break;
	case VALIGN_MIDDLE:
		down = room / 2;
		break;
	case VALIGN_BOTTOM:
		down = room;
		break;
	}
	cairo_move_to(cr, box->x, box->y + down);
	pango_cairo_show_layout(cr, s->layout);
}

void typeset_draw(const struct typeset *s, cairo_t *cr)
{
	if (s->empty)
		return;
	if (s->item->flows) {
		draw_in_box(s, cr);
		return;
	}
	int width, height;
	pango_layout_get_size(s->layout, &width, &height);
	double w = (double)width / PANGO_SCALE, left = s->item->x;
	if (s->item->style.align == ALIGN_CENTER)
		left -= w / 2;
	if (s->item->style.align == ALIGN_RIGHT)
		left -= w;
	cairo_move_to(cr, left, s->item->y - (double)pango_layout_get_baseline(s->layout) / PANGO_SCALE);
	pango_cairo_show_layout(cr, s->layout);
}
