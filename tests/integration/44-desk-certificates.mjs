/* Certificates from the desk, over the wire: looked at first, issued once, annulled, fetched as PDF with a ticket that is good once. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, ROOT, run, temporary_folder, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";

const event = JSON.parse(fs.readFileSync(path.join(ROOT, "tests/data/certificates/event.json"), "utf8"));
event.people.push({ id: "chief", name: "周正", role: "chief" }, { id: "steward", name: "吴迪", role: "steward" });
const marks = fs.readFileSync(path.join(ROOT, "tests/data/certificates/marks.csv"), "utf8").trim().split("\n").slice(1).map((line) => line.split(","));
const data = temporary_folder();
const file = (name) => path.join(data, name);
const env = { TOUCHSTONE_KEY_PASSPHRASE: "a horse" };
await run(["key", "new", file("key"), "--name", "永康市总工会", "--host", "cert.example.org", "--keys", file("keys.json")], { env: { ...process.env, ...env } });

const words = ["--key", file("key"), "--host", "cert.example.org"];
let hub = await Hub.start(event, { data });
let cards = hub.cards();
let chief = await Client.open(hub, { token: cards.chief });
const mould = { contest: "mould" };
const look = (more = {}) => chief.ask("certificates", { ...mould, preview: true, ...more });
const phase = (to) => chief.ask("phase", { ...mould, stage: "final", phase: to, key: `phase-${to}-${Math.random()}` });

await test("a hub without a key says so, and issues nothing", async () => {
	const seen = await look();
	assert.equal(seen.issuer, null);
	assert.equal(seen.plan, null);
	const judge = await Client.open(hub, { token: cards.j1 });
	await phase("open");
	for (const [contest, stage, competitor, module, attempt, aspect, , value] of marks.filter(([contest]) => contest === "mould"))
		await judge.ask("sheet", { contest, stage, module, competitor, attempt: Number(attempt), version: 1, marks: { [aspect]: value }, penalties: {}, key: `sheet-${competitor}` });
	assert.equal(await chief.refused("certificates", mould), "wrong_phase");
	await phase("locked");
	await phase("published");
	assert.equal(await chief.refused("certificates", mould), "unsupported");
	await hub.stop();
});

await test("a wrong passphrase ends the hub at once", async () => {
	const wrong = await run(["serve", hub.file, "--data", data, "--port", "0", ...words], { env: { ...process.env, TOUCHSTONE_KEY_PASSPHRASE: "a cow" } });
	assert.equal(wrong.code, 1);
	assert.match(wrong.err, /wrong passphrase/);
});

hub = await Hub.start(hub.file, { data, words, env });
cards = hub.cards();
chief = await Client.open(hub, { token: cards.chief });

await test("only chief and organiser", async () => {
	for (const token of [undefined, cards.j1, cards.steward]) {
		const other = await Client.open(hub, { token });
		for (const [method, params] of [["certificates", { ...mould, preview: true }], ["certificates", mould], ["annul", { id: "X", reason: "y", key: "z" }], ["page", { id: "X" }]])
			assert.equal(await other.refused(method, params), token ? "not_allowed" : "not_signed_in");
	}
	assert.equal(await chief.refused("certificates", { contest: "none", preview: true }), "unknown_contest");
	assert.equal(await chief.refused("certificates", {}), "unknown_contest");
	for (const wrong of [{ preview: "yes" }, { preview: 1 }, { participation: "false" }, { copies: [] }])
		assert.equal(await chief.refused("certificates", { ...mould, ...wrong }), "invalid");
});

let list;

await test("looked at first: names and awards, and nothing is issued by looking", async () => {
	const seen = await look();
	assert.deepEqual(seen.issuer, { name: "永康市总工会", host: "cert.example.org" });
	assert.equal(seen.published, true);
	const { steps, ...counts } = seen.plan;
	assert.deepEqual(counts, { issued: 6, replaced: 0, revoked: 0, kept: 0 });
	assert.equal(steps.length, 6);
	assert.deepEqual([steps[0].action, steps[0].old, steps[0].name, steps[0].rank], ["issue", null, "王秀英", 1]);
	assert.equal(typeof steps[0].award["zh-CN"], "string");
	assert.deepEqual((await look()).certificates, []);
	assert.ok((await look({ participation: true })).plan.issued > 6);
});

await test("issued once, however often and by however many", async () => {
	const second = await Client.open(hub, { token: cards.chief });
	const answers = await Promise.all([chief.answer("certificates", mould), second.answer("certificates", mould)]);
	for (const { result, error } of answers)
		assert.ok(error ? error.data.code === "unavailable" && error.data.temporary : result.issued + result.kept === 6, JSON.stringify({ result, error }));
	assert.deepEqual(await chief.ask("certificates", mould), { issued: 0, replaced: 0, revoked: 0, kept: 6 });
	list = (await look()).certificates;
	assert.equal(list.length, 6);
	assert.ok(list.every((one) => !one.revoked));
	const names = await chief.ask("history", { kind: "certificate" });
	assert.deepEqual(names.entries.map(({ by }) => by), Array(6).fill("chief"));
	const outside = await run(["certificate", "issue", "yongkang-2018", "--data", data, ...words, "--out", file("all.pdf")], { env: { ...process.env, ...env } });
	assert.match(outside.out, /^issued 0, replaced 0, revoked 0, kept 6/);
});

const fetch_pdf = (id, ticket) => fetch(`${hub.url}/api/certificate/${id}.pdf`, ticket ? { headers: { authorization: `Ticket ${ticket}` } } : {});

await test("a PDF is made by a child, and fetched once with its ticket", async () => {
	const { id, name } = list.at(-1);
	const { ticket, bytes } = await until("the PDF", async () => {
		const { result, error } = await chief.answer("page", { id });
		assert.ok(result || error.data.temporary, JSON.stringify(error));
		return result;
	});
	assert.equal((await fetch_pdf(id)).status, 403);
	assert.equal((await fetch_pdf(id, "0".repeat(32))).status, 403);
	assert.equal((await fetch_pdf(list[0].id, ticket)).status, 403);
	const got = await fetch_pdf(id, ticket);
	assert.equal(got.status, 200);
	assert.equal(got.headers.get("content-type"), "application/pdf");
	assert.match(got.headers.get("content-disposition"), new RegExp(`${id}\\.pdf`));
	fs.writeFileSync(file("one.pdf"), Buffer.from(await got.arrayBuffer()));
	assert.equal(fs.statSync(file("one.pdf")).size, bytes);
	assert.equal((await fetch_pdf(id, ticket)).status, 403);
	assert.match(execFileSync("pdftotext", [file("one.pdf"), "-"], { encoding: "utf8" }), new RegExp(name));
	const verified = await run(["verify", file("one.pdf"), "--keys", file("keys.json"), "--format", "json"]);
	const answer = JSON.parse(verified.out);
	assert.deepEqual([answer.verdict, answer.id, answer.holder], ["valid", id, name]);
});

await test("annulled with a reason; the next run issues another where the award stands", async () => {
	const { id } = list[0];
	assert.equal(await chief.refused("annul", { id, key: "a1" }), "invalid");
	const receipt = await chief.ask("annul", { id, reason: "misprinted", key: "a2" });
	assert.equal((await chief.ask("annul", { id, reason: "misprinted", key: "a2" })).seq, receipt.seq);
	assert.equal(await chief.refused("annul", { id, reason: "again", key: "a3" }), "stale");
	assert.equal(await chief.refused("annul", { id: "YONG2018-0001-00000000", reason: "no such", key: "a4" }), "not_found");
	assert.equal(await chief.refused("page", { id }), "stale");
	const gone = (await look()).certificates.find((one) => one.id === id);
	assert.deepEqual([gone.revoked, gone.reason, gone.replaced_by], [true, "misprinted", null]);
	const revoked = await (await fetch(`${hub.url}/v/revoked.json`)).json();
	assert.deepEqual(revoked.revoked.map((one) => one.id), [id]);
	assert.deepEqual(await chief.ask("certificates", mould), { issued: 1, replaced: 0, revoked: 0, kept: 5 });
});

await test("no secret in the hub's output or data", async () => {
	assert.ok(!`${hub.out}${hub.err}`.includes("a horse"));
	assert.equal(await hub.stop(), 0);
});

await hub.clean();
end();
