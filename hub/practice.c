#include "hub/practice.h"

#include "base/mem.h"
#include "base/text.h"
#include "display/scene.h"
#include "hub/views.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct practice {
	struct state *state;
	struct gates *gates;
	struct board_view *view;
	char screens[PRACTICE_SCREENS_MAX][ID_MAX + 1];
	uint32_t screen_count, stage; /* stage: place; its contest is the state's only one */
	int64_t until_ms;
};

/* ---- telling ---- */

static void reset(struct hub *hub, const char *name)
{
	struct topic *topic = topics_find(&hub->topics, name);
	if (topic != NULL)
		topic_reset(topic);
}

static void board_bring(struct hub *hub)
{
	struct practice *p = hub->practice;
	struct topic *topic = topics_find(&hub->topics, "practice/board");
	struct buf change;
	buf_init(&change, BOARD_JSON_MAX);
	bool news = board_view_update(p->view, p->state, hub_now_ms(), &change);
	if (news && topic != NULL)
		view_publish(topic, buf_str(&change), change.len);
	buf_release(&change);
}

static void on_idle(uv_timer_t *timer);

static void until_set(struct hub *hub)
{
	hub->practice->until_ms = hub_now_ms() + PRACTICE_IDLE_MS;
	uv_timer_start(&hub->practice_timer, on_idle, PRACTICE_IDLE_MS, 0);
}

void practice_free(struct hub *hub)
{
	struct practice *p = hub->practice;
	hub->practice = NULL;
	if (p == NULL)
		return;
	board_view_free(p->view);
	gates_free(p->gates);
	state_free(p->state);
	free(p);
}

static void end(struct hub *hub)
{
	if (hub->practice == NULL)
		return;
	practice_free(hub);
	uv_timer_stop(&hub->practice_timer);
	reset(hub, "practice");
	reset(hub, "practice/board");
	views_screens_again(hub);
}

static void on_idle(uv_timer_t *timer)
{
	end(timer->data);
}

void practice_tell(struct hub *hub, const struct entry *entry, const struct change *change)
{
	if (hub->practice != NULL && change->verdict == ERR_OK && !change->repeated &&
	    (change->definition || entry->type == ENTRY_REVEAL))
		end(hub);
}

bool practice_shows(const struct hub *hub, const char *screen)
{
	for (uint32_t i = 0; hub->practice != NULL && i < hub->practice->screen_count; i++)
		if (strcmp(hub->practice->screens[i], screen) == 0)
			return true;
	return false;
}

/* ---- the topics ---- */

void practice_put(const struct hub *hub, struct buf *out)
{
	const struct practice *p = hub->practice;
	struct json_out o;
	json_out_init(&o, out);
	if (p == NULL) {
		json_put_null(&o);
		return;
	}
	struct buf script;
	buf_init(&script, BOARD_JSON_MAX);
	gates_script(p->gates, p->state, 0, p->stage, &script);
	json_object(&o);
	json_key(&o, "script");
	json_put_raw(&o, buf_str(&script), script.len);
	json_key(&o, "screens");
	json_array(&o);
	for (uint32_t i = 0; i < p->screen_count; i++)
		json_put_string(&o, p->screens[i]);
	json_array_end(&o);
	json_member_int(&o, "until", p->until_ms);
	json_object_end(&o);
	buf_release(&script);
}

void practice_put_board(const struct hub *hub, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	if (hub->practice != NULL)
		board_snapshot(hub->practice->view, out);
	else
		json_put_null(&o);
}

/* ---- the methods ---- */

static void answer(struct call *call)
{
	json_object(&call->result);
	json_member_bool(&call->result, "practice", call->hub->practice != NULL);
	json_object_end(&call->result);
}

static bool screens_read(struct practice *p, const cJSON *list)
{
	const cJSON *one = NULL;
	const char *name = NULL;
	if (!json_is_array(list) || json_size(list) < 1 || json_size(list) > PRACTICE_SCREENS_MAX)
		return false;
	cJSON_ArrayForEach(one, list)
	{
		if (!json_string(one, &name) || !text_id(name, strlen(name)) || strcmp(name, SCREEN_ALL) == 0)
			return false;
		snprintf(p->screens[p->screen_count++], sizeof p->screens[0], "%s", name);
	}
	return true;
}

static enum err begin(struct call *call, const cJSON *params)
{
	struct hub *hub = call->hub;
	const struct event *event = state_event(hub->state);
	const char *contest_id = "", *stage_id = "";
	bool named = json_string(json_member(params, "contest"), &contest_id) && json_string(json_member(params, "stage"), &stage_id);
	uint32_t contest = named ? event_contest(event, contest_id) : NONE;
	uint32_t stage = contest != NONE ? contest_stage(&event->contests[contest], stage_id) : NONE, step;
	if (stage == NONE)
		return call_refuse(call, ERR_UNKNOWN_STAGE, "contest and stage: ids of this event");
	if (state_frozen(hub->state, contest, stage, &step) && step > 0)
		return call_refuse(call, ERR_WRONG_PHASE, "a stage whose ceremony has not begun");
	struct practice *p = xcalloc(1, sizeof *p);
	if (!screens_read(p, json_member(params, "screens"))) {
		free(p);
		return call_refuse(call, ERR_INVALID, "screens: 1 to 16 names, none of them all");
	}
	end(hub);
	p->stage = stage;
	p->state = practice_state_new(event, contest, stage, randombytes_random(), &p->gates);
	p->view = board_view_new(contest_id, stage_id, p->gates);
	hub->practice = p;
	until_set(hub);
	board_bring(hub);
	reset(hub, "practice");
	views_screens_again(hub);
	answer(call);
	return ERR_OK;
}

enum err practice_handle(struct call *call, const cJSON *params)
{
	bool over = false;
	enum err err = call_may(call, "practice");
	if (err != ERR_OK)
		return err;
	if (!json_bool(json_member(params, "end"), &over) || !over)
		return begin(call, params);
	end(call->hub);
	answer(call);
	return ERR_OK;
}

enum err practice_step_handle(struct call *call, const cJSON *params)
{
	struct hub *hub = call->hub;
	struct practice *p = hub->practice;
	struct change change;
	char text[64];
	int64_t step = 0;
	enum err err = call_may(call, "practice_step");
	if (err != ERR_OK)
		return err;
	if (p == NULL)
		return call_refuse(call, ERR_WRONG_PHASE, "a practice that is under way");
	if (json_int(json_member(params, "step"), 0, STEPS_MAX, &step) != ERR_OK)
		return call_refuse(call, ERR_INVALID, "step: a whole number, 0 or more");
	const struct contest *contest = &state_event(p->state)->contests[0];
	struct entry e = { .type = ENTRY_REVEAL, .by = "hub", .key = "", .raw = { .type = "", .by = "", .key = "", .data = "" } };
	e.reveal = (struct entry_reveal){ contest->id, contest->stages[p->stage].id, (uint32_t)step };
	(void)fold(p->state, &e, &change);
	gates_tell(p->gates, p->state, &change);
	until_set(hub);
	board_bring(hub);
	int len = snprintf(text, sizeof text, "{\"step\":%lld,\"until\":%lld}", (long long)step, (long long)p->until_ms);
	struct topic *topic = topics_find(&hub->topics, "practice");
	if (topic != NULL)
		topic_publish(topic, text, (size_t)len);
	answer(call);
	return ERR_OK;
}
