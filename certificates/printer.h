/*
 * printer.h - sends PDF files to a printer, one job each, and follows them until they are on paper: IPP by libcups.
 *
 * The printer is told by its URI (ipp://host/ipp/print, ipps://...) or is a CUPS queue (ipp://localhost/printers/NAME). A file's
 * bytes go out as they are. A printer that stops (jam, no paper) is waited for; what it says is told.
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

/*
 * Prints a file and waits until the job is done. on_state tells, each time it changes, what the printer says ("media-jam-error", "printing").
 * ERR_OK: printed. ERR_UNAVAILABLE: the printer refused, aborted or stopped for longer than `patience_s` (the job is then
 * cancelled); ERR_IO: the file cannot be read. `fault` says it in one line.
 */
MUST_CHECK enum err printer_print(struct printer *p, const char *path, const char *title, int patience_s,
                                  void (*on_state)(void *arg, const char *says), void *arg, struct buf *fault);

#endif
