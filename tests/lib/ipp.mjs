/*
 * A printer that speaks as much IPP (RFC 8011) as printing needs, and can jam at a job and go on again, at a word. tests/integration/48-ippeveprinter.mjs
 * has a real one.
 */
import http from "node:http";

const OP = { 2: "print", 8: "cancel", 9: "job", 10: "jobs", 11: "printer" };
const CHARSET = 0x47, LANGUAGE = 0x48, INTEGER = 0x21, ENUM = 0x23, NAME = 0x42, KEYWORD = 0x44;
export const PRINTING = 6, CANCELLED = 7, PRINTED = 9;

function attribute(tag, name, value) {
	const head = Buffer.alloc(3), middle = Buffer.alloc(2), bytes = typeof value === "string" ? Buffer.from(value) : Buffer.alloc(4);
	head[0] = tag;
	head.writeUInt16BE(name.length, 1);
	middle.writeUInt16BE(bytes.length);
	if (typeof value !== "string")
		bytes.writeInt32BE(value);
	return Buffer.concat([head, Buffer.from(name), middle, bytes]);
}

/* {op, id, attributes, document} of a request. */
function parse(bytes) {
	const attributes = {};
	let at = 8;
	while (bytes[at] !== 3) {
		const tag = bytes[at++];
		if (tag < 0x10)
			continue;
		const n = bytes.readUInt16BE(at), name = bytes.toString("utf8", at + 2, at + 2 + n), m = bytes.readUInt16BE(at + 2 + n);
		const value = bytes.subarray(at + 4 + n, at + 4 + n + m);
		attributes[name] = tag === INTEGER || tag === ENUM ? value.readInt32BE() : value.toString();
		at += 4 + n + m;
	}
	return { op: OP[bytes.readUInt16BE(2)], id: bytes.readUInt32BE(4), attributes, document: bytes.subarray(at + 1) };
}

function answer(id, status, ...groups) {
	const head = Buffer.alloc(8);
	head.writeUInt16BE(0x0200);
	head.writeUInt16BE(status, 2);
	head.writeUInt32BE(id, 4);
	return Buffer.concat([head, Buffer.from([1]), attribute(CHARSET, "attributes-charset", "utf-8"), attribute(LANGUAGE, "attributes-natural-language", "en"),
		...groups, Buffer.from([3])]);
}

export class Printer {
	static async start() {
		const printer = new Printer();
		Object.assign(printer, { jobs: [], jam_at: 0, refuses: false });
		printer.server = http.createServer((request, response) => {
			const pieces = [];
			request.on("data", (piece) => pieces.push(piece));
			request.on("end", () => {
				response.writeHead(200, { "content-type": "application/ipp" });
				response.end(printer.handle(parse(Buffer.concat(pieces))));
			});
		});
		await new Promise((ready) => printer.server.listen(0, "127.0.0.1", ready));
		printer.uri = `ipp://127.0.0.1:${printer.server.address().port}/ipp/print`;
		return printer;
	}

	job_attributes(n) {
		const state = this.jobs[n - 1].state;
		return [Buffer.from([2]), attribute(INTEGER, "job-id", n), attribute(ENUM, "job-state", state),
			attribute(NAME, "job-name", this.jobs[n - 1].name), attribute(KEYWORD, "job-state-reasons", state === PRINTED ? "job-completed-successfully" : state === PRINTING ? "job-printing" : "none")];
	}

	handle({ op, id, attributes, document }) {
		if (op === "print") {
			if (this.refuses)
				return answer(id, 0x0506);
			const jams = this.jam_at !== 0 && this.jobs.length + 1 >= this.jam_at;
			this.jobs.push({ name: attributes["job-name"], document: Buffer.from(document), state: jams ? PRINTING : PRINTED });
			return answer(id, 0, ...this.job_attributes(this.jobs.length));
		}
		if (op === "cancel") {
			this.jobs[attributes["job-id"] - 1].state = CANCELLED;
			return answer(id, 0);
		}
		if (op === "jobs") {
			const open = attributes["which-jobs"] === "not-completed";
			const found = this.jobs.map(({ state }, i) => [i + 1, state]).filter(([, state]) => open === (state === PRINTING));
			return answer(id, 0, ...found.flatMap(([n]) => this.job_attributes(n)));
		}
		if (op === "job")
			return answer(id, 0, ...this.job_attributes(attributes["job-id"]));
		const jam = this.jobs.some((job) => job.state === PRINTING);
		return answer(id, 0, Buffer.from([4]), attribute(ENUM, "printer-state", jam ? 5 : 3), attribute(KEYWORD, "printer-state-reasons", jam ? "media-jam-error" : "none"));
	}

	/* The paper is taken out: what waited is printed. */
	clear() {
		this.jam_at = 0;
		for (const job of this.jobs)
			job.state = job.state === PRINTING ? PRINTED : job.state;
	}

	/* The names of what came out on paper. */
	printed() {
		return this.jobs.filter((job) => job.state === PRINTED).map((job) => job.name);
	}

	stop() {
		this.server.closeAllConnections();
		return new Promise((done) => this.server.close(done));
	}
}
