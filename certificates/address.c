#include "certificates/address.h"

#include "certificates/base32.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define DOMAIN "TSCERT1" /* its NUL is signed, too */
#define RANDOM_DIGITS 8
#define NUMBER_DIGITS_MIN 4
#define NUMBER_DIGITS_MAX 6

static_assert(BASE32_LEN(ID_RANDOM_BYTES) == RANDOM_DIGITS, "random bytes fill their digits");
static_assert(ID_PREFIX_MAX + NUMBER_DIGITS_MAX + RANDOM_DIGITS + 2 <= CERTIFICATE_ID_MAX, "the longest id fits");
static_assert(SIGNATURE_BYTES == crypto_sign_BYTES && PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES &&
                      SECRET_BYTES == crypto_sign_SECRETKEYBYTES,
              "libsodium's sizes");

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Up to four letters, then up to four of the last digits: a name and mostly a year. */
void id_prefix(const char *event_id, char out[static ID_PREFIX_MAX + 1])
{
	size_t n = 0, digits = 0;
	for (const char *p = event_id; *p; p++) {
		if (n < 4 && is_lower(*p))
			out[n++] = (char)(*p - 'a' + 'A');
		digits += is_digit(*p);
	}
	size_t skip = digits > 4 ? digits - 4 : 0;
	for (const char *p = event_id; *p; p++) {
		if (!is_digit(*p))
			continue;
		if (skip)
			skip--;
		else
			out[n++] = *p;
	}
	if (!n)
		out[n++] = 'E';
	out[n] = '\0';
}

bool id_prefix_valid(const char *prefix)
{
	size_t n = 0;
	for (; prefix[n]; n++) {
		if (n == ID_PREFIX_MAX || (!is_upper(prefix[n]) && !is_digit(prefix[n])))
			return false;
	}
	return n > 0;
}

enum err id_make(const char *prefix, uint32_t number, const unsigned char random[static ID_RANDOM_BYTES],
                 char out[static CERTIFICATE_ID_MAX + 1])
{
	char text[RANDOM_DIGITS + 1];
	if (!id_prefix_valid(prefix) || number < 1 || number > ID_NUMBER_MAX)
		return ERR_INVALID;
	base32_encode(random, ID_RANDOM_BYTES, text);
	snprintf(out, CERTIFICATE_ID_MAX + 1, "%s-%0*u-%s", prefix, NUMBER_DIGITS_MIN, (unsigned)number, text);
	return ERR_OK;
}

bool id_valid(const char *id, size_t len)
{
	size_t i = 0, start;
	while (i < len && (is_upper(id[i]) || is_digit(id[i])))
		i++;
	if (i < 1 || i > ID_PREFIX_MAX || i == len || id[i] != '-')
		return false;
	start = ++i;
	while (i < len && is_digit(id[i]))
		i++;
	size_t digits = i - start;
	if (digits < NUMBER_DIGITS_MIN || digits > NUMBER_DIGITS_MAX || i == len || id[i] != '-')
		return false;
	if (digits > NUMBER_DIGITS_MIN && id[start] == '0')
		return false;
	start = ++i;
	while (i < len && base32_digit(id[i]))
		i++;
	return i == len && i - start == RANDOM_DIGITS;
}

uint32_t id_number(const char *id)
{
	uint32_t number = 0;
	for (const char *p = strchr(id, '-') + 1; is_digit(*p); p++)
		number = number * 10 + (uint32_t)(*p - '0');
	return number;
}

bool host_valid(const char *host, size_t len)
{
	size_t i = 0;
	while (i < len && (is_lower(host[i]) || is_digit(host[i]) || host[i] == '.' || host[i] == '-'))
		i++;
	if (i < 1 || i > 253 || host[0] == '.' || host[0] == '-')
		return false;
	if (i == len)
		return true;
	size_t port = i + 1;
	if (host[i] != ':' || len - port < 1 || len - port > 5)
		return false;
	for (i = port; i < len; i++) {
		if (!is_digit(host[i]))
			return false;
	}
	return true;
}

/* What is signed: "TSCERT1" 0 ID 0 CBOR. */
static size_t signed_message(const char *id, const unsigned char *cbor, size_t cbor_len, unsigned char *out)
{
	size_t id_len = strlen(id) + 1;
	memcpy(out, DOMAIN, sizeof DOMAIN);
	memcpy(out + sizeof DOMAIN, id, id_len);
	memcpy(out + sizeof DOMAIN + id_len, cbor, cbor_len);
	return sizeof DOMAIN + id_len + cbor_len;
}

#define MESSAGE_MAX (sizeof DOMAIN + CERTIFICATE_ID_MAX + 1 + CLAIMS_BYTES_MAX)

enum err token_sign(const struct claims *c, const char *id, const unsigned char secret[static SECRET_BYTES],
                    unsigned char token[static TOKEN_BYTES_MAX], size_t *token_len)
{
	unsigned char cbor[CLAIMS_BYTES_MAX], message[MESSAGE_MAX];
	size_t len;
	if (!id_valid(id, strlen(id)) || claims_encode(c, cbor, &len) != ERR_OK)
		return ERR_INVALID;
	size_t message_len = signed_message(id, cbor, len, message);
	memcpy(token, cbor, len);
	crypto_sign_detached(token + len, NULL, message, message_len, secret);
	*token_len = len + SIGNATURE_BYTES;
	return ERR_OK;
}

bool token_signed_by(const struct address *a, const unsigned char public_key[static PUBLIC_BYTES])
{
	unsigned char message[MESSAGE_MAX];
	if (a->token_len < SIGNATURE_BYTES)
		return false;
	size_t len = a->token_len - SIGNATURE_BYTES;
	size_t message_len = signed_message(a->id, a->token, len, message);
	return crypto_sign_verify_detached(a->token + len, message, message_len, public_key) == 0;
}

enum err token_claims(const struct address *a, struct claims *out)
{
	if (a->token_len <= SIGNATURE_BYTES)
		return ERR_INVALID;
	return claims_decode(a->token, a->token_len - SIGNATURE_BYTES, out);
}

enum err address_write(const char *host, const char *id, const unsigned char *token, size_t token_len, struct buf *out)
{
	char text[BASE32_LEN(TOKEN_BYTES_MAX) + 1];
	if (!host_valid(host, strlen(host)) || token_len > TOKEN_BYTES_MAX)
		return ERR_INVALID;
	base32_encode(token, token_len, text);
	buf_addf(out, "https://%s/v/%s#1%s", host, id, text);
	return buf_ok(out) ? ERR_OK : ERR_TOO_LARGE;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Moves *p behind `word` where it stands there. */
static bool skip(const char **p, const char *end, const char *word)
{
	size_t len = strlen(word);
	if ((size_t)(end - *p) < len || memcmp(*p, word, len) != 0)
		return false;
	*p += len;
	return true;
}

/* The run of bytes up to one of the two stops, or to the end. */
static size_t run_until(const char *p, const char *end, const char *stops)
{
	size_t n = 0;
	while (p + n < end && p[n] && !strchr(stops, p[n]))
		n++;
	return n;
}

static void take(char *to, const char *from, size_t len)
{
	memcpy(to, from, len);
	to[len] = '\0';
}

enum err address_parse(const char *text, size_t len, struct address *out)
{
	const char *p = text, *end = text + len;
	while (p < end && is_blank(*p))
		p++;
	while (p < end && is_blank(end[-1]))
		end--;
	if (end - p > ADDRESS_MAX || !skip(&p, end, "https://"))
		return ERR_INVALID;
	const char *host = p;
	size_t host_len = run_until(p, end, "/");
	p += host_len;
	if (!host_valid(host, host_len) || !skip(&p, end, "/v/"))
		return ERR_INVALID;
	const char *id = p;
	size_t id_len = run_until(p, end, "?#");
	p += id_len;
	if (!id_valid(id, id_len))
		return ERR_INVALID;
	p += run_until(p, end, "#");
	if (!skip(&p, end, "#1"))
		return ERR_INVALID;
	const char *token = p;
	while (p < end && base32_digit(*p))
		p++;
	if (p < end && *p != '&' && *p != '?' && *p != '#')
		return ERR_INVALID;
	unsigned char bytes[TOKEN_BYTES_MAX];
	size_t bytes_len;
	if (base32_decode(token, (size_t)(p - token), bytes, sizeof bytes, &bytes_len) != ERR_OK || !bytes_len)
		return ERR_INVALID;
	take(out->host, host, host_len);
	take(out->id, id, id_len);
	memcpy(out->token, bytes, bytes_len);
	out->token_len = bytes_len;
	return ERR_OK;
}
