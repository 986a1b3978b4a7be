/*
 * faults.h - everything that is wrong with a file, with its place.
 *
 * A reader goes on after a fault, so that a person sees all of them in one run. A fault makes the file unusable; a
 * warning does not (an unknown member may be another program's, or a typing mistake). For JSON a place is a pointer
 * (RFC 6901), from which line and column are found once at the end; for CSV it is a line.
 */
#ifndef EVENTS_FAULTS_H
#define EVENTS_FAULTS_H

#include "base/json.h"
#include "base/mem.h"

#include <stdio.h>

#define FAULTS_MAX 1000 /* kept; more are only counted */

struct fault {
	bool warning;
	const char *pointer; /* NULL in a CSV */
	struct json_place place; /* line 0: not known */
	const char *text; /* what is wrong and what was expected, without a full stop */
};

struct faults {
	struct arena arena; /* holds the texts */
	struct fault *items; /* in the order found */
	size_t count, cap;
	size_t faults, warnings; /* all of them, also those not kept */
};

void faults_init(struct faults *f);
void faults_release(struct faults *f);

/* Adds one at a JSON pointer, or (pointer NULL) at a line. */
void faults_add(struct faults *f, bool warning, const char *pointer, size_t line, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Finds line and column of each pointer in the text that was read. */
void faults_locate(struct faults *f, const char *text, size_t len);

/*
 * One line each: `FILE:LINE:COLUMN: POINTER: text` (`FILE:LINE: text` for a CSV), warnings with "warning: " before the text,
 * and a last line on how many were not kept.
 */
void faults_print(const struct faults *f, const char *file, FILE *out);

/*
 * For programs: {"good":true,"faults":[{"warning":false,"pointer":"/…"|null,"line":13,"column":35,"text":"…"}],"more":0}. `more`:
 * how many were not kept. Line and column are 0 where there is none.
 */
void faults_json(const struct faults *f, struct buf *out);

#endif
