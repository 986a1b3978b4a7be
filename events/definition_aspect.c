#include "events/definition.h"
#include "events/definition_parts.h"

#include "base/decimal.h"

#define BANDS_MAX 1000

void limits_read(struct object *o, struct maybe *min, struct maybe *max)
{
	*min = object_maybe(o, "min");
	*max = object_maybe(o, "max");
	if (min->given && max->given && min->micros > max->micros)
		reader_fault(o->r, "min", "expected no more than \"max\" (%s), found %s",
		             reader_found(object_get(o, "max")), reader_found(object_get(o, "min")));
}

void panel_read(struct making *m, struct object *o, enum panel_over where, uint32_t size, struct panel *out)
{
	static const char *const combines[] = { "mean", "sum", "median" };
	static const char *const overs[] = { "aspect", "sheet" };
	struct object p, part;
	const cJSON *value = object_get(o, "panel"), *inner;
	*out = (struct panel){ .over = PANEL_NONE, .decimals = -1 };
	if (!value)
		return;
	size_t mark = reader_enter(&m->r, "panel");
	if (!object_begin(&p, &m->r, value, "a panel"))
		goto done;
	out->over = where;
	(void)object_choice(&p, "over", where == PANEL_SHEET ? overs + 1 : overs, 1, OPTIONAL, 0); /* by where it stands */
	out->combine = (enum combine)object_choice(&p, "combine", combines, 3, OPTIONAL, 0);
	out->decimals = (int)object_int(&p, "decimals", OPTIONAL, 0, 6, -1);
	if ((inner = object_get(&p, "drop"))) {
		size_t here = reader_enter(&m->r, "drop");
		if (object_begin(&part, &m->r, inner, "{\"high\": 1, \"low\": 1}")) {
			out->drop_high = (uint32_t)object_int(&part, "high", OPTIONAL, 0, JUDGES_MAX, 0);
			out->drop_low = (uint32_t)object_int(&part, "low", OPTIONAL, 0, JUDGES_MAX, 0);
			object_end(&part);
		}
		reader_leave(&m->r, here);
	}
	if ((inner = object_get(&p, "middle_unless_spread"))) {
		size_t here = reader_enter(&m->r, "middle_unless_spread");
		if (object_begin(&part, &m->r, inner, "{\"over\": \"0.5\"}")) {
			out->middle_unless_spread.given = true;
			out->middle_unless_spread.micros = object_decimal(&part, "over", REQUIRED, 0);
			if (out->middle_unless_spread.micros < 0)
				reader_fault(&m->r, "over", "expected 0 or more");
			object_end(&part);
		}
		reader_leave(&m->r, here);
	}
	if (size == 0)
		reader_fault(&m->r, NULL, "a panel needs judges: expected \"judges\" in the module or the criterion");
	else if (out->drop_high + out->drop_low >= size)
		reader_fault(&m->r, "drop", "of %u judges %u are dropped, which leaves nobody: expected at most %u", size,
		             out->drop_high + out->drop_low, size - 1);
	object_end(&p);
done:
	reader_leave(&m->r, mark);
}

static void step_read(struct making *m, struct object *o, struct aspect *a)
{
	a->step = object_maybe(o, "step");
	if (!a->step.given)
		return;
	if (a->step.micros <= 0) {
		reader_fault(&m->r, "step", "expected more than 0, found %s", reader_found(object_get(o, "step")));
		a->step.given = false;
		return;
	}
	if (a->min.given && a->min.micros % a->step.micros != 0)
		reader_warn(&m->r, "min", "%s is not a multiple of \"step\" (%s): it can never be entered",
		            reader_found(object_get(o, "min")), reader_found(object_get(o, "step")));
	if (a->max.given && a->max.micros % a->step.micros != 0)
		reader_warn(&m->r, "max", "%s is not a multiple of \"step\" (%s): it can never be entered",
		            reader_found(object_get(o, "max")), reader_found(object_get(o, "step")));
}

static void need_max(struct making *m, struct object *o, const char *method)
{
	if (!object_has(o, "max"))
		reader_fault(&m->r, "max", "\"max\" is missing: method \"%s\" needs it", method);
}

/* Methods that begin at 0 in any case: many write the 0 down, and that is no fault. */
static void zero_min(struct making *m, struct object *o)
{
	if (object_maybe(o, "min").micros != 0)
		reader_warn(&m->r, "min", "this method begins at 0: %s is not used", reader_found(object_get(o, "min")));
}

/* min is 0 where it is not given: an aspect takes nothing away unless it says so. */
static void default_min(struct aspect *a)
{
	if (!a->min.given)
		a->min = (struct maybe){ true, 0 };
}

static void points_read(struct making *m, struct object *o, struct aspect *a)
{
	limits_read(o, &a->min, &a->max);
	need_max(m, o, "points");
	default_min(a);
	if (a->max.given && a->max.micros < a->min.micros && !object_has(o, "min"))
		reader_fault(&m->r, "max", "expected 0 or more, or a \"min\" below it");
	step_read(m, o, a);
}

static void judgement_read(struct making *m, struct object *o, struct aspect *a)
{
	uint32_t count, i = 0;
	zero_min(m, o);
	need_max(m, o, "judgement");
	a->max = object_maybe(o, "max");
	a->spread = object_decimal(o, "spread", OPTIONAL, DECIMAL_ONE);
	if (a->spread < 0 || a->spread > 3 * DECIMAL_ONE)
		reader_fault(&m->r, "spread", "expected 0 to 3");
	const cJSON *list = object_array(o, "benchmarks", OPTIONAL, 4, 4, &count);
	size_t mark = reader_enter(&m->r, "benchmarks");
	for (const cJSON *one = list && count == 4 ? list->child : NULL; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		a->benchmarks[i] = reader_text(&m->r, one, "");
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
}

static void binary_read(struct making *m, struct object *o, struct aspect *a)
{
	zero_min(m, o);
	need_max(m, o, "binary");
	a->max = object_maybe(o, "max");
}

/* The rows of `bands` and `table`: limits must rise, or a row could never apply. */
static void bands_read(struct making *m, struct object *o, const char *name, const char *limit, struct aspect *a)
{
	const cJSON *list = object_array(o, name, REQUIRED, 1, BANDS_MAX, &a->band_count);
	if (!list)
		return;
	a->bands = arena_array(m->r.arena, a->band_count, sizeof *a->bands);
	size_t mark = reader_enter(&m->r, name);
	uint32_t i = 0;
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		struct object row;
		size_t here = reader_enter_index(&m->r, i);
		if (object_begin(&row, &m->r, one, limit)) {
			a->bands[i].limit = object_decimal(&row, limit, REQUIRED, 0);
			a->bands[i].points = object_decimal(&row, "points", REQUIRED, 0);
			if (a->method == METHOD_TOLERANCE && a->bands[i].limit < 0)
				reader_fault(&m->r, limit, "expected 0 or more, found %s", reader_found(object_get(&row, limit)));
			if (i > 0 && a->bands[i].limit <= a->bands[i - 1].limit)
				reader_fault(&m->r, limit, "expected more than in the row before, found %s: this row could never apply",
				             reader_found(object_get(&row, limit)));
			object_end(&row);
		}
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
}

static void value_read(struct making *m, struct object *o, struct aspect *a)
{
	limits_read(o, &a->min, &a->max);
	step_read(m, o, a);
}

/* What is measured has no limits: `max` tells people what can be reached, `step` how finely it is measured. */
static void measured_limits(struct making *m, struct object *o, struct aspect *a)
{
	limits_read(o, &a->min, &a->max);
	a->step = object_maybe(o, "step");
	if (a->step.given && a->step.micros <= 0)
		reader_fault(&m->r, "step", "expected more than 0, found %s", reader_found(object_get(o, "step")));
}

static void tolerance_read(struct making *m, struct object *o, struct aspect *a)
{
	measured_limits(m, o, a);
	a->nominal = object_decimal(o, "nominal", REQUIRED, 0);
	bands_read(m, o, "bands", "within", a);
}

static void table_read(struct making *m, struct object *o, struct aspect *a)
{
	measured_limits(m, o, a);
	bands_read(m, o, "table", "upto", a);
}

static void rate_read(struct making *m, struct object *o, struct aspect *a)
{
	limits_read(o, &a->min, &a->max);
	need_max(m, o, "rate");
	default_min(a);
	a->points = object_decimal(o, "points", REQUIRED, 0);
	a->from = object_decimal(o, "from", REQUIRED, 0);
	a->every = object_decimal(o, "every", REQUIRED, DECIMAL_ONE);
	if (a->every <= 0)
		reader_fault(&m->r, "every", "expected more than 0, found %s", reader_found(object_get(o, "every")));
}

static void count_read(struct making *m, struct object *o, struct aspect *a)
{
	limits_read(o, &a->min, &a->max);
	need_max(m, o, "count");
	default_min(a);
	a->points = object_decimal(o, "points", REQUIRED, 0);
}

static void place_read(struct making *m, struct object *o, struct aspect *a)
{
	static const char *const orders[] = { "high", "low" };
	(void)m;
	a->min = object_maybe(o, "min");
	default_min(a);
	a->first = object_decimal(o, "first", REQUIRED, 0);
	a->points = object_decimal(o, "step", REQUIRED, 0);
	a->order = (enum order)object_choice(o, "order", orders, 2, OPTIONAL, 0);
}

/* By enum method. */
static const struct {
	const char *name;
	void (*read)(struct making *m, struct object *o, struct aspect *a);
} methods[] = {
	[METHOD_POINTS] = { "points", points_read },
	[METHOD_JUDGEMENT] = { "judgement", judgement_read },
	[METHOD_BINARY] = { "binary", binary_read },
	[METHOD_TOLERANCE] = { "tolerance", tolerance_read },
	[METHOD_TABLE] = { "table", table_read },
	[METHOD_RATE] = { "rate", rate_read },
	[METHOD_COUNT] = { "count", count_read },
	[METHOD_PLACE] = { "place", place_read },
	[METHOD_VALUE] = { "value", value_read },
};
#define METHOD_COUNT_ALL (sizeof methods / sizeof methods[0])

const char *method_name(enum method method)
{
	return methods[method].name;
}

static bool method_read(struct making *m, struct object *o, struct aspect *a)
{
	const char *names[METHOD_COUNT_ALL];
	size_t before = m->r.faults->faults;
	for (unsigned i = 0; i < METHOD_COUNT_ALL; i++)
		names[i] = methods[i].name;
	a->method = (enum method)object_choice(o, "method", names, METHOD_COUNT_ALL, REQUIRED, METHOD_VALUE);
	return m->r.faults->faults == before;
}

/* Who enters it: a panel, each judge's sheet, or one for all. */
static void aspect_panel(struct making *m, struct object *o, const struct module *module, struct aspect *a)
{
	uint32_t team = module->criteria[a->criterion].judge_count;
	a->agreed = object_bool(o, "agreed", false);
	if (module->panel.over == PANEL_SHEET) {
		a->panel = (struct panel){ .over = PANEL_NONE, .decimals = -1 };
		if (object_has(o, "panel"))
			reader_fault(&m->r, "panel", "the module's panel is over sheets: expected no panel on its aspects");
		a->agreed = a->agreed || a->method == METHOD_VALUE;
		return;
	}
	if (a->agreed && object_has(o, "panel"))
		reader_fault(&m->r, "agreed", "expected either \"agreed\" or \"panel\", found both");
	panel_read(m, o, PANEL_ASPECT, team, &a->panel);
	if (a->panel.over == PANEL_NONE && a->method == METHOD_JUDGEMENT && !a->agreed) {
		a->panel.over = PANEL_ASPECT;
		if (team == 0)
			reader_fault(&m->r, NULL, "method \"judgement\" needs judges: expected \"judges\" in the module or the criterion");
	}
	a->agreed = a->panel.over == PANEL_NONE;
}

void aspect_read(struct making *m, const cJSON *json, const struct module *module, uint32_t criterion,
                 struct aspect *out)
{
	struct object o;
	out->id = "";
	out->criterion = criterion;
	out->times = DECIMAL_ONE;
	if (!object_begin(&o, &m->r, json, "an aspect"))
		return;
	out->id = object_id(&o, "id");
	out->title = object_text(&o, "title", out->id);
	bool known = method_read(m, &o, out);
	if (known)
		methods[out->method].read(m, &o, out);
	aspect_panel(m, &o, module, out);
	out->times = object_decimal(&o, "times", OPTIONAL, DECIMAL_ONE);
	out->rounding = object_rounding(&o);
	const char *unit = object_string(&o, "unit", OPTIONAL);
	out->unit = *unit ? unit : NULL;
	if (known) /* else nobody knows which members its method has */
		object_end(&o);
}
