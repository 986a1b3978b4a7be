#include "scoring/state_insides.h"

static enum err find_open_appeal(const struct state *s, const struct entry_appeal *in, struct plan *plan)
{
	const struct stage_state *st = plan_stage(s, plan);
	for (uint32_t i = 0; i < st->appeal_count; i++) {
		if (st->appeals[i].seq != in->appeal)
			continue;
		if (st->appeals[i].decision != DECISION_NONE)
			return state_refuse(s, ERR_STALE, "an appeal that is not decided yet; %u is", in->appeal);
		plan->place = i;
		plan->competitor = st->appeals[i].competitor;
		return ERR_OK;
	}
	return state_refuse(s, ERR_NOT_FOUND, "the number of an appeal of stage %.64s; there is no %u", in->stage, in->appeal);
}

/* A late one is taken as well, and says so: that it comes to nothing is for people to decide. */
enum err appeal_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_appeal *in = &e->appeal;
	enum err err = state_find_stage(s, in->contest, in->stage, &plan->contest, &plan->stage);
	if (err)
		return err;
	if (in->decision != DECISION_NONE && (!in->reason || !in->reason[0]))
		return state_refuse(s, ERR_INVALID, "a reason");
	if (in->decision != DECISION_NONE)
		return find_open_appeal(s, in, plan);
	if (!in->text || !in->text[0])
		return state_refuse(s, ERR_INVALID, "what is appealed against, in words");
	if (plan_stage(s, plan)->phase == PHASE_WAITING)
		return state_refuse(s, ERR_STAGE_NOT_OPEN, "a stage that has begun; %.64s has not", in->stage);
	return state_find_competitor(s, plan->contest, in->competitor, &plan->competitor);
}

/* Until when appeals to a stage may come; 0: it is not published. */
static int64_t until_of(const struct state *s, uint32_t contest, uint32_t stage)
{
	int64_t published = s->edition->contests[contest].stages[stage].published_at_ms;
	const struct stage *st = &s->edition->event->contests[contest].stages[stage];
	return published > 0 ? published + (int64_t)st->appeal_minutes * 60 * 1000 : 0;
}

static const char *kept_text(struct state *s, const char *text)
{
	return text && text[0] ? arena_strdup(&s->arena, text) : "";
}

void appeal_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	const struct entry_appeal *in = &e->appeal;
	struct stage_state *st = plan_stage(s, plan);
	change->contest = plan->contest;
	change->stage = plan->stage;
	if (in->decision != DECISION_NONE) {
		struct appeal *a = &st->appeals[plan->place];
		a->decision = in->decision;
		a->effect = kept_text(s, in->effect);
		a->reason = kept_text(s, in->reason);
		a->decided_at_ms = e->raw.at_ms;
		return;
	}
	int64_t until = until_of(s, plan->contest, plan->stage);
	st->appeals = state_room(st->appeals, st->appeal_count, &st->appeal_room, sizeof *st->appeals);
	st->appeals[st->appeal_count++] = (struct appeal){
		.seq = s->seq,
		.competitor = plan->competitor,
		.text = kept_text(s, in->text),
		.at_ms = e->raw.at_ms,
		.late = until > 0 && e->raw.at_ms > until,
		.effect = "",
		.reason = "",
	};
}

const struct appeal *state_appeals(const struct state *s, uint32_t contest, uint32_t stage, uint32_t *count,
                                   int64_t *until_ms)
{
	const struct stage_state *st = &s->edition->contests[contest].stages[stage];
	*count = st->appeal_count;
	*until_ms = until_of(s, contest, stage);
	return st->appeals;
}
