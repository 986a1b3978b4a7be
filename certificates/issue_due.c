#include "certificates/issue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *id;
	struct text title;
} medals[] = { { "gold", { "金牌", "Gold medal" } },
	       { "silver", { "银牌", "Silver medal" } },
	       { "bronze", { "铜牌", "Bronze medal" } } };

static const struct text participation = { "参赛证书", "Certificate of participation" };

/* The award of a row, or participation. */
static bool award_of(const struct contest *c, const struct row *row, const struct issue_options *options, struct due *due)
{
	if (row->award == NONE) {
		due->award = PARTICIPATION;
		due->award_title = participation;
		return options->participation && row->status == STATUS_RANKED;
	}
	due->award = c->medals ? medals[row->award].id : c->awards[row->award].id;
	due->award_title = c->medals ? medals[row->award].title : c->awards[row->award].title;
	return true;
}

static void skip(struct due_list *out, const char *competitor, const char *what)
{
	if (!out->skipped++)
		snprintf(out->fault, sizeof out->fault,
		         "%s: its %s may not stand on a certificate: expected at most %d bytes without control characters",
		         competitor, what, CLAIM_MAX);
}

static bool fill_claims(const struct event *event, const struct contest *c, const struct competitor *who,
                        const char *score, struct due *due, struct due_list *out)
{
	const char *holder = due->member < 0 ? who->name : who->members[due->member];
	struct claims *claims = &due->claims;
	const struct {
		const char *name, *text;
		char *claim;
	} rows[] = { { "name", holder, claims->holder },
		     { "event's title", event->title.zh, claims->event },
		     { "contest's title", c->title.zh, claims->contest },
		     { "award's title", due->award_title.zh, claims->award },
		     { "unit", due->member < 0 ? who->unit : who->name, claims->unit },
		     { "score", score, claims->score } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (i >= 4 && !rows[i].text[0])
			continue;
		if (claim_set(rows[i].claim, rows[i].text) != ERR_OK) {
			skip(out, who->id, rows[i].name);
			return false;
		}
	}
	return true;
}

static void add(struct due_list *out, const struct due *due)
{
	/* Room doubles at each power of two. */
	if ((out->count & (out->count - 1)) == 0)
		out->list = xrealloc(out->list, (out->count ? out->count * 2 : 1) * sizeof *out->list);
	out->list[out->count++] = *due;
}

void issue_due(const struct event *event, uint32_t contest, const struct row *rows, uint32_t count, int digits,
               const struct issue_options *options, struct due_list *out)
{
	const struct contest *c = &event->contests[contest];
	for (uint32_t i = 0; i < count; i++) {
		const struct competitor *who = &c->competitors[rows[i].competitor];
		char score[RATIO_TEXT_MAX] = "";
		if (rows[i].has_total)
			ratio_text(&rows[i].total, digits, score);
		int32_t copies = options->copies && c->teams ? (int32_t)who->member_count : 0;
		for (int32_t member = -1; member < copies; member++) {
			struct due due = { .contest = contest,
				           .competitor = rows[i].competitor,
				           .member = member,
				           .rank = rows[i].rank };
			if (award_of(c, &rows[i], options, &due) && fill_claims(event, c, who, score, &due, out))
				add(out, &due);
		}
	}
}

void due_list_release(struct due_list *d)
{
	free(d->list);
	*d = (struct due_list){ 0 };
}
