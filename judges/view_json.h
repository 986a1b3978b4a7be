/*
 * view_json.h - pieces of JSON that the topics `judge` and `desk` share.
 */
#ifndef JUDGES_VIEW_JSON_H
#define JUDGES_VIEW_JSON_H

#include "base/json.h"
#include "scoring/state.h"

/* A number as JSON: 3, -1.5. */
void json_put_decimal(struct json_out *o, int64_t micros);

/* "key":"8.5", or null where it is not given. */
void json_member_maybe(struct json_out *o, const char *key, struct maybe value);

/* "marks":{...},"penalties":{...} of a sheet. */
void json_member_marks(struct json_out *o, const struct entry_mark *marks, uint32_t count);

/* "contest","stage" by their ids. */
void json_member_stage(struct json_out *o, const struct event *e, uint32_t contest, uint32_t stage);

/* "phase":{"contest","stage","phase"} */
void json_member_phase(struct json_out *o, const struct state *s, uint32_t contest, uint32_t stage);

/* A list of the signers in a mask of 1 << enum signer; nothing where there are none. */
void json_member_signers(struct json_out *o, const char *key, uint32_t mask);

#endif
