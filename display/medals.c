#include "display/medals.h"

#include "base/index.h"
#include "base/mem.h"
#include "events/text_json.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 24

struct unit {
	const char *name;
	uint32_t counts[COLUMNS_MAX];
};

struct medals {
	const char *ids[COLUMNS_MAX];
	struct text titles[COLUMNS_MAX];
	uint32_t columns;
	struct unit *units;
	uint32_t count, room;
	struct index by_name;
};

static const struct award worldskills[] = {
	{ .id = "gold", .title = { "金牌", "Gold" } },
	{ .id = "silver", .title = { "银牌", "Silver" } },
	{ .id = "bronze", .title = { "铜牌", "Bronze" } },
};

static const struct award *contest_awards(const struct contest *c, uint32_t *count)
{
	*count = c->medals ? (uint32_t)(sizeof worldskills / sizeof *worldskills) : c->award_count;
	return c->medals ? worldskills : c->awards;
}

/* The award's column; NONE where there is no room for one more. */
static uint32_t column_of(struct medals *m, const struct award *award)
{
	for (uint32_t i = 0; i < m->columns; i++)
		if (strcmp(m->ids[i], award->id) == 0)
			return i;
	if (m->columns == COLUMNS_MAX)
		return NONE;
	m->ids[m->columns] = award->id;
	m->titles[m->columns] = award->title;
	return m->columns++;
}

static struct unit *unit_of(struct medals *m, const char *name)
{
	uint32_t place = 0;
	if (index_get(&m->by_name, name, strlen(name), &place))
		return &m->units[place];
	if (m->count == m->room) {
		m->room = m->room ? m->room * 2 : 64;
		m->units = xrealloc(m->units, m->room * sizeof *m->units);
	}
	index_put(&m->by_name, name, strlen(name), m->count);
	m->units[m->count] = (struct unit){ .name = name };
	return &m->units[m->count++];
}

static void count_contest(struct medals *m, struct state *s, struct gates *g, uint32_t contest)
{
	const struct contest *c = &state_event(s)->contests[contest];
	uint32_t award_count = 0, stage = c->stage_count - 1;
	const struct award *awards = contest_awards(c, &award_count);
	struct seen seen;
	if (c->stage_count == 0 || state_phase(s, contest, stage) != PHASE_PUBLISHED)
		return;
	gates_seen(g, s, contest, stage, &seen);
	if (seen.frozen || seen.held || !seen.awards)
		return;
	for (uint32_t i = 0; i < award_count; i++)
		(void)column_of(m, &awards[i]);
	for (uint32_t i = 0; i < seen.count; i++) {
		const struct row *row = &seen.rows[i];
		const char *unit = c->competitors[row->competitor].unit;
		uint32_t column = row->award < award_count ? column_of(m, &awards[row->award]) : NONE;
		if (column != NONE && unit[0] != '\0')
			unit_of(m, unit)->counts[column]++;
	}
}

static int counts_compare(const struct unit *x, const struct unit *y)
{
	for (uint32_t i = 0; i < COLUMNS_MAX; i++)
		if (x->counts[i] != y->counts[i])
			return x->counts[i] > y->counts[i] ? -1 : 1;
	return 0;
}

static int unit_compare(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;
	int by = counts_compare(x, y);
	return by != 0 ? by : strcmp(x->name, y->name);
}

static void put_units(struct json_out *o, const struct medals *m)
{
	uint32_t rank = 0;
	for (uint32_t i = 0; i < m->count; i++) {
		const struct unit *unit = &m->units[i];
		if (i == 0 || counts_compare(unit - 1, unit) != 0)
			rank = i + 1;
		json_object(o);
		json_member_int(o, "rank", rank);
		json_member_string(o, "unit", unit->name);
		json_key(o, "counts");
		json_array(o);
		for (uint32_t k = 0; k < m->columns; k++)
			json_put_int(o, unit->counts[k]);
		json_array_end(o);
		json_object_end(o);
	}
}

void medals_put(struct json_out *o, struct state *s, struct gates *g, uint32_t contest)
{
	struct medals m = { 0 };
	index_init(&m.by_name);
	for (uint32_t i = 0; i < state_event(s)->contest_count; i++)
		if (contest == NONE || contest == i)
			count_contest(&m, s, g, i);
	if (m.count > 0)
		qsort(m.units, m.count, sizeof *m.units, unit_compare);
	json_object(o);
	json_key(o, "columns");
	json_array(o);
	for (uint32_t i = 0; i < m.columns; i++) {
		json_object(o);
		json_member_string(o, "id", m.ids[i]);
		json_member_text(o, "title", m.titles[i]);
		json_object_end(o);
	}
	json_array_end(o);
	json_key(o, "rows");
	json_array(o);
	put_units(o, &m);
	json_array_end(o);
	json_object_end(o);
	free(m.units);
	index_release(&m.by_name);
}
