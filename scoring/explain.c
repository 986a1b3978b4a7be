#include "scoring/explain.h"

#include "scoring/table_parts.h"

/* Clauses of the keys, by enum tie. */
static const char *const tie_clauses[] = {
	[TIE_MODULE] = "8.5", [TIE_CRITERION] = "8.5", [TIE_ASPECT] = "8.5",        [TIE_STAGE] = "8.6",
	[TIE_COUNTBACK] = "8.7", [TIE_RUNNING_ORDER] = "8.8", [TIE_LOT] = "8.8",
};

static void note_total(const struct table *t, uint32_t own, uint32_t other, int decided, struct trace *trace)
{
	bool rounded = t->stage->rank_on_rounded;
	const struct row *a = &t->entrants[own].row, *b = &t->entrants[other].row;
	struct step *s = trace_step(trace, STEP_TIE, decided ? "8.2" : "8.3", rounded ? &a->total : &a->exact, NULL);
	ratio_set(&s->against, rounded ? &b->total : &b->exact);
	s->has_against = true;
	s->other = other;
	s->decided = decided;
}

static void note_key(const struct table *t, uint32_t own, uint32_t other, uint32_t key, int decided, struct trace *trace)
{
	const struct tie_value *a = &t->entrants[own].ties[key], *b = &t->entrants[other].ties[key];
	bool values = t->stage->ties[key].kind != TIE_COUNTBACK;
	struct step *s = trace_step(trace, STEP_TIE, tie_clauses[t->stage->ties[key].kind],
	                           values && a->given ? &a->value : NULL, NULL);
	if (values && b->given)
		ratio_set(&s->against, &b->value);
	s->has_against = values && b->given;
	s->other = other;
	s->key = key;
	s->decided = decided;
}

/* The comparison with a neighbour, key by key. */
static void note_neighbour(const struct table *t, uint32_t own, uint32_t other, struct trace *trace)
{
	uint32_t key;
	if (!row_rankable(&t->entrants[other].row))
		return;
	int decided = entrant_compare(t, own, other, &key);
	uint32_t keys = decided == 0 ? t->stage->tie_count : key == NONE ? 0 : key + 1;
	note_total(t, own, other, decided != 0 && key == NONE ? decided : 0, trace);
	for (uint32_t i = 0; i < keys; i++)
		note_key(t, own, other, i, decided != 0 && i == key ? decided : 0, trace);
}

static const char *status_clause(const struct table *t, const struct row *row, enum status given)
{
	switch (row->status) {
	case STATUS_RANKED:
		break;
	case STATUS_INCOMPLETE:
		if (!row->has_total)
			return "7.4";
		break;
	case STATUS_DNS:
	case STATUS_DNF:
	case STATUS_DSQ:
		return given == row->status ? "7.6" : "7.7";
	}
	return t->stage->missing == MISSING_WAIT ? "7.1" : "7.2";
}

bool table_explain(struct table *t, uint32_t competitor, struct trace *trace)
{
	uint32_t count, at = 0;
	const struct row *rows = table_rank(t, &count);
	while (at < count && rows[at].competitor != competitor)
		at++;
	if (at == count)
		return false;
	table_remake(t, competitor, trace);
	const struct row *row = &rows[at];
	struct step *s = trace_step(trace, STEP_STATUS, status_clause(t, row, t->entrants[competitor].given), NULL, NULL);
	s->status = row->status;
	if (row->rank == 0)
		return true;
	s = trace_step(trace, STEP_RANK, "8.9", NULL, &row->total);
	s->count = row->rank;
	if (at > 0)
		note_neighbour(t, competitor, rows[at - 1].competitor, trace);
	if (at + 1 < count)
		note_neighbour(t, competitor, rows[at + 1].competitor, trace);
	return true;
}
