#include "display/results_page.h"

#include "base/text.h"
#include "display/results.h"
#include "events/explain_out.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Text into HTML. */
static void put_text(struct buf *out, const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		switch (*p) {
		case '&': buf_adds(out, "&amp;"); break;
		case '<': buf_adds(out, "&lt;"); break;
		case '>': buf_adds(out, "&gt;"); break;
		case '"': buf_adds(out, "&quot;"); break;
		case '\'': buf_adds(out, "&#39;"); break;
		default: buf_addc(out, *p);
		}
}

/* A title in both languages, the English one marked as such; once where they are the same. */
static void put_title(struct buf *out, struct text title)
{
	put_text(out, title.zh);
	if (strcmp(title.zh, title.en) == 0)
		return;
	buf_adds(out, " <span lang=\"en\">");
	put_text(out, title.en);
	buf_adds(out, "</span>");
}

static void begin(struct buf *out, const char *title)
{
	buf_adds(out, "<!doctype html>\n<html lang=\"zh-CN\" data-theme=\"light\">\n<head>\n<meta charset=\"utf-8\">\n"
	              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	put_text(out, title);
	buf_adds(out, "</title>\n<link rel=\"icon\" href=\"/assets/icons/icon.svg\" type=\"image/svg+xml\">\n"
	              "<link rel=\"stylesheet\" href=\"/assets/style/tokens.css\">\n"
	              "<link rel=\"stylesheet\" href=\"/assets/style/base.css\">\n"
	              "<link rel=\"stylesheet\" href=\"/assets/style/results.css\">\n</head>\n<body>\n<main "
	              "class=\"results\">\n");
}

static void end(struct buf *out)
{
	buf_adds(out, "</main>\n</body>\n</html>\n");
}

static const char *phase_words(const struct state *s, uint32_t contest, uint32_t stage)
{
	enum phase phase = state_phase(s, contest, stage);
	if (state_review(s, contest, stage).reason != NULL)
		return "复核中,暂定 <span lang=\"en\">under review, provisional</span>";
	switch (phase) {
	case PHASE_WAITING: return "未开始 <span lang=\"en\">not begun</span>";
	case PHASE_OPEN: return "进行中，暂定 <span lang=\"en\">under way, provisional</span>";
	case PHASE_LOCKED: return "核对中，暂定 <span lang=\"en\">being checked, provisional</span>";
	case PHASE_PUBLISHED: return "已公布 <span lang=\"en\">published</span>";
	}
	return "";
}

void results_index(const struct state *s, struct buf *out)
{
	const struct event *event = state_event(s);
	begin(out, event->title.zh);
	buf_adds(out, "<h1>");
	put_title(out, event->title);
	buf_adds(out, "</h1>\n");
	for (uint32_t c = 0; c < event->contest_count; c++) {
		const struct contest *contest = &event->contests[c];
		buf_adds(out, "<h2>");
		put_title(out, contest->title);
		buf_adds(out, "</h2>\n<ul>\n");
		for (uint32_t i = 0; i < contest->stage_count; i++) {
			buf_addf(out, "<li><a href=\"/results/%s/%s\">", contest->id, contest->stages[i].id);
			put_title(out, contest->stages[i].title);
			buf_addf(out, "</a> %s</li>\n", phase_words(s, c, i));
		}
		buf_adds(out, "</ul>\n");
	}
	if (event->starts[0] != '\0')
		buf_adds(out, "<p class=\"files\"><a href=\"/calendar.ics\">日历 <span lang=\"en\">calendar</span></a></p>\n");
	end(out);
}

#define COLUMN_ID   1 /* of results_grid() */
#define COLUMN_NAME 2

/* `address`: where the competitors' pages are, or NULL where there are none. */
static void put_grid(struct buf *out, const struct grid *grid, const char *address)
{
	buf_adds(out, "<table>\n");
	for (size_t i = 0; i < grid->count; i++) {
		const struct cell *cell = &grid->cells[i];
		const char *element = i < grid->columns ? "th scope=\"col\"" : "td";
		bool number = i < grid->columns
		                  ? i + grid->columns < grid->count && cell[grid->columns].kind == CELL_NUMBER
		                  : cell->kind == CELL_NUMBER;
		if (i % grid->columns == 0)
			buf_adds(out, "<tr>");
		buf_addf(out, "<%s%s>", element, number ? " class=\"number\"" : "");
		bool linked = address != NULL && i >= grid->columns && i % grid->columns == COLUMN_NAME;
		if (linked)
			buf_addf(out, "<a href=\"%s/%s\">", address, grid->cells[i - COLUMN_NAME + COLUMN_ID].text);
		/* not yet marked is not zero */
		put_text(out, cell->text[0] == '\0' && number ? "–" : cell->text);
		if (linked)
			buf_adds(out, "</a>");
		buf_adds(out, i < grid->columns ? "</th>" : "</td>");
		if (i % grid->columns == grid->columns - 1)
			buf_adds(out, "</tr>\n");
	}
	buf_adds(out, "</table>\n");
}

/* What the public is told where results that were out are looked at again. */
static void put_review(struct buf *out, struct review review)
{
	if (review.reason == NULL)
		return;
	buf_adds(out, "<p class=\"review\">▲ ");
	put_text(out, review.reason);
	buf_adds(out, "</p>\n");
}

void results_page(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, struct buf *out)
{
	const struct event *event = state_event(s);
	const struct contest *c = &event->contests[contest];
	const struct stage *st = &c->stages[stage];
	struct grid grid;
	char address[2 * ID_MAX + 16];
	bool there = results_there(g, s, contest, stage);
	snprintf(address, sizeof address, "/results/%s/%s", c->id, st->id);
	begin(out, st->title.zh);
	buf_adds(out, "<p><a href=\"/results\">");
	put_title(out, event->title);
	buf_adds(out, "</a></p>\n<h1>");
	put_title(out, c->title);
	buf_adds(out, " · ");
	put_title(out, st->title);
	buf_addf(out, "</h1>\n<p class=\"phase\">%s</p>\n", phase_words(s, contest, stage));
	put_review(out, state_review(s, contest, stage));
	results_grid(g, s, contest, stage, &grid);
	put_grid(out, &grid, there ? address : NULL);
	grid_release(&grid);
	if (there) {
		static const char *const endings[] = { "xlsx", "list.csv", "csv", "json" };
		buf_adds(out, "<p class=\"files\">");
		for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
			buf_addf(out, "<a href=\"%s.%s\">%s</a> ", address, endings[i], endings[i]);
		buf_adds(out, "</p>\n");
	}
	end(out);
}

static const struct row *row_of(struct table *t, uint32_t competitor)
{
	uint32_t count;
	const struct row *rows = table_rank(t, &count);
	for (uint32_t i = 0; i < count; i++)
		if (rows[i].competitor == competitor)
			return &rows[i];
	return NULL;
}

bool explained_there(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, uint32_t competitor)
{
	return results_there(g, s, contest, stage) && table_has(state_table(s, contest, stage), competitor);
}

/* Notes the steps in `trace`, which the caller releases. */
static struct explanation explain(struct state *s, uint32_t contest, uint32_t stage, uint32_t competitor, struct trace *trace)
{
	struct table *t = state_table(s, contest, stage);
	trace_init(trace);
	(void)table_explain(t, competitor, trace);
	return (struct explanation){ state_event(s), contest, stage, row_of(t, competitor), trace, true };
}

static void put_steps(struct buf *out, const struct explanation *x, bool zh)
{
	struct buf text;
	buf_init(&text, SIZE_MAX / 2);
	explanation_text(x, zh, &text);
	buf_addf(out, "<pre lang=\"%s\">", zh ? "zh-CN" : "en");
	put_text(out, buf_str(&text));
	buf_adds(out, "</pre>\n");
	buf_release(&text);
}

void explained_page(struct state *s, uint32_t contest, uint32_t stage, uint32_t competitor, struct buf *out)
{
	const struct contest *c = &state_event(s)->contests[contest];
	const struct competitor *who = &c->competitors[competitor];
	struct trace trace;
	struct explanation x = explain(s, contest, stage, competitor, &trace);
	begin(out, who->name);
	buf_addf(out, "<p><a href=\"/results/%s/%s\">", c->id, c->stages[stage].id);
	put_title(out, c->title);
	buf_adds(out, " · ");
	put_title(out, c->stages[stage].title);
	buf_adds(out, "</a></p>\n<h1>");
	put_text(out, who->name);
	buf_addf(out, "</h1>\n<p class=\"phase\">%s ", who->id);
	put_text(out, who->unit);
	buf_adds(out, "</p>\n<h2>成绩的由来 <span lang=\"en\">how it came about</span></h2>\n");
	put_steps(out, &x, true);
	buf_adds(out, "<details><summary lang=\"en\">in English</summary>\n");
	put_steps(out, &x, false);
	buf_adds(out, "</details>\n");
	trace_release(&trace);
	end(out);
}

void explained_json(struct state *s, uint32_t contest, uint32_t stage, uint32_t competitor, struct buf *out)
{
	struct trace trace;
	struct explanation x = explain(s, contest, stage, competitor, &trace);
	explanation_json(&x, out);
	trace_release(&trace);
}
