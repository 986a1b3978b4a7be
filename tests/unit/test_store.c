/* The store against real redis-servers: its own, started and killed here, and one that is configured wrongly. */
#include "store/restore.h"
#include "tests/unit/store_hub.h"

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

/* redis-server is killed while appends are under way: each is answered, what is acknowledged is there, and it goes on.
 */
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

/* As the look at the server says it, not the refused append. */
static bool is_away_for_memory(void *arg)
{
	const struct hub *h = arg;
	return store_state(h->store) == STORE_AWAY &&
	       strstr(store_sentence(h->store), "Redis refused to write (SET): OOM");
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
	EXPECT(c, "OK", "CONFIG", "SET", "appendfsync", "always", "appendonly", "no", "maxmemory-policy",
	       "allkeys-lru");
	stop_hub(&h);
	start_hub(&h, folder("wrong"), address);
	wait_until(&h, is_refused, &h, "the second refusal");
	assert_non_null(strstr(store_sentence(h.store), "appendonly is no, and must be yes"));
	assert_non_null(strstr(store_sentence(h.store), "maxmemory-policy is allkeys-lru, and must be noeviction"));
	EXPECT(c, "OK", "CONFIG", "SET", "appendonly", "yes", "maxmemory-policy", "noeviction");
	wait_until(&h, is_ready, &h, "the acceptance");
	append_many(&h, 0, 3);
	/* Memory is full: away until there is some again, not ready at every look. */
	struct answer a;
	EXPECT(c, "OK", "CONFIG", "SET", "maxmemory", "1");
	append_and_wait(&h, "k3", &a);
	assert_int_equal(a.err, ERR_UNAVAILABLE);
	wait_until(&h, is_away_for_memory, &h, "the sentence about memory");
	EXPECT(c, "OK", "CONFIG", "SET", "maxmemory", "0");
	wait_until(&h, is_ready, &h, "the memory");
	/* The ledger is lost under a running hub: it says so and goes on without it, and takes it again when it is
	 * back. */
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
	end_server(pid, SIGKILL);
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
		const char *argv[13] = { "XADD", "ts:{test}:ledger", id };
		for (size_t j = 0; j < 10; j++)
			argv[3 + j] = entries->element[i]->element[1]->element[j]->str;
		if (i == 2)
			argv[12] = "{\"marks\": {\"A1\":\"9.9\"}}";
		expect_reply(c, 13, argv, id);
	}
	EXPECT(c, last, "XADD", "ts:{test}:ledger", last, "type", "sheet", "by", "j1", "at", "1", "key", "k4", "data",
	       "{}");
	start_hub(&h, dir, address);
	wait_until(&h, is_refused, &h, "refusing a changed ledger");
	assert_non_null(strstr(store_sentence(h.store), "entry 3"));
	assert_non_null(strstr(store_sentence(h.store), entries->element[2]->element[0]->str));
	freeReplyObject(entries);
	stop_hub(&h);
	redisFree(c);
	end_server(pid, SIGKILL);
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
	end_server(pid, SIGKILL);
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
	struct written_so_far w = { &h, 1 };
	char socket[200];
	const struct ranking_row first[] = { { "007", "{\"total\":\"9\"}" },
		                             { "012", "{\"total\":\"8\"}" },
		                             { "100", "{}" } };
	const struct ranking_row second[] = { { "012", "{\"total\":\"9.5\"}" }, { "007", "{\"total\":\"9\"}" } };
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
	static const char *const bad[] = {
		"",          ":",          "host:",         "host:0",      "host:65536",      "host:12x", "a:b:1",
		"sentinel:", "sentinel:m", "sentinel:@h:1", "sentinel:m@", "sentinel:m@h:1,", "unix:"
	};
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

	struct restore_options o = { .event = "test", .file = path, .dir = dir };
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appends_are_answered_and_replayed),
		cmocka_unit_test(a_killed_redis_loses_nothing),
		cmocka_unit_test(settings_are_looked_at),
		cmocka_unit_test(a_journal_is_mended_or_refused),
		cmocka_unit_test(another_ledger_is_refused),
		cmocka_unit_test(two_hubs_agree),
		cmocka_unit_test(a_ledger_is_restored),
		cmocka_unit_test(rankings_are_written),
		cmocka_unit_test(addresses_are_checked),
	};
	return cmocka_run_group_tests(tests, make_root, remove_root);
}
