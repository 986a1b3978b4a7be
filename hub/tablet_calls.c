#include "hub/tablet_calls.h"

#include "hub/views.h"

#include <stdio.h>
#include <string.h>

#define UNSENT_MAX 100000

static void put_done(struct call *call)
{
	json_object(&call->result);
	json_object_end(&call->result);
}

/* ---- telling ---- */

static uint32_t list_tablets(void *arg, const char *person, struct tablet *out, uint32_t room)
{
	const struct hub *hub = arg;
	uint32_t count = 0;
	for (const struct socket *s = hub->sockets; s != NULL && count < room; s = s->next) {
		if (!s->signed_in || strcmp(s->person, person) != 0)
			continue;
		struct tablet *one = &out[count++];
		*one = (struct tablet){ .battery = s->says ? s->battery : -1, .charging = s->charging, .unsent = s->unsent };
		snprintf(one->name, sizeof one->name, "%.*s", TABLET_NAME_MAX - 1, s->tablet);
	}
	return count;
}

struct tablet_source tablets_source(struct hub *hub)
{
	return (struct tablet_source){ list_tablets, hub };
}

void tablets_tell(struct hub *hub, const char *person)
{
	const struct event *event = state_event(hub->state);
	uint32_t place = event != NULL ? event_person(event, person) : NONE;
	struct topic *topic = topics_find(&hub->topics, "tablets");
	struct tablet_source source = tablets_source(hub);
	struct buf b;
	if (place == NONE || topic == NULL || !hub->live)
		return;
	buf_init(&b, BOARD_JSON_MAX);
	tablets_change(hub->tablets, hub->state, place, &source, &b);
	if (b.len > 0 && buf_ok(&b))
		topic_publish(topic, buf_str(&b), b.len);
	buf_release(&b);
}

void tablets_on_note(void *arg, const char *field, const char *text)
{
	struct hub *hub = arg;
	bool draft = false;
	char person[ID_MAX + 1], name[TOPIC_NAME_MAX];
	struct buf b;
	const char *whose = tablets_take(hub->tablets, field, text, &draft);
	if (whose == NULL || !hub->live)
		return;
	snprintf(person, sizeof person, "%.*s", (int)strcspn(whose, "/"), whose);
	snprintf(name, sizeof name, "tablet/%s", person);
	struct topic *topic = topics_find(&hub->topics, name);
	buf_init(&b, BOARD_JSON_MAX);
	if (draft)
		tablet_draft_change(hub->tablets, field, &b);
	else
		tablet_nudge_change(hub->tablets, person, &b);
	if (topic != NULL && b.len > 0)
		topic_publish(topic, buf_str(&b), b.len);
	buf_release(&b);
	if (!draft)
		tablets_tell(hub, person);
}

void tablets_on_entry(struct hub *hub, const struct entry *e, const struct change *change)
{
	char field[DRAFT_FIELD_MAX];
	if (change->verdict != ERR_OK || change->repeated || !hub->live)
		return;
	if (e->type == ENTRY_SHEET && draft_field(field, e->sheet.judge, &e->sheet) && hub->store != NULL &&
	    tablets_draft_stale(hub->tablets, field, e->sheet.version))
		(void)store_note(hub->store, field, NULL);
	if (change->cards && change->person != NONE)
		tablets_tell(hub, state_event(hub->state)->people[change->person].id);
}

/* ---- methods ---- */

enum err draft_handle(struct call *call, const cJSON *params)
{
	struct hub *hub = call->hub;
	struct asker who = hub_asker(hub, call->socket);
	struct request r;
	struct draft d;
	char tablet[TABLET_NAME_MAX];
	if (call_ready(call) != ERR_OK || hub->store == NULL)
		return ERR_UNAVAILABLE;
	request_init(&r);
	snprintf(tablet, sizeof tablet, "%.*s", TABLET_NAME_MAX - 1, call->socket->tablet);
	enum err err = draft_read(&d, hub->tablets, hub->state, &who, tablet, hub_now_ms(), params, &r);
	if (err != ERR_OK)
		(void)call_refuse(call, err, r.expected);
	else if (!store_note(hub->store, d.field, d.text.len > 0 ? buf_str(&d.text) : NULL))
		err = ERR_UNAVAILABLE;
	else
		put_done(call);
	draft_release(&d);
	request_release(&r);
	return err;
}

enum err tablet_handle(struct call *call, const cJSON *params)
{
	struct socket *s = call->socket;
	struct asker who = hub_asker(call->hub, s);
	const cJSON *battery = json_member(params, "battery"), *charging = json_member(params, "charging");
	int64_t percent = -1, unsent = 0;
	bool on_cable = false;
	enum err err = asker_may(&who, "tablet");
	if (err != ERR_OK)
		return err;
	if ((battery != NULL && !json_is_null(battery) && json_int(battery, 0, 100, &percent) != ERR_OK) ||
	    (charging != NULL && !json_bool(charging, &on_cable)) ||
	    json_int(json_member(params, "unsent"), 0, UNSENT_MAX, &unsent) != ERR_OK)
		return call_refuse(call, ERR_INVALID, "battery: percent or null; charging: true or false; unsent: how many sheets");
	s->says = true;
	s->battery = (int)percent;
	s->charging = on_cable;
	s->unsent = (uint32_t)unsent;
	tablets_tell(call->hub, s->person);
	put_done(call);
	return ERR_OK;
}

enum err nudge_handle(struct call *call, const cJSON *params)
{
	struct hub *hub = call->hub;
	struct asker who = hub_asker(hub, call->socket);
	struct request r;
	struct buf text;
	const char *person = "";
	char field[ID_MAX + 8];
	if (call_ready(call) != ERR_OK || hub->store == NULL)
		return ERR_UNAVAILABLE;
	request_init(&r);
	buf_init(&text, DRAFT_TEXT_MAX);
	enum err err = nudge_read(hub->state, &who, hub_now_ms(), params, &text, &person, &r);
	snprintf(field, sizeof field, "nudge/%s", person);
	if (err != ERR_OK)
		(void)call_refuse(call, err, r.expected);
	else if (!store_note(hub->store, field, buf_str(&text)))
		err = ERR_UNAVAILABLE;
	else
		put_done(call);
	buf_release(&text);
	request_release(&r);
	return err;
}

enum err seen_handle(struct call *call, const cJSON *params)
{
	struct hub *hub = call->hub;
	struct asker who = hub_asker(hub, call->socket);
	struct buf text;
	const char *nudge = "";
	char field[ID_MAX + 8];
	enum err err = asker_may(&who, "seen");
	if (err != ERR_OK)
		return err;
	if (call_ready(call) != ERR_OK || hub->store == NULL)
		return ERR_UNAVAILABLE;
	if (!json_string(json_member(params, "nudge"), &nudge))
		return call_refuse(call, ERR_INVALID, "nudge: its id");
	buf_init(&text, DRAFT_TEXT_MAX);
	snprintf(field, sizeof field, "nudge/%s", call->socket->person);
	if (nudge_seen(hub->tablets, call->socket->person, nudge, hub_now_ms(), &text) &&
	    !store_note(hub->store, field, buf_str(&text)))
		err = ERR_UNAVAILABLE;
	if (err == ERR_OK)
		put_done(call);
	buf_release(&text);
	return err;
}
