#include "store/append_list.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

struct append *append_new(const char *id, const struct entry_raw *raw, ledger_appended *done, void *arg)
{
	size_t size = raw->type_len + raw->by_len + raw->key_len + raw->data_len;
	struct append *a = xmalloc(sizeof *a + size);
	char *at = a->bytes;
	memset(a, 0, sizeof *a);
	a->done = done;
	a->arg = arg;
	a->at_ms = raw->at_ms;
	snprintf(a->wanted, sizeof a->wanted, "%s", id ? id : "*");
	const struct {
		const char *from, **to;
		size_t len, *to_len;
	} parts[] = { { raw->type, &a->type, raw->type_len, &a->type_len },
		      { raw->by, &a->by, raw->by_len, &a->by_len },
		      { raw->key, &a->key, raw->key_len, &a->key_len },
		      { raw->data, &a->data, raw->data_len, &a->data_len } };
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (parts[i].len)
			memcpy(at, parts[i].from, parts[i].len);
		*parts[i].to = at;
		*parts[i].to_len = parts[i].len;
		at += parts[i].len;
	}
	return a;
}

void append_list_init(struct append_list *list)
{
	list->first = NULL;
	list->end = &list->first;
}

void append_list_add(struct append_list *list, struct append *a)
{
	a->next = NULL;
	*list->end = a;
	list->end = &a->next;
}

struct append *append_list_take(struct append_list *list)
{
	struct append *a = list->first;
	if (!a)
		return NULL;
	list->first = a->next;
	if (!list->first)
		list->end = &list->first;
	return a;
}

static bool same(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a_len == b_len && !memcmp(a, b, a_len);
}

void append_list_notice(struct append_list *list, const char *id, const struct entry_raw *raw)
{
	for (struct append *a = list->first; a; a = a->next) {
		if (!a->seen[0] && same(a->by, a->by_len, raw->by, raw->by_len) &&
		    same(a->key, a->key_len, raw->key, raw->key_len)) {
			snprintf(a->seen, sizeof a->seen, "%s", id);
			return;
		}
	}
}
