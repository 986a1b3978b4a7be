#include "certificates/verify.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT "touchstone-revoked-1"
#define REVOKED_MAX 1000000

static const struct {
	const char *code, *zh, *en;
} verdicts[VERDICT_COUNT] = {
	[VERDICT_VALID] = { "valid", "真实有效：此证书由下列单位签发，内容未被改动。",
	                    "Genuine and valid: issued by the organisation below, and not altered." },
	[VERDICT_REVOKED] = { "revoked", "已撤销：此证书确由下列单位签发，但已不再有效。",
	                      "Revoked: the organisation below did issue this certificate, but it is no longer valid." },
	[VERDICT_NOT_GENUINE] = { "not_genuine", "不真实：内容与签名不符，请勿采信此证书。",
	                          "Not genuine: what it says does not match its signature. Do not rely on this certificate." },
	[VERDICT_UNKNOWN_ISSUER] = { "unknown_issuer", "签发单位不明：此处不掌握该单位的公钥，无法判断真伪。",
	                             "Unknown issuer: this list does not have the issuer's key, so nothing can be said." },
	[VERDICT_UNREADABLE] = { "unreadable", "无法读取：这不是完整的证书地址，请重新扫描二维码。",
	                         "Unreadable: this is not a complete certificate address. Please scan the code again." },
};

const char *verdict_code(enum verdict v)
{
	return verdicts[v].code;
}

const char *verdict_text(enum verdict v, const char *language)
{
	return strcmp(language, "zh-CN") == 0 ? verdicts[v].zh : verdicts[v].en;
}

static bool read_revocation(const cJSON *object, struct revocation *r)
{
	const char *id, *since, *text;
	const cJSON *reason = json_member(object, "reason"), *by = json_member(object, "replaced_by");
	*r = (struct revocation){ 0 };
	if (!json_string(json_member(object, "id"), &id) || !id_valid(id, strlen(id)) ||
	    !json_string(json_member(object, "since"), &since) || day_parse(since, &r->since) != ERR_OK)
		return false;
	memcpy(r->id, id, strlen(id) + 1);
	if (!json_is_null(reason)) {
		if (!json_string(reason, &text) || strlen(text) > REVOKE_REASON_MAX)
			return false;
		memcpy(r->reason, text, strlen(text) + 1);
	}
	if (!json_is_null(by)) {
		if (!json_string(by, &text) || !id_valid(text, strlen(text)))
			return false;
		memcpy(r->replaced_by, text, strlen(text) + 1);
	}
	return true;
}

enum err revocations_read(const char *json, size_t len, struct revocations *out)
{
	cJSON *tree;
	enum err e = json_parse(json, len, &tree, NULL);
	if (e != ERR_OK)
		return e;
	struct revocations made = { 0 };
	const char *format;
	const cJSON *list = json_member(tree, "revoked"), *item;
	e = ERR_INVALID;
	if (!json_string(json_member(tree, "format"), &format) || strcmp(format, FORMAT) != 0 || !json_is_array(list) ||
	    json_size(list) > REVOKED_MAX)
		goto done;
	made.list = xcalloc(json_size(list), sizeof *made.list);
	cJSON_ArrayForEach (item, list) {
		if (!read_revocation(item, &made.list[made.count++]))
			goto done;
	}
	e = ERR_OK;
	*out = made;
done:
	if (e != ERR_OK)
		revocations_release(&made);
	json_free(tree);
	return e;
}

void revocations_write(const struct revocations *r, struct buf *out)
{
	struct json_out o;
	char day[16];
	json_out_init(&o, out);
	json_object(&o);
	json_member_string(&o, "format", FORMAT);
	json_key(&o, "revoked");
	json_array(&o);
	for (size_t i = 0; i < r->count; i++) {
		const struct revocation *x = &r->list[i];
		day_text(x->since, day);
		json_object(&o);
		json_member_string(&o, "id", x->id);
		json_member_string(&o, "since", day);
		json_member_string(&o, "reason", x->reason[0] ? x->reason : NULL);
		json_member_string(&o, "replaced_by", x->replaced_by[0] ? x->replaced_by : NULL);
		json_object_end(&o);
	}
	json_array_end(&o);
	json_object_end(&o);
	buf_addc(out, '\n');
}

void revocations_release(struct revocations *r)
{
	free(r->list);
	*r = (struct revocations){ 0 };
}

static const struct revocation *find_revocation(const struct revocations *r, const char *id)
{
	for (size_t i = 0; r && i < r->count; i++) {
		if (strcmp(r->list[i].id, id) == 0)
			return &r->list[i];
	}
	return NULL;
}

void verify_text(const char *text, size_t len, const struct keyring *ring, const struct revocations *revoked,
                 struct answer *out)
{
	struct address a;
	struct claims claims;
	*out = (struct answer){ .verdict = VERDICT_UNREADABLE };
	if (address_parse(text, len, &a) != ERR_OK || token_claims(&a, &claims) != ERR_OK)
		return;
	memcpy(out->id, a.id, sizeof a.id);
	key_id_text(claims.key, out->key);
	const struct public_key *key = keyring_find(ring, claims.key);
	if (!key) {
		out->verdict = VERDICT_UNKNOWN_ISSUER;
		return;
	}
	out->verdict = VERDICT_NOT_GENUINE;
	/* An address that leads elsewhere could show anything there, so it is as bad as a wrong signature. */
	if (!token_signed_by(&a, key->bytes) || !public_key_has_host(key, a.host) || claims.day >= key->voided)
		return;
	out->claims = claims;
	memcpy(out->issuer, key->name, sizeof key->name);
	const struct revocation *r = find_revocation(revoked, a.id);
	if (r)
		out->revocation = *r;
	out->verdict = r ? VERDICT_REVOKED : VERDICT_VALID;
}

void claims_time_text(const struct claims *c, char out[static 32])
{
	char day[16];
	uint32_t second = c->time % 86400;
	day_text(c->time / 86400, day);
	snprintf(out, 32, "%sT%02u:%02u:%02uZ", day, (unsigned)(second / 3600), (unsigned)(second / 60 % 60), (unsigned)(second % 60));
}

static void write_list(const struct claims *c, struct json_out *o)
{
	char head[2 * HEAD_BYTES + 1], time[32];
	sodium_bin2hex(head, sizeof head, c->head, HEAD_BYTES);
	claims_time_text(c, time);
	json_member_string(o, "event", c->event);
	json_member_string(o, "contest", c->contest);
	json_member_string(o, "stage", c->stage);
	json_member_string(o, "head", head);
	json_member_string(o, "time", time);
}

static void write_claims(const struct claims *c, struct json_out *o)
{
	char day[16];
	if (c->is_list) {
		write_list(c, o);
		return;
	}
	day_text(c->day, day);
	json_member_string(o, "holder", c->holder);
	json_member_string(o, "event", c->event);
	json_member_string(o, "contest", c->contest);
	json_member_string(o, "award", c->award);
	json_member_string(o, "date", day);
	json_member_string(o, "unit", c->unit[0] ? c->unit : NULL);
	json_member_string(o, "score", c->score[0] ? c->score : NULL);
}

static void write_revocation(const struct revocation *r, struct json_out *o)
{
	char day[16];
	day_text(r->since, day);
	json_member_string(o, "since", day);
	json_member_string(o, "reason", r->reason[0] ? r->reason : NULL);
	json_member_string(o, "replaced_by", r->replaced_by[0] ? r->replaced_by : NULL);
}

void answer_write(const struct answer *a, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	json_object(&o);
	json_member_string(&o, "verdict", verdict_code(a->verdict));
	json_member_string(&o, "id", a->id[0] ? a->id : NULL);
	json_member_string(&o, "key", a->key[0] ? a->key : NULL);
	if (a->verdict == VERDICT_VALID || a->verdict == VERDICT_REVOKED) {
		json_member_string(&o, "issuer", a->issuer);
		write_claims(&a->claims, &o);
	}
	if (a->verdict == VERDICT_REVOKED)
		write_revocation(&a->revocation, &o);
	json_key(&o, "text");
	json_object(&o);
	json_member_string(&o, "zh-CN", verdict_text(a->verdict, "zh-CN"));
	json_member_string(&o, "en", verdict_text(a->verdict, "en"));
	json_object_end(&o);
	json_object_end(&o);
	buf_addc(out, '\n');
}
