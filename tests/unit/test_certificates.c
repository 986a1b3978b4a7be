/* certificates: base32, claims, addresses, keys, verifying. RFC 8032's and Wycheproof's vectors, and 10,000 mutations. */
#include "base/json.h"
#include "base/mem.h"
#include "certificates/base32.h"
#include "certificates/verify.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HOST "cert.example.org"

static void seeded(unsigned char *out, size_t len, unsigned char seed)
{
	unsigned char s[randombytes_SEEDBYTES] = { seed };
	randombytes_buf_deterministic(out, len, s);
}

static struct signing_key key_of(unsigned char seed)
{
	unsigned char bytes[32];
	struct signing_key k;
	seeded(bytes, sizeof bytes, seed);
	assert_int_equal(signing_key_from_seed(&k, bytes, "永康市总工会 Yongkang", 17642), ERR_OK);
	return k;
}

static struct claims sample(const struct signing_key *k)
{
	struct claims c = { .day = 17643 };
	memcpy(c.key, k->id, KEY_ID_BYTES);
	assert_int_equal(claim_set(c.holder, "王秀英"), ERR_OK);
	assert_int_equal(claim_set(c.event, "永康市职工技能比武"), ERR_OK);
	assert_int_equal(claim_set(c.contest, "模具工"), ERR_OK);
	assert_int_equal(claim_set(c.award, "一等奖"), ERR_OK);
	assert_int_equal(claim_set(c.unit, "众泰模具"), ERR_OK);
	assert_int_equal(claim_set(c.score, "92.35"), ERR_OK);
	return c;
}

/* The sample's address, to be freed. */
static char *sample_address(const struct signing_key *k, const struct claims *c, const char *id)
{
	unsigned char token[TOKEN_BYTES_MAX];
	size_t len;
	struct buf b;
	buf_init(&b, ADDRESS_MAX);
	assert_int_equal(token_sign(c, id, k->secret, token, &len), ERR_OK);
	assert_int_equal(address_write(HOST, id, token, len, &b), ERR_OK);
	return buf_take(&b);
}

static struct keyring *ring_of(const struct signing_key *k)
{
	struct keyring *ring = xcalloc(1, sizeof *ring);
	struct public_key p;
	public_key_of(k, HOST, &p);
	assert_int_equal(keyring_put(ring, &p), ERR_OK);
	return ring;
}

static void base32_is_canonical(void **arg)
{
	(void)arg;
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{ "", true },       { "00", true },      { "ZW", true },         { "CSQPYRK1", true }, { "CSQPYRK1E8", true },
		{ "0", false },     { "000", false },    { "01", false },        { "ZZ", false },      { "csqpyrk1", false },
		{ "OO", false },    { "I0", false },     { "L0", false },        { "U0", false },      { "CSQPYRK1E9", false },
		{ "CSQ-PYRK1", false }, { "00 ", false }, { "000000", false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		unsigned char bytes[64];
		char again[128];
		size_t len;
		enum err e = base32_decode(rows[i].text, strlen(rows[i].text), bytes, sizeof bytes, &len);
		if ((e == ERR_OK) != rows[i].good)
			fail_msg("%s: %s", rows[i].text, err_code(e));
		if (e != ERR_OK)
			continue;
		base32_encode(bytes, len, again);
		assert_string_equal(again, rows[i].text);
	}
	unsigned char small[2];
	size_t len;
	assert_int_equal(base32_decode("CSQPYRK1", 8, small, sizeof small, &len), ERR_TOO_LARGE);
}

static void claims_have_one_form(void **arg)
{
	(void)arg;
	struct signing_key k = key_of(1);
	struct claims c = sample(&k), back;
	unsigned char bytes[CLAIMS_BYTES_MAX];
	size_t len;
	assert_int_equal(claims_encode(&c, bytes, &len), ERR_OK);
	assert_int_equal(bytes[0], 0xA8);
	assert_int_equal(claims_decode(bytes, len, &back), ERR_OK);
	assert_memory_equal(&c, &back, sizeof c);
	assert_int_equal(claims_decode(bytes, len - 1, &back), ERR_INVALID);
	assert_int_equal(claims_decode(bytes, 0, &back), ERR_INVALID);
	bytes[len] = 0;
	assert_int_equal(claims_decode(bytes, len + 1, &back), ERR_INVALID);
	c.unit[0] = c.score[0] = '\0';
	assert_int_equal(claims_encode(&c, bytes, &len), ERR_OK);
	assert_int_equal(bytes[0], 0xA6);
	assert_int_equal(claims_decode(bytes, len, &back), ERR_OK);
	c.award[0] = '\0';
	assert_int_equal(claims_encode(&c, bytes, &len), ERR_INVALID);
}

static void claims_refuse_other_spellings(void **arg)
{
	(void)arg;
	static const struct {
		const char *name, *hex;
		bool good;
	} rows[] = {
		{ "as written", "a600450102030405026161036162046163056164061844", true },
		{ "indefinite map", "bf00450102030405026161036162046163056164061844ff", false },
		{ "long head of the map", "b80600450102030405026161036162046163056164061844", false },
		{ "long day", "a60045010203040502616103616204616305616406190044", false },
		{ "small day in two bytes", "a6004501020304050261610361620461630561640618 17", false },
		{ "long text head", "a60045010203040502780161036162046163056164061844", false },
		{ "keys out of order", "a600450102030405036161026162046163056164061844", false },
		{ "a key twice", "a600450102030405026161026161046163056164061844", false },
		{ "no day", "a5004501020304050261610361620461630561 64", false },
		{ "unknown key", "a700450102030405026161036162046163056164061844096165", false },
		{ "holder empty", "a6004501020304050260036162046163056164061844", false },
		{ "short key id", "a60044010203040261610361620461630561640618 44", false },
		{ "line feed in the holder", "a60045010203040502610a036162046163056164061844", false },
		{ "broken UTF-8", "a6004501020304050261ff036162046163056164061844", false },
		{ "holder as bytes", "a600450102030405024161036162046163056164061844", false },
		{ "day as text", "a60045010203040502616103616204616305616406 6144", false },
		{ "negative day", "a600450102030405026161036162046163056164061a00030d41", false },
		{ "tagged", "c1a600450102030405026161036162046163056164061844", false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		unsigned char bytes[256];
		size_t len;
		struct claims c;
		assert_int_equal(sodium_hex2bin(bytes, sizeof bytes, rows[i].hex, strlen(rows[i].hex), " ", &len, NULL), 0);
		if ((claims_decode(bytes, len, &c) == ERR_OK) != rows[i].good)
			fail_msg("%s", rows[i].name);
	}
}

static void texts_that_may_stand(void **arg)
{
	(void)arg;
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{ "王秀英", true },        { "O'Neill, J.", true },  { "𠮷田", true },     { "a\u0301", true },  { "", false },
		{ "a\nb", false },         { "a\u202Eb", false },    { "a\u2066b", false }, { "\xFF", false },    { "a\xC2\x85", false },
		{ "a\u2028b", false },     { "\xEF\xBB\xBF" "a", false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(claim_text(rows[i].text, strlen(rows[i].text)), rows[i].good);
}

static void days_are_dates(void **arg)
{
	(void)arg;
	static const struct {
		const char *text;
		uint32_t day;
		bool good;
	} rows[] = {
		{ "1970-01-01", 0, true },     { "2000-02-29", 11016, true }, { "2018-04-22", 17643, true },
		{ "2026-11-29", 20786, true }, { "2100-03-01", 47541, true }, { "2018-02-29", 0, false },
		{ "2018-13-01", 0, false },    { "1969-12-31", 0, false },    { "2018-4-22", 0, false },
		{ "2018/04/22", 0, false },    { "", 0, false },              { "2018-04-31", 0, false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint32_t day = 0;
		char text[16];
		if ((day_parse(rows[i].text, &day) == ERR_OK) != rows[i].good || day != rows[i].day)
			fail_msg("%s: %u", rows[i].text, day);
		if (!rows[i].good)
			continue;
		day_text(day, text);
		assert_string_equal(text, rows[i].text);
	}
}

static void ids(void **arg)
{
	(void)arg;
	static const struct {
		const char *id;
		bool good;
	} rows[] = {
		{ "YONG2018-0001-7F3KQ2ZD", true },   { "E-12345-00000000", true },        { "9-999999-ZZZZZZZZ", true },
		{ "YONG20189-0001-7F3KQ2ZD", false }, { "yong-0001-7F3KQ2ZD", false },     { "Y-001-7F3KQ2ZD", false },
		{ "Y-00001-7F3KQ2ZD", false },        { "Y-0001-7F3KQ2Z", false },         { "Y-0001-7F3KQ2ZDD", false },
		{ "Y-0001-7F3KQ2ZU", false },         { "Y-0001-7f3kq2zd", false },        { "-0001-7F3KQ2ZD", false },
		{ "Y0001-7F3KQ2ZD", false },          { "Y-1234567-7F3KQ2ZD", false },     { "", false },
		{ "Y-0001-7F3KQ2ZD/..", false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (id_valid(rows[i].id, strlen(rows[i].id)) != rows[i].good)
			fail_msg("%s", rows[i].id);
	}
	char prefix[ID_PREFIX_MAX + 1], id[CERTIFICATE_ID_MAX + 1];
	unsigned char random[ID_RANDOM_BYTES] = { 1, 2, 3, 4, 5 };
	id_prefix("yongkang-2018", prefix);
	assert_string_equal(prefix, "YONG2018");
	id_prefix("-", prefix);
	assert_string_equal(prefix, "E");
	assert_int_equal(id_make("YONG2018", 7, random, id), ERR_OK);
	assert_string_equal(id, "YONG2018-0007-04106105");
	assert_true(id_valid(id, strlen(id)));
	assert_int_equal(id_number(id), 7);
	assert_int_equal(id_make("YONG2018", 0, random, id), ERR_INVALID);
	assert_int_equal(id_make("yong", 7, random, id), ERR_INVALID);
	assert_int_equal(id_make("Y", ID_NUMBER_MAX + 1, random, id), ERR_INVALID);
}

static void addresses(void **arg)
{
	(void)arg;
	struct signing_key k = key_of(1);
	struct claims c = sample(&k);
	char *address = sample_address(&k, &c, "YONG2018-0007-7F3KQ2ZD");
	const char *token = strchr(address, '#') + 2;
	struct keyring *ring = ring_of(&k);
	static const struct {
		const char *name, *before, *after;
		enum verdict verdict;
	} rows[] = {
		{ "as printed", "https://" HOST "/v/YONG2018-0007-7F3KQ2ZD#1", "", VERDICT_VALID },
		{ "blanks", " \n\thttps://" HOST "/v/YONG2018-0007-7F3KQ2ZD#1", " \r\n", VERDICT_VALID },
		{ "WeChat's query", "https://" HOST "/v/YONG2018-0007-7F3KQ2ZD?from=singlemessage&x=/y#1", "", VERDICT_VALID },
		{ "appended to the fragment", "https://" HOST "/v/YONG2018-0007-7F3KQ2ZD#1", "&appinstall=0", VERDICT_VALID },
		{ "query behind", "https://" HOST "/v/YONG2018-0007-7F3KQ2ZD#1", "?from=timeline", VERDICT_VALID },
		{ "http", "http://" HOST "/v/YONG2018-0007-7F3KQ2ZD#1", "", VERDICT_UNREADABLE },
		{ "upper case", "HTTPS://" HOST "/v/YONG2018-0007-7F3KQ2ZD#1", "", VERDICT_UNREADABLE },
		{ "another host", "https://cert.example.com/v/YONG2018-0007-7F3KQ2ZD#1", "", VERDICT_NOT_GENUINE },
		{ "another id", "https://" HOST "/v/YONG2018-0007-7F3KQ2ZE#1", "", VERDICT_NOT_GENUINE },
		{ "user", "https://a@" HOST "/v/YONG2018-0007-7F3KQ2ZD#1", "", VERDICT_UNREADABLE },
		{ "another path", "https://" HOST "/w/YONG2018-0007-7F3KQ2ZD#1", "", VERDICT_UNREADABLE },
		{ "another version", "https://" HOST "/v/YONG2018-0007-7F3KQ2ZD#2", "", VERDICT_UNREADABLE },
		{ "one digit more", "https://" HOST "/v/YONG2018-0007-7F3KQ2ZD#1", "0", VERDICT_UNREADABLE },
		{ "a letter behind", "https://" HOST "/v/YONG2018-0007-7F3KQ2ZD#1", "u", VERDICT_UNREADABLE },
		{ "no fragment", "https://" HOST "/v/YONG2018-0007-7F3KQ2ZD", "", VERDICT_UNREADABLE },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf b;
		struct answer a;
		buf_init(&b, ADDRESS_MAX);
		buf_addf(&b, "%s%s%s", rows[i].before, strchr(rows[i].before, '#') ? token : "", rows[i].after);
		verify_text(buf_str(&b), b.len, ring, NULL, &a);
		if (a.verdict != rows[i].verdict)
			fail_msg("%s: %s", rows[i].name, verdict_code(a.verdict));
		buf_release(&b);
	}
	free(ring);
	free(address);
}

static void verdicts_of_keys_and_lists(void **arg)
{
	(void)arg;
	struct signing_key k = key_of(1), other = key_of(2);
	struct claims c = sample(&k);
	char *address = sample_address(&k, &c, "YONG2018-0007-7F3KQ2ZD");
	struct keyring *ring = ring_of(&k), *stranger = ring_of(&other);
	struct answer a;
	verify_text(address, strlen(address), stranger, NULL, &a);
	assert_int_equal(a.verdict, VERDICT_UNKNOWN_ISSUER);
	struct revocation r = { .id = "YONG2018-0007-7F3KQ2ZD", .since = 17650, .reason = "姓名有误", .replaced_by = "YONG2018-0008-00000000" };
	struct revocations list = { &r, 1 };
	verify_text(address, strlen(address), ring, &list, &a);
	assert_int_equal(a.verdict, VERDICT_REVOKED);
	assert_string_equal(a.revocation.replaced_by, "YONG2018-0008-00000000");
	assert_string_equal(a.claims.holder, "王秀英");
	ring->keys[0].retired = 17000; /* a retired key's certificates stay valid */
	verify_text(address, strlen(address), ring, NULL, &a);
	assert_int_equal(a.verdict, VERDICT_VALID);
	ring->keys[0].voided = c.day + 1;
	verify_text(address, strlen(address), ring, NULL, &a);
	assert_int_equal(a.verdict, VERDICT_VALID);
	ring->keys[0].voided = c.day;
	verify_text(address, strlen(address), ring, NULL, &a);
	assert_int_equal(a.verdict, VERDICT_NOT_GENUINE);
	/* signed by another key that claims this one's id */
	char *forged = sample_address(&other, &c, "YONG2018-0007-7F3KQ2ZD");
	ring->keys[0].voided = DAY_NEVER;
	verify_text(forged, strlen(forged), ring, NULL, &a);
	assert_int_equal(a.verdict, VERDICT_NOT_GENUINE);
	free(forged);
	free(stranger);
	free(ring);
	free(address);
}

/* One of six ways to spoil an address, chosen and placed by two random numbers. Returns the new length. */
static size_t mutate(char *text, size_t len, uint32_t way, uint32_t where)
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	size_t token = (size_t)(strchr(text, '#') - text) + 2;
	switch (way % 5) {
	case 0: /* a bit anywhere */
		text[where % len] = (char)(text[where % len] ^ (1 << (where >> 16) % 8));
		return len;
	case 1: /* truncated */
		return where % len;
	case 2: /* another digit in the token */
	{
		char *p = &text[token + where % (len - token)];
		char was = *p;
		*p = digits[(where >> 16) % 32];
		if (*p == was)
			*p = digits[((where >> 16) + 1) % 32];
		return len;
	}
	case 3: /* two neighbours of the token swapped */
	{
		char *p = &text[token + where % (len - token - 1)];
		char first = p[0];
		p[0] = p[1];
		p[1] = first;
		return len;
	}
	default: /* a byte taken out */
		memmove(&text[where % len], &text[where % len + 1], len - where % len - 1);
		return len - 1;
	}
}

static void ten_thousand_mutations_are_refused(void **arg)
{
	(void)arg;
	struct signing_key k = key_of(1);
	struct claims c = sample(&k);
	char *address = sample_address(&k, &c, "YONG2018-0007-7F3KQ2ZD");
	struct keyring *ring = ring_of(&k);
	size_t len = strlen(address), tried = 0;
	uint32_t *numbers = xcalloc(40000, sizeof *numbers);
	seeded((unsigned char *)numbers, 40000 * sizeof *numbers, 9);
	for (size_t i = 0; i < 20000 && tried < 10000; i++) {
		char text[ADDRESS_MAX];
		struct answer a;
		memcpy(text, address, len + 1);
		size_t n = mutate(text, len, numbers[2 * i], numbers[2 * i + 1]);
		if (n == len && memcmp(text, address, len) == 0)
			continue; /* two equal neighbours */
		tried++;
		verify_text(text, n, ring, NULL, &a);
		if (a.verdict == VERDICT_VALID || a.verdict == VERDICT_REVOKED)
			fail_msg("mutation %zu: %.*s", i, (int)n, text);
	}
	assert_int_equal(tried, 10000);
	free(numbers);
	free(ring);
	free(address);
}

static void keys_are_sealed_and_opened(void **arg)
{
	(void)arg;
	struct signing_key k = key_of(3), back;
	struct buf b;
	buf_init(&b, KEY_FILE_MAX);
	assert_int_equal(signing_key_seal(&k, "correct horse", &b), ERR_OK);
	assert_true(signing_key_is_sealed(b.data, b.len));
	assert_null(strstr(b.data, "seed"));
	assert_int_equal(signing_key_read(b.data, b.len, "correct horse", &back), ERR_OK);
	assert_memory_equal(back.secret, k.secret, SECRET_BYTES);
	assert_string_equal(back.name, k.name);
	assert_int_equal(signing_key_read(b.data, b.len, "wrong", &back), ERR_NOT_ALLOWED);
	assert_int_equal(signing_key_read(b.data, b.len, NULL, &back), ERR_NOT_ALLOWED);
	assert_int_equal(signing_key_read(b.data, b.len - 9, "correct horse", &back), ERR_INVALID);
	buf_reset(&b);
	signing_key_write_open(&k, &b);
	assert_false(signing_key_is_sealed(b.data, b.len));
	assert_int_equal(signing_key_read(b.data, b.len, NULL, &back), ERR_OK);
	assert_memory_equal(back.secret, k.secret, SECRET_BYTES);
	buf_release(&b);
}

static void lists_are_read_as_written(void **arg)
{
	(void)arg;
	struct signing_key k = key_of(4), other = key_of(5);
	struct keyring *ring = ring_of(&k), *back = xcalloc(1, sizeof *back);
	struct public_key p;
	public_key_of(&other, NULL, &p);
	p.retired = 20000;
	assert_int_equal(keyring_put(ring, &p), ERR_OK);
	assert_int_equal(keyring_put(ring, &p), ERR_OK);
	assert_int_equal(ring->count, 2);
	struct buf b;
	buf_init(&b, 1 << 20);
	keyring_write(ring, &b);
	assert_int_equal(keyring_read(b.data, b.len, back), ERR_OK);
	assert_int_equal(back->count, 2);
	assert_int_equal(back->keys[1].retired, 20000);
	assert_string_equal(back->keys[0].hosts[0], HOST);
	static const char *const bad[] = {
		"{}", "{\"format\":\"touchstone-keys-2\",\"keys\":[]}", "{\"format\":\"touchstone-keys-1\",\"keys\":[{}]}",
		("{\"format\":\"touchstone-keys-1\",\"keys\":[{\"id\":\"00000000\",\"public\":"
		 "\"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\",\"name\":\"x\"}]}"),
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_not_equal(keyring_read(bad[i], strlen(bad[i]), back), ERR_OK);
	struct revocation r = { .id = "Y-0007-7F3KQ2ZD", .since = 17650 };
	struct revocations list = { &r, 1 }, list_back;
	buf_reset(&b);
	revocations_write(&list, &b);
	assert_int_equal(revocations_read(b.data, b.len, &list_back), ERR_OK);
	assert_memory_equal(list_back.list, &r, sizeof r);
	revocations_release(&list_back);
	const char *no_date = "{\"format\":\"touchstone-revoked-1\",\"revoked\":[{\"id\":\"Y-0007-7F3KQ2ZD\"}]}";
	assert_int_equal(revocations_read(no_date, strlen(no_date), &list_back), ERR_INVALID);
	buf_release(&b);
	free(back);
	free(ring);
}

static void rfc_8032(void **arg)
{
	(void)arg;
	/* Section 7.1, tests 1 to 3: seed, public key, message, signature */
	static const char *const rows[][4] = {
		{ "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
		  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
		  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
		  "d25bf5f0595bbe24655141438e7a100b" },
		{ "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
		  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
		  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
		  "387b2eaeb4302aeeb00d291612bb0c00" },
		{ "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
		  "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
		  "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
		  "4a7c15e9716ed28dc027beceea1ec40a" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		unsigned char seed[32], pk[32], message[8], want[64], got[64], sk[64], made[32];
		size_t n;
		sodium_hex2bin(seed, 32, rows[i][0], 64, NULL, &n, NULL);
		sodium_hex2bin(pk, 32, rows[i][1], 64, NULL, &n, NULL);
		sodium_hex2bin(want, 64, rows[i][3], 128, NULL, &n, NULL);
		sodium_hex2bin(message, sizeof message, rows[i][2], strlen(rows[i][2]), NULL, &n, NULL);
		crypto_sign_seed_keypair(made, sk, seed);
		assert_memory_equal(made, pk, 32);
		crypto_sign_detached(got, NULL, message, n, sk);
		assert_memory_equal(got, want, 64);
	}
}

static bool wycheproof_case(const unsigned char *pk, const cJSON *test)
{
	const char *msg, *sig;
	unsigned char message[4096], signature[256];
	size_t message_len, signature_len;
	assert_true(json_string(json_member(test, "msg"), &msg) && json_string(json_member(test, "sig"), &sig));
	assert_int_equal(sodium_hex2bin(message, sizeof message, msg, strlen(msg), NULL, &message_len, NULL), 0);
	assert_int_equal(sodium_hex2bin(signature, sizeof signature, sig, strlen(sig), NULL, &signature_len, NULL), 0);
	return signature_len == SIGNATURE_BYTES && crypto_sign_verify_detached(signature, message, message_len, pk) == 0;
}

static void wycheproof(void **arg)
{
	(void)arg;
	FILE *f = fopen("tests/data/wycheproof/ed25519_test.json", "rb");
	assert_non_null(f);
	char *text = xmalloc(1 << 20);
	size_t len = fread(text, 1, 1 << 20, f), count = 0;
	fclose(f);
	cJSON *tree;
	assert_int_equal(json_parse(text, len, &tree, NULL), ERR_OK);
	const cJSON *group, *test;
	cJSON_ArrayForEach (group, json_member(tree, "testGroups")) {
		const char *hex, *result;
		unsigned char pk[32];
		size_t n;
		assert_true(json_string(json_member(json_member(group, "publicKey"), "pk"), &hex));
		assert_int_equal(sodium_hex2bin(pk, 32, hex, strlen(hex), NULL, &n, NULL), 0);
		cJSON_ArrayForEach (test, json_member(group, "tests")) {
			assert_true(json_string(json_member(test, "result"), &result));
			assert_int_equal(wycheproof_case(pk, test), strcmp(result, "valid") == 0);
			count++;
		}
	}
	assert_int_equal(count, 151);
	json_free(tree);
	free(text);
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base32_is_canonical),
		cmocka_unit_test(claims_have_one_form),
		cmocka_unit_test(claims_refuse_other_spellings),
		cmocka_unit_test(texts_that_may_stand),
		cmocka_unit_test(days_are_dates),
		cmocka_unit_test(ids),
		cmocka_unit_test(addresses),
		cmocka_unit_test(verdicts_of_keys_and_lists),
		cmocka_unit_test(ten_thousand_mutations_are_refused),
		cmocka_unit_test(keys_are_sealed_and_opened),
		cmocka_unit_test(lists_are_read_as_written),
		cmocka_unit_test(rfc_8032),
		cmocka_unit_test(wycheproof),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
