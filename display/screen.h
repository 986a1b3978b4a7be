/*
 * screen.h - topic `screen/NAME`: which scene a named screen shows.
 */
#ifndef DISPLAY_SCREEN_H
#define DISPLAY_SCREEN_H

#include "base/buf.h"
#include "display/gate.h"

#include <stdbool.h>

/*
 * {"scene":{...},"data":...,"reload"?}: as assigned, else the board of the first open stage, else of the last stage (in
 * the definition's order) that is locked or published, else of the first one. An emergency on the screen `all`
 * (scene.h) is what every screen shows. `data` is what the hub adds (scene.h), left out where that is nothing; `reload`
 * as the screen `all` was last told. The same object is the change that is sent.
 */
void screen_snapshot(struct state *s, struct gates *g, const char *name, struct buf *out);

/* Whether there is an emergency: it is what every screen shows. */
bool screen_emergency(const struct state *s);

/* Whether an entry may have changed which scene a screen shows; the hub compares the snapshot with the one it sent. */
bool screen_touched(const struct change *change);

/* Whether an entry may have changed what is added to its scene. */
bool screen_data_touched(const struct state *s, const char *name, const struct change *change);

#endif
