#include "judges/sheet_code.h"

#include <sodium.h>
#include <string.h>

#define BEGIN     "TS1."
#define BEGIN_LEN (sizeof BEGIN - 1)
#define MAC_BYTES 16
#define MAC_LEN   ((size_t)2 * MAC_BYTES)

/* Whether this card's token made the code. */
static bool card_made(const struct card *card, const unsigned char mac[static MAC_BYTES], const char *sheet)
{
	unsigned char key[crypto_generichash_BYTES], is[MAC_BYTES];
	if (sodium_hex2bin(key, sizeof key, card->token_hash, strlen(card->token_hash), NULL, NULL, NULL) != 0)
		return false;
	crypto_generichash(is, sizeof is, (const unsigned char *)sheet, strlen(sheet), key, sizeof key);
	return sodium_memcmp(is, mac, sizeof is) == 0;
}

static bool person_made(const struct state *s, uint32_t person, const unsigned char mac[static MAC_BYTES], const char *sheet)
{
	uint32_t count;
	const struct card *cards = state_cards(s, &count);
	for (uint32_t i = 0; i < count; i++)
		if (cards[i].person == person && !cards[i].revoked && card_made(&cards[i], mac, sheet))
			return true;
	return false;
}

/* Splits "TS1.MAC.SHEET"; the sheet's text, or NULL. */
static const char *code_split(const char *text, unsigned char mac[static MAC_BYTES])
{
	size_t len = strlen(text);
	if (len > SHEET_CODE_MAX || strncmp(text, BEGIN, BEGIN_LEN) != 0 || len < BEGIN_LEN + MAC_LEN + 1 ||
	    text[BEGIN_LEN + MAC_LEN] != '.' ||
	    sodium_hex2bin(mac, MAC_BYTES, text + BEGIN_LEN, MAC_LEN, NULL, NULL, NULL) != 0)
		return NULL;
	return text + BEGIN_LEN + MAC_LEN + 1;
}

/* Whose sheet it says to be, and that this is so. */
static enum err code_author(struct request *r, const struct state *s, const cJSON *sheet, const char *text,
                            const unsigned char mac[static MAC_BYTES], struct asker *judge)
{
	const struct event *event = state_event(s);
	const char *of = "", *id = "";
	if (!json_string(json_member(sheet, "event"), &of) || strcmp(of, event->id) != 0)
		return request_refuse(r, ERR_INVALID, "a sheet of event %s", event->id);
	judge->person = json_string(json_member(sheet, "judge"), &id) ? event_person(event, id) : NONE;
	if (judge->person == NONE)
		return request_refuse(r, ERR_UNKNOWN_PERSON, "a judge of event %s", event->id);
	judge->role = event->people[judge->person].role;
	if (!person_made(s, judge->person, mac, text))
		return request_refuse(r, ERR_NOT_SIGNED_IN, "a code that was made with a card of %s that is not revoked", id);
	return ERR_OK;
}

enum err scan_request(struct request *r, const struct state *s, const struct asker *who, const cJSON *params)
{
	const char *text = "", *sheet;
	unsigned char mac[MAC_BYTES];
	cJSON *tree = NULL;
	struct asker judge;
	enum err e = asker_may(who, "scan");
	if (e != ERR_OK)
		return e;
	if (state_event(s) == NULL)
		return ERR_NO_EVENT;
	sheet = json_string(json_member(params, "text"), &text) ? code_split(text, mac) : NULL;
	if (sheet == NULL || json_parse(sheet, strlen(sheet), &tree, NULL) != ERR_OK)
		return request_refuse(r, ERR_INVALID, "text: all parts of a sheet's QR code");
	e = code_author(r, s, tree, sheet, mac, &judge);
	if (e == ERR_OK)
		e = request_begin(r, s, &judge, "sheet", tree);
	if (e == ERR_OK)
		e = request_read(r, ENTRY_SHEET, tree);
	if (e == ERR_OK && (r->entry.sheet.reason || r->entry.sheet.recovered))
		e = request_refuse(r, ERR_INVALID, "a sheet as its judge sends it");
	json_free(tree);
	if (e != ERR_OK)
		return e;
	r->entry.sheet.scanned = state_event(s)->people[who->person].id;
	return request_check(r, s);
}
