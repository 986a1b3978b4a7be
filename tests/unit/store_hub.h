/*
 * store_hub.h - for tests of store/: a hub that only counts and hashes, and redis-servers of the test's own.
 *
 * Included by one test_*.c each; everything is static. All folders are under `root`, a new one in /tmp that group
 * set-up makes and tear-down takes away.
 */
#ifndef TESTS_UNIT_STORE_HUB_H
#define TESTS_UNIT_STORE_HUB_H

#include "base/buf.h"
#include "base/mem.h"
#include "store/store.h"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define HELPER      __attribute__((unused)) /* not every test uses each of them */
#define PATIENCE_MS 120000
#define APPENDS_MAX 1000

/* A hub whose fold only counts and hashes. */
struct hub {
	uv_loop_t loop;
	struct store *store;
	uint64_t seq;
	unsigned char head[HASH_BYTES];
	char keys[2 * APPENDS_MAX][16];
	char said[4096]; /* every sentence, one a line */
	bool stopped;
};

struct answer {
	bool there;
	enum err err;
	struct receipt receipt;
};

static char root[64];

static HELPER void on_entry(void *arg, const char *id, const struct entry_raw *raw, struct change *change,
                            unsigned char head[HASH_BYTES])
{
	struct hub *h = arg;
	(void)id;
	entry_hash(h->head, raw, h->head);
	memcpy(head, h->head, HASH_BYTES);
	assert_true(h->seq < 2 * APPENDS_MAX);
	snprintf(h->keys[h->seq], sizeof h->keys[0], "%.*s", (int)raw->key_len, raw->key);
	change->seq = ++h->seq;
	change->verdict = h->seq % 7 == 0 ? ERR_STALE : ERR_OK;
	change->expected = h->seq % 7 == 0 ? "version 2" : NULL;
}

static HELPER void on_state(void *arg, enum store_state state, const char *sentence)
{
	struct hub *h = arg;
	size_t len = strlen(h->said);
	snprintf(h->said + len, sizeof h->said - len, "%s: %s\n", store_state_name(state), sentence);
}

static HELPER void on_stopped(void *arg)
{
	((struct hub *)arg)->stopped = true;
}

static HELPER void on_impatient(uv_timer_t *timer)
{
	*(bool *)timer->data = true;
}

/* Runs the loop until `done`; fails with what the store said where that takes too long. */
static HELPER void wait_until(struct hub *h, bool (*done)(void *arg), void *arg, const char *what)
{
	bool late = false;
	uv_timer_t timer;
	uv_timer_init(&h->loop, &timer);
	timer.data = &late;
	uv_timer_start(&timer, on_impatient, PATIENCE_MS, 0);
	while (!done(arg) && !late)
		uv_run(&h->loop, UV_RUN_ONCE);
	bool ok = done(arg);
	uv_close((uv_handle_t *)&timer, NULL);
	uv_run(&h->loop, UV_RUN_NOWAIT);
	if (!ok)
		fail_msg("%s took too long; the store said:\n%s", what, h->said);
}

static HELPER bool is_ready(void *arg)
{
	return store_state(((struct hub *)arg)->store) == STORE_READY;
}

static HELPER bool is_refused(void *arg)
{
	return store_state(((struct hub *)arg)->store) == STORE_REFUSED;
}

static HELPER bool is_stopped(void *arg)
{
	return ((struct hub *)arg)->stopped;
}

static HELPER bool is_answered(void *arg)
{
	return ((struct answer *)arg)->there;
}

/* False, and the fault in h->said, where it does not start. */
static HELPER bool try_hub_with(struct hub *h, const char *dir, const char *redis, const char *read, int replicas)
{
	memset(h, 0, sizeof *h);
	uv_loop_init(&h->loop);
	struct store_options options = {
		.loop = &h->loop, .event = "test", .dir = dir, .redis = redis, .read = read, .replicas = replicas
	};
	struct store_callbacks callbacks = { .arg = h, .on_entry = on_entry, .on_state = on_state };
	h->store = store_new(&options, &callbacks, h->said, sizeof h->said);
	return h->store != NULL;
}

static HELPER bool try_hub(struct hub *h, const char *dir, const char *redis)
{
	return try_hub_with(h, dir, redis, NULL, 0);
}

static HELPER void close_loop(struct hub *h)
{
	uv_run(&h->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&h->loop), 0);
}

static HELPER void start_hub(struct hub *h, const char *dir, const char *redis)
{
	if (!try_hub(h, dir, redis))
		fail_msg("%s", h->said);
}

static HELPER void stop_hub(struct hub *h)
{
	store_stop(h->store, on_stopped, h);
	wait_until(h, is_stopped, h, "stopping");
	close_loop(h);
}

static HELPER void on_answer(void *arg, enum err err, const struct receipt *receipt)
{
	struct answer *a = arg;
	assert_false(a->there);
	a->there = true;
	a->err = err;
	if (receipt)
		a->receipt = *receipt;
}

static HELPER void append(struct hub *h, const char *key, struct answer *a)
{
	*a = (struct answer){ 0 };
	store_append(h->store, ENTRY_SHEET, "j1", key, "{\"marks\": {\"A1\":\"8.5\"}}", 23, on_answer, a);
	assert_false(a->there);
}

static HELPER void append_and_wait(struct hub *h, const char *key, struct answer *a)
{
	append(h, key, a);
	wait_until(h, is_answered, a, "an append");
}

static HELPER void append_many(struct hub *h, uint32_t from, uint32_t count)
{
	for (uint32_t i = from; i < from + count; i++) {
		char key[16];
		struct answer a;
		snprintf(key, sizeof key, "k%" PRIu32, i);
		append_and_wait(h, key, &a);
		assert_int_equal(a.err, ERR_OK);
	}
}

static HELPER const char *folder(const char *name)
{
	static char path[160];
	snprintf(path, sizeof path, "%s/%s", root, name);
	return path;
}

static HELPER char *contents(const char *path, size_t *len)
{
	struct buf b;
	char chunk[4096];
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	buf_init(&b, 1 << 20);
	for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
		buf_add(&b, chunk, n);
	fclose(f);
	*len = b.len;
	return buf_take(&b);
}

static HELPER uint32_t lines_of(const char *path)
{
	size_t len;
	uint32_t lines = 0;
	char *text = contents(path, &len);
	for (size_t i = 0; i < len; i++)
		lines += text[i] == '\n';
	free(text);
	return lines;
}

static HELPER void add_to_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "a");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* A synchronous look from outside, by the unix socket. */
static HELPER redisContext *outside(const char *socket)
{
	redisContext *c = NULL;
	for (int i = 0; i < 600 && (!c || c->err); i++) {
		if (c) {
			redisFree(c);
			usleep(50000); /* a server that is being started has no event to wait for */
		}
		c = redisConnectUnix(socket);
	}
	assert_non_null(c);
	assert_int_equal(c->err, 0);
	return c;
}

static HELPER void expect_reply(redisContext *c, int argc, const char **argv, const char *expected)
{
	struct buf b;
	buf_init(&b, 65536);
	redisReply *reply = redisCommandArgv(c, argc, argv, NULL);
	assert_non_null(reply);
	for (size_t i = 0; reply->type == REDIS_REPLY_ARRAY && i < reply->elements; i++)
		buf_addf(&b, "%s%s", i ? " " : "", reply->element[i]->str);
	if (reply->type == REDIS_REPLY_STRING || reply->type == REDIS_REPLY_STATUS)
		buf_adds(&b, reply->str);
	if (reply->type == REDIS_REPLY_INTEGER)
		buf_addf(&b, "%lld", reply->integer);
	assert_string_equal(buf_str(&b), expected);
	freeReplyObject(reply);
	buf_release(&b);
}
#define EXPECT(c, expected, ...)                                                                                       \
	do {                                                                                                           \
		const char *argv_[] = { __VA_ARGS__ };                                                                 \
		expect_reply(c, (int)(sizeof argv_ / sizeof argv_[0]), argv_, expected);                               \
	} while (0)

/* A redis-server of the test's own, ended by end_server. */
static HELPER pid_t start_server(const char *dir, const char *socket, const char *fsync)
{
	mkdir(dir, 0700);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", socket, "--dir", dir,
		       "--appendonly", "yes", "--appendfsync", fsync, "--save", "", "--logfile", "redis.log",
		       (char *)NULL);
		_exit(127);
	}
	redisFree(outside(socket));
	return pid;
}

static HELPER void end_server(pid_t pid, int signal_number)
{
	kill(pid, signal_number);
	waitpid(pid, NULL, 0);
}

static HELPER uint32_t times_in_ledger(const struct hub *h, const char *key)
{
	uint32_t times = 0;
	for (uint64_t i = 0; i < h->seq; i++)
		times += !strcmp(h->keys[i], key);
	return times;
}

static HELPER int make_root(void **unused)
{
	(void)unused;
	snprintf(root, sizeof root, "/tmp/ts-store-XXXXXX");
	return sodium_init() < 0 || !mkdtemp(root) ? -1 : 0;
}

static HELPER int remove_root(void **unused)
{
	(void)unused;
	pid_t pid = fork();
	if (pid == 0) {
		execlp("rm", "rm", "-rf", root, (char *)NULL);
		_exit(127);
	}
	return pid < 0 ? -1 : waitpid(pid, NULL, 0) == pid ? 0 : -1;
}

#endif
