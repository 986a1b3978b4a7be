/*
 * scene_given.h - what a scene brings with it, checked: lists and names of files that the desk gives. *expected is a sentence (static).
 */
#ifndef DISPLAY_SCENE_GIVEN_H
#define DISPLAY_SCENE_GIVEN_H

#include "base/json.h"

#include <stdbool.h>

#define HONOURS_MAX  500
#define PICTURES_MAX 24
#define FILE_NAME_MAX 120 /* bytes */

/* {"rows":[["national","王秀英","众泰","一等奖"]]}: level, name, unit, honour, all texts. */
bool scene_honours_good(const cJSON *scene, const char **expected);

/* {"files":["logo.png"]}: names in the folder of pictures. */
bool scene_pictures_good(const cJSON *scene, const char **expected);

/* {"draw":"lucky"}: the name of a draw. */
bool scene_draw_good(const cJSON *scene, const char **expected);

/* `seconds` of a scene in turn: 1 to 3600, or left out. */
bool scene_seconds_good(const cJSON *scene);

/* A name without a folder that is no hidden file: what may stand behind /pictures/. */
bool picture_name_good(const char *name);

#endif
