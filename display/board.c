#include "display/board.h"

#include "base/mem.h"
#include "display/moves.h"
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
	NEWS_ALL = (1 << 7) - 1
};

/* A row as it was last sent. */
struct shown {
	bool there, now; /* in the order that was sent; in the one that is being made */
	struct row row; /* with parts of its own, without attempts */
};

/* What is not of a row. */
struct header {
	enum phase phase;
	bool provisional;
	uint32_t in, due; /* competitors whose marks are all in, and all of them */
};

/* Everything that only a new definition changes, encoded once. */
struct edition {
	uint64_t definition; /* state_definition() that it was made of */
	struct arena arena;
	const char *title, *contest_title, *modules; /* JSON */
	const char **ids; /* by competitor */
	const char **names; /* by competitor: "name":...,"unit":... */
	const char **awards; /* JSON, by award */
	bool advance, awarded;
	int total_digits;
	int *part_digits;
	uint32_t competitors, parts;
};

struct board_view {
	char *contest, *stage;
	enum board_for audience;
	struct edition edition;
	struct shown *shown; /* by competitor */
	uint32_t *order, *next; /* places of competitors */
	uint32_t *ranks; /* by position; 0: none */
	uint32_t count;
	struct header header;
	int64_t at_ms;
	struct buf rows; /* board_each_row's */
};

struct board_view *board_view_new(const char *contest, const char *stage, enum board_for audience)
{
	struct board_view *v = xcalloc(1, sizeof *v);
	v->contest = xstrdup(contest);
	v->stage = xstrdup(stage);
	v->audience = audience;
	arena_init(&v->edition.arena);
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
	v->shown = NULL;
	v->order = v->next = v->ranks = NULL;
	v->count = 0;
	arena_release(&v->edition.arena);
	arena_init(&v->edition.arena);
}

void board_view_free(struct board_view *v)
{
	if (v == NULL)
		return;
	view_clear(v);
	arena_release(&v->edition.arena);
	buf_release(&v->rows);
	free(v->contest);
	free(v->stage);
	free(v);
}

/* What only a new definition changes. */

static const char *keep(struct edition *ed, struct buf *b)
{
	const char *kept = arena_strdup(&ed->arena, buf_str(b));
	buf_reset(b);
	return kept;
}

static const char *text_kept(struct edition *ed, struct text text, struct buf *b)
{
	struct json_out o;
	json_out_init(&o, b);
	json_put_text(&o, text);
	return keep(ed, b);
}

static const char *modules_kept(struct edition *ed, const struct stage *stage, struct buf *b)
{
	struct json_out o;
	json_out_init(&o, b);
	json_array(&o);
	for (uint32_t i = 0; i < stage->module_count; i++) {
		json_object(&o);
		json_member_string(&o, "id", stage->modules[i].id);
		json_member_text(&o, "title", stage->modules[i].title);
		json_member_int(&o, "attempts", stage->modules[i].attempts);
		json_object_end(&o);
	}
	json_array_end(&o);
	return keep(ed, b);
}

/* The members without the braces around them, so that they can stand among others. */
static const char *name_kept(struct edition *ed, const struct competitor *c, struct buf *b)
{
	struct json_out o;
	json_out_init(&o, b);
	json_member_string(&o, "name", c->name);
	json_member_string(&o, "unit", c->unit);
	return keep(ed, b);
}

static const char *award_kept(struct edition *ed, const char *id, struct text title, struct buf *b)
{
	struct json_out o;
	json_out_init(&o, b);
	json_object(&o);
	json_member_string(&o, "id", id);
	json_member_text(&o, "title", title);
	json_object_end(&o);
	return keep(ed, b);
}

static void awards_keep(struct edition *ed, const struct contest *contest, struct buf *b)
{
	static const struct {
		const char *id;
		struct text title;
	} medals[] = { { "gold", { "金牌", "Gold" } }, { "silver", { "银牌", "Silver" } }, { "bronze", { "铜牌", "Bronze" } } };
	uint32_t count = contest->medals ? 3 : contest->award_count;
	ed->awards = arena_array(&ed->arena, count, sizeof *ed->awards);
	for (uint32_t i = 0; i < count; i++)
		ed->awards[i] = contest->medals ? award_kept(ed, medals[i].id, medals[i].title, b)
		                                : award_kept(ed, contest->awards[i].id, contest->awards[i].title, b);
}

/* Begins anew with this definition. */
static void edition_make(struct board_view *v, const struct contest *contest, const struct stage *stage,
                         const struct table *table)
{
	struct edition *ed = &v->edition;
	struct buf b;
	buf_init(&b, BOARD_JSON_MAX);
	view_clear(v);
	ed->title = text_kept(ed, stage->title, &b);
	ed->contest_title = text_kept(ed, contest->title, &b);
	ed->modules = modules_kept(ed, stage, &b);
	ed->advance = stage->advance.given;
	ed->awarded = stage == &contest->stages[contest->stage_count - 1];
	ed->total_digits = table_total_digits(table);
	ed->parts = stage->module_count;
	ed->part_digits = arena_array(&ed->arena, ed->parts, sizeof *ed->part_digits);
	for (uint32_t i = 0; i < ed->parts; i++)
		ed->part_digits[i] = table_part_digits(table, i);
	awards_keep(ed, contest, &b);
	ed->competitors = contest->competitor_count;
	ed->ids = arena_array(&ed->arena, ed->competitors, sizeof *ed->ids);
	ed->names = arena_array(&ed->arena, ed->competitors, sizeof *ed->names);
	for (uint32_t i = 0; i < ed->competitors; i++) {
		ed->ids[i] = arena_strdup(&ed->arena, contest->competitors[i].id);
		ed->names[i] = name_kept(ed, &contest->competitors[i], &b);
	}
	v->shown = xcalloc(ed->competitors + 1, sizeof *v->shown);
	v->order = xcalloc(ed->competitors + 1, sizeof *v->order);
	v->next = xcalloc(ed->competitors + 1, sizeof *v->next);
	v->ranks = xcalloc(ed->competitors + 1, sizeof *v->ranks);
	buf_release(&b);
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
		if (values_differ(was->parts[i].scored, &was->parts[i].score, row->parts[i].scored, &row->parts[i].score))
			news |= NEWS_PARTS;
	if (v->edition.advance && was->advances != row->advances)
		news |= NEWS_ADVANCES;
	if (was->award != row->award)
		news |= NEWS_AWARD;
	if (was->marks_in != row->marks_in || was->marks_due != row->marks_due)
		news |= NEWS_PROGRESS;
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
	const struct edition *ed = &v->edition;
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
		if (ed->advance)
			json_put_bool(o, row->advances);
		else
			json_put_null(o);
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
}

static void put_row(struct json_out *o, const struct board_view *v, uint32_t competitor, unsigned news)
{
	json_object(o);
	put_row_members(o, v, competitor, news);
	json_object_end(o);
}

/* The header. */

static bool row_complete(const struct row *row)
{
	switch (row->status) {
	case STATUS_DNS:
	case STATUS_DNF:
	case STATUS_DSQ:
		return true;
	case STATUS_RANKED:
	case STATUS_INCOMPLETE:
		break;
	}
	return row->marks_in >= row->marks_due;
}

static void put_progress(struct json_out *o, const struct header *h)
{
	json_key(o, "progress");
	json_object(o);
	json_member_int(o, "in", h->in);
	json_member_int(o, "due", h->due);
	json_object_end(o);
}

/* Writes what is new in the header; returns whether anything is. */
static bool put_header_news(struct json_out *o, const struct header *was, const struct header *is)
{
	bool news = false;
	if (was->phase != is->phase) {
		json_member_string(o, "phase", phase_name(is->phase));
		news = true;
	}
	if (was->provisional != is->provisional) {
		json_member_bool(o, "provisional", is->provisional);
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
static bool put_ranks_news(struct json_out *o, struct board_view *v, const struct row *rows, uint32_t was, uint32_t count)
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

static bool put_rows_news(struct json_out *o, struct board_view *v, const struct row *rows, uint32_t count)
{
	bool any = false;
	for (uint32_t i = 0; i < count; i++) {
		struct shown *shown = &v->shown[rows[i].competitor];
		unsigned news = row_news(v, shown, &rows[i]);
		if (news == 0)
			continue;
		if (!any) {
			json_key(o, "rows");
			json_object(o);
		}
		any = true;
		shown_set(v, shown, &rows[i]);
		shown->there = true;
		json_key(o, v->edition.ids[rows[i].competitor]);
		put_row(o, v, rows[i].competitor, news);
	}
	if (any)
		json_object_end(o);
	return any;
}

/* Writes everything that is new in the rows and takes it over; *whole where it is too much for a change. */
static bool put_table_news(struct json_out *o, struct board_view *v, const struct row *rows, uint32_t count, bool *whole)
{
	uint32_t was = v->count;
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
	news |= put_rows_news(o, v, rows, count);
	return news;
}

static struct header header_of(const struct row *rows, uint32_t count, enum phase phase)
{
	struct header h = { .phase = phase, .provisional = phase != PHASE_PUBLISHED, .due = count };
	for (uint32_t i = 0; i < count; i++)
		h.in += row_complete(&rows[i]);
	return h;
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
	struct table *table = state_table(s, contest, stage);
	bool whole = v->edition.definition != state_definition(s);
	if (whole)
		edition_make(v, &event->contests[contest], &event->contests[contest].stages[stage], table);
	v->edition.definition = state_definition(s);
	uint32_t count;
	const struct row *rows = table_rank(table, &count);
	struct header header = header_of(rows, count, state_phase(s, contest, stage));

	struct json_out o;
	bool too_many;
	json_out_init(&o, change);
	json_object(&o);
	json_member_int(&o, "at", at_ms);
	bool news = put_header_news(&o, &v->header, &header);
	news |= put_table_news(&o, v, rows, count, &too_many);
	json_object_end(&o);
	v->header = header;
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
