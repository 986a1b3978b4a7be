/*
 * panel.h - several judges' points, or sheets, made into one. (Rules 5.1 to 5.4.)
 */
#ifndef SCORING_PANEL_H
#define SCORING_PANEL_H

#include "scoring/definition.h"
#include "scoring/ratio.h"

/* What became of a panel, for whoever explains it. */
struct panel_report {
	bool dropped[JUDGES_MAX]; /* by place in the values given */
	bool wide; /* the kept ones differ by more than middle_unless_spread: it is the mean of all */
	struct ratio before; /* rounding; initialised by the caller */
};

/*
 * Combines `count` > 0 values and rounds to the panel's decimals in this mode. `drop` is left out where it would leave
 * nobody. `report` may be NULL. `values` are only read.
 */
void panel_combine(const struct panel *p, enum rounding mode, const struct ratio *values, uint32_t count,
                   struct ratio *out, struct panel_report *report);

#endif
