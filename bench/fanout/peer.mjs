/*
 * The peer: npm `ws`, a prebuilt frame written to every socket, as its documentation advises for broadcasts.
 * `peer.mjs BYTES [CERTIFICATE KEY]` prints its port. GET /metrics says what the process has cost, which does nothing else, and
 * how long its passes took.
 */
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(here, "../../tests/package.json"));
const { WebSocketServer, Sender } = require("ws");

const [bytes, cert, key] = process.argv.slice(2);
const payload = Buffer.alloc(Number(bytes ?? 200), "x");
const frame = Buffer.concat(Sender.frame(payload, { fin: true, opcode: 1, mask: false, readOnly: true, rsv1: false }));

let wait_ms = 0;

function answer(request, response) {
	const { user, system } = process.cpuUsage();
	response.end(`\ntouchstone_fanout_microseconds_total ${user + system}\ntouchstone_fanout_wait_microseconds_total ${Math.round(wait_ms * 1000)}\n`);
}

const listener = cert ? https.createServer({ cert: fs.readFileSync(cert), key: fs.readFileSync(key) }, answer) : http.createServer(answer);
const server = new WebSocketServer({ server: listener, perMessageDeflate: false });
server.on("connection", (socket) => {
	socket.on("message", () => {
		const from_ms = performance.now();
		for (const client of server.clients) client._socket.write(frame);
		wait_ms += performance.now() - from_ms;
	});
});
listener.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => console.log(listener.address().port));
