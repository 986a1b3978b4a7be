/*
 * publish.h - the public's side as plain files, for any web space: `touchstone serve --publish DIR|URL`.
 *
 * DIR is what stands at the root of a site: the audience's page, `topics/` with what it shows (the public's boards and
 * the event), `results/` with the pages and, once published, the files, and the calendar. What is in them comes from the
 * routes and topics that the audience has, so it has passed the same gates. Once a second what changed is made, and a thread writes
 * it: each file under another name first, then renamed, so that nobody ever reads half of one.
 */
#ifndef HUB_PUBLISH_H
#define HUB_PUBLISH_H

#include <stdbool.h>
#include <stddef.h>

struct hub;
struct publish;

/*
 * Starts; the hub's loop does the rest. `place`: a folder, which is made with what is above it when first written to, or an address
 * (publish_http.h) with its `secret` ("": none). Both are borrowed.
 */
struct publish *publish_new(struct hub *hub, const char *place, const char *secret);

/* Writes what is still to be written, and no more after that; the loop must turn until it has nothing to do. NULL is
 * nothing. */
void publish_stop(struct publish *p);
void publish_free(struct publish *p);

#endif
