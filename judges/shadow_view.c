#include "judges/shadow_view.h"

#include "base/mem.h"
#include "judges/view_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct module *module_at(const struct state *s, uint32_t contest, uint32_t stage, uint32_t module)
{
	return &state_event(s)->contests[contest].stages[stage].modules[module];
}

void shadow_marks_put(struct json_out *o, const struct state *s, uint32_t contest, uint32_t stage, uint32_t module,
                      uint32_t competitor, uint32_t attempt)
{
	const struct module *m = module_at(s, contest, stage, module);
	json_array(o);
	for (uint32_t i = 0; i < m->shadow_count; i++) {
		const struct person *p = &state_event(s)->people[m->shadows[i]];
		const struct sheet *sheet = state_sheet(s, contest, stage, module, competitor, attempt, m->shadows[i]);
		json_object(o);
		json_member_string(o, "id", p->id);
		json_member_string(o, "name", p->name);
		json_key(o, "version");
		if (sheet != NULL)
			json_put_int(o, sheet->version);
		else
			json_put_null(o);
		json_key(o, "values");
		json_object(o);
		for (uint32_t j = 0; sheet != NULL && j < sheet->mark_count; j++)
			if (!sheet->marks[j].penalty)
				json_member_maybe(o, sheet->marks[j].item, (struct maybe){ true, sheet->marks[j].micros });
		json_object_end(o);
		json_object_end(o);
	}
	json_array_end(o);
}

/* The shadow's mark of the panel's aspect, or MARK_MISSING. */
static int64_t shadow_mark(const struct state *s, const struct panel_group *g, const struct panel_row *row,
                           uint32_t shadow)
{
	const char *aspect = module_at(s, g->contest, g->stage, g->module)->aspects[g->aspect].id;
	const struct sheet *sheet =
	    state_sheet(s, g->contest, g->stage, g->module, row->competitor, row->attempt, shadow);
	for (uint32_t i = 0; sheet != NULL && i < sheet->mark_count; i++)
		if (!sheet->marks[i].penalty && strcmp(sheet->marks[i].item, aspect) == 0)
			return sheet->marks[i].micros;
	return MARK_MISSING;
}

static void figure(struct json_out *o, const char *key, bool there, double value)
{
	char text[40];
	snprintf(text, sizeof text, "%.6f", value);
	json_member_string(o, key, there ? text : NULL);
}

/* Where this column was far from the others. */
static void put_flags(struct json_out *o, const struct state *s, const struct panel_group *g,
                      const struct consistency *found)
{
	const struct contest *c = &state_event(s)->contests[g->contest];
	json_key(o, "flags");
	json_array(o);
	for (size_t i = 0; i < found->flag_count; i++) {
		const struct mark_flag *f = &found->flags[i];
		if (f->judge != g->marks.judges || f->reason != FLAG_APART)
			continue;
		json_object(o);
		json_member_string(o, "competitor", c->competitors[g->rows[f->row].competitor].id);
		json_member_int(o, "attempt", g->rows[f->row].attempt);
		figure(o, "mark", true, f->mark);
		figure(o, "others", true, f->others);
		json_object_end(o);
	}
	json_array_end(o);
}

static void put_beside(struct json_out *o, const struct state *s, const struct panel_group *g, uint32_t shadow,
                       double z_max)
{
	const struct module *m = module_at(s, g->contest, g->stage, g->module);
	size_t columns = g->marks.judges + 1;
	int64_t *matrix = xcalloc(g->marks.rows * columns, sizeof *matrix);
	struct consistency found;
	for (size_t row = 0; row < g->marks.rows; row++) {
		memcpy(&matrix[row * columns], &g->matrix[row * g->marks.judges], g->marks.judges * sizeof *matrix);
		matrix[row * columns + g->marks.judges] = shadow_mark(s, g, &g->rows[row], shadow);
	}
	consistency_of(&(struct panel_marks){ .marks = matrix, .rows = g->marks.rows, .judges = columns }, z_max, &found);
	const struct judge_figures *f = &found.figures[g->marks.judges];
	json_object(o);
	json_member_string(o, "judge", state_event(s)->people[shadow].id);
	json_member_string(o, "name", state_event(s)->people[shadow].name);
	json_member_string(o, "module", m->id);
	json_member_string(o, "aspect", m->aspects[g->aspect].id);
	json_member_int(o, "marks", (int64_t)f->marks);
	figure(o, "bias", f->marks > 0, f->bias);
	figure(o, "deviation", f->marks > 0, f->deviation);
	put_flags(o, s, g, &found);
	json_object_end(o);
	consistency_release(&found);
	free(matrix);
}

void shadow_agreement_put(struct json_out *o, const struct state *s, uint32_t contest, uint32_t stage,
                          const struct panels *panels, double z_max)
{
	json_array(o);
	for (size_t i = 0; i < panels->group_count; i++) {
		const struct panel_group *g = &panels->groups[i];
		const struct module *m = module_at(s, g->contest, g->stage, g->module);
		for (uint32_t j = 0; j < m->shadow_count && g->contest == contest && g->stage == stage; j++)
			put_beside(o, s, g, m->shadows[j], z_max);
	}
	json_array_end(o);
}
