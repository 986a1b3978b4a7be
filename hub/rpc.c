#include "hub/rpc.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARSE_ERROR      (-32700)
#define INVALID_REQUEST  (-32600)
#define METHOD_NOT_FOUND (-32601)
#define INVALID_PARAMS   (-32602)
#define REFUSED          (-32000)

int rpc_code(enum err err)
{
	switch (err) {
	case ERR_MALFORMED:
	case ERR_TOO_LARGE:
	case ERR_TOO_DEEP:
	case ERR_DUPLICATE_KEY: return PARSE_ERROR;
	case ERR_UNKNOWN_METHOD: return METHOD_NOT_FOUND;
	case ERR_INVALID:
	case ERR_NOT_A_NUMBER:
	case ERR_OUT_OF_RANGE:
	case ERR_OFF_STEP:
	case ERR_UNKNOWN_PERSON:
	case ERR_UNKNOWN_CONTEST:
	case ERR_UNKNOWN_STAGE:
	case ERR_UNKNOWN_MODULE:
	case ERR_UNKNOWN_COMPETITOR:
	case ERR_UNKNOWN_ASPECT:
	case ERR_UNKNOWN_TOPIC:
	case ERR_MISSING_MARK: return INVALID_PARAMS;
	case ERR_OK:
	case ERR_NOT_SIGNED_IN:
	case ERR_NOT_ALLOWED:
	case ERR_OTHER_TABLET:
	case ERR_TOO_OFTEN:
	case ERR_NOT_YOUR_MODULE:
	case ERR_STAGE_NOT_OPEN:
	case ERR_STAGE_LOCKED:
	case ERR_WRONG_PHASE:
	case ERR_UNSETTLED:
	case ERR_DIFFERS:
	case ERR_BUSY:
	case ERR_STALE:
	case ERR_REPEATED:
	case ERR_NO_EVENT:
	case ERR_CORRUPT:
	case ERR_UNAVAILABLE:
	case ERR_IO:
	case ERR_NOT_FOUND:
	case ERR_UNSUPPORTED: return REFUSED;
	}
	return REFUSED;
}

enum err call_refuse(struct call *call, enum err err, const char *expected)
{
	snprintf(call->expected, sizeof call->expected, "%s", expected);
	return err;
}

enum err call_ready(struct call *call)
{
	if (call->hub->live && state_event(call->hub->state) != NULL)
		return ERR_OK;
	return call_refuse(call, ERR_UNAVAILABLE, "the hub is still reading its ledger");
}

enum err call_may(struct call *call, const char *method)
{
	struct asker who = hub_asker(call->hub, call->socket);
	enum err err = call_ready(call);
	return err == ERR_OK ? asker_may(&who, method) : err;
}

static void answer_begin(struct json_out *o, struct buf *b, const char *id)
{
	buf_init(b, SIZE_MAX / 2);
	json_out_init(o, b);
	json_object(o);
	json_member_string(o, "jsonrpc", "2.0");
	json_key(o, "id");
	json_put_raw(o, id, strlen(id));
}

static void answer_send(struct socket *s, struct json_out *o)
{
	json_object_end(o);
	struct message *m = message_new(buf_str(o->buf), o->buf->len);
	socket_send(s, m);
	message_unref(m);
	buf_release(o->buf);
}

void rpc_result(struct socket *s, const char *id, const char *json, size_t len)
{
	struct buf b;
	struct json_out o;
	answer_begin(&o, &b, id);
	json_key(&o, "result");
	json_put_raw(&o, json, len);
	answer_send(s, &o);
}

void rpc_error(struct socket *s, const char *id, int code, enum err err, const char *expected)
{
	struct buf b;
	struct json_out o;
	s->hub->counts.refused++;
	answer_begin(&o, &b, id);
	json_key(&o, "error");
	json_object(&o);
	json_member_int(&o, "code", code);
	json_member_string(&o, "message", err_text(err));
	json_key(&o, "data");
	json_object(&o);
	json_member_string(&o, "code", err_code(err));
	json_member_bool(&o, "temporary", err_temporary(err));
	if (expected != NULL && expected[0] != '\0')
		json_member_string(&o, "expected", expected);
	json_object_end(&o);
	json_object_end(&o);
	answer_send(s, &o);
}

void hub_refuse(struct socket *s, enum err err, const char *expected)
{
	rpc_error(s, "null", rpc_code(err), err, expected);
}

struct pending *pending_new(struct call *call, uint32_t version, const char *token)
{
	struct socket *s = call->socket;
	struct pending *p = xcalloc(1, sizeof *p);
	*p = (struct pending){ .socket = s, .next = s->pending, .hub = call->hub, .version = version };
	memcpy(p->id, call->id, sizeof p->id);
	snprintf(p->token, sizeof p->token, "%s", token);
	if (s->pending != NULL)
		s->pending->prev = p;
	s->pending = p;
	s->pending_count++;
	call->later = true;
	return p;
}

void pending_free(struct pending *p)
{
	struct socket *s = p->socket;
	if (s != NULL) {
		if (p->prev != NULL)
			p->prev->next = p->next;
		else
			s->pending = p->next;
		if (p->next != NULL)
			p->next->prev = p->prev;
		s->pending_count--;
		socket_resume(s);
	}
	free(p);
}

void pending_leave(struct socket *s)
{
	for (struct pending *p = s->pending; p != NULL; p = p->next)
		p->socket = NULL;
	s->pending = NULL;
	s->pending_count = 0;
}

/* The id as JSON text: a string or a number. Without one nobody could be answered. */
static bool read_id(const cJSON *request, char out[static RPC_ID_MAX + 1])
{
	const cJSON *id = json_member(request, "id");
	struct buf b;
	struct json_out o;
	if (!json_is_string(id) && !json_is_number(id))
		return false;
	buf_init(&b, RPC_ID_MAX);
	json_out_init(&o, &b);
	json_put_tree(&o, id);
	bool ok = buf_ok(&b);
	if (ok)
		memcpy(out, buf_str(&b), b.len + 1);
	buf_release(&b);
	return ok;
}

static const struct rpc_method *method_find(const char *name)
{
	for (size_t i = 0; i < rpc_method_count; i++)
		if (strcmp(rpc_methods[i].name, name) == 0)
			return &rpc_methods[i];
	return NULL;
}

static void handle(struct socket *s, const cJSON *request)
{
	struct call call = { .hub = s->hub, .socket = s };
	const char *version = NULL, *name = NULL;
	const cJSON *params = json_member(request, "params");
	struct buf result;
	if (!json_is_object(request) || !json_string(json_member(request, "jsonrpc"), &version) ||
	    strcmp(version, "2.0") != 0 || !json_string(json_member(request, "method"), &name) ||
	    !read_id(request, call.id)) {
		rpc_error(
		    s, call.id[0] ? call.id : "null", INVALID_REQUEST, ERR_INVALID,
		    "expected {\"jsonrpc\":\"2.0\",\"id\":a number or a string,\"method\":\"...\",\"params\":{...}}");
		return;
	}
	const struct rpc_method *method = method_find(name);
	if (method == NULL) {
		rpc_error(s, call.id, METHOD_NOT_FOUND, ERR_UNKNOWN_METHOD, NULL);
		return;
	}
	if (params != NULL && !json_is_object(params)) {
		rpc_error(s, call.id, INVALID_PARAMS, ERR_INVALID, "expected params to be an object");
		return;
	}
	buf_init(&result, SIZE_MAX / 2);
	json_out_init(&call.result, &result);
	enum err err = method->handle(&call, params);
	if (err != ERR_OK)
		rpc_error(s, call.id, rpc_code(err), err, call.expected);
	else if (!call.later)
		rpc_result(s, call.id, buf_str(&result), result.len);
	buf_release(&result);
}

void hub_message(struct socket *s, const char *text, size_t len)
{
	struct json_place place = { 0 };
	cJSON *request = NULL;
	char expected[120];
	s->hub->counts.messages++;
	enum err err = json_parse(text, len, &request, &place);
	if (err != ERR_OK) {
		snprintf(expected, sizeof expected,
		         "expected one JSON-RPC 2.0 request; it went wrong at line %zu, column %zu", place.line,
		         place.column);
		rpc_error(s, "null", PARSE_ERROR, err, expected);
		return;
	}
	handle(s, request);
	json_free(request);
}
