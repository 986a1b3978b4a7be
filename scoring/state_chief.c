#include "scoring/state_insides.h"

#include <sodium.h>
#include <string.h>

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

/* What is opened must not move any more: the stage is locked. Published, there is nothing to open: awards are called up. */
enum err reveal_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_reveal *in = &e->reveal;
	enum err err = state_find_stage(s, in->contest, in->stage, &plan->contest, &plan->stage);
	if (err)
		return err;
	const struct stage_state *st = plan_stage(s, plan);
	if (st->phase != PHASE_PUBLISHED && (!st->frozen || st->phase != PHASE_LOCKED))
		return state_refuse(s, ERR_WRONG_PHASE, "a stage that is frozen and locked, or published; %.64s is %s%s", in->stage,
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

/* The places that a sheet's ids stand for, down to the module and the judge. */
static enum err places_find(const struct state *s, const char *contest, const char *stage, const char *module,
                            const char *competitor, const char *judge, struct plan *plan)
{
	enum err err = state_find_stage(s, contest, stage, &plan->contest, &plan->stage);
	if (!err)
		err = state_find_competitor(s, plan->contest, competitor, &plan->competitor);
	if (!err)
		err = state_find_person(s, judge, &plan->judge);
	return err ? err : state_find_module(s, module, plan);
}

/* The sheet at these places, whose current version this must be. */
static enum err version_find(const struct state *s, uint32_t attempt, uint32_t version, struct plan *plan)
{
	const struct event *event = s->edition->event;
	const struct stage_state *st = plan_stage(s, plan);
	uint64_t place = sheet_place(plan->module, plan->competitor, attempt, plan->judge);
	if (!index_get(&st->by_place, (const char *)&place, sizeof place, &plan->place))
		return state_refuse(s, ERR_NOT_FOUND, "a sheet of %s for %s", event->people[plan->judge].id,
		                    event->contests[plan->contest].competitors[plan->competitor].id);
	uint32_t current = st->sheets[plan->place]->sheet.version;
	if (current != version)
		return state_refuse(s, ERR_STALE, "version %u, the current one, not %u", current, version);
	return ERR_OK;
}

enum err return_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_return *in = &e->returned;
	enum err err = places_find(s, in->contest, in->stage, in->module, in->competitor, in->judge, plan);
	if (err)
		return err;
	const struct stage_state *st = plan_stage(s, plan);
	if (st->phase != PHASE_OPEN)
		return state_refuse(s, ERR_WRONG_PHASE, "a stage that is open, so that the sheet can come again; %.64s is %s",
		                    in->stage, phase_name(st->phase));
	if (!in->reason || !in->reason[0])
		return state_refuse(s, ERR_INVALID, "a reason");
	return version_find(s, in->attempt, in->version, plan);
}

void return_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	struct kept_sheet *kept = plan_stage(s, plan)->sheets[plan->place];
	kept->sheet.returned = arena_strdup(&s->edition->arena, e->returned.reason);
	change_stage(plan, change);
}

/* A judge signs the own sheet and has the competitor sign on the same tablet; a chief signs as chief. */
static enum err signer_check(const struct state *s, const struct entry *e)
{
	const struct entry_sign *in = &e->sign;
	bool own = strcmp(e->by, in->judge) == 0;
	bool chief = state_chief(s, e->by);
	bool may = in->as == SIGNER_JUDGE ? own : in->as == SIGNER_CHIEF ? chief : own || chief;
	if (may)
		return ERR_OK;
	return state_refuse(s, ERR_NOT_ALLOWED, "a signature as %s by %s", signer_name(in->as),
	                    in->as == SIGNER_CHIEF ? "a chief" : "the judge whose sheet it is");
}

enum err sign_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_sign *in = &e->sign;
	enum err err = places_find(s, in->contest, in->stage, in->module, in->competitor, in->judge, plan);
	if (err)
		return err;
	const struct module *m = &s->edition->event->contests[plan->contest].stages[plan->stage].modules[plan->module];
	const struct stage_state *st = plan_stage(s, plan);
	if ((m->signatures & (1U << in->as)) == 0)
		return state_refuse(s, ERR_INVALID, "a signature that module %s asks for, not %s", m->id, signer_name(in->as));
	if (st->phase != PHASE_OPEN && st->phase != PHASE_LOCKED)
		return state_refuse(s, ERR_WRONG_PHASE, "a stage that is open or locked; %.64s is %s", in->stage,
		                    phase_name(st->phase));
	err = signer_check(s, e);
	if (!err)
		err = version_find(s, in->attempt, in->version, plan);
	if (err)
		return err;
	char hash[2 * HASH_BYTES + 1];
	sodium_bin2hex(hash, sizeof hash, st->sheets[plan->place]->sheet.hash, HASH_BYTES);
	if (strcmp(hash, in->hash) != 0)
		return state_refuse(s, ERR_STALE, "the hash of that version, %.16s...", hash);
	return ERR_OK;
}

void sign_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	plan_stage(s, plan)->sheets[plan->place]->sheet.signers |= 1U << e->sign.as;
	change_stage(plan, change);
}
