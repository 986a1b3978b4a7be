/*
 * award_json.h - an award of a contest as pages get it: {"id","title"}.
 */
#ifndef EVENTS_AWARD_JSON_H
#define EVENTS_AWARD_JSON_H

#include "base/json.h"
#include "scoring/definition.h"

/* How many there are: as defined, or 3 medals. */
uint32_t awards_count(const struct contest *c);

/* An award of a row (row.award), null for NONE. */
void json_put_award(struct json_out *o, const struct contest *c, uint32_t award);

#endif
