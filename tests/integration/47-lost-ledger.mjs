/*
 * The data directory is gone in mid-contest. A hub that begins with nothing, or with an older journal, gets from the tablets what
 * it lacks and ends with the same table; what came so is marked, and published only when the chief has looked at it.
 */
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, run, temporary_folder, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { BOARD, large_event, sheet_of } from "../lib/contest.mjs";

const STAGE = { contest: "mould", stage: "prelim" };
const JUDGES = ["j1", "j2"];
const event = large_event(12);
const ids = event.contests[0].competitors.map((one) => one.id);
const receipts = []; /* what the tablets keep: {judge, params, receipt, at} */
let hub = await Hub.start(event);
let cards = hub.cards();
const printed = cards; /* before anything was lost */
let half; /* the journal as it was in the middle */

async function sign_in(person) {
	return Client.open(hub, { token: cards[person] });
}

function table(board) {
	return board.order.map((id, n) => [id, board.ranks[n], board.rows[id].total, board.rows[id].status]);
}

async function board_of(client) {
	await client.watch(BOARD);
	return client.state(BOARD);
}

async function mark(judge, client, sheet) {
	const { seq, hash } = await client.ask("sheet", sheet);
	receipts.push({ judge, params: sheet, receipt: { seq, hash }, at: Date.now() });
}

/* What a tablet does when it is back: it sends what the hub does not know, oldest version first. Gives how many sheets those were. */
async function send_lost(judge) {
	const client = await sign_in(judge);
	await client.watch("judge");
	const known = new Map(client.state("judge").sheets.map((sheet) => [`${sheet.competitor}/${sheet.attempt}`, sheet.version]));
	const lost = receipts.filter((one) => one.judge === judge && one.params.version > (known.get(`${one.params.competitor}/1`) ?? 0));
	for (const { params, receipt, at } of lost.sort((a, b) => a.params.version - b.params.version))
		await client.ask("sheet", { ...params, recovered: { hash: receipt.hash, at } });
	await client.close();
	return lost.length;
}

let before;

await test("judges mark, correct, and have receipts", async () => {
	const chief = await sign_in("chief");
	await chief.ask("phase", { ...STAGE, phase: "open", key: "open" });
	const seats = await Promise.all(JUDGES.map(sign_in));
	for (const id of ids) {
		for (const [n, judge] of JUDGES.entries())
			await mark(judge, seats[n], sheet_of(judge, id));
		if (id === "006")
			half = fs.readFileSync(path.join(hub.folder(), "ledger.jsonl"), "utf8");
	}
	for (const id of ["002", "009"])
		await mark("j1", seats[0], { ...sheet_of("j1", id), version: 2, marks: { A1: "10", A2: "9.5" }, key: `j1-${id}-2` });
	before = await until("the whole table", async () => {
		const board = await board_of(chief);
		return board.progress.in === ids.length && table(board);
	});
	await Promise.all([chief, ...seats].map((client) => client.close()));
});

async function ends_with_the_same(lost_least) {
	const chief = await sign_in("chief");
	await chief.watch("desk/mould/prelim");
	const desk = () => chief.state("desk/mould/prelim");
	if (desk().phase === "waiting")
		await chief.ask("phase", { ...STAGE, phase: "open", key: "open-again" });
	const counts = [];
	for (const judge of JUDGES)
		counts.push(await send_lost(judge));
	assert.ok(counts.reduce((a, b) => a + b) >= lost_least, `${counts}`);
	const board = await until("the whole table again", async () => {
		const now = await board_of(chief);
		return now.progress.in === ids.length && now;
	});
	assert.deepEqual(table(board), before);
	const again = desk().sheets.filter((sheet) => sheet.recovered);
	assert.ok(again.length > 0 && again.every((sheet) => sheet.recovered_at > 0));
	await chief.ask("phase", { ...STAGE, phase: "locked", key: "lock" });
	assert.equal(await chief.refused("phase", { ...STAGE, phase: "published", key: "publish" }), "unsettled");
	await chief.ask("confirm", { ...STAGE, upto: Math.max(...again.map((sheet) => sheet.recovered)), key: "confirm" });
	await until("all confirmed", () => desk().sheets.every((sheet) => !sheet.recovered));
	const refused = await chief.answer("phase", { ...STAGE, phase: "published", key: "publish-2" });
	assert.match(refused.error.data.expected, /missing \(24\), no sheet taken in again that is not confirmed \(0\)/);
	await chief.ask("phase", { ...STAGE, phase: "published", despite: "nobody signed", key: "publish-3" });
	await until("published", async () => (await board_of(chief)).phase === "published");
	await chief.close();
}

await test("a hub that begins with nothing ends with the same table", async () => {
	await hub.stop("SIGKILL");
	fs.rmSync(hub.data, { recursive: true, force: true });
	hub = await Hub.start(event);
	cards = hub.cards();
	await ends_with_the_same(receipts.length);
});

await test("a hub that begins with an older journal ends with the same table", async () => {
	await hub.clean();
	const data = temporary_folder(), file = path.join(data, "old.jsonl"), definition = path.join(data, "event.json");
	fs.writeFileSync(file, half);
	fs.writeFileSync(definition, JSON.stringify(event));
	const restored = await run(["restore", "demo", file, "--data", data]);
	assert.deepEqual([restored.code, restored.err], [0, ""]);
	hub = await Hub.start(definition, { data });
	cards = printed; /* whose hashes are in that journal */
	await ends_with_the_same(1);
});

await test("the ledger says which sheets came so, and holds", async () => {
	const file = path.join(hub.data, "demo", "ledger.jsonl");
	const lines = fs.readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
	const again = lines.filter((line) => line.type === "sheet" && line.data.recovered);
	assert.ok(again.length > 0);
	for (const { by, data } of again)
		assert.ok(receipts.some((one) => one.judge === by && one.receipt.hash === data.recovered.hash && one.params.version === data.version));
	const audit = await run(["audit", file]);
	assert.deepEqual([audit.code, audit.err], [0, ""]);
});

await hub.clean();
end();
