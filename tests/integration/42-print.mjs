/* Printing: bytes as they are, in award order; a jam is named and gone on from; each copy is an entry, the second one a duplicate. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, PROGRAM, run, until } from "../lib/hub.mjs";
import { PASSPHRASE, certified_event, key_make, publish } from "../lib/certified.mjs";
import { Client } from "../lib/client.mjs";
import { Printer } from "../lib/ipp.mjs";

const hub = await Hub.start(certified_event());
const file = (name) => path.join(hub.data, name);
const env = { ...process.env, ...PASSPHRASE };
const chief = await Client.open(hub, { token: hub.cards().chief });
await publish(hub);
await key_make(file("key"));

const where = ["yongkang-2018", "--data", hub.data];
const issued = await run(["certificate", "issue", ...where, "--key", file("key"), "--host", "cert.example.org", "--out", file("all.pdf"), "--zip", file("all.zip")], { env });
fs.mkdirSync(file("pages"));
const again = await run(["certificate", "again", ...where, "--split", file("pages")]);
const numbers = fs.readdirSync(file("pages")).sort().map((name) => name.replace(".pdf", ""));
const printer = await Printer.start();
const print = (...words) => run(["certificate", "print", ...where, "--printer", printer.uri, ...words]);
const copies = (of = numbers, copy = 1) => of.map((number) => `${number} ${copy}`);

async function register() {
	const { out } = await run(["certificate", "register", ...where, "--format", "json"]);
	return new Map(out.trim().split("\n").map((line) => JSON.parse(line)).map((one) => [one.id, one]));
}

await test("each certificate as a file of its own, again and in a ZIP", async () => {
	assert.equal(issued.err + again.err, "");
	assert.equal(numbers.length, 6);
	const { out } = await run(["certificate", "again", ...where, numbers[0], "--out", "-"]);
	assert.ok(out.startsWith("%PDF-"));
	assert.match(fs.readFileSync(file("all.zip")).toString("latin1"), new RegExp(numbers.map((number) => `${number}\\.pdf`).join("[^]*")));
});

await test("a jam stops it at that certificate, by name", async () => {
	printer.jam_at = 3;
	const { code, err, out } = await print("--patience", "1");
	assert.equal(code, 1);
	assert.equal(err, `touchstone certificate print: ${numbers[2]}: the printer stands: job-printing, media-jam-error\n`);
	assert.match(out, /media-jam-error/);
	const of = await register();
	assert.deepEqual(numbers.map((number) => of.get(number).copies.length), [1, 1, 0, 0, 0, 0]);
});

await test("a run that is broken off at a jam: what came out meanwhile is not printed twice", async () => {
	printer.jam_at = printer.jobs.length + 1;
	const child = spawn(PROGRAM, ["certificate", "print", ...where, "--printer", printer.uri], { stdio: "ignore" });
	const gone = new Promise((done) => child.on("close", done));
	await until("the job", () => printer.jobs.length === 4);
	child.kill("SIGKILL");
	await gone;
	printer.clear();
	const { code, err, out } = await print();
	assert.equal(code, 0, err);
	assert.match(out, /printed 4, left out 2\n$/);
	assert.deepEqual(printer.printed(), copies());
});

await test("the printer got what `again` makes, byte for byte", () => {
	for (const job of printer.jobs.filter((job) => job.document))
		assert.ok(job.document.equals(fs.readFileSync(path.join(file("pages"), `${job.name.split(" ")[0]}.pdf`))), job.name);
});

await test("a second copy is a duplicate in the ledger and says so", async () => {
	assert.match((await print()).out, /^printed 0, left out 6\n$/);
	const { code, out, err } = await print(numbers[1], "--by", "chief");
	assert.equal(code, 0, err);
	assert.match(out, new RegExp(`1/1 ${numbers[1]} \\(duplicate\\)`));
	const { copies: [first, second] } = (await register()).get(numbers[1]);
	assert.deepEqual([first.copy, first.duplicate, first.by], [1, false, "hub"]);
	assert.deepEqual([second.copy, second.duplicate, second.by, second.printer], [2, true, "chief", printer.uri]);
	assert.match((await run(["certificate", "register", ...where])).out, new RegExp(`${numbers[1]}  .*  good\n  copy 1: .*\n  copy 2 \\(duplicate\\): .*, ${printer.uri}, chief\n`));
	const { certificates } = await chief.ask("certificates", { contest: "mould", preview: true });
	assert.deepEqual(certificates.find(({ id }) => id === numbers[1]).copies, [first, second]);
});

await test("a printer that refuses, that is not there, that is no address; a number that is none", async () => {
	printer.refuses = true;
	const refused = await print("--again");
	assert.equal(refused.code, 1);
	assert.match(refused.err, /the printer refused/);
	await printer.stop();
	const gone = await print("--again");
	assert.equal(gone.code, 1);
	assert.match(gone.err, /does not answer/);
	const wrong = await run(["certificate", "print", ...where, "--printer", "http://x/"]);
	assert.equal(wrong.code, 1);
	assert.match(wrong.err, /expected a printer's address/);
	const none = await print("YONG2018-0001-00000000");
	assert.match(none.err, /expected the number of a certificate of this event/);
});

await hub.clean();
end();
