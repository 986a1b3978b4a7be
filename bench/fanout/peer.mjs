// The peer: npm `ws`, a prebuilt frame written to every socket, as its documentation advises for broadcasts.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(here, "../../tests/package.json"));
const { WebSocketServer, Sender } = require("ws");

const payload = Buffer.alloc(Number(process.argv[2] ?? 200), "x");
const frame = Buffer.concat(Sender.frame(payload, { fin: true, opcode: 1, mask: false, readOnly: true, rsv1: false }));
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false, backlog: 4096 });
server.on("listening", () => console.log(server.address().port));
server.on("connection", (socket) => {
	socket.on("message", () => {
		for (const client of server.clients) client._socket.write(frame);
	});
});
