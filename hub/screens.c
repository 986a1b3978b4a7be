#include "hub/screens.h"

#include "base/mem.h"
#include "base/text.h"
#include "display/scene.h"
#include "hub/views.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GONE_MAX SCREENS_MAX

/* ---- who is there ---- */

static void gone_forget(struct hub *hub, const char *name)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < hub->gone_count; i++)
		if (strcmp(hub->gone[i].name, name) != 0)
			hub->gone[kept++] = hub->gone[i];
	hub->gone_count = kept;
}

/* The one that went first makes room. */
static void gone_note(struct hub *hub, const char *name)
{
	gone_forget(hub, name);
	if (hub->gone == NULL)
		hub->gone = xcalloc(GONE_MAX, sizeof *hub->gone);
	if (hub->gone_count == GONE_MAX)
		memmove(hub->gone, hub->gone + 1, (size_t)(--hub->gone_count) * sizeof *hub->gone);
	struct screen_gone *one = &hub->gone[hub->gone_count++];
	snprintf(one->name, sizeof one->name, "%s", name);
	one->at_ms = hub_now_ms();
}

static bool name_there(const struct hub *hub, const char *name, const struct socket *but)
{
	for (const struct socket *s = hub->sockets; s != NULL; s = s->next)
		if (s != but && s->seat != NULL && strcmp(s->seat->name, name) == 0)
			return true;
	return false;
}

/* The socket's seat; NULL where there are too many. */
static struct seat *seat_of(struct hub *hub, struct socket *s)
{
	if (s->seat != NULL || hub->seat_count == SEATS_MAX)
		return s->seat;
	hub->seat_count++;
	s->seat = xcalloc(1, sizeof *s->seat);
	return s->seat;
}

static void seat_unname(struct hub *hub, struct socket *s)
{
	if (s->seat->name[0] != '\0' && !name_there(hub, s->seat->name, s))
		gone_note(hub, s->seat->name);
	s->seat->name[0] = '\0';
}

void screens_leave(struct socket *s)
{
	if (s->seat == NULL)
		return;
	seat_unname(s->hub, s);
	free(s->seat);
	s->seat = NULL;
	s->hub->seat_count--;
	views_screens_late(s->hub);
}

/* ---- names ---- */

static struct socket *code_find(struct hub *hub, const char *code)
{
	for (struct socket *s = hub->sockets; s != NULL; s = s->next)
		if (s->seat != NULL && s->seat->code[0] != '\0' && strcmp(s->seat->code, code) == 0)
			return s;
	return NULL;
}

enum err pair_handle(struct call *call, const cJSON *params)
{
	(void)params;
	enum err err = call_may(call, "pair");
	struct seat *seat = err == ERR_OK ? seat_of(call->hub, call->socket) : NULL;
	if (err != ERR_OK)
		return err;
	if (seat == NULL)
		return call_refuse(call, ERR_TOO_LARGE, "no more than 1000 screens");
	seat_unname(call->hub, call->socket);
	while (seat->code[0] == '\0') {
		char code[PAIR_CODE_MAX];
		snprintf(code, sizeof code, "%06u", (unsigned)randombytes_uniform(1000000));
		if (code_find(call->hub, code) == NULL)
			memcpy(seat->code, code, sizeof code);
	}
	json_object(&call->result);
	json_member_string(&call->result, "code", seat->code);
	json_object_end(&call->result);
	views_screens_late(call->hub);
	return ERR_OK;
}

static void tell_name(struct socket *s, const char *name)
{
	char text[160];
	int len = snprintf(text, sizeof text, "{\"jsonrpc\":\"2.0\",\"method\":\"named\",\"params\":{\"screen\":\"%s\"}}", name);
	struct message *m = message_new(text, (size_t)len);
	socket_send(s, m);
	message_unref(m);
}

enum err adopt_handle(struct call *call, const cJSON *params)
{
	const char *code = NULL, *name = NULL;
	enum err err = call_may(call, "adopt");
	if (err != ERR_OK)
		return err;
	if (!json_string(json_member(params, "code"), &code) || !json_string(json_member(params, "screen"), &name))
		return call_refuse(call, ERR_INVALID, "code: six digits; screen: a name");
	if (!text_id(name, strlen(name)) || strcmp(name, SCREEN_ALL) == 0)
		return call_refuse(call, ERR_INVALID, "screen: a name of 1 to 64 letters, digits, - . _, but not all");
	struct socket *s = code[0] != '\0' ? code_find(call->hub, code) : NULL;
	if (s == NULL)
		return call_refuse(call, ERR_NOT_FOUND, "code: the six digits that the new screen shows now");
	s->seat->code[0] = '\0';
	tell_name(s, name);
	json_object(&call->result);
	json_member_string(&call->result, "screen", name);
	json_object_end(&call->result);
	return ERR_OK;
}

/* ---- what they show ---- */

/* Copies a word of what a page says; false where it is none that fits. */
static bool word_read(const cJSON *params, const char *member, char *out, size_t size)
{
	const char *text = NULL;
	if (!json_string(json_member(params, member), &text) || strlen(text) >= size || !text_id(text, strlen(text)))
		return false;
	snprintf(out, size, "%s", text);
	return true;
}

enum err showing_handle(struct call *call, const cJSON *params)
{
	struct seat said = { .code = "" };
	enum err err = call_may(call, "showing");
	if (err != ERR_OK)
		return err;
	if (!word_read(params, "screen", said.name, sizeof said.name) || !word_read(params, "kind", said.kind, sizeof said.kind) ||
	    !word_read(params, "theme", said.theme, sizeof said.theme) || !word_read(params, "lang", said.lang, sizeof said.lang) ||
	    json_int(json_member(params, "width"), 1, SCREEN_SIZE_MAX, &said.width) != ERR_OK ||
	    json_int(json_member(params, "height"), 1, SCREEN_SIZE_MAX, &said.height) != ERR_OK)
		return call_refuse(call, ERR_INVALID, "screen, kind, theme, lang: names; width, height: points");
	struct seat *seat = seat_of(call->hub, call->socket);
	if (seat == NULL)
		return call_refuse(call, ERR_TOO_LARGE, "no more than 1000 screens");
	if (strcmp(seat->name, said.name) != 0)
		seat_unname(call->hub, call->socket);
	*seat = said;
	gone_forget(call->hub, seat->name);
	json_object(&call->result);
	json_object_end(&call->result);
	views_screens_late(call->hub);
	return ERR_OK;
}

enum err look_handle(struct call *call, const cJSON *params)
{
	const char *expected = "";
	const cJSON *scene = json_member(params, "scene");
	enum err err = call_may(call, "look");
	if (err == ERR_OK)
		err = scene_check(call->hub->state, "look", scene, &expected);
	if (err != ERR_OK)
		return call_refuse(call, err, expected);
	json_object(&call->result);
	json_key(&call->result, "scene");
	json_put_tree(&call->result, scene);
	json_key(&call->result, "data");
	scene_put_data(&call->result, call->hub->state, call->hub->gates, scene);
	json_object_end(&call->result);
	return ERR_OK;
}

/* ---- the list ---- */

/* What is known of one name. */
struct listed {
	const char *name, *scene;
	int64_t gone_ms; /* 0: not gone */
};

static int listed_compare(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;
	return strcmp(x->name, y->name);
}

static void listed_add(struct listed *list, uint32_t *count, const char *name, const char *scene, int64_t gone_ms)
{
	for (uint32_t i = 0; i < *count; i++) {
		if (strcmp(list[i].name, name) != 0)
			continue;
		list[i].gone_ms = gone_ms != 0 ? gone_ms : list[i].gone_ms;
		return;
	}
	list[(*count)++] = (struct listed){ name, scene, gone_ms };
}

/* Kind and stage of a scene that is in the ledger. */
static void put_scene(struct json_out *o, const char *text)
{
	static const char *const members[] = { "kind", "contest", "stage" };
	cJSON *scene = NULL;
	const char *value = NULL;
	if (text == NULL || json_parse(text, strlen(text), &scene, NULL) != ERR_OK) {
		json_put_null(o);
		return;
	}
	json_object(o);
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (json_string(json_member(scene, members[i]), &value))
			json_member_string(o, members[i], value);
	json_object_end(o);
	json_free(scene);
}

static void put_pages(struct json_out *o, const struct hub *hub, const char *name)
{
	uint32_t count = 0;
	json_array(o);
	for (const struct socket *s = hub->sockets; s != NULL && count < PAGES_MAX; s = s->next) {
		if (s->seat == NULL || strcmp(s->seat->name, name) != 0)
			continue;
		json_object(o);
		json_member_string(o, "kind", s->seat->kind);
		json_member_int(o, "width", s->seat->width);
		json_member_int(o, "height", s->seat->height);
		json_member_string(o, "theme", s->seat->theme);
		json_member_string(o, "lang", s->seat->lang);
		json_object_end(o);
		count++;
	}
	json_array_end(o);
}

static void put_listed(struct json_out *o, const struct hub *hub, const struct listed *one)
{
	json_object(o);
	json_member_string(o, "name", one->name);
	json_key(o, "scene");
	put_scene(o, one->scene);
	json_key(o, "pages");
	put_pages(o, hub, one->name);
	json_key(o, "gone");
	if (one->gone_ms != 0)
		json_put_int(o, one->gone_ms);
	else
		json_put_null(o);
	json_object_end(o);
}

void screens_put(const struct hub *hub, struct json_out *o)
{
	uint32_t count = 0, assigned;
	const struct screen *screens = state_screens(hub->state, &assigned);
	struct listed *list = xcalloc((size_t)assigned + hub->seat_count + hub->gone_count + 1, sizeof *list);
	for (uint32_t i = 0; i < assigned; i++)
		if (strcmp(screens[i].name, SCREEN_ALL) != 0)
			listed_add(list, &count, screens[i].name, screens[i].scene, 0);
	for (const struct socket *s = hub->sockets; s != NULL; s = s->next)
		if (s->seat != NULL && s->seat->name[0] != '\0')
			listed_add(list, &count, s->seat->name, NULL, 0);
	for (uint32_t i = 0; i < hub->gone_count; i++)
		listed_add(list, &count, hub->gone[i].name, NULL, hub->gone[i].at_ms);
	qsort(list, count, sizeof *list, listed_compare);
	json_object(o);
	json_key(o, "screens");
	json_array(o);
	for (uint32_t i = 0; i < count; i++)
		put_listed(o, hub, &list[i]);
	json_array_end(o);
	json_object_end(o);
	free(list);
}
