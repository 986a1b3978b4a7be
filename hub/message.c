#include "hub/message.h"

#include "base/mem.h"

#include <libwebsockets.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIN_TEXT  0x81
#define LENGTH_16 126
#define LENGTH_64 127

/* Writes a server's frame head (RFC 6455 5.2) so that it ends at `text`; returns its length. */
static size_t head_write(unsigned char *text, size_t len)
{
	size_t bytes = len < LENGTH_16 ? 0 : len <= UINT16_MAX ? 2 : 8;
	for (size_t i = 0; i < bytes; i++)
		*(text - 1 - i) = (unsigned char)(len >> (8 * i));
	unsigned char *head = text - bytes - 2;
	head[0] = FIN_TEXT;
	head[1] = bytes == 0 ? (unsigned char)len : bytes == 2 ? LENGTH_16 : LENGTH_64;
	return bytes + 2;
}

struct message *message_new(const char *text, size_t len)
{
	struct message *m = xmalloc(sizeof *m + LWS_PRE + len);
	*m = (struct message){ .refs = 1, .len = len, .data = (unsigned char *)(m + 1) };
	memcpy(m->data + LWS_PRE, text, len);
	m->head_len = head_write(m->data + LWS_PRE, len);
	return m;
}

struct message *message_ref(struct message *m)
{
	m->refs++;
	return m;
}

void message_unref(struct message *m)
{
	if (m != NULL && --m->refs == 0)
		free(m);
}

const char *message_text(const struct message *m)
{
	return (const char *)m->data + LWS_PRE;
}

const unsigned char *message_frame(const struct message *m, size_t *len)
{
	*len = m->head_len + m->len;
	return m->data + LWS_PRE - m->head_len;
}
