#include "events/consistency_out.h"

#include <stdio.h>

struct report {
	const struct event *event;
	const struct panel_group *group;
	const struct consistency *found;
};

static const struct contest *contest_of(const struct report *r)
{
	return &r->event->contests[r->group->contest];
}

static const struct module *module_of(const struct report *r)
{
	return &contest_of(r)->stages[r->group->stage].modules[r->group->module];
}

static const char *judge_id(const struct report *r, size_t judge)
{
	return r->event->people[r->group->judges[judge]].id;
}

static void json_figure(struct json_out *o, const char *key, bool there, double value)
{
	char text[40];
	int len = snprintf(text, sizeof text, "%.6f", value);
	json_key(o, key);
	if (there)
		json_put_stringn(o, text, (size_t)len);
	else
		json_put_null(o);
}

static void json_judges(const struct report *r, struct json_out *o)
{
	json_key(o, "judges");
	json_array(o);
	for (size_t j = 0; j < r->group->marks.judges; j++) {
		const struct judge_figures *f = &r->found->figures[j];
		json_object(o);
		json_member_string(o, "judge", judge_id(r, j));
		json_member_int(o, "marks", (int64_t)f->marks);
		json_figure(o, "bias", f->marks > 0, f->bias);
		json_figure(o, "deviation", f->marks > 0, f->deviation);
		json_member_int(o, "highest", (int64_t)f->highest);
		json_member_int(o, "lowest", (int64_t)f->lowest);
		json_object_end(o);
	}
	json_array_end(o);
}

static void json_flags(const struct report *r, struct json_out *o)
{
	json_key(o, "flags");
	json_array(o);
	for (size_t i = 0; i < r->found->flag_count; i++) {
		const struct mark_flag *f = &r->found->flags[i];
		const struct panel_row *row = &r->group->rows[f->row];
		json_object(o);
		json_member_string(o, "competitor", contest_of(r)->competitors[row->competitor].id);
		json_member_int(o, "attempt", row->attempt);
		json_member_string(o, "judge", judge_id(r, f->judge));
		json_member_string(o, "reason", f->reason == FLAG_APART ? "apart" : "spread");
		json_figure(o, "mark", true, f->mark);
		json_figure(o, "others", true, f->others);
		json_figure(o, "z", f->reason == FLAG_APART, f->z);
		json_figure(o, "spread", f->reason == FLAG_SPREAD, f->spread);
		json_object_end(o);
	}
	json_array_end(o);
}

void consistency_json(const struct event *event, const struct panel_group *group, const struct consistency *found,
                      struct json_out *o)
{
	const struct report report = { event, group, found }, *r = &report;
	const struct consistency *c = found;
	json_object(o);
	json_member_string(o, "contest", contest_of(r)->id);
	json_member_string(o, "stage", contest_of(r)->stages[r->group->stage].id);
	json_member_string(o, "module", module_of(r)->id);
	json_member_string(o, "aspect", module_of(r)->aspects[r->group->aspect].id);
	json_member_int(o, "performances", (int64_t)r->group->marks.rows);
	json_member_int(o, "whole", (int64_t)c->whole);
	json_figure(o, "w", c->has_w, c->w);
	json_figure(o, "chi_square", c->has_w, c->chi_square);
	json_member_int(o, "freedom", (int64_t)c->freedom);
	json_figure(o, "icc21", c->has_icc, c->icc21);
	json_figure(o, "icc2k", c->has_icc, c->icc2k);
	json_judges(r, o);
	json_flags(r, o);
	json_object_end(o);
}

/* For people. */

static void text_flag(const struct report *r, const struct mark_flag *f, struct buf *out)
{
	const struct panel_row *row = &r->group->rows[f->row];
	buf_addf(out, "  %s attempt %u: %s gave %g, the others %.2f on average: ",
	         contest_of(r)->competitors[row->competitor].id, row->attempt, judge_id(r, f->judge), f->mark, f->others);
	switch (f->reason) {
	case FLAG_APART:
		buf_addf(out, "apart (z %.2f)\n", f->z);
		return;
	case FLAG_SPREAD:
		buf_addf(out, "the marks differ by %g, more than the aspect allows\n", f->spread);
		return;
	}
}

void consistency_text(const struct event *event, const struct panel_group *group, const struct consistency *found, struct buf *out)
{
	const struct report report = { event, group, found }, *r = &report;
	const struct consistency *c = found;
	buf_addf(out, "%s/%s %s %s: %zu performances, %zu with all %zu marks\n", contest_of(r)->id,
	         contest_of(r)->stages[r->group->stage].id, module_of(r)->id, module_of(r)->aspects[r->group->aspect].id,
	         r->group->marks.rows, c->whole, r->group->marks.judges);
	if (c->has_w)
		buf_addf(out, "  W %.6f, chi-square %.4f with %zu degrees of freedom\n", c->w, c->chi_square, c->freedom);
	if (c->has_icc)
		buf_addf(out, "  ICC(2,1) %.6f, ICC(2,k) %.6f\n", c->icc21, c->icc2k);
	buf_addf(out, "  %-12s %6s %8s %9s %8s %7s\n", "judge", "marks", "bias", "deviation", "highest", "lowest");
	for (size_t j = 0; j < r->group->marks.judges; j++) {
		const struct judge_figures *f = &c->figures[j];
		buf_addf(out, "  %-12s %6zu %+8.3f %9.3f %8zu %7zu\n", judge_id(r, j), f->marks, f->bias, f->deviation,
		         f->highest, f->lowest);
	}
	for (size_t i = 0; i < c->flag_count; i++)
		text_flag(r, &c->flags[i], out);
}
