/*
 * form.h - what a judge's sheet asks for, for whoever types in one that is on paper.
 *
 *   form {"contest","stage","judge"} -> {"modules":[...]}, as in the topic `judge` (judge_view.h): no marks are in it
 */
#ifndef JUDGES_FORM_H
#define JUDGES_FORM_H

#include "judges/request.h"

/* Refusals are those that the method itself would give; `r` is an initialised request, used for the sentence. */
MUST_CHECK enum err form_answer(struct request *r, struct state *s, const struct asker *who, const cJSON *params,
                                struct json_out *result);

#endif
