#include "judges/form.h"

#include "judges/judge_view.h"

enum err form_answer(struct request *r, struct state *s, const struct asker *who, const cJSON *params,
                     struct json_out *result)
{
	const struct event *event = state_event(s);
	const char *judge = "";
	char roles[128];
	uint32_t contest, stage;
	enum err e = event != NULL ? asker_may(who, "form") : ERR_NO_EVENT;
	roles_of_method("form", roles, sizeof roles);
	if (e != ERR_OK)
		return request_refuse(r, e, "form: the role %s", roles);
	e = request_stage(r, s, params, &contest, &stage);
	if (e != ERR_OK)
		return e;
	if (!json_string(json_member(params, "judge"), &judge))
		return request_refuse(r, ERR_INVALID, "judge: an id");
	uint32_t person = event_person(event, judge);
	if (person == NONE || !stage_marked_by(&event->contests[contest].stages[stage], person))
		return request_refuse(r, ERR_UNKNOWN_PERSON, "judge: somebody who marks in this stage");
	json_object(result);
	json_key(result, "modules");
	judge_form_put(result, s, contest, stage, person);
	json_object_end(result);
	return ERR_OK;
}
