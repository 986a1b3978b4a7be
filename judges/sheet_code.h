/*
 * sheet_code.h - a sheet that comes as a QR code off a tablet's screen, where there is no network: "TS1.MAC.SHEET".
 *
 * SHEET is what the tablet would send as `sheet`, as JSON in ASCII, with "event" and "judge" beside it; the very same key, so that
 * it counts once when the tablet is connected again. MAC is BLAKE2b-128 of SHEET in hexadecimal digits, its key the hash of the
 * token of the judge's card: the tablet has the token, the ledger the hash. It shows that the sheet was made with that card; whoever
 * can read the ledger's file could forge it, but not bring it in: only a chief or steward does that, from the tablet in front of them.
 */
#ifndef JUDGES_SHEET_CODE_H
#define JUDGES_SHEET_CODE_H

#include "judges/request.h"

#define SHEET_CODE_MAX 16384

/* {"text":"TS1...."}: becomes the judge's own sheet, with who took it in. */
request_decode scan_request;

#endif
