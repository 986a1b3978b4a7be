#include "scoring/state_insides.h"

#include <string.h>

/* From where to where; nobody goes this way alone. */
static const bool unlock_may_lead[PHASE_COUNT][PHASE_COUNT] = {
	[PHASE_LOCKED] = { [PHASE_OPEN] = true },
	[PHASE_PUBLISHED] = { [PHASE_OPEN] = true, [PHASE_LOCKED] = true },
};

/* Whose word counts for a whole stage. */
static bool role_counts(enum role role)
{
	return role == ROLE_CHIEF || role == ROLE_ORGANISER || role == ROLE_SCRUTINEER;
}

/* Who may ask or answer. */
static enum err check_person(const struct state *s, const char *by)
{
	uint32_t place;
	if (index_get(&s->edition->people, by, strlen(by), &place) && role_counts(s->edition->event->people[place].role))
		return ERR_OK;
	return state_refuse(s, ERR_NOT_ALLOWED, "a chief, organiser or scrutineer of this event");
}

/* Whether the event has somebody who could agree with a person who may ask. */
static bool second_there(const struct event *event)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < event->person_count; i++)
		count += role_counts(event->people[i].role);
	return count > 1;
}

static enum err check_request(const struct state *s, const struct entry_unlock *in, const struct plan *plan)
{
	const struct stage_state *st = plan_stage(s, plan);
	if ((unsigned)in->to >= PHASE_COUNT || !unlock_may_lead[st->phase][in->to])
		return state_refuse(s, ERR_WRONG_PHASE, "a locked stage to open, or a published one to lock or open; %.64s is %s",
		                    in->stage, phase_name(st->phase));
	if (st->unlock.seq)
		return state_refuse(s, ERR_STALE, "an answer to entry %llu first, in which %s asked for this stage",
		                    (unsigned long long)st->unlock.seq, st->unlock.by);
	if (!second_there(s->edition->event))
		return state_refuse(s, ERR_NOT_ALLOWED, "a second chief, organiser or scrutineer in the definition, who can agree");
	return state_check_neighbours(s, plan, st->phase, in->to);
}

/* Who asked may take it back; to agree takes somebody else. */
static enum err check_answer(const struct state *s, const struct entry *e, const struct plan *plan)
{
	const struct entry_unlock *in = &e->unlock;
	const struct stage_state *st = plan_stage(s, plan);
	if (!st->unlock.seq || st->unlock.seq != in->request)
		return state_refuse(s, ERR_STALE, "the number of the entry that asks for stage %.64s, and waits for an answer",
		                    in->stage);
	if (in->agreed && strcmp(st->unlock.by, e->by) == 0)
		return state_refuse(s, ERR_NOT_ALLOWED, "another person than %s, who asked for it", st->unlock.by);
	return in->agreed ? state_check_neighbours(s, plan, st->phase, st->unlock.to) : ERR_OK;
}

enum err unlock_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_unlock *in = &e->unlock;
	enum err err = state_find_stage(s, in->contest, in->stage, &plan->contest, &plan->stage);
	if (!err)
		err = check_person(s, e->by);
	if (err)
		return err;
	if (!in->reason || !in->reason[0])
		return state_refuse(s, ERR_INVALID, "a reason");
	return in->request ? check_answer(s, e, plan) : check_request(s, in, plan);
}

void unlock_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	const struct entry_unlock *in = &e->unlock;
	struct stage_state *st = plan_stage(s, plan);
	change->contest = plan->contest;
	change->stage = plan->stage;
	if (!in->request) {
		st->unlock = (struct unlock){ .seq = s->seq,
			                      .by = arena_strdup(&s->arena, e->by),
			                      .to = in->to,
			                      .reason = arena_strdup(&s->arena, in->reason),
			                      .at_ms = e->raw.at_ms };
		return;
	}
	struct unlock asked = st->unlock;
	st->unlock = (struct unlock){ .seq = 0 };
	if (!in->agreed)
		return;
	if (st->phase == PHASE_PUBLISHED)
		st->review = (struct review){ e->raw.at_ms, asked.reason };
	stage_to_phase(st, asked.to, e->raw.at_ms);
	change->phase = true;
}

const struct unlock *state_unlock(const struct state *s, uint32_t contest, uint32_t stage)
{
	const struct unlock *unlock = &s->edition->contests[contest].stages[stage].unlock;
	return unlock->seq ? unlock : NULL;
}

struct review state_review(const struct state *s, uint32_t contest, uint32_t stage)
{
	return s->edition->contests[contest].stages[stage].review;
}
