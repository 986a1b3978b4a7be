#include "hub/server.h"

#include "base/mem.h"
#include "hub/guard.h"
#include "hub/http.h"
#include "hub/hub.h"

#include <libwebsockets.h>
#include <netdb.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RX_BUFFER         1024 /* 2.4 kB a socket instead of 5.4; longer messages come in pieces */
#define HTTP_SECONDS      20
#define KEEPALIVE_SECONDS 5 /* libwebsockets keeps idle ones in a sorted list, which must stay short */

struct server {
	struct hub *hub;
	struct lws_context *context;
	const char *hosts;
	int port;
	struct lws_protocols protocols[2];
	lws_retry_bo_t retry;
	void *loops[1];
};

/* What libwebsockets keeps for each connection: an HTTP answer on its way, or a WebSocket. */
struct session {
	struct http_answer *answer;
	struct socket *socket;
};

static int on_established(struct server *server, struct lws *wsi, struct session *session)
{
	session->socket = socket_new(server->hub, wsi);
	hub_join(session->socket);
	return 0;
}

static int on_pong(struct session *session)
{
	if (session->socket != NULL)
		socket_heard(session->socket);
	return 0;
}

static int on_closed(struct session *session)
{
	if (session == NULL || session->socket == NULL)
		return 0; /* also called for an upgrade that was refused */
	hub_leave(session->socket);
	socket_free(session->socket);
	session->socket = NULL;
	return 0;
}

static int on_http_gone(struct session *session)
{
	if (session != NULL && session->answer != NULL) {
		http_answer_free(session->answer);
		session->answer = NULL;
	}
	return 0;
}

static int on_http(struct server *server, struct lws *wsi, struct session *session)
{
	on_http_gone(session);
	session->answer = http_route(server->hub, wsi);
	return http_begin(wsi, &session->answer);
}

static int on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct session *session = user;
	struct lws_context *context = lws_get_context(wsi);
	struct server *server = context ? lws_context_user(context) : NULL;
	switch ((int)reason) {
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: return guard_upgrade(wsi, server->hosts);
	case LWS_CALLBACK_HTTP: return on_http(server, wsi, session);
	case LWS_CALLBACK_HTTP_WRITEABLE: return http_continue(wsi, &session->answer);
	case LWS_CALLBACK_HTTP_BODY:
	case LWS_CALLBACK_HTTP_BODY_COMPLETION: return -1; /* no route takes a body */
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
	case LWS_CALLBACK_CLOSED_HTTP: return on_http_gone(session);
	case LWS_CALLBACK_ESTABLISHED: return on_established(server, wsi, session);
	case LWS_CALLBACK_RECEIVE: return session->socket ? socket_on_receive(session->socket, in, len) : -1;
	case LWS_CALLBACK_RECEIVE_PONG: return on_pong(session);
	case LWS_CALLBACK_SERVER_WRITEABLE: return session->socket ? socket_on_writeable(session->socket) : -1;
	case LWS_CALLBACK_CLOSED: return on_closed(session);
	default: return 0;
	}
}

/*
 * Whether the address can be listened on. libwebsockets would find out too, but where it fails it has already unloaded
 * the code that the loop's handles point to.
 */
static bool can_listen(const char *address, int port)
{
	struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
		                  .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	char service[16];
	int one = 1;
	snprintf(service, sizeof service, "%d", port);
	if (getaddrinfo(address, service, &hints, &found) != 0)
		return false;
	int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
	          bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, 1) == 0;
	if (fd >= 0)
		close(fd);
	freeaddrinfo(found);
	return ok;
}

struct server *server_new(const struct server_options *options, char *fault, size_t size)
{
	if (!can_listen(options->address, options->port)) {
		snprintf(fault, size, "cannot listen on %s port %d", options->address, options->port);
		return NULL;
	}
	struct server *s = xcalloc(1, sizeof *s);
	struct lws_context_creation_info info;
	memset(&info, 0, sizeof info);
	s->hub = options->hub;
	s->hosts = options->hosts;
	s->protocols[0] = (struct lws_protocols){ .name = "touchstone",
		                                  .callback = on_lws,
		                                  .per_session_data_size = sizeof(struct session),
		                                  .rx_buffer_size = RX_BUFFER };
	s->retry = (lws_retry_bo_t){ 0 }; /* no timer a connection: socket_tend() */
	s->loops[0] = options->loop;
	bool everywhere = strcmp(options->address, "0.0.0.0") == 0;
	info.port = options->port;
	info.iface = everywhere ? NULL : options->address;
	info.protocols = s->protocols;
	info.gid = -1;
	info.uid = -1;
	info.user = s;
	info.options = LWS_SERVER_OPTION_LIBUV;
	if (strchr(options->address, ':') == NULL)
		info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
	info.foreign_loops = s->loops;
	info.retry_and_idle_policy = &s->retry;
	info.timeout_secs = HTTP_SECONDS;
	info.keepalive_timeout = KEEPALIVE_SECONDS;
	info.server_string = "touchstone";
	if (options->certificate != NULL) {
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		info.ssl_cert_filepath = options->certificate;
		info.ssl_private_key_filepath = options->key;
		info.ssl_options_set = SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_RENEGOTIATION;
		info.alpn = "http/1.1"; /* its HTTP/2 can be flooded */
	}
	lws_set_log_level(LLL_ERR, NULL);
	s->context = lws_create_context(&info);
	struct lws_vhost *vhost = s->context ? lws_get_vhost_by_name(s->context, "default") : NULL;
	s->port = vhost ? lws_get_vhost_listen_port(vhost) : 0;
	if (s->port <= 0) {
		snprintf(fault, size, "cannot listen on %s port %d", options->address, options->port);
		server_free(s);
		return NULL;
	}
	return s;
}

int server_port(const struct server *s)
{
	return s->port;
}

void server_free(struct server *s)
{
	uv_loop_t *loop = s->loops[0];
	if (s->context != NULL) {
		/* On a loop of ours the first call only begins: the handles close as the loop turns. */
		lws_context_destroy(s->context);
		uv_run(loop, UV_RUN_DEFAULT);
		lws_context_destroy(s->context);
	}
	free(s);
}
