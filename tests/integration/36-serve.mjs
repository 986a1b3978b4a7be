/* The hub's life: how it begins, what a changed definition does, how it ends. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, run, temporary_folder, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";
import { handshake, talk } from "../lib/raw.mjs";

const BOARD = "board/mould/prelim";
const event = demo_event();
let hub = await Hub.start(event);
const cards = hub.cards();
const head = /^HTTP\/1\.[01] (\d+)/;

await test("cards are for their owner's eyes", () => {
	assert.equal(fs.statSync(path.join(hub.folder(), "cards.txt")).mode & 0o777, 0o600);
	assert.deepEqual(Object.keys(cards), event.people.map((person) => person.id));
	for (const token of Object.values(cards))
		assert.match(token, /^[0-9A-HJKMNP-TV-Z]{26}$/);
});

await test("printed cards lead where cards.txt says", async () => {
	const pdf = path.join(hub.data, "cards.pdf");
	const printed = await run(["cards", hub.file, "--data", hub.data, "--output", pdf]);
	assert.equal(printed.code, 0, printed.err);
	assert.equal(fs.statSync(pdf).mode & 0o777, 0o600);
	execFileSync("pdftoppm", ["-r", "200", "-png", pdf, path.join(hub.data, "card")]);
	const pages = fs.readdirSync(hub.data).filter((name) => /^card-\d+\.png$/.test(name)).map((name) => path.join(hub.data, name));
	const read = execFileSync("zbarimg", ["-q", "--raw", ...pages], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
	const links = fs.readFileSync(path.join(hub.folder(), "cards.txt"), "utf8").trim().split("\n").map((line) => line.split("\t")[3]);
	assert.deepEqual(read.trim().split("\n").sort(), links.sort());
	const nothing = await run(["cards", hub.file, "--data", path.join(hub.data, "nowhere")]);
	assert.equal(nothing.code, 1);
	assert.match(nothing.err, /expected the cards that touchstone serve has issued/);
});

await test("the service worker keeps every file of the tablet, in a cache of this build", async () => {
	const get = async (file) => (await fetch(hub.url + file)).text();
	const worker = await get("/sw.js");
	assert.match(worker, /const BUILD = "[0-9a-f]{20}";/);
	const kept = new Set(eval(/const FILES = (\[[^;]*\]);/.exec(worker)[1]));
	const needed = new Set(["/judge"]);
	for (const file of needed) { /* grows while it is walked */
		const names = (await get(file)).matchAll(/(?:(?:src|href)=|from )"([^"#]+)"/g);
		for (const [, name] of names)
			if (/\.(js|css|svg|webmanifest)$|^\/build\//.test(name))
				needed.add(new URL(name, hub.url + file).pathname);
	}
	assert.ok(needed.size > 10);
	assert.deepEqual([...needed].filter((file) => !kept.has(file)), []);
});

await test("a port that is taken: one line, exit 1", async () => {
	const ended = await run(["serve", hub.file, "--data", temporary_folder(), "--port", String(hub.port)]);
	assert.equal(ended.code, 1);
	assert.match(ended.err, /^touchstone: cannot listen on 127\.0\.0\.1 port \d+\n$/);
});

await test("a definition that is wrong, or not there: its faults, exit 1", async () => {
	const folder = temporary_folder();
	const file = path.join(folder, "event.json");
	fs.writeFileSync(file, JSON.stringify({ ...event, contests: [] , event: "Not An Id" }));
	const ended = await run(["serve", file, "--data", folder, "--port", "0"]);
	assert.equal(ended.code, 1);
	assert.match(ended.err, /event\.json:\d+:\d+: \/event/);
	const missing = await run(["serve", path.join(folder, "none.json"), "--data", folder, "--port", "0"]);
	assert.equal(missing.code, 1);
	assert.match(missing.err, /none\.json/);
	assert.equal((await run(["serve"])).code, 2);
	assert.equal((await run(["serve", file, "--port", "70000"])).code, 2);
	fs.rmSync(folder, { recursive: true });
});

await test("whoever is connected is told that the hub ends", async () => {
	const client = await Client.open(hub);
	const code = hub.stop("SIGINT");
	assert.equal(await client.closed, 1001);
	assert.equal(await code, 0);
});

await test("a changed definition is appended: names, people and competitors, with marks kept", async () => {
	hub = await Hub.start(hub.file, { data: hub.data });
	const chief = await Client.open(hub, { token: cards.chief });
	await chief.ask("phase", { contest: "mould", stage: "prelim", phase: "open", key: "open" });
	for (const id of ["j1", "j2"])
		await (await Client.open(hub, { token: cards[id] })).ask("sheet", { contest: "mould", stage: "prelim", module: "practical",
			competitor: "001", attempt: 1, version: 1, marks: { A1: "8", A2: "8" }, penalties: {}, key: "sheet" });
	await hub.stop();
	const changed = structuredClone(event);
	changed.title.en = "Demo, second edition";
	changed.people.push({ id: "j4", name: "钱四", role: "judge" });
	changed.contests[0].competitors.push({ id: "004", name: "孙立", unit: "顺虎" });
	fs.writeFileSync(hub.file, JSON.stringify(changed));
	hub = await Hub.start(hub.file, { data: hub.data });
	assert.match(hub.err, /the definition differs from the ledger's/);
	const client = await Client.open(hub);
	assert.equal(client.hello.event.title.en, "Demo, second edition");
	await client.watch(BOARD);
	assert.deepEqual(client.state(BOARD).order, ["001", "002", "003", "004"]);
	assert.equal(client.state(BOARD).rows["001"].total, "16.00");
	const now = hub.cards();
	assert.deepEqual({ ...now, j4: undefined }, { ...cards, j4: undefined });
	assert.equal((await Client.open(hub, { token: now.j4 })).hello.you.id, "j4");
	await hub.stop();
	hub = await Hub.start(hub.file, { data: hub.data });
	assert.ok(!hub.err.includes("differs"));
});

await test("names of the hub: its public address, and those that are given", async () => {
	await hub.stop();
	hub = await Hub.start(hub.file, { data: hub.data, words: ["--address", "https://contest.example/", "--hosts", "hall,stage"] });
	assert.match(hub.out, /https:\/\/contest\.example\/screen\/hall/);
	const links = fs.readFileSync(path.join(hub.folder(), "cards.txt"), "utf8").trim().split("\n");
	assert.ok(links.every((line) => line.includes("\thttps://contest.example/")), "links go to an old address");
	assert.equal(fs.statSync(path.join(hub.folder(), "cards.txt")).mode & 0o777, 0o600);
	for (const [host, status] of [["contest.example", "101"], ["hall:80", "101"], ["stage", "101"], ["other.example", "403"]]) {
		const got = (await talk(hub.port, handshake(hub.port, { Host: host }), { enough: (t) => t.includes("\r\n\r\n") })).toString("latin1");
		assert.equal(head.exec(got)?.[1], status, host);
	}
});

await test("screens may have any names, but not any number of them", async () => {
	const client = await Client.open(hub);
	let refused = null;
	for (let n = 0; n < 1100 && refused === null; n++) {
		const answer = await client.answer("watch", { topic: `screen/s${n}` });
		if (answer.error)
			refused = answer.error.data.code;
		else
			await client.ask("unwatch", { topic: `screen/s${n}` });
	}
	assert.equal(refused, "too_large");
	await client.watch(BOARD);
});

await test("no connection is left behind when clients vanish", async () => {
	const client = await Client.open(hub);
	for (let n = 0; n < 50; n++) {
		const socket = net.connect(hub.port, "127.0.0.1");
		await new Promise((done) => socket.once("connect", done));
		socket.write(handshake(hub.port));
		await new Promise((done) => socket.once("data", done));
		socket.destroy();
	}
	await client.close();
	await until("no sockets", async () => /^touchstone_sockets 1$|^touchstone_sockets 0$/m.test(await (await fetch(`${hub.url}/metrics`)).text()));
});

await hub.clean();
end();
