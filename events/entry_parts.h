/*
 * entry_parts.h - what the files that read and write entries share: entry_json.c, and entry_desk.c (what two people decide
 * about a stage).
 */
#ifndef EVENTS_ENTRY_PARTS_H
#define EVENTS_ENTRY_PARTS_H

#include "base/json.h"
#include "base/mem.h"
#include "scoring/entry.h"

/* An object on its way into an entry. */
struct in {
	const cJSON *object;
	struct arena *arena;
	enum err err; /* the first fault */
	const char *expected; /* its sentence */
};

/* Notes a fault, where it is the first. */
void in_fault(struct in *in, enum err err, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A text of at most `max` bytes; `otherwise` where it is not there. */
const char *in_text(struct in *in, const char *name, size_t max, const char *otherwise);

/* An id that must be there. */
const char *in_id(struct in *in, const char *name);

/* A whole number from 1 to `max`; `otherwise` where it is not there, 0: it must be. */
uint32_t in_count(struct in *in, const char *name, uint32_t max, uint32_t otherwise);

/* False where it is not there. */
bool in_bool(struct in *in, const char *name);

/* A reason that must be there. */
const char *in_reason(struct in *in);

/* The members "contest" and "stage". */
void put_where(struct json_out *o, const char *contest, const char *stage);

/* entry_desk.c */
void read_unlock(struct in *in, struct entry_unlock *unlock);
void read_recheck(struct in *in, struct entry_recheck *recheck);
void put_recheck(struct json_out *o, const struct entry_recheck *recheck);
void put_unlock(struct json_out *o, const struct entry_unlock *unlock);

#endif
