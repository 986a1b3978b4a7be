/* A client of the wire for tests: requests, answers, topics followed the way a page does. */
import WebSocket from "ws";
import { board_reduce, desk_reduce, event_reduce, judge_reduce, tablet_reduce, tablets_reduce } from "../../assets/js/store.js";
import { WAIT_MS, until } from "./hub.mjs";

const REDUCERS = { board: board_reduce, desk: desk_reduce, event: event_reduce, judge: judge_reduce, tablet: tablet_reduce, tablets: tablets_reduce,
	screen: (state, change) => change, screens: (state, change) => change, print: (state, change) => change,
	script: (state, change) => ({ ...state, ...change }) };

export class Client {
	static async open(hub, { token, device, headers = {}, hello = true, ca } = {}) {
		const client = new Client();
		client.socket = new WebSocket(`${(hub.url ?? `http://127.0.0.1:${hub.port}`).replace("http", "ws")}/ws`, { headers, perMessageDeflate: false, ...(ca && { ca }) });
		client.asked = new Map();
		client.received = [];
		client.sent = [];
		client.topics = new Map();
		client.next_id = 1;
		client.closed = new Promise((done) => client.socket.on("close", (code) => done((client.close_code = code))));
		client.socket.on("error", () => {});
		client.socket.on("message", (data) => client.take(data.toString()));
		await new Promise((done, fail) => {
			client.socket.once("open", done);
			client.socket.once("close", () => fail(new Error("the socket did not open")));
		});
		if (hello)
			client.hello = await client.ask("hello", { ...(token && { token }), ...(device && { device }) });
		return client;
	}

	take(text) {
		const message = JSON.parse(text);
		this.received.push(text);
		if (message.method === "update")
			this.update(message.params);
		else if (message.method === "beat")
			this.beats = (this.beats ?? 0) + 1;
		else if (message.method)
			this.notice = message;
		else {
			const waiting = this.asked.get(message.id);
			this.asked.delete(message.id);
			if (waiting)
				waiting(message);
			else
				this.stray = message;
		}
	}

	send(text) {
		this.sent.push(text);
		this.socket.send(text);
	}

	/* The whole answer to a request, result or error. */
	answer(method, params) {
		const id = this.next_id++;
		const end = new Promise((done, fail) => {
			const late = setTimeout(() => fail(new Error(`no answer to ${method}`)), WAIT_MS);
			late.unref();
			this.asked.set(id, (message) => (clearTimeout(late), done(message)));
			this.closed.then((code) => (clearTimeout(late), fail(new Error(`closed (${code}) before an answer to ${method}`))));
		});
		this.send(JSON.stringify({ jsonrpc: "2.0", id, method, ...(params !== undefined && { params }) }));
		return end;
	}

	async ask(method, params = {}) {
		const message = await this.answer(method, params);
		if (message.error)
			throw new Error(`${method}: ${JSON.stringify(message.error)}`);
		return message.result;
	}

	/* The error's data.code of a request that is refused. */
	async refused(method, params = {}) {
		const message = await this.answer(method, params);
		return message.error ? message.error.data.code : `no error but ${JSON.stringify(message.result)}`;
	}

	/* Sends text that is no proper request, and gives the answer, which has id null. */
	async raw(text) {
		this.stray = null;
		this.send(text);
		return until("an answer", () => this.stray);
	}

	async watch(name, from = {}) {
		const answer = await this.ask("watch", { topic: name, ...from });
		const topic = this.topics.get(name) ?? { changes: [] };
		topic.reduce = REDUCERS[name.split("/")[0]];
		topic.epoch = answer.epoch;
		topic.offset = answer.offset;
		if (answer.recovered)
			for (const change of answer.changes)
				topic.state = topic.reduce(topic.state, change);
		else
			topic.state = answer.snapshot;
		this.topics.set(name, topic);
		return answer;
	}

	update({ topic: name, offset, change, snapshot }) {
		const topic = this.topics.get(name);
		if (!topic)
			return;
		topic.gap ||= snapshot === undefined && offset !== topic.offset + 1;
		topic.offset = offset;
		topic.changes.push(change ?? { snapshot });
		topic.state = snapshot ?? topic.reduce(topic.state, change);
	}

	state(name) {
		return this.topics.get(name)?.state;
	}

	async close() {
		this.socket.close();
		return this.closed;
	}
}

/* The way back of a stage: `one` asks, `other` agrees. */
export async function unlock(one, other, stage, to, key) {
	const { seq } = await one.ask("unlock", { ...stage, to, reason: "a mistake was found", key: `${key}-asked` });
	return other.ask("agree", { ...stage, request: seq, agreed: true, reason: "seen", key: `${key}-agreed` });
}
