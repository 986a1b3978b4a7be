/*
 * preview.h - what a request would change, before it is sent.
 *
 *   preview {"method":"adjust","params":{...}} -> {"changes":[{"stage","competitor":{"id","name"},"rank":[3,1],"total":["88","91"],
 *            "status":["ranked","ranked"],"advances":[false,true],"award":[null,"gold"]}]}
 *
 * For phase, status, adjust, order, accept, return, freeze, unlock (as if another person had agreed), agree and correct. The entry is folded on a copy of the state, so what is shown is what will happen;
 * every competitor of the stage and of later stages of whom any of these differs is in it, in the new order.
 */
#ifndef JUDGES_PREVIEW_H
#define JUDGES_PREVIEW_H

#include "judges/request.h"

/* Refusals are those that the method itself would give; `r` is an initialised request, used for the sentence. */
MUST_CHECK enum err preview_answer(struct request *r, struct state *s, const struct asker *who, const cJSON *params,
                                   struct json_out *result);

#endif
