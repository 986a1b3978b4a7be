/* Redis on its own: away and back, stopped dead, badly configured, two hubs on one, and a full disk. */
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, PROGRAM, run, temporary_folder, until } from "../lib/hub.mjs";
import { BOARD, deliver, journal, large_event, reach, readiness, redis_pid, sheet_of } from "../lib/contest.mjs";

const folder = temporary_folder();
const socket = path.join(folder, "redis.sock");
let server;

async function start_redis(words = []) {
	server = spawn("redis-server", ["--port", "0", "--unixsocket", socket, "--dir", folder, "--appendonly", "yes",
		"--appendfsync", "always", "--save", "", "--logfile", "redis.log", ...words], { stdio: "ignore" });
	await until("redis-server", () => redis("PING").stdout === "PONG\n");
}

async function stop_redis(signal = "SIGTERM") {
	const gone = new Promise((done) => server.on("exit", done));
	server.kill(signal);
	await gone;
}

function redis(...words) {
	return spawnSync("redis-cli", ["-s", socket, ...words], { encoding: "utf8" });
}

function rows_of(client) {
	return Object.values(client.state(BOARD).rows);
}

await start_redis();
const words = ["--redis", `unix:${socket}`];
const hub = await Hub.start(large_event(30), { words });
const cards = hub.cards();
const chief = await reach(hub, { token: cards.chief });
await chief.ask("phase", { contest: "mould", stage: "prelim", phase: "open", key: "open" });
const told = {};
const judge = { hub, token: cards.j1 };

await test("Redis away: tablets are told to wait, sockets stay, and it goes on when Redis is back", async () => {
	const audience = await reach(hub);
	await audience.watch(BOARD);
	const first = await deliver(judge, sheet_of("j1", "001"), told);
	await stop_redis();
	await until("not ready", async () => (await readiness(hub)).status === 503);
	assert.match((await readiness(hub)).text, /not ready: away: Redis cannot be reached/);
	const answer = await judge.client.answer("sheet", sheet_of("j1", "002"));
	assert.equal(answer.error.data.code, "unavailable");
	assert.equal(answer.error.data.temporary, true);
	assert.ok((await audience.watch(BOARD)).snapshot.rows["001"].in > 0);
	await start_redis();
	await until("ready", async () => (await readiness(hub)).status === 200);
	const second = await deliver(judge, sheet_of("j1", "002"), told);
	assert.equal(second.seq, first.seq + 1);
	await until("the board", () => rows_of(audience).filter((row) => row.in > 0).length === 2);
	assert.equal(audience.close_code, undefined);
	assert.equal(judge.client.close_code, undefined);
	await audience.close();
});

await test("the answer is lost with the connection: the sheet is in the ledger once", async () => {
	/* The server stands still with a sheet in its hands; the hub gives the connection up; then it goes on. */
	const sheet = sheet_of("j1", "003");
	server.kill("SIGSTOP");
	const late = judge.client.answer("sheet", sheet);
	await until("not ready", async () => (await readiness(hub)).status === 503);
	server.kill("SIGCONT");
	const answer = await late;
	const receipt = answer.result ?? await deliver(judge, sheet, told);
	assert.equal((await deliver(judge, sheet, told)).repeated, true);
	await until("the journal", () => journal(hub).length >= receipt.seq);
	assert.equal(journal(hub).filter((line) => line.key === sheet.key && line.verdict === "accepted").length > 0, true);
	const desk = await chief.watch("desk/mould/prelim");
	assert.equal(desk.snapshot.sheets.filter((s) => s.competitor === "003").length, 1);
});

await test("a Redis with other settings is refused while it has them", async () => {
	redis("CONFIG", "SET", "appendfsync", "everysec");
	redis("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
	await until("a refusal", async () => /refused: .*appendfsync is everysec, and must be always/.test((await readiness(hub)).text));
	const answer = await judge.client.answer("sheet", sheet_of("j1", "004"));
	assert.equal(answer.error.data.code, "unavailable");
	redis("CONFIG", "SET", "appendfsync", "always");
	await until("ready", async () => (await readiness(hub)).status === 200);
	await deliver(judge, sheet_of("j1", "004"), told);
});

await test("a Redis that is not there is named, and a data directory that another hub has", async () => {
	const data = temporary_folder();
	for (const [more, sentence] of [[["--redis", `unix:${folder}/nowhere`, "--data", data], /ledger away: Redis cannot be reached: .*nowhere/],
		[["--data", hub.data], /in use by another hub/]]) {
		const child = spawn(PROGRAM, ["serve", hub.file, "--port", "0", ...more], { stdio: ["ignore", "ignore", "pipe"] });
		const gone = new Promise((done) => child.on("close", done));
		let err = "";
		child.stderr.on("data", (text) => (err += text));
		await until(`${sentence} in ${err}`, () => sentence.test(err));
		child.kill("SIGTERM");
		await gone;
	}
	fs.rmSync(data, { recursive: true, force: true });
});

await test("a user with the rights of docs/operations.md is enough, one without CONFIG is not", async () => {
	const rights = /^ACL SETUSER (.*)$/m.exec(fs.readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8"))[1];
	redis("ACL", "SETUSER", ...rights.replace("PASSWORD", "secret").split(" "));
	const env = { TOUCHSTONE_REDIS_USER: "touchstone", TOUCHSTONE_REDIS_PASSWORD: "secret" };
	const signed_in = await Hub.start(hub.file, { words, env });
	assert.equal((await readiness(signed_in)).status, 200);
	await signed_in.clean();
	redis("ACL", "SETUSER", "touchstone", "-config|get");
	const data = temporary_folder();
	const refused = spawn(PROGRAM, ["serve", hub.file, "--data", data, "--port", "0", ...words], { env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"] });
	let err = "";
	refused.stderr.on("data", (text) => (err += text));
	await until("the sentence", () => /allow \+config\|get/.test(err));
	refused.kill("SIGTERM");
	await new Promise((done) => refused.on("close", done));
	fs.rmSync(data, { recursive: true, force: true });
});

await test("two hubs on one Redis: what one takes the other shows, and their ledgers are the same", async () => {
	const other = await Hub.start(hub.file, { words });
	const audience = await reach(other);
	await audience.watch(BOARD);
	/* Cards are hashes in the ledger: whoever signed in at one hub can at the other. */
	const seats = [{ hub, token: cards.j1 }, { hub: other, token: cards.j2 }];
	let last = 0;
	await Promise.all(seats.map(async (seat, n) => {
		for (let i = 5; i <= 30; i++) {
			const { seq } = await deliver(seat, sheet_of(`j${n + 1}`, String(i).padStart(3, "0")), told);
			last = Math.max(last, seq);
		}
	}));
	await until("the other's board", () => rows_of(audience).filter((row) => row.in === row.due).length === 26);
	await until("both journals", () => journal(hub).length >= last && journal(other).length >= last);
	assert.deepEqual(journal(hub).slice(0, last), journal(other).slice(0, last));
	const mine = await reach(hub);
	await until("the same board", async () => {
		const { snapshot } = await mine.watch(BOARD);
		return JSON.stringify(snapshot.order) === JSON.stringify(audience.state(BOARD).order) && snapshot.progress.in === 26;
	});
	await until("the rankings", () => {
		const at = redis("GET", "ts:{demo}:at:mould:prelim").stdout.trim();
		return journal(hub).findIndex((line) => line.id === at) + 1 >= last;
	});
	const ranked = redis("ZRANGE", "ts:{demo}:rank:mould:prelim", "0", "-1").stdout.trim().split("\n");
	assert.deepEqual(ranked, audience.state(BOARD).order);
	await mine.close();
	await audience.close();
	await other.clean();
});

await test("an entry that no hub wrote has its place in the chain, and changes nothing else", async () => {
	const before = (await chief.watch("desk/mould/prelim")).snapshot;
	const id = redis("XADD", "ts:{demo}:ledger", "*", "foo", "bar").stdout.trim();
	redis("XADD", "ts:{demo}:ledger", "*", "type", "sheet", "by", "j1", "at", "1", "key", "\x01", "data", '{"stage"');
	const receipt = await deliver(judge, { ...sheet_of("j1", "001"), version: 2, key: "after" }, told);
	await until("the journal", () => journal(hub).length >= receipt.seq);
	const lines = journal(hub), at = lines.findIndex((line) => line.id === id);
	assert.equal(lines[at].verdict, "invalid");
	assert.notEqual(lines[at + 1].verdict, "accepted");
	assert.equal(lines.at(-1).hash, receipt.hash);
	const after = (await chief.watch("desk/mould/prelim")).snapshot;
	assert.equal(after.sheets.length, before.sheets.length);
	await hub.stop();
	const again = await Hub.start(hub.file, { data: hub.data, words });
	assert.deepEqual(journal(again), lines);
	await again.stop();
	const audit = await run(["audit", path.join(hub.data, "demo", "ledger.jsonl")]);
	assert.deepEqual([audit.code, audit.err], [0, ""]);
});

await hub.clean();
await stop_redis();
fs.rmSync(folder, { recursive: true, force: true });

/* A small disk, where this machine lets us make one. */
const disk = temporary_folder();
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=24m,mode=700", "touchstone-test", disk]).status === 0;
if (mounted)
	await test("the disk is full: Redis stops, nothing acknowledged is lost, and it goes on when there is room", async () => {
		const data = path.join(disk, "data");
		fs.mkdirSync(data);
		const small = await Hub.start(large_event(30), { data });
		const tokens = small.cards();
		const organiser = await reach(small, { token: tokens.chief });
		await organiser.ask("phase", { contest: "mould", stage: "prelim", phase: "open", key: "open" });
		const seat = { hub: small, token: tokens.j1 };
		const receipts = [await deliver(seat, sheet_of("j1", "001"), told)];
		spawnSync("dd", ["if=/dev/zero", `of=${path.join(disk, "filler")}`, "bs=4096"]);
		let refusal;
		for (let i = 2; i <= 30 && !refusal; i++) {
			const answer = await seat.client.answer("sheet", sheet_of("j1", String(i).padStart(3, "0")));
			refusal = answer.error;
			if (answer.result)
				receipts.push(answer.result);
		}
		assert.equal(refusal?.data.code, "unavailable");
		await until("not ready", async () => (await readiness(small)).status === 503);
		fs.rmSync(path.join(disk, "filler"));
		await until("ready", async () => (await readiness(small)).status === 200);
		for (let i = receipts.length + 1; i <= 30; i++)
			receipts.push(await deliver(seat, sheet_of("j1", String(i).padStart(3, "0")), told));
		await until("the journal", () => journal(small).length >= receipts.at(-1).seq);
		const lines = journal(small);
		for (const receipt of receipts)
			assert.equal(lines[receipt.seq - 1].hash, receipt.hash);
		await small.stop();
	});
if (mounted)
	spawnSync("umount", [disk]);
fs.rmdirSync(disk);
end(mounted ? [] : ["a full disk: this machine does not let us mount a small one"]);
