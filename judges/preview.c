#include "judges/preview.h"

#include "events/award_json.h"
#include "judges/desk_request.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *method;
	request_decode *decode;
} previewed[] = {
	{ "phase", phase_request },
	{ "status", status_request },
	{ "adjust", adjust_request },
	{ "order", order_request },
	{ "accept", accept_request },
	{ "return", return_request },
	{ "freeze", freeze_request },
	{ "unlock", unlock_request },
	{ "agree", agree_request },
	{ "correct", correct_request },
};

static request_decode *decode_of(const char *method)
{
	for (size_t i = 0; i < sizeof previewed / sizeof *previewed; i++)
		if (strcmp(previewed[i].method, method) == 0)
			return previewed[i].decode;
	return NULL;
}

/* One stage, before and after. */
struct pair {
	const struct contest *contest;
	const struct stage *stage;
	const struct table *before_table, *after_table;
	const struct row **before; /* by competitor, NULL: not in the stage */
};

static bool totals_differ(const struct row *a, const struct row *b)
{
	return a->has_total != b->has_total || (a->has_total && ratio_compare(&a->total, &b->total) != 0);
}

static bool rows_differ(const struct row *a, const struct row *b)
{
	return a == NULL || b == NULL || a->rank != b->rank || a->status != b->status || a->advances != b->advances ||
	       a->award != b->award || totals_differ(a, b);
}

static void put_rank(struct json_out *o, const struct row *row)
{
	if (row != NULL && row->rank > 0)
		json_put_int(o, row->rank);
	else
		json_put_null(o);
}

static void put_total(struct json_out *o, const struct table *t, const struct row *row)
{
	char text[RATIO_TEXT_MAX];
	bool given = row != NULL && row->has_total;
	if (given)
		ratio_text(&row->total, table_total_digits(t), text);
	json_put_string(o, given ? text : NULL);
}

static void put_status(struct json_out *o, const struct row *row)
{
	json_put_string(o, row != NULL ? status_name(row->status) : NULL);
}

static void put_advances(struct json_out *o, const struct stage *stage, const struct row *row)
{
	if (row != NULL && stage->advance.given)
		json_put_bool(o, row->advances);
	else
		json_put_null(o);
}

static void put_award(struct json_out *o, const struct contest *contest, const struct row *row)
{
	json_put_award(o, contest, row != NULL ? row->award : NONE);
}

static void pair_begin(struct json_out *o, const char *key)
{
	json_key(o, key);
	json_array(o);
}

/* A competitor of whom something changes; NULL: not in the stage, before or after. */
static void put_change(struct json_out *o, const struct pair *p, uint32_t competitor, const struct row *before,
                       const struct row *after)
{
	json_object(o);
	json_member_string(o, "stage", p->stage->id);
	json_key(o, "competitor");
	json_object(o);
	json_member_string(o, "id", p->contest->competitors[competitor].id);
	json_member_string(o, "name", p->contest->competitors[competitor].name);
	json_object_end(o);
	pair_begin(o, "rank");
	put_rank(o, before);
	put_rank(o, after);
	json_array_end(o);
	pair_begin(o, "total");
	put_total(o, p->before_table, before);
	put_total(o, p->after_table, after);
	json_array_end(o);
	pair_begin(o, "status");
	put_status(o, before);
	put_status(o, after);
	json_array_end(o);
	pair_begin(o, "advances");
	put_advances(o, p->stage, before);
	put_advances(o, p->stage, after);
	json_array_end(o);
	pair_begin(o, "award");
	put_award(o, p->contest, before);
	put_award(o, p->contest, after);
	json_array_end(o);
	json_object_end(o);
}

static void put_stage(struct json_out *o, struct state *s, struct state *copy, uint32_t contest, uint32_t stage)
{
	const struct contest *c = &state_event(s)->contests[contest];
	struct pair p = { c, &c->stages[stage], state_table(s, contest, stage), state_table(copy, contest, stage),
		          NULL };
	uint32_t before_count, after_count;
	const struct row *before = table_rank(state_table(s, contest, stage), &before_count);
	const struct row *after = table_rank(state_table(copy, contest, stage), &after_count);
	p.before = xcalloc((size_t)c->competitor_count + 1, sizeof(const struct row *));
	for (uint32_t i = 0; i < before_count; i++)
		p.before[before[i].competitor] = &before[i];
	for (uint32_t i = 0; i < after_count; i++) {
		uint32_t competitor = after[i].competitor;
		if (rows_differ(p.before[competitor], &after[i]))
			put_change(o, &p, competitor, p.before[competitor], &after[i]);
		p.before[competitor] = NULL;
	}
	for (uint32_t i = 0; i < c->competitor_count; i++)
		if (p.before[i] != NULL)
			put_change(o, &p, i, p.before[i], NULL);
	free(p.before);
}

/* What is asked for is shown as if somebody had agreed; false where nobody else could. */
static bool agree_to(struct state *copy, const struct entry *asked, struct change *change)
{
	const struct event *event = state_event(copy);
	struct entry e = { .type = ENTRY_UNLOCK, .key = "", .unlock = asked->unlock };
	if (asked->type != ENTRY_UNLOCK || asked->unlock.request)
		return true;
	e.unlock.request = (uint32_t)change->seq;
	e.unlock.agreed = true;
	for (uint32_t i = 0; i < event->person_count; i++) {
		e.by = event->people[i].id;
		if (fold(copy, &e, change) == ERR_OK)
			return true;
	}
	return false;
}

enum err preview_answer(struct request *r, struct state *s, const struct asker *who, const cJSON *params,
                        struct json_out *result)
{
	const char *method = "";
	if (!json_string(json_member(params, "method"), &method) || decode_of(method) == NULL)
		return request_refuse(r, ERR_INVALID, "method: phase, status, adjust, order, accept, return, freeze, unlock, agree or correct");
	enum err e = decode_of(method)(r, s, who, json_member(params, "params"));
	if (e != ERR_OK)
		return e;
	struct change change = { .contest = NONE };
	struct state *copy = state_copy(s);
	if (!r->repeated && (fold(copy, &r->entry, &change) != ERR_OK || !agree_to(copy, &r->entry, &change)))
		change.contest = NONE; /* state_check() said otherwise: it cannot be */
	json_object(result);
	json_key(result, "changes");
	json_array(result);
	for (uint32_t i = change.stage;
	     change.contest != NONE && i < state_event(s)->contests[change.contest].stage_count; i++)
		put_stage(result, s, copy, change.contest, i);
	json_array_end(result);
	json_object_end(result);
	state_free(copy);
	return ERR_OK;
}
