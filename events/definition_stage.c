#include "events/definition_parts.h"

#include "base/decimal.h"

#include <string.h>

static uint32_t earlier_stage(const struct contest *c, uint32_t before, const char *id)
{
	for (uint32_t i = 0; i < before; i++) {
		if (strcmp(c->stages[i].id, id) == 0)
			return i;
	}
	return NONE;
}

static void carry_read(struct making *m, const cJSON *json, const struct contest *c, uint32_t place,
                       struct carry *out)
{
	struct object o;
	out->stage = NONE;
	if (!object_begin(&o, &m->r, json, "{\"stage\": id, \"weight\": number}"))
		return;
	const char *id = object_id(&o, "stage");
	out->stage = earlier_stage(c, place, id);
	if (*id && out->stage == NONE)
		reader_fault(&m->r, "stage", "expected a stage that comes before \"%s\", found \"%s\"", c->stages[place].id, id);
	out->weight = object_decimal(&o, "weight", OPTIONAL, DECIMAL_ONE);
	object_end(&o);
}

static void carries_read(struct making *m, struct object *o, const struct contest *c, uint32_t place)
{
	struct stage *s = &c->stages[place];
	const cJSON *list = object_array(o, "carry", OPTIONAL, 0, STAGES_MAX, &s->carry_count);
	if (!list)
		return;
	s->carries = arena_array(m->r.arena, s->carry_count, sizeof *s->carries);
	size_t mark = reader_enter(&m->r, "carry");
	uint32_t i = 0;
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		carry_read(m, one, c, place, &s->carries[i]);
		for (uint32_t k = 0; k < i; k++) {
			if (s->carries[i].stage != NONE && s->carries[k].stage == s->carries[i].stage)
				reader_fault(&m->r, "stage", "a stage can be carried only once; give it one weight");
		}
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
}

static void modules_read(struct making *m, struct object *o, struct stage *s)
{
	struct index ids;
	const cJSON *list = object_array(o, "modules", s->carry_count ? OPTIONAL : REQUIRED, s->carry_count ? 0 : 1,
	                                 MODULES_MAX, &s->module_count);
	if (!list)
		return;
	s->modules = arena_array(m->r.arena, s->module_count, sizeof *s->modules);
	index_init(&ids);
	size_t mark = reader_enter(&m->r, "modules");
	uint32_t i = 0;
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		module_read(m, one, &s->modules[i]);
		reader_unique(&m->r, "id", &ids, s->modules[i].id, i, "module");
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
	index_release(&ids);
}

static uint32_t find_in_module(const struct module *m, enum tie kind, const char *id)
{
	uint32_t count = kind == TIE_CRITERION ? m->criterion_count : m->aspect_count;
	for (uint32_t i = 0; i < count; i++) {
		if (strcmp(kind == TIE_CRITERION ? m->criteria[i].id : m->aspects[i].id, id) == 0)
			return i;
	}
	return NONE;
}

/* A criterion or aspect by id, in the module named or, where none is, in the one that has it. */
static void tie_resolve(struct making *m, const struct stage *s, struct tie_key *key, const char *name,
                        const char *id, const char *module)
{
	uint32_t found = 0;
	for (uint32_t i = 0; i < s->module_count; i++) {
		uint32_t at = find_in_module(&s->modules[i], key->kind, id);
		if (at == NONE || (*module && strcmp(module, s->modules[i].id) != 0))
			continue;
		found++;
		key->module = i;
		key->index = at;
	}
	if (found == 0)
		reader_fault(&m->r, name, "expected the id of a%s %s of this stage, found \"%s\"", *name == 'a' ? "n" : "", name,
		             id);
	else if (found > 1)
		reader_fault(&m->r, name, "\"%s\" is in %u modules: expected \"module\" beside it, to say which", id, found);
}

static void tie_module(struct making *m, const struct stage *s, struct tie_key *key, const char *id)
{
	for (uint32_t i = 0; i < s->module_count; i++) {
		if (strcmp(s->modules[i].id, id) == 0) {
			key->module = i;
			return;
		}
	}
	reader_fault(&m->r, "module", "expected the id of a module of this stage, found \"%s\"", id);
}

static void tie_object(struct making *m, struct object *o, const struct contest *c, uint32_t place,
                       struct tie_key *key)
{
	static const char *const orders[] = { "high", "low" };
	static const char *const countbacks[] = { "attempts" };
	const struct stage *s = &c->stages[place];
	bool criterion = object_has(o, "criterion"), aspect = object_has(o, "aspect");
	bool stage = object_has(o, "stage"), countback = object_has(o, "countback"), module = object_has(o, "module");
	int kinds = criterion + aspect + stage + countback;
	key->order = (enum order)object_choice(o, "order", orders, 2, OPTIONAL, 0);
	if (kinds > 1 || (kinds == 0 && !module) || (module && (stage || countback))) {
		reader_fault(&m->r, NULL, "expected exactly one of \"module\", \"criterion\", \"aspect\", \"stage\" and "
		                          "\"countback\" (\"module\" may stand beside a criterion or aspect)");
		return;
	}
	if (criterion || aspect) {
		const char *name = criterion ? "criterion" : "aspect";
		key->kind = criterion ? TIE_CRITERION : TIE_ASPECT;
		const char *id = object_id(o, name), *in = module ? object_id(o, "module") : "";
		if (*id)
			tie_resolve(m, s, key, name, id, in);
	} else if (stage) {
		const char *id = object_id(o, "stage");
		key->kind = TIE_STAGE;
		key->index = earlier_stage(c, place, id);
		if (*id && key->index == NONE)
			reader_fault(&m->r, "stage", "expected the id of an earlier stage, found \"%s\"", id);
	} else if (countback) {
		key->kind = TIE_COUNTBACK;
		(void)object_choice(o, "countback", countbacks, 1, REQUIRED, 0);
	} else {
		const char *id = object_id(o, "module");
		key->kind = TIE_MODULE;
		if (*id)
			tie_module(m, s, key, id);
	}
}

static void tie_read(struct making *m, const cJSON *json, const struct contest *c, uint32_t place,
                     struct tie_key *key)
{
	const char *word;
	struct object o;
	if (json_string(json, &word)) {
		bool lot = strcmp(word, "lot") == 0;
		key->kind = lot ? TIE_LOT : TIE_RUNNING_ORDER;
		if (!lot && strcmp(word, "running-order") != 0)
			reader_fault(&m->r, NULL, "expected \"running-order\", \"lot\" or an object, found \"%s\"", word);
	} else if (object_begin(&o, &m->r, json, "a tie key, or \"running-order\" or \"lot\"")) {
		tie_object(m, &o, c, place, key);
		object_end(&o);
	}
}

static void ties_read(struct making *m, struct object *o, const struct contest *c, uint32_t place)
{
	struct stage *s = &c->stages[place];
	const cJSON *list = object_array(o, "ties", OPTIONAL, 0, MODULES_MAX, &s->tie_count);
	if (!list)
		return;
	s->ties = arena_array(m->r.arena, s->tie_count, sizeof *s->ties);
	size_t mark = reader_enter(&m->r, "ties");
	uint32_t i = 0;
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		tie_read(m, one, c, place, &s->ties[i]);
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
}

static void advance_read(struct making *m, struct object *o, struct advance *out)
{
	static const char *const ties[] = { "all", "none" };
	struct object a;
	const cJSON *value = object_get(o, "advance");
	if (!value)
		return;
	size_t mark = reader_enter(&m->r, "advance");
	if (object_begin(&a, &m->r, value, "{\"top\": 18, \"ties\": \"all\"}")) {
		out->given = true;
		out->top = (uint32_t)object_int(&a, "top", REQUIRED, 1, COMPETITORS_MAX, 1);
		out->ties_all = object_choice(&a, "ties", ties, 2, OPTIONAL, 0) == 0;
		out->minimum = object_maybe(&a, "minimum");
		object_end(&a);
	}
	reader_leave(&m->r, mark);
}

/* Whom the desk tells of an appeal. */
static void tell_read(struct making *m, struct object *o, struct stage *s)
{
	const cJSON *list = object_array(o, "tell", OPTIONAL, 0, PEOPLE_MAX, &s->appeal_tell_count);
	if (!list)
		return;
	s->appeal_tell = arena_array(m->r.arena, s->appeal_tell_count, sizeof *s->appeal_tell);
	size_t mark = reader_enter(&m->r, "tell");
	uint32_t i = 0;
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		const char *id = "";
		size_t here = reader_enter_index(&m->r, i);
		s->appeal_tell[i] = NONE;
		if (!json_string(one, &id) || !index_get(&m->people, id, strlen(id), &s->appeal_tell[i]))
			reader_fault(&m->r, NULL, "expected the id of one of \"people\", found %s", reader_found(one));
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
}

/* Until when appeals may come, and who is told of one. */
static void appeals_read(struct making *m, struct object *o, struct stage *s)
{
	struct object a;
	const cJSON *value = object_get(o, "appeals");
	s->appeal_minutes = APPEAL_MINUTES;
	if (!value)
		return;
	size_t mark = reader_enter(&m->r, "appeals");
	if (object_begin(&a, &m->r, value, "{\"minutes\": 120, \"tell\": [\"chief\"]}")) {
		s->appeal_minutes =
			(uint32_t)object_int(&a, "minutes", OPTIONAL, 1, APPEAL_MINUTES_MAX, APPEAL_MINUTES);
		tell_read(m, &a, s);
		object_end(&a);
	}
	reader_leave(&m->r, mark);
}

void stage_read(struct making *m, const cJSON *json, const struct contest *contest, uint32_t place)
{
	static const char *const orders[] = { "high", "low" };
	static const char *const rank_on[] = { "exact", "rounded" };
	static const char *const ranks[] = { "standard", "dense" };
	static const char *const missing[] = { "wait", "exclude" };
	struct stage *s = &contest->stages[place];
	struct object o;
	s->id = "";
	if (!object_begin(&o, &m->r, json, "a stage"))
		return;
	s->id = object_id(&o, "id");
	s->title = object_text(&o, "title", s->id);
	carries_read(m, &o, contest, place);
	modules_read(m, &o, s);
	limits_read(&o, &s->min, &s->max);
	s->rounding = object_rounding(&o);
	s->order = (enum order)object_choice(&o, "order", orders, 2, OPTIONAL, 0);
	s->rank_on_rounded = object_choice(&o, "rank_on", rank_on, 2, OPTIONAL, 0) == 1;
	ties_read(m, &o, contest, place);
	s->ranks = (enum ranks)object_choice(&o, "ranks", ranks, 2, OPTIONAL, 0);
	s->missing = (enum missing)object_choice(&o, "missing", missing, 2, OPTIONAL, 0);
	advance_read(m, &o, &s->advance);
	appeals_read(m, &o, s);
	s->hold = (uint32_t)object_int(&o, "hold", OPTIONAL, 2, COMPETITORS_MAX, 0);
	object_end(&o);
}
