/*
 * data_folder.h - the data directory where none is named.
 */
#ifndef HUB_DATA_FOLDER_H
#define HUB_DATA_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#define DATA_FOLDER_MAX 4096

/* `given`, or where that is NULL $XDG_STATE_HOME/touchstone, else ~/.local/state/touchstone. False where there is none
 * of them. */
bool data_folder(const char *given, char out[static DATA_FOLDER_MAX]);

#endif
