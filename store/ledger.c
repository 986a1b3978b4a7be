#include "store/ledger.h"

#include "base/mem.h"
#include "base/text.h"
#include "store/append_list.h"
#include "store/server_check.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND_TIMEOUT_MS 5000
#define BLOCK_TEXT         "5000" /* ms that a blocking read waits before it asks again: a dead peer is noticed after that */
#define BLOCK_MS           5000
#define PAGE_TEXT          "1000"
#define PAGE               1000
#define BATCH_MAX          512
#define DOUBT_MAX_MS       5000 /* so long an append in doubt waits for Redis to come back */
#define REFUSED_PAUSE_MS   2000
#define STARTING_MAX_MS    3000 /* so long it is no trouble that Redis does not answer yet */
#define LOADING_PAUSE_MS   100
#define WAIT_TEXT          "2000"

enum side { WRITER, READER };
#define SIDES (READER + 1)

struct ledger {
	struct ledger_options options;
	char key[ID_MAX + 32], probe_key[ID_MAX + 32];
	struct connection *sides[SIDES];
	struct redis_address read_from;
	long long master_offset; /* of the replication, when the writer was looked at */
	char data_id[SIDES][48]; /* the replication id of each side's data, "" until known: both must be the same */
	enum store_state state;
	bool broken, ended_once, following, giving_up, writable;
	char last_id[STREAM_ID_MAX];
	uint64_t length, reconnects, began_ms;
	struct append_list queue, flight, doubt;
	uint32_t waiting;
	uint32_t unanswered; /* of the flight: XADDs, and the WAIT */
	uv_timer_t pump, doubt_timer;
	int handles;
	bool freed;
};

static void answer(struct ledger *l, struct append *a, enum err err)
{
	l->waiting--;
	a->done(a->arg, err, err == ERR_OK ? a->id : NULL);
	free(a);
}

static void answer_all(struct ledger *l, struct append_list *list, enum err err)
{
	struct append_list taken = *list;
	if (!taken.first)
		return;
	append_list_init(list);
	for (struct append *a; (a = append_list_take(&taken)) != NULL;)
		answer(l, a, err);
}

/* ---- states ---- */

static void set_state(struct ledger *l, enum store_state state, const char *sentence)
{
	l->state = state;
	l->options.on_state(l->options.arg, state, sentence);
}

/* What was sent and not answered is in doubt; what was not sent is surely not written. */
static void doubt_flight(struct ledger *l)
{
	for (struct append *a; (a = append_list_take(&l->flight)) != NULL;) {
		a->doubt_since_ms = uv_now(l->options.loop);
		append_list_add(&l->doubt, a);
	}
	l->unanswered = 0;
	answer_all(l, &l->queue, ERR_UNAVAILABLE);
}

/* Both connections are broken, and the state says why. */
static void give_up(struct ledger *l, enum store_state state, const char *sentence, uint64_t pause_ms)
{
	l->following = false;
	l->reconnects += l->state == STORE_READY;
	l->state = state;
	l->giving_up = true; /* on_down has nothing to add */
	l->writable = false;
	for (enum side side = WRITER; side <= READER; side++) {
		l->data_id[side][0] = '\0';
		connection_break(l->sides[side], sentence, pause_ms);
	}
	l->giving_up = false;
	doubt_flight(l);
	set_state(l, state, sentence);
}

static void refuse_for_good(struct ledger *l, const char *sentence)
{
	l->broken = true;
	l->following = false;
	for (enum side side = WRITER; side <= READER; side++) {
		connection_free(l->sides[side]);
		l->sides[side] = NULL;
	}
	doubt_flight(l);
	answer_all(l, &l->doubt, ERR_UNAVAILABLE);
	set_state(l, STORE_REFUSED, sentence);
}

void ledger_reconnect(struct ledger *l, const char *why)
{
	if (!l->broken)
		give_up(l, STORE_AWAY, why, 0);
}

/* ---- reading ---- */

static void read_on(struct ledger *l);

static void raw_field(struct entry_raw *raw, const redisReply *name, const redisReply *value)
{
	if (!strcmp(name->str, "at"))
		raw->at_ms = strtoll(value->str, NULL, 10);
	else if (!strcmp(name->str, "type"))
		raw->type = value->str, raw->type_len = value->len;
	else if (!strcmp(name->str, "by"))
		raw->by = value->str, raw->by_len = value->len;
	else if (!strcmp(name->str, "key"))
		raw->key = value->str, raw->key_len = value->len;
	else if (!strcmp(name->str, "data"))
		raw->data = value->str, raw->data_len = value->len;
}

static bool is_string(const redisReply *r)
{
	return r->type == REDIS_REPLY_STRING || r->type == REDIS_REPLY_STATUS;
}

/* One [id, [field, value, ...]]. False: refused for good. */
static bool take_entry(struct ledger *l, const redisReply *entry)
{
	char fault[600] = "";
	struct entry_raw raw = { .type = "", .by = "", .key = "", .data = "" };
	bool ok = entry->type == REDIS_REPLY_ARRAY && entry->elements == 2 && is_string(entry->element[0]) &&
	          entry->element[0]->len < STREAM_ID_MAX && entry->element[1]->type == REDIS_REPLY_ARRAY;
	if (ok) {
		const redisReply *fields = entry->element[1];
		for (size_t i = 0; i + 1 < fields->elements; i += 2)
			if (is_string(fields->element[i]) && is_string(fields->element[i + 1]))
				raw_field(&raw, fields->element[i], fields->element[i + 1]);
		snprintf(l->last_id, sizeof l->last_id, "%s", entry->element[0]->str);
		l->length++;
		append_list_notice(&l->doubt, l->last_id, &raw);
		append_list_notice(&l->flight, l->last_id, &raw);
		ok = l->options.on_entry(l->options.arg, l->last_id, &raw, fault, sizeof fault);
	} else {
		snprintf(fault, sizeof fault, "Redis sent something that is not an entry after %s", l->last_id);
	}
	if (!ok)
		refuse_for_good(l, fault);
	return ok;
}

static bool take_entries(struct ledger *l, const redisReply *entries)
{
	for (size_t i = 0; i < entries->elements; i++)
		if (!take_entry(l, entries->element[i]))
			return false;
	return true;
}

/* An answer that is an error, or missing: true, and the ledger is away. */
static bool is_trouble(struct ledger *l, const redisReply *reply, const char *what)
{
	char text[400];
	if (!reply)
		return true; /* the connection says why */
	if (reply->type != REDIS_REPLY_ERROR)
		return false;
	bool loading = !strncmp(reply->str, "LOADING", 7);
	snprintf(text, sizeof text,
	         loading ? "Redis is loading its data (%.20s: %.200s)" : "Redis refused %.20s: %.200s", what,
	         reply->str);
	give_up(l, STORE_AWAY, text, loading ? LOADING_PAUSE_MS : REFUSED_PAUSE_MS);
	return true;
}

static bool is_linked(struct ledger *l, const char *info);

static void on_link(void *arg, const redisReply *reply)
{
	struct ledger *l = arg;
	if (!is_trouble(l, reply, "INFO") && is_string(reply) && is_linked(l, reply->str))
		read_on(l);
}

static void on_followed(void *arg, const redisReply *reply)
{
	struct ledger *l = arg;
	if (is_trouble(l, reply, "XREAD"))
		return;
	bool some = reply->type == REDIS_REPLY_ARRAY && reply->elements == 1 &&
	            reply->element[0]->type == REDIS_REPLY_ARRAY && reply->element[0]->elements == 2 &&
	            reply->element[0]->element[1]->type == REDIS_REPLY_ARRAY;
	if (some && !take_entries(l, reply->element[0]->element[1]))
		return;
	if (!some && l->options.read_from)
		connection_sendl(l->sides[READER], on_link, l, "INFO", NULL);
	else
		read_on(l);
}

/* Read to the end: appends in doubt can be settled, new ones taken. */
static void reached_end(struct ledger *l)
{
	char fault[600] = "";
	if (!l->ended_once && !l->options.on_end(l->options.arg, fault, sizeof fault)) {
		refuse_for_good(l, fault);
		return;
	}
	l->ended_once = true;
	l->following = true;
	for (struct append *a; (a = append_list_take(&l->doubt)) != NULL;) {
		memcpy(a->id, a->seen, sizeof a->id);
		answer(l, a, a->id[0] ? ERR_OK : ERR_UNAVAILABLE);
	}
	set_state(l, STORE_READY, "");
	read_on(l);
}

static void on_page(void *arg, const redisReply *reply)
{
	struct ledger *l = arg;
	if (is_trouble(l, reply, "XRANGE"))
		return;
	if (reply->type == REDIS_REPLY_ARRAY && !take_entries(l, reply))
		return;
	if (reply->elements < PAGE)
		reached_end(l);
	else
		read_on(l);
}

static void read_on(struct ledger *l)
{
	char from[STREAM_ID_MAX + 1];
	if (l->following) {
		connection_sendl(l->sides[READER], on_followed, l, "XREAD", "COUNT", PAGE_TEXT, "BLOCK", BLOCK_TEXT,
		                 "STREAMS", l->key, l->last_id, NULL);
		return;
	}
	snprintf(from, sizeof from, "(%s", l->last_id);
	connection_sendl(l->sides[READER], on_page, l, "XRANGE", l->key, l->length ? from : "-", "+", "COUNT",
	                 PAGE_TEXT, NULL);
}

/* ---- looking at the server ---- */

static void start_reading(struct ledger *l)
{
	if (l->state != STORE_READY && !l->ended_once)
		set_state(l, STORE_REPLAYING, "the ledger is being read");
	read_on(l);
}

/* The last entry that was folded must still be there: a Redis that came back with less would be followed blindly. */
static void on_last_entry(void *arg, const redisReply *reply)
{
	struct ledger *l = arg;
	char text[600];
	if (is_trouble(l, reply, "XRANGE"))
		return;
	if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 1) {
		start_reading(l);
		return;
	}
	snprintf(text, sizeof text,
	         "the ledger %s in Redis is older than this hub: entry %s (number %" PRIu64
	         ") is not in it any more. Its entries are in "
	         "the journal: end the hub, empty that Redis, and put them back with `touchstone restore`",
	         l->key, l->last_id, l->length);
	give_up(l, STORE_REFUSED, text, REFUSED_PAUSE_MS);
}

static void look_for_last(struct ledger *l)
{
	if (l->length)
		connection_sendl(l->sides[READER], on_last_entry, l, "XRANGE", l->key, l->last_id, l->last_id, NULL);
	else
		start_reading(l);
}

/* What the master had when it was looked at must be on the replica: else its end is not the ledger's. */
static void on_replica_info(void *arg, const redisReply *reply)
{
	struct ledger *l = arg;
	char offset[32];
	if (is_trouble(l, reply, "INFO") || !is_string(reply))
		return;
	server_info(reply->str, "slave_repl_offset", offset, sizeof offset);
	if (offset[0] && strtoll(offset, NULL, 10) < l->master_offset)
		give_up(l, l->ended_once ? STORE_AWAY : STORE_STARTING,
		        "the replica that is read from is behind its master", LOADING_PAUSE_MS);
	else
		look_for_last(l);
}

static void both_checked(struct ledger *l)
{
	if (!l->writable || !l->data_id[READER][0])
		return; /* the other side's answer is still to come */
	if (strcmp(l->data_id[WRITER], l->data_id[READER]) != 0)
		give_up(l, STORE_AWAY, "the two connections lead to servers with different data", LOADING_PAUSE_MS);
	else if (l->options.read_from)
		connection_sendl(l->sides[READER], on_replica_info, l, "INFO", NULL);
	else
		look_for_last(l);
}

/* A replica that has lost its master would be followed in vain. */
static bool is_linked(struct ledger *l, const char *info)
{
	char role[16], link[16];
	server_info(info, "role", role, sizeof role);
	server_info(info, "master_link_status", link, sizeof link);
	if (strcmp(role, "slave") != 0 || !strcmp(link, "up"))
		return true;
	give_up(l, STORE_AWAY, "the replica that is read from has no link to its master", REFUSED_PAUSE_MS);
	return false;
}

/* INFO of one side, both sides alike. The settings are looked at on the writer's side, by on_settings. */
static bool take_info(struct ledger *l, enum side side, const redisReply *reply)
{
	char value[64];
	if (is_trouble(l, reply, "INFO") || !is_string(reply))
		return false;
	server_info(reply->str, "loading", value, sizeof value);
	if (!strcmp(value, "1")) {
		give_up(l, STORE_AWAY, "Redis is loading its data", LOADING_PAUSE_MS);
		return false;
	}
	server_info(reply->str, "role", value, sizeof value);
	if (strcmp(value, "master") != 0 && (side == WRITER || !l->options.read_from)) {
		give_up(l, STORE_REFUSED,
		        "this Redis is a replica: name its master with --redis, or use sentinel:", REFUSED_PAUSE_MS);
		return false;
	}
	if (side == READER && l->options.read_from && !is_linked(l, reply->str))
		return false;
	if (side == WRITER) {
		server_info(reply->str, "master_repl_offset", value, sizeof value);
		l->master_offset = strtoll(value, NULL, 10);
	}
	/* The same for a master and its replicas. */
	server_info(reply->str, "master_replid", l->data_id[side], sizeof l->data_id[side]);
	return true;
}

static void on_reader_info(void *arg, const redisReply *reply)
{
	struct ledger *l = arg;
	if (take_info(l, READER, reply))
		both_checked(l);
}

/* A full memory, a full disk, a replica, a missing right: better known now than by a judge's sheet. */
static void on_probe(void *arg, const redisReply *reply)
{
	struct ledger *l = arg;
	if (is_trouble(l, reply, "to write (SET)"))
		return;
	l->writable = true;
	both_checked(l);
}

static void on_writer_info(void *arg, const redisReply *reply)
{
	struct ledger *l = arg;
	if (take_info(l, WRITER, reply))
		connection_sendl(l->sides[WRITER], on_probe, l, "SET", l->probe_key, "1", NULL);
}

static void on_settings(void *arg, const redisReply *reply)
{
	struct ledger *l = arg;
	char wrong[400];
	if (reply && server_settings_hidden(reply)) {
		give_up(l, STORE_REFUSED,
		        "this Redis does not let its settings be read: allow +config|get to the hub's user",
		        REFUSED_PAUSE_MS);
		return;
	}
	if (is_trouble(l, reply, "CONFIG GET"))
		return;
	if (server_settings_wrong(reply, wrong, sizeof wrong))
		give_up(l, STORE_REFUSED, wrong, REFUSED_PAUSE_MS);
	else
		connection_sendl(l->sides[WRITER], on_writer_info, l, "INFO", NULL);
}

static void on_writer_up(void *arg)
{
	struct ledger *l = arg;
	connection_sendl(l->sides[WRITER], on_settings, l, "CONFIG", "GET", "*append*", "maxmemory-policy", NULL);
}

static void on_reader_up(void *arg)
{
	struct ledger *l = arg;
	connection_sendl(l->sides[READER], on_reader_info, l, "INFO", NULL);
}

static void on_down(void *arg, const char *why)
{
	struct ledger *l = arg;
	char text[400];
	if (l->broken || l->freed || l->giving_up)
		return;
	snprintf(text, sizeof text, "Redis cannot be reached: %.300s", why);
	bool starting = !l->ended_once && uv_now(l->options.loop) - l->began_ms < STARTING_MAX_MS;
	enum store_state state = starting ? STORE_STARTING : STORE_AWAY;
	if (l->state == state && l->data_id[WRITER][0] == '\0' && l->data_id[READER][0] == '\0')
		set_state(l, state, text);
	else
		give_up(l, state, text, 0);
}

/* ---- appending ---- */

static void pump_soon(struct ledger *l);

static void flight_answered(struct ledger *l)
{
	if (--l->unanswered == 0 && l->queue.first)
		pump_soon(l);
}

static void on_added(void *arg, const redisReply *reply)
{
	struct ledger *l = arg;
	if (!reply || !l->flight.first)
		return; /* in doubt now */
	struct append *a = l->flight.first;
	if (l->options.replicas)
		while (a && a->id[0])
			a = a->next;
	if (reply->type == REDIS_REPLY_ERROR || !is_string(reply)) {
		(void)is_trouble(l, reply, "XADD");
		return;
	}
	if (!a)
		return;
	snprintf(a->id, sizeof a->id, "%s", reply->str);
	if (!l->options.replicas) {
		(void)append_list_take(&l->flight);
		answer(l, a, ERR_OK);
	}
	flight_answered(l);
}

static void on_replicated(void *arg, const redisReply *reply)
{
	struct ledger *l = arg;
	if (is_trouble(l, reply, "WAIT"))
		return;
	bool enough = reply->type == REDIS_REPLY_INTEGER && reply->integer >= l->options.replicas;
	answer_all(l, &l->flight, enough ? ERR_OK : ERR_UNAVAILABLE);
	flight_answered(l);
}

static bool send_append(struct ledger *l, const struct append *a)
{
	char at[24];
	int at_len = snprintf(at, sizeof at, "%" PRId64, a->at_ms);
	const char *argv[] = { "XADD", l->key, a->wanted, "type", a->type, "by",   a->by,
		               "at",   at,     "key",     a->key, "data",  a->data };
	const size_t lens[] = {
		4, strlen(l->key), strlen(a->wanted), 4, a->type_len, 2, a->by_len, 2, (size_t)at_len, 3, a->key_len,
		4, a->data_len
	};
	return connection_send(l->sides[WRITER], sizeof argv / sizeof argv[0], argv, lens, on_added, l);
}

static void on_pump(uv_timer_t *timer)
{
	struct ledger *l = timer->data;
	if (l->state != STORE_READY) {
		answer_all(l, &l->queue, ERR_UNAVAILABLE);
		return;
	}
	if (l->unanswered)
		return;
	for (uint32_t i = 0; i < BATCH_MAX && l->queue.first; i++) {
		struct append *a = append_list_take(&l->queue);
		append_list_add(&l->flight, a);
		if (!send_append(l, a))
			return; /* going down: on_down will doubt the flight */
		l->unanswered++;
	}
	if (l->options.replicas && l->unanswered) {
		char replicas[16];
		snprintf(replicas, sizeof replicas, "%d", l->options.replicas);
		if (connection_sendl(l->sides[WRITER], on_replicated, l, "WAIT", replicas, WAIT_TEXT, NULL))
			l->unanswered++;
	}
}

static void pump_soon(struct ledger *l)
{
	if (!l->freed && !uv_is_active((uv_handle_t *)&l->pump))
		uv_timer_start(&l->pump, on_pump, 0, 0);
}

void ledger_append(struct ledger *l, const char *id, const struct entry_raw *raw, ledger_appended *done, void *arg)
{
	l->waiting++;
	append_list_add(&l->queue, append_new(id, raw, done, arg));
	pump_soon(l);
}

/* Whoever has been in doubt for too long is told to send it again. */
static void on_doubt(uv_timer_t *timer)
{
	struct ledger *l = timer->data;
	uint64_t now_ms = uv_now(l->options.loop);
	for (struct append *a; (a = l->doubt.first) && now_ms - a->doubt_since_ms >= DOUBT_MAX_MS;) {
		(void)append_list_take(&l->doubt);
		answer(l, a, ERR_UNAVAILABLE);
	}
}

/* ---- its life ---- */

struct ledger *ledger_new(const struct ledger_options *options)
{
	struct ledger *l = xcalloc(1, sizeof *l);
	l->options = *options;
	snprintf(l->key, sizeof l->key, "ts:{%s}:ledger", options->event);
	snprintf(l->probe_key, sizeof l->probe_key, "ts:{%s}:probe", options->event);
	snprintf(l->last_id, sizeof l->last_id, "0-0");
	append_list_init(&l->queue);
	append_list_init(&l->flight);
	append_list_init(&l->doubt);
	l->state = STORE_STARTING;
	l->began_ms = uv_now(options->loop);
	l->handles = 2;
	uv_timer_init(options->loop, &l->pump);
	uv_timer_init(options->loop, &l->doubt_timer);
	l->pump.data = l;
	l->doubt_timer.data = l;
	uv_timer_start(&l->doubt_timer, on_doubt, 1000, 1000);
	struct connection_options c = { .loop = options->loop,
		                        .user = options->user,
		                        .password = options->password,
		                        .timeout_ms = COMMAND_TIMEOUT_MS,
		                        .arg = l,
		                        .on_up = on_writer_up,
		                        .on_down = on_down,
		                        .where = options->where };
	c.where_arg = options->where_arg;
	l->sides[WRITER] = connection_new(&c, NULL);
	c.timeout_ms = BLOCK_MS + COMMAND_TIMEOUT_MS;
	c.on_up = on_reader_up;
	if (options->read_from) {
		l->read_from = *options->read_from;
		l->options.read_from = &l->read_from;
		c.where = NULL;
	}
	l->sides[READER] = connection_new(&c, &l->read_from);
	return l;
}

static void on_timer_closed(uv_handle_t *handle)
{
	struct ledger *l = handle->data;
	if (--l->handles == 0)
		free(l);
}

void ledger_free(struct ledger *l)
{
	if (!l || l->freed)
		return;
	l->freed = true;
	for (enum side side = WRITER; side <= READER; side++)
		connection_free(l->sides[side]);
	answer_all(l, &l->queue, ERR_UNAVAILABLE);
	answer_all(l, &l->flight, ERR_UNAVAILABLE);
	answer_all(l, &l->doubt, ERR_UNAVAILABLE);
	uv_close((uv_handle_t *)&l->pump, on_timer_closed);
	uv_close((uv_handle_t *)&l->doubt_timer, on_timer_closed);
}

bool ledger_broken(const struct ledger *l)
{
	return l->broken;
}

const char *ledger_last_id(const struct ledger *l)
{
	return l->last_id;
}

uint64_t ledger_reconnects(const struct ledger *l)
{
	return l->reconnects;
}
