#include "hub/certificate_pages.h"

#include "events/zip.h"
#include "hub/key_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_TEXT_MAX 4096
#define FAULT_MAX 512

static bool takes_part(const struct issue_step *step)
{
	return strcmp(step->due->award, PARTICIPATION) == 0;
}

/* Opens a press over those pages that it is for. */
static bool open_press(struct certificate_pages *p, const struct template *t, bool for_participation, bool for_honours,
                       const char *seal, struct press **press)
{
	struct page *pages = xcalloc(p->count, sizeof *pages);
	struct buf fault;
	size_t count = 0;
	buf_init(&fault, FAULT_MAX);
	for (size_t i = 0; i < p->count; i++)
		if (takes_part(p->steps[i]) ? for_participation : for_honours)
			pages[count++] = p->pages[i];
	bool good = count == 0 || press_open(t, pages, count, press, &fault) == ERR_OK;
	if (!good)
		fprintf(stderr, "touchstone %s: %s\n", p->run->command, buf_str(&fault));
	if (good && count && seal && press_seal(*press, seal) != ERR_OK) {
		fprintf(stderr, "touchstone %s: %s: expected a PNG picture\n", p->run->command, seal);
		good = false;
	}
	buf_release(&fault);
	free(pages);
	return good;
}

bool certificate_pages_open(struct certificate_pages *p, struct certificate_run *r, const char *seal)
{
	*p = (struct certificate_pages){ .run = r };
	p->steps = xcalloc(r->plan.count, sizeof *p->steps);
	p->pages = xcalloc(r->plan.count, sizeof *p->pages);
	p->chosen = xcalloc(r->plan.count, sizeof *p->chosen);
	for (size_t i = 0; i < r->plan.count; i++) {
		const struct issue_step *step = &r->plan.steps[i];
		if (!step->due)
			continue;
		p->steps[p->count] = step;
		p->chosen[p->count] = true;
		p->pages[p->count++] = issue_page(r->event, step, &r->arena);
	}
	bool split = r->participation != NULL;
	return open_press(p, r->template, !split, true, seal, &p->honours) &&
	       (!split || open_press(p, r->participation, true, false, seal, &p->participation));
}

void certificate_pages_release(struct certificate_pages *p)
{
	press_free(p->honours);
	press_free(p->participation);
	free(p->chosen);
	free(p->steps);
	free(p->pages);
	*p = (struct certificate_pages){ 0 };
}

/* Why a number is not among the pages. */
static const char *why_not(const struct certificate_run *r, const char *id)
{
	for (uint32_t i = 0; i < r->issued.count; i++)
		if (strcmp(r->issued.list[i].id, id) == 0)
			return r->issued.list[i].revoked ? "it was revoked" : "the results or names have changed since: issue once more, which replaces it";
	return "expected the number of a certificate of this event";
}

static bool choose(struct certificate_pages *p, const char *id)
{
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->steps[i]->id, id) == 0) {
			p->chosen[i] = true;
			return true;
		}
	fprintf(stderr, "touchstone %s: %.64s: %s\n", p->run->command, id, why_not(p->run, id));
	return false;
}

bool certificate_pages_choose(struct certificate_pages *p, const char *const *words, size_t count, const char *lines)
{
	bool good = true;
	if (count == 0 && lines == NULL)
		return true;
	memset(p->chosen, 0, p->count * sizeof *p->chosen);
	for (size_t i = 0; i < count; i++)
		good = choose(p, words[i]) && good;
	for (const char *at = lines; at && *at;) {
		char id[CERTIFICATE_ID_MAX + 2];
		size_t len = strcspn(at, "\r\n");
		snprintf(id, sizeof id, "%.*s", len < sizeof id ? (int)len : (int)sizeof id - 1, at);
		good = (len == 0 || choose(p, id)) && good;
		at += len + strspn(at + len, "\r\n");
	}
	return good;
}

/* Adds one page; a fault is named. */
static bool add_page(struct certificate_pages *p, size_t place, struct sheets *sheets)
{
	const struct issue_step *step = p->steps[place];
	struct press *press = p->participation && takes_part(step) ? p->participation : p->honours;
	struct buf fault;
	buf_init(&fault, FAULT_MAX);
	bool added = press_page(press, &p->pages[place], sheets, &fault) == ERR_OK;
	if (!added) {
		fprintf(stderr, "touchstone %s: %s (%s): %s\n", p->run->command, step->id, step->due->claims.holder, buf_str(&fault));
		p->faults++;
	}
	buf_release(&fault);
	return added;
}

/* The PDF's date is its first certificate's. */
static struct sheets *begin_sheets(const struct certificate_pages *p, size_t first)
{
	return sheets_new(p->run->across, p->pages[first].day, p->run->event->title.zh, PDF_BYTES_MAX);
}

static bool end_sheets(const struct certificate_pages *p, struct sheets *sheets, struct buf *out)
{
	enum err e = sheets_end(sheets, out);
	if (e != ERR_OK)
		fprintf(stderr, "touchstone %s: %s\n", p->run->command, err_text(e));
	return e == ERR_OK;
}

bool certificate_pages_one(struct certificate_pages *p, size_t place, struct buf *out)
{
	struct sheets *sheets = begin_sheets(p, place);
	bool added = add_page(p, place, sheets);
	return end_sheets(p, sheets, out) && added;
}

static bool write_pdf(struct certificate_pages *p, const char *path, size_t *made)
{
	size_t first = 0;
	while (first < p->count && !p->chosen[first])
		first++;
	if (first == p->count)
		return true;
	struct sheets *sheets = begin_sheets(p, first);
	struct buf pdf;
	buf_init(&pdf, PDF_BYTES_MAX);
	for (size_t i = first; i < p->count; i++)
		*made += p->chosen[i] && add_page(p, i, sheets);
	bool good = end_sheets(p, sheets, &pdf) && (!pdf.len || text_file_write(p->run->command, path, &pdf, 0644));
	buf_release(&pdf);
	return good;
}

/* Each for itself, into a folder or a ZIP. */
static bool write_single(struct certificate_pages *p, const char *folder, struct zip_out *zip, size_t *made)
{
	bool good = true;
	for (size_t i = 0; good && i < p->count; i++) {
		char path[PATH_TEXT_MAX];
		struct buf pdf;
		if (!p->chosen[i])
			continue;
		buf_init(&pdf, PDF_BYTES_MAX);
		if (certificate_pages_one(p, i, &pdf)) {
			good = snprintf(path, sizeof path, "%s%s%s.pdf", folder ? folder : "", folder ? "/" : "", p->steps[i]->id) < PATH_TEXT_MAX;
			if (good && folder)
				good = text_file_write(p->run->command, path, &pdf, 0644);
			else if (good)
				zip_add(zip, path, buf_str(&pdf), pdf.len);
			*made += good;
		}
		buf_release(&pdf);
	}
	return good;
}

static bool write_zip(struct certificate_pages *p, const char *path, size_t *made)
{
	struct buf bytes;
	struct zip_out zip;
	buf_init(&bytes, PDF_BYTES_MAX);
	zip_begin(&zip, &bytes);
	bool good = write_single(p, NULL, &zip, made);
	zip_end(&zip);
	if (good && !buf_ok(&bytes)) {
		fprintf(stderr, "touchstone %s: %s: %s\n", p->run->command, path, err_text(ERR_TOO_LARGE));
		good = false;
	}
	good = good && text_file_write(p->run->command, path, &bytes, 0644);
	buf_release(&bytes);
	return good;
}

bool certificate_pages_write(struct certificate_pages *p, const struct certificate_files *to, size_t *made)
{
	bool good = true;
	*made = 0;
	if (to->pdf) {
		*made = 0;
		good = write_pdf(p, to->pdf, made) && good;
	}
	if (to->folder) {
		*made = 0;
		good = write_single(p, to->folder, NULL, made) && good;
	}
	if (to->zip) {
		*made = 0;
		good = write_zip(p, to->zip, made) && good;
	}
	return good && !p->faults;
}
