#include "hub/data_dir.h"

#include <stdio.h>
#include <stdlib.h>

bool data_dir_default(char *out, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int n = -1;
	if (state && state[0] == '/')
		n = snprintf(out, size, "%s/touchstone", state);
	else if (home && home[0] == '/')
		n = snprintf(out, size, "%s/.local/state/touchstone", home);
	return n > 0 && (size_t)n < size;
}
