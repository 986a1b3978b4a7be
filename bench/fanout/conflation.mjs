/*
 * 500 sheets a second into one board that 10,000 watch: how often they get news, how busy the loop is, and whether judges
 * notice. In turns with a hub that nobody watches.
 */
import fs from "node:fs";
import { Client } from "../../tests/lib/client.mjs";
import { JOIN, UPDATE, Watchers, folder, median, metric, print, quantile, script_of, sheet, with_hub } from "./lib.mjs";

const ROWS = 120, MARKED = ROWS - 1 /* the last one warms */, PARTS = 10, RATE = 500, TICK_MS = 10, SECONDS = 3, ROUNDS = 4;
const WATCHERS = Number(process.env.CROWD ?? 10000);
let sent = 0;

/* The next sheet of a hub's event, by the judge of its part. */
function next_sheet(n) {
	const version = 1 + Math.floor(n / (MARKED * PARTS)), row = Math.floor(n / PARTS) % MARKED;
	return { part: n % PARTS, params: sheet({ row, part: n % PARTS, version, value: ((n * 37) % 10000 / 100).toFixed(2), key: `k${++sent}` }) };
}

/* Sheets at that rate for some seconds; gives the times until they were acknowledged. */
async function mark(side) {
	const waiting = [], end = Date.now() + SECONDS * 1000;
	let due = 0;
	for (const begin = Date.now(); Date.now() < end; due = (Date.now() - begin) * RATE / 1000) {
		while (waiting.length < due) {
			const { part, params } = next_sheet(side.marked++), from = performance.now();
			waiting.push(side.judges[part].ask("sheet", params).then(() => performance.now() - from));
		}
		await new Promise((done) => setTimeout(done, TICK_MS));
	}
	return Promise.all(waiting);
}

/* What the loop's thread has run, and has waited for a core, in s. */
function loop_times(hub) {
	const [ran, waited] = fs.readFileSync(`/proc/${hub.child.pid}/task/${hub.child.pid}/schedstat`, "utf8").split(" ");
	return { ran: ran / 1e9, waited: waited / 1e9 };
}

async function side_of(hub, cards) {
	return { hub, marked: 0, acks: [], judges: await Promise.all(Array.from({ length: PARTS }, (_, n) => Client.open(hub, { token: cards[`j${n}`] }))) };
}

await with_hub({ rows: ROWS, parts: PARTS, judges: PARTS }, [], (quiet_hub, quiet_cards) =>
	with_hub({ rows: ROWS, parts: PARTS, judges: PARTS }, [], async (hub, cards) => {
		const quiet = await side_of(quiet_hub, quiet_cards), crowded = await side_of(hub, cards);
		const first = sheet({ row: ROWS - 1, part: 0, version: 1, value: 1, key: "warm" });
		const script = script_of([{ jsonrpc: "2.0", id: 1, method: "hello", params: { token: cards.j0 } },
			...[1, 2, 3, 4].map((n) => ({ jsonrpc: "2.0", id: n + 1, method: "sheet", params: { ...first, version: n, marks: { A1: String(n) }, key: `warm${n}` } }))]);
		const watchers = await Watchers.open(hub, WATCHERS, script, { join: JOIN, match: UPDATE });
		const frames = [], busy = [], waiting = [];
		for (let n = 0; n < ROUNDS; n++) {
			quiet.acks.push(await mark(quiet));
			const before = await watchers.count(), { ran, waited } = loop_times(hub), from = Date.now();
			crowded.acks.push(await mark(crowded));
			const seconds = (Date.now() - from) / 1000, after = await watchers.count();
			const times = loop_times(hub);
			busy.push((times.ran - ran) / seconds);
			waiting.push((times.waited - waited) / seconds);
			frames.push((after.all - before.all) / WATCHERS / seconds);
		}
		const name = `${RATE} sheets/s, ${WATCHERS} watchers`;
		const acks = (side, q) => side.acks.map((list) => quantile(list, q));
		const rate = crowded.acks.map((list) => list.length / SECONDS);
		print(`${name}: news a watcher`, median(frames), "a second", "higher", 10, { frames, sheets_a_second: rate, setting: 15 });
		print(`${name}: the loop is busy`, median(busy), "of a core", "lower", 0.7, { busy, waiting_for_a_core: waiting, io_uring: await metric(hub, "io_uring") });
		for (const [what, q, goal] of [["median", 0.5, 1.3], ["99th percentile", 0.99, null]])
			print(`${name}: acknowledgement, ${what}`, median(acks(crowded, q).map((ms, n) => ms / acks(quiet, q)[n])), "x of nobody watching", "lower",
				goal, { with: acks(crowded, q), without: acks(quiet, q) });
		for (const judge of [...quiet.judges, ...crowded.judges])
			judge.socket.close();
		await watchers.close();
	}));
fs.rmSync(folder, { recursive: true, force: true });
