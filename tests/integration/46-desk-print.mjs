/* Printing from the desk: who may, progress, jam, pause, stop, a hub that is killed meanwhile; all certificates as one PDF and as a ZIP. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, temporary_folder, until } from "../lib/hub.mjs";
import { PASSPHRASE, certified_event, key_make, publish } from "../lib/certified.mjs";
import { Client } from "../lib/client.mjs";
import { Printer } from "../lib/ipp.mjs";

const data = temporary_folder();
const file = (name) => path.join(data, name);
const env = { ...PASSPHRASE, CUPS_SERVER: file("no-cups") };
await key_make(file("key"));
const printer = await Printer.start();
const options = { data, env, words: ["--key", file("key"), "--host", "cert.example.org", "--printers", `会务处=${printer.uri}`] };
let hub = await Hub.start(certified_event(), options);
let chief, job, numbers;

/* Signs in and follows the printing: `job` is the latest that was told. */
async function sit_down() {
	chief = await Client.open(hub, { token: hub.cards().chief });
	job = (await chief.ask("watch", { topic: "print" })).snapshot.job;
	chief.socket.on("message", (text) => {
		const { method, params } = JSON.parse(text);
		if (method === "update" && params.topic === "print")
			job = params.change.job;
	});
}

/* Asks until the journal has what was issued and printed so far. */
function sure(method, params) {
	return until(method, async () => {
		const { result, error } = await chief.answer(method, params);
		assert.ok(result || error.data.temporary, JSON.stringify(error));
		return result;
	});
}

const reached = (state) => until(`"${state}"`, () => job?.state === state && job);
const print = (more) => sure("print", { printer: printer.uri, contest: "mould", ...more });
const printing = (what) => sure("printing", { do: what });
const copies = async () => new Map((await chief.ask("certificates", { contest: "mould", preview: true })).certificates.map((one) => [one.id, one.copies.length]));

await publish(hub);
await sit_down();

await test("only chief and organiser; only to a printer that is listed; only what was issued", async () => {
	for (const token of [undefined, hub.cards().j1, hub.cards().steward]) {
		const other = await Client.open(hub, { token });
		for (const [method, params] of [["print", {}], ["printing", { do: "stop" }], ["printers", {}], ["watch", { topic: "print" }]])
			assert.equal(await other.refused(method, params), token ? "not_allowed" : "not_signed_in");
		await other.close();
	}
	assert.deepEqual(await chief.ask("printers"), { printers: [{ uri: printer.uri, name: "会务处", says: "" }] });
	assert.equal(job, null);
	assert.equal(await chief.refused("print", { contest: "mould", printer: "ipp://elsewhere/ipp/print" }), "invalid");
	assert.equal(await chief.refused("print", { contest: "mould", printer: printer.uri }), "not_found");
	assert.equal(await chief.refused("print", { contest: "none", printer: printer.uri }), "unknown_contest");
	assert.equal(await chief.refused("printing", { do: "stop" }), "not_found");
	assert.equal(await chief.refused("printing", { do: "dance" }), "invalid");
});

await test("all of a contest; a jam at the third is told", async () => {
	await chief.ask("certificates", { contest: "mould" });
	printer.jam_at = 3;
	await print();
	assert.equal(await chief.refused("print", { contest: "mould", printer: printer.uri }), "busy");
	await until("the jam", () => job.says === "job-printing, media-jam-error");
	assert.deepEqual([job.state, job.count, job.done, job.now.copy, job.printer, job.by], ["running", 6, 2, 1, "会务处", "chief"]);
	numbers = [...(await copies()).keys()].reverse();
	assert.equal(job.now.id, numbers[2]);
	assert.deepEqual([...(await copies()).values()].reverse(), [1, 1, 0, 0, 0, 0]);
});

await test("the hub is killed at the jam; what came out meanwhile is noted, not printed twice", async () => {
	await hub.stop("SIGKILL");
	printer.clear();
	hub = await Hub.start(hub.file, options);
	await sit_down();
	assert.deepEqual([job.state, job.count, job.done], ["paused", 6, 2]);
	await printing("continue");
	await reached("done");
	assert.deepEqual([job.count, job.done, job.skipped], [6, 6, []]);
	assert.deepEqual(printer.printed(), numbers.map((number) => `${number} 1`));
	assert.equal(fs.existsSync(path.join(data, "yongkang-2018/print.json")), false);
	assert.equal(await chief.refused("print", { contest: "mould", printer: printer.uri }), "not_found");
});

await test("paused after the one that is printed, and gone on with; the chosen ones are duplicates", async () => {
	printer.jam_at = 1;
	assert.deepEqual(await print({ ids: numbers.slice(1, 4) }), { count: 3 });
	await until("the jam", () => job.says.includes("media-jam-error"));
	await printing("pause");
	await reached("pausing");
	printer.clear();
	await reached("paused");
	assert.deepEqual([job.done, job.count], [1, 3]);
	await printing("continue");
	await reached("done");
	assert.deepEqual([...(await copies()).values()].reverse(), [1, 2, 2, 2, 1, 1]);
	const { certificates } = await chief.ask("certificates", { contest: "mould", preview: true });
	assert.deepEqual(certificates.find(({ id }) => id === numbers[1]).copies.map(({ copy, duplicate, by }) => [copy, duplicate, by]), [[1, false, "chief"], [2, true, "chief"]]);
});

await test("stopped: the job is cancelled, and the record says what came out", async () => {
	printer.jam_at = printer.jobs.length + 2;
	await print({ ids: numbers.slice(0, 3) });
	await until("the jam", () => job.says.includes("media-jam-error"));
	await printing("stop");
	await reached("stopped");
	assert.deepEqual([job.done, printer.jobs.at(-1).state], [1, 7]);
	assert.deepEqual([...(await copies()).values()].reverse(), [2, 2, 2, 2, 1, 1]);
	printer.clear();
});

await test("a printer that refuses is told in its words; it can go on", async () => {
	printer.refuses = true;
	await print({ ids: [numbers[5]] });
	await reached("failed");
	assert.match(job.fault, /the printer refused/);
	printer.refuses = false;
	await printing("continue");
	await reached("done");
	assert.equal((await copies()).get(numbers[5]), 2);
});

async function fetch_file(params) {
	const { ticket, name } = await sure("page", params);
	const got = await fetch(`${hub.url}/api/certificate/${name}`, { headers: { authorization: `Ticket ${ticket}` } });
	assert.equal(got.status, 200);
	fs.writeFileSync(file(name), Buffer.from(await got.arrayBuffer()));
	return { name, type: got.headers.get("content-type") };
}

await test("all as one PDF in award order, some as a ZIP", async () => {
	assert.deepEqual(await fetch_file({ contest: "mould" }), { name: "mould.pdf", type: "application/pdf" });
	const text = execFileSync("pdftotext", [file("mould.pdf"), "-"], { encoding: "utf8" });
	assert.deepEqual(text.match(/YONG2018-\d{4}-[0-9A-Z]{8}/g), numbers);
	assert.deepEqual(await fetch_file({ contest: "mould", ids: numbers.slice(4), form: "zip" }), { name: "mould.zip", type: "application/zip" });
	const listed = execFileSync("python3", ["-c", "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(*z.namelist())", file("mould.zip")], { encoding: "utf8" });
	assert.deepEqual(listed.trim().split(" "), numbers.slice(4).map((number) => `${number}.pdf`));
	for (const wrong of [{ contest: "mould", form: "doc" }, { contest: "mould", ids: [] }, { contest: "mould", ids: ["x"] }, { contest: "mould", ids: "x" }])
		assert.equal(await chief.refused("page", wrong), "invalid");
});

await printer.stop();
await hub.clean();
end();
