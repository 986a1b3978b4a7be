/*
 * Fifty judges on two tablets each who drop, repeat, reorder, collide and err, while redis-server and the hub are killed: the final
 * table is the one that `touchstone score` makes of what was acknowledged. STORM_S seconds (default 12), STORM_SEED.
 */
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, run, until } from "../lib/hub.mjs";
import { deliver, journal, reach, readiness, redis_pid, settle } from "../lib/contest.mjs";

const STORM_MS = Number(process.env.STORM_S ?? 12) * 1000;
const SEED = Number(process.env.STORM_SEED ?? Date.now() % 1000000);
const MODULES = 5, JUDGES = 10, COMPETITORS = 24;
const BOARD = "board/storm/only";

function random_of(seed) {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

const competitors = Array.from({ length: COMPETITORS }, (_, i) => String(i + 1).padStart(3, "0"));
const modules = Array.from({ length: MODULES }, (_, m) => ({ id: `m${m + 1}`, title: `模块${m + 1}`, weight: `0.${m + 1}`,
	judges: Array.from({ length: JUDGES }, (_, j) => `j${m * JUDGES + j + 1}`),
	...(m % 2 && { panel: { over: "sheet", combine: "mean", drop: { high: 1, low: 1 }, decimals: 3 } }),
	criteria: [{ id: "A", title: "甲", aspects: ["A1", "A2", "A3"].map((id) => ({ id, title: id, method: "points", min: 0, max: 10, step: "0.1",
		...(m % 2 ? {} : { panel: { combine: "median" } }) })) }] }));
const event = { event: "storm", title: "风暴", starts: "2018-04-21", ends: "2018-04-22",
	people: [{ id: "chief", name: "主裁", role: "chief" }, ...modules.flatMap((m) => m.judges).map((id) => ({ id, name: id, role: "judge" }))],
	contests: [{ id: "storm", title: "风暴", entry: "person", competitors: competitors.map((id) => ({ id, name: id, unit: "" })),
		stages: [{ id: "only", title: "一轮", modules, missing: "exclude", decimals: 2, ties: [{ module: "m1" }] }] }] };

let hub = await Hub.start(event);
const { data, port } = hub;
const cards = hub.cards();
const told = {}, tried = {};
const taken = new Map(); /* "judge/competitor" -> Map of version -> {marks, receipt} */
let stop = false, repeats = 0;

const chief = await reach(hub, { token: cards.chief });
await chief.ask("phase", { contest: "storm", stage: "only", phase: "open", key: "open" });
await chief.close();

function note(judge, sheet, answer) {
	if (answer.error) {
		assert.ok(["stale", "out_of_range", "off_step", "repeated"].includes(answer.error.data.code), JSON.stringify(answer));
		return;
	}
	const versions = taken.get(`${judge}/${sheet.competitor}`) ?? new Map();
	const before = versions.get(sheet.version);
	repeats += Boolean(before);
	assert.ok(!before || before.key === sheet.key, `version ${sheet.version} of ${judge}/${sheet.competitor} was taken twice`);
	if (!before)
		versions.set(sheet.version, { key: sheet.key, marks: sheet.marks, receipt: answer.result });
	taken.set(`${judge}/${sheet.competitor}`, versions);
}

const WAYS = {
	async plain(seat, sheet) {
		note(seat.judge, sheet, await settle(seat, sheet, told));
	},
	async twice_at_once(seat, sheet) {
		const other = { ...seat, client: undefined };
		const answers = await Promise.all([settle(seat, sheet, told), settle(other, sheet, told)]);
		for (const answer of answers)
			note(seat.judge, sheet, answer);
		other.client.socket.close();
	},
	async dropped(seat, sheet) {
		seat.client?.send(JSON.stringify({ jsonrpc: "2.0", id: 0, method: "sheet", params: sheet }));
		if (seat.random() < 0.5)
			await new Promise((done) => setImmediate(done));
		seat.client?.socket.terminate();
		note(seat.judge, sheet, await settle(seat, sheet, told));
	},
	async ahead(seat, sheet) {
		sheet.version++;
		note(seat.judge, sheet, await settle(seat, sheet, told));
	},
	/* the version after it is on its way first; both go until they are answered, in either order */
	async reordered(seat, sheet) {
		const later = { ...sheet, version: sheet.version + 1, marks: { ...sheet.marks, A1: "0.1" }, key: `${sheet.key}-later` };
		const first = settle(seat, later, told);
		const other = { ...seat };
		note(seat.judge, sheet, await settle(other, sheet, told));
		note(seat.judge, later, await first);
		if (other.client !== seat.client)
			other.client.socket.close();
		note(seat.judge, later, await settle(seat, later, told));
	},
	async wrong(seat, sheet) {
		sheet.marks.A2 = "10.1";
		const answer = await settle(seat, sheet, told);
		assert.equal(answer.error?.data.code, "out_of_range");
	},
};
const DRAW = ["plain", "plain", "plain", "twice_at_once", "dropped", "reordered", "ahead", "wrong"];

async function tablet(judge, module, random) {
	const seat = { judge, hub, token: cards[judge], random };
	for (let n = 0; !stop; n++) {
		const competitor = competitors[Math.floor(random() * COMPETITORS)];
		const known = Math.max(0, ...(taken.get(`${judge}/${competitor}`)?.keys() ?? []));
		const mark = () => (Math.floor(random() * 101) / 10).toString();
		const sheet = { contest: "storm", stage: "only", module, competitor, attempt: 1, version: known + 1,
			marks: { A1: mark(), A2: mark(), A3: mark() }, penalties: {}, key: `${judge}-${random().toString(36).slice(2)}` };
		const way = DRAW[Math.floor(random() * DRAW.length)];
		tried[way] = (tried[way] ?? 0) + 1;
		await WAYS[way](seat, sheet);
	}
	await seat.client?.close();
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const ready = () => until("the hub to be ready", async () => (await readiness(hub)).status === 200);

await test(`a storm with seed ${SEED}`, async () => {
	const tablets = modules.flatMap((m, i) => m.judges.flatMap((judge, j) => [0, 1].map((n) =>
		tablet(judge, m.id, random_of(SEED + i * 1000 + j * 10 + n)))));
	const end_of_all = Promise.all(tablets).then(() => null, (error) => error);
	await pause(STORM_MS / 4);
	process.kill(redis_pid(hub), "SIGKILL");
	await pause(STORM_MS / 4);
	await hub.stop("SIGKILL");
	hub = await Hub.start(hub.file, { data, port });
	await pause(STORM_MS / 4);
	await ready();
	process.kill(redis_pid(hub), "SIGKILL");
	await pause(STORM_MS / 4);
	stop = true;
	const error = await end_of_all;
	if (error)
		throw error;
	await ready();
});

/* The newest version of each sheet, as a file of marks. */
function marks_of_the_acknowledged() {
	const lines = ["stage,competitor,module,attempt,aspect,judge,value"];
	for (const [key, versions] of taken) {
		const [judge, competitor] = key.split("/");
		const module = modules.find((m) => m.judges.includes(judge)).id;
		const { marks } = versions.get(Math.max(...versions.keys()));
		for (const [aspect, value] of Object.entries(marks))
			lines.push(["only", competitor, module, 1, aspect, judge, value].join(","));
	}
	return `${lines.join("\n")}\n`;
}

await test("the board is the table of what was acknowledged", async () => {
	const file = path.join(data, "marks.csv");
	fs.writeFileSync(file, marks_of_the_acknowledged());
	const scored = await run(["score", hub.file, file]);
	assert.equal(scored.code, 0, scored.err);
	const expected = JSON.parse(scored.out).contests[0].stages[0].standings.map((row) => [row.competitor, row.rank, row.total]);
	const client = await reach(hub);
	let found;
	await until("the board", async () => {
		const { snapshot } = await client.watch(BOARD);
		found = snapshot.order.map((id, i) => [id, snapshot.ranks[i], snapshot.rows[id].total]);
		return JSON.stringify(found) === JSON.stringify(expected);
	}, 10000).catch(() => {});
	assert.deepEqual(found, expected);
	await client.close();
});

await test("every receipt stands in the journal, and an audit agrees", async () => {
	const receipts = [...taken.values()].flatMap((versions) => [...versions.values()]);
	const last = receipts.reduce((most, { receipt }) => Math.max(most, receipt.seq), 0);
	await until("the journal", () => journal(hub).length >= last);
	const lines = journal(hub);
	for (const { key, receipt } of receipts) {
		const line = lines[receipt.seq - 1];
		assert.deepEqual([line.id, line.hash, line.key, line.verdict], [receipt.id, receipt.hash, key, "accepted"]);
	}
	const audit = await run(["audit", path.join(data, "storm", "ledger.jsonl")]);
	assert.equal(audit.code, 0, audit.err);
	console.log(`seed ${SEED}: ${receipts.length} sheets taken, ${repeats} answered again, ${lines.length} entries, tried ${JSON.stringify(tried)}, told ${JSON.stringify(told)}`);
});

await hub.clean();
end();
