/*
 * explain_out.h - an explanation (scoring/explain.h) as JSON for programs and as lines for people.
 *
 * Every number is exact: what six digits cannot say is a fraction. Both forms end with the total that the printed steps
 * come to when they are run again, beside the one in the standings.
 */
#ifndef EVENTS_EXPLAIN_OUT_H
#define EVENTS_EXPLAIN_OUT_H

#include "base/buf.h"
#include "scoring/explain.h"

/* Whose steps they are. */
struct explanation {
	const struct event *event;
	uint32_t contest, stage; /* places */
	const struct row *row;
	const struct trace *trace;
	bool for_public; /* judges are "1", "2", … in the order of their module; the text says aspects' titles */
};

/* {"event","contest","stage","competitor","name","status","rank","total","recomputed","steps":[...]} */
void explanation_json(const struct explanation *x, struct buf *out);

/* A line a step, its clause of docs/rules.md in brackets. */
void explanation_text(const struct explanation *x, bool zh, struct buf *out);

#endif
