/* Printing: bytes as they are, in order; a jam is named and gone on from; a second copy is noted as a duplicate. */
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { ROOT, run, temporary_folder } from "../lib/hub.mjs";
import { Printer } from "../lib/ipp.mjs";

const dir = temporary_folder();
const file = (name) => path.join(dir, name);
const env = { ...process.env, TOUCHSTONE_KEY_PASSPHRASE: "a horse" };
const data = (name) => path.join(ROOT, "tests/data/certificates", name);
fs.mkdirSync(file("pages"));
await run(["key", "new", file("key"), "--name", "永康市总工会"], { env });
const issued = await run(["certificate", "issue", data("event.json"), data("marks.csv"), "--contest", "mould", "--key", file("key"), "--host", "cert.example.org",
	"--register", file("register"), "--split", file("pages")], { env });
const names = fs.readdirSync(file("pages")).sort();
const printer = await Printer.start();
const print = (...words) => run(["certificate", "print", file("pages"), "--printer", printer.uri, "--record", file("record"), ...words]);

await test("each certificate has a file of its own", () => {
	assert.equal(issued.err, "");
	assert.equal(names.length, 6);
});

await test("a jam stops it at that certificate, by name", async () => {
	printer.jam_at = 3;
	const { code, err, out } = await print("--patience", "1");
	assert.equal(code, 1);
	assert.match(err, new RegExp(`^touchstone certificate print: ${names[2]}: the printer stands: job-printing, media-jam-error\n$`));
	assert.match(out, /media-jam-error/);
	assert.equal(fs.readFileSync(file("record"), "utf8"), `${names[0]}\n${names[1]}\n`);
});

await test("it goes on with the one that jammed", async () => {
	printer.jam_at = 0;
	const { code, err, out } = await print();
	assert.equal(code, 0, err);
	assert.match(out, /printed 4, left out 2\n$/);
	const good = printer.jobs.filter((job) => job.state === 9);
	assert.deepEqual(good.map((job) => job.name), names);
	for (const job of good)
		assert.ok(job.document.equals(fs.readFileSync(path.join(file("pages"), job.name))), job.name);
});

await test("a second copy is noted as a duplicate", async () => {
	const { code, out } = await run(["certificate", "print", path.join(file("pages"), names[0]), "--printer", printer.uri, "--record", file("record"), "--again"]);
	assert.equal(code, 0);
	assert.match(out, /\(duplicate\)/);
	assert.ok(fs.readFileSync(file("record"), "utf8").endsWith(`${names[0]} duplicate\n`));
});

await test("a printer that refuses, that is not there, that is no address", async () => {
	printer.refuses = true;
	const refused = await print("--again");
	assert.equal(refused.code, 1);
	assert.match(refused.err, /the printer refused/);
	await printer.stop();
	const gone = await print("--again");
	assert.equal(gone.code, 1);
	assert.match(gone.err, /does not answer/);
	const wrong = await run(["certificate", "print", file("pages"), "--printer", "http://x/"]);
	assert.equal(wrong.code, 1);
	assert.match(wrong.err, /expected a printer's address/);
});

fs.rmSync(dir, { recursive: true, force: true });
end();
