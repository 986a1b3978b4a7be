/*
 * ed25519.js - whether an Ed25519 signature (RFC 8032) is good: by WebCrypto where the browser has it, else by the arithmetic below.
 *
 * Only public values are here, so nothing needs to take the same time. S must be below the order, the key's and R's encodings
 * canonical: one signature has one form.
 */
import { sha512 } from "./sha512.js";

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

const mod = (a) => {
	const r = a % P;
	return r < 0n ? r + P : r;
};

function power(base, exponent) {
	let result = 1n;
	for (let b = mod(base); exponent > 0n; exponent >>= 1n, b = mod(b * b))
		if (exponent & 1n) result = mod(result * b);
	return result;
}

const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

const fromLittleEndian = (bytes) => bytes.reduceRight((n, byte) => (n << 8n) | BigInt(byte), 0n);

/* The x that belongs to a y and a sign, or null where no point has this y. */
function xOf(y, odd) {
	const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
	let x = mod(u * v ** 3n * power(mod(u * v ** 7n), (P - 5n) / 8n));
	if (mod(v * x * x) !== u) x = mod(x * ROOT_OF_MINUS_ONE);
	if (mod(v * x * x) !== u || (x === 0n && odd)) return null;
	return (x & 1n) === (odd ? 1n : 0n) ? x : mod(-x);
}

/* Points are [X, Y, Z, T] with x = X/Z, y = Y/Z, xy = T/Z. */
function decode(bytes) {
	const n = fromLittleEndian(bytes), y = n & (2n ** 255n - 1n);
	const x = y < P ? xOf(y, n >> 255n === 1n) : null;
	return x === null ? null : [x, y, 1n, mod(x * y)];
}

function encode([X, Y, Z]) {
	const inverse = power(Z, P - 2n), x = mod(X * inverse);
	let n = mod(Y * inverse) | ((x & 1n) << 255n);
	return Uint8Array.from({ length: 32 }, () => {
		const byte = Number(n & 255n);
		n >>= 8n;
		return byte;
	});
}

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
	const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2));
	const c = mod(2n * D * t1 * t2), d = mod(2n * z1 * z2);
	const e = b - a, f = d - c, g = d + c, h = b + a;
	return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

const ZERO = [0n, 1n, 1n, 0n];
const baseY = mod(4n * power(5n, P - 2n));
const baseX = xOf(baseY, false);
const BASE = [baseX, baseY, 1n, mod(baseX * baseY)];

/* m1 * p1 + m2 * p2 */
function sumOfTwo(m1, p1, m2, p2) {
	const both = add(p1, p2);
	let sum = ZERO;
	for (let bit = 255n; bit >= 0n; bit--) {
		const one = (m1 >> bit) & 1n, two = (m2 >> bit) & 1n;
		sum = add(sum, sum);
		if (one || two) sum = add(sum, one && two ? both : one ? p1 : p2);
	}
	return sum;
}

function joined(...parts) {
	const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
	let at = 0;
	for (const part of parts) {
		out.set(part, at);
		at += part.length;
	}
	return out;
}

/* The check in arithmetic alone; all three are Uint8Arrays. */
export function verifyByHand(publicKey, signature, message) {
	if (publicKey.length !== 32 || signature.length !== 64) return false;
	const r = signature.subarray(0, 32), s = fromLittleEndian(signature.subarray(32));
	const key = decode(publicKey);
	if (!key || s >= L) return false;
	const h = fromLittleEndian(sha512(joined(r, publicKey, message))) % L;
	const minusKey = [mod(-key[0]), key[1], 1n, mod(-key[3])];
	const want = encode(sumOfTwo(s, BASE, h, minusKey));
	return want.every((byte, i) => byte === r[i]);
}

/* The same by WebCrypto; null where the browser cannot. */
async function verifyByBrowser(publicKey, signature, message) {
	const subtle = globalThis.crypto?.subtle;
	if (!subtle) return null;
	try {
		const key = await subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
		return await subtle.verify("Ed25519", key, signature, message);
	} catch {
		return null;
	}
}

export async function verify(publicKey, signature, message) {
	if (publicKey.length !== 32 || signature.length !== 64) return false;
	const answer = await verifyByBrowser(publicKey, signature, message);
	return answer ?? verifyByHand(publicKey, signature, message);
}
