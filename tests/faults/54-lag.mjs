/*
 * A large stage on a bad network: 9 judges mark 120 competitors over lines that delay everything by 40 to 160 ms each way, and that break
 * again and again, some with answers under way. Every sheet counts once, and the table is the one `touchstone score` makes of them.
 */
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, run, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { journal, reach } from "../lib/contest.mjs";

const JUDGES = 9, COMPETITORS = 120;
const IN_FLIGHT = 6;
const BREAKS = 4; /* of each judge's line, while it marks */
const BOARD = "board/lag/only";
const SEED = Number(process.env.LAG_SEED ?? Date.now() % 1000000);
let seed = SEED;

function random() {
	seed = (seed * 1103515245 + 12345) & 0x7fffffff;
	return seed / 0x7fffffff;
}

const competitors = Array.from({ length: COMPETITORS }, (_, i) => String(i + 1).padStart(3, "0"));
const judges = Array.from({ length: JUDGES }, (_, i) => `j${i + 1}`);
const aspects = ["A1", "A2"].map((id) => ({ id, title: id, method: "points", min: 0, max: 10, step: "0.1" }));
const hub = await Hub.start({ event: "lag", title: "延迟", starts: "2018-04-21", ends: "2018-04-22",
	people: [{ id: "chief", name: "主裁", role: "chief" }, ...judges.map((id) => ({ id, name: id, role: "judge" }))],
	contests: [{ id: "lag", title: "延迟", entry: "person", competitors: competitors.map((id) => ({ id, name: id, unit: "" })),
		stages: [{ id: "only", title: "一轮", decimals: 3, modules: [{ id: "m", title: "模块", judges,
			panel: { over: "sheet", combine: "mean", drop: { high: 1, low: 1 }, decimals: 3 }, criteria: [{ id: "A", title: "甲", aspects }] }] }] }] });
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
await chief.ask("phase", { contest: "lag", stage: "only", phase: "open", key: "open" });
await chief.watch(BOARD);

/* One way of a line: what comes in goes out later, in the same order. */
function delayed(from, to) {
	let free_at = 0;
	from.on("data", (data) => {
		const now = performance.now();
		free_at = Math.max(free_at, now + 40 + 120 * random());
		setTimeout(() => to.writable && to.write(data), free_at - now);
	});
	from.on("error", () => to.destroy());
	from.on("close", () => to.destroy());
}

/* A proxy to the hub whose lines can be broken: {port, cut()}. */
async function line_start() {
	const open = new Set();
	const server = net.createServer((near) => {
		const far = net.connect(hub.port, "127.0.0.1");
		for (const socket of [near, far]) {
			open.add(socket);
			socket.on("close", () => open.delete(socket));
			socket.setNoDelay(true);
		}
		delayed(near, far);
		delayed(far, near);
	});
	await new Promise((done) => server.listen(0, "127.0.0.1", done));
	return { port: server.address().port, stop: () => server.close(), cut: () => open.forEach((socket) => socket.destroy()) };
}

function mark(judge, competitor, salt) {
	return String(((Number(judge.slice(1)) * 31 + Number(competitor) * 17 + salt * 53) % 101) / 10);
}

const told = { sent: 0, broken: 0, repeated: 0 };

async function judge_all(judge) {
	const line = await line_start();
	const queue = competitors.map((competitor) => ({ contest: "lag", stage: "only", module: "m", competitor, attempt: 1, version: 1,
		marks: { A1: mark(judge, competitor, 1), A2: mark(judge, competitor, 2) }, penalties: {}, key: `${judge}-${competitor}` }));
	const cuts = new Set(Array.from({ length: BREAKS }, () => Math.floor(random() * COMPETITORS)));
	let client = null;
	let done = 0;
	let opening = null;
	const client_now = async () => {
		while (!client || client.close_code !== undefined) {
			opening ??= reach({ port: line.port }, { token: cards[judge] }).then((fresh) => {
				client = fresh;
				opening = null;
			});
			await opening;
		}
		return client;
	};
	const worker = async () => {
		for (let sheet = queue.shift(); sheet; sheet = queue.shift()) {
			let answer = null;
			while (!answer) {
				const at = await client_now();
				told.sent++;
				answer = await at.answer("sheet", sheet).catch(() => null);
				told.broken += answer === null;
			}
			if (answer.error)
				throw new Error(`${sheet.key}: ${JSON.stringify(answer.error)}`);
			told.repeated += answer.result.repeated;
			done++;
			if (cuts.delete(done))
				line.cut();
		}
	};
	await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
	await client.close();
	line.stop();
	return done;
}

await test("each judge gets each sheet confirmed", async () => {
	assert.deepEqual(await Promise.all(judges.map(judge_all)), judges.map(() => COMPETITORS));
	assert.ok(told.broken > 0, "no line broke with a sheet under way");
});

await test("each counts once, whatever was sent again", async () => {
	const taken = () => new Set(journal(hub).filter((entry) => entry.type === "sheet" && entry.verdict === "accepted").map((entry) => `${entry.by} ${entry.key}`));
	await until("the journal", () => taken().size >= JUDGES * COMPETITORS);
	assert.equal(taken().size, JUDGES * COMPETITORS);
	await until("the board", () => chief.state(BOARD).progress.in === COMPETITORS);
	assert.ok(!chief.topics.get(BOARD).gap);
});

await test("the table is the one that is scored from the marks", async () => {
	const lines = ["stage,competitor,module,attempt,aspect,judge,value"];
	for (const judge of judges)
		for (const competitor of competitors)
			for (const n of [1, 2])
				lines.push(`only,${competitor},m,1,A${n},${judge},${mark(judge, competitor, n)}`);
	const file = path.join(hub.data, "marks.csv");
	fs.writeFileSync(file, `${lines.join("\n")}\n`);
	const scored = await run(["score", hub.file, file]);
	assert.equal(scored.code, 0, scored.err);
	const { standings } = JSON.parse(scored.out).contests[0].stages[0];
	const board = chief.state(BOARD);
	assert.deepEqual(board.order.map((id, i) => [id, board.ranks[i], board.rows[id].total]), standings.map((row) => [row.competitor, row.rank, row.total]));
});

console.log(`seed ${SEED}: ${JSON.stringify(told)}`);
await chief.close();
await hub.clean();
end();
