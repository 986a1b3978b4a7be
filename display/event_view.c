#include "display/event_view.h"

#include "events/text_json.h"

static void put_stage(struct json_out *o, const struct state *s, uint32_t contest, uint32_t stage)
{
	const struct stage *st = &state_event(s)->contests[contest].stages[stage];
	json_object(o);
	json_member_string(o, "id", st->id);
	json_member_text(o, "title", st->title);
	json_member_string(o, "phase", phase_name(state_phase(s, contest, stage)));
	json_object_end(o);
}

static void put_contest(struct json_out *o, const struct state *s, uint32_t contest)
{
	const struct contest *c = &state_event(s)->contests[contest];
	json_object(o);
	json_member_string(o, "id", c->id);
	json_member_text(o, "title", c->title);
	json_member_bool(o, "teams", c->teams);
	json_key(o, "stages");
	json_array(o);
	for (uint32_t i = 0; i < c->stage_count; i++)
		put_stage(o, s, contest, i);
	json_array_end(o);
	json_object_end(o);
}

static void put_event(struct json_out *o, const struct state *s)
{
	const struct event *e = state_event(s);
	if (e == NULL) {
		json_put_null(o);
		return;
	}
	json_object(o);
	json_member_string(o, "id", e->id);
	json_member_text(o, "title", e->title);
	json_member_string(o, "organiser", e->organiser);
	json_member_string(o, "venue", e->venue);
	json_member_string(o, "starts", e->starts);
	json_member_string(o, "ends", e->ends);
	json_key(o, "contests");
	json_array(o);
	for (uint32_t i = 0; i < e->contest_count; i++)
		put_contest(o, s, i);
	json_array_end(o);
	json_object_end(o);
}

void event_snapshot(const struct state *s, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	put_event(&o, s);
}

bool event_change(const struct state *s, const struct change *change, struct buf *out)
{
	struct json_out o;
	if (change->verdict != ERR_OK || change->repeated || (!change->definition && !change->phase))
		return false;
	json_out_init(&o, out);
	json_object(&o);
	if (change->definition) {
		json_key(&o, "event");
		put_event(&o, s);
	} else {
		const struct contest *c = &state_event(s)->contests[change->contest];
		json_key(&o, "phase");
		json_object(&o);
		json_member_string(&o, "contest", c->id);
		json_member_string(&o, "stage", c->stages[change->stage].id);
		json_member_string(&o, "phase", phase_name(state_phase(s, change->contest, change->stage)));
		json_object_end(&o);
	}
	json_object_end(&o);
	return true;
}
