#include "certificates/template_style.h"

#include <glib.h>
#include <string.h>

struct text_style style_initial(void)
{
	return (struct text_style){ .family = "LXGW WenKai", .weight = 400, .size = 5, .line_height = 1.3 };
}

static uint32_t color(const char *value, uint32_t otherwise)
{
	uint32_t rgb = 0;
	if (value[0] != '#' || strlen(value) != 7)
		return otherwise;
	for (size_t i = 1; i < 7; i++) {
		int digit = g_ascii_xdigit_value(value[i]);
		if (digit < 0)
			return otherwise;
		rgb = rgb << 4 | (uint32_t)digit;
	}
	return rgb;
}

/* The first family of a list, without its quotes. */
static const char *family(const char *value, struct arena *arena)
{
	const char *start = value + strspn(value, " '\"");
	size_t len = strcspn(start, ",'\"");
	while (len && start[len - 1] == ' ')
		len--;
	return arena_strndup(arena, start, len);
}

static int weight(const char *value, int otherwise)
{
	if (strcmp(value, "bold") == 0)
		return 700;
	if (strcmp(value, "normal") == 0)
		return 400;
	double number = g_ascii_strtod(value, NULL);
	return number >= 100 && number <= 900 ? (int)number : otherwise;
}

static enum align align(const char *value)
{
	if (strcmp(value, "middle") == 0 || strcmp(value, "center") == 0)
		return ALIGN_CENTER;
	return strcmp(value, "end") == 0 || strcmp(value, "right") == 0 ? ALIGN_RIGHT : ALIGN_LEFT;
}

static void property(struct text_style *s, const char *name, const char *value, struct arena *arena)
{
	char *unit;
	double number = g_ascii_strtod(value, &unit);
	if (strcmp(name, "font-family") == 0) {
		s->family = family(value, arena);
	} else if (strcmp(name, "font-weight") == 0) {
		s->weight = weight(value, s->weight);
	} else if (strcmp(name, "font-size") == 0 && number > 0) {
		s->size = number;
	} else if (strcmp(name, "fill") == 0) {
		s->rgb = color(value, s->rgb);
	} else if (strcmp(name, "text-anchor") == 0 || strcmp(name, "text-align") == 0) {
		s->align = align(value);
	} else if (strcmp(name, "letter-spacing") == 0) {
		s->letter_spacing = number;
	} else if (strcmp(name, "line-height") == 0 && number > 0 && number < 10) {
		s->line_height = number;
	} else if (strcmp(name, "text-indent") == 0) {
		s->indent = number;
		s->indent_em = strcmp(unit, "em") == 0;
	}
}

/* Calls property() for each `name: value` of a style attribute. */
static void declarations(struct text_style *s, const char *text, struct arena *arena)
{
	char **list = g_strsplit(text, ";", 0);
	for (size_t i = 0; list[i]; i++) {
		char *colon = strchr(list[i], ':');
		if (!colon)
			continue;
		*colon = '\0';
		property(s, g_strstrip(list[i]), g_strstrip(colon + 1), arena);
	}
	g_strfreev(list);
}

void style_read(struct text_style *style, const char **names, const char **values, struct arena *arena)
{
	for (size_t i = 0; names[i]; i++)
		property(style, names[i], values[i], arena);
	for (size_t i = 0; names[i]; i++) {
		if (strcmp(names[i], "style") == 0)
			declarations(style, values[i], arena);
	}
}

const char *style_frame(const char **names, const char **values, struct arena *arena)
{
	for (size_t i = 0; names[i]; i++) {
		const char *at = strcmp(names[i], "style") == 0 ? strstr(values[i], "shape-inside:") : NULL;
		if (!at)
			continue;
		const char *hash = strchr(at, '#');
		if (hash)
			return arena_strndup(arena, hash + 1, strcspn(hash + 1, ")'\" "));
	}
	return NULL;
}

void style_scale(struct text_style *style, double unit)
{
	style->size *= unit;
	style->letter_spacing *= unit;
	if (!style->indent_em)
		style->indent *= unit;
}
