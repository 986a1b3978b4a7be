/*
 * A sheet as a QR code, taken in at the desk: the judge's own, proved by the card, once with what the tablet sends itself later. The
 * codes that the tablet draws are read by another program.
 */
import zlib from "node:zlib";
import { test, assert, end } from "../lib/check.mjs";
import { Hub } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";
import { CodeParts, code_parts, sheet_code } from "../../judges/web/sheet_code.js";
import { QR_MOST, qr_modules } from "../../judges/web/qr.js";

const hub = await Hub.start(demo_event());
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const steward = await Client.open(hub, { token: cards.steward });
await chief.ask("phase", { contest: "mould", stage: "prelim", phase: "open", key: "open" });
const sheet = (competitor, key, more = {}) => ({ contest: "mould", stage: "prelim", module: "practical", competitor, attempt: 1, version: 1,
	marks: { A1: "8.5", A2: "9" }, penalties: { late: "1" }, key, ...more });
const code = (params, judge = "j1", token = cards[judge], event = "demo") => ({ text: sheet_code(event, judge, token, params) });

function crc_of(data) {
	let crc = ~0;
	for (const byte of data) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++)
			crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc >>> 0;
}

/* A picture of a code, as PNG: 4 px a module. */
function png_of(words) {
	const modules = qr_modules(words);
	const size = 4 * (modules.length + 8);
	const rows = Array.from({ length: size }, (_, y) => [0, ...Array.from({ length: size }, (_, x) => (modules[Math.floor(y / 4) - 4]?.[Math.floor(x / 4) - 4] ? 0 : 255))]);
	const chunk = (name, data) => {
		const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
		const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
		length.writeUInt32BE(data.length);
		crc.writeUInt32BE(crc_of(body));
		return Buffer.concat([length, body, crc]);
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(size, 0);
	head.writeUInt32BE(size, 4);
	head.set([8, 0, 0, 0, 0], 8);
	return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", zlib.deflateSync(Buffer.from(rows.flat()))), chunk("IEND", Buffer.alloc(0))]);
}

await test("codes of every length are read by another program", async () => {
	for (const length of [1, 14, 60, 120, 200, 290, QR_MOST]) {
		const words = Array.from({ length }, (_, i) => String.fromCharCode(33 + ((i * 7 + length) % 90))).join("");
		assert.deepEqual((await chief.ask("codes", { data: png_of(words).toString("base64") })).texts, [words]);
	}
	assert.equal(qr_modules("x".repeat(QR_MOST + 1)), null);
});

await test("a sheet comes in by pictures of its parts, in any order", async () => {
	const { text } = code(sheet("001", "t-1", { marks: { A1: "8.5", A2: "9" }, penalties: {} }));
	const parts = code_parts(text, 90);
	assert.equal(parts.length, 3);
	const collected = new CodeParts();
	let whole = null;
	for (const part of [...parts].reverse())
		for (const found of (await steward.ask("codes", { data: png_of(part).toString("base64") })).texts)
			whole = collected.add(found).whole ?? whole;
	assert.equal(whole, text);
	const receipt = await steward.ask("scan", { text: whole });
	assert.deepEqual([receipt.repeated, receipt.version], [false, 1]);
	const { entries } = await chief.ask("history", { kind: "sheet" });
	assert.deepEqual([entries[0].by, entries[0].data.judge, entries[0].data.scanned], ["j1", "j1", "steward"]);
	/* and again, and by the tablet itself, which knows nothing of it */
	assert.equal((await chief.ask("scan", { text: whole })).repeated, true);
	const tablet = await Client.open(hub, { token: cards.j1 });
	const own = await tablet.ask("sheet", sheet("001", "t-1", { marks: { A1: "8.5", A2: "9" }, penalties: {} }));
	assert.deepEqual([own.repeated, own.seq, own.hash], [true, receipt.seq, receipt.hash]);
	assert.equal(await tablet.refused("sheet", sheet("001", "t-1", { marks: { A1: "9", A2: "9" }, penalties: {} })), "repeated");
	await tablet.close();
});

await test("sent by the tablet first, the code adds nothing", async () => {
	const tablet = await Client.open(hub, { token: cards.j1 });
	const own = await tablet.ask("sheet", sheet("002", "t-2"));
	const scanned = await chief.ask("scan", code(sheet("002", "t-2")));
	assert.deepEqual([scanned.repeated, scanned.seq], [true, own.seq]);
	assert.equal(await tablet.refused("sheet", sheet("003", "t-3", { scanned: "chief" })), "invalid");
	await tablet.close();
});

await test("a code that proves nothing is refused", async () => {
	const good = code(sheet("003", "t-4"));
	assert.equal(await chief.refused("scan", { text: good.text.replace('"8.5"', '"9.5"') }), "not_signed_in");
	assert.equal(await chief.refused("scan", code(sheet("003", "t-4"), "j1", cards.j2)), "not_signed_in");
	assert.equal(await chief.refused("scan", code(sheet("003", "t-4"), "j1", cards.j1, "other")), "invalid");
	assert.equal(await chief.refused("scan", code(sheet("003", "t-4"), "nobody", cards.j1)), "unknown_person");
	assert.equal(await chief.refused("scan", { text: good.text.slice(0, -3) }), "invalid");
	assert.equal(await chief.refused("scan", { text: "TS1" }), "invalid");
	const tablet = await Client.open(hub, { token: cards.j1 });
	assert.equal(await tablet.refused("scan", good), "not_allowed");
	assert.equal(await tablet.refused("codes", { data: "AAAA" }), "not_allowed");
	await tablet.close();
	await chief.ask("card", { person: "j1", key: "card-1" });
	assert.equal(await chief.refused("scan", good), "not_signed_in");
});

await test("a picture that is none is refused", async () => {
	assert.equal(await chief.refused("codes", { data: "%%%" }), "invalid");
	assert.equal(await chief.refused("codes", { data: Buffer.from("GIF89a, not a picture that is read").toString("base64") }), "unsupported");
	assert.equal(await chief.refused("codes", { data: png_of("x").subarray(0, 60).toString("base64") }), "not_found");
});

await hub.clean();
end();
