#include "events/definition_parts.h"

#include "base/decimal.h"

#define AWARDS_MAX 100

static void award_ranks(struct making *m, struct object *o, struct award *out)
{
	uint32_t count;
	int64_t micros[2] = { 0, 0 };
	const cJSON *list = object_array(o, "ranks", REQUIRED, 2, 2, &count);
	if (!list || count != 2)
		return;
	bool whole = json_decimal(list->child, &micros[0]) == ERR_OK &&
	             json_decimal(list->child->next, &micros[1]) == ERR_OK && micros[0] % DECIMAL_ONE == 0 &&
	             micros[1] % DECIMAL_ONE == 0;
	if (!whole || micros[0] < DECIMAL_ONE || micros[1] < micros[0]) {
		reader_fault(&m->r, "ranks", "expected two whole numbers, from 1 up and the second not smaller, found [%s, %s]",
		             reader_found(list->child), reader_found(list->child->next));
		return;
	}
	out->from = (uint32_t)(micros[0] / DECIMAL_ONE);
	out->to = (uint32_t)(micros[1] / DECIMAL_ONE);
}

static void award_read(struct making *m, const cJSON *json, struct award *out)
{
	struct object o;
	out->id = "";
	if (!object_begin(&o, &m->r, json, "an award"))
		return;
	out->id = object_id(&o, "id");
	out->title = object_text(&o, "title", out->id);
	bool ranks = object_has(&o, "ranks"), percent = object_has(&o, "percent"), least = object_has(&o, "at_least");
	if (ranks + percent + least != 1) {
		reader_fault(&m->r, NULL, "expected exactly one of \"ranks\", \"percent\" and \"at_least\"");
	} else if (ranks) {
		out->by = AWARD_RANKS;
		award_ranks(m, &o, out);
	} else if (percent) {
		out->by = AWARD_PERCENT;
		out->micros = object_decimal(&o, "percent", REQUIRED, DECIMAL_ONE);
		if (out->micros <= 0 || out->micros > 100 * DECIMAL_ONE)
			reader_fault(&m->r, "percent", "expected more than 0 and at most 100, found %s",
			             reader_found(object_get(&o, "percent")));
	} else {
		out->by = AWARD_AT_LEAST;
		out->micros = object_decimal(&o, "at_least", REQUIRED, 0);
	}
	object_end(&o);
}

static void award_list(struct making *m, struct object *o, struct contest *c)
{
	struct index ids;
	const cJSON *list = object_array(o, "awards", OPTIONAL, 0, AWARDS_MAX, &c->award_count);
	if (!list)
		return;
	c->awards = arena_array(m->r.arena, c->award_count, sizeof *c->awards);
	index_init(&ids);
	size_t mark = reader_enter(&m->r, "awards");
	uint32_t i = 0;
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		award_read(m, one, &c->awards[i]);
		reader_unique(&m->r, "id", &ids, c->awards[i].id, i, "award");
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
	index_release(&ids);
}

static void medals_read(struct making *m, struct object *o, struct contest *c)
{
	static const char *const rules[] = { "worldskills" };
	struct object a;
	const cJSON *value = object_get(o, "medals");
	if (!value)
		return;
	if (c->award_count)
		reader_fault(&m->r, "medals", "expected either \"awards\" or \"medals\", found both");
	size_t mark = reader_enter(&m->r, "medals");
	if (object_begin(&a, &m->r, value, "{\"rule\": \"worldskills\", \"within\": 2}")) {
		c->medals = true;
		(void)object_choice(&a, "rule", rules, 1, REQUIRED, 0);
		c->medals_within = object_decimal(&a, "within", REQUIRED, 0);
		if (c->medals_within < 0)
			reader_fault(&m->r, "within", "expected 0 or more");
		object_end(&a);
	}
	reader_leave(&m->r, mark);
}

static void scale_read(struct making *m, struct object *o, struct contest *c)
{
	struct object a;
	const cJSON *value = object_get(o, "scale");
	if (!value)
		return;
	size_t mark = reader_enter(&m->r, "scale");
	if (object_begin(&a, &m->r, value, "{\"to\": 700, \"spread\": 30}")) {
		c->scaled = true;
		c->scale_to = object_decimal(&a, "to", REQUIRED, 0);
		c->scale_spread = object_decimal(&a, "spread", REQUIRED, DECIMAL_ONE);
		if (c->scale_to < 0 || c->scale_to > 1000 * DECIMAL_ONE)
			reader_fault(&m->r, "to", "expected 0 to 1000");
		if (c->scale_spread <= 0)
			reader_fault(&m->r, "spread", "expected more than 0");
		object_end(&a);
	}
	reader_leave(&m->r, mark);
}

void awards_read(struct making *m, struct object *o, struct contest *contest)
{
	award_list(m, o, contest);
	medals_read(m, o, contest);
	scale_read(m, o, contest);
}
