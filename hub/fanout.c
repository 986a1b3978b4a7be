#include "hub/fanout.h"

#include "hub/burst.h"
#include "hub/hub.h"

#include <stdio.h>
#include <time.h>

#define VISITS_MAX    (4 * BURST_MAX) /* watchers looked at in a part: most may lack nothing */
#define FETCHED_AHEAD 8

uint64_t fanout_clock_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

void fanout_spent(struct fanout *f, uint64_t since_ns)
{
	f->cpu_ns += fanout_clock_ns() - since_ns;
}

/* Sockets that get the same message in one burst. */
struct batch {
	size_t count;
	struct socket *sockets[BURST_MAX];
	int fds[BURST_MAX];
};

static void batch_send(struct fanout *f, const struct batch *batch, struct message *m)
{
	ssize_t sent[BURST_MAX];
	size_t len;
	const unsigned char *frame = message_frame(m, &len);
	burst_send(f->burst, frame, len, batch->fds, batch->count, sent);
	for (size_t i = 0; i < batch->count; i++)
		socket_sent(batch->sockets[i], m, sent[i]);
}

/* ---- walks ---- */

/* Watches and sockets lie all over the memory: they are fetched while others are looked at. */
static void fetch_ahead(const struct topic *topic, size_t at)
{
	if (at + FETCHED_AHEAD < topic->watcher_count)
		__builtin_prefetch(topic->watches[at + FETCHED_AHEAD]);
	if (at + FETCHED_AHEAD / 2 < topic->watcher_count)
		__builtin_prefetch(topic->watches[at + FETCHED_AHEAD / 2]->socket);
}

/* Visits the next watchers of a topic. */
static void walk_part(struct fanout *f, struct topic *topic)
{
	struct batch batch;
	bool change = false;
	size_t others = 0;
	batch.count = 0;
	if (topic->walk.at == topic->watcher_count)
		return;
	struct message *m = topic_news(topic, f->hub, &change);
	for (size_t n = 0; topic->walk.at < topic->watcher_count && n < VISITS_MAX && batch.count + others < BURST_MAX;
	     n++) {
		fetch_ahead(topic, topic->walk.at);
		struct watch *w = topic->watches[topic->walk.at++];
		if (w->behind || w->offset == topic->offset)
			continue;
		f->deliveries++;
		int fd = socket_idle_fd(w->socket);
		if (fd < 0 || (change && w->offset + 1 != topic->offset)) {
			topic_bring(w);
			others++;
			continue;
		}
		w->offset = topic->offset;
		batch.sockets[batch.count] = w->socket;
		batch.fds[batch.count++] = fd;
	}
	batch_send(f, &batch, m);
}

/* After a part: whether another one is left. */
static bool walk_goes_on(struct fanout *f, struct topic *topic)
{
	struct walk *walk = &topic->walk;
	if (walk->at == topic->watcher_count && walk->again) {
		walk->again = false;
		walk->at = 0;
	}
	walk->walking = walk->at < topic->watcher_count;
	if (!walk->walking) {
		f->walks++;
		f->walks_ns += uv_hrtime() - walk->since_ns;
	}
	return walk->walking;
}

static void walk_append(struct fanout *f, struct topic *topic)
{
	topic->walk.next = NULL;
	if (f->first == NULL)
		f->first = topic;
	else
		f->last->walk.next = topic;
	f->last = topic;
}

/* The topic whose turn it is. */
static void walks_turn(struct fanout *f)
{
	struct topic *topic = f->first;
	if (topic == NULL)
		return;
	uint64_t since_ns = fanout_clock_ns();
	f->first = topic->walk.next;
	walk_part(f, topic);
	if (walk_goes_on(f, topic))
		walk_append(f, topic);
	fanout_spent(f, since_ns);
	if (f->first == NULL)
		hub_on_fanned_out(f->hub);
}

/* ---- beats ---- */

static void beat_part(struct fanout *f)
{
	struct batch batch;
	char text[96];
	batch.count = 0;
	if (f->beat_at == NULL)
		return;
	int len = snprintf(text, sizeof text, "{\"jsonrpc\":\"2.0\",\"method\":\"beat\",\"params\":{\"time\":%lld}}",
	                   (long long)hub_now_ms());
	struct message *m = message_new(text, (size_t)len);
	for (size_t visits = 0; f->beat_at != NULL && visits < BURST_MAX; visits++) {
		struct socket *s = f->beat_at;
		f->beat_at = s->next;
		socket_tend(s);
		int fd = socket_idle_fd(s);
		if (fd >= 0) {
			batch.sockets[batch.count] = s;
			batch.fds[batch.count++] = fd;
		} else if (socket_has_room(s)) {
			socket_send(s, m);
		}
	}
	batch_send(f, &batch, m);
	message_unref(m);
}

/* ---- the loop ---- */

static void on_turn(uv_idle_t *handle);

static void turns_start_or_stop(struct fanout *f)
{
	bool left = f->first != NULL || f->beat_at != NULL;
	if (uv_is_closing((const uv_handle_t *)&f->turn))
		return;
	if (left)
		uv_idle_start(&f->turn, on_turn);
	else
		uv_idle_stop(&f->turn);
}

static void on_turn(uv_idle_t *handle)
{
	struct fanout *f = handle->data;
	walks_turn(f);
	beat_part(f);
	turns_start_or_stop(f);
}

void fanout_start(struct fanout *f, struct topic *topic)
{
	if (topic->walk.walking) {
		topic->walk.again = true;
		return;
	}
	topic->walk = (struct walk){ .since_ns = uv_hrtime() };
	walk_part(f, topic);
	if (!walk_goes_on(f, topic))
		return;
	walk_append(f, topic);
	turns_start_or_stop(f);
}

bool fanout_busy(const struct fanout *f)
{
	return f->first != NULL;
}

void fanout_beat(struct fanout *f)
{
	if (f->beat_at != NULL)
		return; /* the last one is not through yet: they hear of this hub all the same */
	f->beat_at = f->hub->sockets;
	beat_part(f);
	turns_start_or_stop(f);
}

void fanout_leave(struct fanout *f, const struct socket *s)
{
	if (f->beat_at == s)
		f->beat_at = s->next;
}

/* ---- life ---- */

void fanout_init(struct fanout *f, struct hub *hub, uv_loop_t *loop, bool ring)
{
	*f = (struct fanout){ .hub = hub, .burst = burst_new(ring) };
	uv_idle_init(loop, &f->turn);
	f->turn.data = f;
}

void fanout_stop(struct fanout *f)
{
	uv_close((uv_handle_t *)&f->turn, NULL);
}

void fanout_release(struct fanout *f)
{
	burst_free(f->burst);
}
