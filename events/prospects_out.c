#include "events/prospects_out.h"

#include "scoring/prospects.h"

#include <stdlib.h>
#include <string.h>

static void put_need(struct buf *out, const struct need *need)
{
	char text[RATIO_TEXT_MAX];
	buf_addc(out, ',');
	if (!need->given)
		return;
	ratio_text(&need->points, -1, text);
	buf_adds(out, text);
}

static void put_row(struct buf *out, const struct contest *c, const struct stage *s, const struct row *row,
                    const struct prospect *p)
{
	char total[RATIO_TEXT_MAX] = "";
	buf_addf(out, "%s,%s,", c->id, s->id);
	if (row->rank)
		buf_addf(out, "%u", row->rank);
	if (row->has_total)
		ratio_text(&row->total, s->rounding.digits, total);
	buf_addf(out, ",%s,%s,%s,%s,", c->competitors[row->competitor].id, total, chance_name(p->win),
	         s->advance.given ? chance_name(p->cut) : "");
	if (p->best)
		buf_addf(out, "%u,%u", p->best, p->worst);
	else
		buf_addc(out, ',');
	put_need(out, &p->lead);
	put_need(out, &p->through);
	buf_addc(out, '\n');
}

static void put_stage(struct buf *out, const struct contest *c, const struct stage *s, struct table *table)
{
	uint32_t count;
	const struct row *rows = table_rank(table, &count);
	struct prospect *list = xcalloc(count, sizeof *list);
	prospects_make(table, true, list);
	for (uint32_t i = 0; i < count; i++)
		put_row(out, c, s, &rows[i], &list[i]);
	prospects_clear(list, count);
	free(list);
}

void prospects_csv(const struct tables *t, const struct standings_choice *choice, struct buf *out)
{
	buf_adds(out, "contest,stage,rank,competitor,total,win,advance,best,worst,needs_lead,needs_advance\n");
	for (uint32_t i = 0; i < t->event->contest_count; i++) {
		const struct contest *c = &t->event->contests[i];
		if (choice->contest && strcmp(choice->contest, c->id) != 0)
			continue;
		for (uint32_t s = 0; s < c->stage_count; s++)
			if (!choice->stage || strcmp(choice->stage, c->stages[s].id) == 0)
				put_stage(out, c, &c->stages[s], t->of[i][s]);
	}
}
