/*
 * fields.h - the {{fields}} that a template may use, and a text with them filled in.
 */
#ifndef CERTIFICATES_FIELDS_H
#define CERTIFICATES_FIELDS_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

/* X(NAME, as written between {{ and }}) */
#define FIELD_TABLE(X)                                                                            \
	X(HOLDER, "holder") /* whose certificate it is */                                         \
	X(COMRADE, "comrade") /* behind a person's name: a blank and 同志; nothing behind a team's */   \
	X(MEMBERS, "members") /* of a team, with 、 between them */                               \
	X(TEAM, "team") /* on a member's own copy: the team */                                    \
	X(UNIT, "unit")                                                                           \
	X(EVENT, "event")                                                                         \
	X(EVENT_EN, "event_en")                                                                   \
	X(CONTEST, "contest")                                                                     \
	X(CONTEST_EN, "contest_en")                                                               \
	X(AWARD, "award")                                                                         \
	X(AWARD_EN, "award_en")                                                                   \
	X(SCORE, "score")                                                                         \
	X(RANK, "rank")                                                                           \
	X(ORGANISER, "organiser")                                                                 \
	X(DATE, "date") /* 2018年4月22日 */                                                       \
	X(DATE_EN, "date_en") /* 22 April 2018 */                                                 \
	X(NUMBER, "number") /* the certificate's */                                               \
	X(HOST, "host") /* where it is verified */

enum field {
#define X(name, text) FIELD_##name,
	FIELD_TABLE(X)
#undef X
};
#define FIELD_COUNT (FIELD_HOST + 1)

struct fields {
	const char *value[FIELD_COUNT]; /* borrowed; NULL is "" */
};

/*
 * Adds `text` with its fields filled in; adds to *used how many fields stood in it, and to *filled how many of them had a
 * value. ERR_INVALID for an unknown field; `fault` names it.
 */
MUST_CHECK enum err fields_fill(const struct fields *f, const char *text, struct buf *out, size_t *used, size_t *filled,
                                struct buf *fault);

#endif
