/*
 * The four diving events of Sydney 2000, marked again through real WebSockets, one a judge, as fast as it goes: the published
 * ranks and cuts come out on the watched board and in Redis, and an audit of the exported ledger comes to the same.
 */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, ROOT, run, temporary_folder, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";

const NEXT = { prelim: "semi", semi: "final" };
const folder = temporary_folder();
execFileSync("python3", [path.join(ROOT, "tests/convert/sydney.py"), folder]);
const published = JSON.parse(fs.readFileSync(path.join(folder, "published.json"), "utf8"));

/* Sheets by contest, stage and judge. An agreed value (the difficulty) goes with the first sheet of its dive. */
function read_sheets() {
	const sheets = new Map();
	const agreed = new Map();
	const dives = new Map();
	for (const line of fs.readFileSync(path.join(folder, "marks.csv"), "utf8").trim().split(/\r?\n/).slice(1)) {
		const [contest, stage, competitor, module, attempt, aspect, judge, value] = line.split(",");
		const dive = [contest, stage, competitor, module, attempt].join("/");
		if (judge === "") {
			agreed.set(dive, { ...agreed.get(dive), [aspect]: value });
			continue;
		}
		const sheet = { contest, stage, competitor, module, attempt: Number(attempt), version: 1, marks: { [aspect]: value },
			penalties: {}, key: `${dive}/${judge}` };
		if (!dives.has(dive))
			dives.set(dive, sheet);
		const key = `${contest}/${stage}`;
		if (!sheets.has(key))
			sheets.set(key, []);
		sheets.get(key).push([judge, sheet]);
	}
	for (const [dive, marks] of agreed)
		Object.assign(dives.get(dive).marks, marks);
	return sheets;
}

const sheets = read_sheets();
const hub = await Hub.start(path.join(folder, "event.json"));
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const screen = await Client.open(hub);
const judges = {};
let sent = 0, ranks = 0, cuts = 0;

async function judge_of(id) {
	if (!judges[id]) {
		judges[id] = Client.open(hub, { token: cards[id] });
		await (await judges[id]).watch("judge");
	}
	return judges[id];
}

async function mark_stage(contest, stage) {
	const topic = `board/${contest}/${stage}`;
	const own = sheets.get(`${contest}/${stage}`);
	for (const [judge] of own)
		await judge_of(judge);
	await screen.watch(topic);
	await chief.ask("phase", { contest, stage, phase: "open", key: `${topic}/open` });
	await Promise.all(own.map(async ([judge, sheet]) => (await judges[judge]).ask("sheet", sheet)));
	sent += own.length;
	await chief.ask("phase", { contest, stage, phase: "locked", key: `${topic}/locked` });
	await chief.ask("phase", { contest, stage, phase: "published", key: `${topic}/published` });
	await until("the published board", () => screen.state(topic).phase === "published");
	return screen.state(topic);
}

/* What Redis has, read by Redis' own client: {competitor: {rank, total, advances}}, in order. */
function in_redis(contest, stage) {
	const ask = (...words) => execFileSync("redis-cli", ["-s", hub.socket_path(), "--json", ...words], { encoding: "utf8" });
	const order = JSON.parse(ask("ZRANGE", `ts:{sydney-2000}:rank:${contest}:${stage}`, "0", "-1"));
	const rows = JSON.parse(ask("HGETALL", `ts:{sydney-2000}:row:${contest}:${stage}`));
	return order.map((id) => [id, JSON.parse(rows[id])]);
}

for (const [contest, stages] of Object.entries(published))
	for (const [stage, expected] of Object.entries(stages))
		await test(`${contest} ${stage}`, async () => {
			const board = await mark_stage(contest, stage);
			const found = Object.fromEntries(board.order.map((id, position) => [id, board.ranks[position]]));
			assert.deepEqual(found, expected);
			ranks += board.order.length;
			const went = board.order.filter((id) => board.rows[id].advances);
			if (NEXT[stage]) {
				cuts++;
				assert.deepEqual(new Set(went), new Set(Object.keys(stages[NEXT[stage]])));
			}
			const stored = await until("the ranking in Redis", () => {
				const rows = in_redis(contest, stage);
				return rows.length === board.order.length && rows.every(([id, row], position) =>
					id === board.order[position] && row.rank === board.ranks[position]) && rows;
			});
			for (const [id, row] of stored) {
				assert.equal(row.total, board.rows[id].total);
				assert.equal(row.advances, board.rows[id].advances);
			}
		});

await test("all ranks, all cuts, all marks", async () => {
	assert.equal(ranks, 295);
	assert.equal(cuts, 8);
	assert.equal(sent, 10787);
	assert.ok([...screen.topics.values()].every((topic) => !topic.gap));
});

await test("touchstone score prints the same table", async () => {
	const score = await run(["score", path.join(folder, "event.json"), path.join(folder, "marks.csv"), "--format", "json"]);
	assert.equal(score.code, 0, score.err);
	for (const contest of JSON.parse(score.out).contests)
		for (const stage of contest.stages) {
			const board = screen.state(`board/${contest.contest}/${stage.stage}`);
			assert.deepEqual(stage.standings.map((row) => [row.competitor, row.rank, row.total]),
				board.order.map((id, position) => [id, board.ranks[position], board.rows[id].total]));
		}
});

await test("an audit of the exported ledger comes to the same head", async () => {
	const last = await chief.ask("screen", { screen: "hall", scene: { kind: "blank" }, key: "last" });
	let exported;
	await until("the last entry in the journal", async () => {
		exported = await run(["export", "sydney-2000", "--data", hub.data, "--ledger"]);
		return exported.code === 0 && exported.out.includes(last.hash);
	});
	const file = path.join(folder, "ledger.jsonl");
	fs.writeFileSync(file, exported.out);
	const audit = await run(["audit", file, "--head", last.hash]);
	assert.equal(audit.code, 0, audit.err);
	assert.ok(audit.out.includes(last.hash), audit.out);
	const standings = await run(["export", "sydney-2000", "--data", hub.data, "--standings"]);
	assert.equal(standings.code, 0, standings.err);
	for (const contest of JSON.parse(standings.out).contests)
		for (const stage of contest.stages) {
			const board = screen.state(`board/${contest.contest}/${stage.stage}`);
			assert.deepEqual(stage.standings.map((row) => row.competitor), board.order);
		}
});

await hub.clean();
fs.rmSync(folder, { recursive: true, force: true });
end();
