/*
 * message.h - an encoded text frame, shared by everybody it is sent to.
 *
 * Encoded once, with the WebSocket frame's head before the text. That room is also libwebsockets' (LWS_PRE), which
 * writes the same head there.
 */
#ifndef HUB_MESSAGE_H
#define HUB_MESSAGE_H

#include <stddef.h>

struct message {
	unsigned refs;
	size_t len;
	size_t part_start, part_len; /* the bytes of `change` in an update, for those who resume; 0, 0: none */
	size_t head_len;             /* of the frame's head, which ends where the text begins */
	unsigned char *data;         /* LWS_PRE bytes, then the text */
};

/* The whole frame, head and text, as it goes over the wire. */
const unsigned char *message_frame(const struct message *m, size_t *len);

/* The text; not NUL-terminated. */
const char *message_text(const struct message *m);

/* A copy of the text with one reference. */
struct message *message_new(const char *text, size_t len);
struct message *message_ref(struct message *m);
void message_unref(struct message *m); /* NULL is nothing */

#endif
