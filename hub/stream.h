/*
 * stream.h - a board as server-sent events, for clients that know only HTTP: GET /events/board/CONTEST/STAGE.
 *
 * The same topic, epoch and offsets as over a WebSocket, and always the public's board, whoever asks. Nothing is queued
 * for a reader: when its connection takes more, it gets the changes that it has not had, or a snapshot where these are
 * many or not kept any more. So a slow reader holds up nobody, and what it gets is the latest.
 */
#ifndef HUB_STREAM_H
#define HUB_STREAM_H

#include "hub/topics.h"

#include <stdbool.h>

struct lws;

#define STREAM_ID_MAX 48 /* EPOCH-OFFSET and its NUL */

struct stream;

/*
 * A reader of this topic. `last_id` is the id of the last event that it had ("" for none): where that is of this epoch
 * and what came since is kept, it gets just that; else a snapshot first.
 */
struct stream *stream_new(struct topic *topic, struct hub *hub, struct lws *wsi, const char *last_id);
void stream_free(struct stream *s); /* NULL is nothing */

/* The topic has news; and a beat is due to everybody. */
void streams_wake(struct topic *topic);
void streams_beat(struct topics *topics);

/* From libwebsockets' callback; -1 ends the connection. */
int stream_on_writeable(struct stream *s);

#endif
