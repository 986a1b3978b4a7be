#include "certificates/template.h"

#include "certificates/template_style.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 32
#define ART_MAX (TEMPLATE_BYTES_MAX * 2)

struct level {
	struct text_style style; /* in user units until a text is finished */
	bool transformed;
	bool printed; /* its tags go into the art */
};

struct parser {
	struct template *t;
	struct buf art;
	struct buf run; /* the text of the run being read */
	struct level levels[DEPTH_MAX];
	size_t depth;
	struct text_item *item; /* the text being read, or NULL */
	size_t item_depth;
	bool in_style; /* within a <style> element */
	struct box boxes[BOXES_MAX];
	size_t box_count;
	const char *frames[TEXTS_MAX]; /* by text: the id that it flows in, or NULL */
	double unit; /* points of a user unit */
	struct buf *fault;
};

static void fail(GMarkupParseContext *context, GError **error, const char *message)
{
	int line;
	g_markup_parse_context_get_position(context, &line, NULL);
	g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "line %d: %s", line, message);
}

static const char *attribute(const char **names, const char **values, const char *name)
{
	for (size_t i = 0; names[i]; i++) {
		if (strcmp(names[i], name) == 0)
			return values[i];
	}
	return NULL;
}

static double attribute_number(const char **names, const char **values, const char *name, double otherwise)
{
	const char *text = attribute(names, values, name);
	return text ? g_ascii_strtod(text, NULL) : otherwise;
}

/* Whether every url(...) in a text stays within the file. */
static bool urls_are_local(const char *text)
{
	for (const char *p = strstr(text, "url("); p; p = strstr(p + 4, "url(")) {
		const char *q = p + 4 + strspn(p + 4, " '\"");
		if (*q != '#')
			return false;
	}
	return !strstr(text, "@import");
}

/* What an attribute would read from outside the file, or run, is refused. */
static const char *attribute_fault(const char *name, const char *value)
{
	const char *local = strrchr(name, ':') ? strrchr(name, ':') + 1 : name;
	if (strcmp(local, "href") == 0 && value[0] != '#' && !g_str_has_prefix(value, "data:image/png;base64,"))
		return "a reference to something outside the file; only #ids and PNG data may stand here";
	if (strcmp(local, "base") == 0)
		return "xml:base may not stand in a template";
	if (!urls_are_local(value))
		return "a url() to something outside the file";
	if (g_ascii_strncasecmp(local, "on", 2) == 0)
		return "a script may not stand in a template";
	return NULL;
}

static bool element_refused(const char *name)
{
	static const char *const refused[] = { "script", "foreignObject", "iframe", "animate", "set", "include" };
	const char *local = strrchr(name, ':') ? strrchr(name, ':') + 1 : name;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		if (strcmp(local, refused[i]) == 0)
			return true;
	}
	return false;
}

static void put_escaped(struct buf *b, const char *text, size_t len)
{
	char *escaped = g_markup_escape_text(text, (gssize)len);
	buf_adds(b, escaped);
	g_free(escaped);
}

static void put_tag(struct buf *b, const char *name, const char **names, const char **values)
{
	buf_addf(b, "<%s", name);
	for (size_t i = 0; names[i]; i++) {
		buf_addf(b, " %s=\"", names[i]);
		put_escaped(b, values[i], strlen(values[i]));
		buf_addc(b, '"');
	}
	buf_addc(b, '>');
}

/* The page's size and the scale, from width in mm and the viewBox. */
static const char *read_root(struct parser *p, const char **names, const char **values)
{
	const char *width = attribute(names, values, "width"), *height = attribute(names, values, "height");
	const char *view = attribute(names, values, "viewBox");
	char *end;
	if (!width || !height || !view)
		return "the svg element needs width and height in mm and a viewBox";
	double w = g_ascii_strtod(width, &end);
	if (strcmp(end, "mm") != 0 || w < 20 || w > 1000)
		return "width is expected in mm, from 20 to 1000";
	double h = g_ascii_strtod(height, &end);
	if (strcmp(end, "mm") != 0 || h < 20 || h > 1000)
		return "height is expected in mm, from 20 to 1000";
	double box[4];
	for (size_t i = 0; i < 4; i++, view = end) {
		view += strspn(view, " ,");
		box[i] = g_ascii_strtod(view, &end);
	}
	if (box[0] != 0 || box[1] != 0 || box[2] <= 0)
		return "the viewBox is expected to begin at 0 0";
	p->t->width = w * 72 / 25.4;
	p->t->height = h * 72 / 25.4;
	p->unit = p->t->width / box[2];
	return NULL;
}

static const char *read_box(struct parser *p, const char *id, const char **names, const char **values)
{
	if (p->box_count == BOXES_MAX)
		return "more than 64 places";
	if (p->levels[p->depth].transformed)
		return "a place under a transform; move it there instead";
	struct box *b = &p->boxes[p->box_count++];
	b->id = arena_strdup(&p->t->arena, id);
	b->x = attribute_number(names, values, "x", 0) * p->unit;
	b->y = attribute_number(names, values, "y", 0) * p->unit;
	b->width = attribute_number(names, values, "width", 0) * p->unit;
	b->height = attribute_number(names, values, "height", 0) * p->unit;
	return b->width > 0 && b->height > 0 ? NULL : "a place without width and height";
}

static const char *begin_text(struct parser *p, const char **names, const char **values)
{
	const struct text_style *style = &p->levels[p->depth].style;
	if (p->t->text_count == TEXTS_MAX)
		return "more than 64 texts";
	if (p->levels[p->depth].transformed)
		return "a text under a transform; move it there instead";
	struct text_item *item = &p->t->texts[p->t->text_count];
	p->frames[p->t->text_count++] = style_frame(names, values, &p->t->arena);
	p->item = item;
	p->item_depth = p->depth;
	item->style = *style;
	item->x = attribute_number(names, values, "x", 0) * p->unit;
	item->y = attribute_number(names, values, "y", 0) * p->unit;
	item->min_size = attribute_number(names, values, "data-min-size", style->size) * p->unit;
	double lines = attribute_number(names, values, "data-lines", 0);
	item->lines = lines >= 1 && lines < 100 ? (unsigned)lines : 0;
	const char *valign = attribute(names, values, "data-valign");
	if (valign && strcmp(valign, "middle") == 0)
		item->valign = VALIGN_MIDDLE;
	if (valign && strcmp(valign, "bottom") == 0)
		item->valign = VALIGN_BOTTOM;
	return NULL;
}

/* Ends the run that was being read: what came since the last tag. */
static const char *end_run(struct parser *p)
{
	if (!p->run.len)
		return NULL;
	if (p->item->run_count == RUNS_MAX)
		return "more than 32 pieces in one text";
	struct text_run *run = &p->item->runs[p->item->run_count++];
	run->text = arena_strndup(&p->t->arena, p->run.data, p->run.len);
	run->style = p->levels[p->depth].style;
	buf_reset(&p->run);
	return NULL;
}

/* A tspan that begins a line: all but the first of a text. */
static void begin_line(struct parser *p, const char **names, const char **values)
{
	const char *role = attribute(names, values, "sodipodi:role");
	if (role && strcmp(role, "line") == 0 && p->item->run_count)
		buf_addc(&p->run, '\n');
}

static const char *start_element(struct parser *p, const char *name, const char **names, const char **values)
{
	const char *fault = NULL, *id = attribute(names, values, "id");
	if (p->depth + 1 >= DEPTH_MAX)
		return "nested deeper than 32 levels";
	if (element_refused(name))
		return "this element may not stand in a template";
	for (size_t i = 0; names[i]; i++) {
		fault = attribute_fault(names[i], values[i]);
		if (fault)
			return fault;
	}
	if (p->depth == 0 && (strcmp(name, "svg") != 0 || (fault = read_root(p, names, values)) != NULL))
		return fault ? fault : "the outermost element is not svg";
	if (p->item && (fault = end_run(p)) != NULL)
		return fault;
	struct level *level = &p->levels[p->depth + 1];
	*level = p->levels[p->depth];
	p->depth++;
	style_read(&level->style, names, values, &p->t->arena);
	level->transformed = level->transformed || attribute(names, values, "transform");
	if (p->item) {
		begin_line(p, names, values);
		return strcmp(name, "tspan") == 0 ? NULL : "only tspan may stand in a text";
	}
	level->printed = true;
	p->in_style = strcmp(name, "style") == 0;
	if (strcmp(name, "text") == 0) {
		level->printed = false;
		return begin_text(p, names, values);
	}
	if (strcmp(name, "rect") == 0 && id &&
	    (strcmp(id, "qr") == 0 || strcmp(id, "seal") == 0 || g_str_has_prefix(id, "box-"))) {
		level->printed = false;
		return read_box(p, id, names, values);
	}
	put_tag(&p->art, name, names, values);
	return NULL;
}

static void on_start(GMarkupParseContext *context, const char *name, const char **names, const char **values, void *user,
                     GError **error)
{
	const char *fault = start_element(user, name, names, values);
	if (fault)
		fail(context, error, fault);
}

static void on_end(GMarkupParseContext *context, const char *name, void *user, GError **error)
{
	struct parser *p = user;
	const char *fault = p->item ? end_run(p) : NULL;
	if (fault)
		fail(context, error, fault);
	if (p->item && p->depth == p->item_depth)
		p->item = NULL;
	else if (!p->item && p->levels[p->depth].printed)
		buf_addf(&p->art, "</%s>", name);
	p->in_style = false;
	p->depth--;
}

static void on_text(GMarkupParseContext *context, const char *text, gsize len, void *user, GError **error)
{
	struct parser *p = user;
	if (p->item) {
		/* Line ends of the file are no text, nor is what indents the next tag. */
		bool blank = true;
		for (gsize i = 0; i < len; i++)
			blank = blank && strchr(" \t\r\n", text[i]);
		if (!blank || !memchr(text, '\n', len))
			buf_add(&p->run, text, len);
		return;
	}
	if (p->in_style) {
		char *copy = g_strndup(text, len);
		if (!urls_are_local(copy))
			fail(context, error, "a style sheet that reads something outside the file");
		g_free(copy);
	}
	put_escaped(&p->art, text, len);
}

static void on_passthrough(GMarkupParseContext *context, const char *text, gsize len, void *user, GError **error)
{
	(void)user;
	(void)len;
	if (g_str_has_prefix(text, "<!--") || g_str_has_prefix(text, "<?xml "))
		return;
	fail(context, error, "a document type, CDATA or processing instruction may not stand in a template");
}

/* Joins texts with the rectangles that they flow in. */
static enum err place_texts(struct parser *p)
{
	struct template *t = p->t;
	for (size_t b = 0; b < p->box_count; b++) {
		if (strcmp(p->boxes[b].id, "qr") == 0)
			t->qr = p->boxes[b];
		if (strcmp(p->boxes[b].id, "seal") == 0)
			t->seal = p->boxes[b];
	}
	for (size_t i = 0; i < t->text_count; i++) {
		struct text_item *item = &t->texts[i];
		style_scale(&item->style, p->unit);
		item->fixed = true;
		for (size_t r = 0; r < item->run_count; r++) {
			style_scale(&item->runs[r].style, p->unit);
			item->fixed = item->fixed && !strstr(item->runs[r].text, "{{");
		}
		for (size_t b = 0; p->frames[i] && b < p->box_count; b++) {
			if (strcmp(p->boxes[b].id, p->frames[i]) == 0) {
				item->box = p->boxes[b];
				item->flows = true;
			}
		}
		if (p->frames[i] && !item->flows) {
			buf_addf(p->fault, "a text flows in \"%s\", which is no rectangle named box-...", p->frames[i]);
			return ERR_INVALID;
		}
	}
	return ERR_OK;
}

static enum err parse_markup(struct parser *p, const char *svg, size_t len)
{
	static const GMarkupParser callbacks = { on_start, on_end, on_text, on_passthrough, NULL };
	GMarkupParseContext *context = g_markup_parse_context_new(&callbacks, 0, p, NULL);
	GError *error = NULL;
	bool parsed = g_markup_parse_context_parse(context, svg, (gssize)len, &error) &&
	              g_markup_parse_context_end_parse(context, &error);
	g_markup_parse_context_free(context);
	if (parsed)
		return ERR_OK;
	buf_adds(p->fault, error->message);
	g_error_free(error);
	return ERR_INVALID;
}

enum err template_parse(const char *svg, size_t len, struct template **out, struct buf *fault)
{
	if (len > TEMPLATE_BYTES_MAX) {
		buf_adds(fault, "a template may have at most 4 MiB");
		return ERR_TOO_LARGE;
	}
	struct parser *p = xcalloc(1, sizeof *p);
	p->t = xcalloc(1, sizeof *p->t);
	p->fault = fault;
	arena_init(&p->t->arena);
	buf_init(&p->art, ART_MAX);
	buf_init(&p->run, TEMPLATE_BYTES_MAX);
	p->levels[0].style = style_initial();
	enum err e = parse_markup(p, svg, len);
	if (e == ERR_OK)
		e = place_texts(p);
	if (e == ERR_OK && !buf_ok(&p->art))
		e = ERR_TOO_LARGE;
	p->t->art_len = p->art.len;
	p->t->art = buf_take(&p->art);
	buf_release(&p->run);
	if (e == ERR_OK)
		*out = p->t;
	else
		template_free(p->t);
	free(p);
	return e;
}

void template_free(struct template *t)
{
	if (!t)
		return;
	arena_release(&t->arena);
	free(t->art);
	free(t);
}
