#include "display/calendar.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define LINE_MAX_BYTES 75 /* of a line without its CRLF */
#define DAY_MAX        16
#define TEXT_BYTES_MAX ((size_t)1 << 20)

/* Writes a content line, folded: what goes on begins with a space, and no character is torn. */
static void put_line(struct buf *out, const struct buf *line)
{
	const char *text = buf_str(line);
	size_t at = 0, room = LINE_MAX_BYTES;
	while (line->len - at > room) {
		size_t n = room;
		while (n > 0 && ((unsigned char)text[at + n] & 0xc0) == 0x80)
			n--;
		buf_add(out, text + at, n);
		buf_adds(out, "\r\n ");
		at += n;
		room = LINE_MAX_BYTES - 1;
	}
	buf_add(out, text + at, line->len - at);
	buf_adds(out, "\r\n");
}

/* Adds to a value of type TEXT. */
static void add_text(struct buf *line, const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (*p == '\n')
			buf_adds(line, "\\n");
		else if (strchr("\\;,", *p) != NULL)
			buf_addf(line, "\\%c", *p);
		else if ((unsigned char)*p >= ' ' && *p != 127)
			buf_addc(line, *p);
}

static void add_both(struct buf *line, struct text text)
{
	add_text(line, text.zh);
	if (strcmp(text.zh, text.en) == 0)
		return;
	buf_addc(line, ' ');
	add_text(line, text.en);
}

static void put_property(struct buf *out, const char *name, const char *text)
{
	struct buf line;
	if (text[0] == '\0')
		return;
	buf_init(&line, TEXT_BYTES_MAX);
	buf_addf(&line, "%s:", name);
	add_text(&line, text);
	put_line(out, &line);
	buf_release(&line);
}

static void put_summary(struct buf *out, const struct event *event)
{
	struct buf line;
	buf_init(&line, TEXT_BYTES_MAX);
	buf_adds(&line, "SUMMARY:");
	add_both(&line, event->title);
	put_line(out, &line);
	buf_release(&line);
}

/* The organiser, and a line for each contest with its stages. */
static void put_description(struct buf *out, const struct event *event)
{
	struct buf line;
	buf_init(&line, TEXT_BYTES_MAX);
	buf_adds(&line, "DESCRIPTION:");
	add_text(&line, event->organiser);
	for (uint32_t c = 0; c < event->contest_count; c++) {
		const struct contest *contest = &event->contests[c];
		if (c > 0 || event->organiser[0] != '\0')
			add_text(&line, "\n");
		add_both(&line, contest->title);
		for (uint32_t i = 0; i < contest->stage_count; i++) {
			add_text(&line, i == 0 ? ": " : ", ");
			add_both(&line, contest->stages[i].title);
		}
	}
	put_line(out, &line);
	buf_release(&line);
}

/* "2018-04-21" and some days as "20180421"; false where it is no date. */
static bool day_text(const char *date, int days, char out[static DAY_MAX])
{
	struct tm tm = { 0 };
	const char *end = strptime(date, "%Y-%m-%d", &tm);
	if (end == NULL || *end != '\0')
		return false;
	tm.tm_mday += days;
	time_t t = timegm(&tm);
	return gmtime_r(&t, &tm) != NULL && strftime(out, DAY_MAX, "%Y%m%d", &tm) > 0;
}

bool calendar_write(const struct event *event, const char *address, int64_t at_ms, struct buf *out)
{
	char first[DAY_MAX], after[DAY_MAX], stamp[32], uid[ID_MAX + 32], url[320];
	time_t at = (time_t)(at_ms / 1000);
	struct tm tm;
	if (!day_text(event->starts, 0, first) || gmtime_r(&at, &tm) == NULL ||
	    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &tm) == 0)
		return false;
	if (!day_text(event->ends, 1, after) && !day_text(event->starts, 1, after))
		return false;
	snprintf(uid, sizeof uid, "%s-%s@touchstone", event->id, first);
	snprintf(url, sizeof url, "%s%s", address, address[0] != '\0' ? "/" : "");
	buf_adds(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//touchstone//touchstone//ZH\r\nCALSCALE:GREGORIAN\r\n"
	              "BEGIN:VEVENT\r\n");
	put_property(out, "UID", uid);
	buf_addf(out, "DTSTAMP:%s\r\nDTSTART;VALUE=DATE:%s\r\nDTEND;VALUE=DATE:%s\r\n", stamp, first, after);
	put_summary(out, event);
	put_property(out, "LOCATION", event->venue);
	put_description(out, event);
	if (url[0] != '\0')
		buf_addf(out, "URL:%s\r\n", url);
	buf_adds(out, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
	return true;
}
