#include "hub/embed.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *key, const void *element)
{
	const struct embed_file *file = element;
	return strcmp(key, file->path);
}

const struct embed_file *embed_find(const char *path)
{
	return bsearch(path, embed_files, embed_count, sizeof embed_files[0], compare);
}
