/*
 * notes.h - what hubs keep and tell each other beside the ledger: drafts of sheets, nudges. Nothing that counts: a note is
 * no mark, is in no hash and no backup, and may be lost with Redis.
 *
 *   ts:{EVENT}:notes   hash, a text for each field; what changes is published on the channel of the same name, as
 *                      "FIELD\nTEXT", without a text where the field is gone
 *
 * Two connections: one that writes, one that listens. What one's own hub writes comes back the same way, so that all hubs
 * hear the same; after a break the whole hash is read again.
 */
#ifndef STORE_NOTES_H
#define STORE_NOTES_H

#include <stdbool.h>
#include <uv.h>

struct redis_address;
struct notes;

/* `text` NULL: there is none any more. Both are borrowed for the call. */
typedef void notes_told(void *arg, const char *field, const char *text);

/* `where` as in connection.h. The other strings are copied. */
struct notes *notes_new(uv_loop_t *loop, const char *event, const char *user, const char *password,
                        bool (*where)(void *where_arg, struct redis_address *out), void *where_arg, notes_told *told,
                        void *arg);
void notes_free(struct notes *n);

/* Keeps a text, or (NULL) drops it. False where Redis cannot be reached: nothing was done. `field` has no line feed. */
bool notes_put(struct notes *n, const char *field, const char *text);

#endif
