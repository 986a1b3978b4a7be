/*
 * What goes between tablets and the desk beside the marks: a draft that follows its judge to another tablet, also at another hub,
 * a nudge and its answer, battery and unsent sheets. None of it is in the ledger.
 */
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";

const hub = await Hub.start(demo_event());
const other = await Hub.start(demo_event(), { words: ["--redis", `unix:${path.join(hub.data, "redis.d", "redis.sock")}`] });
const cards = hub.cards();
const keyed = (params) => ({ ...params, key: `k-${Math.random()}` });
const HERE = { contest: "mould", stage: "prelim" };
const WHICH = { ...HERE, module: "practical", competitor: "001", attempt: 1 };
const ID = "mould/prelim/practical/001/1";
const draft = (at, marks, base = 0) => ({ ...WHICH, base, at, marks, penalties: {} });

const chief = await Client.open(hub, { token: cards.chief, device: "desk" });
const first = await Client.open(hub, { token: cards.j1, device: "pad-1" });
const second = await Client.open(other, { token: cards.j1, device: "pad-2" });
await chief.ask("phase", keyed({ ...HERE, phase: "open" }));
await chief.watch("tablets");
await first.watch("tablet");
await second.watch("tablet");
const ledger = async () => (await chief.ask("history", { limit: 1 })).entries[0].seq;
const person = (id) => chief.state("tablets").people.find((one) => one.id === id);
const before = await ledger();
const now = first.hello.time;

await test("a draft follows to the other tablet, at the other hub", async () => {
	await until("the other hub to hear", () => first.ask("draft", draft(now - 5000, { A1: "8." })).then(() => true, () => false));
	const got = await until("the draft", () => second.state("tablet").drafts[ID]);
	assert.deepEqual([got.marks, got.base, got.tablet], [{ A1: "8." }, 0, first.hello.tablet]);
});

await test("an older draft is refused; a newer one replaces it; who comes later has it", async () => {
	assert.equal(await second.refused("draft", draft(now - 9000, { A1: "1" })), "stale");
	await second.ask("draft", draft(now - 1000, { A1: "8.5" }));
	await until("the newer draft", () => first.state("tablet").drafts[ID]?.marks.A1 === "8.5");
	const third = await Client.open(hub, { token: cards.j1, device: "pad-3" });
	assert.equal((await third.watch("tablet")).snapshot.drafts[ID].marks.A1, "8.5");
	await third.close();
});

await test("a clock that is ahead does not win for ever", async () => {
	await first.ask("draft", draft(now + 3600000, { A1: "9" }));
	await until("that draft", () => first.state("tablet").drafts[ID].marks.A1 === "9");
	assert.ok(first.state("tablet").drafts[ID].at < now + 3600000);
	await until("a later one", () => first.ask("draft", draft(now + 3600001, { A1: "9.5" })).then(() => true));
});

await test("what is no draft is refused, and nobody else's is told", async () => {
	assert.equal(await first.refused("draft", draft(now + 7200000, { A1: 8 })), "invalid");
	assert.equal(await first.refused("draft", { ...draft(now, {}), competitor: "x" }), "unknown_competitor");
	assert.equal(await first.refused("draft", draft(now + 7200000, { A1: "x".repeat(41) })), "invalid");
	assert.equal(await chief.refused("watch", { topic: "tablet/j1" }), "unknown_topic");
	const j2 = await Client.open(hub, { token: cards.j2 });
	assert.deepEqual((await j2.watch("tablet")).snapshot.drafts, {});
	assert.equal(await j2.refused("watch", { topic: "tablets" }), "not_allowed");
	await j2.close();
});

await test("the sheet that is in ends its draft", async () => {
	await first.ask("sheet", keyed({ ...WHICH, version: 1, marks: { A1: "9", A2: "9" }, penalties: {} }));
	await until("no draft at the one", () => first.state("tablet").drafts[ID] === undefined);
	await until("no draft at the other", () => second.state("tablet").drafts[ID] === undefined);
	assert.equal(await first.refused("draft", draft(Date.now(), { A1: "8" })), "stale");
	await first.ask("draft", draft(Date.now(), { A1: "8" }, 1));
	await until("a draft of the next version", () => second.state("tablet").drafts[ID]?.base === 1);
	await second.ask("draft", { ...WHICH, base: 1, at: Date.now() + 1000, gone: true });
	await until("no draft", () => first.state("tablet").drafts[ID] === undefined);
});

await test("the desk sees who is there, battery and unsent sheets", async () => {
	await first.ask("tablet", { battery: 17, charging: false, unsent: 3 });
	const there = await until("the tablet's word", () => person("j1").tablets.find((one) => one.battery === 17));
	assert.deepEqual([there.tablet, there.unsent, there.charging], [first.hello.tablet, 3, false]);
	await first.ask("tablet", { battery: null, unsent: 0 });
	await until("no battery", () => person("j1").tablets.find((one) => one.tablet === first.hello.tablet).battery === null);
	assert.equal(await first.refused("tablet", { battery: 101, unsent: 0 }), "invalid");
});

await test("a nudge comes to all tablets of the judge, and is seen once", async () => {
	assert.equal(await first.refused("nudge", { person: "j2" }), "not_allowed");
	await chief.ask("nudge", { person: "j1", text: "请到裁判长席" });
	const nudge = await until("the nudge", () => second.state("tablet").nudge);
	assert.deepEqual([nudge.by, nudge.text, nudge.seen], ["chief", "请到裁判长席", null]);
	assert.equal(person("j1").nudge.seen, null);
	await second.ask("seen", { nudge: "another" });
	assert.equal(person("j1").nudge.seen, null);
	await second.ask("seen", { nudge: nudge.nudge });
	await until("seen at the desk", () => person("j1").nudge.seen > 0);
	await until("seen at the other tablet", () => first.state("tablet").nudge.seen > 0);
});

await test("a card that is bound says to which tablet", async () => {
	await chief.ask("bind", keyed({ person: "j2", act: "bind" }));
	await until("bound", () => person("j2").bound);
	const j2 = await Client.open(hub, { token: cards.j2, device: "pad-7" });
	await until("its tablet", () => person("j2").tablet === j2.hello.tablet && person("j2").tablets.length === 1);
	await j2.close();
	await until("gone", () => person("j2").tablets.length === 0);
});

await test("nothing of this is in the ledger but the sheet and what happened to the card", async () => {
	assert.equal(await ledger() - before, 3);
	assert.ok(!first.topics.get("tablet").gap && !chief.topics.get("tablets").gap);
});

await other.clean();
await hub.clean();
end();
