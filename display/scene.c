#include "display/scene.h"

#include "base/mem.h"
#include "display/chances.h"
#include "display/draw_view.h"
#include "display/medals.h"
#include "display/progress.h"
#include "display/running.h"
#include "display/scene_given.h"
#include "events/text_json.h"

#include <stdlib.h>
#include <string.h>

#define TURNS_MAX 64

enum adds { ADDS_NOTHING, ADDS_MEDALS, ADDS_ORDER, ADDS_CHANCES, ADDS_PROGRESS, ADDS_DRAWS, ADDS_EACH };

static const struct kind {
	const char *name;
	bool stage;           /* of a stage */
	uint32_t competitors; /* that it names */
	enum adds adds;
	bool all; /* for SCREEN_ALL, and for nobody else */
	bool (*good)(const cJSON *scene, const char **expected); /* of what else it brings with it; NULL: nothing */
} kinds[] = {
	{ "board", true, 0, ADDS_NOTHING, false, NULL },
	{ "around", true, 1, ADDS_NOTHING, false, NULL },
	{ "duel", true, 2, ADDS_NOTHING, false, NULL },
	{ "latest", true, 0, ADDS_NOTHING, false, NULL },
	{ "podium", true, 0, ADDS_NOTHING, false, NULL },
	{ "medals", false, 0, ADDS_MEDALS, false, NULL },
	{ "order", true, 0, ADDS_ORDER, false, NULL },
	{ "now", true, 1, ADDS_CHANCES, false, NULL },
	{ "lower", true, 1, ADDS_CHANCES, false, NULL },
	{ "progress", false, 0, ADDS_PROGRESS, false, NULL },
	{ "honours", false, 0, ADDS_NOTHING, false, scene_honours_good },
	{ "draw", false, 0, ADDS_DRAWS, false, scene_draw_good },
	{ "pictures", false, 0, ADDS_NOTHING, false, scene_pictures_good },
	{ "caption", false, 0, ADDS_NOTHING, false, NULL },
	{ "turns", false, 0, ADDS_EACH, false, NULL },
	{ "countdown", false, 0, ADDS_NOTHING, false, NULL },
	{ "message", false, 0, ADDS_NOTHING, false, NULL },
	{ "address", false, 0, ADDS_NOTHING, false, NULL },
	{ "blank", false, 0, ADDS_NOTHING, false, NULL },
	{ "emergency", false, 0, ADDS_NOTHING, true, NULL },
	{ "over", false, 0, ADDS_NOTHING, true, NULL },
};

static const struct kind *kind_of(const cJSON *scene)
{
	const char *name = NULL;
	if (!json_is_object(scene) || !json_string(json_member(scene, "kind"), &name))
		return NULL;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

static uint32_t contest_of(const struct event *e, const cJSON *scene)
{
	const char *id = NULL;
	return json_string(json_member(scene, "contest"), &id) ? event_contest(e, id) : NONE;
}

static bool stage_of(const struct event *e, const cJSON *scene, uint32_t *contest, uint32_t *stage)
{
	const char *id = NULL;
	*stage = NONE;
	*contest = e != NULL ? contest_of(e, scene) : NONE;
	if (*contest != NONE && json_string(json_member(scene, "stage"), &id))
		*stage = contest_stage(&e->contests[*contest], id);
	return *stage != NONE;
}

static uint32_t competitor_of(const struct contest *c, const cJSON *id)
{
	const char *text = NULL;
	return json_string(id, &text) ? contest_competitor(c, text) : NONE;
}

static bool competitors_known(const struct contest *c, const cJSON *scene, uint32_t count)
{
	const cJSON *list = json_member(scene, "competitors"), *id = NULL;
	if (count == 1)
		return competitor_of(c, json_member(scene, "competitor")) != NONE;
	if (!json_is_array(list) || json_size(list) != count)
		return false;
	cJSON_ArrayForEach(id, list)
	{
		if (competitor_of(c, id) == NONE)
			return false;
	}
	return true;
}

/* Scenes about the moment, and scenes in turn, are not for taking turns. */
static enum err turns_check(const struct state *s, const char *screen, const cJSON *scene, const char **expected)
{
	const cJSON *list = json_member(scene, "scenes"), *one = NULL;
	*expected = "scenes: at most 64 scenes that follow each other, none of them turns, now or lower; seconds: 1 to 3600";
	if (!json_is_array(list) || json_size(list) > TURNS_MAX || !scene_seconds_good(scene))
		return ERR_INVALID;
	cJSON_ArrayForEach(one, list)
	{
		const struct kind *kind = kind_of(one);
		if (kind == NULL || kind->adds == ADDS_CHANCES || kind->adds == ADDS_EACH || !scene_seconds_good(one))
			return ERR_INVALID;
		enum err e = scene_check(s, screen, one, expected);
		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}

enum err scene_check(const struct state *s, const char *screen, const cJSON *scene, const char **expected)
{
	const struct event *e = state_event(s);
	const struct kind *kind = kind_of(scene);
	uint32_t contest = NONE, stage = NONE;
	bool all = strcmp(screen, SCREEN_ALL) == 0;
	*expected = "kind: board, around, duel, latest, podium, medals, order, now, lower, progress, honours, draw, pictures, "
		    "caption, turns, countdown, message, address or blank; for the screen all: emergency or over";
	if (kind == NULL || kind->all != all)
		return ERR_INVALID;
	*expected = "contest and stage: ids of this event";
	if (kind->stage && !stage_of(e, scene, &contest, &stage))
		return ERR_UNKNOWN_STAGE;
	if (!kind->stage && json_member(scene, "contest") != NULL && contest_of(e, scene) == NONE)
		return ERR_UNKNOWN_CONTEST;
	*expected = kind->competitors == 2 ? "competitors: two ids of the contest" : "competitor: an id of the contest";
	if (kind->competitors > 0 && !competitors_known(&e->contests[contest], scene, kind->competitors))
		return ERR_UNKNOWN_COMPETITOR;
	if (kind->good != NULL && !kind->good(scene, expected))
		return ERR_INVALID;
	return kind->adds == ADDS_EACH ? turns_check(s, screen, scene, expected) : ERR_OK;
}

bool scene_follows_marks(const cJSON *scene)
{
	const struct kind *kind = kind_of(scene);
	const cJSON *one = NULL;
	if (kind == NULL || kind->adds != ADDS_EACH)
		return kind != NULL && kind->adds != ADDS_NOTHING;
	cJSON_ArrayForEach(one, json_member(scene, "scenes"))
	{
		const struct kind *inner = kind_of(one);
		if (inner != NULL && inner->adds != ADDS_NOTHING)
			return true;
	}
	return false;
}

/* ---- the running order ---- */

/* Where somebody is; the first whom nobody has marked yet is next. */
static const char *runner_state(const struct row *row, bool *next_found)
{
	if (row->status == STATUS_DNS || row->status == STATUS_DNF || row->status == STATUS_DSQ)
		return "away";
	if (row->marks_in > 0)
		return row->marks_in >= row->marks_due ? "done" : "now";
	if (*next_found)
		return "later";
	*next_found = true;
	return "next";
}

static void put_runner(struct json_out *o, const struct contest *c, const struct runner *r, bool *next_found)
{
	const struct competitor *who = &c->competitors[r->row->competitor];
	json_object(o);
	json_member_string(o, "id", who->id);
	json_member_string(o, "name", who->name);
	json_member_string(o, "unit", who->unit);
	json_key(o, "number");
	if (r->number.given)
		json_put_int(o, r->number.micros / 1000000);
	else
		json_put_null(o);
	json_member_string(o, "state", runner_state(r->row, next_found));
	json_object_end(o);
}

static void put_order(struct json_out *o, struct state *s, const struct seen *seen, uint32_t contest, uint32_t stage)
{
	struct runner *list = xcalloc((size_t)seen->count + 1, sizeof *list);
	bool next_found = false;
	running_order(state_table(s, contest, stage), seen->rows, seen->count, list);
	json_object(o);
	json_key(o, "rows");
	json_array(o);
	for (uint32_t i = 0; i < seen->count; i++)
		put_runner(o, &state_event(s)->contests[contest], &list[i], &next_found);
	json_array_end(o);
	json_object_end(o);
	free(list);
}

/* ---- chances ---- */

static void put_need(struct json_out *o, const char *name, const struct need *need)
{
	char text[RATIO_TEXT_MAX];
	json_key(o, name);
	if (!need->given) {
		json_put_null(o);
		return;
	}
	ratio_text(&need->points, -1, text);
	json_put_string(o, text);
}

static void put_chances(struct json_out *o, struct state *s, uint32_t contest, uint32_t stage, uint32_t competitor,
                        const struct seen *seen)
{
	uint32_t count, place;
	const struct row *rows = table_rank(state_table(s, contest, stage), &count);
	for (place = 0; place < count && rows[place].competitor != competitor; place++)
		;
	struct prospect *list = place < count ? chances_make(s, contest, stage, seen) : NULL;
	if (list == NULL) {
		json_put_null(o);
		return;
	}
	const struct prospect *mine = &list[place];
	bool advance = state_event(s)->contests[contest].stages[stage].advance.given;
	json_object(o);
	json_member_string(o, "win", chance_name(mine->win));
	put_need(o, "lead", &mine->lead);
	json_member_string(o, "cut", advance ? chance_name(mine->cut) : NULL);
	put_need(o, "through", &mine->through);
	json_object_end(o);
	prospects_clear(list, count);
	free(list);
}

/* Of a stage, where the public may see it. */
static void put_staged(struct json_out *o, struct state *s, struct gates *g, const cJSON *scene, enum adds adds)
{
	const struct event *e = state_event(s);
	uint32_t contest = NONE, stage = NONE;
	struct seen seen;
	bool staged = stage_of(e, scene, &contest, &stage);
	if (staged)
		gates_seen(g, s, contest, stage, &seen);
	if (!staged || seen.frozen)
		json_put_null(o);
	else if (adds == ADDS_ORDER)
		put_order(o, s, &seen, contest, stage);
	else
		put_chances(o, s, contest, stage, competitor_of(&e->contests[contest], json_member(scene, "competitor")), &seen);
}

static void put_each(struct json_out *o, struct state *s, struct gates *g, const cJSON *scene)
{
	const cJSON *one = NULL;
	json_array(o);
	cJSON_ArrayForEach(one, json_member(scene, "scenes"))
	{
		const struct kind *kind = kind_of(one);
		if (kind != NULL && kind->adds != ADDS_EACH)
			scene_put_data(o, s, g, one);
		else
			json_put_null(o);
	}
	json_array_end(o);
}

void scene_put_data(struct json_out *o, struct state *s, struct gates *g, const cJSON *scene)
{
	const struct event *e = state_event(s);
	const struct kind *kind = kind_of(scene);
	const char *draw = "";
	switch (e != NULL && kind != NULL ? kind->adds : ADDS_NOTHING) {
	case ADDS_NOTHING: json_put_null(o); return;
	case ADDS_MEDALS: medals_put(o, s, g, contest_of(e, scene)); return;
	case ADDS_PROGRESS: progress_put(o, s, g, contest_of(e, scene)); return;
	case ADDS_DRAWS:
		(void)json_string(json_member(scene, "draw"), &draw);
		draw_put(o, s, draw);
		return;
	case ADDS_EACH: put_each(o, s, g, scene); return;
	case ADDS_ORDER:
	case ADDS_CHANCES: put_staged(o, s, g, scene, kind->adds); return;
	}
}
