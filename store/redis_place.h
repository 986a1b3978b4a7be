/*
 * redis_place.h - where Redis is: an own redis-server, an address that was told, or what Sentinel says.
 */
#ifndef STORE_REDIS_PLACE_H
#define STORE_REDIS_PLACE_H

#include "store/connection.h"

struct redis_place;

struct redis_place_events {
	void *arg;
	void (*on_trouble)(void *arg, const char *sentence); /* of the own redis-server, "" once it is gone */
	void (*on_change)(void *arg);                        /* the address became known or another one */
};

/*
 * `redis` as in struct store_options; `dir` is the data directory, made where it is missing. NULL and a sentence in
 * `fault` where the text or the directory is wrong.
 */
struct redis_place *redis_place_new(uv_loop_t *loop, const char *dir, const char *redis,
                                    const struct redis_place_events *events, char *fault, size_t size);

/* For struct connection_options: `place` is the struct redis_place. */
bool redis_place_where(void *place, struct redis_address *out);

/* Whether redis-server is a child of this process. */
bool redis_place_own(const struct redis_place *p);

/* Ends what was started, calls on_stopped(arg) and frees it. */
void redis_place_stop(struct redis_place *p, void (*on_stopped)(void *arg), void *arg);

#endif
