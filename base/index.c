#include "base/index.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a */
static uint32_t hash_of(const char *key, size_t len)
{
	uint64_t h = 14695981039346656037u;
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)key[i]) * 1099511628211u;
	return (uint32_t)(h ^ (h >> 32));
}

void index_init(struct index *x)
{
	*x = (struct index){ 0 };
}

void index_release(struct index *x)
{
	free(x->slots);
	index_init(x);
}

/* The slot that holds the key, or the free one where it would go. */
static struct index_slot *slot_for(const struct index *x, const char *key, size_t len, uint32_t hash)
{
	size_t i = hash & (x->cap - 1);
	for (;; i = (i + 1) & (x->cap - 1)) {
		struct index_slot *slot = &x->slots[i];
		if (!slot->key || (slot->hash == hash && slot->key_len == len && memcmp(slot->key, key, len) == 0))
			return slot;
	}
}

static void index_resize(struct index *x, size_t cap)
{
	struct index bigger = { .cap = cap, .count = x->count };
	bigger.slots = xcalloc(bigger.cap, sizeof *bigger.slots);
	for (size_t i = 0; i < x->cap; i++) {
		if (!x->slots[i].key)
			continue;
		size_t to = x->slots[i].hash & (bigger.cap - 1);
		while (bigger.slots[to].key)
			to = (to + 1) & (bigger.cap - 1);
		bigger.slots[to] = x->slots[i];
	}
	free(x->slots);
	*x = bigger;
}

void index_reserve(struct index *x, size_t count)
{
	size_t cap = x->cap ? x->cap : 16;
	while (count * 2 > cap)
		cap *= 2;
	if (cap > x->cap)
		index_resize(x, cap);
}

bool index_put(struct index *x, const char *key, size_t key_len, uint32_t value)
{
	if (x->count * 2 >= x->cap)
		index_resize(x, x->cap ? x->cap * 2 : 16);
	uint32_t hash = hash_of(key, key_len);
	struct index_slot *slot = slot_for(x, key, key_len, hash);
	if (slot->key)
		return false;
	*slot = (struct index_slot){ .key = key, .key_len = key_len, .hash = hash, .value = value };
	x->count++;
	return true;
}

bool index_get(const struct index *x, const char *key, size_t key_len, uint32_t *value)
{
	if (!x->cap)
		return false;
	const struct index_slot *slot = slot_for(x, key, key_len, hash_of(key, key_len));
	if (!slot->key)
		return false;
	*value = slot->value;
	return true;
}
