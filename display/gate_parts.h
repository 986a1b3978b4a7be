/*
 * gate_parts.h - what gate.c (freezing) and ceremony.c (revealing) share. Nobody else includes it.
 */
#ifndef DISPLAY_GATE_PARTS_H
#define DISPLAY_GATE_PARTS_H

#include "display/gate.h"

/* A stage as it stood when it was frozen. */
struct frozen {
	uint32_t contest, stage; /* places in the definition that there is now */
	char *contest_id, *stage_id;
	struct row *rows; /* in order; our own, without awards and attempts */
	char **competitors; /* ids, by row */
	uint32_t count;
	char **modules; /* ids, by part */
	uint32_t parts;
};

struct gates {
	struct frozen **frozen;
	uint32_t count;
	/* what gates_seen() lends */
	struct row *rows;
	struct part *parts; /* of the rows that are being opened */
	uint32_t *place; /* by competitor */
};

struct frozen *gates_find(const struct gates *g, uint32_t contest, uint32_t stage);

/* A frozen stage with so many steps open. */
void ceremony_seen(struct gates *g, const struct frozen *f, struct state *s, uint32_t step, struct seen *out);

#endif
