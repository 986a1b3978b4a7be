/*
 * qr.js - a QR code (ISO/IEC 18004) made on the tablet itself, for where there is no network: bytes, error correction M, versions 1
 * to 13, which is what a camera reads off a tablet's screen with ease.
 */

/* By version, from 1: error correction bytes of a block, and how many blocks. */
const ECC = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22];
const BLOCKS = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9];
const VERSION_MOST = 13;
const LEVEL_M = 0;
const MASKS = [(x, y) => (x + y) % 2 === 0, (x, y) => y % 2 === 0, (x) => x % 3 === 0, (x, y) => (x + y) % 3 === 0,
	(x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0, (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
	(x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0];

/* All modules that carry data or correction, in bits. */
function raw_bits(version) {
	const aligned = Math.floor(version / 7) + 2;
	let bits = (16 * version + 128) * version + 64;
	if (version >= 2)
		bits -= (25 * aligned - 10) * aligned - 55;
	return version >= 7 ? bits - 36 : bits;
}

function data_bytes(version) {
	return Math.floor(raw_bits(version) / 8) - ECC[version] * BLOCKS[version];
}

function length_bits(version) {
	return version < 10 ? 8 : 16;
}

/* How many bytes fit at most. */
export const QR_MOST = data_bytes(VERSION_MOST) - 3;

/* Reed-Solomon over GF(256), polynomial 0x11d. */
function times(x, y) {
	let z = 0;
	for (let bit = 7; bit >= 0; bit--) {
		z = (z << 1) ^ ((z >> 7) * 0x11d);
		z ^= ((y >> bit) & 1) * x;
	}
	return z;
}

function divisor_of(degree) {
	const out = new Array(degree).fill(0);
	out[degree - 1] = 1;
	let root = 1;
	for (let i = 0; i < degree; i++) {
		for (let j = 0; j < degree; j++)
			out[j] = times(out[j], root) ^ (out[j + 1] ?? 0);
		root = times(root, 2);
	}
	return out;
}

function remainder_of(data, divisor) {
	const out = new Array(divisor.length).fill(0);
	for (const byte of data) {
		const factor = byte ^ out.shift();
		out.push(0);
		divisor.forEach((part, i) => (out[i] ^= times(part, factor)));
	}
	return out;
}

/* The bytes as they are laid out: mode, length, data, filling; cut into blocks, corrected, interleaved. */
function codewords(bytes, version) {
	const room = data_bytes(version);
	const bits = [];
	const put = (value, count) => {
		for (let i = count - 1; i >= 0; i--)
			bits.push((value >> i) & 1);
	};
	put(4, 4);
	put(bytes.length, length_bits(version));
	bytes.forEach((byte) => put(byte, 8));
	put(0, Math.min(4, room * 8 - bits.length));
	put(0, (8 - (bits.length % 8)) % 8);
	for (let filling = 0xec; bits.length < room * 8; filling ^= 0xec ^ 0x11)
		put(filling, 8);
	const data = Array.from({ length: room }, (_, i) => bits.slice(8 * i, 8 * i + 8).reduce((byte, bit) => (byte << 1) | bit, 0));
	const total = Math.floor(raw_bits(version) / 8);
	const short_length = Math.floor(total / BLOCKS[version]) - ECC[version];
	const short_count = BLOCKS[version] - (total % BLOCKS[version]);
	const divisor = divisor_of(ECC[version]);
	let at = 0;
	const blocks = Array.from({ length: BLOCKS[version] }, (_, i) => {
		const part = data.slice(at, (at += short_length + (i < short_count ? 0 : 1)));
		return { part, correction: remainder_of(part, divisor) };
	});
	const out = [];
	for (let i = 0; i <= short_length; i++)
		blocks.forEach(({ part }) => i < part.length && out.push(part[i]));
	for (let i = 0; i < ECC[version]; i++)
		blocks.forEach(({ correction }) => out.push(correction[i]));
	return out;
}

/* The modules; `fixed` those that are no data. */
class Grid {
	constructor(version) {
		this.version = version;
		this.size = 17 + 4 * version;
		this.dark = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
		this.fixed = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
	}

	set(x, y, dark) {
		if (x < 0 || y < 0 || x >= this.size || y >= this.size)
			return;
		this.dark[y][x] = dark;
		this.fixed[y][x] = true;
	}

	patterns() {
		const { size, version } = this;
		for (let i = 0; i < size; i++) {
			this.set(6, i, i % 2 === 0);
			this.set(i, 6, i % 2 === 0);
		}
		for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]])
			this.square(x, y, 4, (ring) => ring !== 2 && ring !== 4);
		const places = this.alignment();
		places.forEach((x, i) => places.forEach((y, j) => {
			const corner = (i === 0 && j === 0) || (i === 0 && j === places.length - 1) || (i === places.length - 1 && j === 0);
			if (!corner)
				this.square(x, y, 2, (ring) => ring !== 1);
		}));
		this.format(0);
		if (version >= 7)
			this.version_bits();
	}

	square(x, y, most, dark_at) {
		for (let dy = -most; dy <= most; dy++)
			for (let dx = -most; dx <= most; dx++)
				this.set(x + dx, y + dy, dark_at(Math.max(Math.abs(dx), Math.abs(dy))));
	}

	alignment() {
		if (this.version === 1)
			return [];
		const count = Math.floor(this.version / 7) + 2;
		const step = Math.ceil((this.size - 13) / (2 * count - 2)) * 2;
		const places = [6];
		for (let place = this.size - 7; places.length < count; place -= step)
			places.splice(1, 0, place);
		return places;
	}

	format(mask) {
		const data = (LEVEL_M << 3) | mask;
		let rest = data;
		for (let i = 0; i < 10; i++)
			rest = (rest << 1) ^ ((rest >> 9) * 0x537);
		const bits = ((data << 10) | rest) ^ 0x5412;
		const bit = (i) => ((bits >> i) & 1) === 1;
		for (let i = 0; i <= 5; i++)
			this.set(8, i, bit(i));
		this.set(8, 7, bit(6));
		this.set(8, 8, bit(7));
		this.set(7, 8, bit(8));
		for (let i = 9; i < 15; i++)
			this.set(14 - i, 8, bit(i));
		for (let i = 0; i < 8; i++)
			this.set(this.size - 1 - i, 8, bit(i));
		for (let i = 8; i < 15; i++)
			this.set(8, this.size - 15 + i, bit(i));
		this.set(8, this.size - 8, true);
	}

	version_bits() {
		let rest = this.version;
		for (let i = 0; i < 12; i++)
			rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
		const bits = (this.version << 12) | rest;
		for (let i = 0; i < 18; i++) {
			const dark = ((bits >> i) & 1) === 1;
			this.set(this.size - 11 + (i % 3), Math.floor(i / 3), dark);
			this.set(Math.floor(i / 3), this.size - 11 + (i % 3), dark);
		}
	}

	/* Two columns at a time, upwards and downwards in turn, from the right; the timing column is left out. */
	fill(bytes) {
		let i = 0;
		for (let right = this.size - 1; right >= 1; right -= 2) {
			if (right === 6)
				right = 5;
			for (let n = 0; n < this.size; n++)
				for (const x of [right, right - 1]) {
					const y = ((right + 1) & 2) === 0 ? this.size - 1 - n : n;
					if (!this.fixed[y][x] && i < bytes.length * 8) {
						this.dark[y][x] = ((bytes[i >> 3] >> (7 - (i & 7))) & 1) === 1;
						i++;
					}
				}
		}
	}

	mask(n) {
		for (let y = 0; y < this.size; y++)
			for (let x = 0; x < this.size; x++)
				this.dark[y][x] = this.dark[y][x] !== (!this.fixed[y][x] && MASKS[n](x, y));
		this.format(n);
	}

	/* How hard it is to read: long runs of one colour, and too much of one. */
	badness() {
		let sum = 0;
		const run = (at) => {
			let length = 0;
			for (let i = 0; i < this.size; i++) {
				length = i > 0 && at(i) === at(i - 1) ? length + 1 : 1;
				sum += length === 5 ? 3 : length > 5 ? 1 : 0;
			}
		};
		for (let n = 0; n < this.size; n++) {
			run((i) => this.dark[n][i]);
			run((i) => this.dark[i][n]);
		}
		const dark = this.dark.flat().filter(Boolean).length / this.size ** 2;
		return sum + Math.floor(Math.abs(dark - 0.5) * 20) * 10;
	}
}

/* The code of a text's bytes (UTF-8): rows of booleans, true for dark; null where it is too long. */
export function qr_modules(text) {
	const bytes = [...new TextEncoder().encode(text)];
	let version = 1;
	while (version <= VERSION_MOST && 4 + length_bits(version) + 8 * bytes.length > data_bytes(version) * 8)
		version++;
	if (version > VERSION_MOST)
		return null;
	const data = codewords(bytes, version);
	const grids = MASKS.map((_, n) => {
		const grid = new Grid(version);
		grid.patterns();
		grid.fill(data);
		grid.mask(n);
		return grid;
	});
	return grids.reduce((best, grid) => (grid.badness() < best.badness() ? grid : best)).dark;
}
