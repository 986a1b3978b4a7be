#include "display/values.h"

#include "display/running.h"
#include "events/text_json.h"
#include "scoring/explain.h"

/* Whether the public may see the competitor's marks, whatever the modules say. */
static bool may_be_told(struct state *s, struct gates *g, uint32_t contest, uint32_t stage, uint32_t competitor)
{
	struct seen seen;
	gates_seen(g, s, contest, stage, &seen);
	if (seen.frozen || seen.held)
		return false;
	for (uint32_t i = 0; i < seen.count; i++)
		if (seen.rows[i].competitor == competitor)
			return seen.rows[i].has_total && row_complete(&seen.rows[i]);
	return false;
}

static bool same_panel(const struct step *a, const struct step *b)
{
	return a->module == b->module && a->attempt == b->attempt && a->aspect == b->aspect;
}

/* Whether a later attempt of the same panel follows. */
static bool attempt_follows(const struct trace *t, uint32_t at)
{
	for (uint32_t i = at; i < t->count; i++)
		if (t->steps[i].kind == STEP_TAKE && t->steps[i].module == t->steps[at].module &&
		    t->steps[i].aspect == t->steps[at].aspect && t->steps[i].attempt > t->steps[at].attempt)
			return true;
	return false;
}

static void put_value(struct json_out *o, const struct step *take)
{
	char text[RATIO_TEXT_MAX];
	ratio_text(&take->operand, -1, text);
	json_object(o);
	json_member_string(o, "value", text);
	json_member_bool(o, "dropped", take->left_out);
	json_object_end(o);
}

/* The panel whose first mark is step `at`. */
static void put_panel(struct json_out *o, const struct stage *st, const struct trace *t, uint32_t at)
{
	const struct step *first = &t->steps[at];
	const struct module *m = &st->modules[first->module];
	json_object(o);
	json_member_text(o, "title", first->aspect != NONE ? m->aspects[first->aspect].title : m->title);
	json_member_int(o, "attempt", first->attempt);
	json_key(o, "values");
	json_array(o);
	for (uint32_t i = at; i < t->count; i++)
		if (t->steps[i].kind == STEP_TAKE && same_panel(&t->steps[i], first))
			put_value(o, &t->steps[i]);
	json_array_end(o);
	json_object_end(o);
}

static bool panel_begins(const struct trace *t, uint32_t at)
{
	for (uint32_t i = 0; i < at; i++)
		if (t->steps[i].kind == STEP_TAKE && same_panel(&t->steps[i], &t->steps[at]))
			return false;
	return true;
}

void values_put(struct json_out *o, struct state *s, struct gates *g, uint32_t contest, uint32_t stage, uint32_t competitor)
{
	const struct stage *st = &state_event(s)->contests[contest].stages[stage];
	struct trace t;
	uint32_t rows = 0;
	trace_init(&t);
	if (may_be_told(s, g, contest, stage, competitor))
		(void)table_explain(state_table(s, contest, stage), competitor, &t);
	json_object(o);
	json_key(o, "rows");
	json_array(o);
	for (uint32_t i = 0; i < t.count && rows < VALUES_ROWS_MAX; i++) {
		const struct step *step = &t.steps[i];
		if (step->kind != STEP_TAKE || step->module == NONE || !st->modules[step->module].show_marks || !panel_begins(&t, i) ||
		    attempt_follows(&t, i))
			continue;
		put_panel(o, st, &t, i);
		rows++;
	}
	json_array_end(o);
	json_object_end(o);
	trace_release(&t);
}
