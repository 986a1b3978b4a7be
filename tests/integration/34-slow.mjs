/* Peers that do not read: they cost the hub a bounded amount, slow nobody down, and have the latest state once they read. */
import fs from "node:fs";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";

const ASKED = 400;
const BOARD = "board/mould/prelim";
const event = demo_event();
for (let n = 4; n <= 1500; n++)
	event.contests[0].competitors.push({ id: `x${n}`, name: `选手${n}`, unit: "众泰" });
const hub = await Hub.start(event);
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const judges = [await Client.open(hub, { token: cards.j1 }), await Client.open(hub, { token: cards.j2 })];
const watcher = await Client.open(hub);
await watcher.watch(BOARD);
await chief.ask("phase", { contest: "mould", stage: "prelim", phase: "open", key: "open" });

function resident_bytes() {
	return Number(/^VmRSS:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${hub.child.pid}/status`, "utf8"))[1]) * 1024;
}

const slow = await Client.open(hub);
await slow.watch(BOARD);
slow.socket._socket.pause();
const before = resident_bytes();

await test("who asks without reading is not read from, and costs little", async () => {
	for (let i = 0; i < ASKED; i++)
		slow.send(JSON.stringify({ jsonrpc: "2.0", id: `slow-${i}`, method: "watch", params: { topic: BOARD } }));
	/* An answer to somebody else says that the hub has turned over all that it was going to read. */
	for (let i = 0; i < 20; i++)
		await chief.ask("hello", { token: cards.chief });
	assert.ok(resident_bytes() - before < 200e6, `${(resident_bytes() - before) / 1e6} MB more`);
});

await test("marks go on meanwhile, and everybody else sees them", async () => {
	const ids = event.contests[0].competitors.map((c) => c.id).slice(0, 200);
	for (const id of ids)
		await Promise.all(judges.map((judge) => judge.ask("sheet", { contest: "mould", stage: "prelim", module: "practical",
			competitor: id, attempt: 1, version: 1, marks: { A1: "8", A2: String(ids.indexOf(id) % 20 / 2) }, penalties: {}, key: id })));
	await until("200 ranks", () => watcher.state(BOARD).ranks.filter((rank) => rank !== null).length === 200);
	assert.ok(!watcher.topics.get(BOARD).gap);
});

await test("once it reads again it gets every answer and the latest state", async () => {
	const answered = () => slow.received.filter((text) => text.slice(0, 40).includes('"id":"slow-')).length;
	slow.socket._socket.resume();
	await until("all answers", () => answered() === ASKED);
	await slow.watch(BOARD);
	assert.deepEqual(slow.state(BOARD), watcher.state(BOARD));
});

await test("a watcher that was behind catches up by itself", async () => {
	const late = await Client.open(hub);
	await late.watch(BOARD);
	late.socket._socket.pause();
	for (let i = 0; i < 60; i++)
		late.send(JSON.stringify({ jsonrpc: "2.0", id: `late-${i}`, method: "watch", params: { topic: BOARD } }));
	for (let version = 2; version < 30; version++) {
		const offset = watcher.topics.get(BOARD).offset;
		await judges[0].ask("sheet", { contest: "mould", stage: "prelim", module: "practical", competitor: "001", attempt: 1, version,
			marks: { A1: String(version % 20 / 2), A2: "1" }, penalties: {}, key: `again-${version}` });
		await until("the change", () => watcher.topics.get(BOARD).offset > offset || version === 2);
	}
	late.socket._socket.resume();
	const last = watcher.state(BOARD);
	await until("the latest state", () => late.topics.get(BOARD).offset === watcher.topics.get(BOARD).offset);
	assert.deepEqual(late.state(BOARD).rows, last.rows);
	await late.close();
});

await hub.clean();
end();
