#include "scoring/table_parts.h"

#include "base/decimal.h"
#include "scoring/method.h"
#include "scoring/panel.h"

bool aspect_on_sheet(const struct module *m, const struct aspect *a)
{
	return m->panel.over == PANEL_SHEET && !a->agreed && a->method != METHOD_VALUE;
}

/* One entered value as points. */
static void slot_points(const struct layout *l, const struct aspect *a, const struct cell *cell, uint32_t slot,
                        struct ratio *out)
{
	int64_t place = a->method == METHOD_PLACE ? cell->values[l->place_at + slot] : 0;
	method_points(a, cell->values[slot], place, out);
}

static uint32_t judge_of(const struct module *m, uint32_t aspect, uint32_t slots, uint32_t i)
{
	uint32_t count;
	const uint32_t *judges = aspect_judges(m, aspect, &count);
	return slots == count && m->aspects[aspect].panel.over != PANEL_NONE ? judges[i] : NONE;
}

static void note_mark(struct trace *trace, const struct aspect *a, uint32_t judge, int64_t micros,
                      const struct ratio *points)
{
	struct step *s = trace_add(trace, STEP_POINTS, method_clause(a->method), points, points);
	if (!s)
		return;
	s->judge = judge;
	s->entered = (struct maybe){ true, micros };
}

static void note_missing(const struct table *t, struct trace *trace, uint32_t judge)
{
	struct step *s = trace_add(trace, STEP_MISSING, t->stage->missing == MISSING_WAIT ? "7.1" : "7.2", NULL, NULL);
	if (s)
		s->judge = judge;
}

/* Combines and notes what became of each value; `judges` says whose they are. */
static void combine_noted(const struct panel *p, enum rounding mode, const struct ratio *values, const uint32_t *judges,
                          uint32_t count, struct ratio *out, struct trace *trace)
{
	if (!trace) {
		panel_combine(p, mode, values, count, out, NULL);
		return;
	}
	struct panel_report report = { 0 };
	ratio_init(&report.before);
	panel_combine(p, mode, values, count, out, &report);
	for (uint32_t i = 0; i < count; i++) {
		struct step *s = trace_add(trace, STEP_TAKE, report.dropped[i] ? "5.2" : "5.1", &values[i], NULL);
		s->judge = judges[i];
		s->left_out = report.dropped[i];
	}
	struct step *s = trace_add(trace, report.wide ? STEP_WIDE : STEP_COMBINE, report.wide ? "5.3" : "5.1", NULL,
	                           &report.before);
	s->combine = p->combine;
	s->count = count;
	ratio_clear(&report.before);
	if (p->decimals >= 0) {
		s = trace_add(trace, STEP_ROUND, "5.4", NULL, out);
		s->rule = (struct rounding_rule){ p->decimals, mode };
	}
}

/* The aspect's own `times` and decimals. (Rule 5.5.) */
static void finish_aspect(const struct aspect *a, struct ratio *value, struct trace *trace)
{
	ratio_mul_micros(value, a->times);
	if (trace && a->times != DECIMAL_ONE) {
		struct ratio times;
		ratio_init(&times);
		ratio_set_micros(&times, a->times);
		trace_add(trace, STEP_TIMES, "5.5", &times, value);
		ratio_clear(&times);
	}
	ratio_round_noted(value, a->rounding, "5.5", trace);
}

bool aspect_accepted(const struct table *t, uint32_t module, const struct cell *cell, uint32_t aspect)
{
	const struct layout *l = &t->layouts[module];
	return cell && l->judged && cell->values[l->accept_at + aspect] != 0;
}

bool table_accepted(const struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt, uint32_t aspect)
{
	return aspect_accepted(t, module, entrant_cell(t, competitor, module, attempt), aspect);
}

static bool judged_apart(const struct aspect *a, int64_t low, int64_t high)
{
	return a->method == METHOD_JUDGEMENT && high - low > a->spread;
}

enum aspect_state aspect_result(const struct table *t, uint32_t module, const struct cell *cell, uint32_t aspect,
                                struct ratio *out, struct trace *trace)
{
	const struct module *m = &t->stage->modules[module];
	const struct layout *l = &t->layouts[module];
	const struct aspect *a = &m->aspects[aspect];
	struct ratio values[JUDGES_MAX];
	uint32_t judges[JUDGES_MAX];
	uint32_t count = 0, slots = l->slots[aspect];
	int64_t low = INT64_MAX, high = INT64_MIN;
	if (trace)
		trace->aspect = aspect;
	for (uint32_t i = 0; i < slots; i++) {
		uint32_t slot = l->slot[aspect] + i;
		int64_t entered = cell ? cell->values[slot] : UNSET;
		uint32_t judge = trace ? judge_of(m, aspect, slots, i) : NONE;
		if (entered == UNSET) {
			note_missing(t, trace, judge);
			continue;
		}
		low = entered < low ? entered : low;
		high = entered > high ? entered : high;
		judges[count] = judge;
		ratio_init(&values[count]);
		slot_points(l, a, cell, slot, &values[count]);
		note_mark(trace, a, judge, entered, &values[count]);
		count++;
	}
	enum aspect_state state = ASPECT_DONE;
	if (count == 0)
		state = ASPECT_NONE;
	else if (count < slots && t->stage->missing == MISSING_WAIT)
		state = ASPECT_PART;
	else if (judged_apart(a, low, high) && !aspect_accepted(t, module, cell, aspect))
		state = ASPECT_APART;
	else if (a->panel.over == PANEL_ASPECT)
		combine_noted(&a->panel, a->rounding.mode, values, judges, count, out, trace);
	else
		ratio_set(out, &values[0]);
	if (state == ASPECT_DONE)
		finish_aspect(a, out, trace);
	if (state == ASPECT_APART)
		trace_add(trace, STEP_APART, "4.2", NULL, NULL);
	for (uint32_t i = 0; i < count; i++)
		ratio_clear(&values[i]);
	if (trace)
		trace->aspect = NONE;
	return state;
}

/* One judge's sheet: false where a mark is missing. (Rule 5.7.) */
static bool sheet_sum(const struct table *t, uint32_t module, const struct cell *cell, uint32_t judge_index,
                      struct ratio *out, struct trace *trace)
{
	const struct module *m = &t->stage->modules[module];
	const struct layout *l = &t->layouts[module];
	struct ratio points;
	bool whole = true;
	ratio_init(&points);
	ratio_set_int(out, 0);
	for (uint32_t i = 0; i < m->aspect_count; i++) {
		const struct aspect *a = &m->aspects[i];
		if (!aspect_on_sheet(m, a))
			continue;
		uint32_t slot = l->slot[i] + judge_index;
		if (trace)
			trace->aspect = i;
		if (!cell || cell->values[slot] == UNSET) {
			whole = false;
			note_missing(t, trace, m->judges[judge_index]);
			continue;
		}
		slot_points(l, a, cell, slot, &points);
		note_mark(trace, a, m->judges[judge_index], cell->values[slot], &points);
		finish_aspect(a, &points, trace);
		trace_add(trace, STEP_TO_SHEET, "5.7", NULL, &points);
		ratio_add(out, &points);
	}
	if (trace)
		trace->aspect = NONE;
	struct step *s = trace_add(trace, STEP_SHEET, "5.7", NULL, out);
	if (s)
		s->judge = m->judges[judge_index];
	ratio_clear(&points);
	return whole;
}

/* The sheets combined; false where none counts. (Rules 5.7, 7.1 and 7.2.) */
static bool sheets_combined(const struct table *t, uint32_t module, const struct cell *cell, struct ratio *out,
                            struct trace *trace)
{
	const struct module *m = &t->stage->modules[module];
	struct ratio sheets[JUDGES_MAX];
	uint32_t judges[JUDGES_MAX];
	uint32_t count = 0;
	bool all = true;
	for (uint32_t j = 0; j < m->judge_count; j++) {
		ratio_init(&sheets[count]);
		judges[count] = m->judges[j];
		if (sheet_sum(t, module, cell, j, &sheets[count], trace)) {
			count++;
		} else {
			ratio_clear(&sheets[count]);
			all = false;
		}
	}
	bool counts = count > 0 && (all || t->stage->missing == MISSING_EXCLUDE);
	if (counts)
		combine_noted(&m->panel, m->rounding.mode, sheets, judges, count, out, trace);
	for (uint32_t i = 0; i < count; i++)
		ratio_clear(&sheets[i]);
	return counts;
}

/* The points of all aspects together; false where the attempt has no score. */
static bool points_sum(const struct table *t, uint32_t module, const struct cell *cell, struct ratio *sum,
                       struct trace *trace)
{
	const struct module *m = &t->stage->modules[module];
	bool scored = true;
	struct ratio points;
	ratio_init(&points);
	ratio_set_int(sum, 0);
	if (t->layouts[module].sheets) {
		scored = sheets_combined(t, module, cell, &points, trace);
		if (scored) {
			ratio_add(sum, &points);
			trace_add(trace, STEP_TO_ATTEMPT, "6.1", NULL, &points);
		}
	}
	for (uint32_t i = 0; i < m->aspect_count; i++) {
		const struct aspect *a = &m->aspects[i];
		if (aspect_on_sheet(m, a))
			continue;
		enum aspect_state state = aspect_result(t, module, cell, i, &points, trace);
		if (state == ASPECT_DONE && a->method != METHOD_VALUE)
			ratio_add(sum, &points);
		else if (state == ASPECT_APART || (state != ASPECT_DONE && t->stage->missing == MISSING_WAIT))
			scored = false;
		if (trace && state == ASPECT_DONE) {
			trace->aspect = i;
			trace_add(trace, a->method == METHOD_VALUE ? STEP_NOTED : STEP_TO_ATTEMPT,
			          a->method == METHOD_VALUE ? "4.9" : "6.1", NULL, &points);
			trace->aspect = NONE;
		}
	}
	ratio_clear(&points);
	return scored;
}

/* x the values of the multiply aspects, x times. (Rules 6.2 and 6.3.) False where one has no value. */
static bool multiply(const struct table *t, uint32_t module, const struct cell *cell, struct ratio *score,
                     struct trace *trace)
{
	const struct module *m = &t->stage->modules[module];
	struct ratio factor;
	bool all = true;
	ratio_init(&factor);
	for (uint32_t i = 0; i < m->multiply_count && all; i++) {
		all = aspect_result(t, module, cell, m->multiply[i], &factor, NULL) == ASPECT_DONE;
		if (!all)
			break;
		ratio_mul(score, &factor);
		struct step *s = trace_add(trace, STEP_TIMES, "6.2", &factor, score);
		if (s)
			s->aspect = m->multiply[i];
	}
	if (all && m->times != DECIMAL_ONE) {
		ratio_set_micros(&factor, m->times);
		ratio_mul(score, &factor);
		trace_add(trace, STEP_TIMES, "6.3", &factor, score);
	}
	ratio_clear(&factor);
	return all;
}

/* What one penalty takes, or gives, within its floor. (Rule 6.4.) */
static void penalty_points(const struct penalty *p, int64_t times, struct ratio *out)
{
	struct ratio floor;
	if (!p->each && times > DECIMAL_ONE)
		times = DECIMAL_ONE;
	ratio_set_micros(out, p->points);
	ratio_mul_micros(out, times);
	if (!p->floor.given)
		return;
	ratio_init(&floor);
	ratio_set_micros(&floor, p->floor.micros);
	int beyond = ratio_compare(out, &floor);
	if (p->points < 0 ? beyond < 0 : beyond > 0 && p->floor.micros >= 0)
		ratio_set(out, &floor);
	ratio_clear(&floor);
}

static void penalise(const struct table *t, uint32_t module, const struct cell *cell, struct ratio *score,
                     struct trace *trace)
{
	const struct module *m = &t->stage->modules[module];
	struct ratio points;
	ratio_init(&points);
	for (uint32_t i = 0; i < m->penalty_count && cell; i++) {
		int64_t times = cell->values[t->layouts[module].penalty_at + i];
		if (times == 0)
			continue;
		penalty_points(&m->penalties[i], times, &points);
		ratio_add(score, &points);
		struct step *s = trace_add(trace, STEP_PENALTY, "6.4", &points, score);
		if (s) {
			s->penalty = i;
			s->entered = (struct maybe){ true, times };
		}
	}
	ratio_clear(&points);
}

void penalties_sum(const struct table *t, uint32_t module, const struct cell *cell, struct ratio *out)
{
	ratio_set_int(out, 0);
	penalise(t, module, cell, out, NULL);
}

bool attempt_score(const struct table *t, uint32_t module, const struct cell *cell, struct ratio *out,
                   struct trace *trace)
{
	const struct module *m = &t->stage->modules[module];
	uint32_t in = cell ? cell->in : 0;
	bool waits = t->stage->missing == MISSING_WAIT;
	if (!trace && waits && in < t->layouts[module].slot_count)
		return false;
	bool scored = waits || in > 0;
	if (scored || trace)
		scored = points_sum(t, module, cell, out, trace) && scored;
	if (scored)
		trace_add(trace, STEP_SUM, "6.1", NULL, out);
	if (!scored || !multiply(t, module, cell, out, trace)) {
		trace_add(trace, STEP_NO_SCORE, waits ? "7.1" : "7.2", NULL, NULL);
		return false;
	}
	penalise(t, module, cell, out, trace);
	ratio_limit(out, m->min, m->max, "6.5", trace);
	ratio_round_noted(out, m->rounding, "6.6", trace);
	return true;
}

bool aspect_tie_points(const struct table *t, uint32_t module, const struct cell *cell, uint32_t aspect,
                       struct ratio *out)
{
	const struct module *m = &t->stage->modules[module];
	const struct layout *l = &t->layouts[module];
	const struct aspect *a = &m->aspects[aspect];
	struct ratio points;
	uint32_t count = 0;
	if (!cell)
		return false;
	if (!aspect_on_sheet(m, a))
		return aspect_result(t, module, cell, aspect, out, NULL) == ASPECT_DONE;
	ratio_init(&points);
	ratio_set_int(out, 0);
	for (uint32_t i = 0; i < l->slots[aspect]; i++) {
		if (cell->values[l->slot[aspect] + i] == UNSET)
			continue;
		slot_points(l, a, cell, l->slot[aspect] + i, &points);
		finish_aspect(a, &points, NULL);
		ratio_add(out, &points);
		count++;
	}
	ratio_clear(&points);
	if (count > 0)
		ratio_div_int(out, count);
	return count > 0;
}

bool table_apart(const struct table *t, uint32_t competitor, uint32_t module, uint32_t attempt, uint32_t aspect)
{
	const struct module *m = &t->stage->modules[module];
	struct ratio unused;
	if (m->aspects[aspect].method != METHOD_JUDGEMENT || aspect_on_sheet(m, &m->aspects[aspect]))
		return false;
	ratio_init(&unused);
	enum aspect_state state =
		aspect_result(t, module, entrant_cell(t, competitor, module, attempt), aspect, &unused, NULL);
	ratio_clear(&unused);
	return state == ASPECT_APART;
}
