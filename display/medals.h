/*
 * medals.h - the medal table: how many awards of each kind each unit has, from published stages only.
 */
#ifndef DISPLAY_MEDALS_H
#define DISPLAY_MEDALS_H

#include "base/json.h"
#include "display/gate.h"

/*
 * {"columns":[{"id","title"}],"rows":[{"rank","unit","counts"}]} of one contest, or of all (NONE). An award of the same
 * id in several contests is one column. More of the first column is better, then of the second, and so on; who has the
 * same shares the rank. Competitors without a unit, and stages that are not published or are being revealed, do not
 * count.
 */
void medals_put(struct json_out *o, struct state *s, struct gates *g, uint32_t contest);

#endif
