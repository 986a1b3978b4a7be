/* Certificates of a hub's event: issued into its ledger while it runs and while it does not, served and verified at /v/. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, ROOT, run, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { draw, write } from "../lib/picture.mjs";
import { verifyText } from "../../certificates/web/verify.js";

const event = JSON.parse(fs.readFileSync(path.join(ROOT, "tests/data/certificates/event.json"), "utf8"));
event.people.push({ id: "chief", name: "周正", role: "chief" });
const marks = fs.readFileSync(path.join(ROOT, "tests/data/certificates/marks.csv"), "utf8").trim().split("\n").slice(1).map((line) => line.split(","));
const hub = await Hub.start(event);
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const judge = await Client.open(hub, { token: cards.j1 });
const file = (name) => path.join(hub.data, name);
const env = { ...process.env, TOUCHSTONE_KEY_PASSPHRASE: "a horse" };
const phase = (to) => chief.ask("phase", { contest: "mould", stage: "final", phase: to, key: `phase-${to}` });
const issue = (...words) => run(["certificate", "issue", "yongkang-2018", "--data", hub.data, "--key", file("key"), "--host", "cert.example.org", "--out", file("all.pdf"), ...words], { env });

await run(["key", "new", file("key"), "--name", "永康市总工会", "--host", "cert.example.org", "--keys", file("keys.json")], { env });
await phase("open");
for (const [contest, stage, competitor, module, attempt, aspect, , value] of marks.filter(([contest]) => contest === "mould"))
	await judge.ask("sheet", { contest, stage, module, competitor, attempt: Number(attempt), version: 1, marks: { [aspect]: value }, penalties: {}, key: `sheet-${competitor}` });

await test("nothing is issued before a stage is published", async () => {
	const { code, err } = await issue();
	assert.equal(code, 1);
	assert.match(err, /no contest's last stage is published yet/);
});

await phase("locked");
await phase("published");

await test("issued beside a running hub, once", async () => {
	const first = await issue();
	assert.equal(first.err, "");
	assert.equal(first.out, "issued 6, replaced 0, revoked 0, kept 0; printed 6\n");
	const again = await issue();
	assert.equal(again.out, "issued 0, replaced 0, revoked 0, kept 6; printed 6\n");
});

const get = async (name) => fetch(`${hub.url}/v/${name}`);
let address = null;

await test("the hub serves what verifies them", async () => {
	const verified = await run(["verify", file("all.pdf"), "--keys", file("keys.json"), "--format", "json"], { env });
	const answers = verified.out.trim().split("\n").map((line) => JSON.parse(line));
	assert.deepEqual(answers.map((a) => a.verdict), Array(6).fill("valid"));
	await until("the certificates in the hub", async () => (await (await get("keys.json")).json()).keys.length === 1);
	const keys = await (await get("keys.json")).json();
	assert.deepEqual(keys, JSON.parse(fs.readFileSync(file("keys.json"), "utf8")));
	const page = await get(answers[0].id);
	assert.equal(page.status, 200);
	assert.match(await page.text(), /certificates\/page\.js/);
	const credential = await (await get(`${answers[0].id}.json`)).json();
	assert.equal(credential.credentialSubject.identifier[0].identityHash, "王秀英");
	const ledger = await run(["export", "yongkang-2018", "--ledger", "--data", hub.data]);
	address = JSON.parse(JSON.parse(ledger.out.split("\n").find((line) => line.includes(answers[0].id))).data.text).address;
	assert.equal((await verifyText(address, keys, await (await get("revoked.json")).json())).verdict, "valid");
	assert.equal((await get("YONG2018-0001-00000000.json")).status, 404);
});

await test("the same while no hub runs", async () => {
	await hub.stop();
	const kept = await issue();
	assert.equal(kept.err, "");
	assert.equal(kept.out, "issued 0, replaced 0, revoked 0, kept 6; printed 6\n");
});

await test("the journal has them, and the static site is made from it", async () => {
	const made = await run(["certificate", "site", file("site"), "--event", "yongkang-2018", "--data", hub.data]);
	assert.equal(made.err, "");
	const keys = JSON.parse(fs.readFileSync(file("site/v/keys.json"), "utf8"));
	assert.equal((await verifyText(address, keys)).verdict, "valid");
	const audit = await run(["audit", path.join(hub.data, "yongkang-2018/ledger.jsonl")]);
	assert.equal(audit.code, 0, audit.err);
});

await test("the result list proves itself by the ledger's head", async () => {
	const list = (out) => run(["certificate", "list", "yongkang-2018", "--contest", "mould", "--data", hub.data, "--key", file("key"), "--host", "cert.example.org", "--out", out], { env });
	const made = await list(file("list.pdf"));
	assert.equal(made.err, "");
	await list(file("again.pdf"));
	assert.ok(fs.readFileSync(file("list.pdf")).equals(fs.readFileSync(file("again.pdf"))));
	const verified = await run(["verify", file("list.pdf"), "--keys", file("keys.json"), "--format", "json"], { env });
	const answer = JSON.parse(verified.out);
	assert.equal(answer.verdict, "valid");
	const ledger = await run(["export", "yongkang-2018", "--ledger", "--data", hub.data]);
	const last = JSON.parse(ledger.out.trim().split("\n").at(-1));
	assert.deepEqual([answer.contest, answer.stage, answer.head], ["模具工", "决赛", last.hash]);
	assert.equal(Date.parse(answer.time), Math.floor(last.at / 1000) * 1000);
	write(file("list.pgm"), draw(file("list.pdf"), 300));
	const text = execFileSync("zbarimg", ["--nodbus", "-q", "--raw", file("list.pgm")], { encoding: "utf8" }).trim();
	const { text: words, ...members } = answer;
	assert.deepEqual(await verifyText(text, JSON.parse(fs.readFileSync(file("keys.json"), "utf8"))), members);
	assert.match(words["zh-CN"], /真实有效/);
	if (process.env.KEEP_PICTURES)
		fs.copyFileSync(file("list.pdf"), path.join(process.env.KEEP_PICTURES, "list.pdf"));
});

await hub.clean();
end();
