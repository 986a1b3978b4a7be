/*
 * snapshots.js - in place of net.js where the page stands on a plain web space: the same Net, from files that the hub puts there
 * (`touchstone serve --publish`). It looks again every few seconds, and never claims more than it knows: where the hub's
 * last sign of life is old, the link is "stale".
 */
const LOOK_MS = 5000;
const STALE_MS = 30000;

async function read(name) {
	const answer = await fetch(`/topics/${name}.json`, { cache: "no-cache" });
	if (!answer.ok)
		throw Object.assign(new Error(name), { missing: answer.status === 404 });
	return answer.json();
}

export class Net {
	constructor({ on_link = () => {} } = {}) {
		this.on_link = on_link;
		this.link = "connecting";
		this.topics = new Map();
		this.beat = null;
		this.heard_at = performance.now();
		document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.look());
		setInterval(() => document.visibilityState === "visible" && this.look(), LOOK_MS);
		this.look();
	}

	time() {
		return Date.now();
	}

	/* How long the hub has given no sign of life, in ms. */
	silence_ms() {
		return performance.now() - this.heard_at;
	}

	set_link(link) {
		if (link === this.link)
			return;
		this.link = link;
		this.on_link(link);
	}

	async look() {
		try {
			const { time } = await read("beat");
			/* Only at first this device's clock has to be trusted. */
			if (time !== this.beat)
				this.heard_at = performance.now() - (this.beat === null ? Math.max(0, Date.now() - time) : 0);
			this.beat = time;
			await Promise.all([...this.topics.keys()].map((topic) => this.fetch(topic)));
			this.set_link(this.silence_ms() > STALE_MS ? "stale" : "live");
		} catch {
			this.set_link("offline");
		}
	}

	/* As net.js: `snapshot(state)` each time that it is another one; `refused()` where there is no such topic. */
	watch(topic, { snapshot, refused = () => {} }) {
		this.topics.set(topic, { snapshot, refused, place: null });
		this.fetch(topic).catch(() => this.set_link("offline"));
	}

	unwatch(topic) {
		this.topics.delete(topic);
	}

	async fetch(topic) {
		const watched = this.topics.get(topic);
		try {
			const { snapshot, epoch, offset } = await read(topic);
			const place = `${epoch}-${offset}-${snapshot.at ?? ""}`;
			if (this.topics.get(topic) !== watched || watched.place === place)
				return;
			watched.place = place;
			watched.snapshot(snapshot);
		} catch (error) {
			if (!error.missing)
				throw error;
			watched.refused();
		}
	}
}
