/* The page that verifies, as the static site serves it: every answer, both ways of checking a signature, axe-core, a phone's width. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { PROGRAM, ROOT, run, temporary_folder } from "../lib/hub.mjs";
import { mutations, signer } from "../lib/mutations.mjs";
import { Browser, axe, cases, equal, sideways } from "../lib/browser.mjs";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };
const dir = temporary_folder();
const env = { ...process.env, TOUCHSTONE_KEY_PASSPHRASE: "a horse" };
const data = (name) => path.join(ROOT, "tests/data/certificates", name);
const file = (name) => path.join(dir, name);

async function done(words) {
	const { code, err } = await run(words, { env });
	if (code !== 0)
		throw new Error(err);
}

/* A web space as plain as there is: files, folders with their index.html, 404.html. */
function serve(folder) {
	const server = http.createServer((request, response) => {
		let at = path.join(folder, new URL(request.url, "http://x").pathname);
		if (fs.existsSync(at) && fs.statSync(at).isDirectory())
			at = path.join(at, "index.html");
		const found = fs.existsSync(at);
		const shown = found ? at : path.join(folder, "404.html");
		response.writeHead(found ? 200 : 404, { "content-type": TYPES[path.extname(shown)] ?? "text/plain", "content-security-policy": "default-src 'self'" });
		response.end(fs.readFileSync(shown));
	});
	return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(server)));
}

await done(["key", "new", file("key"), "--name", "永康市总工会", "--host", "cert.example.org", "--keys", file("keys.json")]);
await done(["certificate", "issue", data("event.json"), data("marks.csv"), "--key", file("key"), "--host", "cert.example.org", "--register", file("register"), "--out", file("all.pdf")]);
const changed = JSON.parse(fs.readFileSync(data("event.json"), "utf8"));
changed.contests[0].competitors[0].name = "王秀瑛";
fs.writeFileSync(file("event.json"), JSON.stringify(changed));
await done(["certificate", "issue", file("event.json"), data("marks.csv"), "--key", file("key"), "--host", "cert.example.org", "--register", file("register"), "--out", file("all.pdf")]);
await done(["certificate", "site", file("site"), "--register", file("register"), "--keys", file("keys.json")]);
const lines = fs.readFileSync(file("register"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
const revoked = JSON.parse(lines[0].text).address, good = JSON.parse(lines[1].text).address, another = JSON.parse(lines[2].text).address;

const server = await serve(file("site"));
const site = `http://127.0.0.1:${server.address().port}`;
const browser = await Browser.start();
const here = (address) => address.replace("https://cert.example.org", site);

/* Opens an address and waits for an answer. */
async function open(address, { hand = false, ...options } = {}) {
	const page = await browser.page({ width: 390, height: 844, ...options });
	if (hand)
		await page.addInitScript(() => Object.defineProperty(globalThis.crypto, "subtle", { value: undefined }));
	await page.goto(address);
	await page.locator("main[data-verdict]").waitFor();
	const verdict = await page.locator("main").getAttribute("data-verdict");
	return { page, verdict };
}

const ADDRESSES = [
	["valid", good, "valid"],
	["with what apps append", `${good}&appinstall=0`, "valid"],
	["revoked", revoked, "revoked"],
	["one character changed", good.slice(0, -10) + (good.at(-10) === "0" ? "1" : "0") + good.slice(-9), "not_genuine"],
	["cut off", good.slice(0, -7), "unreadable"],
	["another number", good.replace("-0002-", "-0009-"), "not_genuine"],
];

await cases([
	...ADDRESSES.flatMap(([name, address, wanted]) => [false, true].map((hand) => [`${name}${hand ? ", without WebCrypto" : ""}`, async () => {
		const { page, verdict } = await open(here(address), { hand });
		equal(name, verdict, wanted);
		equal("faults", page.faults.filter((fault) => !/404/.test(fault)), []);
		await page.context().close();
	}])),
	["10,000 mutations: this browser says of each what the program says", async () => {
		const known = signer(1), keys = JSON.parse(fs.readFileSync(file("keys.json"), "utf8"));
		keys.keys.push(known.entry);
		fs.writeFileSync(file("every.json"), JSON.stringify(keys));
		const spoilt = [good, ...mutations(good, another, { known, stranger: signer(2), seed: 7, count: 10000 })];
		const { stdout } = spawnSync(PROGRAM, ["verify", "-", "--keys", file("every.json"), "--format", "json"],
			{ input: spoilt.map((line) => `${line}\n`).join(""), encoding: "utf8", maxBuffer: 1 << 28, env });
		const wanted = stdout.trim().split("\n").map((line) => JSON.parse(line).verdict);
		const { page } = await open(here(good));
		const said = await page.evaluate(async ([lines, ring]) => {
			const { verifyText } = await import("/certificates/verify.js"), { verifyByHand } = await import("/certificates/ed25519.js");
			const by_hand = lines.slice(0, 300), answers = [], hand = [];
			for (const line of lines)
				answers.push((await verifyText(line, ring)).verdict);
			for (const line of by_hand)
				hand.push((await verifyText(line, ring, undefined, { check: verifyByHand })).verdict);
			return { answers, hand };
		}, [spoilt, keys]);
		equal("by WebCrypto", said.answers.map((verdict, n) => (verdict === wanted[n] ? "" : `${spoilt[n]}: ${verdict}`)).filter((fault) => fault), []);
		equal("by hand", said.hand, wanted.slice(0, 300));
		equal("valid", wanted.filter((verdict) => verdict === "valid" || verdict === "revoked"), ["valid"]);
		await page.context().close();
	}],
	["what it says, in the phone's language", async () => {
		const { page } = await open(here(good), { locale: "zh-CN" });
		equal("heading", await page.locator("h1").textContent(), "真实有效");
		equal("holder", await page.locator("dd.holder").textContent(), "李明");
		await page.locator("button.language").click();
		equal("heading", await page.locator("h1").textContent(), "Genuine and valid");
		equal("axe", await axe(page), []);
		equal("sideways", await sideways(page), 0);
		if (process.env.KEEP_PICTURES)
			await page.screenshot({ path: path.join(process.env.KEEP_PICTURES, "valid.png"), fullPage: true });
		await page.context().close();
	}],
	["an address that is pasted must lead to the issuer's host", async () => {
		const { page } = await open(`${site}/`);
		for (const [text, wanted] of [[good, "valid"], [here(good), "unreadable"], [revoked, "revoked"]]) {
			await page.locator("#address").fill(text);
			await page.locator(".paste button").click();
			await page.locator(`main[data-verdict="${wanted}"]`).waitFor();
		}
		equal("axe", await axe(page), []);
		if (process.env.KEEP_PICTURES)
			await page.screenshot({ path: path.join(process.env.KEEP_PICTURES, "revoked.png"), fullPage: true });
		await page.context().close();
	}],
], async () => {
	await browser.stop();
	server.close();
	fs.rmSync(dir, { recursive: true, force: true });
});
