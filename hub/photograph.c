#include "hub/photograph.h"

#include "base/mem.h"
#include "hub/qr_read.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PICTURES_MAX 2

struct picture {
	uv_work_t work;
	struct pending *pending;
	struct hub *hub;
	unsigned char *data;
	size_t len;
	struct buf texts, fault;
	enum err err;
};

/* On a worker thread: the picture becomes a file for as long as it is read. */
static void on_work(uv_work_t *work)
{
	struct picture *p = work->data;
	char path[] = "/tmp/touchstone-picture-XXXXXX";
	int fd = mkstemp(path);
	p->err = ERR_IO;
	if (fd < 0)
		return;
	bool ok = true;
	for (size_t sent = 0; ok && sent < p->len;) {
		ssize_t n = write(fd, p->data + sent, p->len - sent);
		ok = n > 0 || (n < 0 && errno == EINTR);
		sent += n > 0 ? (size_t)n : 0;
	}
	ok = close(fd) == 0 && ok;
	if (ok)
		p->err = qr_read_file(path, &p->texts, &p->fault);
	unlink(path);
}

static void put_texts(struct json_out *o, char *text)
{
	json_object(o);
	json_key(o, "texts");
	json_array(o);
	for (char *line = text, *next; line != NULL && *line != '\0'; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		json_put_string(o, line);
	}
	json_array_end(o);
	json_object_end(o);
}

static void on_done(uv_work_t *work, int status)
{
	struct picture *p = work->data;
	struct socket *s = p->pending->socket;
	struct buf b;
	struct json_out o;
	(void)status;
	p->hub->photographs--;
	if (s != NULL && p->err != ERR_OK) {
		rpc_error(s, p->pending->id, rpc_code(p->err), p->err, p->fault.len > 0 ? buf_str(&p->fault) : "");
	} else if (s != NULL) {
		buf_init(&b, SIZE_MAX / 2);
		json_out_init(&o, &b);
		put_texts(&o, p->texts.data);
		rpc_result(s, p->pending->id, buf_str(&b), b.len);
		buf_release(&b);
	}
	pending_free(p->pending);
	buf_release(&p->texts);
	buf_release(&p->fault);
	free(p->data);
	free(p);
}

enum err photograph_handle(struct call *call, const cJSON *params)
{
	struct hub *hub = call->hub;
	struct asker who = hub_asker(hub, call->socket);
	const char *data = "";
	enum err err = asker_may(&who, "codes");
	if (err != ERR_OK)
		return err;
	if (hub->photographs == PICTURES_MAX)
		return ERR_UNAVAILABLE;
	if (!json_string(json_member(params, "data"), &data))
		data = "";
	struct picture *p = xcalloc(1, sizeof *p);
	p->data = xcalloc(strlen(data) + 1, 1);
	if (data[0] == '\0' || sodium_base642bin(p->data, strlen(data), data, strlen(data), NULL, &p->len, NULL,
	                                        sodium_base64_VARIANT_ORIGINAL) != 0) {
		free(p->data);
		free(p);
		snprintf(call->expected, sizeof call->expected, "data: a PNG or JPEG picture in base64");
		return ERR_INVALID;
	}
	buf_init(&p->texts, QR_READ_MAX);
	buf_init(&p->fault, 400);
	p->hub = hub;
	p->work.data = p;
	p->pending = pending_new(call, 0, "");
	hub->photographs++;
	(void)uv_queue_work(hub->loop, &p->work, on_work, on_done);
	return ERR_OK;
}
