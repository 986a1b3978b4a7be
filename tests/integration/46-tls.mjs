/* The hub over https and wss: pages, marks, boards, a rehearsal; what is wrong with certificates; what plain clients get. */
import fs from "node:fs";
import https from "node:https";
import net from "node:net";
import path from "node:path";
import tls from "node:tls";
import { test, assert, end } from "../lib/check.mjs";
import { make_certificate } from "../lib/certificate.mjs";
import { Hub, run, temporary_folder, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";

const BOARD = "board/mould/prelim";
const folder = temporary_folder();
const good = make_certificate(folder, "good");
const ca = fs.readFileSync(good.certificate);
const event = demo_event();
for (let n = 4; n <= 300; n++)
	event.contests[0].competitors.push({ id: `x${n}`, name: `选手${n}`, unit: "众泰" });
const words = (pair) => ["--tls-cert", pair.certificate, "--tls-key", pair.key];
const hub = await Hub.start(event, { words: words(good) });
const cards = hub.cards();

function get(path_, options = {}) {
	return new Promise((done, fail) => https.get(`${hub.url}${path_}`, { ca, ...options }, (response) => {
		let text = "";
		response.on("data", (data) => (text += data));
		response.on("end", () => done({ status: response.statusCode, text }));
	}).on("error", fail));
}

await test("it says https, and the certificate's name where no address was given", async () => {
	assert.match(hub.url, /^https:/);
	assert.match(hub.out, new RegExp(`audience +https://hub\\.test:${hub.port}/`));
	assert.match(fs.readFileSync(path.join(hub.folder(), "cards.txt"), "utf8"), new RegExp(`https://hub\\.test:${hub.port}/judge#`));
});

await test("pages come over https; a page larger than a TLS record comes whole", async () => {
	const page = await get("/");
	assert.equal(page.status, 200);
	assert.ok(page.text.includes("</html>"));
	assert.equal((await get("/healthz")).status, 200);
	const list = await get("/results/mould/prelim.json");
	assert.ok([200, 404].includes(list.status));
});

await test("marks over wss: acknowledged, and on every board", async () => {
	const chief = await Client.open(hub, { token: cards.chief, ca });
	const judges = [await Client.open(hub, { token: cards.j1, ca }), await Client.open(hub, { token: cards.j2, ca })];
	const watchers = [];
	for (let n = 0; n < 60; n++) {
		watchers.push(await Client.open(hub, { ca }));
		await watchers[n].watch(BOARD);
	}
	await chief.ask("phase", { contest: "mould", stage: "prelim", phase: "open", key: "open" });
	const slow = watchers[0];
	slow.socket._socket.pause();
	for (let n = 4; n <= 60; n++)
		await Promise.all(judges.map((judge) => judge.ask("sheet", { contest: "mould", stage: "prelim", module: "practical", competitor: `x${n}`,
			attempt: 1, version: 1, marks: { A1: "8", A2: String(n % 20 / 2) }, penalties: {}, key: `k${n}` })));
	slow.socket._socket.resume();
	await until("every board", () => watchers.every((w) => w.state(BOARD).ranks.filter((rank) => rank !== null).length === 57));
	assert.ok(watchers.every((w) => !w.topics.get(BOARD).gap));
	/* A long answer to a long message. */
	const long = "x".repeat(60000);
	assert.equal(await chief.refused("watch", { topic: long }), "unknown_topic");
	for (const client of [chief, ...judges, ...watchers])
		client.socket.close();
});

/* Holding back what comes in over TLS makes libwebsockets go round in circles for ever: it is not held back. */
await test("a tablet that sends hundreds of sheets at once is answered", async () => {
	const ids = event.contests[0].competitors.map((competitor) => competitor.id);
	const much = await Hub.start(event, { words: words(good) });
	const people = much.cards();
	const chief = await Client.open(much, { token: people.chief, ca });
	await chief.ask("phase", { contest: "mould", stage: "prelim", phase: "open", key: "open" });
	await chief.watch(BOARD);
	const tablet = await Client.open(much, { token: people.j1, ca });
	const answers = await Promise.all(ids.slice(0, 250).map((id) => tablet.answer("sheet", { contest: "mould", stage: "prelim", module: "practical",
		competitor: id, attempt: 1, version: 1, marks: { A1: "8", A2: "1" }, penalties: {}, key: `much-${id}` })));
	assert.ok(answers.every((answer) => answer.result));
	tablet.socket.close();
	chief.socket.close();
	await much.clean();
});

await test("an origin that is not the hub's gets no socket; the certificate's name does", async () => {
	const own = await Client.open(hub, { ca, headers: { Host: `hub.test:${hub.port}`, Origin: `https://hub.test:${hub.port}` } });
	own.socket.close();
	await assert.rejects(Client.open(hub, { ca, headers: { Origin: "https://evil.example" } }));
});

await test("TLS 1.1 is refused, 1.2 and 1.3 are spoken, HTTP/2 is not offered", async () => {
	const version = (options) => new Promise((done) => {
		const socket = tls.connect({ port: hub.port, host: "127.0.0.1", ca, ALPNProtocols: ["h2", "http/1.1"], ...options },
			() => (done([socket.getProtocol(), socket.alpnProtocol]), socket.end()));
		socket.on("error", () => done(null));
	});
	assert.equal(await version({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }), null);
	assert.deepEqual(await version({ maxVersion: "TLSv1.2" }), ["TLSv1.2", "http/1.1"]);
	assert.deepEqual(await version({}), ["TLSv1.3", "http/1.1"]);
});

await test("who speaks plain HTTP gets nothing, and the hub goes on", async () => {
	const plain = net.connect(hub.port, "127.0.0.1");
	let got = "", closed = false;
	plain.on("data", (data) => (got += data.toString("latin1")));
	plain.on("close", () => (closed = true));
	plain.on("error", () => {});
	plain.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${hub.port}\r\n\r\n`);
	await until("the end of the plain connection", () => closed);
	assert.ok(!got.includes("HTTP/1.1 200"));
	assert.equal((await get("/healthz")).status, 200);
});

await hub.clean();

await test("a rehearsal goes over wss", async () => {
	const rehearsed = await Hub.start(demo_event(), { words: [...words(good), "--rehearse", "--speed", "200"] });
	const screen = await Client.open(rehearsed, { ca });
	await screen.watch(BOARD);
	await until("a mark", () => screen.state(BOARD).ranks.some((rank) => rank !== null));
	await rehearsed.clean();
});

await test("what is wrong with certificates is said in one line", async () => {
	const other = make_certificate(folder, "other");
	const locked = make_certificate(folder, "locked", { password: "secret" });
	const file = path.join(folder, "event.json");
	fs.writeFileSync(file, JSON.stringify(demo_event()));
	const refused = async (certificate, key) => {
		const { code, err } = await run(["serve", file, "--data", path.join(folder, "data"), "--port", "0", "--tls-cert", certificate, ...(key ? ["--tls-key", key] : [])]);
		assert.ok(code > 0);
		assert.equal(err.trim().split("\n").length, 1, err);
		return err;
	};
	assert.match(await refused(path.join(folder, "none.pem"), good.key), /none\.pem: cannot read a certificate/);
	assert.match(await refused(file, good.key), /event\.json: cannot read a certificate/);
	assert.match(await refused(good.certificate, other.key), /other\.key: cannot read the certificate's key/);
	assert.match(await refused(locked.certificate, locked.key), /locked\.key: cannot read the certificate's key .*without a password/);
	assert.match(await refused(good.certificate), /expected both of --tls-cert FILE and --tls-key FILE/);
});

fs.rmSync(folder, { recursive: true, force: true });
end();
