/*
 * A frozen stage: whatever an audience can reach stays as it was, through marks, corrections and a new start of the hub, until a
 * ceremony opens it step by step or it is published. The chief sees it all the time.
 */
import { test, assert, end } from "../lib/check.mjs";
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";

const STAGE = { contest: "mould", stage: "prelim" };
const BOARD = "board/mould/prelim", LATER = "board/mould/final";
const PAGES = ["/", "/healthz", "/readyz", "/metrics", "/results/mould/prelim.json", "/results/mould/prelim.csv", "/results/mould/prelim.xlsx",
	"/results/mould/prelim", "/results/mould/final.json", "/results/mould/final.csv", "/v/X", "/v/X.json"];
const SECRET = /19\.00|"19"|9\.5/; /* 003's total and marks, entered behind the freeze */
const event = demo_event();
event.contests[0].awards = [{ id: "gold", title: "一等奖", ranks: [1, 1] }];

let hub = await Hub.start(event);
const cards = hub.cards();
let key = 0;

function sheet(judge, competitor, version, mark) {
	return judge.ask("sheet", { ...STAGE, module: "practical", competitor, attempt: 1, version, marks: { A1: mark, A2: mark }, penalties: {},
		key: `s${++key}` });
}

function tell(who, method, params) {
	return who.ask(method, { ...STAGE, ...params, key: `k${++key}` });
}

/* Everything that somebody who just came can get: the same each time, but for clocks and counters. */
async function all_public(who = {}) {
	const client = await Client.open(hub, who);
	for (const topic of [BOARD, LATER, "event", "screen/hall"])
		await client.watch(topic);
	const boards = [BOARD, LATER].map((topic) => ({ ...client.state(topic), at: 0 }));
	const pages = {};
	for (const page of PAGES) {
		const answer = await fetch(hub.url + page);
		pages[page] = { status: answer.status, text: await answer.text() };
	}
	const results = Object.fromEntries(PAGES.filter((page) => page.startsWith("/results/")).map((page) => [page, pages[page]]));
	const text = JSON.stringify(pages) + client.received.join("\n");
	await client.close();
	return { boards, results, text };
}

let chief = await Client.open(hub, { token: cards.chief });
const j1 = await Client.open(hub, { token: cards.j1 }), j2 = await Client.open(hub, { token: cards.j2 });
const audience = await Client.open(hub);
await audience.watch(BOARD);
await chief.watch(BOARD);
await tell(chief, "phase", { phase: "open" });
for (const judge of [j1, j2]) {
	await sheet(judge, "001", 1, "8");
	await sheet(judge, "002", 1, "7");
}
await until("both totals", () => audience.state(BOARD).rows["002"].total === "14.00");
await tell(chief, "freeze", { frozen: true });
await until("the frozen board", () => audience.state(BOARD).frozen);
const before = await all_public();

await test("marks behind the freeze reach the chief", async () => {
	await sheet(j1, "003", 1, "9.5");
	await sheet(j2, "003", 1, "9.5");
	await sheet(j1, "001", 2, "6");
	await until("the chief's board", () => chief.state(BOARD).rows["003"].total === "19.00" && chief.state(BOARD).rows["001"].total === "14.00");
	assert.equal(chief.state(BOARD).order[0], "003");
	assert.equal(chief.state(BOARD).frozen, false);
});

await test("and nothing else", async () => {
	const now = await all_public();
	assert.deepEqual(now.boards, before.boards);
	assert.deepEqual(now.results, before.results);
	assert.doesNotMatch(now.text, SECRET);
	assert.doesNotMatch(audience.received.join("\n"), SECRET);
	assert.equal(audience.state(BOARD).rows["001"].total, "16.00");
});

await test("a judge and a steward see the board that the public sees", async () => {
	for (const who of ["j3", "steward"])
		assert.deepEqual((await all_public({ token: cards[who] })).boards, before.boards);
	assert.equal((await (await Client.open(hub, { token: cards.watcher })).watch(BOARD)).snapshot.rows["003"].total, "19.00");
});

await test("who watched before signing in as chief gets the whole board, once", async () => {
	const client = await Client.open(hub);
	await client.watch(BOARD);
	await client.ask("hello", { token: cards.chief });
	await client.watch(BOARD);
	assert.equal(client.state(BOARD).rows["003"].total, "19.00");
	await client.close();
});

await test("a hub that starts again shows the public the same", async () => {
	const { data, file } = hub;
	await hub.stop();
	hub = await Hub.start(file, { data });
	assert.deepEqual((await all_public()).boards, before.boards);
	assert.deepEqual((await all_public()).results, before.results);
});

chief = await Client.open(hub, { token: cards.chief });
const hall = await Client.open(hub);
await chief.watch(BOARD);
await hall.watch(BOARD);
await tell(chief, "phase", { phase: "locked" });

await test("the ceremony opens from the last place to the first, and a newcomer sees the same", async () => {
	const { steps } = await chief.ask("script", STAGE);
	assert.deepEqual(steps.map((step) => [step.competitors.map((c) => c.id).join(" "), step.module?.id ?? null, step.rank ?? null]),
		[["001 002", "practical", null], ["001 002", null, 2], ["003", "practical", null], ["003", null, 1]]);
	for (let step = 1; step <= steps.length; step++) {
		await tell(chief, "reveal", { step });
		await until(`step ${step}`, () => hall.state(BOARD).reveal?.step === step);
		assert.deepEqual({ ...hall.state(BOARD), at: 0 }, (await all_public()).boards[0]);
		if (step < 3)
			assert.doesNotMatch(hall.received.join("\n"), SECRET);
	}
	assert.deepEqual(hall.state(BOARD).order, chief.state(BOARD).order);
	assert.deepEqual(hall.state(BOARD).ranks, chief.state(BOARD).ranks);
});

await test("a step back closes again", async () => {
	await tell(chief, "reveal", { step: 1 });
	await until("step 1", () => hall.state(BOARD).reveal?.step === 1);
	assert.equal(hall.state(BOARD).rows["003"].total, null);
	assert.deepEqual(hall.state(BOARD).ranks, [null, null, null]);
});

await test("published is open", async () => {
	await tell(chief, "phase", { phase: "published", despite: "nobody signed" });
	await until("the whole board", () => hall.state(BOARD).rows["003"].total === "19.00" && !hall.state(BOARD).frozen);
	assert.deepEqual({ ...hall.state(BOARD), at: 0 }, { ...chief.state(BOARD), at: 0 });
	assert.ok(!hall.topics.get(BOARD).gap);
});

await hub.clean();
end();
