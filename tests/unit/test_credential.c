/* certificates: base58, JCS and eddsa-jcs-2022 against W3C's published vectors; a certificate's credential. */
#include "base/mem.h"
#include "certificates/credential.h"
#include "certificates/key.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A file of tests/data/vc-di-eddsa without its line end, to be freed. */
static char *vector(const char *name)
{
	char path[256], *text = xcalloc(1, 65536);
	snprintf(path, sizeof path, "tests/data/vc-di-eddsa/%s", name);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	size_t len = fread(text, 1, 65535, f);
	fclose(f);
	while (len && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		text[--len] = '\0';
	return text;
}

static cJSON *tree_of(const char *name)
{
	char *text = vector(name);
	cJSON *tree;
	assert_int_equal(json_parse(text, strlen(text), &tree, NULL), ERR_OK);
	free(text);
	return tree;
}

/* The vectors' key pair: seed and public key behind their multicodec. */
static void vector_key(unsigned char public_key[32], unsigned char secret[64])
{
	cJSON *tree = tree_of("keyPair.json");
	const char *pub, *priv;
	unsigned char bytes[34], made[32];
	assert_true(json_string(json_member(tree, "publicKeyMultibase"), &pub));
	assert_true(json_string(json_member(tree, "privateKeyMultibase"), &priv));
	assert_int_equal(base58_decode(pub + 1, bytes, 34), ERR_OK);
	memcpy(public_key, bytes + 2, 32);
	assert_int_equal(base58_decode(priv + 1, bytes, 34), ERR_OK);
	crypto_sign_seed_keypair(made, secret, bytes + 2);
	assert_memory_equal(made, public_key, 32);
	json_free(tree);
}

static void base58(void **arg)
{
	(void)arg;
	static const struct {
		const char *hex, *text;
	} rows[] = { { "", "" }, { "00", "1" }, { "0000287fb4cd", "11233QC4" }, { "61", "2g" }, { "73696d706c792061206c6f6e6720737472696e67", "2cFupjhnEsSn59qHXstmK2ffpLv2" } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		unsigned char bytes[64], back[64];
		char text[BASE58_TEXT_MAX];
		size_t len;
		sodium_hex2bin(bytes, sizeof bytes, rows[i].hex, strlen(rows[i].hex), NULL, &len, NULL);
		base58_encode(bytes, len, text);
		assert_string_equal(text, rows[i].text);
		assert_int_equal(base58_decode(text, back, len), ERR_OK);
		assert_memory_equal(back, bytes, len);
	}
	unsigned char out[8];
	static const char *const bad[] = { "0", "O", "I", "l", "1", "zzzzzzzzzzzzzzzz", " 2g" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(base58_decode(bad[i], out, 8), ERR_INVALID);
}

static void w3c_vectors(void **arg)
{
	(void)arg;
	unsigned char public_key[32], secret[64], hash[64], signature[64];
	char hex[129], text[BASE58_TEXT_MAX];
	vector_key(public_key, secret);
	cJSON *secured = tree_of("signedJCS.json"), *options = tree_of("proofConfigJCS.json");
	char *canonical = vector("proofCanonJCS.txt"), *proof_hash = vector("proofHashJCS.txt");
	char *doc_hash = vector("docHashJCS.txt"), *sig_hex = vector("sigHexJCS.txt"), *sig58 = vector("sigBTC58JCS.txt");
	struct buf b;
	buf_init(&b, 65536);
	assert_int_equal(jcs_write(options, &b), ERR_OK);
	assert_string_equal(buf_str(&b), canonical);
	assert_int_equal(credential_hash(secured, hash), ERR_OK);
	sodium_bin2hex(hex, sizeof hex, hash, 32);
	assert_string_equal(hex, proof_hash);
	sodium_bin2hex(hex, sizeof hex, hash + 32, 32);
	assert_string_equal(hex, doc_hash);
	crypto_sign_detached(signature, NULL, hash, sizeof hash, secret);
	sodium_bin2hex(hex, sizeof hex, signature, 64);
	assert_string_equal(hex, sig_hex);
	base58_encode(signature, 64, text);
	assert_string_equal(text, sig58 + 1);
	char *whole = vector("signedJCS.json");
	assert_true(credential_signed_by(whole, strlen(whole), public_key));
	*strstr(whole, "Alumni") = 'a';
	assert_false(credential_signed_by(whole, strlen(whole), public_key));
	free(whole);
	buf_release(&b);
	json_free(secured);
	json_free(options);
	free(canonical);
	free(proof_hash);
	free(doc_hash);
	free(sig_hex);
	free(sig58);
}

static void a_certificate_as_credential(void **arg)
{
	(void)arg;
	unsigned char seed[32] = { 7 };
	struct signing_key k;
	struct claims c = { .day = 17643 };
	struct address a = { .host = "cert.example.org", .id = "YONG2018-0007-7F3KQ2ZD" };
	char value[BASE58_TEXT_MAX + 1];
	struct buf out;
	assert_int_equal(signing_key_from_seed(&k, seed, "永康市总工会", 17642), ERR_OK);
	memcpy(c.key, k.id, KEY_ID_BYTES);
	assert_int_equal(claim_set(c.holder, "王秀英 \"x\""), ERR_OK);
	assert_int_equal(claim_set(c.event, "永康市职工技能比武"), ERR_OK);
	assert_int_equal(claim_set(c.contest, "模具工"), ERR_OK);
	assert_int_equal(claim_set(c.award, "一等奖"), ERR_OK);
	assert_int_equal(token_sign(&c, a.id, k.secret, a.token, &a.token_len), ERR_OK);
	assert_int_equal(credential_sign(&a, k.name, k.secret, value), ERR_OK);
	buf_init(&out, CREDENTIAL_MAX);
	assert_int_equal(credential_write(&a, k.name, k.public_key, value, &out), ERR_OK);
	assert_true(credential_signed_by(out.data, out.len, k.public_key));
	assert_non_null(strstr(out.data, "\"OpenBadgeCredential\""));
	assert_non_null(strstr(out.data, "\"validFrom\":\"2018-04-22T00:00:00Z\""));
	char *holder = strstr(out.data, "王");
	holder[2]++;
	assert_false(credential_signed_by(out.data, out.len, k.public_key));
	assert_false(credential_signed_by("{}", 2, k.public_key));
	buf_release(&out);
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base58),
		cmocka_unit_test(w3c_vectors),
		cmocka_unit_test(a_certificate_as_credential),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
