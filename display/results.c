#include "display/results.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HEADING_MAX 2100 /* a title in both languages */

static const struct stage *stage_of(const struct state *s, uint32_t contest, uint32_t stage)
{
	return &state_event(s)->contests[contest].stages[stage];
}

bool results_there(struct gates *g, struct state *s, uint32_t contest, uint32_t stage)
{
	struct seen seen;
	if (state_phase(s, contest, stage) != PHASE_PUBLISHED)
		return false;
	gates_seen(g, s, contest, stage, &seen);
	return !seen.frozen && !seen.held;
}

/* Both languages in one heading, where they differ. */
static void heading(struct grid *g, const char *zh, const char *en)
{
	char both[HEADING_MAX];
	bool same = strcmp(zh, en) == 0;
	snprintf(both, sizeof both, "%s%s%s", zh, same ? "" : " ", same ? "" : en);
	grid_text(g, both);
}

static void ratio_cell(struct grid *g, bool there, const struct ratio *value, int digits)
{
	char text[RATIO_TEXT_MAX] = "";
	if (there)
		ratio_text(value, digits, text);
	grid_number(g, text);
}

/* Why somebody has no rank, in both languages; nothing for those who have one. */
static const char *status_text(enum status status)
{
	switch (status) {
	case STATUS_RANKED: return "";
	case STATUS_INCOMPLETE: return "成绩不全 incomplete";
	case STATUS_DNS: return "缺席 DNS";
	case STATUS_DNF: return "退赛 DNF";
	case STATUS_DSQ: return "取消资格 DSQ";
	}
	return "";
}

/* The award's title, or NULL where there is none or it may not be told. */
static const struct text *award_title(const struct contest *c, const struct seen *seen, const struct row *row)
{
	static const struct text medals[] = { { "金牌", "Gold" }, { "银牌", "Silver" }, { "铜牌", "Bronze" } };
	if (!seen->awards || row->award == NONE)
		return NULL;
	return c->medals ? &medals[row->award] : &c->awards[row->award].title;
}

static void grid_row(struct grid *g, const struct contest *c, const struct stage *stage, const struct table *table,
                     const struct seen *seen, const struct row *row)
{
	char rank[16] = "";
	const struct competitor *who = &c->competitors[row->competitor];
	const struct text *award = award_title(c, seen, row);
	if (row->rank)
		snprintf(rank, sizeof rank, "%" PRIu32, row->rank);
	grid_number(g, rank);
	grid_text(g, who->id);
	grid_text(g, who->name);
	grid_text(g, who->unit);
	ratio_cell(g, row->has_total, &row->total, table_total_digits(table));
	if (award)
		heading(g, award->zh, award->en);
	else
		grid_text(g, status_text(row->status));
	for (uint32_t i = 0; i < stage->module_count; i++)
		ratio_cell(g, row->parts[i].scored, &row->parts[i].score, table_part_digits(table, i));
}

void results_grid(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, struct grid *out)
{
	const struct contest *c = &state_event(s)->contests[contest];
	const struct stage *st = stage_of(s, contest, stage);
	struct seen seen;
	gates_seen(g, s, contest, stage, &seen);
	grid_init(out, 6 + st->module_count);
	heading(out, "名次", "Rank");
	heading(out, "编号", "No.");
	heading(out, "姓名", "Name");
	heading(out, "单位", "Unit");
	heading(out, "总分", "Total");
	heading(out, "奖项", "Award");
	for (uint32_t i = 0; i < st->module_count; i++)
		heading(out, st->modules[i].title.zh, st->modules[i].title.en);
	for (uint32_t i = 0; i < seen.count; i++)
		grid_row(out, c, st, state_table(s, contest, stage), &seen, &seen.rows[i]);
}
