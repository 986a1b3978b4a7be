#include "events/marks_out.h"

#include "base/decimal.h"
#include "base/mem.h"

#include <stdlib.h>

struct marks {
	const struct state *state;
	struct buf *out;
	uint32_t contest, stage;
	const struct sheet **sheets; /* of the stage */
	size_t count, room;
};

static void take_sheet(void *arg, const struct sheet *sheet)
{
	struct marks *m = arg;
	if (m->count == m->room) {
		m->room = m->room ? m->room * 2 : 1024;
		m->sheets = xrealloc(m->sheets, m->room * sizeof(const struct sheet *));
	}
	m->sheets[m->count++] = sheet;
}

static int by_seq(const void *a, const void *b)
{
	const struct sheet *const *x = a, *const *y = b;
	return ((*x)->seq > (*y)->seq) - ((*x)->seq < (*y)->seq);
}

static const struct contest *contest_of(const struct marks *m)
{
	return &state_event(m->state)->contests[m->contest];
}

static void add_row_begin(const struct marks *m, uint32_t competitor)
{
	const struct contest *c = contest_of(m);
	buf_addf(m->out, "%s,%s,%s,", c->id, c->stages[m->stage].id, c->competitors[competitor].id);
}

static void add_sheet(const struct marks *m, const struct sheet *sheet)
{
	const struct module *module = &contest_of(m)->stages[m->stage].modules[sheet->module];
	for (uint32_t i = 0; i < sheet->mark_count; i++) {
		const struct entry_mark *mark = &sheet->marks[i];
		char value[DECIMAL_TEXT_MAX];
		decimal_text(mark->micros, value);
		bool shared = mark->penalty || module->aspects[module_aspect(module, mark->item)].agreed;
		add_row_begin(m, sheet->competitor);
		buf_addf(m->out, "%s,%u,%s,%s,%s\n", module->id, sheet->attempt, mark->item,
		         shared ? "" : state_event(m->state)->people[sheet->judge].id, value);
	}
}

static void add_fact(void *arg, const struct fact *fact)
{
	const struct marks *m = arg;
	char value[DECIMAL_TEXT_MAX];
	decimal_text(fact->micros, value);
	if (fact->kind == FACT_ACCEPT)
		return; /* behind the marks that it is about */
	add_row_begin(m, fact->competitor);
	switch (fact->kind) {
	case FACT_STATUS:
		buf_addf(m->out, ",,@status,,%s\n", status_name(fact->status));
		return;
	case FACT_ADJUST:
		buf_addf(m->out, ",,@adjust,,%s\n", value);
		return;
	case FACT_ORDER:
		buf_addf(m->out, ",,@%s,,%s\n", order_kind_name(fact->order), value);
		return;
	case FACT_ACCEPT:
		return;
	}
}

static void add_accept(void *arg, const struct fact *fact)
{
	const struct marks *m = arg;
	if (fact->kind != FACT_ACCEPT)
		return;
	const struct module *module = &contest_of(m)->stages[m->stage].modules[fact->module];
	add_row_begin(m, fact->competitor);
	buf_addf(m->out, "%s,%u,%s,@accepted,1\n", module->id, fact->attempt, module->aspects[fact->aspect].id);
}

void marks_out(const struct state *s, struct buf *out)
{
	const struct event *event = state_event(s);
	struct marks m = { .state = s, .out = out };
	buf_adds(out, "contest,stage,competitor,module,attempt,aspect,judge,value\n");
	for (m.contest = 0; event && m.contest < event->contest_count; m.contest++) {
		for (m.stage = 0; m.stage < event->contests[m.contest].stage_count; m.stage++) {
			m.count = 0;
			state_each_fact(s, m.contest, m.stage, add_fact, &m);
			state_each_sheet(s, m.contest, m.stage, NONE, take_sheet, &m);
			if (m.count)
				qsort(m.sheets, m.count, sizeof(const struct sheet *), by_seq);
			for (size_t i = 0; i < m.count; i++)
				add_sheet(&m, m.sheets[i]);
			state_each_fact(s, m.contest, m.stage, add_accept, &m);
		}
	}
	free(m.sheets);
}
