#include "display/board.h"

#include "base/mem.h"
#include "display/board_edition.h"
#include "display/chances.h"
#include "display/moves.h"
#include "display/running.h"
#include "events/text_json.h"

#include <stdlib.h>
#include <string.h>

/* Members of a row that may have news. */
enum {
	NEWS_NAME = 1 << 0, /* and unit: only of a row that was not there */
	NEWS_TOTAL = 1 << 1,
	NEWS_STATUS = 1 << 2,
	NEWS_PARTS = 1 << 3,
	NEWS_ADVANCES = 1 << 4,
	NEWS_AWARD = 1 << 5,
	NEWS_PROGRESS = 1 << 6,
	NEWS_SURE = 1 << 7,
	NEWS_ALL = (1 << 8) - 1
};

/* A row as it was last sent. */
struct shown {
	bool there, now; /* in the order that was sent; in the one that is being made */
	struct row row;  /* with parts of its own, without attempts */
	enum sure sure;
};

/* What is not of a row. */
struct header {
	enum phase phase;
	bool provisional;
	struct review review;
	int64_t appeals_ms; /* until when appeals may come; 0: not now */
	bool frozen;
	uint32_t held_first, held_in; /* held_first 0: not held back */
	uint32_t step, steps, opening_begin, opening_end, called; /* as in struct seen */
	uint32_t in, due;                                 /* competitors whose marks are all in, and all of them */
};

struct board_view {
	char *contest, *stage;
	struct gates *gates; /* NULL: everything is seen */
	struct board_edition edition;
	struct shown *shown;    /* by competitor */
	uint32_t *order, *next; /* places of competitors */
	uint32_t *ranks;        /* by position; 0: none */
	enum sure *sure;        /* by competitor, as it is now */
	uint32_t count;
	struct header header;
	int64_t at_ms;
	struct buf rows; /* board_each_row's */
};

struct board_view *board_view_new(const char *contest, const char *stage, struct gates *gates)
{
	struct board_view *v = xcalloc(1, sizeof *v);
	v->contest = xstrdup(contest);
	v->stage = xstrdup(stage);
	v->gates = gates;
	v->header.called = NONE;
	board_edition_init(&v->edition);
	buf_init(&v->rows, BOARD_JSON_MAX);
	return v;
}

/* Forgets what was sent. */
static void view_clear(struct board_view *v)
{
	for (uint32_t i = 0; v->shown && i < v->edition.competitors; i++) {
		struct row *row = &v->shown[i].row;
		if (row->parts == NULL)
			continue;
		ratio_clear(&row->total);
		for (uint32_t j = 0; j < v->edition.parts; j++)
			ratio_clear(&row->parts[j].score);
		free(row->parts);
	}
	free(v->shown);
	free(v->order);
	free(v->next);
	free(v->ranks);
	free(v->sure);
	v->shown = NULL;
	v->sure = NULL;
	v->order = v->next = v->ranks = NULL;
	v->count = 0;
}

void board_view_free(struct board_view *v)
{
	if (v == NULL)
		return;
	view_clear(v);
	board_edition_release(&v->edition);
	buf_release(&v->rows);
	free(v->contest);
	free(v->stage);
	free(v);
}

/* Begins anew with the definition that there is now. */
static void view_begin(struct board_view *v, struct state *s, uint32_t contest, uint32_t stage)
{
	view_clear(v);
	board_edition_make(&v->edition, s, contest, stage);
	v->shown = xcalloc((size_t)v->edition.competitors + 1, sizeof *v->shown);
	v->order = xcalloc((size_t)v->edition.competitors + 1, sizeof *v->order);
	v->next = xcalloc((size_t)v->edition.competitors + 1, sizeof *v->next);
	v->ranks = xcalloc((size_t)v->edition.competitors + 1, sizeof *v->ranks);
	v->sure = xcalloc((size_t)v->edition.competitors + 1, sizeof *v->sure);
}

/* Rows. */

static void shown_set(const struct board_view *v, struct shown *shown, const struct row *row)
{
	struct row *mine = &shown->row;
	struct part *parts = mine->parts;
	struct ratio total = mine->total;
	if (parts == NULL) {
		ratio_init(&total);
		parts = xcalloc(v->edition.parts + 1, sizeof *parts);
		for (uint32_t i = 0; i < v->edition.parts; i++)
			ratio_init(&parts[i].score);
	}
	*mine = *row;
	mine->total = total;
	mine->parts = parts;
	if (row->has_total)
		ratio_set(&mine->total, &row->total);
	for (uint32_t i = 0; i < v->edition.parts; i++) {
		parts[i].scored = row->parts[i].scored;
		if (row->parts[i].scored)
			ratio_set(&parts[i].score, &row->parts[i].score);
	}
}

static bool values_differ(bool had, const struct ratio *a, bool has, const struct ratio *b)
{
	return had != has || (had && ratio_compare(a, b) != 0);
}

/* What of a row has news. */
static unsigned row_news(const struct board_view *v, const struct shown *shown, const struct row *row)
{
	const struct row *was = &shown->row;
	if (!shown->there)
		return NEWS_ALL;
	unsigned news = 0;
	if (values_differ(was->has_total, &was->total, row->has_total, &row->total))
		news |= NEWS_TOTAL;
	if (was->status != row->status)
		news |= NEWS_STATUS;
	for (uint32_t i = 0; i < v->edition.parts; i++)
		if (values_differ(was->parts[i].scored, &was->parts[i].score, row->parts[i].scored,
		                  &row->parts[i].score))
			news |= NEWS_PARTS;
	if (v->edition.advance && (was->advances != row->advances || was->substitute != row->substitute))
		news |= NEWS_ADVANCES;
	if (was->award != row->award)
		news |= NEWS_AWARD;
	if (was->marks_in != row->marks_in || was->marks_due != row->marks_due)
		news |= NEWS_PROGRESS;
	if (shown->sure != v->sure[row->competitor])
		news |= NEWS_SURE;
	return news;
}

static void put_value(struct json_out *o, bool given, const struct ratio *value, int digits)
{
	char text[RATIO_TEXT_MAX];
	if (!given) {
		json_put_null(o);
		return;
	}
	ratio_text(value, digits, text);
	json_put_string(o, text);
}

static void put_row_members(struct json_out *o, const struct board_view *v, uint32_t competitor, unsigned news)
{
	const struct board_edition *ed = &v->edition;
	const struct row *row = &v->shown[competitor].row;
	if (news & NEWS_NAME)
		json_put_raw(o, ed->names[competitor], strlen(ed->names[competitor]));
	if (news & NEWS_TOTAL) {
		json_key(o, "total");
		put_value(o, row->has_total, &row->total, ed->total_digits);
	}
	if (news & NEWS_STATUS)
		json_member_string(o, "status", status_name(row->status));
	if (news & NEWS_PARTS) {
		json_key(o, "parts");
		json_array(o);
		for (uint32_t i = 0; i < ed->parts; i++)
			put_value(o, row->parts[i].scored, &row->parts[i].score, ed->part_digits[i]);
		json_array_end(o);
	}
	if (news & NEWS_ADVANCES) {
		json_key(o, "advances");
		if (!ed->advance) {
			json_put_null(o);
		} else {
			json_put_bool(o, row->advances);
			json_key(o, "substitute");
			if (row->substitute)
				json_put_int(o, row->substitute);
			else
				json_put_null(o);
		}
	}
	if (news & NEWS_AWARD) {
		json_key(o, "award");
		if (ed->awarded && row->award != NONE)
			json_put_raw(o, ed->awards[row->award], strlen(ed->awards[row->award]));
		else
			json_put_null(o);
	}
	if (news & NEWS_PROGRESS) {
		json_member_int(o, "in", row->marks_in);
		json_member_int(o, "due", row->marks_due);
	}
	if (news & NEWS_SURE)
		json_member_string(o, "sure", sure_name(v->shown[competitor].sure));
}

static void put_row(struct json_out *o, const struct board_view *v, uint32_t competitor, unsigned news)
{
	json_object(o);
	put_row_members(o, v, competitor, news);
	json_object_end(o);
}

/* The header. */

static void put_progress(struct json_out *o, const struct header *h)
{
	json_key(o, "progress");
	json_object(o);
	json_member_int(o, "in", h->in);
	json_member_int(o, "due", h->due);
	json_object_end(o);
}

/* {"step","steps","opening":[16,17],"called"}: the row at position 16 is being opened; null outside a ceremony. */
static void put_reveal(struct json_out *o, const struct board_view *v, const struct header *h)
{
	json_key(o, "reveal");
	if (h->steps == 0) {
		json_put_null(o);
		return;
	}
	json_object(o);
	json_member_int(o, "step", h->step);
	json_member_int(o, "steps", h->steps);
	json_key(o, "opening");
	json_array(o);
	json_put_int(o, h->opening_begin);
	json_put_int(o, h->opening_end);
	json_array_end(o);
	json_key(o, "called");
	if (h->called != NONE)
		json_put_raw(o, v->edition.awards[h->called], strlen(v->edition.awards[h->called]));
	else
		json_put_null(o);
	json_object_end(o);
}

/* The first performers, where they are announced together and are not all in. */
static void put_held(struct json_out *o, const struct header *h)
{
	json_key(o, "held");
	if (h->held_first == 0) {
		json_put_null(o);
		return;
	}
	json_object(o);
	json_member_int(o, "first", h->held_first);
	json_member_int(o, "in", h->held_in);
	json_object_end(o);
}

static bool reveals_differ(const struct header *a, const struct header *b)
{
	return a->step != b->step || a->steps != b->steps || a->opening_begin != b->opening_begin ||
	       a->opening_end != b->opening_end || a->called != b->called;
}

/* Why results that were out are looked at again; null where they are not. */
static void put_review(struct json_out *o, const struct header *h)
{
	json_key(o, "review");
	if (h->review.reason == NULL) {
		json_put_null(o);
		return;
	}
	json_object(o);
	json_member_int(o, "since", h->review.since_ms);
	json_member_string(o, "reason", h->review.reason);
	json_object_end(o);
}

/* Writes what is new in the header; returns whether anything is. */
static void put_appeals(struct json_out *o, const struct header *h)
{
	json_key(o, "appeals_until");
	if (h->appeals_ms > 0)
		json_put_int(o, h->appeals_ms);
	else
		json_put_null(o);
}

static bool put_header_news(struct json_out *o, const struct board_view *v, const struct header *is)
{
	const struct header *was = &v->header;
	bool news = false;
	if (was->phase != is->phase) {
		json_member_string(o, "phase", phase_name(is->phase));
		news = true;
	}
	if (was->provisional != is->provisional) {
		json_member_bool(o, "provisional", is->provisional);
		news = true;
	}
	if (was->review.since_ms != is->review.since_ms) {
		put_review(o, is);
		news = true;
	}
	if (was->appeals_ms != is->appeals_ms) {
		put_appeals(o, is);
		news = true;
	}
	if (was->frozen != is->frozen) {
		json_member_bool(o, "frozen", is->frozen);
		news = true;
	}
	if (was->held_first != is->held_first || was->held_in != is->held_in) {
		put_held(o, is);
		news = true;
	}
	if (reveals_differ(was, is)) {
		put_reveal(o, v, is);
		news = true;
	}
	if (was->in != is->in || was->due != is->due) {
		put_progress(o, is);
		news = true;
	}
	return news;
}

/* The update. */

/* Takes out of v->order what is not there any more; writes "removed". */
static bool put_removed(struct json_out *o, struct board_view *v)
{
	uint32_t kept = 0;
	bool news = false;
	for (uint32_t i = 0; i < v->count; i++) {
		uint32_t competitor = v->order[i];
		if (v->shown[competitor].now) {
			v->order[kept++] = competitor;
			continue;
		}
		v->shown[competitor].there = false;
		if (!news) {
			json_key(o, "removed");
			json_array(o);
		}
		json_put_string(o, v->edition.ids[competitor]);
		news = true;
	}
	if (news)
		json_array_end(o);
	v->count = kept;
	return news;
}

static void put_moves(struct json_out *o, const struct board_view *v, const struct move *moves, uint32_t count)
{
	json_key(o, "moves");
	json_array(o);
	for (uint32_t i = 0; i < count; i++) {
		json_array(o);
		json_put_string(o, v->edition.ids[moves[i].item]);
		json_put_int(o, moves[i].index);
		json_array_end(o);
	}
	json_array_end(o);
}

static void put_rank(struct json_out *o, uint32_t rank)
{
	if (rank > 0)
		json_put_int(o, rank);
	else
		json_put_null(o);
}

/* A page cuts its ranks to the new length, or fills them up with null, before it takes these. */
static bool put_ranks_news(struct json_out *o, struct board_view *v, const struct row *rows, uint32_t was,
                           uint32_t count)
{
	bool news = false;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t before = i < was ? v->ranks[i] : 0;
		v->ranks[i] = rows[i].rank;
		if (before == rows[i].rank)
			continue;
		if (!news) {
			json_key(o, "ranks");
			json_array(o);
		}
		news = true;
		json_array(o);
		json_put_int(o, i);
		put_rank(o, rows[i].rank);
		json_array_end(o);
	}
	if (news)
		json_array_end(o);
	return news;
}

static bool put_rows_news(struct json_out *o, struct board_view *v, const struct seen *seen)
{
	bool any = false;
	for (uint32_t i = 0; i < seen->count; i++) {
		struct row row = seen->rows[i]; /* its ratios stay the other's */
		struct shown *shown = &v->shown[row.competitor];
		if (!seen->awards)
			row.award = NONE;
		unsigned news = row_news(v, shown, &row);
		if (news == 0)
			continue;
		if (!any) {
			json_key(o, "rows");
			json_object(o);
		}
		any = true;
		shown_set(v, shown, &row);
		shown->sure = v->sure[row.competitor];
		shown->there = true;
		json_key(o, v->edition.ids[row.competitor]);
		put_row(o, v, row.competitor, news);
	}
	if (any)
		json_object_end(o);
	return any;
}

/* Writes everything that is new in the rows and takes it over; *whole where it is too much for a change. */
static bool put_table_news(struct json_out *o, struct board_view *v, const struct seen *seen, bool *whole)
{
	const struct row *rows = seen->rows;
	uint32_t was = v->count, count = seen->count;
	for (uint32_t i = 0; i < v->edition.competitors; i++)
		v->shown[i].now = false;
	for (uint32_t i = 0; i < count; i++) {
		v->next[i] = rows[i].competitor;
		v->shown[rows[i].competitor].now = true;
	}
	bool news = put_removed(o, v);
	struct move *moves = xcalloc(count + 1, sizeof *moves);
	uint32_t moved = moves_find(v->order, v->count, v->next, count, v->edition.competitors, BOARD_MOVES_MAX, moves);
	*whole = moved == UINT32_MAX;
	if (moved > 0 && !*whole)
		put_moves(o, v, moves, moved);
	free(moves);
	uint32_t *order = v->order;
	v->order = v->next;
	v->next = order;
	v->count = count;
	news |= moved > 0;
	news |= put_ranks_news(o, v, rows, was, count);
	news |= put_rows_news(o, v, seen);
	return news;
}

static struct header header_of(const struct seen *seen, const struct state *s, uint32_t contest, uint32_t stage)
{
	enum phase phase = state_phase(s, contest, stage);
	uint32_t appeals;
	struct header h = {
		.phase = phase,
		.provisional = phase != PHASE_PUBLISHED,
		.review = state_review(s, contest, stage),
		.frozen = seen->frozen,
		.held_first = seen->held ? seen->held_first : 0,
		.held_in = seen->held_in,
		.step = seen->step,
		.steps = seen->steps,
		.opening_begin = seen->opening_begin,
		.opening_end = seen->opening_end,
		.called = seen->called,
		.due = seen->count,
	};
	(void)state_appeals(s, contest, stage, &appeals, &h.appeals_ms);
	for (uint32_t i = 0; i < seen->count; i++)
		h.in += row_complete(&seen->rows[i]);
	return h;
}

/* The stage as this view's watchers may see it. */
static struct seen look(const struct board_view *v, struct state *s, uint32_t contest, uint32_t stage)
{
	struct seen seen = { .awards = true, .called = NONE };
	if (v->gates != NULL)
		gates_seen(v->gates, s, contest, stage, &seen);
	else
		seen.rows = table_rank(state_table(s, contest, stage), &seen.count);
	return seen;
}

static void put_snapshot(struct json_out *o, const struct board_view *v);

bool board_view_update(struct board_view *v, struct state *s, int64_t at_ms, struct buf *change)
{
	const struct event *event = state_event(s);
	buf_reset(change);
	uint32_t contest = event ? event_contest(event, v->contest) : NONE;
	uint32_t stage = contest != NONE ? contest_stage(&event->contests[contest], v->stage) : NONE;
	if (stage == NONE)
		return false;
	bool whole = v->edition.definition != state_definition(s);
	if (whole)
		view_begin(v, s, contest, stage);
	struct seen seen = look(v, s, contest, stage);
	chances_sure(s, contest, stage, &seen, v->edition.competitors, v->sure);
	struct header header = header_of(&seen, s, contest, stage);

	struct json_out o;
	bool too_many;
	json_out_init(&o, change);
	json_object(&o);
	json_member_int(&o, "at", at_ms);
	bool news = put_header_news(&o, v, &header);
	news |= put_table_news(&o, v, &seen, &too_many);
	json_object_end(&o);
	v->header = header;
	if (news || whole || !seen.frozen)
		v->at_ms = at_ms;
	if (!news && !whole) {
		buf_reset(change);
		return false;
	}
	if (whole || too_many) {
		buf_reset(change);
		json_out_init(&o, change);
		json_object(&o);
		json_key(&o, "snapshot");
		put_snapshot(&o, v);
		json_object_end(&o);
	}
	return true;
}

/* The snapshot. */

static void member_raw(struct json_out *o, const char *key, const char *json)
{
	json_key(o, key);
	json_put_raw(o, json, strlen(json));
}

static void put_snapshot(struct json_out *o, const struct board_view *v)
{
	json_object(o);
	json_member_string(o, "contest", v->contest);
	json_member_string(o, "stage", v->stage);
	if (v->shown != NULL) {
		member_raw(o, "title", v->edition.title);
		member_raw(o, "contest_title", v->edition.contest_title);
		member_raw(o, "modules", v->edition.modules);
	}
	json_member_string(o, "phase", phase_name(v->header.phase));
	json_member_bool(o, "provisional", v->header.provisional);
	if (v->header.review.reason != NULL)
		put_review(o, &v->header);
	if (v->header.appeals_ms > 0)
		put_appeals(o, &v->header);
	json_member_bool(o, "frozen", v->header.frozen);
	put_held(o, &v->header);
	put_reveal(o, v, &v->header);
	json_member_int(o, "at", v->at_ms);
	put_progress(o, &v->header);
	json_key(o, "order");
	json_array(o);
	for (uint32_t i = 0; i < v->count; i++)
		json_put_string(o, v->edition.ids[v->order[i]]);
	json_array_end(o);
	json_key(o, "ranks");
	json_array(o);
	for (uint32_t i = 0; i < v->count; i++)
		put_rank(o, v->ranks[i]);
	json_array_end(o);
	json_key(o, "rows");
	json_object(o);
	for (uint32_t i = 0; i < v->count; i++) {
		json_key(o, v->edition.ids[v->order[i]]);
		put_row(o, v, v->order[i], NEWS_ALL);
	}
	json_object_end(o);
	json_object_end(o);
}

void board_snapshot(const struct board_view *v, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	put_snapshot(&o, v);
}

void board_each_row(struct board_view *v, void (*visit)(void *arg, const char *competitor, const char *json), void *arg)
{
	size_t *begins = xcalloc((size_t)v->count + 1, sizeof *begins);
	buf_reset(&v->rows);
	for (uint32_t i = 0; i < v->count; i++) {
		struct json_out o;
		begins[i] = v->rows.len;
		json_out_init(&o, &v->rows);
		json_object(&o);
		json_key(&o, "rank");
		put_rank(&o, v->ranks[i]);
		put_row_members(&o, v, v->order[i], NEWS_ALL);
		json_object_end(&o);
		buf_addc(&v->rows, '\0');
	}
	for (uint32_t i = 0; buf_ok(&v->rows) && i < v->count; i++)
		visit(arg, v->edition.ids[v->order[i]], v->rows.data + begins[i]);
	free(begins);
}
