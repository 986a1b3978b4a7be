#include "hub/rehearsal.h"

#include "events/file.h"
#include "hub/commands.h"

#include <libwebsockets.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#define MESSAGE_MAX  ((size_t)64 << 20)
#define RECONNECT_MS 2000
#define WS_SCHEME    "ws://"
#define WSS_SCHEME   "wss://"

struct rehearsal {
	const struct rehearsal_options *options;
	uv_loop_t loop;
	struct arena arena;
	struct event *event;
	struct lws_context *context;
	struct lws_protocols protocols[2];
	void *loops[1];
	char host[256], path[256];
	int port;
	bool tls;
	struct robot *robots;
	uint32_t count;
	uv_signal_t on_int, on_term;
	bool ending;
};

const struct event *robot_event(const struct robot *r)
{
	return r->rehearsal->event;
}

int64_t robot_speed_permille(const struct robot *r)
{
	return r->rehearsal->options->speed_permille;
}

uint64_t robot_draw(struct robot *r)
{
	uint64_t x = r->random += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

void robot_key(char out[static 33])
{
	unsigned char bytes[16];
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(out, 33, bytes, sizeof bytes);
}

static bool is_chief(const struct robot *r)
{
	return robot_event(r)->people[r->person].role != ROLE_JUDGE;
}

/* ---- acting ---- */

static void robot_connect(struct robot *r)
{
	struct rehearsal *h = r->rehearsal;
	char authority[300];
	struct lws_client_connect_info info;
	memset(&info, 0, sizeof info);
	snprintf(authority, sizeof authority, "%s:%d", h->host, h->port);
	info.context = h->context;
	info.address = h->host;
	info.port = h->port;
	info.path = h->path;
	if (h->tls)
		info.ssl_connection = LCCSCF_USE_SSL;
	if (h->tls && strcmp(h->host, "127.0.0.1") == 0) /* nobody sits between; the certificate is for another name */
		info.ssl_connection |= LCCSCF_ALLOW_SELFSIGNED | LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK | LCCSCF_ALLOW_INSECURE;
	info.host = authority;
	info.protocol = NULL;
	info.local_protocol_name = h->protocols[0].name;
	info.userdata = r;
	info.pwsi = &r->wsi;
	if (lws_client_connect_via_info(&info) == NULL)
		r->wsi = NULL;
}

static void on_timer(uv_timer_t *timer)
{
	struct robot *r = timer->data;
	if (r->rehearsal->ending)
		return;
	if (r->wsi == NULL) {
		robot_connect(r);
		if (r->wsi == NULL)
			uv_timer_start(&r->timer, on_timer, RECONNECT_MS, 0);
	} else if (r->asked == ASKED_NOTHING) {
		if (is_chief(r))
			chief_robot_act(r);
		else
			judge_robot_act(r);
	}
}

void robot_wait(struct robot *r, int64_t ms)
{
	int64_t mean = ms * 1000 / robot_speed_permille(r);
	int64_t drawn = mean * 2 / 5 + (mean > 0 ? (int64_t)(robot_draw(r) % (uint64_t)(mean * 6 / 5 + 1)) : 0);
	uv_timer_start(&r->timer, on_timer, (uint64_t)drawn, 0);
}

void robot_ask(struct robot *r, enum asked what, const char *method, const char *params)
{
	r->asked = what;
	r->asked_id++;
	buf_reset(&r->out);
	buf_addf(&r->out, "{\"jsonrpc\":\"2.0\",\"id\":%llu,\"method\":\"%s\",\"params\":%s}",
	         (unsigned long long)r->asked_id, method, params);
	lws_callback_on_writable(r->wsi);
}

static void end(struct rehearsal *h)
{
	h->ending = true;
	uv_stop(&h->loop);
}

void rehearsal_over(struct robot *r)
{
	printf("touchstone: the rehearsal is over: every stage is published\n");
	fflush(stdout);
	end(r->rehearsal);
}

/* ---- what comes in ---- */

static void on_hello(struct robot *r, const cJSON *result)
{
	if (result == NULL)
		fprintf(stderr, "touchstone: %s may not sign in to the rehearsal\n",
		        robot_event(r)->people[r->person].id);
	else
		robot_wait(r, 0);
}

static void on_answer(struct robot *r, const cJSON *message)
{
	const cJSON *result = json_member(message, "result");
	bool temporary = false;
	enum asked asked = r->asked;
	(void)json_bool(json_member(json_member(json_member(message, "error"), "data"), "temporary"), &temporary);
	r->asked = ASKED_NOTHING;
	if (asked == ASKED_HELLO && (result != NULL || !temporary)) {
		on_hello(r, result);
	} else if (asked == ASKED_HELLO) {
		lws_set_timeout(r->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC); /* from the beginning */
	} else if (is_chief(r)) {
		chief_robot_answer(r, result, temporary);
	} else {
		judge_robot_answer(r, result, temporary);
	}
}

static void on_message(struct robot *r)
{
	cJSON *message = NULL;
	const char *method;
	int64_t id;
	if (json_parse(buf_str(&r->in), r->in.len, &message, NULL) != ERR_OK)
		return;
	if (json_string(json_member(message, "method"), &method)) {
		if (strcmp(method, "update") == 0 && is_chief(r))
			chief_robot_update(r, json_member(message, "params"));
		else if (strcmp(method, "update") == 0)
			judge_robot_update(r, json_member(message, "params"));
	} else if (json_int(json_member(message, "id"), 0, INT64_C(1) << 50, &id) == ERR_OK &&
	           (uint64_t)id == r->asked_id) {
		on_answer(r, message);
	}
	json_free(message);
}

static void on_established(struct robot *r)
{
	char params[128];
	snprintf(params, sizeof params, "{\"token\":\"%s\",\"device\":\"rehearsal\"}", r->token);
	buf_reset(&r->in);
	r->ready = false;
	robot_ask(r, ASKED_HELLO, "hello", params);
}

static void on_receive(struct robot *r, const char *in, size_t len)
{
	buf_add(&r->in, in, len);
	if (lws_is_final_fragment(r->wsi) && lws_remaining_packet_payload(r->wsi) == 0) {
		on_message(r);
		buf_reset(&r->in);
	}
}

static int on_writeable(struct robot *r)
{
	struct buf room;
	if (r->out.len == 0)
		return 0;
	buf_init(&room, MESSAGE_MAX);
	for (int i = 0; i < LWS_PRE; i++)
		buf_addc(&room, '\0');
	buf_add(&room, buf_str(&r->out), r->out.len);
	int n = lws_write(r->wsi, (unsigned char *)room.data + LWS_PRE, r->out.len, LWS_WRITE_TEXT);
	bool whole = n >= (int)r->out.len;
	buf_release(&room);
	buf_reset(&r->out);
	return whole ? 0 : -1;
}

static void on_closed(struct robot *r)
{
	r->wsi = NULL;
	r->asked = ASKED_NOTHING;
	r->ready = false;
	if (!r->rehearsal->ending)
		uv_timer_start(&r->timer, on_timer, RECONNECT_MS, 0);
}

static int on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct robot *r = user;
	(void)wsi;
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED: on_established(r); return 0;
	case LWS_CALLBACK_CLIENT_RECEIVE: on_receive(r, in, len); return 0;
	case LWS_CALLBACK_CLIENT_WRITEABLE: return on_writeable(r);
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLIENT_CLOSED:
		if (r != NULL)
			on_closed(r);
		return 0;
	default: return 0;
	}
}

/* ---- the beginning ---- */

/* The parts of ws://HOST:PORT/PATH or wss://. */
static bool read_url(struct rehearsal *h)
{
	const char *url = h->options->url;
	h->tls = strncmp(url, WSS_SCHEME, sizeof WSS_SCHEME - 1) == 0;
	char port[8];
	snprintf(port, sizeof port, "%s", h->tls ? "443" : "80");
	if (!h->tls && strncmp(url, WS_SCHEME, sizeof WS_SCHEME - 1) != 0)
		return false;
	url += h->tls ? sizeof WSS_SCHEME - 1 : sizeof WS_SCHEME - 1;
	size_t host = strcspn(url, ":/");
	const char *rest = url + host;
	if (*rest == ':') {
		size_t digits = strspn(rest + 1, "0123456789");
		if (digits == 0 || digits >= sizeof port)
			return false;
		snprintf(port, sizeof port, "%.*s", (int)digits, rest + 1);
		rest += 1 + digits;
	}
	h->port = (int)strtol(port, NULL, 10);
	snprintf(h->host, sizeof h->host, "%.*s", (int)host, url);
	snprintf(h->path, sizeof h->path, "%s", *rest == '/' ? rest : "/ws");
	return host > 0 && h->port > 0 && h->port < 65536 && (*rest == '/' || *rest == '\0');
}

static void robot_add(struct rehearsal *h, uint32_t person, const char *token)
{
	struct robot *r = &h->robots[h->count++];
	*r = (struct robot){ .rehearsal = h, .person = person, .random = h->options->seed * 1000003 + person };
	snprintf(r->token, sizeof r->token, "%s", token);
	buf_init(&r->in, MESSAGE_MAX);
	buf_init(&r->out, MESSAGE_MAX);
	buf_init(&r->entry, MESSAGE_MAX);
	arena_init(&r->arena);
	arena_init(&r->done_arena);
	index_init(&r->done);
	uv_timer_init(&h->loop, &r->timer);
	r->timer.data = r;
	uv_timer_start(&r->timer, on_timer, robot_draw(r) % 500, 0);
}

/* The last card of each judge and of one chief. False where there is none of either. */
static bool read_cards(struct rehearsal *h)
{
	struct buf text;
	bool judge = false, chief = false;
	char **tokens = xcalloc(h->event->person_count + 1, sizeof *tokens);
	buf_init(&text, (size_t)16 << 20);
	if (file_read(h->options->cards, &text) == ERR_OK && text.data != NULL)
		for (char *line = text.data, *next = NULL; line != NULL && *line != '\0'; line = next) {
			next = strchr(line, '\n');
			if (next != NULL)
				*next++ = '\0';
			char *tab = strchr(line, '\t'), *token = strrchr(line, '#');
			if (tab == NULL || token == NULL)
				continue;
			*tab = '\0';
			uint32_t person = event_person(h->event, line);
			if (person != NONE)
				tokens[person] = token + 1;
		}
	for (uint32_t i = 0; i < h->event->person_count; i++) {
		enum role role = h->event->people[i].role;
		if (tokens[i] == NULL || (role != ROLE_JUDGE && (role != ROLE_CHIEF || chief)))
			continue;
		robot_add(h, i, tokens[i]);
		chief = chief || role == ROLE_CHIEF;
		judge = judge || role == ROLE_JUDGE;
	}
	free(tokens);
	buf_release(&text);
	return judge && chief;
}

static bool read_event(struct rehearsal *h)
{
	struct faults faults;
	faults_init(&faults);
	bool ok = event_read_file(h->options->definition, &h->arena, &h->event, &faults) == ERR_OK;
	if (!ok)
		faults_print(&faults, h->options->definition, stderr);
	faults_release(&faults);
	return ok;
}

static bool start_client(struct rehearsal *h)
{
	struct lws_context_creation_info info;
	memset(&info, 0, sizeof info);
	h->protocols[0] =
	    (struct lws_protocols){ .name = "touchstone-robot", .callback = on_lws, .rx_buffer_size = 4096 };
	h->loops[0] = &h->loop;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = h->protocols;
	info.gid = -1;
	info.uid = -1;
	info.options = LWS_SERVER_OPTION_LIBUV;
	if (h->tls)
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.foreign_loops = h->loops;
	lws_set_log_level(0, NULL);
	h->context = lws_create_context(&info);
	return h->context != NULL;
}

static void on_signal(uv_signal_t *handle, int number)
{
	(void)number;
	end(handle->data);
}

static void signals_start(struct rehearsal *h)
{
	uv_signal_init(&h->loop, &h->on_int);
	uv_signal_init(&h->loop, &h->on_term);
	h->on_int.data = h->on_term.data = h;
	uv_signal_start(&h->on_int, on_signal, SIGINT);
	uv_signal_start(&h->on_term, on_signal, SIGTERM);
}

static void release(struct rehearsal *h)
{
	h->ending = true;
	for (uint32_t i = 0; i < h->count; i++)
		uv_close((uv_handle_t *)&h->robots[i].timer, NULL);
	uv_close((uv_handle_t *)&h->on_int, NULL);
	uv_close((uv_handle_t *)&h->on_term, NULL);
	if (h->context != NULL) {
		lws_context_destroy(h->context);
		uv_run(&h->loop, UV_RUN_DEFAULT);
		lws_context_destroy(h->context);
	}
	uv_run(&h->loop, UV_RUN_DEFAULT);
	uv_loop_close(&h->loop);
	for (uint32_t i = 0; i < h->count; i++) {
		struct robot *r = &h->robots[i];
		buf_release(&r->in);
		buf_release(&r->out);
		buf_release(&r->entry);
		index_release(&r->done);
		arena_release(&r->arena);
		arena_release(&r->done_arena);
	}
	free(h->robots);
	arena_release(&h->arena);
}

int rehearse(const struct rehearsal_options *options)
{
	static struct rehearsal h;
	int code = EXIT_WRONG;
	h = (struct rehearsal){ .options = options };
	prctl(PR_SET_PDEATHSIG, SIGTERM); /* it ends with the hub, or whoever else started it */
	arena_init(&h.arena);
	if (sodium_init() < 0 || !read_event(&h)) {
		arena_release(&h.arena);
		return EXIT_WRONG;
	}
	h.robots = xcalloc(h.event->person_count + 1, sizeof *h.robots);
	uv_loop_init(&h.loop);
	signals_start(&h);
	if (!read_url(&h)) {
		fprintf(stderr, "touchstone: %s: expected ws://HOST:PORT/ws or wss://HOST:PORT/ws\n", options->url);
	} else if (!read_cards(&h)) {
		fprintf(stderr, "touchstone: %s: expected the cards of a judge and of a chief\n", options->cards);
	} else if (!start_client(&h)) {
		fprintf(stderr, "touchstone: cannot start a WebSocket client\n");
	} else {
		uv_run(&h.loop, UV_RUN_DEFAULT);
		code = EXIT_DONE;
	}
	release(&h);
	return code;
}
