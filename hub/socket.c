#include "hub/socket.h"

#include "base/mem.h"
#include "hub/hub.h"

#include <assert.h>
#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define DROPPED_MAX        (16 * SOCKET_MESSAGE_MAX) /* a message this large ends the connection */
#define CLOSE_WAIT_SECONDS 2
#define WRITES_AT_ONCE     16

static_assert(SOCKET_ANSWERS_MAX + SOCKET_UPDATES_MAX < SOCKET_QUEUE_MAX, "reading pauses before the queue is full");

void socket_heard(struct socket *s)
{
	s->heard_ms = uv_now(s->hub->loop);
}

struct socket *socket_new(struct hub *hub, struct lws *wsi)
{
	struct socket *s = xcalloc(1, sizeof *s);
	s->wsi = wsi;
	s->fd = lws_is_ssl(wsi) ? -1 : lws_get_socket_fd(wsi);
	if (lws_get_peer_simple(wsi, s->address, sizeof s->address) == NULL)
		s->address[0] = '\0';
	s->hub = hub;
	buf_init(&s->in, SOCKET_MESSAGE_MAX);
	socket_heard(s);
	return s;
}

static struct message *queue_take(struct socket *s)
{
	struct message *m = s->queue[s->queue_head];
	s->queue_head = (s->queue_head + 1) % s->queue_cap;
	s->queue_count--;
	return m;
}

void socket_free(struct socket *s)
{
	while (s->queue_count > 0)
		message_unref(queue_take(s));
	free(s->queue);
	buf_release(&s->in);
	free(s);
}

static void queue_grow(struct socket *s)
{
	size_t cap = s->queue_cap ? s->queue_cap * 2 : 8;
	struct message **queue = xcalloc(cap, sizeof *queue);
	for (size_t i = 0; i < s->queue_count; i++)
		queue[i] = s->queue[(s->queue_head + i) % s->queue_cap];
	free(s->queue);
	s->queue = queue;
	s->queue_cap = cap;
	s->queue_head = 0;
}

static void queue_add(struct socket *s, struct message *m)
{
	if (s->queue_count == SOCKET_QUEUE_MAX) {
		socket_close(s, CLOSE_OVERLOADED);
		return;
	}
	if (s->queue_count == s->queue_cap)
		queue_grow(s);
	s->queue[(s->queue_head + s->queue_count) % s->queue_cap] = message_ref(m);
	s->queue_count++;
	lws_callback_on_writable(s->wsi);
}

/* Whether neither we nor libwebsockets have anything that must go out first. */
static bool is_idle(const struct socket *s)
{
	return s->queue_count == 0 && s->closing == 0 && !lws_partial_buffered(s->wsi);
}

int socket_idle_fd(const struct socket *s)
{
	return is_idle(s) ? s->fd : -1;
}

static void kill_soon(struct socket *s)
{
	lws_set_timeout(s->wsi, PENDING_TIMEOUT_KILLED_BY_PARENT, LWS_TO_KILL_ASYNC);
}

void socket_sent(struct socket *s, struct message *m, ssize_t n)
{
	if (n < 0) { /* the kernel's buffer is full, or the connection broke: libwebsockets finds out which */
		queue_add(s, m);
		return;
	}
	if ((size_t)n == m->head_len + m->len)
		return;
	unsigned char *rest = m->data + LWS_PRE - m->head_len + n;
	if (lws_write(s->wsi, rest, m->head_len + m->len - (size_t)n, LWS_WRITE_RAW) < 0)
		kill_soon(s);
}

/* Through libwebsockets at once, not when it says that the socket is writeable: that costs two epoll_ctl pairs. */
static void write_text(struct socket *s, struct message *m)
{
	if (lws_write(s->wsi, m->data + LWS_PRE, m->len, LWS_WRITE_TEXT) < (int)m->len)
		kill_soon(s);
}

void socket_tend(struct socket *s)
{
	unsigned char room[LWS_PRE + 1] = { 0 }; /* one byte: of an empty pong libwebsockets tells nobody */
	uint64_t now_ms = uv_now(s->hub->loop), sign_ms = s->pinged_ms > s->heard_ms ? s->pinged_ms : s->heard_ms;
	if (now_ms - s->heard_ms >= HANGUP_MS) {
		kill_soon(s);
	} else if (now_ms - sign_ms >= PING_MS && is_idle(s)) {
		s->pinged_ms = now_ms;
		if (lws_write(s->wsi, room + LWS_PRE, 1, LWS_WRITE_PING) < 1)
			kill_soon(s);
	}
}

void socket_send(struct socket *s, struct message *m)
{
	size_t len;
	const unsigned char *frame = message_frame(m, &len);
	if (s->closing != 0)
		return;
	if (!is_idle(s))
		queue_add(s, m);
	else if (s->fd < 0)
		write_text(s, m);
	else
		socket_sent(s, m, send(s->fd, frame, len, MSG_DONTWAIT | MSG_NOSIGNAL));
}

bool socket_has_room(const struct socket *s)
{
	return s->closing == 0 && s->queue_count < SOCKET_UPDATES_MAX;
}

void socket_close(struct socket *s, enum close_code code)
{
	if (s->closing != 0)
		return;
	s->closing = code;
	lws_callback_on_writable(s->wsi);
}

/*
 * A peer that asks without reading is not read from. Over TLS libwebsockets 4.1.6 then goes round in circles for ever over
 * what it has decrypted: there, such a peer loses its connection instead, when it has asked for more than fits the queue.
 */
static void pause_where_full(struct socket *s)
{
	if (s->fd < 0) {
		if (s->queue_count + s->pending_count > SOCKET_QUEUE_MAX)
			socket_close(s, CLOSE_OVERLOADED);
		return;
	}
	if (!s->paused && s->queue_count + s->pending_count > SOCKET_ANSWERS_MAX) {
		s->paused = true;
		lws_rx_flow_control(s->wsi, 0);
	}
}

void socket_resume(struct socket *s)
{
	if (s->paused && s->queue_count + s->pending_count <= SOCKET_ANSWERS_MAX / 2) {
		s->paused = false;
		lws_rx_flow_control(s->wsi, 1);
	}
}

/* A whole message is there. */
static void message_in(struct socket *s)
{
	if (s->too_large)
		hub_refuse(s, ERR_TOO_LARGE, "expected a message of at most 64 KiB");
	else if (!text_utf8(buf_str(&s->in), s->in.len)) {
		hub_refuse(s, ERR_MALFORMED, "expected UTF-8");
		socket_close(s, CLOSE_NOT_UTF8);
	} else {
		hub_message(s, buf_str(&s->in), s->in.len);
	}
	s->too_large = false;
	s->dropped = 0;
	if (s->in.cap > 4096)
		buf_release(&s->in); /* ten thousand idle sockets hold no large buffers */
	else
		buf_reset(&s->in);
	pause_where_full(s);
}

int socket_on_receive(struct socket *s, const char *in, size_t len)
{
	socket_heard(s);
	if (s->closing != 0)
		return 0;
	if (lws_is_first_fragment(s->wsi))
		s->binary = lws_frame_is_binary(s->wsi) != 0;
	if (s->binary) {
		socket_close(s, CLOSE_UNSUPPORTED);
		return 0;
	}
	if (!s->too_large && s->in.len + len > SOCKET_MESSAGE_MAX)
		s->too_large = true;
	if (s->too_large)
		s->dropped += len;
	else
		buf_add(&s->in, in, len);
	if (s->dropped > DROPPED_MAX) {
		socket_close(s, CLOSE_TOO_LARGE);
		return 0;
	}
	if (lws_is_final_fragment(s->wsi) && lws_remaining_packet_payload(s->wsi) == 0)
		message_in(s);
	return 0;
}

/*
 * Writes the close frame itself: returning -1 after lws_close_reason() loses it on a libuv loop. The peer's own close
 * frame, or the time-out, ends the connection.
 */
static int close_write(struct socket *s)
{
	unsigned char room[LWS_PRE + 4];
	unsigned char *frame = room + LWS_PRE;
	if (s->close_sent)
		return 0;
	frame[0] = 0x88;
	frame[1] = 2;
	frame[2] = (unsigned char)((unsigned)s->closing >> 8);
	frame[3] = (unsigned char)((unsigned)s->closing & 0xff);
	s->close_sent = true;
	if (lws_write(s->wsi, frame, 4, LWS_WRITE_RAW) < 4)
		return -1;
	lws_set_timeout(s->wsi, PENDING_TIMEOUT_CLOSE_SEND, CLOSE_WAIT_SECONDS);
	return 0;
}

int socket_on_writeable(struct socket *s)
{
	for (int i = 0; i < WRITES_AT_ONCE && s->queue_count > 0 && !lws_send_pipe_choked(s->wsi); i++) {
		struct message *m = queue_take(s);
		int n = lws_write(s->wsi, m->data + LWS_PRE, m->len, LWS_WRITE_TEXT);
		bool whole = n >= (int)m->len;
		message_unref(m);
		if (!whole)
			return -1;
	}
	if (s->queue_count > 0) {
		lws_callback_on_writable(s->wsi);
		return 0;
	}
	if (s->closing != 0)
		return close_write(s);
	topics_catch_up(s);
	socket_resume(s);
	return 0;
}
