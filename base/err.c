#include "base/err.h"

#include <assert.h>
#include <string.h>

static const struct {
	const char *code;
	const char *text;
	bool temporary;
} rows[ERR_COUNT] = {
#define X(name, code, temporary, text) { code, text, temporary },
	ERR_TABLE(X)
#undef X
};

const char *err_code(enum err e)
{
	assert((unsigned)e < ERR_COUNT);
	return rows[e].code;
}

const char *err_text(enum err e)
{
	assert((unsigned)e < ERR_COUNT);
	return rows[e].text;
}

bool err_temporary(enum err e)
{
	assert((unsigned)e < ERR_COUNT);
	return rows[e].temporary;
}

bool err_from_code(const char *code, enum err *out)
{
	for (unsigned i = 0; i < ERR_COUNT; i++) {
		if (strcmp(rows[i].code, code) == 0) {
			*out = (enum err)i;
			return true;
		}
	}
	return false;
}
