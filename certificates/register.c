#include "certificates/register.h"

#include "base/json.h"
#include "certificates/record.h"
#include "events/entry_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)

static struct certificate *find(const struct register_list *r, const char *id)
{
	for (uint32_t i = 0; i < r->count; i++) {
		if (strcmp(r->list[i].id, id) == 0)
			return &r->list[i];
	}
	return NULL;
}

static void mark_revoked(struct certificate *c, const struct entry_certificate *in, int64_t at_ms)
{
	c->revoked = true;
	c->revoked_at_ms = at_ms;
	c->reason = in->reason;
	c->replaced_by = in->revoked ? NULL : in->id;
}

static const char *apply(struct register_list *r, const struct entry_certificate *in, int64_t at_ms)
{
	const char *revoked_id = in->revoked ? in->id : in->revokes;
	struct certificate *old = revoked_id ? find(r, revoked_id) : NULL;
	if (revoked_id && !old)
		return "the id of a certificate in a line above";
	if (!in->revoked && find(r, in->id))
		return "an id that no line above has";
	if (old)
		mark_revoked(old, in, at_ms);
	if (in->revoked)
		return NULL;
	if ((r->count & (r->count - 1)) == 0)
		r->list = xrealloc(r->list, (r->count ? r->count * 2 : 1) * sizeof *r->list);
	r->list[r->count++] = (struct certificate){ .id = in->id,
		                                    .contest = in->contest,
		                                    .competitor = in->competitor,
		                                    .award = in->award,
		                                    .text = in->text,
		                                    .at_ms = at_ms,
		                                    .last_printing = NONE };
	return NULL;
}

static const char *read_line(struct register_list *r, const char *line, size_t len)
{
	cJSON *tree;
	struct entry entry = { .type = ENTRY_CERTIFICATE };
	const char *expected = "a JSON object";
	if (json_parse(line, len, &tree, NULL) != ERR_OK)
		return expected;
	const char *on;
	uint32_t day = 0;
	enum err e = entry_read(ENTRY_CERTIFICATE, tree, &r->arena, &entry, &expected);
	if (e == ERR_OK && (!json_string(json_member(tree, "on"), &on) || day_parse(on, &day) != ERR_OK)) {
		e = ERR_INVALID;
		expected = "\"on\": a date, YYYY-MM-DD";
	}
	json_free(tree);
	return e == ERR_OK ? apply(r, &entry.certificate, day * DAY_MS) : expected;
}

enum err register_read(const char *text, size_t len, struct register_list *out, struct buf *fault)
{
	*out = (struct register_list){ 0 };
	arena_init(&out->arena);
	size_t number = 0;
	for (const char *p = text, *end = text + len; p < end;) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		size_t line = (size_t)((newline ? newline : end) - p);
		number++;
		const char *expected = line ? read_line(out, p, line) : NULL;
		if (expected) {
			buf_addf(fault, "line %zu: expected %s", number, expected);
			return ERR_INVALID;
		}
		p += line + 1;
	}
	return ERR_OK;
}

void register_release(struct register_list *r)
{
	free(r->list);
	arena_release(&r->arena);
	*r = (struct register_list){ 0 };
}

/* One line: the entry's data with the day before its first member. */
static enum err write_line(const struct issue_step *step, const char *on, struct buf *out)
{
	struct entry entry = { .type = ENTRY_CERTIFICATE, .certificate = step->entry };
	struct buf data;
	buf_init(&data, RECORD_MAX * 2);
	enum err e = entry_encode(&entry, &data);
	if (e == ERR_OK)
		buf_addf(out, "{\"on\":\"%s\",%s\n", on, buf_str(&data) + 1);
	buf_release(&data);
	return e;
}

enum err register_write(const struct issue_plan *plan, uint32_t day, struct buf *out)
{
	char on[16];
	enum err e = ERR_OK;
	day_text(day, on);
	for (size_t i = 0; e == ERR_OK && i < plan->count; i++) {
		if (plan->steps[i].action != ISSUE_KEEP)
			e = write_line(&plan->steps[i], on, out);
	}
	return e == ERR_OK && !buf_ok(out) ? ERR_TOO_LARGE : e;
}

void revocations_of(const struct certificate *list, uint32_t count, struct revocations *out)
{
	*out = (struct revocations){ .list = xcalloc(count, sizeof *out->list) };
	for (uint32_t i = 0; i < count; i++) {
		const struct certificate *c = &list[i];
		if (!c->revoked || strlen(c->id) > CERTIFICATE_ID_MAX)
			continue;
		struct revocation *r = &out->list[out->count++];
		snprintf(r->id, sizeof r->id, "%s", c->id);
		r->since = (uint32_t)(c->revoked_at_ms / DAY_MS);
		snprintf(r->reason, sizeof r->reason, "%s", c->reason ? c->reason : "");
		snprintf(r->replaced_by, sizeof r->replaced_by, "%s",
		         c->replaced_by && strlen(c->replaced_by) <= CERTIFICATE_ID_MAX ? c->replaced_by : "");
	}
}
