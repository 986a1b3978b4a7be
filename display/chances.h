/*
 * chances.h - what is still possible in a stage (scoring/prospects.h), where whoever watches may be told.
 *
 * Told while marking goes on, of the table as it is seen: not of a stage that is frozen or whose first performers are held back.
 */
#ifndef DISPLAY_CHANCES_H
#define DISPLAY_CHANCES_H

#include "display/gate.h"
#include "scoring/prospects.h"

#define CHANCES_MOST 2000 /* competitors: to look at more of them takes longer than a screen may hold up the hub */

/*
 * The prospects of all rows of table_rank(), in its order, to be freed with prospects_clear() and free(); NULL where there are
 * too many or `seen` is not the table as it is.
 */
struct prospect *chances_make(struct state *s, uint32_t contest, uint32_t stage, const struct seen *seen);

/* What of them a board says beside a name. */
enum sure { SURE_NOTHING, SURE_WIN, SURE_THROUGH, SURE_OUT };
const char *sure_name(enum sure sure); /* "win", "through", "out"; NULL for nothing */

/* By competitor, SURE_NOTHING where nothing is sure or may be told; `out` has room for `competitors`. Only of an open stage. */
void chances_sure(struct state *s, uint32_t contest, uint32_t stage, const struct seen *seen, uint32_t competitors,
                  enum sure *out);

#endif
