#include "hub/data_folder.h"

#include <stdio.h>
#include <stdlib.h>

bool data_folder(const char *given, char out[static DATA_FOLDER_MAX])
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int n = -1;
	if (given)
		n = snprintf(out, DATA_FOLDER_MAX, "%s", given);
	else if (state && state[0] == '/')
		n = snprintf(out, DATA_FOLDER_MAX, "%s/touchstone", state);
	else if (home && home[0] == '/')
		n = snprintf(out, DATA_FOLDER_MAX, "%s/.local/state/touchstone", home);
	return n > 0 && n < DATA_FOLDER_MAX;
}
