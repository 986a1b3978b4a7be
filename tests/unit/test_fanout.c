/*
 * The fan-out: what watchers get while a change goes out in parts and others come, go, are slow, or further changes
 * come. Sockets are socket pairs; of libwebsockets only what a socket asks it is stood in for.
 */
#include "hub/burst.h"
#include "hub/hub.h"

#include <libwebsockets.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define PEOPLE (2 * BURST_MAX + 100) /* three parts */
#define PAIRS  (PEOPLE + 20)

static struct hub hub;
static uv_loop_t loop;
static struct topic *topic;
static struct socket *sockets[PAIRS];
static int theirs[PAIRS];
static bool choked[PAIRS]; /* libwebsockets holds something back for this one */

/* A wsi is a place in `choked` here. */
static struct lws *wsi_of(size_t i)
{
	return (struct lws *)&choked[i];
}

int lws_partial_buffered(struct lws *wsi)
{
	return *(const bool *)wsi;
}

int lws_callback_on_writable(struct lws *wsi)
{
	(void)wsi;
	return 1;
}

void lws_set_timeout(struct lws *wsi, enum pending_timeout reason, int secs)
{
	(void)wsi, (void)reason, (void)secs;
	fail();
}

static void socket_open(size_t i)
{
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	struct socket *s = calloc(1, sizeof *s);
	assert_non_null(s);
	*s = (struct socket){ .hub = &hub, .wsi = wsi_of(i), .fd = pair[0] };
	sockets[i] = s;
	theirs[i] = pair[1];
	choked[i] = false;
}

static void watch(size_t i)
{
	struct buf answer;
	struct json_out out;
	buf_init(&answer, 100000);
	json_out_init(&out, &answer);
	topic_watch(topic, sockets[i], NULL, 0, &out);
	buf_release(&answer);
}

static int setup(void **state)
{
	struct rlimit files = { 2 * PAIRS + 100, 2 * PAIRS + 100 };
	(void)state;
	getrlimit(RLIMIT_NOFILE, &files);
	if (files.rlim_cur < 2 * PAIRS + 100) {
		files.rlim_cur = 2 * PAIRS + 100;
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
	}
	uv_loop_init(&loop);
	hub_init(&hub, &loop, true);
	topic = topics_add(&hub.topics, "event");
	topic->kind = TOPIC_EVENT;
	for (size_t i = 0; i < PEOPLE; i++) {
		socket_open(i);
		watch(i);
	}
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < PAIRS; i++) {
		if (sockets[i] == NULL)
			continue;
		topics_unwatch_all(sockets[i]);
		close(sockets[i]->fd);
		close(theirs[i]);
		socket_free(sockets[i]);
		sockets[i] = NULL;
	}
	hub_stop(&hub);
	uv_run(&loop, UV_RUN_DEFAULT);
	hub_release(&hub);
	assert_int_equal(uv_loop_close(&loop), 0);
	return 0;
}

static void publish(const char *change)
{
	topic_publish(topic, change, strlen(change));
}

static void turns(int n)
{
	while (n-- > 0)
		uv_run(&loop, UV_RUN_NOWAIT);
}

/* What a watcher has got since it was last asked: the letters of the changes, S for a snapshot, in their order. */
static const char *got(size_t i)
{
	static char letters[100];
	char bytes[65536];
	size_t n = 0;
	ssize_t len = recv(theirs[i], bytes, sizeof bytes - 1, MSG_DONTWAIT);
	bytes[len > 0 ? len : 0] = '\0';
	for (ssize_t at = 0; at < len; at++) {
		if (strncmp(bytes + at, "\"change\":\"", 10) == 0)
			letters[n++] = bytes[at + 10];
		else if (strncmp(bytes + at, "\"snapshot\":", 11) == 0)
			letters[n++] = 'S';
	}
	letters[n] = '\0';
	return letters;
}

static void assert_all_got(size_t from, size_t to, const char *want)
{
	for (size_t i = from; i < to; i++)
		assert_string_equal(got(i), want);
}

static void test_in_parts(void **state)
{
	(void)state;
	publish("\"a\"");
	size_t at_once = 0;
	for (size_t i = 0; i < PEOPLE; i++)
		at_once += strcmp(got(i), "a") == 0;
	assert_int_equal(at_once, BURST_MAX);
	turns(1);
	assert_all_got(BURST_MAX, 2 * BURST_MAX, "a");
	turns(5);
	assert_all_got(2 * BURST_MAX, PEOPLE, "a");
	assert_all_got(0, PEOPLE, "");
	assert_int_equal(hub.fanout.deliveries, PEOPLE);
	assert_false(uv_is_active((const uv_handle_t *)&hub.fanout.turn));
}

static void test_changes_meanwhile(void **state)
{
	(void)state;
	publish("\"a\"");
	turns(1);
	publish("\"b\"");
	publish("\"c\"");
	turns(10);
	assert_all_got(0, PEOPLE, "abc");
}

/* The last change must reach those, too, whom the walk had passed before it. */
static void test_last_change_meanwhile(void **state)
{
	(void)state;
	publish("\"a\"");
	publish("\"b\"");
	turns(10);
	assert_all_got(0, PEOPLE, "ab");
}

static void test_coming_and_going(void **state)
{
	static const size_t leaving[] = { 0, 5, BURST_MAX - 1, BURST_MAX, BURST_MAX + 3, PEOPLE - 1 };
	(void)state;
	publish("\"a\"");
	for (size_t i = 0; i < sizeof leaving / sizeof leaving[0]; i++)
		assert_true(topic_unwatch(topic, sockets[leaving[i]]));
	socket_open(PEOPLE);
	watch(PEOPLE); /* its snapshot has a */
	turns(1);
	publish("\"b\"");
	assert_true(topic_unwatch(topic, sockets[7]));
	turns(10);
	for (size_t i = 0; i < PEOPLE; i++) {
		bool left = i == 7;
		for (size_t n = 0; n < sizeof leaving / sizeof leaving[0]; n++)
			left |= leaving[n] == i;
		const char *letters = got(i);
		if (left)
			assert_true(strcmp(letters, "") == 0 || strcmp(letters, "a") == 0);
		else
			assert_string_equal(letters, "ab");
	}
	assert_string_equal(got(PEOPLE), "b");
}

/* Every watch knows its place, whoever left. */
static void assert_places(void)
{
	for (size_t i = 0; i < topic->watcher_count; i++)
		assert_int_equal(topic->watches[i]->place, i);
}

/* Nobody is passed over because those who left were taken out of the row. */
static void test_going_meanwhile(void **state)
{
	(void)state;
	publish("\"a\"");
	for (size_t i = 0; i < PEOPLE; i += 3) {
		assert_true(topic_unwatch(topic, sockets[i]));
		assert_places();
	}
	turns(10);
	for (size_t i = 0; i < PEOPLE; i++)
		if (i % 3 != 0 || i < BURST_MAX)
			assert_string_equal(got(i), "a");
		else
			assert_string_equal(got(i), "");
	for (size_t i = PEOPLE; i-- > 0;)
		if (i % 3 == 1) {
			assert_true(topic_unwatch(topic, sockets[i]));
			assert_places();
		}
	publish("\"b\"");
	turns(10);
	for (size_t i = 0; i < PEOPLE; i++)
		assert_string_equal(got(i), i % 3 == 2 ? "b" : "");
}

static void test_reset_meanwhile(void **state)
{
	(void)state;
	publish("\"a\"");
	topic_reset(topic);
	turns(10);
	assert_all_got(0, BURST_MAX, "aS");
	assert_all_got(BURST_MAX, PEOPLE, "S");
	publish("\"b\"");
	turns(10);
	assert_all_got(0, PEOPLE, "b");
}

/* What does not go straight out waits in the socket's own queue, and is overtaken by nothing. */
static void test_slow_ones(void **state)
{
	static const size_t slow[] = { 3, BURST_MAX + 1 };
	(void)state;
	for (size_t i = 0; i < 2; i++)
		choked[slow[i]] = true;
	for (int n = 0; n < SOCKET_UPDATES_MAX + 5; n++) {
		publish("\"a\"");
		turns(5);
	}
	for (size_t i = 0; i < PEOPLE; i++) {
		bool is_slow = i == slow[0] || i == slow[1];
		assert_int_equal(strlen(got(i)), is_slow ? 0 : SOCKET_UPDATES_MAX + 5);
		assert_int_equal(sockets[i]->queue_count, is_slow ? SOCKET_UPDATES_MAX : 0);
		assert_int_equal(sockets[i]->watches->behind, is_slow);
	}
	choked[slow[0]] = false;
	publish("\"b\"");
	turns(5);
	assert_string_equal(got(slow[0]), ""); /* what is queued must go first */
	assert_string_equal(got(0), "b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_in_parts, setup, teardown),
		cmocka_unit_test_setup_teardown(test_changes_meanwhile, setup, teardown),
		cmocka_unit_test_setup_teardown(test_last_change_meanwhile, setup, teardown),
		cmocka_unit_test_setup_teardown(test_coming_and_going, setup, teardown),
		cmocka_unit_test_setup_teardown(test_going_meanwhile, setup, teardown),
		cmocka_unit_test_setup_teardown(test_reset_meanwhile, setup, teardown),
		cmocka_unit_test_setup_teardown(test_slow_ones, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
