#include "store/sentinel.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SENTINELS_MAX 16
#define SENTINEL_PORT 26379
#define TIMEOUT_MS    3000
#define ASK_AGAIN_MS  1000

struct sentinel {
	char name[256];
	struct redis_address sentinels[SENTINELS_MAX];
	uint32_t count, next; /* next: whom to ask at the next attempt */
	struct connection *connection;
	bool known;
	struct redis_address master;
	void (*on_change)(void *arg);
	void *arg;
};

static void learn(struct sentinel *s, const char *host, const char *port)
{
	struct redis_address a = { 0 };
	char text[REDIS_HOST_MAX + 16];
	int len = snprintf(text, sizeof text, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
	if (len < 0 || (size_t)len >= sizeof text || redis_address_parse(text, (size_t)len, 0, &a) != ERR_OK ||
	    a.port == 0)
		return;
	if (s->known && a.port == s->master.port && !strcmp(a.host, s->master.host))
		return;
	s->known = true;
	s->master = a;
	s->on_change(s->arg);
}

static void on_address(void *arg, const redisReply *reply)
{
	struct sentinel *s = arg;
	if (!reply)
		return;
	if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 && reply->element[0]->type == REDIS_REPLY_STRING &&
	    reply->element[1]->type == REDIS_REPLY_STRING)
		learn(s, reply->element[0]->str, reply->element[1]->str);
	else
		connection_break(s->connection, "this sentinel does not know the master", ASK_AGAIN_MS);
}

/* +switch-master: "NAME OLD-HOST OLD-PORT NEW-HOST NEW-PORT" */
static void on_message(void *arg, const redisReply *reply)
{
	struct sentinel *s = arg;
	char copy[1024], *parts[5], *rest = copy;
	size_t count = 0;
	if (!reply || reply->type != REDIS_REPLY_ARRAY || reply->elements != 3 ||
	    reply->element[2]->type != REDIS_REPLY_STRING)
		return;
	snprintf(copy, sizeof copy, "%s", reply->element[2]->str);
	for (char *part; count < 5 && (part = strsep(&rest, " ")) != NULL;)
		parts[count++] = part;
	if (count == 5 && !strcmp(parts[0], s->name))
		learn(s, parts[3], parts[4]);
}

static void on_up(void *arg)
{
	struct sentinel *s = arg;
	connection_sendl(s->connection, on_address, s, "SENTINEL", "get-master-addr-by-name", s->name, NULL);
	connection_listen(s->connection, "+switch-master", on_message, s);
}

static void on_down(void *arg, const char *why)
{
	(void)arg;
	(void)why;
}

static bool where(void *arg, struct redis_address *out)
{
	struct sentinel *s = arg;
	*out = s->sentinels[s->next++ % s->count];
	return true;
}

struct sentinel *sentinel_new(uv_loop_t *loop, const char *text, void (*on_change)(void *arg), void *arg, char *fault,
                              size_t size)
{
	struct sentinel *s = xcalloc(1, sizeof *s);
	const char *at = strchr(text, '@');
	bool ok = at && at > text && (size_t)(at - text) < sizeof s->name;
	if (ok)
		memcpy(s->name, text, (size_t)(at - text));
	while (ok && s->count < SENTINELS_MAX && *at) {
		size_t len = strcspn(++at, ",");
		ok = redis_address_parse(at, len, SENTINEL_PORT, &s->sentinels[s->count++]) == ERR_OK;
		at += len;
	}
	if (!ok || *at) {
		snprintf(fault, size,
		         "--redis sentinel:%s: expected sentinel:NAME@host:port,host:port with at most %d sentinels",
		         text, SENTINELS_MAX);
		free(s);
		return NULL;
	}
	s->on_change = on_change;
	s->arg = arg;
	struct connection_options c = { .loop = loop,
		                        .timeout_ms = TIMEOUT_MS,
		                        .arg = s,
		                        .on_up = on_up,
		                        .on_down = on_down,
		                        .where = where,
		                        .where_arg = s };
	s->connection = connection_new(&c, NULL);
	return s;
}

void sentinel_free(struct sentinel *s)
{
	if (!s)
		return;
	connection_free(s->connection);
	free(s);
}

bool sentinel_master(const struct sentinel *s, struct redis_address *out)
{
	if (s->known)
		*out = s->master;
	return s->known;
}
