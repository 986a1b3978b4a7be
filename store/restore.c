#include "store/restore.h"

#include "base/mem.h"
#include "events/ledger_line.h"
#include "store/ledger.h"
#include "store/redis_place.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS 30000
#define BATCH       256

struct restore {
	uv_loop_t loop;
	const struct restore_options *options;
	FILE *file;
	struct redis_place *place;
	struct ledger *ledger;
	uv_timer_t impatience;
	bool ready, ending;
	uint64_t lines;                                        /* of the file, once checked */
	uint64_t line;                                         /* read in this pass */
	uint64_t sent, answered, back;                         /* back: came by the tail */
	unsigned char head[HASH_BYTES], back_head[HASH_BYTES]; /* of the lines, and of what came back */
	char said[1000];                                       /* what the ledger said last */
	enum err err;
	char *fault;
	size_t size;
};

/* One line of the file; false at its end or where it is damaged (r->err says which). */
static bool next_line(struct restore *r, struct arena *arena, struct ledger_line *out)
{
	char *text = NULL;
	size_t cap = 0;
	const char *expected = NULL;
	ssize_t len = getline(&text, &cap, r->file);
	bool ok = len > 0;
	if (ok) {
		r->line++;
		char *kept = arena_strndup(arena, text, (size_t)len);
		size_t kept_len = (size_t)len - (kept[len - 1] == '\n');
		if (ledger_line_read(kept, kept_len, arena, out, &expected) != ERR_OK) {
			r->err = ERR_CORRUPT;
			snprintf(r->fault, r->size, "%s:%" PRIu64 ": expected %s", r->options->file, r->line,
			         expected ? expected : "an entry of a ledger");
			ok = false;
		}
	} else if (ferror(r->file)) {
		r->err = ERR_IO;
		snprintf(r->fault, r->size, "%s: cannot be read: %s", r->options->file, strerror(errno));
	}
	free(text);
	return ok;
}

/* The first pass: numbers without a gap, ids that grow, a chain that holds. */
static bool check_lines(struct restore *r)
{
	char id[LEDGER_ID_MAX] = "0-0";
	struct arena arena;
	struct ledger_line line;
	for (;;) {
		arena_init(&arena);
		bool more = next_line(r, &arena, &line);
		const char *wrong = NULL;
		if (more) {
			entry_hash(r->head, &line.raw, r->head);
			wrong = line.seq != r->line                   ? "its seq is not the number of its line"
			        : stream_id_compare(line.id, id) <= 0 ? "its id is not above the one before"
			        : memcmp(line.hash, r->head, HASH_BYTES) != 0
			            ? "its hash is not that of its fields and the line before: it was changed"
			            : NULL;
			memcpy(id, line.id, sizeof id);
		}
		arena_release(&arena);
		if (wrong) {
			r->err = ERR_CORRUPT;
			snprintf(r->fault, r->size, "%s:%" PRIu64 ": %s", r->options->file, r->line, wrong);
			return false;
		}
		if (!more)
			break;
	}
	r->lines = r->line;
	if (r->err == ERR_OK && r->lines == 0) {
		r->err = ERR_INVALID;
		snprintf(r->fault, r->size, "%s: has no entries", r->options->file);
	}
	rewind(r->file);
	r->line = 0;
	return r->err == ERR_OK;
}

/* ---- the end ---- */

static void nothing(void *arg)
{
	(void)arg;
}

static void end(struct restore *r, enum err err, const char *sentence)
{
	if (r->ending)
		return;
	r->ending = true;
	r->err = err;
	if (err)
		snprintf(r->fault, r->size, "%s", sentence);
	ledger_free(r->ledger);
	redis_place_stop(r->place, nothing, NULL);
	uv_close((uv_handle_t *)&r->impatience, NULL);
}

static void on_impatient(uv_timer_t *timer)
{
	struct restore *r = timer->data;
	end(r, ERR_UNAVAILABLE, r->said[0] ? r->said : "Redis did not answer");
}

/* ---- the second pass ---- */

static void send_batch(struct restore *r);

static void on_appended(void *arg, enum err err, const char *id)
{
	struct restore *r = arg;
	char text[200];
	(void)id;
	if (r->ending)
		return;
	if (err) {
		snprintf(text, sizeof text, "%.120s: only a part was written; empty that Redis and run this again",
		         r->said[0] ? r->said : "Redis went away");
		end(r, ERR_UNAVAILABLE, text);
		return;
	}
	r->answered++;
	uv_timer_start(&r->impatience, on_impatient, PATIENCE_MS, 0);
	if (r->answered == r->sent && r->sent < r->lines)
		send_batch(r);
}

static void send_batch(struct restore *r)
{
	struct ledger_line line;
	for (uint32_t i = 0; i < BATCH && r->sent < r->lines; i++) {
		struct arena arena;
		arena_init(&arena);
		if (next_line(r, &arena, &line)) {
			r->sent++;
			ledger_append(r->ledger, line.id, &line.raw, on_appended, r);
		} else {
			end(r, ERR_IO, "the file was changed while it was read; empty that Redis and run this again");
		}
		arena_release(&arena);
		if (r->ending)
			return;
	}
}

static bool on_entry(void *arg, const char *id, const struct entry_raw *raw, char *fault, size_t size)
{
	struct restore *r = arg;
	(void)id;
	if (!r->ready) {
		snprintf(fault, size,
		         "the ledger of %s in this Redis is not empty: nothing was written. To replace it, first take "
		         "away its key ts:{%s}:ledger",
		         r->options->event, r->options->event);
		return false;
	}
	entry_hash(r->back_head, raw, r->back_head);
	r->back++;
	if (r->back < r->lines)
		return true;
	if (memcmp(r->back_head, r->head, HASH_BYTES) != 0) {
		snprintf(fault, size,
		         "what came back from Redis is not what was written: does somebody else write to it?");
		return false;
	}
	end(r, ERR_OK, "");
	return true;
}

static bool on_end(void *arg, char *fault, size_t size)
{
	(void)fault;
	(void)size;
	((struct restore *)arg)->ready = true;
	return true;
}

static void on_state(void *arg, enum store_state state, const char *sentence)
{
	struct restore *r = arg;
	snprintf(r->said, sizeof r->said, "%s", sentence);
	if (state == STORE_READY && r->sent == 0)
		send_batch(r);
	else if (state == STORE_REFUSED)
		end(r, r->ready ? ERR_UNAVAILABLE : ERR_INVALID, sentence);
}

static void on_trouble(void *arg, const char *sentence)
{
	struct restore *r = arg;
	if (sentence[0])
		snprintf(r->said, sizeof r->said, "%s", sentence);
}

static void on_change(void *arg)
{
	(void)arg; /* the ledger asks where it is at every attempt */
}

static bool start(struct restore *r)
{
	const struct restore_options *o = r->options;
	struct redis_place_events events = { .arg = r, .on_trouble = on_trouble, .on_change = on_change };
	uv_timer_init(&r->loop, &r->impatience);
	r->impatience.data = r;
	r->place = redis_place_new(&r->loop, o->dir, o->redis, &events, r->fault, r->size);
	if (!r->place) {
		r->err = ERR_INVALID;
		uv_close((uv_handle_t *)&r->impatience, NULL);
		return false;
	}
	struct ledger_options l = { .loop = &r->loop,
		                    .event = o->event,
		                    .user = o->user,
		                    .password = o->password,
		                    .where = redis_place_where,
		                    .where_arg = r->place,
		                    .on_entry = on_entry,
		                    .on_end = on_end,
		                    .on_state = on_state,
		                    .arg = r };
	r->ledger = ledger_new(&l);
	uv_timer_start(&r->impatience, on_impatient, PATIENCE_MS, 0);
	return true;
}

enum err restore(const struct restore_options *options, uint64_t *count, char *fault, size_t size)
{
	struct restore r = { .options = options, .fault = fault, .size = size };
	r.file = fopen(options->file, "re");
	if (!r.file) {
		snprintf(fault, size, "%s: cannot be read: %s", options->file, strerror(errno));
		return ERR_IO;
	}
	if (check_lines(&r)) {
		uv_loop_init(&r.loop);
		(void)start(&r);
		uv_run(&r.loop, UV_RUN_DEFAULT);
		uv_loop_close(&r.loop);
	}
	fclose(r.file);
	if (r.err == ERR_OK)
		*count = r.lines;
	return r.err;
}
