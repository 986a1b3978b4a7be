#include "certificates/key.h"

#include "base/json.h"
#include "certificates/base32.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define FORMAT "touchstone-key-1"
#define MEMORY_MAX (INT64_C(1) << 30) /* what a key file may ask of Argon2id */
#define PASSES_MAX 16

static_assert(BASE32_LEN(KEY_ID_BYTES) == KEY_ID_TEXT, "a key id fills its digits");

void key_id(const unsigned char public_key[static PUBLIC_BYTES], unsigned char id[static KEY_ID_BYTES])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(hash, public_key, PUBLIC_BYTES);
	memcpy(id, hash, KEY_ID_BYTES);
}

void key_id_text(const unsigned char id[static KEY_ID_BYTES], char out[static KEY_ID_TEXT + 1])
{
	base32_encode(id, KEY_ID_BYTES, out);
}

enum err signing_key_from_seed(struct signing_key *k, const unsigned char *seed, const char *name, uint32_t created)
{
	size_t len = strlen(name);
	if (len > KEY_NAME_MAX || !claim_text(name, len))
		return ERR_INVALID;
	crypto_sign_seed_keypair(k->public_key, k->secret, seed);
	key_id(k->public_key, k->id);
	memcpy(k->name, name, len + 1);
	k->created = created;
	return ERR_OK;
}

enum err signing_key_new(struct signing_key *k, const char *name, uint32_t created)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	randombytes_buf(seed, sizeof seed);
	enum err e = signing_key_from_seed(k, seed, name, created);
	sodium_memzero(seed, sizeof seed);
	return e;
}

void signing_key_wipe(struct signing_key *k)
{
	sodium_memzero(k->secret, sizeof k->secret);
}

static void member_hex(struct json_out *o, const char *name, const unsigned char *bytes, size_t len)
{
	char text[2 * 128 + 1];
	assert(len <= 128);
	sodium_bin2hex(text, sizeof text, bytes, len);
	json_member_string(o, name, text);
	sodium_memzero(text, sizeof text);
}

/* A member of exactly `len` bytes in hex. */
static bool read_hex(const cJSON *object, const char *name, unsigned char *out, size_t len)
{
	const char *text;
	size_t got;
	return json_string(json_member(object, name), &text) && strlen(text) == 2 * len &&
	       sodium_hex2bin(out, len, text, 2 * len, NULL, &got, NULL) == 0 && got == len;
}

static void write_head(const struct signing_key *k, struct json_out *o)
{
	char id[KEY_ID_TEXT + 1], date[16];
	key_id_text(k->id, id);
	day_text(k->created, date);
	json_object(o);
	json_member_string(o, "format", FORMAT);
	json_member_string(o, "id", id);
	json_member_string(o, "name", k->name);
	json_member_string(o, "created", date);
	member_hex(o, "public", k->public_key, PUBLIC_BYTES);
}

enum err signing_key_seal(const struct signing_key *k, const char *passphrase, struct buf *out)
{
	unsigned char salt[crypto_pwhash_SALTBYTES], nonce[crypto_secretbox_NONCEBYTES];
	unsigned char lock[crypto_secretbox_KEYBYTES], sealed[crypto_sign_SEEDBYTES + crypto_secretbox_MACBYTES];
	randombytes_buf(salt, sizeof salt);
	randombytes_buf(nonce, sizeof nonce);
	if (crypto_pwhash(lock, sizeof lock, passphrase, strlen(passphrase), salt, crypto_pwhash_OPSLIMIT_MODERATE,
	                  crypto_pwhash_MEMLIMIT_MODERATE, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return ERR_UNAVAILABLE;
	/* The first half of libsodium's secret form is the seed. */
	crypto_secretbox_easy(sealed, k->secret, crypto_sign_SEEDBYTES, nonce, lock);
	sodium_memzero(lock, sizeof lock);
	struct json_out o;
	json_out_init(&o, out);
	write_head(k, &o);
	json_key(&o, "sealed");
	json_object(&o);
	json_member_string(&o, "kdf", "argon2id13");
	json_member_int(&o, "passes", (int64_t)crypto_pwhash_OPSLIMIT_MODERATE);
	json_member_int(&o, "memory", (int64_t)crypto_pwhash_MEMLIMIT_MODERATE);
	member_hex(&o, "salt", salt, sizeof salt);
	member_hex(&o, "nonce", nonce, sizeof nonce);
	member_hex(&o, "box", sealed, sizeof sealed);
	json_object_end(&o);
	json_object_end(&o);
	buf_addc(out, '\n');
	return buf_ok(out) ? ERR_OK : ERR_TOO_LARGE;
}

void signing_key_write_open(const struct signing_key *k, struct buf *out)
{
	struct json_out o;
	json_out_init(&o, out);
	write_head(k, &o);
	member_hex(&o, "seed", k->secret, crypto_sign_SEEDBYTES);
	json_object_end(&o);
	buf_addc(out, '\n');
}

/* Opens the sealed member into a seed. */
static enum err open_seal(const cJSON *sealed, const char *passphrase, unsigned char seed[static crypto_sign_SEEDBYTES])
{
	unsigned char salt[crypto_pwhash_SALTBYTES], nonce[crypto_secretbox_NONCEBYTES];
	unsigned char lock[crypto_secretbox_KEYBYTES], box[crypto_sign_SEEDBYTES + crypto_secretbox_MACBYTES];
	const char *kdf;
	int64_t passes, memory;
	if (!json_string(json_member(sealed, "kdf"), &kdf) || strcmp(kdf, "argon2id13") != 0 ||
	    json_int(json_member(sealed, "passes"), 1, PASSES_MAX, &passes) != ERR_OK ||
	    json_int(json_member(sealed, "memory"), 8192, MEMORY_MAX, &memory) != ERR_OK ||
	    !read_hex(sealed, "salt", salt, sizeof salt) || !read_hex(sealed, "nonce", nonce, sizeof nonce) ||
	    !read_hex(sealed, "box", box, sizeof box))
		return ERR_INVALID;
	if (!passphrase)
		return ERR_NOT_ALLOWED;
	if (crypto_pwhash(lock, sizeof lock, passphrase, strlen(passphrase), salt, (unsigned long long)passes, (size_t)memory,
	                  crypto_pwhash_ALG_ARGON2ID13) != 0)
		return ERR_UNAVAILABLE;
	int opened = crypto_secretbox_open_easy(seed, box, sizeof box, nonce, lock);
	sodium_memzero(lock, sizeof lock);
	return opened == 0 ? ERR_OK : ERR_NOT_ALLOWED;
}

static enum err read_key_tree(const cJSON *tree, const char *passphrase, struct signing_key *k)
{
	unsigned char seed[crypto_sign_SEEDBYTES], public_key[PUBLIC_BYTES];
	const char *format, *name, *created;
	uint32_t day;
	if (!json_string(json_member(tree, "format"), &format) || strcmp(format, FORMAT) != 0 ||
	    !json_string(json_member(tree, "name"), &name) || !json_string(json_member(tree, "created"), &created) ||
	    day_parse(created, &day) != ERR_OK || !read_hex(tree, "public", public_key, PUBLIC_BYTES))
		return ERR_INVALID;
	const cJSON *sealed = json_member(tree, "sealed");
	enum err e = ERR_INVALID;
	if (sealed)
		e = open_seal(sealed, passphrase, seed);
	else if (read_hex(tree, "seed", seed, sizeof seed))
		e = ERR_OK;
	if (e != ERR_OK)
		return e;
	struct signing_key made;
	e = signing_key_from_seed(&made, seed, name, day);
	if (e == ERR_OK && sodium_memcmp(made.public_key, public_key, PUBLIC_BYTES) != 0)
		e = ERR_INVALID;
	if (e == ERR_OK)
		*k = made;
	sodium_memzero(seed, sizeof seed);
	signing_key_wipe(&made);
	return e;
}

enum err signing_key_read(const char *json, size_t len, const char *passphrase, struct signing_key *k)
{
	cJSON *tree;
	if (len > KEY_FILE_MAX || json_parse(json, len, &tree, NULL) != ERR_OK)
		return ERR_INVALID;
	enum err e = read_key_tree(tree, passphrase, k);
	json_free(tree);
	return e;
}

bool signing_key_is_sealed(const char *json, size_t len)
{
	cJSON *tree;
	if (len > KEY_FILE_MAX || json_parse(json, len, &tree, NULL) != ERR_OK)
		return false;
	bool sealed = json_is_object(json_member(tree, "sealed"));
	json_free(tree);
	return sealed;
}
