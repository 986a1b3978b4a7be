#include "store/server_check.h"

#include "base/buf.h"

#include <stdio.h>
#include <string.h>

void server_info(const char *info, const char *name, char *out, size_t size)
{
	size_t len = strlen(name);
	out[0] = '\0';
	for (const char *line = info; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, name, len) && line[len] == ':') {
			size_t value_len = strcspn(line + len + 1, "\r\n");
			snprintf(out, size, "%.*s", (int)(value_len < size ? value_len : size - 1), line + len + 1);
			return;
		}
	}
}

static bool is_text(const redisReply *r)
{
	return r->type == REDIS_REPLY_STRING || r->type == REDIS_REPLY_STATUS;
}

/* CONFIG GET answers [name, value, ...]. */
static const char *setting(const redisReply *reply, const char *name)
{
	for (size_t i = 0; i + 1 < reply->elements; i += 2)
		if (is_text(reply->element[i]) && is_text(reply->element[i + 1]) &&
		    !strcmp(reply->element[i]->str, name))
			return reply->element[i + 1]->str;
	return "not known";
}

bool server_settings_hidden(const redisReply *reply)
{
	return reply->type == REDIS_REPLY_ERROR && !strncmp(reply->str, "NOPERM", strlen("NOPERM"));
}

bool server_settings_wrong(const redisReply *reply, char *wrong, size_t size)
{
	static const struct {
		const char *name, *value;
	} needed[] = { { "appendonly", "yes" }, { "appendfsync", "always" }, { "maxmemory-policy", "noeviction" } };
	struct buf b;
	buf_init(&b, 1024);
	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
		const char *is = setting(reply, needed[i].name);
		if (strcmp(is, needed[i].value) != 0)
			buf_addf(&b, "%s %s is %.40s, and must be %s",
			         b.len ? ";" : "a ledger may not be kept in this Redis:", needed[i].name, is,
			         needed[i].value);
	}
	snprintf(wrong, size, "%s", buf_str(&b));
	buf_release(&b);
	return wrong[0] != '\0';
}
