/*
 * The watchers: opens N WebSockets to a server on loopback, has one of them send a line of the script at a time, waits until
 * every watcher has got one frame for it, and prints what that cost the server.
 *
 *     watch PORT PID N SCRIPT [JOIN [MATCH]]
 *
 * SCRIPT is a file, a message a line, sent by the first socket at a pace that is the same for every server. JOIN is sent by every other socket after its handshake; its
 * answer is awaited. With MATCH only frames that hold it near their beginning count. Prints one JSON object: deliveries,
 * cpu_s (the server's, all threads), last_ms (median time from sending a line to the last watcher), bytes (of a frame), rss_kb
 * (the server's growth by N sockets).
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEAD_MAX 128 /* bytes of a frame that are looked at */
#define WAIT_MS 60000
#define PAUSE_MS 60 /* between lines: a board's changes within 50 ms go out together, which is not what is measured */

struct watcher {
	int fd;
	uint64_t left; /* payload bytes still to come of the frame at hand */
	size_t head_len; /* of the frame at hand: header and payload's beginning */
	size_t header; /* its header's bytes, 0 while not known */
	char head[HEAD_MAX];
	uint32_t got; /* frames that count */
};

static struct watcher *watchers;
static int count, poller;
static const char *match;
static uint64_t frames, frame_bytes;

static void die(const char *what)
{
	fprintf(stderr, "watch: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double cpu_s(int pid)
{
	char path[64];
	double total = 0;
	snprintf(path, sizeof path, "/proc/%d/task", pid);
	DIR *tasks = opendir(path);
	if (!tasks)
		die(path);
	for (struct dirent *d; (d = readdir(tasks));) {
		char file[400];
		snprintf(file, sizeof file, "%s/%s/schedstat", path, d->d_name);
		FILE *f = d->d_name[0] == '.' ? NULL : fopen(file, "r");
		unsigned long long ns = 0;
		if (f && fscanf(f, "%llu", &ns) == 1)
			total += (double)ns / 1e9;
		if (f)
			fclose(f);
	}
	closedir(tasks);
	return total;
}

static long rss_kb(int pid)
{
	char path[64], line[200];
	long kb = 0;
	snprintf(path, sizeof path, "/proc/%d/status", pid);
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f)) {
		if (sscanf(line, "VmRSS: %ld", &kb) == 1)
			break;
	}
	if (f)
		fclose(f);
	return kb;
}

static void send_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN)
			continue;
		if (n < 0)
			die("send");
		bytes += n;
		len -= (size_t)n;
	}
}

/* A masked text frame; the mask is zero, which is a mask like any other. */
static void send_text(int fd, const char *text)
{
	size_t len = strlen(text), n = 0;
	char *frame = calloc(1, len + 16);
	if (!frame)
		die("memory");
	frame[n++] = (char)0x81;
	if (len < 126) {
		frame[n++] = (char)(0x80 | len);
	} else {
		frame[n++] = (char)(0x80 | 126);
		frame[n++] = (char)(len >> 8);
		frame[n++] = (char)len;
	}
	n += 4;
	memcpy(frame + n, text, len);
	send_all(fd, frame, n + len);
	free(frame);
}

/* A ping is answered, or the server would take the watcher for dead. */
static void send_pong(const struct watcher *w)
{
	char pong[HEAD_MAX + 8] = { (char)0x8A };
	size_t len = w->head_len - w->header;
	pong[1] = (char)(0x80 | len);
	memcpy(pong + 6, w->head + w->header, len);
	send_all(w->fd, pong, 6 + len);
}

static void frame_done(struct watcher *w)
{
	if ((w->head[0] & 0x0F) == 9)
		send_pong(w);
	w->head[w->head_len < HEAD_MAX ? w->head_len : HEAD_MAX - 1] = '\0';
	if ((w->head[0] & 0x0F) == 1 && (!match || strstr(w->head + w->header, match)))
		w->got++;
	w->header = 0;
	w->head_len = 0;
}

/* Bytes of the header that begins in head, or 0 where too little is there; *payload is what follows it. */
static size_t header_of(const struct watcher *w, uint64_t *payload)
{
	const unsigned char *h = (const unsigned char *)w->head;
	if (w->head_len < 2)
		return 0;
	size_t need = h[1] == 127 ? 10 : h[1] == 126 ? 4 : 2;
	if (w->head_len < need)
		return 0;
	*payload = h[1];
	if (need > 2) {
		*payload = 0;
		for (size_t i = 2; i < need; i++)
			*payload = *payload << 8 | h[i];
	}
	return need;
}

static void on_bytes(struct watcher *w, const char *bytes, size_t n)
{
	while (n) {
		if (!w->header) {
			w->head[w->head_len++] = *bytes++;
			n--;
			w->header = header_of(w, &w->left);
			if (w->header && w->left == 0)
				frame_done(w);
			else if (w->header && (w->head[0] & 0x0F) == 1) {
				frames++;
				frame_bytes += w->left;
			}
			continue;
		}
		size_t take = w->left < n ? (size_t)w->left : n;
		size_t keep = HEAD_MAX - 1 - w->head_len < take ? HEAD_MAX - 1 - w->head_len : take;
		memcpy(w->head + w->head_len, bytes, keep);
		w->head_len += keep;
		bytes += take;
		n -= take;
		w->left -= take;
		if (!w->left)
			frame_done(w);
	}
}

/* Reads whatever came until `done` watchers have `want` frames that count. */
static void wait_for(int first, uint32_t want)
{
	static char bytes[262144];
	struct epoll_event ready[512];
	double deadline = now_ms() + WAIT_MS;
	int missing = 0;
	for (int i = first; i < count; i++)
		missing += watchers[i].got < want;
	while (missing > 0) {
		int n = epoll_wait(poller, ready, 512, 1000);
		if (now_ms() > deadline) {
			fprintf(stderr, "watch: %d of %d watchers wait in vain\n", missing, count);
			exit(1);
		}
		for (int i = 0; i < n; i++) {
			int at = ready[i].data.fd; /* a place in watchers */
			struct watcher *w = &watchers[at];
			ssize_t got = recv(w->fd, bytes, sizeof bytes, MSG_DONTWAIT);
			if (got == 0 || (got < 0 && errno != EAGAIN))
				die("a watcher was cut off");
			bool lacked = at >= first && w->got < want;
			if (got > 0)
				on_bytes(w, bytes, (size_t)got);
			missing -= lacked && w->got >= want;
		}
	}
}

static void open_watcher(int at, int port)
{
	char request[300], answer[2000];
	size_t len = 0;
	int one = 1;
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address))
		die("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	snprintf(request, sizeof request,
		 "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", port);
	send_all(fd, request, strlen(request));
	while (len < 4 || memcmp(answer + len - 4, "\r\n\r\n", 4) != 0) {
		if (len == sizeof answer || recv(fd, answer + len, 1, 0) != 1)
			die("handshake");
		len++;
	}
	if (memcmp(answer + 9, "101", 3) != 0) {
		fprintf(stderr, "watch: refused: %.*s\n", (int)len, answer);
		exit(1);
	}
	watchers[at].fd = fd;
	struct epoll_event event = { .events = EPOLLIN, .data.fd = at };
	epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	if (argc < 5)
		return 2;
	int port = (int)strtol(argv[1], NULL, 10), pid = (int)strtol(argv[2], NULL, 10);
	const char *join = argc > 5 ? argv[5] : NULL;
	struct rlimit files = { 30000, 30000 };
	setrlimit(RLIMIT_NOFILE, &files);
	count = (int)strtol(argv[3], NULL, 10) + (join != NULL); /* the one that sends does not watch where there is JOIN */
	watchers = calloc((size_t)count, sizeof *watchers);
	poller = epoll_create1(0);
	FILE *script = fopen(argv[4], "r");
	if (!script || !watchers)
		die(argv[4]);

	long before_kb = rss_kb(pid);
	int first = join != NULL;
	for (int i = 0; i < count; i++)
		open_watcher(i, port);
	if (join) {
		for (int i = first; i < count; i++)
			send_text(watchers[i].fd, join);
		wait_for(first, 1);
	}
	match = argc > 6 ? argv[6] : NULL;
	long after_kb = rss_kb(pid);

	static char line[65536];
	static double last_ms[100000];
	size_t turns = 0;
	uint32_t want = (uint32_t)first;
	for (; turns < 5 && fgets(line, sizeof line, script); turns++) { /* warm; with JOIN: signing in and so on */
		line[strcspn(line, "\n")] = '\0';
		send_text(watchers[0].fd, line);
		if (join && turns == 0)
			continue;
		wait_for(first, ++want);
	}
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };
	frames = frame_bytes = 0;
	double cpu = cpu_s(pid);
	turns = 0;
	while (turns < 100000 && fgets(line, sizeof line, script)) {
		line[strcspn(line, "\n")] = '\0';
		nanosleep(&pause, NULL);
		double from = now_ms();
		send_text(watchers[0].fd, line);
		wait_for(first, ++want);
		last_ms[turns++] = now_ms() - from;
	}
	cpu = cpu_s(pid) - cpu;
	qsort(last_ms, turns, sizeof *last_ms, compare);
	printf("{\"deliveries\":%zu,\"cpu_s\":%.6f,\"last_ms\":%.3f,\"bytes\":%.0f,\"rss_kb\":%ld}\n",
	       turns * (size_t)(count - first), cpu, turns ? last_ms[turns / 2] : 0, frames ? (double)frame_bytes / (double)frames : 0,
	       after_kb - before_kb);
	return 0;
}
