/*
 * turns.js - several judges on one tablet: whose turn it is stands in a bar of names, a touch hands over, and what the others have left
 * unsent goes out too. Each has a card of one's own; the page is always one judge's, and begins anew with the next.
 */
import { el, text, attr, rows, ask } from "/assets/js/dom.js";
import { t } from "/assets/js/text.js";
import { Net } from "/assets/js/net.js";
import { card_put, device } from "./card.js";
import { Outbox } from "./outbox.js";

const CARDS = "judge-cards";

/* The cards on this tablet: {token, person: "EVENT/PERSON", name}. */
export function cards_here() {
	try {
		return JSON.parse(localStorage.getItem(CARDS) ?? "[]");
	} catch {
		return [];
	}
}

function cards_keep(list) {
	localStorage.setItem(CARDS, JSON.stringify(list));
}

/* Takes a card off this tablet; what its judge has not sent stays in the database. */
export function card_leave(token) {
	cards_keep(cards_here().filter((one) => one.token !== token));
}

/* Asks where another judge's card comes to a tablet that has one: do they share it? Until that is said they do not. */
async function share_ask(others, name) {
	const names = others.map((one) => one.name).join(", ");
	const choice = await ask(t("share_title"), [el("p", { class: "dialog-what", text: name }), el("p", { text: t("share_note", { names }) })],
		[{ value: "alone", text: t("share_alone", { names }) }, { value: "share", text: t("share_do"), class: "main" }], "share");
	return choice === "share";
}

/* Sends what a judge who is not at hand has left in the queue, over a link of its own; resolves when nothing is left or nothing goes. */
async function courier(database, card) {
	const box = new Outbox({ on_change: () => {}, on_refused: () => {} });
	box.database = database;
	await box.person_set(card.person);
	if (box.queue.length === 0)
		return;
	await new Promise((done) => {
		const net = new Net({ hello: () => ({ token: card.token, device: device() }), on_refused: done, on_hello: () => {
			box.signed_in = true;
			box.pump();
		} });
		box.net = net;
		box.on_change = () => box.queue.length === 0 && done();
		setTimeout(done, 60000);
	});
	box.net.stop();
}

export class Turns {
	constructor(outbox) {
		this.outbox = outbox;
		this.busy = false;
		this.root = el("nav", { class: "turns", "aria-label": t("turns"), hidden: true });
	}

	/* The judge that the hub knows this page's card as: {token, person, name}. */
	async arrive(mine) {
		this.mine = mine;
		const list = cards_here().filter((one) => one.person !== mine.person || one.token === mine.token);
		const known = list.some((one) => one.token === mine.token);
		const others = list.filter((one) => one.token !== mine.token);
		if (known)
			cards_keep(list.map((one) => (one.token === mine.token ? mine : one)));
		else if (others.length === 0)
			cards_keep([mine]);
		this.draw();
		this.send_for_others();
		if (!known && others.length > 0 && !this.asking) {
			this.asking = true;
			const shared = await share_ask(others, mine.name);
			this.asking = false;
			cards_keep(shared ? [...others, mine] : [mine]);
			this.draw();
		}
	}

	async send_for_others() {
		if (this.busy)
			return;
		this.busy = true;
		for (const card of cards_here())
			if (card.token !== this.mine?.token && this.outbox.others.get(card.person))
				await courier(this.outbox.database, card).catch(() => {});
		this.busy = false;
		await this.outbox.others_count();
		this.draw();
	}

	/* Hands the tablet over. */
	hand(card) {
		card_put("judge", card);
		location.reload();
	}

	draw() {
		const list = cards_here();
		this.root.hidden = list.length < 2;
		if (this.root.hidden)
			return;
		rows(this.root, list, (card) => card.token, (card) => el("button", { type: "button", class: "turn", on_click: () => card.token !== this.mine?.token && this.hand(card) },
			el("b"), el("span")), (node, card) => {
			const now = card.token === this.mine?.token;
			const left = this.outbox.others.get(card.person) ?? 0;
			attr(node, "aria-current", now ? "true" : null);
			text(node.children[0], card.name);
			text(node.children[1], now ? `● ${t("turn_mine")}` : left ? `◐ ${t("unsent", { count: left })}` : t("turn_give"));
		});
	}
}
