#include "judges/marks_view.h"

#include "base/decimal.h"
#include "events/consistency_out.h"
#include "events/panels.h"
#include "events/text_json.h"
#include "judges/shadow_view.h"
#include "judges/view_json.h"
#include "scoring/explain.h"

#include <string.h>

#define Z_MAX 3 /* a mark is flagged where it is more standard deviations apart */

/* One attempt, as it is asked for. */
struct asked {
	const struct event *event;
	const struct module *m;
	const struct state *s;
	uint32_t contest, stage, module, competitor, attempt;
	struct trace trace; /* what scoring did with it */
	const struct consistency *found; /* of the aspect in hand, NULL where it has no panel */
	const struct panel_group *group;
};

/* What the params name. */

static enum err read_stage(struct request *r, const struct state *s, const struct asker *who, const char *method,
                           const cJSON *params, uint32_t *contest, uint32_t *stage)
{
	const struct event *event = state_event(s);
	char roles[128];
	enum err e = asker_may(who, method);
	if (event == NULL)
		return ERR_NO_EVENT;
	if (e != ERR_OK) {
		roles_of_method(method, roles, sizeof roles);
		return request_refuse(r, e, "%s: the role %s", method, roles);
	}
	return request_stage(r, s, params, contest, stage);
}

static enum err read_attempt(struct request *r, const cJSON *params, struct asked *q)
{
	const struct contest *c = &q->event->contests[q->contest];
	const cJSON *attempt = json_member(params, "attempt");
	const char *module, *competitor;
	int64_t number = 1;
	if (!json_string(json_member(params, "module"), &module) ||
	    !json_string(json_member(params, "competitor"), &competitor))
		return request_refuse(r, ERR_INVALID, "module and competitor: ids");
	q->module = stage_module(&c->stages[q->stage], module);
	if (q->module == NONE)
		return request_refuse(r, ERR_UNKNOWN_MODULE, "a module of stage %s; there is no %.64s", c->stages[q->stage].id, module);
	q->competitor = contest_competitor(c, competitor);
	if (q->competitor == NONE)
		return request_refuse(r, ERR_UNKNOWN_COMPETITOR, "a competitor of contest %s; there is no %.64s", c->id, competitor);
	q->m = &c->stages[q->stage].modules[q->module];
	if (attempt != NULL && json_int(attempt, 1, q->m->attempts, &number) != ERR_OK)
		return request_refuse(r, ERR_OUT_OF_RANGE, "attempt: 1 to %u", q->m->attempts);
	q->attempt = (uint32_t)number;
	return ERR_OK;
}

/* The marks of all panels of a stage. */

struct gather {
	struct panels *panels;
	const struct stage *stage;
	struct mark_row row;
};

static void gather_sheet(void *arg, const struct sheet *sheet)
{
	struct gather *g = arg;
	g->row.module = sheet->module;
	g->row.competitor = sheet->competitor;
	g->row.attempt = sheet->attempt;
	g->row.judge = sheet->judge;
	for (uint32_t i = 0; i < sheet->mark_count; i++) {
		if (sheet->marks[i].penalty)
			continue;
		g->row.item = module_aspect(&g->stage->modules[sheet->module], sheet->marks[i].item);
		g->row.micros = sheet->marks[i].micros;
		panels_take(g->panels, &g->row);
	}
}

static void gather(struct panels *p, const struct state *s, uint32_t contest, uint32_t stage)
{
	const struct event *event = state_event(s);
	struct gather g = { .panels = p,
		            .stage = &event->contests[contest].stages[stage],
		            .row = { .kind = MARK_VALUE, .contest = contest, .stage = stage } };
	panels_init(p, event);
	state_each_sheet(s, contest, stage, NONE, gather_sheet, &g);
	panels_finish(p);
}

/* Side by side. */

static const struct step *step_take(const struct asked *q, uint32_t aspect, uint32_t judge)
{
	for (uint32_t i = 0; i < q->trace.count; i++) {
		const struct step *step = &q->trace.steps[i];
		if (step->kind == STEP_TAKE && step->module == q->module && step->attempt == q->attempt &&
		    step->aspect == aspect && step->judge == judge)
			return step;
	}
	return NULL;
}

static const struct sheet *sheet_of(const struct asked *q, uint32_t judge)
{
	return state_sheet(q->s, q->contest, q->stage, q->module, q->competitor, q->attempt, judge);
}

static void put_judge(const struct asked *q, struct json_out *o, uint32_t judge)
{
	const struct sheet *sheet = sheet_of(q, judge);
	const struct step *take = step_take(q, NONE, judge);
	char text[RATIO_TEXT_MAX];
	if (take != NULL)
		ratio_text(&take->operand, -1, text);
	json_object(o);
	json_member_string(o, "id", q->event->people[judge].id);
	json_member_string(o, "name", q->event->people[judge].name);
	json_key(o, "version");
	if (sheet != NULL)
		json_put_int(o, sheet->version);
	else
		json_put_null(o);
	json_member_string(o, "points", take != NULL ? text : NULL);
	json_member_bool(o, "dropped", take != NULL && take->left_out);
	json_key(o, "penalties");
	json_object(o);
	for (uint32_t i = 0; sheet != NULL && i < sheet->mark_count; i++)
		if (sheet->marks[i].penalty)
			json_member_maybe(o, sheet->marks[i].item, (struct maybe){ true, sheet->marks[i].micros });
	json_object_end(o);
	json_object_end(o);
}

/* Why this judge's mark is flagged, or NULL. A panel's columns are the aspect's judges in the same order. */
static const char *flag_of(const struct asked *q, uint32_t judge)
{
	for (size_t i = 0; q->found != NULL && i < q->found->flag_count; i++) {
		const struct mark_flag *f = &q->found->flags[i];
		const struct panel_row *row = &q->group->rows[f->row];
		if (row->competitor == q->competitor && row->attempt == q->attempt && q->group->judges[f->judge] == judge)
			return f->reason == FLAG_APART ? "apart" : "spread";
	}
	return NULL;
}

static void put_values(const struct asked *q, struct json_out *o, uint32_t aspect)
{
	const struct aspect *a = &q->m->aspects[aspect];
	json_array(o);
	for (uint32_t judge = 0; judge < q->event->person_count; judge++) {
		const struct sheet *sheet = aspect_marked_by(q->m, aspect, judge) ? sheet_of(q, judge) : NULL;
		const struct step *take = step_take(q, aspect, judge);
		for (uint32_t i = 0; sheet != NULL && i < sheet->mark_count; i++) {
			if (sheet->marks[i].penalty || strcmp(sheet->marks[i].item, a->id) != 0)
				continue;
			json_object(o);
			json_member_string(o, "judge", q->event->people[judge].id);
			json_member_maybe(o, "value", (struct maybe){ true, sheet->marks[i].micros });
			json_member_bool(o, "dropped", take != NULL && take->left_out);
			json_member_string(o, "flag", flag_of(q, judge));
			json_object_end(o);
		}
	}
	json_array_end(o);
}

static void put_aspect(struct asked *q, struct json_out *o, const struct panels *p, const struct table *t, uint32_t aspect)
{
	const struct aspect *a = &q->m->aspects[aspect];
	struct consistency found;
	q->found = NULL;
	for (size_t i = 0; i < p->group_count && q->found == NULL; i++) {
		q->group = &p->groups[i];
		if (q->group->module != q->module || q->group->aspect != aspect)
			continue;
		consistency_of(&q->group->marks, Z_MAX, &found);
		q->found = &found;
		break;
	}
	json_object(o);
	json_member_string(o, "id", a->id);
	json_member_text(o, "title", a->title);
	json_member_string(o, "unit", a->unit);
	json_member_bool(o, "agreed", a->agreed);
	json_member_bool(o, "apart", table_apart(t, q->competitor, q->module, q->attempt, aspect));
	json_key(o, "values");
	put_values(q, o, aspect);
	json_object_end(o);
	if (q->found != NULL)
		consistency_release(&found);
}

static void put_marks(struct asked *q, struct json_out *o, const struct panels *p, const struct table *t)
{
	json_object(o);
	json_key(o, "judges");
	json_array(o);
	for (uint32_t i = 0; i < q->event->person_count; i++)
		if (module_marked_by(q->m, i))
			put_judge(q, o, i);
	json_array_end(o);
	json_key(o, "aspects");
	json_array(o);
	for (uint32_t i = 0; i < q->m->aspect_count; i++)
		put_aspect(q, o, p, t, i);
	json_array_end(o);
	json_key(o, "shadows");
	shadow_marks_put(o, q->s, q->contest, q->stage, q->module, q->competitor, q->attempt);
	json_object_end(o);
}

enum err marks_answer(struct request *r, struct state *s, const struct asker *who, const cJSON *params,
                      struct json_out *result)
{
	struct asked q = { .event = state_event(s), .s = s };
	struct panels panels;
	enum err e = read_stage(r, s, who, "marks", params, &q.contest, &q.stage);
	if (e == ERR_OK)
		e = read_attempt(r, params, &q);
	if (e != ERR_OK)
		return e;
	struct table *t = state_table(s, q.contest, q.stage);
	trace_init(&q.trace);
	(void)table_explain(t, q.competitor, &q.trace); /* who is not in the stage has no steps */
	gather(&panels, s, q.contest, q.stage);
	put_marks(&q, result, &panels, t);
	panels_release(&panels);
	trace_release(&q.trace);
	return ERR_OK;
}

enum err agreement_answer(struct request *r, struct state *s, const struct asker *who, const cJSON *params,
                          struct json_out *result)
{
	uint32_t contest, stage;
	struct panels panels;
	enum err e = read_stage(r, s, who, "agreement", params, &contest, &stage);
	if (e != ERR_OK)
		return e;
	gather(&panels, s, contest, stage);
	json_object(result);
	json_key(result, "panels");
	json_array(result);
	for (size_t i = 0; i < panels.group_count; i++) {
		struct consistency found;
		if (panels.groups[i].marks.judges < 2)
			continue;
		consistency_of(&panels.groups[i].marks, Z_MAX, &found);
		consistency_json(state_event(s), &panels.groups[i], &found, result);
		consistency_release(&found);
	}
	json_array_end(result);
	json_key(result, "shadows");
	shadow_agreement_put(result, s, contest, stage, &panels, Z_MAX);
	json_object_end(result);
	panels_release(&panels);
	return ERR_OK;
}
