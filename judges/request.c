#include "judges/request.h"

#include "events/entry_json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void request_init(struct request *r)
{
	*r = (struct request){ .repeated = false };
	arena_init(&r->arena);
	buf_init(&r->data, REQUEST_DATA_MAX);
}

void request_release(struct request *r)
{
	arena_release(&r->arena);
	buf_release(&r->data);
}

enum err request_refuse(struct request *r, enum err e, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(r->expected, sizeof r->expected, format, args);
	va_end(args);
	return e;
}

static bool key_good(const char *key)
{
	size_t len = strlen(key);
	if (len == 0 || len > KEY_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (key[i] < 0x21 || key[i] > 0x7e)
			return false;
	return true;
}

enum err request_begin(struct request *r, const struct state *s, const struct asker *who, const char *method,
                       const cJSON *params)
{
	const struct event *event = state_event(s);
	enum err e = asker_may(who, method);
	char roles[128];
	const char *key;
	if (event == NULL)
		return ERR_NO_EVENT;
	if (e == ERR_UNKNOWN_METHOD)
		return e;
	if (e != ERR_OK || who->person == NONE) {
		roles_of_method(method, roles, sizeof roles);
		return request_refuse(r, e != ERR_OK ? e : ERR_NOT_SIGNED_IN, "%s: the role %s", method, roles);
	}
	if (!json_is_object(params))
		return request_refuse(r, ERR_INVALID, "params: an object");
	if (!json_string(json_member(params, "key"), &key) || !key_good(key))
		return request_refuse(r, ERR_INVALID,
		                      "key: a text of 1 to %d visible ASCII characters, new for each message", KEY_MAX);
	r->entry.by = event->people[who->person].id;
	r->entry.key = arena_strdup(&r->arena, key);
	return ERR_OK;
}

enum err request_read(struct request *r, enum entry_type type, const cJSON *params)
{
	const char *expected = NULL;
	enum err e = entry_read(type, params, &r->arena, &r->entry, &expected);
	return e != ERR_OK && expected != NULL ? request_refuse(r, e, "%s", expected) : e;
}

enum err request_stage(struct request *r, const struct state *s, const cJSON *params, uint32_t *contest, uint32_t *stage)
{
	const struct event *event = state_event(s);
	const char *contest_id, *stage_id;
	if (!json_string(json_member(params, "contest"), &contest_id) || !json_string(json_member(params, "stage"), &stage_id))
		return request_refuse(r, ERR_INVALID, "contest and stage: ids");
	*contest = event_contest(event, contest_id);
	if (*contest == NONE)
		return request_refuse(r, ERR_UNKNOWN_CONTEST, "a contest of event %s; there is no %.64s", event->id, contest_id);
	*stage = contest_stage(&event->contests[*contest], stage_id);
	if (*stage == NONE)
		return request_refuse(r, ERR_UNKNOWN_STAGE, "a stage of contest %.64s; there is no %.64s", contest_id, stage_id);
	return ERR_OK;
}

enum err request_check(struct request *r, const struct state *s)
{
	r->entry.tablet = r->tablet;
	enum err e = entry_encode(&r->entry, &r->data);
	if (e != ERR_OK)
		return e;
	const char *type = entry_type_name(r->entry.type);
	r->entry.raw = (struct entry_raw){
		.type = type,
		.type_len = strlen(type),
		.by = r->entry.by,
		.by_len = strlen(r->entry.by),
		.key = r->entry.key,
		.key_len = strlen(r->entry.key),
		.data = buf_str(&r->data),
		.data_len = r->data.len,
	};
	r->entry.content_len = entry_content_len(&r->entry);
	e = state_check(s, &r->entry, &r->change);
	r->repeated = r->change.repeated;
	if (r->repeated)
		return ERR_OK;
	return e != ERR_OK && r->change.expected != NULL ? request_refuse(r, e, "%s", r->change.expected) : e;
}
