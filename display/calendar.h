/*
 * calendar.h - the event as an iCalendar file (RFC 5545), for people's own calendars.
 *
 * One entry over the days of the event, with venue, organiser, contests and stages. It says only what the definition
 * says: no state of any stage, so there is nothing in it that a gate would have to hold back.
 */
#ifndef DISPLAY_CALENDAR_H
#define DISPLAY_CALENDAR_H

#include "base/buf.h"
#include "scoring/definition.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Writes it. `address` is where the audience finds the hub ("http://192.168.1.7:8080"; "" leaves it out), `at_ms` when this
 * was made. False, and nothing written, where the definition gives no day.
 */
bool calendar_write(const struct event *event, const char *address, int64_t at_ms, struct buf *out);

#endif
