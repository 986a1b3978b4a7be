/*
 * screens.h - the screens that are there: which pages say that they are a screen, what each shows, and how a new one gets
 * its name.
 *
 * A page without a name asks for a pairing code (method `pair`) and shows it; a desk types the code and a name (`adopt`),
 * and the page is told (notification `named`) and keeps the name itself. A page with a name says what it shows (`showing`).
 * Desks watch the topic `screens`. All of this is of this hub and of this moment; what a screen is to show is in the ledger.
 */
#ifndef HUB_SCREENS_H
#define HUB_SCREENS_H

#include "hub/rpc.h"

#define SEATS_MAX      1000 /* pages that are, or want to be, a screen */
#define PAGES_MAX      8    /* of one name that a desk is told of */
#define PAIR_CODE_MAX  7    /* six digits and a NUL */
#define SCREEN_SIZE_MAX 20000

/* What a page says of itself. */
struct seat {
	char code[PAIR_CODE_MAX]; /* while it has no name, else "" */
	char name[ID_MAX + 1];    /* "": none yet */
	char kind[24], theme[16], lang[8];
	int64_t width, height;
};

/* A screen whose last page went away. */
struct screen_gone {
	char name[ID_MAX + 1];
	int64_t at_ms;
};

/* The methods `pair`, `showing`, `adopt` and `look`. */
rpc_handler pair_handle;
rpc_handler showing_handle;
rpc_handler adopt_handle;
rpc_handler look_handle;

/* A socket goes: it is no screen any more. */
void screens_leave(struct socket *s);

/*
 * The topic's snapshot: {"screens":[{"name","scene":{"kind","contest"?,"stage"?}|null,"pages":[{"kind","width","height",
 * "theme","lang"}],"gone":ms|null}]} by name: those that were given a scene, and those that are or were there.
 */
void screens_put(const struct hub *hub, struct json_out *o);

#endif
