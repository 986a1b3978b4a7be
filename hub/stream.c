#include "hub/stream.h"

#include "base/mem.h"
#include "hub/hub.h"

#include <errno.h>
#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>

struct stream {
	struct topic *topic;
	struct hub *hub;
	struct lws *wsi;
	struct stream *prev, *next; /* of the topic */
	uint64_t offset;            /* got up to here */
	size_t changes_max;         /* with more changes to catch up with, a snapshot; 0: a snapshot in any case */
	bool beat;                  /* is due */
};

/* Reads EPOCH-OFFSET; false where it is not of this epoch. */
static bool read_id(const char *id, const char *epoch, uint64_t *offset)
{
	size_t n = strlen(epoch);
	char *end = NULL;
	if (strncmp(id, epoch, n) != 0 || id[n] != '-' || id[n + 1] < '0' || id[n + 1] > '9')
		return false;
	errno = 0;
	*offset = strtoull(id + n + 1, &end, 10);
	return errno == 0 && *end == '\0';
}

struct stream *stream_new(struct topic *topic, struct hub *hub, struct lws *wsi, const char *last_id)
{
	struct stream *s = xcalloc(1, sizeof *s);
	*s = (struct stream){ .topic = topic, .hub = hub, .wsi = wsi, .next = topic->streams };
	if (read_id(last_id, hub->topics.epoch, &s->offset) && topic_keeps(topic, s->offset))
		s->changes_max = TOPIC_KEPT;
	if (topic->streams != NULL)
		topic->streams->prev = s;
	topic->streams = s;
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	lws_callback_on_writable(wsi);
	return s;
}

void stream_free(struct stream *s)
{
	if (s == NULL)
		return;
	if (s->prev != NULL)
		s->prev->next = s->next;
	else
		s->topic->streams = s->next;
	if (s->next != NULL)
		s->next->prev = s->prev;
	free(s);
}

void streams_wake(struct topic *topic)
{
	for (struct stream *s = topic->streams; s != NULL; s = s->next)
		lws_callback_on_writable(s->wsi);
}

void streams_beat(struct topics *topics)
{
	for (uint32_t i = 0; i < topics->count; i++)
		for (struct stream *s = topics->all[i]->streams; s != NULL; s = s->next) {
			s->beat = true;
			lws_callback_on_writable(s->wsi);
		}
}

static void add_event(struct buf *out, const struct stream *s, const char *name, uint64_t offset, const char *json,
                      size_t len)
{
	buf_addf(out, "id: %s-%llu\nevent: %s\ndata: ", s->hub->topics.epoch, (unsigned long long)offset, name);
	buf_add(out, json, len);
	buf_adds(out, "\n\n");
}

/* What the reader has not had yet. */
static void add_news(struct buf *out, struct stream *s)
{
	struct topic *topic = s->topic;
	if (s->changes_max > 0 && topic_keeps(topic, s->offset) && topic->offset - s->offset <= s->changes_max) {
		for (uint64_t n = s->offset + 1; n <= topic->offset; n++) {
			const struct message *m = topic->kept[n % TOPIC_KEPT];
			add_event(out, s, "change", n, message_text(m) + m->part_start, m->part_len);
		}
	} else {
		const struct buf *snapshot = topic_snapshot(topic, s->hub);
		add_event(out, s, "snapshot", topic->offset, buf_str(snapshot), snapshot->len);
	}
	s->offset = topic->offset;
	s->changes_max = TOPIC_CATCH_UP;
}

int stream_on_writeable(struct stream *s)
{
	static const char before[LWS_PRE];
	struct buf out;
	int rc = 0;
	buf_init(&out, SIZE_MAX / 2);
	buf_add(&out, before, sizeof before);
	if (s->changes_max == 0 || s->offset != s->topic->offset)
		add_news(&out, s);
	else if (s->beat)
		buf_addf(&out, "event: beat\ndata: {\"time\":%lld}\n\n", (long long)hub_now_ms());
	s->beat = false;
	size_t len = out.len - sizeof before;
	if (len > 0 && lws_write(s->wsi, (unsigned char *)out.data + sizeof before, len, LWS_WRITE_HTTP) < (int)len)
		rc = -1;
	buf_release(&out);
	return rc;
}
