#include "certificates/printer.h"

#include "base/mem.h"

#include <cups/cups.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CONNECT_MS 15000
#define POLL_MS 200
#define JOBS_LOOKED_AT 100
#define RESOURCE_MAX 1024
#define SAYS_MAX 512

struct printer {
	http_t *http;
	char uri[HTTP_MAX_URI];
	char resource[RESOURCE_MAX];
};

/* The parts of a URI; false where it is no printer's. */
static bool split_uri(const char *uri, char host[static 256], int *port, char resource[static RESOURCE_MAX], bool *safe)
{
	char scheme[32], user[256];
	if (strlen(uri) >= HTTP_MAX_URI || httpSeparateURI(HTTP_URI_CODING_ALL, uri, scheme, sizeof scheme, user, sizeof user, host,
	                                                   256, port, resource, RESOURCE_MAX) < HTTP_URI_STATUS_OK)
		return false;
	*safe = strcmp(scheme, "ipps") == 0;
	return (*safe || strcmp(scheme, "ipp") == 0) && host[0];
}

bool printer_uri(const char *uri)
{
	char host[256], resource[RESOURCE_MAX];
	int port;
	bool safe;
	return split_uri(uri, host, &port, resource, &safe);
}

struct printer *printer_open(const char *uri, struct buf *fault)
{
	char host[256], resource[RESOURCE_MAX];
	int port;
	bool safe;
	if (!split_uri(uri, host, &port, resource, &safe)) {
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

/* A value as text; "" where it is none. */
static const char *text_of(ipp_attribute_t *a)
{
	const char *text = ippGetString(a, 0, NULL);
	return text ? text : "";
}

/* Sends the PDF as a job; its number, or 0 and one line in `fault`. */
static int send_job(struct printer *p, const struct buf *pdf, const char *name, struct buf *fault)
{
	ipp_t *request = new_request(p, IPP_OP_PRINT_JOB), *response = NULL;
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, name);
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, "application/pdf");
	http_status_t status = cupsSendRequest(p->http, request, p->resource, ippLength(request) + pdf->len);
	if (status == HTTP_STATUS_CONTINUE)
		status = cupsWriteRequestData(p->http, pdf->data, pdf->len);
	if (status == HTTP_STATUS_CONTINUE)
		response = cupsGetResponse(p->http, p->resource);
	int job = 0;
	if (response && cupsLastError() <= IPP_STATUS_OK_EVENTS_COMPLETE) {
		ipp_attribute_t *id = ippFindAttribute(response, "job-id", IPP_TAG_INTEGER);
		job = id ? ippGetInteger(id, 0) : 0;
	}
	if (job <= 0)
		buf_addf(fault, "the printer refused %s: %s", name, cupsLastErrorString());
	ippDelete(response);
	ippDelete(request);
	return job;
}

/* Looks through the jobs that `which` ("completed", "not-completed") names for one of this name that was not given up; 0: none. */
static int find_job(struct printer *p, const char *which, const char *name)
{
	static const char *const wanted[] = { "job-id", "job-name", "job-state" };
	ipp_t *request = new_request(p, IPP_OP_GET_JOBS);
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, which);
	ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "limit", JOBS_LOOKED_AT);
	ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", 3, NULL, wanted);
	ipp_t *response = cupsDoRequest(p->http, request, p->resource);
	int found = 0, id = 0, state = IPP_JSTATE_ABORTED;
	bool same = false;
	for (ipp_attribute_t *a = response ? ippFirstAttribute(response) : NULL;; a = ippNextAttribute(response)) {
		const char *what = a ? ippGetName(a) : NULL;
		if (!what) { /* a job's attributes end */
			if (same && state != IPP_JSTATE_CANCELED && state != IPP_JSTATE_ABORTED)
				found = id;
			same = false;
			state = IPP_JSTATE_ABORTED;
		}
		if (!a)
			break;
		if (what && strcmp(what, "job-id") == 0)
			id = ippGetInteger(a, 0);
		else if (what && strcmp(what, "job-name") == 0)
			same = strcmp(text_of(a), name) == 0;
		else if (what && strcmp(what, "job-state") == 0)
			state = ippGetInteger(a, 0);
	}
	ippDelete(response);
	return found;
}

/* Adds the keywords of a value, with commas between. */
static void add_words(ipp_attribute_t *a, char *says, size_t size)
{
	for (int i = 0; i < ippGetCount(a); i++) {
		const char *word = ippGetString(a, i, NULL);
		size_t len = strlen(says);
		if (word && strcmp(word, "none") != 0 && len < size)
			snprintf(says + len, size - len, "%s%s", len ? ", " : "", word);
	}
}

static void add_keywords(ipp_t *response, const char *name, char *says, size_t size)
{
	ipp_attribute_t *a = response ? ippFindAttribute(response, name, IPP_TAG_KEYWORD) : NULL;
	if (a)
		add_words(a, says, size);
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

static bool wait_a_little(const struct printer_watch *watch)
{
	if (watch->wait)
		return watch->wait(watch->arg, POLL_MS);
	usleep(POLL_MS * 1000);
	return true;
}

static enum err follow_job(struct printer *p, int job, const struct printer_watch *watch, struct buf *fault)
{
	char says[SAYS_MAX], before[SAYS_MAX] = "";
	time_t idle_since = time(NULL);
	for (;;) {
		bool stopped;
		ipp_jstate_t state = job_state(p, job, says, &stopped);
		if (strcmp(says, before) != 0) {
			if (watch->says)
				watch->says(watch->arg, says);
			idle_since = time(NULL);
			memcpy(before, says, sizeof before);
		}
		if (state == IPP_JSTATE_COMPLETED)
			return ERR_OK;
		if (state == IPP_JSTATE_ABORTED || state == IPP_JSTATE_CANCELED) {
			buf_addf(fault, "the printer gave the job up: %s", says[0] ? says : "no reason given");
			return ERR_UNAVAILABLE;
		}
		if (time(NULL) - idle_since >= watch->patience_s) {
			cancel_job(p, job);
			buf_addf(fault, "the printer %s: %s", stopped ? "stands" : "does not go on", says[0] ? says : "no reason given");
			return ERR_UNAVAILABLE;
		}
		if (!wait_a_little(watch)) {
			cancel_job(p, job);
			buf_adds(fault, "stopped");
			return ERR_STALE;
		}
	}
}

enum err printer_print(struct printer *p, const struct buf *pdf, const char *name, bool resume,
                       const struct printer_watch *watch, struct buf *fault)
{
	int job = resume ? find_job(p, "not-completed", name) : 0;
	if (resume && job == 0)
		job = find_job(p, "completed", name);
	if (job == 0)
		job = send_job(p, pdf, name, fault);
	return job > 0 ? follow_job(p, job, watch, fault) : ERR_UNAVAILABLE;
}

/* ---- what printers there are ---- */

bool printers_each(printer_found_fn *found, void *arg, struct buf *fault)
{
	static const char *const wanted[] = { "printer-name", "printer-info", "printer-state-reasons" };
	http_t *http = httpConnect2(cupsServer(), ippPort(), NULL, AF_UNSPEC, cupsEncryption(), 1, CONNECT_MS, NULL);
	if (!http) {
		buf_addf(fault, "no CUPS answers: %s", cupsLastErrorString());
		return false;
	}
	ipp_t *request = ippNewRequest(IPP_OP_CUPS_GET_PRINTERS);
	ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", 3, NULL, wanted);
	ipp_t *response = cupsDoRequest(http, request, "/");
	char uri[HTTP_MAX_URI], name[256] = "", info[256] = "", says[SAYS_MAX] = "";
	for (ipp_attribute_t *a = response ? ippFirstAttribute(response) : NULL;; a = ippNextAttribute(response)) {
		const char *what = a ? ippGetName(a) : NULL;
		if (!what && name[0]) { /* a printer's attributes end */
			snprintf(uri, sizeof uri, "ipp://%s/printers/%s", cupsServer()[0] == '/' ? "localhost" : cupsServer(), name);
			found(arg, uri, info[0] ? info : name, says);
			name[0] = info[0] = says[0] = '\0';
		}
		if (!a)
			break;
		if (what && strcmp(what, "printer-name") == 0)
			snprintf(name, sizeof name, "%s", text_of(a));
		else if (what && strcmp(what, "printer-info") == 0)
			snprintf(info, sizeof info, "%s", text_of(a));
		else if (what && strcmp(what, "printer-state-reasons") == 0)
			add_words(a, says, sizeof says);
	}
	ippDelete(response);
	httpClose(http);
	return true;
}
