#include "display/screen.h"

#include "base/json.h"

#include <string.h>

static const char *scene_assigned(const struct state *s, const char *name)
{
	uint32_t count;
	const struct screen *screens = state_screens(s, &count);
	for (uint32_t i = 0; i < count; i++)
		if (strcmp(screens[i].name, name) == 0)
			return screens[i].scene;
	return NULL;
}

/* The stage that an unassigned screen shows. False where the event has none. */
static bool stage_to_show(const struct state *s, uint32_t *contest, uint32_t *stage)
{
	const struct event *e = state_event(s);
	bool found = false;
	for (uint32_t i = 0; e != NULL && i < e->contest_count; i++) {
		for (uint32_t j = 0; j < e->contests[i].stage_count; j++) {
			enum phase phase = state_phase(s, i, j);
			if (found && phase == PHASE_WAITING)
				continue;
			*contest = i;
			*stage = j;
			found = true;
			if (phase == PHASE_OPEN)
				return true;
		}
	}
	return found;
}

static void put_scene(struct json_out *o, const struct state *s, const char *name)
{
	const char *assigned = scene_assigned(s, name);
	uint32_t contest, stage;
	if (assigned != NULL) {
		json_put_raw(o, assigned, strlen(assigned));
		return;
	}
	bool found = stage_to_show(s, &contest, &stage);
	json_object(o);
	json_member_string(o, "kind", found ? "board" : "blank");
	if (found) {
		const struct contest *c = &state_event(s)->contests[contest];
		json_member_string(o, "contest", c->id);
		json_member_string(o, "stage", c->stages[stage].id);
	}
	json_object_end(o);
}

void screen_snapshot(const struct state *s, const char *name, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	json_object(&o);
	json_key(&o, "scene");
	put_scene(&o, s, name);
	json_object_end(&o);
}
