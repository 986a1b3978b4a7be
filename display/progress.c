#include "display/progress.h"

#include "display/running.h"
#include "events/text_json.h"

static void put_stage(struct json_out *o, struct state *s, struct gates *g, uint32_t contest, uint32_t stage)
{
	const struct contest *c = &state_event(s)->contests[contest];
	struct seen seen;
	int64_t in = 0, marks_in = 0, marks_due = 0;
	gates_seen(g, s, contest, stage, &seen);
	for (uint32_t i = 0; i < seen.count; i++) {
		in += row_complete(&seen.rows[i]);
		marks_in += seen.rows[i].marks_in;
		marks_due += seen.rows[i].marks_due;
	}
	json_object(o);
	json_member_string(o, "contest", c->id);
	json_member_string(o, "stage", c->stages[stage].id);
	json_member_text(o, "contest_title", c->title);
	json_member_text(o, "title", c->stages[stage].title);
	json_member_string(o, "phase", phase_name(state_phase(s, contest, stage)));
	json_member_bool(o, "frozen", seen.frozen);
	json_member_int(o, "in", in);
	json_member_int(o, "due", seen.count);
	json_member_int(o, "marks_in", marks_in);
	json_member_int(o, "marks_due", marks_due);
	json_object_end(o);
}

void progress_put(struct json_out *o, struct state *s, struct gates *g, uint32_t contest)
{
	const struct event *e = state_event(s);
	json_object(o);
	json_key(o, "rows");
	json_array(o);
	for (uint32_t i = 0; i < e->contest_count; i++)
		for (uint32_t k = 0; k < e->contests[i].stage_count && (contest == NONE || contest == i); k++)
			put_stage(o, s, g, i, k);
	json_array_end(o);
	json_object_end(o);
}
