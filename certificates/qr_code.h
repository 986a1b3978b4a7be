/*
 * qr_code.h - a text as a QR code's modules (ISO/IEC 18004, Model 2): error correction M, versions 10 to 13, alphanumeric where that is
 * shorter, the mask with the least penalty.
 *
 * Certificates are made by the thousand, and most of what a code costs is to weigh its eight masks; here a whole row is weighed at a
 * time. Other codes (addresses on screens and cards) come from libqrencode, which tests hold this against.
 */
#ifndef CERTIFICATES_QR_CODE_H
#define CERTIFICATES_QR_CODE_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define QR_VERSION_MIN 10
#define QR_VERSION_MAX 13
#define QR_MODULES_MAX (17 + 4 * QR_VERSION_MAX)
#define QR_TEXT_MAX 600

struct qr_row {
	uint64_t low, high; /* columns 0 to 63, and from 64 on, lowest bit first */
};

struct qr_code {
	int version, modules; /* a side, without the quiet zone */
	struct qr_row rows[QR_MODULES_MAX];
};

/* ERR_TOO_LARGE where the text needs a version above QR_VERSION_MAX. */
MUST_CHECK enum err qr_encode(const char *text, struct qr_code *out);

/* Whether a module is dark. */
bool qr_dark(const struct qr_code *q, int x, int y);

#endif
