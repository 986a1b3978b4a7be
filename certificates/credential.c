#include "certificates/credential.h"

#include "base/mem.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONTEXT_VC "https://www.w3.org/ns/credentials/v2"
#define CONTEXT_OB "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
#define SUITE "eddsa-jcs-2022"
#define MEMBERS_MAX 256

static int compare_names(const void *a, const void *b)
{
	const cJSON *const *x = a, *const *y = b;
	/* JCS sorts by UTF-16 units; for names below U+E000, which ours are, bytes sort the same. */
	return strcmp((*x)->string, (*y)->string);
}

static enum err write_tree(const cJSON *tree, struct json_out *o);

static enum err write_object(const cJSON *object, struct json_out *o)
{
	const cJSON *members[MEMBERS_MAX], *member;
	size_t count = 0;
	if (json_size(object) > MEMBERS_MAX)
		return ERR_UNSUPPORTED;
	cJSON_ArrayForEach (member, object)
		members[count++] = member;
	qsort(members, count, sizeof *members, compare_names);
	json_object(o);
	for (size_t i = 0; i < count; i++) {
		json_key(o, members[i]->string);
		enum err e = write_tree(members[i], o);
		if (e != ERR_OK)
			return e;
	}
	json_object_end(o);
	return ERR_OK;
}

static enum err write_array(const cJSON *array, struct json_out *o)
{
	const cJSON *item;
	json_array(o);
	cJSON_ArrayForEach (item, array) {
		enum err e = write_tree(item, o);
		if (e != ERR_OK)
			return e;
	}
	json_array_end(o);
	return ERR_OK;
}

static enum err write_tree(const cJSON *tree, struct json_out *o)
{
	const char *text;
	bool flag;
	if (json_is_object(tree))
		return write_object(tree, o);
	if (json_is_array(tree))
		return write_array(tree, o);
	if (json_string(tree, &text))
		json_put_string(o, text);
	else if (json_bool(tree, &flag))
		json_put_bool(o, flag);
	else if (json_is_null(tree))
		json_put_null(o);
	else
		return ERR_UNSUPPORTED;
	return ERR_OK;
}

enum err jcs_write(const cJSON *tree, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	enum err e = write_tree(tree, &o);
	return e == ERR_OK && !buf_ok(out) ? ERR_TOO_LARGE : e;
}

void did_key(const unsigned char public_key[static PUBLIC_BYTES], char out[static BASE58_TEXT_MAX + 10])
{
	unsigned char multicodec[2 + PUBLIC_BYTES] = { 0xED, 0x01 };
	char text[BASE58_TEXT_MAX];
	memcpy(multicodec + 2, public_key, PUBLIC_BYTES);
	base58_encode(multicodec, sizeof multicodec, text);
	snprintf(out, BASE58_TEXT_MAX + 10, "did:key:z%s", text);
}

/* SHA-256 of a tree's canonical form, without one of its members. */
static enum err hash_without(const cJSON *tree, const char *name, unsigned char out[static 32])
{
	struct buf b;
	cJSON *copy = cJSON_Duplicate(tree, true);
	cJSON_DeleteItemFromObjectCaseSensitive(copy, name);
	buf_init(&b, CREDENTIAL_MAX);
	enum err e = jcs_write(copy, &b);
	if (e == ERR_OK)
		crypto_hash_sha256(out, (const unsigned char *)buf_str(&b), b.len);
	cJSON_Delete(copy);
	buf_release(&b);
	return e;
}

enum err credential_hash(const cJSON *secured, unsigned char out[static 64])
{
	const cJSON *proof = json_member(secured, "proof");
	if (!json_is_object(proof))
		return ERR_INVALID;
	enum err e = hash_without(proof, "proofValue", out);
	return e == ERR_OK ? hash_without(secured, "proof", out + 32) : e;
}

static void put_contexts(struct json_out *o)
{
	json_key(o, "@context");
	json_array(o);
	json_put_string(o, CONTEXT_VC);
	json_put_string(o, CONTEXT_OB);
	json_array_end(o);
}

static void put_type(struct json_out *o, const char *first, const char *second)
{
	json_key(o, "type");
	json_array(o);
	json_put_string(o, first);
	if (second)
		json_put_string(o, second);
	json_array_end(o);
}

static void put_issuer(struct json_out *o, const char *name, const char *did)
{
	json_key(o, "issuer");
	json_object(o);
	json_member_string(o, "id", did);
	put_type(o, "Profile", NULL);
	json_member_string(o, "name", name);
	json_object_end(o);
}

/* Whom it is about, by name; Open Badges calls it an identity object. */
static void put_subject(struct json_out *o, const struct address *a, const struct claims *c)
{
	char text[3 * CLAIM_MAX + 16];
	json_key(o, "credentialSubject");
	json_object(o);
	put_type(o, "AchievementSubject", NULL);
	json_key(o, "identifier");
	json_array(o);
	json_object(o);
	json_member_string(o, "type", "IdentityObject");
	json_member_bool(o, "hashed", false);
	json_member_string(o, "identityHash", c->holder);
	json_member_string(o, "identityType", "name");
	json_object_end(o);
	json_array_end(o);
	json_key(o, "achievement");
	json_object(o);
	snprintf(text, sizeof text, "urn:touchstone:certificate:%s", a->id);
	json_member_string(o, "id", text);
	put_type(o, "Achievement", NULL);
	json_member_string(o, "achievementType", "Award");
	json_member_string(o, "name", c->award);
	snprintf(text, sizeof text, "%s · %s · %s", c->event, c->contest, c->award);
	json_member_string(o, "description", text);
	json_key(o, "criteria");
	json_object(o);
	snprintf(text, sizeof text, "%s · %s%s%s", c->event, c->contest, c->score[0] ? " · " : "", c->score);
	json_member_string(o, "narrative", text);
	json_object_end(o);
	json_object_end(o);
	json_object_end(o);
}

static void put_proof(struct json_out *o, const char *moment, const char *did, const char *value)
{
	char method[2 * (BASE58_TEXT_MAX + 10) + 1];
	snprintf(method, sizeof method, "%s#%s", did, did + strlen("did:key:"));
	json_key(o, "proof");
	json_object(o);
	put_contexts(o);
	json_member_string(o, "type", "DataIntegrityProof");
	json_member_string(o, "cryptosuite", SUITE);
	json_member_string(o, "created", moment);
	json_member_string(o, "verificationMethod", method);
	json_member_string(o, "proofPurpose", "assertionMethod");
	if (value)
		json_member_string(o, "proofValue", value);
	json_object_end(o);
}

/* The credential; without a proof value where that is NULL. */
static enum err write_credential(const struct address *a, const char *issuer,
                                 const unsigned char public_key[static PUBLIC_BYTES], const char *value,
                                 struct buf *out)
{
	struct claims c;
	struct json_out o;
	char did[BASE58_TEXT_MAX + 10], day[16], moment[40], id[HOST_MAX + CERTIFICATE_ID_MAX + 32];
	if (token_claims(a, &c) != ERR_OK || c.is_list)
		return ERR_INVALID;
	did_key(public_key, did);
	day_text(c.day, day);
	snprintf(moment, sizeof moment, "%sT00:00:00Z", day);
	snprintf(id, sizeof id, "https://%s/v/%s.json", a->host, a->id);
	json_out_init(&o, out);
	json_object(&o);
	put_contexts(&o);
	json_member_string(&o, "id", id);
	put_type(&o, "VerifiableCredential", "OpenBadgeCredential");
	json_member_string(&o, "name", c.award);
	put_issuer(&o, issuer, did);
	json_member_string(&o, "validFrom", moment);
	put_subject(&o, a, &c);
	put_proof(&o, moment, did, value);
	json_object_end(&o);
	return buf_ok(out) ? ERR_OK : ERR_TOO_LARGE;
}

enum err credential_sign(const struct address *a, const char *issuer, const unsigned char secret[static SECRET_BYTES],
                         char value[static BASE58_TEXT_MAX + 1])
{
	unsigned char hash[64], signature[SIGNATURE_BYTES];
	cJSON *tree = NULL;
	struct buf b;
	buf_init(&b, CREDENTIAL_MAX);
	/* The second half of libsodium's secret form is the public key. */
	enum err e = write_credential(a, issuer, secret + SECRET_BYTES - PUBLIC_BYTES, NULL, &b);
	if (e == ERR_OK)
		e = json_parse(buf_str(&b), b.len, &tree, NULL);
	if (e == ERR_OK)
		e = credential_hash(tree, hash);
	if (e == ERR_OK) {
		crypto_sign_detached(signature, NULL, hash, sizeof hash, secret);
		value[0] = 'z';
		base58_encode(signature, sizeof signature, value + 1);
	}
	json_free(tree);
	buf_release(&b);
	return e;
}

enum err credential_write(const struct address *a, const char *issuer, const unsigned char public_key[static PUBLIC_BYTES],
                          const char *value, struct buf *out)
{
	enum err e = write_credential(a, issuer, public_key, value, out);
	buf_addc(out, '\n');
	return e;
}

bool credential_signed_by(const char *json, size_t len, const unsigned char public_key[static PUBLIC_BYTES])
{
	unsigned char hash[64], signature[SIGNATURE_BYTES];
	cJSON *tree;
	const char *suite, *value;
	if (len > CREDENTIAL_MAX || json_parse(json, len, &tree, NULL) != ERR_OK)
		return false;
	const cJSON *proof = json_member(tree, "proof");
	bool good = json_string(json_member(proof, "cryptosuite"), &suite) && strcmp(suite, SUITE) == 0 &&
	            json_string(json_member(proof, "proofValue"), &value) && value[0] == 'z' &&
	            base58_decode(value + 1, signature, sizeof signature) == ERR_OK &&
	            credential_hash(tree, hash) == ERR_OK &&
	            crypto_sign_verify_detached(signature, hash, sizeof hash, public_key) == 0;
	json_free(tree);
	return good;
}
