/*
 * reading.h - how a name is said: pinyin with tone marks, a syllable for each character, blanks between.
 *
 * What the organiser gives (`reading` in the definition or the roster) stands before everything else. Else it is ICU's,
 * which is Unicode's kMandarin: for people by its table of family names (单 is Shàn there, not dān), for anything else
 * character by character. Names without a Chinese character have no reading.
 */
#ifndef EVENTS_READING_H
#define EVENTS_READING_H

#include "base/buf.h"
#include "scoring/definition.h"

#include <stdbool.h>

/* Adds how a name is said, nothing where it has no reading. `person`: it begins with a family name. */
void reading_add(const char *name, bool person, struct buf *out);

/* The same of a competitor; `team`: the name is a team's. */
void reading_of_competitor(const struct competitor *c, bool team, struct buf *out);

/* Adds the first letters of a reading's syllables, small and without marks: "shàn xióng xìn" gives "sxx". */
void reading_initials(const char *reading, struct buf *out);

#endif
