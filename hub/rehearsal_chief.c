/* A simulated chief: opens a stage, locks it when all marks are in, publishes it, goes on to the next. */
#include "hub/rehearsal.h"

#include <stdio.h>
#include <string.h>

#define DECIDE_MS  5000 /* a chief looks at it first */
#define AGAIN_MS   1500
#define PARAMS_MAX 600

static void stage_ids(const struct robot *r, const struct robot_stage *s, const char **contest, const char **stage)
{
	const struct contest *c = &robot_event(r)->contests[s->contest];
	*contest = c->id;
	*stage = c->stages[s->stage].id;
}

/* What this stage is due for: false where it has to wait. */
static bool next_phase(const struct robot *r, uint32_t i, enum phase *phase)
{
	const struct robot_stage *s = &r->stages[i];
	switch (s->phase) {
	case PHASE_WAITING: *phase = PHASE_OPEN; return s->stage == 0 || r->stages[i - 1].phase == PHASE_PUBLISHED;
	case PHASE_OPEN: *phase = PHASE_LOCKED; return s->due > 0 && s->in >= s->due;
	case PHASE_LOCKED: *phase = PHASE_PUBLISHED; return true;
	case PHASE_PUBLISHED: return false;
	}
	return false;
}

static void ask_phase(struct robot *r, uint32_t i, enum phase phase)
{
	/* the rehearsal's judges sign nothing */
	static const char despite[] = "\"despite\":\"rehearsal\",";
	char params[PARAMS_MAX], key[33];
	const char *contest, *stage;
	stage_ids(r, &r->stages[i], &contest, &stage);
	robot_key(key);
	snprintf(params, sizeof params, "{\"contest\":\"%s\",\"stage\":\"%s\",\"phase\":\"%s\",%s\"key\":\"%s\"}",
	         contest, stage, phase_name(phase), phase == PHASE_PUBLISHED ? despite : "", key);
	r->acting = i;
	robot_ask(r, ASKED_ENTRY, "phase", params);
}

/* Watches the next open stage that is not watched yet; false where all are. */
static bool watch_board(struct robot *r)
{
	char params[PARAMS_MAX];
	const char *contest, *stage;
	for (uint32_t i = 0; i < r->stage_count; i++) {
		if (r->stages[i].watched || r->stages[i].phase != PHASE_OPEN)
			continue;
		stage_ids(r, &r->stages[i], &contest, &stage);
		snprintf(params, sizeof params, "{\"topic\":\"board/%s/%s\"}", contest, stage);
		r->stages[i].watched = true;
		r->acting = i;
		robot_ask(r, ASKED_WATCH, "watch", params);
		return true;
	}
	return false;
}

void chief_robot_act(struct robot *r)
{
	enum phase phase = PHASE_WAITING;
	bool over = true;
	if (!r->ready) {
		robot_ask(r, ASKED_WATCH, "watch", "{\"topic\":\"event\"}");
		return;
	}
	if (watch_board(r))
		return;
	for (uint32_t i = 0; i < r->stage_count; i++) {
		if (next_phase(r, i, &phase)) {
			ask_phase(r, i, phase);
			return;
		}
		over = over && r->stages[i].phase == PHASE_PUBLISHED;
	}
	if (over)
		rehearsal_over(r);
}

/* ---- what the hub says ---- */

static struct robot_stage *stage_find(struct robot *r, const char *contest_id, const char *stage_id)
{
	const struct event *e = robot_event(r);
	uint32_t contest = event_contest(e, contest_id);
	uint32_t stage = contest != NONE ? contest_stage(&e->contests[contest], stage_id) : NONE;
	for (uint32_t i = 0; stage != NONE && i < r->stage_count; i++)
		if (r->stages[i].contest == contest && r->stages[i].stage == stage)
			return &r->stages[i];
	return NULL;
}

static void read_phase(struct robot_stage *s, const cJSON *object)
{
	const char *phase;
	if (s != NULL && json_string(json_member(object, "phase"), &phase))
		(void)phase_from_name(phase, &s->phase);
}

static void read_event(struct robot *r, const cJSON *snapshot)
{
	const struct event *e = robot_event(r);
	const cJSON *contest, *stage;
	const char *contest_id, *stage_id;
	arena_release(&r->arena);
	arena_init(&r->arena);
	r->stages = arena_array(&r->arena, (size_t)e->contest_count * STAGES_MAX, sizeof *r->stages);
	r->stage_count = 0;
	for (uint32_t c = 0; c < e->contest_count; c++)
		for (uint32_t s = 0; s < e->contests[c].stage_count; s++)
			r->stages[r->stage_count++] = (struct robot_stage){ .contest = c, .stage = s };
	cJSON_ArrayForEach(contest, json_member(snapshot, "contests")) cJSON_ArrayForEach(
	    stage, json_member(contest, "stages")) if (json_string(json_member(contest, "id"), &contest_id) &&
	                                               json_string(json_member(stage, "id"), &stage_id))
	    read_phase(stage_find(r, contest_id, stage_id), stage);
	r->ready = true;
}

static void read_progress(struct robot_stage *s, const cJSON *progress)
{
	int64_t in, due;
	if (json_int(json_member(progress, "in"), 0, COMPETITORS_MAX, &in) != ERR_OK ||
	    json_int(json_member(progress, "due"), 0, COMPETITORS_MAX, &due) != ERR_OK)
		return;
	s->in = in;
	s->due = due;
}

void chief_robot_answer(struct robot *r, const cJSON *result, bool temporary)
{
	const cJSON *snapshot = json_member(result, "snapshot");
	if (!r->ready) {
		if (snapshot != NULL)
			read_event(r, snapshot);
		robot_wait(r, AGAIN_MS);
		return;
	}
	if (snapshot != NULL)
		read_progress(&r->stages[r->acting], json_member(snapshot, "progress"));
	/* A phase that was refused (somebody else was faster) shows in the topic `event`. */
	robot_wait(r, result == NULL && temporary ? AGAIN_MS : DECIDE_MS);
}

void chief_robot_update(struct robot *r, const cJSON *params)
{
	const cJSON *change = json_member(params, "change"), *phase = json_member(change, "phase");
	const char *topic, *contest, *stage;
	if (!json_string(json_member(params, "topic"), &topic) || !r->ready)
		return;
	if (strcmp(topic, "event") == 0) {
		if (json_string(json_member(phase, "contest"), &contest) &&
		    json_string(json_member(phase, "stage"), &stage))
			read_phase(stage_find(r, contest, stage), phase);
	} else if (strncmp(topic, "board/", 6) == 0) {
		const cJSON *news = change != NULL ? change : json_member(params, "snapshot");
		char id[2 * 64 + 2];
		snprintf(id, sizeof id, "%s", topic + 6);
		char *slash = strchr(id, '/');
		if (slash == NULL)
			return;
		*slash = '\0';
		struct robot_stage *s = stage_find(r, id, slash + 1);
		if (s != NULL)
			read_progress(s, json_member(news, "progress"));
		if (s == NULL || s->due == 0 || s->in < s->due)
			return;
	}
	if (r->asked == ASKED_NOTHING && !uv_is_active((const uv_handle_t *)&r->timer))
		robot_wait(r, DECIDE_MS);
}
