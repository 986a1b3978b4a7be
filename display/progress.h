/*
 * progress.h - how far the marking of each stage is, as the public may see it.
 */
#ifndef DISPLAY_PROGRESS_H
#define DISPLAY_PROGRESS_H

#include "base/json.h"
#include "display/gate.h"

/*
 * {"rows":[{"contest","stage","contest_title","title","phase","frozen","in","due","marks_in","marks_due"}]}: each stage of a contest
 * (NONE: of all), in the definition's order; in, due: competitors. A frozen stage is as far as it was then.
 */
void progress_put(struct json_out *o, struct state *s, struct gates *g, uint32_t contest);

#endif
