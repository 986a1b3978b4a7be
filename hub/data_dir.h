/*
 * data_dir.h - the data directory where nobody named one.
 */
#ifndef HUB_DATA_DIR_H
#define HUB_DATA_DIR_H

#include <stdbool.h>
#include <stddef.h>

#define DATA_DIR_MAX 4096

/* $XDG_STATE_HOME/touchstone, else ~/.local/state/touchstone. False where there is neither, or it is too long. */
bool data_dir_default(char *out, size_t size);

#endif
