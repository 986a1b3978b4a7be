#include "judges/tablets.h"

#include "base/mem.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUES_MAX      1000 /* of a draft */
#define VALUE_TEXT_MAX  40
#define TABLETS_OF_MAX  16 /* of one person that are told */
#define AT_MAX          (INT64_C(1) << 52)

struct note {
	char *field, *text;
	const char *id; /* behind draft/PERSON/; NULL: a nudge */
	char person[ID_MAX + 1];
	int64_t at_ms, base; /* of a draft */
};

struct tablets {
	struct note *notes;
	uint32_t count, room;
};

struct tablets *tablets_new(void)
{
	return xcalloc(1, sizeof(struct tablets));
}

static void note_release(struct note *n)
{
	free(n->field);
	free(n->text);
}

void tablets_free(struct tablets *t)
{
	for (uint32_t i = 0; i < t->count; i++)
		note_release(&t->notes[i]);
	free(t->notes);
	free(t);
}

static struct note *note_find(const struct tablets *t, const char *field)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (strcmp(t->notes[i].field, field) == 0)
			return &t->notes[i];
	return NULL;
}

static struct note *nudge_find(const struct tablets *t, const char *person)
{
	char field[ID_MAX + 8];
	snprintf(field, sizeof field, "nudge/%s", person);
	return note_find(t, field);
}

/* ---- taking ---- */

/* Whose a field is, and what it is a draft of; false where it is neither a draft nor a nudge. */
static bool field_read(const char *field, char person[static ID_MAX + 1], const char **id)
{
	bool draft = strncmp(field, "draft/", 6) == 0;
	if (!draft && strncmp(field, "nudge/", 6) != 0)
		return false;
	size_t len = strcspn(field + 6, "/");
	if (!text_id(field + 6, len) || (field[6 + len] == '/') != draft)
		return false;
	memcpy(person, field + 6, len);
	person[len] = '\0';
	*id = draft ? field + 7 + len : NULL;
	return true;
}

/* Takes a note's text; false where it is not what a hub writes. */
static bool note_read(struct note *n, const char *text)
{
	cJSON *tree = NULL;
	const char *nudge;
	if (json_parse(text, strlen(text), &tree, NULL) != ERR_OK)
		return false;
	bool ok = json_int(json_member(tree, "at"), 0, AT_MAX, &n->at_ms) == ERR_OK;
	if (n->id != NULL)
		ok = ok && json_int(json_member(tree, "base"), 0, UINT32_MAX, &n->base) == ERR_OK;
	else
		ok = ok && json_string(json_member(tree, "nudge"), &nudge);
	json_free(tree);
	return ok;
}

const char *tablets_take(struct tablets *t, const char *field, const char *text, bool *draft)
{
	struct note fresh = { 0 }, *n = note_find(t, field);
	if (!field_read(field, fresh.person, &fresh.id))
		return NULL;
	*draft = fresh.id != NULL;
	if (n != NULL && text != NULL && strcmp(n->text, text) == 0)
		return NULL;
	if (text == NULL) {
		if (n == NULL)
			return NULL;
		note_release(n);
		*n = t->notes[--t->count];
		return field + strlen("draft/");
	}
	if (!note_read(&fresh, text) || (n == NULL && t->count == DRAFTS_MAX))
		return NULL;
	if (n == NULL) {
		if (t->count == t->room) {
			t->room = t->room ? 2 * t->room : 64;
			t->notes = xrealloc(t->notes, t->room * sizeof *t->notes);
		}
		n = &t->notes[t->count++];
	} else {
		note_release(n);
	}
	fresh.field = xstrdup(field);
	fresh.text = xstrdup(text);
	fresh.id = fresh.id != NULL ? fresh.field + (fresh.id - field) : NULL;
	*n = fresh;
	return n->field + strlen("draft/");
}

/* ---- drafts ---- */

void draft_release(struct draft *d)
{
	buf_release(&d->text);
}

bool draft_field(char out[static DRAFT_FIELD_MAX], const char *person, const struct entry_sheet *sheet)
{
	int len = snprintf(out, DRAFT_FIELD_MAX, "draft/%s/%s/%s/%s/%s/%u", person, sheet->contest, sheet->stage,
	                   sheet->module, sheet->competitor, (unsigned)sheet->attempt);
	return len > 0 && len < DRAFT_FIELD_MAX;
}

bool tablets_draft_stale(const struct tablets *t, const char *field, uint32_t version)
{
	const struct note *n = note_find(t, field);
	return n != NULL && n->id != NULL && n->base < version;
}

static bool read_id(const cJSON *params, const char *name, const char **out)
{
	return json_string(json_member(params, name), out) && text_id(*out, strlen(*out));
}

/* Whose sheet, and which; its current version goes to *version. */
static enum err read_sheet(const struct state *s, const struct asker *who, const cJSON *params, struct entry_sheet *sheet,
                           uint32_t *version, struct request *r)
{
	const struct event *event = state_event(s);
	int64_t attempt = 1;
	const cJSON *given = json_member(params, "attempt");
	if (!read_id(params, "contest", &sheet->contest) || !read_id(params, "stage", &sheet->stage) ||
	    !read_id(params, "module", &sheet->module) || !read_id(params, "competitor", &sheet->competitor) ||
	    (given != NULL && json_int(given, 1, UINT32_MAX, &attempt) != ERR_OK))
		return request_refuse(r, ERR_INVALID, "contest, stage, module, competitor: ids; attempt: a number from 1");
	sheet->attempt = (uint32_t)attempt;
	uint32_t contest = event_contest(event, sheet->contest);
	uint32_t stage = contest != NONE ? contest_stage(&event->contests[contest], sheet->stage) : NONE;
	if (stage == NONE)
		return request_refuse(r, ERR_UNKNOWN_STAGE, "a contest and a stage of this event");
	const struct stage *st = &event->contests[contest].stages[stage];
	uint32_t module = stage_module(st, sheet->module);
	uint32_t competitor = contest_competitor(&event->contests[contest], sheet->competitor);
	if (module == NONE || competitor == NONE)
		return request_refuse(r, module == NONE ? ERR_UNKNOWN_MODULE : ERR_UNKNOWN_COMPETITOR, "of this stage");
	const struct sheet *now = state_sheet(s, contest, stage, module, competitor, sheet->attempt, who->person);
	*version = now != NULL ? now->version : 0;
	return ERR_OK;
}

/* The object `name` as it is: ids and short texts. */
static bool put_values(struct json_out *o, const cJSON *params, const char *name)
{
	const cJSON *values = json_member(params, name), *one;
	const char *text;
	json_key(o, name);
	if (!json_is_object(values) || json_size(values) > VALUES_MAX)
		return false;
	cJSON_ArrayForEach(one, values)
	{
		if (!text_id(one->string, strlen(one->string)) || !json_string(one, &text) || strlen(text) > VALUE_TEXT_MAX)
			return false;
	}
	json_put_tree(o, values);
	return true;
}

static enum err draft_write(struct draft *d, const char *tablet, int64_t base, const cJSON *params, struct request *r)
{
	struct json_out o;
	json_out_init(&o, &d->text);
	json_object(&o);
	json_member_int(&o, "at", d->at_ms);
	json_member_int(&o, "base", base);
	json_key(&o, "tablet");
	json_put_string(&o, tablet);
	if (!put_values(&o, params, "marks") || !put_values(&o, params, "penalties"))
		return request_refuse(r, ERR_INVALID, "marks, penalties: objects with a text of at most %d bytes for each",
		                      VALUE_TEXT_MAX);
	json_object_end(&o);
	return buf_ok(&d->text) ? ERR_OK : ERR_TOO_LARGE;
}

enum err draft_read(struct draft *d, const struct tablets *t, const struct state *s, const struct asker *who,
                    const char *tablet, int64_t now_ms, const cJSON *params, struct request *r)
{
	struct entry_sheet sheet = { 0 };
	uint32_t version = 0;
	int64_t base = 0;
	bool gone = false;
	const cJSON *dropped = json_member(params, "gone");
	*d = (struct draft){ .at_ms = now_ms };
	buf_init(&d->text, DRAFT_TEXT_MAX);
	enum err e = asker_may(who, "draft");
	if (e == ERR_OK && who->person == NONE)
		e = ERR_NOT_SIGNED_IN;
	if (e == ERR_OK)
		e = read_sheet(s, who, params, &sheet, &version, r);
	if (e != ERR_OK)
		return e;
	if (json_int(json_member(params, "at"), 0, AT_MAX, &d->at_ms) != ERR_OK || (dropped != NULL && !json_bool(dropped, &gone)) ||
	    json_int(json_member(params, "base"), 0, UINT32_MAX, &base) != ERR_OK)
		return request_refuse(r, ERR_INVALID, "at: ms; base: the version it goes out from; gone: true or false");
	if (d->at_ms > now_ms)
		d->at_ms = now_ms;
	if (!draft_field(d->field, state_event(s)->people[who->person].id, &sheet))
		return ERR_TOO_LARGE;
	const struct note *known = note_find(t, d->field);
	if (base < version || (known != NULL && known->at_ms > d->at_ms))
		return request_refuse(r, ERR_STALE, "a draft that is newer than what is there");
	return gone ? ERR_OK : draft_write(d, tablet, base, params, r);
}

/* ---- nudges ---- */

static void put_nudge(struct json_out *o, const char *id, int64_t at_ms, const char *by, const char *words, int64_t seen_ms)
{
	json_object(o);
	json_member_string(o, "nudge", id);
	json_member_int(o, "at", at_ms);
	json_member_string(o, "by", by);
	json_member_string(o, "text", words);
	json_key(o, "seen");
	if (seen_ms > 0)
		json_put_int(o, seen_ms);
	else
		json_put_null(o);
	json_object_end(o);
}

enum err nudge_read(const struct state *s, const struct asker *who, int64_t now_ms, const cJSON *params, struct buf *text,
                    const char **person, struct request *r)
{
	const struct event *event = state_event(s);
	const char *asked = "", *words = "";
	const cJSON *given = json_member(params, "text");
	unsigned char bytes[8];
	char id[2 * sizeof bytes + 1];
	struct json_out o;
	enum err e = asker_may(who, "nudge");
	if (e != ERR_OK)
		return e;
	uint32_t place = json_string(json_member(params, "person"), &asked) ? event_person(event, asked) : NONE;
	if (place == NONE)
		return request_refuse(r, ERR_UNKNOWN_PERSON, "person: somebody of event %s", event->id);
	if (given != NULL && (!json_string(given, &words) || strlen(words) > NUDGE_WORDS_MAX))
		return request_refuse(r, ERR_INVALID, "text: at most %d bytes", NUDGE_WORDS_MAX);
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(id, sizeof id, bytes, sizeof bytes);
	json_out_init(&o, text);
	put_nudge(&o, id, now_ms, event->people[who->person].id, words, 0);
	*person = event->people[place].id;
	return ERR_OK;
}

bool nudge_seen(const struct tablets *t, const char *person, const char *nudge, int64_t now_ms, struct buf *text)
{
	const struct note *n = nudge_find(t, person);
	const char *id = "", *by = "", *words = "";
	int64_t seen = 0;
	cJSON *tree = NULL;
	struct json_out o;
	if (n == NULL || json_parse(n->text, strlen(n->text), &tree, NULL) != ERR_OK)
		return false;
	bool mine = json_string(json_member(tree, "nudge"), &id) && strcmp(id, nudge) == 0 &&
	            json_int(json_member(tree, "seen"), 0, AT_MAX, &seen) != ERR_OK;
	if (mine) {
		(void)json_string(json_member(tree, "by"), &by);
		(void)json_string(json_member(tree, "text"), &words);
		json_out_init(&o, text);
		put_nudge(&o, id, n->at_ms, by, words, now_ms);
	}
	json_free(tree);
	return mine;
}

/* ---- the tablet's own topic ---- */

static void put_text(struct json_out *o, const struct note *n)
{
	if (n != NULL)
		json_put_raw(o, n->text, strlen(n->text));
	else
		json_put_null(o);
}

void tablet_snapshot(const struct tablets *t, const char *person, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	json_object(&o);
	json_key(&o, "drafts");
	json_object(&o);
	for (uint32_t i = 0; i < t->count; i++) {
		const struct note *n = &t->notes[i];
		if (n->id == NULL || strcmp(n->person, person) != 0)
			continue;
		json_key(&o, n->id);
		put_text(&o, n);
	}
	json_object_end(&o);
	json_key(&o, "nudge");
	put_text(&o, nudge_find(t, person));
	json_object_end(&o);
}

void tablet_draft_change(const struct tablets *t, const char *field, struct buf *out)
{
	struct json_out o;
	char person[ID_MAX + 1];
	const char *id = NULL;
	json_out_init(&o, out);
	if (!field_read(field, person, &id) || id == NULL)
		return;
	json_object(&o);
	json_member_string(&o, "id", id);
	json_key(&o, "draft");
	put_text(&o, note_find(t, field));
	json_object_end(&o);
}

void tablet_nudge_change(const struct tablets *t, const char *person, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	json_object(&o);
	json_key(&o, "nudge");
	put_text(&o, nudge_find(t, person));
	json_object_end(&o);
}

/* ---- all tablets, for the desk ---- */

static void put_tablet(struct json_out *o, const struct tablet *one)
{
	json_object(o);
	json_member_string(o, "tablet", one->name);
	json_key(o, "battery");
	if (one->battery >= 0)
		json_put_int(o, one->battery);
	else
		json_put_null(o);
	json_member_bool(o, "charging", one->charging);
	json_member_int(o, "unsent", one->unsent);
	json_object_end(o);
}

static void put_person(struct json_out *o, const struct tablets *t, const struct state *s, uint32_t person,
                       const struct tablet_source *source)
{
	const struct person *p = &state_event(s)->people[person];
	const struct card *card = state_card_of(s, person);
	char bound_to[TABLET_NAME_MAX] = "";
	struct tablet list[TABLETS_OF_MAX];
	uint32_t count = source->list(source->arg, p->id, list, TABLETS_OF_MAX);
	if (card != NULL && card->device != NULL)
		snprintf(bound_to, sizeof bound_to, "%.*s", TABLET_NAME_MAX - 1, card->device);
	json_object(o);
	json_member_string(o, "id", p->id);
	json_member_string(o, "name", p->name);
	json_member_bool(o, "card", card != NULL);
	json_member_bool(o, "bound", card != NULL && card->bound);
	json_member_string(o, "tablet", bound_to[0] != '\0' ? bound_to : NULL);
	json_key(o, "tablets");
	json_array(o);
	for (uint32_t i = 0; i < count; i++)
		put_tablet(o, &list[i]);
	json_array_end(o);
	json_key(o, "nudge");
	put_text(o, nudge_find(t, p->id));
	json_object_end(o);
}

void tablets_snapshot(const struct tablets *t, const struct state *s, const struct tablet_source *source, struct buf *out)
{
	const struct event *event = state_event(s);
	struct json_out o;
	json_out_init(&o, out);
	json_object(&o);
	json_key(&o, "people");
	json_array(&o);
	for (uint32_t i = 0; event != NULL && i < event->person_count; i++)
		if (role_may(event->people[i].role, "sheet"))
			put_person(&o, t, s, i, source);
	json_array_end(&o);
	json_object_end(&o);
}

void tablets_change(const struct tablets *t, const struct state *s, uint32_t person, const struct tablet_source *source,
                    struct buf *out)
{
	struct json_out o;
	if (!role_may(state_event(s)->people[person].role, "sheet"))
		return;
	json_out_init(&o, out);
	json_object(&o);
	json_key(&o, "person");
	put_person(&o, t, s, person, source);
	json_object_end(&o);
}
