/*
 * Many watchers of one board, more than go out at once: nobody misses a change or gets one twice, whoever comes and goes
 * meanwhile, with io_uring and without. And peers that are silent: asked, and left after a while.
 */
import net from "node:net";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";

const WATCHERS = 700, ROWS = 60, SHEETS = 180;
const BOARD = "board/mould/prelim";
const event = demo_event();
for (let n = 4; n <= ROWS; n++)
	event.contests[0].competitors.push({ id: `x${n}`, name: `选手${n}`, unit: "众泰" });
const ids = event.contests[0].competitors.map((competitor) => competitor.id);

async function open_many(hub, count) {
	const clients = [];
	while (clients.length < count)
		clients.push(...await Promise.all(Array.from({ length: Math.min(50, count - clients.length) }, () => Client.open(hub, { hello: false }))));
	await Promise.all(clients.map((client) => client.watch(BOARD)));
	return clients;
}

/* A later snapshot may be as of later. */
const without_at = ({ at, ...board }) => board;

function same_board(clients, want) {
	for (const client of clients) {
		assert.ok(!client.topics.get(BOARD).gap, "a change was missed or came twice");
		assert.deepEqual(without_at(client.state(BOARD)), without_at(want));
	}
}

async function metric(hub, name) {
	return Number(new RegExp(`^touchstone_${name} (\\d+)$`, "m").exec(await (await fetch(`${hub.url}/metrics`)).text())[1]);
}

async function fan_out(words) {
	const hub = await Hub.start(event, { words: ["--frames", "50", ...words] });
	const cards = hub.cards();
	const chief = await Client.open(hub, { token: cards.chief });
	const judges = [await Client.open(hub, { token: cards.j1 }), await Client.open(hub, { token: cards.j2 })];
	await chief.ask("phase", { contest: "mould", stage: "prelim", phase: "open", key: "open" });
	const watchers = await open_many(hub, WATCHERS);
	const leaving = watchers.splice(0, 100);
	const resumed = watchers.splice(0, 100);
	const marks = Array.from({ length: SHEETS }, (_, n) => ({ id: ids[n % ROWS], version: 1 + Math.floor(n / ROWS), value: String(n * 7 % 20 / 2) }));
	const send = ({ id, version, value }) => Promise.all(judges.map((judge, n) => judge.ask("sheet", { contest: "mould", stage: "prelim",
		module: "practical", competitor: id, attempt: 1, version, marks: { A1: "8", A2: value }, penalties: {}, key: `${n}-${id}-${version}` })));
	/* Several at once: changes come while the one before is still going out. */
	for (let n = 0; n < SHEETS / 2; n += 10)
		await Promise.all(marks.slice(n, n + 10).map(send));
	/* Some go in the middle of it, some come, some are away for a while and resume. */
	const away = resumed.map((client) => ({ from: client.topics.get(BOARD), closed: client.close() }));
	const coming = open_many(hub, 100);
	for (const [n, mark] of marks.slice(SHEETS / 2).entries()) {
		leaving[n]?.socket.terminate();
		await send(mark);
	}
	watchers.push(...await coming);
	await Promise.all(away.map(async ({ from }) => {
		const client = await Client.open(hub, { hello: false });
		client.topics.set(BOARD, from);
		await client.watch(BOARD, { epoch: from.epoch, offset: from.offset });
		watchers.push(client);
	}));
	const last = await Client.open(hub, { hello: false });
	const { offset } = await last.watch(BOARD);
	await until("everybody", () => watchers.every((client) => client.topics.get(BOARD).offset >= offset));
	return { hub, last, watchers };
}

/* Half a minute, in which the other tests run. */
async function silent_peers() {
	const hub = await Hub.start(event);
	const alive = await Client.open(hub, { hello: false });
	const seen = { hub, alive, pinged: false, pings: 0, closed: false, closed_early: false };
	alive.socket.on("ping", () => seen.pings++);
	const dead = net.connect(hub.port, "127.0.0.1");
	dead.write(`GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${hub.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
	dead.on("data", (data) => (seen.pinged ||= data.includes(Buffer.from([0x89, 0x01, 0x00]))));
	dead.on("close", () => {
		seen.closed = true;
		seen.closed_early = !seen.pinged;
	});
	dead.on("error", () => {});
	return seen;
}

const silent = await silent_peers();

for (const words of [[], ["--io-uring=no"]])
	await test(`${WATCHERS} watchers, ${words.join(" ") || "as the kernel allows"}: nobody misses anything`, async () => {
		const { hub, last, watchers } = await fan_out(words);
		await until("everybody at the end", () => watchers.every((client) => client.topics.get(BOARD).offset === last.topics.get(BOARD).offset));
		same_board(watchers, last.state(BOARD));
		assert.ok(await metric(hub, "deliveries_total") > WATCHERS * 10);
		if (words.length)
			assert.equal(await metric(hub, "io_uring"), 0);
		for (const client of [last, ...watchers])
			client.socket.terminate();
		await hub.clean();
	});

await test("a board's changes keep to --frames, and the last one is the truth", async () => {
	const FRAMES = 4, SAVED = 4, EACH = 2;
	const hub = await Hub.start(event, { words: ["--frames", String(FRAMES)] });
	const cards = hub.cards();
	const chief = await Client.open(hub, { token: cards.chief }), watcher = await Client.open(hub);
	const judges = [await Client.open(hub, { token: cards.j1 }), await Client.open(hub, { token: cards.j2 })];
	await chief.ask("phase", { contest: "mould", stage: "prelim", phase: "open", key: "open" });
	await watcher.watch(BOARD);
	const from = Date.now();
	for (const [n, id] of ids.entries())
		for (const judge of judges)
			await judge.ask("sheet", { contest: "mould", stage: "prelim", module: "practical", competitor: id, attempt: 1, version: 1,
				marks: { A1: "8", A2: String(n % 20 / 2) }, penalties: {}, key: id });
	await until("every mark", () => watcher.state(BOARD).ranks.filter((rank) => rank !== null).length === ROWS);
	const seconds = (Date.now() - from) / 1000, most = 1 + SAVED + FRAMES * seconds + 2;
	const { changes } = watcher.topics.get(BOARD);
	assert.ok(changes.length <= most, `${changes.length} changes in ${seconds} s, of ${ROWS * EACH} sheets`);
	assert.ok(changes.length > 1);
	for (const client of [chief, watcher, ...judges])
		client.socket.close();
	await hub.clean();
});

await test("a silent peer is pinged, and left where it does not answer; who answers stays", async () => {
	await until("the end", () => silent.closed);
	assert.ok(!silent.closed_early && silent.pings > 0);
	assert.equal((await silent.alive.ask("hello")).protocol, 1);
	silent.alive.socket.close();
	await silent.hub.clean();
});

end();
