/*
 * routes_results.h - what the public may see as plain pages, and a published stage's results as files:
 *
 *     /results, /results/CONTEST/STAGE     pages without JavaScript
 *     /results/CONTEST/STAGE.json, .csv    as `touchstone score` prints them, for programs
 *     /results/CONTEST/STAGE.xlsx          with names, for people
 *     /results/CONTEST/STAGE.list.csv      the same as CSV, in which no name can be a formula
 *     /results/CONTEST/STAGE/COMPETITOR    how a published total and rank came about: a page
 *     /results/CONTEST/STAGE/COMPETITOR/steps.json    the same for programs, as `touchstone explain --format json`, judges numbered
 */
#ifndef HUB_ROUTES_RESULTS_H
#define HUB_ROUTES_RESULTS_H

#include "hub/routes.h"

/* Fills the answer for a path that begins with /results. False where there is no such list; 404 where there is none yet. */
bool route_results(struct hub *hub, const struct http_request *r, struct http_answer *a);

#endif
