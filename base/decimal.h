/*
 * decimal.h - the numbers that people write: marks, limits, weights, totals as given.
 *
 * A decimal is a whole number of millionths: at most 6 digits after the point, |x| <= 10^9. Sums, products and
 * means of decimals are not decimals any more: scoring/ratio.h has those. (Rules 1.1 and 1.2.)
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

#define DECIMAL_ONE INT64_C(1000000) /* 1 in millionths */
#define DECIMAL_MAX (INT64_C(1000000000) * DECIMAL_ONE)
#define DECIMAL_TEXT_MAX 24 /* bytes that decimal_text writes at most, with its NUL */

/*
 * Reads -?digits[.digits], or a JSON number with an exponent ("1e3"), where its value is a decimal. Blanks around it,
 * a plus sign, and digits other than ASCII's are refused. ERR_NOT_A_NUMBER, or ERR_OUT_OF_RANGE beyond 10^9.
 */
MUST_CHECK enum err decimal_parse(const char *text, size_t len, int64_t *micros);

/* Writes the shortest form: no trailing zeros, no point where whole, "-0.5", "0". */
void decimal_text(int64_t micros, char out[static DECIMAL_TEXT_MAX]);

#endif
