#include "store/rankings.h"

#include "base/buf.h"
#include "base/index.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/connection.h"
#include "store/stream_id.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT_MS       10000
#define PAIRS_MAX        256 /* of one command */
#define BOARDS_MAX       4096
#define REFUSED_PAUSE_MS 2000

/* A state of a board: rows in order, all in its arena. */
struct snapshot {
	struct arena arena;
	char at[STREAM_ID_MAX];
	struct ranking_row *rows;
	uint32_t count;
	struct index by_competitor; /* -> place */
};

struct board_view {
	struct board_view *next;
	char *rank_key, *row_key, *at_key;
	struct snapshot *wanted, *sent, *written; /* NULL where there is none */
	bool started;                             /* this process wrote or adopted it once */
};

struct rankings {
	struct connection *connection;
	char *event;
	struct board_view *boards; /* newest first */
	uint32_t board_count;
	struct board_view *busy; /* whose transaction is in flight */
	bool allowed;
	uint64_t written;
};

static void write_next(struct rankings *r);

/* ---- snapshots ---- */

static void snapshot_free(struct snapshot *s)
{
	if (!s)
		return;
	index_release(&s->by_competitor);
	arena_release(&s->arena);
	free(s);
}

static struct snapshot *snapshot_new(const char *at, const struct ranking_row *rows, uint32_t count)
{
	struct snapshot *s = xcalloc(1, sizeof *s);
	arena_init(&s->arena);
	index_init(&s->by_competitor);
	snprintf(s->at, sizeof s->at, "%s", at);
	s->rows = arena_array(&s->arena, count, sizeof *s->rows);
	s->count = count;
	for (uint32_t i = 0; i < count; i++) {
		s->rows[i].competitor = arena_strdup(&s->arena, rows[i].competitor);
		s->rows[i].json = arena_strdup(&s->arena, rows[i].json);
		index_put(&s->by_competitor, s->rows[i].competitor, strlen(s->rows[i].competitor), i);
	}
	return s;
}

static bool snapshot_find(const struct snapshot *s, const char *competitor, uint32_t *place)
{
	return s && index_get(&s->by_competitor, competitor, strlen(competitor), place);
}

/* ---- one command with many members ---- */

struct many {
	struct connection *connection;
	const char *argv[2 + 2 * PAIRS_MAX];
	size_t lens[2 + 2 * PAIRS_MAX];
	char numbers[PAIRS_MAX][12];
	int argc;
};

static void many_begin(struct many *m, struct connection *c, const char *command, const char *key)
{
	m->connection = c;
	m->argv[0] = command;
	m->argv[1] = key;
	m->lens[0] = strlen(command);
	m->lens[1] = strlen(key);
	m->argc = 2;
}

static void many_flush(struct many *m)
{
	if (m->argc > 2)
		connection_send(m->connection, m->argc, m->argv, m->lens, NULL, NULL);
	m->argc = 2;
}

static void many_add(struct many *m, const char *first, const char *second)
{
	const char *parts[] = { first, second };
	for (size_t i = 0; i < 2 && parts[i]; i++) {
		m->argv[m->argc] = parts[i];
		m->lens[m->argc++] = strlen(parts[i]);
	}
	if (m->argc + 2 > 2 + 2 * PAIRS_MAX)
		many_flush(m);
}

/* ---- the transaction ---- */

static void send_places(struct connection *c, const struct board_view *b, const struct snapshot *old)
{
	struct many m;
	many_begin(&m, c, "ZADD", b->rank_key);
	for (uint32_t i = 0; i < b->sent->count; i++) {
		uint32_t before;
		if (snapshot_find(old, b->sent->rows[i].competitor, &before) && before == i)
			continue;
		char *number = m.numbers[(m.argc - 2) / 2];
		snprintf(number, sizeof m.numbers[0], "%" PRIu32, i + 1);
		many_add(&m, number, b->sent->rows[i].competitor);
	}
	many_flush(&m);
}

static void send_rows(struct connection *c, const struct board_view *b, const struct snapshot *old)
{
	struct many m;
	many_begin(&m, c, "HSET", b->row_key);
	for (uint32_t i = 0; i < b->sent->count; i++) {
		uint32_t before;
		const struct ranking_row *row = &b->sent->rows[i];
		if (!snapshot_find(old, row->competitor, &before) || strcmp(old->rows[before].json, row->json) != 0)
			many_add(&m, row->competitor, row->json);
	}
	many_flush(&m);
}

static void send_removals(struct connection *c, const struct board_view *b, const struct snapshot *old,
                          const char *command, const char *key)
{
	struct many m;
	many_begin(&m, c, command, key);
	for (uint32_t i = 0; i < old->count; i++) {
		uint32_t now;
		if (!snapshot_find(b->sent, old->rows[i].competitor, &now))
			many_add(&m, old->rows[i].competitor, NULL);
	}
	many_flush(&m);
}

/* Something did not go as it should: nothing is known of what is in Redis, the whole board is written again. */
static void forget(struct board_view *b)
{
	snapshot_free(b->written);
	b->written = NULL;
	if (!b->wanted) {
		b->wanted = b->sent;
		b->sent = NULL;
	}
	snapshot_free(b->sent);
	b->sent = NULL;
}

static void done(struct rankings *r, struct board_view *b)
{
	snapshot_free(b->written);
	b->written = b->sent;
	b->sent = NULL;
	b->started = true;
	r->busy = NULL;
	write_next(r);
}

static void on_executed(void *arg, const redisReply *reply)
{
	struct rankings *r = arg;
	struct board_view *b = r->busy;
	if (!b || !reply)
		return; /* on_down forgets */
	if (reply->type == REDIS_REPLY_ARRAY) {
		r->written++;
		done(r, b);
		return;
	}
	forget(b);
	r->busy = NULL;
	if (reply->type == REDIS_REPLY_ERROR)
		connection_break(r->connection, reply->str, REFUSED_PAUSE_MS);
	else
		write_next(r); /* another hub wrote meanwhile */
}

static void execute(struct rankings *r, struct board_view *b, const struct snapshot *old)
{
	struct connection *c = r->connection;
	connection_sendl(c, NULL, NULL, "MULTI", NULL);
	if (old) {
		send_removals(c, b, old, "ZREM", b->rank_key);
		send_removals(c, b, old, "HDEL", b->row_key);
	} else {
		connection_sendl(c, NULL, NULL, "DEL", b->rank_key, b->row_key, NULL);
	}
	send_places(c, b, old);
	send_rows(c, b, old);
	connection_sendl(c, NULL, NULL, "SET", b->at_key, b->sent->at, NULL);
	connection_sendl(c, on_executed, r, "EXEC", NULL);
}

/* What `at` says decides how much is to be written. The key is watched: nobody changes it before EXEC. */
static void on_at(void *arg, const redisReply *reply)
{
	struct rankings *r = arg;
	struct board_view *b = r->busy;
	if (!b || !reply)
		return;
	if (reply->type == REDIS_REPLY_ERROR) {
		connection_break(r->connection, reply->str, REFUSED_PAUSE_MS);
		return;
	}
	const char *at = reply->type == REDIS_REPLY_STRING ? reply->str : "";
	int order = stream_id_compare(at, b->sent->at);
	bool ours = b->written && !strcmp(b->written->at, at);
	if (b->started && order == 0 && !ours) {
		connection_sendl(r->connection, NULL, NULL, "UNWATCH", NULL);
		done(r, b);
	} else if (order > 0) {
		/* A hub that is ahead of this one wrote it; our next state may be newer. */
		connection_sendl(r->connection, NULL, NULL, "UNWATCH", NULL);
		snapshot_free(b->written);
		snapshot_free(b->sent);
		b->written = b->sent = NULL;
		r->busy = NULL;
		write_next(r);
	} else {
		execute(r, b, ours ? b->written : NULL);
	}
}

static void write_next(struct rankings *r)
{
	if (r->busy || !r->allowed || !connection_up(r->connection))
		return;
	for (struct board_view *b = r->boards; b; b = b->next) {
		if (!b->wanted)
			continue;
		r->busy = b;
		b->sent = b->wanted;
		b->wanted = NULL;
		connection_sendl(r->connection, NULL, NULL, "WATCH", b->at_key, NULL);
		connection_sendl(r->connection, on_at, r, "GET", b->at_key, NULL);
		return;
	}
}

static void on_up(void *arg)
{
	write_next(arg);
}

static void on_down(void *arg, const char *why)
{
	(void)why; /* the ledger's connections say it */
	struct rankings *r = arg;
	if (r->busy)
		forget(r->busy);
	r->busy = NULL;
}

/* ---- its life ---- */

struct rankings *rankings_new(uv_loop_t *loop, const char *event, const char *user, const char *password,
                              bool (*where)(void *where_arg, struct redis_address *out), void *where_arg)
{
	struct rankings *r = xcalloc(1, sizeof *r);
	struct connection_options c = { .loop = loop,
		                        .user = user,
		                        .password = password,
		                        .timeout_ms = TIMEOUT_MS,
		                        .arg = r,
		                        .on_up = on_up,
		                        .on_down = on_down,
		                        .where = where,
		                        .where_arg = where_arg };
	r->event = xstrdup(event);
	r->connection = connection_new(&c, NULL);
	return r;
}

void rankings_free(struct rankings *r)
{
	if (!r)
		return;
	connection_free(r->connection);
	for (struct board_view *b = r->boards, *next; b; b = next) {
		next = b->next;
		snapshot_free(b->wanted);
		snapshot_free(b->sent);
		snapshot_free(b->written);
		free(b->rank_key);
		free(b->row_key);
		free(b->at_key);
		free(b);
	}
	free(r->event);
	free(r);
}

void rankings_allow(struct rankings *r, bool allowed)
{
	r->allowed = allowed;
	write_next(r);
}

static char *key_of(const struct rankings *r, const char *kind, const char *contest, const char *stage)
{
	struct buf b;
	buf_init(&b, 4 * (ID_MAX + 1) + 32);
	buf_addf(&b, "ts:{%s}:%s:%s:%s", r->event, kind, contest, stage);
	assert(buf_ok(&b));
	return buf_take(&b);
}

static struct board_view *view_of(struct rankings *r, const char *contest, const char *stage)
{
	char *key = key_of(r, "rank", contest, stage);
	for (struct board_view *b = r->boards; b; b = b->next) {
		if (!strcmp(b->rank_key, key)) {
			free(key);
			return b;
		}
	}
	assert(r->board_count < BOARDS_MAX);
	struct board_view *b = xcalloc(1, sizeof *b);
	b->rank_key = key;
	b->row_key = key_of(r, "row", contest, stage);
	b->at_key = key_of(r, "at", contest, stage);
	b->next = r->boards;
	r->boards = b;
	r->board_count++;
	return b;
}

void rankings_set(struct rankings *r, const char *contest, const char *stage, const char *at,
                  const struct ranking_row *rows, uint32_t count)
{
	struct board_view *b = view_of(r, contest, stage);
	snapshot_free(b->wanted);
	b->wanted = snapshot_new(at, rows, count);
	write_next(r);
}

uint64_t rankings_written(const struct rankings *r)
{
	return r->written;
}
