#include "hub/message.h"

#include "base/mem.h"

#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>

struct message *message_new(const char *text, size_t len)
{
	struct message *m = xmalloc(sizeof *m + LWS_PRE + len);
	*m = (struct message){.refs = 1, .len = len, .data = (unsigned char *)(m + 1)};
	memcpy(m->data + LWS_PRE, text, len);
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
