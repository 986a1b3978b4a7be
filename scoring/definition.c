#include "scoring/definition.h"

#include <string.h>

uint32_t event_contest(const struct event *e, const char *id)
{
	for (uint32_t i = 0; i < e->contest_count; i++) {
		if (strcmp(e->contests[i].id, id) == 0)
			return i;
	}
	return NONE;
}

uint32_t event_person(const struct event *e, const char *id)
{
	for (uint32_t i = 0; i < e->person_count; i++) {
		if (strcmp(e->people[i].id, id) == 0)
			return i;
	}
	return NONE;
}

uint32_t contest_stage(const struct contest *c, const char *id)
{
	for (uint32_t i = 0; i < c->stage_count; i++) {
		if (strcmp(c->stages[i].id, id) == 0)
			return i;
	}
	return NONE;
}

uint32_t contest_competitor(const struct contest *c, const char *id)
{
	for (uint32_t i = 0; i < c->competitor_count; i++) {
		if (strcmp(c->competitors[i].id, id) == 0)
			return i;
	}
	return NONE;
}

uint32_t stage_module(const struct stage *s, const char *id)
{
	for (uint32_t i = 0; i < s->module_count; i++) {
		if (strcmp(s->modules[i].id, id) == 0)
			return i;
	}
	return NONE;
}

uint32_t module_aspect(const struct module *m, const char *id)
{
	for (uint32_t i = 0; i < m->aspect_count; i++) {
		if (strcmp(m->aspects[i].id, id) == 0)
			return i;
	}
	return NONE;
}

uint32_t module_penalty(const struct module *m, const char *id)
{
	for (uint32_t i = 0; i < m->penalty_count; i++) {
		if (strcmp(m->penalties[i].id, id) == 0)
			return i;
	}
	return NONE;
}

const uint32_t *aspect_judges(const struct module *m, uint32_t aspect, uint32_t *count)
{
	const struct criterion *c = &m->criteria[m->aspects[aspect].criterion];
	/* a sheet panel has no teams of its own, and a criterion without one has the module's */
	if (c->judge_count) {
		*count = c->judge_count;
		return c->judges;
	}
	*count = m->judge_count;
	return m->judges;
}

static bool among(const uint32_t *people, uint32_t count, uint32_t person)
{
	for (uint32_t i = 0; i < count; i++) {
		if (people[i] == person)
			return true;
	}
	return false;
}

bool aspect_marked_by(const struct module *m, uint32_t aspect, uint32_t person)
{
	uint32_t count;
	const uint32_t *judges = aspect_judges(m, aspect, &count);
	return among(judges, count, person);
}

bool module_marked_by(const struct module *m, uint32_t person)
{
	if (among(m->judges, m->judge_count, person))
		return true;
	for (uint32_t i = 0; i < m->criterion_count; i++) {
		if (among(m->criteria[i].judges, m->criteria[i].judge_count, person))
			return true;
	}
	return false;
}

bool module_shadowed_by(const struct module *m, uint32_t person)
{
	return among(m->shadows, m->shadow_count, person);
}

bool stage_marked_by(const struct stage *s, uint32_t person)
{
	for (uint32_t i = 0; i < s->module_count; i++) {
		if (module_marked_by(&s->modules[i], person))
			return true;
	}
	return false;
}
