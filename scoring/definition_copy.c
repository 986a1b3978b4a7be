#include "scoring/definition_copy.h"

#include <string.h>

static void *copy_array(struct arena *a, const void *from, size_t count, size_t size)
{
	if (!count)
		return NULL;
	void *to = arena_array(a, count, size);
	memcpy(to, from, count * size);
	return to;
}

static const char *copy_string(struct arena *a, const char *text)
{
	return text ? arena_strdup(a, text) : NULL;
}

static struct text copy_text(struct arena *a, struct text t)
{
	const char *zh = copy_string(a, t.zh);
	/* mostly one text for both languages */
	return (struct text){ zh, t.en == t.zh ? zh : copy_string(a, t.en) };
}

static void copy_aspect(struct arena *a, struct aspect *aspect)
{
	aspect->id = copy_string(a, aspect->id);
	aspect->title = copy_text(a, aspect->title);
	aspect->unit = copy_string(a, aspect->unit);
	for (int i = 0; i < 4; i++)
		aspect->benchmarks[i] = copy_text(a, aspect->benchmarks[i]);
	aspect->bands = copy_array(a, aspect->bands, aspect->band_count, sizeof *aspect->bands);
}

static void copy_module(struct arena *a, struct module *m)
{
	m->id = copy_string(a, m->id);
	m->title = copy_text(a, m->title);
	m->judges = copy_array(a, m->judges, m->judge_count, sizeof *m->judges);
	m->shadows = copy_array(a, m->shadows, m->shadow_count, sizeof *m->shadows);
	m->criteria = copy_array(a, m->criteria, m->criterion_count, sizeof *m->criteria);
	for (uint32_t i = 0; i < m->criterion_count; i++) {
		struct criterion *c = &m->criteria[i];
		c->id = copy_string(a, c->id);
		c->title = copy_text(a, c->title);
		c->judges = copy_array(a, c->judges, c->judge_count, sizeof *c->judges);
	}
	m->aspects = copy_array(a, m->aspects, m->aspect_count, sizeof *m->aspects);
	for (uint32_t i = 0; i < m->aspect_count; i++)
		copy_aspect(a, &m->aspects[i]);
	m->multiply = copy_array(a, m->multiply, m->multiply_count, sizeof *m->multiply);
	m->penalties = copy_array(a, m->penalties, m->penalty_count, sizeof *m->penalties);
	for (uint32_t i = 0; i < m->penalty_count; i++) {
		m->penalties[i].id = copy_string(a, m->penalties[i].id);
		m->penalties[i].title = copy_text(a, m->penalties[i].title);
	}
}

static void copy_stage(struct arena *a, struct stage *s)
{
	s->id = copy_string(a, s->id);
	s->title = copy_text(a, s->title);
	s->carries = copy_array(a, s->carries, s->carry_count, sizeof *s->carries);
	s->modules = copy_array(a, s->modules, s->module_count, sizeof *s->modules);
	for (uint32_t i = 0; i < s->module_count; i++)
		copy_module(a, &s->modules[i]);
	s->ties = copy_array(a, s->ties, s->tie_count, sizeof *s->ties);
	s->appeal_tell = copy_array(a, s->appeal_tell, s->appeal_tell_count, sizeof *s->appeal_tell);
}

static void copy_competitor(struct arena *a, struct competitor *c)
{
	c->id = copy_string(a, c->id);
	c->name = copy_string(a, c->name);
	c->unit = copy_string(a, c->unit);
	c->reading = copy_string(a, c->reading);
	c->members = copy_array(a, c->members, c->member_count, sizeof *c->members);
	for (uint32_t i = 0; i < c->member_count; i++)
		c->members[i] = copy_string(a, c->members[i]);
}

static void copy_contest(struct arena *a, struct contest *c)
{
	c->id = copy_string(a, c->id);
	c->title = copy_text(a, c->title);
	c->competitors = copy_array(a, c->competitors, c->competitor_count, sizeof *c->competitors);
	for (uint32_t i = 0; i < c->competitor_count; i++)
		copy_competitor(a, &c->competitors[i]);
	c->stages = copy_array(a, c->stages, c->stage_count, sizeof *c->stages);
	for (uint32_t i = 0; i < c->stage_count; i++)
		copy_stage(a, &c->stages[i]);
	c->awards = copy_array(a, c->awards, c->award_count, sizeof *c->awards);
	for (uint32_t i = 0; i < c->award_count; i++) {
		c->awards[i].id = copy_string(a, c->awards[i].id);
		c->awards[i].title = copy_text(a, c->awards[i].title);
	}
}

struct event *event_copy(struct arena *arena, const struct event *e)
{
	struct event *copy = copy_array(arena, e, 1, sizeof *e);
	copy->id = copy_string(arena, e->id);
	copy->title = copy_text(arena, e->title);
	copy->organiser = copy_string(arena, e->organiser);
	copy->venue = copy_string(arena, e->venue);
	copy->starts = copy_string(arena, e->starts);
	copy->ends = copy_string(arena, e->ends);
	copy->timezone = copy_string(arena, e->timezone);
	copy->people = copy_array(arena, e->people, e->person_count, sizeof *e->people);
	for (uint32_t i = 0; i < e->person_count; i++) {
		copy->people[i].id = copy_string(arena, e->people[i].id);
		copy->people[i].name = copy_string(arena, e->people[i].name);
	}
	copy->contests = copy_array(arena, e->contests, e->contest_count, sizeof *e->contests);
	for (uint32_t i = 0; i < e->contest_count; i++)
		copy_contest(arena, &copy->contests[i]);
	return copy;
}
