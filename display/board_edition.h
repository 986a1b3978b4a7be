/*
 * board_edition.h - what of a board only a new definition changes: titles, modules, names, awards, encoded once.
 *
 * It is a copy, so that a board can be sent while the definition that it was made of is already gone.
 */
#ifndef DISPLAY_BOARD_EDITION_H
#define DISPLAY_BOARD_EDITION_H

#include "base/mem.h"
#include "scoring/state.h"

#define BOARD_JSON_MAX ((size_t)64 << 20) /* bytes of a snapshot at most */

/* Everything that only a new definition changes, encoded once. */
struct board_edition {
	uint64_t definition; /* state_definition() that it was made of */
	struct arena arena;
	const char *title, *contest_title, *modules; /* JSON */
	const char **ids; /* by competitor */
	const char **names; /* by competitor: "name":...,"unit":...,"initials"?:... */
	const char **awards; /* JSON, by award */
	bool advance; /* some go on from this stage */
	bool awarded; /* awards are given by it */
	int total_digits;
	int *part_digits;
	uint32_t competitors, parts;
};

void board_edition_init(struct board_edition *ed);
void board_edition_release(struct board_edition *ed);

/* Forgets what it was and takes over what this stage is now. */
void board_edition_make(struct board_edition *ed, struct state *s, uint32_t contest, uint32_t stage);

#endif
