#include "events/standings_out.h"

#include "base/json.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static bool chosen(const char *wanted, const char *id)
{
	return !wanted || strcmp(wanted, id) == 0;
}

static bool contest_chosen(const struct contest *c, const struct standings_choice *choice)
{
	if (!chosen(choice->contest, c->id))
		return false;
	return !choice->stage || contest_stage(c, choice->stage) != NONE;
}

bool standings_any(const struct event *event, const struct standings_choice *choice)
{
	for (uint32_t i = 0; i < event->contest_count; i++)
		if (contest_chosen(&event->contests[i], choice))
			return true;
	return false;
}

const char *row_award_id(const struct contest *c, const struct row *row)
{
	static const char *const medals[] = { "gold", "silver", "bronze" };
	if (row->award == NONE)
		return NULL;
	return c->medals ? medals[row->award] : c->awards[row->award].id;
}

/* JSON */

static void json_ratio(struct json_out *o, bool given, const struct ratio *value, int digits)
{
	char text[RATIO_TEXT_MAX];
	if (!given) {
		json_put_null(o);
		return;
	}
	ratio_text(value, digits, text);
	json_put_string(o, text);
}

static void json_part(struct json_out *o, const struct module *m, const struct part *part)
{
	json_key(o, m->id);
	json_object(o);
	json_key(o, "score");
	json_ratio(o, part->scored, &part->score, m->rounding.digits);
	json_key(o, "attempts");
	json_array(o);
	for (uint32_t i = 0; i < m->attempts; i++)
		json_ratio(o, part->attempt_scored[i], &part->attempts[i], m->rounding.digits);
	json_array_end(o);
	json_object_end(o);
}

static void json_row(struct json_out *o, const struct contest *c, const struct stage *s, const struct row *row)
{
	json_object(o);
	json_key(o, "rank");
	if (row->rank)
		json_put_int(o, row->rank);
	else
		json_put_null(o);
	json_member_string(o, "competitor", c->competitors[row->competitor].id);
	json_key(o, "total");
	json_ratio(o, row->has_total, &row->total, s->rounding.digits);
	json_member_string(o, "status", status_name(row->status));
	json_member_bool(o, "advances", row->advances);
	if (row->substitute)
		json_member_int(o, "substitute", row->substitute);
	json_member_string(o, "award", row_award_id(c, row));
	json_key(o, "scaled");
	if (row->scaled >= 0)
		json_put_int(o, row->scaled);
	else
		json_put_null(o);
	json_key(o, "modules");
	json_object(o);
	for (uint32_t i = 0; i < s->module_count; i++)
		json_part(o, &s->modules[i], &row->parts[i]);
	json_object_end(o);
	json_object_end(o);
}

static void json_stage(struct json_out *o, const struct contest *c, const struct stage *s, struct table *table)
{
	uint32_t count = table_stand(table);
	json_object(o);
	json_member_string(o, "stage", s->id);
	json_key(o, "standings");
	json_array(o);
	for (uint32_t i = 0; i < count; i++)
		json_row(o, c, s, table_row(table, i));
	json_array_end(o);
	json_object_end(o);
}

void standings_json(const struct tables *t, const struct standings_choice *choice, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	json_object(&o);
	json_member_string(&o, "event", t->event->id);
	json_key(&o, "contests");
	json_array(&o);
	for (uint32_t i = 0; i < t->event->contest_count; i++) {
		const struct contest *c = &t->event->contests[i];
		if (!contest_chosen(c, choice))
			continue;
		json_object(&o);
		json_member_string(&o, "contest", c->id);
		json_key(&o, "stages");
		json_array(&o);
		for (uint32_t s = 0; s < c->stage_count; s++)
			if (chosen(choice->stage, c->stages[s].id))
				json_stage(&o, c, &c->stages[s], t->of[i][s]);
		json_array_end(&o);
		json_object_end(&o);
	}
	json_array_end(&o);
	json_object_end(&o);
	buf_addc(out, '\n');
}

/* CSV */

struct column {
	const char *module;
	uint32_t attempt; /* 0: the module's score */
};

struct columns {
	struct column *list;
	uint32_t count, cap;
};

static void columns_add(struct columns *k, const char *module, uint32_t attempt)
{
	for (uint32_t i = 0; i < k->count; i++)
		if (k->list[i].attempt == attempt && strcmp(k->list[i].module, module) == 0)
			return;
	if (k->count == k->cap) {
		k->cap = k->cap ? k->cap * 2 : 16;
		k->list = xrealloc(k->list, k->cap * sizeof *k->list);
	}
	k->list[k->count++] = (struct column){ module, attempt };
}

static void columns_of_stage(struct columns *k, const struct stage *s)
{
	for (uint32_t i = 0; i < s->module_count; i++) {
		const struct module *m = &s->modules[i];
		columns_add(k, m->id, 0);
		for (uint32_t a = 1; m->attempts > 1 && a <= m->attempts; a++)
			columns_add(k, m->id, a);
	}
}

static void csv_ratio(struct buf *out, bool given, const struct ratio *value, int digits)
{
	char text[RATIO_TEXT_MAX];
	if (!given)
		return;
	ratio_text(value, digits, text);
	buf_adds(out, text);
}

static void csv_column(struct buf *out, const struct stage *s, uint32_t module, const struct row *row, uint32_t attempt)
{
	buf_addc(out, ',');
	if (module == NONE)
		return;
	const struct module *m = &s->modules[module];
	const struct part *part = &row->parts[module];
	if (attempt == 0)
		csv_ratio(out, part->scored, &part->score, m->rounding.digits);
	else if (attempt <= m->attempts && m->attempts > 1)
		csv_ratio(out, part->attempt_scored[attempt - 1], &part->attempts[attempt - 1], m->rounding.digits);
}

/* All of a row but its contest and stage, and the modules. */
static void csv_row(struct buf *out, const struct contest *c, const struct stage *s, const struct row *row)
{
	const char *award = row_award_id(c, row);
	if (row->rank)
		buf_addu(out, row->rank);
	buf_addc(out, ',');
	buf_adds(out, c->competitors[row->competitor].id);
	buf_addc(out, ',');
	csv_ratio(out, row->has_total, &row->total, s->rounding.digits);
	buf_addc(out, ',');
	buf_adds(out, status_name(row->status));
	buf_adds(out, !s->advance.given ? "," : row->advances ? ",true" : ",false");
	buf_addc(out, ',');
	buf_adds(out, award ? award : "");
	buf_addc(out, ',');
	if (row->scaled >= 0)
		buf_addf(out, "%d", row->scaled);
}

static void csv_stage(struct buf *out, const struct columns *k, const struct contest *c, const struct stage *s,
                      struct table *table)
{
	uint32_t count = table_stand(table);
	uint32_t *modules = xcalloc(k->count, sizeof *modules);
	for (uint32_t i = 0; i < k->count; i++)
		modules[i] = stage_module(s, k->list[i].module);
	struct buf place; /* how each row begins */
	buf_init(&place, 2 * ID_MAX + 2);
	buf_addf(&place, "%s,%s,", c->id, s->id);
	for (uint32_t r = 0; r < count; r++) {
		const struct row *row = table_row(table, r);
		buf_add(out, buf_str(&place), place.len);
		csv_row(out, c, s, row);
		for (uint32_t i = 0; i < k->count; i++)
			csv_column(out, s, modules[i], row, k->list[i].attempt);
		buf_addc(out, '\n');
	}
	buf_release(&place);
	free(modules);
}

/* Goes through the chosen stages: contest i, stage s. */
#define EACH_CHOSEN(t, choice, i, s)                                                    \
	for (uint32_t i = 0; i < (t)->event->contest_count; i++)                            \
		for (uint32_t s = 0; s < (t)->event->contests[i].stage_count; s++)          \
			if (contest_chosen(&(t)->event->contests[i], (choice)) &&           \
			    chosen((choice)->stage, (t)->event->contests[i].stages[s].id))

void standings_csv(const struct tables *t, const struct standings_choice *choice, struct buf *out)
{
	struct columns k = { 0 };
	EACH_CHOSEN(t, choice, i, s)
		columns_of_stage(&k, &t->event->contests[i].stages[s]);
	buf_adds(out, "contest,stage,rank,competitor,total,status,advances,award,scaled");
	for (uint32_t n = 0; n < k.count; n++) {
		buf_addf(out, ",%s", k.list[n].module);
		if (k.list[n].attempt)
			buf_addf(out, "#%u", k.list[n].attempt);
	}
	buf_addc(out, '\n');
	EACH_CHOSEN(t, choice, i, s)
		csv_stage(out, &k, &t->event->contests[i], &t->event->contests[i].stages[s], t->of[i][s]);
	free(k.list);
}

/* Text */

/* Columns of a terminal that UTF-8 text takes: two for what is written in full width. */
static size_t text_width(const char *text)
{
	size_t width = 0;
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p < 0x80)
			width++;
		else if (*p >= 0xe3 && *p <= 0xed) /* CJK, kana, hangul */
			width += 2;
		else if (*p >= 0xf0) /* ideographs outside the first plane, emoji */
			width += 2;
		else if (*p == 0xef || *p >= 0xc0)
			width += *p == 0xef ? 2 : 1;
	}
	return width;
}

struct grid {
	struct buf *cells; /* rows x columns */
	size_t rows, columns, used;
};

static struct buf *grid_next(struct grid *g)
{
	struct buf *b = &g->cells[g->used++];
	buf_init(b, 4096);
	return b;
}

static size_t *grid_widths(const struct grid *g)
{
	size_t *widths = xcalloc(g->columns, sizeof *widths);
	for (size_t i = 0; i < g->used; i++) {
		size_t width = text_width(buf_str(&g->cells[i]));
		if (width > widths[i % g->columns])
			widths[i % g->columns] = width;
	}
	return widths;
}

static void grid_print(const struct grid *g, struct buf *out)
{
	size_t *widths = grid_widths(g);
	for (size_t r = 0; r < g->rows; r++) {
		size_t gap = 0; /* spaces owed before the next text, so that no line ends in them */
		for (size_t k = 0; k < g->columns; k++) {
			const char *text = buf_str(&g->cells[r * g->columns + k]);
			if (*text) {
				buf_addf(out, "%*s%s", (int)gap, "", text);
				gap = 0;
			}
			gap += widths[k] - text_width(text) + 2;
		}
		buf_addc(out, '\n');
	}
	free(widths);
}

static void text_header(struct grid *g, const struct stage *s, bool zh)
{
	static const char *const names[][7] = {
		{ "rank", "no.", "name", "total", "status", "award", "scaled" },
		{ "名次", "编号", "姓名", "总分", "状态", "奖项", "量表分" },
	};
	for (size_t i = 0; i < 7; i++)
		buf_adds(grid_next(g), names[zh][i]);
	for (uint32_t i = 0; i < s->module_count; i++)
		buf_adds(grid_next(g), zh ? s->modules[i].title.zh : s->modules[i].title.en);
}

static const char *award_title(const struct contest *c, const struct row *row, bool zh)
{
	static const char *const medals[][3] = { { "gold", "silver", "bronze" }, { "金牌", "银牌", "铜牌" } };
	if (row->award == NONE)
		return "";
	if (c->medals)
		return medals[zh][row->award];
	return zh ? c->awards[row->award].title.zh : c->awards[row->award].title.en;
}

static const char *status_title(enum status status, bool zh)
{
	static const char *const names[] = {
		[STATUS_RANKED] = "有名次", [STATUS_INCOMPLETE] = "未完成", [STATUS_DNS] = "缺席",
		[STATUS_DNF] = "退赛",      [STATUS_DSQ] = "取消资格",
	};
	return zh ? names[status] : status_name(status);
}

static void text_row(struct grid *g, const struct contest *c, const struct stage *s, const struct row *row, bool zh)
{
	struct buf *b = grid_next(g);
	if (row->rank)
		buf_addf(b, "%u", row->rank);
	buf_adds(grid_next(g), c->competitors[row->competitor].id);
	buf_adds(grid_next(g), c->competitors[row->competitor].name);
	csv_ratio(grid_next(g), row->has_total, &row->total, s->rounding.digits);
	b = grid_next(g);
	buf_adds(b, status_title(row->status, zh));
	if (row->advances)
		buf_adds(b, " *");
	if (row->substitute)
		buf_addf(b, zh ? " 候补%u" : " substitute %u", row->substitute);
	buf_adds(grid_next(g), award_title(c, row, zh));
	b = grid_next(g);
	if (row->scaled >= 0)
		buf_addf(b, "%d", row->scaled);
	for (uint32_t i = 0; i < s->module_count; i++) {
		b = grid_next(g);
		if (row->parts[i].scored)
			csv_ratio(b, true, &row->parts[i].score, s->modules[i].rounding.digits);
		else
			buf_adds(b, "–");
	}
}

static void text_stage(struct buf *out, const struct contest *c, const struct stage *s, struct table *table, bool zh)
{
	struct grid g = { .columns = 7 + s->module_count };
	uint32_t count;
	const struct row *rows = table_rank(table, &count);
	g.rows = (size_t)count + 1;
	g.cells = xcalloc(g.rows * g.columns, sizeof *g.cells);
	text_header(&g, s, zh);
	for (uint32_t i = 0; i < count; i++)
		text_row(&g, c, s, &rows[i], zh);
	buf_addf(out, "%s / %s\n", zh ? c->title.zh : c->title.en, zh ? s->title.zh : s->title.en);
	grid_print(&g, out);
	if (s->advance.given)
		buf_adds(out, zh ? "* 晋级\n" : "* advances\n");
	buf_addc(out, '\n');
	for (size_t i = 0; i < g.used; i++)
		buf_release(&g.cells[i]);
	free(g.cells);
}

void standings_text(const struct tables *t, const struct standings_choice *choice, bool zh, struct buf *out)
{
	EACH_CHOSEN(t, choice, i, s)
		text_stage(out, &t->event->contests[i], &t->event->contests[i].stages[s], t->of[i][s], zh);
}
