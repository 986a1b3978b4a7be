/* sha512.js - SHA-512 (FIPS 180-4) for browsers without WebCrypto, such as on a page that was not served by https. */

const MASK = (1n << 64n) - 1n;

/* The first `count` primes. */
function primes(count) {
	const list = [];
	for (let n = 2; list.length < count; n++)
		if (list.every((p) => n % p !== 0)) list.push(n);
	return list;
}

/* The largest whole number whose `power`-th power is not above n. */
function root(n, power) {
	let low = 0n, high = 1n << 80n;
	while (high - low > 1n) {
		const middle = (low + high) >> 1n;
		if (middle ** power <= n) low = middle;
		else high = middle;
	}
	return low;
}

/* The constants are the first 64 bits behind the point of square and cube roots of primes: made here, not typed. */
const START = primes(8).map((p) => root(BigInt(p) << 128n, 2n) & MASK);
const ROUND = primes(80).map((p) => root(BigInt(p) << 192n, 3n) & MASK);

const turn = (x, n) => ((x >> n) | (x << (64n - n))) & MASK;

function padded(bytes) {
	const length = Math.ceil((bytes.length + 17) / 128) * 128;
	const out = new Uint8Array(length);
	out.set(bytes);
	out[bytes.length] = 0x80;
	new DataView(out.buffer).setBigUint64(length - 8, BigInt(bytes.length) * 8n);
	return out;
}

function schedule(view, offset) {
	const w = [];
	for (let t = 0; t < 16; t++) w.push(view.getBigUint64(offset + 8 * t));
	for (let t = 16; t < 80; t++) {
		const a = w[t - 15], b = w[t - 2];
		const s0 = turn(a, 1n) ^ turn(a, 8n) ^ (a >> 7n);
		const s1 = turn(b, 19n) ^ turn(b, 61n) ^ (b >> 6n);
		w.push((w[t - 16] + s0 + w[t - 7] + s1) & MASK);
	}
	return w;
}

/* The hash of a Uint8Array, as one of 64 bytes. */
export function sha512(bytes) {
	const data = padded(bytes), view = new DataView(data.buffer);
	let hash = START.slice();
	for (let offset = 0; offset < data.length; offset += 128) {
		const w = schedule(view, offset);
		let [a, b, c, d, e, f, g, h] = hash;
		for (let t = 0; t < 80; t++) {
			const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
			const t1 = h + s1 + ((e & f) ^ (~e & MASK & g)) + ROUND[t] + w[t];
			const s0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
			const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
			[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK];
		}
		hash = [a, b, c, d, e, f, g, h].map((x, i) => (x + hash[i]) & MASK);
	}
	const out = new Uint8Array(64), outView = new DataView(out.buffer);
	hash.forEach((x, i) => outView.setBigUint64(8 * i, x));
	return out;
}
