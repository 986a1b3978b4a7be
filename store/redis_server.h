/*
 * redis_server.h - the hub's own redis-server: a child process on a unix socket in the data directory.
 *
 * DIR/redis.d holds its configuration (redis.conf, written anew at each start), its append-only file, its log, its
 * socket and a lock. The child holds the lock as well, so a hub that starts after one that was killed waits until the
 * old redis-server is gone: two of them on one append-only file would destroy it. The child runs in a session of its
 * own (Ctrl-C reaches the hub only, which ends it in order) and gets SIGTERM from the kernel when the hub dies.
 * If it ends by itself (disk full, killed) it is started again.
 */
#ifndef STORE_REDIS_SERVER_H
#define STORE_REDIS_SERVER_H

#include "store/connection.h"

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#define REDIS_SERVER_FOLDER "redis.d" /* no event's id: those have no point */

struct redis_server;

/*
 * Starts it for the data directory `dir`, which is there. on_trouble(arg, sentence) says what keeps it from running,
 * each time that changes ("" once it runs); readiness shows by connecting to redis_server_address. NULL and
 * `fault`, a sentence, where it can never work: no redis-server installed, a path too long, a folder not ours.
 */
struct redis_server *redis_server_new(uv_loop_t *loop, const char *dir, void (*on_trouble)(void *, const char *),
                                      void *arg, char *fault, size_t size);

const struct redis_address *redis_server_address(const struct redis_server *r);

/* Ends the child with SIGTERM, with SIGKILL after 10 s, then calls on_stopped(arg) and frees everything. */
void redis_server_stop(struct redis_server *r, void (*on_stopped)(void *arg), void *arg);

#endif
