#include "scoring/state_insides.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* A share of `count` in percent, rounded up. */
static uint32_t share(uint32_t count, uint32_t percent)
{
	return (count * percent + 99) / 100;
}

/* The list. */

struct lot {
	unsigned char hash[HASH_BYTES];
	uint32_t item;
};

static int by_hash(const void *a, const void *b)
{
	const struct lot *x = a, *y = b;
	return memcmp(x->hash, y->hash, HASH_BYTES);
}

static void lot_draw(struct lot *lot, const char *seed, const char *id)
{
	crypto_generichash_state h;
	crypto_generichash_init(&h, NULL, 0, HASH_BYTES);
	crypto_generichash_update(&h, (const unsigned char *)seed, strlen(seed) + 1);
	crypto_generichash_update(&h, (const unsigned char *)id, strlen(id));
	crypto_generichash_final(&h, lot->hash, HASH_BYTES);
}

/* Marks so many of the items from `first` on as drawn: whom, the seed decides, whatever order they stand in. */
static void sample_draw(struct recheck *r, const struct contest *c, uint32_t first, uint32_t wanted)
{
	uint32_t rest = r->count - first;
	struct lot *lots = xcalloc((size_t)rest + 1, sizeof *lots);
	for (uint32_t i = 0; i < rest; i++) {
		lots[i].item = first + i;
		lot_draw(&lots[i], r->seed, c->competitors[r->items[first + i].competitor].id);
	}
	qsort(lots, rest, sizeof *lots, by_hash);
	for (uint32_t i = 0; i < wanted; i++)
		r->items[lots[i].item].part = RECHECK_IN_SAMPLE;
	free(lots);
}

/* Everybody with a rank, in its order: first the top, then the rest with those that are drawn. */
static void list_draw(struct recheck *r, const struct contest *c, struct table *t)
{
	uint32_t row_count, top = 0;
	const struct row *rows = table_rank(t, &row_count);
	r->items = xcalloc((size_t)row_count + 1, sizeof *r->items);
	for (uint32_t i = 0; i < row_count; i++) {
		if (rows[i].rank)
			r->items[r->count++] = (struct recheck_item){ .competitor = rows[i].competitor, .rank = rows[i].rank, .part = RECHECK_IN_REST };
	}
	uint32_t least = share(r->count, RECHECK_TOP);
	while (top < r->count && (top < least || r->items[top].rank == r->items[top - 1].rank))
		r->items[top++].part = RECHECK_IN_TOP;
	uint32_t sample = share(r->count - top, RECHECK_SAMPLE);
	sample_draw(r, c, top, sample);
	r->drawn = top + sample;
}

/* What has come of it so far. */
static void list_count(struct recheck *r)
{
	r->drawn_wrong = r->due = r->checked = r->wrong = 0;
	for (uint32_t i = 0; i < r->count; i++)
		r->drawn_wrong += r->items[i].part != RECHECK_IN_REST && r->items[i].found == RECHECK_FALSE;
	r->whole = r->drawn_wrong * 100 > r->drawn * RECHECK_WRONG;
	for (uint32_t i = 0; i < r->count; i++) {
		const struct recheck_item *item = &r->items[i];
		if (item->part == RECHECK_IN_REST && !r->whole)
			continue;
		r->due++;
		r->checked += item->found != RECHECK_OPEN;
		r->wrong += item->found == RECHECK_FALSE;
	}
}

/* The checks. */

static enum err check_draw(const struct state *s, const struct entry_recheck *in, const struct plan *plan)
{
	const struct stage_state *st = plan_stage(s, plan);
	uint32_t count;
	if (strlen(in->seed) != SEED_CHARS || strspn(in->seed, "0123456789abcdef") != SEED_CHARS)
		return state_refuse(s, ERR_INVALID, "a seed of %d lowercase hexadecimal digits", SEED_CHARS);
	if (st->phase != PHASE_LOCKED && st->phase != PHASE_PUBLISHED)
		return state_refuse(s, ERR_WRONG_PHASE, "a stage that is locked or published; %.64s is %s", in->stage,
		                    phase_name(st->phase));
	if (st->recheck.seq && !st->recheck.done)
		return state_refuse(s, ERR_STALE, "the list of entry %llu to be worked off first",
		                    (unsigned long long)st->recheck.seq);
	const struct row *rows = table_rank(s->edition->contests[plan->contest].tables[plan->stage], &count);
	if (!count || !rows[0].rank)
		return state_refuse(s, ERR_NOT_FOUND, "a stage in which somebody has a rank");
	return ERR_OK;
}

static enum err check_item(const struct state *s, const struct entry_recheck *in, struct plan *plan)
{
	const struct recheck *r = &plan_stage(s, plan)->recheck;
	enum err err = state_find_competitor(s, plan->contest, in->competitor, &plan->competitor);
	if (err)
		return err;
	for (uint32_t i = 0; i < r->count && plan->place == NONE; i++) {
		if (r->items[i].competitor == plan->competitor && (r->whole || r->items[i].part != RECHECK_IN_REST))
			plan->place = i;
	}
	if (plan->place == NONE)
		return state_refuse(s, ERR_NOT_FOUND, "a competitor who is on the list; %s is not", in->competitor);
	if (!in->right && !in->what[0])
		return state_refuse(s, ERR_INVALID, "what was wrong, in words");
	return ERR_OK;
}

enum err recheck_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_recheck *in = &e->recheck;
	enum err err = state_find_stage(s, in->contest, in->stage, &plan->contest, &plan->stage);
	if (err || in->seed)
		return err ? err : check_draw(s, in, plan);
	const struct recheck *r = &plan_stage(s, plan)->recheck;
	if (!r->seq || r->done)
		return state_refuse(s, ERR_STALE, "a list that was drawn and is not worked off yet");
	if (in->competitor)
		return check_item(s, in, plan);
	if (r->checked < r->due)
		return state_refuse(s, ERR_MISSING_MARK, "all of the list looked at; %u of %u are", r->checked, r->due);
	return ERR_OK;
}

void recheck_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	const struct entry_recheck *in = &e->recheck;
	struct recheck *r = &plan_stage(s, plan)->recheck;
	const char *what = in->what && in->what[0] ? arena_strdup(&s->arena, in->what) : "";
	const char *by = arena_strdup(&s->arena, e->by);
	change->contest = plan->contest;
	change->stage = plan->stage;
	if (in->seed) {
		free(r->items);
		*r = (struct recheck){ .seq = s->seq, .seed = arena_strdup(&s->arena, in->seed), .by = by, .at_ms = e->raw.at_ms, .note = "" };
		list_draw(r, &s->edition->event->contests[plan->contest], s->edition->contests[plan->contest].tables[plan->stage]);
	} else if (in->competitor) {
		struct recheck_item *item = &r->items[plan->place];
		item->found = in->right ? RECHECK_RIGHT : RECHECK_FALSE;
		item->what = what;
		item->by = by;
		item->at_ms = e->raw.at_ms;
	} else {
		r->done = true;
		r->note = what;
	}
	list_count(r);
}

const struct recheck *state_recheck(const struct state *s, uint32_t contest, uint32_t stage)
{
	const struct recheck *r = &s->edition->contests[contest].stages[stage].recheck;
	return r->seq ? r : NULL;
}
