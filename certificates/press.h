/*
 * press.h - prints certificates: a template, its fields and a QR code, page by page, into PDF.
 *
 * A press is made for a whole run, so that fonts are cut to the run's characters and the template's drawing and fixed texts
 * are rendered once, with all texts that are the same on every page. Print only pages that it was opened with. The same run gives the same bytes: the PDF's creation date is the certificates' day.
 */
#ifndef CERTIFICATES_PRESS_H
#define CERTIFICATES_PRESS_H

#include "base/buf.h"
#include "base/err.h"
#include "certificates/fields.h"
#include "certificates/template.h"

#include <cairo.h>
#include <stddef.h>
#include <stdint.h>

struct page {
	struct fields fields;
	const char *address; /* what the QR code holds; NULL or "" for none */
	uint32_t day; /* of issue */
};

struct press;

/*
 * `t` is borrowed for the press's life, `pages` only for this call: the texts of all of them. `fault` says what is wrong:
 * a font that is not installed, an unknown field, a drawing that librsvg does not take.
 */
MUST_CHECK enum err press_open(const struct template *t, const struct page *pages, size_t count, struct press **out,
                               struct buf *fault);
void press_free(struct press *p);

/* A PNG printed in the template's place for the seal, or NULL. ERR_INVALID where it is no PNG. */
MUST_CHECK enum err press_seal(struct press *p, const char *png_path);

/* A PDF that is being made, of pages of one press or several. */
struct sheets;

/*
 * Begins one, with `across` pages side by side on a sheet (mostly 1). `day` is its creation date, `title` its title; it takes at
 * most `max` bytes.
 */
struct sheets *sheets_new(unsigned across, uint32_t day, const char *title, size_t max);

/* Adds a page that the press was opened with. On an error nothing is added, and `fault` says why in one line of English. */
MUST_CHECK enum err press_page(struct press *p, const struct page *page, struct sheets *to, struct buf *fault);

/* Ends it and adds the PDF to `out`; with no page nothing is added. ERR_IO where it became too large. */
MUST_CHECK enum err sheets_end(struct sheets *s, struct buf *out);

/* Called for a page that cannot be printed; `what` is one line in English. The others are printed. */
typedef void press_fault_fn(void *arg, size_t page, const char *what);

/*
 * All of it for one press: sheets_new, pages, sheets_end. *printed is how many pages there are.
 */
MUST_CHECK enum err press_pdf(struct press *p, const struct page *pages, size_t count, unsigned across, uint32_t day,
                              const char *title, struct buf *out, press_fault_fn *on_fault, void *arg,
                              size_t *printed);

#endif
