#include "hub/topics.h"

#include "base/mem.h"
#include "hub/hub.h"
#include "hub/stream.h"
#include "hub/views.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void topics_init(struct topics *t, struct hub *hub)
{
	unsigned char random[8];
	*t = (struct topics){ .hub = hub };
	randombytes_buf(random, sizeof random);
	sodium_bin2hex(t->epoch, sizeof t->epoch, random, sizeof random);
	index_init(&t->by_name);
}

static void kept_drop(struct topic *topic)
{
	for (size_t i = 0; i < TOPIC_KEPT; i++) {
		message_unref(topic->kept[i]);
		topic->kept[i] = NULL;
	}
}

/* The snapshot is another one. */
static void snapshot_drop(struct topic *topic)
{
	buf_reset(&topic->snapshot);
	message_unref(topic->snapshot_update);
	topic->snapshot_update = NULL;
}

void topics_release(struct topics *t)
{
	for (uint32_t i = 0; i < t->count; i++) {
		kept_drop(t->all[i]);
		snapshot_drop(t->all[i]);
		buf_release(&t->all[i]->snapshot);
		free(t->all[i]->watches);
		free(t->all[i]);
	}
	free(t->all);
	index_release(&t->by_name);
	*t = (struct topics){ .hub = t->hub };
}

struct topic *topics_find(struct topics *t, const char *name)
{
	uint32_t place = 0;
	return index_get(&t->by_name, name, strlen(name), &place) ? t->all[place] : NULL;
}

struct topic *topics_add(struct topics *t, const char *name)
{
	struct topic *topic = topics_find(t, name);
	if (topic != NULL || t->count == TOPICS_MAX)
		return topic;
	if (t->count == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 32;
		t->all = xrealloc(t->all, t->cap * sizeof(struct topic *));
	}
	topic = xcalloc(1, sizeof *topic);
	snprintf(topic->name, sizeof topic->name, "%s", name);
	snprintf(topic->wire, sizeof topic->wire, "%s", name);
	topic->hub = t->hub;
	topic->contest = topic->stage = NONE;
	buf_init(&topic->snapshot, SIZE_MAX / 2);
	index_put(&t->by_name, topic->name, strlen(topic->name), t->count);
	t->all[t->count++] = topic;
	return topic;
}

/* An update notification around a change or a snapshot. */
static struct message *update_message(const struct topic *topic, const char *member, const char *json, size_t len)
{
	struct buf b;
	buf_init(&b, SIZE_MAX / 2);
	struct json_out o;
	json_out_init(&o, &b);
	json_object(&o);
	json_member_string(&o, "jsonrpc", "2.0");
	json_member_string(&o, "method", "update");
	json_key(&o, "params");
	json_object(&o);
	json_member_string(&o, "topic", topic->wire);
	json_member_int(&o, "offset", (int64_t)topic->offset);
	json_key(&o, member);
	json_put_raw(&o, json, len);
	size_t start = b.len - len;
	json_object_end(&o);
	json_object_end(&o);
	struct message *m = message_new(buf_str(&b), b.len);
	m->part_start = start;
	m->part_len = len;
	buf_release(&b);
	return m;
}

const struct buf *topic_snapshot(struct topic *topic, struct hub *hub)
{
	if (topic->snapshot.len == 0) {
		struct json_out o;
		json_out_init(&o, &topic->snapshot);
		view_snapshot(hub, topic, &o);
	}
	return &topic->snapshot;
}

/* An update with the snapshot, made once for all who need it. */
static struct message *snapshot_update(struct topic *topic, struct hub *hub)
{
	if (topic->snapshot_update == NULL) {
		const struct buf *snapshot = topic_snapshot(topic, hub);
		topic->snapshot_update = update_message(topic, "snapshot", buf_str(snapshot), snapshot->len);
	}
	return topic->snapshot_update;
}

struct message *topic_news(struct topic *topic, struct hub *hub, bool *change)
{
	struct message *kept = topic->kept[topic->offset % TOPIC_KEPT];
	*change = kept != NULL;
	return kept != NULL ? kept : snapshot_update(topic, hub);
}

void topic_publish(struct topic *topic, const char *change, size_t len)
{
	struct fanout *fanout = &topic->hub->fanout;
	uint64_t since_ns = fanout_clock_ns();
	topic->offset++;
	snapshot_drop(topic);
	struct message **kept = &topic->kept[topic->offset % TOPIC_KEPT];
	message_unref(*kept);
	*kept = update_message(topic, "change", change, len);
	fanout_start(fanout, topic);
	fanout_spent(fanout, since_ns);
	streams_wake(topic);
}

void topic_reset(struct topic *topic)
{
	topic->offset++;
	snapshot_drop(topic);
	kept_drop(topic);
	fanout_start(&topic->hub->fanout, topic);
	streams_wake(topic);
}

void topic_touch(struct topic *topic)
{
	snapshot_drop(topic);
}

bool topic_keeps(const struct topic *topic, uint64_t offset)
{
	if (offset > topic->offset || topic->offset - offset > TOPIC_KEPT)
		return false;
	for (uint64_t n = offset + 1; n <= topic->offset; n++)
		if (topic->kept[n % TOPIC_KEPT] == NULL)
			return false;
	return true;
}

static struct watch *watch_find(struct topic *topic, const struct socket *s)
{
	for (struct watch *w = s->watches; w != NULL; w = w->socket_next)
		if (w->topic == topic)
			return w;
	return NULL;
}

static struct watch *watch_new(struct topic *topic, struct socket *s)
{
	struct watch *w = xcalloc(1, sizeof *w);
	*w = (struct watch){ .topic = topic, .socket = s, .place = topic->watcher_count, .socket_next = s->watches };
	if (topic->watcher_count == topic->watcher_cap) {
		topic->watcher_cap = topic->watcher_cap ? topic->watcher_cap * 2 : 4;
		topic->watches = xrealloc(topic->watches, topic->watcher_cap * sizeof(struct watch *));
	}
	topic->watches[topic->watcher_count++] = w;
	s->watches = w;
	s->watch_count++;
	return w;
}

void topic_watch(struct topic *topic, struct socket *s, const char *epoch, uint64_t offset, struct json_out *out)
{
	struct watch *w = watch_find(topic, s);
	if (w == NULL)
		w = watch_new(topic, s);
	w->behind = false;
	w->offset = topic->offset;
	bool recovered = epoch != NULL && strcmp(epoch, s->hub->topics.epoch) == 0 && topic_keeps(topic, offset);
	json_object(out);
	json_member_string(out, "topic", topic->wire);
	json_member_string(out, "epoch", s->hub->topics.epoch);
	json_member_int(out, "offset", (int64_t)topic->offset);
	json_member_bool(out, "recovered", recovered);
	if (recovered) {
		json_key(out, "changes");
		json_array(out);
		for (uint64_t n = offset + 1; n <= topic->offset; n++) {
			const struct message *m = topic->kept[n % TOPIC_KEPT];
			json_put_raw(out, message_text(m) + m->part_start, m->part_len);
		}
		json_array_end(out);
	} else {
		const struct buf *snapshot = topic_snapshot(topic, s->hub);
		json_key(out, "snapshot");
		json_put_raw(out, buf_str(snapshot), snapshot->len);
	}
	json_object_end(out);
}

static void watch_move(struct topic *topic, size_t from, size_t to)
{
	topic->watches[to] = topic->watches[from];
	topic->watches[to]->place = to;
}

/* The last one fills the hole; within a walk, the last one visited does, and the last one leaves no hole either. */
static void watch_free(struct watch *w)
{
	struct topic *topic = w->topic;
	size_t hole = w->place;
	if (hole < topic->walk.at) {
		watch_move(topic, --topic->walk.at, hole);
		hole = topic->walk.at;
	}
	if (hole != --topic->watcher_count)
		watch_move(topic, topic->watcher_count, hole);
	free(w);
}

bool topic_unwatch(struct topic *topic, struct socket *s)
{
	for (struct watch **at = &s->watches; *at != NULL; at = &(*at)->socket_next) {
		struct watch *w = *at;
		if (w->topic != topic)
			continue;
		*at = w->socket_next;
		s->watch_count--;
		watch_free(w);
		return true;
	}
	return false;
}

void topics_unwatch_all(struct socket *s)
{
	while (s->watches != NULL) {
		struct watch *w = s->watches;
		s->watches = w->socket_next;
		watch_free(w);
	}
	s->watch_count = 0;
}

void topic_bring(struct watch *w)
{
	struct topic *topic = w->topic;
	w->behind = !socket_has_room(w->socket);
	if (w->behind)
		return;
	if (topic->offset - w->offset <= TOPIC_CATCH_UP && topic_keeps(topic, w->offset))
		for (uint64_t n = w->offset + 1; n <= topic->offset; n++)
			socket_send(w->socket, topic->kept[n % TOPIC_KEPT]);
	else
		socket_send(w->socket, snapshot_update(topic, topic->hub));
	w->offset = topic->offset;
}

void topics_catch_up(struct socket *s)
{
	for (struct watch *w = s->watches; w != NULL; w = w->socket_next)
		if (w->behind)
			topic_bring(w);
}
