/*
 * sentinel.h - where the master is, by Redis Sentinel.
 *
 * Asks the first sentinel that answers for the address of a master, then listens to it: a failover (+switch-master) is
 * pushed. When a sentinel goes away the next one of the list is asked.
 */
#ifndef STORE_SENTINEL_H
#define STORE_SENTINEL_H

#include "store/connection.h"

struct sentinel;

/*
 * `text` is "NAME@host:port,host:port" (port 26379 where not given). on_change(arg) when the address became known or
 * another one. NULL, and a sentence in `fault`, where the text is something else. Sentinels ask for no password.
 */
struct sentinel *sentinel_new(uv_loop_t *loop, const char *text, void (*on_change)(void *arg), void *arg, char *fault,
                              size_t size);
void sentinel_free(struct sentinel *s);

/* The master's address; false while it is not known. */
bool sentinel_master(const struct sentinel *s, struct redis_address *out);

#endif
