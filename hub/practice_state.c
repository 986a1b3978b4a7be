/* The results of a practised ceremony: drawn as the simulated judges draw theirs, folded as real ones are. */
#include "hub/practice.h"
#include "hub/rehearsal.h"

#include <string.h>

#define SHEETS_MOST 4000 /* more would hold the hub up for too long: then not all competitors are in it */

struct inventing {
	struct state *state;
	struct gates *gates;
	const struct event *event;
	const struct contest *contest;
	const char *chief; /* NULL: there is none */
	struct robot robot;
};

static void say(struct inventing *in, struct entry *e)
{
	struct change change;
	const char *type = entry_type_name(e->type);
	e->key = "";
	e->raw = (struct entry_raw){ .type = type, .by = e->by, .key = "", .data = "{}" };
	e->raw.type_len = strlen(type);
	e->raw.by_len = strlen(e->by);
	e->raw.data_len = 2;
	(void)fold(in->state, e, &change);
	gates_tell(in->gates, in->state, &change);
}

static void say_phase(struct inventing *in, uint32_t stage, enum phase phase)
{
	struct entry e = { .type = ENTRY_PHASE, .by = in->chief != NULL ? in->chief : "hub" };
	e.phase = (struct entry_phase){ .contest = in->contest->id, .stage = in->contest->stages[stage].id, .phase = phase };
	e.phase.despite = in->chief != NULL ? "a rehearsal" : NULL;
	say(in, &e);
}

static void say_frozen(struct inventing *in, uint32_t stage)
{
	struct entry e = { .type = ENTRY_FREEZE, .by = "hub" };
	e.freeze = (struct entry_freeze){ in->contest->id, in->contest->stages[stage].id, true };
	say(in, &e);
}

static void say_sheet(struct inventing *in, uint32_t stage, uint32_t module, uint32_t competitor, uint32_t attempt, uint32_t judge)
{
	const struct module *m = &in->contest->stages[stage].modules[module];
	struct entry_mark marks[ASPECTS_MAX];
	struct entry e = { .type = ENTRY_SHEET, .by = in->event->people[judge].id };
	in->robot.person = judge;
	e.sheet = (struct entry_sheet){ .contest = in->contest->id, .stage = in->contest->stages[stage].id, .module = m->id };
	e.sheet.competitor = in->contest->competitors[competitor].id;
	e.sheet.attempt = attempt;
	e.sheet.judge = e.by;
	e.sheet.version = 1;
	e.sheet.marks = marks;
	for (uint32_t i = 0; i < m->aspect_count; i++)
		if (aspect_marked_by(m, i, judge))
			marks[e.sheet.mark_count++] = (struct entry_mark){
				m->aspects[i].id, robot_mark(&in->robot, &m->aspects[i], 0, competitor, attempt), false
			};
	say(in, &e);
}

static void mark_module(struct inventing *in, uint32_t stage, uint32_t module)
{
	const struct module *m = &in->contest->stages[stage].modules[module];
	uint32_t count, *in_it;
	const struct row *rows = table_rank(state_table(in->state, 0, stage), &count);
	in_it = xcalloc((size_t)count + 1, sizeof *in_it);
	for (uint32_t i = 0; i < count; i++)
		in_it[i] = rows[i].competitor;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t attempt = 1; attempt <= m->attempts; attempt++)
			for (uint32_t judge = 0; judge < in->event->person_count; judge++)
				if (module_marked_by(m, judge))
					say_sheet(in, stage, module, in_it[i], attempt, judge);
	free(in_it);
}

/* The last stage's last module is what the ceremony opens. */
static void mark_stage(struct inventing *in, uint32_t stage, bool last)
{
	uint32_t modules = in->contest->stages[stage].module_count;
	say_phase(in, stage, PHASE_OPEN);
	for (uint32_t i = 0; i < modules; i++) {
		if (last && i + 1 == modules)
			say_frozen(in, stage);
		mark_module(in, stage, i);
	}
	if (last && modules == 0)
		say_frozen(in, stage);
	say_phase(in, stage, PHASE_LOCKED);
	if (!last)
		say_phase(in, stage, PHASE_PUBLISHED);
}

/* How many competitors' sheets are SHEETS_MOST. */
static uint32_t competitors_most(const struct event *event, const struct contest *contest, uint32_t stage)
{
	uint64_t each = 1;
	for (uint32_t s = 0; s <= stage; s++)
		for (uint32_t i = 0; i < contest->stages[s].module_count; i++) {
			const struct module *m = &contest->stages[s].modules[i];
			for (uint32_t judge = 0; judge < event->person_count; judge++)
				each += module_marked_by(m, judge) ? m->attempts : 0;
		}
	uint64_t most = SHEETS_MOST / each;
	return most < 3 ? 3 : most < contest->competitor_count ? (uint32_t)most : contest->competitor_count;
}

struct state *practice_state_new(const struct event *event, uint32_t contest, uint32_t stage, uint64_t seed, struct gates **gates)
{
	struct contest only = event->contests[contest];
	struct event part = *event;
	uint32_t most = competitors_most(event, &only, stage);
	if (most < only.competitor_count)
		only.competitor_count = most;
	part.contests = &only;
	part.contest_count = 1;
	struct inventing in = { .state = state_new(), .gates = gates_new(), .event = &part, .contest = &only };
	in.robot.random = seed;
	for (uint32_t i = 0; i < event->person_count && in.chief == NULL; i++)
		in.chief = event->people[i].role == ROLE_CHIEF ? event->people[i].id : NULL;
	struct entry e = { .type = ENTRY_EVENT, .by = "hub", .event = &part };
	say(&in, &e);
	for (uint32_t s = 0; s <= stage; s++)
		mark_stage(&in, s, s == stage);
	*gates = in.gates;
	return in.state;
}
