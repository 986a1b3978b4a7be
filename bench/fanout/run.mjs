/*
 * One board update to N watchers: the hub with a real board, a bare C server that sends the same number of bytes, and npm
 * `ws`. WATCHERS=100,1000 chooses N. What counts is the fan-out alone, as each server measures it on itself; what the hub
 * does about a sheet besides (judging, Redis, journal, board) is in the rows "of the whole sheet".
 */
import fs from "node:fs";
import { FAST, LARGE, SMALL, Watchers, board_watchers, folder, median, metric, print, ratio, rounds, script_of, sheets_of, with_hub, with_server } from "./lib.mjs";

const ROUNDS = 7, TURNS = 8, WARM = 4;
const COUNTS = (process.env.WATCHERS ?? "100,1000,10000").split(",").map(Number);
const LINES = ROUNDS * TURNS + WARM;

/* A first hub says how large a frame is. */
async function frame_bytes(board) {
	return with_hub(board, FAST, async (hub, cards) => {
		const w = await board_watchers(hub, cards, 2, sheets_of(LINES, board.wide));
		const { bytes } = await w.measure(TURNS);
		await w.close();
		return bytes;
	});
}

function report(watchers, bytes, ring, got, rss_kb) {
	const name = `${watchers} watchers, ${bytes} B`;
	const fanout = (r) => r.deliveries / r.fanout_s, whole = (r) => r.deliveries / r.cpu_s, wait = (r) => r.wait_ms;
	const raw = (figure) => Object.fromEntries(Object.entries(got).map(([who, list]) => [who, median(list.map(figure))]));
	print(`${name}: deliveries, send()`, ratio(got.send, got.limit, fanout), "x of the limit", "higher", 0.95, raw(fanout));
	if (ring)
		print(`${name}: deliveries, io_uring`, ratio(got.us, got.limit, fanout), "x of the limit", "higher", 1.1, raw(fanout));
	print(`${name}: deliveries`, ratio(got.us, got.ws, fanout), "x of npm ws", "higher", 1.3, raw(fanout));
	print(`${name}: from change to the last`, ratio(got.us, got.limit, wait), "x of the limit", "lower", 1.1, raw(wait));
	print(`${name}: deliveries, of the whole sheet`, ratio(got.us, got.limit, whole), "x of the limit", "higher", null, raw(whole));
	print(`${name}: time to the last, of the whole sheet`, ratio(got.us, got.limit, (r) => r.last_ms), "x of the limit", "lower", null,
		raw((r) => r.last_ms));
	if (watchers >= 1000)
		print(`${name}: memory a watcher`, rss_kb / watchers, "kB", "lower", 3.5, { rss_kb });
}

async function one(board, bytes, watchers) {
	await with_hub(board, FAST, (hub, cards) => with_hub(board, [...FAST, "--io-uring=no"], (plain, plain_cards) =>
		with_server("build/bench/limit", [bytes], (limit) => with_server("node", ["bench/fanout/peer.mjs", bytes], async (peer) => {
			const go = script_of(Array(LINES).fill("go")), sheets = sheets_of(LINES, board.wide);
			const contenders = {
				us: await board_watchers(hub, cards, watchers, sheets),
				send: await board_watchers(plain, plain_cards, watchers, sheets),
				limit: await Watchers.open(limit, watchers, go),
				ws: await Watchers.open(peer, watchers, go),
			};
			const got = await rounds(contenders, ROUNDS, TURNS);
			report(watchers, bytes, await metric(hub, "io_uring") === 1, got, contenders.us.rss_kb);
			for (const w of Object.values(contenders))
				await w.close();
		}))));
}

for (const board of [SMALL, LARGE]) {
	const bytes = await frame_bytes(board);
	for (const watchers of COUNTS)
		await one(board, bytes, watchers);
}
fs.rmSync(folder, { recursive: true, force: true });
