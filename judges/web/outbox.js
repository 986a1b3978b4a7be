/*
 * outbox.js - what keeps a judge's marks: drafts from the first digit, sheets on their way, receipts of those confirmed.
 *
 * All of it is in IndexedDB before anything is sent. A sheet gets its key when the judge confirms it and goes out in
 * order; it stays in the queue until the hub has answered, and is sent again with the same key after any break, so that
 * it counts exactly once. Refused sheets come back as drafts with the hub's reason. Receipts are kept until the stage is
 * published: where the hub knows less than a receipt says, the judge may send the sheet in again.
 */

import { random_key } from "/assets/js/net.js";
import { sheet_id } from "/assets/js/store.js";

const AGAIN_MS = 2000;
const IN_HAND = "draft-in-hand";

function done(request) {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	});
}

function open_database() {
	const request = indexedDB.open("touchstone", 1);
	request.onupgradeneeded = () => {
		request.result.createObjectStore("drafts", { keyPath: ["person", "id"] });
		request.result.createObjectStore("queue", { keyPath: "n", autoIncrement: true });
		request.result.createObjectStore("receipts", { keyPath: ["person", "id", "version"] });
		request.result.createObjectStore("known", { keyPath: "token" });
	};
	return done(request);
}

export class Outbox {
	/* `on_change()` is called after anything changed; `on_refused(item, refusal)` when the hub refused a sheet. */
	constructor({ on_change, on_refused }) {
		Object.assign(this, { on_change, on_refused });
		this.drafts = new Map();
		this.queue = [];
		this.receipts = [];
		this.others = new Map(); /* how many sheets of whom else are in the queue */
		this.net = null;
		this.person = null;
		this.sending = null;
	}

	async open() {
		this.database = await open_database();
		navigator.storage?.persist?.().catch(() => {});
	}

	/* The hub's time, as far as this device knows it: its own clock may be wrong. */
	now() {
		return Math.round(this.net ? this.net.time() : Date.now());
	}

	/* What this device knew for this card when it was last in touch: {hello, judge}, or undefined. */
	known(token) {
		return done(this.database.transaction("known").objectStore("known").get(token));
	}

	known_put(token, value) {
		return this.write(["known"], (stores) => stores.known.put({ token, ...value }));
	}

	/* Takes up the work of a person ("EVENT/PERSON"): only that person's sheets are shown and sent. */
	async person_set(person) {
		if (this.person === person)
			return;
		this.person = person;
		const all = this.database.transaction(["drafts", "queue", "receipts"]);
		const [drafts, queue, receipts] = await Promise.all(["drafts", "queue", "receipts"].map((name) => done(all.objectStore(name).getAll())));
		this.drafts = new Map(drafts.filter((d) => d.person === person).map((d) => [d.id, d]));
		this.queue = queue.filter((item) => item.person === person);
		this.receipts = receipts.filter((receipt) => receipt.person === person);
		this.others_of(queue);
		await this.draft_in_hand();
		this.on_change();
		this.pump();
	}

	others_of(queue) {
		this.others = new Map();
		for (const { person } of queue)
			if (person !== this.person)
				this.others.set(person, (this.others.get(person) ?? 0) + 1);
	}

	/* Counts anew what others have in the queue. */
	async others_count() {
		this.others_of(await done(this.database.transaction("queue").objectStore("queue").getAll()));
		this.on_change();
	}

	get strangers() {
		return [...this.others.values()].reduce((sum, count) => sum + count, 0);
	}

	/* One transaction that is on the disk when it resolves. */
	write(names, change) {
		return new Promise((resolve, reject) => {
			const transaction = this.database.transaction(names, "readwrite", { durability: "strict" });
			transaction.oncomplete = () => resolve();
			transaction.onerror = transaction.onabort = () => reject(transaction.error);
			change(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])));
		});
	}

	draft(id) {
		return this.drafts.get(id);
	}

	/*
	 * Keeps a draft {id, sheet, marks, penalties}. Called at each digit. Until the database has it on the disk it is in
	 * localStorage too, which takes it at once: a reload in between loses nothing.
	 */
	async draft_put(draft) {
		const kept = { ...draft, person: this.person, at: this.now() };
		const in_hand = JSON.stringify(kept);
		localStorage.setItem(IN_HAND, in_hand);
		this.drafts.set(draft.id, kept);
		this.on_change();
		await this.write(["drafts"], ({ drafts }) => drafts.put(kept));
		if (localStorage.getItem(IN_HAND) === in_hand)
			localStorage.removeItem(IN_HAND);
	}

	/* A draft that came from the judge's other tablet. */
	async draft_follow(draft) {
		const kept = { ...draft, person: this.person };
		localStorage.removeItem(IN_HAND);
		this.drafts.set(draft.id, kept);
		this.on_change();
		await this.write(["drafts"], ({ drafts }) => drafts.put(kept));
	}

	/* The draft that was in hand when the page went away, where the database did not get it. */
	async draft_in_hand() {
		const kept = JSON.parse(localStorage.getItem(IN_HAND) ?? "null");
		const newer = (item) => item.id === kept.id && item.at >= kept.at;
		if (kept?.person === this.person && ![...this.drafts.values(), ...this.queue, ...this.receipts].some(newer)) {
			this.drafts.set(kept.id, kept);
			await this.write(["drafts"], ({ drafts }) => drafts.put(kept));
			localStorage.removeItem(IN_HAND);
		}
	}

	draft_drop(id) {
		localStorage.removeItem(IN_HAND);
		this.drafts.delete(id);
		this.on_change();
		return this.write(["drafts"], ({ drafts }) => drafts.delete([this.person, id]));
	}

	queued(id) {
		return this.queue.findLast((item) => item.id === id && !item.params.as);
	}

	/* Whether a signature is on its way. */
	signing(id, as) {
		return this.queue.some((item) => item.id === id && (item.params.as === as || item.signatures?.some((one) => one.as === as)));
	}

	/* The newest version of a sheet that this device has sent or has a receipt for; 0 where none. */
	version(id) {
		const versions = [...this.queue, ...this.receipts].filter((item) => item.id === id).map((item) => item.version);
		return Math.max(0, ...versions);
	}

	receipt(id) {
		return this.receipts.filter((item) => item.id === id).reduce((a, b) => (!a || b.version > a.version ? b : a), null);
	}

	/*
	 * Turns a draft into a sheet on its way: `params` are sheet's parameters. Gone from the drafts in the same step. `signatures`
	 * {as, strokes, name, device} follow when the hub has said which hash they are under.
	 */
	async commit(id, params, signatures = []) {
		const item = { person: this.person, id, version: params.version, params: { ...params, key: random_key() }, at: this.now(),
			signatures: signatures.map((one) => ({ ...one, key: random_key() })) };
		await this.write(["queue", "drafts"], ({ queue, drafts }) => {
			this.queue_add(queue, item);
			drafts.delete([this.person, id]);
		});
		localStorage.removeItem(IN_HAND);
		this.drafts.delete(id);
		this.queue.push(item);
		this.on_change();
		this.pump();
	}

	/* Signs a version that the hub has confirmed with this hash. */
	async sign(id, { version, hash, ...sheet }, signatures) {
		const items = this.sign_items({ person: this.person, id, version, params: sheet, at: this.now(), signatures: signatures.map((one) => ({ ...one, key: random_key() })) }, hash);
		await this.write(["queue"], ({ queue }) => items.forEach((item) => this.queue_add(queue, item)));
		this.queue.push(...items);
		this.on_change();
		this.pump();
	}

	/* The requests that a confirmed sheet's signatures become. */
	sign_items({ person, id, version, params: { contest, stage, module, competitor, attempt }, at, signatures = [] }, hash) {
		return signatures.map((one) => ({ person, id, version, at, params: { contest, stage, module, competitor, attempt, version, hash, ...one } }));
	}

	queue_add(queue, item) {
		queue.add(item).onsuccess = (event) => {
			item.n = event.target.result;
		};
	}

	/* Sends what is queued, one after the other, as long as there is a link. */
	async pump() {
		if (this.sending || !this.net?.ready || this.queue.length === 0 || !this.signed_in)
			return;
		clearTimeout(this.again);
		const item = this.queue[0];
		this.sending = item;
		this.on_change();
		try {
			const answer = await this.net.ask(item.params.as ? "sign" : "sheet", item.params);
			await this.confirm(item, answer);
		} catch (refusal) {
			if (refusal.temporary === false)
				await this.refuse(item, refusal);
			else
				this.again = setTimeout(() => this.pump(), AGAIN_MS);
		} finally {
			this.sending = null;
			this.on_change();
		}
		if (this.queue[0] !== item)
			this.pump();
	}

	async confirm(item, answer) {
		if (item.params.as) {
			await this.drop(item);
			return;
		}
		const signing = this.sign_items(item, answer.hash);
		const receipt = { ...item, receipt: { seq: answer.seq, id: answer.id, hash: answer.hash }, confirmed_at: this.now() };
		delete receipt.n;
		await this.write(["queue", "receipts"], ({ queue, receipts }) => {
			queue.delete(item.n);
			receipts.put(receipt);
			signing.forEach((one) => this.queue_add(queue, one));
		});
		this.queue = [...signing, ...this.queue.filter((other) => other !== item)];
		this.receipts = [...this.receipts.filter((r) => r.id !== item.id || r.version !== item.version), receipt];
	}

	/*
	 * Keeps what is the judge's though it did not go out from here: a sheet typed from paper, or corrected by the chief, as the hub
	 * says it. Should the ledger be lost it can be sent in again like any other.
	 */
	async keep(sheets) {
		const { person } = this;
		const made = sheets.filter((sheet) => (sheet.paper || sheet.corrected) && !this.receipts.some((one) => one.id === sheet_id(sheet) && one.version === sheet.version)).map((sheet) => {
			const { contest, stage, module, competitor, attempt, version, marks, penalties, seq, hash, at } = sheet;
			return { person, id: sheet_id(sheet), version, params: { contest, stage, module, competitor, attempt, version, marks, penalties, key: random_key() }, at,
				signatures: [], receipt: { seq, hash }, confirmed_at: this.now() };
		});
		if (made.length === 0)
			return;
		this.receipts = [...this.receipts, ...made];
		await this.write(["receipts"], ({ receipts }) => made.forEach((one) => receipts.put(one)));
	}

	async drop(item) {
		await this.write(["queue"], ({ queue }) => queue.delete(item.n));
		this.queue = this.queue.filter((other) => other !== item);
	}

	/* A refused sheet is a draft again, with the reason, unless the judge has already begun a newer one. */
	async refuse(item, refusal) {
		if (item.params.as) { /* of a version that is no longer the current one: the sheet says that it is not signed */
			await this.drop(item);
			return;
		}
		const { contest, stage, module, competitor, attempt, marks, penalties } = item.params;
		const reason = { code: refusal.code, message: refusal.message, expected: refusal.expected };
		const draft = { person: this.person, id: item.id, sheet: { contest, stage, module, competitor, attempt }, marks, penalties, refused: reason,
			at: this.now(), ...this.drafts.get(item.id) };
		draft.refused = reason;
		await this.write(["queue", "drafts"], ({ queue, drafts }) => {
			queue.delete(item.n);
			drafts.put(draft);
		});
		this.queue = this.queue.filter((other) => other !== item);
		this.drafts.set(item.id, draft);
		this.on_refused(item, refusal);
	}

	/*
	 * Receipts of sheets that the hub does not have: `versions` is what it has by sheet, `stage_open(contest, stage)` tells
	 * whether it takes sheets. Oldest version first.
	 */
	lost(versions, stage_open) {
		return this.receipts
			.filter((r) => r.version > (versions.get(r.id) ?? 0) && stage_open(r.params.contest, r.params.stage))
			.filter((r) => !this.queue.some((item) => item.params.key === r.params.key))
			.sort((a, b) => a.version - b.version || a.confirmed_at - b.confirmed_at);
	}

	/* Queues lost sheets again, each with its old key, and with the receipt that says that they were there once. */
	async recover(lost) {
		for (const { person, id, version, params, at, signatures, receipt, confirmed_at } of lost) {
			const item = { person, id, version, params: { ...params, recovered: { hash: receipt.hash, at: confirmed_at } }, at, signatures };
			await this.write(["queue"], ({ queue }) => this.queue_add(queue, item));
			this.queue.push(item);
		}
		this.on_change();
		this.pump();
	}

	/* Forgets the receipts of a stage that is published. */
	forget_stage(contest, stage) {
		return this.forget(this.receipts.filter((r) => r.params.contest === contest && r.params.stage === stage));
	}

	async forget(gone) {
		if (gone.length === 0)
			return;
		this.receipts = this.receipts.filter((r) => !gone.includes(r));
		await this.write(["receipts"], ({ receipts }) => gone.forEach((r) => receipts.delete([r.person, r.id, r.version])));
	}
}
