/* A master, a replica and a sentinel: the master is killed, the hub goes on with the other. */
#include "tests/unit/store_hub.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* A port that was free a moment ago. */
static int free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	close(fd);
	return ntohs(a.sin_port);
}

static redisContext *outside_port(int port)
{
	redisContext *c = NULL;
	for (int i = 0; i < 600 && (!c || c->err); i++) {
		if (c) {
			redisFree(c);
			usleep(50000); /* a server that is being started has no event to wait for */
		}
		c = redisConnect("127.0.0.1", port);
	}
	assert_non_null(c);
	assert_int_equal(c->err, 0);
	return c;
}

/* A server or a sentinel with this configuration in a folder of its own. */
static pid_t start_configured(const char *name, int port, const char *configuration, bool sentinel)
{
	char path[256];
	snprintf(path, sizeof path, "%s", folder(name));
	assert_true(mkdir(path, 0700) == 0 || access(path, W_OK) == 0);
	snprintf(path, sizeof path, "%s/%s/redis.conf", root, name);
	unlink(path);
	add_to_file(path, configuration);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (chdir(folder(name)) == 0)
			execlp("redis-server", "redis-server", "redis.conf", sentinel ? "--sentinel" : (char *)NULL,
			       (char *)NULL);
		_exit(127);
	}
	redisFree(outside_port(port));
	return pid;
}

static pid_t start_node(const char *name, int port, int master)
{
	char text[512], of[64] = "";
	if (master)
		snprintf(of, sizeof of, "replicaof 127.0.0.1 %d\n", master);
	snprintf(text, sizeof text,
	         "port %d\nbind 127.0.0.1\nappendonly yes\nappendfsync always\nsave \"\"\nlogfile "
	         "redis.log\nrepl-diskless-sync-delay 0\n%s",
	         port, of);
	return start_configured(name, port, text, false);
}

static void wait_for_info(int port, const char *line)
{
	redisContext *c = outside_port(port);
	bool found = false;
	for (int i = 0; i < 600 && !found; i++) {
		redisReply *r = redisCommand(c, "INFO replication");
		assert_non_null(r);
		found = strstr(r->str, line) != NULL;
		freeReplyObject(r);
		if (!found)
			usleep(50000); /* INFO has no event to wait for */
	}
	redisFree(c);
	if (!found)
		fail_msg("port %d never said %s", port, line);
}

struct failover {
	struct hub hub;
	uint64_t reconnects;
};

static bool is_ready_again(void *arg)
{
	struct failover *f = arg;
	struct store_counts counts;
	store_counts(f->hub.store, &counts);
	return counts.reconnects > f->reconnects && store_state(f->hub.store) == STORE_READY;
}

static void the_hub_follows_a_failover(void **unused)
{
	(void)unused;
	static struct failover f;
	struct answer a;
	char address[64], text[512];
	int first = free_port(), second = free_port(), sentinel = free_port();
	pid_t first_pid = start_node("first", first, 0), second_pid = start_node("second", second, first);
	wait_for_info(second, "master_link_status:up");
	snprintf(text, sizeof text,
	         "port %d\nbind 127.0.0.1\nlogfile sentinel.log\nsentinel monitor m 127.0.0.1 %d 1\nsentinel "
	         "down-after-milliseconds m 1000\n"
	         "sentinel failover-timeout m 5000\n",
	         sentinel, first);
	pid_t sentinel_pid = start_configured("sentinel", sentinel, text, true);

	snprintf(address, sizeof address, "sentinel:m@127.0.0.1:1,127.0.0.1:%d", sentinel); /* nobody is at port 1 */
	memset(&f, 0, sizeof f);
	if (!try_hub_with(&f.hub, folder("hub"), address, NULL, 1))
		fail_msg("%s", f.hub.said);
	wait_until(&f.hub, is_ready, &f.hub, "starting");
	append_many(&f.hub, 0, 20);
	/* The sentinel must have heard of the replica before there can be a failover. */
	redisContext *c = outside_port(sentinel);
	bool known = false;
	for (int i = 0; i < 600 && !known; i++) {
		redisReply *r = redisCommand(c, "SENTINEL replicas m");
		assert_non_null(r);
		known = r->type == REDIS_REPLY_ARRAY && r->elements == 1;
		freeReplyObject(r);
		if (!known)
			usleep(50000);
	}
	redisFree(c);
	assert_true(known);

	end_server(first_pid, SIGKILL);
	wait_until(&f.hub, is_ready_again, &f, "the failover");
	assert_int_equal(f.hub.seq, 20);
	append_and_wait(&f.hub, "k20", &a);
	assert_int_equal(a.err, ERR_UNAVAILABLE); /* it is written, but no replica has it */
	first_pid = start_node("first", first, second);
	wait_for_info(second, "connected_slaves:1");
	wait_for_info(first, "master_link_status:up");
	append_and_wait(&f.hub, "k20", &a);
	assert_int_equal(a.err, ERR_OK);
	assert_int_equal(times_in_ledger(&f.hub, "k20"),
	                 2); /* the real fold answers the second with the first's verdict */
	for (uint32_t i = 0; i < 20; i++) {
		char key[16];
		snprintf(key, sizeof key, "k%" PRIu32, i);
		assert_string_equal(f.hub.keys[i], key);
	}
	stop_hub(&f.hub);
	end_server(sentinel_pid, SIGKILL);
	end_server(first_pid, SIGKILL); /* SIGTERM is refused while the first append-only file is written */
	end_server(second_pid, SIGKILL);
}

static bool is_away_alone(void *arg)
{
	const char *sentence = store_sentence(((struct hub *)arg)->store);
	return strstr(sentence, "has no link to its master") != NULL;
}

static bool is_away_elsewhere(void *arg)
{
	return strstr(store_sentence(((struct hub *)arg)->store), "different data") != NULL;
}

/* Appends go to the master, the ledger is followed on the replica; one that lost its master is not believed. */
static void the_ledger_is_followed_on_a_replica(void **unused)
{
	(void)unused;
	static struct hub h;
	struct answer a;
	char address[64], read[64], port[16];
	int first = free_port(), second = free_port();
	pid_t first_pid = start_node("master", first, 0), second_pid = start_node("replica", second, first);
	wait_for_info(second, "master_link_status:up");
	snprintf(address, sizeof address, "127.0.0.1:%d", first);
	snprintf(read, sizeof read, "127.0.0.1:%d", second);
	if (!try_hub_with(&h, folder("reader"), address, read, 0))
		fail_msg("%s", h.said);
	wait_until(&h, is_ready, &h, "starting");
	append_many(&h, 0, 20);
	redisContext *c = outside_port(second);
	snprintf(port, sizeof port, "%d", first);
	EXPECT(c, "OK", "REPLICAOF", "127.0.0.1", "1");
	append(&h, "k20", &a); /* whether or not the master takes it, the replica never hears of it */
	wait_until(&h, is_away_alone, &h, "noticing that the replica is alone");
	wait_until(&h, is_answered, &a, "the answer");
	assert_int_equal(a.err, ERR_UNAVAILABLE);
	EXPECT(c, "OK", "REPLICAOF", "127.0.0.1", port);
	wait_until(&h, is_ready, &h, "the replica's return");
	append_and_wait(&h, "k20", &a);
	assert_int_equal(a.err, ERR_OK);
	assert_int_equal(h.seq, 20 + times_in_ledger(&h, "k20")); /* nothing is missed, nothing comes twice */
	append_many(&h, 21, 1);
	stop_hub(&h);

	/* Somebody else's replica is not this ledger's. */
	EXPECT(c, "OK", "REPLICAOF", "NO", "ONE");
	if (!try_hub_with(&h, folder("reader"), address, read, 0))
		fail_msg("%s", h.said);
	wait_until(&h, is_away_elsewhere, &h, "the refusal of other data");
	stop_hub(&h);
	redisFree(c);
	end_server(first_pid, SIGKILL);
	end_server(second_pid, SIGKILL);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_hub_follows_a_failover),
		                            cmocka_unit_test(the_ledger_is_followed_on_a_replica) };
	return cmocka_run_group_tests(tests, make_root, remove_root);
}
