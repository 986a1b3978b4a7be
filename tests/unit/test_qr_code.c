/* certificates: a QR code as libqrencode makes it of the same text, but for what is free to choose; refused where it is too long. */
#include "certificates/qr_code.h"

#include <qrencode.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 400
#define FINDER_TIMING 0x80 /* libqrencode's mark of what no text changes, but for the format */
#define FORMAT 0x04

static uint64_t next(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

/* An address as certificates have it, with `len` digits of a token. */
static void make_address(char out[static QR_TEXT_MAX + 1], size_t len, uint64_t *seed)
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	int n = snprintf(out, QR_TEXT_MAX + 1, "https://cert.example.org/v/YONG2018-%04u-7F3KQ2ZD#1", (unsigned)(next(seed) % 10000));
	for (size_t i = 0; i < len; i++)
		out[n++] = digits[next(seed) % 32];
	out[n] = '\0';
}

static void append(QRinput *input, QRencodeMode mode, const char *from, const char *to)
{
	assert_int_equal(QRinput_append(input, mode, (int)(to - from), (const unsigned char *)from), 0);
}

/* The same by libqrencode, told the modes that need the fewest bits (its own choice takes the number for bytes). */
static QRcode *by_libqrencode(const char *text)
{
	QRinput *input = QRinput_new2(QR_VERSION_MIN, QR_ECLEVEL_M);
	const char *number = strstr(text, "/YONG"), *token = strchr(text, '#') + 1;
	append(input, QR_MODE_8, text, number);
	append(input, QR_MODE_AN, number, token - 1);
	append(input, QR_MODE_8, token - 1, token);
	append(input, QR_MODE_AN, token, text + strlen(text));
	QRcode *code = QRcode_encodeInput(input);
	QRinput_free(input);
	assert_non_null(code);
	return code;
}

/* The number of the mask that a code says it has, read beside its upper left finder. */
static unsigned mask_of(const struct qr_code *q)
{
	unsigned format = 0;
	for (int i = 14; i >= 10; i--)
		format = format << 1 | qr_dark(q, 14 - i, 8);
	return (format ^ 0x5412 >> 10) & 7;
}

static void as_libqrencode_does(void **unused)
{
	uint64_t seed = 20181121;
	char text[QR_TEXT_MAX + 1];
	size_t same = 0;
	(void)unused;
	for (int round = 0; round < ROUNDS; round++) {
		struct qr_code mine;
		make_address(text, 210 + next(&seed) % 180, &seed);
		QRcode *theirs = by_libqrencode(text);
		if (theirs->version > QR_VERSION_MAX) {
			assert_int_equal(qr_encode(text, &mine), ERR_TOO_LARGE);
			QRcode_free(theirs);
			continue;
		}
		assert_int_equal(qr_encode(text, &mine), ERR_OK);
		assert_int_equal(mine.version, theirs->version);
		assert_int_equal(mine.modules, theirs->width);
		int differ = 0;
		for (int i = 0; i < mine.modules * mine.modules; i++) {
			bool dark = qr_dark(&mine, i % mine.modules, i / mine.modules);
			bool there = theirs->data[i] & 1;
			if ((theirs->data[i] & FINDER_TIMING) && !(theirs->data[i] & FORMAT))
				assert_int_equal(dark, there);
			differ += dark != there;
		}
		same += differ == 0;
		assert_in_range(mask_of(&mine), 0, 7);
		QRcode_free(theirs);
	}
	printf("%zu of %d the same\n", same, ROUNDS);
	/* where the weights of two masks are near each other, the two may choose differently: the standard leaves room */
	assert_true(same > ROUNDS / 2);
}

static void what_does_not_fit(void **unused)
{
	struct qr_code code;
	char text[QR_TEXT_MAX + 2];
	(void)unused;
	assert_int_equal(qr_encode("", &code), ERR_TOO_LARGE);
	assert_int_equal(qr_encode("a", &code), ERR_OK);
	assert_int_equal(code.version, QR_VERSION_MIN);
	memset(text, 'A', sizeof text);
	text[QR_TEXT_MAX + 1] = '\0';
	assert_int_equal(qr_encode(text, &code), ERR_TOO_LARGE);
	text[483] = '\0'; /* a 13-M holds 483 alphanumeric characters */
	assert_int_equal(qr_encode(text, &code), ERR_OK);
	assert_int_equal(code.version, QR_VERSION_MAX);
	memset(text, 'a', 331); /* and 331 bytes */
	text[331] = '\0';
	assert_int_equal(qr_encode(text, &code), ERR_OK);
	text[331] = 'a';
	text[332] = '\0';
	assert_int_equal(qr_encode(text, &code), ERR_TOO_LARGE);
	memset(text, 'A', 484);
	text[484] = '\0';
	assert_int_equal(qr_encode(text, &code), ERR_TOO_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(as_libqrencode_does), cmocka_unit_test(what_does_not_fit) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
