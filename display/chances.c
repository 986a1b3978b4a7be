#include "display/chances.h"

#include "base/mem.h"

#include <stdlib.h>

static bool earlier_final(const struct state *s, uint32_t contest, uint32_t stage)
{
	for (uint32_t i = 0; i < stage; i++)
		if (state_phase(s, contest, i) != PHASE_LOCKED && state_phase(s, contest, i) != PHASE_PUBLISHED)
			return false;
	return true;
}

struct prospect *chances_make(struct state *s, uint32_t contest, uint32_t stage, const struct seen *seen)
{
	uint32_t count;
	struct table *table = state_table(s, contest, stage);
	(void)table_rank(table, &count);
	if (seen->frozen || seen->held || count == 0 || count > CHANCES_MOST)
		return NULL;
	struct prospect *list = xcalloc(count, sizeof *list);
	prospects_make(table, earlier_final(s, contest, stage), list);
	return list;
}

const char *sure_name(enum sure sure)
{
	static const char *const names[] = {
		[SURE_NOTHING] = NULL,
		[SURE_WIN] = "win",
		[SURE_THROUGH] = "through",
		[SURE_OUT] = "out",
	};
	return names[sure];
}

static enum sure sure_of(const struct prospect *p, bool advance)
{
	if (p->win == CHANCE_CLINCHED)
		return SURE_WIN;
	if (!advance)
		return SURE_NOTHING;
	return p->cut == CHANCE_CLINCHED ? SURE_THROUGH : p->cut == CHANCE_OUT ? SURE_OUT : SURE_NOTHING;
}

void chances_sure(struct state *s, uint32_t contest, uint32_t stage, const struct seen *seen, uint32_t competitors,
                  enum sure *out)
{
	bool advance = state_event(s)->contests[contest].stages[stage].advance.given;
	struct prospect *list = NULL;
	uint32_t count;
	for (uint32_t i = 0; i < competitors; i++)
		out[i] = SURE_NOTHING;
	if (state_phase(s, contest, stage) == PHASE_OPEN)
		list = chances_make(s, contest, stage, seen);
	if (list == NULL)
		return;
	const struct row *rows = table_rank(state_table(s, contest, stage), &count);
	for (uint32_t i = 0; i < count; i++)
		if (rows[i].status == STATUS_RANKED || rows[i].status == STATUS_INCOMPLETE)
			out[list[i].competitor] = sure_of(&list[i], advance);
	prospects_clear(list, count);
	free(list);
}
