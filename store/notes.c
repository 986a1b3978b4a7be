#include "store/notes.h"

#include "base/buf.h"
#include "base/mem.h"
#include "store/connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT_MS 10000
#define NOTE_MAX   ((size_t)1 << 20)

struct notes {
	struct connection *writer, *listener;
	bool listening;
	char *key;
	notes_told *told;
	void *arg;
};

/* ---- all of them, once both connections are there: nothing is missed between reading and hearing ---- */

static bool text_of(const redisReply *r)
{
	return r->type == REDIS_REPLY_STRING && strlen(r->str) == r->len;
}

static void on_all(void *arg, const redisReply *reply)
{
	struct notes *n = arg;
	if (reply == NULL || reply->type != REDIS_REPLY_ARRAY)
		return;
	for (size_t i = 0; i + 1 < reply->elements; i += 2)
		if (text_of(reply->element[i]) && text_of(reply->element[i + 1]))
			n->told(n->arg, reply->element[i]->str, reply->element[i + 1]->str);
}

static void read_all(struct notes *n)
{
	if (n->listening)
		connection_sendl(n->writer, on_all, n, "HGETALL", n->key, NULL);
}

/* ---- hearing ---- */

/* "FIELD\nTEXT" */
static void on_message(struct notes *n, const char *text)
{
	const char *end = strchr(text, '\n');
	if (end == NULL)
		return;
	char *field = xstrndup(text, (size_t)(end - text));
	n->told(n->arg, field, end[1] != '\0' ? end + 1 : NULL);
	free(field);
}

static void on_pushed(void *arg, const redisReply *reply)
{
	struct notes *n = arg;
	if (reply == NULL || reply->type != REDIS_REPLY_ARRAY || reply->elements != 3 || !text_of(reply->element[0]))
		return;
	if (strcmp(reply->element[0]->str, "subscribe") == 0) {
		n->listening = true;
		read_all(n);
	} else if (text_of(reply->element[2])) {
		on_message(n, reply->element[2]->str);
	}
}

/* ---- connections ---- */

static void on_writer_up(void *arg)
{
	read_all(arg);
}

static void on_listener_up(void *arg)
{
	struct notes *n = arg;
	connection_listen(n->listener, n->key, on_pushed, n);
}

static void on_writer_down(void *arg, const char *why)
{
	(void)arg;
	(void)why; /* the ledger's connections say it */
}

static void on_listener_down(void *arg, const char *why)
{
	struct notes *n = arg;
	(void)why;
	n->listening = false;
}

struct notes *notes_new(uv_loop_t *loop, const char *event, const char *user, const char *password,
                        bool (*where)(void *where_arg, struct redis_address *out), void *where_arg, notes_told *told,
                        void *arg)
{
	struct notes *n = xcalloc(1, sizeof *n);
	struct connection_options c = { .loop = loop,
		                        .user = user,
		                        .password = password,
		                        .timeout_ms = TIMEOUT_MS,
		                        .arg = n,
		                        .on_up = on_writer_up,
		                        .on_down = on_writer_down,
		                        .where = where,
		                        .where_arg = where_arg };
	struct buf key;
	buf_init(&key, NOTE_MAX);
	buf_addf(&key, "ts:{%s}:notes", event);
	n->key = xstrdup(buf_str(&key));
	buf_release(&key);
	n->told = told;
	n->arg = arg;
	n->writer = connection_new(&c, NULL);
	c.on_up = on_listener_up;
	c.on_down = on_listener_down;
	n->listener = connection_new(&c, NULL);
	return n;
}

void notes_free(struct notes *n)
{
	if (n == NULL)
		return;
	connection_free(n->writer);
	connection_free(n->listener);
	free(n->key);
	free(n);
}

/* ---- writing ---- */

bool notes_put(struct notes *n, const char *field, const char *text)
{
	struct buf message;
	bool done = false;
	if (!connection_up(n->writer) || !n->listening)
		return false;
	buf_init(&message, NOTE_MAX);
	buf_addf(&message, "%s\n%s", field, text != NULL ? text : "");
	if (buf_ok(&message) && text != NULL)
		done = connection_sendl(n->writer, NULL, NULL, "HSET", n->key, field, text, NULL);
	else if (buf_ok(&message))
		done = connection_sendl(n->writer, NULL, NULL, "HDEL", n->key, field, NULL);
	if (done)
		done = connection_sendl(n->writer, NULL, NULL, "PUBLISH", n->key, buf_str(&message), NULL);
	buf_release(&message);
	return done;
}
