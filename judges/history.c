#include "judges/history.h"

#include "events/entry_json.h"

#include <stdlib.h>
#include <string.h>

/* One entry; all texts are in one block behind the struct. */
struct noted {
	uint64_t seq, first_seq; /* first_seq 0: not a repeat */
	int64_t at_ms;
	enum entry_type type;
	bool known; /* the type; else `type` says nothing */
	enum err verdict;
	const char *by, *person, *contest, *stage, *competitor, *data; /* "" where there is none */
	size_t data_len;
	char texts[];
};

struct history {
	struct noted **ring; /* seq at (seq - 1) % HISTORY_MAX */
	uint64_t last;       /* 0: none yet */
};

struct history *history_new(void)
{
	struct history *h = xcalloc(1, sizeof *h);
	h->ring = xcalloc(HISTORY_MAX, sizeof(struct noted *));
	return h;
}

void history_free(struct history *h)
{
	if (h == NULL)
		return;
	for (size_t i = 0; i < HISTORY_MAX; i++)
		free(h->ring[i]);
	free(h->ring);
	free(h);
}

/* What an entry is about. */
struct about {
	const char *contest, *stage, *competitor, *person;
};

static struct about about_of(const struct entry *e)
{
	switch (e->type) {
	case ENTRY_SHEET:
		return (struct about){ e->sheet.contest, e->sheet.stage, e->sheet.competitor, e->sheet.judge };
	case ENTRY_PAPER:
		return (struct about){ e->paper.sheet.contest, e->paper.sheet.stage, e->paper.sheet.competitor,
			               e->paper.sheet.judge };
	case ENTRY_CONFIRM:
		return (struct about){ e->confirm.contest, e->confirm.stage, NULL, e->confirm.judge };
	case ENTRY_PHASE: return (struct about){ e->phase.contest, e->phase.stage, NULL, NULL };
	case ENTRY_STATUS: return (struct about){ e->status.contest, e->status.stage, e->status.competitor, NULL };
	case ENTRY_ADJUST: return (struct about){ e->adjust.contest, e->adjust.stage, e->adjust.competitor, NULL };
	case ENTRY_ORDER:
		return (struct about){ e->order.contest, e->order.stage,
			               e->order.count == 1 ? e->order.competitors[0] : NULL, NULL };
	case ENTRY_CARD: return (struct about){ NULL, NULL, NULL, e->card.person };
	case ENTRY_CERTIFICATE: return (struct about){ e->certificate.contest, NULL, e->certificate.competitor, NULL };
	case ENTRY_FREEZE: return (struct about){ e->freeze.contest, e->freeze.stage, NULL, NULL };
	case ENTRY_REVEAL: return (struct about){ e->reveal.contest, e->reveal.stage, NULL, NULL };
	case ENTRY_RETURN:
		return (struct about){ e->returned.contest, e->returned.stage, e->returned.competitor,
			               e->returned.judge };
	case ENTRY_RECHECK: return (struct about){ e->recheck.contest, e->recheck.stage, e->recheck.competitor, NULL };
	case ENTRY_UNLOCK: return (struct about){ e->unlock.contest, e->unlock.stage, NULL, NULL };
	case ENTRY_SIGN:
		return (struct about){ e->sign.contest, e->sign.stage, e->sign.competitor, e->sign.judge };
	case ENTRY_APPEAL: return (struct about){ e->appeal.contest, e->appeal.stage, e->appeal.competitor, NULL };
	case ENTRY_ACCEPT: return (struct about){ e->accept.contest, e->accept.stage, e->accept.competitor, NULL };
	case ENTRY_EVENT:
	case ENTRY_PRINT:
	case ENTRY_SCREEN: break;
	case ENTRY_DRAW: return (struct about){ e->draw.contest, NULL, NULL, NULL };
	}
	return (struct about){ NULL, NULL, NULL, NULL };
}

static const char *keep(char **at, const char *text, size_t len)
{
	char *kept = *at;
	if (len > 0)
		memcpy(kept, text, len);
	kept[len] = '\0';
	*at += len + 1;
	return kept;
}

static size_t len_of(const char *text)
{
	return text != NULL ? strlen(text) : 0;
}

/* Bytes that are no entry may have any type. */
static bool type_known(const struct entry *e)
{
	const char *name = entry_type_name(e->type);
	return strlen(name) == e->raw.type_len && memcmp(name, e->raw.type, e->raw.type_len) == 0;
}

/* A card's entry without the hashes: who looks through the history has no use for what stands for somebody's card. */
static bool card_bare(const struct entry *e, struct buf *out)
{
	struct entry bare = *e;
	bare.card.token_hash = bare.card.code_hash = NULL;
	return entry_encode(&bare, out) == ERR_OK;
}

void history_note(struct history *h, const struct entry *e, const struct change *change)
{
	/* bytes that are no entry are told as such, without their data */
	struct about a = e->fault ? (struct about){ NULL, NULL, NULL, NULL } : about_of(e);
	struct buf bare;
	buf_init(&bare, REQUEST_DATA_MAX);
	const char *data = e->raw.data;
	size_t data_len = e->fault ? 0 : e->raw.data_len;
	if (!e->fault && e->type == ENTRY_CARD && card_bare(e, &bare)) {
		data = buf_str(&bare);
		data_len = bare.len;
	}
	size_t lens[] = { len_of(e->by),   len_of(a.person),     len_of(a.contest),
		          len_of(a.stage), len_of(a.competitor), data_len };
	size_t size = 0;
	for (size_t i = 0; i < sizeof lens / sizeof *lens; i++)
		size += lens[i] + 1;
	struct noted *n = xmalloc(sizeof *n + size);
	char *at = n->texts;
	*n = (struct noted){ .seq = change->seq,
		             .first_seq = change->repeated ? change->first_seq : 0,
		             .at_ms = e->raw.at_ms,
		             .type = e->type,
		             .known = type_known(e),
		             .verdict = change->verdict,
		             .data_len = data_len };
	n->by = keep(&at, e->by, lens[0]);
	n->person = keep(&at, a.person, lens[1]);
	n->contest = keep(&at, a.contest, lens[2]);
	n->stage = keep(&at, a.stage, lens[3]);
	n->competitor = keep(&at, a.competitor, lens[4]);
	n->data = keep(&at, data, data_len);
	buf_release(&bare);
	struct noted **place = &h->ring[(change->seq - 1) % HISTORY_MAX];
	free(*place);
	*place = n;
	h->last = change->seq;
}

/* What is asked for; NULL: any. */
struct filter {
	const char *contest, *stage, *competitor, *person;
	bool any_kind;
	enum entry_type kind;
	uint64_t before;
	uint32_t limit;
};

static enum err read_text(struct request *r, const cJSON *params, const char *name, const char **out)
{
	const cJSON *value = json_member(params, name);
	if (value == NULL || json_string(value, out))
		return ERR_OK;
	return request_refuse(r, ERR_INVALID, "%s: an id, or left out", name);
}

static enum err read_number(struct request *r, const cJSON *params, const char *name, int64_t max, int64_t *out)
{
	const cJSON *value = json_member(params, name);
	enum err e = value != NULL ? json_int(value, 1, max, out) : ERR_OK;
	return e == ERR_OK ? ERR_OK : request_refuse(r, e, "%s: a whole number from 1 to %lld", name, (long long)max);
}

static enum err filter_read(struct request *r, const struct history *h, const cJSON *params, struct filter *f)
{
	const char *kind = NULL;
	int64_t before = (int64_t)h->last + 1, limit = 50;
	enum err e = ERR_OK;
	*f = (struct filter){ .any_kind = true };
	if (params != NULL && !json_is_object(params))
		return request_refuse(r, ERR_INVALID, "params: an object");
	if (e == ERR_OK)
		e = read_text(r, params, "contest", &f->contest);
	if (e == ERR_OK)
		e = read_text(r, params, "stage", &f->stage);
	if (e == ERR_OK)
		e = read_text(r, params, "competitor", &f->competitor);
	if (e == ERR_OK)
		e = read_text(r, params, "person", &f->person);
	if (e == ERR_OK)
		e = read_text(r, params, "kind", &kind);
	if (e == ERR_OK)
		e = read_number(r, params, "before", INT64_C(1) << 52, &before);
	if (e == ERR_OK)
		e = read_number(r, params, "limit", HISTORY_LIMIT_MAX, &limit);
	if (e != ERR_OK)
		return e;
	f->any_kind = kind == NULL;
	if (kind != NULL && !entry_type_from_name(kind, &f->kind))
		return request_refuse(r, ERR_INVALID,
		                      "kind: sheet, paper, confirm, phase, status, adjust, order, draw, card, certificate, print, screen, "
		                      "freeze, reveal, return, accept, sign or event");
	f->before = (uint64_t)before;
	f->limit = (uint32_t)limit;
	return ERR_OK;
}

static bool same(const char *asked, const char *is)
{
	return asked == NULL || strcmp(asked, is) == 0;
}

static bool filter_takes(const struct filter *f, const struct noted *n)
{
	return same(f->contest, n->contest) && same(f->stage, n->stage) && same(f->competitor, n->competitor) &&
	       (same(f->person, n->by) || same(f->person, n->person)) &&
	       (f->any_kind || (n->known && f->kind == n->type));
}

static void put_noted(struct json_out *o, const struct noted *n)
{
	json_object(o);
	json_member_int(o, "seq", (int64_t)n->seq);
	json_member_int(o, "at", n->at_ms);
	json_member_string(o, "kind", n->known ? entry_type_name(n->type) : NULL);
	json_member_string(o, "by", n->by);
	json_member_string(o, "verdict", err_code(n->verdict));
	if (n->first_seq > 0)
		json_member_int(o, "first", (int64_t)n->first_seq);
	json_key(o, "data");
	if (n->data_len > 0 && n->type != ENTRY_EVENT)
		json_put_raw(o, n->data, n->data_len);
	else
		json_put_null(o);
	json_object_end(o);
}

enum err history_answer(const struct history *h, struct request *r, const struct state *s, const struct asker *who,
                        const cJSON *params, struct json_out *result)
{
	struct filter f;
	char roles[128];
	enum err e = state_event(s) != NULL ? asker_may(who, "history") : ERR_NO_EVENT;
	roles_of_method("history", roles, sizeof roles);
	if (e != ERR_OK)
		return request_refuse(r, e, "history: the role %s", roles);
	e = filter_read(r, h, params, &f);
	if (e != ERR_OK)
		return e;
	uint64_t oldest = h->last > HISTORY_MAX ? h->last - HISTORY_MAX : 0; /* the last that is gone */
	uint64_t seq = f.before - 1 < h->last ? f.before - 1 : h->last;
	uint32_t count = 0;
	json_object(result);
	json_key(result, "entries");
	json_array(result);
	for (; seq > oldest && count < f.limit; seq--) {
		const struct noted *n = h->ring[(seq - 1) % HISTORY_MAX];
		if (n == NULL || !filter_takes(&f, n))
			continue;
		put_noted(result, n);
		count++;
	}
	json_array_end(result);
	json_key(result, "next");
	if (seq > oldest && count == f.limit)
		json_put_int(result, (int64_t)seq + 1);
	else
		json_put_null(result);
	json_object_end(result);
	return ERR_OK;
}

/* The last entry at or before this moment; 0 where there is none. */
static uint64_t seq_at(const struct history *h, int64_t at_ms)
{
	uint64_t seq = h->last;
	while (seq > 0 && h->last <= HISTORY_MAX && h->ring[(seq - 1) % HISTORY_MAX]->at_ms > at_ms)
		seq--;
	return seq;
}

enum err history_moment(const struct history *h, struct request *r, const struct asker *who, const cJSON *params,
                        uint64_t *seq, int64_t *at_ms)
{
	const cJSON *at = json_member(params, "at"), *number = json_member(params, "seq");
	int64_t value = 0;
	char roles[128];
	enum err e = asker_may(who, "past");
	roles_of_method("past", roles, sizeof roles);
	if (e != ERR_OK)
		return request_refuse(r, e, "past: the role %s", roles);
	if ((at == NULL) == (number == NULL))
		return request_refuse(r, ERR_INVALID, "at: a time in ms, or seq: an entry's number");
	e = json_int(at != NULL ? at : number, 1, INT64_C(1) << 52, &value);
	if (e != ERR_OK)
		return request_refuse(r, e, "%s: a whole number from 1", at != NULL ? "at" : "seq");
	uint64_t meant = at != NULL ? seq_at(h, value) : (uint64_t)value;
	if (meant == 0 || meant > h->last)
		return request_refuse(r, ERR_NOT_FOUND, "a moment from the first entry on, or one of %llu entries",
		                      (unsigned long long)h->last);
	if (meant > HISTORY_PAST_MAX || h->last > HISTORY_MAX)
		return request_refuse(r, ERR_TOO_LARGE, "one of the first %d entries, of %d at most; touchstone export has all",
		                      HISTORY_PAST_MAX, HISTORY_MAX);
	*seq = meant;
	*at_ms = h->ring[(meant - 1) % HISTORY_MAX]->at_ms;
	return ERR_OK;
}

struct state *history_state(const struct history *h, uint64_t seq)
{
	struct state *s = state_new();
	for (uint64_t i = 1; i <= seq; i++) {
		const struct noted *n = h->ring[(i - 1) % HISTORY_MAX];
		struct entry e;
		struct arena arena;
		struct change change;
		if (n->verdict != ERR_OK || n->first_seq > 0)
			continue;
		const char *type = entry_type_name(n->type);
		struct entry_raw raw = { .type = type,
			                 .type_len = strlen(type),
			                 .by = n->by,
			                 .by_len = strlen(n->by),
			                 .key = "",
			                 .data = n->data,
			                 .data_len = n->data_len,
			                 .at_ms = n->at_ms };
		arena_init(&arena);
		entry_decode(&raw, &arena, &e);
		(void)fold(s, &e, &change); /* as accepted as it was the first time */
		arena_release(&arena);
	}
	return s;
}
