/*
 * sheet_code.js - a sheet as a QR code, or several in turn, for where there is no network: what the tablet would send, under its
 * key, with a proof that it was made with the judge's card (judges/sheet_code.h). And the other way: parts into a whole again. Pure.
 */
import { blake2b } from "./blake2b.js";
import { QR_MOST } from "./qr.js";

const BEGIN = "TS1.";
const PART = /^TSQ([0-9a-f]{4}):(\d+)\/(\d+):([^]*)$/;
const PART_HEAD = 16; /* bytes of "TSQabcd:10/12:" at most */

function bytes_of(words) {
	return new TextEncoder().encode(words);
}

function bytes_of_hex(hex) {
	return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

/* A token as it stands on the card, whatever way it was typed (judges/cards.h). */
function token_plain(token) {
	return token.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
}

/* The whole text of a sheet: `params` are the request's, key and all. */
export function sheet_code(event, judge, token, params) {
	const plain = JSON.stringify({ event, judge, ...params }).replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
	const key = bytes_of_hex(blake2b(bytes_of(token_plain(token)), 32));
	return `${BEGIN}${blake2b(bytes_of(plain), 16, key)}.${plain}`;
}

/* A text in parts that each fit into a code: `size` characters each. */
export function code_parts(whole, size = QR_MOST - PART_HEAD) {
	const count = Math.ceil(whole.length / size);
	const id = blake2b(bytes_of(whole), 2);
	return Array.from({ length: count }, (_, i) => `TSQ${id}:${i + 1}/${count}:${whole.slice(i * size, (i + 1) * size)}`);
}

/* Collects parts, in any order and however often; `add(text)` gives {whole} once all of one are there, {have, count} before, null for anything else. */
export class CodeParts {
	constructor() {
		this.parts = new Map();
	}

	add(words) {
		const found = PART.exec(words);
		if (!found)
			return null;
		const [, id, n, count, part] = found;
		const name = `${id}/${count}`;
		const list = this.parts.get(name) ?? new Map();
		this.parts.set(name, list.set(Number(n), part));
		if (list.size < Number(count))
			return { have: list.size, count: Number(count) };
		this.parts.delete(name);
		return { whole: Array.from({ length: Number(count) }, (_, i) => list.get(i + 1)).join("") };
	}
}
