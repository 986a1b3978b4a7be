/* A rehearsal marks a whole event by itself; the hub, killed in the middle, goes on from its ledger, and results come out. */
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";

const event = demo_event();
for (let n = 4; n <= 40; n++)
	event.contests[0].competitors.push({ id: String(n).padStart(3, "0"), name: `选手${n}`, unit: "众泰" });
event.contests[0].competitors[5].name = "=1+1";
event.contests[0].competitors[3].name = "O'Brien <b> & \"x\"";
const FAST = ["--rehearse", "--speed", "1000"];

let hub = await Hub.start(event, { words: ["--rehearse", "--speed", "60"] });

await test("marks come by themselves", async () => {
	const client = await Client.open(hub);
	await client.watch("board/mould/prelim");
	await until("the first totals", () => client.state("board/mould/prelim").ranks[2] !== null);
});

await test("a second start goes on from the same ledger, to the end", async () => {
	await hub.stop("SIGKILL");
	hub = await Hub.start(path.join(hub.data, "event.json"), { data: hub.data, words: FAST });
	await until("the end of the rehearsal", () => hub.out.includes("the rehearsal is over"));
	const client = await Client.open(hub);
	await client.watch("board/mould/final");
	const board = await until("the published board", () => {
		const now = client.state("board/mould/final");
		return now.phase === "published" && now;
	});
	assert.ok(board.order.length >= 2);
	assert.equal(board.ranks[0], 1);
	assert.equal(board.rows[board.order[0]].award.id, "gold");
});

await test("what is published can be fetched", async () => {
	const json = await (await fetch(`${hub.url}/results/mould/prelim.json`)).json();
	assert.equal(json.contests[0].stages[0].standings.length, 40);
	const csv = await (await fetch(`${hub.url}/results/mould/prelim.csv`)).text();
	assert.ok(csv.startsWith("contest,stage,rank,competitor,total,status,advances,award,scaled,practical"), csv.slice(0, 100));
	assert.equal(csv.trim().split("\n").length, 41);
	const list = await fetch(`${hub.url}/results/mould/prelim.list.csv`);
	assert.match(list.headers.get("content-disposition"), /mould-prelim\.list\.csv/);
	const bytes = new Uint8Array(await list.arrayBuffer());
	assert.deepEqual([...bytes.slice(0, 3)], [0xEF, 0xBB, 0xBF]);
	const lines = new TextDecoder().decode(bytes).trim().split("\r\n");
	assert.equal(lines.length, 41);
	assert.ok(lines[0].startsWith("名次 Rank,编号 No.,姓名 Name,单位 Unit,总分 Total,奖项 Award"), lines[0]);
	assert.equal(lines.filter((line) => line.includes('"\'=1+1"')).length, 1, "a name is no formula");
	const workbook = await fetch(`${hub.url}/results/mould/prelim.xlsx`);
	assert.match(workbook.headers.get("content-type"), /spreadsheetml/);
	assert.deepEqual([...new Uint8Array(await workbook.arrayBuffer()).slice(0, 2)], [0x50, 0x4B]);
	for (const address of ["/results/mould/third.json", "/results/mould/third", "/results/mould", "/resultsx"])
		assert.equal((await fetch(hub.url + address)).status, 404, address);
	assert.equal((await fetch(`${hub.url}/results/mould/prelim.doc`)).status, 404);
	assert.equal((await fetch(`${hub.url}/v/YONG-0001-00000000.json`)).status, 404);
});

await test("results are plain pages as well", async () => {
	const index = await (await fetch(`${hub.url}/results`)).text();
	assert.match(index, /<a href="\/results\/mould\/final">/);
	const page = await (await fetch(`${hub.url}/results/mould/prelim`)).text();
	assert.equal(page.match(/<tr>/g).length, 41);
	assert.match(page, /<a href="\/results\/mould\/prelim\/\w+">O&#39;Brien &lt;b&gt; &amp; &quot;x&quot;<\/a>/);
	assert.match(page, /prelim\.xlsx/);
});

await test("each published total says how it came about, without naming a judge", async () => {
	const [first] = (await (await fetch(`${hub.url}/results/mould/prelim.json`)).json()).contests[0].stages[0].standings;
	const address = `${hub.url}/results/mould/prelim/${first.competitor}`;
	const steps = await (await fetch(`${address}/steps.json`)).json();
	assert.equal(steps.total, first.total);
	assert.equal(steps.recomputed, first.total);
	assert.deepEqual([...new Set(steps.steps.map((step) => step.judge).filter((judge) => judge))].sort(), ["1", "2"]);
	const page = await (await fetch(address)).text();
	assert.ok(page.includes(`总分 ${first.total}；由以上步骤重算：${first.total}`), page);
	assert.ok(page.includes(`recomputed from the steps above: ${first.total}`));
	for (const wrong of ["/results/mould/prelim/nobody", "/results/mould/prelim/nobody/steps.json", `/results/mould/prelim/${first.competitor}/more`])
		assert.equal((await fetch(hub.url + wrong)).status, 404, wrong);
});

await test("SIGTERM ends the hub and its redis-server", async () => {
	assert.equal(await hub.stop(), 0);
});

await hub.clean();
end();
