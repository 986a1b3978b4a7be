/*
 * consistency_out.h - how a panel's judges agree, as JSON (`touchstone consistency --format json`, the desk) and as lines for people.
 */
#ifndef EVENTS_CONSISTENCY_OUT_H
#define EVENTS_CONSISTENCY_OUT_H

#include "base/json.h"
#include "events/panels.h"

/*
 * {"contest","stage","module","aspect","performances","whole","w","chi_square","freedom","icc21","icc2k",
 * "judges":[{"judge","marks","bias","deviation","highest","lowest"}],
 * "flags":[{"competitor","attempt","judge","reason":"apart|spread","mark","others","z","spread"}]}; figures are decimal strings, null
 * where there is nothing to say.
 */
void consistency_json(const struct event *event, const struct panel_group *group, const struct consistency *found,
                      struct json_out *o);

/* The same as lines in English. */
void consistency_text(const struct event *event, const struct panel_group *group, const struct consistency *found,
                      struct buf *out);

#endif
