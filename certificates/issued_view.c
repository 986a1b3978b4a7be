#include "certificates/issued_view.h"

#include "certificates/record.h"

/* The chain goes from the last copy to the first. */
static void put_copy(struct json_out *o, const struct printing *all, uint32_t at)
{
	const struct printing *p = &all[at];
	if (p->earlier != NONE)
		put_copy(o, all, p->earlier);
	json_object(o);
	json_member_int(o, "copy", p->copy);
	json_member_bool(o, "duplicate", p->copy > 1);
	json_member_int(o, "at", p->at_ms);
	json_member_string(o, "by", p->by);
	json_member_string(o, "printer", p->printer);
	json_object_end(o);
}

void issued_view_put(struct json_out *o, const struct state *s, const struct certificate *c)
{
	struct arena arena;
	struct record record;
	uint32_t count;
	const struct printing *printings = state_printings(s, &count);
	arena_init(&arena);
	bool readable = record_read(c->text, &arena, &record) == ERR_OK;
	json_object(o);
	json_member_string(o, "id", c->id);
	json_member_string(o, "competitor", c->competitor);
	json_member_string(o, "name", readable ? record.claims.holder : "");
	json_member_string(o, "award", readable ? record.claims.award : c->award);
	json_member_int(o, "at", c->at_ms);
	json_member_bool(o, "revoked", c->revoked);
	if (c->revoked) {
		json_member_int(o, "since", c->revoked_at_ms);
		json_member_string(o, "reason", c->reason);
		json_member_string(o, "replaced_by", c->replaced_by);
	}
	json_key(o, "copies");
	json_array(o);
	if (c->last_printing != NONE)
		put_copy(o, printings, c->last_printing);
	json_array_end(o);
	json_object_end(o);
	arena_release(&arena);
}
