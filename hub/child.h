/*
 * child.h - a child process of this program: what takes long, or waits, without stopping the loop.
 *
 * It runs `touchstone WORDS...`; its standard error is the hub's. What it writes comes in pieces; what is written to it goes to its
 * standard input. It ends with the hub at the latest: its input then ends.
 */
#ifndef HUB_CHILD_H
#define HUB_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#define CHILD_WORDS_MAX 31

struct child;

struct child_events {
	void (*output)(void *arg, const char *bytes, size_t len);
	/* The last thing that is heard of it; it is freed afterwards. `good`: it ended by itself, with 0. */
	void (*ended)(void *arg, bool good);
};

/*
 * Starts one; `words` ends with NULL and is copied. It is killed after `limit_ms` (0: never). Where it cannot be started a
 * line on standard error says why, and ended() comes from the loop all the same. Never NULL.
 */
struct child *child_start(uv_loop_t *loop, const char *const *words, uint64_t limit_ms, const struct child_events *events, void *arg);

/* Copied. Nothing happens where it has gone. */
void child_write(struct child *c, const char *bytes, size_t len);
/* No more is written to it. */
void child_finish(struct child *c);
void child_kill(struct child *c);

#endif
