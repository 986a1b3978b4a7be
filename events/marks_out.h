/*
 * marks_out.h - an event's marks as a CSV, out of its state: what `touchstone score` makes the same tables from.
 *
 * The columns of marks_csv.h, contest first. Every current sheet's marks stand there, and every status, adjustment and
 * order; where a later row replaces an earlier one they are in the order in which they came.
 */
#ifndef EVENTS_MARKS_OUT_H
#define EVENTS_MARKS_OUT_H

#include "base/buf.h"
#include "scoring/state.h"

void marks_out(const struct state *s, struct buf *out);

#endif
