/*
 * A venue without sockets: tablets, hubs and one ledger, and between them a network that drops, doubles and delays
 * everything; hubs read the ledger late, and lose all they know now and then; the chief locks the stage while sheets are on
 * their way. Time and chance come from one seed.
 *
 * At the end every tablet's acknowledged sheet is the one in every hub's state, all hubs have the same head, each receipt's
 * hash is that of its entry, and the tables are those that the accepted entries make from scratch.
 *
 *     test_simulator [SEED [COUNT]]
 */
#include "tests/unit/random_entries.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define HUBS 3
#define ATTEMPTS 2
#define JOBS (DRAWN_COMPETITORS * ATTEMPTS)
#define TABLETS 4
#define MESSAGES_MAX 4096
#define TURNS 1500 /* with a bad network */
#define TURNS_MAX 20000 /* until everything has to be through */

static uint64_t seed_first = 1, seed_count = 10;

/* One sheet that a tablet has to get through. */
struct job {
	uint32_t competitor, attempt;
	uint32_t version; /* acknowledged; 0: none */
	char marks[160], acknowledged[160]; /* JSON: what is being sent, what was acknowledged */
	uint64_t seq; /* the receipt's */
	unsigned char hash[HASH_BYTES];
	char key[24]; /* "": nothing is being sent */
	bool marked; /* and not acknowledged since */
	uint32_t corrections; /* still to come */
	uint32_t sent_at;
};

struct tablet {
	char judge[4];
	struct job jobs[JOBS];
	uint32_t keys; /* made so far */
};

struct message {
	uint32_t due;
	bool to_tablet;
	uint32_t hub, tablet, job;
	char key[24];
	char data[400]; /* to a hub: the sheet */
	enum err verdict; /* to a tablet */
	uint64_t seq;
	unsigned char hash[HASH_BYTES];
	uint32_t version; /* of the sheet that the hub has now */
	char marks[160];
};

/* An append that waits until its entry was folded, to be answered. */
struct promise {
	size_t entry;
	struct message answer;
};

struct hub {
	struct state *state;
	size_t folded;
	struct promise *promises;
	size_t promise_count, promise_room;
};

struct venue {
	uint64_t seed;
	struct draw draw;
	uint32_t now;
	bool bad; /* the network is */
	bool opened; /* the stage was, before */
	struct drawn ledger;
	struct hub hubs[HUBS];
	struct tablet tablets[TABLETS];
	struct message *messages;
	size_t message_count;
	uint32_t dropped, doubled, crashes, repeated, stale, locked;
};

static void send(struct venue *v, struct message m)
{
	uint32_t copies = 1;
	if (v->bad && draw_percent(&v->draw, 20)) {
		v->dropped++;
		copies = 0;
	} else if (v->bad && draw_percent(&v->draw, 10)) {
		v->doubled++;
		copies = 2;
	}
	for (; copies; copies--) {
		m.due = v->now + 1 + draw_below(&v->draw, v->bad ? 90 : 2);
		assert_true(v->message_count < MESSAGES_MAX);
		v->messages[v->message_count++] = m;
	}
}

static const struct entry_raw *append(struct venue *v, const char *type, const char *by, const char *key,
                                      const char *data)
{
	return drawn_add(&v->ledger, (struct entry_raw){ .type = type,
	                                                 .by = by,
	                                                 .key = key,
	                                                 .data = data,
	                                                 .type_len = strlen(type),
	                                                 .by_len = strlen(by),
	                                                 .key_len = strlen(key),
	                                                 .data_len = strlen(data),
	                                                 .at_ms = v->now });
}

/* The sheet of a job that a hub has now, as its own tablet is told. */
static void current_sheet(const struct venue *v, const struct hub *hub, struct message *m)
{
	const struct event *event = state_event(hub->state);
	const struct job *job = &v->tablets[m->tablet].jobs[m->job];
	char id[16];
	snprintf(id, sizeof id, "%u", job->competitor);
	uint32_t contest = event_contest(event, "c");
	const struct sheet *sheet = state_sheet(hub->state, contest, 0, 0, contest_competitor(&event->contests[contest], id),
	                                        job->attempt, event_person(event, v->tablets[m->tablet].judge));
	m->version = sheet ? sheet->version : 0;
	m->marks[0] = '\0';
	for (uint32_t i = 0; sheet && i < sheet->mark_count; i++) {
		char value[DECIMAL_TEXT_MAX];
		size_t used = strlen(m->marks);
		decimal_text(sheet->marks[i].micros, value);
		snprintf(m->marks + used, sizeof m->marks - used, "%s\"%s\":\"%s\"", i ? "," : "", sheet->marks[i].item, value);
	}
	if (sheet) {
		m->seq = sheet->seq;
		memcpy(m->hash, sheet->hash, HASH_BYTES);
	}
}

static void answer(struct venue *v, struct hub *hub, struct message m, enum err verdict)
{
	m.to_tablet = true;
	m.verdict = verdict;
	current_sheet(v, hub, &m);
	send(v, m);
}

/* Folds the ledger's next entry, and answers whoever waits for it. */
static void hub_fold(struct venue *v, struct hub *hub)
{
	struct arena arena;
	struct entry e;
	struct change change;
	arena_init(&arena);
	entry_decode(&v->ledger.raws[hub->folded], &arena, &e);
	fold(hub->state, &e, &change);
	v->repeated += change.repeated;
	for (size_t i = 0; i < hub->promise_count; i++) {
		if (hub->promises[i].entry == hub->folded)
			answer(v, hub, hub->promises[i].answer, change.verdict);
	}
	hub->folded++;
	arena_release(&arena);
}

static void hub_crash(struct venue *v, struct hub *hub)
{
	state_free(hub->state);
	hub->state = state_new();
	hub->promise_count = 0;
	size_t folded = v->ledger.count;
	hub->folded = 0;
	while (hub->folded < folded)
		hub_fold(v, hub);
	v->crashes++;
}

/* A sheet arrives: known, refused, or written to the ledger and answered when it was folded. */
static void hub_receive(struct venue *v, const struct message *m)
{
	struct hub *hub = &v->hubs[m->hub];
	const char *judge = v->tablets[m->tablet].judge;
	struct arena arena;
	struct entry e;
	struct change change;
	struct entry_raw raw = { .type = "sheet",
		                 .by = judge,
		                 .key = m->key,
		                 .data = m->data,
		                 .type_len = 5,
		                 .by_len = strlen(judge),
		                 .key_len = strlen(m->key),
		                 .data_len = strlen(m->data) };
	arena_init(&arena);
	entry_decode(&raw, &arena, &e);
	enum err verdict = state_check(hub->state, &e, &change);
	if (verdict || change.repeated) {
		answer(v, hub, *m, verdict);
	} else {
		if (hub->promise_count == hub->promise_room) {
			hub->promise_room = hub->promise_room ? hub->promise_room * 2 : 64;
			hub->promises = xrealloc(hub->promises, hub->promise_room * sizeof *hub->promises);
		}
		hub->promises[hub->promise_count++] = (struct promise){ v->ledger.count, *m };
		append(v, "sheet", judge, m->key, m->data);
	}
	arena_release(&arena);
}

/* What a tablet does with an answer to what it is sending; older answers are nothing to it. */
static void tablet_receive(struct venue *v, const struct message *m)
{
	struct job *job = &v->tablets[m->tablet].jobs[m->job];
	if (strcmp(job->key, m->key) != 0)
		return;
	if (m->verdict == ERR_STALE) {
		/* an earlier try got through after all, or its refusal was late: what the hub has is what counts */
		v->stale++;
		if (m->version < job->version)
			return; /* that hub is behind */
		job->key[0] = '\0';
		job->version = m->version;
		if (strcmp(m->marks, job->marks) != 0)
			return; /* to be sent again as the next version */
	} else if (m->verdict) {
		v->locked++;
		job->key[0] = '\0';
		return;
	}
	if (!m->verdict)
		job->version++;
	job->key[0] = '\0';
	job->marked = false;
	snprintf(job->acknowledged, sizeof job->acknowledged, "%s", job->marks);
	job->seq = m->seq;
	memcpy(job->hash, m->hash, HASH_BYTES);
}

static void deliver(struct venue *v)
{
	for (size_t i = 0; i < v->message_count;) {
		if (v->messages[i].due > v->now) {
			i++;
			continue;
		}
		struct message m = v->messages[i];
		v->messages[i] = v->messages[--v->message_count];
		if (m.to_tablet)
			tablet_receive(v, &m);
		else
			hub_receive(v, &m);
	}
}

static void job_send(struct venue *v, uint32_t tablet, uint32_t number)
{
	struct job *job = &v->tablets[tablet].jobs[number];
	struct message m = { .hub = draw_below(&v->draw, HUBS), .tablet = tablet, .job = number };
	snprintf(m.key, sizeof m.key, "%s", job->key);
	snprintf(m.data, sizeof m.data,
	         "{\"contest\":\"c\",\"stage\":\"p\",\"module\":\"m\",\"competitor\":\"%u\",\"attempt\":%u,\"judge\":\"%s\","
	         "\"version\":%u,\"marks\":{%s},\"penalties\":{}}",
	         job->competitor, job->attempt, v->tablets[tablet].judge, job->version + 1, job->marks);
	job->sent_at = v->now;
	send(v, m);
}

/* A judge marks; j4 has a criterion of their own. */
static void job_mark(struct venue *v, const struct tablet *tablet, struct job *job)
{
	uint32_t half = draw_below(&v->draw, 20);
	if (strcmp(tablet->judge, "j4") == 0)
		snprintf(job->marks, sizeof job->marks, "\"F\":\"%u\"", draw_below(&v->draw, 4));
	else
		snprintf(job->marks, sizeof job->marks, "\"P\":\"%u%s\",\"J\":\"%u\",\"G\":\"%u\",\"V\":\"2\",\"L\":\"%u\"", half / 2,
		         half % 2 ? ".5" : "", draw_below(&v->draw, 4), draw_below(&v->draw, 6), draw_below(&v->draw, 9));
}

static bool job_done(const struct job *job)
{
	return !job->marked && !job->corrections && job->version;
}

static void tablet_turn(struct venue *v, uint32_t number)
{
	struct tablet *tablet = &v->tablets[number];
	uint32_t which = draw_below(&v->draw, JOBS);
	struct job *job = &tablet->jobs[which];
	if (job->key[0]) {
		if (v->now - job->sent_at > 40)
			job_send(v, number, which);
		return;
	}
	if (job_done(job))
		return;
	if (!job->marked) { /* begun, or corrected */
		job_mark(v, tablet, job);
		job->marked = true;
		job->corrections -= job->corrections > 0;
	}
	snprintf(job->key, sizeof job->key, "%s-%u", tablet->judge, ++tablet->keys);
	job_send(v, number, which);
}

/* The way back takes two. */
static void unlock(struct venue *v, const char *key)
{
	char data[120];
	append(v, "unlock", "chief", key, "{\"contest\":\"c\",\"stage\":\"p\",\"to\":\"open\",\"reason\":\"r\"}");
	snprintf(data, sizeof data, "{\"contest\":\"c\",\"stage\":\"p\",\"request\":%zu,\"agreed\":true,\"reason\":\"r\"}",
	         v->ledger.count);
	append(v, "unlock", "office", key, data);
}

static void chief_turn(struct venue *v, bool *open)
{
	char data[80], key[24];
	bool want = v->now % 100 < 70 || !v->bad;
	if (want == *open)
		return;
	*open = want;
	snprintf(data, sizeof data, "{\"contest\":\"c\",\"stage\":\"p\",\"phase\":\"%s\"}", want ? "open" : "locked");
	snprintf(key, sizeof key, "chief-%u", v->now);
	if (!want || !v->opened)
		append(v, "phase", "chief", key, data);
	else
		unlock(v, key);
	v->opened |= want;
}

static bool all_done(const struct venue *v)
{
	for (uint32_t i = 0; i < TABLETS; i++) {
		for (uint32_t j = 0; j < JOBS; j++) {
			if (!job_done(&v->tablets[i].jobs[j]))
				return false;
		}
	}
	for (uint32_t i = 0; i < HUBS; i++) {
		if (v->hubs[i].folded < v->ledger.count)
			return false;
	}
	return v->message_count == 0;
}

static void venue_open(struct venue *v, uint64_t seed)
{
	struct buf definition, data;
	*v = (struct venue){ .seed = seed, .draw = { seed }, .bad = true };
	v->messages = xcalloc(MESSAGES_MAX, sizeof *v->messages);
	drawn_init(&v->ledger);
	buf_init(&definition, 1 << 16);
	buf_init(&data, 1 << 16);
	draw_definition(&v->draw, &definition);
	assert_int_equal(entry_encode_event(buf_str(&definition), definition.len, &data), ERR_OK);
	append(v, "event", "hub", "definition", buf_str(&data));
	buf_release(&definition);
	buf_release(&data);
	for (uint32_t i = 0; i < HUBS; i++) {
		v->hubs[i].state = state_new();
		hub_fold(v, &v->hubs[i]);
	}
	for (uint32_t i = 0; i < TABLETS; i++) {
		snprintf(v->tablets[i].judge, sizeof v->tablets[i].judge, "j%u", i + 1);
		for (uint32_t j = 0; j < JOBS; j++) {
			struct job *job = &v->tablets[i].jobs[j];
			job->competitor = j / ATTEMPTS + 1;
			job->attempt = j % ATTEMPTS + 1;
			job->corrections = draw_below(&v->draw, 10);
		}
	}
}

static void venue_close(struct venue *v)
{
	for (uint32_t i = 0; i < HUBS; i++) {
		state_free(v->hubs[i].state);
		free(v->hubs[i].promises);
	}
	free(v->messages);
	drawn_release(&v->ledger);
}

/* The last sheets as one state that was told nothing else: each tablet's acknowledged one, in the ledger's order. */
static struct state *state_of_acknowledged(const struct venue *v)
{
	struct state *s = state_new();
	for (size_t i = 0; i < v->ledger.count; i++) {
		struct arena arena;
		struct entry e;
		struct change change;
		arena_init(&arena);
		entry_decode(&v->ledger.raws[i], &arena, &e);
		bool wanted = e.type == ENTRY_EVENT || (i == 1 && e.type == ENTRY_PHASE);
		for (uint32_t t = 0; e.type == ENTRY_SHEET && t < TABLETS; t++) {
			for (uint32_t j = 0; j < JOBS; j++)
				wanted = wanted || v->tablets[t].jobs[j].seq == i + 1;
		}
		if (e.type == ENTRY_SHEET)
			e.sheet.version = 1;
		if (wanted && fold(s, &e, &change))
			fail_msg("seed %llu: entry %zu: %s", (unsigned long long)v->seed, i + 1, change.expected);
		arena_release(&arena);
	}
	return s;
}

static void check_receipts(const struct venue *v, const struct hub *hub)
{
	unsigned char head[HASH_BYTES] = { 0 };
	size_t found = 0;
	for (size_t i = 0; i < v->ledger.count; i++) {
		entry_hash(head, &v->ledger.raws[i], head);
		for (uint32_t t = 0; t < TABLETS; t++) {
			for (uint32_t j = 0; j < JOBS; j++) {
				const struct job *job = &v->tablets[t].jobs[j];
				if (job->seq == i + 1) {
					found++;
					assert_memory_equal(job->hash, head, HASH_BYTES);
				}
			}
		}
	}
	assert_int_equal(found, TABLETS * JOBS);
	assert_memory_equal(state_head(hub->state), head, HASH_BYTES);
}

static void check_sheets(struct venue *v, const struct hub *hub)
{
	for (uint32_t t = 0; t < TABLETS; t++) {
		for (uint32_t j = 0; j < JOBS; j++) {
			struct message m = { .tablet = t, .job = j };
			const struct job *job = &v->tablets[t].jobs[j];
			current_sheet(v, hub, &m);
			if (m.version != job->version || strcmp(m.marks, job->acknowledged) != 0 || m.seq != job->seq)
				fail_msg("seed %llu: %s of %u/%u: version %u {%s}, the tablet has %u {%s}", (unsigned long long)v->seed,
				         v->tablets[t].judge, job->competitor, job->attempt, m.version, m.marks, job->version,
				         job->acknowledged);
		}
	}
}

static void check_tables(const struct venue *v, struct state *a, struct state *b)
{
	uint32_t contest = event_contest(state_event(a), "c"), count_a, count_b;
	const struct row *x = table_rank(state_table(a, contest, 0), &count_a);
	const struct row *y = table_rank(state_table(b, contest, 0), &count_b);
	assert_int_equal(count_a, count_b);
	for (uint32_t i = 0; i < count_a; i++) {
		if (x[i].competitor != y[i].competitor || x[i].rank != y[i].rank || x[i].has_total != y[i].has_total ||
		    (x[i].has_total && ratio_compare(&x[i].total, &y[i].total) != 0) || x[i].marks_in != y[i].marks_in)
			fail_msg("seed %llu: row %u differs", (unsigned long long)v->seed, i);
	}
}

static void run(struct venue *v, uint64_t seed)
{
	bool open = false;
	venue_open(v, seed);
	for (v->now = 1; v->now < TURNS_MAX && (v->bad || !all_done(v)); v->now++) {
		v->bad = v->now < TURNS;
		chief_turn(v, &open);
		for (uint32_t i = 0; i < TABLETS; i++)
			tablet_turn(v, i);
		deliver(v);
		for (uint32_t i = 0; i < HUBS; i++) {
			struct hub *hub = &v->hubs[i];
			for (uint32_t n = draw_below(&v->draw, 4); n && hub->folded < v->ledger.count; n--)
				hub_fold(v, hub);
			if (v->bad && draw_below(&v->draw, 500) == 0)
				hub_crash(v, hub);
		}
	}
	if (!all_done(v))
		fail_msg("seed %llu: not everything came through", (unsigned long long)seed);
	struct state *plain = state_of_acknowledged(v);
	for (uint32_t i = 0; i < HUBS; i++) {
		check_receipts(v, &v->hubs[i]);
		check_sheets(v, &v->hubs[i]);
		check_tables(v, v->hubs[i].state, plain);
	}
	state_free(plain);
}

static void test_venue(void **unused)
{
	(void)unused;
	uint64_t dropped = 0, doubled = 0, crashes = 0, repeated = 0, stale = 0, locked = 0;
	for (uint64_t i = 0; i < seed_count; i++) {
		struct venue *v = xmalloc(sizeof *v);
		run(v, seed_first + i);
		dropped += v->dropped;
		doubled += v->doubled;
		crashes += v->crashes;
		repeated += v->repeated;
		stale += v->stale;
		locked += v->locked;
		venue_close(v);
		free(v);
	}
	printf("dropped %llu, doubled %llu, crashes %llu, repeated %llu, stale %llu, locked %llu\n",
	       (unsigned long long)dropped, (unsigned long long)doubled, (unsigned long long)crashes,
	       (unsigned long long)repeated, (unsigned long long)stale, (unsigned long long)locked);
	/* each of the faults has happened */
	if (seed_count >= 10)
		assert_true(dropped && doubled && crashes && repeated && stale && locked);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		seed_first = strtoull(argv[1], NULL, 10);
	if (argc > 2)
		seed_count = strtoull(argv[2], NULL, 10);
	printf("seeds %llu to %llu\n", (unsigned long long)seed_first, (unsigned long long)(seed_first + seed_count - 1));
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_venue) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
