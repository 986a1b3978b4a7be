#include "scoring/state_insides.h"

#include <string.h>

#define HASH_CHARS ((size_t)2 * HASH_BYTES)

static bool card_good(const struct card *card, uint32_t person)
{
	return !card->revoked && card->person == person && person != NONE;
}

const struct card *state_card_of(const struct state *s, uint32_t person)
{
	for (uint32_t i = 0; i < s->card_count; i++)
		if (card_good(&s->cards[i], person))
			return &s->cards[i];
	return NULL;
}

/* The place of the card that is good and has this code, however often it was typed; NONE where there is none. */
static uint32_t code_place(const struct state *s, const char *code_hash)
{
	for (uint32_t i = 0; i < s->card_count; i++) {
		const struct card *card = &s->cards[i];
		if (card->code_hash && card_good(card, card->person) && strcmp(card->code_hash, code_hash) == 0)
			return i;
	}
	return NONE;
}

const struct card *state_card_by_code(const struct state *s, const char *code_hash)
{
	uint32_t place = code_place(s, code_hash);
	return place != NONE && s->cards[place].code_uses < CODE_USES_MAX ? &s->cards[place] : NULL;
}

static enum err check_hash(const struct state *s, const char *what, const char *hash)
{
	if (hash && strlen(hash) == HASH_CHARS && strspn(hash, "0123456789abcdef") == HASH_CHARS)
		return ERR_OK;
	return state_refuse(s, ERR_INVALID, "the %s's hash as %zu lowercase hexadecimal digits", what, HASH_CHARS);
}

static enum err check_new(const struct state *s, const struct entry_card *in)
{
	uint32_t same;
	enum err err = check_hash(s, "token", in->token_hash);
	if (!err && in->code_hash)
		err = check_hash(s, "code", in->code_hash);
	if (err)
		return err;
	if (index_get(&s->cards_by_hash, in->token_hash, HASH_CHARS, &same))
		return state_refuse(s, ERR_REPEATED, "a new card: this one was handed out before");
	if (in->act == CARD_NEW && in->code_hash && code_place(s, in->code_hash) != NONE)
		return state_refuse(s, ERR_REPEATED, "a new short code: another card has this one");
	return ERR_OK;
}

static enum err check_code(const struct state *s, const struct entry_card *in, struct plan *plan)
{
	enum err err = check_hash(s, "code", in->code_hash);
	if (!err)
		err = check_new(s, in);
	if (err)
		return err;
	plan->place = code_place(s, in->code_hash);
	if (plan->place == NONE || s->cards[plan->place].person != plan->judge)
		return state_refuse(s, ERR_NOT_FOUND, "the short code of a card of %s", in->person);
	if (s->cards[plan->place].code_uses >= CODE_USES_MAX)
		return state_refuse(s, ERR_STALE, "a short code that was typed less than %d times", CODE_USES_MAX);
	return ERR_OK;
}

static enum err check_revoke(const struct state *s, const struct entry_card *in, struct plan *plan)
{
	enum err err = in->token_hash ? check_hash(s, "token", in->token_hash) : ERR_OK;
	if (err || !in->token_hash)
		return err;
	if (!index_get(&s->cards_by_hash, in->token_hash, HASH_CHARS, &plan->place) ||
	    s->cards[plan->place].person != plan->judge)
		return state_refuse(s, ERR_NOT_FOUND, "a card of %s", in->person);
	return ERR_OK;
}

/* What needs a card that is bound so far, or is not. */
static enum err check_tablet(const struct state *s, const struct entry_card *in, const struct plan *plan)
{
	const struct card *card = state_card_of(s, plan->judge);
	if (!card)
		return state_refuse(s, ERR_NOT_FOUND, "a card of %s that is not revoked", in->person);
	if (in->act == CARD_BIND)
		return card->bound ? state_refuse(s, ERR_STALE, "a card that is not bound; that of %s is", in->person) : ERR_OK;
	if (!card->bound)
		return state_refuse(s, ERR_STALE, "a card that is bound to a tablet; that of %s is not", in->person);
	if (in->act == CARD_MOVE && !card->device)
		return state_refuse(s, ERR_STALE, "a card that is in use on a tablet; that of %s waits for one", in->person);
	if (in->act != CARD_CLAIM)
		return ERR_OK;
	enum err err = check_hash(s, "tablet", in->device);
	if (!err && (card->device || (card->left && strcmp(card->left, in->device) == 0)))
		err = state_refuse(s, ERR_OTHER_TABLET, "the tablet that the card of %s is bound to", in->person);
	return err;
}

enum err card_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct entry_card *in = &e->card;
	enum err err = state_find_person(s, in->person, &plan->judge);
	if (err)
		return err;
	switch (in->act) {
	case CARD_NEW: return check_new(s, in);
	case CARD_REVOKE: return check_revoke(s, in, plan);
	case CARD_CODE: return check_code(s, in, plan);
	case CARD_BIND:
	case CARD_CLAIM:
	case CARD_MOVE:
	case CARD_FREE: return check_tablet(s, in, plan);
	}
	return state_refuse(s, ERR_INVALID, "what happens to a card: new, revoke, code, bind, claim, move or free");
}

static void card_add(struct state *s, struct card card, const char *token_hash)
{
	s->cards = state_room(s->cards, s->card_count, &s->card_room, sizeof *s->cards);
	card.token_hash = arena_strdup(&s->arena, token_hash);
	index_put(&s->cards_by_hash, card.token_hash, HASH_CHARS, s->card_count);
	s->cards[s->card_count++] = card;
}

static void card_change(struct state *s, struct card *card, const struct entry_card *in)
{
	switch (in->act) {
	case CARD_NEW: /* a new card ends the earlier ones */
	case CARD_REVOKE: card->revoked = true; return;
	case CARD_CODE: return;
	case CARD_BIND: card->bound = true; return;
	case CARD_CLAIM:
		card->device = arena_strdup(&s->arena, in->device);
		card->left = NULL;
		return;
	case CARD_MOVE:
		card->left = card->device;
		card->device = NULL;
		return;
	case CARD_FREE:
		card->bound = false;
		card->device = card->left = NULL;
		return;
	}
}

void card_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	const struct entry_card *in = &e->card;
	change->cards = true;
	change->person = plan->judge;
	for (uint32_t i = 0; i < s->card_count; i++)
		if (plan->place != NONE && in->act == CARD_REVOKE ? i == plan->place : card_good(&s->cards[i], plan->judge))
			card_change(s, &s->cards[i], in);
	if (in->act == CARD_NEW) {
		const char *code = in->code_hash ? arena_strdup(&s->arena, in->code_hash) : NULL;
		card_add(s, (struct card){ .person = plan->judge, .code_hash = code, .bound = in->bound }, in->token_hash);
	} else if (in->act == CARD_CODE) {
		struct card *typed = &s->cards[plan->place];
		typed->code_uses++;
		card_add(s,
		         (struct card){ .person = plan->judge, .device = typed->device, .left = typed->left, .bound = typed->bound },
		         in->token_hash);
	}
}
