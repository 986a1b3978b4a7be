/*
 * append_list.h - appends on their way: what a ledger keeps of each until it is answered.
 */
#ifndef STORE_APPEND_LIST_H
#define STORE_APPEND_LIST_H

#include "store/ledger.h"

struct append {
	struct append *next;
	ledger_appended *done;
	void *arg;
	char id[STREAM_ID_MAX];     /* from the answer, else "" */
	char wanted[STREAM_ID_MAX]; /* the id that it must have, "*" for any */
	char seen[STREAM_ID_MAX];   /* of the first entry read since it was sent with its by and key, else "" */
	uint64_t doubt_since_ms;
	int64_t at_ms;
	const char *type, *by, *key, *data; /* all in `bytes` */
	size_t type_len, by_len, key_len, data_len;
	char bytes[];
};

struct append_list {
	struct append *first, **end;
};

/* Copies everything. `id` NULL: any. Freed by free(). */
struct append *append_new(const char *id, const struct entry_raw *raw, ledger_appended *done, void *arg);

void append_list_init(struct append_list *list);
void append_list_add(struct append_list *list, struct append *a);
struct append *append_list_take(struct append_list *list); /* the first, NULL where there is none */

/* An entry was read: it may be the one of an append that is in doubt, or will be when its answer does not come. */
void append_list_notice(struct append_list *list, const char *id, const struct entry_raw *raw);

#endif
