#include "scoring/trace.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

const char *step_kind_name(enum step_kind kind)
{
	static const char *const names[] = {
#define X(name, text) [STEP_##name] = (text),
		STEP_TABLE(X)
#undef X
	};
	assert(kind < STEP_COUNT);
	return names[kind];
}

void trace_init(struct trace *t)
{
	*t = (struct trace){ .module = NONE, .aspect = NONE };
}

void trace_release(struct trace *t)
{
	for (uint32_t i = 0; i < t->count; i++) {
		ratio_clear(&t->steps[i].operand);
		ratio_clear(&t->steps[i].against);
		ratio_clear(&t->steps[i].value);
	}
	free(t->steps);
	trace_init(t);
}

struct step *trace_step(struct trace *t, enum step_kind kind, const char *clause, const struct ratio *operand,
                        const struct ratio *value)
{
	if (t->count == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 64;
		t->steps = xrealloc(t->steps, t->cap * sizeof *t->steps);
	}
	struct step *s = &t->steps[t->count++];
	*s = (struct step){ .kind = kind, .clause = clause, .module = t->module, .attempt = t->attempt,
		            .aspect = t->aspect, .judge = NONE, .penalty = NONE, .stage = NONE, .other = NONE,
		            .key = NONE, .rule = { -1, ROUND_HALF_UP } };
	ratio_init(&s->operand);
	ratio_init(&s->against);
	ratio_init(&s->value);
	if (operand)
		ratio_set(&s->operand, operand);
	if (value)
		ratio_set(&s->value, value);
	s->has_operand = operand != NULL;
	s->has_value = value != NULL;
	return s;
}

/* A growing list of borrowed ratios. */
struct list {
	const struct ratio **items;
	bool *left_out;
	uint32_t count;
};

struct machine {
	struct ratio v, sheet, attempt, total;
	struct list panel, attempts;
};

static void list_add(struct list *l, const struct ratio *item, bool left_out)
{
	l->items[l->count] = item;
	l->left_out[l->count++] = left_out;
}

static int by_size(const void *a, const void *b)
{
	return ratio_compare(*(const struct ratio *const *)a, *(const struct ratio *const *)b);
}

/* V = what the list combines to; the list is empty afterwards. */
static void list_combine(struct list *l, enum combine combine, bool all, struct ratio *v)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < l->count; i++)
		if (all || !l->left_out[i])
			l->items[kept++] = l->items[i];
	l->count = 0;
	ratio_set_int(v, 0);
	if (kept == 0)
		return;
	qsort(l->items, kept, sizeof *l->items, by_size);
	if (combine == COMBINE_MEDIAN) {
		ratio_set(v, l->items[(kept - 1) / 2]);
		ratio_add(v, l->items[kept / 2]);
		ratio_div_int(v, 2);
		return;
	}
	for (uint32_t i = 0; i < kept; i++)
		ratio_add(v, l->items[i]);
	if (combine == COMBINE_MEAN)
		ratio_div_int(v, kept);
}

static void add_weighed(struct machine *m, const struct ratio *weight)
{
	struct ratio product;
	ratio_init(&product);
	ratio_set(&product, &m->v);
	ratio_mul(&product, weight);
	ratio_add(&m->total, &product);
	ratio_clear(&product);
}

static void move_sum(struct ratio *v, struct ratio *sum)
{
	ratio_set(v, sum);
	ratio_set_int(sum, 0);
}

static void machine_step(struct machine *m, const struct step *s)
{
	switch (s->kind) {
	case STEP_POINTS:
	case STEP_LIMIT:
	case STEP_CARRY: ratio_set(&m->v, &s->operand); break;
	case STEP_TAKE: list_add(&m->panel, &s->operand, s->left_out); break;
	case STEP_COMBINE: list_combine(&m->panel, s->combine, false, &m->v); break;
	case STEP_WIDE: list_combine(&m->panel, COMBINE_MEAN, true, &m->v); break;
	case STEP_TIMES: ratio_mul(&m->v, &s->operand); break;
	case STEP_ROUND: ratio_round(&m->v, s->rule); break;
	case STEP_TO_SHEET: ratio_add(&m->sheet, &m->v); break;
	case STEP_SHEET: move_sum(&m->v, &m->sheet); break;
	case STEP_TO_ATTEMPT: ratio_add(&m->attempt, &m->v); break;
	case STEP_SUM: move_sum(&m->v, &m->attempt); break;
	case STEP_PENALTY: ratio_add(&m->v, &s->operand); break;
	case STEP_ATTEMPT: list_add(&m->attempts, &s->operand, s->left_out); break;
	case STEP_NO_SCORE: ratio_set_int(&m->attempt, 0); break;
	case STEP_MODULE: list_combine(&m->attempts, s->combine, false, &m->v); break;
	case STEP_WEIGH: add_weighed(m, &s->operand); break;
	case STEP_ADJUST: ratio_add(&m->total, &s->operand); break;
	case STEP_TOTAL: ratio_set(&m->v, &m->total); break;
	case STEP_MISSING:
	case STEP_APART:
	case STEP_NOTED:
	case STEP_STATUS:
	case STEP_RANK:
	case STEP_TIE: break;
	}
}

/* Whether V is to be what the step says it was. */
static bool step_shows_value(enum step_kind kind)
{
	switch (kind) {
	case STEP_POINTS:
	case STEP_COMBINE:
	case STEP_WIDE:
	case STEP_TIMES:
	case STEP_ROUND:
	case STEP_LIMIT:
	case STEP_SHEET:
	case STEP_SUM:
	case STEP_PENALTY:
	case STEP_MODULE:
	case STEP_CARRY:
	case STEP_TOTAL: return true;
	case STEP_MISSING:
	case STEP_APART:
	case STEP_TAKE:
	case STEP_TO_SHEET:
	case STEP_TO_ATTEMPT:
	case STEP_NOTED:
	case STEP_ATTEMPT:
	case STEP_NO_SCORE:
	case STEP_WEIGH:
	case STEP_ADJUST:
	case STEP_STATUS:
	case STEP_RANK:
	case STEP_TIE: return false;
	}
	return false;
}

bool trace_replay(const struct trace *t, struct ratio *total)
{
	struct machine m = { 0 };
	bool agree = true, ended = false;
	size_t room = t->count ? t->count : 1;
	ratio_init(&m.v);
	ratio_init(&m.sheet);
	ratio_init(&m.attempt);
	ratio_init(&m.total);
	m.panel = (struct list){ xcalloc(room, sizeof *m.panel.items), xcalloc(room, 1), 0 };
	m.attempts = (struct list){ xcalloc(room, sizeof *m.attempts.items), xcalloc(room, 1), 0 };
	for (uint32_t i = 0; i < t->count; i++) {
		const struct step *s = &t->steps[i];
		machine_step(&m, s);
		ended = ended || s->kind == STEP_TOTAL;
		if (step_shows_value(s->kind) && ratio_compare(&m.v, &s->value) != 0)
			agree = false;
	}
	ratio_set(total, &m.v);
	free(m.panel.items);
	free(m.panel.left_out);
	free(m.attempts.items);
	free(m.attempts.left_out);
	ratio_clear(&m.v);
	ratio_clear(&m.sheet);
	ratio_clear(&m.attempt);
	ratio_clear(&m.total);
	return agree && ended;
}
