#include "hub/child.h"

#include "base/mem.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE 65536

struct child {
	struct child_events events;
	void *arg;
	uv_process_t process;
	uv_pipe_t in, out;
	uv_timer_t limit;
	int open; /* handles */
	bool ended, read, good; /* it is gone; its output is complete; it ended by itself, with 0 */
	char name[64];
	char piece[PIECE];
};

/* What is being written; freed when it is. */
struct writing {
	uv_write_t request;
	char bytes[];
};

static void on_closed(uv_handle_t *handle)
{
	struct child *c = handle->data;
	if (--c->open > 0)
		return;
	c->events.ended(c->arg, c->good);
	free(c);
}

static void close_handle(uv_handle_t *handle)
{
	if (!uv_is_closing(handle))
		uv_close(handle, on_closed);
}

/* Once it is gone and all that it wrote was read. */
static void end(struct child *c)
{
	if (!c->ended || !c->read)
		return;
	close_handle((uv_handle_t *)&c->process);
	close_handle((uv_handle_t *)&c->in);
	close_handle((uv_handle_t *)&c->out);
	close_handle((uv_handle_t *)&c->limit);
}

static void on_exit_code(uv_process_t *process, int64_t status, int signal_number)
{
	struct child *c = process->data;
	c->ended = true;
	c->good = c->good && status == 0 && signal_number == 0;
	end(c);
}

void child_kill(struct child *c)
{
	c->good = false;
	if (!c->ended)
		uv_process_kill(&c->process, SIGKILL);
}

static void on_limit(uv_timer_t *timer)
{
	struct child *c = timer->data;
	fprintf(stderr, "touchstone: %s took too long\n", c->name);
	child_kill(c);
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
	struct child *c = handle->data;
	(void)suggested;
	*room = uv_buf_init(c->piece, PIECE);
}

static void on_piece(uv_stream_t *stream, ssize_t n, const uv_buf_t *piece)
{
	struct child *c = stream->data;
	if (n > 0) {
		c->events.output(c->arg, piece->base, (size_t)n);
	} else if (n < 0) {
		c->read = true;
		c->good = c->good && n == UV_EOF;
		end(c);
	}
}

static int spawn(struct child *c, const char *const *words)
{
	char *copies[CHILD_WORDS_MAX + 2] = { xstrdup("/proc/self/exe") };
	size_t count = 1;
	for (; words[count - 1]; count++) {
		assert(count <= CHILD_WORDS_MAX);
		copies[count] = xstrdup(words[count - 1]);
	}
	uv_stdio_container_t stdio[3] = { { .flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&c->in },
		                          { .flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&c->out },
		                          { .flags = UV_INHERIT_FD, .data.fd = 2 } };
	uv_process_options_t options = { .exit_cb = on_exit_code, .file = copies[0], .args = copies, .stdio_count = 3, .stdio = stdio };
	int rc = uv_spawn(c->process.loop, &c->process, &options);
	for (size_t i = 0; i < count; i++)
		free(copies[i]);
	return rc;
}

struct child *child_start(uv_loop_t *loop, const char *const *words, uint64_t limit_ms, const struct child_events *events, void *arg)
{
	struct child *c = xcalloc(1, sizeof *c);
	c->events = *events;
	c->arg = arg;
	c->open = 4;
	c->good = true;
	snprintf(c->name, sizeof c->name, "%s %s", words[0], words[1] ? words[1] : "");
	c->process.loop = loop;
	c->process.data = c->in.data = c->out.data = c->limit.data = c;
	uv_pipe_init(loop, &c->in, 0);
	uv_pipe_init(loop, &c->out, 0);
	uv_timer_init(loop, &c->limit);
	int rc = spawn(c, words);
	c->ended = rc != 0;
	if (rc == 0) {
		rc = uv_read_start((uv_stream_t *)&c->out, on_room, on_piece);
		if (limit_ms > 0)
			uv_timer_start(&c->limit, on_limit, limit_ms, 0);
	}
	if (rc == 0)
		return c;
	fprintf(stderr, "touchstone: %s was not begun: %s\n", c->name, uv_strerror(rc));
	child_kill(c);
	c->read = true;
	end(c);
	return c;
}

static void on_written(uv_write_t *request, int status)
{
	(void)status; /* it has gone: ended() says so */
	free(request->data);
}

void child_write(struct child *c, const char *bytes, size_t len)
{
	if (c->ended || uv_is_closing((uv_handle_t *)&c->in))
		return;
	struct writing *w = xmalloc(sizeof *w + len);
	uv_buf_t piece = uv_buf_init(w->bytes, (unsigned)len);
	memcpy(w->bytes, bytes, len);
	w->request.data = w;
	if (uv_write(&w->request, (uv_stream_t *)&c->in, &piece, 1, on_written) != 0)
		free(w);
}

static void on_shut(uv_shutdown_t *request, int status)
{
	(void)status;
	free(request);
}

void child_finish(struct child *c)
{
	uv_shutdown_t *request = xcalloc(1, sizeof *request);
	if (c->ended || uv_is_closing((uv_handle_t *)&c->in) || uv_shutdown(request, (uv_stream_t *)&c->in, on_shut) != 0)
		free(request);
}
