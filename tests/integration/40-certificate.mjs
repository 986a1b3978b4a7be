/* A certificate from its award to a scanned code: printed, drawn at four resolutions, spoilt, read by two decoders, and verified by all verifiers. */
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { PROGRAM, ROOT, run, temporary_folder } from "../lib/hub.mjs";
import { blot, blur, crop, draw, rotate, write } from "../lib/picture.mjs";
import { base32Encode, verifyText } from "../../certificates/web/verify.js";
import { canonical, mutations, signer } from "../lib/mutations.mjs";
import { zxing } from "../lib/zxing.mjs";
import { verify, verifyByHand } from "../../certificates/web/ed25519.js";
import { TEXTS } from "../../certificates/web/texts.js";

const dir = temporary_folder();
const file = (name) => path.join(dir, name);
const event = path.join(ROOT, "tests/data/certificates/event.json");
const marks = path.join(ROOT, "tests/data/certificates/marks.csv");
const HOST = "cert.example.org";
const env = { ...process.env, TOUCHSTONE_KEY_PASSPHRASE: "a horse" };
const common = ["--key", file("key"), "--host", HOST];

/* Runs the program; what it prints, or an exception with what it says. */
async function done(words) {
	const { code, out, err } = await run(words, { env });
	assert.equal(code, 0, err);
	return out;
}

function decode(picture) {
	const { stdout } = spawnSync("zbarimg", ["--nodbus", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", picture], { encoding: "utf8" });
	return stdout.trim();
}

await done(["key", "new", file("key"), "--name", "永康市总工会", "--host", HOST, "--keys", file("keys.json")]);
await done(["key", "new", file("other"), "--name", "Somebody else", "--keys", file("others.json")]);
const keys = JSON.parse(fs.readFileSync(file("keys.json"), "utf8"));
await done(["certificate", "page", event, marks, "--contest", "mould", "--competitor", "001", ...common, "--out", file("one.pdf")]);
const address = decode_pdf(file("one.pdf"), 300);

/* What both decoders make of a picture. */
async function decode_twice(picture) {
	write(file("spoilt.pgm"), picture);
	return { zbar: decode(file("spoilt.pgm")), zxing: await zxing(picture) };
}

const twice = { zbar: address, zxing: address };

function decode_pdf(pdf, dpi) {
	write(file("page.pgm"), draw(pdf, dpi));
	return decode(file("page.pgm"));
}

await test("a service manager hands over the open key; nobody else may", async () => {
	const folder = temporary_folder();
	const open = await done(["key", "open", file("key")]);
	for (const place of [file("open"), path.join(folder, "touchstone-key")])
		fs.writeFileSync(place, open);
	const without = { ...process.env, CREDENTIALS_DIRECTORY: folder };
	const word = ["certificate", "page", event, marks, "--contest", "mould", "--competitor", "001", "--host", HOST, "--out"];
	const handed = await run([...word, file("handed.pdf")], { env: without });
	assert.equal(handed.code, 0, handed.err);
	const verdict = await run(["verify", file("handed.pdf"), "--keys", file("keys.json")], { env });
	assert.equal(verdict.code, 0, verdict.out);
	const taken = await run([...word, file("taken.pdf"), "--key", file("open")], { env: without });
	assert.equal(taken.code, 1);
	assert.match(taken.err, /an open one is taken only from \$CREDENTIALS_DIRECTORY/);
	fs.rmSync(folder, { recursive: true });
});

await test("the page holds a signed address", async () => {
	assert.match(address, /^https:\/\/cert\.example\.org\/v\/YONG2018-0001-[0-9A-HJKMNP-TV-Z]{8}#1[0-9A-HJKMNP-TV-Z]+$/);
	assert.ok(fs.statSync(file("one.pdf")).size <= 32768);
});

for (const dpi of [150, 200, 300, 600])
	await test(`it is read at ${dpi} dpi`, async () => assert.deepEqual(await decode_twice(draw(file("one.pdf"), dpi)), twice));

/* The code's corner of the page, with room around it. */
const corner = crop(draw(file("one.pdf"), 300), 0.08, 0.62, 0.3, 0.95);
const centre = [corner.width * 0.415, corner.height * 0.475];
const spoilt = {
	"turned by 7 degrees": rotate(corner, 7),
	"blurred": blur(corner, 1),
	"stained by 5 %": blot(corner, ...centre, Math.sqrt(0.05 / Math.PI) * 65 * 5),
};
for (const [name, picture] of Object.entries(spoilt))
	await test(`it is read when ${name}`, async () => assert.deepEqual(await decode_twice(picture), twice));

await test("it is read from a JPEG of quality 60", async () => {
	execFileSync("pdftoppm", ["-jpeg", "-jpegopt", "quality=60", "-r", "200", "-singlefile", file("one.pdf"), file("jpeg")]);
	assert.deepEqual({ zbar: decode(file("jpeg.jpg")), zxing: await zxing(fs.readFileSync(file("jpeg.jpg"))) }, twice);
});

async function by_program(lines, words = []) {
	const { stdout, stderr } = spawnSync(PROGRAM, ["verify", "-", ...(words.includes("--keys") ? [] : ["--keys", file("keys.json")]), "--format", "json", ...words],
		{ input: lines.map((line) => `${line}\n`).join(""), encoding: "utf8", maxBuffer: 1 << 28, env });
	assert.equal(stderr, "");
	return stdout.trim().split("\n").map((line) => JSON.parse(line));
}

await test("all verifiers say the same of it, in every member", async () => {
	const [answer] = await by_program([address]);
	const { text, ...members } = answer;
	assert.equal(members.verdict, "valid");
	assert.equal(members.holder, "王秀英");
	assert.deepEqual(await verifyText(address, keys), members);
	assert.deepEqual(await verifyText(address, keys, undefined, { check: verifyByHand }), members);
	for (const [language, words] of Object.entries(TEXTS))
		assert.ok(text[language].toLowerCase().endsWith(words.sentences.valid.toLowerCase()), language);
});

await test("the program reads the PDF and pictures of it", async () => {
	execFileSync("pdftoppm", ["-png", "-r", "200", "-singlefile", file("one.pdf"), file("picture")]);
	const out = await done(["verify", file("one.pdf"), file("picture.png"), address, "--keys", file("keys.json"), "--format", "json"]);
	assert.deepEqual(out.trim().split("\n").map((line) => JSON.parse(line).verdict), ["valid", "valid", "valid"]);
	const { code } = await run(["verify", event, "--keys", file("keys.json")], { env });
	assert.equal(code, 1);
});

await test("what apps append does no harm", async () => {
	const [before, after] = address.split("#");
	const lines = [`${address}&appinstall=0`, `${address}?from=timeline`, `${before}?from=singlemessage&isappinstalled=0#${after}`, `  ${address}\t`];
	for (const [n, answer] of (await by_program(lines)).entries()) {
		assert.equal(answer.verdict, "valid", lines[n]);
		assert.equal((await verifyText(lines[n], keys)).verdict, "valid", lines[n]);
	}
});

await test("10,000 mutations are refused, by all verifiers with the same answer", async () => {
	await done(["certificate", "page", event, marks, "--contest", "mould", "--competitor", "002", ...common, "--out", file("two.pdf")]);
	const known = signer(1), every = { ...keys, keys: [...keys.keys, known.entry] };
	fs.writeFileSync(file("every.json"), JSON.stringify(every));
	const lines = mutations(address, decode_pdf(file("two.pdf"), 300), { known, stranger: signer(2), seed: 20181121, count: 10000 });
	/* What is misspelt is refused for its spelling: spelt as it should be it is valid. */
	const [control, ...answers] = await by_program([known.address(HOST, "YONG2018-0001-00000000", canonical(known.id)), ...lines], ["--keys", file("every.json")]);
	assert.equal(control.verdict, "valid");
	assert.equal(answers.length, lines.length);
	const counts = {};
	for (const [n, { text, ...answer }] of answers.entries()) {
		assert.ok(text && !["valid", "revoked"].includes(answer.verdict), lines[n]);
		assert.deepEqual(await verifyText(lines[n], every), answer, lines[n]);
		counts[answer.verdict] = (counts[answer.verdict] ?? 0) + 1;
		if (answer.verdict === "not_genuine" && counts.not_genuine <= 100)
			assert.deepEqual(await verifyText(lines[n], every, undefined, { check: verifyByHand }), answer, lines[n]);
	}
	for (const verdict of ["unreadable", "not_genuine", "unknown_issuer"])
		assert.ok(counts[verdict] > 200, JSON.stringify(counts));
});

await test("another key, another host, another spelling of the CBOR", async () => {
	await done(["certificate", "page", event, marks, "--contest", "mould", "--competitor", "001", "--key", file("other"), "--host", HOST, "--out", file("other.pdf")]);
	const stranger = decode_pdf(file("other.pdf"), 300);
	const spelt = [
		"a600450102030405026161036162046163056164061844", "bf00450102030405026161036162046163056164061844ff",
		"b80600450102030405026161036162046163056164061844", "a600450102030405036161026162046163056164061844",
		"a5004501020304050261610361620461630561 64".replace(" ", ""), "a60045010203040502610a036162046163056164061844",
	].map((hex) => `https://${HOST}/v/Y-0001-00000000#1${base32Encode(Buffer.concat([Buffer.from(hex, "hex"), Buffer.alloc(64)]))}`);
	const lines = [stranger, address.replace(HOST, "cert.example.com"), ...spelt];
	const wanted = ["unknown_issuer", "not_genuine", "unknown_issuer", ...spelt.slice(1).map(() => "unreadable")];
	assert.deepEqual((await by_program(lines)).map((answer) => answer.verdict), wanted);
	for (const [n, line] of lines.entries())
		assert.equal((await verifyText(line, keys)).verdict, wanted[n], line);
});

await test("Wycheproof's signatures, by WebCrypto and by hand", async () => {
	const hex = (text) => Uint8Array.from(Buffer.from(text, "hex"));
	const { testGroups } = JSON.parse(fs.readFileSync(path.join(ROOT, "tests/data/wycheproof/ed25519_test.json"), "utf8"));
	let count = 0;
	for (const group of testGroups)
		for (const { tcId, msg, sig, result } of group.tests) {
			const words = [hex(group.publicKey.pk), hex(sig), hex(msg)];
			assert.equal(verifyByHand(...words), result === "valid", `by hand ${tcId}`);
			assert.equal(await verify(...words), result === "valid", `by WebCrypto ${tcId}`);
			count++;
		}
	assert.equal(count, 151);
});

const issue = (...words) => done(["certificate", "issue", event, marks, ...common, "--register", file("register"), "--out", file("all.pdf"), ...words]);

await test("issuing twice issues nothing twice, byte for byte", async () => {
	assert.match(await issue("--copies"), /^issued 10, replaced 0, revoked 0, kept 0; printed 10\n$/);
	const first = fs.readFileSync(file("all.pdf"));
	assert.match(await issue("--copies"), /^issued 0, replaced 0, revoked 0, kept 10; printed 10\n$/);
	assert.ok(first.equals(fs.readFileSync(file("all.pdf"))));
});

await test("a corrected name replaces, an award that is gone revokes, and all verifiers say so", async () => {
	const changed = JSON.parse(fs.readFileSync(event, "utf8"));
	changed.contests[0].competitors[1].name = "李铭";
	fs.writeFileSync(file("event.json"), JSON.stringify(changed));
	fs.writeFileSync(file("marks.csv"), fs.readFileSync(marks, "utf8").replace("006,practical,1,A1,,86.5", "006,practical,1,A1,,8"));
	const old = JSON.parse(fs.readFileSync(file("register"), "utf8").split("\n").find((line) => line.includes('"competitor":"002"')));
	const out = await done(["certificate", "issue", file("event.json"), file("marks.csv"), ...common, "--register", file("register"), "--out", file("all.pdf"), "--copies"]);
	assert.match(out, /^issued 1, replaced 1, revoked 1, kept 8; printed 10\n$/);
	await done(["certificate", "site", file("site"), "--register", file("register")]);
	const revoked = JSON.parse(fs.readFileSync(file("site/v/revoked.json"), "utf8"));
	assert.equal(revoked.revoked.length, 2);
	const line = JSON.parse(old.text).address;
	const [{ text, ...answer }] = await by_program([line], ["--revoked", file("site/v/revoked.json")]);
	assert.equal(answer.verdict, "revoked");
	assert.ok(text && answer.replaced_by.startsWith("YONG2018-0011-"));
	assert.match(answer.reason, /a name was corrected$/);
	assert.ok(Math.abs(Date.parse(answer.since) - Date.now()) < 2 * 86400000);
	assert.deepEqual(await verifyText(line, keys, revoked), answer);
});

await test("the site's list of keys is the organiser's", () => {
	const site = JSON.parse(fs.readFileSync(file("site/v/keys.json"), "utf8"));
	assert.deepEqual(site, keys);
});

await test("a retired key's certificates stay valid, a void one's do not", async () => {
	const id = keys.keys[0].id;
	await done(["key", "retire", id, "--keys", file("keys.json")]);
	assert.equal((await by_program([address]))[0].verdict, "valid");
	await done(["key", "void", id, "--from", "2018-04-01", "--keys", file("keys.json")]);
	const voided = JSON.parse(fs.readFileSync(file("keys.json"), "utf8"));
	assert.equal((await by_program([address]))[0].verdict, "not_genuine");
	assert.equal((await verifyText(address, voided)).verdict, "not_genuine");
});

await test("a wrong passphrase and an open key are refused in one line", async () => {
	const wrong = await run(["certificate", "page", event, marks, "--contest", "mould", "--competitor", "001", ...common, "--out", file("no.pdf")],
		{ env: { ...env, TOUCHSTONE_KEY_PASSPHRASE: "wrong" } });
	assert.equal(wrong.code, 1);
	assert.match(wrong.err, /^touchstone certificate page: .*: wrong passphrase\n$/);
	assert.ok(!fs.existsSync(file("no.pdf")));
});

fs.rmSync(dir, { recursive: true, force: true });
end();
