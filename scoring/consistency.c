#include "scoring/consistency.h"

#include "base/decimal.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static bool mark_at(const struct panel_marks *m, size_t row, size_t judge, double *mark)
{
	int64_t micros = m->marks[row * m->judges + judge];
	*mark = (double)micros / (double)DECIMAL_ONE;
	return micros != MARK_MISSING;
}

static size_t row_marks(const struct panel_marks *m, size_t row)
{
	size_t count = 0;
	double mark;
	for (size_t j = 0; j < m->judges; j++)
		count += mark_at(m, row, j, &mark);
	return count;
}

/* The judge's mark and the mean of the others'; false where one of the two is missing. */
static bool against_others(const struct panel_marks *m, size_t row, size_t judge, double *mark, double *others)
{
	double sum = 0, other;
	size_t count = 0;
	if (!mark_at(m, row, judge, mark))
		return false;
	for (size_t j = 0; j < m->judges; j++) {
		if (j != judge && mark_at(m, row, j, &other)) {
			sum += other;
			count++;
		}
	}
	*others = count ? sum / (double)count : 0;
	return count > 0;
}

/* Judges. */

/* The judge who alone has the row's highest (sign 1) or lowest (sign -1) mark, or m->judges where there is none. */
static size_t alone_at_end(const struct panel_marks *m, size_t row, double sign)
{
	size_t found = m->judges, sharing = 0;
	double best = 0, mark;
	for (size_t j = 0; j < m->judges; j++) {
		if (!mark_at(m, row, j, &mark))
			continue;
		if (!sharing || sign * mark > best) {
			best = sign * mark;
			found = j;
			sharing = 1;
		} else if (!(sign * mark < best)) {
			sharing++;
		}
	}
	return sharing == 1 && row_marks(m, row) > 1 ? found : m->judges;
}

static void figures_of(const struct panel_marks *m, struct consistency *out)
{
	for (size_t i = 0; i < m->rows; i++) {
		for (size_t j = 0; j < m->judges; j++) {
			struct judge_figures *f = &out->figures[j];
			double mark, others;
			if (!against_others(m, i, j, &mark, &others))
				continue;
			f->marks++;
			f->bias += mark - others;
			f->deviation += fabs(mark - others);
		}
		size_t highest = alone_at_end(m, i, 1), lowest = alone_at_end(m, i, -1);
		if (highest < m->judges)
			out->figures[highest].highest++;
		if (lowest < m->judges)
			out->figures[lowest].lowest++;
	}
	for (size_t j = 0; j < m->judges; j++) {
		struct judge_figures *f = &out->figures[j];
		if (f->marks) {
			f->bias /= (double)f->marks;
			f->deviation /= (double)f->marks;
		}
	}
}

/* Kendall's W. */

struct ranked {
	int64_t mark;
	size_t row; /* among the whole rows */
};

static int by_mark(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	return (x->mark > y->mark) - (x->mark < y->mark);
}

/* Adds one judge's ranks (equal marks share their mean rank) to sums[]; returns the sum of t^3 - t over the ties. */
static double add_ranks(struct ranked *list, size_t count, double *sums)
{
	double ties = 0;
	qsort(list, count, sizeof *list, by_mark);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && list[end].mark == list[i].mark; end++)
			;
		double t = (double)(end - i);
		ties += t * t * t - t;
		for (size_t k = i; k < end; k++)
			sums[list[k].row] += (double)(i + end + 1) / 2;
	}
	return ties;
}

/* Rows without a missing mark; their numbers in rows[]. */
static size_t whole_rows(const struct panel_marks *m, size_t *rows)
{
	size_t count = 0;
	for (size_t i = 0; i < m->rows; i++) {
		if (row_marks(m, i) == m->judges)
			rows[count++] = i;
	}
	return count;
}

static void concordance_of(const struct panel_marks *m, const size_t *rows, struct consistency *out)
{
	size_t n = out->whole;
	struct ranked *list = xcalloc(n, sizeof *list);
	double *sums = xcalloc(n, sizeof *sums), ties = 0, squares = 0;
	for (size_t j = 0; j < m->judges; j++) {
		for (size_t i = 0; i < n; i++)
			list[i] = (struct ranked){ m->marks[rows[i] * m->judges + j], i };
		ties += add_ranks(list, n, sums);
	}
	double k = (double)m->judges, count = (double)n;
	for (size_t i = 0; i < n; i++) {
		double d = sums[i] - k * (count + 1) / 2;
		squares += d * d;
	}
	double most = k * k * (count * count * count - count) - k * ties;
	out->has_w = most > 0;
	if (out->has_w) {
		out->w = 12 * squares / most;
		out->freedom = n - 1;
		out->chi_square = k * (count - 1) * out->w;
	}
	free(list);
	free(sums);
}

/* ICC. */

/* The mean squares of the two-way analysis of variance. */
struct variance {
	double rows, judges, rest, within;
};

static struct variance variance_of(const struct panel_marks *m, const size_t *rows, size_t n)
{
	double k = (double)m->judges, count = (double)n, all = 0, total = 0, between_rows = 0, between_judges = 0, mark;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < m->judges; j++)
			all += mark_at(m, rows[i], j, &mark) ? mark : 0;
	}
	all /= k * count;
	for (size_t i = 0; i < n; i++) {
		double mean = 0;
		for (size_t j = 0; j < m->judges; j++) {
			if (mark_at(m, rows[i], j, &mark)) {
				mean += mark / k;
				total += (mark - all) * (mark - all);
			}
		}
		between_rows += k * (mean - all) * (mean - all);
	}
	for (size_t j = 0; j < m->judges; j++) {
		double mean = 0;
		for (size_t i = 0; i < n; i++)
			mean += mark_at(m, rows[i], j, &mark) ? mark / count : 0;
		between_judges += count * (mean - all) * (mean - all);
	}
	return (struct variance){
		.rows = between_rows / (count - 1),
		.judges = between_judges / (k - 1),
		.rest = (total - between_rows - between_judges) / ((count - 1) * (k - 1)),
		.within = (total - between_rows) / (count * (k - 1)),
	};
}

static void correlation_of(const struct panel_marks *m, const size_t *rows, struct consistency *out)
{
	double k = (double)m->judges, n = (double)out->whole;
	struct variance v = variance_of(m, rows, out->whole);
	double agreement = v.rows + (k - 1) * v.rest + k * (v.judges - v.rest) / n;
	double of_mean = v.rows + (v.judges - v.rest) / n;
	/* marks that are all the same leave nothing but rounding */
	const double nothing = 1e-12;
	out->has_icc = v.rows > nothing && fabs(agreement) > nothing && fabs(of_mean) > nothing;
	if (!out->has_icc)
		return;
	out->icc11 = (v.rows - v.within) / (v.rows + (k - 1) * v.within);
	out->icc21 = (v.rows - v.rest) / agreement;
	out->icc31 = (v.rows - v.rest) / (v.rows + (k - 1) * v.rest);
	out->icc1k = (v.rows - v.within) / v.rows;
	out->icc2k = (v.rows - v.rest) / of_mean;
	out->icc3k = (v.rows - v.rest) / v.rows;
}

/* Flags. */

static void flag_add(struct consistency *out, size_t *room, struct mark_flag flag)
{
	if (out->flag_count == *room) {
		*room = *room ? *room * 2 : 16;
		out->flags = xrealloc(out->flags, *room * sizeof *out->flags);
	}
	out->flags[out->flag_count++] = flag;
}

static void flag_spread(const struct panel_marks *m, size_t row, struct consistency *out, size_t *room)
{
	int64_t low = INT64_MAX, high = INT64_MIN;
	struct mark_flag flag = { .row = row, .judge = m->judges, .reason = FLAG_SPREAD };
	for (size_t j = 0; j < m->judges; j++) {
		double mark, others;
		int64_t micros = m->marks[row * m->judges + j];
		if (!against_others(m, row, j, &mark, &others))
			continue;
		low = micros < low ? micros : low;
		high = micros > high ? micros : high;
		if (flag.judge == m->judges || fabs(mark - others) > fabs(flag.mark - flag.others)) {
			flag.judge = j;
			flag.mark = mark;
			flag.others = others;
		}
	}
	if (flag.judge == m->judges || high - low <= m->spread)
		return;
	flag.spread = (double)(high - low) / (double)DECIMAL_ONE;
	flag_add(out, room, flag);
}

/* All differences from the others' means: how many, their sum and sum of squares. */
struct differences {
	double count, sum, squares;
};

static struct differences differences_of(const struct panel_marks *m)
{
	struct differences all = { 0, 0, 0 };
	for (size_t i = 0; i < m->rows; i++) {
		for (size_t j = 0; j < m->judges; j++) {
			double mark, others;
			if (!against_others(m, i, j, &mark, &others))
				continue;
			all.count++;
			all.sum += mark - others;
			all.squares += (mark - others) * (mark - others);
		}
	}
	return all;
}

/* How many standard deviations d is from the mean, both of all differences but d. */
static double leave_one_out(const struct differences *all, double d)
{
	double count = all->count - 1, mean = (all->sum - d) / count;
	double variance = (all->squares - d * d - count * mean * mean) / (count - 1);
	return variance > 1e-12 ? (d - mean) / sqrt(variance) : 0;
}

static void flags_of(const struct panel_marks *m, double z_max, struct consistency *out)
{
	struct differences all = differences_of(m);
	size_t room = 0;
	for (size_t i = 0; i < m->rows; i++) {
		if (m->spread_limited)
			flag_spread(m, i, out, &room);
		for (size_t j = 0; j < m->judges && all.count >= CONSISTENCY_MARKS_MIN; j++) {
			struct mark_flag flag = { .row = i, .judge = j, .reason = FLAG_APART };
			if (!against_others(m, i, j, &flag.mark, &flag.others))
				continue;
			flag.z = leave_one_out(&all, flag.mark - flag.others);
			if (fabs(flag.z) > z_max)
				flag_add(out, &room, flag);
		}
	}
}

void consistency_of(const struct panel_marks *m, double z_max, struct consistency *out)
{
	*out = (struct consistency){ .figures = xcalloc(m->judges, sizeof *out->figures) };
	size_t *rows = xcalloc(m->rows, sizeof *rows);
	out->whole = whole_rows(m, rows);
	figures_of(m, out);
	if (m->judges > 1 && out->whole > 1) {
		concordance_of(m, rows, out);
		correlation_of(m, rows, out);
	}
	flags_of(m, z_max, out);
	free(rows);
}

void consistency_release(struct consistency *c)
{
	free(c->figures);
	free(c->flags);
	*c = (struct consistency){ 0 };
}
