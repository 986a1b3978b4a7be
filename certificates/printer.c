#include "certificates/printer.h"

#include "base/mem.h"

#include <cups/cups.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CONNECT_MS 15000
#define POLL_US 200000
#define RESOURCE_MAX 1024
#define SAYS_MAX 512

struct printer {
	http_t *http;
	char uri[HTTP_MAX_URI];
	char resource[RESOURCE_MAX];
};

struct printer *printer_open(const char *uri, struct buf *fault)
{
	char scheme[32], user[256], host[256], resource[RESOURCE_MAX];
	int port;
	http_uri_status_t good =
		httpSeparateURI(HTTP_URI_CODING_ALL, uri, scheme, sizeof scheme, user, sizeof user, host, sizeof host, &port,
	                        resource, sizeof resource);
	bool safe = strcmp(scheme, "ipps") == 0;
	if (good < HTTP_URI_STATUS_OK || (!safe && strcmp(scheme, "ipp") != 0) || strlen(uri) >= HTTP_MAX_URI) {
		buf_adds(fault, "expected a printer's address: ipp://HOST[:PORT]/ipp/print or ipp://localhost/printers/QUEUE");
		return NULL;
	}
	http_t *http = httpConnect2(host, port, NULL, AF_UNSPEC, safe ? HTTP_ENCRYPTION_ALWAYS : HTTP_ENCRYPTION_IF_REQUESTED, 1,
	                            CONNECT_MS, NULL);
	if (!http) {
		buf_addf(fault, "%s does not answer: %s", uri, cupsLastErrorString());
		return NULL;
	}
	struct printer *p = xcalloc(1, sizeof *p);
	p->http = http;
	snprintf(p->uri, sizeof p->uri, "%s", uri);
	snprintf(p->resource, sizeof p->resource, "%s", resource);
	return p;
}

void printer_close(struct printer *p)
{
	if (!p)
		return;
	httpClose(p->http);
	free(p);
}

static ipp_t *new_request(const struct printer *p, ipp_op_t operation)
{
	ipp_t *request = ippNewRequest(operation);
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, p->uri);
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, "touchstone");
	return request;
}

/* Sends the file as a job; its number, or 0 and one line in `fault`. */
static int send_job(struct printer *p, const char *path, const char *title, struct buf *fault)
{
	ipp_t *request = new_request(p, IPP_OP_PRINT_JOB);
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, title);
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, "application/pdf");
	ipp_t *response = cupsDoFileRequest(p->http, request, p->resource, path);
	int job = 0;
	if (cupsLastError() <= IPP_STATUS_OK_EVENTS_COMPLETE && response) {
		ipp_attribute_t *id = ippFindAttribute(response, "job-id", IPP_TAG_INTEGER);
		job = id ? ippGetInteger(id, 0) : 0;
	}
	if (job <= 0)
		buf_addf(fault, "the printer refused %s: %s", title, cupsLastErrorString());
	ippDelete(response);
	return job;
}

/* A value of an answer as text: keywords with commas between. */
static void add_keywords(ipp_t *response, const char *name, char *says, size_t size)
{
	ipp_attribute_t *a = response ? ippFindAttribute(response, name, IPP_TAG_KEYWORD) : NULL;
	for (int i = 0; a && i < ippGetCount(a); i++) {
		const char *word = ippGetString(a, i, NULL);
		size_t len = strlen(says);
		if (word && strcmp(word, "none") != 0 && len < size)
			snprintf(says + len, size - len, "%s%s", len ? ", " : "", word);
	}
}

/* The job's state; what job and printer say goes to `says`. */
static ipp_jstate_t job_state(struct printer *p, int job, char says[static SAYS_MAX], bool *stopped)
{
	ipp_t *request = new_request(p, IPP_OP_GET_JOB_ATTRIBUTES);
	ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job);
	ipp_t *response = cupsDoRequest(p->http, request, p->resource);
	ipp_attribute_t *a = response ? ippFindAttribute(response, "job-state", IPP_TAG_ENUM) : NULL;
	ipp_jstate_t state = a ? (ipp_jstate_t)ippGetInteger(a, 0) : IPP_JSTATE_PENDING;
	says[0] = '\0';
	add_keywords(response, "job-state-reasons", says, SAYS_MAX);
	ippDelete(response);
	response = cupsDoRequest(p->http, new_request(p, IPP_OP_GET_PRINTER_ATTRIBUTES), p->resource);
	a = response ? ippFindAttribute(response, "printer-state", IPP_TAG_ENUM) : NULL;
	*stopped = a && ippGetInteger(a, 0) == IPP_PSTATE_STOPPED;
	add_keywords(response, "printer-state-reasons", says, SAYS_MAX);
	ippDelete(response);
	return state;
}

static void cancel_job(struct printer *p, int job)
{
	ipp_t *request = new_request(p, IPP_OP_CANCEL_JOB);
	ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job);
	ippDelete(cupsDoRequest(p->http, request, p->resource));
}

static enum err follow_job(struct printer *p, int job, int patience_s, void (*on_state)(void *arg, const char *says),
                           void *arg, struct buf *fault)
{
	char says[SAYS_MAX], before[SAYS_MAX] = "";
	time_t idle_since = time(NULL);
	for (;;) {
		bool stopped;
		ipp_jstate_t state = job_state(p, job, says, &stopped);
		if (on_state && strcmp(says, before) != 0)
			on_state(arg, says);
		if (strcmp(says, before) != 0)
			idle_since = time(NULL);
		memcpy(before, says, sizeof before);
		if (state == IPP_JSTATE_COMPLETED)
			return ERR_OK;
		if (state == IPP_JSTATE_ABORTED || state == IPP_JSTATE_CANCELED) {
			buf_addf(fault, "the printer gave the job up: %s", says[0] ? says : "no reason given");
			return ERR_UNAVAILABLE;
		}
		if (time(NULL) - idle_since >= patience_s) {
			cancel_job(p, job);
			buf_addf(fault, "the printer %s: %s", stopped ? "stands" : "does not go on", says[0] ? says : "no reason given");
			return ERR_UNAVAILABLE;
		}
		usleep(POLL_US);
	}
}

enum err printer_print(struct printer *p, const char *path, const char *title, int patience_s,
                       void (*on_state)(void *arg, const char *says), void *arg, struct buf *fault)
{
	if (access(path, R_OK) != 0) {
		buf_addf(fault, "%s cannot be read", path);
		return ERR_IO;
	}
	int job = send_job(p, path, title, fault);
	return job > 0 ? follow_job(p, job, patience_s, on_state, arg, fault) : ERR_UNAVAILABLE;
}
