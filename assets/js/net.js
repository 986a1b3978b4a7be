/*
 * net.js - the one socket of a page: requests with answers, topics that resume where they were, and a link state that
 * never claims more than it knows.
 *
 * The link is "connecting", "live", "stale" (nothing heard for 5 s; the hub beats every 2 s) or "offline". A lost
 * socket is opened again after a growing, jittered pause, at once where the browser says that the network is back.
 * Topics are watched again with the epoch and offset reached, so that nothing is missed and nothing comes twice.
 */

const STALE_MS = 5000;
const DEAD_MS = 9000;
const ANSWER_MS = 12000;
const PAUSE_FIRST_MS = 400;
const PAUSE_MOST_MS = 8000;

const CLOCK = "clock-ms";
const CLOCK_JUMP_MS = 10000;
const CLOCK_KEEP_MS = 1000;

function clock_kept() {
	try {
		return Number(localStorage.getItem(CLOCK) ?? 0) || 0;
	} catch {
		return 0;
	}
}

function clock_keep(clock_ms) {
	try {
		localStorage.setItem(CLOCK, String(Math.round(clock_ms)));
	} catch {
		/* a page without storage asks the hub each time */
	}
}

/* 128 random bits as hexadecimal digits; crypto.randomUUID is not there on plain http. */
export function random_key() {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* What a request is refused with. `temporary`: keep it and send it again. */
export class Refusal extends Error {
	constructor(code, message, temporary, expected) {
		super(message);
		this.code = code;
		this.temporary = temporary;
		this.expected = expected ?? null;
	}
}

function refusal_of(error) {
	const data = error.data ?? {};
	return new Refusal(data.code ?? "internal", error.message ?? "", data.temporary ?? error.code === -32603, data.expected);
}

export class Net {
	/* `hello()` gives hello's parameters; `on_hello(answer)`, `on_link(state)`, `on_refused(refusal)` and `on_notice(method, params)` may be left out. */
	constructor({ hello = () => ({}), on_hello = () => {}, on_link = () => {}, on_refused = () => {}, on_notice = () => {} } = {}) {
		Object.assign(this, { hello, on_hello, on_link, on_refused, on_notice });
		this.link = "connecting";
		this.ready = false;
		this.asked = new Map();
		this.topics = new Map();
		this.next_id = 1;
		this.pause_ms = PAUSE_FIRST_MS;
		this.heard_at = performance.now();
		this.clock_ms = clock_kept();
		this.timer = setInterval(() => this.look(), 500);
		addEventListener("online", () => this.hurry());
		document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
		this.open();
	}

	/* The hub's time now, in ms. */
	time() {
		return Date.now() + this.clock_ms;
	}

	/* How much the hub's clock is ahead; kept, so that a page that opens offline knows it too. */
	clock_set(clock_ms) {
		if (Math.abs(clock_ms - this.clock_ms) > CLOCK_KEEP_MS)
			clock_keep(clock_ms);
		this.clock_ms = clock_ms;
	}

	/* How long nothing was heard, in ms. */
	silence_ms() {
		return performance.now() - this.heard_at;
	}

	set_link(state) {
		if (this.link === state)
			return;
		this.link = state;
		this.on_link(state);
	}

	open() {
		clearTimeout(this.again);
		this.opened_at = performance.now();
		const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
		this.socket = socket;
		socket.addEventListener("open", () => this.greet(socket));
		socket.addEventListener("message", (event) => socket === this.socket && this.take(event.data));
		socket.addEventListener("close", () => socket === this.socket && this.lost());
	}

	/* Ends the link for good. */
	stop() {
		this.stopped = true;
		clearInterval(this.timer);
		clearTimeout(this.again);
		this.socket?.close();
	}

	hurry() {
		if (!this.socket && !this.stopped)
			this.open();
	}

	lost() {
		this.ready = false;
		this.socket = null;
		for (const waiting of this.asked.values())
			waiting.fail(new Refusal("offline", "", true));
		this.asked.clear();
		this.set_link("offline");
		clearTimeout(this.again);
		if (this.stopped)
			return;
		this.again = setTimeout(() => this.open(), this.pause_ms * (0.5 + Math.random() * 0.5));
		this.pause_ms = Math.min(this.pause_ms * 2, PAUSE_MOST_MS);
	}

	/* Gives a socket up that says nothing any more, and says so when it has gone stale. */
	look() {
		if (!this.socket)
			return;
		const silent_ms = this.silence_ms();
		if (this.ready && silent_ms > STALE_MS)
			this.set_link("stale");
		if (silent_ms > DEAD_MS && performance.now() - this.opened_at > DEAD_MS) {
			const socket = this.socket;
			this.lost();
			socket.close();
		}
	}

	async greet(socket) {
		try {
			const sent_ms = Date.now();
			const answer = await this.ask("hello", this.hello(), true);
			if (socket !== this.socket)
				return;
			this.clock_set(answer.time - (sent_ms + Date.now()) / 2);
			this.ready = true;
			this.pause_ms = PAUSE_FIRST_MS;
			this.set_link("live");
			this.on_hello(answer);
			for (const topic of this.topics.keys())
				this.subscribe(topic);
		} catch (refusal) {
			if (!refusal.temporary)
				this.on_refused(refusal);
			socket.close();
		}
	}

	take(data) {
		let message;
		try {
			message = JSON.parse(data);
		} catch {
			return;
		}
		this.heard_at = performance.now();
		if (this.ready)
			this.set_link("live");
		const waiting = this.asked.get(message.id);
		if (waiting) {
			this.asked.delete(message.id);
			if (message.error)
				waiting.fail(refusal_of(message.error));
			else
				waiting.done(message.result);
		} else if (message.method === "update") {
			this.update(message.params);
		} else if (message.method === "beat") {
			/* The least delayed beat tells the time best; 50 ms a beat lets a drifting clock be followed. One that was set is followed at once. */
			const beat_ms = message.params.time - Date.now();
			this.clock_set(Math.abs(beat_ms - this.clock_ms) > CLOCK_JUMP_MS ? beat_ms : Math.max(beat_ms, this.clock_ms - 50));
		} else if (message.method) {
			this.on_notice(message.method, message.params);
		}
	}

	/* Sends a request; resolves to its result, rejects with a Refusal. */
	ask(method, params = {}, greeting = false) {
		return new Promise((done, fail) => {
			if (!this.socket || this.socket.readyState !== WebSocket.OPEN || (!this.ready && !greeting)) {
				fail(new Refusal("offline", "", true));
				return;
			}
			const id = this.next_id++;
			const late = setTimeout(() => this.asked.delete(id) && fail(new Refusal("no_answer", "", true)), ANSWER_MS);
			this.asked.set(id, {
				done: (result) => (clearTimeout(late), done(result)),
				fail: (refusal) => (clearTimeout(late), fail(refusal)),
			});
			this.socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
		});
	}

	/* Watches a topic: `snapshot(state)`, then `change(change)` for each; `refused(refusal)` where it cannot be had. */
	watch(topic, { snapshot, change, refused = () => {} }) {
		this.topics.set(topic, { snapshot, change, refused, epoch: null, offset: null, asking: false });
		if (this.ready)
			this.subscribe(topic);
	}

	unwatch(topic) {
		if (this.topics.delete(topic) && this.ready)
			this.ask("unwatch", { topic }).catch(() => {});
	}

	async subscribe(topic) {
		const watched = this.topics.get(topic);
		if (!watched || watched.asking)
			return;
		watched.asking = true;
		const from = watched.epoch === null ? {} : { epoch: watched.epoch, offset: watched.offset };
		try {
			const answer = await this.ask("watch", { topic, ...from });
			watched.asking = false;
			if (this.topics.get(topic) !== watched)
				return;
			watched.epoch = answer.epoch;
			watched.offset = answer.offset;
			if (answer.recovered)
				answer.changes.forEach(watched.change);
			else
				watched.snapshot(answer.snapshot);
		} catch (refusal) {
			watched.asking = false;
			if (!refusal.temporary && this.topics.get(topic) === watched)
				watched.refused(refusal);
			else if (refusal.code === "no_answer" && this.ready)
				this.subscribe(topic);
		}
	}

	update({ topic, offset, change, snapshot }) {
		const watched = this.topics.get(topic);
		if (!watched || watched.asking || watched.offset === null || offset <= watched.offset)
			return;
		if (snapshot !== undefined) {
			watched.offset = offset;
			watched.snapshot(snapshot);
			return;
		}
		if (offset !== watched.offset + 1) {
			this.subscribe(topic);
			return;
		}
		watched.offset = offset;
		watched.change(change);
	}
}
