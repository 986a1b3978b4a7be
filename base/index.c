#include "base/index.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Eight bytes at a time, each of them multiplied by an odd number without a pattern and folded. */
uint64_t index_hash(const char *text, size_t len)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
	uint64_t h = len * odd, word;
	size_t i = 0;
	for (; i + sizeof word <= len; i += sizeof word) {
		memcpy(&word, text + i, sizeof word);
		h = (h ^ word) * odd;
		h ^= h >> 32;
	}
	word = 0;
	for (unsigned shift = 0; i < len; i++, shift += 8)
		word |= (uint64_t)(unsigned char)text[i] << shift;
	h = (h ^ word) * odd;
	h ^= h >> 29;
	h *= odd;
	return h ^ h >> 32;
}

struct index_key index_key(const char *text, size_t len)
{
	return (struct index_key){ text, len, (uint32_t)index_hash(text, len) };
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

void index_fetch(const struct index *x, struct index_key key)
{
	if (x->cap)
		__builtin_prefetch(&x->slots[key.hash & (x->cap - 1)]);
}

bool index_put_key(struct index *x, struct index_key key, uint32_t value)
{
	if (x->count * 2 >= x->cap)
		index_resize(x, x->cap ? x->cap * 2 : 16);
	struct index_slot *slot = slot_for(x, key.text, key.len, key.hash);
	if (slot->key)
		return false;
	*slot = (struct index_slot){ .key = key.text, .key_len = key.len, .hash = key.hash, .value = value };
	x->count++;
	return true;
}

bool index_put(struct index *x, const char *key, size_t key_len, uint32_t value)
{
	return index_put_key(x, index_key(key, key_len), value);
}

bool index_get(const struct index *x, const char *key, size_t key_len, uint32_t *value)
{
	return index_get_key(x, index_key(key, key_len), value);
}

bool index_get_key(const struct index *x, struct index_key key, uint32_t *value)
{
	if (!x->cap)
		return false;
	const struct index_slot *slot = slot_for(x, key.text, key.len, key.hash);
	if (!slot->key)
		return false;
	*value = slot->value;
	return true;
}
