#include "scoring/state_insides.h"

#include "scoring/definition_copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void contest_release(struct contest_state *c, uint32_t stage_count)
{
	/* later tables look at earlier ones */
	for (uint32_t i = stage_count; i-- > 0;) {
		table_free(c->tables[i]);
		index_release(&c->stages[i].by_place);
		free(c->stages[i].sheets);
		free(c->stages[i].papers);
		free(c->stages[i].paper_items);
		free(c->stages[i].facts);
		free(c->stages[i].appeals);
		free(c->stages[i].recheck.items);
	}
	index_release(&c->competitors);
}

void edition_free(struct edition *ed)
{
	if (!ed)
		return;
	for (uint32_t i = 0; i < ed->event->contest_count; i++)
		contest_release(&ed->contests[i], ed->event->contests[i].stage_count);
	index_release(&ed->people);
	arena_release(&ed->arena);
	free(ed);
}

/* An edition in which nothing has happened yet. */
static struct edition *edition_new(const struct event *e)
{
	struct edition *ed = xcalloc(1, sizeof *ed);
	arena_init(&ed->arena);
	ed->event = event_copy(&ed->arena, e);
	for (uint32_t i = 0; i < ed->event->person_count; i++)
		index_put(&ed->people, ed->event->people[i].id, strlen(ed->event->people[i].id), i);
	ed->contests = arena_array(&ed->arena, ed->event->contest_count, sizeof *ed->contests);
	for (uint32_t i = 0; i < ed->event->contest_count; i++) {
		const struct contest *contest = &ed->event->contests[i];
		struct contest_state *c = &ed->contests[i];
		for (uint32_t j = 0; j < contest->competitor_count; j++)
			index_put(&c->competitors, contest->competitors[j].id, strlen(contest->competitors[j].id), j);
		c->stages = arena_array(&ed->arena, contest->stage_count, sizeof *c->stages);
		c->tables = arena_array(&ed->arena, contest->stage_count, sizeof(struct table *));
		for (uint32_t j = 0; j < contest->stage_count; j++)
			c->tables[j] = table_new(ed->event, i, j, c->tables);
	}
	return ed;
}

/* One stage's facts on their way from an edition to the next one. */
struct move {
	const struct state *s;
	const struct edition *from;
	struct edition *to;
	uint32_t from_contest, from_stage;
	uint32_t contest, stage; /* the same ones in `to` */
};

static enum err move_competitor(const struct move *move, uint32_t competitor, uint32_t *out)
{
	const char *id = move->from->event->contests[move->from_contest].competitors[competitor].id;
	if (index_get(&move->to->contests[move->contest].competitors, id, strlen(id), out))
		return ERR_OK;
	return state_refuse(move->s, ERR_UNKNOWN_COMPETITOR, "competitor %s to stay: there are entries about them", id);
}

/* Puts what the sheet was refused for behind whose sheet it is. */
static enum err refuse_sheet(const struct move *move, const struct sheet *sheet, enum err err)
{
	const struct contest *contest = &move->from->event->contests[move->from_contest];
	char inner[EXPECTED_MAX];
	memcpy(inner, move->s->scratch->expected, sizeof inner);
	return state_refuse(move->s, err, "a definition that the sheet of %s for %s in %s/%s fits: %.200s",
	                    move->from->event->people[sheet->judge].id, contest->competitors[sheet->competitor].id,
	                    contest->id, contest->stages[move->from_stage].id, inner);
}

static const char *move_text(const struct move *move, const char *text)
{
	return text ? arena_strdup(&move->to->arena, text) : NULL;
}

static enum err move_sheet(const struct move *move, const struct kept_sheet *old)
{
	const struct stage *from = &move->from->event->contests[move->from_contest].stages[move->from_stage];
	const struct stage *to = &move->to->event->contests[move->contest].stages[move->stage];
	struct kept_sheet *kept = arena_alloc(&move->to->arena, sizeof *kept);
	struct sheet *sheet = &kept->sheet;
	*sheet = old->sheet;
	enum err err = move_competitor(move, old->sheet.competitor, &sheet->competitor);
	if (err)
		return err;
	const char *judge = move->from->event->people[old->sheet.judge].id;
	if (!index_get(&move->to->people, judge, strlen(judge), &sheet->judge))
		return state_refuse(move->s, ERR_UNKNOWN_PERSON, "judge %s to stay: there are sheets of theirs", judge);
	sheet->module = stage_module(to, from->modules[old->sheet.module].id);
	if (sheet->module == NONE)
		return state_refuse(move->s, ERR_UNKNOWN_MODULE, "module %s of stage %s to stay: there are sheets of it",
		                    from->modules[old->sheet.module].id, from->id);
	const struct module *m = &to->modules[sheet->module];
	if (sheet->attempt > m->attempts)
		return state_refuse(move->s, ERR_OUT_OF_RANGE, "at least %u attempts in module %s: there are sheets of them",
		                    sheet->attempt, m->id);
	kept->room = sheet->mark_count;
	kept->items = arena_array(&move->to->arena, kept->room, sizeof *kept->items);
	kept->marks = arena_array(&move->to->arena, kept->room, sizeof *kept->marks);
	err = sheet_place_marks(move->s, move->to->event, m, sheet->judge, old->marks, kept->room, kept->items);
	if (err)
		return refuse_sheet(move, &old->sheet, err);
	for (uint32_t i = 0; i < kept->room; i++)
		kept->marks[i] = module_mark(m, kept->items[i], old->marks[i].micros);
	sheet->marks = kept->marks;
	sheet->by = arena_strdup(&move->to->arena, old->sheet.by);
	sheet->confirmed_by = move_text(move, old->sheet.confirmed_by);
	sheet->corrected = move_text(move, old->sheet.corrected);
	sheet->returned = move_text(move, old->sheet.returned);
	sheet->shadow = module_shadowed_by(m, sheet->judge);
	kept->place = sheet_place(sheet->module, sheet->competitor, sheet->attempt, sheet->judge);
	stage_add_sheet(&move->to->contests[move->contest].stages[move->stage], kept);
	return ERR_OK;
}

/* A paper sheet that waits goes along where the new definition has a place for it; else it has to be typed again. */
static void move_paper(const struct move *move, const struct paper_sheet *old)
{
	const struct stage *from = &move->from->event->contests[move->from_contest].stages[move->from_stage];
	const struct stage *to = &move->to->event->contests[move->contest].stages[move->stage];
	struct arena *arena = &move->to->arena;
	struct paper_sheet paper = *old;
	const char *judge = move->from->event->people[old->judge].id;
	paper.module = stage_module(to, from->modules[old->module].id);
	bool fits = !move_competitor(move, old->competitor, &paper.competitor) && paper.module != NONE &&
	            index_get(&move->to->people, judge, strlen(judge), &paper.judge) &&
	            old->attempt <= to->modules[paper.module].attempts;
	uint32_t *items = arena_array(arena, old->mark_count, sizeof *items);
	if (fits)
		fits = !sheet_place_marks(move->s, move->to->event, &to->modules[paper.module], paper.judge, old->marks,
		                          old->mark_count, items);
	move->s->scratch->expected[0] = '\0'; /* nothing is refused by it */
	if (!fits)
		return;
	struct entry_mark *marks = arena_array(arena, old->mark_count, sizeof *marks);
	for (uint32_t i = 0; i < old->mark_count; i++)
		marks[i] = module_mark(&to->modules[paper.module], items[i], old->marks[i].micros);
	paper.marks = marks;
	paper.by = move_text(move, old->by);
	paper_add(&move->to->contests[move->contest].stages[move->stage], paper, items);
}

static int by_seq(const void *a, const void *b)
{
	const struct kept_sheet *const *x = a, *const *y = b;
	return ((*x)->sheet.seq > (*y)->sheet.seq) - ((*x)->sheet.seq < (*y)->sheet.seq);
}

/* Tells the new table everything, sheets in ledger order: of an agreed aspect the newest value counts. */
static void move_tell(const struct move *move)
{
	struct stage_state *st = &move->to->contests[move->contest].stages[move->stage];
	struct table *t = move->to->contests[move->contest].tables[move->stage];
	const struct stage *stage = &move->to->event->contests[move->contest].stages[move->stage];
	struct kept_sheet **sorted = xmalloc(st->sheet_count * sizeof(struct kept_sheet *));
	if (st->sheet_count)
		memcpy(sorted, st->sheets, st->sheet_count * sizeof(struct kept_sheet *));
	qsort(sorted, st->sheet_count, sizeof(struct kept_sheet *), by_seq);
	for (uint32_t i = 0; i < st->sheet_count; i++)
		sheet_tell(t, &stage->modules[sorted[i]->sheet.module], sorted[i]);
	free(sorted);
	for (uint32_t i = 0; i < st->fact_count; i++)
		fact_tell(t, &st->facts[i]);
}

/* Where the aspect of an accepted spread is now; false where it is gone. */
static bool move_aspect(const struct move *move, struct fact *fact)
{
	const struct stage *from = &move->from->event->contests[move->from_contest].stages[move->from_stage];
	const struct stage *to = &move->to->event->contests[move->contest].stages[move->stage];
	const struct module *old = &from->modules[fact->module];
	fact->module = stage_module(to, old->id);
	if (fact->module == NONE)
		return false;
	fact->aspect = module_aspect(&to->modules[fact->module], old->aspects[fact->aspect].id);
	return fact->aspect != NONE && fact->attempt <= to->modules[fact->module].attempts;
}

static enum err move_recheck(const struct move *move, const struct recheck *old, struct recheck *to)
{
	enum err err = ERR_OK;
	*to = *old;
	to->items = xmalloc(old->count * sizeof *old->items);
	for (uint32_t i = 0; i < old->count && !err; i++) {
		to->items[i] = old->items[i];
		err = move_competitor(move, old->items[i].competitor, &to->items[i].competitor);
	}
	return err;
}

static enum err move_stage(struct move *move)
{
	const struct contest *from = &move->from->event->contests[move->from_contest];
	const struct stage_state *old = &move->from->contests[move->from_contest].stages[move->from_stage];
	if (old->phase == PHASE_WAITING && !old->sheet_count && !old->fact_count && !old->appeal_count && !old->paper_count)
		return ERR_OK;
	const char *stage_id = from->stages[move->from_stage].id;
	move->contest = event_contest(move->to->event, from->id);
	if (move->contest == NONE)
		return state_refuse(move->s, ERR_UNKNOWN_CONTEST, "contest %s to stay: it has begun", from->id);
	move->stage = contest_stage(&move->to->event->contests[move->contest], stage_id);
	if (move->stage == NONE)
		return state_refuse(move->s, ERR_UNKNOWN_STAGE, "stage %s of contest %s to stay: it has begun", stage_id,
		                    from->id);
	struct stage_state *st = &move->to->contests[move->contest].stages[move->stage];
	st->phase = old->phase;
	st->frozen = old->frozen;
	st->step = old->step;
	st->published_at_ms = old->published_at_ms;
	st->unlock = old->unlock;
	st->review = old->review;
	enum err err = ERR_OK;
	for (uint32_t i = 0; i < old->sheet_count && !err; i++)
		err = move_sheet(move, old->sheets[i]);
	for (uint32_t i = 0; i < old->paper_count && !err; i++)
		move_paper(move, &old->papers[i]);
	for (uint32_t i = 0; i < old->fact_count && !err; i++) {
		struct fact fact = old->facts[i];
		err = move_competitor(move, old->facts[i].competitor, &fact.competitor);
		if (fact.kind != FACT_ACCEPT || move_aspect(move, &fact))
			stage_add_fact(st, fact);
	}
	for (uint32_t i = 0; i < old->appeal_count && !err; i++) {
		struct appeal appeal = old->appeals[i];
		err = move_competitor(move, old->appeals[i].competitor, &appeal.competitor);
		st->appeals = state_room(st->appeals, st->appeal_count, &st->appeal_room, sizeof *st->appeals);
		st->appeals[st->appeal_count++] = appeal;
	}
	if (!err)
		err = move_recheck(move, &old->recheck, &st->recheck);
	if (!err)
		move_tell(move);
	return err;
}

static const char *award_of(const struct contest *c, const struct row *row)
{
	static const char *const medals[] = { "gold", "silver", "bronze" };
	if (row->award == NONE)
		return "";
	return c->medals ? medals[row->award] : c->awards[row->award].id;
}

static bool same_result(const struct contest *from, const struct row *old, const struct contest *to,
                        const struct row *row)
{
	return row->rank == old->rank && row->status == old->status && row->has_total == old->has_total &&
	       (!row->has_total || ratio_compare(&row->total, &old->total) == 0) && row->advances == old->advances &&
	       row->scaled == old->scaled && strcmp(award_of(from, old), award_of(to, row)) == 0;
}

/* Whether a table's rows are what is published; all of them are in the new one, for move_stage() found them. */
static enum err check_results(const struct move *move)
{
	const struct contest *from = &move->from->event->contests[move->from_contest];
	const struct contest *to = &move->to->event->contests[move->contest];
	uint32_t old_count, count;
	const struct row *old = table_rank(move->from->contests[move->from_contest].tables[move->from_stage], &old_count);
	const struct row *rows = table_rank(move->to->contests[move->contest].tables[move->stage], &count);
	const struct row **by_competitor = xcalloc(to->competitor_count, sizeof(const struct row *));
	enum err err = ERR_OK;
	for (uint32_t i = 0; i < count; i++)
		by_competitor[rows[i].competitor] = &rows[i];
	for (uint32_t i = 0; i < old_count && !err; i++) {
		uint32_t competitor;
		err = move_competitor(move, old[i].competitor, &competitor);
		if (!err && (!by_competitor[competitor] || !same_result(from, &old[i], to, by_competitor[competitor])))
			err = state_refuse(move->s, ERR_STAGE_LOCKED,
			                   "the published results of %s/%s to stay; that of %s would not: lock the stage first",
			                   from->id, from->stages[move->from_stage].id, from->competitors[old[i].competitor].id);
	}
	free(by_competitor);
	return err;
}

/* Published results stay as they are, and stand behind stages that hold still. */
static enum err check_published(struct move *move)
{
	const struct contest *from = &move->from->event->contests[move->from_contest];
	const char *stage_id = from->stages[move->from_stage].id;
	if (move->from->contests[move->from_contest].stages[move->from_stage].phase != PHASE_PUBLISHED)
		return ERR_OK;
	move->contest = event_contest(move->to->event, from->id);
	move->stage = contest_stage(&move->to->event->contests[move->contest], stage_id);
	for (uint32_t i = 0; i < move->stage; i++) {
		if (move->to->contests[move->contest].stages[i].phase == PHASE_OPEN)
			return state_refuse(move->s, ERR_STAGE_LOCKED, "no open stage before %s/%s, which is published", from->id,
			                    stage_id);
	}
	return check_results(move);
}

/* Takes each stage of the old edition through one step. */
static enum err each_stage(const struct state *s, struct edition *to, enum err (*step)(struct move *move))
{
	const struct edition *from = s->edition;
	enum err err = ERR_OK;
	for (uint32_t i = 0; i < from->event->contest_count; i++) {
		for (uint32_t j = 0; j < from->event->contests[i].stage_count && !err; j++) {
			struct move move = { .s = s, .from = from, .to = to, .from_contest = i, .from_stage = j };
			err = step(&move);
		}
	}
	return err;
}

/* A person who may sign in and a competitor who has a certificate cannot vanish. */
static enum err check_kept(const struct state *s, const struct edition *from, const struct edition *to)
{
	uint32_t place;
	for (uint32_t i = 0; i < s->card_count; i++) {
		const struct card *card = &s->cards[i];
		const char *id = card->person == NONE ? "" : from->event->people[card->person].id;
		if (!card->revoked && !index_get(&to->people, id, strlen(id), &place))
			return state_refuse(s, ERR_UNKNOWN_PERSON, "person %s to stay, or their card revoked first", id);
	}
	for (uint32_t i = 0; i < s->certificate_count; i++) {
		const struct certificate *c = &s->certificates[i];
		uint32_t contest = event_contest(to->event, c->contest);
		if (contest == NONE ||
		    !index_get(&to->contests[contest].competitors, c->competitor, strlen(c->competitor), &place))
			return state_refuse(s, ERR_UNKNOWN_COMPETITOR, "competitor %s of contest %s to stay: they have a certificate",
			                    c->competitor, c->contest);
	}
	return ERR_OK;
}

enum err edition_check(const struct state *s, const struct entry *e, struct plan *plan)
{
	const struct edition *from = s->edition;
	if (from && strcmp(from->event->id, e->event->id) != 0)
		return state_refuse(s, ERR_INVALID, "the same event again, %s, not %.64s", from->event->id, e->event->id);
	struct edition *to = edition_new(e->event);
	enum err err = from ? check_kept(s, from, to) : ERR_OK;
	if (from && !err)
		err = each_stage(s, to, move_stage);
	if (from && !err)
		err = each_stage(s, to, check_published);
	if (err)
		edition_free(to);
	else
		plan->edition = to;
	return err;
}

struct state *state_copy(const struct state *s)
{
	if (!s->edition)
		return NULL;
	struct plan plan = { .edition = NULL };
	struct entry again = { .type = ENTRY_EVENT, .by = "", .key = "", .event = s->edition->event };
	if (edition_check(s, &again, &plan))
		abort(); /* a definition always follows itself */
	struct state *copy = state_new();
	copy->edition = plan.edition;
	copy->edition->seq = s->edition->seq;
	copy->seq = s->seq;
	memcpy(copy->head, s->head, HASH_BYTES);
	return copy;
}

void edition_apply(struct state *s, const struct entry *e, const struct plan *plan, struct change *change)
{
	(void)e;
	struct edition *from = s->edition;
	for (uint32_t i = 0; i < s->card_count; i++) {
		struct card *card = &s->cards[i];
		const char *id = card->person == NONE ? "" : from->event->people[card->person].id;
		if (!index_get(&plan->edition->people, id, strlen(id), &card->person))
			card->person = NONE;
	}
	edition_free(from);
	s->edition = plan->edition;
	s->edition->seq = s->seq;
	change->definition = true;
}
