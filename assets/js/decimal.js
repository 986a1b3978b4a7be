/*
 * decimal.js - marks as exact decimals: whole millionths in a BigInt, as in base/decimal.h. No mark passes through a
 * binary floating point number.
 */

const ONE = 1000000n;
const MOST = 1000000000n * ONE;

/* The millionths of a text like "-12.05"; null where it is not a decimal of at most 6 digits after the point. */
export function decimal_parse(value) {
	const match = /^(-?)(\d{1,10})(?:\.(\d{1,6}))?$/.exec(value);
	if (!match)
		return null;
	const micros = BigInt(match[2]) * ONE + BigInt((match[3] ?? "").padEnd(6, "0"));
	return micros > MOST ? null : match[1] ? -micros : micros;
}

/* The shortest text: "8.5", "-0.25", "0". */
export function decimal_text(micros) {
	const size = micros < 0n ? -micros : micros;
	const fraction = String(size % ONE).padStart(6, "0").replace(/0+$/, "");
	return `${micros < 0n ? "-" : ""}${size / ONE}${fraction ? `.${fraction}` : ""}`;
}

/* How many digits stand behind the point of a number as it is printed. */
export function decimal_digits(value) {
	const point = value.indexOf(".");
	return point < 0 ? 0 : value.length - point - 1;
}
