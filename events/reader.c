#include "events/reader.h"

#include "base/decimal.h"
#include "base/text.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#define PATH_MAX_BYTES 4096
#define FOUND_MAX 80 /* bytes of a value shown in a fault */
#define NEAR 2 /* letters that a misspelt word may differ by */

void reader_init(struct reader *r, struct arena *arena, struct faults *faults)
{
	*r = (struct reader){ .arena = arena, .faults = faults };
	buf_init(&r->path, PATH_MAX_BYTES);
}

void reader_release(struct reader *r)
{
	buf_release(&r->path);
}

size_t reader_enter(struct reader *r, const char *name)
{
	size_t mark = r->path.len;
	buf_addc(&r->path, '/');
	for (; *name; name++) {
		if (*name == '~')
			buf_adds(&r->path, "~0");
		else if (*name == '/')
			buf_adds(&r->path, "~1");
		else
			buf_addc(&r->path, *name);
	}
	return mark;
}

size_t reader_enter_index(struct reader *r, size_t i)
{
	size_t mark = r->path.len;
	buf_addc(&r->path, '/');
	buf_addu(&r->path, i);
	return mark;
}

void reader_leave(struct reader *r, size_t mark)
{
	r->path.failed = false;
	if (r->path.data) {
		r->path.len = mark;
		r->path.data[mark] = '\0';
	}
}

static void __attribute__((format(printf, 4, 0)))
note(struct reader *r, bool warning, const char *name, const char *format, va_list args)
{
	char text[PATH_MAX_BYTES];
	size_t mark = name ? reader_enter(r, name) : r->path.len;
	vsnprintf(text, sizeof text, format, args);
	faults_add(r->faults, warning, buf_str(&r->path), 0, "%s", text);
	reader_leave(r, mark);
}

void reader_fault(struct reader *r, const char *name, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	note(r, false, name, format, args);
	va_end(args);
}

void reader_warn(struct reader *r, const char *name, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	note(r, true, name, format, args);
	va_end(args);
}

const char *reader_found(const cJSON *value)
{
	static char texts[4][FOUND_MAX * 2];
	static unsigned next;
	char *out = texts[next++ % 4];
	const char *text = NULL;
	if (!value)
		return "nothing";
	if (json_is_object(value))
		return "an object";
	if (json_is_array(value))
		return "a list";
	bool number = json_number_text(value, &text);
	if (number || json_string(value, &text)) {
		size_t n = strlen(text);
		bool cut = n > FOUND_MAX;
		for (n = cut ? FOUND_MAX : n; cut && n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80;)
			n--;
		snprintf(out, sizeof texts[0], number ? "%.*s%s" : "\"%.*s%s\"", (int)n, text, cut ? "…" : "");
		return out;
	}
	bool yes;
	return json_bool(value, &yes) ? (yes ? "true" : "false") : "null";
}

/* Letters to change, add or take away, at most NEAR + 1. */
static size_t word_distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), row[64];
	if (m >= 63 || n >= 63 || (n > m ? n - m : m - n) > NEAR)
		return NEAR + 1;
	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);
			size_t shift = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
			diagonal = row[j];
			row[j] = change < shift ? change : shift;
		}
	}
	return row[m];
}

const char *nearest_word(const char *word, const char *const *list, size_t count)
{
	const char *best = NULL;
	size_t least = NEAR + 1;
	for (size_t i = 0; i < count; i++) {
		size_t d = word_distance(word, list[i]);
		if (d < least && d * 3 <= strlen(list[i])) { /* of a short word a letter, or none */
			least = d;
			best = list[i];
		}
	}
	return best;
}

bool object_begin(struct object *o, struct reader *r, const cJSON *json, const char *expected)
{
	o->r = r;
	o->json = json;
	o->asked_count = 0;
	if (json_is_object(json))
		return true;
	reader_fault(r, NULL, "expected an object (%s), found %s", expected, reader_found(json));
	return false;
}

static bool was_asked(const struct object *o, const char *name)
{
	for (size_t i = 0; i < o->asked_count; i++) {
		if (o->asked[i] == name || (o->asked[i][0] == name[0] && strcmp(o->asked[i], name) == 0))
			return true;
	}
	return false;
}

void object_end(struct object *o)
{
	for (const cJSON *m = o->json->child; m; m = m->next) {
		const char *name = m->string;
		if (was_asked(o, name) || strncmp(name, "x-", 2) == 0 || strncmp(name, "note", 4) == 0)
			continue;
		const char *near = nearest_word(name, o->asked, o->asked_count);
		if (near)
			reader_warn(o->r, name, "\"%s\" means nothing here; did you mean \"%s\"?", name, near);
		else
			reader_warn(o->r, name, "\"%s\" means nothing here and is not used", name);
	}
}

const cJSON *object_get(struct object *o, const char *name)
{
	if (!was_asked(o, name)) {
		assert(o->asked_count < MEMBERS_ASKED_MAX);
		o->asked[o->asked_count++] = name;
	}
	return json_member(o->json, name);
}

bool object_has(struct object *o, const char *name)
{
	return object_get(o, name) != NULL;
}

/* The member, or NULL after a fault where it is needed and not there. */
static const cJSON *object_need(struct object *o, const char *name, enum need need, const char *expected)
{
	const cJSON *value = object_get(o, name);
	if (!value && need == REQUIRED)
		reader_fault(o->r, name, "\"%s\" is missing: expected %s", name, expected);
	return value;
}

/* A copy of a string that a person may read: not too long, no control characters. NULL after a fault. */
static const char *read_string(struct reader *r, const char *name, const cJSON *value)
{
	const char *text;
	if (!json_string(value, &text)) {
		reader_fault(r, name, "expected a text, found %s", reader_found(value));
		return NULL;
	}
	if (strlen(text) > STRING_MAX) {
		reader_fault(r, name, "expected a text of at most %d bytes, found %zu", STRING_MAX, strlen(text));
		return NULL;
	}
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p < 0x20 || *p == 0x7F) {
			reader_fault(r, name, "expected a text without line ends, tabs and other control characters");
			return NULL;
		}
	}
	return arena_strdup(r->arena, text);
}

const char *object_string(struct object *o, const char *name, enum need need)
{
	const cJSON *value = object_need(o, name, need, "a text");
	const char *text = value ? read_string(o->r, name, value) : NULL;
	if (text && need == REQUIRED && !*text)
		reader_fault(o->r, name, "expected a text that is not empty");
	return text ? text : "";
}

#define ID_RULE "1 to 64 letters, digits, \"_\", \"-\" or \".\", not beginning with a point"

const char *object_id(struct object *o, const char *name)
{
	const cJSON *value = object_need(o, name, REQUIRED, "an id: " ID_RULE);
	const char *text;
	if (!value)
		return "";
	if (!json_string(value, &text)) {
		reader_fault(o->r, name, "expected an id in quotes, found %s", reader_found(value));
		return "";
	}
	if (!text_id(text, strlen(text))) {
		reader_fault(o->r, name, "expected an id of " ID_RULE ", found %s", reader_found(value));
		return "";
	}
	return arena_strdup(o->r->arena, text);
}

struct text reader_text(struct reader *r, const cJSON *value, const char *fallback)
{
	struct text t = { NULL, NULL };
	if (json_is_object(value)) {
		struct object o;
		(void)object_begin(&o, r, value, "a text by language");
		const cJSON *zh = object_get(&o, "zh-CN"), *en = object_get(&o, "en");
		t.zh = zh ? read_string(r, "zh-CN", zh) : NULL;
		t.en = en ? read_string(r, "en", en) : NULL;
		if (!zh && !en)
			reader_fault(r, NULL, "expected a text in \"zh-CN\" or \"en\" or both");
		object_end(&o);
	} else if (json_is_string(value)) {
		t.zh = read_string(r, NULL, value);
	} else if (value) {
		reader_fault(r, NULL, "expected a text, or {\"zh-CN\": …, \"en\": …}, found %s", reader_found(value));
	}
	if (!t.zh)
		t.zh = t.en ? t.en : fallback;
	if (!t.en)
		t.en = t.zh;
	return t;
}

struct text object_text(struct object *o, const char *name, const char *fallback)
{
	const cJSON *value = object_get(o, name);
	size_t mark = reader_enter(o->r, name);
	struct text t = reader_text(o->r, value, fallback);
	reader_leave(o->r, mark);
	return t;
}

#define DECIMAL_RULE "a number with at most 6 digits after the point, at most 1000000000 in size"

int64_t object_decimal(struct object *o, const char *name, enum need need, int64_t otherwise)
{
	const cJSON *value = object_need(o, name, need, DECIMAL_RULE);
	int64_t micros = otherwise;
	if (value && json_decimal(value, &micros) != ERR_OK) {
		reader_fault(o->r, name, "expected " DECIMAL_RULE ", found %s", reader_found(value));
		return otherwise;
	}
	return micros;
}

struct maybe object_maybe(struct object *o, const char *name)
{
	size_t before = o->r->faults->faults;
	int64_t micros = object_decimal(o, name, OPTIONAL, 0);
	bool given = object_has(o, name) && o->r->faults->faults == before;
	return (struct maybe){ .given = given, .micros = given ? micros : 0 };
}

int64_t object_int(struct object *o, const char *name, enum need need, int64_t min, int64_t max, int64_t otherwise)
{
	const cJSON *value = object_get(o, name);
	if (!value && need == OPTIONAL)
		return otherwise;
	int64_t whole = otherwise;
	if (!value) {
		reader_fault(o->r, name, "\"%s\" is missing: expected a whole number from %lld to %lld", name,
		             (long long)min, (long long)max);
		return otherwise;
	}
	/* definitions may write any number as a string as well */
	int64_t micros;
	enum err e = json_decimal(value, &micros);
	if (e == ERR_OK)
		whole = micros / DECIMAL_ONE;
	if (e != ERR_OK || micros % DECIMAL_ONE || whole < min || whole > max) {
		reader_fault(o->r, name, "expected a whole number from %lld to %lld, found %s", (long long)min,
		             (long long)max, reader_found(value));
		return otherwise;
	}
	return whole;
}

bool object_bool(struct object *o, const char *name, bool otherwise)
{
	const cJSON *value = object_get(o, name);
	bool yes = otherwise;
	if (value && !json_bool(value, &yes))
		reader_fault(o->r, name, "expected true or false, found %s", reader_found(value));
	return yes;
}

unsigned object_choice(struct object *o, const char *name, const char *const *words, unsigned count,
                       enum need need, unsigned otherwise)
{
	const cJSON *value = object_get(o, name);
	const char *text = NULL;
	if (!value && need == OPTIONAL)
		return otherwise;
	if (json_string(value, &text)) {
		for (unsigned i = 0; i < count; i++) {
			if (strcmp(words[i], text) == 0)
				return i;
		}
	}
	struct buf list;
	buf_init(&list, 1000);
	for (unsigned i = 0; i < count; i++)
		buf_addf(&list, "%s\"%s\"", i == 0 ? "" : i + 1 == count ? " or " : ", ", words[i]);
	const char *near = text ? nearest_word(text, words, count) : NULL;
	if (!value)
		reader_fault(o->r, name, "\"%s\" is missing: expected %s", name, buf_str(&list));
	else if (near)
		reader_fault(o->r, name, "expected %s, found %s; did you mean \"%s\"?", buf_str(&list),
		             reader_found(value), near);
	else
		reader_fault(o->r, name, "expected %s, found %s", buf_str(&list), reader_found(value));
	buf_release(&list);
	return otherwise;
}

struct rounding_rule object_rounding(struct object *o)
{
	static const char *const modes[] = { "half-up", "half-even", "down" };
	struct rounding_rule rule = { .digits = (int)object_int(o, "decimals", OPTIONAL, 0, 6, -1) };
	rule.mode = (enum rounding)object_choice(o, "rounding", modes, 3, OPTIONAL, ROUND_HALF_UP);
	return rule;
}

const cJSON *object_array(struct object *o, const char *name, enum need need, size_t min, size_t max,
                          uint32_t *count)
{
	const cJSON *value = object_need(o, name, need, "a list");
	*count = 0;
	if (!value)
		return NULL;
	if (!json_is_array(value)) {
		reader_fault(o->r, name, "expected a list, found %s", reader_found(value));
		return NULL;
	}
	size_t n = json_size(value);
	if (n < min || n > max) {
		reader_fault(o->r, name, "expected a list of %zu to %zu elements, found %zu", min, max, n);
		if (n > max)
			return NULL;
	}
	*count = (uint32_t)n;
	return value;
}

void reader_unique(struct reader *r, const char *name, struct index *x, const char *id, uint32_t place,
                   const char *what)
{
	if (*id && !index_put(x, id, strlen(id), place))
		reader_fault(r, name, "the %s id \"%s\" is used twice: expected each only once", what, id);
}
