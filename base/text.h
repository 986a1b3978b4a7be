/*
 * text.h - what may be an id, a name, a text: UTF-8 and its limits.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#define ID_MAX 64 /* bytes of an id, without a NUL */

/* Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool text_utf8(const char *text, size_t len);

/* How many bytes are well-formed UTF-8 before the first that are not. */
size_t text_utf8_prefix(const char *text, size_t len);

/* An event's id: [a-z0-9][a-z0-9-]{0,63}. It goes into Redis keys, addresses and folders. */
bool text_event_id(const char *text, size_t len);

/* Any other id: 1 to 64 bytes of [A-Za-z0-9_.-], not beginning with a point. */
bool text_id(const char *text, size_t len);

#endif
