#include "base/text.h"
#include "scoring/state_insides.h"

#include <stdio.h>
#include <string.h>

/* Forward one at a time; the way back is state_unlock.c's. */
static const bool phase_may_follow[PHASE_COUNT][PHASE_COUNT] = {
	[PHASE_WAITING] = { [PHASE_OPEN] = true },
	[PHASE_OPEN] = { [PHASE_LOCKED] = true },
	[PHASE_LOCKED] = { [PHASE_PUBLISHED] = true },
};

static enum err refuse_phase(const struct state *s, enum phase now, enum phase to)
{
	if (to < now && to > PHASE_WAITING)
		return state_refuse(s, ERR_WRONG_PHASE, "an unlock, which two people want; the stage is %s now", phase_name(now));
	char after[64] = "";
	for (unsigned i = 0; i < PHASE_COUNT; i++) {
		size_t used = strlen(after);
		if (phase_may_follow[now][i])
			snprintf(after + used, sizeof after - used, "%s%s", used ? " or " : "", phase_name((enum phase)i));
	}
	return state_refuse(s, ERR_WRONG_PHASE, "%s; the stage is %s now", after[0] ? after : "no other phase",
	                    phase_name(now));
}

/* Results that are out stand on the stages before: those hold still, and hold still first. */
enum err state_check_neighbours(const struct state *s, const struct plan *plan, enum phase from, enum phase to)
{
	const struct contest *c = &s->edition->event->contests[plan->contest];
	const struct stage_state *stages = s->edition->contests[plan->contest].stages;
	for (uint32_t i = 0; to == PHASE_PUBLISHED && i < plan->stage; i++) {
		if (stages[i].phase == PHASE_OPEN)
			return state_refuse(s, ERR_WRONG_PHASE, "stage %s to be locked first; it is open now", c->stages[i].id);
	}
	return to < from || to == PHASE_OPEN ? state_check_later(s, plan) : ERR_OK;
}

enum err phase_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	enum err err = state_find_stage(s, e->phase.contest, e->phase.stage, &plan->contest, &plan->stage);
	if (err)
		return err;
	if ((unsigned)e->phase.phase >= PHASE_COUNT)
		return state_refuse(s, ERR_INVALID, "a phase: waiting, open, locked or published");
	enum phase now = s->edition->contests[plan->contest].stages[plan->stage].phase;
	if (!phase_may_follow[now][e->phase.phase])
		return refuse_phase(s, now, e->phase.phase);
	err = state_check_neighbours(s, plan, now, e->phase.phase);
	return err ? err : settled_check(s, e, plan);
}

void stage_to_phase(struct stage_state *st, enum phase phase, int64_t at_ms)
{
	st->phase = phase;
	st->published_at_ms = phase == PHASE_PUBLISHED ? at_ms : 0;
	if (phase == PHASE_PUBLISHED) {
		st->frozen = false;
		st->review = (struct review){ .reason = NULL };
	}
	if (phase != PHASE_LOCKED)
		st->step = 0; /* what was opened may move now */
	st->unlock = (struct unlock){ .seq = 0 };
}

void phase_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	stage_to_phase(plan_stage(s, plan), e->phase.phase, e->raw.at_ms);
	change->contest = plan->contest;
	change->stage = plan->stage;
	change->phase = true;
}

/* A certificate that is still good; refused where there is none by that id, or not any more. */
static enum err certificate_find(const struct state *s, const char *id, uint32_t *place)
{
	if (!index_get(&s->certificates_by_id, id, strlen(id), place))
		return state_refuse(s, ERR_NOT_FOUND, "the id of a certificate; there is no %.64s", id);
	if (s->certificates[*place].revoked)
		return state_refuse(s, ERR_STALE, "a certificate that is still good; %.64s was revoked before", id);
	return ERR_OK;
}

enum err certificate_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_certificate *in = &e->certificate;
	uint32_t same;
	if (in->revoked)
		return certificate_find(s, in->id, &plan->place);
	enum err err = state_find_contest(s, in->contest, &plan->contest);
	if (!err)
		err = state_find_competitor(s, plan->contest, in->competitor, &plan->competitor);
	if (err)
		return err;
	if (!text_id(in->id, strlen(in->id)))
		return state_refuse(s, ERR_INVALID, "a certificate's id of 1 to %d letters, digits, - . _", ID_MAX);
	if (index_get(&s->certificates_by_id, in->id, strlen(in->id), &same))
		return state_refuse(s, ERR_REPEATED, "a new id: certificate %.64s was issued before", in->id);
	return in->revokes ? certificate_find(s, in->revokes, &plan->place) : ERR_OK;
}

static void certificate_revoke(struct state *s, struct certificate *c, const struct entry *e, const char *replaced_by)
{
	c->revoked = true;
	c->reason = e->certificate.reason ? arena_strdup(&s->arena, e->certificate.reason) : NULL;
	c->replaced_by = replaced_by;
	c->revoked_at_ms = e->raw.at_ms;
}

void certificate_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	const struct entry_certificate *in = &e->certificate;
	change->certificates = true;
	if (in->revoked) {
		certificate_revoke(s, &s->certificates[plan->place], e, NULL);
		return;
	}
	struct certificate made = {
		.id = arena_strdup(&s->arena, in->id),
		.contest = arena_strdup(&s->arena, in->contest),
		.competitor = arena_strdup(&s->arena, in->competitor),
		.award = arena_strdup(&s->arena, in->award ? in->award : ""),
		.text = in->text ? arena_strdup(&s->arena, in->text) : NULL,
		.at_ms = e->raw.at_ms,
		.last_printing = NONE,
	};
	if (plan->place != NONE)
		certificate_revoke(s, &s->certificates[plan->place], e, made.id);
	s->certificates = state_room(s->certificates, s->certificate_count, &s->certificate_room, sizeof made);
	index_put(&s->certificates_by_id, made.id, strlen(made.id), s->certificate_count);
	s->certificates[s->certificate_count++] = made;
}

/* One that was revoked while it was being printed is on paper all the same: that is noted. */
enum err print_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_print *in = &e->print;
	if (!index_get(&s->certificates_by_id, in->certificate, strlen(in->certificate), &plan->place))
		return state_refuse(s, ERR_NOT_FOUND, "the id of a certificate; there is no %.64s", in->certificate);
	uint32_t next = s->certificates[plan->place].copies + 1;
	if (in->copy != next)
		return state_refuse(s, ERR_STALE, "copy %u: %u of %.64s were printed", (unsigned)next, (unsigned)next - 1, in->certificate);
	return ERR_OK;
}

void print_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	struct certificate *c = &s->certificates[plan->place];
	change->certificates = true;
	s->printings = state_room(s->printings, s->printing_count, &s->printing_room, sizeof *s->printings);
	s->printings[s->printing_count] = (struct printing){ .certificate = plan->place,
		                                             .copy = e->print.copy,
		                                             .earlier = c->last_printing,
		                                             .printer = arena_strdup(&s->arena, e->print.printer),
		                                             .by = arena_strdup(&s->arena, e->by),
		                                             .at_ms = e->raw.at_ms,
		                                             .seq = s->seq };
	c->copies = e->print.copy;
	c->last_printing = s->printing_count++;
}

enum err screen_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	if (!text_id(e->screen.screen, strlen(e->screen.screen)))
		return state_refuse(s, ERR_INVALID, "a screen's name of 1 to %d letters, digits, - . _", ID_MAX);
	for (uint32_t i = 0; i < s->screen_count; i++) {
		if (strcmp(s->screens[i].name, e->screen.screen) == 0)
			plan->place = i;
	}
	if (plan->place == NONE && s->screen_count == SCREENS_MAX)
		return state_refuse(s, ERR_TOO_LARGE, "no more than %d screens", SCREENS_MAX);
	return ERR_OK;
}

void screen_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	change->screens = true;
	const char *scene = arena_strdup(&s->arena, e->screen.scene);
	if (plan->place != NONE) {
		s->screens[plan->place].scene = scene;
		return;
	}
	s->screens = state_room(s->screens, s->screen_count, &s->screen_room, sizeof *s->screens);
	s->screens[s->screen_count++] = (struct screen){ arena_strdup(&s->arena, e->screen.screen), scene };
}
