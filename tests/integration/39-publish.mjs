/*
 * touchstone serve --publish DIR: the public's side as files, as the hub shows it; at most one writing a second of each; what is
 * not public any more goes away; never half a file; on from where it was after a new start.
 */
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, temporary_folder, until } from "../lib/hub.mjs";
import { Client, unlock } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";

const STAGE = { contest: "mould", stage: "prelim" };
const BOARD = "board/mould/prelim";
const above = temporary_folder();
const site = path.join(above, "new", "site");
const words = ["--publish", site];
let hub = await Hub.start(demo_event(), { words });
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const judges = [await Client.open(hub, { token: cards.j1 }), await Client.open(hub, { token: cards.j2 })];
const watcher = await Client.open(hub, { token: cards.watcher });
const audience = await Client.open(hub);
let key = 0, version = 0;

const there = (name) => fs.existsSync(path.join(site, name));
const text_of = (name) => fs.readFileSync(path.join(site, name), "utf8");
const published = () => (there(`topics/${BOARD}.json`) ? JSON.parse(text_of(`topics/${BOARD}.json`)) : null);
const all_files = () => fs.readdirSync(site, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name);

async function mark(value) {
	version++;
	for (const judge of judges)
		await judge.ask("sheet", { ...STAGE, module: "practical", competitor: "001", attempt: 1, version, marks: { A1: value, A2: value }, penalties: {},
			key: `s${++key}` });
}

function phase(name) {
	return chief.ask("phase", { ...STAGE, phase: name, despite: "nobody signed", key: `p${++key}` });
}

await audience.watch(BOARD);
await phase("open");

await test("the page, its parts, the boards and the results are there", async () => {
	await until("the board", () => published()?.snapshot.phase === "open");
	const [build] = /build\/[0-9a-f]{20}/.exec(text_of("index.html"));
	for (const name of ["display/audience.js", "display/board.js", "assets/js/net.js", "assets/js/store.js", "assets/style/phone.css", "assets/text/en.json",
		"assets/manifest.webmanifest"])
		assert.ok(there(`${build}/${name}`), name);
	for (const name of ["index.html", "assets/style/results.css", "topics/event.json", "topics/beat.json", "topics/board/mould/final.json", "results/index.html",
		"results/mould/prelim/index.html", "calendar.ics"])
		assert.ok(there(name), name);
	assert.match(text_of(`${build}/assets/js/net.js`), /^\/\*\n \* snapshots\.js/);
	assert.equal(text_of("results/mould/prelim/index.html"), await (await fetch(`${hub.url}/results/mould/prelim`)).text());
	assert.ok(!there("results/mould/prelim.csv"));
});

await test("what the page asks for is there", () => {
	const wanted = [...text_of("index.html").matchAll(/(?:href|src)="(\/[^"]+)"/g)].map((found) => found[1]);
	for (const file of wanted.filter((name) => name.endsWith(".js")))
		wanted.push(...[...text_of(file).matchAll(/^import .* from "([^"]+)"/gm)].map((found) => path.posix.resolve(path.posix.dirname(file), found[1])));
	for (const name of wanted)
		assert.ok(there(name), name);
});

await test("marks arrive, many in one writing", async () => {
	const began = Date.now(), times = new Set();
	for (let n = 0; n < 20; n++) {
		await mark(String(n % 10));
		times.add(fs.statSync(path.join(site, `topics/${BOARD}.json`)).mtimeMs);
	}
	await mark("8");
	await until("the total", () => audience.state(BOARD).rows["001"].total === "16.00");
	await until("the same board", () => published().snapshot.rows["001"].total === "16.00");
	assert.ok(times.size <= (Date.now() - began) / 1000 + 2, `${times.size} writings`);
	assert.equal(published().epoch, audience.topics.get(BOARD).epoch);
	assert.deepEqual({ ...published().snapshot, at: 0 }, { ...audience.state(BOARD), at: 0 });
});

await test("published results have files, results taken back have none", async () => {
	await phase("locked");
	await phase("published");
	await until("the files", () => ["json", "csv", "list.csv", "xlsx"].every((ending) => there(`results/mould/prelim.${ending}`)));
	assert.equal(text_of("results/mould/prelim.csv"), await (await fetch(`${hub.url}/results/mould/prelim.csv`)).text());
	await until("the competitors' pages", () => there("results/mould/prelim/001/index.html"));
	assert.equal(text_of("results/mould/prelim/001/index.html"), await (await fetch(`${hub.url}/results/mould/prelim/001`)).text());
	await unlock(chief, watcher, STAGE, "locked", "back");
	await until("them gone", () => ["json", "csv", "list.csv", "xlsx"].every((ending) => !there(`results/mould/prelim.${ending}`)));
	await until("the pages gone", () => !there("results/mould/prelim/001/index.html"));
});

await test("the last change is written when the hub ends; no half file stays", async () => {
	await unlock(chief, watcher, STAGE, "open", "again");
	await mark("9");
	await until("the total", () => audience.state(BOARD).rows["001"].total === "18.00");
	assert.equal(await hub.stop(), 0);
	assert.equal(published().snapshot.rows["001"].total, "18.00");
	assert.deepEqual(all_files().filter((name) => name.endsWith(".new")), []);
});

await test("a hub that starts again goes on, and takes away what is not public", async () => {
	const { data, file } = hub;
	fs.writeFileSync(path.join(site, "results/mould/prelim.csv"), "from another day");
	fs.writeFileSync(path.join(site, "results/mould/prelim/001/index.html"), "from another day");
	hub = await Hub.start(file, { data, words });
	await until("both gone", () => !there("results/mould/prelim.csv") && !there("results/mould/prelim/001/index.html"));
	await until("the board", () => published().epoch !== audience.topics.get(BOARD).epoch);
	assert.equal(published().snapshot.rows["001"].total, "18.00");
});

await test("a folder that cannot be written is said once, and the hub serves", async () => {
	await hub.stop();
	fs.writeFileSync(path.join(above, "file"), "");
	const { data, file } = hub;
	hub = await Hub.start(file, { data, words: ["--publish", path.join(above, "file")] });
	await until("the sentence", () => /publish: .*file\/.*: /.test(hub.err));
	assert.equal((await fetch(`${hub.url}/healthz`)).status, 200);
	assert.equal(await hub.stop(), 0);
	assert.equal(hub.err.match(/publish:/g).length, 1);
});

await hub.clean();
fs.rmSync(above, { recursive: true, force: true });
end();
