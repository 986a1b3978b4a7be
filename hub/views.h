/*
 * views.h - from topics to what judges/ and display/ make of the state.
 */
#ifndef HUB_VIEWS_H
#define HUB_VIEWS_H

#include "hub/hub.h"

#define VIEW_LIVE "live/" /* before a board's name: as it is, not as the public sees it; never on the wire */

/*
 * The topic that a socket means by this name, checked for what it may see. ERR_UNKNOWN_TOPIC, ERR_NOT_SIGNED_IN,
 * ERR_NOT_ALLOWED.
 */
MUST_CHECK enum err view_open(struct socket *s, const char *wire, struct topic **topic);

/* The topic of a stage's board as the public sees it; NULL where there is no such stage or no room. */
struct topic *view_public_board(struct hub *hub, const char *wire);

/* The topic `event`; NULL where there is no room. */
struct topic *view_event(struct hub *hub);

/* Writes a topic's snapshot. */
void view_snapshot(struct hub *hub, struct topic *topic, struct json_out *out);

/* Tells the watchers of all topics but boards what an entry changed. */
void views_tell(struct hub *hub, const struct entry *entry, const struct change *change);

/* What marks changed of what the hub adds to screens' scenes, and of ceremonies' scripts; at the hub's own pace. */
void views_tell_late(struct hub *hub);

/* A screen came, went, or shows something else: desks are told at the hub's own pace. */
void views_screens_late(struct hub *hub);

/* What covers the screens has come or gone: each is told what it shows now. */
void views_screens_again(struct hub *hub);

/* Tells the desks that a person came or went. */
void views_tell_online(struct hub *hub, const char *person, bool online);

/* Finds the topics' contests and stages again after the definition changed. */
void views_place(struct hub *hub);

/* Ends the watches that a socket's person may not have: somebody else sits there now, or the role is another one. */
void views_recheck(struct socket *s);

/* {"snapshot":...} as a topic's change means: begin anew; else it is a change. */
void view_publish(struct topic *topic, const char *json, size_t len);

#endif
