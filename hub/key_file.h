/*
 * key_file.h - the signing key and small files, for the commands that use them.
 *
 * The passphrase comes from TOUCHSTONE_KEY_PASSPHRASE, from the credential touchstone-passphrase that systemd hands over in
 * $CREDENTIALS_DIRECTORY, or is asked for at the terminal. An open key is taken from $CREDENTIALS_DIRECTORY only.
 */
#ifndef HUB_KEY_FILE_H
#define HUB_KEY_FILE_H

#include "base/buf.h"
#include "certificates/key.h"

#include <stdbool.h>

#define PASSPHRASE_MAX 1024
#define KEYS_FILE_MAX ((size_t)1 << 20)

/* The passphrase, to be wiped by the caller. False where there is none; one line on standard error said why. */
bool passphrase_get(const char *command, bool twice, char out[static PASSPHRASE_MAX]);

/* Reads and opens a key file (NULL: the credential touchstone-key). False after one line on standard error. */
bool key_file_open(const char *command, const char *path, struct signing_key *out);

/* Reads a whole file. False after one line on standard error. */
bool text_file_read(const char *command, const char *path, struct buf *out);

/* Writes a whole file, by a new one beside it that takes its place; mode as open(2) takes it. "-": to standard output. False after one line. */
bool text_file_write(const char *command, const char *path, const struct buf *text, unsigned mode);

/* Adds to a file's end and sees it onto the disk. */
bool text_file_append(const char *command, const char *path, const struct buf *text);

/* Today as a day since 1970 in UTC; SOURCE_DATE_EPOCH stands in for the clock where it is set. */
uint32_t day_today(void);

#endif
