/*
 * values.h - what each judge gave a competitor, with what was left out struck: for the screen with the score just given.
 *
 * Only of modules whose definition allows it (`show_marks`), only once all of the competitor's marks are in, and only while the public sees the
 * stage as it is. Judges have no names here, only their order in the module's panel.
 */
#ifndef DISPLAY_VALUES_H
#define DISPLAY_VALUES_H

#include "base/json.h"
#include "display/gate.h"

#define VALUES_ROWS_MAX 12

/*
 * {"rows":[{"title","attempt","values":[{"value":"8.5","dropped":false}]}]}: of a panel over sheets each judge's sheet, of a panel over aspects
 * each judge's value of the aspect; of the last attempt that was scored. No rows where nothing may be told.
 */
void values_put(struct json_out *o, struct state *s, struct gates *g, uint32_t contest, uint32_t stage, uint32_t competitor);

#endif
