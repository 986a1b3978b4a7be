/*
 * verify.js - is this certificate genuine? The same steps in the same order as certificates/verify.c, without a server.
 *
 * docs/certificates.md has the format: https://HOST/v/ID#1TOKEN, TOKEN is the base32 of a canonical CBOR map and an Ed25519 signature
 * over "TSCERT1" 0 ID 0 CBOR. The answer's members are those of `touchstone verify --format json`.
 */
import { verify as verifySignature } from "./ed25519.js";

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ADDRESS_MAX = 4096;
const TOKEN_BYTES_MAX = 1536 + 64;
const SIGNATURE_BYTES = 64;
const KEY_ID_BYTES = 5;
const HEAD_BYTES = 32;
const CLAIM_MAX = 240;
const DAY_MAX = 200000;
const ID = /^[A-Z0-9]{1,8}-(?:[0-9]{4}|[1-9][0-9]{4,5})-[0-9A-HJKMNP-TV-Z]{8}$/;
const HOST = /^(?![.-])[a-z0-9.-]{1,253}(?::[0-9]{1,5})?$/;
const ADDRESS = /^https:\/\/([^/]*)\/v\/([^?#]*)(?:\?[^#]*)?#1([0-9A-HJKMNP-TV-Z]+)(?:[&?#].*)?$/s;
const REFUSED = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/;
const MEMBERS = { 2: "holder", 3: "event", 4: "contest", 5: "award", 7: "unit", 8: "score", 9: "stage" };
const NEEDED = ["key", "holder", "event", "contest", "award", "day"], OPTIONAL = ["unit", "score"];
const NEEDED_OF_LIST = ["key", "event", "contest", "stage", "head", "time"];

/* Base32 to bytes; null where it is not canonical. */
export function base32Decode(text) {
	const length = Math.floor((text.length * 5) / 8);
	if (Math.ceil((length * 8) / 5) !== text.length) return null;
	const out = new Uint8Array(length);
	let held = 0, bits = 0, at = 0;
	for (const c of text) {
		const value = DIGITS.indexOf(c);
		if (value < 0) return null;
		held = ((held << 5) | value) & 0xfff;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			out[at++] = (held >> bits) & 0xff;
		}
	}
	return (held & ((1 << bits) - 1)) === 0 ? out : null;
}

export function base32Encode(bytes) {
	let out = "", held = 0, bits = 0;
	for (const byte of bytes) {
		held = ((held << 8) | byte) & 0xfff;
		for (bits += 8; bits >= 5; bits -= 5) out += DIGITS[(held >> (bits - 5)) & 31];
	}
	return bits ? out + DIGITS[(held << (5 - bits)) & 31] : out;
}

/* An address to {host, id, token}; null where it is none. */
export function parseAddress(text) {
	const found = ADDRESS.exec(text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""));
	if (!found || new TextEncoder().encode(found[0]).length > ADDRESS_MAX) return null;
	const [, host, id, digits] = found, token = base32Decode(digits);
	if (!HOST.test(host) || !ID.test(id) || !token || !token.length || token.length > TOKEN_BYTES_MAX) return null;
	return { host, id, token };
}

/* Reads CBOR heads in their shortest form; throws at anything else. */
class Reader {
	constructor(bytes) {
		this.bytes = bytes;
		this.at = 0;
	}

	head(major) {
		const first = this.bytes[this.at++];
		if (first === undefined || first >> 5 !== major) throw new Error("another type");
		const info = first & 31;
		if (info < 24) return info;
		if (info > 26) throw new Error("a longer head");
		const raw = this.take(1 << (info - 24));
		const value = raw.reduce((n, byte) => n * 256 + byte, 0);
		if (value < [24, 0x100, 0x10000][info - 24]) throw new Error("not the shortest");
		return value;
	}

	take(length) {
		if (length > this.bytes.length - this.at) throw new Error("too short");
		this.at += length;
		return this.bytes.subarray(this.at - length, this.at);
	}

	text() {
		const raw = this.take(this.head(3));
		const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
		if (raw.length < 1 || raw.length > CLAIM_MAX || REFUSED.test(text)) throw new Error("a text that may not stand");
		return text;
	}
}

function readClaims(bytes) {
	const reader = new Reader(bytes), claims = {};
	const count = reader.head(5);
	let last = -1;
	for (let i = 0; i < count; i++) {
		const key = reader.head(0);
		if (key <= last) throw new Error("keys do not ascend");
		last = key;
		if (key === 0) {
			if (reader.head(2) !== KEY_ID_BYTES) throw new Error("the key id's length");
			claims.key = base32Encode(reader.take(KEY_ID_BYTES));
		} else if (key === 6) {
			claims.day = reader.head(0);
			if (claims.day > DAY_MAX) throw new Error("the day");
		} else if (key === 10) {
			if (reader.head(2) !== HEAD_BYTES) throw new Error("the head's length");
			claims.head = Array.from(reader.take(HEAD_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join("");
		} else if (key === 11) {
			claims.time = reader.head(0);
		} else if (MEMBERS[key]) {
			claims[MEMBERS[key]] = reader.text();
		} else {
			throw new Error("an unknown key");
		}
	}
	if (reader.at !== bytes.length) throw new Error("something follows");
	const needed = claims.stage === undefined ? NEEDED : NEEDED_OF_LIST;
	const optional = claims.stage === undefined ? OPTIONAL : [];
	if (needed.some((name) => claims[name] === undefined)) throw new Error("something lacks");
	if (Object.keys(claims).some((name) => !needed.includes(name) && !optional.includes(name))) throw new Error("too much");
	return claims;
}

/* A token's claims; null where it holds none. */
export function tokenClaims(token) {
	if (token.length <= SIGNATURE_BYTES) return null;
	try {
		return readClaims(token.subarray(0, token.length - SIGNATURE_BYTES));
	} catch {
		return null;
	}
}

function signedMessage(id, cbor) {
	const head = new TextEncoder().encode(`TSCERT1\0${id}\0`);
	const out = new Uint8Array(head.length + cbor.length);
	out.set(head);
	out.set(cbor, head.length);
	return out;
}

const hexBytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const timeOf = (seconds) => new Date(seconds * 1000).toISOString().replace(".000", "");
const dateOf = (day) => new Date(day * 86400000).toISOString().slice(0, 10);

/*
 * The answer for an address. `keys` and `revoked` are what keys.json and revoked.json hold. `options.anyHost`: the page itself
 * was served from the address's host, so that it need not be one of the issuer's list (an archive may have moved).
 * `options.check` stands in for the signature check in tests.
 */
export async function verifyText(text, keys, revoked = { revoked: [] }, options = {}) {
	const address = parseAddress(text), claims = address && tokenClaims(address.token);
	if (!claims) return { verdict: "unreadable", id: null, key: null };
	const { id, token } = address, answer = { verdict: "not_genuine", id, key: claims.key };
	const key = keys.keys.find((k) => k.id === claims.key);
	if (!key) return { ...answer, verdict: "unknown_issuer" };
	const split = token.length - SIGNATURE_BYTES;
	const check = options.check ?? verifySignature;
	const good = await check(hexBytes(key.public), token.subarray(split), signedMessage(id, token.subarray(0, split)));
	const hosts = key.hosts ?? [], date = claims.stage ? timeOf(claims.time).slice(0, 10) : dateOf(claims.day);
	if (!good || (!options.anyHost && hosts.length && !hosts.includes(address.host)) || (key.void && date >= key.void))
		return answer;
	const { holder, event, contest, award, unit = null, score = null, stage, head } = claims;
	const found = stage
		? { ...answer, issuer: key.name, event, contest, stage, head, time: timeOf(claims.time) }
		: { ...answer, issuer: key.name, holder, event, contest, award, date, unit, score };
	const entry = revoked.revoked.find((r) => r.id === id);
	if (!entry) return { ...found, verdict: "valid" };
	return {
		...found, verdict: "revoked", since: entry.since,
		reason: entry.reason || null, replaced_by: entry.replaced_by || null,
	};
}
