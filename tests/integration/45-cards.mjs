/*
 * Signing in: with the short code of a card, on the one tablet that a card is bound to, and after the chief has moved it to
 * another one. What the ledger tells about cards to those who read it.
 */
import { test, assert, end } from "../lib/check.mjs";
import { Hub, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";

const hub = await Hub.start(demo_event());
const chief = await Client.open(hub, { token: hub.cards().chief });
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const token = (n) => DIGITS[n].repeat(26);
const keyed = (params) => ({ ...params, key: `k-${Math.random()}` });

/* Says hello on a socket of its own: {client, answer}. */
async function hello(params) {
	const client = await Client.open(hub, { hello: false });
	return { client, answer: await client.answer("hello", params) };
}

async function refusal(params) {
	const { client, answer } = await hello(params);
	await client.close();
	return answer.error?.data.code ?? "none";
}

const card = await chief.ask("card", keyed({ person: "j1" }));

await test("a short code is taken with a token of the tablet's own", async () => {
	assert.match(card.short, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
	const { client, answer } = await hello({ token: token(1), code: card.short.toLowerCase(), device: "pad-1" });
	assert.equal(answer.result.you.id, "j1");
	assert.match(answer.result.tablet, /^[0-9a-f]{6}$/);
	await client.close();
	/* the answer was lost: the same again is no second use; and the token alone is enough */
	for (const again of [{ token: token(1), code: card.short }, { token: token(1) }]) {
		const second = await hello(again);
		assert.equal(second.answer.result.you.id, "j1");
		await second.client.close();
	}
	const printed = await hello({ token: card.token });
	assert.equal(printed.answer.result.you.id, "j1");
	await printed.client.close();
});

await test("a short code is taken three times", async () => {
	for (const n of [2, 3])
		await hello({ token: token(n), code: card.short }).then(({ client, answer }) => (assert.equal(answer.result.you.id, "j1"), client.close()));
	assert.equal(await refusal({ token: token(4), code: card.short }), "not_signed_in");
});

await test("a new card ends the code and the tokens that came of it", async () => {
	await chief.ask("card", keyed({ person: "j1" }));
	assert.equal(await refusal({ token: token(1) }), "not_signed_in");
	assert.equal(await refusal({ token: token(5), code: card.short }), "not_signed_in");
});

const bound = await chief.ask("card", keyed({ person: "j2" }));

await test("a card is bound to the tablet that is there", async () => {
	const first = await Client.open(hub, { token: bound.token, device: "pad-1" });
	await chief.ask("bind", keyed({ person: "j2", act: "bind" }));
	assert.equal(await chief.refused("bind", keyed({ person: "j2", act: "bind" })), "stale");
	await until("the tablet's claim", async () => (await refusal({ token: bound.token, device: "pad-2" })) === "other_tablet");
	assert.equal(first.close_code, undefined);
	assert.equal(await refusal({ token: bound.token }), "invalid");
	const again = await Client.open(hub, { token: bound.token, device: "pad-1" });
	assert.equal(again.hello.you.id, "j2");
	await again.close();
	await first.close();
});

await test("moved, it is good on the next tablet and no more on the one before", async () => {
	const old = await Client.open(hub, { token: bound.token, device: "pad-1" });
	await chief.ask("bind", keyed({ person: "j2", act: "move" }));
	assert.equal(await old.closed, 4001);
	assert.equal(await refusal({ token: bound.token, device: "pad-1" }), "other_tablet");
	const next = await Client.open(hub, { token: bound.token, device: "pad-2" });
	assert.equal(next.hello.you.id, "j2");
	assert.equal(await refusal({ token: bound.token, device: "pad-3" }), "other_tablet");
	await next.close();
});

await test("freed, it is good anywhere", async () => {
	await chief.ask("bind", keyed({ person: "j2", act: "free" }));
	assert.equal(await refusal({ token: bound.token, device: "pad-1" }), "none");
	assert.equal(await refusal({ token: bound.token }), "none");
});

await test("a new card may be bound from the beginning", async () => {
	const { token: fresh } = await chief.ask("card", keyed({ person: "j3", bound: true }));
	const there = await Client.open(hub, { token: fresh, device: "pad-9" });
	assert.equal(there.hello.you.id, "j3");
	assert.equal(await refusal({ token: fresh, device: "pad-8" }), "other_tablet");
	await there.close();
});

await test("the history says what happened to cards, and has nothing that stands for one", async () => {
	const { entries } = await chief.ask("history", { kind: "card", limit: 100 });
	const acts = new Set(entries.map((entry) => entry.data.act ?? "new"));
	for (const act of ["new", "code", "bind", "claim", "move", "free"])
		assert.ok(acts.has(act), act);
	assert.ok(entries.every((entry) => entry.data.hash === undefined && entry.data.code === undefined));
});

await test("who guesses has to wait; who scans a card has not", async () => {
	const codes = [];
	for (let n = 0; n < 12; n++)
		codes.push(await refusal({ token: token(20), code: `0000-00${String(n).padStart(2, "0")}` }));
	assert.ok(codes.slice(0, 8).every((code) => code === "not_signed_in"), codes.join(" "));
	assert.equal(codes.at(-1), "too_often");
	const fresh = await chief.ask("card", keyed({ person: "j1" }));
	assert.equal(await refusal({ token: token(21), code: fresh.short }), "too_often");
	assert.equal(await refusal({ token: fresh.token }), "none");
});

await hub.clean();
end();
