/*
 * blake2b.js - BLAKE2b (RFC 7693), keyed or not: for a few hundred bytes, so in plain BigInt. A browser's own crypto has none, and
 * has nothing at all on plain http.
 */
const IV = [0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n, 0x510e527fade682d1n, 0x9b05688c2b3e6c1fn,
	0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n];
const SIGMA = ["0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8", "905724afe1bc683d", "2c6a0b834d75fe19",
	"c51fed4a0763928b", "db7ec13950f4862a", "6fe9b308c2d714a5", "a2847615fb9e3cd0"].map((row) => Array.from(row, (digit) => parseInt(digit, 16)));
const QUARTERS = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];
const ROUNDS = 12;
const BLOCK = 128;
const MASK = (1n << 64n) - 1n;

function rotate(x, bits) {
	return ((x >> bits) | (x << (64n - bits))) & MASK;
}

function mix(v, [a, b, c, d], x, y) {
	v[a] = (v[a] + v[b] + x) & MASK;
	v[d] = rotate(v[d] ^ v[a], 32n);
	v[c] = (v[c] + v[d]) & MASK;
	v[b] = rotate(v[b] ^ v[c], 24n);
	v[a] = (v[a] + v[b] + y) & MASK;
	v[d] = rotate(v[d] ^ v[a], 16n);
	v[c] = (v[c] + v[d]) & MASK;
	v[b] = rotate(v[b] ^ v[c], 63n);
}

function compress(h, block, count, last) {
	const view = new DataView(block.buffer, block.byteOffset, BLOCK);
	const m = Array.from({ length: 16 }, (_, i) => view.getBigUint64(8 * i, true));
	const v = [...h, ...IV];
	v[12] ^= BigInt(count);
	if (last)
		v[14] ^= MASK;
	for (let round = 0; round < ROUNDS; round++)
		QUARTERS.forEach((quarter, i) => mix(v, quarter, m[SIGMA[round % 10][2 * i]], m[SIGMA[round % 10][2 * i + 1]]));
	for (let i = 0; i < 8; i++)
		h[i] ^= v[i] ^ v[i + 8];
}

/* The hash of bytes, `size` bytes of it, as hexadecimal digits; `key`: at most 64 bytes, for a message authentication code. */
export function blake2b(bytes, size, key = new Uint8Array(0)) {
	const h = [...IV];
	h[0] ^= 0x01010000n ^ BigInt((key.length << 8) | size);
	const whole = new Uint8Array(key.length ? BLOCK + bytes.length : bytes.length);
	whole.set(key);
	whole.set(bytes, key.length ? BLOCK : 0);
	const blocks = Math.max(1, Math.ceil(whole.length / BLOCK));
	for (let i = 0; i < blocks; i++) {
		const block = new Uint8Array(BLOCK);
		block.set(whole.subarray(i * BLOCK, (i + 1) * BLOCK));
		compress(h, block, Math.min(whole.length, (i + 1) * BLOCK), i === blocks - 1);
	}
	const out = new DataView(new ArrayBuffer(64));
	h.forEach((word, i) => out.setBigUint64(8 * i, word, true));
	return Array.from(new Uint8Array(out.buffer, 0, size), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
