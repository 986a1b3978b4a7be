/*
 * ceremony.js - freezing and opening a stage, step by step. What the next step will tell, with number, name and unit, stands
 * here before it is told, so that whoever speaks can check it. PageDown and PageUp, as clickers send them, step from anywhere
 * on the page but a field and a dialog; arrows only while the focus is in here.
 */
import { el, text } from "/assets/js/dom.js";
import { t } from "/assets/js/text.js";
import { freeze_ask, send, tell_refusal } from "./actions.js";
import { practice_ask } from "./practice.js";
import { Script, clicker_step, step_words } from "./script.js";

/* What a step tells: "012 王秀英 (众泰模具) · 实操 · 64.75", "… · 名次 3 · 92.35 · 一等奖". */
export function step_text(step) {
	const people = step.competitors.map(({ id, name, unit }) => `${id} ${name}${unit ? ` (${unit})` : ""}`).join(", ");
	return [people, ...step_words(step)].join(" · ");
}

export class Ceremony {
	/* `here()` gives {contest, stage, words} of the stage in hand. */
	constructor(net, here) {
		this.script = new Script(net, () => this.draw_step(), tell_refusal);
		this.freeze = el("button", { type: "button", on_click: () => freeze_ask(net, { ...here(), frozen: !this.frozen }) });
		this.back = el("button", { type: "button", text: `◀ ${t("reveal_back")}`, on_click: () => this.script.go(-1) });
		this.place = el("span", { class: "number", role: "status" });
		this.ahead = el("button", { type: "button", class: "main", text: `${t("reveal_next")} ▶`, on_click: () => this.script.go(1) });
		this.next = el("p", { class: "ceremony-next" });
		this.begin = el("button", { type: "button", text: t("practice_do"), on_click: () => practice_ask(net, here()) });
		this.end = el("button", { type: "button", class: "danger", text: t("practice_end"), on_click: () => send(net, "practice", { end: true }) });
		this.about = el("b", { class: "ceremony-practice" });
		this.root = el("div", { class: "ceremony", role: "group", "aria-label": t("ceremony") }, this.about, this.end, this.freeze, this.begin, this.back, this.place, this.ahead, this.next);
		addEventListener("keydown", (event) => this.on_key(event));
	}

	on_key(event) {
		const by = clicker_step(event);
		const stray = event.key.startsWith("Arrow") && !this.root.contains(event.target);
		if (!by || stray || this.root.hidden || this.ahead.hidden || document.querySelector("dialog[open]"))
			return;
		event.preventDefault();
		this.script.go(by);
	}

	/* Another stage; `may`: the methods of this role. */
	choose(contest, stage, may) {
		if (may.includes("reveal"))
			this.script.watch(contest, stage);
	}

	/* `desk` as the hub has it. */
	draw(desk, may) {
		this.frozen = Boolean(desk.public?.frozen);
		this.allowed = may.includes("reveal");
		this.waiting = desk.phase === "waiting";
		this.published = desk.phase === "published";
		this.may_practise = may.includes("practice");
		text(this.freeze, t(this.frozen ? "unfreeze_do" : "freeze_do"));
		this.draw_step();
	}

	draw_step() {
		const ready = this.script.ready();
		const steps = this.script.steps();
		const next = steps[this.script.step()];
		const { practice } = this.script;
		this.root.hidden = !practice && (!this.allowed || (this.published && !ready));
		this.freeze.hidden = Boolean(practice) || this.published || this.waiting;
		this.begin.hidden = Boolean(practice) || !this.may_practise || this.published || this.script.step() > 0;
		this.about.hidden = !practice;
		this.end.hidden = !practice || !this.may_practise;
		this.root.classList.toggle("practising", Boolean(practice));
		text(this.about, practice ? `▲ ${t("practice")}: ${practice.screens.join(", ")}` : "");
		for (const node of [this.back, this.place, this.ahead, this.next])
			node.hidden = !ready;
		text(this.place, t("reveal_step", { step: this.script.step(), steps: steps.length }));
		text(this.next, next ? `${t("reveal_will")} ${step_text(next)}` : steps.length ? t("reveal_done") : "");
		this.back.disabled = this.script.step() === 0;
		this.ahead.disabled = !next;
	}
}
