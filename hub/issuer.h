/*
 * issuer.h - certificates from the desk: what is issued and due, issuing it, and one of them as a PDF.
 *
 * Signing happens on the loop (well under a millisecond each). A PDF is made by a child, `touchstone certificate again`, held to
 * ISSUER_PDF_MS and ISSUER_PDF_BYTES, at most ISSUER_CHILDREN at once; it is kept for ISSUER_KEEP_MS and fetched once, with the
 * ticket that the socket was told, in a header. The secret key stays in this process.
 */
#ifndef HUB_ISSUER_H
#define HUB_ISSUER_H

#include "certificates/key.h"
#include "hub/http.h"
#include "hub/routes.h"
#include "hub/rpc.h"

#define ISSUER_PDF_MS    60000
#define ISSUER_PDF_BYTES ((size_t)16 << 20)
#define ISSUER_CHILDREN  2
#define ISSUER_TICKETS   8
#define ISSUER_KEEP_MS   60000
#define ISSUER_DUE_MAX   2000 /* of a contest: about a second of signing, once */
#define ISSUER_LIST_MAX  2000 /* certificates and steps that an answer lists */
#define TICKET_BYTES     16

struct page_job;

/* A PDF that was made and not fetched yet. */
struct ticket {
	char text[2 * TICKET_BYTES + 1], id[CERTIFICATE_ID_MAX + 1]; /* "" : free */
	uint64_t until_ms; /* of the loop */
	struct buf pdf;
};

struct issuer {
	bool has_key, issuing;
	struct signing_key key;
	char host[HOST_MAX + 1]; /* where certificates are verified */
	const char *data, *template, *seal; /* borrowed; template and seal may be NULL */
	uint64_t issued_seq; /* no later entry was issued from here; a child finds those that are on disk */
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

/* GET /api/certificate/ID.pdf with the header "authorization: Ticket T". */
bool route_page_pdf(struct hub *hub, const struct http_request *r, struct http_answer *a);

#endif
