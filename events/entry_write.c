#include "events/entry_json.h"

#include "base/decimal.h"
#include "events/entry_parts.h"

#include <assert.h>
#include <string.h>

static void put_decimal(struct json_out *o, const char *key, int64_t micros)
{
	char text[DECIMAL_TEXT_MAX];
	decimal_text(micros, text);
	json_member_string(o, key, text);
}

void put_where(struct json_out *o, const char *contest, const char *stage)
{
	json_member_string(o, "contest", contest);
	json_member_string(o, "stage", stage);
}

static void put_marks(struct json_out *o, const char *key, const struct entry_sheet *sheet, bool penalties)
{
	json_key(o, key);
	json_object(o);
	for (uint32_t i = 0; i < sheet->mark_count; i++) {
		if (sheet->marks[i].penalty == penalties)
			put_decimal(o, sheet->marks[i].item, sheet->marks[i].micros);
	}
	json_object_end(o);
}

static void put_sheet_place(struct json_out *o, const struct entry_sheet *sheet)
{
	put_where(o, sheet->contest, sheet->stage);
	json_member_string(o, "module", sheet->module);
	json_member_string(o, "competitor", sheet->competitor);
	json_member_int(o, "attempt", sheet->attempt);
	json_member_string(o, "judge", sheet->judge);
	json_member_int(o, "version", sheet->version);
}

static void put_sheet(struct json_out *o, const struct entry_sheet *sheet)
{
	put_sheet_place(o, sheet);
	put_marks(o, "marks", sheet, false);
	put_marks(o, "penalties", sheet, true);
	if (sheet->reason)
		json_member_string(o, "reason", sheet->reason);
	if (sheet->recovered) {
		json_key(o, "recovered");
		json_object(o);
		json_member_string(o, "hash", sheet->recovered);
		json_member_int(o, "at", sheet->recovered_at_ms);
		json_object_end(o);
	}
	if (sheet->scanned)
		json_member_string(o, "scanned", sheet->scanned);
}

static void put_paper(struct json_out *o, const struct entry_paper *paper)
{
	put_sheet_place(o, &paper->sheet);
	if (paper->withdrawn) {
		json_member_bool(o, "withdrawn", true);
		return;
	}
	put_marks(o, "marks", &paper->sheet, false);
	put_marks(o, "penalties", &paper->sheet, true);
	json_key(o, "signed");
	json_array(o);
	for (unsigned i = 0; i < SIGNER_COUNT; i++) {
		if (paper->signers & (1U << i))
			json_put_string(o, signer_name((enum signer)i));
	}
	json_array_end(o);
	if (paper->replaces)
		json_member_int(o, "replaces", paper->replaces);
}

static void put_order(struct json_out *o, const struct entry_order *order)
{
	put_where(o, order->contest, order->stage);
	json_member_string(o, "kind", order_kind_name(order->kind));
	json_key(o, "values");
	json_object(o);
	for (uint32_t i = 0; i < order->count; i++)
		put_decimal(o, order->competitors[i], order->values[i]);
	json_object_end(o);
}

static void put_card(struct json_out *o, const struct entry_card *card)
{
	json_member_string(o, "person", card->person);
	if (card->act != CARD_NEW && card->act != CARD_REVOKE)
		json_member_string(o, "act", card_act_name(card->act));
	if (card->token_hash)
		json_member_string(o, "hash", card->token_hash);
	if (card->code_hash)
		json_member_string(o, "code", card->code_hash);
	if (card->device)
		json_member_string(o, "tablet", card->device);
	if (card->bound)
		json_member_bool(o, "bound", true);
	if (card->act == CARD_REVOKE)
		json_member_bool(o, "revoked", true);
}

static void put_certificate(struct json_out *o, const struct entry_certificate *c)
{
	json_member_string(o, "id", c->id);
	if (c->revoked) {
		json_member_bool(o, "revoked", true);
	} else {
		json_member_string(o, "contest", c->contest);
		json_member_string(o, "competitor", c->competitor);
		json_member_string(o, "award", c->award ? c->award : "");
	}
	if (!c->revoked && c->revokes)
		json_member_string(o, "revokes", c->revokes);
	if (c->reason)
		json_member_string(o, "reason", c->reason);
	if (!c->revoked && c->text)
		json_member_string(o, "text", c->text);
}

static void put_sign(struct json_out *o, const struct entry_sign *sign)
{
	put_where(o, sign->contest, sign->stage);
	json_member_string(o, "module", sign->module);
	json_member_string(o, "competitor", sign->competitor);
	json_member_int(o, "attempt", sign->attempt);
	json_member_string(o, "judge", sign->judge);
	json_member_int(o, "version", sign->version);
	json_member_string(o, "as", signer_name(sign->as));
	json_member_string(o, "hash", sign->hash);
	json_key(o, "strokes");
	json_put_raw(o, sign->strokes, strlen(sign->strokes));
	json_member_string(o, "name", sign->name);
	json_member_string(o, "device", sign->device);
}

static void put_draw(struct json_out *o, const struct entry_draw *d)
{
	json_member_string(o, "draw", d->draw);
	if (d->contest != NULL)
		json_member_string(o, "contest", d->contest);
	if (d->names != NULL) {
		json_key(o, "names");
		json_array(o);
		for (uint32_t i = 0; i < d->name_count; i++)
			json_put_string(o, d->names[i]);
		json_array_end(o);
	}
	if (d->last != 0) {
		json_member_int(o, "first", d->first);
		json_member_int(o, "last", d->last);
	}
	json_member_int(o, "count", d->count);
	json_member_string(o, "seed", d->seed);
}

static void put_appeal(struct json_out *o, const struct entry_appeal *a)
{
	put_where(o, a->contest, a->stage);
	if (a->decision == DECISION_NONE) {
		json_member_string(o, "competitor", a->competitor);
		json_member_string(o, "text", a->text);
		return;
	}
	json_member_int(o, "appeal", a->appeal);
	json_member_string(o, "decision", decision_name(a->decision));
	json_member_string(o, "effect", a->effect);
	json_member_string(o, "reason", a->reason);
}

static void put_members(struct json_out *o, const struct entry *e)
{
	switch (e->type) {
	case ENTRY_EVENT:
		assert(false); /* entry_encode_event() is for events */
		return;
	case ENTRY_SHEET:
		put_sheet(o, &e->sheet);
		return;
	case ENTRY_PAPER:
		put_paper(o, &e->paper);
		return;
	case ENTRY_CONFIRM:
		put_where(o, e->confirm.contest, e->confirm.stage);
		if (e->confirm.judge)
			json_member_string(o, "judge", e->confirm.judge);
		json_member_int(o, "upto", e->confirm.upto);
		return;
	case ENTRY_PHASE:
		put_where(o, e->phase.contest, e->phase.stage);
		json_member_string(o, "phase", phase_name(e->phase.phase));
		if (e->phase.despite)
			json_member_string(o, "despite", e->phase.despite);
		return;
	case ENTRY_STATUS:
		put_where(o, e->status.contest, e->status.stage);
		json_member_string(o, "competitor", e->status.competitor);
		json_member_string(o, "status", status_name(e->status.status));
		json_member_string(o, "reason", e->status.reason ? e->status.reason : "");
		return;
	case ENTRY_ADJUST:
		put_where(o, e->adjust.contest, e->adjust.stage);
		json_member_string(o, "competitor", e->adjust.competitor);
		put_decimal(o, "points", e->adjust.micros);
		json_member_string(o, "reason", e->adjust.reason);
		return;
	case ENTRY_ORDER:
		put_order(o, &e->order);
		return;
	case ENTRY_CARD:
		put_card(o, &e->card);
		return;
	case ENTRY_CERTIFICATE:
		put_certificate(o, &e->certificate);
		return;
	case ENTRY_PRINT:
		json_member_string(o, "certificate", e->print.certificate);
		json_member_int(o, "copy", e->print.copy);
		json_member_string(o, "printer", e->print.printer);
		return;
	case ENTRY_SCREEN:
		json_member_string(o, "screen", e->screen.screen);
		json_key(o, "scene");
		json_put_raw(o, e->screen.scene, strlen(e->screen.scene));
		return;
	case ENTRY_DRAW:
		put_draw(o, &e->draw);
		return;
	case ENTRY_FREEZE:
		put_where(o, e->freeze.contest, e->freeze.stage);
		json_member_bool(o, "frozen", e->freeze.frozen);
		return;
	case ENTRY_REVEAL:
		put_where(o, e->reveal.contest, e->reveal.stage);
		json_member_int(o, "step", e->reveal.step);
		return;
	case ENTRY_RETURN:
		put_where(o, e->returned.contest, e->returned.stage);
		json_member_string(o, "module", e->returned.module);
		json_member_string(o, "competitor", e->returned.competitor);
		json_member_int(o, "attempt", e->returned.attempt);
		json_member_string(o, "judge", e->returned.judge);
		json_member_int(o, "version", e->returned.version);
		json_member_string(o, "reason", e->returned.reason);
		return;
	case ENTRY_APPEAL:
		put_appeal(o, &e->appeal);
		return;
	case ENTRY_ACCEPT:
		put_where(o, e->accept.contest, e->accept.stage);
		json_member_string(o, "module", e->accept.module);
		json_member_string(o, "competitor", e->accept.competitor);
		json_member_int(o, "attempt", e->accept.attempt);
		json_member_string(o, "aspect", e->accept.aspect);
		if (e->accept.back)
			json_member_bool(o, "back", true);
		json_member_string(o, "reason", e->accept.reason);
		return;
	case ENTRY_RECHECK:
		put_recheck(o, &e->recheck);
		return;
	case ENTRY_UNLOCK:
		put_unlock(o, &e->unlock);
		return;
	case ENTRY_SIGN:
		put_sign(o, &e->sign);
		return;
	}
}

enum err entry_encode(const struct entry *e, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	json_object(&o);
	put_members(&o, e);
	if (e->tablet && e->tablet[0])
		json_member_string(&o, ENTRY_TABLET, e->tablet);
	json_object_end(&o);
	return buf_ok(out) ? ERR_OK : ERR_TOO_LARGE;
}
