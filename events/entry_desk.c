#include "events/entry_json.h"
#include "events/entry_parts.h"

const char *in_reason(struct in *in)
{
	const char *reason = in_text(in, "reason", REASON_MAX, "");
	if (!reason[0])
		in_fault(in, ERR_INVALID, "reason: why, in words");
	return reason;
}

void read_unlock(struct in *in, struct entry_unlock *unlock)
{
	const char *to = "";
	unlock->contest = in_id(in, "contest");
	unlock->stage = in_id(in, "stage");
	unlock->reason = in_reason(in);
	if (json_member(in->object, "request")) {
		unlock->request = in_count(in, "request", UINT32_MAX, 0);
		if (!json_bool(json_member(in->object, "agreed"), &unlock->agreed))
			in_fault(in, ERR_INVALID, "agreed: true or false");
		return;
	}
	if (!json_string(json_member(in->object, "to"), &to) || !phase_from_name(to, &unlock->to) ||
	    (unlock->to != PHASE_OPEN && unlock->to != PHASE_LOCKED))
		in_fault(in, ERR_INVALID, "to: open or locked");
}

void put_unlock(struct json_out *o, const struct entry_unlock *unlock)
{
	put_where(o, unlock->contest, unlock->stage);
	if (unlock->request) {
		json_member_int(o, "request", unlock->request);
		json_member_bool(o, "agreed", unlock->agreed);
	} else {
		json_member_string(o, "to", phase_name(unlock->to));
	}
	json_member_string(o, "reason", unlock->reason);
}

void read_recheck(struct in *in, struct entry_recheck *recheck)
{
	bool done = false;
	recheck->contest = in_id(in, "contest");
	recheck->stage = in_id(in, "stage");
	if (json_member(in->object, "seed")) {
		recheck->seed = in_id(in, "seed");
		return;
	}
	recheck->what = in_text(in, "what", REASON_MAX, "");
	if (!json_member(in->object, "competitor")) {
		if (!json_bool(json_member(in->object, "done"), &done) || !done)
			in_fault(in, ERR_INVALID, "seed: of a draw, competitor: whose result was looked at, or done: true");
		return;
	}
	recheck->competitor = in_id(in, "competitor");
	if (!json_bool(json_member(in->object, "right"), &recheck->right))
		in_fault(in, ERR_INVALID, "right: true or false");
}

void put_recheck(struct json_out *o, const struct entry_recheck *recheck)
{
	put_where(o, recheck->contest, recheck->stage);
	if (recheck->seed) {
		json_member_string(o, "seed", recheck->seed);
		return;
	}
	if (recheck->competitor) {
		json_member_string(o, "competitor", recheck->competitor);
		json_member_bool(o, "right", recheck->right);
	} else {
		json_member_bool(o, "done", true);
	}
	json_member_string(o, "what", recheck->what);
}
