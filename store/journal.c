#include "store/journal.h"

#include "base/buf.h"
#include "base/mem.h"
#include "events/ledger_line.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define BACKLOG_MAX ((size_t)1 << 30)
#define RETRY_MS    2000
#define CHUNK       65536

struct journal {
	uv_loop_t *loop;
	char *path;
	int fd;
	off_t size; /* of what is whole and on disk */
	struct journal_head head;
	struct buf waiting, writing; /* lines; `writing` belongs to the pool's thread while `busy` */
	size_t written;              /* bytes of `writing` */
	uint64_t waiting_lines, writing_lines, lines;
	bool busy, closing, lost; /* lost: lines did not fit into memory; the next start fetches them from the ledger */
	uv_fs_t request;
	uv_timer_t retry;
	char warning[PATH_MAX + 160];
	void (*on_closed)(void *arg);
	void *closed_arg;
};

static void write_on(struct journal *j);

/* ---- opening ---- */

/* The offset behind the last newline before `end`, 0 where there is none; -1 on a read error. */
static off_t line_start(int fd, off_t end)
{
	char chunk[CHUNK];
	while (end > 0) {
		size_t want = end > CHUNK ? CHUNK : (size_t)end;
		if (pread(fd, chunk, want, end - (off_t)want) != (ssize_t)want)
			return -1;
		const char *newline = memrchr(chunk, '\n', want);
		if (newline)
			return end - (off_t)want + (newline - chunk) + 1;
		end -= (off_t)want;
	}
	return 0;
}

/* Cuts off a torn end and reads the last line. */
static bool read_head(struct journal *j, char *fault, size_t size)
{
	bool ok = false;
	struct arena arena;
	struct ledger_line line;
	const char *expected = NULL;
	char *text = NULL;
	arena_init(&arena);
	off_t end = lseek(j->fd, 0, SEEK_END);
	j->size = end < 0 ? -1 : line_start(j->fd, end);
	if (j->size < 0 || (j->size < end && (ftruncate(j->fd, j->size) != 0 || fdatasync(j->fd) != 0))) {
		snprintf(fault, size, "%s: cannot be read: %s", j->path, strerror(errno));
		goto done;
	}
	if (j->size == 0) {
		ok = true;
		goto done;
	}
	off_t from = line_start(j->fd, j->size - 1);
	size_t len = from < 0 ? 0 : (size_t)(j->size - from);
	text = xmalloc(len + 1);
	if (from < 0 || pread(j->fd, text, len, from) != (ssize_t)len) {
		snprintf(fault, size, "%s: cannot be read: %s", j->path, strerror(errno));
		goto done;
	}
	if (ledger_line_read(text, len - 1, &arena, &line, &expected) != ERR_OK) {
		snprintf(fault, size,
		         "%s: its last line (from byte %jd) is damaged: expected %s. To go on with what is in Redis, "
		         "move this file away and "
		         "start again",
		         j->path, (intmax_t)from, expected ? expected : "an entry of the ledger");
		goto done;
	}
	j->head.seq = line.seq;
	snprintf(j->head.id, sizeof j->head.id, "%s", line.id);
	memcpy(j->head.hash, line.hash, sizeof j->head.hash);
	ok = true;
done:
	free(text);
	arena_release(&arena);
	return ok;
}

/* A new file's name is on disk only once its folder is. */
static void sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)!fsync(fd); /* some file systems cannot: then they need not */
	close(fd);
}

static bool open_file(struct journal *j, const char *dir, const char *event, char *fault, size_t size)
{
	char folder[PATH_MAX];
	bool ok = false;
	int len = snprintf(folder, sizeof folder, "%s/%s", dir, event);
	struct buf path;
	buf_init(&path, 2 * PATH_MAX);
	buf_addf(&path, "%s/ledger.jsonl", folder);
	j->path = buf_take(&path);
	if ((size_t)len >= sizeof folder || (mkdir(folder, 0700) != 0 && errno != EEXIST))
		snprintf(fault, size, "%s: cannot be made: %s", folder, strerror(errno));
	else if ((j->fd = open(j->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) < 0)
		snprintf(fault, size, "%s: cannot be opened: %s", j->path, strerror(errno));
	else if (flock(j->fd, LOCK_EX | LOCK_NB) != 0)
		snprintf(fault, size,
		         "%s: is in use by another hub: end that one, or choose another data directory (--data)",
		         j->path);
	else
		ok = true;
	if (ok) {
		sync_folder(folder);
		sync_folder(dir);
	}
	return ok;
}

struct journal *journal_open(uv_loop_t *loop, const char *dir, const char *event, char *fault, size_t size)
{
	struct journal *j = xcalloc(1, sizeof *j);
	j->loop = loop;
	j->fd = -1;
	if (!open_file(j, dir, event, fault, size) || !read_head(j, fault, size)) {
		if (j->fd >= 0)
			close(j->fd);
		free(j->path);
		free(j);
		return NULL;
	}
	buf_init(&j->waiting, BACKLOG_MAX);
	buf_init(&j->writing, BACKLOG_MAX);
	uv_timer_init(loop, &j->retry);
	j->retry.data = j;
	j->request.data = j;
	return j;
}

/* ---- writing ---- */

static void on_retry_closed(uv_handle_t *handle)
{
	struct journal *j = handle->data;
	close(j->fd);
	j->on_closed(j->closed_arg);
	buf_release(&j->waiting);
	buf_release(&j->writing);
	free(j->path);
	free(j);
}

static void finish(struct journal *j)
{
	uv_close((uv_handle_t *)&j->retry, on_retry_closed);
}

static void on_retry(uv_timer_t *timer)
{
	write_on(timer->data);
}

/* The disk refuses: back to the last whole line, and again later. */
static void failed(struct journal *j, ssize_t status)
{
	snprintf(j->warning, sizeof j->warning,
	         "%s cannot be written: %s; the ledger in Redis is complete, its backup is behind", j->path,
	         uv_strerror((int)status));
	j->written = 0;
	(void)!ftruncate(j->fd, j->size); /* where it fails too, the next start cuts the torn line off */
	if (j->closing)
		finish(j);
	else
		uv_timer_start(&j->retry, on_retry, RETRY_MS, 0);
}

static void on_synced(uv_fs_t *request)
{
	struct journal *j = request->data;
	ssize_t status = request->result;
	uv_fs_req_cleanup(request);
	j->busy = false;
	if (status < 0) {
		failed(j, status);
		return;
	}
	j->size += (off_t)j->writing.len;
	j->lines += j->writing_lines;
	if (!j->lost)
		j->warning[0] = '\0';
	buf_reset(&j->writing);
	j->writing_lines = 0;
	j->written = 0;
	write_on(j);
}

static void on_written(uv_fs_t *request)
{
	struct journal *j = request->data;
	ssize_t status = request->result;
	uv_fs_req_cleanup(request);
	if (status < 0) {
		j->busy = false;
		failed(j, status);
		return;
	}
	j->written += (size_t)status;
	if (j->written < j->writing.len) {
		j->busy = false;
		write_on(j);
		return;
	}
	uv_fs_fdatasync(j->loop, &j->request, j->fd, on_synced);
}

static void write_on(struct journal *j)
{
	if (j->busy)
		return;
	if (j->writing.len == 0) {
		struct buf empty = j->writing;
		j->writing = j->waiting;
		j->waiting = empty;
		j->writing_lines = j->waiting_lines;
		j->waiting_lines = 0;
	}
	if (j->writing.len == 0) {
		if (j->closing)
			finish(j);
		return;
	}
	size_t len = j->writing.len - j->written;
	uv_buf_t part = uv_buf_init(j->writing.data + j->written, len > INT_MAX ? INT_MAX : (unsigned)len);
	j->busy = true;
	uv_fs_write(j->loop, &j->request, j->fd, &part, 1, -1, on_written);
}

void journal_add(struct journal *j, const char *id, uint64_t seq, const struct entry_raw *raw, enum err verdict,
                 const unsigned char hash[static HASH_BYTES])
{
	if (j->lost || j->closing)
		return;
	size_t len = j->waiting.len;
	struct ledger_line line = { .seq = seq, .raw = *raw, .verdict = verdict };
	snprintf(line.id, sizeof line.id, "%s", id);
	memcpy(line.hash, hash, sizeof line.hash);
	if (ledger_line_write(&line, &j->waiting) != ERR_OK) {
		/* Half a line must not be written, nor any line after a gap. */
		j->waiting.failed = false;
		j->waiting.len = len;
		j->lost = true;
		snprintf(j->warning, sizeof j->warning,
		         "%s is behind by more than memory holds; it catches up at the next start of the hub", j->path);
		return;
	}
	j->waiting_lines++;
	if (!j->busy && !uv_is_active((uv_handle_t *)&j->retry))
		uv_timer_start(&j->retry, on_retry, 0, 0);
}

void journal_close(struct journal *j, void (*on_closed)(void *arg), void *arg)
{
	j->closing = true;
	j->on_closed = on_closed;
	j->closed_arg = arg;
	uv_timer_stop(&j->retry);
	write_on(j);
}

/* ---- looking back ---- */

bool journal_first_difference(const struct journal *j, const uint64_t *prefixes, uint64_t count,
                              struct journal_head *out)
{
	bool found = false;
	char *text = NULL;
	size_t cap = 0;
	ssize_t len;
	FILE *f = fopen(j->path, "re");
	while (f && !found && (len = getline(&text, &cap, f)) > 0) {
		struct arena arena;
		struct ledger_line line;
		const char *expected;
		uint64_t prefix;
		arena_init(&arena);
		if (ledger_line_read(text, (size_t)len - 1, &arena, &line, &expected) == ERR_OK && line.seq <= count) {
			memcpy(&prefix, line.hash, sizeof prefix);
			if (prefix != prefixes[line.seq - 1]) {
				found = true;
				out->seq = line.seq;
				snprintf(out->id, sizeof out->id, "%s", line.id);
				memcpy(out->hash, line.hash, sizeof out->hash);
			}
		}
		arena_release(&arena);
	}
	free(text);
	if (f)
		fclose(f);
	return found;
}

const char *journal_path(const struct journal *j)
{
	return j->path;
}

const struct journal_head *journal_head(const struct journal *j)
{
	return &j->head;
}

uint64_t journal_lines(const struct journal *j)
{
	return j->lines;
}

const char *journal_warning(const struct journal *j)
{
	return j->warning;
}
