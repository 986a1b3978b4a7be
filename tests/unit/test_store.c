/* The store against real redis-servers: its own, started and killed here, and one that is configured wrongly. */
#include "store/restore.h"
#include "store/store.h"

#include "base/buf.h"
#include "base/mem.h"

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

#define PATIENCE_MS 60000
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
	int replicas;
};

struct answer {
	bool there;
	enum err err;
	struct receipt receipt;
};

static char root[64];

static void on_entry(void *arg, const char *id, const struct entry_raw *raw, struct change *change,
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

static void on_state(void *arg, enum store_state state, const char *sentence)
{
	struct hub *h = arg;
	size_t len = strlen(h->said);
	snprintf(h->said + len, sizeof h->said - len, "%s: %s\n", store_state_name(state), sentence);
}

static void on_stopped(void *arg)
{
	((struct hub *)arg)->stopped = true;
}

static void on_impatient(uv_timer_t *timer)
{
	*(bool *)timer->data = true;
}

/* Runs the loop until `done`; fails with what the store said where that takes too long. */
static void wait_until(struct hub *h, bool (*done)(void *arg), void *arg, const char *what)
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

static bool is_ready(void *arg)
{
	return store_state(((struct hub *)arg)->store) == STORE_READY;
}

static bool is_refused(void *arg)
{
	return store_state(((struct hub *)arg)->store) == STORE_REFUSED;
}

static bool is_stopped(void *arg)
{
	return ((struct hub *)arg)->stopped;
}

static bool is_answered(void *arg)
{
	return ((struct answer *)arg)->there;
}

/* False, and the fault in h->said, where it does not start. */
static bool try_hub(struct hub *h, const char *dir, const char *redis)
{
	memset(h, 0, sizeof *h);
	uv_loop_init(&h->loop);
	struct store_options options = {.loop = &h->loop, .event = "test", .dir = dir, .redis = redis};
	struct store_callbacks callbacks = {.arg = h, .on_entry = on_entry, .on_state = on_state};
	h->store = store_new(&options, &callbacks, h->said, sizeof h->said);
	return h->store != NULL;
}

static void close_loop(struct hub *h)
{
	uv_run(&h->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&h->loop), 0);
}

static void start_hub(struct hub *h, const char *dir, const char *redis)
{
	if (!try_hub(h, dir, redis))
		fail_msg("%s", h->said);
}

static void stop_hub(struct hub *h)
{
	store_stop(h->store, on_stopped, h);
	wait_until(h, is_stopped, h, "stopping");
	close_loop(h);
}

static void on_answer(void *arg, enum err err, const struct receipt *receipt)
{
	struct answer *a = arg;
	assert_false(a->there);
	a->there = true;
	a->err = err;
	if (receipt)
		a->receipt = *receipt;
}

static void append(struct hub *h, const char *key, struct answer *a)
{
	*a = (struct answer){0};
	store_append(h->store, ENTRY_SHEET, "j1", key, "{\"marks\": {\"A1\":\"8.5\"}}", 23, on_answer, a);
	assert_false(a->there);
}

static void append_and_wait(struct hub *h, const char *key, struct answer *a)
{
	append(h, key, a);
	wait_until(h, is_answered, a, "an append");
}

static void append_many(struct hub *h, uint32_t from, uint32_t count)
{
	for (uint32_t i = from; i < from + count; i++) {
		char key[16];
		struct answer a;
		snprintf(key, sizeof key, "k%" PRIu32, i);
		append_and_wait(h, key, &a);
		assert_int_equal(a.err, ERR_OK);
	}
}

static const char *folder(const char *name)
{
	static char path[160];
	snprintf(path, sizeof path, "%s/%s", root, name);
	return path;
}

static char *contents(const char *path, size_t *len)
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

static uint32_t lines_of(const char *path)
{
	size_t len;
	uint32_t lines = 0;
	char *text = contents(path, &len);
	for (size_t i = 0; i < len; i++)
		lines += text[i] == '\n';
	free(text);
	return lines;
}

static void add_to_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "a");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* A synchronous look from outside, by the unix socket. */
static redisContext *outside(const char *socket)
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

static void expect_reply(redisContext *c, int argc, const char **argv, const char *expected)
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
#define EXPECT(c, expected, ...)                                                                         \
	do {                                                                                             \
		const char *argv_[] = {__VA_ARGS__};                                                     \
		expect_reply(c, (int)(sizeof argv_ / sizeof argv_[0]), argv_, expected);                 \
	} while (0)

/* A redis-server of the test's own, ended by end_server. */
static pid_t start_server(const char *dir, const char *socket, const char *fsync)
{
	mkdir(dir, 0700);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", socket, "--dir", dir, "--appendonly", "yes",
		       "--appendfsync", fsync, "--save", "", "--logfile", "redis.log", (char *)NULL);
		_exit(127);
	}
	redisFree(outside(socket));
	return pid;
}

static void end_server(pid_t pid, int signal_number)
{
	kill(pid, signal_number);
	waitpid(pid, NULL, 0);
}

static void appends_are_answered_and_replayed(void **unused)
{
	(void)unused;
	struct hub h;
	struct answer a[20];
	unsigned char head[HASH_BYTES];
	const char *dir = folder("plain");
	start_hub(&h, dir, NULL);
	append(&h, "early", &a[0]);
	wait_until(&h, is_answered, &a[0], "the answer before it is ready");
	assert_int_equal(a[0].err, ERR_UNAVAILABLE);
	wait_until(&h, is_ready, &h, "starting");
	assert_int_equal(h.seq, 0);
	for (int i = 0; i < 20; i++) {
		char key[16];
		snprintf(key, sizeof key, "k%d", i);
		append(&h, key, &a[i]);
	}
	for (int i = 0; i < 20; i++) {
		wait_until(&h, is_answered, &a[i], "an append");
		assert_int_equal(a[i].err, ERR_OK);
		assert_int_equal(a[i].receipt.seq, i + 1);
		assert_int_equal(a[i].receipt.verdict, (i + 1) % 7 == 0 ? ERR_STALE : ERR_OK);
		assert_string_equal(a[i].receipt.expected, (i + 1) % 7 == 0 ? "version 2" : "");
		assert_true(a[i].receipt.at_ms > INT64_C(1600000000000));
	}
	assert_memory_equal(a[19].receipt.head, h.head, HASH_BYTES);
	memcpy(head, h.head, HASH_BYTES);
	stop_hub(&h);
	assert_int_equal(lines_of(folder("plain/test/ledger.jsonl")), 20);

	start_hub(&h, folder("plain"), NULL);
	wait_until(&h, is_ready, &h, "starting again");
	assert_int_equal(h.seq, 20);
	assert_memory_equal(head, h.head, HASH_BYTES);
	append_many(&h, 20, 1);
	stop_hub(&h);
	assert_int_equal(lines_of(folder("plain/test/ledger.jsonl")), 21);
}

static pid_t server_pid(const char *dir)
{
	char path[200];
	size_t len;
	snprintf(path, sizeof path, "%s/redis.d/redis.pid", dir);
	char *text = contents(path, &len);
	pid_t pid = (pid_t)strtol(text, NULL, 10);
	free(text);
	assert_true(pid > 1);
	return pid;
}

static bool all_answered(void *arg)
{
	const struct answer *a = arg;
	for (uint32_t i = 0; i < APPENDS_MAX; i++)
		if (!a[i].there)
			return false;
	return true;
}

static uint32_t times_in_ledger(const struct hub *h, const char *key)
{
	uint32_t times = 0;
	for (uint64_t i = 0; i < h->seq; i++)
		times += !strcmp(h->keys[i], key);
	return times;
}

/* redis-server is killed while appends are under way: each is answered, what is acknowledged is there, and it goes on. */
static void a_killed_redis_loses_nothing(void **unused)
{
	(void)unused;
	struct hub h;
	static struct answer a[APPENDS_MAX];
	char dir[160], key[16];
	uint32_t taken = 0;
	snprintf(dir, sizeof dir, "%s", folder("killed"));
	start_hub(&h, dir, NULL);
	wait_until(&h, is_ready, &h, "starting");
	for (uint32_t i = 0; i < APPENDS_MAX; i++) {
		snprintf(key, sizeof key, "k%" PRIu32, i);
		append(&h, key, &a[i]);
		if (i == APPENDS_MAX / 2) {
			wait_until(&h, is_answered, &a[i / 2], "the first answers");
			kill(server_pid(dir), SIGKILL);
		}
		if (i % 10 == 0)
			uv_run(&h.loop, UV_RUN_NOWAIT);
	}
	wait_until(&h, all_answered, a, "the answers");
	wait_until(&h, is_ready, &h, "coming back");
	for (uint32_t i = 0; i < APPENDS_MAX; i++) {
		snprintf(key, sizeof key, "k%" PRIu32, i);
		taken += a[i].err == ERR_OK;
		if (a[i].err == ERR_OK) {
			assert_string_equal(h.keys[a[i].receipt.seq - 1], key);
			continue;
		}
		struct answer again;
		append_and_wait(&h, key, &again);
		assert_int_equal(again.err, ERR_OK);
	}
	for (uint32_t i = 0; i < APPENDS_MAX; i++) {
		snprintf(key, sizeof key, "k%" PRIu32, i);
		assert_int_equal(times_in_ledger(&h, key), 1);
	}
	assert_true(taken > 0 && taken < APPENDS_MAX);
	assert_non_null(strstr(h.said, "away: "));
	struct store_counts counts;
	store_counts(h.store, &counts);
	assert_int_equal(counts.reconnects, 1);
	assert_int_equal(counts.waiting, 0);
	stop_hub(&h);
}

static void settings_are_looked_at(void **unused)
{
	(void)unused;
	struct hub h;
	char socket[160], address[170];
	snprintf(socket, sizeof socket, "%s", folder("wrong.sock"));
	snprintf(address, sizeof address, "unix:%s", socket);
	pid_t pid = start_server(folder("wrong-redis"), socket, "everysec");
	redisContext *c = outside(socket);
	start_hub(&h, folder("wrong"), address);
	wait_until(&h, is_refused, &h, "the refusal");
	assert_non_null(strstr(store_sentence(h.store), "appendfsync is everysec, and must be always"));
	assert_false(store_broken(h.store));
	EXPECT(c, "OK", "CONFIG", "SET", "appendfsync", "always", "appendonly", "no", "maxmemory-policy", "allkeys-lru");
	stop_hub(&h);
	start_hub(&h, folder("wrong"), address);
	wait_until(&h, is_refused, &h, "the second refusal");
	assert_non_null(strstr(store_sentence(h.store), "appendonly is no, and must be yes"));
	assert_non_null(strstr(store_sentence(h.store), "maxmemory-policy is allkeys-lru, and must be noeviction"));
	EXPECT(c, "OK", "CONFIG", "SET", "appendonly", "yes", "maxmemory-policy", "noeviction");
	wait_until(&h, is_ready, &h, "the acceptance");
	append_many(&h, 0, 3);
	/* The ledger is lost under a running hub: it says so and goes on without it, and takes it again when it is back. */
	EXPECT(c, "OK", "RENAME", "ts:{test}:ledger", "kept");
	redisReply *killed = redisCommand(c, "CLIENT KILL TYPE normal SKIPME yes");
	assert_non_null(killed);
	freeReplyObject(killed);
	wait_until(&h, is_refused, &h, "noticing");
	assert_non_null(strstr(store_sentence(h.store), "is older than this hub"));
	EXPECT(c, "OK", "RENAME", "kept", "ts:{test}:ledger");
	wait_until(&h, is_ready, &h, "the ledger's return");
	append_many(&h, 3, 1);
	assert_int_equal(h.seq, 4);
	stop_hub(&h);
	redisFree(c);
	end_server(pid, SIGTERM);
}

static void a_journal_is_mended_or_refused(void **unused)
{
	(void)unused;
	struct hub h;
	char dir[160], path[200];
	snprintf(dir, sizeof dir, "%s", folder("torn"));
	snprintf(path, sizeof path, "%s/test/ledger.jsonl", dir);
	start_hub(&h, dir, NULL);
	wait_until(&h, is_ready, &h, "starting");
	append_many(&h, 0, 3);
	stop_hub(&h);

	add_to_file(path, "{\"id\":\"17");
	start_hub(&h, dir, NULL);
	wait_until(&h, is_ready, &h, "starting with a torn line");
	append_many(&h, 3, 1);
	stop_hub(&h);
	assert_int_equal(lines_of(path), 4);

	size_t len;
	char *text = contents(path, &len);
	const char *second_end = strchr(strchr(text, '\n') + 1, '\n') + 1;
	assert_int_equal(truncate(path, second_end - text), 0);
	start_hub(&h, dir, NULL); /* the journal is behind: it catches up */
	wait_until(&h, is_ready, &h, "starting with a short journal");
	stop_hub(&h);
	size_t len_again;
	char *again = contents(path, &len_again);
	assert_int_equal(len, len_again);
	assert_memory_equal(text, again, len);
	free(text);
	free(again);

	assert_true(try_hub(&h, dir, NULL));
	struct hub second;
	assert_false(try_hub(&second, dir, NULL));
	assert_non_null(strstr(second.said, "in use by another hub"));
	close_loop(&second);
	stop_hub(&h);

	add_to_file(path, "not a line\n");
	assert_false(try_hub(&h, dir, NULL));
	assert_non_null(strstr(h.said, "last line"));
	assert_non_null(strstr(h.said, "damaged"));
	close_loop(&h);
}

/* The journal knows more than the ledger, or something else. */
static void another_ledger_is_refused(void **unused)
{
	(void)unused;
	struct hub h;
	char socket[160], address[170], dir[160];
	snprintf(socket, sizeof socket, "%s", folder("other.sock"));
	snprintf(address, sizeof address, "unix:%s", socket);
	snprintf(dir, sizeof dir, "%s", folder("other"));
	pid_t pid = start_server(folder("other-redis"), socket, "always");
	redisContext *c = outside(socket);
	start_hub(&h, dir, address);
	wait_until(&h, is_ready, &h, "starting");
	append_many(&h, 0, 5);
	char last[STREAM_ID_MAX];
	snprintf(last, sizeof last, "%s", store_last_id(h.store));
	stop_hub(&h);

	EXPECT(c, "1", "XDEL", "ts:{test}:ledger", last);
	start_hub(&h, dir, address);
	wait_until(&h, is_refused, &h, "refusing a short ledger");
	assert_true(store_broken(h.store));
	assert_non_null(strstr(store_sentence(h.store), "ends at entry 4"));
	assert_non_null(strstr(store_sentence(h.store), "at entry 5"));
	assert_non_null(strstr(store_sentence(h.store), "touchstone restore test"));
	struct answer a;
	append_and_wait(&h, "k9", &a);
	assert_int_equal(a.err, ERR_UNAVAILABLE);
	stop_hub(&h);

	redisReply *entries = redisCommand(c, "XRANGE ts:{test}:ledger - +");
	assert_non_null(entries);
	EXPECT(c, "1", "DEL", "ts:{test}:ledger");
	for (size_t i = 0; i < 4; i++) {
		const char *id = entries->element[i]->element[0]->str;
		const char *argv[13] = {"XADD", "ts:{test}:ledger", id};
		for (size_t j = 0; j < 10; j++)
			argv[3 + j] = entries->element[i]->element[1]->element[j]->str;
		if (i == 2)
			argv[12] = "{\"marks\": {\"A1\":\"9.9\"}}";
		expect_reply(c, 13, argv, id);
	}
	EXPECT(c, last, "XADD", "ts:{test}:ledger", last, "type", "sheet", "by", "j1", "at", "1", "key", "k4", "data", "{}");
	start_hub(&h, dir, address);
	wait_until(&h, is_refused, &h, "refusing a changed ledger");
	assert_non_null(strstr(store_sentence(h.store), "entry 3"));
	assert_non_null(strstr(store_sentence(h.store), entries->element[2]->element[0]->str));
	freeReplyObject(entries);
	stop_hub(&h);
	redisFree(c);
	end_server(pid, SIGTERM);
}

static bool has_forty(void *arg)
{
	return ((struct hub *)arg)->seq == 40;
}

/* Two hubs on one Redis: both fold everything, in the same order. */
static void two_hubs_agree(void **unused)
{
	(void)unused;
	static struct hub h[2];
	static struct answer a[40];
	char socket[160], address[170];
	snprintf(socket, sizeof socket, "%s", folder("two.sock"));
	snprintf(address, sizeof address, "unix:%s", socket);
	pid_t pid = start_server(folder("two-redis"), socket, "always");
	redisContext *c = outside(socket);
	start_hub(&h[0], folder("two-a"), address);
	wait_until(&h[0], is_ready, &h[0], "starting the first");
	start_hub(&h[1], folder("two-b"), address);
	wait_until(&h[1], is_ready, &h[1], "starting the second");
	for (int i = 0; i < 40; i++) {
		append(&h[i % 2], "same", &a[i]);
		uv_run(&h[0].loop, UV_RUN_NOWAIT);
		uv_run(&h[1].loop, UV_RUN_NOWAIT);
	}
	for (int i = 0; i < 40; i++) {
		wait_until(&h[i % 2], is_answered, &a[i], "an append");
		assert_int_equal(a[i].err, ERR_OK);
	}
	wait_until(&h[0], has_forty, &h[0], "the first's forty");
	wait_until(&h[1], has_forty, &h[1], "the second's forty");
	assert_memory_equal(h[0].head, h[1].head, HASH_BYTES);
	stop_hub(&h[0]);
	stop_hub(&h[1]);
	EXPECT(c, "40", "XLEN", "ts:{test}:ledger");
	redisFree(c);
	end_server(pid, SIGTERM);
}

struct written_so_far {
	struct hub *hub;
	uint64_t transactions;
};

static bool is_written(void *arg)
{
	const struct written_so_far *w = arg;
	struct store_counts counts;
	store_counts(w->hub->store, &counts);
	return counts.rankings_written >= w->transactions;
}

static void rankings_are_written(void **unused)
{
	(void)unused;
	struct hub h;
	struct written_so_far w = {&h, 1};
	char socket[200];
	const struct ranking_row first[] = {{"007", "{\"total\":\"9\"}"}, {"012", "{\"total\":\"8\"}"}, {"100", "{}"}};
	const struct ranking_row second[] = {{"012", "{\"total\":\"9.5\"}"}, {"007", "{\"total\":\"9\"}"}};
	snprintf(socket, sizeof socket, "%s", folder("ranks/redis.d/redis.sock"));
	start_hub(&h, folder("ranks"), NULL);
	wait_until(&h, is_ready, &h, "starting");
	append_many(&h, 0, 1);
	redisContext *c = outside(socket);
	EXPECT(c, "1", "ZADD", "ts:{test}:rank:mould:final", "5", "left-over");
	store_rank(h.store, "mould", "final", first, 3);
	wait_until(&h, is_written, &w, "the rankings");
	EXPECT(c, "007 1 012 2 100 3", "ZRANGE", "ts:{test}:rank:mould:final", "0", "-1", "WITHSCORES");
	EXPECT(c, "{\"total\":\"8\"}", "HGET", "ts:{test}:row:mould:final", "012");
	EXPECT(c, store_last_id(h.store), "GET", "ts:{test}:at:mould:final");
	append_many(&h, 1, 1);
	store_rank(h.store, "mould", "final", first, 3);
	store_rank(h.store, "mould", "final", first, 1);
	store_rank(h.store, "mould", "final", second, 2); /* the latest state wins */
	w.transactions = 3;
	wait_until(&h, is_written, &w, "the second state");
	EXPECT(c, "012 1 007 2", "ZRANGE", "ts:{test}:rank:mould:final", "0", "-1", "WITHSCORES");
	EXPECT(c, "{\"total\":\"9.5\"} {\"total\":\"9\"}", "HMGET", "ts:{test}:row:mould:final", "012", "007");
	EXPECT(c, "2", "HLEN", "ts:{test}:row:mould:final");
	EXPECT(c, store_last_id(h.store), "GET", "ts:{test}:at:mould:final");
	redisFree(c);
	stop_hub(&h);
}

static void addresses_are_checked(void **unused)
{
	(void)unused;
	static const char *const bad[] = {"", ":", "host:", "host:0", "host:65536", "host:12x", "a:b:1", "sentinel:", "sentinel:m",
	                                  "sentinel:@h:1", "sentinel:m@", "sentinel:m@h:1,", "unix:"};
	struct hub h;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		if (try_hub(&h, folder("addresses"), bad[i]))
			fail_msg("%s was taken", bad[i]);
		assert_non_null(strstr(h.said, "expected"));
		close_loop(&h);
	}
}

/* The name and the contents of what the journal had are in Redis again, and only there where nothing was before. */
static void a_ledger_is_restored(void **unused)
{
	(void)unused;
	struct hub h;
	char dir[160], path[200], from[200], to[200], fault[1000];
	unsigned char head[HASH_BYTES];
	uint64_t count = 0;
	snprintf(dir, sizeof dir, "%s", folder("restored"));
	snprintf(path, sizeof path, "%s/test/ledger.jsonl", dir);
	snprintf(from, sizeof from, "%s/redis.d", dir);
	snprintf(to, sizeof to, "%s/broken.d", dir);
	start_hub(&h, dir, NULL);
	wait_until(&h, is_ready, &h, "starting");
	append_many(&h, 0, 9);
	memcpy(head, h.head, HASH_BYTES);
	stop_hub(&h);
	assert_int_equal(rename(from, to), 0);
	start_hub(&h, dir, NULL);
	wait_until(&h, is_refused, &h, "refusing an empty ledger");
	assert_non_null(strstr(store_sentence(h.store), "ends at entry 0"));
	stop_hub(&h);

	struct restore_options o = {.event = "test", .file = path, .dir = dir};
	if (restore(&o, &count, fault, sizeof fault) != ERR_OK)
		fail_msg("%s", fault);
	assert_int_equal(count, 9);
	assert_int_equal(restore(&o, &count, fault, sizeof fault), ERR_INVALID);
	assert_non_null(strstr(fault, "not empty"));
	start_hub(&h, dir, NULL);
	wait_until(&h, is_ready, &h, "starting again");
	assert_int_equal(h.seq, 9);
	assert_memory_equal(head, h.head, HASH_BYTES);
	append_many(&h, 9, 1);
	stop_hub(&h);

	size_t len;
	char *text = contents(path, &len);
	char *mark = strstr(strstr(text, "\"seq\":4"), "8.5");
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	mark[0] = '9';
	assert_int_equal(fwrite(text, 1, len, f), len);
	fclose(f);
	free(text);
	assert_int_equal(restore(&o, &count, fault, sizeof fault), ERR_CORRUPT);
	assert_non_null(strstr(fault, "ledger.jsonl:4: its hash"));
	o.file = "/nowhere";
	assert_int_equal(restore(&o, &count, fault, sizeof fault), ERR_IO);
}

static int make_root(void **unused)
{
	(void)unused;
	snprintf(root, sizeof root, "/tmp/ts-store-XXXXXX");
	return sodium_init() < 0 || !mkdtemp(root) ? -1 : 0;
}

static int remove_root(void **unused)
{
	(void)unused;
	pid_t pid = fork();
	if (pid == 0) {
		execlp("rm", "rm", "-rf", root, (char *)NULL);
		_exit(127);
	}
	return pid < 0 ? -1 : waitpid(pid, NULL, 0) == pid ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appends_are_answered_and_replayed), cmocka_unit_test(a_killed_redis_loses_nothing),
		cmocka_unit_test(settings_are_looked_at),            cmocka_unit_test(a_journal_is_mended_or_refused),
		cmocka_unit_test(another_ledger_is_refused),         cmocka_unit_test(two_hubs_agree),
		cmocka_unit_test(a_ledger_is_restored),              cmocka_unit_test(rankings_are_written),
		cmocka_unit_test(addresses_are_checked),
	};
	return cmocka_run_group_tests(tests, make_root, remove_root);
}
