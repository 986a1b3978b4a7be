/*
 * results_page.h - results as plain HTML, for browsers without JavaScript, for printing and for search engines.
 *
 * What the public may see (gate.h), no more: a stage that is not published says that it is provisional.
 */
#ifndef DISPLAY_RESULTS_PAGE_H
#define DISPLAY_RESULTS_PAGE_H

#include "base/buf.h"
#include "display/gate.h"

/* All contests and stages, with a link each to its page: /results/CONTEST/STAGE. */
void results_index(const struct state *s, struct buf *out);

/* One stage's list, with links to its files and to each competitor's page where there are results (results.h). */
void results_page(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, struct buf *out);

/*
 * How a competitor's total and rank came about: the steps of scoring/explain.h, the judges numbered. For a stage with results and
 * a competitor that is in it only; explained_there() says whether both are so.
 */
bool explained_there(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, uint32_t competitor);
void explained_page(struct state *s, uint32_t contest, uint32_t stage, uint32_t competitor, struct buf *out);
void explained_json(struct state *s, uint32_t contest, uint32_t stage, uint32_t competitor, struct buf *out);

#endif
