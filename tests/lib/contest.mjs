/* A stage being marked for tests of faults: judges that send sheet after sheet, and keep one until it is acknowledged. */
import fs from "node:fs";
import path from "node:path";
import { demo_event } from "./demo.mjs";
import { until } from "./hub.mjs";
import { Client } from "./client.mjs";

export const BOARD = "board/mould/prelim";

/* The demo event with `count` competitors. */
export function large_event(count) {
	const event = demo_event();
	event.contests[0].competitors = Array.from({ length: count }, (_, i) =>
		({ id: String(i + 1).padStart(3, "0"), name: `选手${i + 1}`, unit: `单位${i % 7}` }));
	return event;
}

export function sheet_of(judge, competitor) {
	const mark = (seed) => String(((Number(competitor) * 7 + seed * 13) % 21) / 2);
	return { contest: "mould", stage: "prelim", module: "practical", competitor, attempt: 1, version: 1,
		marks: { A1: mark(judge.length + judge.charCodeAt(1)), A2: mark(judge.charCodeAt(1)) }, penalties: {},
		key: `${judge}-${competitor}` };
}

/* Whoever was turned away comes again after a moment, as tablets do: a hundred that do not would be an attack. */
const AGAIN_MS = 150;

function moment() {
	return new Promise((done) => setTimeout(done, AGAIN_MS));
}

/* Opens a socket, again and again until the hub is there. */
export async function reach(hub, options = {}) {
	let client;
	await until("the hub's socket", async () => {
		client = await Client.open(hub, options).catch(moment);
		return client;
	});
	return client;
}

/*
 * Sends one sheet and keeps at it, over new sockets where the old one went, until the hub gives a verdict: the answer,
 * with `result` or an error that is not temporary. Counts what it was told meanwhile in `told` ({unavailable: n, closed: n}).
 */
export async function settle(seat, sheet, told) {
	let answer;
	await until(`a verdict on ${sheet.key}`, async () => {
		if (!seat.client || seat.client.close_code !== undefined)
			seat.client = await reach(seat.hub, { token: seat.token });
		answer = await seat.client.answer("sheet", sheet).catch(() => null);
		const why = !answer ? "closed" : answer.error?.data.temporary ? answer.error.data.code : null;
		if (why)
			told[why] = (told[why] ?? 0) + 1;
		if (why === "unavailable")
			await moment();
		return !why;
	});
	return answer;
}

/* The same for a sheet that must be taken: its receipt. */
export async function deliver(seat, sheet, told) {
	const answer = await settle(seat, sheet, told);
	if (answer.error)
		throw new Error(`${sheet.key}: ${JSON.stringify(answer.error)}`);
	return answer.result;
}

/* The journal's lines, decoded. A hub that came second has no cards, so its folder is found by this. */
export function journal(hub) {
	const file = fs.readdirSync(hub.data).map((name) => path.join(hub.data, name, "ledger.jsonl")).find(fs.existsSync);
	/* What stands behind the last line feed is being written just now. */
	return fs.readFileSync(file, "utf8").split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

/* The process id of the hub's own redis-server. */
export function redis_pid(hub) {
	return Number(fs.readFileSync(path.join(hub.data, "redis.d", "redis.pid"), "utf8"));
}

export function alive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

export async function readiness(hub) {
	const answer = await fetch(`${hub.url}/readyz`).catch(() => null);
	return answer ? { status: answer.status, text: await answer.text() } : { status: 0, text: "" };
}
