/*
 * reader.h - reading an object of a definition member by member, noting every fault on the way.
 *
 * A struct reader knows where it is (a JSON pointer). A struct object remembers which members it was asked for, so
 * that object_end() can warn of the others: a misspelt member would silently change a table. Readers return a usable
 * default after a fault, so that reading goes on; whoever made the reader looks at faults->faults at the end.
 */
#ifndef EVENTS_READER_H
#define EVENTS_READER_H

#include "base/index.h"
#include "events/faults.h"
#include "scoring/definition.h"

#define MEMBERS_ASKED_MAX 40
#define STRING_MAX 1000 /* bytes of a name or text */

struct reader {
	struct arena *arena; /* where what is read goes; borrowed */
	struct faults *faults; /* borrowed */
	struct buf path; /* the JSON pointer of where it is */
};

enum need { OPTIONAL, REQUIRED };

void reader_init(struct reader *r, struct arena *arena, struct faults *faults);
void reader_release(struct reader *r);

/* Goes down to a member or an element; reader_leave goes back to where reader_enter returned from. */
size_t reader_enter(struct reader *r, const char *name);
size_t reader_enter_index(struct reader *r, size_t i);
void reader_leave(struct reader *r, size_t mark);

/* A fault at the place itself (name NULL) or at a member of it. */
void reader_fault(struct reader *r, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));
void reader_warn(struct reader *r, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* What a value is, in words for a fault: `"abc"`, `12`, `a list`, `nothing`. Valid until the next call but three. */
const char *reader_found(const cJSON *value);

/* The word of the list that `word` is most like, or NULL where none is near. */
const char *nearest_word(const char *word, const char *const *list, size_t count);

struct object {
	struct reader *r;
	const cJSON *json;
	const char *asked[MEMBERS_ASKED_MAX];
	size_t asked_count;
};

/* False, after a fault that says what was expected, where the value is no object. */
bool object_begin(struct object *o, struct reader *r, const cJSON *json, const char *expected);

/* Warns of every member that nobody asked for. Members that begin with "x-" or "note" are anybody's. */
void object_end(struct object *o);

/* The member as it is; NULL where not there. */
const cJSON *object_get(struct object *o, const char *name);
bool object_has(struct object *o, const char *name);

/* Copies in the arena; "" where not there. */
const char *object_string(struct object *o, const char *name, enum need need);

/* An id (base/text.h). After a fault "". */
const char *object_id(struct object *o, const char *name);

/* A text in one or two languages; `fallback` where not there. */
struct text object_text(struct object *o, const char *name, const char *fallback);
struct text reader_text(struct reader *r, const cJSON *value, const char *fallback);

int64_t object_decimal(struct object *o, const char *name, enum need need, int64_t otherwise);
struct maybe object_maybe(struct object *o, const char *name);
int64_t object_int(struct object *o, const char *name, enum need need, int64_t min, int64_t max, int64_t otherwise);
bool object_bool(struct object *o, const char *name, bool otherwise);

/* One of `count` words: its place in the list; `otherwise` where not there or wrong. */
unsigned object_choice(struct object *o, const char *name, const char *const *words, unsigned count,
                       enum need need, unsigned otherwise);

/* decimals and rounding of a level. */
struct rounding_rule object_rounding(struct object *o);

/* A list of min to max elements, or NULL where not there or wrong; *count is its length. */
const cJSON *object_array(struct object *o, const char *name, enum need need, size_t min, size_t max,
                          uint32_t *count);

/*
 * Puts id -> place into the index; a fault at `name` where it is there already. `what` is the kind of thing, such as
 * "module". An empty id (there was a fault before) is not looked at.
 */
void reader_unique(struct reader *r, const char *name, struct index *x, const char *id, uint32_t place,
                   const char *what);

#endif
