#include "scoring/table_parts.h"

#include "base/decimal.h"

#include <stdlib.h>

enum { MEDAL_GOLD, MEDAL_SILVER, MEDAL_BRONZE };

/* The rows with status `ranked`, best first. */
struct field {
	struct row **rows;
	uint32_t count;
};

static bool total_reaches(const struct stage *s, const struct row *row, int64_t micros)
{
	struct ratio least;
	ratio_init(&least);
	ratio_set_micros(&least, micros);
	int by = ratio_compare(&row->total, &least);
	ratio_clear(&least);
	return s->order == ORDER_LOW ? by <= 0 : by >= 0;
}

/* The next floor(p x ranked / 100) without an award, with all who share the last one's rank. (Rule 9.3.) */
static void award_percent(const struct field *f, uint32_t place, int64_t percent_micros)
{
	int128 left = (int128)percent_micros * f->count / (100 * DECIMAL_ONE);
	uint32_t last = 0;
	for (uint32_t i = 0; i < f->count; i++) {
		struct row *row = f->rows[i];
		if (row->award != NONE || (left == 0 && row->rank != last))
			continue;
		row->award = place;
		last = row->rank;
		left -= left > 0;
	}
}

static void set_awards(const struct table *t, const struct field *f)
{
	for (uint32_t a = 0; a < t->contest->award_count; a++) {
		const struct award *award = &t->contest->awards[a];
		if (award->by == AWARD_PERCENT) {
			award_percent(f, a, award->micros);
			continue;
		}
		for (uint32_t i = 0; i < f->count; i++) {
			struct row *row = f->rows[i];
			bool fits = award->by == AWARD_RANKS ? row->rank >= award->from && row->rank <= award->to
			                                     : total_reaches(t->stage, row, award->micros);
			if (row->award == NONE && fits)
				row->award = a;
		}
	}
}

/* What medals go by, higher better: the scale's points, or the total, turned round where low totals win. */
static void medal_score(const struct table *t, const struct row *row, struct ratio *out)
{
	if (row->scaled >= 0) {
		ratio_set_int(out, row->scaled);
		return;
	}
	ratio_set(out, &row->total);
	if (t->stage->order == ORDER_LOW)
		ratio_mul_micros(out, -DECIMAL_ONE);
}

/* How many from `first` on are no more than `within` below `best`. */
static uint32_t count_within(const struct table *t, const struct field *f, uint32_t first, const struct ratio *best)
{
	struct ratio score, within;
	uint32_t end = first;
	ratio_init(&score);
	ratio_init(&within);
	for (; end < f->count; end++) {
		medal_score(t, f->rows[end], &score);
		ratio_set_micros(&within, t->contest->medals_within);
		ratio_add(&score, &within);
		if (ratio_compare(&score, best) < 0)
			break;
	}
	ratio_clear(&score);
	ratio_clear(&within);
	return end - first;
}

/* Gives `medal` to those within reach of row `best`; returns how many. */
static uint32_t give_medal(const struct table *t, const struct field *f, uint32_t first, uint32_t best, uint32_t medal)
{
	struct ratio score;
	if (first >= f->count)
		return 0;
	ratio_init(&score);
	medal_score(t, f->rows[best], &score);
	uint32_t count = count_within(t, f, first, &score);
	ratio_clear(&score);
	for (uint32_t i = 0; i < count; i++)
		f->rows[first + i]->award = medal;
	return count;
}

/* Rule 9.5. */
static void set_medals(const struct table *t, const struct field *f)
{
	uint32_t gold = give_medal(t, f, 0, 0, MEDAL_GOLD);
	if (gold == 1) {
		if (give_medal(t, f, 1, 1, MEDAL_SILVER) == 1)
			give_medal(t, f, 2, 2, MEDAL_BRONZE);
	} else if (gold == 2) {
		give_medal(t, f, 2, 2, MEDAL_BRONZE);
	} else if (gold > 2) {
		give_medal(t, f, gold, gold - 1, MEDAL_BRONZE);
	}
}

/* The middle of `count` > 0 ratios, of an even number the mean of the two; sorts them. */
static void median_of(struct ratio *list, uint32_t count, int (*by)(const void *, const void *), struct ratio *out)
{
	qsort(list, count, sizeof *list, by);
	ratio_set(out, &list[(count - 1) / 2]);
	ratio_add(out, &list[count / 2]);
	ratio_div_int(out, 2);
}

static int by_size(const void *a, const void *b)
{
	return ratio_compare(a, b);
}

static int32_t whole_points(struct ratio *r)
{
	static const struct maybe least = { true, 0 }, most = { true, 1000 * DECIMAL_ONE };
	int64_t whole = 0;
	ratio_limit(r, least, most, "9.6", NULL);
	ratio_round(r, (struct rounding_rule){ 0, ROUND_HALF_UP });
	(void)ratio_whole(r, &whole); /* within 0 and 1000 */
	return (int32_t)whole;
}

/* to + spread x (total - median) / (1.4826 x MAD). (Rule 9.6.) */
static void scale_row(const struct table *t, struct row *row, const struct ratio *median, const struct ratio *deviation)
{
	struct ratio value, part;
	ratio_init(&value);
	ratio_init(&part);
	ratio_set_micros(&value, t->contest->scale_to);
	if (ratio_sign(deviation) != 0) {
		ratio_set(&part, &row->total);
		ratio_sub(&part, median);
		ratio_div(&part, deviation);
		ratio_mul_micros(&part, t->contest->scale_spread);
		if (t->stage->order == ORDER_LOW)
			ratio_sub(&value, &part);
		else
			ratio_add(&value, &part);
	}
	row->scaled = whole_points(&value);
	ratio_clear(&value);
	ratio_clear(&part);
}

static void set_scaled(const struct table *t, const struct field *f)
{
	struct ratio median, deviation;
	struct ratio *list = xcalloc(f->count, sizeof *list);
	ratio_init(&median);
	ratio_init(&deviation);
	for (uint32_t i = 0; i < f->count; i++) {
		ratio_init(&list[i]);
		ratio_set(&list[i], &f->rows[i]->total);
	}
	median_of(list, f->count, by_size, &median);
	for (uint32_t i = 0; i < f->count; i++) {
		ratio_sub(&list[i], &median);
		if (ratio_sign(&list[i]) < 0)
			ratio_mul_micros(&list[i], -DECIMAL_ONE);
	}
	median_of(list, f->count, by_size, &deviation);
	ratio_mul_micros(&deviation, INT64_C(1482600));
	for (uint32_t i = 0; i < f->count; i++) {
		scale_row(t, f->rows[i], &median, &deviation);
		ratio_clear(&list[i]);
	}
	ratio_clear(&median);
	ratio_clear(&deviation);
	free(list);
}

bool table_gives_awards(const struct table *t)
{
	const struct contest *c = t->contest;
	return t->stage_place + 1 == c->stage_count && (c->award_count > 0 || c->medals || c->scaled);
}

void table_set_awards(struct table *t)
{
	struct field f = { 0 };
	if (!table_gives_awards(t))
		return;
	f.rows = xcalloc(t->order_count, sizeof(struct row *));
	for (uint32_t i = 0; i < t->order_count; i++) {
		struct row *row = &t->entrants[t->order[i]].row;
		row->award = NONE;
		row->scaled = -1;
		if (row->status == STATUS_RANKED)
			f.rows[f.count++] = row;
	}
	if (f.count > 0) {
		if (t->contest->scaled)
			set_scaled(t, &f);
		if (t->contest->medals)
			set_medals(t, &f);
		else
			set_awards(t, &f);
	}
	free(f.rows);
}
