/* What must survive: redis-server and the hub killed in mid-contest, the ledger lost and restored. */
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, run, until } from "../lib/hub.mjs";
import { BOARD, alive, deliver, journal, large_event, reach, readiness, redis_pid, sheet_of } from "../lib/contest.mjs";

const COMPETITORS = 60;
let hub = await Hub.start(large_event(COMPETITORS));
const { data } = hub;
const cards = hub.cards();
const receipts = new Map();
const told = {};

const chief = await reach(hub, { token: cards.chief });
await chief.ask("phase", { contest: "mould", stage: "prelim", phase: "open", key: "open" });

/* Both judges mark competitors [from, to), one sheet after the other. */
async function mark(from, to, in_the_midst) {
	const judges = ["j1", "j2"].map((id) => ({ id, hub, token: cards[id] }));
	let delivered = 0, done = false;
	await Promise.all(judges.map(async (seat) => {
		for (let i = from; i < to; i++) {
			const sheet = sheet_of(seat.id, String(i + 1).padStart(3, "0"));
			receipts.set(sheet.key, await deliver(seat, sheet, told));
			if (++delivered >= to - from && !done) {
				done = true;
				await in_the_midst?.();
			}
		}
	}));
	for (const seat of judges)
		await seat.client.close();
}

/* Every receipt's entry stands in the journal where the receipt says. */
function check_receipts() {
	const lines = journal(hub);
	for (const [key, receipt] of receipts) {
		const line = lines[receipt.seq - 1];
		assert.equal(line.key, key);
		assert.equal(line.id, receipt.id);
		assert.equal(line.hash, receipt.hash);
		assert.equal(line.verdict, "accepted");
	}
}

/* The board once it shows `marked` competitors as fully marked. */
async function snapshot(marked) {
	const client = await reach(hub);
	const board = await until("the board", async () => {
		const answer = await client.watch(BOARD);
		await client.ask("unwatch", { topic: BOARD });
		return answer.snapshot.progress.in === marked && answer.snapshot;
	});
	await client.close();
	return board;
}

await test("redis-server is killed in mid-contest: no acknowledged sheet is lost, sockets stay", async () => {
	const audience = await reach(hub);
	await audience.watch(BOARD);
	const pid = redis_pid(hub);
	await mark(0, 20, async () => process.kill(pid, "SIGKILL"));
	await until("the hub to be ready", async () => (await readiness(hub)).status === 200);
	assert.notEqual(redis_pid(hub), pid);
	await until("the board", () => Object.values(audience.state(BOARD).rows).filter((row) => row.in > 0).length === 20);
	assert.equal(audience.close_code, undefined);
	assert.ok(!audience.topics.get(BOARD).gap);
	assert.equal(told.closed, undefined);
	await audience.close();
	await until("the journal", () => journal(hub).length >= Math.max(...[...receipts.values()].map((r) => r.seq)));
	check_receipts();
});

await test("the hub is killed and started again: the same board, the same head, and no second redis-server", async () => {
	const before = await snapshot(20);
	const entries = (await until("the journal", () => journal(hub)));
	const pid = redis_pid(hub);
	await hub.stop("SIGKILL");
	hub = await Hub.start(hub.file, { data });
	await until("the old redis-server's end", () => !alive(pid));
	assert.deepEqual(await snapshot(20), before);
	assert.deepEqual(hub.cards(), cards);
	const after = journal(hub);
	assert.deepEqual(after.slice(0, entries.length), entries);
	check_receipts();
});

await test("the hub is killed while judges mark: their tablets deliver the rest to the next one", async () => {
	const { port } = hub;
	await mark(20, COMPETITORS, async () => {
		await hub.stop("SIGKILL");
		const next = await Hub.start(hub.file, { data, port });
		hub.child = next.child;
		hub.code = undefined;
		hub.gone = next.gone;
	});
	assert.equal(receipts.size, 2 * COMPETITORS);
	await until("the journal", () => journal(hub).length >= Math.max(...[...receipts.values()].map((r) => r.seq)));
	check_receipts();
	assert.equal((await snapshot(COMPETITORS)).progress.due, COMPETITORS);
});

await test("Ctrl-C and SIGTERM end the hub and its redis-server", async () => {
	const pid = redis_pid(hub);
	hub.child.kill("SIGTERM");
	assert.equal(await hub.gone, 0);
	assert.ok(!alive(pid));
	hub = await Hub.start(hub.file, { data });
	const again = redis_pid(hub);
	hub.child.kill("SIGINT");
	assert.equal(await hub.gone, 0);
	assert.ok(!alive(again));
});

await test("a ledger that is lost is refused, and comes back from the journal", async () => {
	const lines = journal(hub);
	fs.renameSync(path.join(data, "redis.d"), path.join(data, "lost"));
	const refused = await run(["serve", hub.file, "--data", data, "--port", "0"]);
	assert.equal(refused.code, 1);
	assert.match(refused.err, /the ledger in Redis is older than the journal/);
	assert.match(refused.err, /touchstone restore demo /);
	const file = path.join(data, "demo", "ledger.jsonl");
	const restored = await run(["restore", "demo", file, "--data", data]);
	assert.deepEqual([restored.code, restored.err], [0, ""]);
	assert.match(restored.out, new RegExp(`^${lines.length} entries`));
	hub = await Hub.start(hub.file, { data });
	assert.deepEqual(journal(hub), lines);
	assert.equal((await snapshot(COMPETITORS)).progress.due, COMPETITORS);
	const audit = await run(["audit", file]);
	assert.deepEqual([audit.code, audit.err], [0, ""]);
});

/* The one file that grows, and its commands: each begins with the number of its words. */
function append_only_file() {
	const folder = path.join(data, "redis.d", "appendonlydir");
	return path.join(folder, fs.readdirSync(folder).find((name) => name.endsWith(".incr.aof")));
}

async function start_refused() {
	const refused = await run(["serve", hub.file, "--data", data, "--port", "0"]);
	assert.equal(refused.code, 1);
	return refused.err;
}

await test("a mark that was changed in Redis' file is noticed, and which one", async () => {
	await hub.stop();
	const lines = journal(hub), file = append_only_file(), good = fs.readFileSync(file, "latin1");
	const { seq, id, key } = lines.find((line) => line.key === "j2-030");
	const at = good.indexOf('"A1":"', good.indexOf(key)) + 6;
	fs.writeFileSync(file, good.slice(0, at) + (good[at] === "9" ? "8" : "9") + good.slice(at + 1), "latin1");
	assert.ok((await start_refused()).includes(`was changed, or is another one: entry ${seq} (${id})`));
	fs.writeFileSync(file, good, "latin1");
	hub = await Hub.start(hub.file, { data });
	assert.deepEqual(journal(hub), lines);
});

await test("an entry that was cut out of Redis' file is noticed, and which one", async () => {
	await hub.stop();
	const lines = journal(hub), file = append_only_file(), good = fs.readFileSync(file, "latin1");
	const { seq, id } = lines.find((line) => line.key === "j1-040");
	const commands = good.split(/(?=^\*\d+\r\n\$)/m);
	const without = commands.filter((command) => !command.includes("\r\nXADD\r\n") || !command.includes("\r\nj1-040\r\n"));
	assert.equal(without.length, commands.length - 1);
	fs.writeFileSync(file, without.join(""), "latin1");
	assert.ok((await start_refused()).includes(`was changed, or is another one: entry ${seq} (${id})`));
	fs.writeFileSync(file, good, "latin1");
	hub = await Hub.start(hub.file, { data });
	assert.deepEqual(journal(hub), lines);
});

await test("the same data directory is not served twice", async () => {
	const second = await run(["serve", hub.file, "--data", data, "--port", "0"]);
	assert.equal(second.code, 1);
	assert.match(second.err, /in use by another hub/);
});

await hub.clean();
end();
