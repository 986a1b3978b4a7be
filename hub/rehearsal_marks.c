/* What a simulated judge thinks of a piece of work. All in whole numbers: quality is in thousandths. */
#include "hub/rehearsal.h"

#include "base/decimal.h"
#include "scoring/table.h"

#define BEST 1000

/* splitmix64 */
static uint64_t mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static int64_t between(int64_t x, int64_t low, int64_t high)
{
	return x < low ? low : x > high ? high : x;
}

/* What a competitor did for this aspect, the same for every judge: 350 to 990. */
static int64_t talent(const struct aspect *a, uint32_t contest, uint32_t competitor, uint32_t attempt)
{
	uint64_t person = mix(((uint64_t)contest << 32) | competitor);
	uint64_t piece = mix(person ^ mix(((uint64_t)(unsigned char)a->id[0] << 16) | attempt));
	int64_t base = 500 + (int64_t)(person % 430);
	return between(base + (int64_t)(piece % 160) - 80, 350, 990);
}

/* The multiple of the step that is nearest under x. */
static int64_t on_step(const struct aspect *a, int64_t micros)
{
	int64_t step = a->step.given && a->step.micros > 0 ? a->step.micros : DECIMAL_ONE / 100;
	int64_t from = a->min.given ? a->min.micros : 0;
	return from + (micros - from) / step * step;
}

static int64_t limit(const struct aspect *a, int64_t micros)
{
	int64_t x = on_step(a, micros);
	if (a->min.given && x < a->min.micros)
		x = a->min.micros;
	if (a->max.given && x > a->max.micros)
		x = on_step(a, a->max.micros);
	return x;
}

/* The measured value: off by the more, the worse the work. `by_judge` is a small difference between instruments. */
static int64_t measured(const struct aspect *a, int64_t quality, int64_t by_judge)
{
	int64_t last = a->band_count > 0 ? a->bands[a->band_count - 1].limit : DECIMAL_ONE;
	int64_t off = last * (BEST - quality) / 450;
	switch (a->method) {
	case METHOD_TOLERANCE: return a->nominal + (by_judge % 2 == 0 ? off : -off);
	case METHOD_TABLE: return between(last * (1500 - quality) / BEST, 0, last * 2);
	case METHOD_RATE: return a->from + (a->every > 0 ? a->every : DECIMAL_ONE) * (900 - quality) / 25;
	case METHOD_PLACE: return (10 + quality / 10) * DECIMAL_ONE;
	case METHOD_VALUE:
		return a->min.given && a->max.given ? a->min.micros + (a->max.micros - a->min.micros) / BEST * quality
		                                    : (1 + quality / 250) * DECIMAL_ONE;
	case METHOD_POINTS:
	case METHOD_JUDGEMENT:
	case METHOD_BINARY:
	case METHOD_COUNT: break;
	}
	return 0;
}

int64_t robot_mark(struct robot *r, const struct aspect *a, uint32_t contest, uint32_t competitor, uint32_t attempt)
{
	int64_t work = talent(a, contest, competitor, attempt);
	int64_t taste = (int64_t)(mix(r->person) % 40) - 20;
	int64_t seen = between(work + taste + (int64_t)(robot_draw(r) % 100) - 50, 0, BEST);
	int64_t mark = 0;
	switch (a->method) {
	case METHOD_POINTS: {
		int64_t low = a->min.given ? a->min.micros : 0, high = a->max.given ? a->max.micros : 10 * DECIMAL_ONE;
		mark = limit(a, low + (high - low) / BEST * seen);
		break;
	}
	case METHOD_JUDGEMENT: mark = between((seen - 250) / 220, 0, 3) * DECIMAL_ONE; break;
	case METHOD_BINARY: mark = work > 520 ? DECIMAL_ONE : 0; break;
	case METHOD_COUNT: mark = between((900 - work) / 120, 0, 6) * DECIMAL_ONE; break;
	case METHOD_TOLERANCE:
	case METHOD_TABLE:
	case METHOD_RATE:
	case METHOD_PLACE: mark = on_step(a, measured(a, a->agreed ? work : seen, (int64_t)r->person)); break;
	case METHOD_VALUE: mark = limit(a, measured(a, work, 0)); break;
	}
	if (aspect_accepts(a, mark) != ERR_OK)
		mark = a->min.given ? a->min.micros : 0;
	return mark;
}
