/* One certificate as a PDF: made by a child of the same program, fetched with a ticket. */
#include "hub/issuer.h"

#include "base/mem.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define PIECE 65536

/* A child at work. It is freed when its three handles are closed. */
struct page_job {
	struct page_job *next;
	struct issuer *issuer;
	struct pending *pending;
	uv_process_t process;
	uv_pipe_t out;
	uv_timer_t limit;
	int open;               /* handles */
	bool ended, read, good; /* the child is gone; its output is complete; with exit code 0 */
	char id[CERTIFICATE_ID_MAX + 1];
	char piece[PIECE];
	struct buf pdf;
};

/* ---- tickets ---- */

static void ticket_free(struct ticket *t)
{
	buf_release(&t->pdf);
	*t = (struct ticket){ 0 };
}

/* Takes the PDF over. Where all places are taken, the oldest goes. */
static const struct ticket *ticket_new(struct issuer *issuer, const char *id, struct buf *pdf, uint64_t now_ms)
{
	unsigned char bytes[TICKET_BYTES];
	struct ticket *t = &issuer->tickets[0];
	for (size_t i = 0; i < ISSUER_TICKETS; i++)
		if (issuer->tickets[i].until_ms < t->until_ms)
			t = &issuer->tickets[i];
	ticket_free(t);
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(t->text, sizeof t->text, bytes, sizeof bytes);
	snprintf(t->id, sizeof t->id, "%s", id);
	t->until_ms = now_ms + ISSUER_KEEP_MS;
	t->pdf = *pdf;
	buf_init(pdf, 0);
	return t;
}

bool route_page_pdf(struct hub *hub, const struct http_request *r, struct http_answer *a)
{
	static const char scheme[] = "Ticket ";
	const char *name = r->path + strlen("/api/certificate/"), *given = r->authorization + strlen(scheme);
	char expected[CERTIFICATE_ID_MAX + 5];
	a->status = 403;
	a->type = "text/plain; charset=utf-8";
	a->cache = "no-store";
	bool has_one = strncmp(r->authorization, scheme, strlen(scheme)) == 0 && strlen(given) == 2 * TICKET_BYTES;
	for (size_t i = 0; has_one && i < ISSUER_TICKETS; i++) {
		struct ticket *t = &hub->issuer->tickets[i];
		snprintf(expected, sizeof expected, "%s.pdf", t->id);
		if (!t->text[0] || sodium_memcmp(t->text, given, 2 * TICKET_BYTES) != 0 || strcmp(name, expected) != 0 ||
		    t->until_ms < uv_now(hub->loop))
			continue;
		a->status = 200;
		a->type = "application/pdf";
		snprintf(a->name, sizeof a->name, "%s", expected);
		a->download = a->name;
		buf_release(&a->body);
		a->body = t->pdf;
		buf_init(&t->pdf, 0);
		ticket_free(t);
		return true;
	}
	buf_adds(&a->body, "expected a ticket from the desk, which is good once\n");
	return true;
}

/* ---- the child ---- */

static void job_answer(struct page_job *job)
{
	struct pending *p = job->pending;
	struct buf b;
	struct json_out o;
	bool good = job->good && job->pdf.len > 0;
	if (p->socket == NULL)
		return;
	if (!good) {
		rpc_error(p->socket, p->id, rpc_code(ERR_IO), ERR_IO, "a certificate that can be printed; the hub's own output says why not");
		return;
	}
	int64_t bytes = (int64_t)job->pdf.len;
	const struct ticket *t = ticket_new(job->issuer, job->id, &job->pdf, uv_now(job->process.loop));
	buf_init(&b, 1024);
	json_out_init(&o, &b);
	json_object(&o);
	json_member_string(&o, "ticket", t->text);
	json_member_int(&o, "bytes", bytes);
	json_object_end(&o);
	rpc_result(p->socket, p->id, buf_str(&b), b.len);
	buf_release(&b);
}

static void on_closed(uv_handle_t *handle)
{
	struct page_job *job = handle->data;
	struct page_job **at = &job->issuer->jobs;
	if (--job->open > 0)
		return;
	job_answer(job);
	pending_free(job->pending);
	while (*at != job)
		at = &(*at)->next;
	*at = job->next;
	job->issuer->job_count--;
	buf_release(&job->pdf);
	free(job);
}

/* Once the child is gone and all that it wrote was read. */
static void job_end(struct page_job *job)
{
	if (!job->ended || !job->read || uv_is_closing((uv_handle_t *)&job->out))
		return;
	uv_close((uv_handle_t *)&job->process, on_closed);
	uv_close((uv_handle_t *)&job->out, on_closed);
	uv_close((uv_handle_t *)&job->limit, on_closed);
}

static void on_exit_code(uv_process_t *process, int64_t status, int signal_number)
{
	struct page_job *job = process->data;
	job->ended = true;
	job->good = job->good && status == 0 && signal_number == 0;
	job_end(job);
}

static void job_kill(struct page_job *job)
{
	job->good = false;
	if (!job->ended)
		uv_process_kill(&job->process, SIGKILL);
}

static void on_limit(uv_timer_t *timer)
{
	struct page_job *job = timer->data;
	fprintf(stderr, "touchstone: %s: its PDF took longer than %d s\n", job->id, ISSUER_PDF_MS / 1000);
	job_kill(job);
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
	struct page_job *job = handle->data;
	(void)suggested;
	*room = uv_buf_init(job->piece, PIECE);
}

static void on_piece(uv_stream_t *stream, ssize_t n, const uv_buf_t *piece)
{
	struct page_job *job = stream->data;
	if (n < 0) {
		job->read = true;
		job->good = job->good && n == UV_EOF;
		job_end(job);
	} else if (n > 0 && job->pdf.len + (size_t)n <= ISSUER_PDF_BYTES) {
		buf_add(&job->pdf, piece->base, (size_t)n);
	} else if (n > 0) {
		job_kill(job);
	}
}

static int job_spawn(struct page_job *job, const char *event)
{
	const struct issuer *in = job->issuer;
	char program[] = "/proc/self/exe", command[] = "certificate", again[] = "again", out_name[] = "--out", out[] = "-",
	     data_name[] = "--data", template_name[] = "--template", seal_name[] = "--seal";
	char *texts[] = { xstrdup(event), xstrdup(in->data), xstrdup(in->template ? in->template : ""), xstrdup(in->seal ? in->seal : "") };
	char *words[16] = { program, command, again, texts[0], job->id, out_name, out, data_name, texts[1] };
	size_t n = 9;
	if (in->template) {
		words[n++] = template_name;
		words[n++] = texts[2];
	}
	if (in->seal) {
		words[n++] = seal_name;
		words[n++] = texts[3];
	}
	uv_stdio_container_t stdio[3] = { { .flags = UV_IGNORE },
		                          { .flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&job->out },
		                          { .flags = UV_INHERIT_FD, .data.fd = 2 } };
	uv_process_options_t options = { .exit_cb = on_exit_code, .file = program, .args = words, .stdio_count = 3, .stdio = stdio };
	int rc = uv_spawn(job->process.loop, &job->process, &options);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		free(texts[i]);
	return rc;
}

static void job_start(struct call *call, const char *id)
{
	struct hub *hub = call->hub;
	struct page_job *job = xcalloc(1, sizeof *job);
	*job = (struct page_job){ .issuer = hub->issuer, .next = hub->issuer->jobs, .pending = pending_new(call, 0, ""), .open = 3, .good = true };
	hub->issuer->jobs = job;
	hub->issuer->job_count++;
	buf_init(&job->pdf, ISSUER_PDF_BYTES);
	snprintf(job->id, sizeof job->id, "%s", id);
	job->process.loop = hub->loop;
	job->process.data = job->out.data = job->limit.data = job;
	uv_pipe_init(hub->loop, &job->out, 0);
	uv_timer_init(hub->loop, &job->limit);
	int rc = job_spawn(job, state_event(hub->state)->id);
	if (rc == 0) {
		uv_timer_start(&job->limit, on_limit, ISSUER_PDF_MS, 0);
		rc = uv_read_start((uv_stream_t *)&job->out, on_room, on_piece);
		if (rc == 0)
			return;
		job_kill(job);
	} else {
		job->ended = true;
	}
	fprintf(stderr, "touchstone: %s: its PDF was not begun: %s\n", id, uv_strerror(rc));
	job->good = false;
	job->read = true;
	job_end(job);
}

enum err page_handle(struct call *call, const cJSON *params)
{
	struct hub *hub = call->hub;
	struct asker who = hub_asker(hub, call->socket);
	const char *id = "";
	uint32_t count, at = 0;
	const struct certificate *list = state_certificates(hub->state, &count);
	enum err e = asker_may(&who, "page");
	if (e != ERR_OK)
		return e;
	if (!json_string(json_member(params, "id"), &id) || !id_valid(id, strlen(id))) {
		snprintf(call->expected, sizeof call->expected, "id: the number of a certificate");
		return ERR_INVALID;
	}
	while (at < count && strcmp(list[at].id, id) != 0)
		at++;
	if (at == count)
		return ERR_NOT_FOUND;
	if (list[at].revoked) {
		snprintf(call->expected, sizeof call->expected, "a certificate that is still good");
		return ERR_STALE;
	}
	struct store_counts counts = { 0 };
	if (hub->store != NULL)
		store_counts(hub->store, &counts);
	if (hub->store == NULL || counts.journal_seq < hub->issuer->issued_seq || hub->issuer->job_count >= ISSUER_CHILDREN)
		return ERR_UNAVAILABLE;
	job_start(call, id);
	return ERR_OK;
}

/* ---- the end ---- */

void issuer_stop(struct issuer *issuer)
{
	for (struct page_job *job = issuer->jobs; job != NULL; job = job->next)
		job_kill(job);
}

void issuer_release(struct issuer *issuer)
{
	for (size_t i = 0; i < ISSUER_TICKETS; i++)
		ticket_free(&issuer->tickets[i]);
	signing_key_wipe(&issuer->key);
}
