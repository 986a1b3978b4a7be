#include "hub/routes_results.h"

#include "base/text.h"
#include "display/results.h"
#include "display/results_page.h"
#include "events/standings_out.h"
#include "hub/hub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The tables of the state as standings_out.h takes them. Freed with free(). */
struct borrowed_tables {
	struct tables tables;
	struct table **of[CONTESTS_MAX];
	struct table *by_stage[CONTESTS_MAX][STAGES_MAX];
};

static struct borrowed_tables *tables_borrow(struct hub *hub)
{
	const struct event *event = state_event(hub->state);
	struct borrowed_tables *b = xcalloc(1, sizeof *b);
	for (uint32_t c = 0; c < event->contest_count; c++) {
		b->of[c] = b->by_stage[c];
		for (uint32_t s = 0; s < event->contests[c].stage_count; s++)
			b->by_stage[c][s] = state_table(hub->state, c, s);
	}
	b->tables.event = event;
	b->tables.of = b->of;
	return b;
}

static void put_json(struct hub *hub, uint32_t contest, uint32_t stage, struct buf *out)
{
	const struct contest *c = &state_event(hub->state)->contests[contest];
	struct standings_choice choice = {c->id, c->stages[stage].id};
	struct borrowed_tables *b = tables_borrow(hub);
	standings_json(&b->tables, &choice, out);
	free(b);
}

static void put_csv(struct hub *hub, uint32_t contest, uint32_t stage, struct buf *out)
{
	const struct contest *c = &state_event(hub->state)->contests[contest];
	struct standings_choice choice = {c->id, c->stages[stage].id};
	struct borrowed_tables *b = tables_borrow(hub);
	standings_csv(&b->tables, &choice, out);
	free(b);
}

static void put_list(struct hub *hub, uint32_t contest, uint32_t stage, struct buf *out)
{
	struct grid grid;
	results_grid(hub->gates, hub->state, contest, stage, &grid);
	grid_csv(&grid, out);
	grid_release(&grid);
}

static void put_xlsx(struct hub *hub, uint32_t contest, uint32_t stage, struct buf *out)
{
	struct grid grid;
	results_grid(hub->gates, hub->state, contest, stage, &grid);
	grid_xlsx(&grid, state_event(hub->state)->contests[contest].stages[stage].title.zh, out);
	grid_release(&grid);
}

/* By how the address ends; the longer ending first. */
static const struct form {
	const char *ending, *type;
	bool download;
	void (*put)(struct hub *hub, uint32_t contest, uint32_t stage, struct buf *out);
} forms[] = {
	{".list.csv", "text/csv; charset=utf-8", true, put_list},
	{".csv", "text/csv; charset=utf-8", true, put_csv},
	{".json", "application/json; charset=utf-8", false, put_json},
	{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true, put_xlsx},
};

static const struct form *form_of(const char *name)
{
	size_t n = strlen(name);
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		size_t m = strlen(forms[i].ending);
		if (n > m && strcmp(name + n - m, forms[i].ending) == 0)
			return &forms[i];
	}
	return NULL;
}

/* Splits CONTEST/STAGE.ending; NULL where the event has no such stage or there is no such form. */
static const struct form *results_of(const struct event *event, const char *rest, uint32_t *contest, uint32_t *stage)
{
	char id[2 * ID_MAX + 16];
	const struct form *form = form_of(rest);
	if (event == NULL || form == NULL || snprintf(id, sizeof id, "%s", rest) >= (int)sizeof id)
		return NULL;
	char *slash = strchr(id, '/');
	if (slash == NULL)
		return NULL;
	id[strlen(id) - strlen(form->ending)] = '\0';
	*slash = '\0';
	*contest = event_contest(event, id);
	*stage = *contest != NONE ? contest_stage(&event->contests[*contest], slash + 1) : NONE;
	return *stage != NONE ? form : NULL;
}

/* /results and /results/CONTEST/STAGE: pages for people. False where the path is neither. */
static bool answer_page(struct hub *hub, const char *path, struct http_answer *a)
{
	const struct event *event = state_event(hub->state);
	char id[2 * ID_MAX + 4];
	const char *rest = path + strlen("/results");
	if (event == NULL || (rest[0] != '\0' && rest[0] != '/'))
		return false;
	rest += rest[0] == '/';
	if (rest[0] == '\0') {
		results_index(hub->state, &a->body);
	} else {
		char *slash = snprintf(id, sizeof id, "%s", rest) < (int)sizeof id ? strchr(id, '/') : NULL;
		if (slash == NULL)
			return false;
		*slash = '\0';
		uint32_t contest = event_contest(event, id);
		uint32_t stage = contest != NONE ? contest_stage(&event->contests[contest], slash + 1) : NONE;
		if (stage == NONE)
			return false;
		results_page(hub->gates, hub->state, contest, stage, &a->body);
	}
	a->status = 200;
	a->type = "text/html; charset=utf-8";
	a->cache = "no-store";
	return true;
}

/* Cuts the next part off a path; NULL where there is none. */
static char *part_of(char **rest)
{
	char *part = *rest, *slash = part != NULL ? strchr(part, '/') : NULL;
	if (slash != NULL)
		*slash = '\0';
	*rest = slash != NULL ? slash + 1 : NULL;
	return part;
}

static void not_yet(struct http_answer *a)
{
	a->status = 404;
	a->type = "text/plain; charset=utf-8";
	buf_adds(&a->body, "these results are not published yet\n");
}

/* A competitor's page and steps. False where the path is neither. */
static bool answer_competitor(struct hub *hub, const char *path, struct http_answer *a)
{
	const struct event *event = state_event(hub->state);
	char text[3 * ID_MAX + 32], *rest = text;
	if (event == NULL || snprintf(text, sizeof text, "%s", path) >= (int)sizeof text)
		return false;
	const char *contest_id = part_of(&rest), *stage_id = part_of(&rest), *id = part_of(&rest);
	uint32_t contest = id != NULL ? event_contest(event, contest_id) : NONE;
	if (contest == NONE || (rest != NULL && strcmp(rest, "steps.json") != 0))
		return false;
	uint32_t stage = contest_stage(&event->contests[contest], stage_id);
	uint32_t competitor = contest_competitor(&event->contests[contest], id);
	if (stage == NONE || competitor == NONE)
		return false;
	a->cache = "no-store";
	if (!explained_there(hub->gates, hub->state, contest, stage, competitor)) {
		not_yet(a);
		return true;
	}
	a->status = 200;
	a->type = rest != NULL ? "application/json; charset=utf-8" : "text/html; charset=utf-8";
	(rest != NULL ? explained_json : explained_page)(hub->state, contest, stage, competitor, &a->body);
	return true;
}

bool route_results(struct hub *hub, const struct http_request *r, struct http_answer *a)
{
	const struct event *event = state_event(hub->state);
	uint32_t contest = NONE, stage = NONE;
	if (answer_page(hub, r->path, a))
		return true;
	if (strncmp(r->path, "/results/", strlen("/results/")) != 0)
		return false;
	if (answer_competitor(hub, r->path + strlen("/results/"), a))
		return true;
	const struct form *form = results_of(event, r->path + strlen("/results/"), &contest, &stage);
	if (form == NULL)
		return false;
	a->cache = "no-store";
	if (!results_there(hub->gates, hub->state, contest, stage)) {
		not_yet(a);
		return true;
	}
	a->status = 200;
	a->type = form->type;
	form->put(hub, contest, stage, &a->body);
	snprintf(a->name, sizeof a->name, "%s-%s%s", event->contests[contest].id, event->contests[contest].stages[stage].id,
	         form->ending);
	a->download = form->download ? a->name : NULL;
	return true;
}
