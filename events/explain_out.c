#include "events/explain_out.h"

#include "base/decimal.h"
#include "base/json.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const combines[] = { "mean", "sum", "median" };
static const char *const roundings[] = { "half-up", "half-even", "down" };

static const struct contest *contest_of(const struct explanation *x)
{
	return &x->event->contests[x->contest];
}

static const struct stage *stage_of(const struct explanation *x)
{
	return &contest_of(x)->stages[x->stage];
}

/* The total that the steps come to, as it is printed; false where there is none. */
static bool recomputed(const struct explanation *x, char out[static RATIO_TEXT_MAX])
{
	struct ratio total;
	ratio_init(&total);
	bool there = trace_replay(x->trace, &total);
	if (there)
		ratio_text(&total, stage_of(x)->rounding.digits, out);
	ratio_clear(&total);
	return there;
}

/* What a step's judge is called. */
static const char *judge_name(const struct explanation *x, const struct step *s, char out[static ID_MAX + 1])
{
	if (!x->for_public)
		return x->event->people[s->judge].id;
	const struct module *m = &stage_of(x)->modules[s->module];
	uint32_t place = 0;
	while (place < m->judge_count && m->judges[place] != s->judge)
		place++;
	snprintf(out, ID_MAX + 1, "%u", place + 1);
	return out;
}

/* JSON */

static void put_exact(struct json_out *o, const char *key, const struct ratio *value)
{
	char *text = ratio_exact_text(value);
	json_member_string(o, key, text);
	free(text);
}

static const char *key_name(const struct explanation *x, const struct step *s)
{
	const struct stage *stage = stage_of(x);
	if (s->key == NONE)
		return "total";
	const struct tie_key *k = &stage->ties[s->key];
	switch (k->kind) {
	case TIE_MODULE: return stage->modules[k->module].id;
	case TIE_CRITERION: return stage->modules[k->module].criteria[k->index].id;
	case TIE_ASPECT: return stage->modules[k->module].aspects[k->index].id;
	case TIE_STAGE: return contest_of(x)->stages[k->index].id;
	case TIE_COUNTBACK: return "countback";
	case TIE_RUNNING_ORDER: return "running-order";
	case TIE_LOT: return "lot";
	}
	return "";
}

static void json_where(struct json_out *o, const struct explanation *x, const struct step *s)
{
	if (s->module != NONE) {
		const struct module *m = &stage_of(x)->modules[s->module];
		json_member_string(o, "module", m->id);
		if (s->attempt)
			json_member_int(o, "attempt", s->attempt);
		if (s->aspect != NONE)
			json_member_string(o, "aspect", m->aspects[s->aspect].id);
		if (s->penalty != NONE)
			json_member_string(o, "penalty", m->penalties[s->penalty].id);
	}
	char name[ID_MAX + 1];
	if (s->judge != NONE)
		json_member_string(o, "judge", judge_name(x, s, name));
	if (s->stage != NONE)
		json_member_string(o, "from", contest_of(x)->stages[s->stage].id);
}

static void json_tie(struct json_out *o, const struct explanation *x, const struct step *s)
{
	json_member_string(o, "key", key_name(x, s));
	json_member_string(o, "other", contest_of(x)->competitors[s->other].id);
	if (s->has_against)
		put_exact(o, "against", &s->against);
	json_member_string(o, "decided", s->decided < 0 ? "before" : s->decided > 0 ? "behind" : "equal");
}

static void json_step(struct json_out *o, const struct explanation *x, const struct step *s)
{
	char number[DECIMAL_TEXT_MAX];
	json_object(o);
	json_member_string(o, "step", step_kind_name(s->kind));
	json_member_string(o, "clause", s->clause);
	json_where(o, x, s);
	if (s->entered.given) {
		decimal_text(s->entered.micros, number);
		json_member_string(o, "entered", number);
	}
	if (s->has_operand)
		put_exact(o, "operand", &s->operand);
	if (s->kind == STEP_ROUND) {
		json_member_int(o, "decimals", s->rule.digits);
		json_member_string(o, "rounding", roundings[s->rule.mode]);
	}
	if (s->kind == STEP_COMBINE || s->kind == STEP_MODULE)
		json_member_string(o, "combine", combines[s->combine]);
	if (s->kind == STEP_TAKE || s->kind == STEP_ATTEMPT)
		json_member_bool(o, "left_out", s->left_out);
	if (s->kind == STEP_TIE)
		json_tie(o, x, s);
	else if (s->kind == STEP_STATUS)
		json_member_string(o, "status", status_name((enum status)s->status));
	else if (s->kind == STEP_RANK)
		json_member_int(o, "rank", s->count);
	if (s->has_value)
		put_exact(o, "value", &s->value);
	json_object_end(o);
}

void explanation_json(const struct explanation *x, struct buf *out)
{
	const struct competitor *c = &contest_of(x)->competitors[x->row->competitor];
	char total[RATIO_TEXT_MAX], again[RATIO_TEXT_MAX];
	struct json_out o;
	json_out_init(&o, out);
	ratio_text(&x->row->total, stage_of(x)->rounding.digits, total);
	json_object(&o);
	json_member_string(&o, "event", x->event->id);
	json_member_string(&o, "contest", contest_of(x)->id);
	json_member_string(&o, "stage", stage_of(x)->id);
	json_member_string(&o, "competitor", c->id);
	json_member_string(&o, "name", c->name);
	json_member_string(&o, "status", status_name(x->row->status));
	json_key(&o, "rank");
	if (x->row->rank)
		json_put_int(&o, x->row->rank);
	else
		json_put_null(&o);
	json_member_string(&o, "total", x->row->has_total ? total : NULL);
	json_member_string(&o, "recomputed", recomputed(x, again) ? again : NULL);
	json_key(&o, "steps");
	json_array(&o);
	for (uint32_t i = 0; i < x->trace->count; i++)
		json_step(&o, x, &x->trace->steps[i]);
	json_array_end(&o);
	json_object_end(&o);
	buf_addc(out, '\n');
}

/* Text */

struct telling {
	const struct explanation *x;
	struct buf *out;
	bool zh;
};

#define SAY(k, en, zh_text) ((k)->zh ? (zh_text) : (en))

static void tell_number(const struct telling *k, const struct ratio *value)
{
	char *text = ratio_exact_text(value);
	buf_adds(k->out, text);
	free(text);
}

static void tell_micros(const struct telling *k, int64_t micros)
{
	char text[DECIMAL_TEXT_MAX];
	decimal_text(micros, text);
	buf_adds(k->out, text);
}

static void tell_judge(const struct telling *k, const struct step *s)
{
	char name[ID_MAX + 1];
	if (s->judge == NONE)
		return;
	if (k->x->for_public)
		buf_adds(k->out, SAY(k, "judge ", "评委 "));
	buf_adds(k->out, judge_name(k->x, s, name));
}

static const struct module *module_of(const struct telling *k, const struct step *s)
{
	return &stage_of(k->x)->modules[s->module];
}

static void tell_mark(const struct telling *k, const struct step *s)
{
	const struct aspect *aspect = s->aspect == NONE ? NULL : &module_of(k, s)->aspects[s->aspect];
	buf_addf(k->out, "    %s ", aspect ? aspect->id : "");
	if (aspect && k->x->for_public && strcmp(aspect->id, SAY(k, aspect->title.en, aspect->title.zh)) != 0)
		buf_addf(k->out, SAY(k, "%s, ", "%s，"), SAY(k, aspect->title.en, aspect->title.zh));
	tell_judge(k, s);
	if (s->kind == STEP_MISSING) {
		buf_adds(k->out, SAY(k, ": no mark", "：缺分"));
		return;
	}
	buf_adds(k->out, ": ");
	tell_micros(k, s->entered.micros);
	buf_adds(k->out, SAY(k, " gives ", " 得 "));
	tell_number(k, &s->operand);
}

static void tell_missing(const struct telling *k, const struct step *s)
{
	if (s->stage == NONE)
		tell_mark(k, s);
	else
		buf_addf(k->out, SAY(k, "  no total of stage %s", "  缺少阶段 %s 的总分"),
		         contest_of(k->x)->stages[s->stage].id);
}

static void tell_combine(const struct telling *k, const struct step *s)
{
	static const char *const zh_names[] = { "平均", "求和", "中位数" };
	buf_addf(k->out, "      %s = ", k->zh ? zh_names[s->combine] : combines[s->combine]);
	tell_number(k, &s->value);
}

static void tell_round(const struct telling *k, const struct step *s)
{
	static const char *const zh_names[] = { "四舍五入", "四舍六入五成双", "舍去" };
	buf_addf(k->out, SAY(k, "      to %d digits, %s = ", "      保留 %d 位（%s）= "), s->rule.digits,
	         k->zh ? zh_names[s->rule.mode] : roundings[s->rule.mode]);
	tell_number(k, &s->value);
}

/* words, operand, " = " value */
static void tell_plain(const struct telling *k, const struct step *s, const char *words)
{
	buf_adds(k->out, words);
	if (s->has_operand)
		tell_number(k, &s->operand);
	if (s->has_operand && s->has_value)
		buf_adds(k->out, " = ");
	if (s->has_value)
		tell_number(k, &s->value);
}

static void tell_penalty(const struct telling *k, const struct step *s)
{
	buf_addf(k->out, "      %s x ", module_of(k, s)->penalties[s->penalty].id);
	tell_micros(k, s->entered.micros);
	buf_adds(k->out, ": ");
	tell_plain(k, s, "");
}

static void tell_attempt(const struct telling *k, const struct step *s)
{
	buf_addf(k->out, SAY(k, "    attempt %u: ", "    第 %u 次："), s->attempt);
	tell_number(k, &s->operand);
	if (s->left_out)
		buf_adds(k->out, SAY(k, " (does not count)", "（不计）"));
}

static void tell_tie(const struct telling *k, const struct step *s)
{
	buf_addf(k->out, SAY(k, "  against %s by %s: ", "  与 %s 比较 %s："),
	         contest_of(k->x)->competitors[s->other].id, key_name(k->x, s));
	if (s->has_operand)
		tell_number(k, &s->operand);
	else
		buf_adds(k->out, "–");
	buf_adds(k->out, " / ");
	if (s->has_against)
		tell_number(k, &s->against);
	else
		buf_adds(k->out, "–");
	buf_adds(k->out, s->decided < 0   ? SAY(k, ": before", "：在前")
	                 : s->decided > 0 ? SAY(k, ": behind", "：在后")
	                                  : SAY(k, ": equal", "：相等"));
}

/* False where the step is told by another one. */
static bool tell_step(const struct telling *k, const struct step *s)
{
	switch (s->kind) {
	case STEP_POINTS: tell_mark(k, s); return true;
	case STEP_MISSING: tell_missing(k, s); return true;
	case STEP_APART: tell_plain(k, s, SAY(k, "      too far apart: to be entered again", "      差距过大，须重新录入")); return true;
	case STEP_TAKE:
		if (!s->left_out)
			return false;
		buf_adds(k->out, SAY(k, "      dropped: ", "      去掉 "));
		tell_judge(k, s);
		buf_adds(k->out, SAY(k, ": ", "："));
		tell_number(k, &s->operand);
		return true;
	case STEP_COMBINE: tell_combine(k, s); return true;
	case STEP_WIDE: tell_plain(k, s, SAY(k, "      mean of all = ", "      全部的平均 = ")); return true;
	case STEP_TIMES: tell_plain(k, s, "      x "); return true;
	case STEP_ROUND: tell_round(k, s); return true;
	case STEP_LIMIT: tell_plain(k, s, SAY(k, "      limit ", "      限制 ")); return true;
	case STEP_SHEET:
		buf_adds(k->out, SAY(k, "      sheet of ", "      评分表 "));
		tell_judge(k, s);
		buf_adds(k->out, " = ");
		tell_number(k, &s->value);
		return true;
	case STEP_SUM: tell_plain(k, s, SAY(k, "    sum = ", "    合计 = ")); return true;
	case STEP_PENALTY: tell_penalty(k, s); return true;
	case STEP_ATTEMPT: tell_attempt(k, s); return true;
	case STEP_NO_SCORE:
		buf_addf(k->out, SAY(k, "    attempt %u: no score", "    第 %u 次：没有成绩"), s->attempt);
		return true;
	case STEP_MODULE: tell_plain(k, s, SAY(k, "    module = ", "    模块 = ")); return true;
	case STEP_WEIGH: tell_plain(k, s, SAY(k, "    weight ", "    权重 ")); return true;
	case STEP_CARRY:
		buf_addf(k->out, SAY(k, "  carried from %s: ", "  带入 %s："), contest_of(k->x)->stages[s->stage].id);
		tell_number(k, &s->operand);
		return true;
	case STEP_ADJUST: tell_plain(k, s, SAY(k, "  adjustment ", "  调整 ")); return true;
	case STEP_TOTAL: tell_plain(k, s, SAY(k, "  total = ", "  总分 = ")); return true;
	case STEP_STATUS:
		buf_addf(k->out, SAY(k, "  status %s", "  状态 %s"), status_name((enum status)s->status));
		return true;
	case STEP_RANK: buf_addf(k->out, SAY(k, "  rank %u", "  名次 %u"), s->count); return true;
	case STEP_TIE: tell_tie(k, s); return true;
	case STEP_TO_SHEET:
	case STEP_TO_ATTEMPT:
	case STEP_NOTED: return false;
	}
	return false;
}

/* Heads the steps of each module and attempt. */
static void tell_heading(const struct telling *k, const struct step *s, const struct step *before)
{
	if (s->module == NONE)
		return;
	const struct module *m = module_of(k, s);
	if (!before || before->module != s->module)
		buf_addf(k->out, "  %s %s\n", m->id, SAY(k, m->title.en, m->title.zh));
}

void explanation_text(const struct explanation *x, bool zh, struct buf *out)
{
	struct telling k = { x, out, zh };
	const struct competitor *c = &contest_of(x)->competitors[x->row->competitor];
	char total[RATIO_TEXT_MAX], again[RATIO_TEXT_MAX];
	buf_addf(out, "%s / %s: %s %s\n", contest_of(x)->id, stage_of(x)->id, c->id, c->name);
	const struct step *before = NULL;
	for (uint32_t i = 0; i < x->trace->count; i++) {
		const struct step *s = &x->trace->steps[i];
		tell_heading(&k, s, before);
		before = s;
		if (tell_step(&k, s))
			buf_addf(out, "  [%s]\n", s->clause);
	}
	if (!x->row->has_total) {
		buf_adds(out, SAY(&k, "no total\n", "没有总分\n"));
		return;
	}
	ratio_text(&x->row->total, stage_of(x)->rounding.digits, total);
	buf_addf(out, SAY(&k, "total %s; recomputed from the steps above: %s\n", "总分 %s；由以上步骤重算：%s\n"), total,
	         recomputed(x, again) ? again : "–");
}
