/*
 * roles.h - who may do what: the one table role x action.
 *
 * An action is a request's method, or a topic that can be watched. `touchstone help roles` and docs print from this
 * table. What a role may do in principle is said here; that a judge marks only the own modules is sheet_request.h's.
 */
#ifndef JUDGES_ROLES_H
#define JUDGES_ROLES_H

#include "base/err.h"
#include "scoring/definition.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Who asks. A socket that is not signed in has person NONE and ROLE_AUDIENCE (or ROLE_SCREEN). */
struct asker {
	uint32_t person; /* place in event.people, or NONE */
	enum role role;
};

/* X(NAME, as it is called on the wire, roles: audience screen judge chief steward scrutineer organiser, what it is) */
#define ACTION_TABLE(X)                                                                    \
	X(HELLO, "hello", 1, 1, 1, 1, 1, 1, 1, "say who one is")                            \
	X(WATCH, "watch", 1, 1, 1, 1, 1, 1, 1, "follow a topic")                            \
	X(UNWATCH, "unwatch", 1, 1, 1, 1, 1, 1, 1, "follow it no longer")                   \
	X(SHEET, "sheet", 0, 0, 1, 0, 0, 0, 0, "mark a competitor in an own module")        \
	X(PHASE, "phase", 0, 0, 0, 1, 0, 0, 1, "open, lock or publish a stage")             \
	X(STATUS, "status", 0, 0, 0, 1, 1, 0, 1, "note absence, withdrawal, disqualification") \
	X(ADJUST, "adjust", 0, 0, 0, 1, 0, 0, 0, "add points to a stage total, with a reason") \
	X(ORDER, "order", 0, 0, 0, 1, 1, 0, 1, "set running order, lots, who is entered")   \
	X(SCREEN, "screen", 0, 0, 0, 1, 1, 0, 1, "say what a screen shows")                 \
	X(CARD, "card", 0, 0, 0, 1, 0, 0, 1, "issue or revoke a sign-in card")              \
	X(TOPIC_EVENT, "event", 1, 1, 1, 1, 1, 1, 1, "topic: the event and its phases")     \
	X(TOPIC_BOARD, "board", 1, 1, 1, 1, 1, 1, 1, "topic: a stage's board")              \
	X(TOPIC_SCREEN, "screen/", 1, 1, 1, 1, 1, 1, 1, "topic: what a screen shows")       \
	X(TOPIC_JUDGE, "judge", 0, 0, 1, 0, 0, 0, 0, "topic: the own modules and sheets")   \
	X(TOPIC_DESK, "desk", 0, 0, 0, 1, 0, 1, 1, "topic: every judge's progress")

enum action {
#define X(name, ...) ACTION_##name,
	ACTION_TABLE(X)
#undef X
};
#define ACTION_COUNT (ACTION_TOPIC_DESK + 1)

const char *action_name(enum action action);
bool role_may(enum role role, enum action action);

const char *role_name(enum role role); /* "audience", "judge", ... as in a definition */

/* ERR_OK, ERR_NOT_SIGNED_IN (nobody signed in, and some role may) or ERR_NOT_ALLOWED. */
MUST_CHECK enum err asker_may(const struct asker *who, enum action action);

/* The methods (not the topics) that a role may call, for hello's "may": calls `visit` with each name. */
void role_each_method(enum role role, void (*visit)(void *arg, const char *method), void *arg);

/* The table as text, a line an action. */
void roles_print(FILE *out);

#endif
