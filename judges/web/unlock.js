/*
 * unlock.js - the way back of a stage, which two people want: one asks with a reason, another agrees or not. Of results that
 * were published the public reads that reason for as long as they are looked at again.
 */
import { el, text } from "/assets/js/dom.js";
import { t, time_of_day } from "/assets/js/text.js";
import { keyed, labelled, look_ahead, reason_ask, send } from "./actions.js";

/* Where a stage may go back to, by its phase. */
export const WAYS_BACK = { locked: ["open"], published: ["locked", "open"] };

/* Asks for the way back of a stage; `words` names it. */
export async function unlock_ask(net, { contest, stage, phase, words }) {
	const ways = WAYS_BACK[phase];
	const to = el("select", { id: "ask-to" }, ...ways.map((way) => el("option", { value: way, text: t(`unlock_to_${way}`) })));
	const changes = await look_ahead(net, "unlock", keyed({ contest, stage, to: ways[0], reason: "-" }));
	if (changes === null)
		return;
	const before = [...changes, ways.length > 1 ? labelled(t("unlock_to"), "ask-to", to) : null, el("p", { text: t("unlock_second") })];
	const reason = await reason_ask(t("unlock_ask"), words, t(phase === "published" ? "unlock_will_published" : "unlock_will_locked"), t("unlock_ask"), { label: t(phase === "published" ? "unlock_reason_public" : "reason"), before });
	if (reason !== null)
		await send(net, "unlock", keyed({ contest, stage, to: to.value, reason }));
}

export class Unlock {
	/* `here()` gives {contest, stage, words}; `may`: the methods of this role; `you`: who sits here. */
	constructor(net, here, { may, you }) {
		Object.assign(this, { net, here, may, you, asked: null });
		this.words = el("p");
		this.agree = el("button", { type: "button", class: "main", text: t("unlock_agree"), on_click: () => this.answer(true) });
		this.refuse = el("button", { type: "button", on_click: () => this.answer(false) });
		this.review = el("p", { class: "dialog-warning" });
		this.root = el("div", { class: "unlock", role: "status" }, this.review, this.words, el("div", { class: "stage-steps" }, this.agree, this.refuse));
	}

	draw({ unlock, review }) {
		const own = unlock?.by === this.you.id;
		this.asked = unlock;
		text(this.review, review ? `▲ ${t("under_review")} · ${time_of_day(review.since, false)} · ${review.reason}` : "");
		text(this.words, unlock ? `… ${t(`unlock_asked_${unlock.to}`, { name: unlock.name, time: time_of_day(unlock.at, false) })}: ${unlock.reason}` : "");
		this.agree.hidden = !unlock || own || !this.may.includes("agree");
		this.refuse.hidden = !unlock || !this.may.includes("agree");
		text(this.refuse, t(own ? "unlock_take_back" : "unlock_refuse"));
		this.root.hidden = !unlock && !review;
	}

	async answer(agreed) {
		const { contest, stage, words } = this.here();
		const { request, to, reason: why } = this.asked;
		const changes = agreed ? await look_ahead(this.net, "agree", keyed({ contest, stage, request, agreed, reason: "-" })) : [];
		if (changes === null)
			return;
		const button = t(agreed ? "unlock_agree" : this.refuse.textContent === t("unlock_refuse") ? "unlock_refuse" : "unlock_take_back");
		const reason = await reason_ask(button, words, `${t(`unlock_to_${to}`)} · ${why}`, button, { before: changes });
		if (reason !== null)
			await send(this.net, "agree", keyed({ contest, stage, request, agreed, reason }));
	}
}
