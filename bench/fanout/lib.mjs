/* What the fan-out's benches share: an event, hubs and contenders, the watchers' program, and figures printed a line each. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { Client } from "../../tests/lib/client.mjs";
import { Hub, temporary_folder, until } from "../../tests/lib/hub.mjs";

export const folder = temporary_folder();
export const BOARD = "board/c/s";
export const JOIN = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "watch", params: { topic: BOARD } });
export const UPDATE = '"method":"update"';

/*
 * A contest of `rows` competitors and `parts` modules; the judges share the parts among themselves, or the parts the judges. `wide`: by place, so that a sheet of
 * the first competitor moves everybody's points, and the update is the whole board.
 */
export function event_of({ rows = 120, parts = 1, wide = false, judges = 1 }) {
	const aspect = wide ? { method: "place", first: 400, step: -1, min: 0, order: "high" }
		: { method: "points", min: 0, max: 100, step: "0.01" };
	const judges_of = (part) => judges <= parts ? [`j${part % judges}`]
		: Array.from({ length: judges }, (_, n) => `j${n}`).filter((_, n) => n % parts === part);
	const modules = Array.from({ length: parts }, (_, n) => ({ id: `m${n}`, title: `m${n}`, judges: judges_of(n),
		criteria: [{ id: "A", title: "A", aspects: [{ id: "A1", title: "a", ...(judges <= parts && { agreed: true }), ...aspect }] }] }));
	return {
		event: "fanout", title: "fan-out",
		people: [{ id: "chief", name: "C", role: "chief" },
			...Array.from({ length: judges }, (_, n) => ({ id: `j${n}`, name: `J${n}`, role: "judge" }))],
		contests: [{ id: "c", title: "c", entry: "person",
			competitors: Array.from({ length: rows }, (_, n) => ({ id: competitor(n), name: `选手${n}`, unit: "单位" })),
			stages: [{ id: "s", title: "s", decimals: 2, modules }] }],
	};
}

/* Sheets that each change the board once: `wide` ones by a whole board. */
export function sheets_of(count, wide) {
	return Array.from({ length: count }, (_, n) => wide ? sheet({ row: 0, version: n + 1, value: n % 2 ? 1000 : 0, key: `k${n}` })
		: sheet({ row: n % 120, version: 1 + Math.floor(n / 120), value: (((n * 37) % 9000) / 100 + 1).toFixed(2), key: `k${n}` }));
}

/* Boards whose updates are about 200 B and 8 KB, and a pace that is not what is measured. */
export const SMALL = { rows: 120 }, LARGE = { rows: 290, wide: true };
export const FAST = ["--frames", "50"];

export const competitor = (n) => String(n).padStart(3, "0");

export function sheet({ row, part = 0, version = 1, value, key }) {
	return { contest: "c", stage: "s", module: `m${part}`, attempt: 1, key, competitor: competitor(row), version,
		marks: { A1: String(value) }, penalties: {} };
}

/* A hub with that event open; `use` gets it, the cards, and the chief's client. `ca`: of its certificate. */
export async function with_hub(options, words, use, ca) {
	const hub = await Hub.start(event_of(options), { words });
	try {
		const cards = hub.cards();
		const chief = await Client.open(hub, { token: cards.chief, ca });
		await chief.ask("phase", { contest: "c", stage: "s", phase: "open", key: "open" });
		await chief.watch(BOARD);
		const marked = options.wide ? options.rows - 1 : 0;
		if (marked > 0) {
			const judge = await Client.open(hub, { token: cards.j0, ca });
			await Promise.all(Array.from({ length: marked }, (_, n) => judge.ask("sheet", sheet({ row: n + 1, value: n + 1, key: `first${n}` }))));
			judge.socket.close();
		}
		/* What is still on its way would join the first of the measured updates. */
		await until("the board", () => chief.state(BOARD).phase === "open" && chief.state(BOARD).progress.in === marked);
		return await use(hub, cards, chief);
	} finally {
		await hub.clean();
	}
}

/* A contender that prints its port and is ended at the end. */
export async function with_server(command, words, use) {
	const child = spawn(command, words.map(String), { stdio: ["ignore", "pipe", "inherit"] });
	const gone = new Promise((done) => child.once("close", done));
	try {
		const port = await Promise.race([new Promise((done) => child.stdout.once("data", (data) => done(Number(data)))),
			gone.then(() => { throw new Error(`${command} ${words.join(" ")} ended`); })]);
		return await use({ port, child });
	} finally {
		child.kill();
		await gone;
	}
}

let scripts = 0;

/* A script for the watchers' program: text lines, or requests. */
export function script_of(lines) {
	const file = path.join(folder, `script${++scripts}`);
	fs.writeFileSync(file, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n") + "\n");
	return file;
}

/* The lines of a judge, or of several in turns: signing in, then sheets. */
export function judge_script(tokens, sheets) {
	return script_of([...[tokens].flat().map((token) => ({ jsonrpc: "2.0", id: 1, method: "hello", params: { token } })),
		...sheets.map((params, n) => ({ jsonrpc: "2.0", id: n + 2, method: "sheet", params }))]);
}

/* bench/fanout/watch.c at work on one server. */
export class Watchers {
	static async open(server, count, script, { join, match, tls, judges } = {}) {
		const w = new Watchers();
		const words = [...(tls ? ["--tls"] : []), ...(judges ? ["--judges", judges] : []), server.port, server.child.pid, count, script, ...(join ? [join, match] : [])];
		w.child = spawn("build/bench/watch", words.map(String), { stdio: ["pipe", "pipe", "inherit"] });
		w.gone = new Promise((done) => w.child.once("close", done));
		w.lines = readline.createInterface({ input: w.child.stdout })[Symbol.asyncIterator]();
		w.rss_kb = (await w.next()).rss_kb;
		return w;
	}

	async next() {
		const { value, done } = await this.lines.next();
		if (done)
			throw new Error("the watchers' program ended");
		return JSON.parse(value);
	}

	/* Sends that many lines and gives what it cost. */
	measure(turns) {
		this.child.stdin.write(`${turns}\n`);
		return this.next();
	}

	/* Sheets at random moments, `rate` a second. */
	at_random(turns, rate) {
		this.child.stdin.write(`${turns} ${rate}\n`);
		return this.next();
	}

	/* What all of them have got so far. */
	count() {
		this.child.stdin.write("count\n");
		return this.next();
	}

	async close() {
		this.child.stdin.end();
		await this.gone;
	}
}

/* Watchers of a hub's board. */
export function board_watchers(hub, cards, watchers, sheets, options = {}) {
	return Watchers.open(hub, watchers, judge_script(cards.j0, sheets), { join: JOIN, match: UPDATE, ...options });
}

/*
 * Rounds of `turns` lines for each of the contenders ({name: Watchers}), each round in another order, so that all of them
 * live through the same moments of the machine. Gives {name: [a result a round]}.
 */
export async function rounds(contenders, count, turns) {
	const names = Object.keys(contenders), results = Object.fromEntries(names.map((name) => [name, []]));
	for (let n = 0; n < count; n++)
		for (let i = 0; i < names.length; i++) {
			const name = names[(i + n) % names.length];
			results[name].push(await contenders[name].measure(turns));
		}
	return results;
}

export const quantile = (list, q) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))];
export const median = (list) => quantile(list, 0.5);

/* The median over the rounds of a figure of `a` by that of `b`. */
export const ratio = (a, b, figure) => median(a.map((result, n) => figure(result) / figure(b[n])));

export function print(name, value, unit, better, goal, measured) {
	console.log(JSON.stringify({ bench: "fanout", name, value: Number(value.toPrecision(4)), unit, better, goal, measured }));
}

export async function metric(hub, name) {
	const text = await (await fetch(`${hub.url}/metrics`)).text();
	return Number(new RegExp(`^touchstone_${name} (\\S+)$`, "m").exec(text)[1]);
}
