/*
 * setup.h - what a hub sees to once its ledger is folded: the definition is in it, and everybody has a card.
 *
 * The definition is appended where the ledger is empty, or says something else than the file. Cards are issued to
 * people who have none; their links stand in DIR/EVENT/cards.txt (mode 0600; a line each, tabs between: id, name, role,
 * link), the only place where a token is ever written.
 */
#ifndef HUB_SETUP_H
#define HUB_SETUP_H

#include "base/buf.h"
#include "hub/hub.h"

struct setup {
	struct hub *hub;
	struct buf definition; /* the data of its entry */
	char cards[4096];      /* the path of cards.txt */
	bool running, again;   /* an append is on its way; the store came back meanwhile */
	uint32_t waiting;      /* cards on their way */
	bool finished;
	/* All is in the ledger (fault NULL), or a sentence why it never will be. Called once. */
	void (*done)(void *arg, const char *fault);
	void *arg;
};

/* To be called each time the store becomes ready, until it is done. */
void setup_run(struct setup *s);
void setup_release(struct setup *s);

#endif
