/*
 * drafts.js - unfinished sheets follow their judge to another tablet: the hub is told of each soon after it was touched, and what
 * it tells of another tablet's is taken over where it is newer. A draft counts nowhere; what is lost of it here is only convenience.
 */
const SOON_MS = 500;

export class Drafts {
	/* `version(id)` gives a sheet's version at the hub; `on_followed(id)` is called where a draft came from another tablet, or went. */
	constructor(outbox, { version, on_followed }) {
		Object.assign(this, { outbox, version, on_followed });
		this.agreed = new Map(); /* by sheet: when the draft was entered that this tablet and the hub both have */
		this.known = {};
	}

	/* What the hub has: topic `tablet`. */
	take(drafts) {
		for (const id of Object.keys(this.known))
			if (!drafts[id])
				this.take_gone(id);
		for (const [id, draft] of Object.entries(drafts))
			this.take_one(id, draft);
		this.known = drafts;
		this.soon();
	}

	take_one(id, { at, base, marks, penalties }) {
		const own = this.outbox.draft(id);
		if (own?.at === at || base !== this.version(id) || this.outbox.queued(id))
			return;
		if (own && own.at > at)
			return;
		const [contest, stage, module, competitor, attempt] = id.split("/");
		this.agreed.set(id, at);
		this.outbox.draft_follow({ id, sheet: { contest, stage, module, competitor, attempt: Number(attempt) }, base, marks, penalties, at });
		this.on_followed(id);
	}

	/* It was sent or dropped at another tablet: what both had goes here too; what was entered here since stays. */
	take_gone(id) {
		const own = this.outbox.draft(id);
		if (own && this.agreed.get(id) === own.at) {
			this.outbox.draft_drop(id);
			this.on_followed(id);
		}
		this.agreed.delete(id);
	}

	/* Something was entered, or a link is there again. */
	soon() {
		this.timer ??= setTimeout(() => {
			this.timer = null;
			this.tell();
		}, SOON_MS);
	}

	async tell() {
		const { net, drafts } = this.outbox;
		if (!net?.ready || !this.outbox.signed_in)
			return;
		for (const draft of [...drafts.values()])
			if (!draft.refused && this.agreed.get(draft.id) !== draft.at)
				await this.tell_one(draft.id, { ...draft.sheet, base: draft.base ?? 0, at: draft.at, marks: draft.marks, penalties: draft.penalties ?? {} });
		for (const id of [...this.agreed.keys()])
			if (!drafts.has(id) && !this.outbox.queued(id))
				await this.tell_gone(id);
	}

	async tell_one(id, params) {
		try {
			await this.outbox.net.ask("draft", params);
			this.agreed.set(id, params.at);
		} catch (refusal) {
			if (refusal.temporary === false)
				this.agreed.set(id, params.at); /* a newer one is there, or on its way here */
		}
	}

	async tell_gone(id) {
		const [contest, stage, module, competitor, attempt] = id.split("/");
		const params = { contest, stage, module, competitor, attempt: Number(attempt), base: this.version(id), at: this.outbox.now(), gone: true };
		await this.outbox.net.ask("draft", params).catch(() => {});
		this.agreed.delete(id);
	}
}
