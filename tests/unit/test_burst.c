/* Bursts: the same bytes to many sockets, with io_uring and without, and what a full or a broken one does. */
#include "hub/burst.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define LARGE ((size_t)4 << 20) /* more than a socket's buffer takes */

static const unsigned char text[] = "{\"jsonrpc\":\"2.0\"}";

/* With and without a ring; where the kernel offers none, both are without. */
static struct burst *bursts[2];

static int setup(void **state)
{
	(void)state;
	bursts[0] = burst_new(false);
	bursts[1] = burst_new(true);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	burst_free(bursts[0]);
	burst_free(bursts[1]);
	burst_free(NULL);
	return 0;
}

static void pairs_open(int ours[], int theirs[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int pair[2];
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		ours[i] = pair[0];
		theirs[i] = pair[1];
	}
}

static void close_all(const int fds[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		close(fds[i]);
}

static void test_everybody_gets_it(void **state)
{
	static const size_t counts[] = { 0, 1, 2, BURST_MAX - 1, BURST_MAX };
	int ours[BURST_MAX], theirs[BURST_MAX];
	ssize_t sent[BURST_MAX];
	(void)state;
	pairs_open(ours, theirs, BURST_MAX);
	for (size_t b = 0; b < 2; b++)
		for (size_t n = 0; n < sizeof counts / sizeof counts[0]; n++) {
			char got[2 * sizeof text];
			burst_send(bursts[b], text, sizeof text, ours, counts[n], sent);
			for (size_t i = 0; i < BURST_MAX; i++) {
				ssize_t want = i < counts[n] ? (ssize_t)sizeof text : -1;
				assert_int_equal(recv(theirs[i], got, sizeof got, MSG_DONTWAIT), want);
				if (i < counts[n]) {
					assert_int_equal(sent[i], sizeof text);
					assert_memory_equal(got, text, sizeof text);
				}
			}
		}
	close_all(ours, BURST_MAX);
	close_all(theirs, BURST_MAX);
}

static void test_full_and_broken_ones(void **state)
{
	static unsigned char large[LARGE];
	int ours[4], theirs[4];
	ssize_t sent[4];
	char got[2 * sizeof text];
	(void)state;
	for (size_t b = 0; b < 2; b++) {
		pairs_open(ours, theirs, 4);
		burst_send(bursts[b], large, LARGE, ours + 1, 1, sent);
		assert_true(sent[0] > 0 && (size_t)sent[0] < LARGE);
		close(theirs[2]);
		burst_send(bursts[b], text, sizeof text, ours, 4, sent);
		assert_int_equal(sent[0], sizeof text);
		assert_true(sent[1] < 0);
		assert_true(sent[2] < 0);
		assert_int_equal(sent[3], sizeof text);
		assert_int_equal(recv(theirs[3], got, sizeof got, MSG_DONTWAIT), sizeof text);
		close(ours[3]);
		burst_send(bursts[b], text, sizeof text, ours + 2, 2, sent);
		assert_true(sent[0] < 0);
		assert_true(sent[1] < 0);
		close_all(ours, 3);
		close(theirs[0]);
		close(theirs[1]);
		close(theirs[3]);
	}
}

static void test_order(void **state)
{
	int ours[3], theirs[3];
	ssize_t sent[3];
	char got[1000];
	(void)state;
	for (size_t b = 0; b < 2; b++) {
		pairs_open(ours, theirs, 3);
		for (unsigned char n = 0; n < 200; n++)
			burst_send(bursts[b], &n, 1, ours, 3, sent);
		for (size_t i = 0; i < 3; i++) {
			assert_int_equal(recv(theirs[i], got, sizeof got, MSG_DONTWAIT), 200);
			for (int n = 0; n < 200; n++)
				assert_int_equal((unsigned char)got[n], n);
		}
		close_all(ours, 3);
		close_all(theirs, 3);
	}
}

static void test_no_ring_where_not_wanted(void **state)
{
	(void)state;
	assert_false(burst_has_ring(bursts[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_everybody_gets_it, setup, teardown),
		cmocka_unit_test_setup_teardown(test_full_and_broken_ones, setup, teardown),
		cmocka_unit_test_setup_teardown(test_order, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_ring_where_not_wanted, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
