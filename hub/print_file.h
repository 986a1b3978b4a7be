/*
 * print_file.h - what a desk had the hub print, as a file that outlives the hub.
 *
 * {"printer","by","items":[["YONG2018-0001-8XKJ20PQ",0],...]}: with each number how many copies there were when the job began. An item is
 * done when the ledger has one more; so the file is written once, and the ledger says how far it is.
 */
#ifndef HUB_PRINT_FILE_H
#define HUB_PRINT_FILE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "certificates/address.h"
#include "events/entry_json.h"

#include <stdbool.h>
#include <stdint.h>

#define PRINT_FILE_MAX ((size_t)1 << 20)

enum print_state {
	PRINT_RUNNING,  /* a child prints */
	PRINT_PAUSING,  /* it stands after this one */
	PRINT_PAUSED,
	PRINT_FAILED,   /* the printer refused, gave up or stood for too long: it can go on */
	PRINT_STOPPING, /* this one is being cancelled */
	PRINT_STOPPED,
	PRINT_DONE
};

struct print_item {
	char id[CERTIFICATE_ID_MAX + 1];
	uint32_t copies; /* when the job began */
	bool done, skipped;
};

struct print_file {
	char printer[PRINTER_MAX + 1], by[ID_MAX + 1];
	struct print_item *items; /* owned */
	size_t count;
};

void print_file_add(struct print_file *f, const char *id, uint32_t copies);
/* NULL where there is none. */
struct print_item *print_file_item(struct print_file *f, const char *id);
void print_file_write(const struct print_file *f, struct buf *out);
/* ERR_INVALID where it is no such file; then nothing is there. */
MUST_CHECK enum err print_file_read(const char *text, size_t len, struct print_file *out);
void print_file_release(struct print_file *f);

#endif
