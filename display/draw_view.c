#include "display/draw_view.h"

#include <string.h>

/* The competitor whom a draw among competitors means; NULL where there is none by that id any more. */
static const struct competitor *competitor_of(const struct state *s, const struct prize *p, const char *winner)
{
	const struct event *e = state_event(s);
	uint32_t contest = p->contest != NULL ? event_contest(e, p->contest) : NONE;
	uint32_t place = contest != NONE ? contest_competitor(&e->contests[contest], winner) : NONE;
	return place != NONE ? &e->contests[contest].competitors[place] : NULL;
}

static void put_winner(struct json_out *o, const struct state *s, const struct prize *p, const char *winner)
{
	const struct competitor *who = competitor_of(s, p, winner);
	json_object(o);
	json_member_string(o, "id", who != NULL ? who->id : NULL);
	json_member_string(o, "name", who != NULL ? who->name : winner);
	json_member_string(o, "unit", who != NULL ? who->unit : "");
	json_object_end(o);
}

static void put_prize(struct json_out *o, const struct state *s, const struct prize *p)
{
	json_object(o);
	json_member_int(o, "seq", (int64_t)p->seq);
	json_member_int(o, "at", p->at_ms);
	json_key(o, "winners");
	json_array(o);
	for (uint32_t i = 0; i < p->count; i++)
		put_winner(o, s, p, p->winners[i]);
	json_array_end(o);
	json_object_end(o);
}

static void put_last(struct json_out *o, const struct state *s, const struct prize *last)
{
	json_key(o, "left");
	if (last != NULL)
		json_put_int(o, last->left);
	else
		json_put_null(o);
	json_key(o, "rolled");
	json_array(o);
	for (uint32_t i = 0; last != NULL && i < last->rolled_count; i++) {
		const struct competitor *who = competitor_of(s, last, last->rolled[i]);
		json_put_string(o, who != NULL ? who->name : last->rolled[i]);
	}
	json_array_end(o);
}

void draw_put(struct json_out *o, const struct state *s, const char *draw)
{
	uint32_t count, drawn = 0, seen = 0;
	const struct prize *list = state_prizes(s, &count), *last = NULL;
	for (uint32_t i = 0; i < count; i++)
		drawn += strcmp(list[i].draw, draw) == 0;
	json_object(o);
	json_key(o, "draws");
	json_array(o);
	for (uint32_t i = 0; i < count; i++) {
		if (strcmp(list[i].draw, draw) != 0)
			continue;
		last = &list[i];
		if (++seen + DRAW_SHOWN_MAX > drawn)
			put_prize(o, s, last);
	}
	json_array_end(o);
	put_last(o, s, last);
	json_object_end(o);
}
