/*
 * consistency.h - how well the judges of a panel agree: statistics for people who choose and train judges.
 *
 * Nothing here goes into a total or a rank, so this is the one place of scoring/ where binary floating point is right.
 * A panel's marks are a matrix: a row for each performance (competitor and attempt), a column for each judge. Rows in
 * which a mark is missing count for the judges' own figures, not for W and ICC, which need whole rows.
 *
 * Sources: M. G. Kendall, Rank Correlation Methods, ch. 6 (W and its correction for ties); P. E. Shrout and J. L. Fleiss,
 * Intraclass correlations, Psychological Bulletin 86 (1979) 420-428 (the six forms of ICC).
 */
#ifndef SCORING_CONSISTENCY_H
#define SCORING_CONSISTENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MARK_MISSING INT64_MIN
#define CONSISTENCY_MARKS_MIN 10 /* a mark is called apart only among so many */

struct panel_marks {
	const int64_t *marks; /* millionths or MARK_MISSING; [row * judges + judge] */
	size_t rows, judges;
	bool spread_limited; /* a row's marks may differ by no more than: */
	int64_t spread; /* millionths */
};

struct judge_figures {
	size_t marks; /* in rows where another judge marked too */
	double bias; /* mean of (mark - mean of the others' marks) */
	double deviation; /* mean of its absolute value */
	size_t highest, lowest; /* rows in which this judge alone gave the highest, the lowest mark */
};

enum flag_reason {
	FLAG_APART, /* far from the others, measured by how the panel's marks differ otherwise */
	FLAG_SPREAD /* the row's marks differ by more than the aspect allows; this one is farthest from the others' mean */
};

struct mark_flag {
	size_t row, judge;
	enum flag_reason reason;
	double mark, others; /* the others' mean */
	double z; /* FLAG_APART: the difference in standard deviations of all other marks' differences */
	double spread; /* FLAG_SPREAD: highest - lowest */
};

struct consistency {
	struct judge_figures *figures; /* [judges] */
	size_t whole; /* rows without a missing mark */
	bool has_w; /* two judges and two whole rows, and somebody told two rows apart */
	double w; /* Kendall's coefficient of concordance, corrected for ties: 0 none, 1 complete */
	double chi_square; /* judges x (rows - 1) x w */
	size_t freedom; /* its degrees: rows - 1 */
	bool has_icc; /* two judges and two whole rows, and marks that differ */
	double icc11, icc21, icc31; /* of one judge: one-way, two-way random (agreement), two-way mixed (consistency) */
	double icc1k, icc2k, icc3k; /* of the panel's mean */
	struct mark_flag *flags; /* by row, then judge */
	size_t flag_count;
};

/* `z_max`: a mark whose |z| is above it is flagged, mostly 3. Released with consistency_release(). */
void consistency_of(const struct panel_marks *m, double z_max, struct consistency *out);
void consistency_release(struct consistency *c);

#endif
