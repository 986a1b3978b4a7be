#include "display/board_edition.h"

#include "events/award_json.h"
#include "events/reading.h"
#include "events/text_json.h"

static const char *keep(struct board_edition *ed, struct buf *b)
{
	const char *kept = arena_strdup(&ed->arena, buf_str(b));
	buf_reset(b);
	return kept;
}

static const char *text_kept(struct board_edition *ed, struct text text, struct buf *b)
{
	struct json_out o;
	json_out_init(&o, b);
	json_put_text(&o, text);
	return keep(ed, b);
}

static const char *modules_kept(struct board_edition *ed, const struct stage *stage, struct buf *b)
{
	struct json_out o;
	json_out_init(&o, b);
	json_array(&o);
	for (uint32_t i = 0; i < stage->module_count; i++) {
		json_object(&o);
		json_member_string(&o, "id", stage->modules[i].id);
		json_member_text(&o, "title", stage->modules[i].title);
		json_member_int(&o, "attempts", stage->modules[i].attempts);
		json_object_end(&o);
	}
	json_array_end(&o);
	return keep(ed, b);
}

/* The members without the braces around them, so that they can stand among others. */
static const char *name_kept(struct board_edition *ed, const struct competitor *c, bool teams, struct buf *b)
{
	struct json_out o;
	struct buf said, initials;
	buf_init(&said, BOARD_JSON_MAX);
	buf_init(&initials, BOARD_JSON_MAX);
	json_out_init(&o, b);
	json_member_string(&o, "name", c->name);
	json_member_string(&o, "unit", c->unit);
	reading_of_competitor(c, teams, &said);
	reading_initials(buf_str(&said), &initials);
	if (initials.len > 0)
		json_member_string(&o, "initials", buf_str(&initials));
	buf_release(&said);
	buf_release(&initials);
	return keep(ed, b);
}

static void awards_keep(struct board_edition *ed, const struct contest *contest, struct buf *b)
{
	uint32_t count = awards_count(contest);
	ed->awards = arena_array(&ed->arena, count, sizeof *ed->awards);
	for (uint32_t i = 0; i < count; i++) {
		struct json_out o;
		json_out_init(&o, b);
		json_put_award(&o, contest, i);
		ed->awards[i] = keep(ed, b);
	}
}

void board_edition_init(struct board_edition *ed)
{
	*ed = (struct board_edition){ .definition = 0 };
	arena_init(&ed->arena);
}

void board_edition_release(struct board_edition *ed)
{
	arena_release(&ed->arena);
}

void board_edition_make(struct board_edition *ed, struct state *s, uint32_t contest_place, uint32_t stage_place)
{
	const struct contest *contest = &state_event(s)->contests[contest_place];
	const struct stage *stage = &contest->stages[stage_place];
	const struct table *table = state_table(s, contest_place, stage_place);
	struct buf b;
	buf_init(&b, BOARD_JSON_MAX);
	board_edition_release(ed);
	board_edition_init(ed);
	ed->definition = state_definition(s);
	ed->title = text_kept(ed, stage->title, &b);
	ed->contest_title = text_kept(ed, contest->title, &b);
	ed->modules = modules_kept(ed, stage, &b);
	ed->advance = stage->advance.given;
	ed->awarded = stage == &contest->stages[contest->stage_count - 1];
	ed->total_digits = table_total_digits(table);
	ed->parts = stage->module_count;
	ed->part_digits = arena_array(&ed->arena, ed->parts, sizeof *ed->part_digits);
	for (uint32_t i = 0; i < ed->parts; i++)
		ed->part_digits[i] = table_part_digits(table, i);
	awards_keep(ed, contest, &b);
	ed->competitors = contest->competitor_count;
	ed->ids = arena_array(&ed->arena, ed->competitors, sizeof *ed->ids);
	ed->names = arena_array(&ed->arena, ed->competitors, sizeof *ed->names);
	for (uint32_t i = 0; i < ed->competitors; i++) {
		ed->ids[i] = arena_strdup(&ed->arena, contest->competitors[i].id);
		ed->names[i] = name_kept(ed, &contest->competitors[i], contest->teams, &b);
	}
	buf_release(&b);
}
