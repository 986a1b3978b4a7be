#include "hub/burst.h"

#include "base/mem.h"

#include <assert.h>
#include <errno.h>
#include <liburing.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define SEND_FLAGS (MSG_DONTWAIT | MSG_NOSIGNAL)

struct burst {
	bool has_ring;
	struct io_uring ring;
};

static void send_each(const unsigned char *bytes, size_t len, const int *fds, size_t count, ssize_t *sent)
{
	for (size_t i = 0; i < count; i++)
		sent[i] = send(fds[i], bytes, len, SEND_FLAGS);
}

/* Takes the results that are there; returns how many. */
static size_t results_take(struct io_uring *ring, ssize_t *sent)
{
	struct io_uring_cqe *result;
	unsigned head, n = 0;
	io_uring_for_each_cqe(ring, head, result)
	{
		sent[io_uring_cqe_get_data64(result)] = result->res;
		n++;
	}
	io_uring_cq_advance(ring, n);
	return n;
}

/*
 * Returns how many of the descriptors, from the first on, the kernel has dealt with: all of them, but where the ring
 * broke. Each of them has its result: what may have been sent is never sent again.
 */
static size_t send_ring(struct io_uring *ring, const unsigned char *bytes, size_t len, const int *fds, size_t count,
                        ssize_t *sent)
{
	size_t done = 0;
	int rc = 0;
	for (size_t i = 0; i < count; i++) {
		struct io_uring_sqe *request = io_uring_get_sqe(ring);
		assert(request != NULL); /* as many as the ring has room for, and none is left from before */
		io_uring_prep_send(request, fds[i], bytes, len, SEND_FLAGS);
		io_uring_sqe_set_data64(request, i);
	}
	while (done < count && (rc >= 0 || rc == -EINTR)) {
		rc = io_uring_submit_and_wait(ring, (unsigned)(count - done));
		done += results_take(ring, sent);
	}
	size_t taken = count - io_uring_sq_ready(ring);
	while (done < taken) {
		struct io_uring_cqe *result;
		rc = io_uring_wait_cqe(ring, &result);
		assert(rc == 0 || rc == -EINTR);
		done += results_take(ring, sent);
	}
	return taken;
}

static void ring_close(struct burst *b)
{
	io_uring_queue_exit(&b->ring);
	b->has_ring = false;
}

/* Whether the ring really sends: the kernel may be too old for this request, or forbid it. */
static bool ring_works(struct io_uring *ring)
{
	static const unsigned char byte[1] = { 'x' };
	int pair[2];
	ssize_t sent = -1;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	bool works = send_ring(ring, byte, 1, pair, 1, &sent) == 1 && sent == 1;
	close(pair[0]);
	close(pair[1]);
	return works;
}

struct burst *burst_new(bool ring)
{
	struct burst *b = xcalloc(1, sizeof *b);
	if (!ring || io_uring_queue_init(BURST_MAX, &b->ring, 0) != 0)
		return b;
	b->has_ring = true;
	if (!ring_works(&b->ring))
		ring_close(b);
	return b;
}

void burst_free(struct burst *b)
{
	if (b != NULL && b->has_ring)
		ring_close(b);
	free(b);
}

bool burst_has_ring(const struct burst *b)
{
	return b->has_ring;
}

void burst_send(struct burst *b, const unsigned char *bytes, size_t len, const int *fds, size_t count, ssize_t *sent)
{
	size_t done = 0;
	assert(count <= BURST_MAX);
	if (b->has_ring) {
		done = send_ring(&b->ring, bytes, len, fds, count, sent);
		if (done < count)
			ring_close(b);
	}
	send_each(bytes, len, fds + done, count - done, sent + done);
}
