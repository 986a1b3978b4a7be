/* Starts real hubs for tests: each with a redis-server, a port and a data directory of its own, all ended with stop(). */
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const PROGRAM = process.env.TOUCHSTONE_BIN ?? path.join(ROOT, process.env.FLAVOUR ?? "build", "touchstone");
export const WAIT_MS = Number(process.env.WAIT_MS ?? 60000);

/* Waits until `look()` gives something true, and gives that. Looks again every 20 ms; fails after WAIT_MS. */
export async function until(what, look, wait_ms = WAIT_MS) {
	const end = Date.now() + wait_ms;
	for (;;) {
		const found = await look();
		if (found)
			return found;
		if (Date.now() > end)
			throw new Error(`waited in vain for ${what}`);
		await new Promise((done) => setTimeout(done, 20));
	}
}

export function temporary_folder() {
	return fs.mkdtempSync(path.join(os.tmpdir(), "touchstone-"));
}

/* Runs the program to its end: {code, out, err}. */
export function run(words, options = {}) {
	return new Promise((done, fail) => {
		const child = spawn(PROGRAM, words, { stdio: ["ignore", "pipe", "pipe"], ...options });
		let out = "", err = "";
		child.stdout.on("data", (data) => (out += data));
		child.stderr.on("data", (data) => (err += data));
		child.on("error", fail);
		child.on("close", (code) => done({ code, out, err }));
	});
}

export class Hub {
	/* `event` is a definition's object or a file's path. */
	static async start(event, { data = temporary_folder(), words = [], port = 0, env = {} } = {}) {
		const hub = new Hub();
		hub.data = data;
		hub.file = event;
		if (typeof event !== "string") {
			hub.file = path.join(data, "event.json");
			fs.writeFileSync(hub.file, JSON.stringify(event));
		}
		hub.out = hub.err = "";
		hub.child = spawn(PROGRAM, ["serve", hub.file, "--data", data, "--port", String(port), ...words],
			{ stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
		hub.gone = new Promise((done) => hub.child.on("close", (code, signal) => done(code ?? signal)));
		hub.gone.then((code) => (hub.code = code));
		hub.child.stdout.on("data", (text) => (hub.out += text));
		hub.child.stderr.on("data", (text) => (hub.err += text));
		await until("the hub", () => hub.code !== undefined || hub.out.includes("Ctrl-C ends it"));
		if (hub.code !== undefined)
			throw new Error(`the hub ended with ${hub.code}: ${hub.err}`);
		const [, scheme, shown_port] = /listening on (https?):\/\/[^:]+:(\d+)/.exec(hub.out);
		hub.port = Number(shown_port);
		hub.url = `${scheme}://127.0.0.1:${hub.port}`;
		return hub;
	}

	/* The event's id is the one folder that holds cards. */
	folder() {
		return fs.readdirSync(this.data).map((name) => path.join(this.data, name)).find((name) =>
			fs.existsSync(path.join(name, "cards.txt")));
	}

	/* {id: token} of everybody. */
	cards() {
		const lines = fs.readFileSync(path.join(this.folder(), "cards.txt"), "utf8").trim().split("\n");
		return Object.fromEntries(lines.map((line) => line.split("\t")).map(([id, , , link]) => [id, link.split("#")[1]]));
	}

	socket_path() {
		return path.join(this.data, "redis.d", "redis.sock");
	}

	async stop(signal = "SIGTERM") {
		if (this.code === undefined)
			this.child.kill(signal);
		return this.gone;
	}

	async clean() {
		await this.stop();
		fs.rmSync(this.data, { recursive: true, force: true });
	}
}
