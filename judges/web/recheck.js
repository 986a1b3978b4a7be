/*
 * recheck.js - the required re-check: a list is drawn (all of the first places, a sample of the rest), each result on it is
 * looked at once more and said to be right or wrong; where too many were wrong everybody is on it. Who is on it, and when
 * it is everybody, the hub decides.
 */
import { el, text, rows, ask } from "/assets/js/dom.js";
import { t, time_of_day } from "/assets/js/text.js";
import { keyed, reason_ask, send } from "./actions.js";

/* "12 / 38 looked at · 1 wrong", and whether it is everybody. */
export function recheck_words(one) {
	return [t("recheck_state", { checked: one.checked, due: one.due, wrong: one.wrong }), one.whole ? `▲ ${t("recheck_whole")}` : null, one.done ? `● ${t("recheck_done")}` : null]
		.filter((part) => part).join(" · ");
}

function found_words(item) {
	if (item.right === undefined)
		return `… ${t("recheck_open")}`;
	return `${item.right ? `● ${t("recheck_right")}` : `▲ ${t("recheck_wrong")}`} ${[item.what, item.by, time_of_day(item.at, false)].filter((part) => part).join(" · ")}`;
}

export class Recheck {
	/* `here()` gives {contest, stage, words, competitors}; `may`: the methods of this role; `marks(id)` shows a competitor's marks. */
	constructor(net, here, may, marks) {
		Object.assign(this, { net, here, may, marks, one: null });
		this.words = el("p", { class: "muted" });
		this.bar = el("progress", { "aria-label": t("recheck") });
		this.draw_list = el("button", { type: "button", text: t("recheck_draw"), on_click: () => this.ask_draw() });
		this.work = el("button", { type: "button", text: t("recheck_work"), on_click: () => this.open() });
		this.root = el("div", { class: "recheck" }, this.words, this.bar, el("div", { class: "stage-steps" }, this.draw_list, this.work));
		this.list = el("ol", { class: "recheck-list" });
		this.about = el("p", { role: "status" });
		this.seed = el("p", { class: "muted" });
		this.end = el("button", { type: "button", text: t("recheck_end"), on_click: () => this.ask_end() });
	}

	draw({ recheck, phase }) {
		const names = new Map(this.here().competitors.map((one) => [one.id, one.name]));
		const still = phase === "locked" || phase === "published";
		this.one = recheck;
		text(this.words, recheck ? recheck_words(recheck) : t(still ? "recheck_none" : "recheck_later"));
		this.bar.hidden = !recheck;
		this.bar.max = recheck?.due ?? 1;
		this.bar.value = recheck?.checked ?? 0;
		this.draw_list.hidden = !still || (recheck && !recheck.done) || !this.may.includes("recheck");
		this.work.hidden = !recheck;
		if (!recheck)
			return;
		text(this.about, recheck_words(recheck));
		text(this.seed, t("recheck_seed", { seed: recheck.seed, by: recheck.by, time: time_of_day(recheck.at, false) }));
		this.end.hidden = recheck.done || recheck.checked < recheck.due || !this.may.includes("checked");
		rows(this.list, recheck.list, (item) => item.competitor, (item) => this.make(item, names), (node, item) => this.write(node, item));
	}

	make(item, names) {
		const name = `${item.competitor} ${names.get(item.competitor) ?? ""}`;
		const button = (words, on_click) => el("button", { type: "button", text: words, "aria-label": `${words}: ${name}`, on_click });
		return el("li", {}, el("span", { class: "number muted" }), el("div", {}, el("b", { text: name }), el("p", { class: "recheck-found" })), el("div", { class: "recheck-do" },
			this.may.includes("marks") ? button(t("marks_side"), () => this.marks(item.competitor)) : null,
			button(t("recheck_right"), () => this.say(item.competitor, true, "")), button(t("recheck_wrong"), () => this.ask_wrong(item.competitor, name))));
	}

	write(node, item) {
		const [place, words, buttons] = node.children;
		text(place, `${item.rank} · ${t(`recheck_${item.part}`)}`);
		text(words.lastElementChild, found_words(item));
		words.lastElementChild.dataset.found = item.right === undefined ? "" : String(item.right);
		for (const button of [...buttons.children].slice(-2))
			button.hidden = this.one.done || !this.may.includes("checked");
	}

	async ask_draw() {
		const { contest, stage, words } = this.here();
		const choice = await ask(t("recheck_draw"), [el("p", { class: "dialog-what", text: words }), el("p", { text: t("recheck_will") })],
			[{ value: "", text: t("stay") }, { value: "do", text: t("recheck_draw"), class: "main" }]);
		if (choice === "do" && await send(this.net, "recheck", keyed({ contest, stage })))
			this.open();
	}

	say(competitor, right, what) {
		const { contest, stage } = this.here();
		return send(this.net, "checked", keyed({ contest, stage, competitor, right, what }));
	}

	async ask_wrong(competitor, name) {
		const what = await reason_ask(t("recheck_wrong"), name, t("recheck_wrong_will"), t("recheck_wrong"), { label: t("recheck_what") });
		if (what !== null)
			await this.say(competitor, false, what);
	}

	async ask_end() {
		const { contest, stage, words } = this.here();
		const note = await reason_ask(t("recheck_end"), words, recheck_words(this.one), t("recheck_end"), { label: t("recheck_note") });
		if (note !== null)
			await send(this.net, "checked", keyed({ contest, stage, done: true, what: note }));
	}

	/* The list to be worked off; it follows the desk while it is open. */
	open() {
		return ask(`${t("recheck")}: ${this.here().words}`, [this.about, this.list, this.seed, this.end], [{ value: "", text: t("close"), class: "main" }], "wide");
	}
}
