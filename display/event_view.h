/*
 * event_view.h - topic `event`, and the event in hello's answer: titles, contests, stages and their phases.
 */
#ifndef DISPLAY_EVENT_VIEW_H
#define DISPLAY_EVENT_VIEW_H

#include "base/buf.h"
#include "scoring/state.h"

#include <stdbool.h>

/* {"id","title","organiser","venue","starts","ends","contests":[{"id","title","teams","stages":[{"id","title","phase"}]}]} */
void event_snapshot(const struct state *s, struct buf *out);

/* After fold(): {"phase":{"contest","stage","phase"}} or {"event":{...}}; false where the topic did not change. */
bool event_change(const struct state *s, const struct change *change, struct buf *out);

#endif
