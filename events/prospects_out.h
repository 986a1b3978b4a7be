/*
 * prospects_out.h - what is still possible in each stage (scoring/prospects.h), as CSV.
 */
#ifndef EVENTS_PROSPECTS_OUT_H
#define EVENTS_PROSPECTS_OUT_H

#include "base/buf.h"
#include "events/standings_out.h"

/*
 * Columns contest,stage,rank,competitor,total,win,advance,best,worst,needs_lead,needs_advance. win and advance: clinched,
 * possible, out (advance empty where the stage has none). Earlier stages are taken as they stand.
 */
void prospects_csv(const struct tables *t, const struct standings_choice *choice, struct buf *out);

#endif
