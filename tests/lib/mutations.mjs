/*
 * A valid certificate's address spoilt in every way that one can think of: bits, lengths, numbers and tokens of others, other keys,
 * base32 and CBOR that a careless reader would take. All are to be refused. The same ones each time.
 */
import { createHash, createPrivateKey, createPublicKey, sign as node_sign } from "node:crypto";
import { base32Decode, base32Encode, parseAddress } from "../../certificates/web/verify.js";

/* Deterministic numbers (mulberry32), so that a failure comes again. */
export function random(seed) {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return (t ^ (t >>> 14)) >>> 0;
	};
}

/* A key of the tests' own: {entry: as keys.json has it, id: its 5 bytes, address(host, id, cbor)}. */
export function signer(n) {
	const key = createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, n)]), format: "der", type: "pkcs8" });
	const raw = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32), id = createHash("sha256").update(raw).digest().subarray(0, 5);
	return {
		id,
		entry: { id: base32Encode(id), public: raw.toString("hex"), name: `signer ${n}`, hosts: [], created: "2018-01-01", retired: null, void: null },
		address(host, number, cbor) {
			const said = Buffer.concat([Buffer.from(`TSCERT1\0${number}\0`), cbor]);
			return `https://${host}/v/${number}#1${base32Encode(Buffer.concat([cbor, node_sign(null, said, key)]))}`;
		},
	};
}

/* A CBOR head as short as possible, or (wide) as long as wanted. */
function head(major, n, wide = 0) {
	if (!wide && n < 24)
		return Buffer.from([(major << 5) | n]);
	const bytes = wide || (n < 0x100 ? 1 : n < 0x10000 ? 2 : 4), out = Buffer.alloc(1 + bytes);
	out[0] = (major << 5) | (23 + [1, 2, 4].indexOf(bytes) + 1);
	out.writeUIntBE(n, 1, bytes);
	return out;
}

const text = (value, wide) => Buffer.concat([head(3, Buffer.byteLength(value), wide), Buffer.from(value)]);

/* What a certificate says, as [key, value in CBOR]. */
function claims(key_id) {
	return [[0, Buffer.concat([head(2, 5), key_id])], [2, text("王秀英")], [3, text("永康市职工技能比武")], [4, text("模具工")], [5, text("一等奖")], [6, head(0, 17643)], [8, text("92.35")]];
}

const map = (pairs, open = head(5, pairs.length)) => Buffer.concat([open, ...pairs.flatMap(([key, value]) => [Buffer.isBuffer(key) ? key : head(0, key), value])]);

/* As it should be: the other spellings differ from this one only. */
export const canonical = (key_id) => map(claims(key_id));

/* A spelling of the same, or of nearly the same, that no reader may take. */
function misspelt(key_id, next) {
	const pairs = claims(key_id), any = next() % pairs.length, wide = [1, 2, 4][next() % 3], words = [1, 2, 3, 4, 6][next() % 5];
	const put = (n, value) => map(pairs.map((pair, i) => (i === n ? [pair[0], value] : pair)));
	const bad_texts = ["", "x".repeat(241), "a\u0000b", "a\nb", "a\u007fb", "a\u0085b", "a\u2028b", "a\u202eb", "a\u2066b", "\ufeffa"];
	const bad_days = [head(0, 200001), head(0, 17643, 4), head(1, 5), Buffer.from("f94000", "hex"), Buffer.from("fb40d13ac000000000", "hex"), Buffer.from("f6", "hex"), text("17643"), Buffer.from("1b00000000000044eb", "hex")];
	const ways = [
		() => map(pairs, head(5, pairs.length, wide)),
		() => map(pairs.map((pair, i) => (i === any ? [head(0, pair[0], wide), pair[1]] : pair))),
		() => put(words, text("模具工", wide)),
		() => map([...pairs.slice(0, any), ...pairs.slice(any).reverse()].map((pair, i, all) => (any === pairs.length - 1 ? all.at(-1 - i) : pair))),
		() => map([...pairs.slice(0, any + 1), ...pairs.slice(any)]),
		() => map(pairs.filter((_, i) => i !== any % 6)),
		() => map(pairs.filter((_, i) => i !== any), head(5, pairs.length)),
		() => map(pairs).subarray(0, -1 - any),
		() => map([...pairs, [9 + (next() % 40), text("x")]]),
		() => map([pairs[0], [1, text("x")], ...pairs.slice(1)]),
		() => Buffer.concat([map(pairs, Buffer.from([0xbf])), Buffer.from([0xff])]),
		() => put(words, Buffer.concat([Buffer.from([0x7f]), text("模具"), text("工"), Buffer.from([0xff])])),
		() => Buffer.concat([map(pairs), Buffer.alloc(1 + (next() % 3), next())]),
		() => put(words, Buffer.concat([head(2, 3), Buffer.from("abc")])),
		() => Buffer.concat([Buffer.from("d9d9f7", "hex"), map(pairs)]),
		() => put(words, Buffer.concat([Buffer.from([0xc0]), text("x")])),
		() => put(5, bad_days[next() % bad_days.length]),
		() => put(words, text(bad_texts[next() % bad_texts.length])),
		() => put(words, Buffer.concat([head(3, 2), Buffer.from([[0xc3, 0x28], [0xc0, 0x80], [0xff, 0x41], [0xe4, 0xb8]][next() % 4])])),
		() => put(0, Buffer.concat([head(2, 4), key_id.subarray(0, 4)])),
		() => put(0, Buffer.concat([head(2, 6), key_id, Buffer.from([0])])),
		() => put(0, text("abcde")),
		() => map(pairs.map(([key, value]) => [text(String(key)), value])),
		() => Buffer.concat(claims(key_id).map(([, value]) => value)),
	];
	const made = ways[next() % ways.length]();
	return made.equals(canonical(key_id)) ? null : made;
}

/* One way to spoil a text of digits: as a careless decoder would read the same out of it, or nearly. */
function miscounted(address, next) {
	const at = address.indexOf("#") + 2, token = address.slice(at), pick = next() % token.length;
	const swaps = { 0: "O", 1: next() % 2 ? "I" : "L", V: "U" }, last = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(token.at(-1));
	return address.slice(0, at) + [
		() => token.toLowerCase(),
		() => token.replace(/[01V]/, (digit) => swaps[digit]),
		() => `${token}0`,
		() => `${token}=`,
		() => `${token.slice(0, pick)}-${token.slice(pick)}`,
		() => `${token.slice(0, pick)} ${token.slice(pick)}`,
		() => token.slice(0, -1) + "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[last ^ 1],
		() => `0${token}`,
	][next() % 8]();
}

/*
 * `count` spoilt addresses made of `address` and of `other`, a valid one too; what is misspelt is signed by `known`, a signer whose key
 * the verifiers know, or by `stranger`, whose key they do not.
 */
export function mutations(address, other, { known, stranger, seed, count }) {
	const next = random(seed), lines = [], token = address.indexOf("#") + 2;
	const { host, id } = parseAddress(address), cbor = Buffer.from(base32Decode(address.slice(token))).subarray(0, -64);
	const ways = [
		(at) => [at, String.fromCharCode(address.charCodeAt(at) ^ (1 << (next() % 7)))],
		(at) => [at, "", address.length],
		(at, in_token) => [in_token, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[next() % 32]],
		(at, in_token) => [in_token, address[in_token].toLowerCase()],
		(at) => [at, ""],
		(at) => [at, address[at], 0],
	];
	const whole = [
		() => address.replace(/-[0-9A-Z]{8}#/, `-${base32Encode(Uint8Array.from({ length: 5 }, next))}#`),
		() => address.slice(0, token) + other.slice(other.indexOf("#") + 2),
		() => other.slice(0, other.indexOf("#") + 2) + address.slice(token),
		() => stranger.address(host, id, cbor),
		() => stranger.address(host, id, canonical(next() % 2 ? stranger.id : known.id)),
		() => miscounted(address, next),
	];
	while (lines.length < count) {
		const at = next() % address.length, in_token = token + (next() % (address.length - token)), dice = next() % 20;
		let made;
		if (dice < 12) {
			const [where, put, n = 1] = ways[dice % ways.length](at, in_token);
			made = address.slice(0, where) + put + address.slice(where + n);
		} else if (dice < 16) {
			made = whole[next() % whole.length]();
		} else {
			const spelt = misspelt(known.id, next);
			made = spelt && known.address(host, id, spelt);
		}
		if (made !== null && made !== address && made !== other && !/[\r\n]/.test(made))
			lines.push(made);
	}
	return lines;
}
