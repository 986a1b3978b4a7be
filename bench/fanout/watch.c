/*
 * The watchers: opens N WebSockets to a server on loopback, has one of them send a line of a script at a time, waits until
 * every watcher has got one frame for it, and prints what that cost the server.
 *
 *     watch [--tls] [--judges J] PORT PID N SCRIPT [JOIN [MATCH]]
 *
 * SCRIPT is a file, a message a line, sent at a pace that is the same for every server by the first J (1) sockets, in turns.
 * JOIN is sent by every other socket after its handshake, and its answer awaited; without it all sockets watch. With MATCH only
 * frames that hold it near their beginning count. Prints {"rss_kb": the server's growth by N sockets}; then, for each line `K` on standard input, sends K lines of the
 * script and prints one JSON object: deliveries, cpu_s (the server's, all threads), fanout_s (what its /metrics says of the
 * fan-out alone), wait_ms (what it says of the time from a change to its last watcher, a line), last_ms (median time from
 * sending a line to the last), lasts (all of these), bytes (of a frame). For `K RATE` the lines are sheets, each the
 * first of its competitor, sent at random moments, RATE a second, without waiting for each other; lasts are the times until
 * every watcher has as many. For `count` it prints the frames that watchers have got so far: in all, fewest, most, and their bytes.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEAD_MAX 2048 /* bytes of a frame that are looked at */
#define WAIT_MS 60000
#define PAUSE_MS 40 /* between lines: a board's changes within a frame go out together, which is not what is measured */
#define TURNS_MAX 10000
#define WARM 4
#define SHEETS_MAX 10000
#define TOGETHER 50 /* handshakes under way */
#define COMMANDS (-1) /* standard input's place in the poller */

struct watcher {
	int fd;
	SSL *tls; /* NULL: plain */
	uint64_t left; /* payload bytes still to come of the frame at hand */
	size_t head_len; /* of the frame at hand: header and payload's beginning */
	size_t header; /* its header's bytes, 0 while not known */
	char head[HEAD_MAX];
	uint32_t got; /* frames that count */
	uint32_t in; /* sheets in them */
};

static struct watcher *watchers;
static int count, judges, poller, server;
static int reached[SHEETS_MAX]; /* watchers that have so many sheets */
static double reached_ms[SHEETS_MAX]; /* when the last of them had */
static const char *match;
static uint64_t frames, frame_bytes;
static bool commands_ready;
static SSL_CTX *tls;
static int port;

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

static void send_all(const struct watcher *w, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = w->tls ? SSL_write(w->tls, bytes, (int)len) : send(w->fd, bytes, len, MSG_NOSIGNAL);
		if (n <= 0 && (w->tls ? SSL_get_error(w->tls, (int)n) == SSL_ERROR_WANT_WRITE : errno == EAGAIN))
			continue;
		if (n <= 0)
			die("send");
		bytes += n;
		len -= (size_t)n;
	}
}

/* What there is to read: 0 where nothing is now; dies where the server has closed. */
static size_t receive(const struct watcher *w, char *bytes, size_t size)
{
	ssize_t n = w->tls ? SSL_read(w->tls, bytes, (int)size) : recv(w->fd, bytes, size, MSG_DONTWAIT);
	if (n > 0)
		return (size_t)n;
	if (w->tls ? SSL_get_error(w->tls, (int)n) != SSL_ERROR_WANT_READ : n == 0 || errno != EAGAIN)
		die("a watcher was cut off");
	return 0;
}

/* A masked text frame; the mask is zero, which is a mask like any other. */
static void send_text(const struct watcher *w, const char *text)
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
	send_all(w, frame, n + len);
	free(frame);
}

/* A ping is answered, or the server would take the watcher for dead. */
static void send_pong(const struct watcher *w)
{
	char pong[HEAD_MAX + 8] = { (char)0x8A };
	size_t len = w->head_len - w->header;
	pong[1] = (char)(0x80 | len);
	memcpy(pong + 6, w->head + w->header, len);
	send_all(w, pong, 6 + len);
}

/* Counts the watchers that have each of the sheets: one makes a row's first mark, "in":1. */
static void note_in(struct watcher *w)
{
	static const char first[] = "\"in\":1,";
	for (const char *at = strstr(w->head + w->header, first); at; at = strstr(at + 1, first)) {
		w->in++;
		if (w->in < SHEETS_MAX && ++reached[w->in] == count - judges)
			reached_ms[w->in] = now_ms();
	}
}

static void frame_done(struct watcher *w)
{
	if ((w->head[0] & 0x0F) == 9)
		send_pong(w);
	w->head[w->head_len < HEAD_MAX ? w->head_len : HEAD_MAX - 1] = '\0';
	if ((w->head[0] & 0x0F) == 1 && (!match || strstr(w->head + w->header, match))) {
		w->got++;
		note_in(w);
	}
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

/* Reads what came to one watcher. */
static void on_ready(struct watcher *w)
{
	static char bytes[262144];
	for (size_t got = 1; got > 0;) {
		got = receive(w, bytes, sizeof bytes);
		on_bytes(w, bytes, got);
		if (!w->tls)
			break; /* TLS may hold a further record that no epoll tells of */
	}
}

/* Waits until something came, and reads it; returns how many watchers from `first` on have got to `number` frames by that. */
static int take(int first, uint32_t number, int timeout_ms)
{
	struct epoll_event ready[512];
	int arrived = 0, n = epoll_wait(poller, ready, 512, timeout_ms);
	for (int i = 0; i < n; i++) {
		int at = ready[i].data.fd; /* a place in watchers */
		if (at == COMMANDS) {
			commands_ready = true;
			continue;
		}
		bool lacked = at >= first && watchers[at].got < number;
		on_ready(&watchers[at]);
		arrived += lacked && watchers[at].got >= number;
	}
	return arrived;
}

/* Waits until all watchers have `number` frames that count. */
static void wait_for(int first, uint32_t number)
{
	double deadline = now_ms() + WAIT_MS;
	int missing = 0;
	for (int i = first; i < count; i++)
		missing += watchers[i].got < number;
	while (missing > 0) {
		missing -= take(first, number, 1000);
		if (now_ms() > deadline) {
			fprintf(stderr, "watch: %d of %d watchers wait in vain\n", missing, count);
			exit(1);
		}
	}
}

/* The next line on standard input; pings are answered meanwhile. False at its end. */
static bool next_command(char *words, size_t size)
{
	size_t len = 0;
	while (len + 1 < size) {
		for (commands_ready = false; !commands_ready;)
			take(0, 0, -1);
		if (read(STDIN_FILENO, words + len, 1) != 1)
			return false;
		if (words[len++] == '\n')
			break;
	}
	words[len] = '\0';
	return true;
}

static struct watcher server_connect(void)
{
	int one = 1;
	struct watcher w = { .fd = socket(AF_INET, SOCK_STREAM, 0) };
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (w.fd < 0 || connect(w.fd, (struct sockaddr *)&address, sizeof address))
		die("connect");
	setsockopt(w.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (tls) {
		w.tls = SSL_new(tls);
		if (!w.tls || SSL_set_fd(w.tls, w.fd) != 1 || SSL_connect(w.tls) != 1)
			die("TLS handshake");
	}
	return w;
}

/* An HTTP answer: its head, or all of it. */
static size_t http_read(const struct watcher *w, char *answer, size_t size, bool whole)
{
	size_t len = 0;
	while (len + 1 < size && (whole || len < 4 || memcmp(answer + len - 4, "\r\n\r\n", 4) != 0)) {
		size_t room = whole ? size - 1 - len : 1;
		ssize_t n = w->tls ? SSL_read(w->tls, answer + len, (int)room) : recv(w->fd, answer + len, room, 0);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	answer[len] = '\0';
	return len;
}

static void ask_upgrade(const struct watcher *w)
{
	char request[300];
	snprintf(request, sizeof request,
		 "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", port);
	send_all(w, request, strlen(request));
}

static void await_upgrade(int at)
{
	char answer[2000];
	struct watcher *w = &watchers[at];
	size_t len = http_read(w, answer, sizeof answer, false);
	if (len < 12 || memcmp(answer + 9, "101", 3) != 0) {
		fprintf(stderr, "watch: refused: %s\n", answer);
		exit(1);
	}
	if (w->tls)
		fcntl(w->fd, F_SETFL, fcntl(w->fd, F_GETFL) | O_NONBLOCK);
	struct epoll_event event = { .events = EPOLLIN, .data.fd = at };
	epoll_ctl(poller, EPOLL_CTL_ADD, w->fd, &event);
}

static double metric_s(const char *answer, const char *name)
{
	const char *at = strstr(answer, name);
	if (!at)
		die("/metrics");
	return strtod(at + strlen(name), NULL) / 1e6;
}

/* What the server says its fan-out has cost it so far, and how long it took. */
static void fanout_costs(double *cpu, double *wait)
{
	static char answer[65536];
	char request[100];
	struct watcher w = server_connect();
	snprintf(request, sizeof request, "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n", port);
	send_all(&w, request, strlen(request));
	http_read(&w, answer, sizeof answer, true);
	SSL_free(w.tls);
	close(w.fd);
	*cpu = metric_s(answer, "\ntouchstone_fanout_microseconds_total ");
	*wait = metric_s(answer, "\ntouchstone_fanout_wait_microseconds_total ");
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static FILE *script;
static uint32_t want; /* frames that every watcher has got */

static bool send_line(int first, bool counted)
{
	static char line[65536];
	static int turn;
	if (!fgets(line, sizeof line, script))
		return false;
	line[strcspn(line, "\n")] = '\0';
	send_text(&watchers[judges ? turn++ % judges : 0], line);
	if (counted)
		wait_for(first, ++want);
	return true;
}

static void print_lasts(double *lasts, int n)
{
	printf("\"lasts\":[");
	for (int i = 0; i < n; i++)
		printf("%s%.4f", i ? "," : "", lasts[i]);
	printf("]}\n");
	fflush(stdout);
}

/* Sheets at random moments; each is done when all watchers have as many as it makes. */
static void measure_at_random(int turns, double rate)
{
	static double from[SHEETS_MAX], lasts[SHEETS_MAX];
	uint32_t in = watchers[judges].in;
	double next = now_ms(), deadline;
	for (int n = 0; n < turns; n++) {
		for (double gap = next - now_ms(); gap > 0; gap = next - now_ms())
			take(0, 0, gap < 1 ? 0 : (int)gap);
		from[n] = now_ms();
		send_line(judges, false);
		next -= log(1 - drand48()) / rate * 1e3;
	}
	for (deadline = now_ms() + WAIT_MS; reached[in + (uint32_t)turns] < count - judges && now_ms() < deadline;)
		take(0, 0, 100);
	for (int n = 0; n < turns; n++)
		lasts[n] = reached_ms[in + 1 + (uint32_t)n] - from[n];
	printf("{");
	print_lasts(lasts, turns);
}

static void print_count(void)
{
	uint32_t fewest = UINT32_MAX, most = 0;
	uint64_t all = 0;
	for (int i = judges; i < count; i++) {
		all += watchers[i].got;
		fewest = watchers[i].got < fewest ? watchers[i].got : fewest;
		most = watchers[i].got > most ? watchers[i].got : most;
	}
	printf("{\"all\":%llu,\"fewest\":%u,\"most\":%u,\"bytes\":%llu}\n", (unsigned long long)all, fewest, most,
	       (unsigned long long)frame_bytes);
	fflush(stdout);
}

static void measure(int first, int turns)
{
	static double lasts[TURNS_MAX];
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };
	double fanout, wait, fanout_after, wait_after;
	int n = 0;
	frames = frame_bytes = 0;
	nanosleep(&pause, NULL);
	fanout_costs(&fanout, &wait);
	nanosleep(&pause, NULL);
	double cpu = cpu_s(server);
	for (; n < turns && n < TURNS_MAX; n++) {
		double from = now_ms();
		if (!send_line(first, true))
			break;
		lasts[n] = now_ms() - from;
		nanosleep(&pause, NULL); /* what the server still does about it belongs to it */
	}
	cpu = cpu_s(server) - cpu;
	fanout_costs(&fanout_after, &wait_after);
	qsort(lasts, (size_t)n, sizeof *lasts, compare);
	printf("{\"deliveries\":%d,\"cpu_s\":%.6f,\"fanout_s\":%.6f,\"wait_ms\":%.4f,\"last_ms\":%.4f,\"bytes\":%.0f,",
	       n * (count - first), cpu, fanout_after - fanout, n ? (wait_after - wait) * 1e3 / n : 0, n ? lasts[n / 2] : 0,
	       frames ? (double)frame_bytes / (double)frames : 0);
	print_lasts(lasts, n);
}

static void open_all(const char *join, int first)
{
	long before_kb = rss_kb(server);
	for (int from = 0; from < count; from += TOGETHER) {
		int to = count - from < TOGETHER ? count : from + TOGETHER;
		for (int i = from; i < to; i++) {
			watchers[i] = server_connect();
			ask_upgrade(&watchers[i]);
		}
		for (int i = from; i < to; i++) {
			await_upgrade(i);
			if (join && i >= first)
				send_text(&watchers[i], join);
		}
		take(0, 0, 0);
	}
	want = join != NULL;
	wait_for(first, want);
	printf("{\"rss_kb\":%ld}\n", rss_kb(server) - before_kb);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--tls") == 0) {
		tls = SSL_CTX_new(TLS_client_method());
		argv++;
		argc--;
	}
	int wanted_judges = 1;
	if (argc > 2 && strcmp(argv[1], "--judges") == 0) {
		wanted_judges = (int)strtol(argv[2], NULL, 10);
		argv += 2;
		argc -= 2;
	}
	if (argc < 5)
		return 2;
	port = (int)strtol(argv[1], NULL, 10);
	server = (int)strtol(argv[2], NULL, 10);
	const char *join = argc > 5 ? argv[5] : NULL;
	judges = join ? wanted_judges : 0; /* these do not watch */
	char words[64], *rate;
	count = (int)strtol(argv[3], NULL, 10) + judges;
	watchers = calloc((size_t)count, sizeof *watchers);
	poller = epoll_create1(0);
	script = fopen(argv[4], "r");
	if (!script || !watchers)
		die(argv[4]);
	open_all(join, judges);
	match = argc > 6 ? argv[6] : NULL;
	for (int i = 0; i < judges; i++)
		send_line(judges, false); /* signing in */
	for (int i = 0; i < WARM; i++)
		send_line(judges, true);
	struct epoll_event commands = { .events = EPOLLIN, .data.fd = COMMANDS };
	epoll_ctl(poller, EPOLL_CTL_ADD, STDIN_FILENO, &commands);
	while (next_command(words, sizeof words)) {
		int turns = (int)strtol(words, &rate, 10);
		if (turns == 0)
			print_count();
		else if (*rate == ' ')
			measure_at_random(turns, strtod(rate, NULL));
		else
			measure(judges, turns);
	}
	return 0;
}
