/* The wire as docs/protocol says, against a real hub with a real redis-server: what works, and what is refused. */
import fs from "node:fs";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";
import { frame, frames, handshake, talk } from "../lib/raw.mjs";

const BOARD = "board/mould/prelim";
const hub = await Hub.start(demo_event());
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const judge = await Client.open(hub, { token: cards.j1, device: "tablet 1" });
const other = await Client.open(hub, { token: cards.j2 });
const audience = await Client.open(hub);
const clients = { chief, judge, other, audience };

function sheet(changed = {}) {
	return { contest: "mould", stage: "prelim", module: "practical", competitor: "001", attempt: 1, version: 1,
		marks: { A1: "8.5", A2: "7" }, penalties: {}, key: `k${Math.random()}`, ...changed };
}

async function entries() {
	const text = await (await fetch(`${hub.url}/metrics`)).text();
	return Number(/^touchstone_entries_total (\d+)$/m.exec(text)[1]);
}

await test("hello says who one is", async () => {
	assert.equal(audience.hello.protocol, 1);
	assert.deepEqual(audience.hello.you, { role: "audience" });
	assert.deepEqual(judge.hello.you, { id: "j1", name: "张一", role: "judge" });
	assert.ok(judge.hello.may.includes("sheet") && !audience.hello.may.includes("sheet"));
	assert.equal(audience.hello.event.contests[0].stages[0].phase, "waiting");
	assert.ok(Math.abs(audience.hello.time - Date.now()) < 60000);
});

await test("a wrong card is refused", async () => {
	const client = await Client.open(hub, { hello: false });
	assert.equal(await client.refused("hello", { token: "0".repeat(26) }), "not_signed_in");
	assert.equal(await client.refused("hello", { token: 5 }), "not_signed_in");
	assert.deepEqual((await client.ask("hello")).you, { role: "audience" });
	await client.close();
});

await test("no marks before the stage is open", async () => {
	assert.equal(await judge.refused("sheet", sheet()), "stage_not_open");
});

await test("the chief opens the stage, and everybody hears of it", async () => {
	for (const client of Object.values(clients))
		await client.watch("event");
	await audience.watch(BOARD);
	await audience.watch("screen/hall");
	await judge.watch("judge");
	await other.watch("judge");
	await chief.watch("desk/mould/prelim");
	const receipt = await chief.ask("phase", { contest: "mould", stage: "prelim", phase: "open", key: "open" });
	assert.match(receipt.hash, /^[0-9a-f]{64}$/);
	assert.match(receipt.id, /^\d+-\d+$/);
	for (const [name, client] of Object.entries(clients))
		await until(`${name}'s phase`, () => client.state("event").contests[0].stages[0].phase === "open");
	await until("the board's phase", () => audience.state(BOARD).phase === "open");
	await until("the desk's phase", () => chief.state("desk/mould/prelim").phase === "open");
	await until("the tablet's phase", () => judge.state("judge").modules[0].phase === "open");
});

await test("a screen shows the first open stage, then what it is told", async () => {
	assert.deepEqual(audience.state("screen/hall").scene, { kind: "board", contest: "mould", stage: "prelim" });
	await chief.ask("screen", { screen: "hall", scene: { kind: "board", contest: "mould", stage: "final" }, key: "scene" });
	await until("the scene", () => audience.state("screen/hall").scene.stage === "final");
	assert.equal(await audience.refused("screen", { screen: "hall", scene: { kind: "board" }, key: "x" }), "not_signed_in");
});

await test("a sheet is acknowledged, and a repeat gets the first answer again", async () => {
	const sent = sheet({ key: "first" });
	const before = await entries();
	const receipt = await judge.ask("sheet", sent);
	assert.equal(receipt.version, 1);
	assert.equal(receipt.repeated, false);
	const again = await judge.ask("sheet", sent);
	assert.deepEqual(again, { ...receipt, repeated: true });
	assert.equal(await entries(), before + 1);
	await until("the own sheet", () => judge.state("judge").sheets.some((s) => s.competitor === "001" && s.marks.A1 === "8.5"));
	await until("the desk", () => chief.state("desk/mould/prelim").sheets.some((s) => s.judge === "j1" && s.competitor === "001"));
});

await test("the board moves when all of a panel have marked", async () => {
	await other.ask("sheet", sheet({ marks: { A1: "9", A2: "9" } }));
	await judge.ask("sheet", sheet({ competitor: "002", marks: { A1: "10", A2: "10" }, penalties: { late: "1" } }));
	await other.ask("sheet", sheet({ competitor: "002", marks: { A1: "10", A2: "9.5" } }));
	const board = await until("two ranks", () => {
		const now = audience.state(BOARD);
		return now.ranks[0] === 1 && now.ranks[1] === 2 && now;
	});
	assert.deepEqual(board.order.slice(0, 2), ["002", "001"]);
	assert.equal(board.rows["002"].total, "19.25");
	assert.equal(board.rows["001"].total, "16.75");
	assert.equal(board.provisional, true);
	const late = await Client.open(hub);
	await late.watch(BOARD);
	assert.deepEqual({ ...late.state(BOARD), at: 0 }, { ...board, at: 0 });
	assert.equal(audience.topics.get(BOARD).gap ?? false, false);
	await late.close();
});

await test("a watcher who comes back gets exactly what was missed", async () => {
	const client = await Client.open(hub);
	const first = await client.watch(BOARD);
	await client.close();
	await judge.ask("sheet", sheet({ competitor: "003", marks: { A1: "1", A2: "1" } }));
	await other.ask("sheet", sheet({ competitor: "003", marks: { A1: "1", A2: "1" } }));
	await until("the third rank", () => audience.state(BOARD).ranks[2] === 3);
	const back = await Client.open(hub);
	back.topics.set(BOARD, { state: client.state(BOARD), changes: [] });
	const answer = await back.watch(BOARD, { epoch: first.epoch, offset: first.offset });
	assert.equal(answer.recovered, true);
	assert.ok(answer.changes.length > 0);
	assert.deepEqual(back.state(BOARD), audience.state(BOARD));
	assert.equal((await back.watch(BOARD, { epoch: "another", offset: 1 })).recovered, false);
	assert.equal((await back.watch(BOARD, { epoch: first.epoch, offset: 4000000 })).recovered, false);
	await back.close();
});

await test("an unwatched topic is silent", async () => {
	const client = await Client.open(hub);
	await client.watch("event");
	assert.deepEqual(await client.ask("unwatch", { topic: "event" }), { topic: "event", watched: true });
	assert.deepEqual(await client.ask("unwatch", { topic: "event" }), { topic: "event", watched: false });
	await client.close();
});

await test("beats come without asking", async () => {
	await until("beats", () => audience.beats >= 2);
});

const REFUSED = [
	["not signed in", audience, "sheet", sheet(), "not_signed_in"],
	["a chief's method by a judge", judge, "phase", { contest: "mould", stage: "prelim", phase: "locked", key: "x" }, "not_allowed"],
	["another judge's module", judge, "sheet", sheet({ stage: "final" }), "stage_not_open"],
	["a mark above its limit", judge, "sheet", sheet({ version: 2, marks: { A1: "10.5", A2: "7" } }), "out_of_range"],
	["a mark below its limit", judge, "sheet", sheet({ version: 2, marks: { A1: "-1", A2: "7" } }), "out_of_range"],
	["a mark off its step", judge, "sheet", sheet({ version: 2, marks: { A1: "8.3", A2: "7" } }), "off_step"],
	["a mark that is no number", judge, "sheet", sheet({ version: 2, marks: { A1: "acht", A2: "7" } }), "not_a_number"],
	["seven digits behind the point", judge, "sheet", sheet({ version: 2, marks: { A1: "8.0000001", A2: "7" } }), "not_a_number"],
	["an aspect that is not there", judge, "sheet", sheet({ version: 2, marks: { A9: "1" } }), "unknown_aspect"],
	["a competitor who is not there", judge, "sheet", sheet({ competitor: "999" }), "unknown_competitor"],
	["a contest that is not there", judge, "sheet", sheet({ contest: "chess" }), "unknown_contest"],
	["a stage that is not there", judge, "sheet", sheet({ stage: "third" }), "unknown_stage"],
	["a module that is not there", judge, "sheet", sheet({ module: "theory" }), "unknown_module"],
	["an old version", judge, "sheet", sheet({ version: 1 }), "stale"],
	["a version from the future", judge, "sheet", sheet({ version: 7 }), "stale"],
	["no key", judge, "sheet", sheet({ key: undefined }), "invalid"],
	["marks that are a list", judge, "sheet", sheet({ version: 2, marks: [1, 2] }), "invalid"],
	["a competitor that is a number", judge, "sheet", sheet({ version: 2, competitor: 1 }), "invalid"],
	["nothing at all", judge, "sheet", undefined, "invalid"],
	["a method that is not there", judge, "shout", {}, "unknown_method"],
	["a topic that is not there", audience, "watch", { topic: "board/mould/third" }, "unknown_topic"],
	["a topic that is no topic", audience, "watch", { topic: "secret" }, "unknown_topic"],
	["a topic that is a number", audience, "watch", { topic: 5 }, "invalid"],
	["the desk, by the audience", audience, "watch", { topic: "desk/mould/prelim" }, "not_signed_in"],
	["the desk, by a judge", judge, "watch", { topic: "desk/mould/prelim" }, "not_allowed"],
	["a judge's own topic, by the audience", audience, "watch", { topic: "judge" }, "not_signed_in"],
	["a phase that is none", chief, "phase", { contest: "mould", stage: "prelim", phase: "shut", key: "x1" }, "invalid"],
	["a leap of phases", chief, "phase", { contest: "mould", stage: "prelim", phase: "published", key: "x2" }, "wrong_phase"],
];

for (const [name, client, method, params, code] of REFUSED)
	await test(`refused: ${name}`, async () => {
		const before = await entries();
		const answer = await client.answer(method, params);
		assert.equal(answer.error?.data.code, code, JSON.stringify(answer));
		assert.equal(answer.error.data.temporary, false);
		assert.ok(answer.error.message.length > 10);
		assert.equal(await entries(), before, "something was written");
	});

const deep = `{"jsonrpc":"2.0","id":1,"method":"hello","params":${"[".repeat(40)}${"]".repeat(40)}}`;
const MALFORMED = [
	["not JSON", "hello?", "malformed", -32700],
	["an empty message", "", "malformed", -32700],
	["a half of JSON", '{"jsonrpc":"2.0","id":1', "malformed", -32700],
	["something behind the JSON", '{"jsonrpc":"2.0","id":1,"method":"hello"} x', "malformed", -32700],
	["a number that JSON does not have", '{"jsonrpc":"2.0","id":01,"method":"hello"}', "malformed", -32700],
	["a raw control character", '{"jsonrpc":"2.0","id":1,"method":"hel\tlo"}', "malformed", -32700],
	["a NUL in a string", '{"jsonrpc":"2.0","id":1,"method":"hel\\u0000lo"}', "malformed", -32700],
	["nested too deep", deep, "too_deep", -32700],
	["a key twice", '{"jsonrpc":"2.0","id":1,"id":2,"method":"hello"}', "duplicate_key", -32700],
	["larger than 64 KiB", `{"jsonrpc":"2.0","id":1,"method":"hello","params":{"x":"${"x".repeat(70000)}"}}`, "too_large", -32700],
	["a list", '[{"jsonrpc":"2.0","id":1,"method":"hello"}]', "invalid", -32600],
	["a string", '"hello"', "invalid", -32600],
	["no version", '{"id":null,"method":"hello"}', "invalid", -32600],
	["no id", '{"jsonrpc":"2.0","method":"hello"}', "invalid", -32600],
];

for (const [name, text, code, number] of MALFORMED)
	await test(`malformed, and the connection lives on: ${name}`, async () => {
		const answer = await judge.raw(text);
		assert.equal(answer.error?.data.code, code, JSON.stringify(answer));
		assert.equal(answer.error.code, number);
		assert.equal((await judge.ask("hello", { token: cards.j1 })).you.id, "j1");
	});

await test("after all that the same tablet's next good sheet is taken", async () => {
	const receipt = await judge.ask("sheet", sheet({ version: 2, marks: { A1: "9", A2: "7" } }));
	assert.equal(receipt.version, 2);
	await until("the new total", () => audience.state(BOARD).rows["001"].total === "17.00");
});

const HANDSHAKES = [
	["a foreign Origin", { Origin: "https://evil.example" }],
	["an Origin of another port", { Origin: "http://127.0.0.1:1" }],
	["the Origin null", { Origin: "null" }],
	["a foreign Host", { Host: "evil.example" }],
	["a foreign numeric Host", { Host: "203.0.113.9" }],
	["no Host", { Host: null }],
	["a Host with a trick", { Host: "127.0.0.1@evil.example" }],
	["version 8", { "Sec-WebSocket-Version": "8" }],
	["version 99", { "Sec-WebSocket-Version": "99" }],
	["no version", { "Sec-WebSocket-Version": null }],
	["h2c", { Upgrade: "h2c", Connection: "Upgrade, HTTP2-Settings", "HTTP2-Settings": "AAMAAABkAAQAAP__" }],
	["another upgrade", { Upgrade: "tls/1.0" }],
	["POST", { line: "POST /ws HTTP/1.1", "Content-Length": "0" }],
	["PUT", { line: "PUT /ws HTTP/1.1", "Content-Length": "0" }],
	["HEAD", { line: "HEAD /ws HTTP/1.1" }],
	["HTTP/1.0", { line: "GET /ws HTTP/1.0" }],
	["another path", { line: "GET /elsewhere HTTP/1.1" }],
];

for (const [name, changed] of HANDSHAKES)
	await test(`refused before the upgrade: ${name}`, async () => {
		const got = (await talk(hub.port, handshake(hub.port, changed), { enough: (t) => t.includes("\r\n\r\n") })).toString("latin1");
		assert.ok(!got.includes("101 "), got);
		assert.ok(got === "" || /^HTTP\/1\.[01] 4\d\d /.test(got), got);
	});

await test("a proper handshake goes through, also with the hub's own Origin", async () => {
	for (const changed of [{}, { Origin: `http://127.0.0.1:${hub.port}` }, { Host: `localhost:${hub.port}` }]) {
		const got = await talk(hub.port, handshake(hub.port, changed), { enough: (t) => t.includes("\r\n\r\n") });
		assert.match(got.toString("latin1"), /^HTTP\/1\.1 101 /);
	}
});

/* Sends frames after a handshake; gives the close code that comes back, and the texts before it. */
async function closed_by(...sent) {
	const got = await talk(hub.port, handshake(hub.port), { then: Buffer.concat(sent) });
	const all = frames(got);
	const close = all.find((f) => f.opcode === 8);
	return { code: close?.payload.length >= 2 ? close.payload.readUInt16BE(0) : null,
		texts: all.filter((f) => f.opcode === 1).map((f) => f.payload.toString()) };
}

await test("text that is not UTF-8 is answered, and closed with 1007", async () => {
	const { code, texts } = await closed_by(frame(1, Buffer.from([0x7b, 0xff, 0xfe, 0x7d])));
	assert.equal(code, 1007);
	assert.equal(JSON.parse(texts[0]).error.data.code, "malformed");
});

await test("a binary message is closed with 1003", async () => {
	assert.equal((await closed_by(frame(2, "hello"))).code, 1003);
});

await test("a message without end is closed with 1009", async () => {
	const piece = Buffer.alloc(60000, 0x20);
	const pieces = [frame(1, piece, { fin: false }), ...Array.from({ length: 40 }, () => frame(0, piece, { fin: false }))];
	assert.equal((await closed_by(...pieces)).code, 1009);
});

await test("a message in many pieces is one message", async () => {
	const text = '{"jsonrpc":"2.0","id":1,"method":"hello","params":{}}';
	const pieces = [...text].map((c, i) => frame(i === 0 ? 1 : 0, c, { fin: i === text.length - 1 }));
	const got = await talk(hub.port, handshake(hub.port),
		{ then: Buffer.concat(pieces), enough: (t) => t.includes('"protocol"') });
	assert.equal(JSON.parse(frames(got)[0].payload).result.protocol, 1);
});

await test("a request with two lengths that is closed at once leaves the hub idle", async () => {
	const request = `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`;
	for (let i = 0; i < 5; i++)
		await talk(hub.port, request, { close_after: 0 });
	await talk(hub.port, request.replace("GET", "POST"), { close_after: 0 });
	const ticks = () => {
		const stat = fs.readFileSync(`/proc/${hub.child.pid}/stat`, "utf8").split(") ")[1].split(" ");
		return Number(stat[11]) + Number(stat[12]);
	};
	/* A loop that spins takes a processor; a hub with nothing to do takes next to nothing. The second one measures. */
	await new Promise((done) => setTimeout(done, 1000));
	const before = ticks();
	await new Promise((done) => setTimeout(done, 1000));
	assert.ok(ticks() - before < 50, "the hub is busy with nothing");
});

await test("pages, health and metrics", async () => {
	for (const [address, type] of [["/", "text/html"], ["/judge", "text/html"], ["/desk", "text/html"], ["/screen/hall", "text/html"],
		["/assets/js/net.js", "text/javascript"], ["/metrics", "text/plain"], ["/qr.svg?path=/x", "image/svg+xml"]]) {
		const answer = await fetch(hub.url + address);
		assert.equal(answer.status, 200, address);
		assert.ok(answer.headers.get("content-type").startsWith(type), address);
		assert.match(answer.headers.get("content-security-policy"), /default-src 'self'/);
	}
	assert.equal(await (await fetch(`${hub.url}/healthz`)).text(), "ok\n");
	assert.equal((await fetch(`${hub.url}/readyz`)).status, 200);
	assert.equal((await fetch(`${hub.url}/nothing`)).status, 404);
	assert.equal((await fetch(`${hub.url}/assets/../Makefile`)).status, 404);
	const first = await fetch(`${hub.url}/assets/js/net.js`);
	const again = await fetch(`${hub.url}/assets/js/net.js`, { headers: { "If-None-Match": first.headers.get("etag") } });
	assert.equal(again.status, 304);
});

await test("what a page is made of is named by its build, and kept for good", async () => {
	const page = await fetch(hub.url);
	assert.equal(page.headers.get("cache-control"), "no-cache");
	const [script] = /\/build\/[0-9a-f]{20}\/display\/audience\.js/.exec(await page.text());
	const lasting = await fetch(hub.url + script);
	assert.match(lasting.headers.get("cache-control"), /immutable/);
	assert.match(await lasting.text(), /from "\/build\/[0-9a-f]{20}\/assets\/js\/dom\.js"/);
	assert.equal((await fetch(`${hub.url}/assets/js/net.js`)).headers.get("cache-control"), "no-cache");
	for (const other of [script.replace(/[0-9a-f]{20}/, "0".repeat(20)), script.replace(/display\/.*/, "judge"), script.replace(/display\/.*/, ""), "/build/", "/build"])
		assert.equal((await fetch(hub.url + other)).status, 404, other);
});

await test("another judge at the same tablet sees only the own sheets", async () => {
	const tablet = await Client.open(hub, { token: cards.j1 });
	await tablet.watch("judge");
	await tablet.watch("event");
	await tablet.ask("hello", { token: cards.j3 });
	assert.deepEqual(await tablet.ask("unwatch", { topic: "judge" }), { topic: "judge", watched: false });
	assert.deepEqual(await tablet.ask("unwatch", { topic: "event" }), { topic: "event", watched: true });
	await tablet.watch("judge");
	assert.equal(tablet.state("judge").judge.id, "j3");
	await tablet.ask("hello");
	assert.equal(await tablet.refused("watch", { topic: "judge" }), "not_signed_in");
	await tablet.close();
});

await test("what the stage's end changes", async () => {
	await chief.ask("status", { contest: "mould", stage: "prelim", competitor: "003", status: "dnf", reason: "受伤", key: "dnf" });
	await until("the status", () => audience.state(BOARD).rows["003"].status === "dnf");
	await chief.ask("adjust", { contest: "mould", stage: "prelim", competitor: "002", points: "-10", reason: "复核", key: "adjust" });
	await until("the new leader", () => audience.state(BOARD).order[0] === "001");
	await chief.ask("phase", { contest: "mould", stage: "prelim", phase: "locked", key: "lock" });
	assert.equal(await judge.refused("sheet", sheet({ version: 3 })), "stage_locked");
	await chief.ask("phase", { contest: "mould", stage: "prelim", phase: "published", despite: "nobody signed", key: "publish" });
	await until("the end", () => audience.state(BOARD).phase === "published" && audience.state(BOARD).provisional === false);
});

await test("a judge whose card is revoked is signed out", async () => {
	await chief.ask("revoke", { person: "j2", key: "revoke" });
	assert.equal(await other.closed, 4001);
	const client = await Client.open(hub, { hello: false });
	assert.equal(await client.refused("hello", { token: cards.j2 }), "not_signed_in");
	const { token } = await chief.ask("card", { person: "j2", key: "card" });
	assert.equal((await client.ask("hello", { token })).you.id, "j2");
	await client.close();
});

await test("a restart, also by SIGKILL, gives the same boards and the same head", async () => {
	const before = await Client.open(hub, { token: cards.j1 });
	await before.watch(BOARD);
	await before.watch("judge");
	const board = before.state(BOARD), own = before.state("judge");
	await hub.stop("SIGKILL");
	const again = await Hub.start(hub.file, { data: hub.data });
	try {
		const after = await Client.open(again, { token: cards.j1 });
		await after.watch(BOARD);
		await after.watch("judge");
		assert.deepEqual(after.state(BOARD), board);
		assert.deepEqual(after.state("judge"), own);
		assert.notEqual(after.hello.epoch, before.hello.epoch);
		assert.deepEqual(again.cards(), cards);
	} finally {
		assert.equal(await again.stop("SIGINT"), 0);
	}
});

await hub.clean();
end();
