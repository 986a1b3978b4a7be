#include "events/marks_csv.h"

#include "base/decimal.h"
#include "base/index.h"
#include "base/text.h"
#include "events/csv.h"
#include "events/reader.h"

#include <stdlib.h>
#include <string.h>

enum column { COL_CONTEST, COL_STAGE, COL_COMPETITOR, COL_MODULE, COL_ATTEMPT, COL_ASPECT, COL_JUDGE, COL_VALUE };
#define COLUMN_COUNT (COL_VALUE + 1)
static const char *const column_names[COLUMN_COUNT] = { "contest", "stage",  "competitor", "module",
	                                                    "attempt", "aspect", "judge",      "value" };

/* Sets of columns. */
#define BIT(column) (1u << (column))
#define MODULE_BITS (BIT(COL_CONTEST) | BIT(COL_STAGE) | BIT(COL_MODULE))
#define COMPETITOR_BITS (BIT(COL_CONTEST) | BIT(COL_STAGE) | BIT(COL_COMPETITOR))
#define ITEM_BITS (MODULE_BITS | BIT(COL_ASPECT))

#define IS_PENALTY 0x80000000u /* in an items index */

struct stage_index {
	struct index *items; /* [module_count]: aspects and penalties by id */
};

struct contest_index {
	struct index competitors; /* made when the first is asked for */
	struct stage_index *stages; /* [stage_count] */
};

struct marks {
	const struct event *event;
	struct faults *faults;
	struct csv csv;
	size_t at[COLUMN_COUNT]; /* the field of each column; SIZE_MAX where it is not there */
	size_t columns; /* in the header */
	unsigned among[CSV_FIELDS_MAX + 1]; /* [n]: the columns that are among the first n fields, or not there */
	struct index people;
	struct contest_index *contests;
	struct mark_row row;
	bool held; /* the last record was a good mark or penalty: what its fields say stands in `row` and `item` */
	unsigned same; /* columns that say what they said in the last record, and that is held */
	uint32_t item; /* as in an items index */
	uint32_t last_judge; /* of the last row that had one */
	uint32_t last_aspect;
};

static void index_module(struct index *x, const struct module *m)
{
	index_init(x);
	for (uint32_t i = 0; i < m->aspect_count; i++)
		index_put(x, m->aspects[i].id, strlen(m->aspects[i].id), i);
	for (uint32_t i = 0; i < m->penalty_count; i++)
		index_put(x, m->penalties[i].id, strlen(m->penalties[i].id), i | IS_PENALTY);
}

static void index_contest(struct contest_index *x, const struct contest *c)
{
	index_init(&x->competitors);
	x->stages = xcalloc(c->stage_count, sizeof *x->stages);
	for (uint32_t s = 0; s < c->stage_count; s++) {
		const struct stage *stage = &c->stages[s];
		x->stages[s].items = xcalloc(stage->module_count ? stage->module_count : 1, sizeof *x->stages[s].items);
		for (uint32_t i = 0; i < stage->module_count; i++)
			index_module(&x->stages[s].items[i], &stage->modules[i]);
	}
}

static void marks_init(struct marks *m, const char *text, size_t len, const struct event *event,
                       struct faults *faults)
{
	*m = (struct marks){ .event = event, .faults = faults };
	csv_reader_init(&m->csv, text, len);
	index_init(&m->people);
	for (uint32_t i = 0; i < event->person_count; i++)
		index_put(&m->people, event->people[i].id, strlen(event->people[i].id), i);
	m->contests = xcalloc(event->contest_count, sizeof *m->contests);
	for (uint32_t i = 0; i < event->contest_count; i++)
		index_contest(&m->contests[i], &event->contests[i]);
}

static void marks_release(struct marks *m)
{
	for (uint32_t c = 0; c < m->event->contest_count; c++) {
		const struct contest *contest = &m->event->contests[c];
		for (uint32_t s = 0; s < contest->stage_count; s++) {
			for (uint32_t i = 0; i < contest->stages[s].module_count; i++)
				index_release(&m->contests[c].stages[s].items[i]);
			free(m->contests[c].stages[s].items);
		}
		free(m->contests[c].stages);
		index_release(&m->contests[c].competitors);
	}
	free(m->contests);
	index_release(&m->people);
	csv_reader_release(&m->csv);
}

static struct csv_field field(const struct marks *m, enum column column)
{
	return m->at[column] == SIZE_MAX ? (struct csv_field){ "", 0 } : m->csv.fields[m->at[column]];
}

/* Whether all columns of a set say what they said in the last record, and that is held. */
static bool same(const struct marks *m, unsigned columns)
{
	return (m->same & columns) == columns;
}

/* Called several times a row, of ids a few bytes long: one loop costs less than strlen() and memcmp(). */
static bool field_is(struct csv_field f, const char *text)
{
	size_t i = 0;
	while (i < f.len && f.text[i] == text[i] && text[i])
		i++;
	return i == f.len && !text[i];
}

/* A field as it is shown in a fault: not all of it where it is long. */
#define SHOWN(f) (int)((f).len > 80 ? 80 : (f).len), (f).text

static bool wrong(struct marks *m, enum column column, const char *expected)
{
	struct csv_field f = field(m, column);
	if (f.len)
		faults_add(m->faults, false, NULL, m->csv.line, "%s \"%.*s\": expected %s", column_names[column], SHOWN(f),
		           expected);
	else
		faults_add(m->faults, false, NULL, m->csv.line, "%s is empty: expected %s", column_names[column], expected);
	return false;
}

static void among_set(struct marks *m)
{
	for (size_t n = 0; n <= CSV_FIELDS_MAX; n++) {
		for (size_t column = 0; column < COLUMN_COUNT; column++)
			m->among[n] |= m->at[column] == SIZE_MAX || m->at[column] < n ? BIT(column) : 0;
	}
}

/* The header: which field is which column. */
static bool header_read(struct marks *m)
{
	bool good = true;
	if (!csv_reader_next(&m->csv)) {
		faults_add(m->faults, false, NULL, 1, "the file is empty: expected a header "
		                                      "(stage,competitor,module,attempt,aspect,judge,value)");
		return false;
	}
	if (m->csv.fault) {
		faults_add(m->faults, false, NULL, m->csv.line, "%s", m->csv.fault);
		return false;
	}
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		m->at[i] = SIZE_MAX;
	m->columns = m->csv.count;
	for (size_t f = 0; f < m->csv.count; f++) {
		char name[ID_MAX + 1] = "";
		size_t column = 0;
		while (column < COLUMN_COUNT && !field_is(m->csv.fields[f], column_names[column]))
			column++;
		if (column < COLUMN_COUNT && m->at[column] == SIZE_MAX) {
			m->at[column] = f;
			continue;
		}
		snprintf(name, sizeof name, "%.*s", SHOWN(m->csv.fields[f]));
		const char *near = column < COLUMN_COUNT ? NULL : nearest_word(name, column_names, COLUMN_COUNT);
		if (column < COLUMN_COUNT)
			faults_add(m->faults, false, NULL, m->csv.line, "the column \"%s\" is there twice: expected once", name);
		else
			faults_add(m->faults, true, NULL, m->csv.line, "the column \"%s\" means nothing here%s%s%s", name,
			           near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
		good = good && column == COLUMN_COUNT;
	}
	for (size_t column = 0; column < COLUMN_COUNT; column++) {
		if (m->at[column] != SIZE_MAX || (column == COL_CONTEST && m->event->contest_count == 1) ||
		    column == COL_ATTEMPT || column == COL_JUDGE)
			continue;
		faults_add(m->faults, false, NULL, m->csv.line,
		           "the column \"%s\" is missing: expected a header %sstage,competitor,module,attempt,aspect,judge,value",
		           column_names[column], m->event->contest_count > 1 ? "contest," : "");
		good = false;
	}
	among_set(m);
	return good;
}

/* Spreadsheets make 1 of 001: the competitor that a number would be without its zeros, or NULL. */
static const char *without_zeros(const struct contest *c, struct csv_field f)
{
	for (uint32_t i = 0; i < c->competitor_count; i++) {
		const char *id = c->competitors[i].id;
		const char *rest = id + strspn(id, "0");
		if (f.len && rest != id && field_is(f, rest))
			return id;
	}
	return NULL;
}

static bool competitor_unknown(struct marks *m, const struct contest *c)
{
	char expected[200] = "the id of a competitor of the contest";
	const char *meant = without_zeros(c, field(m, COL_COMPETITOR));
	if (meant)
		snprintf(expected, sizeof expected, "the id of a competitor of the contest; did a spreadsheet make this of \"%s\"?",
		         meant);
	return wrong(m, COL_COMPETITOR, expected);
}

/* Rows mostly come sorted: the same competitor as in the row before, or the next one, needs no index. */
static bool competitor_near(const struct contest *c, struct csv_field f, uint32_t *competitor)
{
	for (uint32_t i = *competitor; i < c->competitor_count && i <= *competitor + 1; i++) {
		if (field_is(f, c->competitors[i].id)) {
			*competitor = i;
			return true;
		}
	}
	return false;
}

static bool competitor_find(struct contest_index *x, const struct contest *c, struct csv_field f, uint32_t *competitor)
{
	if (x->competitors.count == 0) {
		index_reserve(&x->competitors, c->competitor_count);
		for (uint32_t i = 0; i < c->competitor_count; i++)
			index_put(&x->competitors, c->competitors[i].id, strlen(c->competitors[i].id), i);
	}
	return index_get(&x->competitors, f.text, f.len, competitor);
}

/* So it is with judges. */
static bool judge_near(const struct marks *m, struct csv_field f, uint32_t *judge)
{
	for (uint32_t i = m->last_judge; i < m->event->person_count && i <= m->last_judge + 1; i++) {
		if (field_is(f, m->event->people[i].id)) {
			*judge = i;
			return true;
		}
	}
	return false;
}

static bool aspect_near(const struct marks *m, const struct module *module, struct csv_field f, uint32_t *aspect)
{
	for (uint32_t i = m->last_aspect; i < module->aspect_count && i <= m->last_aspect + 1; i++) {
		if (field_is(f, module->aspects[i].id)) {
			*aspect = i;
			return true;
		}
	}
	return false;
}

/* contest, stage and competitor. */
static bool where_read(struct marks *m)
{
	const struct event *e = m->event;
	struct csv_field f = field(m, COL_CONTEST);
	if (same(m, COMPETITOR_BITS))
		return true;
	uint32_t contest = m->row.contest, stage = m->row.stage, competitor = m->row.competitor;
	if (!f.len && e->contest_count == 1) {
		contest = 0;
	} else if (!field_is(f, e->contests[contest].id)) {
		for (contest = 0; contest < e->contest_count && !field_is(f, e->contests[contest].id);)
			contest++;
		if (contest == e->contest_count)
			return wrong(m, COL_CONTEST, "the id of a contest of the event");
	}
	const struct contest *c = &e->contests[contest];
	f = field(m, COL_STAGE);
	if (stage >= c->stage_count || !field_is(f, c->stages[stage].id)) {
		for (stage = 0; stage < c->stage_count && !field_is(f, c->stages[stage].id);)
			stage++;
		if (stage == c->stage_count)
			return wrong(m, COL_STAGE, "the id of a stage of the contest");
	}
	f = field(m, COL_COMPETITOR);
	if (!competitor_near(c, f, &competitor) &&
	    !competitor_find(&m->contests[contest], c, f, &competitor))
		return competitor_unknown(m, c);
	m->row.contest = contest;
	m->row.stage = stage;
	m->row.competitor = competitor;
	return true;
}

static bool value_read(struct marks *m, const char *expected)
{
	struct csv_field f = field(m, COL_VALUE);
	return decimal_parse(f.text, f.len, &m->row.micros) == ERR_OK || wrong(m, COL_VALUE, expected);
}

static bool status_read(struct marks *m)
{
	static const enum status statuses[] = { STATUS_DNS, STATUS_DNF, STATUS_DSQ, STATUS_RANKED };
	m->row.kind = MARK_STATUS;
	for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
		m->row.status = statuses[i];
		if (field_is(field(m, COL_VALUE), status_name(statuses[i])))
			return true;
	}
	return wrong(m, COL_VALUE, "dns, dnf, dsq, or ranked to take one of them back");
}

static bool adjust_read(struct marks *m)
{
	m->row.kind = MARK_ADJUST;
	return value_read(m, "points: a number with at most 6 digits after the point");
}

static bool order_read(struct marks *m, enum order_kind kind)
{
	m->row.kind = MARK_ORDER;
	m->row.order = kind;
	const char *expected = kind == ORDER_ENTERED ? "1 (in the stage) or 0 (not in it)" : "a number";
	if (!value_read(m, expected))
		return false;
	if (kind == ORDER_ENTERED && m->row.micros != 0 && m->row.micros != DECIMAL_ONE)
		return wrong(m, COL_VALUE, expected);
	return true;
}

/* A row with an aspect that begins with @: about the competitor in the stage, not about a module. */
static bool special_read(struct marks *m)
{
	struct csv_field f = field(m, COL_ASPECT);
	if (field(m, COL_MODULE).len)
		return wrong(m, COL_MODULE, "nothing here in a row whose aspect begins with @");
	if (field_is(f, "@status"))
		return status_read(m);
	if (field_is(f, "@adjust"))
		return adjust_read(m);
	if (field_is(f, "@order"))
		return order_read(m, ORDER_RUNNING);
	if (field_is(f, "@lot"))
		return order_read(m, ORDER_LOT);
	if (field_is(f, "@entered"))
		return order_read(m, ORDER_ENTERED);
	return wrong(m, COL_ASPECT, "@status, @adjust, @order, @lot or @entered");
}

static bool attempt_read(struct marks *m, const struct module *module)
{
	struct csv_field f = field(m, COL_ATTEMPT);
	int64_t micros = DECIMAL_ONE;
	char expected[64];
	if (same(m, MODULE_BITS | BIT(COL_ATTEMPT)))
		return true;
	if (f.len && (decimal_parse(f.text, f.len, &micros) != ERR_OK || micros % DECIMAL_ONE || micros < DECIMAL_ONE ||
	              micros > module->attempts * DECIMAL_ONE)) {
		snprintf(expected, sizeof expected, "a whole number from 1 to %u", module->attempts);
		return wrong(m, COL_ATTEMPT, expected);
	}
	m->row.attempt = (uint32_t)(micros / DECIMAL_ONE);
	return true;
}

/* The limits of what may be entered, in words. */
static void describe_limits(const struct aspect *a, char *out, size_t size)
{
	char min[DECIMAL_TEXT_MAX] = "", max[DECIMAL_TEXT_MAX] = "", step[DECIMAL_TEXT_MAX] = "";
	if (a->min.given)
		decimal_text(a->min.micros, min);
	if (a->max.given)
		decimal_text(a->max.micros, max);
	if (a->step.given)
		decimal_text(a->step.micros, step);
	switch (a->method) {
	case METHOD_JUDGEMENT: snprintf(out, size, "0, 1, 2 or 3"); return;
	case METHOD_BINARY: snprintf(out, size, "1 (yes) or 0 (no)"); return;
	case METHOD_COUNT: snprintf(out, size, "how many faults: a whole number from 0 up"); return;
	case METHOD_TOLERANCE:
	case METHOD_TABLE:
	case METHOD_RATE:
	case METHOD_PLACE: snprintf(out, size, "a number"); return;
	case METHOD_POINTS:
	case METHOD_VALUE: break;
	}
	snprintf(out, size, "a number%s%s%s%s%s%s", a->min.given ? " from " : "", min, a->max.given ? " to " : "", max,
	         a->step.given ? " in steps of " : "", step);
}

static bool mark_value_read(struct marks *m, const struct aspect *a)
{
	struct csv_field f = field(m, COL_VALUE);
	char expected[160];
	if (a->method == METHOD_BINARY && (field_is(f, "yes") || field_is(f, "no"))) {
		m->row.micros = field_is(f, "yes") ? DECIMAL_ONE : 0;
		return true;
	}
	if (decimal_parse(f.text, f.len, &m->row.micros) == ERR_OK && aspect_accepts(a, m->row.micros) == ERR_OK)
		return true;
	describe_limits(a, expected, sizeof expected);
	return wrong(m, COL_VALUE, expected);
}

/* Whoever marks it: one of its team; for an agreed aspect nobody in particular. */
static bool judge_of_mark(struct marks *m, const struct module *module, uint32_t aspect)
{
	struct csv_field f = field(m, COL_JUDGE);
	const struct aspect *a = &module->aspects[aspect];
	uint32_t judge;
	char expected[200];
	if (same(m, ITEM_BITS | BIT(COL_JUDGE)))
		return true;
	if (!f.len && a->agreed) {
		m->row.judge = NONE;
		return true;
	}
	if (judge_near(m, f, &judge) || index_get(&m->people, f.text, f.len, &judge)) {
		m->last_judge = judge;
		if (aspect_marked_by(module, aspect, judge)) {
			m->row.judge = a->agreed ? NONE : judge;
			return true;
		}
	}
	snprintf(expected, sizeof expected, "the id of a judge of module \"%s\" who marks aspect \"%s\"%s", module->id,
	         a->id, a->agreed ? ", or nothing (one value for all)" : "");
	return wrong(m, COL_JUDGE, expected);
}

/* A row with @accepted for a judge: the spread of the judgements above it is taken as it is. */
static bool accept_read(struct marks *m, const struct module *module, uint32_t item)
{
	m->row.kind = MARK_ACCEPT;
	m->row.item = item;
	if (module->aspects[item].method != METHOD_JUDGEMENT)
		return wrong(m, COL_ASPECT, "an aspect of method judgement, in a row whose judge is @accepted");
	if (!attempt_read(m, module))
		return false;
	return field_is(field(m, COL_VALUE), "1") || wrong(m, COL_VALUE, "1, in a row whose judge is @accepted");
}

static bool mark_read(struct marks *m, const struct module *module, uint32_t item)
{
	if (field_is(field(m, COL_JUDGE), "@accepted"))
		return accept_read(m, module, item);
	m->row.kind = MARK_VALUE;
	m->row.item = item;
	return attempt_read(m, module) && judge_of_mark(m, module, item) && mark_value_read(m, &module->aspects[item]);
}

static bool penalty_read(struct marks *m, const struct module *module, uint32_t item)
{
	struct csv_field f = field(m, COL_JUDGE);
	uint32_t judge;
	m->row.kind = MARK_PENALTY;
	m->row.item = item;
	if (!attempt_read(m, module))
		return false;
	if (f.len && !index_get(&m->people, f.text, f.len, &judge))
		return wrong(m, COL_JUDGE, "nothing, or the id of one of the event's people");
	f = field(m, COL_VALUE);
	if (decimal_parse(f.text, f.len, &m->row.micros) == ERR_OK &&
	    penalty_accepts(&module->penalties[item], m->row.micros) == ERR_OK)
		return true;
	return wrong(m, COL_VALUE, "how often the penalty applies: a whole number from 0 up");
}

/* The module, and the aspect or penalty of it. */
static bool item_read(struct marks *m, const struct stage *stage)
{
	struct csv_field f = field(m, COL_ASPECT), name = field(m, COL_MODULE);
	uint32_t module = m->row.module;
	if (same(m, ITEM_BITS))
		return true;
	if (module >= stage->module_count || !field_is(name, stage->modules[module].id)) {
		for (module = 0; module < stage->module_count && !field_is(name, stage->modules[module].id);)
			module++;
		if (module == stage->module_count)
			return wrong(m, COL_MODULE, "the id of a module of the stage");
	}
	m->row.module = module;
	if (!aspect_near(m, &stage->modules[module], f, &m->item) &&
	    !index_get(&m->contests[m->row.contest].stages[m->row.stage].items[module], f.text, f.len, &m->item))
		return wrong(m, COL_ASPECT, "the id of an aspect or penalty of the module");
	return true;
}

static bool row_read(struct marks *m)
{
	if (!where_read(m))
		return false;
	struct csv_field f = field(m, COL_ASPECT);
	if (f.len && f.text[0] == '@')
		return special_read(m);
	const struct stage *stage = &m->event->contests[m->row.contest].stages[m->row.stage];
	if (!item_read(m, stage))
		return false;
	const struct module *module = &stage->modules[m->row.module];
	if (m->item & IS_PENALTY)
		return penalty_read(m, module, m->item & ~IS_PENALTY);
	m->last_aspect = m->item;
	return mark_read(m, module, m->item);
}

/* A row about a module, which the next one may share fields with. */
static bool is_held(enum mark_kind kind)
{
	return kind == MARK_VALUE || kind == MARK_PENALTY || kind == MARK_ACCEPT;
}

static void rows_read(struct marks *m, void (*take)(void *arg, const struct mark_row *row), void *arg)
{
	while (csv_reader_next(&m->csv)) {
		bool good = false;
		m->row.line = m->csv.line;
		m->same = m->held ? m->among[m->csv.same] : 0;
		if (m->csv.fault)
			faults_add(m->faults, false, NULL, m->csv.line, "%s", m->csv.fault);
		else if (m->csv.count != m->columns)
			faults_add(m->faults, false, NULL, m->csv.line, "expected %zu columns as in the header, found %zu",
			           m->columns, m->csv.count);
		else
			good = row_read(m);
		m->held = good && is_held(m->row.kind);
		if (good)
			take(arg, &m->row);
	}
}

/* The line in which UTF-8 ends. */
static size_t line_not_utf8(const char *text, size_t len)
{
	size_t line = 1;
	for (const char *p = text, *end = text + len; p < end; line++) {
		const char *next = memchr(p, '\n', (size_t)(end - p));
		next = next ? next + 1 : end;
		if (!text_utf8(p, (size_t)(next - p)))
			return line;
		p = next;
	}
	return line;
}

enum err marks_read(const char *text, size_t len, const struct event *event,
                    void (*take)(void *arg, const struct mark_row *row), void *arg, struct faults *faults)
{
	struct marks m;
	size_t before = faults->faults;
	if (!text_utf8(text, len)) {
		faults_add(faults, false, NULL, line_not_utf8(text, len), "this is not UTF-8: save the file as CSV UTF-8");
		return ERR_INVALID;
	}
	marks_init(&m, text, len, event, faults);
	if (header_read(&m))
		rows_read(&m, take, arg);
	marks_release(&m);
	return faults->faults == before ? ERR_OK : ERR_INVALID;
}

void mark_row_apply(const struct mark_row *row, struct table *t)
{
	switch (row->kind) {
	case MARK_VALUE:
		table_set_mark(t, row->competitor, row->module, row->attempt, row->item, row->judge, &row->micros);
		break;
	case MARK_PENALTY:
		table_set_penalty(t, row->competitor, row->module, row->attempt, row->item, row->micros);
		break;
	case MARK_STATUS: table_set_status(t, row->competitor, row->status); break;
	case MARK_ADJUST: table_add_adjust(t, row->competitor, row->micros); break;
	case MARK_ORDER: table_set_order(t, row->competitor, row->order, row->micros); break;
	case MARK_ACCEPT: table_accept(t, row->competitor, row->module, row->attempt, row->item); break;
	}
}
