/*
 * topics.h - what can be watched: each topic's changes are counted, kept for a while, and sent to its watchers.
 *
 * A topic's offset counts its changes since the hub began (the epoch says which beginning). A change is encoded once
 * and shared by all watchers. Who comes back with epoch and offset gets exactly the changes missed where they are still
 * kept, else a snapshot. A watcher that cannot keep up is behind: it gets the changes it missed, or a snapshot, once
 * its queue has drained. What a topic's snapshot is, is hub/views.c's to say.
 */
#ifndef HUB_TOPICS_H
#define HUB_TOPICS_H

#include "base/index.h"
#include "base/json.h"
#include "hub/fanout.h"
#include "hub/message.h"
#include "hub/socket.h"

#define TOPICS_MAX        20000 /* boards, desks, judges and named screens together */
#define TOPIC_SCREENS_MAX 1000  /* named screens: anybody may think of a name */
#define TOPIC_KEPT        64    /* changes kept for those who resume */
#define TOPIC_NAME_MAX    (3 * ID_MAX)
#define TOPIC_WATCHES_MAX 64 /* topics that one socket may watch */
#define TOPIC_CATCH_UP    8  /* changes: who is further behind gets a snapshot, which is less */

enum topic_kind {
	TOPIC_EVENT,
	TOPIC_BOARD,
	TOPIC_SCREEN,
	TOPIC_SCREENS,
	TOPIC_PRINT,
	TOPIC_JUDGE,
	TOPIC_TABLET,
	TOPIC_TABLETS,
	TOPIC_DESK,
	TOPIC_SCRIPT,
	TOPIC_PRACTICE,
	TOPIC_PRACTICE_BOARD
};

struct topic {
	struct hub *hub;
	enum topic_kind kind;
	char name[TOPIC_NAME_MAX]; /* "board/mould/final"; a judge's is "judge/ID" here, "judge" on the wire */
	char wire[TOPIC_NAME_MAX];
	char screen[ID_MAX + 1];          /* TOPIC_SCREEN */
	bool late;                        /* TOPIC_SCREEN, TOPIC_SCREENS, TOPIC_SCRIPT: it may be another one by now */
	char person[ID_MAX + 1];          /* TOPIC_JUDGE, TOPIC_TABLET: whose own */
	uint32_t contest, stage;          /* TOPIC_BOARD, TOPIC_DESK, TOPIC_SCRIPT: places */
	uint64_t offset;                  /* of the last change */
	struct message *kept[TOPIC_KEPT]; /* change n at n % TOPIC_KEPT; NULL: none, or not to be resumed over */
	struct watch **watches;           /* of everybody; those that a walk has visited first */
	size_t watcher_count, watcher_cap;
	struct stream *streams;          /* who reads it over plain HTTP */
	struct buf snapshot;             /* at `offset`; empty where it must be made */
	struct message *snapshot_update; /* with it, for those who are behind; NULL where it must be made */
	struct walk walk;
};

struct stream;

struct watch {
	struct topic *topic;
	struct socket *socket;
	size_t place; /* in topic->watches */
	struct watch *socket_next;
	bool behind;     /* has not got all up to topic->offset */
	uint64_t offset; /* got up to here */
};

struct topics {
	struct hub *hub;
	char epoch[17];
	struct topic **all;
	uint32_t count, cap, screens;
	struct index by_name;
};

void topics_init(struct topics *t, struct hub *hub);
void topics_release(struct topics *t);

/* The topic of this name, NULL where nobody ever watched it; or made where it was not there (NULL: TOPICS_MAX). */
struct topic *topics_find(struct topics *t, const char *name);
struct topic *topics_add(struct topics *t, const char *name);

/* Counts and sends a change: one JSON object. */
void topic_publish(struct topic *topic, const char *change, size_t len);

/* Everything is different: whoever watches gets a snapshot, and nobody resumes over this. */
void topic_reset(struct topic *topic);

/* The topic's snapshot at its offset changes without a change being published: make it anew when it is next asked for.
 */
void topic_touch(struct topic *topic);

/* Whether all changes after `offset` are kept. */
bool topic_keeps(const struct topic *topic, uint64_t offset);

/* The snapshot at the topic's offset; borrowed until its next change. */
const struct buf *topic_snapshot(struct topic *topic, struct hub *hub);

/*
 * What the topic's last change is told with, borrowed until the next one: the change itself (*change is true; it brings
 * whoever has the one before up to date), or a snapshot, which does so with anybody.
 */
struct message *topic_news(struct topic *topic, struct hub *hub, bool *change);

/* Sends a watcher what it lacks; without room for that it is behind. */
void topic_bring(struct watch *w);

/* Starts watching and writes the answer: {"topic","epoch","offset","recovered",...}. `epoch` NULL: from a snapshot. */
void topic_watch(struct topic *topic, struct socket *s, const char *epoch, uint64_t offset, struct json_out *out);
/* False where it was not watched. */
bool topic_unwatch(struct topic *topic, struct socket *s);
void topics_unwatch_all(struct socket *s);

/* The socket's queue is empty: bring it up to date where it is behind. */
void topics_catch_up(struct socket *s);

#endif
