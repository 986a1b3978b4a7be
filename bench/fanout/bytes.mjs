/* What a sheet costs every watcher in bytes, on a board of 120 competitors with 10 parts; and why nothing is deflated. */
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { execFile } from "node:child_process";
import { Client } from "../../tests/lib/client.mjs";
import { until } from "../../tests/lib/hub.mjs";
import { BOARD, FAST, Watchers, folder, median, print, script_of, sheet, with_hub, with_server } from "./lib.mjs";

const run = promisify(execFile);
const ROWS = 120, PARTS = 10, SHEETS = 300, SEED = 7;

/* A repeatable shuffle of all sheets of the event: any part of any competitor may be next. */
function drawn_sheets() {
	const sheets = [];
	let state = SEED;
	for (let n = 0; n < ROWS * PARTS; n++) {
		state = (state * 1103515245 + 12345) % 2147483648;
		sheets.push({ order: state, sheet: sheet({ row: n % ROWS, part: Math.floor(n / ROWS), value: ((state % 10000) / 100).toFixed(2), key: `k${n}` }) });
	}
	return sheets.sort((a, b) => a.order - b.order).map((drawn) => drawn.sheet);
}

const updates = await with_hub({ rows: ROWS, parts: PARTS }, FAST, async (hub, cards) => {
	const judge = await Client.open(hub, { token: cards.j0 }), watcher = await Client.open(hub);
	const sheets = drawn_sheets(), before = ROWS * PARTS / 2;
	await Promise.all(sheets.slice(0, before).map((params) => judge.ask("sheet", params)));
	await watcher.watch(BOARD);
	const marks = () => Object.values(watcher.state(BOARD).rows).reduce((sum, row) => sum + row.in, 0);
	await until("the first half", () => marks() === before);
	watcher.received.length = 0;
	for (const [n, params] of sheets.slice(before, before + SHEETS).entries()) {
		await judge.ask("sheet", params);
		await until("the update", () => marks() === before + n + 1);
	}
	return watcher.received.filter((text) => text.includes('"method":"update"'));
});
const sizes = updates.map((text) => Buffer.byteLength(text));
print(`a sheet's update, ${ROWS} competitors of ${PARTS} parts`, sizes.reduce((sum, n) => sum + n, 0) / sizes.length, "B", "lower", 300,
	{ updates: sizes.length, median: median(sizes), most: Math.max(...sizes) });

/* Deflated for each watcher with its own window, as permessage-deflate does, against sending the same frame as it is. */
const file = path.join(folder, "updates");
fs.writeFileSync(file, updates.join("\n") + "\n");
const { us, bytes, kb } = JSON.parse((await run("build/bench/deflate", [file])).stdout);
await with_server("build/bench/limit", [Math.round(median(sizes))], async (limit) => {
	const w = await Watchers.open(limit, 1000, script_of(Array(100).fill("go")));
	const got = await w.measure(30);
	await w.close();
	const send_us = got.fanout_s / got.deliveries * 1e6;
	print("permessage-deflate: CPU of a delivery", (us + send_us) / send_us, "x of without", "lower", null, { deflate_us: us, send_us });
	print("permessage-deflate: bytes of a delivery", bytes / (sizes.reduce((sum, n) => sum + n, 0) / sizes.length), "x of without", "lower", null, { bytes });
	print("permessage-deflate: memory a watcher", kb, "kB", "lower", null, { kb });
});
fs.rmSync(folder, { recursive: true, force: true });
