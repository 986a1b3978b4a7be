/*
 * index.h - from a string to a number: ids to places in arrays.
 *
 * Keys are borrowed: they must live as long as the index. Open addressing; never shrinks. A seeded hash is not needed:
 * every index has a limit set by its caller.
 */
#ifndef BASE_INDEX_H
#define BASE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct index_slot {
	const char *key; /* NULL where free */
	size_t key_len;
	uint32_t hash; /* so that other keys are told apart, and moved, without being looked at */
	uint32_t value;
};

struct index {
	struct index_slot *slots;
	size_t cap; /* a power of two, or 0 */
	size_t count;
};

/* A key with its hash, for who looks for it more than once. The text is borrowed. */
struct index_key {
	const char *text;
	size_t len;
	uint32_t hash;
};

struct index_key index_key(const char *text, size_t len);

/* What keys are told apart by: different texts mostly differ in it, unless somebody wants them not to. */
uint64_t index_hash(const char *text, size_t len);

void index_init(struct index *x);
void index_release(struct index *x);

/* Makes room for `count` keys at once. */
void index_reserve(struct index *x, size_t count);

/* Puts key -> value. Returns false, and changes nothing, where the key is there already. */
bool index_put(struct index *x, const char *key, size_t key_len, uint32_t value);

/* Finds a key; false where it is not there. */
bool index_get(const struct index *x, const char *key, size_t key_len, uint32_t *value);

bool index_put_key(struct index *x, struct index_key key, uint32_t value);
bool index_get_key(const struct index *x, struct index_key key, uint32_t *value);

/* Asks the memory for the place where a key would be, so that it is there by the time it is looked for. */
void index_fetch(const struct index *x, struct index_key key);

#endif
