/* A reader of a board's server-sent events, as simple as one can be. */
import http from "node:http";
import { board_reduce } from "../../assets/js/store.js";

export class Events {
	/* `last`: the id to go on from, with the board as it was there. */
	static open(hub, topic, last, board = null) {
		const events = new Events();
		Object.assign(events, { board, id: last ?? "", list: [], beats: 0, rest: "" });
		return new Promise((done, fail) => {
			events.request = http.get(`${hub.url}/events/${topic}`, { agent: false, headers: last ? { "last-event-id": last } : {} }, (answer) => {
				Object.assign(events, { answer, status: answer.statusCode, type: answer.headers["content-type"] });
				events.closed = new Promise((ended) => answer.on("close", ended));
				answer.setEncoding("utf8");
				answer.on("error", () => {});
				answer.on("data", (text) => events.take(text));
				done(events);
			});
			events.request.on("error", fail);
		});
	}

	take(text) {
		const parts = (this.rest + text).split("\n\n");
		this.rest = parts.pop();
		for (const part of parts) {
			const event = Object.fromEntries(part.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
			const data = JSON.parse(event.data);
			if (event.event === "beat") {
				this.beats++;
				continue;
			}
			this.id = event.id;
			this.list.push({ name: event.event, id: event.id, text: event.data });
			this.board = event.event === "snapshot" ? data : board_reduce(this.board, data);
		}
	}

	close() {
		this.request.destroy();
	}
}
