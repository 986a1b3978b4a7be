#include "hub/sign_in.h"

#include "base/mem.h"
#include "display/event_view.h"
#include "events/entry_json.h"
#include "hub/commands.h"
#include "hub/views.h"
#include "judges/cards.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROTOCOL 1

/* A hello whose answer waits for the ledger. */
struct entering {
	struct pending *pending;
	char card_hash[TOKEN_HASH_TEXT_MAX], tablet[TOKEN_HASH_TEXT_MAX];
};

static enum err refuse(char *expected, enum err err, const char *text)
{
	snprintf(expected, REQUEST_EXPECTED_MAX, "%s", text);
	return err;
}

/* ---- the answer ---- */

static void put_may(struct json_out *o, enum role role)
{
	uint32_t count = 0;
	const struct permission *methods = permission_methods(&count);
	json_array(o);
	for (uint32_t i = 0; i < count; i++)
		if (role_may(role, methods[i].name))
			json_put_string(o, methods[i].name);
	json_array_end(o);
}

static void put_you(struct json_out *o, const struct hub *hub, const struct socket *s)
{
	struct asker who = hub_asker(hub, s);
	json_object(o);
	if (who.person != NONE) {
		const struct person *p = &state_event(hub->state)->people[who.person];
		json_member_string(o, "id", p->id);
		json_member_string(o, "name", p->name);
	}
	json_member_string(o, "role", role_name(who.role));
	json_object_end(o);
}

static void put_hello(struct json_out *o, struct hub *hub, const struct socket *s)
{
	struct buf view;
	char tablet[TABLET_NAME_MAX];
	buf_init(&view, BOARD_JSON_MAX);
	event_snapshot(hub->state, &view);
	json_object(o);
	json_member_int(o, "protocol", PROTOCOL);
	json_member_string(o, "version", TOUCHSTONE_VERSION);
	json_member_int(o, "time", hub_now_ms());
	json_member_string(o, "epoch", hub->topics.epoch);
	json_key(o, "event");
	json_put_raw(o, buf_str(&view), view.len);
	json_key(o, "you");
	put_you(o, hub, s);
	if (s->tablet[0] != '\0') {
		snprintf(tablet, sizeof tablet, "%.*s", TABLET_NAME_MAX - 1, s->tablet);
		json_member_string(o, "tablet", tablet);
	}
	json_key(o, "may");
	put_may(o, hub_asker(hub, s).role);
	json_object_end(o);
	buf_release(&view);
}

/* ---- what has to be in the ledger first ---- */

static void append_card(struct hub *hub, uint32_t person, struct entry_card card, store_appended *done, void *arg)
{
	struct entry entry = { .type = ENTRY_CARD, .card = card };
	unsigned char bytes[16];
	char key[2 * sizeof bytes + 1];
	struct buf data;
	entry.card.person = state_event(hub->state)->people[person].id;
	buf_init(&data, 4096);
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(key, sizeof key, bytes, sizeof bytes);
	if (hub->store == NULL || entry_encode(&entry, &data) != ERR_OK)
		done(arg, ERR_UNAVAILABLE, NULL);
	else
		store_append(hub->store, ENTRY_CARD, entry.card.person, key, buf_str(&data), data.len, done, arg);
	buf_release(&data);
}

/* Signs the socket in with a card that is there; ERR_OK with *first: it has to be claimed before. */
static enum err enter(struct socket *s, const char *card_hash, char *expected, bool *first)
{
	struct hub *hub = s->hub;
	const struct card *card = state_card_by_hash(hub->state, card_hash);
	*first = false;
	switch (card_place(card, s->tablet)) {
	case CARD_VOID: return refuse(expected, ERR_NOT_SIGNED_IN, "expected a card that is not revoked");
	case CARD_NAMELESS: return refuse(expected, ERR_INVALID, "expected device: the card is bound to a tablet");
	case CARD_ELSEWHERE: return refuse(expected, ERR_OTHER_TABLET, "");
	case CARD_FIRST: *first = true; return ERR_OK;
	case CARD_HERE: break;
	}
	hub_sign_in(s, state_event(hub->state)->people[card->person].id, card_hash);
	views_recheck(s);
	return ERR_OK;
}

static void on_appended(void *arg, enum err err, const struct receipt *receipt);

static void claim(struct hub *hub, const char *card_hash, const char *tablet, store_appended *done, void *arg)
{
	const struct card *card = state_card_by_hash(hub->state, card_hash);
	append_card(hub, card->person, (struct entry_card){ .act = CARD_CLAIM, .device = tablet }, done, arg);
}

static void answer(struct entering *in, enum err err, const char *expected)
{
	struct pending *p = in->pending;
	struct buf b;
	struct json_out o;
	if (p->socket != NULL && err != ERR_OK) {
		rpc_error(p->socket, p->id, rpc_code(err), err, expected);
	} else if (p->socket != NULL) {
		buf_init(&b, SIZE_MAX / 2);
		json_out_init(&o, &b);
		put_hello(&o, p->hub, p->socket);
		rpc_result(p->socket, p->id, buf_str(&b), b.len);
		buf_release(&b);
	}
	pending_free(p);
	free(in);
}

/* The code's card, or the claim, is in the ledger or was refused: see what holds now. */
static void on_appended(void *arg, enum err err, const struct receipt *receipt)
{
	struct entering *in = arg;
	struct socket *s = in->pending->socket;
	char expected[REQUEST_EXPECTED_MAX] = "";
	bool first = false;
	if (err == ERR_OK && s != NULL) {
		err = enter(s, in->card_hash, expected, &first);
		if (err == ERR_NOT_SIGNED_IN && receipt->verdict != ERR_OK)
			err = refuse(expected, receipt->verdict, receipt->expected);
	}
	if (err == ERR_OK && first)
		claim(s->hub, in->card_hash, in->tablet, on_appended, in);
	else
		answer(in, err, expected);
}

static struct entering *entering_new(struct call *call, const char *card_hash)
{
	struct entering *in = xcalloc(1, sizeof *in);
	in->pending = pending_new(call, 0, "");
	snprintf(in->card_hash, sizeof in->card_hash, "%s", card_hash);
	snprintf(in->tablet, sizeof in->tablet, "%s", call->socket->tablet);
	return in;
}

/* ---- hello ---- */

/* A short code: where it is right, its card is appended. */
static enum err enter_by_code(struct call *call, const char *code, const char *card_hash)
{
	struct hub *hub = call->hub;
	char hash[TOKEN_HASH_TEXT_MAX];
	int64_t now_ms = hub_now_ms();
	if (!guesses_allow(&hub->guesses, call->socket->address, now_ms))
		return refuse(call->expected, ERR_TOO_OFTEN, "");
	const struct card *card =
	    code_hash(state_event(hub->state)->id, code, hash) ? state_card_by_code(hub->state, hash) : NULL;
	if (card == NULL) {
		guesses_note(&hub->guesses, call->socket->address, now_ms);
		return refuse(call->expected, ERR_NOT_SIGNED_IN,
		              "expected the 8 characters on a card that is not revoked; each code is taken 3 times");
	}
	append_card(hub, card->person, (struct entry_card){ .act = CARD_CODE, .token_hash = card_hash, .code_hash = hash },
	            on_appended, entering_new(call, card_hash));
	return ERR_OK;
}

static enum err sign_in(struct call *call, const cJSON *params)
{
	struct socket *s = call->socket;
	const cJSON *given = json_member(params, "token"), *typed = json_member(params, "code");
	const char *token = NULL, *code = NULL, *device = NULL;
	char hash[TOKEN_HASH_TEXT_MAX];
	bool first = false;
	if (given == NULL) {
		hub_sign_in(s, NULL, NULL);
		views_recheck(s);
		return ERR_OK;
	}
	if (!json_string(given, &token) || !token_hash(token, hash))
		return refuse(call->expected, ERR_NOT_SIGNED_IN, "expected the code of a card: 26 letters and digits");
	if (typed != NULL && !json_string(typed, &code))
		return refuse(call->expected, ERR_INVALID, "expected code: the short code of a card");
	if (json_string(json_member(params, "device"), &device) && device[0] != '\0') {
		snprintf(s->device, sizeof s->device, "%s", device);
		tablet_hash(device, s->tablet);
	}
	if (code != NULL && state_card_by_hash(call->hub->state, hash) == NULL)
		return enter_by_code(call, code, hash);
	enum err err = enter(s, hash, call->expected, &first);
	if (err == ERR_OK && first)
		claim(call->hub, hash, s->tablet, on_appended, entering_new(call, hash));
	return err;
}

enum err handle_hello(struct call *call, const cJSON *params)
{
	enum err err = call_ready(call);
	if (err == ERR_OK)
		err = sign_in(call, params);
	if (err == ERR_OK && !call->later)
		put_hello(&call->result, call->hub, call->socket);
	return err;
}

/* ---- later ---- */

static void on_claimed(void *arg, enum err err, const struct receipt *receipt)
{
	(void)arg;
	(void)err;
	(void)receipt; /* where it was another one, that was folded, and this one is signed out */
}

void sign_in_check(struct hub *hub, uint32_t person)
{
	const char *id = state_event(hub->state)->people[person].id;
	for (struct socket *s = hub->sockets, *next = NULL; s != NULL; s = next) {
		next = s->next;
		if (!s->signed_in || strcmp(s->person, id) != 0)
			continue;
		enum card_place place = card_place(state_card_by_hash(hub->state, s->card_hash), s->tablet);
		if (place == CARD_FIRST && hub->live)
			claim(hub, s->card_hash, s->tablet, on_claimed, NULL);
		if (place == CARD_HERE || place == CARD_FIRST)
			continue;
		topics_unwatch_all(s);
		hub_sign_in(s, NULL, NULL);
		socket_close(s, CLOSE_SIGNED_OUT);
	}
}
