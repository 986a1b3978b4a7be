/*
 * explain.h - why a competitor stands where it stands: the steps of scoring/trace.h, with status, rank and ties behind.
 */
#ifndef SCORING_EXPLAIN_H
#define SCORING_EXPLAIN_H

#include "scoring/table.h"
#include "scoring/trace.h"

/*
 * Notes the steps of a competitor of this stage: to the total, then its status, its rank, and the keys that set it apart from
 * whoever stands next to it, until one decided. False where the competitor is not in the stage. `trace` is initialised.
 */
bool table_explain(struct table *t, uint32_t competitor, struct trace *trace);

#endif
