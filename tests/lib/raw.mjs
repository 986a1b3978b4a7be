/* Raw connections: what no proper client would send. */
import net from "node:net";
import { WAIT_MS } from "./hub.mjs";

/*
 * Sends bytes, and `then` behind the first answer; gives all that comes back until the peer closes, `enough(text)` is true, or
 * `wait_ms` are over.
 */
export function talk(port, bytes, { then = null, enough = () => false, wait_ms = WAIT_MS, close_after = null } = {}) {
	return new Promise((done) => {
		const socket = net.connect(port, "127.0.0.1");
		let got = Buffer.alloc(0);
		const finish = () => (clearTimeout(late), socket.destroy(), done(got));
		const late = setTimeout(finish, wait_ms);
		socket.on("data", (data) => {
			if (then !== null && got.length === 0)
				socket.write(then);
			got = Buffer.concat([got, data]);
			if (enough(got.toString("latin1")))
				finish();
		});
		socket.on("close", finish);
		socket.on("error", finish);
		socket.write(bytes, () => close_after !== null && setTimeout(() => socket.destroy(), close_after));
	});
}

/* A handshake with some headers replaced (or, null, left out). */
export function handshake(port, { line = "GET /ws HTTP/1.1", ...changed } = {}) {
	const headers = { Host: `127.0.0.1:${port}`, Upgrade: "websocket", Connection: "Upgrade",
		"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13", ...changed };
	const lines = Object.entries(headers).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}`);
	return `${[line, ...lines].join("\r\n")}\r\n\r\n`;
}

/* A masked client frame. */
export function frame(opcode, payload, { fin = true, mask = true, rsv = 0 } = {}) {
	const body = Buffer.from(payload);
	const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
	const bit = mask ? 0x80 : 0;
	if (body.length < 126)
		head.push(bit | body.length);
	else if (body.length < 65536)
		head.push(bit | 126, body.length >> 8, body.length & 255);
	else
		head.push(bit | 127, 0, 0, 0, 0, body.length >>> 24, (body.length >> 16) & 255, (body.length >> 8) & 255, body.length & 255);
	if (!mask)
		return Buffer.concat([Buffer.from(head), body]);
	const key = [0x11, 0x22, 0x33, 0x44];
	return Buffer.concat([Buffer.from([...head, ...key]), Buffer.from(body.map((byte, i) => byte ^ key[i % 4]))]);
}

/* The frames that a server sent behind the head of its 101 answer: [{opcode, payload}]. */
export function frames(bytes) {
	const found = [];
	let at = bytes.indexOf("\r\n\r\n") + 4;
	while (at >= 4 && at + 2 <= bytes.length) {
		let length = bytes[at + 1] & 127, head = 2;
		if (length === 126) {
			length = bytes.readUInt16BE(at + 2);
			head = 4;
		} else if (length === 127) {
			length = Number(bytes.readBigUInt64BE(at + 2));
			head = 10;
		}
		found.push({ opcode: bytes[at] & 15, payload: bytes.subarray(at + head, at + head + length) });
		at += head + length;
	}
	return found;
}
