/*
 * docs/protocol/session.jsonl is a whole session, line by line: what each client sends and receives. This plays it against a
 * real hub. Values that differ each time are compared by kind only. With UPDATE=1 what is received is written anew.
 */
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, ROOT, until } from "../lib/hub.mjs";
import { Client } from "../lib/client.mjs";
import { demo_event } from "../lib/demo.mjs";

const FILE = path.join(ROOT, "docs", "protocol", "session.jsonl");
const VOLATILE = new Set(["time", "until", "appeals_until", "since", "decided_at", "epoch", "at", "hash", "token", "folder", "seed", "short", "tablet", "nudge"]);
const update = process.env.UPDATE === "1";

/* Whether all that the example says was received; members that it does not name may have been added. */
function holds(example, got) {
	if (Array.isArray(example))
		return Array.isArray(got) && example.length === got.length && example.every((inner, i) => holds(inner, got[i]));
	if (example === null || typeof example !== "object")
		return example === got;
	return got !== null && typeof got === "object" && Object.entries(example).every(([key, inner]) =>
		(key === "may" ? inner.every((method) => got.may?.includes(method)) : holds(inner, got[key])));
}

/* The message with what differs each time replaced by its kind. */
function steady(value, name = "", parent = {}) {
	if (VOLATILE.has(name) || (name === "code" && parent.message === undefined && parent.temporary === undefined) || (name === "id" && parent.hash !== undefined))
		return typeof value;
	if (Array.isArray(value))
		return value.map((inner) => steady(inner));
	if (value === null || typeof value !== "object")
		return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, steady(inner, key, value)]));
}

/* Without the queues of the machine that it runs on. */
const hub = await Hub.start(demo_event(), { env: { CUPS_SERVER: "/nowhere" } });
const cards = hub.cards();
const clients = {};

async function client_of(who) {
	if (!clients[who]) {
		clients[who] = await Client.open(hub, { hello: false });
		clients[who].read = 0;
	}
	return clients[who];
}

/* The next message of a client but for beats, where none is expected. */
async function next(client, beat) {
	return until("the next message", () => {
		while (client.read < client.received.length) {
			const message = JSON.parse(client.received[client.read++]);
			if (beat || message.method !== "beat")
				return message;
		}
		return null;
	});
}

async function send(line) {
	const client = await client_of(line.who);
	const message = structuredClone(line.send);
	if (message.params?.token)
		message.params.token = cards[line.who];
	if (message.params?.epoch)
		message.params.epoch = (await client_epoch());
	if (message.method === "sign") /* signs the sheet that this client sent last */
		message.params.hash = client.received.map((text) => JSON.parse(text).result).findLast((result) => result?.version)?.hash;
	if (message.method === "adopt") /* the code that the last page to ask for one shows */
		message.params.code = Object.values(clients).flatMap(({ received }) => received).map((text) => JSON.parse(text).result).findLast((result) => result?.code).code;
	if (message.method === "agree") /* answers what the chief asked for last */
		message.params.request = clients.chief.received.map((text) => JSON.parse(text).result).findLast((result) => result?.seq)?.seq;
	client.send(JSON.stringify(message));
}

function client_epoch() {
	for (const client of Object.values(clients))
		for (const text of client.received) {
			const epoch = JSON.parse(text).result?.epoch;
			if (epoch)
				return epoch;
		}
	throw new Error("nobody said hello");
}

const lines = fs.readFileSync(FILE, "utf8").trim().split("\n").map((text) => JSON.parse(text));

if (update) {
	const written = [];
	for (const line of lines.filter((l) => l.send)) {
		written.push(line);
		await send(line);
		await new Promise((done) => setTimeout(done, 400));
		for (const [who, client] of Object.entries(clients))
			for (; client.read < client.received.length; client.read++) {
				const message = JSON.parse(client.received[client.read]);
				if (message.method !== "beat")
					written.push({ who, receive: message });
			}
	}
	written.push({ who: "audience", receive: { jsonrpc: "2.0", method: "beat", params: { time: Date.now() } } });
	fs.writeFileSync(FILE, `${written.map((line) => JSON.stringify(line)).join("\n")}\n`);
} else {
	let number = 0;
	for (const line of lines) {
		number++;
		await test(`line ${number} of session.jsonl`, async () => {
			if (line.send)
				return send(line);
			const got = await next(await client_of(line.who), line.receive.method === "beat");
			if (!holds(steady(line.receive), steady(got)))
				assert.deepEqual(steady(got), steady(line.receive));
		});
	}
}

await hub.clean();
end();
