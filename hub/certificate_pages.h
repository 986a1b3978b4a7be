/*
 * certificate_pages.h - the certificates of a run as PDF: those of its plan that are not revoked, in award order.
 *
 * Fonts are cut and fixed parts are drawn once for all of them, chosen or not, so that a certificate has the same bytes whichever
 * others are made with it. A certificate that cannot be printed (no font has a character) is named on standard error; the others are
 * made.
 */
#ifndef HUB_CERTIFICATE_PAGES_H
#define HUB_CERTIFICATE_PAGES_H

#include "hub/certificate_run.h"

struct certificate_pages {
	struct certificate_run *run; /* borrowed */
	struct press *honours, *participation; /* the second where the run has a template of its own for it, else NULL */
	const struct issue_step **steps; /* by place */
	struct page *pages;
	bool *chosen;
	size_t count;
	size_t faults; /* that were named */
};

/* Where to; NULL: not there. */
struct certificate_files {
	const char *pdf;    /* all in one */
	const char *folder; /* a file each, NUMBER.pdf */
	const char *zip;    /* the same in a ZIP */
};

/* All are chosen. `seal` may be NULL. False after a line on standard error; to be released in any case. */
bool certificate_pages_open(struct certificate_pages *p, struct certificate_run *r, const char *seal);
void certificate_pages_release(struct certificate_pages *p);

/*
 * Chooses only these certificates, by number: words, and the lines of a text (NULL: none); with neither all stay. False, after a
 * line, where one is not among them.
 */
bool certificate_pages_choose(struct certificate_pages *p, const char *const *words, size_t count, const char *lines);

/* One as a PDF of its own, into an empty buffer. False after a line on standard error. */
bool certificate_pages_one(struct certificate_pages *p, size_t place, struct buf *out);

/* Writes the chosen ones. *made is how many; false after a line where it is not all of them. */
bool certificate_pages_write(struct certificate_pages *p, const struct certificate_files *to, size_t *made);

#endif
