#include "display/screen.h"

#include "base/json.h"
#include "display/scene.h"

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

/* A scene that is in the ledger, as a tree; NULL where there is none. */
static cJSON *scene_tree(const char *scene)
{
	cJSON *tree = NULL;
	return scene != NULL && json_parse(scene, strlen(scene), &tree, NULL) == ERR_OK ? tree : NULL;
}

bool screen_emergency(const struct state *s)
{
	const char *kind = NULL;
	cJSON *tree = scene_tree(scene_assigned(s, SCREEN_ALL));
	bool emergency = tree != NULL && json_string(json_member(tree, "kind"), &kind) && strcmp(kind, "emergency") == 0;
	json_free(tree);
	return emergency;
}

/* The scene that this screen was given, unless there is an emergency. */
static const char *scene_of(const struct state *s, const char *name)
{
	if (screen_emergency(s))
		return scene_assigned(s, SCREEN_ALL);
	return strcmp(name, SCREEN_ALL) == 0 ? NULL : scene_assigned(s, name);
}

static void put_default(struct json_out *o, const struct state *s)
{
	uint32_t contest, stage;
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

static void put_reload(struct json_out *o, const struct state *s)
{
	cJSON *all = scene_tree(scene_assigned(s, SCREEN_ALL));
	int64_t reload_ms = 0;
	if (all != NULL && json_int(json_member(all, "reload"), 0, INT64_C(1) << 52, &reload_ms) == ERR_OK)
		json_member_int(o, "reload", reload_ms);
	json_free(all);
}

void screen_snapshot(struct state *s, struct gates *g, const char *name, struct buf *out)
{
	const char *scene = scene_of(s, name);
	cJSON *tree = scene_tree(scene);
	struct json_out o;
	json_out_init(&o, out);
	json_object(&o);
	json_key(&o, "scene");
	if (scene != NULL)
		json_put_raw(&o, scene, strlen(scene));
	else
		put_default(&o, s);
	if (scene_follows_marks(tree)) {
		json_key(&o, "data");
		scene_put_data(&o, s, g, tree);
	}
	put_reload(&o, s);
	json_object_end(&o);
	json_free(tree);
}

bool screen_data_touched(const struct state *s, const char *name, const struct change *change)
{
	if (change->verdict != ERR_OK || change->repeated || (change->contest == NONE && !change->draws))
		return false;
	cJSON *tree = scene_tree(scene_of(s, name));
	bool follows = scene_follows_marks(tree);
	json_free(tree);
	return follows;
}

bool screen_touched(const struct change *change)
{
	return change->verdict == ERR_OK && !change->repeated && (change->screens || change->phase || change->definition);
}
