#include "judges/view_json.h"

#include "base/decimal.h"

#include <string.h>

void json_put_decimal(struct json_out *o, int64_t micros)
{
	char text[DECIMAL_TEXT_MAX];
	decimal_text(micros, text);
	json_put_raw(o, text, strlen(text));
}

void json_member_maybe(struct json_out *o, const char *key, struct maybe value)
{
	char text[DECIMAL_TEXT_MAX];
	if (value.given)
		decimal_text(value.micros, text);
	json_member_string(o, key, value.given ? text : NULL);
}

static void put_marks(struct json_out *o, const char *key, const struct entry_mark *marks, uint32_t count, bool penalty)
{
	json_key(o, key);
	json_object(o);
	for (uint32_t i = 0; i < count; i++)
		if (marks[i].penalty == penalty)
			json_member_maybe(o, marks[i].item, (struct maybe){ true, marks[i].micros });
	json_object_end(o);
}

void json_member_marks(struct json_out *o, const struct entry_mark *marks, uint32_t count)
{
	put_marks(o, "marks", marks, count, false);
	put_marks(o, "penalties", marks, count, true);
}

void json_member_stage(struct json_out *o, const struct event *e, uint32_t contest, uint32_t stage)
{
	json_member_string(o, "contest", e->contests[contest].id);
	json_member_string(o, "stage", e->contests[contest].stages[stage].id);
}

void json_member_phase(struct json_out *o, const struct state *s, uint32_t contest, uint32_t stage)
{
	json_key(o, "phase");
	json_object(o);
	json_member_stage(o, state_event(s), contest, stage);
	json_member_string(o, "phase", phase_name(state_phase(s, contest, stage)));
	json_object_end(o);
}

void json_member_signers(struct json_out *o, const char *key, uint32_t mask)
{
	if (mask == 0)
		return;
	json_key(o, key);
	json_array(o);
	for (unsigned i = 0; i < SIGNER_COUNT; i++)
		if (mask & (1U << i))
			json_put_string(o, signer_name((enum signer)i));
	json_array_end(o);
}
