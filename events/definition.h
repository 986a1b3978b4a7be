/*
 * definition.h - an event definition: from its JSON to a struct event that scoring can use. (docs/definition.md)
 *
 * Reading and checking are one: whatever is out of place, unknown, impossible or without a meaning is noted, with its JSON
 * pointer and line, and reading goes on, so that one run shows all of it. A struct event that comes out is whole: every
 * reference resolved to a place, every default filled in, every limit of scoring/definition.h kept.
 */
#ifndef EVENTS_DEFINITION_H
#define EVENTS_DEFINITION_H

#include "base/err.h"
#include "events/faults.h"
#include "scoring/definition.h"

#define DEFINITION_BYTES_MAX ((size_t)256 << 20)

/*
 * Reads a definition's text. ERR_OK: *out is the event, in the arena (there may be warnings in `faults`). Else at
 * least one fault is noted and *out is as it was; the error is json_parse's, or ERR_TOO_LARGE, or ERR_INVALID.
 * `faults` is one that faults_init() made; places are already located.
 */
MUST_CHECK enum err event_read(const char *text, size_t len, struct arena *arena, struct event **out,
                               struct faults *faults);

/* A method as a definition names it: "points". */
const char *method_name(enum method method);

#endif
