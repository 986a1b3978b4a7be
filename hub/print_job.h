/*
 * print_job.h - printing from the desk: one job at a time, certificate after certificate, each copy into the ledger.
 *
 * A child (`certificate print --told`, print_told.h) speaks to the printer; the hub appends an entry for each copy that is on paper
 * and lets the child go on when that is on disk. So a jam, a pause, or a hub that is started anew goes on with the certificate
 * that was not printed yet. What is to be printed stands in DIR/EVENT/print.json until it is done. The topic `print` tells
 * how far it is.
 */
#ifndef HUB_PRINT_JOB_H
#define HUB_PRINT_JOB_H

#include "hub/rpc.h"

struct print_desk;

/*
 * `printers`: what can be printed to besides CUPS queues, "NAME=URI,NAME=URI" (NULL: none); `patience_s`: how long one that stands
 * is waited for. Both borrowed. NULL, after a line on standard error, where `printers` is no such list.
 */
struct print_desk *print_desk_new(struct hub *hub, const char *printers, int patience_s);
/* Ends the children; what is at the printer stays there. The loop must turn once more. Then print_desk_free. */
void print_desk_stop(struct print_desk *d);
void print_desk_free(struct print_desk *d);

/* The methods `print`, `printing` and `printers`. */
rpc_handler print_handle;
rpc_handler printing_handle;
rpc_handler printers_handle;

/* The topic's snapshot: {"job": null or {...}}. */
void print_snapshot(struct hub *hub, struct buf *out);

#endif
