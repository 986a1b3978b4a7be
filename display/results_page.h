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

/* One stage's list, with links to its files where it is published. */
void results_page(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, struct buf *out);

#endif
