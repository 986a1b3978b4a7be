/*
 * gate_parts.h - what gate.c (freezing), hold.c (holding back) and ceremony.c (revealing) share. Nobody else includes it.
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

/* A stage whose first performers have all been in once: it is not held back again. */
struct announced {
	char *contest_id, *stage_id;
};

struct gates {
	struct frozen **frozen;
	uint32_t count;
	struct announced *announced;
	uint32_t announced_count;
	/* what gates_seen() lends */
	struct row *rows;
	struct part *parts; /* of the rows that are being opened */
	uint32_t *place; /* by competitor */
	struct row *held_rows;
	struct part blank_parts[MODULES_MAX]; /* without a score; shared by all rows that are held back */
};

struct frozen *gates_find(const struct gates *g, uint32_t contest, uint32_t stage);

/* Notes which of a contest's stages are held back no more. */
void hold_refresh(struct gates *g, struct state *s, uint32_t contest);

/* Fills the members of *out where the stage is held back; false, and changes nothing, where it is not. */
bool hold_seen(struct gates *g, struct state *s, uint32_t contest, uint32_t stage, struct seen *out);

void hold_release(struct gates *g);

/* The awards that are called up, in that order; `out` has room for as many as the contest has. How many. */
uint32_t calls_find(const struct contest *c, const struct row *rows, uint32_t count, uint32_t *out);

/* A frozen stage with so many steps open. */
void ceremony_seen(struct gates *g, const struct frozen *f, struct state *s, uint32_t step, struct seen *out);

/* Which award is called up at a step, where so many steps come before; for a stage of which all is seen. */
void ceremony_called(const struct contest *c, uint32_t before, uint32_t step, struct seen *out);

#endif
