/*
 * print_told.h - the two pipes between a hub and the child that prints for it: lines of text.
 *
 * The hub writes the numbers, one a line, and an empty line; then orders: "go" (what was printed is in the ledger: the next one), "pause"
 * (end after this one), "stop" (cancel this one, end). A pipe that ends means that the hub has gone: the child ends, and leaves the
 * job to the printer. The child writes WORD TAB NUMBER TAB TEXT: "printing" (text: which copy), "says", "printed" (which copy), "skipped" (it cannot
 * be set; the others go on), "failed" (the child ends).
 */
#ifndef HUB_PRINT_TOLD_H
#define HUB_PRINT_TOLD_H

#include <stdbool.h>

/* The child's side. */
struct told;

struct told *told_new(void);
void told_free(struct told *t);

/* The numbers, a line each; waits for all of them. Borrowed. */
const char *told_numbers(struct told *t);

void told_say(struct told *t, const char *word, const char *number, const char *text);

/* Waits so long, or less where an order came. False: this one is to be cancelled. Ends the process where the hub has gone. */
bool told_wait(struct told *t, int ms);

/* Says that a copy is on paper and waits until it is in the ledger. False where it is not, or the hub has gone. */
bool told_done(struct told *t, const char *number, const char *copy);

/* Whether it is to end after this one. */
bool told_ends(const struct told *t);

#endif
