/* One board update to watchers over TLS: the hub against npm `ws` on node's https, which encrypts with the same library. */
import fs from "node:fs";
import { make_certificate } from "../../tests/lib/certificate.mjs";
import { FAST, LARGE, SMALL, Watchers, board_watchers, folder, median, print, ratio, rounds, script_of, sheets_of, with_hub, with_server } from "./lib.mjs";

const ROUNDS = 7, TURNS = 8, WARM = 4, WATCHERS = 1000;
const LINES = ROUNDS * TURNS + WARM;
const { certificate, key } = make_certificate(folder, "hub");
const ca = fs.readFileSync(certificate);

for (const board of [SMALL, LARGE])
	await with_hub(board, [...FAST, "--tls-cert", certificate, "--tls-key", key], async (hub, cards) => {
		const us = await board_watchers(hub, cards, WATCHERS, sheets_of(LINES, board.wide), { tls: true });
		const { bytes } = await us.measure(TURNS);
		await with_server("node", ["bench/fanout/peer.mjs", bytes, certificate, key], async (peer) => {
			const ws = await Watchers.open(peer, WATCHERS, script_of(Array(LINES).fill("go")), { tls: true });
			const got = await rounds({ us, ws }, ROUNDS - 1, TURNS);
			const name = `${WATCHERS} watchers, ${bytes} B, TLS`, rate = (r) => r.deliveries / r.fanout_s;
			print(`${name}: deliveries`, ratio(got.us, got.ws, rate), "x of npm ws", "higher", 1.3,
				{ us: median(got.us.map(rate)), ws: median(got.ws.map(rate)) });
			print(`${name}: memory a watcher`, us.rss_kb / WATCHERS, "kB", "lower", null, { rss_kb: us.rss_kb, ws_rss_kb: ws.rss_kb });
			await us.close();
			await ws.close();
		});
	}, ca);
fs.rmSync(folder, { recursive: true, force: true });
