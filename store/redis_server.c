#include "store/redis_server.h"

#include "base/buf.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define LOCK_RETRY_MS  50
#define RESTART_MIN_MS 100
#define RESTART_MAX_MS 5000
#define KILL_AFTER_MS  10000
#define STEADY_MS      10000 /* running so long, its next end is a new trouble and not the same again */

struct redis_server {
	uv_loop_t *loop;
	char *folder;
	struct redis_address address;
	int lock_fd;
	bool locked;
	uv_process_t process;
	bool running, stopping;
	uv_timer_t timer; /* the next try, or the kill */
	uint64_t started_ms, pause_ms;
	void (*on_trouble)(void *arg, const char *sentence);
	void (*on_stopped)(void *arg);
	void *arg, *stopped_arg;
	bool troubled;
};

static void start(struct redis_server *r);

static void trouble(struct redis_server *r, const char *sentence)
{
	r->troubled = sentence[0] != '\0';
	if (!r->stopping)
		r->on_trouble(r->arg, sentence);
}

static bool in_path(const char *program)
{
	const char *path = getenv("PATH");
	char full[PATH_MAX];
	for (const char *at = path ? path : "/usr/bin:/bin"; *at;) {
		size_t len = strcspn(at, ":");
		int n = snprintf(full, sizeof full, "%.*s/%s", (int)len, at, program);
		if (n > 0 && (size_t)n < sizeof full && access(full, X_OK) == 0)
			return true;
		at += len + (at[len] == ':');
	}
	return false;
}

/* redis.conf reads "..." with backslash escapes. */
static void add_quoted(struct buf *b, const char *text)
{
	buf_addc(b, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_addc(b, '\\');
		buf_addc(b, *text);
	}
	buf_addc(b, '"');
}

static bool write_configuration(const struct redis_server *r, char *fault, size_t size)
{
	bool ok = false;
	char path[PATH_MAX];
	struct buf b;
	buf_init(&b, 64 * 1024);
	buf_adds(&b,
	         "# Written by touchstone at every start; changes are lost.\nport 0\nunixsocketperm 700\nunixsocket ");
	add_quoted(&b, r->address.host);
	buf_adds(&b, "\ndir ");
	add_quoted(&b, r->folder);
	buf_adds(&b, "\nlogfile \"redis.log\"\npidfile \"redis.pid\"\ndaemonize no\nsupervised no\nappendonly "
	             "yes\nappendfsync always\n"
	             "no-appendfsync-on-rewrite no\naof-load-truncated yes\nmaxmemory 0\nmaxmemory-policy "
	             "noeviction\nsave \"\"\n");
	snprintf(path, sizeof path, "%.*s/redis.conf", (int)sizeof path - 16, r->folder);
	FILE *f = fopen(path, "we");
	ok = f && fwrite(buf_str(&b), 1, b.len, f) == b.len;
	if (f && fclose(f) != 0)
		ok = false;
	if (!ok)
		snprintf(fault, size, "%s: cannot be written: %s", path, strerror(errno));
	buf_release(&b);
	return ok;
}

static bool open_folder(struct redis_server *r, char *fault, size_t size)
{
	char path[PATH_MAX];
	if (mkdir(r->folder, 0700) != 0 && errno != EEXIST) {
		snprintf(fault, size, "%s: cannot be made: %s", r->folder, strerror(errno));
		return false;
	}
	snprintf(path, sizeof path, "%.*s/lock", (int)sizeof path - 16, r->folder);
	r->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (r->lock_fd < 0) {
		snprintf(fault, size, "%s: cannot be opened: %s", path, strerror(errno));
		return false;
	}
	return write_configuration(r, fault, size);
}

struct redis_server *redis_server_new(uv_loop_t *loop, const char *dir, void (*on_trouble)(void *, const char *),
                                      void *arg, char *fault, size_t size)
{
	char full[PATH_MAX];
	struct redis_server *r = xcalloc(1, sizeof *r);
	r->loop = loop;
	r->lock_fd = -1;
	r->on_trouble = on_trouble;
	r->arg = arg;
	r->pause_ms = RESTART_MIN_MS;
	if (!realpath(dir, full)) {
		snprintf(fault, size, "%s: %s", dir, strerror(errno));
		goto failed;
	}
	struct buf folder;
	buf_init(&folder, 2 * PATH_MAX);
	buf_addf(&folder, "%s/%s", full, REDIS_SERVER_FOLDER);
	r->folder = buf_take(&folder);
	int len = snprintf(r->address.host, sizeof r->address.host, "%.*s/redis.sock", REDIS_HOST_MAX - 16, r->folder);
	if ((size_t)len >= sizeof((struct sockaddr_un *)0)->sun_path) {
		snprintf(
		    fault, size,
		    "%s: this path is too long for a unix socket; choose a data directory with a shorter one (--data)",
		    r->address.host);
		goto failed;
	}
	if (!in_path("redis-server") || !in_path("setpriv")) {
		snprintf(
		    fault, size,
		    "redis-server is not installed: apt-get install redis-server, or name a running one with --redis");
		goto failed;
	}
	if (!open_folder(r, fault, size))
		goto failed;
	uv_timer_init(loop, &r->timer);
	r->timer.data = r;
	start(r);
	return r;
failed:
	if (r->lock_fd >= 0)
		close(r->lock_fd);
	free(r->folder);
	free(r);
	return NULL;
}

const struct redis_address *redis_server_address(const struct redis_server *r)
{
	return &r->address;
}

static void on_timer_closed(uv_handle_t *handle)
{
	struct redis_server *r = handle->data;
	close(r->lock_fd);
	r->on_stopped(r->stopped_arg);
	free(r->folder);
	free(r);
}

static void finish(struct redis_server *r)
{
	uv_close((uv_handle_t *)&r->timer, on_timer_closed);
}

static void on_retry(uv_timer_t *timer)
{
	start(timer->data);
}

static void on_process_closed(uv_handle_t *handle)
{
	struct redis_server *r = handle->data;
	r->running = false;
	if (r->stopping) {
		finish(r);
		return;
	}
	uv_timer_start(&r->timer, on_retry, r->pause_ms, 0);
	r->pause_ms = r->pause_ms * 2 > RESTART_MAX_MS ? RESTART_MAX_MS : r->pause_ms * 2;
}

/* The last line of its log, without time and process id: why it ended, mostly. */
static void last_word(const struct redis_server *r, char *out, size_t size)
{
	char path[PATH_MAX], text[1024];
	out[0] = '\0';
	snprintf(path, sizeof path, "%.*s/redis.log", (int)sizeof path - 16, r->folder);
	FILE *f = fopen(path, "re");
	if (!f)
		return;
	(void)!fseek(f, -(long)(sizeof text - 1), SEEK_END); /* a shorter file is read from its beginning */
	size_t len = fread(text, 1, sizeof text - 1, f);
	fclose(f);
	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		len--;
	text[len] = '\0';
	char *line = strrchr(text, '\n'), *mark = strpbrk(line ? line : text, "#*");
	snprintf(out, size, "%s", mark ? mark + 1 + strspn(mark + 1, " ") : "");
}

static void on_child_exit(uv_process_t *process, int64_t status, int signal_number)
{
	struct redis_server *r = process->data;
	char text[PATH_MAX + 500], how[64], why[240];
	if (uv_now(r->loop) - r->started_ms >= STEADY_MS)
		r->pause_ms = RESTART_MIN_MS;
	if (signal_number)
		snprintf(how, sizeof how, "was ended by signal %d", signal_number);
	else
		snprintf(how, sizeof how, "ended with status %d", (int)status);
	last_word(r, why, sizeof why);
	snprintf(text, sizeof text, "redis-server %s and is started again; the last line of %s/redis.log: %s", how,
	         r->folder, why);
	trouble(r, text);
	uv_close((uv_handle_t *)process, on_process_closed);
}

/* False: somebody else has the lock, try again later. The wait is for a redis-server that is still ending. */
static bool lock(struct redis_server *r)
{
	char text[PATH_MAX + 160];
	if (r->locked)
		return true;
	if (flock(r->lock_fd, LOCK_EX | LOCK_NB) == 0) {
		r->locked = true;
		return true;
	}
	if (!r->troubled) {
		snprintf(text, sizeof text,
		         "%s is in use by another hub or its redis-server: end that one, or choose another data "
		         "directory (--data)",
		         r->folder);
		trouble(r, text);
	}
	uv_timer_start(&r->timer, on_retry, LOCK_RETRY_MS, 0);
	return false;
}

static void start(struct redis_server *r)
{
	if (!lock(r))
		return;
	char configuration[PATH_MAX];
	snprintf(configuration, sizeof configuration, "%.*s/redis.conf", (int)sizeof configuration - 16, r->folder);
	unlink(r->address.host); /* a killed server's: the lock says that nobody listens there */
	char program[] = "setpriv", pdeathsig[] = "--pdeathsig", term[] = "TERM", server[] = "redis-server";
	char *args[] = { program, pdeathsig, term, server, configuration, NULL };
	uv_stdio_container_t stdio[4] = {
		{ .flags = UV_IGNORE },
		{ .flags = UV_IGNORE },
		{ .flags = UV_IGNORE }, /* 3 keeps the lock alive in the child: */
		{ .flags = UV_INHERIT_FD, .data.fd = r->lock_fd },
	};
	uv_process_options_t options = { .file = program,
		                         .args = args,
		                         .exit_cb = on_child_exit,
		                         .stdio = stdio,
		                         .stdio_count = 4,
		                         .flags = UV_PROCESS_DETACHED,
		                         .cwd = r->folder };
	memset(&r->process, 0, sizeof r->process);
	r->process.data = r;
	r->started_ms = uv_now(r->loop);
	int status = uv_spawn(r->loop, &r->process, &options);
	r->running = true; /* also where it failed: the handle must be closed */
	if (status == 0) {
		trouble(r, "");
		return;
	}
	char text[160];
	snprintf(text, sizeof text, "redis-server cannot be started: %s", uv_strerror(status));
	trouble(r, text);
	uv_close((uv_handle_t *)&r->process, on_process_closed);
}

static void on_kill(uv_timer_t *timer)
{
	struct redis_server *r = timer->data;
	uv_process_kill(&r->process, SIGKILL);
}

void redis_server_stop(struct redis_server *r, void (*on_stopped)(void *arg), void *arg)
{
	r->stopping = true;
	r->on_stopped = on_stopped;
	r->stopped_arg = arg;
	if (!r->running) {
		finish(r);
		return;
	}
	if (!uv_is_closing((uv_handle_t *)&r->process))
		uv_process_kill(&r->process, SIGTERM);
	uv_timer_start(&r->timer, on_kill, KILL_AFTER_MS, 0);
}
