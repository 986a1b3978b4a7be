#include "display/scene_given.h"

#include "base/text.h"

#include <string.h>

#define HONOUR_TEXT_MAX 300
#define HONOUR_PARTS    4

static bool honour_good(const cJSON *row)
{
	const cJSON *part = NULL;
	const char *text;
	if (!json_is_array(row) || json_size(row) != HONOUR_PARTS)
		return false;
	cJSON_ArrayForEach(part, row)
	{
		if (!json_string(part, &text) || strlen(text) > HONOUR_TEXT_MAX)
			return false;
	}
	return true;
}

bool scene_honours_good(const cJSON *scene, const char **expected)
{
	const cJSON *rows = json_member(scene, "rows"), *row = NULL;
	*expected = "rows: 1 to 500 of [level, name, unit, honour]";
	if (!json_is_array(rows) || json_size(rows) == 0 || json_size(rows) > HONOURS_MAX)
		return false;
	cJSON_ArrayForEach(row, rows)
	{
		if (!honour_good(row))
			return false;
	}
	return true;
}

bool picture_name_good(const char *name)
{
	size_t len = strlen(name);
	if (len == 0 || len > FILE_NAME_MAX || name[0] == '.' || !text_utf8(name, len))
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] < 0x20 || name[i] == 0x7f || name[i] == '/' || name[i] == '\\')
			return false;
	return true;
}

bool scene_pictures_good(const cJSON *scene, const char **expected)
{
	const cJSON *files = json_member(scene, "files"), *file = NULL;
	const char *name;
	*expected = "files: 1 to 24 names of pictures in the event's folder";
	if (!json_is_array(files) || json_size(files) == 0 || json_size(files) > PICTURES_MAX)
		return false;
	cJSON_ArrayForEach(file, files)
	{
		if (!json_string(file, &name) || !picture_name_good(name))
			return false;
	}
	return true;
}

bool scene_draw_good(const cJSON *scene, const char **expected)
{
	const char *name;
	*expected = "draw: a name of 1 to 64 letters, digits, - . _";
	return json_string(json_member(scene, "draw"), &name) && text_id(name, strlen(name));
}

bool scene_seconds_good(const cJSON *scene)
{
	int64_t seconds;
	const cJSON *value = json_member(scene, "seconds");
	return value == NULL || json_int(value, 1, 3600, &seconds) == ERR_OK;
}
