/*
 * world.h - for tests: an event made from JSON, and entries told to it as the hub would, without Redis.
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "events/definition.h"
#include "events/entry_json.h"
#include "scoring/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WORLD_BEGIN INT64_C(1764400000000) /* ms */

struct world {
	struct state *state;
	struct entry entry; /* the last one, for views that look at it */
	struct change change;
	struct arena arena; /* the last entry's */
	struct buf data;
	int64_t now_ms;
};

/* Folds data of this type; every entry gets a key of its own. */
static inline enum err world_do(struct world *w, const char *type, const char *by, const char *data)
{
	char key[32];
	arena_release(&w->arena);
	arena_init(&w->arena);
	snprintf(key, sizeof key, "k%llu", (unsigned long long)state_seq(w->state));
	buf_reset(&w->data);
	buf_adds(&w->data, data);
	struct entry_raw raw = { .type = type, .type_len = strlen(type), .by = by, .by_len = strlen(by),
		                 .key = arena_strdup(&w->arena, key), .key_len = strlen(key),
		                 .data = buf_str(&w->data), .data_len = w->data.len, .at_ms = w->now_ms };
	w->now_ms += 1000;
	entry_decode(&raw, &w->arena, &w->entry);
	return fold(w->state, &w->entry, &w->change);
}

/* As world_do, from a format; refuses to go on where the entry is refused. */
static inline void world_must(struct world *w, const char *type, const char *by, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static inline void world_must(struct world *w, const char *type, const char *by, const char *format, ...)
{
	va_list args;
	char *data = NULL;
	va_start(args, format);
	if (vasprintf(&data, format, args) < 0)
		abort();
	va_end(args);
	enum err e = world_do(w, type, by, data);
	if (e != ERR_OK)
		fail_msg("%s by %s: %s: %s (%s)", type, by, data, err_code(e), w->change.expected ? w->change.expected : "");
	free(data);
}

static inline void world_init(struct world *w, const char *definition)
{
	struct buf data;
	*w = (struct world){ .state = state_new(), .now_ms = WORLD_BEGIN };
	arena_init(&w->arena);
	buf_init(&w->data, 64u << 20);
	buf_init(&data, 64u << 20);
	if (entry_encode_event(definition, strlen(definition), &data) != ERR_OK)
		abort();
	enum err e = world_do(w, "event", "hub", buf_str(&data));
	if (e != ERR_OK)
		fail_msg("definition: %s (%s)", err_code(e), w->change.expected ? w->change.expected : "");
	buf_release(&data);
}

static inline void world_release(struct world *w)
{
	state_free(w->state);
	arena_release(&w->arena);
	buf_release(&w->data);
}

/* Compares JSON as it is written. */
static inline void expect_json(const struct buf *b, const char *expected)
{
	assert_true(buf_ok(b));
	assert_string_equal(buf_str(b), expected);
}

#endif
