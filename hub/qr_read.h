/*
 * qr_read.h - the QR codes in a picture or a PDF, read by the programs zbarimg and pdftoppm.
 *
 * Decoders of pictures from strangers are better kept in processes of their own: they get one file by name, no shell, and a
 * time limit.
 */
#ifndef HUB_QR_READ_H
#define HUB_QR_READ_H

#include "base/buf.h"
#include "base/err.h"

#define QR_READ_MAX ((size_t)1 << 20)

/*
 * Adds what the codes hold, a line each. PNG, JPEG or PDF, told by its first bytes. ERR_IO, ERR_UNSUPPORTED (another kind of file),
 * ERR_NOT_FOUND (no code in it, or a program is not installed) with one line in `fault`.
 */
MUST_CHECK enum err qr_read_file(const char *path, struct buf *out, struct buf *fault);

#endif
