/*
 * bounds.h - what a competitor's total may still become, whatever the marks that are missing turn out to be.
 *
 * Marks that are there, and totals of earlier stages, are taken as they are; penalties, adjustments and statuses to come are not foreseen.
 */
#ifndef SCORING_BOUNDS_H
#define SCORING_BOUNDS_H

#include "scoring/interval.h"
#include "scoring/table.h"

struct outlook {
	struct interval total; /* what the stage ranks on */
	bool surely_scored; /* it has a total however the rest turns out */
	bool surely_ranked; /* and status `ranked` */
};

/* `o` is initialised (interval_init on total). The table is up to date. */
void competitor_outlook(const struct table *t, uint32_t competitor, struct outlook *o);

#endif
