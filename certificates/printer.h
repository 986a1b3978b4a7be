/*
 * printer.h - sends PDFs to a printer, one job each, and follows them until they are on paper: IPP by libcups.
 *
 * The printer is told by its URI (ipp://host/ipp/print, ipps://...) or is a CUPS queue (ipp://localhost/printers/NAME). A PDF's
 * bytes go out as they are. A printer that stops (jam, no paper) is waited for; what it says is told. All calls wait: they are for
 * commands and child processes, not for a loop.
 */
#ifndef CERTIFICATES_PRINTER_H
#define CERTIFICATES_PRINTER_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

struct printer;

/* Connects. NULL and one line in `fault` where the URI is none or nobody answers. */
struct printer *printer_open(const char *uri, struct buf *fault);
void printer_close(struct printer *p);

/* Whether a text is a printer's URI. */
bool printer_uri(const char *uri);

/* How a job is followed. */
struct printer_watch {
	int patience_s; /* how long a printer that stands is waited for */
	/* Each time it changes: what the printer says ("media-jam-error", "job-printing"). May be NULL. */
	void (*says)(void *arg, const char *words);
	/* Waits for so long, or less where something came up; false: the job is to be cancelled. NULL: it only waits. */
	bool (*wait)(void *arg, int ms);
	void *arg;
};

/*
 * Prints a PDF as a job of this name and waits until it is done. Where the printer has such a job already, of a run that was
 * broken off, and it is not given up, that one is followed instead: it does not print twice (`resume`). ERR_OK: printed.
 * ERR_UNAVAILABLE: the printer refused, gave up or stood for longer than the patience (the job is then cancelled). ERR_STALE: wait()
 * had it cancelled. `fault` says it in one line.
 */
MUST_CHECK enum err printer_print(struct printer *p, const struct buf *pdf, const char *name, bool resume,
                                  const struct printer_watch *watch, struct buf *fault);

/* A queue of the CUPS on this machine, or of CUPS_SERVER. */
typedef void printer_found_fn(void *arg, const char *uri, const char *name, const char *says);

/* Tells each. False, with a line in `fault`, where no CUPS answers. */
bool printers_each(printer_found_fn *found, void *arg, struct buf *fault);

#endif
