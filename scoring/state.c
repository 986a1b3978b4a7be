#include "scoring/state.h"

#include "base/text.h"
#include "scoring/state_insides.h"

#include <assert.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static_assert(HASH_BYTES >= crypto_generichash_BYTES_MIN && HASH_BYTES <= crypto_generichash_BYTES_MAX,
              "BLAKE2b makes hashes of this size");

struct state *state_new(void)
{
	/* chooses the fast BLAKE2b of this processor; the result is the same without */
	if (sodium_init() < 0)
		abort();
	struct state *s = xcalloc(1, sizeof *s);
	s->scratch = xcalloc(1, sizeof *s->scratch);
	arena_init(&s->arena);
	return s;
}

void state_free(struct state *s)
{
	if (!s)
		return;
	edition_free(s->edition);
	index_release(&s->keys);
	index_release(&s->cards_by_hash);
	index_release(&s->certificates_by_id);
	free(s->verdicts);
	free(s->cards);
	free(s->certificates);
	free(s->printings);
	free(s->screens);
	free(s->prizes);
	free(s->scratch->items);
	free(s->scratch->seen);
	free(s->scratch);
	arena_release(&s->arena);
	free(s);
}

void *state_room(void *array, uint32_t count, uint32_t *room, size_t size)
{
	if (count < *room)
		return array;
	assert(*room <= UINT32_MAX / 2);
	*room = *room ? *room * 2 : 16;
	return xrealloc(array, *room * size);
}

enum err state_refuse(const struct state *s, enum err e, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(s->scratch->expected, sizeof s->scratch->expected, format, args);
	va_end(args);
	return e;
}

/* The head. */

/* Bytes on their way into the hash: short pieces are collected, for each update costs as much as a hundred bytes. */
struct hashing {
	crypto_generichash_state state;
	unsigned char bytes[1024];
	size_t len;
};

static void hash_flush(struct hashing *h)
{
	crypto_generichash_update(&h->state, h->bytes, h->len);
	h->len = 0;
}

static void hash_bytes(struct hashing *h, const void *bytes, size_t len)
{
	if (len > sizeof h->bytes - h->len)
		hash_flush(h);
	if (len > sizeof h->bytes) {
		crypto_generichash_update(&h->state, bytes, len);
	} else if (len) {
		memcpy(h->bytes + h->len, bytes, len);
		h->len += len;
	}
}

static void hash_field(struct hashing *h, const char *bytes, size_t len)
{
	const unsigned char prefix[4] = { (unsigned char)(len >> 24), (unsigned char)(len >> 16),
		                          (unsigned char)(len >> 8), (unsigned char)len };
	hash_bytes(h, prefix, sizeof prefix);
	hash_bytes(h, bytes, len);
}

/* A whole number's digits, at the end of `room`: snprintf would take a tenth of the fold's time. */
static const char *whole_text(int64_t number, char room[static 24], size_t *len)
{
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	char *at = room + 24;
	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (number < 0)
		*--at = '-';
	*len = (size_t)(room + 24 - at);
	return at;
}

void entry_hash(const unsigned char before[static HASH_BYTES], const struct entry_raw *raw,
                unsigned char after[static HASH_BYTES])
{
	char room[24];
	size_t at_len;
	const char *at = whole_text(raw->at_ms, room, &at_len);
	struct hashing h;
	h.len = 0;
	crypto_generichash_init(&h.state, NULL, 0, HASH_BYTES);
	hash_bytes(&h, before, HASH_BYTES);
	hash_field(&h, raw->type, raw->type_len);
	hash_field(&h, raw->by, raw->by_len);
	hash_field(&h, at, at_len);
	hash_field(&h, raw->key, raw->key_len);
	hash_field(&h, raw->data, raw->data_len);
	hash_flush(&h);
	crypto_generichash_final(&h.state, after, HASH_BYTES);
}

/* Finding things by id. */

enum err state_find_contest(const struct state *s, const char *id, uint32_t *contest)
{
	*contest = event_contest(s->edition->event, id);
	if (*contest != NONE)
		return ERR_OK;
	return state_refuse(s, ERR_UNKNOWN_CONTEST, "a contest of event %s; there is no %.64s", s->edition->event->id, id);
}

enum err state_find_stage(const struct state *s, const char *contest_id, const char *stage_id, uint32_t *contest,
                          uint32_t *stage)
{
	enum err err = state_find_contest(s, contest_id, contest);
	if (err)
		return err;
	*stage = contest_stage(&s->edition->event->contests[*contest], stage_id);
	if (*stage != NONE)
		return ERR_OK;
	return state_refuse(s, ERR_UNKNOWN_STAGE, "a stage of contest %s; there is no %.64s", contest_id, stage_id);
}

enum err state_find_competitor(const struct state *s, uint32_t contest, const char *id, uint32_t *competitor)
{
	if (index_get(&s->edition->contests[contest].competitors, id, strlen(id), competitor))
		return ERR_OK;
	return state_refuse(s, ERR_UNKNOWN_COMPETITOR, "a competitor of contest %s; there is no %.64s",
	                    s->edition->event->contests[contest].id, id);
}

enum err state_find_module(const struct state *s, const char *id, struct plan *plan)
{
	const struct stage *stage = &s->edition->event->contests[plan->contest].stages[plan->stage];
	plan->module = stage_module(stage, id);
	if (plan->module != NONE)
		return ERR_OK;
	return state_refuse(s, ERR_UNKNOWN_MODULE, "a module of stage %s; there is no %.64s", stage->id, id);
}

enum err state_check_attempt(const struct state *s, const struct module *m, uint32_t attempt)
{
	if (attempt >= 1 && attempt <= m->attempts)
		return ERR_OK;
	return state_refuse(s, ERR_OUT_OF_RANGE, "an attempt from 1 to %u, not %u", m->attempts, attempt);
}

enum err state_find_person(const struct state *s, const char *id, uint32_t *person)
{
	if (index_get(&s->edition->people, id, strlen(id), person))
		return ERR_OK;
	return state_refuse(s, ERR_UNKNOWN_PERSON, "a person of event %s; there is no %.64s", s->edition->event->id, id);
}

bool state_chief(const struct state *s, const char *id)
{
	uint32_t person;
	return index_get(&s->edition->people, id, strlen(id), &person) &&
	       s->edition->event->people[person].role == ROLE_CHIEF;
}

const char *state_person_id(const struct state *s, const char *id)
{
	uint32_t person;
	return index_get(&s->edition->people, id, strlen(id), &person) ? s->edition->event->people[person].id :
									  arena_strdup(&s->edition->arena, id);
}

enum err state_check_later(const struct state *s, const struct plan *plan)
{
	const struct contest *c = &s->edition->event->contests[plan->contest];
	for (uint32_t i = plan->stage + 1; i < c->stage_count; i++) {
		if (s->edition->contests[plan->contest].stages[i].phase == PHASE_PUBLISHED)
			return state_refuse(s, ERR_STAGE_LOCKED, "later results that are not published; lock %s first",
			                    c->stages[i].id);
	}
	return ERR_OK;
}

/* Keys. */

#define KEY_PATH_MAX (ID_MAX + 1 + KEY_MAX)

/* by, NUL, key in one string, in `room`; of length 0 where there is no key, or one of them is too long to be kept. */
static struct index_key key_path(const char *by, const char *key, char room[static KEY_PATH_MAX])
{
	size_t by_len = strlen(by), key_len = strlen(key);
	if (key_len == 0 || by_len > ID_MAX || key_len > KEY_MAX)
		return (struct index_key){ room, 0, 0 };
	memcpy(room, by, by_len);
	room[by_len] = '\0';
	memcpy(room + by_len + 1, key, key_len);
	return index_key(room, by_len + 1 + key_len);
}

/* Tells a person's message from another under the same key, which is a mistake of that person's tablet: nobody to guard against. */
static uint64_t content_digest(const struct entry *e)
{
	const struct entry_raw *raw = &e->raw;
	size_t len = e->content_len ? e->content_len : raw->data_len;
	return index_hash(raw->data, len) ^ index_hash(raw->type, raw->type_len) << 1;
}

static const struct key_verdict *key_find(const struct state *s, struct index_key path)
{
	uint32_t place;
	return path.len > 0 && index_get_key(&s->keys, path, &place) ? &s->verdicts[place] : NULL;
}

/* Keeps what came with a key that key_find() did not find. */
static void key_keep(struct state *s, struct index_key path, const struct entry *e, enum err verdict)
{
	if (path.len == 0)
		return;
	s->verdicts = state_room(s->verdicts, s->verdict_count, &s->verdict_room, sizeof *s->verdicts);
	s->verdicts[s->verdict_count] =
		(struct key_verdict){ .seq = s->seq, .digest = content_digest(e), .verdict = verdict };
	path.text = arena_strndup(&s->arena, path.text, path.len);
	index_put_key(&s->keys, path, s->verdict_count++);
}

/* The fold. */

static const struct {
	state_check_function *check;
	state_apply_function *apply;
} entry_kinds[ENTRY_COUNT] = {
	[ENTRY_EVENT] = { edition_check, edition_apply },
	[ENTRY_SHEET] = { sheet_check, sheet_apply },
	[ENTRY_PAPER] = { paper_sheet_check, paper_sheet_apply },
	[ENTRY_CONFIRM] = { confirm_check, confirm_apply },
	[ENTRY_PHASE] = { phase_check, phase_apply },
	[ENTRY_STATUS] = { status_check, status_apply },
	[ENTRY_ADJUST] = { adjust_check, adjust_apply },
	[ENTRY_ORDER] = { order_check, order_apply },
	[ENTRY_CARD] = { card_check, card_apply },
	[ENTRY_CERTIFICATE] = { certificate_check, certificate_apply },
	[ENTRY_PRINT] = { print_check, print_apply },
	[ENTRY_SCREEN] = { screen_check, screen_apply },
	[ENTRY_DRAW] = { draw_check, draw_apply },
	[ENTRY_FREEZE] = { freeze_check, freeze_apply },
	[ENTRY_REVEAL] = { reveal_check, reveal_apply },
	[ENTRY_RETURN] = { return_check, return_apply },
	[ENTRY_ACCEPT] = { accept_check, accept_apply },
	[ENTRY_RECHECK] = { recheck_check, recheck_apply },
	[ENTRY_UNLOCK] = { unlock_check, unlock_apply },
	[ENTRY_SIGN] = { sign_check, sign_apply },
	[ENTRY_APPEAL] = { appeal_check, appeal_apply },
};

/* The verdict; where it is ERR_OK and not a repeat, plan is what is to be done. *known is what came with the key before. */
static enum err check(const struct state *s, const struct entry *e, struct index_key path, struct plan *plan,
                      struct change *change, const struct key_verdict **known)
{
	*plan = (struct plan){ NONE, NONE, NONE, NONE, NONE, NONE, NONE, NULL, NULL };
	*known = NULL;
	s->scratch->expected[0] = '\0';
	if (strlen(e->by) > ID_MAX || strlen(e->key) > KEY_MAX)
		return state_refuse(s, ERR_INVALID, "a person's id of at most %d bytes and a key of at most %d", ID_MAX,
		                    KEY_MAX);
	const struct key_verdict *first = key_find(s, path);
	*known = first;
	if (first && first->digest != content_digest(e))
		return state_refuse(s, ERR_REPEATED, "a new key: entry %llu came with this one",
		                    (unsigned long long)first->seq);
	if (first) {
		change->repeated = true;
		change->first_seq = first->seq;
		return first->verdict;
	}
	if (e->fault)
		return state_refuse(s, e->fault, "%s", e->fault_expected ? e->fault_expected : "");
	if (!s->edition && e->type != ENTRY_EVENT)
		return state_refuse(s, ERR_NO_EVENT, "an event definition as the first entry");
	return entry_kinds[e->type].check(s, e, plan);
}

static void change_begin(const struct state *s, struct change *change)
{
	*change = (struct change){ .seq = s->seq + 1, .contest = NONE, .stage = NONE, .competitor = NONE, .person = NONE };
}

static void change_end(const struct state *s, struct change *change, enum err verdict)
{
	change->verdict = verdict;
	change->expected = s->scratch->expected[0] ? s->scratch->expected : NULL;
}

enum err fold(struct state *s, const struct entry *e, struct change *change)
{
	struct plan plan;
	const struct key_verdict *known;
	char room[KEY_PATH_MAX];
	unsigned char head[HASH_BYTES];
	struct index_key path = key_path(e->by, e->key, room);
	index_fetch(&s->keys, path); /* on its way while the entry is hashed */
	entry_hash(s->head, &e->raw, head);
	change_begin(s, change);
	enum err verdict = check(s, e, path, &plan, change, &known);
	s->seq++;
	memcpy(s->head, head, HASH_BYTES);
	if (!verdict && !change->repeated)
		entry_kinds[e->type].apply(s, e, &plan, change);
	if (!known)
		key_keep(s, path, e, verdict);
	change_end(s, change, verdict);
	return verdict;
}

enum err state_check(const struct state *s, const struct entry *e, struct change *change)
{
	struct plan plan;
	const struct key_verdict *known;
	char room[KEY_PATH_MAX];
	change_begin(s, change);
	enum err verdict = check(s, e, key_path(e->by, e->key, room), &plan, change, &known);
	edition_free(plan.edition);
	change_end(s, change, verdict);
	return verdict;
}

/* Looking. */

const struct event *state_event(const struct state *s)
{
	return s->edition ? s->edition->event : NULL;
}

uint64_t state_definition(const struct state *s)
{
	return s->edition ? s->edition->seq : 0;
}

uint64_t state_seq(const struct state *s)
{
	return s->seq;
}

const unsigned char *state_head(const struct state *s)
{
	return s->head;
}

static const struct contest_state *contest_of(const struct state *s, uint32_t contest, uint32_t stage)
{
	assert(s->edition && contest < s->edition->event->contest_count);
	assert(stage < s->edition->event->contests[contest].stage_count);
	return &s->edition->contests[contest];
}

enum phase state_phase(const struct state *s, uint32_t contest, uint32_t stage)
{
	return contest_of(s, contest, stage)->stages[stage].phase;
}

bool state_frozen(const struct state *s, uint32_t contest, uint32_t stage, uint32_t *step)
{
	const struct stage_state *st = &contest_of(s, contest, stage)->stages[stage];
	*step = st->step;
	return st->frozen;
}

struct table *state_table(struct state *s, uint32_t contest, uint32_t stage)
{
	return contest_of(s, contest, stage)->tables[stage];
}

void state_each_sheet(const struct state *s, uint32_t contest, uint32_t stage, uint32_t judge,
                      void (*visit)(void *arg, const struct sheet *sheet), void *arg)
{
	const struct stage_state *st = &contest_of(s, contest, stage)->stages[stage];
	for (uint32_t i = 0; i < st->sheet_count; i++) {
		const struct sheet *sheet = &st->sheets[i]->sheet;
		if (judge == NONE ? !sheet->shadow : sheet->judge == judge)
			visit(arg, sheet);
	}
}

void state_each_shadow(const struct state *s, uint32_t contest, uint32_t stage,
                       void (*visit)(void *arg, const struct sheet *sheet), void *arg)
{
	const struct stage_state *st = &contest_of(s, contest, stage)->stages[stage];
	for (uint32_t i = 0; i < st->sheet_count; i++) {
		if (st->sheets[i]->sheet.shadow)
			visit(arg, &st->sheets[i]->sheet);
	}
}

void state_each_fact(const struct state *s, uint32_t contest, uint32_t stage,
                     void (*visit)(void *arg, const struct fact *fact), void *arg)
{
	const struct stage_state *st = &contest_of(s, contest, stage)->stages[stage];
	for (uint32_t i = 0; i < st->fact_count; i++)
		visit(arg, &st->facts[i]);
}

const struct sheet *state_sheet(const struct state *s, uint32_t contest, uint32_t stage, uint32_t module,
                                uint32_t competitor, uint32_t attempt, uint32_t judge)
{
	const struct stage_state *st = &contest_of(s, contest, stage)->stages[stage];
	uint64_t place = sheet_place(module, competitor, attempt, judge);
	uint32_t i;
	if (!index_get(&st->by_place, (const char *)&place, sizeof place, &i))
		return NULL;
	return &st->sheets[i]->sheet;
}

bool state_key(const struct state *s, const char *by, const char *key, uint64_t *seq, enum err *verdict)
{
	char room[KEY_PATH_MAX];
	const struct key_verdict *first = key_find(s, key_path(by, key, room));
	if (!first)
		return false;
	*seq = first->seq;
	*verdict = first->verdict;
	return true;
}

const struct card *state_card_by_hash(const struct state *s, const char *token_hash)
{
	uint32_t place;
	return index_get(&s->cards_by_hash, token_hash, strlen(token_hash), &place) ? &s->cards[place] : NULL;
}

const struct card *state_cards(const struct state *s, uint32_t *count)
{
	*count = s->card_count;
	return s->cards;
}

const struct certificate *state_certificates(const struct state *s, uint32_t *count)
{
	*count = s->certificate_count;
	return s->certificates;
}

const struct certificate *state_certificate(const struct state *s, const char *id)
{
	uint32_t place;
	return index_get(&s->certificates_by_id, id, strlen(id), &place) ? &s->certificates[place] : NULL;
}

const struct printing *state_printings(const struct state *s, uint32_t *count)
{
	*count = s->printing_count;
	return s->printings;
}

const struct screen *state_screens(const struct state *s, uint32_t *count)
{
	*count = s->screen_count;
	return s->screens;
}
