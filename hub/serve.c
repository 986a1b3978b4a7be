#include "hub/serve.h"

#include "events/definition.h"
#include "events/entry_json.h"
#include "events/file.h"
#include "hub/commands.h"
#include "hub/guard.h"
#include "hub/hub.h"
#include "hub/issuer.h"
#include "hub/network.h"
#include "hub/print_job.h"
#include "hub/publish.h"
#include "hub/publish_http.h"
#include "hub/qr.h"
#include "hub/server.h"
#include "hub/setup.h"
#include "hub/tablet_calls.h"
#include "hub/tls.h"

#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_TEXT_MAX      4096
#define ADDRESSES_SHOWN    4
#define DESCRIPTORS_WANTED 65536 /* a hall full of phones; libwebsockets makes a table of so many */

/* All that lives as long as the process serves. */
struct serving {
	const struct serve_options *options;
	uv_loop_t loop;
	struct hub hub;
	struct setup setup;
	struct issuer issuer;
	struct publish *publish; /* NULL: none */
	struct buf secret;       /* of where it publishes; "": none */
	uv_signal_t on_int, on_term;
	uv_process_t rehearsal;
	char hosts[4700];
	char tls_name[256]; /* the certificate's, "": none, or plain HTTP */
	bool rehearsing, ending;
	int exit_code;
};

/* ---- the end ---- */

static void on_store_stopped(void *arg)
{
	struct serving *s = arg;
	s->hub.store = NULL;
	uv_stop(&s->loop);
}

/* Everything that was started is ended: the rehearsal, the sockets (with a word), the store and its Redis. */
static void end(struct serving *s, int exit_code)
{
	if (s->ending)
		return;
	s->ending = true;
	s->exit_code = exit_code;
	if (s->rehearsing)
		uv_process_kill(&s->rehearsal, SIGTERM);
	for (struct socket *socket = s->hub.sockets; socket != NULL; socket = socket->next)
		socket_close(socket, CLOSE_AWAY);
	print_desk_stop(s->hub.printing);
	store_stop(s->hub.store, on_store_stopped, s);
}

static void on_signal(uv_signal_t *handle, int number)
{
	(void)number;
	end(handle->data, EXIT_DONE);
}

/* ---- the rehearsal: a child process, over real sockets ---- */

static void on_rehearsal_closed(uv_handle_t *handle)
{
	struct serving *s = handle->data;
	s->rehearsing = false;
}

static void on_rehearsal_exit(uv_process_t *process, int64_t status, int signal_number)
{
	struct serving *s = process->data;
	if (status != 0 && signal_number == 0 && !s->ending)
		fprintf(stderr, "touchstone: the rehearsal ended with an error\n");
	uv_close((uv_handle_t *)process, on_rehearsal_closed);
}

static const char *scheme(const struct serving *s)
{
	return s->options->tls_certificate != NULL ? "https" : "http";
}

static void rehearsal_start(struct serving *s)
{
	char program[] = "/proc/self/exe", command[] = "rehearse", url_name[] = "--url", cards_name[] = "--cards",
	     definition[PATH_TEXT_MAX], speed_name[] = "--speed", url[64], cards[sizeof s->setup.cards], speed[32];
	snprintf(url, sizeof url, "%s://127.0.0.1:%d/ws",
	         s->options->tls_certificate != NULL ? "wss" : "ws", server_port(s->hub.server));
	snprintf(cards, sizeof cards, "%s", s->setup.cards);
	snprintf(speed, sizeof speed, "%s", s->options->speed);
	snprintf(definition, sizeof definition, "%s", s->options->definition);
	char *words[] = { program, command, definition, url_name, url, cards_name, cards, speed_name, speed, NULL };
	uv_stdio_container_t stdio[3] = { { .flags = UV_IGNORE },
		                          { .flags = UV_INHERIT_FD, .data.fd = 1 },
		                          { .flags = UV_INHERIT_FD, .data.fd = 2 } };
	uv_process_options_t options = {
		.exit_cb = on_rehearsal_exit, .file = program, .args = words, .stdio_count = 3, .stdio = stdio
	};
	s->rehearsal.data = s;
	int rc = uv_spawn(&s->loop, &s->rehearsal, &options);
	s->rehearsing = true;
	if (rc != 0) {
		fprintf(stderr, "touchstone: the rehearsal did not start: %s\n", uv_strerror(rc));
		uv_close((uv_handle_t *)&s->rehearsal, on_rehearsal_closed);
	}
}

/* ---- what is printed ---- */

/* The first link of cards.txt on this page, "" where there is none; `name` is whose it is. */
static void first_link(const struct serving *s, const char *page, char *link, char *name, size_t size)
{
	struct buf text;
	char part[32];
	snprintf(part, sizeof part, "/%s#", page);
	link[0] = name[0] = '\0';
	buf_init(&text, (size_t)16 << 20);
	if (file_read(s->setup.cards, &text) == ERR_OK && text.data != NULL)
		for (char *line = text.data, *next = NULL; line != NULL && *line != '\0'; line = next) {
			next = strchr(line, '\n');
			if (next != NULL)
				*next++ = '\0';
			char *person = strchr(line, '\t'), *at = strrchr(line, '\t');
			if (person == NULL || strstr(at, part) == NULL)
				continue;
			snprintf(link, size, "%s", at + 1);
			snprintf(name, size, "%.*s", (int)strcspn(person + 1, "\t"), person + 1);
			break;
		}
	buf_release(&text);
}

static void print_links(const struct serving *s)
{
	char link[512], name[512];
	printf("  screen         %s/screen/hall\n", s->hub.address);
	first_link(s, "judge", link, name, sizeof link);
	if (link[0] != '\0')
		printf("  judge's card   %s   (%s)\n", link, name);
	first_link(s, "desk", link, name, sizeof link);
	if (link[0] != '\0')
		printf("  chief's desk   %s   (%s)\n", link, name);
	first_link(s, "mc", link, name, sizeof link);
	if (link[0] != '\0')
		printf("  MC's page      %s   (%s)\n", link, name);
	printf("  all cards      %s\n", s->setup.cards);
}

static void print_welcome(const struct serving *s)
{
	const struct event *event = state_event(s->hub.state);
	char list[ADDRESSES_SHOWN][NETWORK_TEXT_MAX];
	struct buf code;
	printf("\n%s\n", event->title.zh);
	if (strcmp(event->title.zh, event->title.en) != 0)
		printf("%s\n", event->title.en);
	printf("\n  audience       %s/\n", s->hub.address);
	if (strcmp(s->options->address, "0.0.0.0") == 0) {
		size_t count = network_addresses(list, ADDRESSES_SHOWN);
		for (size_t i = 1; i < count; i++) /* the first one is the audience's above */
			printf("                 %s://%s:%d/\n", scheme(s), list[i], server_port(s->hub.server));
	}
	print_links(s);
	buf_init(&code, 65536);
	char audience[sizeof s->hub.address + 2];
	snprintf(audience, sizeof audience, "%s/", s->hub.address);
	if (qr_terminal(audience, &code) == ERR_OK)
		printf("\n%s\n", buf_str(&code));
	buf_release(&code);
	printf("Ctrl-C ends it. The same command goes on from the same ledger.\n");
	fflush(stdout);
}

/* ---- the beginning ---- */

static void on_set_up(void *arg, const char *fault)
{
	struct serving *s = arg;
	if (fault != NULL) {
		fprintf(stderr, "touchstone: %s\n", fault);
		end(s, EXIT_WRONG);
		return;
	}
	print_welcome(s);
	if (s->options->rehearse)
		rehearsal_start(s);
}

static void on_state(void *arg, enum store_state state, const char *sentence)
{
	struct serving *s = arg;
	if (s->ending)
		return;
	if (state == STORE_AWAY || state == STORE_REFUSED)
		fprintf(stderr, "touchstone: ledger %s: %s\n", store_state_name(state), sentence);
	else if (state == STORE_READY && s->hub.live)
		fprintf(stderr, "touchstone: ledger ready again\n");
	if (s->hub.store != NULL && store_broken(s->hub.store)) {
		end(s, EXIT_WRONG);
	} else if (state == STORE_READY) {
		hub_go_live(&s->hub);
		setup_run(&s->setup);
	}
}

/* Makes a directory and those above it. */
static bool make_directories(const char *path)
{
	char part[PATH_TEXT_MAX];
	if (snprintf(part, sizeof part, "%s", path) >= (int)sizeof part)
		return false;
	for (char *p = part + 1; *p != '\0'; p++)
		if (*p == '/') {
			*p = '\0';
			if (mkdir(part, 0700) != 0 && errno != EEXIST)
				return false;
			*p = '/';
		}
	return mkdir(part, 0700) == 0 || errno == EEXIST;
}

/* Where people find this hub: as it was told, else its certificate's name, else its first real address. */
static void find_address(struct serving *s)
{
	char list[1][NETWORK_TEXT_MAX];
	const struct serve_options *o = s->options;
	const char *host = o->address;
	if (o->public_address != NULL) {
		snprintf(s->hub.address, sizeof s->hub.address, "%.*s", (int)strcspn(o->public_address, " \t"),
		         o->public_address);
		size_t len = strlen(s->hub.address);
		if (len > 0 && s->hub.address[len - 1] == '/')
			s->hub.address[len - 1] = '\0';
		return;
	}
	if (s->tls_name[0] != '\0')
		host = s->tls_name;
	else if (strcmp(host, "0.0.0.0") == 0)
		host = network_addresses(list, 1) == 1 ? list[0] : "127.0.0.1";
	bool six = strchr(host, ':') != NULL;
	snprintf(s->hub.address, sizeof s->hub.address, "%s://%s%s%s:%d", scheme(s), six ? "[" : "", host, six ? "]" : "",
	         server_port(s->hub.server));
}

/* Reads the definition's file; false, with its faults printed, where it is wrong. The event's id goes to `id`. */
static bool read_definition(struct serving *s, char id[static ID_MAX + 1])
{
	const char *file = s->options->definition;
	struct arena arena;
	struct faults faults;
	struct buf text;
	struct event *event = NULL;
	bool ok = false;
	arena_init(&arena);
	faults_init(&faults);
	buf_init(&text, DEFINITION_BYTES_MAX);
	buf_init(&s->setup.definition, DEFINITION_BYTES_MAX);
	if (file_read(file, &text) != ERR_OK) {
		fprintf(stderr, "touchstone: %s: cannot read it: %s\n", file, strerror(errno));
	} else if (event_read(buf_str(&text), text.len, &arena, &event, &faults) != ERR_OK) {
		faults_print(&faults, file, stderr);
	} else if (entry_encode_event(buf_str(&text), text.len, &s->setup.definition) != ERR_OK) {
		fprintf(stderr, "touchstone: %s: it is too large for the ledger\n", file);
	} else {
		snprintf(id, ID_MAX + 1, "%s", event->id);
		ok = true;
	}
	buf_release(&text);
	faults_release(&faults);
	arena_release(&arena);
	return ok;
}

static void on_entry(void *arg, const char *id, const struct entry_raw *raw, struct change *change,
                     unsigned char head[HASH_BYTES])
{
	struct serving *s = arg;
	hub_on_entry(&s->hub, id, raw, change, head);
}

static void on_note(void *arg, const char *field, const char *text)
{
	struct serving *s = arg;
	tablets_on_note(&s->hub, field, text);
}

static bool start_store(struct serving *s, const char *event)
{
	char fault[512] = "";
	const struct serve_options *o = s->options;
	struct store_options options = { .loop = &s->loop,
		                         .event = event,
		                         .dir = o->data,
		                         .redis = o->redis,
		                         .user = getenv("TOUCHSTONE_REDIS_USER"),
		                         .password = getenv("TOUCHSTONE_REDIS_PASSWORD"),
		                         .read = o->read,
		                         .replicas = o->replicas };
	struct store_callbacks callbacks = { .arg = s, .on_entry = on_entry, .on_state = on_state, .on_note = on_note };
	s->hub.store = store_new(&options, &callbacks, fault, sizeof fault);
	if (s->hub.store == NULL)
		fprintf(stderr, "touchstone: %s\n", fault);
	return s->hub.store != NULL;
}

/* The names under which this hub may be asked: those that were given, its public address, and its certificate's. */
static void find_hosts(struct serving *s)
{
	char host[256] = "";
	const char *address = s->options->public_address;
	const char *behind = address != NULL ? strstr(address, "://") : NULL;
	char authority[256];
	if (behind != NULL) {
		snprintf(authority, sizeof authority, "%.*s", (int)strcspn(behind + 3, "/"), behind + 3);
		if (!guard_host(authority, host, sizeof host))
			host[0] = '\0';
	}
	snprintf(s->hosts, sizeof s->hosts, "%s,%s,%s", host, s->tls_name, s->options->hosts);
}

static bool start_server(struct serving *s)
{
	char fault[PATH_TEXT_MAX + 256] = "";
	const struct serve_options *o = s->options;
	if (o->tls_certificate != NULL &&
	    !tls_check(o->tls_certificate, o->tls_key, s->tls_name, sizeof s->tls_name, fault, sizeof fault)) {
		fprintf(stderr, "touchstone: %s\n", fault);
		return false;
	}
	find_hosts(s);
	struct server_options options = { .loop = &s->loop,
		                          .hub = &s->hub,
		                          .address = o->address,
		                          .port = o->port,
		                          .certificate = o->tls_certificate,
		                          .key = o->tls_key,
		                          .hosts = s->hosts };
	s->hub.server = server_new(&options, fault, sizeof fault);
	if (s->hub.server == NULL) {
		fprintf(stderr, "touchstone: %s\n", fault);
		return false;
	}
	find_address(s);
	return true;
}

static void signals_start(struct serving *s)
{
	uv_signal_init(&s->loop, &s->on_int);
	uv_signal_init(&s->loop, &s->on_term);
	s->on_int.data = s->on_term.data = s;
	uv_signal_start(&s->on_int, on_signal, SIGINT);
	uv_signal_start(&s->on_term, on_signal, SIGTERM);
}

/* The data directory, and the event's folder in it for the cards. */
static bool make_folders(struct serving *s, const char *event)
{
	char folder[PATH_TEXT_MAX / 2];
	int n = snprintf(folder, sizeof folder, "%s/%s", s->options->data, event);
	if (n < 0 || n >= (int)sizeof folder || !make_directories(folder)) {
		fprintf(stderr, "touchstone: %s: cannot make this directory: %s\n", s->options->data, strerror(errno));
		return false;
	}
	snprintf(s->setup.cards, sizeof s->setup.cards, "%s/cards.txt", folder);
	return true;
}

/* The usual soft limit is 1024 open files; libwebsockets looks at it once, when it starts. */
static void allow_descriptors(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= DESCRIPTORS_WANTED)
		return;
	limit.rlim_cur = limit.rlim_max < DESCRIPTORS_WANTED ? limit.rlim_max : DESCRIPTORS_WANTED;
	(void)setrlimit(RLIMIT_NOFILE, &limit); /* refused: then it is as it was */
}

static bool read_secret(struct serving *s)
{
	const char *fault = "";
	if (s->options->publish == NULL || !publish_is_url(s->options->publish) ||
	    publish_secret_read(s->options->publish, s->options->publish_secret, &s->secret, &fault))
		return true;
	fprintf(stderr, "touchstone serve: %s\n", fault);
	return false;
}

int serve(const struct serve_options *options)
{
	static struct serving s;
	char event[ID_MAX + 1] = "";
	s = (struct serving){ .options = options, .setup = { .hub = &s.hub, .done = on_set_up, .arg = &s } };
	s.issuer = (struct issuer){ .data = options->data, .template = options->template, .seal = options->seal };
	if (sodium_init() < 0 || !read_secret(&s) || !read_definition(&s, event) || !make_folders(&s, event) ||
	    !issuer_open(&s.issuer, options->key, options->host, options->public_address)) {
		issuer_release(&s.issuer);
		setup_release(&s.setup);
		return EXIT_WRONG;
	}
	signal(SIGPIPE, SIG_IGN);
	allow_descriptors();
	uv_loop_init(&s.loop);
	hub_init(&s.hub, &s.loop, options->ring);
	s.hub.frame_ms = 1000 / (uint64_t)options->frames;
	s.hub.keys = options->keys;
	snprintf(s.hub.brand, sizeof s.hub.brand, "%s/%s/brand", options->data, event);
	snprintf(s.hub.pictures, sizeof s.hub.pictures, "%s/%s/pictures", options->data, event);
	s.hub.issuer = &s.issuer;
	s.hub.printing = print_desk_new(&s.hub, options->printers, options->patience_s);
	signals_start(&s);
	if (s.hub.printing == NULL || !start_server(&s) || !start_store(&s, event)) {
		s.exit_code = EXIT_WRONG;
	} else {
		bool six = strchr(options->address, ':') != NULL;
		printf("listening on %s://%s%s%s:%d\n", scheme(&s), six ? "[" : "",
		       strcmp(options->address, "0.0.0.0") == 0 ? "127.0.0.1" : options->address, six ? "]" : "",
		       server_port(s.hub.server));
		fflush(stdout);
		if (options->publish != NULL)
			s.publish = publish_new(&s.hub, options->publish, buf_str(&s.secret));
		uv_run(&s.loop, UV_RUN_DEFAULT);
	}
	publish_stop(s.publish);
	hub_stop(&s.hub);
	issuer_stop(&s.issuer);
	print_desk_stop(s.hub.printing);
	uv_close((uv_handle_t *)&s.on_int, NULL);
	uv_close((uv_handle_t *)&s.on_term, NULL);
	if (s.hub.server != NULL)
		server_free(s.hub.server);
	uv_run(&s.loop, UV_RUN_DEFAULT);
	uv_loop_close(&s.loop);
	publish_free(s.publish);
	buf_release(&s.secret);
	hub_release(&s.hub);
	print_desk_free(s.hub.printing);
	issuer_release(&s.issuer);
	setup_release(&s.setup);
	return s.exit_code;
}
