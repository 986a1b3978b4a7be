/*
 * marks_view.h - for the desk: a competitor's marks side by side, and how the judges of a stage agree so far.
 *
 *   marks {"contest","stage","module","competitor","attempt"?:1}
 *      -> {"judges":[{"id","name","version":1|null,"points":"8.5"|null,"dropped","penalties":{"late":"1"}}],
 *          "aspects":[{"id","title","unit","agreed","apart","values":[{"judge","value","dropped","flag":"apart|spread"|null}]}],"shadows":[shadow_view.h]}
 *   agreement {"contest","stage"} -> {"panels":[events/consistency_out.h],"shadows":[shadow_view.h]}
 *
 * Asked for and answered at once: nothing is kept. `points` and `dropped` of a judge are the whole sheet's, where the module's panel
 * is over sheets and all of them are in. `dropped` and `apart` are what scoring did, `flag` is what scoring/consistency.h finds.
 */
#ifndef JUDGES_MARKS_VIEW_H
#define JUDGES_MARKS_VIEW_H

#include "judges/request.h"

MUST_CHECK enum err marks_answer(struct request *r, struct state *s, const struct asker *who, const cJSON *params,
                                 struct json_out *result);
MUST_CHECK enum err agreement_answer(struct request *r, struct state *s, const struct asker *who, const cJSON *params,
                                     struct json_out *result);

#endif
