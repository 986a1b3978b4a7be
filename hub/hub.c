#include "hub/hub.h"

#include "base/mem.h"
#include "events/entry_json.h"
#include "hub/practice.h"
#include "hub/screens.h"
#include "hub/sign_in.h"
#include "hub/stream.h"
#include "hub/tablet_calls.h"
#include "hub/views.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t hub_now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- boards ---- */

static void boards_free(struct hub *hub)
{
	for (uint32_t i = 0; i < hub->board_count; i++) {
		board_view_free(hub->boards[i].view);
		board_view_free(hub->boards[i].live);
	}
	free(hub->boards);
	hub->boards = NULL;
	hub->board_count = 0;
}

static void boards_make(struct hub *hub, int64_t at_ms)
{
	const struct event *event = state_event(hub->state);
	boards_free(hub);
	if (event == NULL)
		return;
	hub->boards = xcalloc((size_t)CONTESTS_MAX * STAGES_MAX, sizeof *hub->boards);
	for (uint32_t c = 0; c < event->contest_count; c++)
		for (uint32_t i = 0; i < event->contests[c].stage_count; i++) {
			const char *contest = event->contests[c].id, *stage = event->contests[c].stages[i].id;
			struct hub_board *board = &hub->boards[hub->board_count++];
			*board = (struct hub_board){
				.contest = c, .stage = i, .dirty = true, .live_dirty = true, .at_ms = at_ms
			};
			board->view = board_view_new(contest, stage, hub->gates);
			board->live = board_view_new(contest, stage, NULL);
			snprintf(board->topic, sizeof board->topic, VIEW_LIVE "board/%s/%s", contest, stage);
		}
}

struct hub_board *hub_board_find(struct hub *hub, uint32_t contest, uint32_t stage)
{
	for (uint32_t i = 0; i < hub->board_count; i++)
		if (hub->boards[i].contest == contest && hub->boards[i].stage == stage)
			return &hub->boards[i];
	return NULL;
}

/* Rows on their way to Redis. */
struct ranking {
	struct ranking_row *rows;
	uint32_t count, room;
};

static void add_row(void *arg, const char *competitor, const char *json)
{
	struct ranking *r = arg;
	if (r->count == r->room) {
		r->room = r->room ? r->room * 2 : 128;
		r->rows = xrealloc(r->rows, r->room * sizeof *r->rows);
	}
	r->rows[r->count++] = (struct ranking_row){ competitor, json };
}

static void board_store(struct hub *hub, const struct hub_board *board)
{
	const struct event *event = state_event(hub->state);
	const struct contest *contest = &event->contests[board->contest];
	struct ranking r = { 0 };
	if (hub->store == NULL)
		return;
	board_each_row(board->live, add_row, &r);
	store_rank(hub->store, contest->id, contest->stages[board->stage].id, r.rows, r.count);
	free(r.rows);
}

/* Brings one of a board's two views up to date and tells who watches it; returns whether anything changed. */
static bool view_update(struct hub *hub, struct board_view *view, const char *topic_name, int64_t at_ms)
{
	struct buf change;
	buf_init(&change, BOARD_JSON_MAX);
	struct topic *topic = topics_find(&hub->topics, topic_name);
	bool changed = board_view_update(view, hub->state, at_ms, &change);
	if (topic != NULL && changed) {
		view_publish(topic, buf_str(&change), change.len);
		hub->counts.updates++;
	} else if (topic != NULL) {
		topic_touch(topic); /* it is as of later now */
	}
	buf_release(&change);
	return changed;
}

void hub_board_refresh(struct hub *hub, struct hub_board *board)
{
	if (!board->live_dirty)
		return;
	board->live_dirty = false;
	board->rank_dirty |= view_update(hub, board->live, board->topic, board->at_ms);
}

static void board_update(struct hub *hub, struct hub_board *board)
{
	board->dirty = false;
	(void)view_update(hub, board->view, board->topic + strlen(VIEW_LIVE), board->at_ms);
	if (topics_find(&hub->topics, board->topic) != NULL)
		hub_board_refresh(hub, board);
}

static void on_rank(uv_timer_t *timer)
{
	struct hub *hub = timer->data;
	for (uint32_t i = 0; i < hub->board_count; i++) {
		hub_board_refresh(hub, &hub->boards[i]);
		if (hub->boards[i].rank_dirty)
			board_store(hub, &hub->boards[i]);
		hub->boards[i].rank_dirty = false;
	}
	views_tell_late(hub);
}

static void boards_update(struct hub *hub)
{
	for (uint32_t i = 0; i < hub->board_count; i++)
		if (hub->boards[i].dirty)
			board_update(hub, &hub->boards[i]);
}

static void on_flush(uv_timer_t *timer)
{
	struct hub *hub = timer->data;
	uint64_t now_ms = uv_now(hub->loop);
	hub->flush_waits = fanout_busy(&hub->fanout);
	if (hub->flush_waits)
		return; /* the one before is still going out: what comes meanwhile goes with this one */
	uint64_t cost_ms = (hub->fanout.cpu_ns - hub->flushed_cpu_ns) / 1000000 * FANOUT_SHARE;
	hub->flushed_cpu_ns = hub->fanout.cpu_ns;
	hub->paced_ms =
	    (hub->paced_ms > now_ms ? hub->paced_ms : now_ms) + (cost_ms > hub->frame_ms ? cost_ms : hub->frame_ms);
	boards_update(hub);
}

void hub_on_fanned_out(struct hub *hub)
{
	if (hub->flush_waits && !uv_is_closing((const uv_handle_t *)&hub->flush))
		uv_timer_start(&hub->flush, on_flush, 0, 0);
}

void hub_tell_soon(struct hub *hub)
{
	if (!uv_is_closing((const uv_handle_t *)&hub->rank) && !uv_is_active((const uv_handle_t *)&hub->rank))
		uv_timer_start(&hub->rank, on_rank, RANK_PAUSE_MS, 0);
}

/*
 * A change goes out at once; where changes come faster than the pace, FRAMES_SAVED more do, as when the judges of one
 * performance press together, and then what comes within a frame goes out together at its end. With so many watchers
 * that sending takes more than its share of the loop, frames are longer.
 */
static void flush_soon(struct hub *hub)
{
	uint64_t due_ms = uv_now(hub->loop) + FRAMES_SAVED * hub->frame_ms;
	if (!uv_is_active((const uv_handle_t *)&hub->flush))
		uv_timer_start(&hub->flush, on_flush, hub->paced_ms > due_ms ? hub->paced_ms - due_ms : 0, 0);
	hub_tell_soon(hub);
}

/* A stage's table changed: its board, and those of later stages that carry or take from it. */
static void boards_dirty(struct hub *hub, const struct change *change, int64_t at_ms)
{
	for (uint32_t i = 0; i < hub->board_count; i++) {
		struct hub_board *board = &hub->boards[i];
		if (board->contest != change->contest || board->stage < change->stage)
			continue;
		board->dirty = board->live_dirty = true;
		board->at_ms = at_ms;
	}
	if (hub->live)
		flush_soon(hub);
}

/* ---- the beat ---- */

static void on_beat(uv_timer_t *timer)
{
	struct hub *hub = timer->data;
	fanout_beat(&hub->fanout);
	streams_beat(&hub->topics);
}

/* ---- life ---- */

void hub_init(struct hub *hub, uv_loop_t *loop, bool ring)
{
	*hub = (struct hub){ .loop = loop, .state = state_new(), .frame_ms = 1000 / FRAMES };
	hub->gates = gates_new();
	hub->history = history_new();
	hub->tablets = tablets_new();
	topics_init(&hub->topics, hub);
	fanout_init(&hub->fanout, hub, loop, ring);
	uv_timer_init(loop, &hub->beat);
	uv_timer_init(loop, &hub->flush);
	uv_timer_init(loop, &hub->rank);
	uv_timer_init(loop, &hub->practice_timer);
	hub->practice_timer.data = hub;
	hub->beat.data = hub->flush.data = hub->rank.data = hub;
	uv_timer_start(&hub->beat, on_beat, BEAT_MS, BEAT_MS);
}

void hub_stop(struct hub *hub)
{
	uv_close((uv_handle_t *)&hub->beat, NULL);
	uv_close((uv_handle_t *)&hub->flush, NULL);
	uv_close((uv_handle_t *)&hub->rank, NULL);
	uv_close((uv_handle_t *)&hub->practice_timer, NULL);
	fanout_stop(&hub->fanout);
}

void hub_release(struct hub *hub)
{
	boards_free(hub);
	topics_release(&hub->topics);
	fanout_release(&hub->fanout);
	gates_free(hub->gates);
	history_free(hub->history);
	tablets_free(hub->tablets);
	state_free(hub->state);
	arena_release(&hub->decoded);
	free(hub->entries);
	practice_free(hub);
	free(hub->gone);
}

void hub_go_live(struct hub *hub)
{
	if (hub->live)
		return;
	hub->live = true;
	boards_update(hub);
	flush_soon(hub); /* the rankings */
}

/* ---- entries ---- */

static void entry_note(struct hub *hub, const char *id, const unsigned char head[HASH_BYTES])
{
	if (hub->entry_count == hub->entry_room) {
		hub->entry_room = hub->entry_room ? hub->entry_room * 2 : 1024;
		hub->entries = xrealloc(hub->entries, hub->entry_room * sizeof *hub->entries);
	}
	struct hub_entry *e = &hub->entries[hub->entry_count++];
	snprintf(e->id, sizeof e->id, "%s", id);
	memcpy(e->head, head, HASH_BYTES);
}

void hub_on_entry(void *arg, const char *id, const struct entry_raw *raw, struct change *change,
                  unsigned char head[HASH_BYTES])
{
	struct hub *hub = arg;
	struct entry entry;
	arena_reset(&hub->decoded);
	entry_decode(raw, &hub->decoded, &entry);
	enum err verdict = fold(hub->state, &entry, change);
	memcpy(head, state_head(hub->state), HASH_BYTES);
	entry_note(hub, id, head);
	assert(hub->entry_count == state_seq(hub->state));
	hub->counts.entries++;
	gates_tell(hub->gates, hub->state, change);
	history_note(hub->history, &entry, change);
	if (verdict == ERR_OK && !change->repeated) {
		if (change->definition) {
			crypto_generichash(hub->definition_digest, HASH_BYTES, (const unsigned char *)raw->data,
			                   raw->data_len, NULL, 0);
			boards_make(hub, raw->at_ms);
			views_place(hub);
			for (struct socket *s = hub->sockets; s != NULL; s = s->next)
				views_recheck(s);
			if (hub->live) {
				boards_update(hub);
				flush_soon(hub);
			}
		} else if (change->contest != NONE && change->stage != NONE) {
			boards_dirty(hub, change, raw->at_ms);
		}
		if (change->cards)
			sign_in_check(hub, change->person);
		if (hub->live)
			views_tell(hub, &entry, change);
		tablets_on_entry(hub, &entry, change);
		practice_tell(hub, &entry, change);
		if (hub->live && change->draws)
			hub_tell_soon(hub);
	}
}

/* ---- sockets ---- */

void hub_join(struct socket *s)
{
	struct hub *hub = s->hub;
	s->next = hub->sockets;
	if (hub->sockets != NULL)
		hub->sockets->prev = s;
	hub->sockets = s;
	hub->socket_count++;
	hub->counts.connections++;
}

void hub_leave(struct socket *s)
{
	struct hub *hub = s->hub;
	fanout_leave(&hub->fanout, s);
	topics_unwatch_all(s);
	pending_leave(s);
	screens_leave(s);
	if (s->prev != NULL)
		s->prev->next = s->next;
	else
		hub->sockets = s->next;
	if (s->next != NULL)
		s->next->prev = s->prev;
	s->prev = s->next = NULL;
	hub->socket_count--;
	hub_sign_in(s, NULL, NULL);
}

bool hub_online(const struct hub *hub, const char *person)
{
	for (const struct socket *s = hub->sockets; s != NULL; s = s->next)
		if (s->signed_in && strcmp(s->person, person) == 0)
			return true;
	return false;
}

void hub_sign_in(struct socket *s, const char *person, const char *card_hash)
{
	struct hub *hub = s->hub;
	char before[ID_MAX + 1];
	bool was = s->signed_in;
	if (was && person != NULL && strcmp(person, s->person) == 0) {
		snprintf(s->card_hash, sizeof s->card_hash, "%s", card_hash);
		return;
	}
	snprintf(before, sizeof before, "%s", s->person);
	s->signed_in = false;
	if (was && !hub_online(hub, before))
		views_tell_online(hub, before, false);
	if (was)
		tablets_tell(hub, before);
	if (person == NULL) {
		s->person[0] = '\0';
		return;
	}
	bool there = hub_online(hub, person);
	snprintf(s->person, sizeof s->person, "%s", person);
	snprintf(s->card_hash, sizeof s->card_hash, "%s", card_hash);
	s->signed_in = true;
	s->says = false;
	if (!there)
		views_tell_online(hub, person, true);
	tablets_tell(hub, person);
}

struct asker hub_asker(const struct hub *hub, const struct socket *s)
{
	struct asker who = { NONE, ROLE_AUDIENCE };
	const struct event *event = state_event(hub->state);
	uint32_t person = s->signed_in && event != NULL ? event_person(event, s->person) : NONE;
	if (person != NONE)
		who = (struct asker){ person, event->people[person].role };
	return who;
}
