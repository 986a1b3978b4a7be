#include "judges/sheet_request.h"

#include <string.h>

enum err sheet_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	enum err e = request_begin(r, s, who, "sheet", params);
	if (e == ERR_OK)
		e = request_read(r, ENTRY_SHEET, params);
	if (e != ERR_OK)
		return e;
	if (r->entry.sheet.scanned)
		return request_refuse(r, ERR_INVALID, "no scanned with one's own sheet");
	if (r->entry.sheet.reason)
		return request_refuse(r, ERR_INVALID, "no reason with one's own sheet; a chief corrects another's with the method correct");
	if (strcmp(r->entry.sheet.judge, r->entry.by) != 0)
		return request_refuse(r, ERR_NOT_ALLOWED, "judge: left out, or %s: one's own sheet", r->entry.by);
	return request_check(r, s);
}
