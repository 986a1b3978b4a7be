/* The methods of the wire: what each does with its parameters. docs/protocol/README.md describes them. */
#include "display/scene.h"
#include "display/values.h"
#include "hub/issuer.h"
#include "hub/pictures.h"
#include "hub/print_job.h"
#include "hub/photograph.h"
#include "hub/rpc.h"
#include "hub/practice.h"
#include "hub/screens.h"
#include "hub/sign_in.h"
#include "hub/tablet_calls.h"
#include "hub/views.h"
#include "judges/cards.h"
#include "judges/desk_request.h"
#include "judges/form.h"
#include "judges/history.h"
#include "judges/marks_view.h"
#include "judges/preview.h"
#include "judges/sheet_code.h"
#include "judges/sheet_request.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define OFFSET_MAX (INT64_C(1) << 52)

/* ---- topics ---- */

static const char topic_names[] =
    "expected the topic event, judge, board/CONTEST/STAGE, desk/CONTEST/STAGE, script/CONTEST/STAGE, screen/NAME, "
    "screens, print, practice or practice/board";

static enum err handle_watch(struct call *call, const cJSON *params)
{
	const char *name = NULL, *epoch = NULL;
	const cJSON *given = json_member(params, "epoch");
	int64_t offset = 0;
	struct topic *topic = NULL;
	enum err err = call_ready(call);
	if (err != ERR_OK)
		return err;
	if (!json_string(json_member(params, "topic"), &name))
		return call_refuse(call, ERR_INVALID, topic_names);
	if (given != NULL &&
	    (!json_string(given, &epoch) || json_int(json_member(params, "offset"), 0, OFFSET_MAX, &offset) != ERR_OK))
		return call_refuse(call, ERR_INVALID, "expected epoch (a string) and offset (a whole number) together");
	err = view_open(call->socket, name, &topic);
	if (err != ERR_OK)
		return call_refuse(call, err, err == ERR_UNKNOWN_TOPIC ? topic_names : "");
	if (call->socket->watch_count >= TOPIC_WATCHES_MAX)
		return call_refuse(call, ERR_TOO_LARGE, "expected at most 64 topics on one connection");
	topic_watch(topic, call->socket, epoch, (uint64_t)offset, &call->result);
	return ERR_OK;
}

static enum err handle_unwatch(struct call *call, const cJSON *params)
{
	const char *name = NULL;
	struct topic *topic = NULL;
	if (!json_string(json_member(params, "topic"), &name))
		return call_refuse(call, ERR_INVALID, topic_names);
	enum err err = view_open(call->socket, name, &topic);
	if (err != ERR_OK)
		return call_refuse(call, err, err == ERR_UNKNOWN_TOPIC ? topic_names : "");
	json_object(&call->result);
	json_member_string(&call->result, "topic", name);
	json_member_bool(&call->result, "watched", topic_unwatch(topic, call->socket));
	json_object_end(&call->result);
	return ERR_OK;
}

/* ---- what becomes an entry ---- */

static void put_receipt(struct json_out *o, uint64_t seq, const char *id, const unsigned char head[HASH_BYTES],
                        uint32_t version, const char *token, bool repeated)
{
	char hash[2 * HASH_BYTES + 1];
	sodium_bin2hex(hash, sizeof hash, head, HASH_BYTES);
	json_object(o);
	json_member_int(o, "seq", (int64_t)seq);
	json_member_string(o, "id", id);
	json_member_string(o, "hash", hash);
	if (version > 0)
		json_member_int(o, "version", version);
	if (token[0] != '\0') {
		char code[CODE_TEXT_MAX], groups[CODE_GROUPS_MAX];
		token_code(token, code);
		code_groups(code, groups);
		json_member_string(o, "token", token);
		json_member_string(o, "short", groups);
	}
	json_member_bool(o, "repeated", repeated);
	json_object_end(o);
}

static void answer_receipt(struct pending *p, uint64_t seq, bool repeated)
{
	const struct hub_entry *e = &p->hub->entries[seq - 1];
	struct buf b;
	struct json_out o;
	buf_init(&b, SIZE_MAX / 2);
	json_out_init(&o, &b);
	put_receipt(&o, seq, e->id, e->head, p->version, p->token, repeated);
	rpc_result(p->socket, p->id, buf_str(&b), b.len);
	buf_release(&b);
}

static void on_appended(void *arg, enum err err, const struct receipt *receipt)
{
	struct pending *p = arg;
	if (p->socket == NULL) {
		/* the tablet went away; it asks again with the same key */
	} else if (err != ERR_OK) {
		rpc_error(p->socket, p->id, rpc_code(err), err, "");
	} else if (receipt->verdict != ERR_OK) {
		rpc_error(p->socket, p->id, rpc_code(receipt->verdict), receipt->verdict, receipt->expected);
	} else {
		answer_receipt(p, receipt->repeated ? receipt->first_seq : receipt->seq, receipt->repeated);
	}
	pending_free(p);
}

/* The first verdict again: nothing is appended. */
static enum err answer_repeated(struct call *call, const struct request *r, uint32_t version)
{
	const struct change *change = &r->change;
	if (change->verdict != ERR_OK)
		return call_refuse(call, change->verdict, "this key's first request was refused; expected a new key");
	const struct hub_entry *e = &call->hub->entries[change->first_seq - 1];
	put_receipt(&call->result, change->first_seq, e->id, e->head, version, "", true);
	return ERR_OK;
}

/* What a desk puts on a screen must be something that can be shown. */
static enum err screen_fits(struct request *r, const struct state *s, const cJSON *params)
{
	const char *expected = "";
	if (r->repeated || r->entry.type != ENTRY_SCREEN)
		return ERR_OK;
	enum err err = scene_check(s, r->entry.screen.screen, json_member(params, "scene"), &expected);
	if (err != ERR_OK)
		snprintf(r->expected, sizeof r->expected, "%s", expected);
	return err;
}

static enum err handle_request(struct call *call, const cJSON *params, request_decode *decode)
{
	struct request r;
	struct asker who = hub_asker(call->hub, call->socket);
	enum err err = call_ready(call);
	if (err != ERR_OK)
		return err;
	request_init(&r);
	snprintf(r.tablet, sizeof r.tablet, "%.*s", TABLET_NAME_MAX - 1, call->socket->tablet);
	err = decode(&r, call->hub->state, &who, params);
	if (err == ERR_OK)
		err = screen_fits(&r, call->hub->state, params);
	uint32_t version = r.entry.type == ENTRY_SHEET ? r.entry.sheet.version : 0;
	if (err != ERR_OK)
		(void)call_refuse(call, err, r.expected);
	else if (r.repeated)
		err = answer_repeated(call, &r, version);
	else if (call->hub->store == NULL)
		err = ERR_UNAVAILABLE;
	else
		store_append(call->hub->store, r.entry.type, r.entry.by, r.entry.key, buf_str(&r.data), r.data.len,
		             on_appended, pending_new(call, version, r.token));
	request_release(&r);
	return err;
}

/* The methods that become an entry: judges/ decodes each. */
#define ENTRY_METHODS(X)                                                                                               \
	X(sheet)                                                                                                       \
	X(scan)                                                                                                        \
	X(correct)                                                                                                     \
	X(paper)                                                                                                       \
	X(confirm)                                                                                                     \
	X(phase)                                                                                                       \
	X(status)                                                                                                      \
	X(adjust)                                                                                                      \
	X(order)                                                                                                       \
	X(screen)                                                                                                      \
	X(draw)                                                                                                        \
	X(freeze)                                                                                                      \
	X(reveal)                                                                                                      \
	X(return )                                                                                                     \
	X(accept)                                                                                                      \
	X(recheck)                                                                                                     \
	X(checked)                                                                                                     \
	X(unlock)                                                                                                      \
	X(agree)                                                                                                       \
	X(appeal)                                                                                                      \
	X(decide)                                                                                                      \
	X(annul)                                                                                                       \
	X(sign)                                                                                                        \
	X(card)                                                                                                        \
	X(bind)                                                                                                        \
	X(revoke)

#define X(name)                                                                                                        \
	static enum err handle_##name(struct call *call, const cJSON *params)                                          \
	{                                                                                                              \
		return handle_request(call, params, name##_request);                                                   \
	}
ENTRY_METHODS(X)
#undef X

/* ---- what only looks ---- */

/* A look at the state that judges/ answers as a whole. */
static enum err handle_look(struct call *call, const cJSON *params,
                            enum err (*answer)(struct request *r, struct state *s, const struct asker *who,
                                               const cJSON *params, struct json_out *result))
{
	struct request r;
	struct asker who = hub_asker(call->hub, call->socket);
	enum err err = call_ready(call);
	if (err != ERR_OK)
		return err;
	request_init(&r);
	err = answer(&r, call->hub->state, &who, params, &call->result);
	if (err != ERR_OK)
		(void)call_refuse(call, err, r.expected);
	request_release(&r);
	return err;
}

static enum err handle_marks(struct call *call, const cJSON *params)
{
	return handle_look(call, params, marks_answer);
}

static enum err handle_form(struct call *call, const cJSON *params)
{
	return handle_look(call, params, form_answer);
}

static enum err handle_agreement(struct call *call, const cJSON *params)
{
	return handle_look(call, params, agreement_answer);
}

static enum err handle_preview(struct call *call, const cJSON *params)
{
	return handle_look(call, params, preview_answer);
}

static enum err handle_history(struct call *call, const cJSON *params)
{
	struct request r;
	struct asker who = hub_asker(call->hub, call->socket);
	enum err err = call_ready(call);
	if (err != ERR_OK)
		return err;
	request_init(&r);
	err = history_answer(call->hub->history, &r, call->hub->state, &who, params, &call->result);
	if (err != ERR_OK)
		(void)call_refuse(call, err, r.expected);
	request_release(&r);
	return err;
}

/* The stage that the params name, in this definition. */
static enum err read_stage(struct call *call, const cJSON *params, const struct event *event, uint32_t *contest,
                           uint32_t *stage)
{
	const char *contest_id = "", *stage_id = "";
	if (!json_string(json_member(params, "contest"), &contest_id) ||
	    !json_string(json_member(params, "stage"), &stage_id))
		return call_refuse(call, ERR_INVALID, "contest and stage: ids");
	*contest = event != NULL ? event_contest(event, contest_id) : NONE;
	*stage = *contest != NONE ? contest_stage(&event->contests[*contest], stage_id) : NONE;
	if (*stage == NONE)
		return call_refuse(call, *contest == NONE ? ERR_UNKNOWN_CONTEST : ERR_UNKNOWN_STAGE,
		              "a contest and a stage of this event");
	return ERR_OK;
}

/* A stage's board as it stood after an entry; the last one at a moment. */
static enum err handle_past(struct call *call, const cJSON *params)
{
	struct request r;
	struct asker who = hub_asker(call->hub, call->socket);
	uint64_t seq = 0;
	int64_t at_ms = 0;
	uint32_t contest = NONE, stage = NONE;
	enum err err = call_ready(call);
	if (err != ERR_OK)
		return err;
	request_init(&r);
	err = history_moment(call->hub->history, &r, &who, params, &seq, &at_ms);
	if (err != ERR_OK)
		(void)call_refuse(call, err, r.expected);
	request_release(&r);
	if (err != ERR_OK)
		return err;
	struct state *then = history_state(call->hub->history, seq);
	err = read_stage(call, params, state_event(then), &contest, &stage);
	if (err == ERR_OK) {
		const struct contest *c = &state_event(then)->contests[contest];
		struct board_view *view = board_view_new(c->id, c->stages[stage].id, NULL);
		struct buf unused;
		buf_init(&unused, BOARD_JSON_MAX);
		(void)board_view_update(view, then, at_ms, &unused);
		json_object(&call->result);
		json_member_int(&call->result, "seq", (int64_t)seq);
		json_key(&call->result, "board");
		board_snapshot(view, call->result.buf);
		json_object_end(&call->result);
		buf_release(&unused);
		board_view_free(view);
	}
	state_free(then);
	return err;
}

static enum err handle_script(struct call *call, const cJSON *params)
{
	struct asker who = hub_asker(call->hub, call->socket);
	uint32_t contest = NONE, stage = NONE;
	enum err err = call_ready(call);
	if (err == ERR_OK)
		err = asker_may(&who, "script");
	if (err == ERR_OK)
		err = read_stage(call, params, state_event(call->hub->state), &contest, &stage);
	if (err != ERR_OK)
		return err;
	gates_script(call->hub->gates, call->hub->state, contest, stage, call->result.buf);
	return ERR_OK;
}

/* What each judge gave: to anybody, as far as the public may see it. */
static enum err handle_values(struct call *call, const cJSON *params)
{
	const char *id = "";
	uint32_t contest = NONE, stage = NONE;
	enum err err = call_ready(call);
	if (err == ERR_OK)
		err = read_stage(call, params, state_event(call->hub->state), &contest, &stage);
	if (err != ERR_OK)
		return err;
	uint32_t competitor = NONE;
	if (json_string(json_member(params, "competitor"), &id))
		competitor = contest_competitor(&state_event(call->hub->state)->contests[contest], id);
	if (competitor == NONE)
		return call_refuse(call, ERR_UNKNOWN_COMPETITOR, "competitor: an id of the contest");
	values_put(&call->result, call->hub->state, call->hub->gates, contest, stage, competitor);
	return ERR_OK;
}

/* ---- certificates ---- */

static enum err handle_certificates(struct call *call, const cJSON *params)
{
	enum err err = call_ready(call);
	return err == ERR_OK ? certificates_handle(call, params) : err;
}

static enum err handle_page(struct call *call, const cJSON *params)
{
	enum err err = call_ready(call);
	return err == ERR_OK ? page_handle(call, params) : err;
}

static enum err handle_print(struct call *call, const cJSON *params)
{
	enum err err = call_ready(call);
	return err == ERR_OK ? print_handle(call, params) : err;
}

static enum err handle_printing(struct call *call, const cJSON *params)
{
	enum err err = call_ready(call);
	return err == ERR_OK ? printing_handle(call, params) : err;
}

const struct rpc_method rpc_methods[] = {
	{ "hello", handle_hello },
	{ "watch", handle_watch },
	{ "unwatch", handle_unwatch },
#define X(name) { #name, handle_##name },
	ENTRY_METHODS(X)
#undef X
	    { "draft", draft_handle },
	{ "tablet", tablet_handle },
	{ "nudge", nudge_handle },
	{ "seen", seen_handle },
	{ "codes", photograph_handle },
	{ "preview", handle_preview },
	{ "history", handle_history },
	{ "script", handle_script },
	{ "past", handle_past },
	{ "certificates", handle_certificates },
	{ "page", handle_page },
	{ "print", handle_print },
	{ "printing", handle_printing },
	{ "printers", printers_handle },
	{ "pair", pair_handle },
	{ "showing", showing_handle },
	{ "adopt", adopt_handle },
	{ "values", handle_values },
	{ "look", look_handle },
	{ "form", handle_form },
	{ "pictures", pictures_handle },
	{ "practice", practice_handle },
	{ "practice_step", practice_step_handle },
	{ "marks", handle_marks },
	{ "agreement", handle_agreement },
};
const size_t rpc_method_count = sizeof rpc_methods / sizeof rpc_methods[0];
