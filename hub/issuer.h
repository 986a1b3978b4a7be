/*
 * issuer.h - certificates from the desk: what is issued and due, issuing it, and some or all of them as PDF or ZIP.
 *
 * Signing happens on the loop (well under a millisecond each). A file is made by a child, `touchstone certificate again`, held to
 * ISSUER_FILE_MS and ISSUER_FILE_BYTES, at most ISSUER_CHILDREN at once; it is kept for ISSUER_KEEP_MS and fetched once, with the
 * ticket that the socket was told, in a header. The secret key stays in this process.
 */
#ifndef HUB_ISSUER_H
#define HUB_ISSUER_H

#include "certificates/key.h"
#include "hub/http.h"
#include "hub/routes.h"
#include "hub/rpc.h"

#define ISSUER_FILE_MS    120000
#define ISSUER_FILE_BYTES ((size_t)64 << 20)
#define ISSUER_KEPT_BYTES ((size_t)128 << 20) /* of all that was not fetched yet */
#define ISSUER_CHILDREN   2
#define ISSUER_TICKETS    8
#define ISSUER_KEEP_MS    60000
#define FILE_NAME_MAX     (ID_MAX + 8)
#define ISSUER_DUE_MAX   2000 /* of a contest: about a second of signing, once */
#define ISSUER_LIST_MAX  2000 /* certificates and steps that an answer lists */
#define TICKET_BYTES     16

struct page_job;

/* A file that was made and not fetched yet. */
struct ticket {
	char text[2 * TICKET_BYTES + 1], name[FILE_NAME_MAX]; /* "" : free */
	uint64_t until_ms; /* of the loop */
	struct buf bytes;
};

struct issuer {
	bool has_key, issuing;
	struct signing_key key;
	char host[HOST_MAX + 1]; /* where certificates are verified */
	const char *data, *template, *seal; /* borrowed; template and seal may be NULL */
	uint64_t issued_seq; /* no later entry was issued or printed from here; a child finds those that are on disk */
	struct page_job *jobs;
	unsigned job_count;
	struct ticket tickets[ISSUER_TICKETS];
};

/*
 * Opens the key: a file, or (NULL) the credential touchstone-key, where there is one. `host` NULL: that of the hub's `address`
 * (a URL, or NULL). False after a line on standard error; without any key the answer is true.
 */
bool issuer_open(struct issuer *issuer, const char *key, const char *host, const char *address);

/* Ends the children; the loop must turn once more. Then issuer_release. */
void issuer_stop(struct issuer *issuer);
void issuer_release(struct issuer *issuer);

/* The methods `certificates` and `page`. */
rpc_handler certificates_handle;
rpc_handler page_handle;

/*
 * The certificates that a request means, a number a line: its `ids`, or all good ones of its `contest` (`unprinted`: that are not on
 * paper yet). With an error, call->expected is set.
 */
MUST_CHECK enum err issuer_numbers(struct call *call, const cJSON *params, bool unprinted, struct buf *numbers);

/* Whether all that was issued and printed from here is in the journal, where children look. */
bool issuer_ready(const struct hub *hub);

/* The words of a child, `certificate COMMAND EVENT` with the hub's folder, template and seal; returns how many. Borrowed. */
size_t issuer_words(const struct hub *hub, const char *command, const char **words);

/* GET /api/certificate/NAME with the header "authorization: Ticket T". */
bool route_page_pdf(struct hub *hub, const struct http_request *r, struct http_answer *a);

#endif
