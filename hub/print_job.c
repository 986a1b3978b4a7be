#include "hub/print_job.h"

#include "base/mem.h"
#include "certificates/record.h"
#include "events/file.h"
#include "hub/child.h"
#include "hub/issuer.h"
#include "hub/key_file.h"
#include "hub/print_file.h"
#include "hub/printers.h"
#include "hub/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES_MAX 4096
#define WORDS_MAX 512
#define LIST_MS 20000
#define LIST_BYTES_MAX ((size_t)1 << 20)
#define NUMBERS_BYTES_MAX ((size_t)ISSUER_LIST_MAX * (CERTIFICATE_ID_MAX + 1))

struct print_desk {
	struct hub *hub;
	struct printers printers;
	char patience_text[16];
	struct print_file job; /* what is to be printed; no items: nothing */
	bool loaded;           /* the file of an earlier hub was looked for */
	enum print_state state;
	char now[CERTIFICATE_ID_MAX + 1], says[WORDS_MAX], fault[WORDS_MAX];
	uint32_t copy;       /* of the one that is printed now */
	struct child *child; /* NULL: none */
	struct buf line;     /* of its output, not complete yet */
	bool recording;      /* a copy is on its way into the ledger */
	bool away;           /* the hub ends */
	struct list_job *lists; /* NULL: nobody waits for the list of printers */
};

/* ---- what the desks are told ---- */

static size_t count_done(const struct print_file *job, size_t *skipped)
{
	size_t done = 0;
	*skipped = 0;
	for (size_t i = 0; i < job->count; i++) {
		done += job->items[i].done;
		*skipped += job->items[i].skipped;
	}
	return done;
}

/* The name on a certificate, "" where its record cannot be read. */
static void put_now(struct json_out *o, const struct print_desk *d)
{
	struct arena arena;
	struct record record;
	const struct certificate *c = d->now[0] ? state_certificate(d->hub->state, d->now) : NULL;
	json_key(o, "now");
	if (c == NULL) {
		json_put_null(o);
		return;
	}
	arena_init(&arena);
	bool readable = record_read(c->text, &arena, &record) == ERR_OK;
	json_object(o);
	json_member_string(o, "id", c->id);
	json_member_string(o, "name", readable ? record.claims.holder : "");
	json_member_int(o, "copy", d->copy);
	json_object_end(o);
	arena_release(&arena);
}

static void put_job(const struct print_desk *d, struct json_out *o)
{
	static const char *const states[] = { "running", "pausing", "paused", "failed", "stopping", "stopped", "done" };
	const struct printer_line *printer = printers_get(&d->printers, d->job.printer);
	size_t skipped, done = count_done(&d->job, &skipped);
	json_object(o);
	json_member_string(o, "state", states[d->state]);
	json_member_string(o, "printer", printer ? printer->name : d->job.printer);
	json_member_string(o, "by", d->job.by);
	json_member_int(o, "count", (int64_t)d->job.count);
	json_member_int(o, "done", (int64_t)done);
	json_key(o, "skipped");
	json_array(o);
	for (size_t i = 0; i < d->job.count; i++)
		if (d->job.items[i].skipped)
			json_put_string(o, d->job.items[i].id);
	json_array_end(o);
	put_now(o, d);
	json_member_string(o, "says", d->says);
	json_member_string(o, "fault", d->fault);
	json_object_end(o);
}

static void load(struct print_desk *d);

void print_snapshot(struct hub *hub, struct buf *out)
{
	struct json_out o;
	load(hub->printing);
	json_out_init(&o, out);
	json_object(&o);
	json_key(&o, "job");
	if (hub->printing->job.count)
		put_job(hub->printing, &o);
	else
		json_put_null(&o);
	json_object_end(&o);
}

static void tell(struct print_desk *d)
{
	struct topic *topic = topics_find(&d->hub->topics, "print");
	struct buf b;
	if (topic == NULL || d->away)
		return;
	buf_init(&b, NUMBERS_BYTES_MAX + 8192);
	print_snapshot(d->hub, &b);
	topic_publish(topic, buf_str(&b), b.len);
	buf_release(&b);
}

/* ---- the file ---- */

static void file_path(const struct print_desk *d, char path[static 4096])
{
	snprintf(path, 4096, "%s/%s/print.json", d->hub->issuer->data, state_event(d->hub->state)->id);
}

static void forget(struct print_desk *d)
{
	char path[4096];
	file_path(d, path);
	(void)unlink(path);
}

/* Marks what the ledger has by now, and what was revoked meanwhile. */
static void look_again(struct print_desk *d)
{
	for (size_t i = 0; i < d->job.count; i++) {
		struct print_item *item = &d->job.items[i];
		const struct certificate *c = state_certificate(d->hub->state, item->id);
		item->done = c != NULL && c->copies > item->copies;
		item->skipped = !item->done && (c == NULL || c->revoked);
	}
}

/* Takes up what an earlier hub did not end: it stands, until somebody goes on with it. */
static void load(struct print_desk *d)
{
	struct buf text;
	char path[4096];
	size_t skipped;
	if (d->loaded || !d->hub->live)
		return;
	d->loaded = true;
	file_path(d, path);
	buf_init(&text, PRINT_FILE_MAX);
	if (file_read(path, &text) == ERR_OK && print_file_read(buf_str(&text), text.len, &d->job) == ERR_OK) {
		look_again(d);
		d->state = PRINT_PAUSED;
		if (count_done(&d->job, &skipped) + skipped == d->job.count) {
			forget(d);
			print_file_release(&d->job);
		}
	}
	buf_release(&text);
}

/* ---- the child ---- */

/* It has gone and nothing is under way any more: what it came to. */
static void settle(struct print_desk *d)
{
	size_t skipped, done = count_done(&d->job, &skipped);
	if (d->child != NULL || d->recording || d->away)
		return;
	if (done + skipped == d->job.count)
		d->state = PRINT_DONE;
	else if (d->state == PRINT_STOPPING)
		d->state = PRINT_STOPPED;
	else if (d->state == PRINT_PAUSING && !d->fault[0])
		d->state = PRINT_PAUSED;
	else
		d->state = PRINT_FAILED;
	if (d->state == PRINT_FAILED && !d->fault[0])
		snprintf(d->fault, sizeof d->fault, "printing ended; the hub's own output says why");
	if (d->state == PRINT_DONE || d->state == PRINT_STOPPED)
		forget(d);
	if (d->state != PRINT_FAILED)
		d->now[0] = d->says[0] = '\0';
	tell(d);
}

static void order(struct print_desk *d, const char *word)
{
	if (d->child != NULL)
		child_write(d->child, word, strlen(word));
}

static void record(struct print_desk *d);

static void on_recorded(void *arg, enum err err, const struct receipt *receipt)
{
	struct print_desk *d = arg;
	struct print_item *item = print_file_item(&d->job, d->now);
	enum err fault = err != ERR_OK ? err : receipt->verdict;
	d->recording = false;
	if (fault == ERR_STALE && item != NULL) { /* another copy came out elsewhere at the same moment */
		record(d);
		return;
	}
	if (fault == ERR_OK && item != NULL) {
		item->done = true;
		d->hub->issuer->issued_seq = receipt->seq > d->hub->issuer->issued_seq ? receipt->seq : d->hub->issuer->issued_seq;
		order(d, "go\n");
	} else {
		snprintf(d->fault, sizeof d->fault, "%s is printed, but it is not in the ledger: %s", d->now, err_text(fault));
		order(d, "stop\n");
	}
	tell(d);
	settle(d);
}

/* A copy is on paper: into the ledger with it. */
static void record(struct print_desk *d)
{
	const struct certificate *c = state_certificate(d->hub->state, d->now);
	struct entry entry = { .type = ENTRY_PRINT, .print = { d->now, c ? c->copies + 1 : 1, d->job.printer } };
	struct buf data;
	char key[KEY_MAX + 1];
	buf_init(&data, PRINTER_MAX * 2);
	snprintf(key, sizeof key, "print-%.40s-%u", d->now, (unsigned)entry.print.copy);
	d->recording = true;
	if (d->hub->store == NULL || entry_encode(&entry, &data) != ERR_OK)
		on_recorded(d, ERR_UNAVAILABLE, NULL);
	else
		store_append(d->hub->store, ENTRY_PRINT, d->job.by, key, buf_str(&data), data.len, on_recorded, d);
	buf_release(&data);
}

/* WORD TAB NUMBER TAB TEXT. */
static void take_line(struct print_desk *d, char *line)
{
	char *number = strchr(line, '\t'), *text = number ? strchr(number + 1, '\t') : NULL;
	if (!text)
		return;
	*number++ = '\0';
	*text++ = '\0';
	struct print_item *item = print_file_item(&d->job, number);
	if (strcmp(line, "failed") == 0) {
		snprintf(d->fault, sizeof d->fault, "%s", text);
	} else if (item != NULL && strcmp(line, "printing") == 0) {
		snprintf(d->now, sizeof d->now, "%s", number);
		d->copy = (uint32_t)strtoul(text, NULL, 10);
		d->says[0] = '\0';
	} else if (item != NULL && strcmp(line, "says") == 0) {
		snprintf(d->says, sizeof d->says, "%s", text);
	} else if (item != NULL && strcmp(line, "skipped") == 0) {
		item->skipped = true;
	} else if (item != NULL && strcmp(line, "printed") == 0 && !d->recording) {
		snprintf(d->now, sizeof d->now, "%s", number);
		record(d);
		return;
	}
	tell(d);
}

static void on_output(void *arg, const char *bytes, size_t len)
{
	struct print_desk *d = arg;
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != '\n') {
			buf_addc(&d->line, bytes[i]);
			continue;
		}
		char *line = buf_take(&d->line);
		buf_init(&d->line, LINE_BYTES_MAX);
		if (line != NULL)
			take_line(d, line);
		free(line);
	}
}

static void on_ended(void *arg, bool good)
{
	struct print_desk *d = arg;
	d->child = NULL;
	/* It ended by itself: what it did not speak of is not as it was when it was issued. */
	for (size_t i = 0; good && d->state == PRINT_RUNNING && !d->recording && i < d->job.count; i++)
		d->job.items[i].skipped = !d->job.items[i].done;
	settle(d);
}

static enum err begin(struct print_desk *d)
{
	static const struct child_events events = { on_output, on_ended };
	const char *words[CHILD_WORDS_MAX + 1] = { NULL };
	struct buf numbers;
	if (!issuer_ready(d->hub))
		return ERR_UNAVAILABLE;
	size_t n = issuer_words(d->hub, "print", words);
	words[n++] = "--told";
	words[n++] = "--printer";
	words[n++] = d->job.printer;
	words[n++] = "--patience";
	words[n++] = d->patience_text;
	look_again(d);
	buf_init(&numbers, NUMBERS_BYTES_MAX);
	for (size_t i = 0; i < d->job.count; i++)
		if (!d->job.items[i].done && !d->job.items[i].skipped)
			buf_addf(&numbers, "%s\n", d->job.items[i].id);
	buf_addc(&numbers, '\n');
	d->state = PRINT_RUNNING;
	d->now[0] = d->says[0] = d->fault[0] = '\0';
	buf_reset(&d->line);
	d->child = child_start(d->hub->loop, words, 0, &events, d);
	child_write(d->child, buf_str(&numbers), numbers.len);
	buf_release(&numbers);
	tell(d);
	return ERR_OK;
}

/* ---- what the desk asks for ---- */

static bool under_way(const struct print_desk *d)
{
	return d->job.count && d->state != PRINT_DONE && d->state != PRINT_STOPPED;
}

static void make_items(struct print_desk *d, const struct buf *numbers)
{
	for (const char *at = buf_str(numbers); *at;) {
		char id[CERTIFICATE_ID_MAX + 2];
		size_t len = strcspn(at, "\n");
		snprintf(id, sizeof id, "%.*s", (int)len, at);
		const struct certificate *c = state_certificate(d->hub->state, id);
		if (c != NULL && print_file_item(&d->job, id) == NULL)
			print_file_add(&d->job, id, c->copies);
		at += len + 1;
	}
}

static enum err start(struct call *call, struct print_desk *d, const char *by, const char *printer, const struct buf *numbers)
{
	struct buf text;
	char path[4096];
	if (!issuer_ready(d->hub))
		return ERR_UNAVAILABLE;
	print_file_release(&d->job);
	snprintf(d->job.printer, sizeof d->job.printer, "%s", printer);
	snprintf(d->job.by, sizeof d->job.by, "%s", by);
	make_items(d, numbers);
	buf_init(&text, PRINT_FILE_MAX);
	print_file_write(&d->job, &text);
	file_path(d, path);
	bool kept = text_file_write("serve", path, &text, 0600);
	buf_release(&text);
	enum err e = kept ? begin(d) : ERR_IO;
	if (e != ERR_OK) {
		print_file_release(&d->job);
		return e;
	}
	json_object(&call->result);
	json_member_int(&call->result, "count", (int64_t)d->job.count);
	json_object_end(&call->result);
	return ERR_OK;
}

enum err print_handle(struct call *call, const cJSON *params)
{
	struct print_desk *d = call->hub->printing;
	struct asker who = hub_asker(call->hub, call->socket);
	const char *printer = "";
	struct buf numbers;
	enum err e = asker_may(&who, "print");
	if (e != ERR_OK)
		return e;
	load(d);
	if (!json_string(json_member(params, "printer"), &printer) || printers_get(&d->printers, printer) == NULL)
		return call_refuse(call, ERR_INVALID, "printer: the uri of one that `printers` lists");
	if (under_way(d) || d->child != NULL || d->recording)
		return call_refuse(call, ERR_BUSY, "nothing that is being printed");
	buf_init(&numbers, NUMBERS_BYTES_MAX);
	e = issuer_numbers(call, params, true, &numbers);
	if (e == ERR_OK)
		e = start(call, d, state_event(call->hub->state)->people[who.person].id, printer, &numbers);
	buf_release(&numbers);
	return e;
}

/* Does what is asked, where it is not so already. */
static enum err control(struct print_desk *d, const char *what)
{
	bool at_work = d->state == PRINT_RUNNING || d->state == PRINT_PAUSING;
	bool stands = d->state == PRINT_PAUSED || d->state == PRINT_FAILED;
	if (strcmp(what, "pause") == 0 && d->state == PRINT_RUNNING) {
		d->state = PRINT_PAUSING;
		order(d, "pause\n");
		tell(d);
	} else if (strcmp(what, "continue") == 0 && stands) {
		return begin(d);
	} else if (strcmp(what, "stop") == 0 && (at_work || stands)) {
		d->state = PRINT_STOPPING;
		order(d, "stop\n");
		tell(d);
		settle(d);
	}
	return ERR_OK;
}

enum err printing_handle(struct call *call, const cJSON *params)
{
	struct print_desk *d = call->hub->printing;
	struct asker who = hub_asker(call->hub, call->socket);
	const char *what = "";
	enum err e = asker_may(&who, "printing");
	if (e != ERR_OK)
		return e;
	load(d);
	if (!json_string(json_member(params, "do"), &what) ||
	    (strcmp(what, "pause") != 0 && strcmp(what, "continue") != 0 && strcmp(what, "stop") != 0))
		return call_refuse(call, ERR_INVALID, "do: pause, continue or stop");
	e = under_way(d) ? control(d, what) : call_refuse(call, ERR_NOT_FOUND, "something that is being printed");
	if (e == ERR_OK)
		print_snapshot(call->hub, call->result.buf);
	return e;
}

/* ---- what can be printed to ---- */

struct list_job {
	struct print_desk *desk;
	struct pending *pending;
	struct child *child;
	struct buf lines;
};

static void put_printers(const struct print_desk *d, struct json_out *o)
{
	json_object(o);
	json_key(o, "printers");
	json_array(o);
	for (size_t i = 0; i < d->printers.count; i++) {
		json_object(o);
		json_member_string(o, "uri", d->printers.list[i].uri);
		json_member_string(o, "name", d->printers.list[i].name);
		json_member_string(o, "says", d->printers.list[i].says);
		json_object_end(o);
	}
	json_array_end(o);
	json_object_end(o);
}

static void on_list_output(void *arg, const char *bytes, size_t len)
{
	struct list_job *job = arg;
	buf_add(&job->lines, bytes, len);
}

static void on_list_ended(void *arg, bool good)
{
	struct list_job *job = arg;
	struct pending *p = job->pending;
	struct buf b;
	struct json_out o;
	printers_found(&job->desk->printers, good && buf_ok(&job->lines) ? buf_str(&job->lines) : "");
	if (p->socket != NULL) {
		buf_init(&b, LIST_BYTES_MAX);
		json_out_init(&o, &b);
		put_printers(job->desk, &o);
		rpc_result(p->socket, p->id, buf_str(&b), b.len);
		buf_release(&b);
	}
	pending_free(p);
	job->desk->lists = NULL;
	buf_release(&job->lines);
	free(job);
}

enum err printers_handle(struct call *call, const cJSON *params)
{
	static const struct child_events events = { on_list_output, on_list_ended };
	static const char *const words[] = { "certificate", "printers", "--quiet", NULL };
	struct print_desk *d = call->hub->printing;
	struct asker who = hub_asker(call->hub, call->socket);
	enum err e = asker_may(&who, "printers");
	(void)params;
	if (e == ERR_OK && d->lists != NULL)
		e = ERR_UNAVAILABLE; /* one look at a time */
	if (e != ERR_OK)
		return e;
	struct list_job *job = xcalloc(1, sizeof *job);
	*job = (struct list_job){ .desk = d, .pending = pending_new(call, 0, "") };
	buf_init(&job->lines, LIST_BYTES_MAX);
	d->lists = job;
	job->child = child_start(call->hub->loop, words, LIST_MS, &events, job);
	return ERR_OK;
}

/* ---- life ---- */

struct print_desk *print_desk_new(struct hub *hub, const char *printers, int patience_s)
{
	struct print_desk *d = xcalloc(1, sizeof *d);
	d->hub = hub;
	snprintf(d->patience_text, sizeof d->patience_text, "%d", patience_s);
	buf_init(&d->line, LINE_BYTES_MAX);
	if (printers_tell(&d->printers, printers))
		return d;
	fprintf(stderr, "touchstone serve: --printers: expected NAME=ipp://HOST/ipp/print, more of them with commas between\n");
	free(d);
	return NULL;
}

void print_desk_stop(struct print_desk *d)
{
	if (d == NULL)
		return;
	d->away = true;
	if (d->child != NULL)
		child_kill(d->child);
	if (d->lists != NULL)
		child_kill(d->lists->child);
}

void print_desk_free(struct print_desk *d)
{
	if (d == NULL)
		return;
	print_file_release(&d->job);
	buf_release(&d->line);
	free(d);
}
