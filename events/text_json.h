/*
 * text_json.h - a text in two languages, as every page gets it: {"zh-CN":"...","en":"..."}.
 */
#ifndef EVENTS_TEXT_JSON_H
#define EVENTS_TEXT_JSON_H

#include "base/json.h"
#include "scoring/definition.h"

/* null where the text is not given. */
void json_put_text(struct json_out *o, struct text text);
void json_member_text(struct json_out *o, const char *key, struct text text);

#endif
