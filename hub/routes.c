#include "hub/routes.h"

#include "base/text.h"
#include "display/calendar.h"
#include "events/file.h"
#include "hub/burst.h"
#include "hub/hub.h"
#include "hub/issuer.h"
#include "hub/pictures.h"
#include "hub/qr.h"
#include "hub/routes_certificates.h"
#include "hub/routes_results.h"
#include "hub/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BRAND_BYTES_MAX ((size_t)2 << 20)

static void answer_plain(struct http_answer *a, unsigned status, const char *type)
{
	a->status = status;
	a->type = type;
	a->cache = "no-store";
}

static bool route_healthz(struct hub *hub, const struct http_request *r, struct http_answer *a)
{
	(void)hub;
	(void)r;
	answer_plain(a, 200, "text/plain; charset=utf-8");
	buf_adds(&a->body, "ok\n");
	return true;
}

static bool hub_is_ready(const struct hub *hub)
{
	return hub->store != NULL && store_state(hub->store) == STORE_READY && hub->live &&
	       state_event(hub->state) != NULL;
}

static bool route_readyz(struct hub *hub, const struct http_request *r, struct http_answer *a)
{
	(void)r;
	bool ready = hub_is_ready(hub);
	answer_plain(a, ready ? 200 : 503, "text/plain; charset=utf-8");
	if (ready)
		buf_addf(&a->body, "ready%s%s\n", store_warning(hub->store)[0] ? ": " : "", store_warning(hub->store));
	else
		buf_addf(&a->body, "not ready: %s: %s\n",
		         hub->store ? store_state_name(store_state(hub->store)) : "ending",
		         hub->store ? store_sentence(hub->store) : "");
	return true;
}

static void metric(struct buf *b, const char *name, const char *type, const char *help, uint64_t value)
{
	buf_addf(b, "# HELP touchstone_%s %s\n# TYPE touchstone_%s %s\ntouchstone_%s %llu\n", name, help, name, type,
	         name, (unsigned long long)value);
}

static bool route_metrics(struct hub *hub, const struct http_request *r, struct http_answer *a)
{
	(void)r;
	struct buf *b = &a->body;
	uint64_t judges = 0, watches = 0;
	for (const struct socket *s = hub->sockets; s != NULL; s = s->next) {
		judges += s->signed_in;
		watches += s->watch_count;
	}
	answer_plain(a, 200, "text/plain; version=0.0.4; charset=utf-8");
	metric(b, "ready", "gauge", "1 where marks are taken", hub_is_ready(hub));
	metric(b, "sockets", "gauge", "open WebSockets", hub->socket_count);
	metric(b, "signed_in", "gauge", "open WebSockets of people who signed in", judges);
	metric(b, "watches", "gauge", "topics watched, over all sockets", watches);
	metric(b, "connections_total", "counter", "WebSockets ever opened", hub->counts.connections);
	metric(b, "messages_total", "counter", "messages received", hub->counts.messages);
	metric(b, "refused_total", "counter", "requests answered with an error", hub->counts.refused);
	metric(b, "board_updates_total", "counter", "changes of boards sent", hub->counts.updates);
	metric(b, "deliveries_total", "counter", "updates sent to watchers", hub->fanout.deliveries);
	metric(b, "fanout_microseconds_total", "counter", "the loop's CPU time spent on sending them",
	       hub->fanout.cpu_ns / 1000);
	metric(b, "fanouts_total", "counter", "changes that have reached the last watcher", hub->fanout.walks);
	metric(b, "fanout_wait_microseconds_total", "counter", "from a change to its last watcher, summed",
	       hub->fanout.walks_ns / 1000);
	metric(b, "io_uring", "gauge", "1 where they are sent through io_uring", burst_has_ring(hub->fanout.burst));
	metric(b, "entries_total", "counter", "entries of the ledger folded", hub->counts.entries);
	if (hub->store != NULL) {
		struct store_counts c;
		store_counts(hub->store, &c);
		metric(b, "appended_total", "counter", "appends answered with a receipt", c.appended);
		metric(b, "unavailable_total", "counter", "appends refused because Redis was away", c.unavailable);
		metric(b, "append_waiting", "gauge", "appends not answered yet", c.waiting);
		metric(b, "append_microseconds_total", "counter", "time from request to receipt, summed",
		       c.append_us_sum);
		metric(b, "append_microseconds_max", "gauge", "the longest of these", c.append_us_max);
		metric(b, "redis_reconnects_total", "counter", "times that Redis was lost and found again",
		       c.reconnects);
		metric(b, "journal_lines_total", "counter", "lines of the journal on disk", c.journal_lines);
		metric(b, "rankings_written_total", "counter", "rankings written to Redis", c.rankings_written);
	}
	return true;
}

static bool route_qr(struct hub *hub, const struct http_request *r, struct http_answer *a)
{
	char address[900];
	const char *path = r->query_path[0] ? r->query_path : "/";
	if (path[0] != '/')
		return false;
	if (hub->address[0] != '\0')
		snprintf(address, sizeof address, "%s%s", hub->address, path);
	else
		snprintf(address, sizeof address, "http://%s%s", r->host, path);
	answer_plain(a, 200, "image/svg+xml; charset=utf-8");
	a->cache = "no-cache";
	return qr_svg(address, &a->body) == ERR_OK;
}

static bool route_events(struct hub *hub, const struct http_request *r, struct http_answer *a)
{
	a->topic = view_public_board(hub, r->path + strlen("/events/"));
	answer_plain(a, 200, "text/event-stream");
	return a->topic != NULL;
}

static bool route_calendar(struct hub *hub, const struct http_request *r, struct http_answer *a)
{
	const struct event *event = state_event(hub->state);
	(void)r;
	answer_plain(a, 200, "text/calendar; charset=utf-8");
	return event != NULL && calendar_write(event, hub->address, hub_now_ms(), &a->body);
}

/* The organiser's colours and pictures, from the event's folder as it is now. Without brand.css a screen has the colours it comes with. */
static bool route_brand(struct hub *hub, const struct http_request *r, struct http_answer *a)
{
	static const struct {
		const char *suffix, *type;
	} types[] = { { ".css", "text/css; charset=utf-8" }, { ".svg", "image/svg+xml" }, { ".png", "image/png" } };
	const char *name = r->path + strlen("/brand/"), *suffix = strrchr(name, '.'), *type = NULL;
	char path[sizeof hub->brand + sizeof r->path];
	for (size_t i = 0; suffix != NULL && i < sizeof types / sizeof *types; i++)
		if (strcmp(suffix, types[i].suffix) == 0)
			type = types[i].type;
	if (type == NULL || hub->brand[0] == '\0' || !text_id(name, strlen(name)))
		return false;
	answer_plain(a, 200, type);
	a->cache = "no-cache";
	snprintf(path, sizeof path, "%s/%s", hub->brand, name);
	struct buf file;
	buf_init(&file, BRAND_BYTES_MAX);
	bool read = file_read(path, &file) == ERR_OK;
	if (read)
		buf_add(&a->body, buf_str(&file), file.len);
	buf_release(&file);
	return read || strcmp(name, "brand.css") == 0;
}

/* Each route by how its path begins; `whole`: it is all of the path. */
static const struct {
	const char *path;
	bool whole;
	bool (*answer)(struct hub *hub, const struct http_request *r, struct http_answer *a);
} routes[] = {
	{ "/healthz", true, route_healthz }, { "/readyz", true, route_readyz },    { "/metrics", true, route_metrics },
	{ "/api/certificate/", false, route_page_pdf },
	{ "/qr.svg", true, route_qr },       { "/results", false, route_results }, { "/v/", false, route_certificates },
	{ "/events/", false, route_events }, { "/calendar.ics", true, route_calendar },
	{ "/brand/", false, route_brand },    { "/pictures/", false, route_picture },
};

bool route_answer(struct hub *hub, const struct http_request *r, struct http_answer *a)
{
	for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
		size_t n = strlen(routes[i].path);
		if (strncmp(r->path, routes[i].path, n) == 0 && (!routes[i].whole || r->path[n] == '\0'))
			return routes[i].answer(hub, r, a);
	}
	return false;
}
