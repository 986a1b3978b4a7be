#include "scoring/table_parts.h"

#include "base/decimal.h"

#include <stdlib.h>

void ratio_limit(struct ratio *r, struct maybe min, struct maybe max, const char *clause, struct trace *trace)
{
	struct ratio limit;
	ratio_init(&limit);
	if (max.given) {
		ratio_set_micros(&limit, max.micros);
		if (ratio_compare(r, &limit) > 0) {
			ratio_set(r, &limit);
			trace_add(trace, STEP_LIMIT, clause, &limit, r);
		}
	}
	if (min.given) {
		ratio_set_micros(&limit, min.micros);
		if (ratio_compare(r, &limit) < 0) {
			ratio_set(r, &limit);
			trace_add(trace, STEP_LIMIT, clause, &limit, r);
		}
	}
	ratio_clear(&limit);
}

void ratio_round_noted(struct ratio *r, struct rounding_rule rule, const char *clause, struct trace *trace)
{
	if (rule.digits < 0)
		return;
	ratio_round(r, rule);
	struct step *s = trace_add(trace, STEP_ROUND, clause, NULL, r);
	if (s)
		s->rule = rule;
}

static int high_first(const void *a, const void *b)
{
	return ratio_compare(*(const struct ratio *const *)b, *(const struct ratio *const *)a);
}

static int low_first(const void *a, const void *b)
{
	return high_first(b, a);
}

/* How many of the scored attempts, best first, or only the last, count. */
static uint32_t attempts_counted(const struct module *m, uint32_t scored)
{
	switch (m->attempts_combine) {
	case ATTEMPTS_SUM:
	case ATTEMPTS_MEAN:
		return scored;
	case ATTEMPTS_BEST:
	case ATTEMPTS_LAST:
		return scored ? 1 : 0;
	case ATTEMPTS_BEST_N:
		return scored < m->best_n ? scored : m->best_n;
	}
	return 0;
}

static void note_attempts(struct trace *trace, const struct ratio *const *list, uint32_t count, uint32_t counted,
                          const struct part *part)
{
	if (!trace)
		return;
	for (uint32_t i = 0; i < count; i++) {
		trace->attempt = (uint32_t)(list[i] - part->attempts) + 1;
		struct step *s = trace_add(trace, STEP_ATTEMPT, "6.7", list[i], NULL);
		s->left_out = i >= counted;
	}
	trace->attempt = 0;
}

/* The attempts that count, made into the module's score. (Rules 6.7 and 6.8.) */
static void combine_attempts(const struct stage *stage, const struct module *m, struct part *part, struct trace *trace)
{
	const struct ratio *list[ATTEMPTS_MAX];
	uint32_t count = 0;
	for (uint32_t i = 0; i < m->attempts; i++)
		if (part->attempt_scored[i])
			list[count++] = &part->attempts[i];
	part->scored = count > 0;
	if (count == 0)
		return;
	if (m->attempts_combine == ATTEMPTS_LAST) {
		const struct ratio *last = list[count - 1];
		list[count - 1] = list[0];
		list[0] = last;
	} else if (m->attempts_combine == ATTEMPTS_BEST || m->attempts_combine == ATTEMPTS_BEST_N) {
		qsort(list, count, sizeof *list, stage->order == ORDER_LOW ? low_first : high_first);
	}
	uint32_t counted = attempts_counted(m, count);
	note_attempts(trace, list, count, counted, part);
	ratio_set(&part->score, list[0]);
	for (uint32_t i = 1; i < counted; i++)
		ratio_add(&part->score, list[i]);
	if (m->attempts_combine == ATTEMPTS_MEAN)
		ratio_div_int(&part->score, counted);
	struct step *s = trace_add(trace, STEP_MODULE, "6.7", NULL, &part->score);
	if (s) {
		s->combine = m->attempts_combine == ATTEMPTS_MEAN ? COMBINE_MEAN : COMBINE_SUM;
		s->count = counted;
	}
	ratio_round_noted(&part->score, m->rounding, "6.8", trace);
}

/* Scores all attempts at a module. False where one that is needed has no score. (Rules 7.1 and 7.2.) */
static bool score_module(const struct table *t, uint32_t competitor, uint32_t module, struct trace *trace)
{
	const struct module *m = &t->stage->modules[module];
	struct row *row = &t->entrants[competitor].row;
	struct part *part = &row->parts[module];
	bool complete = true;
	if (trace)
		trace->module = module;
	for (uint32_t i = 0; i < m->attempts; i++) {
		const struct cell *cell = entrant_cell(t, competitor, module, i + 1);
		uint32_t in = cell ? cell->in : 0;
		if (trace)
			trace->attempt = i + 1;
		part->attempt_scored[i] = attempt_score(t, module, cell, &part->attempts[i], trace);
		if (!part->attempt_scored[i] && (in > 0 || t->stage->missing == MISSING_WAIT))
			complete = false;
		row->marks_in += in;
		row->marks_due += t->layouts[module].slot_count;
	}
	if (trace)
		trace->attempt = 0;
	combine_attempts(t->stage, m, part, trace);
	return complete;
}

static void add_weighed(struct ratio *sum, const struct ratio *score, int64_t weight, const char *clause,
                        struct trace *trace)
{
	struct ratio product;
	ratio_init(&product);
	ratio_set(&product, score);
	ratio_mul_micros(&product, weight);
	ratio_add(sum, &product);
	if (trace) {
		ratio_set_micros(&product, weight);
		trace_add(trace, STEP_WEIGH, clause, &product, score);
	}
	ratio_clear(&product);
}

/* Earlier totals that count here. (Rules 6.10 and 7.5.) */
static void add_carried(const struct table *t, uint32_t competitor, bool *any, bool *complete, struct trace *trace)
{
	struct row *row = &t->entrants[competitor].row;
	for (uint32_t i = 0; i < t->stage->carry_count; i++) {
		const struct carry *carry = &t->stage->carries[i];
		const struct entrant *before = &t->earlier[carry->stage]->entrants[competitor];
		bool there = before->in_stage && before->row.has_total;
		struct step *s = trace_add(trace, there ? STEP_CARRY : STEP_MISSING, there ? "6.10" : "7.5",
		                           there ? &before->row.total : NULL, there ? &before->row.total : NULL);
		if (s)
			s->stage = carry->stage;
		if (!there) {
			*complete = false;
			continue;
		}
		*any = true;
		add_weighed(&row->exact, &before->row.total, carry->weight, "6.10", trace);
	}
}

static void add_adjust(const struct table *t, uint32_t competitor, struct trace *trace)
{
	const struct entrant *e = &t->entrants[competitor];
	struct ratio points;
	if (e->adjust == 0)
		return;
	ratio_init(&points);
	ratio_set_wide(&points, e->adjust, (uint64_t)DECIMAL_ONE);
	ratio_add(&t->entrants[competitor].row.exact, &points);
	trace_add(trace, STEP_ADJUST, "6.11", &points, NULL);
	ratio_clear(&points);
}

/* Whether a penalty that disqualifies applies anywhere in the stage. (Rule 7.7.) */
static bool disqualified(const struct table *t, uint32_t competitor)
{
	for (uint32_t i = 0; i < t->stage->module_count; i++) {
		const struct module *m = &t->stage->modules[i];
		for (uint32_t p = 0; p < m->penalty_count; p++) {
			if (!m->penalties[p].disqualify)
				continue;
			for (uint32_t k = 1; k <= m->attempts; k++) {
				const struct cell *cell = entrant_cell(t, competitor, i, k);
				if (cell && cell->values[t->layouts[i].penalty_at + p] > 0)
					return true;
			}
		}
	}
	return false;
}

void entrant_total(const struct table *t, uint32_t competitor, struct trace *trace)
{
	struct entrant *e = &t->entrants[competitor];
	struct row *row = &e->row;
	bool complete = true;
	row->has_total = false;
	row->marks_in = row->marks_due = 0;
	ratio_set_int(&row->exact, 0);
	for (uint32_t i = 0; i < t->stage->module_count; i++) {
		complete = score_module(t, competitor, i, trace) && complete;
		if (!row->parts[i].scored)
			continue;
		row->has_total = true;
		add_weighed(&row->exact, &row->parts[i].score, t->stage->modules[i].weight, "6.9", trace);
	}
	if (trace)
		trace->module = NONE;
	add_carried(t, competitor, &row->has_total, &complete, trace);
	row->status = e->given;
	if (disqualified(t, competitor))
		row->status = STATUS_DSQ;
	else if (e->given == STATUS_RANKED && (!complete || !row->has_total))
		row->status = STATUS_INCOMPLETE;
	if (!row->has_total)
		return;
	add_adjust(t, competitor, trace);
	trace_add(trace, STEP_TOTAL, "6.12", NULL, &row->exact);
	ratio_limit(&row->exact, t->stage->min, t->stage->max, "6.12", trace);
	ratio_set(&row->total, &row->exact);
	ratio_round_noted(&row->total, t->stage->rounding, "6.13", trace);
}
