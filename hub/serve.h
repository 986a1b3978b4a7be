/*
 * serve.h - a hub from its start to its end: `touchstone serve`.
 */
#ifndef HUB_SERVE_H
#define HUB_SERVE_H

#include <stdbool.h>
#include <stdint.h>

struct serve_options {
	const char *definition; /* a file */
	const char *data;       /* the data directory */
	const char *address;    /* to listen on */
	int port;
	const char *tls_certificate, *tls_key; /* PEM files; NULL: plain HTTP */
	const char *hosts;          /* further names of this hub, comma-separated; "" for none */
	const char *public_address; /* "http://contest.example", NULL: from the machine's own addresses */
	const char *keys;           /* keys.json of the organiser, NULL: none */
	const char *key;            /* the organiser's signing key, a file; NULL: none */
	const char *host;           /* where certificates are verified, NULL: the public address's */
	const char *template, *seal; /* of certificates, NULL: the usual ones */
	const char *printers;       /* "NAME=URI,NAME=URI": for certificates, besides CUPS queues; NULL: none */
	int patience_s;             /* how long a printer that stands is waited for */
	const char *publish;        /* a folder or an address for the public's side as files, NULL: none */
	const char *publish_secret; /* a file with its credential; NULL: none */
	const char *redis;          /* NULL: an own one */
	const char *read; /* a replica to follow the ledger on, NULL: the master */
	int replicas;
	int frames;        /* of a board in a second, at most */
	bool ring;         /* io_uring where the kernel offers it */
	bool rehearse;     /* simulated judges as well */
	const char *speed; /* theirs, as `touchstone rehearse` takes it */
};

/* Serves until SIGINT or SIGTERM. Returns the exit code: 0, or 1 with a line on standard error. */
int serve(const struct serve_options *options);

#endif
