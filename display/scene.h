/*
 * scene.h - a screen's scene: whether it is one, and what the hub adds to it, so that no page ranks or counts.
 *
 * Only what the public may see (gate.h): medals of published stages, a running order and chances of stages that are not
 * frozen.
 */
#ifndef DISPLAY_SCENE_H
#define DISPLAY_SCENE_H

#include "base/json.h"
#include "display/gate.h"

#define SCREEN_ALL "all" /* the name that stands for every screen */

/*
 * Whether a scene {"kind",...} can be shown by this screen: a kind that there is, the stage and the competitors it
 * names are the event's, as many as it needs. Where not, *expected is a sentence (static).
 */
MUST_CHECK enum err scene_check(const struct state *s, const char *screen, const cJSON *scene, const char **expected);

/*
 * What the hub adds to a scene, as one value; null for kinds that need nothing, and where the public may not see it:
 *   medals      {"columns":[{"id","title"}],"rows":[{"rank","unit","counts":[2,0,1]}]} of the published last stages, best unit first
 *   order       {"rows":[{"id","name","unit","number":3|null,"state":"done|now|next|later|away"}]} in running order
 *   now, lower  {"win":"clinched|possible|out","lead":"12.5"|null,"cut":"..."|null,"through":"..."|null}: the points to be level
 *   progress    progress.h
 *   draw        draw_view.h
 *   turns       [of each scene in turn]
 */
void scene_put_data(struct json_out *o, struct state *s, struct gates *g, const cJSON *scene);

/* Whether the hub adds anything, which then may change with each entry. */
bool scene_follows_marks(const cJSON *scene);

#endif
