/*
 * screen.h - topic `screen/NAME`: which scene a named screen shows.
 */
#ifndef DISPLAY_SCREEN_H
#define DISPLAY_SCREEN_H

#include "base/buf.h"
#include "scoring/state.h"

/*
 * {"scene":{...}}: as assigned, else the board of the first open stage, else of the last one published, else of the first. The
 * same object is the change to send when change.screens or change.phase says so.
 */
void screen_snapshot(const struct state *s, const char *name, struct buf *out);

#endif
