#include "hub/views.h"

#include "display/event_view.h"
#include "display/screen.h"
#include "hub/practice.h"
#include "hub/screens.h"
#include "hub/tablet_calls.h"
#include "judges/desk_view.h"
#include "hub/print_job.h"
#include "judges/judge_view.h"

#include <stdio.h>
#include <string.h>

#define SNAPSHOT_MAX ((size_t)BOARD_JSON_MAX)

static bool is_online(void *arg, uint32_t person)
{
	struct hub *hub = arg;
	const struct event *event = state_event(hub->state);
	return event != NULL && person < event->person_count && hub_online(hub, event->people[person].id);
}

/* Finds contest and stage of "board/CONTEST/STAGE" behind its first part. */
static bool find_stage(const struct event *event, const char *rest, uint32_t *contest, uint32_t *stage)
{
	char id[ID_MAX + 1];
	size_t n = strcspn(rest, "/");
	*contest = *stage = NONE;
	if (event == NULL || n == 0 || n > ID_MAX || rest[n] != '/')
		return false;
	memcpy(id, rest, n);
	id[n] = '\0';
	*contest = event_contest(event, id);
	if (*contest == NONE)
		return false;
	*stage = contest_stage(&event->contests[*contest], rest + n + 1);
	return *stage != NONE;
}

static const struct {
	const char *prefix; /* ending in "/": something follows */
	enum topic_kind kind;
} kinds[] = {
	{ "event", TOPIC_EVENT }, { "board/", TOPIC_BOARD }, { "screen/", TOPIC_SCREEN },
	{ "screens", TOPIC_SCREENS },
	{ "print", TOPIC_PRINT },
	{ "judge", TOPIC_JUDGE }, { "tablet", TOPIC_TABLET }, { "tablets", TOPIC_TABLETS }, { "desk/", TOPIC_DESK },   { "script/", TOPIC_SCRIPT },
	{ "practice", TOPIC_PRACTICE }, { "practice/board", TOPIC_PRACTICE_BOARD },
};

/* Whether everybody has another one by this name. */
static bool topic_own(enum topic_kind kind)
{
	return kind == TOPIC_JUDGE || kind == TOPIC_TABLET;
}

static bool of_stage(enum topic_kind kind)
{
	return kind == TOPIC_BOARD || kind == TOPIC_DESK || kind == TOPIC_SCRIPT;
}

/* The row of `kinds` that a name belongs to, or -1; *rest is what follows. */
static int kind_of(const char *wire, const char **rest)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		size_t len = strlen(kinds[i].prefix);
		bool open = kinds[i].prefix[len - 1] == '/';
		*rest = wire + len;
		if (open ? strncmp(wire, kinds[i].prefix, len) == 0 : strcmp(wire, kinds[i].prefix) == 0)
			return (int)i;
	}
	return -1;
}

enum err view_open(struct socket *s, const char *wire, struct topic **topic)
{
	const char *rest = NULL;
	char name[TOPIC_NAME_MAX];
	uint32_t contest = NONE, stage = NONE;
	struct hub *hub = s->hub;
	struct asker who = hub_asker(hub, s);
	int row = kind_of(wire, &rest);
	if (row < 0 || strlen(wire) >= TOPIC_NAME_MAX)
		return ERR_UNKNOWN_TOPIC;
	enum topic_kind kind = kinds[row].kind;
	if (!role_may_watch(who.role, wire))
		return who.person == NONE ? ERR_NOT_SIGNED_IN : ERR_NOT_ALLOWED;
	if (of_stage(kind) && !find_stage(state_event(hub->state), rest, &contest, &stage))
		return ERR_UNKNOWN_TOPIC;
	if (kind == TOPIC_SCREEN && !text_id(rest, strlen(rest)))
		return ERR_UNKNOWN_TOPIC;
	bool live = kind == TOPIC_BOARD && role_sees_all(who.role);
	snprintf(name, sizeof name, "%s%s%s%s", live ? VIEW_LIVE : "", wire, topic_own(kind) ? "/" : "",
	         topic_own(kind) ? s->person : "");
	struct topic *t = topics_find(&hub->topics, name);
	if (t == NULL) {
		if (kind == TOPIC_SCREEN && hub->topics.screens == TOPIC_SCREENS_MAX)
			return ERR_TOO_LARGE;
		t = topics_add(&hub->topics, name);
		if (t == NULL)
			return ERR_TOO_LARGE;
		hub->topics.screens += kind == TOPIC_SCREEN;
	}
	if (live && topics_find(&hub->topics, wire) != NULL)
		(void)topic_unwatch(topics_find(&hub->topics, wire), s); /* watched before signing in */
	if (live && hub_board_find(hub, contest, stage) != NULL)
		hub_board_refresh(hub, hub_board_find(hub, contest, stage));
	t->kind = kind;
	t->contest = contest;
	t->stage = stage;
	snprintf(t->wire, sizeof t->wire, "%s", wire);
	if (kind == TOPIC_SCREEN)
		snprintf(t->screen, sizeof t->screen, "%s", rest);
	if (topic_own(kind))
		snprintf(t->person, sizeof t->person, "%s", s->person);
	*topic = t;
	return ERR_OK;
}

struct topic *view_public_board(struct hub *hub, const char *wire)
{
	const char *rest = NULL;
	uint32_t contest = NONE, stage = NONE;
	int row = strlen(wire) < TOPIC_NAME_MAX ? kind_of(wire, &rest) : -1;
	if (row < 0 || kinds[row].kind != TOPIC_BOARD || !role_may_watch(ROLE_AUDIENCE, wire) ||
	    !find_stage(state_event(hub->state), rest, &contest, &stage))
		return NULL;
	struct topic *topic = topics_add(&hub->topics, wire);
	if (topic == NULL)
		return NULL;
	topic->kind = TOPIC_BOARD;
	topic->contest = contest;
	topic->stage = stage;
	return topic;
}

struct topic *view_event(struct hub *hub)
{
	struct topic *topic = topics_add(&hub->topics, "event");
	if (topic != NULL)
		topic->kind = TOPIC_EVENT;
	return topic;
}

/* What a screen shows: a ceremony that is practised covers what it was given, an emergency covers both. */
static void screen_put(struct hub *hub, const struct topic *topic, struct buf *out)
{
	if (practice_shows(hub, topic->screen) && !screen_emergency(hub->state))
		buf_adds(out, "{\"scene\":{\"kind\":\"practice\"}}");
	else
		screen_snapshot(hub->state, hub->gates, topic->screen, out);
}

void view_snapshot(struct hub *hub, struct topic *topic, struct json_out *out)
{
	const struct event *event = state_event(hub->state);
	struct desk_online online = { is_online, hub };
	struct tablet_source source = tablets_source(hub);
	struct buf b;
	buf_init(&b, SNAPSHOT_MAX);
	switch (topic->kind) {
	case TOPIC_EVENT: event_snapshot(hub->state, &b); break;
	case TOPIC_BOARD: {
		struct hub_board *board = hub_board_find(hub, topic->contest, topic->stage);
		if (board != NULL)
			board_snapshot(topic->name[0] == VIEW_LIVE[0] ? board->live : board->view, &b);
		break;
	}
	case TOPIC_SCREEN: screen_put(hub, topic, &b); break;
	case TOPIC_SCREENS: {
		struct json_out list;
		json_out_init(&list, &b);
		screens_put(hub, &list);
		break;
	}
	case TOPIC_PRINT: print_snapshot(hub, &b); break;
	case TOPIC_JUDGE: {
		uint32_t person = event != NULL ? event_person(event, topic->person) : NONE;
		if (person != NONE)
			judge_snapshot(hub->state, person, &b);
		break;
	}
	case TOPIC_TABLET: tablet_snapshot(hub->tablets, topic->person, &b); break;
	case TOPIC_TABLETS: tablets_snapshot(hub->tablets, hub->state, &source, &b); break;
	case TOPIC_DESK:
		if (topic->stage != NONE)
			desk_snapshot(hub->state, topic->contest, topic->stage, &online, &b);
		break;
	case TOPIC_SCRIPT:
		if (topic->stage != NONE)
			gates_script(hub->gates, hub->state, topic->contest, topic->stage, &b);
		break;
	case TOPIC_PRACTICE: practice_put(hub, &b); break;
	case TOPIC_PRACTICE_BOARD: practice_put_board(hub, &b); break;
	}
	if (b.len > 0 && buf_ok(&b))
		json_put_raw(out, buf_str(&b), b.len);
	else
		json_put_null(out); /* a later definition took away what was watched */
	buf_release(&b);
}

void view_publish(struct topic *topic, const char *json, size_t len)
{
	static const char begin[] = "{\"snapshot\":";
	if (len >= sizeof begin - 1 && memcmp(json, begin, sizeof begin - 1) == 0)
		topic_reset(topic);
	else
		topic_publish(topic, json, len);
}

static void emit(void *arg, const char *json, size_t len)
{
	view_publish(arg, json, len);
}

/* An assigned screen hears of another stage's phase in vain: what was sent is not sent again. */
static void screen_update(struct hub *hub, struct topic *topic)
{
	struct buf b;
	buf_init(&b, SNAPSHOT_MAX);
	topic->late = false;
	screen_put(hub, topic, &b);
	if (buf_ok(&b) &&
	    (topic->snapshot.len != b.len || memcmp(buf_str(&topic->snapshot), buf_str(&b), b.len) != 0)) {
		topic_publish(topic, buf_str(&b), b.len);
		buf_add(&topic->snapshot, buf_str(&b), b.len);
	}
	buf_release(&b);
}

static void screens_update(struct hub *hub, struct topic *topic)
{
	struct buf b;
	struct json_out o;
	buf_init(&b, SNAPSHOT_MAX);
	json_out_init(&o, &b);
	topic->late = false;
	screens_put(hub, &o);
	if (buf_ok(&b))
		topic_publish(topic, buf_str(&b), b.len);
	buf_release(&b);
}

/* Who speaks gets the whole script anew where anything in it is other than it was. */
static void script_update(struct hub *hub, struct topic *topic)
{
	struct buf b;
	topic->late = false;
	if (topic->watcher_count == 0 || topic->stage == NONE) {
		topic_reset(topic); /* whoever comes back does not resume over what nobody looked at */
		return;
	}
	buf_init(&b, SNAPSHOT_MAX);
	gates_script(hub->gates, hub->state, topic->contest, topic->stage, &b);
	if (topic->snapshot.len != b.len || memcmp(buf_str(&topic->snapshot), buf_str(&b), b.len) != 0)
		topic_reset(topic);
	buf_release(&b);
}

void views_tell_late(struct hub *hub)
{
	for (uint32_t i = 0; i < hub->topics.count; i++) {
		struct topic *topic = hub->topics.all[i];
		if (topic->late && topic->kind == TOPIC_SCREEN)
			screen_update(hub, topic);
		else if (topic->late && topic->kind == TOPIC_SCREENS)
			screens_update(hub, topic);
		else if (topic->late)
			script_update(hub, topic);
	}
}

void views_screens_again(struct hub *hub)
{
	for (uint32_t i = 0; i < hub->topics.count; i++)
		if (hub->topics.all[i]->kind == TOPIC_SCREEN)
			screen_update(hub, hub->topics.all[i]);
}

void views_screens_late(struct hub *hub)
{
	struct topic *topic = topics_find(&hub->topics, "screens");
	if (topic == NULL)
		return;
	topic->late = true;
	hub_tell_soon(hub);
}

/* A step goes out at once, by itself; what marks do to the script, at the hub's own pace. */
static void script_tell(struct topic *topic, const struct entry *entry, const struct change *change)
{
	char text[64];
	if (change->verdict != ERR_OK || change->repeated || (!change->definition && change->contest != topic->contest))
		return;
	if (entry->type == ENTRY_REVEAL && change->stage == topic->stage) {
		int len = snprintf(text, sizeof text, "{\"step\":%u}", entry->reveal.step);
		topic_publish(topic, text, (size_t)len);
		return;
	}
	topic->late = true;
}

static void tell_topic(struct hub *hub, struct topic *topic, const struct entry *entry, const struct change *change)
{
	const struct event *event = state_event(hub->state);
	struct desk_online online = { is_online, hub };
	struct buf b;
	buf_init(&b, SNAPSHOT_MAX);
	switch (topic->kind) {
	case TOPIC_EVENT:
		if (event_change(hub->state, change, &b))
			view_publish(topic, buf_str(&b), b.len);
		break;
	case TOPIC_SCREEN:
		topic->late |= screen_data_touched(hub->state, topic->screen, change);
		if (screen_touched(change))
			screen_update(hub, topic);
		break;
	case TOPIC_SCREENS:
		if (change->verdict == ERR_OK && change->screens)
			views_screens_late(hub);
		break;
	case TOPIC_JUDGE: {
		uint32_t person = event != NULL ? event_person(event, topic->person) : NONE;
		if (person != NONE)
			judge_changes(hub->state, entry, change, person, emit, topic);
		break;
	}
	case TOPIC_DESK:
		if (topic->stage != NONE)
			desk_changes(hub->state, entry, change, topic->contest, topic->stage, &online, emit, topic);
		break;
	case TOPIC_SCRIPT: script_tell(topic, entry, change); break;
	case TOPIC_PRINT: break; /* print_job.c tells it */
	case TOPIC_PRACTICE:
	case TOPIC_PRACTICE_BOARD: break;
	case TOPIC_TABLETS:
		if (change->definition)
			topic_reset(topic);
		break;
	case TOPIC_TABLET: /* tablet_calls.c */
	case TOPIC_BOARD: /* at their own pace: hub.c */ break;
	}
	buf_release(&b);
}

void views_tell(struct hub *hub, const struct entry *entry, const struct change *change)
{
	for (uint32_t i = 0; i < hub->topics.count; i++)
		tell_topic(hub, hub->topics.all[i], entry, change);
}

void views_tell_online(struct hub *hub, const char *person, bool online)
{
	const struct event *event = state_event(hub->state);
	uint32_t place = event != NULL ? event_person(event, person) : NONE;
	if (place == NONE)
		return;
	for (uint32_t i = 0; i < hub->topics.count; i++) {
		struct topic *topic = hub->topics.all[i];
		struct buf b;
		if (topic->kind != TOPIC_DESK || topic->stage == NONE)
			continue;
		buf_init(&b, SNAPSHOT_MAX);
		if (desk_judge_change(hub->state, topic->contest, topic->stage, place, online, &b))
			topic_publish(topic, buf_str(&b), b.len);
		buf_release(&b);
	}
}

void views_place(struct hub *hub)
{
	const struct event *event = state_event(hub->state);
	for (uint32_t i = 0; i < hub->topics.count; i++) {
		struct topic *topic = hub->topics.all[i];
		const char *slash = strchr(topic->wire, '/');
		if (of_stage(topic->kind))
			(void)find_stage(event, slash + 1, &topic->contest, &topic->stage);
	}
}

void views_recheck(struct socket *s)
{
	enum role role = hub_asker(s->hub, s).role;
	for (struct watch *w = s->watches, *next = NULL; w != NULL; w = next) {
		next = w->socket_next;
		bool own = !topic_own(w->topic->kind) || strcmp(w->topic->person, s->person) == 0;
		bool seen = strncmp(w->topic->name, VIEW_LIVE, strlen(VIEW_LIVE)) != 0 || role_sees_all(role);
		if (!own || !seen || !role_may_watch(role, w->topic->wire))
			(void)topic_unwatch(w->topic, s);
	}
}
