/*
 * One board update to N watchers: the hub with a real board, a bare C server that sends the same number of bytes, and
 * npm `ws`. In turns; figures are ratios of medians. WATCHERS=100,1000 chooses N.
 */
import { spawn, execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { Client } from "../../tests/lib/client.mjs";
import { Hub, temporary_folder, until } from "../../tests/lib/hub.mjs";

const run = promisify(execFile);
const TURNS = 3;
const SIZES = (process.env.WATCHERS ?? "100,1000,10000").split(",").map(Number);
const folder = temporary_folder();

/* `wide`: by place, so that a sheet moves everybody's points and the update is some kB. */
function event_of(wide) {
	const aspect = wide ? { method: "place", first: 200, step: -1, min: 0, order: "high" }
		: { method: "points", min: 0, max: 100, step: "0.01" };
	return {
		event: "fanout", title: "fan-out", people: [{ id: "j1", name: "J", role: "judge" }, { id: "chief", name: "C", role: "chief" }],
		contests: [{ id: "c", title: "c", entry: "person",
			competitors: Array.from({ length: wide ? 140 : 120 }, (_, n) => ({ id: String(n).padStart(3, "0"), name: `选手${n}`, unit: "单位" })),
			stages: [{ id: "s", title: "s", decimals: 2, modules: [{ id: "m", title: "m", judges: ["j1"],
				criteria: [{ id: "A", title: "A", aspects: [{ id: "A1", title: "a", agreed: true, ...aspect }] }] }] }] }],
	};
}

function sheet(id, competitor, version, value) {
	return { jsonrpc: "2.0", id, method: "sheet", params: { contest: "c", stage: "s", module: "m", attempt: 1, key: `k${id}`,
		competitor: String(competitor).padStart(3, "0"), version, marks: { A1: String(value) }, penalties: {} } };
}

/* A script for the watchers' first socket: signing in, then sheets. */
function script(token, wide, turns, version) {
	const lines = [{ jsonrpc: "2.0", id: 1, method: "hello", params: { token } }];
	for (let n = 0; n < turns; n++)
		lines.push(wide ? sheet(n + 2, 0, version + n, n % 2 ? 1000 : 0) : sheet(n + 2, n % 120, version + Math.floor(n / 120), (((n * 37) % 9000) / 100 + 1).toFixed(2)));
	const file = path.join(folder, "script");
	fs.writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n") + "\n");
	return file;
}

async function watch(port, pid, watchers, file, ...more) {
	const { stdout } = await run("build/bench/watch", [port, pid, watchers, file, ...more].map(String));
	return JSON.parse(stdout);
}

async function with_server(command, words, use) {
	const child = spawn(command, words, { stdio: ["ignore", "pipe", "inherit"] });
	try {
		const port = await new Promise((done) => child.stdout.once("data", (data) => done(Number(data))));
		return await use(port, child.pid);
	} finally {
		const gone = new Promise((done) => child.once("close", done));
		child.kill();
		await gone;
	}
}

async function with_hub(wide, use) {
	const hub = await Hub.start(event_of(wide));
	try {
		const cards = hub.cards();
		const chief = await Client.open(hub, { token: cards.chief });
		await chief.ask("phase", { contest: "c", stage: "s", phase: "open", key: "open" });
		await chief.watch("board/c/s");
		if (wide) {
			const judge = await Client.open(hub, { token: cards.j1 });
			for (let n = 1; n < 140; n++)
				await judge.ask("sheet", sheet(1000 + n, n, 1, n).params);
			judge.socket.close();
		}
		const marked = wide ? 139 : 0; /* what is still on its way would join the first of the measured updates */
		await until("the board", () => chief.state("board/c/s").phase === "open" && chief.state("board/c/s").progress.in === marked);
		chief.socket.close();
		return await use(hub, cards.j1);
	} finally {
		await hub.clean();
	}
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const out = (name, value, unit, better, goal, measured) =>
	console.log(JSON.stringify({ bench: "fanout", name, value: Math.round(value * 1000) / 1000, unit, better, goal, measured }));

const JOIN = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "watch", params: { topic: "board/c/s" } });

for (const wide of [false, true]) {
	for (const watchers of SIZES) {
		const turns = Math.max(20, Math.min(100, Math.round(300000 / watchers)));
		const go = path.join(folder, "go");
		fs.writeFileSync(go, "go\n".repeat(turns + 5));
		const us = [], limit = [], peer = [];
		for (let turn = 0; turn < TURNS; turn++) {
			us.push(await with_hub(wide, (hub, token) =>
				watch(hub.port, hub.child.pid, watchers, script(token, wide, turns + 4, 1), JOIN, '"method":"update"')));
			const bytes = String(us[0].bytes);
			limit.push(await with_server("build/bench/limit", [bytes], (port, pid) => watch(port, pid, watchers, go)));
			peer.push(await with_server("node", ["bench/fanout/peer.mjs", bytes], (port, pid) => watch(port, pid, watchers, go)));
		}
		const rate = (list) => median(list.map((r) => r.deliveries / r.cpu_s));
		const last = (list) => median(list.map((r) => r.last_ms));
		const name = `${watchers} watchers, ${us[0].bytes} B`;
		const measured = { us: rate(us), limit: rate(limit), ws: rate(peer), us_last_ms: last(us), limit_last_ms: last(limit), ws_last_ms: last(peer) };
		out(`${name}: deliveries`, rate(us) / rate(limit), "x of the limit", "higher", 0.95, measured);
		out(`${name}: deliveries`, rate(us) / rate(peer), "x of npm ws", "higher", 1.3, measured);
		out(`${name}: time to the last`, last(us) / last(limit), "x of the limit", "lower", 1.1, measured);
		if (watchers >= 1000)
			out(`${name}: memory a watcher`, median(us.map((r) => r.rss_kb)) / watchers, "kB", "lower", 3.5, { rss_kb: us.map((r) => r.rss_kb) });
	}
}
fs.rmSync(folder, { recursive: true, force: true });
