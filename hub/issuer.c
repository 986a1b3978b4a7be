#include "hub/issuer.h"

#include "base/mem.h"
#include "certificates/issue.h"
#include "certificates/issued_view.h"
#include "certificates/record.h"
#include "events/entry_json.h"
#include "events/text_json.h"
#include "hub/key_file.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the key ---- */

static bool credential_there(void)
{
	char path[4096];
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	return dir && snprintf(path, sizeof path, "%s/touchstone-key", dir) < (int)sizeof path && access(path, R_OK) == 0;
}

bool issuer_open(struct issuer *issuer, const char *key, const char *host, const char *address)
{
	const char *scheme = address ? strstr(address, "://") : NULL;
	if (!key && !credential_there())
		return true;
	if (host)
		snprintf(issuer->host, sizeof issuer->host, "%s", host);
	else if (scheme)
		snprintf(issuer->host, sizeof issuer->host, "%.*s", (int)strcspn(scheme + 3, "/ \t"), scheme + 3);
	if (!host_valid(issuer->host, strlen(issuer->host))) {
		fprintf(stderr, "touchstone serve: expected with a key also --host HOST, where certificates are verified, in lower case, "
		                "without https://\n");
		return false;
	}
	issuer->has_key = key_file_open("serve", key, &issuer->key);
	/* Nothing that is started from here has to know it. */
	unsetenv("TOUCHSTONE_KEY_PASSPHRASE");
	return issuer->has_key;
}

/* ---- what is due ---- */

/* One contest's certificates, compared with what is due. */
struct desk_plan {
	const struct event *event;
	uint32_t contest;
	bool preview, published, has_plan;
	bool contests[CONTESTS_MAX];
	char prefix[ID_PREFIX_MAX + 1];
	struct issue_options options;
	struct due_list due;
	struct issue_plan plan;
};

static void random_bytes(void *arg, unsigned char *out, size_t len)
{
	(void)arg;
	randombytes_buf(out, len);
}

static void desk_plan_release(struct desk_plan *p)
{
	if (p->has_plan)
		issue_plan_release(&p->plan);
	due_list_release(&p->due);
}

/* A member that may be left out; what is neither true nor false is refused, for without `preview` something is done. */
static enum err read_flag(struct call *call, const cJSON *params, const char *name, bool *flag)
{
	const cJSON *given = json_member(params, name);
	if (json_is_null(given) || json_bool(given, flag))
		return ERR_OK;
	snprintf(call->expected, sizeof call->expected, "%s: true or false", name);
	return ERR_INVALID;
}

/* The contest and what is asked for. */
static enum err plan_read(struct call *call, const cJSON *params, struct desk_plan *p)
{
	const char *contest = "";
	p->event = state_event(call->hub->state);
	if (json_string(json_member(params, "contest"), &contest))
		p->contest = event_contest(p->event, contest);
	if (p->contest == NONE) {
		snprintf(call->expected, sizeof call->expected, "contest: the id of a contest of this event");
		return ERR_UNKNOWN_CONTEST;
	}
	p->contests[p->contest] = true;
	p->options = (struct issue_options){ .host = call->hub->issuer->host,
		                             .prefix = p->prefix,
		                             .key = &call->hub->issuer->key,
		                             .random = random_bytes };
	id_prefix(p->event->id, p->prefix);
	const char *day = p->event->ends[0] ? p->event->ends : p->event->starts;
	if (day_parse(day, &p->options.day) != ERR_OK)
		p->options.day = day_today();
	enum err e = read_flag(call, params, "participation", &p->options.participation);
	if (e == ERR_OK)
		e = read_flag(call, params, "copies", &p->options.copies);
	return e == ERR_OK ? read_flag(call, params, "preview", &p->preview) : e;
}

/* The plan, where there is a key and the last stage is published. */
static enum err plan_make(struct call *call, struct desk_plan *p)
{
	struct hub *hub = call->hub;
	uint32_t count, last = p->event->contests[p->contest].stage_count;
	p->published = last && state_phase(hub->state, p->contest, last - 1) == PHASE_PUBLISHED;
	if (!p->published || !hub->issuer->has_key)
		return ERR_OK;
	struct table *table = state_table(hub->state, p->contest, last - 1);
	const struct row *rows = table_rank(table, &count);
	issue_due(p->event, p->contest, rows, count, table_total_digits(table), &p->options, &p->due);
	if (p->due.skipped) {
		snprintf(call->expected, sizeof call->expected, "%.200s", p->due.fault);
		return ERR_UNSUPPORTED;
	}
	if (p->due.count > ISSUER_DUE_MAX) {
		snprintf(call->expected, sizeof call->expected, "at most %d certificates of a contest; touchstone certificate issue does more",
		         ISSUER_DUE_MAX);
		return ERR_UNSUPPORTED;
	}
	const struct certificate *issued = state_certificates(hub->state, &count);
	enum err e = issue_plan(p->event, &p->due, issued, count, p->contests, &p->options, &p->plan);
	p->has_plan = e == ERR_OK;
	if (e != ERR_TOO_LARGE)
		return e;
	snprintf(call->expected, sizeof call->expected, "a name, title and award that together fit a QR code");
	return ERR_UNSUPPORTED;
}

/* ---- what the desk is told ---- */

/* Of one contest, the newest first. */
static void put_certificates(struct json_out *o, const struct hub *hub, const char *contest)
{
	uint32_t count, listed = 0;
	const struct certificate *list = state_certificates(hub->state, &count);
	json_key(o, "certificates");
	json_array(o);
	for (uint32_t i = count; i > 0 && listed < ISSUER_LIST_MAX; i--)
		if (strcmp(list[i - 1].contest, contest) == 0) {
			issued_view_put(o, hub->state, &list[i - 1]);
			listed++;
		}
	json_array_end(o);
}

static void put_step(struct json_out *o, const struct hub *hub, const struct desk_plan *p, const struct issue_step *step)
{
	static const char *const actions[] = { "keep", "issue", "replace", "revoke" };
	const char *old = step->action == ISSUE_REVOKE ? step->id : step->revokes;
	uint32_t count;
	const struct certificate *list = state_certificates(hub->state, &count);
	json_object(o);
	json_member_string(o, "action", actions[step->action]);
	json_member_string(o, "old", old);
	json_member_string(o, "reason", step->reason);
	if (step->due) {
		json_member_string(o, "competitor", p->event->contests[p->contest].competitors[step->due->competitor].id);
		json_member_string(o, "name", step->due->claims.holder);
		json_member_text(o, "award", step->due->award_title);
		json_member_int(o, "rank", step->due->rank);
	}
	for (uint32_t i = 0; !step->due && i < count; i++)
		if (strcmp(list[i].id, step->id) == 0) {
			json_key(o, "certificate");
			issued_view_put(o, hub->state, &list[i]);
		}
	json_object_end(o);
}

static void put_counts(struct json_out *o, const struct issue_plan *plan)
{
	json_member_int(o, "issued", (int64_t)plan->issued);
	json_member_int(o, "replaced", (int64_t)plan->replaced);
	json_member_int(o, "revoked", (int64_t)plan->revoked);
	json_member_int(o, "kept", (int64_t)plan->kept);
}

static void put_plan(struct json_out *o, const struct hub *hub, const struct desk_plan *p)
{
	size_t listed = 0;
	json_key(o, "plan");
	if (!p->has_plan) {
		json_put_null(o);
		return;
	}
	json_object(o);
	put_counts(o, &p->plan);
	json_key(o, "steps");
	json_array(o);
	for (size_t i = 0; i < p->plan.count && listed < ISSUER_LIST_MAX; i++)
		if (p->plan.steps[i].action != ISSUE_KEEP) {
			put_step(o, hub, p, &p->plan.steps[i]);
			listed++;
		}
	json_array_end(o);
	json_object_end(o);
}

static void put_preview(struct json_out *o, const struct hub *hub, const struct desk_plan *p)
{
	const char *contest = p->event->contests[p->contest].id;
	json_object(o);
	json_member_string(o, "contest", contest);
	json_key(o, "issuer");
	if (hub->issuer->has_key) {
		json_object(o);
		json_member_string(o, "name", hub->issuer->key.name);
		json_member_string(o, "host", hub->issuer->host);
		json_object_end(o);
	} else {
		json_put_null(o);
	}
	json_member_bool(o, "published", p->published);
	put_plan(o, hub, p);
	put_certificates(o, hub, contest);
	json_object_end(o);
}

/* ---- issuing ---- */

/* The appends of one plan, answered together. */
struct issuing {
	struct pending *pending;
	struct issuer *issuer;
	size_t waiting;
	uint64_t last_seq;
	struct issue_plan counts; /* only these */
	enum err fault;           /* the first */
	char expected[REQUEST_EXPECTED_MAX];
};

static void answer_issued(const struct issuing *all)
{
	struct buf b;
	struct json_out o;
	const struct pending *p = all->pending;
	if (p->socket == NULL)
		return;
	if (all->fault != ERR_OK) {
		rpc_error(p->socket, p->id, rpc_code(all->fault), all->fault, all->expected);
		return;
	}
	buf_init(&b, 1024);
	json_out_init(&o, &b);
	json_object(&o);
	put_counts(&o, &all->counts);
	json_object_end(&o);
	rpc_result(p->socket, p->id, buf_str(&b), b.len);
	buf_release(&b);
}

static void issuing_done(struct issuing *all)
{
	if (--all->waiting > 0)
		return;
	answer_issued(all);
	all->issuer->issuing = false;
	all->issuer->issued_seq = all->last_seq;
	pending_free(all->pending);
	free(all);
}

static void on_issued(void *arg, enum err err, const struct receipt *receipt)
{
	struct issuing *all = arg;
	enum err fault = err != ERR_OK ? err : receipt->verdict;
	if (fault != ERR_OK && all->fault == ERR_OK) {
		all->fault = fault;
		if (err == ERR_OK)
			snprintf(all->expected, sizeof all->expected, "%s", receipt->expected);
	}
	if (err == ERR_OK && receipt->seq > all->last_seq)
		all->last_seq = receipt->seq;
	issuing_done(all);
}

/*
 * The key of a step is the same as long as nothing of that competitor was issued: an append whose answer was lost and that turns up
 * later is not followed by a second certificate.
 */
static void step_key(const struct hub *hub, const struct issue_step *step, char out[static KEY_MAX + 1])
{
	unsigned char digest[16];
	char text[512], hex[2 * sizeof digest + 1];
	uint32_t count, before = 0;
	const struct entry_certificate *e = &step->entry;
	if (step->action == ISSUE_REVOKE) {
		snprintf(out, KEY_MAX + 1, "certificate-revoke-%s", step->id);
		return;
	}
	const struct certificate *list = state_certificates(hub->state, &count);
	for (uint32_t i = 0; i < count; i++)
		before += strcmp(list[i].contest, e->contest) == 0 && strcmp(list[i].competitor, e->competitor) == 0;
	snprintf(text, sizeof text, "%s/%s/%s/%s/%d/%u", e->contest, e->competitor, e->award, e->revokes ? e->revokes : "",
	         (int)step->due->member, (unsigned)before);
	crypto_generichash(digest, sizeof digest, (const unsigned char *)text, strlen(text), NULL, 0);
	snprintf(out, KEY_MAX + 1, "certificate-%s", sodium_bin2hex(hex, sizeof hex, digest, sizeof digest));
}

static void append_step(struct hub *hub, struct issuing *all, const char *by, const struct issue_step *step)
{
	struct entry entry = { .type = ENTRY_CERTIFICATE, .certificate = step->entry };
	struct buf data;
	char key[KEY_MAX + 1];
	buf_init(&data, RECORD_MAX * 2);
	step_key(hub, step, key);
	enum err e = entry_encode(&entry, &data);
	all->waiting++;
	if (e == ERR_OK)
		store_append(hub->store, ENTRY_CERTIFICATE, by, key, buf_str(&data), data.len, on_issued, all);
	else
		on_issued(all, e, NULL);
	buf_release(&data);
}

static enum err issue(struct call *call, const struct desk_plan *p, const char *by)
{
	struct hub *hub = call->hub;
	if (!p->has_plan) {
		snprintf(call->expected, sizeof call->expected, "%s", p->published ? "a hub with a key: touchstone serve --key FILE"
		                                                                  : "a contest whose last stage is published");
		return p->published ? ERR_UNSUPPORTED : ERR_WRONG_PHASE;
	}
	if (hub->issuer->issuing || hub->store == NULL)
		return ERR_UNAVAILABLE;
	if (p->plan.kept == p->plan.count) {
		json_object(&call->result);
		put_counts(&call->result, &p->plan);
		json_object_end(&call->result);
		return ERR_OK;
	}
	struct issuing *all = xcalloc(1, sizeof *all);
	*all = (struct issuing){ .pending = pending_new(call, 0, ""),
		                 .issuer = hub->issuer,
		                 .waiting = 1, /* itself, until all are on their way */
		                 .counts = { .issued = p->plan.issued,
		                             .replaced = p->plan.replaced,
		                             .revoked = p->plan.revoked,
		                             .kept = p->plan.kept } };
	hub->issuer->issuing = true;
	for (size_t i = 0; i < p->plan.count; i++)
		if (p->plan.steps[i].action != ISSUE_KEEP)
			append_step(hub, all, by, &p->plan.steps[i]);
	issuing_done(all);
	return ERR_OK;
}

enum err certificates_handle(struct call *call, const cJSON *params)
{
	struct hub *hub = call->hub;
	struct asker who = hub_asker(hub, call->socket);
	struct desk_plan p = { .contest = NONE };
	enum err e = asker_may(&who, "certificates");
	if (e == ERR_OK)
		e = plan_read(call, params, &p);
	if (e == ERR_OK)
		e = plan_make(call, &p);
	if (e == ERR_OK && p.preview)
		put_preview(&call->result, hub, &p);
	else if (e == ERR_OK)
		e = issue(call, &p, p.event->people[who.person].id);
	desk_plan_release(&p);
	return e;
}
