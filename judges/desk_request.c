#include "judges/desk_request.h"

#include "events/entry_json.h"

#include <sodium.h>
#include <string.h>

/* A method whose params are the members of one entry type. */
static enum err plain_request(struct request *r, const struct state *s, const struct asker *who, const char *method,
                              enum entry_type type, const cJSON *params)
{
	enum err e = request_begin(r, s, who, method, params);
	if (e == ERR_OK)
		e = request_read(r, type, params);
	return e == ERR_OK ? request_check(r, s) : e;
}

enum err phase_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	return plain_request(r, s, who, "phase", ENTRY_PHASE, params);
}

enum err status_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	return plain_request(r, s, who, "status", ENTRY_STATUS, params);
}

enum err adjust_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	return plain_request(r, s, who, "adjust", ENTRY_ADJUST, params);
}

enum err order_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	return plain_request(r, s, who, "order", ENTRY_ORDER, params);
}

enum err screen_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	return plain_request(r, s, who, "screen", ENTRY_SCREEN, params);
}

/* The seed is made here, so a repeat is known by its key alone. */
enum err draw_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	unsigned char random[32];
	char seed[2 * sizeof random + 1];
	enum err e = request_begin(r, s, who, "draw", params);
	if (e == ERR_OK && json_member(params, "seed") != NULL)
		return request_refuse(r, ERR_INVALID, "no seed: the hub draws it");
	if (e == ERR_OK)
		e = request_read(r, ENTRY_DRAW, params);
	if (e != ERR_OK)
		return e;
	if (state_key(s, r->entry.by, r->entry.key, &r->change.first_seq, &r->change.verdict)) {
		r->repeated = true;
		return ERR_OK;
	}
	randombytes_buf(random, sizeof random);
	sodium_bin2hex(seed, sizeof seed, random, sizeof random);
	r->entry.draw.seed = arena_strdup(&r->arena, seed);
	return request_check(r, s);
}

enum err freeze_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	return plain_request(r, s, who, "freeze", ENTRY_FREEZE, params);
}

enum err reveal_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	return plain_request(r, s, who, "reveal", ENTRY_REVEAL, params);
}

enum err return_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	return plain_request(r, s, who, "return", ENTRY_RETURN, params);
}

enum err accept_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	return plain_request(r, s, who, "accept", ENTRY_ACCEPT, params);
}

enum err unlock_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	if (json_member(params, "request") != NULL)
		return request_refuse(r, ERR_INVALID, "no request with an unlock: its answer is the method agree");
	return plain_request(r, s, who, "unlock", ENTRY_UNLOCK, params);
}

enum err agree_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	if (json_member(params, "request") == NULL)
		return request_refuse(r, ERR_INVALID, "request: the number of the entry that asks for an unlock");
	return plain_request(r, s, who, "agree", ENTRY_UNLOCK, params);
}

enum err correct_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	const cJSON *reason = json_member(params, "reason");
	if (reason == NULL || json_member(params, "judge") == NULL)
		return request_refuse(r, ERR_INVALID, "judge: whose sheet it is; reason: why, in words");
	return plain_request(r, s, who, "correct", ENTRY_SHEET, params);
}

enum err paper_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	return plain_request(r, s, who, "paper", ENTRY_PAPER, params);
}

enum err confirm_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	return plain_request(r, s, who, "confirm", ENTRY_CONFIRM, params);
}

/* A list is drawn here and now: the random number goes into the entry. */
enum err recheck_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	unsigned char random[SEED_CHARS / 2];
	char seed[SEED_CHARS + 1];
	const char *contest = "", *stage = "";
	enum err e = request_begin(r, s, who, "recheck", params);
	if (e != ERR_OK)
		return e;
	if (!json_string(json_member(params, "contest"), &contest) || !json_string(json_member(params, "stage"), &stage))
		return request_refuse(r, ERR_INVALID, "contest and stage: ids");
	if (state_key(s, r->entry.by, r->entry.key, &r->change.first_seq, &r->change.verdict)) {
		r->repeated = true; /* another draw would be another entry */
		return ERR_OK;
	}
	randombytes_buf(random, sizeof random);
	sodium_bin2hex(seed, sizeof seed, random, sizeof random);
	r->entry.type = ENTRY_RECHECK;
	r->entry.recheck = (struct entry_recheck){ .contest = arena_strdup(&r->arena, contest),
		                                   .stage = arena_strdup(&r->arena, stage),
		                                   .seed = arena_strdup(&r->arena, seed) };
	return request_check(r, s);
}

enum err checked_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	if (json_member(params, "seed") != NULL)
		return request_refuse(r, ERR_INVALID, "no seed: a list is drawn by the method recheck");
	return plain_request(r, s, who, "checked", ENTRY_RECHECK, params);
}

enum err annul_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	const char *id = "", *reason = "";
	enum err e = request_begin(r, s, who, "annul", params);
	if (e != ERR_OK)
		return e;
	if (!json_string(json_member(params, "id"), &id) || !json_string(json_member(params, "reason"), &reason) || !reason[0] ||
	    strlen(reason) > REASON_MAX)
		return request_refuse(r, ERR_INVALID, "id: the number of a certificate; reason: a text");
	r->entry.type = ENTRY_CERTIFICATE;
	r->entry.certificate = (struct entry_certificate){
		.id = arena_strdup(&r->arena, id), .revoked = true, .reason = arena_strdup(&r->arena, reason)
	};
	return request_check(r, s);
}

enum err sign_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	return plain_request(r, s, who, "sign", ENTRY_SIGN, params);
}

enum err appeal_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	if (json_member(params, "decision") != NULL)
		return request_refuse(r, ERR_INVALID, "no decision with an appeal: that is the method decide");
	return plain_request(r, s, who, "appeal", ENTRY_APPEAL, params);
}

enum err decide_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	if (json_member(params, "decision") == NULL)
		return request_refuse(r, ERR_INVALID, "decision: upheld, partly or dismissed");
	return plain_request(r, s, who, "decide", ENTRY_APPEAL, params);
}

/* The person that the params name. */
static enum err read_person(struct request *r, const struct state *s, const cJSON *params, const char **id)
{
	const struct event *event = state_event(s);
	const char *asked;
	if (!json_string(json_member(params, "person"), &asked))
		return request_refuse(r, ERR_INVALID, "person: an id");
	uint32_t person = event_person(event, asked);
	if (person == NONE)
		return request_refuse(r, ERR_UNKNOWN_PERSON, "person: somebody of event %s; there is no %.64s",
		                      event->id, asked);
	*id = event->people[person].id;
	return ERR_OK;
}

enum err card_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	char hash[TOKEN_HASH_TEXT_MAX], code[CODE_TEXT_MAX], typed_hash[TOKEN_HASH_TEXT_MAX];
	const cJSON *bound = json_member(params, "bound");
	enum err e = request_begin(r, s, who, "card", params);
	r->entry.type = ENTRY_CARD;
	if (e == ERR_OK)
		e = read_person(r, s, params, &r->entry.card.person);
	if (e != ERR_OK)
		return e;
	if (bound != NULL && !json_bool(bound, &r->entry.card.bound))
		return request_refuse(r, ERR_INVALID, "bound: true or false");
	token_new(r->token);
	token_code(r->token, code);
	if (!token_hash(r->token, hash) || !code_hash(state_event(s)->id, code, typed_hash))
		return ERR_UNAVAILABLE;
	r->entry.card.token_hash = arena_strdup(&r->arena, hash);
	r->entry.card.code_hash = arena_strdup(&r->arena, typed_hash);
	e = request_check(r, s);
	if (e != ERR_OK || r->repeated)
		r->token[0] = '\0';
	return e;
}

enum err bind_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	const char *act = "";
	enum err e = request_begin(r, s, who, "bind", params);
	r->entry.type = ENTRY_CARD;
	if (e == ERR_OK)
		e = read_person(r, s, params, &r->entry.card.person);
	if (e != ERR_OK)
		return e;
	if (!json_string(json_member(params, "act"), &act) || !card_act_from_name(act, &r->entry.card.act) ||
	    r->entry.card.act < CARD_BIND || r->entry.card.act == CARD_CLAIM)
		return request_refuse(r, ERR_INVALID, "act: bind, move or free");
	return request_check(r, s);
}

enum err revoke_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	enum err e = request_begin(r, s, who, "revoke", params);
	r->entry.type = ENTRY_CARD;
	if (e == ERR_OK)
		e = read_person(r, s, params, &r->entry.card.person);
	if (e != ERR_OK)
		return e;
	r->entry.card.act = CARD_REVOKE;
	return request_check(r, s);
}
