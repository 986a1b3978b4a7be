/*
 * definition_copy.h - a whole event definition copied into an arena.
 *
 * The fold keeps its own copy of the definition that an entry brings, so that whoever read the entry may let go of it.
 */
#ifndef SCORING_DEFINITION_COPY_H
#define SCORING_DEFINITION_COPY_H

#include "base/mem.h"
#include "scoring/definition.h"

/* A copy that shares nothing with `e` and lives as long as the arena. Arrays without elements become NULL. */
struct event *event_copy(struct arena *arena, const struct event *e);

#endif
