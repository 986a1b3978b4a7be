#include "events/grid.h"

#include <stdlib.h>
#include <string.h>

void grid_init(struct grid *g, uint32_t columns)
{
	*g = (struct grid){ .columns = columns };
	arena_init(&g->arena);
}

void grid_release(struct grid *g)
{
	arena_release(&g->arena);
	free(g->cells);
	*g = (struct grid){ 0 };
}

static void grid_add(struct grid *g, enum cell_kind kind, const char *text)
{
	if (g->count == g->cap) {
		g->cap = g->cap ? g->cap * 2 : 256;
		g->cells = xrealloc(g->cells, g->cap * sizeof *g->cells);
	}
	g->cells[g->count++] = (struct cell){ kind, text && *text ? arena_strdup(&g->arena, text) : "" };
}

void grid_text(struct grid *g, const char *text)
{
	grid_add(g, CELL_TEXT, text);
}

void grid_number(struct grid *g, const char *decimal)
{
	grid_add(g, CELL_NUMBER, decimal);
}

/* Whether a spreadsheet would compute this text instead of showing it. */
static bool looks_like_formula(const char *text)
{
	static const char *const wide[] = { "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0" }; /* = + - @ */
	if (*text && strchr("=+-@\t\r", *text))
		return true;
	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
		if (strncmp(text, wide[i], 3) == 0)
			return true;
	}
	return false;
}

static void csv_cell(const struct cell *c, struct buf *out)
{
	bool formula = c->kind == CELL_TEXT && looks_like_formula(c->text);
	if (!formula && !strpbrk(c->text, "\",\r\n") && *c->text != ' ') {
		buf_adds(out, c->text);
		return;
	}
	buf_adds(out, formula ? "\"'" : "\"");
	for (const char *p = c->text; *p; p++) {
		if (*p == '"')
			buf_addc(out, '"');
		buf_addc(out, *p);
	}
	buf_addc(out, '"');
}

void grid_csv(const struct grid *g, struct buf *out)
{
	buf_adds(out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < g->count; i++) {
		csv_cell(&g->cells[i], out);
		buf_adds(out, (i + 1) % g->columns == 0 ? "\r\n" : ",");
	}
}
