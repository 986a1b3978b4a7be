/*
 * method.h - from what a judge enters to points: one row of rule 4 for each method.
 *
 * Nothing is rounded here: a judgement gives thirds of its maximum. Panels (rule 5) come after.
 */
#ifndef SCORING_METHOD_H
#define SCORING_METHOD_H

#include "base/err.h"
#include "scoring/definition.h"
#include "scoring/ratio.h"

/*
 * The points of one entered value that aspect_accepts() (scoring/table.h) took; of METHOD_VALUE the value itself.
 * `place` is the value's rank from 1 among the stage's, for METHOD_PLACE only.
 */
void method_points(const struct aspect *a, int64_t micros, int64_t place, struct ratio *out);

/* The clause of docs/rules.md, such as "4.1". */
const char *method_clause(enum method method);

#endif
