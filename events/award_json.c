#include "events/award_json.h"

#include "events/text_json.h"

static const struct {
	const char *id;
	struct text title;
} medals[] = {
	{ "gold", { "金牌", "Gold" } },
	{ "silver", { "银牌", "Silver" } },
	{ "bronze", { "铜牌", "Bronze" } },
};

uint32_t awards_count(const struct contest *c)
{
	return c->medals ? sizeof medals / sizeof *medals : c->award_count;
}

void json_put_award(struct json_out *o, const struct contest *c, uint32_t award)
{
	if (award >= awards_count(c)) {
		json_put_null(o);
		return;
	}
	json_object(o);
	json_member_string(o, "id", c->medals ? medals[award].id : c->awards[award].id);
	json_member_text(o, "title", c->medals ? medals[award].title : c->awards[award].title);
	json_object_end(o);
}
