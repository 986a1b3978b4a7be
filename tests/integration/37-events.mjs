/*
 * A board as server-sent events: the same state, epoch and offsets as over a WebSocket; Last-Event-ID goes on without a
 * gap; who does not read gets the latest state once it reads, and holds up nobody.
 */
import { test, assert, end } from "../lib/check.mjs";
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";
import { Events } from "../lib/events.mjs";

const STAGE = { contest: "mould", stage: "prelim" };
const BOARD = "board/mould/prelim";
const hub = await Hub.start(demo_event());
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const judges = [await Client.open(hub, { token: cards.j1 }), await Client.open(hub, { token: cards.j2 })];
const audience = await Client.open(hub);
let key = 0, version = 0;

/* Both judges give 001 this for both aspects; ends when the audience's socket has it. */
async function mark(value) {
	version++;
	for (const judge of judges)
		await judge.ask("sheet", { ...STAGE, module: "practical", competitor: "001", attempt: 1, version, marks: { A1: value, A2: value }, penalties: {},
			key: `s${++key}` });
	await until("the total", () => Number(audience.state(BOARD).rows["001"].total) === 2 * Number(value));
}

const place = () => `${audience.topics.get(BOARD).epoch}-${audience.topics.get(BOARD).offset}`;

const same = (events) => JSON.stringify({ ...events.board, at: 0 }) === JSON.stringify({ ...audience.state(BOARD), at: 0 });

await chief.ask("phase", { ...STAGE, phase: "open", key: "open" });
await audience.watch(BOARD);
const events = await Events.open(hub, BOARD);

await test("a snapshot first, with the topic's epoch", async () => {
	await until("the snapshot", () => events.board);
	assert.equal(events.status, 200);
	assert.match(events.type, /^text\/event-stream/);
	assert.equal(events.list[0].name, "snapshot");
	assert.equal(events.list[0].id.split("-")[0], audience.topics.get(BOARD).epoch);
});

await test("changes bring it to what a socket has, at the same offset", async () => {
	for (const value of ["5", "6", "7"])
		await mark(value);
	await until("the same board", () => events.id === place() && same(events));
	assert.equal(events.board.rows["001"].total, "14.00");
	assert.ok(events.list.some((event) => event.name === "change"));
});

await test("it beats where nothing else comes", () => until("a beat", () => events.beats > 0));

await test("Last-Event-ID: what came since, no snapshot", async () => {
	const last = events.id;
	const board = events.board;
	events.close();
	await mark("8");
	const again = await Events.open(hub, BOARD, last, board);
	await until("the change", () => again.id === place() && same(again));
	assert.ok(again.list.every((event) => event.name === "change"));
	again.close();
});

await test("an id of another epoch, or no id at all, begins anew", async () => {
	for (const id of ["0123456789abcdef-1", "x", `${audience.topics.get(BOARD).epoch}-99999999`, "a".repeat(200)]) {
		const again = await Events.open(hub, BOARD, id);
		await until("the snapshot", () => again.board);
		assert.equal(again.list[0].name, "snapshot");
		assert.ok(same(again));
		again.close();
	}
});

await test("more changes than are kept: a snapshot in their place", async () => {
	const last = place();
	for (let n = 0; n < 65; n++)
		await mark(String(n % 2));
	const again = await Events.open(hub, BOARD, last);
	await until("the same board", () => again.id === place() && same(again));
	assert.equal(again.list[0].name, "snapshot");
	again.close();
});

await test("who does not read holds up nobody, and then gets the latest", async () => {
	const slow = await Events.open(hub, BOARD);
	await until("the snapshot", () => slow.board);
	slow.answer.pause();
	for (let n = 0; n < 30; n++)
		await mark(String(n % 10));
	slow.answer.resume();
	await until("the same board", () => same(slow));
	slow.close();
});

await test("no such stage, no other topic, no method but GET", async () => {
	for (const path of ["board/mould/none", "board/none/prelim", "board/mould", "event", "desk/mould/prelim", "judge", "live/board/mould/prelim", ""])
		assert.equal((await fetch(`${hub.url}/events/${path}`)).status, 404, path);
	assert.equal((await fetch(`${hub.url}/events/${BOARD}`, { method: "POST" })).status, 405);
	assert.equal((await fetch(`${hub.url}/events/${BOARD}`, { method: "HEAD" })).status, 200);
});

await test("a hub that ends, ends the streams", async () => {
	const last = await Events.open(hub, BOARD);
	await until("the snapshot", () => last.board);
	assert.equal(await hub.stop(), 0);
	await last.closed;
});

await hub.clean();
end();
