/*
 * draw_view.h - a prize draw as a screen shows it: who won, in the order drawn, and names to roll through meanwhile.
 */
#ifndef DISPLAY_DRAW_VIEW_H
#define DISPLAY_DRAW_VIEW_H

#include "base/json.h"
#include "scoring/state.h"

/*
 * {"draws":[{"seq","at","winners":[{"id","name","unit"}]}],"left":n|null,"rolled":["name"]}: what was drawn under this name, the
 * last DRAW_SHOWN_MAX times; `id` is null where names or numbers were drawn. left null: nothing was drawn yet.
 */
void draw_put(struct json_out *o, const struct state *s, const char *draw);

#define DRAW_SHOWN_MAX 20

#endif
