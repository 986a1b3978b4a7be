#include "scoring/state_insides.h"

static void change_stage(const struct plan *plan, struct change *change)
{
	change->contest = plan->contest;
	change->stage = plan->stage;
	change->competitor = plan->competitor;
}

enum err freeze_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_freeze *in = &e->freeze;
	enum err err = state_find_stage(s, in->contest, in->stage, &plan->contest, &plan->stage);
	if (err)
		return err;
	const struct stage_state *st = plan_stage(s, plan);
	if (st->phase != PHASE_OPEN && st->phase != PHASE_LOCKED)
		return state_refuse(s, ERR_WRONG_PHASE, "a stage that is open or locked; %.64s is %s", in->stage,
		                    phase_name(st->phase));
	if (st->frozen == in->frozen)
		return state_refuse(s, ERR_STALE, "a stage that is %s", in->frozen ? "not frozen yet" : "frozen");
	return ERR_OK;
}

void freeze_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	struct stage_state *st = plan_stage(s, plan);
	st->frozen = e->freeze.frozen;
	st->step = 0;
	change_stage(plan, change);
}

/* What is opened must not move any more: the stage is locked. */
enum err reveal_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_reveal *in = &e->reveal;
	enum err err = state_find_stage(s, in->contest, in->stage, &plan->contest, &plan->stage);
	if (err)
		return err;
	const struct stage_state *st = plan_stage(s, plan);
	if (!st->frozen || st->phase != PHASE_LOCKED)
		return state_refuse(s, ERR_WRONG_PHASE, "a stage that is frozen and locked; %.64s is %s%s", in->stage,
		                    st->frozen ? "frozen and " : "", phase_name(st->phase));
	if (in->step > STEPS_MAX)
		return state_refuse(s, ERR_OUT_OF_RANGE, "a step from 0 to %d", STEPS_MAX);
	return ERR_OK;
}

void reveal_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	plan_stage(s, plan)->step = e->reveal.step;
	change_stage(plan, change);
}

enum err return_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_return *in = &e->returned;
	enum err err = state_find_stage(s, in->contest, in->stage, &plan->contest, &plan->stage);
	if (!err)
		err = state_find_competitor(s, plan->contest, in->competitor, &plan->competitor);
	if (!err)
		err = state_find_person(s, in->judge, &plan->judge);
	if (err)
		return err;
	const struct stage *stage = &s->edition->event->contests[plan->contest].stages[plan->stage];
	const struct stage_state *st = plan_stage(s, plan);
	plan->module = stage_module(stage, in->module);
	if (plan->module == NONE)
		return state_refuse(s, ERR_UNKNOWN_MODULE, "a module of stage %s; there is no %.64s", stage->id, in->module);
	if (st->phase != PHASE_OPEN)
		return state_refuse(s, ERR_WRONG_PHASE, "a stage that is open, so that the sheet can come again; %s is %s",
		                    stage->id, phase_name(st->phase));
	if (!in->reason || !in->reason[0])
		return state_refuse(s, ERR_INVALID, "a reason");
	uint64_t place = sheet_place(plan->module, plan->competitor, in->attempt, plan->judge);
	if (!index_get(&st->by_place, (const char *)&place, sizeof place, &plan->place))
		return state_refuse(s, ERR_NOT_FOUND, "a sheet of %.64s for %.64s", in->judge, in->competitor);
	if (st->sheets[plan->place]->sheet.version != in->version)
		return state_refuse(s, ERR_STALE, "version %u, the current one, not %u",
		                    st->sheets[plan->place]->sheet.version, in->version);
	return ERR_OK;
}

void return_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	struct kept_sheet *kept = plan_stage(s, plan)->sheets[plan->place];
	kept->sheet.returned = arena_strdup(&s->edition->arena, e->returned.reason);
	change_stage(plan, change);
}
