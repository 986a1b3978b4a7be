#include "events/text_json.h"

void json_put_text(struct json_out *o, struct text text)
{
	if (text.zh == NULL) {
		json_put_null(o);
		return;
	}
	json_object(o);
	json_member_string(o, "zh-CN", text.zh);
	json_member_string(o, "en", text.en);
	json_object_end(o);
}

void json_member_text(struct json_out *o, const char *key, struct text text)
{
	json_key(o, key);
	json_put_text(o, text);
}
