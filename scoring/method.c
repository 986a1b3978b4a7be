#include "scoring/method.h"

#include "base/decimal.h"
#include "scoring/table.h"

static bool is_whole(int64_t micros)
{
	return micros % DECIMAL_ONE == 0;
}

static enum err within_limits(const struct aspect *a, int64_t micros)
{
	if ((a->min.given && micros < a->min.micros) || (a->max.given && micros > a->max.micros))
		return ERR_OUT_OF_RANGE;
	if (a->step.given && a->step.micros > 0 && micros % a->step.micros != 0)
		return ERR_OFF_STEP;
	return ERR_OK;
}

enum err aspect_accepts(const struct aspect *a, int64_t micros)
{
	switch (a->method) {
	case METHOD_POINTS:
	case METHOD_VALUE:
		return within_limits(a, micros);
	case METHOD_JUDGEMENT:
		if (micros < 0 || micros > 3 * DECIMAL_ONE)
			return ERR_OUT_OF_RANGE;
		return is_whole(micros) ? ERR_OK : ERR_OFF_STEP;
	case METHOD_BINARY:
		return micros == 0 || micros == DECIMAL_ONE ? ERR_OK : ERR_OUT_OF_RANGE;
	case METHOD_COUNT:
		if (micros < 0)
			return ERR_OUT_OF_RANGE;
		return is_whole(micros) ? ERR_OK : ERR_OFF_STEP;
	case METHOD_TOLERANCE:
	case METHOD_TABLE:
	case METHOD_RATE:
	case METHOD_PLACE:
		return ERR_OK; /* of a measured value, min and max limit the points, not what may be measured */
	}
	return ERR_INVALID;
}

enum err penalty_accepts(const struct penalty *p, int64_t micros)
{
	(void)p;
	if (micros < 0)
		return ERR_OUT_OF_RANGE;
	return is_whole(micros) ? ERR_OK : ERR_OFF_STEP;
}

static int128 clamp(const struct aspect *a, int128 micros)
{
	if (a->max.given && a->method == METHOD_RATE && micros > a->max.micros)
		micros = a->max.micros;
	if (a->min.given && micros < a->min.micros)
		micros = a->min.micros;
	return micros;
}

static int64_t tolerance_points(const struct aspect *a, int64_t micros)
{
	int64_t off = micros > a->nominal ? micros - a->nominal : a->nominal - micros;
	for (uint32_t i = 0; i < a->band_count; i++)
		if (off <= a->bands[i].limit)
			return a->bands[i].points;
	return 0;
}

static int64_t table_points(const struct aspect *a, int64_t micros)
{
	for (uint32_t i = 0; i < a->band_count; i++)
		if (micros <= a->bands[i].limit)
			return a->bands[i].points;
	return 0;
}

static int128 rate_points(const struct aspect *a, int64_t micros)
{
	int128 units = 0;
	if (micros > a->from)
		units = ((int128)micros - a->from + a->every - 1) / a->every;
	return clamp(a, a->max.micros + units * a->points);
}

void method_points(const struct aspect *a, int64_t micros, int64_t place, struct ratio *out)
{
	switch (a->method) {
	case METHOD_POINTS:
	case METHOD_VALUE:
		ratio_set_micros(out, micros);
		return;
	case METHOD_JUDGEMENT:
		ratio_set_wide(out, (int128)a->max.micros * (micros / DECIMAL_ONE), 3 * (uint64_t)DECIMAL_ONE);
		return;
	case METHOD_BINARY:
		ratio_set_micros(out, micros ? a->max.micros : 0);
		return;
	case METHOD_TOLERANCE:
		ratio_set_micros(out, tolerance_points(a, micros));
		return;
	case METHOD_TABLE:
		ratio_set_micros(out, table_points(a, micros));
		return;
	case METHOD_RATE:
		ratio_set_wide(out, rate_points(a, micros), (uint64_t)DECIMAL_ONE);
		return;
	case METHOD_COUNT:
		ratio_set_wide(out, clamp(a, a->max.micros + (int128)a->points * (micros / DECIMAL_ONE)), (uint64_t)DECIMAL_ONE);
		return;
	case METHOD_PLACE:
		ratio_set_wide(out, clamp(a, a->first + (int128)a->points * (place - 1)), (uint64_t)DECIMAL_ONE);
		return;
	}
}

const char *method_clause(enum method method)
{
	static const char *const clauses[] = {
		[METHOD_POINTS] = "4.1", [METHOD_JUDGEMENT] = "4.2", [METHOD_BINARY] = "4.3",
		[METHOD_TOLERANCE] = "4.4", [METHOD_TABLE] = "4.5", [METHOD_RATE] = "4.6",
		[METHOD_COUNT] = "4.7", [METHOD_PLACE] = "4.8", [METHOD_VALUE] = "4.9",
	};
	return clauses[method];
}
