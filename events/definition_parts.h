/*
 * definition_parts.h - what the files that read a definition share: each reads the objects of one level.
 */
#ifndef EVENTS_DEFINITION_PARTS_H
#define EVENTS_DEFINITION_PARTS_H

#include "events/reader.h"

struct making {
	struct reader r;
	struct event *event;
	struct index people; /* id -> place in event->people */
	bool people_given; /* false: whoever is named as a judge is one */
	uint32_t people_cap;
};

/* A list of judges by id (places in event.people); each may be named once. Nothing where the member is not there. */
void judges_read(struct making *m, struct object *o, uint32_t **judges, uint32_t *count);

/*
 * A panel. `size` is how many people it has, for what drop leaves; `where` what "over" must be: PANEL_SHEET or
 * PANEL_ASPECT. out->over is PANEL_NONE where it is not there.
 */
void panel_read(struct making *m, struct object *o, enum panel_over where, uint32_t size, struct panel *out);

void aspect_read(struct making *m, const cJSON *json, const struct module *module, uint32_t criterion,
                 struct aspect *out);

/* The module with all that is in it. */
void module_read(struct making *m, const cJSON *json, struct module *out);

/* The stage at `place` of its contest; the earlier ones are read already. */
void stage_read(struct making *m, const cJSON *json, const struct contest *contest, uint32_t place);

/* awards, medals and scale of a contest. */
void awards_read(struct making *m, struct object *o, struct contest *contest);

/* min and max of a level: a fault where min is above max. */
void limits_read(struct object *o, struct maybe *min, struct maybe *max);

#endif
