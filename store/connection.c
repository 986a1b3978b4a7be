#include "store/connection.h"

#include "base/mem.h"

#include <assert.h>
#include <hiredis/async.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAUSE_MIN_MS 20
#define PAUSE_MAX_MS 2000
#define ARGS_MAX     16 /* of connection_sendl */

/*
 * hiredis' own adapter for libuv returns without a word when poll reports an error, as it does for a refused
 * connection: hiredis never hears of it. This one lets hiredis read and write then, and so find the error itself.
 */
struct poller {
	uv_poll_t handle;
	redisAsyncContext *redis; /* NULL once hiredis has let go */
	int events;
};

enum connection_state { CONNECTION_PAUSED, CONNECTION_CONNECTING, CONNECTION_SIGNING_IN, CONNECTION_UP };

struct connection {
	struct connection_options options;
	char *user, *password;
	struct redis_address address;
	enum connection_state state;
	redisAsyncContext *redis; /* NULL while PAUSED */
	uv_timer_t retry, timeout;
	int handles; /* of ours that libuv has not closed */
	bool freed;
	uint32_t waiting; /* commands without an answer */
	uint64_t pause_ms;
	char why[200]; /* the reason we broke it ourselves, else "" */
};

/* A command's callback, and the connection to count it on. */
struct command {
	struct connection *connection;
	connection_reply *done;
	void *arg;
};

static void attempt(struct connection *c);

enum err redis_address_parse(const char *text, size_t len, uint16_t usual, struct redis_address *out)
{
	struct redis_address a = { .port = usual };
	static const char unix_prefix[] = "unix:";
	if (len > strlen(unix_prefix) && !strncmp(text, unix_prefix, strlen(unix_prefix))) {
		text += strlen(unix_prefix);
		len -= strlen(unix_prefix);
		a.port = 0;
	} else {
		const char *colon = len ? memrchr(text, ':', len) : NULL;
		if (colon && !(text[0] == '[' && text[len - 1] == ']')) {
			long port = 0;
			const char *p = colon + 1;
			for (; p < text + len && *p >= '0' && *p <= '9' && port <= UINT16_MAX; p++)
				port = port * 10 + (*p - '0');
			if (p != text + len || port < 1 || port > UINT16_MAX)
				return ERR_INVALID;
			a.port = (uint16_t)port;
			len = (size_t)(colon - text);
		}
		if (len > 2 && text[0] == '[' && text[len - 1] == ']') {
			text++;
			len -= 2;
		} else if (len > 0 && (text[0] == '[' || memchr(text, ':', len))) {
			return ERR_INVALID;
		}
	}
	if (len == 0 || len >= sizeof a.host || memchr(text, '\0', len))
		return ERR_INVALID;
	memcpy(a.host, text, len);
	*out = a;
	return ERR_OK;
}

void redis_address_text(const struct redis_address *a, char *out, size_t size)
{
	if (a->port == 0)
		snprintf(out, size, "unix:%s", a->host);
	else if (strchr(a->host, ':'))
		snprintf(out, size, "[%s]:%u", a->host, (unsigned)a->port);
	else
		snprintf(out, size, "%s:%u", a->host, (unsigned)a->port);
}

/* ---- the adapter ---- */

static void on_poll(uv_poll_t *handle, int status, int events)
{
	struct poller *p = handle->data;
	if (status != 0)
		events = p->events;
	if (p->redis && (events & UV_READABLE))
		redisAsyncHandleRead(p->redis);
	if (p->redis && (events & UV_WRITABLE))
		redisAsyncHandleWrite(p->redis);
}

static void poller_set(struct poller *p, int events)
{
	p->events = events;
	if (events)
		uv_poll_start(&p->handle, events, on_poll);
	else
		uv_poll_stop(&p->handle);
}

static void add_read(void *arg)
{
	struct poller *p = arg;
	poller_set(p, p->events | UV_READABLE);
}

static void del_read(void *arg)
{
	struct poller *p = arg;
	poller_set(p, p->events & ~UV_READABLE);
}

static void add_write(void *arg)
{
	struct poller *p = arg;
	poller_set(p, p->events | UV_WRITABLE);
}

static void del_write(void *arg)
{
	struct poller *p = arg;
	poller_set(p, p->events & ~UV_WRITABLE);
}

static void on_poller_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void cleanup(void *arg)
{
	struct poller *p = arg;
	p->redis = NULL;
	uv_close((uv_handle_t *)&p->handle, on_poller_closed);
}

static bool poller_attach(redisAsyncContext *redis, uv_loop_t *loop)
{
	struct poller *p = xcalloc(1, sizeof *p);
	if (uv_poll_init(loop, &p->handle, redis->c.fd) != 0) {
		free(p);
		return false;
	}
	p->redis = redis;
	p->handle.data = p;
	redis->ev.data = p;
	redis->ev.addRead = add_read;
	redis->ev.delRead = del_read;
	redis->ev.addWrite = add_write;
	redis->ev.delWrite = del_write;
	redis->ev.cleanup = cleanup;
	return true;
}

/* ---- its life ---- */

static void on_retry(uv_timer_t *timer)
{
	attempt(timer->data);
}

/* The context is gone or going: forget it, say so, and try again later. */
static void went_down(struct connection *c, const char *why)
{
	c->redis = NULL;
	c->state = CONNECTION_PAUSED;
	c->waiting = 0;
	if (c->freed)
		return;
	uv_timer_stop(&c->timeout);
	uint64_t pause_ms = c->pause_ms;
	c->pause_ms = pause_ms * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : pause_ms * 2;
	uv_timer_start(&c->retry, on_retry, pause_ms, 0);
	char text[sizeof c->why];
	snprintf(text, sizeof text, "%s", c->why[0] ? c->why : why);
	c->why[0] = '\0';
	c->options.on_down(c->options.arg, text);
}

static void on_timeout(uv_timer_t *timer)
{
	struct connection *c = timer->data;
	connection_break(c, c->state == CONNECTION_UP ? "an answer did not come in time" : "connecting took too long",
	                 0);
}

static void came_up(struct connection *c)
{
	c->state = CONNECTION_UP;
	c->pause_ms = PAUSE_MIN_MS;
	uv_timer_stop(&c->timeout);
	c->options.on_up(c->options.arg);
}

static void on_signed_in(redisAsyncContext *redis, void *reply, void *arg)
{
	(void)redis;
	struct connection *c = arg;
	const redisReply *r = reply;
	if (!r || c->freed)
		return;
	if (r->type != REDIS_REPLY_ERROR) {
		came_up(c);
		return;
	}
	char why[sizeof c->why];
	snprintf(why, sizeof why, "signing in was refused: %s", r->str);
	connection_break(c, why, PAUSE_MAX_MS);
}

static void on_connect(const redisAsyncContext *redis, int status)
{
	struct connection *c = redis->data;
	if (!c)
		return;
	if (status != REDIS_OK) {
		went_down(c, redis->c.errstr[0] ? redis->c.errstr : "connection refused");
		return;
	}
	if (!c->password) {
		came_up(c);
		return;
	}
	c->state = CONNECTION_SIGNING_IN;
	const char *argv[3] = { "AUTH", c->user, c->password };
	if (!c->user)
		argv[1] = c->password;
	redisAsyncCommandArgv(c->redis, on_signed_in, c, c->user ? 3 : 2, argv, NULL);
}

static void on_disconnect(const redisAsyncContext *redis, int status)
{
	struct connection *c = redis->data;
	if (c)
		went_down(c, status != REDIS_OK && redis->errstr ? redis->errstr : "the connection was closed");
}

static void attempt(struct connection *c)
{
	char text[REDIS_HOST_MAX + 16], why[sizeof c->why];
	if (c->options.where && !c->options.where(c->options.where_arg, &c->address)) {
		went_down(c, "the master's address is not known yet");
		return;
	}
	redisAsyncContext *redis = c->address.port ? redisAsyncConnect(c->address.host, c->address.port)
	                                           : redisAsyncConnectUnix(c->address.host);
	if (!redis || redis->err || !poller_attach(redis, c->options.loop)) {
		redis_address_text(&c->address, text, sizeof text);
		snprintf(why, sizeof why, "%.120s: %.60s", text,
		         redis && redis->err ? redis->errstr : "no memory or descriptor");
		if (redis)
			redisAsyncFree(redis);
		went_down(c, why);
		return;
	}
	if (c->address.port)
		redisEnableKeepAlive(&redis->c); /* a listener that only waits notices a dead peer by this */
	c->redis = redis;
	c->state = CONNECTION_CONNECTING;
	redis->data = c;
	redisAsyncSetConnectCallback(redis, on_connect);
	redisAsyncSetDisconnectCallback(redis, on_disconnect);
	uv_timer_start(&c->timeout, on_timeout, c->options.timeout_ms, 0);
}

struct connection *connection_new(const struct connection_options *options, const struct redis_address *address)
{
	struct connection *c = xcalloc(1, sizeof *c);
	c->options = *options;
	c->user = options->user ? xstrdup(options->user) : NULL;
	c->password = options->password ? xstrdup(options->password) : NULL;
	if (address)
		c->address = *address;
	c->pause_ms = PAUSE_MIN_MS;
	c->handles = 2;
	uv_timer_init(options->loop, &c->retry);
	uv_timer_init(options->loop, &c->timeout);
	c->retry.data = c;
	c->timeout.data = c;
	uv_timer_start(&c->retry, on_retry, 0, 0);
	return c;
}

static void on_timer_closed(uv_handle_t *handle)
{
	struct connection *c = handle->data;
	if (--c->handles > 0)
		return;
	free(c->user);
	free(c->password);
	free(c);
}

/* Lets go of the context; hiredis answers what waits with NULL and frees it, now or at the end of its callback. */
static void drop(struct connection *c)
{
	redisAsyncContext *redis = c->redis;
	if (!redis)
		return;
	c->redis = NULL;
	redis->data = NULL;
	redisAsyncFree(redis);
}

void connection_free(struct connection *c)
{
	if (!c || c->freed)
		return;
	c->freed = true;
	drop(c);
	uv_close((uv_handle_t *)&c->retry, on_timer_closed);
	uv_close((uv_handle_t *)&c->timeout, on_timer_closed);
}

bool connection_up(const struct connection *c)
{
	return c && c->state == CONNECTION_UP && !c->freed;
}

/* hiredis may answer with NULL after connection_free, in the deferred end of a callback: `freed` guards the owner. */
static void on_reply(redisAsyncContext *redis, void *reply, void *arg)
{
	struct command *k = arg;
	struct connection *c = k->connection;
	connection_reply *done = k->done;
	void *done_arg = k->arg;
	free(k);
	if (c->freed)
		return;
	if (reply && c->redis == redis) {
		c->waiting--;
		if (c->waiting)
			uv_timer_start(&c->timeout, on_timeout, c->options.timeout_ms, 0);
		else
			uv_timer_stop(&c->timeout);
	}
	if (done)
		done(done_arg, c->redis == redis || !reply ? reply : NULL);
}

bool connection_send(struct connection *c, int argc, const char *const *argv, const size_t *lens,
                     connection_reply *done, void *arg)
{
	if (!connection_up(c))
		return false;
	struct command *k = xmalloc(sizeof *k);
	*k = (struct command){ .connection = c, .done = done, .arg = arg };
	/* hiredis takes a pointer to non-const and changes nothing */
	const char **args = xmalloc((size_t)argc * sizeof *args);
	memcpy(args, argv, (size_t)argc * sizeof *args);
	int status = redisAsyncCommandArgv(c->redis, on_reply, k, argc, args, lens);
	free(args);
	if (status != REDIS_OK) {
		free(k);
		return false;
	}
	if (c->waiting++ == 0)
		uv_timer_start(&c->timeout, on_timeout, c->options.timeout_ms, 0);
	return true;
}

bool connection_sendl(struct connection *c, connection_reply *done, void *arg, ...)
{
	const char *argv[ARGS_MAX];
	size_t lens[ARGS_MAX];
	int argc = 0;
	va_list list;
	va_start(list, arg);
	for (const char *a; (a = va_arg(list, const char *)) != NULL; argc++) {
		assert(argc < ARGS_MAX);
		argv[argc] = a;
		lens[argc] = strlen(a);
	}
	va_end(list);
	return connection_send(c, argc, argv, lens, done, arg);
}

/* hiredis calls this for each message, and with NULL at the end; nothing is waited for, so nothing is counted. */
static void on_pushed(redisAsyncContext *redis, void *reply, void *arg)
{
	struct command *k = arg;
	struct connection *c = k->connection;
	connection_reply *message = k->done;
	void *message_arg = k->arg;
	(void)redis;
	if (!reply)
		free(k);
	if (!c->freed)
		message(message_arg, reply);
}

bool connection_listen(struct connection *c, const char *channel, connection_reply *message, void *arg)
{
	if (!connection_up(c))
		return false;
	struct command *k = xmalloc(sizeof *k);
	*k = (struct command){ .connection = c, .done = message, .arg = arg };
	const char *argv[] = { "SUBSCRIBE", channel };
	if (redisAsyncCommandArgv(c->redis, on_pushed, k, 2, argv, NULL) == REDIS_OK)
		return true;
	free(k);
	return false;
}

void connection_break(struct connection *c, const char *why, uint64_t pause_ms)
{
	if (c->state == CONNECTION_PAUSED || c->freed)
		return;
	if (pause_ms > c->pause_ms)
		c->pause_ms = pause_ms;
	char text[sizeof c->why];
	snprintf(text, sizeof text, "%s", why);
	c->state = CONNECTION_PAUSED;
	drop(c);
	if (!c->freed)
		went_down(c, text);
}
