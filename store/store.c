#include "store/store.h"

#include "base/mem.h"
#include "base/text.h"
#include "store/journal.h"
#include "store/connection.h"
#include "store/ledger.h"
#include "store/notes.h"
#include "store/redis_place.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECENT_MAX   8192
#define AWAIT_MAX_MS 5000
#define SENTENCE_MAX 1000

/* An append that has no answer yet. */
struct waiting {
	struct waiting *next; /* of those whose id is known */
	struct store *store;
	store_appended *done;
	void *arg;
	char id[STREAM_ID_MAX]; /* once Redis has answered */
	int64_t at_ms;
	uint64_t since_us;
};

/* What was folded while an append was waiting: its id may come to be known only afterwards. */
struct recent {
	struct receipt receipts[RECENT_MAX]; /* a ring */
	uint64_t count;                      /* ever put in */
};

struct store {
	uv_loop_t *loop;
	char *event, *user, *password;
	struct store_callbacks callbacks;
	struct redis_place *place;
	struct ledger *ledger;
	struct journal *journal;
	struct rankings *rankings;
	struct notes *notes; /* NULL: nobody wants to know */
	enum store_state state;
	char sentence[SENTENCE_MAX], trouble[SENTENCE_MAX]; /* trouble: of the own redis-server */
	uint64_t *prefixes; /* of the hashes of the entries that the journal has too; NULL once compared */
	uint64_t prefix_count;
	struct waiting *awaiting; /* id known, entry not folded yet */
	struct recent *recent;
	uv_timer_t timer;
	uint64_t away_since_ms;
	bool stopping;
	void (*on_stopped)(void *arg);
	void *stopped_arg;
	struct store_counts counts;
};

const char *store_state_name(enum store_state state)
{
	switch (state) {
	case STORE_STARTING: return "starting";
	case STORE_REPLAYING: return "replaying";
	case STORE_READY: return "ready";
	case STORE_AWAY: return "away";
	case STORE_REFUSED: return "refused";
	}
	return "";
}

/* ---- states ---- */

static void answer_awaiting(struct store *s);

static void set_state(struct store *s, enum store_state state, const char *sentence)
{
	bool same = s->state == state && !strcmp(s->sentence, sentence);
	if (s->stopping || same)
		return;
	if (s->state == STORE_READY && state != STORE_READY)
		s->away_since_ms = uv_now(s->loop);
	s->state = state;
	snprintf(s->sentence, sizeof s->sentence, "%s", sentence);
	rankings_allow(s->rankings, state == STORE_READY);
	s->callbacks.on_state(s->callbacks.arg, state, s->sentence);
}

static void on_ledger_state(void *arg, enum store_state state, const char *sentence)
{
	struct store *s = arg;
	bool unreachable = state == STORE_AWAY || state == STORE_STARTING;
	if (unreachable && s->trouble[0])
		sentence = s->trouble;
	else if (state == STORE_STARTING && redis_place_own(s->place))
		sentence = "redis-server is starting";
	set_state(s, state, sentence);
}

static void on_server_trouble(void *arg, const char *sentence)
{
	struct store *s = arg;
	snprintf(s->trouble, sizeof s->trouble, "%s", sentence);
	if (sentence[0] && s->ledger && (s->state == STORE_AWAY || s->state == STORE_STARTING))
		set_state(s, s->state, sentence);
}

static void on_master_change(void *arg)
{
	struct store *s = arg;
	if (s->ledger)
		ledger_reconnect(s->ledger, "the master has changed");
}

/* ---- entries ---- */

static const char *restore_hint(const struct store *s, char *out, size_t size)
{
	snprintf(out, size,
	         "To go on with the journal's: empty that Redis, run `touchstone restore %s %s`, and start again. To "
	         "go on with what is "
	         "in Redis: move the journal away and start again",
	         s->event, journal_path(s->journal));
	return out;
}

/* Says which entry is the first that is not the journal's. */
static void say_changed(const struct store *s, const struct journal_head *first, char *fault, size_t size)
{
	char hint[600];
	snprintf(fault, size,
	         "the ledger in Redis was changed, or is another one: entry %" PRIu64 " (%s) is not the one in %s. %s",
	         first->seq, first->id, journal_path(s->journal), restore_hint(s, hint, sizeof hint));
}

/* The ledger must contain the journal's last line: same place, same id, same hash over all that came before. */
static bool compare_with_journal(struct store *s, const char *id, uint64_t seq, const unsigned char *head, char *fault,
                                 size_t size)
{
	const struct journal_head *known = journal_head(s->journal);
	struct journal_head first = *known;
	memcpy(&s->prefixes[seq - 1], head, sizeof *s->prefixes);
	s->prefix_count = seq;
	if (seq < known->seq || (!strcmp(id, known->id) && !memcmp(head, known->hash, HASH_BYTES)))
		return true;
	journal_first_difference(s->journal, s->prefixes, s->prefix_count, &first);
	say_changed(s, &first, fault, size);
	return false;
}

static void remember(struct store *s, const struct receipt *receipt)
{
	for (struct waiting **at = &s->awaiting, *w; (w = *at) != NULL; at = &w->next) {
		if (strcmp(w->id, receipt->id) != 0)
			continue;
		*at = w->next;
		struct receipt own = *receipt;
		uint64_t us = uv_hrtime() / 1000 - w->since_us;
		own.at_ms = w->at_ms;
		s->counts.appended++;
		s->counts.waiting--;
		s->counts.append_us_sum += us;
		if (us > s->counts.append_us_max)
			s->counts.append_us_max = us;
		w->done(w->arg, ERR_OK, &own);
		free(w);
		return;
	}
	if (s->counts.waiting)
		s->recent->receipts[s->recent->count++ % RECENT_MAX] = *receipt;
}

static bool on_entry(void *arg, const char *id, const struct entry_raw *raw, char *fault, size_t size)
{
	struct store *s = arg;
	struct change change = { 0 };
	struct receipt receipt = { .at_ms = raw->at_ms };
	s->callbacks.on_entry(s->callbacks.arg, id, raw, &change, receipt.head);
	s->counts.folded++;
	assert(change.seq == s->counts.folded);
	if (change.seq <= journal_head(s->journal)->seq) {
		if (!compare_with_journal(s, id, change.seq, receipt.head, fault, size))
			return false;
	} else {
		journal_add(s->journal, id, change.seq, raw, change.verdict, receipt.head);
	}
	snprintf(receipt.id, sizeof receipt.id, "%s", id);
	receipt.seq = change.seq;
	receipt.verdict = change.verdict;
	receipt.repeated = change.repeated;
	receipt.first_seq = change.first_seq;
	snprintf(receipt.expected, sizeof receipt.expected, "%s", change.expected ? change.expected : "");
	remember(s, &receipt);
	return true;
}

static bool on_end(void *arg, char *fault, size_t size)
{
	struct store *s = arg;
	const struct journal_head *known = journal_head(s->journal);
	struct journal_head first;
	char hint[600];
	if (s->counts.folded < known->seq &&
	    journal_first_difference(s->journal, s->prefixes, s->prefix_count, &first)) {
		say_changed(s, &first, fault, size);
		return false;
	}
	if (s->counts.folded < known->seq) {
		snprintf(fault, size,
		         "the ledger in Redis is older than the journal: it ends at entry %" PRIu64
		         ", and %s at entry %" PRIu64 " (%s). %s",
		         s->counts.folded, journal_path(s->journal), known->seq, known->id,
		         restore_hint(s, hint, sizeof hint));
		return false;
	}
	free(s->prefixes);
	s->prefixes = NULL;
	return true;
}

/* ---- appending ---- */

static void fail_waiting(struct waiting *w)
{
	struct store *s = w->store;
	s->counts.unavailable++;
	s->counts.waiting--;
	w->done(w->arg, ERR_UNAVAILABLE, NULL);
	free(w);
}

static void on_appended(void *arg, enum err err, const char *id)
{
	struct waiting *w = arg;
	struct store *s = w->store;
	if (err) {
		fail_waiting(w);
		return;
	}
	snprintf(w->id, sizeof w->id, "%s", id);
	w->next = s->awaiting;
	s->awaiting = w;
	if (stream_id_compare(id, ledger_last_id(s->ledger)) > 0)
		return; /* on_entry is still to come */
	const struct recent *r = s->recent;
	for (uint64_t i = r->count; i > 0 && i + RECENT_MAX > r->count; i--) {
		const struct receipt *receipt = &r->receipts[(i - 1) % RECENT_MAX];
		if (!strcmp(receipt->id, id)) {
			struct receipt own = *receipt;
			remember(s, &own);
			return;
		}
	}
	s->awaiting = w->next; /* too long ago to know its verdict: asked again, the fold gives it again */
	fail_waiting(w);
}

void store_append(struct store *s, enum entry_type type, const char *by, const char *key, const char *data,
                  size_t data_len, store_appended *done, void *arg)
{
	const char *name = entry_type_name(type);
	uv_timeval64_t now;
	assert(key[0]);
	if (s->stopping) {
		done(arg, ERR_UNAVAILABLE, NULL);
		return;
	}
	uv_gettimeofday(&now);
	struct waiting *w = xcalloc(1, sizeof *w);
	*w = (struct waiting){ .store = s,
		               .done = done,
		               .arg = arg,
		               .since_us = uv_hrtime() / 1000,
		               .at_ms = now.tv_sec * 1000 + now.tv_usec / 1000 };
	struct entry_raw raw = { .type = name,
		                 .by = by,
		                 .key = key,
		                 .data = data,
		                 .type_len = strlen(name),
		                 .by_len = strlen(by),
		                 .key_len = strlen(key),
		                 .data_len = data_len,
		                 .at_ms = w->at_ms };
	s->counts.waiting++;
	ledger_append(s->ledger, NULL, &raw, on_appended, w);
}

static void answer_awaiting(struct store *s)
{
	struct waiting *w = s->awaiting;
	s->awaiting = NULL;
	for (struct waiting *next; w; w = next) {
		next = w->next;
		fail_waiting(w);
	}
}

/* What is in Redis but not folded waits for Redis to come back, but not for ever. */
static void on_timer(uv_timer_t *timer)
{
	struct store *s = timer->data;
	if (s->state != STORE_READY && uv_now(s->loop) - s->away_since_ms >= AWAIT_MAX_MS)
		answer_awaiting(s);
}

void store_rank(struct store *s, const char *contest, const char *stage, const struct ranking_row *rows, uint32_t count)
{
	if (!s->stopping)
		rankings_set(s->rankings, contest, stage, store_last_id(s), rows, count);
}

bool store_note(struct store *s, const char *field, const char *text)
{
	return s->notes != NULL && notes_put(s->notes, field, text);
}

/* ---- its life ---- */

static void start(struct store *s, const struct store_options *options, const struct redis_address *read_from)
{
	struct ledger_options l = { .loop = s->loop,
		                    .event = s->event,
		                    .user = s->user,
		                    .password = s->password,
		                    .replicas = options->replicas,
		                    .read_from = read_from,
		                    .where = redis_place_where,
		                    .where_arg = s->place,
		                    .on_entry = on_entry,
		                    .on_end = on_end,
		                    .on_state = on_ledger_state,
		                    .arg = s };
	s->prefixes = xcalloc(journal_head(s->journal)->seq + 1, sizeof *s->prefixes);
	s->recent = xcalloc(1, sizeof *s->recent);
	s->rankings = rankings_new(s->loop, s->event, s->user, s->password, redis_place_where, s->place);
	if (s->callbacks.on_note != NULL)
		s->notes = notes_new(s->loop, s->event, s->user, s->password, redis_place_where, s->place,
		                     s->callbacks.on_note, s->callbacks.arg);
	s->ledger = ledger_new(&l);
	uv_timer_init(s->loop, &s->timer);
	s->timer.data = s;
	uv_timer_start(&s->timer, on_timer, 1000, 1000);
}

static void free_memory(struct store *s)
{
	free(s->prefixes);
	free(s->recent);
	free(s->event);
	free(s->user);
	free(s->password);
	free(s);
}

static void free_memory_of(void *arg)
{
	free_memory(arg);
}

struct store *store_new(const struct store_options *options, const struct store_callbacks *callbacks, char *fault,
                        size_t size)
{
	struct redis_address read_from;
	if (options->read &&
	    redis_address_parse(options->read, strlen(options->read), REDIS_PORT, &read_from) != ERR_OK) {
		snprintf(fault, size, "--read %.200s: expected unix:/path or host:port", options->read);
		return NULL;
	}
	struct store *s = xcalloc(1, sizeof *s);
	assert(text_event_id(options->event, strlen(options->event)));
	s->loop = options->loop;
	s->callbacks = *callbacks;
	s->event = xstrdup(options->event);
	s->user = options->user ? xstrdup(options->user) : NULL;
	s->password = options->password ? xstrdup(options->password) : NULL;
	struct redis_place_events events = { .arg = s, .on_trouble = on_server_trouble, .on_change = on_master_change };
	s->place = redis_place_new(s->loop, options->dir, options->redis, &events, fault, size);
	if (!s->place) {
		free_memory(s);
		return NULL;
	}
	s->journal = journal_open(s->loop, options->dir, s->event, fault, size);
	if (!s->journal) {
		s->stopping = true;
		redis_place_stop(s->place, free_memory_of, s);
		return NULL;
	}
	start(s, options, options->read ? &read_from : NULL);
	return s;
}

static void on_timer_closed(uv_handle_t *handle)
{
	struct store *s = handle->data;
	void (*on_stopped)(void *arg) = s->on_stopped;
	void *arg = s->stopped_arg;
	free_memory(s);
	on_stopped(arg);
}

static void on_place_stopped(void *arg)
{
	struct store *s = arg;
	uv_close((uv_handle_t *)&s->timer, on_timer_closed);
}

static void on_journal_closed(void *arg)
{
	struct store *s = arg;
	s->journal = NULL;
	redis_place_stop(s->place, on_place_stopped, s);
}

void store_stop(struct store *s, void (*on_stopped)(void *arg), void *arg)
{
	assert(!s->stopping);
	s->stopping = true;
	s->on_stopped = on_stopped;
	s->stopped_arg = arg;
	ledger_free(s->ledger);
	s->ledger = NULL;
	answer_awaiting(s);
	rankings_free(s->rankings);
	s->rankings = NULL;
	notes_free(s->notes);
	s->notes = NULL;
	journal_close(s->journal, on_journal_closed, s);
}

enum store_state store_state(const struct store *s)
{
	return s->state;
}

const char *store_sentence(const struct store *s)
{
	return s->sentence;
}

bool store_broken(const struct store *s)
{
	return s->ledger && ledger_broken(s->ledger);
}

const char *store_warning(const struct store *s)
{
	return s->stopping ? "" : journal_warning(s->journal);
}

const char *store_last_id(const struct store *s)
{
	return s->stopping ? "0-0" : ledger_last_id(s->ledger);
}

void store_counts(const struct store *s, struct store_counts *out)
{
	*out = s->counts;
	if (s->stopping)
		return;
	out->reconnects = ledger_reconnects(s->ledger);
	out->journal_lines = journal_lines(s->journal);
	out->journal_seq = journal_head(s->journal)->seq + out->journal_lines;
	out->rankings_written = rankings_written(s->rankings);
}
