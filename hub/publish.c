#include "hub/publish.h"

#include "base/index.h"
#include "base/mem.h"
#include "hub/embed.h"
#include "hub/hub.h"
#include "hub/publish_files.h"
#include "hub/publish_http.h"
#include "hub/routes.h"
#include "hub/views.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_MS       1000
#define PAUSE_MOST_MS 60000
#define BEAT_LOOKS    10 /* the page that reads the files says that it is stale after 30 s */
#define FILE_PATH_MAX (TOPIC_NAME_MAX + ID_MAX + 32)

/* A file as it was last written, or gone. */
struct known {
	char path[FILE_PATH_MAX];
	unsigned char digest[HASH_BYTES]; /* of its bytes */
	bool there, made;                 /* made: in this round */
};

struct publish {
	struct hub *hub;
	uv_timer_t timer;
	uv_work_t work;
	bool busy, stopping, pages;
	unsigned looks;
	struct publish_batch batch;
	struct publish_http *http; /* NULL: into a folder */
	uint64_t pause_ms, not_before_ms; /* after a fault on a web server: the loop's time before which nothing is tried */
	char fault[512];
	struct known **known;
	uint32_t known_count, known_room;
	struct index by_path;
	int64_t seen_ms[CONTESTS_MAX * STAGES_MAX]; /* each board's time when it was last made; -1: never */
	enum phase seen_phase[CONTESTS_MAX * STAGES_MAX];
	uint64_t seen_offset[CONTESTS_MAX * STAGES_MAX];
	unsigned char definition[HASH_BYTES];
};

/*
 * The pages' files: where each stands in the program, and on the site; `lasting`: below the build's folder. Of a folder, all that is
 * in it.
 */
static const struct {
	const char *inside, *outside;
	bool lasting;
} pages[] = {
	{ "assets/js/", "assets/js/", true },
	{ "assets/style/", "assets/style/", true },
	{ "assets/icons/", "assets/icons/", true },
	{ "assets/text/", "assets/text/", true },
	{ "assets/manifest.webmanifest", "assets/manifest.webmanifest", true },
	{ "display/web/audience.js", "display/audience.js", true },
	{ "display/web/board.js", "display/board.js", true },
	{ "display/web/snapshots.js", "assets/js/net.js", true }, /* in place of the socket's */
	{ "assets/style/", "assets/style/", false },              /* the plain pages' */
	{ "assets/icons/", "assets/icons/", false },
	{ "display/web/index.html", "index.html", false },
};

static void add_pages(struct publish *p)
{
	char path[512];
	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
		for (size_t j = 0; j < embed_count; j++) {
			size_t n = strlen(pages[i].inside);
			const struct embed_file *f = &embed_files[j];
			if (strncmp(f->path, pages[i].inside, n) != 0)
				continue;
			snprintf(path, sizeof path, "%s%s%s%s%s", pages[i].lasting ? "build/" : "",
			         pages[i].lasting ? embed_build : "", pages[i].lasting ? "/" : "", pages[i].outside,
			         f->path + n);
			batch_add(&p->batch, path, f->plain.start, (size_t)(f->plain.end - f->plain.start));
		}
}

static struct known *known_of(struct publish *p, const char *path)
{
	uint32_t place = 0;
	if (index_get(&p->by_path, path, strlen(path), &place))
		return p->known[place];
	if (p->known_count == p->known_room) {
		p->known_room = p->known_room ? p->known_room * 2 : 64;
		p->known = xrealloc(p->known, p->known_room * sizeof(struct known *));
	}
	struct known *k = xcalloc(1, sizeof *k);
	snprintf(k->path, sizeof k->path, "%s", path);
	index_put(&p->by_path, k->path, strlen(k->path), p->known_count);
	p->known[p->known_count++] = k;
	k->there = true; /* from an earlier run, perhaps */
	return k;
}

static void add_file(struct publish *p, const char *path, const void *bytes, size_t len)
{
	unsigned char digest[HASH_BYTES];
	struct known *k = known_of(p, path);
	crypto_generichash(digest, HASH_BYTES, bytes, len, NULL, 0);
	k->made = true;
	if (k->there && memcmp(digest, k->digest, HASH_BYTES) == 0)
		return;
	k->there = true;
	memcpy(k->digest, digest, HASH_BYTES);
	batch_add(&p->batch, path, bytes, len);
}

static void drop_file(struct publish *p, const char *path)
{
	struct known *k = known_of(p, path);
	if (k->there)
		batch_remove(&p->batch, path);
	k->there = false;
	memset(k->digest, 0, HASH_BYTES);
}

/* What an address answers, as a file; none where it answers anything but 200. */
static void add_route(struct publish *p, const char *address, const char *path)
{
	struct http_request r = { .path = "" };
	struct http_answer a = { .status = 0 };
	buf_init(&a.body, ROUTE_BODY_MAX);
	snprintf(r.path, sizeof r.path, "%s", address);
	if (route_answer(p->hub, &r, &a) && a.status == 200 && buf_ok(&a.body))
		add_file(p, path, buf_str(&a.body), a.body.len);
	else
		drop_file(p, path);
	buf_release(&a.body);
}

static void add_topic(struct publish *p, struct topic *topic, const char *path)
{
	struct buf b;
	struct json_out o;
	const struct buf *snapshot = topic_snapshot(topic, p->hub);
	buf_init(&b, SIZE_MAX / 2);
	json_out_init(&o, &b);
	json_object(&o);
	json_member_string(&o, "topic", topic->wire);
	json_member_string(&o, "epoch", p->hub->topics.epoch);
	json_member_int(&o, "offset", (int64_t)topic->offset);
	json_key(&o, "snapshot");
	json_put_raw(&o, buf_str(snapshot), snapshot->len);
	json_object_end(&o);
	add_file(p, path, buf_str(&b), b.len);
	buf_release(&b);
}

static void add_board(struct publish *p, struct hub_board *board, struct topic *topic)
{
	static const char *const endings[] = { ".json", ".csv", ".list.csv", ".xlsx" };
	const struct contest *c = &state_event(p->hub->state)->contests[board->contest];
	const char *stage = c->stages[board->stage].id;
	char address[FILE_PATH_MAX], path[FILE_PATH_MAX];
	snprintf(path, sizeof path, "topics/%s.json", topic->wire);
	add_topic(p, topic, path);
	snprintf(address, sizeof address, "/results/%s/%s", c->id, stage);
	snprintf(path, sizeof path, "results/%s/%s/index.html", c->id, stage);
	add_route(p, address, path);
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		snprintf(address, sizeof address, "/results/%s/%s%s", c->id, stage, endings[i]);
		add_route(p, address, address + 1);
	}
}

/* How each total came about: pages that are there only where a stage is published. */
static void add_competitors(struct publish *p, const struct hub_board *board)
{
	const struct contest *c = &state_event(p->hub->state)->contests[board->contest];
	const char *stage = c->stages[board->stage].id;
	char address[FILE_PATH_MAX], path[FILE_PATH_MAX];
	for (uint32_t i = 0; i < c->competitor_count; i++) {
		snprintf(address, sizeof address, "/results/%s/%s/%s", c->id, stage, c->competitors[i].id);
		snprintf(path, sizeof path, "results/%s/%s/%s/index.html", c->id, stage, c->competitors[i].id);
		add_route(p, address, path);
	}
}

/* The boards of which something has been told since they were last made. */
static void add_boards(struct publish *p)
{
	struct hub *hub = p->hub;
	for (uint32_t i = 0; i < hub->board_count; i++) {
		struct hub_board *board = &hub->boards[i];
		struct topic *topic = view_public_board(hub, board->topic + strlen(VIEW_LIVE));
		enum phase phase = state_phase(hub->state, board->contest, board->stage);
		if (topic == NULL || (p->seen_ms[i] == board->at_ms && p->seen_offset[i] == topic->offset &&
		                      p->seen_phase[i] == phase))
			continue;
		add_board(p, board, topic);
		if (phase == PHASE_PUBLISHED || p->seen_phase[i] == PHASE_PUBLISHED)
			add_competitors(p, board);
		p->seen_ms[i] = board->dirty ? -1 : board->at_ms;
		p->seen_offset[i] = topic->offset;
		p->seen_phase[i] = phase;
	}
}

static void add_event(struct publish *p)
{
	struct topic *topic = view_event(p->hub);
	if (topic != NULL)
		add_topic(p, topic, "topics/event.json");
	add_route(p, "/results", "results/index.html");
	if (known_of(p, "calendar.ics")->made)
		return; /* it has the time in it when it was made: once for each definition */
	add_route(p, "/calendar.ics", "calendar.ics");
}

static void add_beat(struct publish *p)
{
	char text[64];
	int len = snprintf(text, sizeof text, "{\"time\":%lld}", (long long)hub_now_ms());
	batch_add(&p->batch, "topics/beat.json", text, (size_t)len);
}

/* Everything is to be made again. */
static void forget(struct publish *p)
{
	memcpy(p->definition, p->hub->definition_digest, HASH_BYTES);
	for (size_t i = 0; i < sizeof p->seen_ms / sizeof p->seen_ms[0]; i++) {
		p->seen_ms[i] = -1;
		p->seen_phase[i] = PHASE_PUBLISHED; /* as an earlier run may have left it */
	}
	for (uint32_t i = 0; i < p->known_count; i++)
		p->known[i]->made = false;
}

/* After everything was made anew: what was not, the definition has no more. */
static void drop_rest(struct publish *p)
{
	for (uint32_t i = 0; i < p->known_count; i++)
		if (!p->known[i]->made)
			drop_file(p, p->known[i]->path);
}

static void on_written(uv_work_t *work, int status);

static void on_work(uv_work_t *work)
{
	struct publish *p = work->data;
	if (p->http != NULL)
		publish_http_write(p->http, &p->batch);
	else
		batch_write(&p->batch);
}

static void look(struct publish *p)
{
	struct hub *hub = p->hub;
	if (p->busy || uv_now(hub->loop) < p->not_before_ms || !hub->live || state_event(hub->state) == NULL)
		return;
	bool all = memcmp(p->definition, hub->definition_digest, HASH_BYTES) != 0;
	if (all)
		forget(p);
	if (!p->pages)
		add_pages(p);
	add_event(p);
	add_boards(p);
	if (all)
		drop_rest(p);
	if (p->looks++ % BEAT_LOOKS == 0)
		add_beat(p);
	if (p->batch.count == 0)
		return;
	p->pages = true;
	p->busy = true;
	int rc = uv_queue_work(hub->loop, &p->work, on_work, on_written);
	assert(rc == 0);
	(void)rc;
}

/* What was not written is to be made again. */
static void undone_forget(struct publish *p)
{
	memset(p->definition, 0, HASH_BYTES);
	for (size_t i = 0; i < p->batch.count; i++) {
		uint32_t place = 0;
		const struct publish_file *f = &p->batch.files[i];
		if (f->done)
			continue;
		if (!index_get(&p->by_path, f->path, strlen(f->path), &place)) {
			p->pages = false;
			continue;
		}
		memset(p->known[place]->digest, 0, HASH_BYTES);
		p->known[place]->there = true;
	}
}

/* A web server that is not there is asked again later and later; a folder at the next look. */
static void pause_set(struct publish *p)
{
	if (p->fault[0] == '\0' || p->http == NULL)
		p->pause_ms = p->not_before_ms = 0;
	else
		p->pause_ms = p->pause_ms == 0 ? LOOK_MS : p->pause_ms < PAUSE_MOST_MS / 2 ? p->pause_ms * 2 : PAUSE_MOST_MS;
	if (p->pause_ms > 0)
		p->not_before_ms = uv_now(p->hub->loop) + p->pause_ms;
}

/* What could not be written is written again later; that is said once. */
static void on_written(uv_work_t *work, int status)
{
	struct publish *p = work->data;
	(void)status;
	p->busy = false;
	if (strcmp(p->fault, p->batch.fault) != 0)
		fprintf(stderr, "touchstone: publish: %s\n", p->batch.fault[0] ? p->batch.fault : "written again");
	memcpy(p->fault, p->batch.fault, sizeof p->fault);
	pause_set(p);
	if (p->fault[0] != '\0')
		undone_forget(p);
	batch_release(&p->batch);
	if (p->fault[0] == '\0' && p->stopping)
		look(p);
}

static void on_timer(uv_timer_t *timer)
{
	look(timer->data);
}

struct publish *publish_new(struct hub *hub, const char *place, const char *secret)
{
	struct publish *p = xcalloc(1, sizeof *p);
	p->hub = hub;
	p->batch.folder = place;
	p->http = publish_is_url(place) ? publish_http_new(place, secret) : NULL;
	index_init(&p->by_path);
	uv_timer_init(hub->loop, &p->timer);
	p->timer.data = p->work.data = p;
	uv_timer_start(&p->timer, on_timer, 0, LOOK_MS);
	return p;
}

void publish_stop(struct publish *p)
{
	if (p == NULL)
		return;
	uv_close((uv_handle_t *)&p->timer, NULL);
	p->stopping = true;
	look(p);
}

void publish_free(struct publish *p)
{
	if (p == NULL)
		return;
	for (uint32_t i = 0; i < p->known_count; i++)
		free(p->known[i]);
	free(p->known);
	index_release(&p->by_path);
	batch_release(&p->batch);
	publish_http_free(p->http);
	free(p);
}
