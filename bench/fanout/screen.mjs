/*
 * From sheet to screen: 50 judges at random moments, 1,000 watchers, every sheet on disk before it counts; against the sum of a
 * bare XADD with fsync and a bare fan-out, in the same rounds.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { JOIN, UPDATE, Watchers, folder, judge_script, print, quantile, script_of, sheet, with_hub, with_server } from "./lib.mjs";
import { until } from "../../tests/lib/hub.mjs";

const JUDGES = 50, PARTS = 10, WATCHERS = 1000, ROUNDS = 5, SHEETS = 50, RATE = 6, WARM = 4;
const ALL = ROUNDS * SHEETS + WARM;
const ENTRY_BYTES = 400; /* of a sheet in the ledger */

/* A Redis as the hub starts its own. */
async function with_redis(use) {
	const dir = path.join(folder, "redis"), socket = path.join(dir, "redis.sock");
	fs.mkdirSync(dir);
	const redis = spawn("redis-server", ["--port", "0", "--unixsocket", socket, "--dir", dir, "--appendonly", "yes", "--appendfsync", "always", "--save", ""],
		{ stdio: "ignore" });
	const gone = new Promise((done) => redis.once("close", done));
	try {
		await until("Redis", () => fs.existsSync(socket));
		const xadd = spawn("build/bench/xadd", [socket, ENTRY_BYTES], { stdio: ["pipe", "pipe", "inherit"] });
		const lines = readline.createInterface({ input: xadd.stdout })[Symbol.asyncIterator]();
		await use(async (turns, rate) => {
			xadd.stdin.write(`${turns} ${rate}\n`);
			return JSON.parse((await lines.next()).value);
		});
		xadd.stdin.end();
	} finally {
		redis.kill();
		await gone;
	}
}

const sheets = Array.from({ length: ALL }, (_, n) => sheet({ row: n, part: n % JUDGES % PARTS, value: ((n * 37) % 10000 / 100).toFixed(2), key: `k${n}` }));
await with_hub({ rows: ALL, parts: PARTS, judges: JUDGES }, [], (hub, cards) => with_redis(async (xadd) => {
	const tokens = Array.from({ length: JUDGES }, (_, n) => cards[`j${n}`]);
	const watchers = await Watchers.open(hub, WATCHERS, judge_script(tokens, sheets), { join: JOIN, match: UPDATE, judges: JUDGES });
	await with_server("build/bench/limit", [270], async (limit) => {
		const bare = await Watchers.open(limit, WATCHERS, script_of(Array(ALL).fill("go")));
		const us = [], disk = [], fanout = [];
		for (let n = 0; n < ROUNDS; n++) {
			us.push(...(await watchers.at_random(SHEETS, RATE)).lasts);
			disk.push(...await xadd(SHEETS, RATE * 3));
			fanout.push(...(await bare.measure(SHEETS)).lasts);
		}
		for (const [what, q, goal] of [["median", 0.5, 1.3], ["99th percentile", 0.99, 2]]) {
			const [a, b, c] = [us, disk, fanout].map((list) => quantile(list, q));
			print(`sheet to screen, ${JUDGES} judges, ${WATCHERS} watchers: ${what}`, a / (b + c), "x of XADD + fan-out", "lower", goal,
				{ us_ms: a, xadd_ms: b, fanout_ms: c, sheets: us.length });
		}
		await bare.close();
	});
	await watchers.close();
}));
fs.rmSync(folder, { recursive: true, force: true });
