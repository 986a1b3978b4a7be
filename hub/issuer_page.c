/* Certificates as PDF or ZIP: made by a child of the same program, fetched with a ticket. */
#include "hub/issuer.h"

#include "base/mem.h"
#include "hub/child.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define NUMBERS_BYTES_MAX ((size_t)ISSUER_LIST_MAX * (CERTIFICATE_ID_MAX + 1))

/* A child at work. */
struct page_job {
	struct page_job *next;
	struct hub *hub;
	struct pending *pending;
	struct child *child;
	char name[FILE_NAME_MAX];
	struct buf bytes;
};

/* ---- tickets ---- */

static void ticket_free(struct ticket *t)
{
	buf_release(&t->bytes);
	*t = (struct ticket){ 0 };
}

static struct ticket *ticket_oldest(struct issuer *issuer)
{
	struct ticket *t = &issuer->tickets[0];
	for (size_t i = 0; i < ISSUER_TICKETS; i++)
		if (issuer->tickets[i].until_ms < t->until_ms)
			t = &issuer->tickets[i];
	return t;
}

/* Drops what nobody fetched in time, and of the rest the oldest, until there is room for so many bytes. */
static void make_room(struct issuer *issuer, size_t len, uint64_t now_ms)
{
	size_t kept = len;
	for (size_t i = 0; i < ISSUER_TICKETS; i++) {
		if (issuer->tickets[i].until_ms < now_ms)
			ticket_free(&issuer->tickets[i]);
		kept += issuer->tickets[i].bytes.len;
	}
	for (size_t i = 0; i < ISSUER_TICKETS && kept > ISSUER_KEPT_BYTES; i++) {
		struct ticket *oldest = &issuer->tickets[0];
		for (size_t k = 1; k < ISSUER_TICKETS; k++)
			if (issuer->tickets[k].bytes.len && (!oldest->bytes.len || issuer->tickets[k].until_ms < oldest->until_ms))
				oldest = &issuer->tickets[k];
		kept -= oldest->bytes.len;
		ticket_free(oldest);
	}
}

/* Takes the file over. Where all places are taken, the oldest goes. */
static const struct ticket *ticket_new(struct issuer *issuer, const char *name, struct buf *file, uint64_t now_ms)
{
	unsigned char bytes[TICKET_BYTES];
	make_room(issuer, file->len, now_ms);
	struct ticket *t = ticket_oldest(issuer);
	ticket_free(t);
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(t->text, sizeof t->text, bytes, sizeof bytes);
	snprintf(t->name, sizeof t->name, "%s", name);
	t->until_ms = now_ms + ISSUER_KEEP_MS;
	t->bytes = *file;
	buf_init(file, 0);
	return t;
}

bool route_page_pdf(struct hub *hub, const struct http_request *r, struct http_answer *a)
{
	static const char scheme[] = "Ticket ";
	const char *name = r->path + strlen("/api/certificate/"), *given = r->authorization + strlen(scheme);
	a->status = 403;
	a->type = "text/plain; charset=utf-8";
	a->cache = "no-store";
	bool has_one = strncmp(r->authorization, scheme, strlen(scheme)) == 0 && strlen(given) == 2 * TICKET_BYTES;
	for (size_t i = 0; has_one && i < ISSUER_TICKETS; i++) {
		struct ticket *t = &hub->issuer->tickets[i];
		if (!t->text[0] || sodium_memcmp(t->text, given, 2 * TICKET_BYTES) != 0 || strcmp(name, t->name) != 0 ||
		    t->until_ms < uv_now(hub->loop))
			continue;
		a->status = 200;
		a->type = strstr(name, ".zip") ? "application/zip" : "application/pdf";
		snprintf(a->name, sizeof a->name, "%s", t->name);
		a->download = a->name;
		buf_release(&a->body);
		a->body = t->bytes;
		buf_init(&t->bytes, 0);
		ticket_free(t);
		return true;
	}
	buf_adds(&a->body, "expected a ticket from the desk, which is good once\n");
	return true;
}

/* ---- the child ---- */

static void job_answer(struct page_job *job, bool good)
{
	struct pending *p = job->pending;
	struct buf b;
	struct json_out o;
	if (p->socket == NULL)
		return;
	if (!good) {
		rpc_error(p->socket, p->id, rpc_code(ERR_IO), ERR_IO, "certificates that can be printed; the hub's own output says why not");
		return;
	}
	int64_t bytes = (int64_t)job->bytes.len;
	const struct ticket *t = ticket_new(job->hub->issuer, job->name, &job->bytes, uv_now(job->hub->loop));
	buf_init(&b, 1024);
	json_out_init(&o, &b);
	json_object(&o);
	json_member_string(&o, "ticket", t->text);
	json_member_string(&o, "name", t->name);
	json_member_int(&o, "bytes", bytes);
	json_object_end(&o);
	rpc_result(p->socket, p->id, buf_str(&b), b.len);
	buf_release(&b);
}

static void on_output(void *arg, const char *bytes, size_t len)
{
	struct page_job *job = arg;
	buf_add(&job->bytes, bytes, len);
	if (!buf_ok(&job->bytes))
		child_kill(job->child);
}

static void on_ended(void *arg, bool good)
{
	struct page_job *job = arg;
	struct page_job **at = &job->hub->issuer->jobs;
	job_answer(job, good && job->bytes.len > 0 && buf_ok(&job->bytes));
	pending_free(job->pending);
	while (*at != job)
		at = &(*at)->next;
	*at = job->next;
	job->hub->issuer->job_count--;
	buf_release(&job->bytes);
	free(job);
}

size_t issuer_words(const struct hub *hub, const char *command, const char **words)
{
	const struct issuer *in = hub->issuer;
	size_t n = 0;
	words[n++] = "certificate";
	words[n++] = command;
	words[n++] = state_event(hub->state)->id;
	words[n++] = "--data";
	words[n++] = in->data;
	if (in->template) {
		words[n++] = "--template";
		words[n++] = in->template;
	}
	if (in->seal) {
		words[n++] = "--seal";
		words[n++] = in->seal;
	}
	return n;
}

static void job_start(struct call *call, const char *name, const struct buf *numbers)
{
	static const struct child_events events = { on_output, on_ended };
	struct hub *hub = call->hub;
	const char *words[CHILD_WORDS_MAX + 1] = { NULL };
	struct page_job *job = xcalloc(1, sizeof *job);
	*job = (struct page_job){ .next = hub->issuer->jobs, .hub = hub, .pending = pending_new(call, 0, "") };
	snprintf(job->name, sizeof job->name, "%s", name);
	buf_init(&job->bytes, ISSUER_FILE_BYTES);
	hub->issuer->jobs = job;
	hub->issuer->job_count++;
	size_t n = issuer_words(hub, "again", words);
	words[n++] = "--only";
	words[n++] = "-";
	words[n++] = strstr(name, ".zip") ? "--zip" : "--out";
	words[n++] = "-";
	job->child = child_start(hub->loop, words, ISSUER_FILE_MS, &events, job);
	child_write(job->child, buf_str(numbers), numbers->len);
	child_finish(job->child);
}

/* ---- what is asked for ---- */

static enum err add_number(struct call *call, const cJSON *value, struct buf *numbers)
{
	const char *id = "";
	if (!json_string(value, &id) || !id_valid(id, strlen(id)))
		return call_refuse(call, ERR_INVALID, "the number of a certificate");
	const struct certificate *c = state_certificate(call->hub->state, id);
	if (c == NULL)
		return ERR_NOT_FOUND;
	if (c->revoked)
		return call_refuse(call, ERR_STALE, "a certificate that is still good");
	buf_addf(numbers, "%s\n", id);
	return ERR_OK;
}

enum err issuer_numbers(struct call *call, const cJSON *params, bool unprinted, struct buf *numbers)
{
	const cJSON *ids = json_member(params, "ids"), *one;
	const char *contest = "";
	uint32_t count;
	const struct certificate *list = state_certificates(call->hub->state, &count);
	enum err e = ERR_OK;
	if (!json_is_null(ids)) {
		cJSON_ArrayForEach(one, ids)
			e = e == ERR_OK ? add_number(call, one, numbers) : e;
		if (e == ERR_OK && (!json_is_array(ids) || numbers->len == 0 || !buf_ok(numbers)))
			e = call_refuse(call, ERR_INVALID, "ids: a list of the numbers of certificates");
		return e;
	}
	if (!json_string(json_member(params, "contest"), &contest) || event_contest(state_event(call->hub->state), contest) == NONE)
		return call_refuse(call, ERR_UNKNOWN_CONTEST, "contest: the id of a contest of this event; or ids");
	for (uint32_t i = 0, listed = 0; i < count && listed < ISSUER_LIST_MAX; i++)
		if (!list[i].revoked && strcmp(list[i].contest, contest) == 0 && (!unprinted || !list[i].copies)) {
			buf_addf(numbers, "%s\n", list[i].id);
			listed++;
		}
	return numbers->len ? ERR_OK : call_refuse(call, ERR_NOT_FOUND, "certificates that were issued");
}

bool issuer_ready(const struct hub *hub)
{
	struct store_counts counts = { 0 };
	if (hub->store != NULL)
		store_counts(hub->store, &counts);
	return hub->store != NULL && counts.journal_seq >= hub->issuer->issued_seq;
}

/* What the file is called: by the one certificate in it, or by the contest. */
static enum err read_name(struct call *call, const cJSON *params, char name[static FILE_NAME_MAX])
{
	const char *form = "pdf", *contest = "certificates", *id = "";
	const cJSON *given = json_member(params, "form");
	if (!json_is_null(given) && (!json_string(given, &form) || (strcmp(form, "pdf") != 0 && strcmp(form, "zip") != 0)))
		return call_refuse(call, ERR_INVALID, "form: pdf or zip");
	(void)json_string(json_member(params, "contest"), &contest);
	if (json_string(json_member(params, "id"), &id))
		contest = id;
	if (!text_id(contest, strlen(contest)))
		return call_refuse(call, ERR_INVALID, "contest: the id of a contest of this event");
	snprintf(name, FILE_NAME_MAX, "%s.%s", contest, form);
	return ERR_OK;
}

enum err page_handle(struct call *call, const cJSON *params)
{
	struct hub *hub = call->hub;
	struct asker who = hub_asker(hub, call->socket);
	struct buf numbers;
	char name[FILE_NAME_MAX];
	enum err e = asker_may(&who, "page");
	if (e == ERR_OK)
		e = read_name(call, params, name);
	if (e != ERR_OK)
		return e;
	buf_init(&numbers, NUMBERS_BYTES_MAX);
	const cJSON *id = json_member(params, "id");
	e = json_is_null(id) ? issuer_numbers(call, params, false, &numbers) : add_number(call, id, &numbers);
	if (e == ERR_OK && (!issuer_ready(hub) || hub->issuer->job_count >= ISSUER_CHILDREN))
		e = ERR_UNAVAILABLE;
	if (e == ERR_OK)
		job_start(call, name, &numbers);
	buf_release(&numbers);
	return e;
}

/* ---- the end ---- */

void issuer_stop(struct issuer *issuer)
{
	for (struct page_job *job = issuer->jobs; job != NULL; job = job->next)
		child_kill(job->child);
}

void issuer_release(struct issuer *issuer)
{
	for (size_t i = 0; i < ISSUER_TICKETS; i++)
		ticket_free(&issuer->tickets[i]);
	signing_key_wipe(&issuer->key);
}
