/*
 * shadow_view.h - for the chief: what trainees gave who mark along, and how far they are from the panel.
 *
 * Neither counts anywhere, and the panel's own figures know nothing of them.
 */
#ifndef JUDGES_SHADOW_VIEW_H
#define JUDGES_SHADOW_VIEW_H

#include "base/json.h"
#include "events/panels.h"
#include "scoring/state.h"

/* [{"id","name","version":1|null,"values":{"A1":"8.5"}}]: the shadows of a module, for one attempt. */
void shadow_marks_put(struct json_out *o, const struct state *s, uint32_t contest, uint32_t stage, uint32_t module,
                      uint32_t competitor, uint32_t attempt);

/*
 * [{"judge","name","module","aspect","marks","bias","deviation","flags":[{"competitor","attempt","mark","others"}]}]: each shadow beside each
 * panel that it marks along, as one more column of that panel. marks: where a judge marked too; null: nothing to say.
 */
void shadow_agreement_put(struct json_out *o, const struct state *s, uint32_t contest, uint32_t stage,
                          const struct panels *panels, double z_max);

#endif
