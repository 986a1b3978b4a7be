#include "events/entry_json.h"

#include "base/decimal.h"
#include "base/text.h"
#include "events/definition.h"
#include "events/entry_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char definition_begin[] = "{\"definition\":";
static const char definition_end[] = "}";

/* Reading. */

void in_fault(struct in *in, enum err err, const char *format, ...)
{
	if (in->err)
		return;
	char sentence[256];
	va_list args;
	va_start(args, format);
	vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	in->err = err;
	in->expected = arena_strdup(in->arena, sentence);
}

const char *in_text(struct in *in, const char *name, size_t max, const char *otherwise)
{
	const cJSON *value = json_member(in->object, name);
	const char *text;
	if (!value)
		return otherwise;
	if (!json_string(value, &text) || strlen(text) > max) {
		in_fault(in, ERR_INVALID, "%s: a text of at most %zu bytes", name, max);
		return otherwise;
	}
	return arena_strdup(in->arena, text);
}

const char *in_id(struct in *in, const char *name)
{
	const char *id;
	if (!json_string(json_member(in->object, name), &id) || !text_id(id, strlen(id))) {
		in_fault(in, ERR_INVALID, "%s: an id of 1 to %d letters, digits, - . _", name, ID_MAX);
		return "";
	}
	return arena_strdup(in->arena, id);
}

uint32_t in_count(struct in *in, const char *name, uint32_t max, uint32_t otherwise)
{
	const cJSON *value = json_member(in->object, name);
	int64_t number = otherwise;
	if (!value && otherwise)
		return otherwise;
	enum err err = json_int(value, 1, max, &number);
	if (err)
		in_fault(in, err, "%s: a whole number from 1 to %u", name, max);
	return (uint32_t)number;
}

bool in_bool(struct in *in, const char *name)
{
	const cJSON *value = json_member(in->object, name);
	bool yes = false;
	if (value && !json_bool(value, &yes))
		in_fault(in, ERR_INVALID, "%s: true or false", name);
	return yes;
}

static const char *const decimal_expected = "a decimal number with at most 6 digits after the point, within 1000000000";

/* The members of the object `name`, each an id and a decimal; NULL where there is no such member. */
static const cJSON *in_numbers(struct in *in, const char *name)
{
	const cJSON *value = json_member(in->object, name);
	if (value && !json_is_object(value)) {
		in_fault(in, ERR_INVALID, "%s: an object with a number for each id", name);
		return NULL;
	}
	return value;
}

static int64_t in_number(struct in *in, const char *name, const cJSON *member)
{
	int64_t micros = 0;
	if (!text_id(member->string, strlen(member->string)))
		in_fault(in, ERR_INVALID, "%s: ids of 1 to %d letters, digits, - . _", name, ID_MAX);
	enum err err = json_decimal(member, &micros);
	if (err)
		in_fault(in, err, "%s/%.64s: %s", name, member->string, decimal_expected);
	return micros;
}

static void in_marks(struct in *in, const char *name, bool penalty, struct entry_sheet *sheet)
{
	const cJSON *member;
	cJSON_ArrayForEach(member, in_numbers(in, name))
	{
		int64_t micros = in_number(in, name, member);
		sheet->marks[sheet->mark_count++] =
			(struct entry_mark){ arena_strdup(in->arena, member->string), micros, penalty };
	}
}

static void read_recovered(struct in *in, struct entry_sheet *sheet)
{
	const cJSON *recovered = json_member(in->object, "recovered");
	struct in inner = { .object = recovered, .arena = in->arena };
	if (!recovered)
		return;
	sheet->recovered = in_id(&inner, "hash");
	if (inner.err || json_int(json_member(recovered, "at"), 0, TIME_MAX_MS, &sheet->recovered_at_ms))
		in_fault(in, ERR_INVALID, "recovered: hash and at (ms) of the receipt that was kept");
}

/* Whose sheet it is, for whom, and which version. */
static void read_sheet_place(struct in *in, const char *by, struct entry_sheet *sheet)
{
	sheet->contest = in_id(in, "contest");
	sheet->stage = in_id(in, "stage");
	sheet->module = in_id(in, "module");
	sheet->competitor = in_id(in, "competitor");
	sheet->attempt = in_count(in, "attempt", ATTEMPTS_MAX, 1);
	sheet->judge = json_member(in->object, "judge") ? in_id(in, "judge") : by;
	sheet->version = in_count(in, "version", UINT32_MAX, 0);
	sheet->reason = in_text(in, "reason", REASON_MAX, NULL);
	read_recovered(in, sheet);
}

static void read_marks(struct in *in, struct entry_sheet *sheet)
{
	if (!json_member(in->object, "marks"))
		in_fault(in, ERR_INVALID, "marks: an object with a number for each aspect");
	size_t count = json_size(in_numbers(in, "marks")) + json_size(in_numbers(in, "penalties"));
	sheet->marks = arena_array(in->arena, count, sizeof *sheet->marks);
	in_marks(in, "marks", false, sheet);
	in_marks(in, "penalties", true, sheet);
}

static void read_sheet(struct in *in, const char *by, struct entry_sheet *sheet)
{
	read_sheet_place(in, by, sheet);
	read_marks(in, sheet);
	sheet->scanned = json_member(in->object, "scanned") ? in_id(in, "scanned") : NULL;
}

static void read_paper(struct in *in, struct entry_paper *paper)
{
	const cJSON *signers = json_member(in->object, "signed"), *one;
	read_sheet_place(in, "", &paper->sheet);
	if (!json_member(in->object, "judge"))
		in_fault(in, ERR_INVALID, "judge: whose sheet it is");
	paper->withdrawn = in_bool(in, "withdrawn");
	paper->replaces = json_member(in->object, "replaces") ? in_count(in, "replaces", UINT32_MAX, 0) : 0;
	if (paper->withdrawn)
		return;
	read_marks(in, &paper->sheet);
	if (signers && !json_is_array(signers))
		in_fault(in, ERR_INVALID, "signed: a list of judge, competitor, chief");
	cJSON_ArrayForEach(one, signers)
	{
		const char *name = "";
		enum signer signer = SIGNER_JUDGE;
		if (!json_string(one, &name) || !signer_from_name(name, &signer))
			in_fault(in, ERR_INVALID, "signed: a list of judge, competitor, chief");
		paper->signers |= 1U << signer;
	}
}

static void read_confirm(struct in *in, struct entry_confirm *confirm)
{
	confirm->contest = in_id(in, "contest");
	confirm->stage = in_id(in, "stage");
	confirm->judge = json_member(in->object, "judge") ? in_id(in, "judge") : NULL;
	confirm->upto = in_count(in, "upto", UINT32_MAX, 0);
}

static void read_phase(struct in *in, struct entry_phase *phase)
{
	const char *name = "";
	phase->contest = in_id(in, "contest");
	phase->stage = in_id(in, "stage");
	if (!json_string(json_member(in->object, "phase"), &name) || !phase_from_name(name, &phase->phase))
		in_fault(in, ERR_INVALID, "phase: waiting, open, locked or published");
	phase->despite = in_text(in, "despite", REASON_MAX, NULL);
}

static void read_status(struct in *in, struct entry_status *status)
{
	const char *name = "";
	status->contest = in_id(in, "contest");
	status->stage = in_id(in, "stage");
	status->competitor = in_id(in, "competitor");
	if (!json_string(json_member(in->object, "status"), &name) || !status_from_name(name, &status->status) ||
	    status->status == STATUS_INCOMPLETE)
		in_fault(in, ERR_INVALID, "status: dns, dnf, dsq, or ranked to take it back");
	status->reason = in_text(in, "reason", REASON_MAX, "");
}

static void read_adjust(struct in *in, struct entry_adjust *adjust)
{
	adjust->contest = in_id(in, "contest");
	adjust->stage = in_id(in, "stage");
	adjust->competitor = in_id(in, "competitor");
	enum err err = json_decimal(json_member(in->object, "points"), &adjust->micros);
	if (err)
		in_fault(in, err, "points: %s", decimal_expected);
	adjust->reason = in_text(in, "reason", REASON_MAX, "");
	if (!adjust->reason[0])
		in_fault(in, ERR_INVALID, "reason: why, in words");
}

static void read_order(struct in *in, struct entry_order *order)
{
	const char *name = "";
	order->contest = in_id(in, "contest");
	order->stage = in_id(in, "stage");
	if (!json_string(json_member(in->object, "kind"), &name) || !order_kind_from_name(name, &order->kind))
		in_fault(in, ERR_INVALID, "kind: order, lot or entered");
	const cJSON *values = in_numbers(in, "values"), *member;
	if (!json_size(values))
		in_fault(in, ERR_INVALID, "values: an object with a number for each competitor, one at least");
	order->competitors = arena_array(in->arena, json_size(values), sizeof *order->competitors);
	order->values = arena_array(in->arena, json_size(values), sizeof *order->values);
	cJSON_ArrayForEach(member, values)
	{
		order->values[order->count] = in_number(in, "values", member);
		order->competitors[order->count++] = arena_strdup(in->arena, member->string);
	}
}

static void read_card(struct in *in, struct entry_card *card)
{
	const char *act = "new";
	const cJSON *given = json_member(in->object, "act");
	card->person = in_id(in, "person");
	if (given && (!json_string(given, &act) || !card_act_from_name(act, &card->act) || card->act == CARD_REVOKE))
		in_fault(in, ERR_INVALID, "act: code, bind, claim, move or free");
	if (in_bool(in, "revoked"))
		card->act = CARD_REVOKE;
	bool token = card->act == CARD_NEW || card->act == CARD_CODE;
	if (token || (card->act == CARD_REVOKE && json_member(in->object, "hash")))
		card->token_hash = in_id(in, "hash");
	if (token && (card->act == CARD_CODE || json_member(in->object, "code")))
		card->code_hash = in_id(in, "code");
	if (card->act == CARD_CLAIM)
		card->device = in_id(in, "tablet");
	if (card->act == CARD_NEW)
		card->bound = in_bool(in, "bound");
}

static void read_certificate(struct in *in, struct entry_certificate *certificate)
{
	certificate->id = in_id(in, "id");
	certificate->reason = in_text(in, "reason", REASON_MAX, NULL);
	certificate->revoked = in_bool(in, "revoked");
	if (certificate->revoked)
		return;
	certificate->contest = in_id(in, "contest");
	certificate->competitor = in_id(in, "competitor");
	certificate->award = in_text(in, "award", ID_MAX, "");
	certificate->revokes = json_member(in->object, "revokes") ? in_id(in, "revokes") : NULL;
	certificate->text = in_text(in, "text", CERTIFICATE_TEXT_MAX, NULL);
}

static void read_print(struct in *in, struct entry_print *print)
{
	print->certificate = in_id(in, "certificate");
	print->copy = in_count(in, "copy", UINT32_MAX, 0);
	print->printer = in_text(in, "printer", PRINTER_MAX, "");
}

static void read_screen(struct in *in, struct entry_screen *screen)
{
	screen->screen = in_id(in, "screen");
	screen->scene = "{}";
	const cJSON *scene = json_member(in->object, "scene");
	struct buf text;
	struct json_out o;
	buf_init(&text, SCENE_MAX);
	json_out_init(&o, &text);
	if (json_is_object(scene))
		json_put_tree(&o, scene);
	if (json_is_object(scene) && buf_ok(&text))
		screen->scene = arena_strndup(in->arena, buf_str(&text), text.len);
	else
		in_fault(in, ERR_INVALID, "scene: an object of at most %d bytes", SCENE_MAX);
	buf_release(&text);
}

static const char **read_names(struct in *in, uint32_t *count)
{
	const cJSON *list = json_member(in->object, "names"), *one = NULL;
	const char **names = NULL;
	*count = 0;
	if (list == NULL)
		return NULL;
	if (json_is_array(list) && json_size(list) <= DRAW_NAMES_MAX)
		names = arena_array(in->arena, (size_t)json_size(list) + 1, sizeof *names);
	cJSON_ArrayForEach(one, list)
	{
		const char *name;
		if (names == NULL)
			break;
		if (!json_string(one, &name) || name[0] == '\0' || strlen(name) > REASON_MAX) {
			names = NULL;
			break;
		}
		names[(*count)++] = arena_strdup(in->arena, name);
	}
	if (names == NULL)
		in_fault(in, ERR_INVALID, "names: a list of at most %d texts", DRAW_NAMES_MAX);
	return names;
}

static void read_draw(struct in *in, struct entry_draw *draw)
{
	draw->draw = in_id(in, "draw");
	draw->contest = json_member(in->object, "contest") ? in_id(in, "contest") : NULL;
	draw->names = read_names(in, &draw->name_count);
	if (json_member(in->object, "first") || json_member(in->object, "last")) {
		draw->first = in_count(in, "first", UINT32_MAX, 0);
		draw->last = in_count(in, "last", UINT32_MAX, 0);
	}
	draw->count = in_count(in, "count", DRAW_COUNT_MAX, 0);
	draw->seed = in_text(in, "seed", REASON_MAX, "");
}

static void read_freeze(struct in *in, struct entry_freeze *freeze)
{
	freeze->contest = in_id(in, "contest");
	freeze->stage = in_id(in, "stage");
	if (!json_bool(json_member(in->object, "frozen"), &freeze->frozen))
		in_fault(in, ERR_INVALID, "frozen: true or false");
}

static void read_reveal(struct in *in, struct entry_reveal *reveal)
{
	int64_t step = 0;
	reveal->contest = in_id(in, "contest");
	reveal->stage = in_id(in, "stage");
	enum err err = json_int(json_member(in->object, "step"), 0, STEPS_MAX, &step);
	if (err)
		in_fault(in, err, "step: a whole number from 0 to %d", STEPS_MAX);
	reveal->step = (uint32_t)step;
}

static void read_return(struct in *in, struct entry_return *returned)
{
	returned->contest = in_id(in, "contest");
	returned->stage = in_id(in, "stage");
	returned->module = in_id(in, "module");
	returned->competitor = in_id(in, "competitor");
	returned->attempt = in_count(in, "attempt", ATTEMPTS_MAX, 1);
	returned->judge = in_id(in, "judge");
	returned->version = in_count(in, "version", UINT32_MAX, 0);
	returned->reason = in_text(in, "reason", REASON_MAX, "");
	if (!returned->reason[0])
		in_fault(in, ERR_INVALID, "reason: why, in words");
}

static void read_accept(struct in *in, struct entry_accept *accept)
{
	accept->contest = in_id(in, "contest");
	accept->stage = in_id(in, "stage");
	accept->module = in_id(in, "module");
	accept->competitor = in_id(in, "competitor");
	accept->attempt = in_count(in, "attempt", ATTEMPTS_MAX, 1);
	accept->aspect = in_id(in, "aspect");
	accept->back = in_bool(in, "back");
	accept->reason = in_text(in, "reason", REASON_MAX, "");
	if (!accept->reason[0])
		in_fault(in, ERR_INVALID, "reason: why, in words");
}

/* Lists of whole numbers, two for each point. */
static bool strokes_good(const cJSON *strokes)
{
	const cJSON *stroke, *number;
	cJSON_ArrayForEach(stroke, strokes)
	{
		int64_t at;
		if (!json_is_array(stroke) || json_size(stroke) < 2 || json_size(stroke) % 2 != 0)
			return false;
		cJSON_ArrayForEach(number, stroke)
		{
			if (json_int(number, 0, STROKE_EDGE, &at))
				return false;
		}
	}
	return true;
}

static void read_strokes(struct in *in, struct entry_sign *sign)
{
	const cJSON *strokes = json_member(in->object, "strokes");
	struct buf text;
	struct json_out o;
	sign->strokes = "[]";
	if (!strokes)
		return;
	buf_init(&text, STROKES_MAX);
	json_out_init(&o, &text);
	if (json_is_array(strokes) && strokes_good(strokes))
		json_put_tree(&o, strokes);
	if (text.len > 0 && buf_ok(&text))
		sign->strokes = arena_strndup(in->arena, buf_str(&text), text.len);
	else
		in_fault(in, ERR_INVALID, "strokes: lists of x, y, x, y ... from 0 to %d, in at most %d bytes", STROKE_EDGE,
		         STROKES_MAX);
	buf_release(&text);
}

static void read_sign(struct in *in, const char *by, struct entry_sign *sign)
{
	const char *as = "";
	sign->contest = in_id(in, "contest");
	sign->stage = in_id(in, "stage");
	sign->module = in_id(in, "module");
	sign->competitor = in_id(in, "competitor");
	sign->attempt = in_count(in, "attempt", ATTEMPTS_MAX, 1);
	sign->judge = json_member(in->object, "judge") ? in_id(in, "judge") : by;
	sign->version = in_count(in, "version", UINT32_MAX, 0);
	if (!json_string(json_member(in->object, "as"), &as) || !signer_from_name(as, &sign->as))
		in_fault(in, ERR_INVALID, "as: judge, competitor or chief");
	sign->hash = in_id(in, "hash");
	read_strokes(in, sign);
	sign->name = in_text(in, "name", SIGNER_NAME_MAX, "");
	sign->device = in_text(in, "device", DEVICE_MAX, "");
	if (strcmp(sign->strokes, "[]") == 0 && !sign->name[0])
		in_fault(in, ERR_INVALID, "strokes: what was drawn, or name: what was typed");
}

static void read_appeal(struct in *in, struct entry_appeal *appeal)
{
	const char *decision;
	appeal->contest = in_id(in, "contest");
	appeal->stage = in_id(in, "stage");
	if (!json_member(in->object, "decision")) {
		appeal->competitor = in_id(in, "competitor");
		appeal->text = in_text(in, "text", APPEAL_TEXT_MAX, "");
		if (!appeal->text[0])
			in_fault(in, ERR_INVALID, "text: what is appealed against, in words");
		return;
	}
	if (!json_string(json_member(in->object, "decision"), &decision) ||
	    !decision_from_name(decision, &appeal->decision) || appeal->decision == DECISION_NONE)
		in_fault(in, ERR_INVALID, "decision: upheld, partly or dismissed");
	appeal->appeal = in_count(in, "appeal", UINT32_MAX, 0);
	appeal->effect = in_text(in, "effect", REASON_MAX, "");
	appeal->reason = in_text(in, "reason", REASON_MAX, "");
	if (!appeal->reason[0])
		in_fault(in, ERR_INVALID, "reason: why, in words");
}

static void read_by_type(struct in *in, struct entry *e)
{
	switch (e->type) {
	case ENTRY_EVENT:
		in_fault(in, ERR_INVALID, "%s...%s", definition_begin, definition_end);
		return;
	case ENTRY_SHEET:
		read_sheet(in, e->by, &e->sheet);
		return;
	case ENTRY_PAPER:
		read_paper(in, &e->paper);
		return;
	case ENTRY_CONFIRM:
		read_confirm(in, &e->confirm);
		return;
	case ENTRY_PHASE:
		read_phase(in, &e->phase);
		return;
	case ENTRY_STATUS:
		read_status(in, &e->status);
		return;
	case ENTRY_ADJUST:
		read_adjust(in, &e->adjust);
		return;
	case ENTRY_ORDER:
		read_order(in, &e->order);
		return;
	case ENTRY_CARD:
		read_card(in, &e->card);
		return;
	case ENTRY_CERTIFICATE:
		read_certificate(in, &e->certificate);
		return;
	case ENTRY_PRINT:
		read_print(in, &e->print);
		return;
	case ENTRY_SCREEN:
		read_screen(in, &e->screen);
		return;
	case ENTRY_DRAW:
		read_draw(in, &e->draw);
		return;
	case ENTRY_FREEZE:
		read_freeze(in, &e->freeze);
		return;
	case ENTRY_REVEAL:
		read_reveal(in, &e->reveal);
		return;
	case ENTRY_RETURN:
		read_return(in, &e->returned);
		return;
	case ENTRY_ACCEPT:
		read_accept(in, &e->accept);
		return;
	case ENTRY_RECHECK:
		read_recheck(in, &e->recheck);
		return;
	case ENTRY_UNLOCK:
		read_unlock(in, &e->unlock);
		return;
	case ENTRY_SIGN:
		read_sign(in, e->by, &e->sign);
		return;
	case ENTRY_APPEAL:
		read_appeal(in, &e->appeal);
		return;
	}
}

enum err entry_read(enum entry_type type, const cJSON *object, struct arena *arena, struct entry *e,
                    const char **expected)
{
	struct in in = { .object = object, .arena = arena };
	struct entry read = { .raw = e->raw, .by = e->by, .key = e->key, .type = type };
	if (json_is_object(object))
		read_by_type(&in, &read);
	else
		in_fault(&in, ERR_INVALID, "an object");
	if (in.err)
		*expected = in.expected;
	else
		*e = read;
	return in.err;
}

/* A whole entry. */

static void entry_fault(struct entry *e, enum err err, const char *expected)
{
	e->fault = err;
	e->fault_expected = expected;
}

/* A short text without NUL and control characters, copied; NULL where it is none. */
static const char *plain_copy(struct arena *arena, const char *text, size_t len, size_t max)
{
	if (len > max || !text_utf8(text, len))
		return NULL;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return NULL;
	}
	return arena_strndup(arena, text, len);
}

static void decode_event(const struct entry_raw *raw, struct arena *arena, struct entry *e)
{
	const size_t begin = sizeof definition_begin - 1, end = sizeof definition_end - 1;
	if (raw->data_len < begin + end || memcmp(raw->data, definition_begin, begin) != 0 ||
	    memcmp(raw->data + raw->data_len - end, definition_end, end) != 0) {
		entry_fault(e, ERR_INVALID, "{\"definition\":{...}} without blanks");
		return;
	}
	struct faults faults;
	struct event *event = NULL;
	faults_init(&faults);
	enum err err = event_read(raw->data + begin, raw->data_len - begin - end, arena, &event, &faults);
	e->event = event;
	if (err) {
		const char *expected = NULL;
		for (size_t i = 0; i < faults.count && !expected; i++) {
			char sentence[256];
			snprintf(sentence, sizeof sentence, "%.100s: %.150s",
			         faults.items[i].pointer ? faults.items[i].pointer : "", faults.items[i].text);
			if (!faults.items[i].warning)
				expected = arena_strdup(arena, sentence);
		}
		entry_fault(e, err, expected);
	}
	faults_release(&faults);
}

/* Where the content ends, without a last member `name` that has this value. */
static size_t without_last(const char *data, size_t end, const char *name, const char *value)
{
	char text[DEVICE_MAX + 32];
	int len = snprintf(text, sizeof text, ",\"%s\":\"%s\"", name, value);
	bool there = len > 0 && (size_t)len < sizeof text && end > (size_t)len && memcmp(data + end - len, text, (size_t)len) == 0;
	return there ? end - (size_t)len : end;
}

size_t entry_content_len(const struct entry *e)
{
	size_t end = e->raw.data_len > 0 ? e->raw.data_len - 1 : 0; /* the brace */
	if (e->tablet && e->tablet[0])
		end = without_last(e->raw.data, end, ENTRY_TABLET, e->tablet);
	if (e->type == ENTRY_SHEET && !e->fault && e->sheet.scanned)
		end = without_last(e->raw.data, end, "scanned", e->sheet.scanned);
	return end;
}

static void decode_data(const struct entry_raw *raw, struct arena *arena, struct entry *e)
{
	cJSON *tree = NULL;
	struct json_place place;
	const char *expected = NULL;
	enum err err = json_parse(raw->data, raw->data_len, &tree, &place);
	if (!err)
		err = entry_read(e->type, tree, arena, e, &expected);
	if (err)
		entry_fault(e, err, expected);
	const char *tablet;
	if (!err && json_string(json_member(tree, ENTRY_TABLET), &tablet) && strlen(tablet) <= DEVICE_MAX)
		e->tablet = arena_strdup(arena, tablet);
	e->content_len = entry_content_len(e);
	json_free(tree);
}

void entry_decode(const struct entry_raw *raw, struct arena *arena, struct entry *e)
{
	*e = (struct entry){ .raw = *raw, .by = "", .key = "" };
	const char *by = plain_copy(arena, raw->by, raw->by_len, ID_MAX);
	const char *key = plain_copy(arena, raw->key, raw->key_len, KEY_MAX);
	const char *type = plain_copy(arena, raw->type, raw->type_len, ID_MAX);
	if (!by || !text_id(by, strlen(by))) {
		entry_fault(e, ERR_INVALID, "by: the id of a person, or hub");
		return;
	}
	if (!key) {
		entry_fault(e, ERR_INVALID, "key: a text of at most 64 bytes without control characters");
		return;
	}
	e->by = by;
	e->key = key;
	if (!type || !entry_type_from_name(type, &e->type))
		entry_fault(e, ERR_UNSUPPORTED, "an entry's type that this version knows");
	else if (e->type == ENTRY_EVENT)
		decode_event(raw, arena, e);
	else
		decode_data(raw, arena, e);
}

/* An event, written as it came. */

/* Adds JSON without the blanks between its tokens: an entry has to fit in a line of the journal, byte for byte. */
static void add_compact(struct buf *out, const char *json, size_t len)
{
	bool in_string = false;
	size_t begin = 0;
	for (size_t i = 0; i < len; i++) {
		char c = json[i];
		if (in_string && c == '\\') {
			i++;
		} else if (c == '"') {
			in_string = !in_string;
		} else if (!in_string && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
			buf_add(out, json + begin, i - begin);
			begin = i + 1;
		}
	}
	buf_add(out, json + begin, len - begin);
}

enum err entry_encode_event(const char *definition, size_t len, struct buf *out)
{
	buf_adds(out, definition_begin);
	add_compact(out, definition, len);
	buf_adds(out, definition_end);
	return buf_ok(out) ? ERR_OK : ERR_TOO_LARGE;
}
