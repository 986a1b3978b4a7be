/*
 * board.h - topic `board/CONTEST/STAGE`: a stage's table as a screen shows it, and what changed since it was last shown.
 *
 * A struct board_view remembers what was last sent: the order, the rank at each position, and each row's values.
 * board_view_update() compares with the table now and writes the least that brings a page from there to here; the
 * caller sends it at its own pace, so any number of entries may lie between two updates. One view serves all watchers of
 * a topic. Pages never compute a rank.
 */
#ifndef DISPLAY_BOARD_H
#define DISPLAY_BOARD_H

#include "base/buf.h"
#include "display/board_edition.h"
#include "display/gate.h"
#include "scoring/state.h"

#include <stdbool.h>
#include <stdint.h>

#define BOARD_MOVES_MAX 1000 /* where more rows would have to move, a snapshot is sent */

struct board_view;

/*
 * A view on this stage, by ids (copied), that has sent nothing yet. `gates` (borrowed): what the public may see; NULL:
 * all of it, for chief and office and for nobody else.
 */
struct board_view *board_view_new(const char *contest, const char *stage, struct gates *gates);
void board_view_free(struct board_view *v);

/*
 * Brings the view up to date. Returns true, and writes a change, where a watcher has to hear of it:
 * {"at","phase"?,"provisional"?,"frozen"?,"held"?,"reveal"?,"progress"?,"removed"?,"moves"?,"ranks"?,"rows"?}, members without news left out; or
 * {"snapshot":{...}} where the definition is a new one or too many rows moved. The first update always writes a
 * snapshot. False too where the event has no such stage. `change` is emptied first; `at_ms` is the hub's clock: a board
 * without news is as of later all the same, unless it is frozen.
 */
bool board_view_update(struct board_view *v, struct state *s, int64_t at_ms, struct buf *change);

/* The whole board as last updated; a page that applies all later changes has what a later snapshot says. */
void board_snapshot(const struct board_view *v, struct buf *out);

/* Each row of it in order, with its JSON as in the snapshot's "rows", after its "rank": for the rankings in Redis. Borrowed until the next update. */
void board_each_row(struct board_view *v, void (*visit)(void *arg, const char *competitor, const char *json),
                    void *arg);

#endif
