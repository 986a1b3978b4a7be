/*
 * fanout.h - changes to all who watch, a part at a time, so that ten thousand watchers hold up no judge.
 *
 * A topic with news is walked: each of its watchers gets what it lacks. The first BURST_MAX get it at once, further
 * ones a part per turn of the loop, between which sheets are taken and answered. A change during a walk is sent on that
 * walk to those not yet visited and on one more to the others; each watcher's own offset says what it lacks, so nobody
 * misses one or gets it twice. Beats go the same way.
 *
 * Idle plain sockets of a part share one burst (burst.h); the rest goes through socket_send().
 */
#ifndef HUB_FANOUT_H
#define HUB_FANOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct burst;
struct hub;
struct socket;
struct topic;

/* A topic's place in its walk; zeroed: not walked. */
struct walk {
	bool walking, again; /* again: there was a change after some had been visited */
	size_t at;           /* so many have been visited: the first ones of topic->watches */
	uint64_t since_ns;   /* when it began */
	struct topic *next;  /* of those that are walked */
};

struct fanout {
	struct hub *hub;
	struct burst *burst;
	uv_idle_t turn;             /* active while anything is left to send */
	struct topic *first, *last; /* topics that are walked, in turns */
	struct socket *beat_at;     /* who gets this beat next; NULL: no beat is under way */
	uint64_t deliveries;        /* updates sent to watchers by walks */
	uint64_t walks, walks_ns;   /* that ended; from a change to its last watcher, summed */
	uint64_t cpu_ns;            /* this thread's time from a change's text to the kernel's having it for all */
};

/* `ring`: io_uring is used where the kernel offers it. */
void fanout_init(struct fanout *f, struct hub *hub, uv_loop_t *loop, bool ring);
/* Ends all walks (the loop must turn once more for that), and frees it. */
void fanout_stop(struct fanout *f);
void fanout_release(struct fanout *f);

/* The topic has a change, or another snapshot. */
void fanout_start(struct fanout *f, struct topic *topic);
/* Whether a change is still on its way to some; when it is not any more, hub_on_fanned_out() is called. */
bool fanout_busy(const struct fanout *f);
/* Says the time to everybody, and looks after those who have been silent. */
void fanout_beat(struct fanout *f);

/* To be called before a socket is taken out of the hub's. */
void fanout_leave(struct fanout *f, const struct socket *s);

/* This thread's CPU time, and its adding up: what was spent since then. */
uint64_t fanout_clock_ns(void);
void fanout_spent(struct fanout *f, uint64_t since_ns);

#endif
