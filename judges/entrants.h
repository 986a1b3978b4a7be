/*
 * entrants.h - who is to be marked in a stage, in running order: what tablet and desk list.
 */
#ifndef JUDGES_ENTRANTS_H
#define JUDGES_ENTRANTS_H

#include "scoring/state.h"

/*
 * The places of the stage's competitors: those with a number in the running order first, by it, then the others as the
 * definition lists them. Of a later stage that has not been opened: none, for who gets there is not known. *out is the
 * caller's to free().
 */
void entrants_list(struct state *s, uint32_t contest, uint32_t stage, uint32_t **out, uint32_t *count);

#endif
