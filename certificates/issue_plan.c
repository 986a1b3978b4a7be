#include "certificates/issue.h"

#include "base/json.h"
#include "certificates/credential.h"
#include "certificates/qr.h"
#include "certificates/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An issued certificate, with what its text says. */
struct known {
	const struct certificate *certificate;
	bool matched; /* somebody is due it */
	struct record record;
	bool readable;
};

struct planner {
	const struct event *event;
	const struct issue_options *options;
	struct issue_plan *plan;
	struct known *known;
	size_t known_count;
	uint32_t number; /* the last one given */
};

/* The members of a team, as they are printed and compared. */
static const char *join_members(const struct competitor *who, struct arena *arena)
{
	struct buf b;
	buf_init(&b, RECORD_MAX);
	for (uint32_t i = 0; i < who->member_count; i++) {
		buf_adds(&b, i ? "、" : "");
		buf_adds(&b, who->members[i]);
	}
	const char *text = arena_strdup(arena, buf_str(&b));
	buf_release(&b);
	return text;
}

static struct known read_known(const struct certificate *c, struct arena *arena)
{
	struct known k = { .certificate = c, .record = { .member = -1 } };
	k.readable = record_read(c->text, arena, &k.record) == ERR_OK;
	return k;
}

/* What is kept beside the certificate's entry; its credential's proof is made here, where the key is. */
static enum err make_text(const struct planner *p, const struct due *due, const char *address, const char *members,
                          const char **text)
{
	const struct signing_key *key = p->options->key;
	char proof[BASE58_TEXT_MAX + 1];
	struct record record = { .address_text = address,
		                 .members = members,
		                 .member = due->member,
		                 .rank = due->rank,
		                 .issuer = key->name,
		                 .key_created = key->created,
		                 .proof = proof };
	memcpy(record.public_key, key->public_key, PUBLIC_BYTES);
	enum err e = address_parse(address, strlen(address), &record.address);
	if (e == ERR_OK)
		e = credential_sign(&record.address, key->name, key->secret, proof);
	if (e == ERR_OK)
		*text = record_write(&record, &p->plan->arena);
	return e;
}

/* Signs, and leaves out unit, then score, until the address fits a QR code. */
static enum err sign(const struct planner *p, const char *id, struct claims claims, const char **address)
{
	unsigned char token[TOKEN_BYTES_MAX];
	size_t len;
	memcpy(claims.key, p->options->key->id, KEY_ID_BYTES);
	claims.day = p->options->day;
	for (;;) {
		struct buf b;
		struct qr qr;
		buf_init(&b, ADDRESS_MAX);
		enum err e = token_sign(&claims, id, p->options->key->secret, token, &len);
		if (e == ERR_OK)
			e = address_write(p->options->host, id, token, len, &b);
		if (e == ERR_OK && (e = qr_make(buf_str(&b), &qr)) == ERR_OK) {
			*address = arena_strdup(&p->plan->arena, buf_str(&b));
			qr_release(&qr);
		}
		buf_release(&b);
		if (e != ERR_TOO_LARGE || (!claims.unit[0] && !claims.score[0]))
			return e;
		char *left_out = claims.unit[0] ? claims.unit : claims.score;
		left_out[0] = '\0';
	}
}

/* Whether two claims say the same; what was left out of the issued one for room says nothing. */
static bool same_claims(const struct claims *issued, const struct claims *due)
{
	return strcmp(issued->holder, due->holder) == 0 && strcmp(issued->event, due->event) == 0 &&
	       strcmp(issued->contest, due->contest) == 0 && strcmp(issued->award, due->award) == 0 &&
	       (!issued->unit[0] || strcmp(issued->unit, due->unit) == 0) &&
	       (!issued->score[0] || strcmp(issued->score, due->score) == 0);
}

static struct known *find_known(struct planner *p, const struct due *due)
{
	const struct contest *c = &p->event->contests[due->contest];
	for (size_t i = 0; i < p->known_count; i++) {
		struct known *k = &p->known[i];
		bool participation = strcmp(k->certificate->award, PARTICIPATION) == 0;
		if (!k->matched && k->record.member == due->member && participation == (strcmp(due->award, PARTICIPATION) == 0) &&
		    strcmp(k->certificate->competitor, c->competitors[due->competitor].id) == 0 &&
		    strcmp(k->certificate->contest, c->id) == 0)
			return k;
	}
	return NULL;
}

static enum err new_id(struct planner *p, const char **id)
{
	unsigned char random[ID_RANDOM_BYTES];
	char text[CERTIFICATE_ID_MAX + 1];
	if (p->number >= ID_NUMBER_MAX)
		return ERR_OUT_OF_RANGE;
	p->options->random(p->options->random_arg, random, sizeof random);
	enum err e = id_make(p->options->prefix, ++p->number, random, text);
	if (e == ERR_OK)
		*id = arena_strdup(&p->plan->arena, text);
	return e;
}

/* What changed, for people in both languages; NULL where nothing did. */
static const char *what_changed(const struct known *k, const struct due *due, const char *members)
{
	if (!k->readable)
		return "记录无法读取 · the record could not be read";
	if (strcmp(k->record.claims.holder, due->claims.holder) != 0 || strcmp(k->record.members, members) != 0)
		return "姓名更正 · a name was corrected";
	if (strcmp(k->record.claims.award, due->claims.award) != 0 || k->record.rank != (int64_t)due->rank)
		return "名次变更 · the place changed";
	return same_claims(&k->record.claims, &due->claims) ? NULL : "内容更正 · what it says was corrected";
}

static enum err plan_due(struct planner *p, const struct due *due)
{
	struct issue_plan *plan = p->plan;
	const struct contest *c = &p->event->contests[due->contest];
	const struct competitor *who = &c->competitors[due->competitor];
	const char *members = due->member < 0 ? join_members(who, &plan->arena) : "";
	struct known *k = find_known(p, due);
	struct issue_step *step = &plan->steps[plan->count++];
	*step = (struct issue_step){ .action = ISSUE_NEW, .due = due };
	if (k) {
		k->matched = true;
		step->reason = what_changed(k, due, members);
		step->action = step->reason ? ISSUE_REPLACE : ISSUE_KEEP;
	}
	if (step->action == ISSUE_KEEP) {
		plan->kept++;
		step->id = k->certificate->id;
		step->address = k->record.address_text;
		return ERR_OK;
	}
	enum err e = new_id(p, &step->id);
	if (e == ERR_OK)
		e = sign(p, step->id, due->claims, &step->address);
	const char *text = NULL;
	if (e == ERR_OK)
		e = make_text(p, due, step->address, members, &text);
	if (e != ERR_OK)
		return e;
	step->revokes = k ? k->certificate->id : NULL;
	*(k ? &plan->replaced : &plan->issued) += 1;
	step->entry = (struct entry_certificate){ .id = step->id,
		                                  .contest = c->id,
		                                  .competitor = who->id,
		                                  .award = due->award,
		                                  .revokes = step->revokes,
		                                  .reason = step->reason,
		                                  .text = text };
	return ERR_OK;
}

static void plan_revoke(struct planner *p, const struct known *k)
{
	struct issue_step *step = &p->plan->steps[p->plan->count++];
	*step = (struct issue_step){ .action = ISSUE_REVOKE,
		                     .id = k->certificate->id,
		                     .reason = "成绩更正后奖项取消 · the award was withdrawn after a correction of the results" };
	step->entry = (struct entry_certificate){ .id = step->id, .revoked = true, .reason = step->reason };
	p->plan->revoked++;
}

/* Whether the planner may touch a certificate: not revoked, and of a contest that is looked at now. */
static bool in_scope(const struct planner *p, const struct certificate *c, const bool *contests)
{
	uint32_t place = event_contest(p->event, c->contest);
	return !c->revoked && (place == NONE || contests[place]);
}

enum err issue_plan(const struct event *event, const struct due_list *due, const struct certificate *issued,
                    uint32_t issued_count, const bool *contests, const struct issue_options *options,
                    struct issue_plan *out)
{
	struct issue_plan plan = { 0 };
	arena_init(&plan.arena);
	plan.steps = xcalloc(due->count + issued_count, sizeof *plan.steps);
	struct planner p = { event, options, &plan, xcalloc(issued_count, sizeof *p.known), 0, 0 };
	enum err e = id_prefix_valid(options->prefix) && host_valid(options->host, strlen(options->host)) ? ERR_OK : ERR_INVALID;
	for (uint32_t i = 0; i < issued_count; i++) {
		bool own = id_valid(issued[i].id, strlen(issued[i].id));
		if (own && id_number(issued[i].id) > p.number)
			p.number = id_number(issued[i].id);
		if (own && in_scope(&p, &issued[i], contests))
			p.known[p.known_count++] = read_known(&issued[i], &plan.arena);
	}
	for (size_t i = 0; e == ERR_OK && i < due->count; i++)
		e = plan_due(&p, &due->list[i]);
	for (size_t i = 0; e == ERR_OK && i < p.known_count; i++) {
		bool participation = strcmp(p.known[i].certificate->award, PARTICIPATION) == 0;
		/* Not asking for participation or copies this time takes none back. */
		if (!p.known[i].matched && (!participation || options->participation) &&
		    (p.known[i].record.member < 0 || options->copies))
			plan_revoke(&p, &p.known[i]);
	}
	free(p.known);
	if (e == ERR_OK)
		*out = plan;
	else
		issue_plan_release(&plan);
	return e;
}

void issue_plan_release(struct issue_plan *plan)
{
	free(plan->steps);
	arena_release(&plan->arena);
	*plan = (struct issue_plan){ 0 };
}

static const char *format_date(uint32_t day, bool english, struct arena *arena)
{
	static const char *const months[] = { "January",   "February", "March",    "April",    "May",      "June",
		                              "July",      "August",   "September", "October", "November", "December" };
	char text[40];
	int y, m, d;
	day_to_date(day, &y, &m, &d);
	if (english)
		snprintf(text, sizeof text, "%d %s %d", d, months[m - 1], y);
	else
		snprintf(text, sizeof text, "%d年%d月%d日", y, m, d);
	return arena_strdup(arena, text);
}

struct page issue_page(const struct event *event, const struct issue_step *step, struct arena *arena)
{
	const struct due *due = step->due;
	const struct contest *c = &event->contests[due->contest];
	const struct competitor *who = &c->competitors[due->competitor];
	struct address a = { 0 };
	struct claims signed_claims = due->claims;
	char rank[16] = "";
	struct page page = { .address = step->address };
	/* Day and host are those that were signed: a kept certificate is printed as it was issued. */
	if (address_parse(step->address, strlen(step->address), &a) != ERR_OK || token_claims(&a, &signed_claims) != ERR_OK)
		return page;
	if (due->rank)
		snprintf(rank, sizeof rank, "%u", (unsigned)due->rank);
	page.day = signed_claims.day;
	const char **f = page.fields.value;
	f[FIELD_HOLDER] = due->claims.holder;
	f[FIELD_COMRADE] = c->teams && due->member < 0 ? "" : " 同志";
	f[FIELD_MEMBERS] = due->member < 0 ? join_members(who, arena) : "";
	f[FIELD_TEAM] = due->member < 0 ? "" : who->name;
	f[FIELD_UNIT] = due->member < 0 ? who->unit : who->name;
	f[FIELD_EVENT] = event->title.zh;
	f[FIELD_EVENT_EN] = event->title.en;
	f[FIELD_CONTEST] = c->title.zh;
	f[FIELD_CONTEST_EN] = c->title.en;
	f[FIELD_AWARD] = due->award_title.zh;
	f[FIELD_AWARD_EN] = due->award_title.en;
	f[FIELD_SCORE] = due->claims.score;
	f[FIELD_RANK] = arena_strdup(arena, rank);
	f[FIELD_ORGANISER] = event->organiser;
	f[FIELD_DATE] = format_date(signed_claims.day, false, arena);
	f[FIELD_DATE_EN] = format_date(signed_claims.day, true, arena);
	f[FIELD_NUMBER] = arena_strdup(arena, step->id);
	f[FIELD_HOST] = arena_strdup(arena, a.host);
	return page;
}
