/*
 * tablet_calls.h - what goes between a judge's tablet and the desk beside the marks: drafts, a nudge and its answer, what a
 * tablet says of itself. judges/tablets.h knows what it all is; here it meets sockets, topics and the store.
 */
#ifndef HUB_TABLET_CALLS_H
#define HUB_TABLET_CALLS_H

#include "hub/rpc.h"
#include "judges/tablets.h"

/* The methods `draft`, `tablet`, `nudge` and `seen`. */
rpc_handler draft_handle;
rpc_handler tablet_handle;
rpc_handler nudge_handle;
rpc_handler seen_handle;

/* What store_callbacks want. */
void tablets_on_note(void *arg, const char *field, const char *text);

/* An entry was folded: a draft whose sheet is in is dropped, a card that changed is told. */
void tablets_on_entry(struct hub *hub, const struct entry *e, const struct change *change);

/* A person's sockets, or what they say of themselves, changed: desks are told. */
void tablets_tell(struct hub *hub, const char *person);

/* Where to ask for the tablets at this hub. */
struct tablet_source tablets_source(struct hub *hub);

#endif
