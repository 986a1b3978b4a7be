#include "events/definition_parts.h"

#include "base/decimal.h"
#include "scoring/entry.h"

#include <string.h>

#define CRITERIA_MAX 100
#define PENALTIES_MAX 100
#define MULTIPLY_MAX 8

/* A person by id. Where the definition has no people, whoever is named as a judge (or shadow) becomes one. */
static uint32_t person_named(struct making *m, const char *id, enum role role)
{
	struct event *e = m->event;
	uint32_t place;
	if (index_get(&m->people, id, strlen(id), &place))
		return place;
	if (m->people_given || e->person_count == PEOPLE_MAX)
		return NONE;
	if (e->person_count >= m->people_cap) {
		struct person *old = e->people;
		m->people_cap = m->people_cap ? m->people_cap * 2 : 16;
		e->people = arena_array(m->r.arena, m->people_cap, sizeof *e->people);
		if (e->person_count)
			memcpy(e->people, old, e->person_count * sizeof *old);
	}
	place = e->person_count++;
	e->people[place] = (struct person){ .id = id, .name = id, .role = role };
	index_put(&m->people, id, strlen(id), place);
	return place;
}

/* Somebody who marks: a judge or chief, or, where the role is ROLE_SHADOW, a shadow. */
static uint32_t marker_read(struct making *m, const cJSON *value, enum role role)
{
	const char *text;
	if (!json_string(value, &text)) {
		reader_fault(&m->r, NULL, "expected a judge's id in quotes, found %s", reader_found(value));
		return NONE;
	}
	uint32_t place = person_named(m, arena_strdup(m->r.arena, text), role);
	if (place == NONE) {
		reader_fault(&m->r, NULL, "expected the id of one of \"people\", found \"%s\"", text);
		return NONE;
	}
	enum role is = m->event->people[place].role;
	if (role == ROLE_SHADOW && is != ROLE_SHADOW) {
		reader_fault(&m->r, NULL, "expected somebody of role shadow: \"%s\" has another role", text);
		return NONE;
	}
	if (role == ROLE_JUDGE && is != ROLE_JUDGE && is != ROLE_CHIEF) {
		reader_fault(&m->r, NULL, "expected a judge or a chief: \"%s\" has another role and may not mark", text);
		return NONE;
	}
	return place;
}

static void markers_read(struct making *m, struct object *o, const char *name, enum role role, uint32_t **judges,
                         uint32_t *count)
{
	uint32_t listed, i = 0, kept = 0;
	const cJSON *list = object_array(o, name, OPTIONAL, 0, JUDGES_MAX, &listed);
	*judges = NULL;
	*count = 0;
	if (!list)
		return;
	*judges = arena_array(m->r.arena, listed ? listed : 1, sizeof **judges);
	size_t mark = reader_enter(&m->r, name);
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		uint32_t place = marker_read(m, one, role);
		for (uint32_t k = 0; k < kept && place != NONE; k++) {
			if ((*judges)[k] == place)
				reader_fault(&m->r, NULL, "%s is in the list twice: expected each judge once", reader_found(one));
		}
		(*judges)[kept++] = place;
		reader_leave(&m->r, here);
	}
	*count = kept;
	reader_leave(&m->r, mark);
}

void judges_read(struct making *m, struct object *o, uint32_t **judges, uint32_t *count)
{
	markers_read(m, o, "judges", ROLE_JUDGE, judges, count);
}

static void attempts_read(struct making *m, struct object *o, struct module *out)
{
	static const char *const combines[] = { "sum", "best", "mean", "last" };
	struct object a, best;
	const cJSON *value = object_get(o, "attempts");
	out->attempts = 1;
	if (!value)
		return;
	size_t mark = reader_enter(&m->r, "attempts");
	if (!object_begin(&a, &m->r, value, "{\"count\": 6, \"combine\": \"sum\"}"))
		goto done;
	out->attempts = (uint32_t)object_int(&a, "count", REQUIRED, 1, ATTEMPTS_MAX, 1);
	const cJSON *combine = object_get(&a, "combine");
	if (json_is_object(combine)) {
		size_t here = reader_enter(&m->r, "combine");
		(void)object_begin(&best, &m->r, combine, "");
		out->attempts_combine = ATTEMPTS_BEST_N;
		out->best_n = (uint32_t)object_int(&best, "best", REQUIRED, 1, out->attempts, 1);
		object_end(&best);
		reader_leave(&m->r, here);
	} else {
		if (combine && !json_is_string(combine))
			reader_fault(&m->r, "combine", "expected \"sum\", \"best\", \"mean\", \"last\" or {\"best\": n}, found %s",
			             reader_found(combine));
		else
			out->attempts_combine =
				(enum attempts_combine)object_choice(&a, "combine", combines, 4, OPTIONAL, ATTEMPTS_SUM);
	}
	object_end(&a);
done:
	reader_leave(&m->r, mark);
}

static void aspects_read(struct making *m, struct object *o, struct module *out, uint32_t criterion,
                         struct index *ids)
{
	uint32_t count, i = 0;
	struct criterion *c = &out->criteria[criterion];
	const cJSON *list = object_array(o, "aspects", REQUIRED, 1, ASPECTS_MAX, &count);
	c->first_aspect = out->aspect_count;
	if (!list)
		return;
	size_t mark = reader_enter(&m->r, "aspects");
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		struct aspect *a = &out->aspects[c->first_aspect + i];
		size_t here = reader_enter_index(&m->r, i);
		aspect_read(m, one, out, criterion, a);
		reader_unique(&m->r, "id", ids, a->id, c->first_aspect + i, "aspect");
		reader_leave(&m->r, here);
	}
	c->aspect_count = count;
	out->aspect_count += count;
	reader_leave(&m->r, mark);
}

static void criterion_read(struct making *m, const cJSON *json, struct module *out, uint32_t place,
                           struct index *aspect_ids)
{
	struct criterion *c = &out->criteria[place];
	struct object o;
	c->id = "";
	c->first_aspect = out->aspect_count;
	if (!object_begin(&o, &m->r, json, "a criterion"))
		return;
	c->id = object_id(&o, "id");
	c->title = object_text(&o, "title", c->id);
	c->judges = out->judges;
	c->judge_count = out->judge_count;
	if (object_has(&o, "judges")) {
		judges_read(m, &o, &c->judges, &c->judge_count);
		if (out->panel.over == PANEL_SHEET)
			reader_fault(&m->r, "judges", "the module's panel is over sheets: expected no judges of a criterion's own");
		else if (json_is_array(object_get(&o, "judges")) && c->judge_count == 0)
			reader_fault(&m->r, "judges", "expected at least one judge, found none");
	}
	aspects_read(m, &o, out, place, aspect_ids);
	object_end(&o);
}

/* How many aspects there are in all criteria: they share one array. */
static size_t aspects_listed(const cJSON *criteria)
{
	size_t sum = 0;
	for (const cJSON *one = criteria->child; one; one = one->next)
		sum += json_size(json_member(one, "aspects"));
	return sum;
}

static void criteria_read(struct making *m, struct object *o, struct module *out, struct index *aspect_ids)
{
	struct index ids;
	const cJSON *list = object_array(o, "criteria", REQUIRED, 1, CRITERIA_MAX, &out->criterion_count);
	if (!list)
		return;
	size_t listed = aspects_listed(list);
	if (listed > ASPECTS_MAX) {
		reader_fault(&m->r, "criteria", "expected at most %d aspects in a module, found %zu", ASPECTS_MAX, listed);
		out->criterion_count = 0;
		return;
	}
	out->criteria = arena_array(m->r.arena, out->criterion_count, sizeof *out->criteria);
	out->aspects = arena_array(m->r.arena, listed ? listed : 1, sizeof *out->aspects);
	index_init(&ids);
	size_t mark = reader_enter(&m->r, "criteria");
	uint32_t i = 0;
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		criterion_read(m, one, out, i, aspect_ids);
		reader_unique(&m->r, "id", &ids, out->criteria[i].id, i, "criterion");
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
	index_release(&ids);
}

static uint32_t multiplier_read(struct making *m, const cJSON *value, const struct module *out)
{
	const char *id;
	if (!json_string(value, &id)) {
		reader_fault(&m->r, NULL, "expected the id of an aspect in quotes, found %s", reader_found(value));
		return 0;
	}
	for (uint32_t i = 0; i < out->aspect_count; i++) {
		if (strcmp(out->aspects[i].id, id) != 0)
			continue;
		if (out->aspects[i].method != METHOD_VALUE)
			reader_fault(&m->r, NULL, "expected an aspect of method \"value\": \"%s\" gives points of its own", id);
		return i;
	}
	reader_fault(&m->r, NULL, "expected the id of an aspect of this module, found \"%s\"", id);
	return 0;
}

static void multiply_read(struct making *m, struct object *o, struct module *out)
{
	const cJSON *list = object_array(o, "multiply", OPTIONAL, 0, MULTIPLY_MAX, &out->multiply_count);
	if (!list)
		return;
	out->multiply = arena_array(m->r.arena, out->multiply_count, sizeof *out->multiply);
	size_t mark = reader_enter(&m->r, "multiply");
	uint32_t i = 0;
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		size_t before = m->r.faults->faults;
		out->multiply[i] = multiplier_read(m, one, out);
		for (uint32_t k = 0; k < i && m->r.faults->faults == before; k++) {
			if (out->multiply[k] == out->multiply[i])
				reader_fault(&m->r, NULL, "%s is in the list twice: expected each aspect once", reader_found(one));
		}
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
}

static void penalty_read(struct making *m, const cJSON *json, struct penalty *out)
{
	static const char *const pers[] = { "each", "once" };
	struct object o;
	out->id = "";
	if (!object_begin(&o, &m->r, json, "a penalty"))
		return;
	out->id = object_id(&o, "id");
	out->title = object_text(&o, "title", out->id);
	out->disqualify = object_bool(&o, "disqualify", false);
	out->points = object_decimal(&o, "points", out->disqualify ? OPTIONAL : REQUIRED, 0);
	out->each = object_choice(&o, "per", pers, 2, OPTIONAL, 0) == 0;
	out->floor = object_maybe(&o, "floor");
	if (out->points > 0)
		reader_warn(&m->r, "points", "a penalty with %s adds points: is a minus sign missing?",
		            reader_found(object_get(&o, "points")));
	if (out->floor.given && out->floor.micros > 0)
		reader_fault(&m->r, "floor", "expected 0 or less (the most that it takes away), found %s",
		             reader_found(object_get(&o, "floor")));
	object_end(&o);
}

static void penalties_read(struct making *m, struct object *o, struct module *out, struct index *ids)
{
	const cJSON *list = object_array(o, "penalties", OPTIONAL, 0, PENALTIES_MAX, &out->penalty_count);
	if (!list)
		return;
	out->penalties = arena_array(m->r.arena, out->penalty_count, sizeof *out->penalties);
	size_t mark = reader_enter(&m->r, "penalties");
	uint32_t i = 0;
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		penalty_read(m, one, &out->penalties[i]);
		/* a mark names a penalty where it would name an aspect */
		reader_unique(&m->r, "id", ids, out->penalties[i].id, i, "aspect or penalty");
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
}

static void signatures_read(struct making *m, struct object *o, struct module *out)
{
	uint32_t count;
	const cJSON *list = object_array(o, "signatures", OPTIONAL, 0, SIGNER_COUNT, &count);
	size_t mark = reader_enter(&m->r, "signatures");
	uint32_t i = 0;
	for (const cJSON *one = list ? list->child : NULL; one; one = one->next, i++) {
		const char *name = "";
		enum signer signer = SIGNER_JUDGE;
		size_t here = reader_enter_index(&m->r, i);
		if (!json_string(one, &name) || !signer_from_name(name, &signer))
			reader_fault(&m->r, NULL, "expected \"judge\", \"competitor\" or \"chief\", found %s", reader_found(one));
		else if (out->signatures & (1U << signer))
			reader_fault(&m->r, NULL, "%s is in the list twice: expected each once", reader_found(one));
		else
			out->signatures |= 1U << signer;
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
}

void module_read(struct making *m, const cJSON *json, struct module *out)
{
	struct object o;
	struct index aspect_ids;
	out->id = "";
	if (!object_begin(&o, &m->r, json, "a module"))
		return;
	index_init(&aspect_ids);
	out->id = object_id(&o, "id");
	out->title = object_text(&o, "title", out->id);
	out->weight = object_decimal(&o, "weight", OPTIONAL, DECIMAL_ONE);
	judges_read(m, &o, &out->judges, &out->judge_count);
	markers_read(m, &o, "shadows", ROLE_SHADOW, &out->shadows, &out->shadow_count);
	attempts_read(m, &o, out);
	signatures_read(m, &o, out);
	out->show_marks = object_bool(&o, "show_marks", false);
	panel_read(m, &o, PANEL_SHEET, out->judge_count, &out->panel);
	criteria_read(m, &o, out, &aspect_ids);
	multiply_read(m, &o, out);
	out->times = object_decimal(&o, "times", OPTIONAL, DECIMAL_ONE);
	penalties_read(m, &o, out, &aspect_ids);
	limits_read(&o, &out->min, &out->max);
	out->rounding = object_rounding(&o);
	object_end(&o);
	index_release(&aspect_ids);
}
