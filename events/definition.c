#include "events/definition.h"

#include "base/text.h"
#include "events/definition_parts.h"

#include <string.h>

#define MEMBERS_MAX 100 /* of a team */

static void event_id_read(struct making *m, struct object *o)
{
	const cJSON *value = object_get(o, "event");
	const char *id = NULL;
	if (json_string(value, &id) && text_event_id(id, strlen(id)))
		m->event->id = arena_strdup(m->r.arena, id);
	else
		reader_fault(&m->r, value ? "event" : NULL,
		             "expected the event's id in \"event\": 1 to 64 of a-z, 0-9 and \"-\", beginning with a letter or "
		             "digit; found %s",
		             reader_found(value));
}

static int days_of_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

/* YYYY-MM-DD, a day that exists; a time of day may follow behind a "T". */
static bool is_date(const char *text)
{
	int part[3] = { 0, 0, 0 };
	static const int digits[] = { 4, 2, 2 };
	const char *p = text;
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < digits[i]; k++, p++) {
			if (*p < '0' || *p > '9')
				return false;
			part[i] = part[i] * 10 + (*p - '0');
		}
		if (i < 2 && *p++ != '-')
			return false;
	}
	if (*p && (*p != 'T' || strspn(p + 1, "0123456789:.+-Z") != strlen(p + 1)))
		return false;
	return part[1] >= 1 && part[1] <= 12 && part[2] >= 1 && part[2] <= days_of_month(part[0], part[1]);
}

static const char *date_read(struct object *o, const char *name)
{
	const char *text = object_string(o, name, OPTIONAL);
	if (!*text || is_date(text))
		return text;
	reader_fault(o->r, name, "expected a date such as \"2018-04-21\", found \"%s\"", text);
	return "";
}

static void head_read(struct making *m, struct object *o)
{
	struct event *e = m->event;
	event_id_read(m, o);
	e->title = object_text(o, "title", e->id);
	e->organiser = object_text(o, "organiser", "").zh;
	e->venue = object_text(o, "venue", "").zh;
	e->starts = date_read(o, "starts");
	e->ends = date_read(o, "ends");
	if (*e->starts && *e->ends && strncmp(e->starts, e->ends, strlen("2018-04-21")) > 0)
		reader_fault(&m->r, "ends", "expected a date not before \"starts\" (%s), found %s", e->starts, e->ends);
	e->timezone = object_string(o, "timezone", OPTIONAL);
	if (strspn(e->timezone, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-") != strlen(e->timezone))
		reader_fault(&m->r, "timezone", "expected a time zone such as \"Asia/Shanghai\", found \"%s\"", e->timezone);
	if (!*e->timezone)
		e->timezone = "Asia/Shanghai";
}

static void person_read(struct making *m, const cJSON *json, struct person *out)
{
	static const char *const roles[] = { "judge", "chief", "steward", "scrutineer", "organiser", "mc", "shadow" };
	struct object o;
	out->id = out->name = "";
	if (!object_begin(&o, &m->r, json, "a person"))
		return;
	out->id = object_id(&o, "id");
	out->name = object_string(&o, "name", OPTIONAL);
	if (!*out->name)
		out->name = out->id;
	out->role = (enum role)(ROLE_JUDGE + object_choice(&o, "role", roles, sizeof roles / sizeof *roles, REQUIRED, 0));
	object_end(&o);
}

static void people_read(struct making *m, struct object *o)
{
	uint32_t count, i = 0;
	const cJSON *list = object_array(o, "people", OPTIONAL, 0, PEOPLE_MAX, &count);
	m->people_given = object_has(o, "people");
	m->event->people = arena_array(m->r.arena, count ? count : 1, sizeof *m->event->people);
	m->event->person_count = m->people_cap = count;
	size_t mark = reader_enter(&m->r, "people");
	for (const cJSON *one = list ? list->child : NULL; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		struct person *p = &m->event->people[i];
		person_read(m, one, p);
		reader_unique(&m->r, "id", &m->people, p->id, i, "person's");
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
}

static void members_read(struct making *m, struct object *o, bool teams, struct competitor *out)
{
	const cJSON *list = object_array(o, "members", OPTIONAL, 0, MEMBERS_MAX, &out->member_count);
	if (!list)
		return;
	if (!teams && out->member_count)
		reader_warn(&m->r, "members", "members are shown only where the contest's \"entry\" is \"team\"");
	out->members = arena_array(m->r.arena, out->member_count, sizeof *out->members);
	size_t mark = reader_enter(&m->r, "members"), i = 0;
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		out->members[i] = reader_text(&m->r, one, "").zh;
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
}

static void competitor_read(struct making *m, const cJSON *json, bool teams, struct competitor *out)
{
	struct object o;
	out->id = out->name = out->unit = out->reading = "";
	if (!object_begin(&o, &m->r, json, "a competitor"))
		return;
	out->id = object_id(&o, "id");
	out->name = object_string(&o, "name", OPTIONAL);
	if (!*out->name)
		out->name = out->id;
	out->unit = object_string(&o, "unit", OPTIONAL);
	out->reading = object_string(&o, "reading", OPTIONAL);
	members_read(m, &o, teams, out);
	object_end(&o);
}

static void competitors_index(struct index *ids, const struct contest *c, uint32_t count)
{
	index_reserve(ids, c->competitor_count);
	for (uint32_t i = 0; i < count; i++)
		if (*c->competitors[i].id)
			index_put(ids, c->competitors[i].id, strlen(c->competitors[i].id), i);
}

static void competitors_read(struct making *m, struct object *o, struct contest *c)
{
	uint32_t i = 0;
	struct index ids;
	bool rising = true;
	const cJSON *list = object_array(o, "competitors", REQUIRED, 0, COMPETITORS_MAX, &c->competitor_count);
	if (!list)
		return;
	c->competitors = arena_array(m->r.arena, c->competitor_count, sizeof *c->competitors);
	index_init(&ids);
	size_t mark = reader_enter(&m->r, "competitors");
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		competitor_read(m, one, c->teams, &c->competitors[i]);
		/* ids in rising order, as most lists have them, are different without an index of all */
		if (i > 0 && rising && strcmp(c->competitors[i - 1].id, c->competitors[i].id) >= 0) {
			rising = false;
			competitors_index(&ids, c, i);
		}
		if (!rising)
			reader_unique(&m->r, "id", &ids, c->competitors[i].id, i, "competitor's");
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
	index_release(&ids);
}

static void stages_read(struct making *m, struct object *o, struct contest *c)
{
	struct index ids;
	const cJSON *list = object_array(o, "stages", REQUIRED, 1, STAGES_MAX, &c->stage_count);
	if (!list)
		return;
	c->stages = arena_array(m->r.arena, c->stage_count, sizeof *c->stages);
	uint32_t i = 0;
	index_init(&ids);
	size_t mark = reader_enter(&m->r, "stages");
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		stage_read(m, one, c, i);
		reader_unique(&m->r, "id", &ids, c->stages[i].id, i, "stage");
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
	index_release(&ids);
}

static void contest_read(struct making *m, const cJSON *json, struct contest *out)
{
	static const char *const entries[] = { "person", "team" };
	struct object o;
	out->id = "";
	if (!object_begin(&o, &m->r, json, "a contest"))
		return;
	out->id = object_id(&o, "id");
	out->title = object_text(&o, "title", out->id);
	out->teams = object_choice(&o, "entry", entries, 2, OPTIONAL, 0) == 1;
	competitors_read(m, &o, out);
	stages_read(m, &o, out);
	awards_read(m, &o, out);
	object_end(&o);
}

static void contests_read(struct making *m, struct object *o)
{
	struct event *e = m->event;
	struct index ids;
	const cJSON *list = object_array(o, "contests", REQUIRED, 1, CONTESTS_MAX, &e->contest_count);
	if (!list)
		return;
	e->contests = arena_array(m->r.arena, e->contest_count, sizeof *e->contests);
	uint32_t i = 0;
	index_init(&ids);
	size_t mark = reader_enter(&m->r, "contests");
	for (const cJSON *one = list->child; one; one = one->next, i++) {
		size_t here = reader_enter_index(&m->r, i);
		contest_read(m, one, &e->contests[i]);
		reader_unique(&m->r, "id", &ids, e->contests[i].id, i, "contest");
		reader_leave(&m->r, here);
	}
	reader_leave(&m->r, mark);
	index_release(&ids);
}

static void event_make(struct making *m, const cJSON *tree)
{
	struct object o;
	m->event->id = "";
	if (!object_begin(&o, &m->r, tree, "an event definition"))
		return;
	head_read(m, &o);
	people_read(m, &o);
	contests_read(m, &o);
	object_end(&o);
}

enum err event_read(const char *text, size_t len, struct arena *arena, struct event **out, struct faults *faults)
{
	struct json_place place;
	cJSON *tree = NULL;
	if (len > DEFINITION_BYTES_MAX) {
		faults_add(faults, false, NULL, 0, "expected at most %zu bytes, found %zu", DEFINITION_BYTES_MAX, len);
		return ERR_TOO_LARGE;
	}
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* some editors put this before UTF-8 */
		text += 3;
		len -= 3;
	}
	enum err e = json_parse(text, len, &tree, &place);
	if (e != ERR_OK) {
		faults_add(faults, false, NULL, place.line, "%s; expected an event definition in JSON", err_text(e));
		faults->items[faults->count - 1].place = place;
		return e;
	}
	struct making m = { .event = arena_alloc(arena, sizeof *m.event) };
	size_t before = faults->faults;
	reader_init(&m.r, arena, faults);
	index_init(&m.people);
	event_make(&m, tree);
	index_release(&m.people);
	reader_release(&m.r);
	json_free(tree);
	faults_locate(faults, text, len);
	if (faults->faults != before)
		return ERR_INVALID;
	*out = m.event;
	return ERR_OK;
}
