/*
 * screen.h - topic `screen/NAME`: which scene a named screen shows.
 */
#ifndef DISPLAY_SCREEN_H
#define DISPLAY_SCREEN_H

#include "base/buf.h"
#include "scoring/state.h"

#include <stdbool.h>

/*
 * {"scene":{...}}: as assigned, else the board of the first open stage, else of the last stage (in the definition's order)
 * that is locked or published, else of the first one. The same object is the change that is sent.
 */
void screen_snapshot(const struct state *s, const char *name, struct buf *out);

#endif
