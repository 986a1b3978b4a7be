#include "certificates/fields.h"

#include <string.h>

static const char *const names[FIELD_COUNT] = {
#define X(name, text) [FIELD_##name] = text,
	FIELD_TABLE(X)
#undef X
};

enum err fields_fill(const struct fields *f, const char *text, struct buf *out, size_t *used, size_t *filled,
                     struct buf *fault)
{
	for (;;) {
		const char *open = strstr(text, "{{"), *close = open ? strstr(open, "}}") : NULL;
		if (!close) {
			buf_adds(out, text);
			return ERR_OK;
		}
		buf_add(out, text, (size_t)(open - text));
		size_t len = (size_t)(close - open) - 2, i = 0;
		while (i < FIELD_COUNT && (strlen(names[i]) != len || memcmp(names[i], open + 2, len) != 0))
			i++;
		if (i == FIELD_COUNT) {
			buf_addf(fault, "there is no field {{%.*s}}", (int)(len < 64 ? len : 64), open + 2);
			return ERR_INVALID;
		}
		const char *value = f->value[i] ? f->value[i] : "";
		buf_adds(out, value);
		++*used;
		*filled += value[0] != '\0';
		text = close + 2;
	}
}
