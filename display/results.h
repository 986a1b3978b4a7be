/*
 * results.h - a published stage's results as a list with names, for people: a grid that becomes CSV or XLSX.
 *
 * Only what the public may see (gate.h). A stage that is not published has no list yet, nor has one whose ceremony is
 * not at its end: until then there are the boards.
 */
#ifndef DISPLAY_RESULTS_H
#define DISPLAY_RESULTS_H

#include "display/gate.h"
#include "events/grid.h"

/* Whether there is a list: the stage is published, and the public sees it as it is. */
bool results_there(struct gates *g, struct state *s, uint32_t contest, uint32_t stage);

/* Fills a grid that is not initialised yet: a heading in both languages, then a row for each competitor in order. */
void results_grid(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, struct grid *out);

#endif
