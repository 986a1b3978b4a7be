#include "hub/ledger_session.h"

#include "base/mem.h"
#include "events/entry_json.h"
#include "store/redis_server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PATIENCE_MS 60000
#define PATH_TEXT_MAX 4096

struct ledger_session {
	uv_loop_t loop;
	uv_timer_t impatience;
	struct store *store;
	struct state *state;
	char own[64]; /* a data directory only for the second hub's journal; "" where the real one is used */
	char event[128];
	bool late, answered, stopped;
	enum err err; /* of the append under way */
	char *fault;
	size_t fault_size;
};

static void on_entry(void *arg, const char *id, const struct entry_raw *raw, struct change *change, unsigned char head[HASH_BYTES])
{
	struct ledger_session *s = arg;
	struct entry entry;
	struct arena arena;
	(void)id;
	arena_init(&arena);
	entry_decode(raw, &arena, &entry);
	/* the verdict is in *change, for the store */
	enum err verdict = fold(s->state, &entry, change);
	(void)verdict;
	memcpy(head, state_head(s->state), HASH_BYTES);
	arena_release(&arena);
}

static void on_state(void *arg, enum store_state state, const char *sentence)
{
	(void)arg;
	(void)state;
	(void)sentence;
}

static void on_late(uv_timer_t *timer)
{
	struct ledger_session *s = timer->data;
	s->late = true;
}

static void on_stopped(void *arg)
{
	struct ledger_session *s = arg;
	s->stopped = true;
}

static void be_patient(struct ledger_session *s)
{
	s->late = false;
	uv_timer_start(&s->impatience, on_late, PATIENCE_MS, 0);
}

/* Whether something listens on the data directory's redis-server's socket. */
static bool hub_is_running(const char *data, char address[static PATH_TEXT_MAX])
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int n = snprintf(to.sun_path, sizeof to.sun_path, "%s/" REDIS_SERVER_FOLDER "/redis.sock", data);
	if (n < 0 || (size_t)n >= sizeof to.sun_path)
		return false;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool running = fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof to) == 0;
	if (fd >= 0)
		close(fd);
	snprintf(address, PATH_TEXT_MAX, "unix:%s", to.sun_path);
	return running;
}

static bool start(struct ledger_session *s, const char *data, const char *redis, char *fault, size_t size)
{
	char address[PATH_TEXT_MAX];
	struct store_options options = { .loop = &s->loop,
		                         .event = s->event,
		                         .dir = data,
		                         .redis = redis,
		                         .user = getenv("TOUCHSTONE_REDIS_USER"),
		                         .password = getenv("TOUCHSTONE_REDIS_PASSWORD") };
	const struct store_callbacks callbacks = { .arg = s, .on_entry = on_entry, .on_state = on_state };
	if (!redis && hub_is_running(data, address))
		options.redis = address;
	if (options.redis) {
		/* The running hub's journal is its own; this one's is thrown away. */
		snprintf(s->own, sizeof s->own, "/tmp/touchstone-session-XXXXXX");
		if (!mkdtemp(s->own)) {
			snprintf(fault, size, "no folder can be made in /tmp");
			s->own[0] = '\0';
			return false;
		}
		options.dir = s->own;
	}
	s->store = store_new(&options, &callbacks, fault, size);
	return s->store != NULL;
}

struct ledger_session *ledger_session_open(const char *event, const char *data, const char *redis, char *fault, size_t size)
{
	struct ledger_session *s = xcalloc(1, sizeof *s);
	signal(SIGPIPE, SIG_IGN);
	snprintf(s->event, sizeof s->event, "%s", event);
	uv_loop_init(&s->loop);
	uv_timer_init(&s->loop, &s->impatience);
	s->impatience.data = s;
	s->state = state_new();
	bool good = start(s, data, redis, fault, size);
	be_patient(s);
	while (good && store_state(s->store) != STORE_READY && !store_broken(s->store) && !s->late)
		uv_run(&s->loop, UV_RUN_ONCE);
	if (good && store_state(s->store) != STORE_READY) {
		snprintf(fault, size, "%s", store_sentence(s->store));
		good = false;
	} else if (good && !state_event(s->state)) {
		snprintf(fault, size, "there is no event %.80s in this ledger", event);
		good = false;
	}
	if (good)
		return s;
	ledger_session_close(s);
	return NULL;
}

struct state *ledger_session_state(const struct ledger_session *s)
{
	return s->state;
}

static void on_appended(void *arg, enum err err, const struct receipt *receipt)
{
	struct ledger_session *s = arg;
	s->answered = true;
	s->err = err != ERR_OK ? err : receipt->verdict;
	snprintf(s->fault, s->fault_size, "%s", err != ERR_OK || !receipt->expected[0] ? err_text(s->err) : receipt->expected);
}

enum err ledger_session_append(struct ledger_session *s, enum entry_type type, const char *by, const char *key,
                               const char *data, size_t len, char *fault, size_t size)
{
	s->answered = false;
	s->fault = fault;
	s->fault_size = size;
	be_patient(s);
	store_append(s->store, type, by, key, data, len, on_appended, s);
	/* The store answers every append, at the latest when it is stopped. */
	while (!s->answered && !s->late)
		uv_run(&s->loop, UV_RUN_ONCE);
	if (s->answered)
		return s->err;
	snprintf(fault, size, "the ledger did not answer within a minute");
	return ERR_UNAVAILABLE;
}

/* Removes the journal's folder that nobody needs. */
static void remove_own(const struct ledger_session *s)
{
	char path[256];
	static const char *const names[] = { "ledger.jsonl", "lock", "head", "checkpoint" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s/%s", s->own, s->event, names[i]);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/%s", s->own, s->event);
	rmdir(path);
	rmdir(s->own);
}

void ledger_session_close(struct ledger_session *s)
{
	static char unheard[256];
	if (!s->fault) {
		s->fault = unheard;
		s->fault_size = sizeof unheard;
	}
	if (s->store)
		store_stop(s->store, on_stopped, s);
	while (s->store && !s->stopped)
		uv_run(&s->loop, UV_RUN_ONCE);
	uv_close((uv_handle_t *)&s->impatience, NULL);
	while (uv_run(&s->loop, UV_RUN_DEFAULT) != 0)
		;
	uv_loop_close(&s->loop);
	if (s->own[0])
		remove_own(s);
	state_free(s->state);
	free(s);
}
