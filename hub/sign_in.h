/*
 * sign_in.h - how a person comes to sit at a socket: `hello` with a card's token, or with the short code on it.
 *
 * A tablet that was given a short code makes a token of its own and sends both; the ledger then has that token as a card
 * beside the printed one, so that asking again after a break finds it there. A bound card is claimed by its first tablet. Both
 * are entries: the answer waits for the ledger.
 */
#ifndef HUB_SIGN_IN_H
#define HUB_SIGN_IN_H

#include "hub/rpc.h"

rpc_handler handle_hello;

/* The cards of a person changed: whoever sits there with one that is void, or on the wrong tablet, is signed out. */
void sign_in_check(struct hub *hub, uint32_t person);

#endif
