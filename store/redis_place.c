#include "store/redis_place.h"

#include "base/mem.h"
#include "store/redis_server.h"
#include "store/sentinel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct redis_place {
	struct redis_place_events events;
	struct redis_server *server; /* these three: the first that is there says it */
	struct sentinel *sentinel;
	struct redis_address address;
	uv_timer_t stopped; /* only to call on_stopped from the loop */
	void (*on_stopped)(void *arg);
	void *arg;
};

static bool make_folder(const char *dir, char *fault, size_t size)
{
	bool ok = true;
	char *path = xstrdup(dir);
	for (char *at = path + (path[0] != '\0'); ok && *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		ok = mkdir(path, 0700) == 0 || errno == EEXIST;
		*at = '/';
	}
	ok = ok && (mkdir(path, 0700) == 0 || errno == EEXIST);
	if (!ok)
		snprintf(fault, size, "%s: cannot be made: %s", dir, strerror(errno));
	free(path);
	return ok;
}

struct redis_place *redis_place_new(uv_loop_t *loop, const char *dir, const char *redis,
                                    const struct redis_place_events *events, char *fault, size_t size)
{
	static const char sentinel[] = "sentinel:";
	struct redis_place *p = xcalloc(1, sizeof *p);
	bool ok = make_folder(dir, fault, size);
	p->events = *events;
	if (!ok) {
		/* said already */
	} else if (!redis) {
		p->server = redis_server_new(loop, dir, p->events.on_trouble, p->events.arg, fault, size);
		ok = p->server != NULL;
	} else if (!strncmp(redis, sentinel, strlen(sentinel))) {
		p->sentinel =
		    sentinel_new(loop, redis + strlen(sentinel), p->events.on_change, p->events.arg, fault, size);
		ok = p->sentinel != NULL;
	} else {
		ok = redis_address_parse(redis, strlen(redis), REDIS_PORT, &p->address) == ERR_OK;
		if (!ok)
			snprintf(fault, size,
			         "--redis %.200s: expected unix:/path, host:port, or sentinel:NAME@host:port,host:port",
			         redis);
	}
	if (!ok) {
		free(p);
		return NULL;
	}
	uv_timer_init(loop, &p->stopped);
	p->stopped.data = p;
	return p;
}

bool redis_place_where(void *place, struct redis_address *out)
{
	struct redis_place *p = place;
	if (p->sentinel)
		return sentinel_master(p->sentinel, out);
	*out = p->server ? *redis_server_address(p->server) : p->address;
	return true;
}

bool redis_place_own(const struct redis_place *p)
{
	return p->server != NULL;
}

static void on_closed(uv_handle_t *handle)
{
	struct redis_place *p = handle->data;
	p->on_stopped(p->arg);
	free(p);
}

static void on_server_stopped(void *arg)
{
	struct redis_place *p = arg;
	uv_close((uv_handle_t *)&p->stopped, on_closed);
}

void redis_place_stop(struct redis_place *p, void (*on_stopped)(void *arg), void *arg)
{
	p->on_stopped = on_stopped;
	p->arg = arg;
	sentinel_free(p->sentinel);
	if (p->server)
		redis_server_stop(p->server, on_server_stopped, p);
	else
		on_server_stopped(p);
}
