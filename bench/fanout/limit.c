/*
 * The limit: what a kernel lets one process do. Accepts WebSocket handshakes without looking at them; whatever frame comes
 * in, it sends the same ready-made text frame of BYTES to every socket by send(), in one pass. `limit BYTES` prints its port.
 * GET /metrics says what these passes have cost, as the hub does.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SOCKETS_MAX 20000

static int sockets[SOCKETS_MAX], socket_count;
static bool upgraded[SOCKETS_MAX * 2];
static char frame[65536];
static size_t frame_len;
static uint64_t spent_ns, wait_ns; /* CPU time; time from the first send to after the last */

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void make_frame(size_t bytes)
{
	frame[0] = (char)0x81;
	if (bytes < 126) {
		frame[1] = (char)bytes;
		frame_len = 2 + bytes;
	} else {
		frame[1] = 126;
		frame[2] = (char)(bytes >> 8);
		frame[3] = (char)bytes;
		frame_len = 4 + bytes;
	}
	memset(frame + frame_len - bytes, 'x', bytes);
}

/* The answer to a handshake needs SHA-1, which is not what is measured here: the watcher does not look at it. */
static const char accepted[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
			       "Sec-WebSocket-Accept: unchecked\r\n\r\n";

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void tell_cost(int fd)
{
	char answer[300];
	int n = snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ntouchstone_fanout_microseconds_total %llu\n"
			 "touchstone_fanout_wait_microseconds_total %llu\n",
			 (unsigned long long)(spent_ns / 1000), (unsigned long long)(wait_ns / 1000));
	if (send(fd, answer, (size_t)n, MSG_NOSIGNAL) < 0)
		die("send");
	close(fd);
}

static void fan_out(void)
{
	uint64_t from_ns = clock_ns(CLOCK_MONOTONIC), spent_from_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	for (int i = 0; i < socket_count; i++) {
		if (send(sockets[i], frame, frame_len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
			continue; /* a watcher that went away, at the end of the run */
	}
	spent_ns += clock_ns(CLOCK_THREAD_CPUTIME_ID) - spent_from_ns;
	wait_ns += clock_ns(CLOCK_MONOTONIC) - from_ns;
}

static void on_input(int fd)
{
	char bytes[4096];
	ssize_t n = recv(fd, bytes, sizeof bytes, 0);
	if (n <= 0) {
		close(fd);
		return;
	}
	if (upgraded[fd]) {
		fan_out();
	} else if (n > 12 && memcmp(bytes, "GET /metrics", 12) == 0) {
		tell_cost(fd);
	} else {
		upgraded[fd] = true;
		if (send(fd, accepted, sizeof accepted - 1, MSG_NOSIGNAL) < 0)
			die("send");
		sockets[socket_count++] = fd;
	}
}

int main(int argc, char **argv)
{
	make_frame(argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 200);
	int listener = socket(AF_INET, SOCK_STREAM, 0), poller = epoll_create1(0), one = 1;
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof address;
	if (bind(listener, (struct sockaddr *)&address, len) || listen(listener, 4096) ||
	    getsockname(listener, (struct sockaddr *)&address, &len))
		die("listen");
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	struct epoll_event event = { .events = EPOLLIN, .data.fd = listener }, ready[256];
	epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
	for (;;) {
		int n = epoll_wait(poller, ready, 256, -1);
		for (int i = 0; i < n; i++) {
			int fd = ready[i].data.fd;
			if (fd != listener) {
				on_input(fd);
				continue;
			}
			fd = accept(listener, NULL, NULL);
			if (fd < 0 || fd >= SOCKETS_MAX * 2)
				die("accept");
			setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
			event.data.fd = fd;
			epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
		}
	}
}
