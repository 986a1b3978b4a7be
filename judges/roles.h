/*
 * roles.h - who may say what: one table of methods and topics against roles.
 *
 * It answers only by role. Whether a judge marks a module, or a stage takes marks, is the fold's to say. `touchstone help
 * roles` prints this table.
 */
#ifndef JUDGES_ROLES_H
#define JUDGES_ROLES_H

#include "base/err.h"
#include "scoring/definition.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Who asks. Where nobody is signed in: person NONE and ROLE_AUDIENCE (or ROLE_SCREEN). */
struct asker {
	uint32_t person; /* place in event.people, or NONE */
	enum role role;
};

struct permission {
	const char *name; /* of a method ("sheet") or of a topic ("desk/") */
	unsigned roles; /* bit 1 << ROLE_X */
	const char *text; /* what it does, for the help */
};

/* The table of methods, and how many rows it has. */
const struct permission *permission_methods(uint32_t *count);

/* "judge"; never NULL. */
const char *role_name(enum role role);

/* Whether a role may call a method; false too where there is no such method. */
bool role_may(enum role role, const char *method);

/* Whether a role may watch a topic, by what its name begins with; false too where there is no such topic. */
bool role_may_watch(enum role role, const char *topic);

/* Whether a role sees boards as they are, also where the public does not. */
bool role_sees_all(enum role role);

/* ERR_OK; ERR_UNKNOWN_METHOD; ERR_NOT_SIGNED_IN where another role may and nobody is signed in; else ERR_NOT_ALLOWED. */
MUST_CHECK enum err asker_may(const struct asker *who, const char *method);

/* The roles that may call a method, as words for a sentence: "chief or organiser". At most `size` bytes, with a NUL. */
void roles_of_method(const char *method, char *out, size_t size);

/* Both tables as text, a line each, for `touchstone help roles`. */
void roles_print(FILE *out);

#endif
