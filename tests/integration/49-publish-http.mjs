/*
 * touchstone serve --publish URL: the public's side put on a web server, with a credential that stands in no log; a server that is away
 * or ill is asked again, and only for what it has not; folders are made where the server wants that; marks go on meanwhile.
 */
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, run, temporary_folder, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";

const TOKEN = "s3cret-t0ken";
const STAGE = { contest: "mould", stage: "prelim" };
const BOARD = "/site/topics/board/mould/prelim.json";
const files = new Map();
const folders = new Set(["/"]);
const puts = [];
const seen = { refused: 0, types: new Map() };
let mode = "ill";
let key = 0;

/* A WebDAV server in a few lines: it wants the token, and a folder before what is in it. */
const server = http.createServer((request, response) => {
	const parts = [];
	request.on("data", (part) => parts.push(part));
	request.on("end", () => {
		const answer = (status) => response.writeHead(status).end("whatever it says\n");
		if (request.headers.authorization !== `Bearer ${TOKEN}`) {
			seen.refused += 1;
			answer(401);
		} else if (mode === "ill") {
			answer(503);
		} else if (request.method === "MKCOL") {
			const made = folders.has(path.posix.dirname(request.url.replace(/\/$/, "")).replace(/([^/])$/, "$1/")) && !folders.has(request.url);
			if (made)
				folders.add(request.url);
			answer(made ? 201 : 405);
		} else if (request.method === "DELETE") {
			answer(files.delete(request.url) ? 204 : 404);
		} else if (!folders.has(path.posix.dirname(request.url).replace(/([^/])$/, "$1/"))) {
			answer(409);
		} else {
			puts.push(request.url);
			seen.types.set(request.url, request.headers["content-type"]);
			files.set(request.url, Buffer.concat(parts));
			answer(201);
		}
	});
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const url = `http://127.0.0.1:${server.address().port}/site`;
const folder = temporary_folder();
const secret = path.join(folder, "secret");
fs.writeFileSync(secret, `${TOKEN}\n`);
const words = ["--publish", `${url}/`, "--publish-secret", secret];
const hub = await Hub.start(demo_event(), { words });
const cards = hub.cards();
const chief = await Client.open(hub, { token: cards.chief });
const told = () => JSON.parse(files.get(BOARD) ?? "null")?.snapshot;

await test("a server that is ill is told of, and holds nobody up", async () => {
	await until("the word of it", () => /publish: .*answers 503/.test(hub.err));
	await chief.ask("phase", { ...STAGE, phase: "open", key: `p${++key}` });
	assert.equal(files.size, 0);
});

await test("well again, it gets all of it, in folders that are made", async () => {
	mode = "well";
	await until("the board", () => told()?.phase === "open");
	await until("the page", () => files.has("/site/index.html"));
	await until("the word of it", () => /publish: written again/.test(hub.err));
	assert.ok(files.has("/site/topics/event.json") && files.has("/site/results/index.html") && files.has("/site/calendar.ics"));
	assert.match(files.get("/site/index.html").toString(), /<!doctype html>/);
	assert.equal(seen.types.get("/site/index.html"), "text/html; charset=utf-8");
	assert.equal(seen.types.get(BOARD), "application/json");
});

await test("then only what changed", async () => {
	const before = puts.length;
	for (const id of ["j1", "j2"]) {
		const judge = await Client.open(hub, { token: cards[id] });
		await judge.ask("sheet", { ...STAGE, module: "practical", competitor: "001", attempt: 1, version: 1, marks: { A1: "8", A2: "8" }, penalties: {}, key: `s${++key}` });
	}
	await until("the mark", () => told()?.rows["001"].total === "16.00");
	const changed = [...new Set(puts.slice(before))];
	assert.ok(changed.every((name) => /^\/site\/(topics|results)\//.test(name)), changed.join(" "));
});

await test("what is lost on the way goes out again, and what was there stays as it is", async () => {
	mode = "ill";
	await chief.ask("phase", { ...STAGE, phase: "locked", despite: "a test", key: `p${++key}` });
	await until("the word of it", () => (hub.err.match(/answers 503/g) ?? []).length === 2);
	const before = puts.length;
	mode = "well";
	await until("locked", () => told()?.phase === "locked");
	assert.ok(!puts.slice(before).includes("/site/index.html"));
});

await test("the credential stands in no log, no list of processes and no page", async () => {
	assert.ok(!(hub.out + hub.err).includes(TOKEN));
	assert.ok(!fs.readFileSync(`/proc/${hub.child.pid}/cmdline`, "utf8").includes(TOKEN));
	assert.ok(![...files.values()].some((bytes) => bytes.includes(TOKEN)));
	assert.equal(seen.refused, 0);
});

await test("a server that is gone ends with the hub, which ends at once", async () => {
	server.closeAllConnections?.();
	await new Promise((done) => server.close(done));
	await chief.ask("adjust", { ...STAGE, competitor: "001", points: "1", reason: "a test", key: `a${++key}` });
	assert.equal(await hub.stop(), 0);
});

await test("what cannot be used is refused in a sentence", async () => {
	const event = path.join(folder, "event.json");
	fs.writeFileSync(event, JSON.stringify(demo_event()));
	fs.writeFileSync(path.join(folder, "empty"), "\n");
	for (const [more, wanted] of [
		[["--publish", "https://me:pw@example.org/x"], /no name and password in --publish/],
		[["--publish", "http://example.org/x", "--publish-secret", secret], /https:\/\//],
		[["--publish", "https://example.org/x", "--publish-secret", path.join(folder, "none")], /can be read/],
		[["--publish", "https://example.org/x", "--publish-secret", path.join(folder, "empty")], /one line/],
	]) {
		const { code, err } = await run(["serve", event, "--data", path.join(folder, "data"), "--port", "0", ...more]);
		assert.equal(code, 1);
		assert.match(err, wanted);
		assert.ok(!err.includes("pw@") && !err.includes(TOKEN));
	}
});

await hub.clean();
fs.rmSync(folder, { recursive: true, force: true });
end();
