/* A simulated judge: one sheet after the other, in about the running order. */
#include "hub/rehearsal.h"

#include "base/decimal.h"

#include <stdio.h>
#include <string.h>

#define SHEET_MS   7000 /* a judge's time for a sheet, on the average */
#define AGAIN_MS   1500
#define CANDIDATES 3  /* the next ones that a judge may take first */
#define LATE_OF    40 /* one in so many gets a penalty, where there is one */

struct job {
	uint32_t module, competitor, attempt; /* module: place in r->modules */
};

static void job_key(const struct robot *r, struct job job, char out[static 64])
{
	const struct robot_module *m = &r->modules[job.module];
	snprintf(out, 64, "%u/%u/%u/%u/%u", m->contest, m->stage, m->module, job.competitor, job.attempt);
}

static bool job_done(const struct robot *r, struct job job)
{
	char key[64];
	uint32_t value;
	job_key(r, job, key);
	return index_get(&r->done, key, strlen(key), &value);
}

static void note_done(struct robot *r, const char *key)
{
	char *kept = arena_strdup(&r->done_arena, key);
	(void)index_put(&r->done, kept, strlen(kept), 0);
}

static const struct module *module_of(const struct robot *r, const struct robot_module *m)
{
	return &robot_event(r)->contests[m->contest].stages[m->stage].modules[m->module];
}

/* One of the next sheets that are due; false where there is none. */
static bool next_job(struct robot *r, struct job *out)
{
	struct job found[CANDIDATES];
	size_t count = 0;
	for (uint32_t i = 0; i < r->module_count && count < CANDIDATES; i++) {
		const struct robot_module *m = &r->modules[i];
		if (!m->open)
			continue;
		for (uint32_t c = 0; c < m->competitor_count && count < CANDIDATES; c++)
			for (uint32_t a = 1; a <= module_of(r, m)->attempts && count < CANDIDATES; a++) {
				struct job job = { i, m->competitors[c], a };
				if (job_done(r, job))
					continue;
				found[count++] = job;
				break;
			}
	}
	if (count > 0)
		*out = found[robot_draw(r) % count];
	return count > 0;
}

static void put_decimal(struct json_out *o, const char *key, int64_t micros)
{
	char text[DECIMAL_TEXT_MAX];
	decimal_text(micros, text);
	json_member_string(o, key, text);
}

/* The sheet's params: a mark for everything that this judge marks. */
static void write_sheet(struct robot *r, struct job job, struct buf *out)
{
	const struct robot_module *rm = &r->modules[job.module];
	const struct contest *contest = &robot_event(r)->contests[rm->contest];
	const struct module *m = module_of(r, rm);
	struct json_out o;
	char key[33];
	json_out_init(&o, out);
	robot_key(key);
	json_object(&o);
	json_member_string(&o, "contest", contest->id);
	json_member_string(&o, "stage", contest->stages[rm->stage].id);
	json_member_string(&o, "module", m->id);
	json_member_string(&o, "competitor", contest->competitors[job.competitor].id);
	json_member_int(&o, "attempt", job.attempt);
	json_member_int(&o, "version", 1);
	json_key(&o, "marks");
	json_object(&o);
	for (uint32_t i = 0; i < m->aspect_count; i++)
		if (aspect_marked_by(m, i, r->person))
			put_decimal(&o, m->aspects[i].id,
			            robot_mark(r, &m->aspects[i], rm->contest, job.competitor, job.attempt));
	json_object_end(&o);
	json_key(&o, "penalties");
	json_object(&o);
	if (m->penalty_count > 0 && !m->penalties[0].disqualify && robot_draw(r) % LATE_OF == 0)
		put_decimal(&o, m->penalties[0].id, DECIMAL_ONE);
	json_object_end(&o);
	json_member_string(&o, "key", key);
	json_object_end(&o);
}

void judge_robot_act(struct robot *r)
{
	struct job job;
	if (!r->ready) {
		robot_ask(r, ASKED_WATCH, "watch", "{\"topic\":\"judge\"}");
		return;
	}
	if (r->entry.len == 0) {
		if (!next_job(r, &job))
			return; /* until an update opens a stage */
		job_key(r, job, r->job);
		write_sheet(r, job, &r->entry);
	}
	robot_ask(r, ASKED_ENTRY, "sheet", buf_str(&r->entry));
}

/* ---- what the hub says ---- */

static bool find_stage(const struct robot *r, const cJSON *object, uint32_t *contest, uint32_t *stage)
{
	const struct event *e = robot_event(r);
	const char *contest_id, *stage_id;
	if (!json_string(json_member(object, "contest"), &contest_id) ||
	    !json_string(json_member(object, "stage"), &stage_id))
		return false;
	*contest = event_contest(e, contest_id);
	*stage = *contest != NONE ? contest_stage(&e->contests[*contest], stage_id) : NONE;
	return *stage != NONE;
}

static bool is_open(const cJSON *object)
{
	const char *phase;
	return json_string(json_member(object, "phase"), &phase) && strcmp(phase, phase_name(PHASE_OPEN)) == 0;
}

static bool read_module(struct robot *r, const cJSON *object, struct robot_module *out)
{
	const struct event *e = robot_event(r);
	const cJSON *one, *list = json_member(object, "competitors");
	const char *id;
	if (!find_stage(r, object, &out->contest, &out->stage) ||
	    !json_string(json_member(json_member(object, "module"), "id"), &id))
		return false;
	out->module = stage_module(&e->contests[out->contest].stages[out->stage], id);
	out->open = is_open(object);
	out->competitors = arena_array(&r->arena, json_size(list) + 1, sizeof(uint32_t));
	out->competitor_count = 0;
	cJSON_ArrayForEach(one, list)
	{
		const char *status;
		if (!json_string(json_member(one, "id"), &id) || json_string(json_member(one, "status"), &status))
			continue;
		uint32_t place = contest_competitor(&e->contests[out->contest], id);
		if (place != NONE)
			out->competitors[out->competitor_count++] = place;
	}
	return out->module != NONE;
}

/* A sheet that is there already. */
static void read_sheet(struct robot *r, const cJSON *object)
{
	const struct event *e = robot_event(r);
	uint32_t contest, stage;
	const char *module, *competitor;
	int64_t attempt;
	char key[64];
	if (!find_stage(r, object, &contest, &stage) || !json_string(json_member(object, "module"), &module) ||
	    !json_string(json_member(object, "competitor"), &competitor) ||
	    json_int(json_member(object, "attempt"), 1, ATTEMPTS_MAX, &attempt) != ERR_OK)
		return;
	snprintf(key, sizeof key, "%u/%u/%u/%u/%u", contest, stage,
	         stage_module(&e->contests[contest].stages[stage], module),
	         contest_competitor(&e->contests[contest], competitor), (unsigned)attempt);
	note_done(r, key);
}

static void read_work(struct robot *r, const cJSON *snapshot)
{
	const cJSON *one, *modules = json_member(snapshot, "modules");
	arena_release(&r->arena);
	arena_init(&r->arena);
	r->modules = arena_array(&r->arena, json_size(modules) + 1, sizeof *r->modules);
	r->module_count = 0;
	cJSON_ArrayForEach(one, modules) r->module_count += read_module(r, one, &r->modules[r->module_count]);
	cJSON_ArrayForEach(one, json_member(snapshot, "sheets")) read_sheet(r, one);
	r->ready = true;
}

void judge_robot_answer(struct robot *r, const cJSON *result, bool temporary)
{
	if (!r->ready) {
		if (json_is_object(result))
			read_work(r, json_member(result, "snapshot"));
		robot_wait(r, SHEET_MS);
		return;
	}
	if (result == NULL && temporary) {
		robot_wait(r, AGAIN_MS); /* the same again, with the same key */
		return;
	}
	note_done(r, r->job);
	buf_reset(&r->entry);
	robot_wait(r, SHEET_MS);
}

void judge_robot_update(struct robot *r, const cJSON *params)
{
	const cJSON *change = json_member(params, "change"), *phase = json_member(change, "phase");
	uint32_t contest, stage;
	if (json_member(params, "snapshot") != NULL || json_member(change, "module") != NULL) {
		if (r->asked == ASKED_NOTHING) {
			r->ready = false;
			robot_wait(r, 0);
		}
		return;
	}
	if (phase == NULL || !find_stage(r, phase, &contest, &stage))
		return;
	for (uint32_t i = 0; i < r->module_count; i++)
		if (r->modules[i].contest == contest && r->modules[i].stage == stage)
			r->modules[i].open = is_open(phase);
	if (r->asked == ASKED_NOTHING)
		robot_wait(r, SHEET_MS);
}
