/* Prize draws: who wins follows from the seed in the entry, so that anybody can draw again and sees the same. docs/ledger.md says how. */
#include "base/mem.h"
#include "base/text.h"
#include "scoring/state_insides.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED_BYTES  32
#define NUMBER_TEXT 24

/* Who may win: each once, without those who won before in the same draw. */
struct pool {
	struct arena arena;
	struct index won, there;
	const char **names;
	uint32_t count;
};

static void pool_begin(struct pool *p, const struct state *s, const struct entry_draw *in, uint32_t room)
{
	*p = (struct pool){ .count = 0 };
	arena_init(&p->arena);
	index_init(&p->won);
	index_init(&p->there);
	p->names = arena_array(&p->arena, (size_t)room + 1, sizeof *p->names);
	for (uint32_t i = 0; i < s->prize_count; i++)
		for (uint32_t k = 0; strcmp(s->prizes[i].draw, in->draw) == 0 && k < s->prizes[i].count; k++)
			index_put(&p->won, s->prizes[i].winners[k], strlen(s->prizes[i].winners[k]), 0);
}

static void pool_end(struct pool *p)
{
	index_release(&p->won);
	index_release(&p->there);
	arena_release(&p->arena);
}

static void pool_add(struct pool *p, const char *name)
{
	uint32_t place;
	size_t len = strlen(name);
	if (!index_get(&p->won, name, len, &place) && index_put(&p->there, name, len, 0))
		p->names[p->count++] = name;
}

/* `contest`: the place of the one that the entry names, or NONE. */
static void pool_make(struct pool *p, const struct state *s, const struct entry_draw *in, uint32_t contest)
{
	if (contest != NONE) {
		const struct contest *c = &s->edition->event->contests[contest];
		pool_begin(p, s, in, c->competitor_count);
		for (uint32_t i = 0; i < c->competitor_count; i++)
			pool_add(p, c->competitors[i].id);
	} else if (in->names != NULL) {
		pool_begin(p, s, in, in->name_count);
		for (uint32_t i = 0; i < in->name_count; i++)
			pool_add(p, in->names[i]);
	} else {
		pool_begin(p, s, in, (uint32_t)(in->last - in->first) + 1);
		for (int64_t n = in->first; n <= in->last; n++) {
			char text[NUMBER_TEXT];
			snprintf(text, sizeof text, "%" PRId64, n);
			pool_add(p, arena_strdup(&p->arena, text));
		}
	}
}

/* ---- chance ---- */

struct chance {
	unsigned char seed[SEED_BYTES];
	uint64_t used; /* words */
};

/* The next 64 bits: the first 8 bytes, highest first, of BLAKE2b-256 over the seed and the word's number in 8 bytes, highest first. */
static uint64_t chance_word(struct chance *c)
{
	unsigned char in[SEED_BYTES + 8], out[SEED_BYTES];
	uint64_t word = 0;
	memcpy(in, c->seed, SEED_BYTES);
	for (int i = 0; i < 8; i++)
		in[SEED_BYTES + i] = (unsigned char)(c->used >> (56 - 8 * i));
	crypto_generichash(out, sizeof out, in, sizeof in, NULL, 0);
	c->used++;
	for (int i = 0; i < 8; i++)
		word = word << 8 | out[i];
	return word;
}

/* 0 to n - 1, each as likely as the others: words beyond the last whole multiple of n are passed over. */
static uint32_t chance_below(struct chance *c, uint32_t n)
{
	uint64_t end = UINT64_MAX / n * n, word;
	do
		word = chance_word(c);
	while (word >= end);
	return (uint32_t)(word % n);
}

/* ---- the entry ---- */

static enum err check_pool(const struct state *s, const struct entry_draw *in)
{
	if ((in->contest != NULL) + (in->names != NULL) + (in->last != 0) != 1)
		return state_refuse(s, ERR_INVALID, "one of contest, names, first and last");
	if (in->names != NULL && (in->name_count == 0 || in->name_count > DRAW_NAMES_MAX))
		return state_refuse(s, ERR_INVALID, "names: 1 to %d", DRAW_NAMES_MAX);
	if (in->last != 0 && (in->first < 1 || in->last < in->first || in->last - in->first >= DRAW_NUMBERS_MAX))
		return state_refuse(s, ERR_INVALID, "first and last: at most %d numbers from 1 on", DRAW_NUMBERS_MAX);
	return ERR_OK;
}

enum err draw_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_draw *in = &e->draw;
	struct pool pool;
	enum err err = check_pool(s, in);
	if (err == ERR_OK && in->contest != NULL)
		err = state_find_contest(s, in->contest, &plan->contest);
	if (err)
		return err;
	if (!text_id(in->draw, strlen(in->draw)))
		return state_refuse(s, ERR_INVALID, "a draw's name of 1 to %d letters, digits, - . _", ID_MAX);
	if (strlen(in->seed) != (size_t)2 * SEED_BYTES || strspn(in->seed, "0123456789abcdef") != (size_t)2 * SEED_BYTES)
		return state_refuse(s, ERR_INVALID, "a seed of %d lowercase hexadecimal digits", 2 * SEED_BYTES);
	if (in->count < 1 || in->count > DRAW_COUNT_MAX)
		return state_refuse(s, ERR_INVALID, "a count from 1 to %d", DRAW_COUNT_MAX);
	if (s->prize_count == DRAWS_MAX)
		return state_refuse(s, ERR_TOO_LARGE, "no more than %d draws", DRAWS_MAX);
	pool_make(&pool, s, in, plan->contest);
	uint32_t left = pool.count;
	pool_end(&pool);
	if (left < in->count)
		return state_refuse(s, ERR_OUT_OF_RANGE, "at most %u winners: so many have not won yet", left);
	return ERR_OK;
}

/* Some of those who did not win, spread over all of them: for screens to roll through. */
static void keep_rolled(struct state *s, struct prize *prize, const struct pool *pool)
{
	uint32_t from = prize->count, others = pool->count - from;
	prize->rolled_count = others < DRAW_ROLLED_MAX ? others : DRAW_ROLLED_MAX;
	prize->rolled = arena_array(&s->arena, (size_t)prize->rolled_count + 1, sizeof *prize->rolled);
	for (uint32_t i = 0; i < prize->rolled_count; i++)
		prize->rolled[i] = arena_strdup(&s->arena, pool->names[from + (uint64_t)i * others / prize->rolled_count]);
}

void draw_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	const struct entry_draw *in = &e->draw;
	struct chance chance = { .used = 0 };
	struct pool pool;
	pool_make(&pool, s, in, plan->contest);
	(void)sodium_hex2bin(chance.seed, SEED_BYTES, in->seed, (size_t)2 * SEED_BYTES, NULL, NULL, NULL);
	struct prize prize = { .draw = arena_strdup(&s->arena, in->draw),
		               .contest = in->contest != NULL ? arena_strdup(&s->arena, in->contest) : NULL,
		               .seq = s->seq,
		               .at_ms = e->raw.at_ms,
		               .count = in->count,
		               .left = pool.count - in->count };
	prize.winners = arena_array(&s->arena, prize.count, sizeof *prize.winners);
	for (uint32_t i = 0; i < prize.count; i++) {
		uint32_t at = i + chance_below(&chance, pool.count - i);
		const char *winner = pool.names[at];
		pool.names[at] = pool.names[i];
		pool.names[i] = winner;
		prize.winners[i] = arena_strdup(&s->arena, winner);
	}
	keep_rolled(s, &prize, &pool);
	s->prizes = state_room(s->prizes, s->prize_count, &s->prize_room, sizeof *s->prizes);
	s->prizes[s->prize_count++] = prize;
	change->draws = true;
	pool_end(&pool);
}

const struct prize *state_prizes(const struct state *s, uint32_t *count)
{
	*count = s->prize_count;
	return s->prizes;
}
