/*
 * ceremony.js - freezing and opening a stage, step by step. What the next step will tell, with number, name and unit, stands
 * here before it is told, so that whoever speaks can check it. Keys, while the focus is in it: PageDown next, PageUp back.
 */
import { el, text } from "/assets/js/dom.js";
import { t, title } from "/assets/js/text.js";
import { freeze_ask, reveal_send } from "./actions.js";

/* What a step tells: "012 王秀英 (众泰模具) · 实操 64.75", "… · 名次 3 · 92.35 · 一等奖". */
export function step_text(step) {
	const people = step.competitors.map(({ id, name, unit }) => `${id} ${name}${unit ? ` (${unit})` : ""}`).join(", ");
	const out = ["dns", "dnf", "dsq"].includes(step.status) ? t(`status_${step.status}`) : null;
	const told = step.module ? [title(step.module.title), step.score] : [out, step.rank === null ? null : `${t("rank")} ${step.rank}`, step.total, step.award ? title(step.award.title) : null];
	return [people, ...told.filter((part) => part !== null && part !== undefined)].join(" · ");
}

export class Ceremony {
	/* `here()` gives {contest, stage, words} of the stage in hand. */
	constructor(net, here) {
		Object.assign(this, { net, here, step: 0, script: [], asked: "" });
		this.freeze = el("button", { type: "button", on_click: () => freeze_ask(net, { ...here(), frozen: !this.frozen }) });
		this.back = el("button", { type: "button", text: `◀ ${t("reveal_back")}`, on_click: () => this.go(-1) });
		this.place = el("span", { class: "number", role: "status" });
		this.ahead = el("button", { type: "button", class: "main", text: `${t("reveal_next")} ▶`, on_click: () => this.go(1) });
		this.next = el("p", { class: "ceremony-next" });
		this.root = el("div", { class: "ceremony", role: "group", "aria-label": t("ceremony"), on_keydown: (event) => this.on_key(event) },
			this.freeze, this.back, this.place, this.ahead, this.next);
	}

	on_key(event) {
		const by = { PageDown: 1, PageUp: -1 }[event.key];
		if (!by || this.ahead.hidden)
			return;
		event.preventDefault();
		this.go(by);
	}

	go(by) {
		const { contest, stage } = this.here();
		const step = this.step + by;
		if (step >= 0 && step <= this.script.length)
			reveal_send(this.net, { contest, stage, step });
	}

	/* `desk` as the hub has it; `may`: the methods of this role. */
	draw(desk, may) {
		this.frozen = Boolean(desk.public?.frozen);
		this.step = desk.public?.step ?? 0;
		const opening = this.frozen && desk.phase === "locked";
		this.root.hidden = !may.includes("freeze") || desk.phase === "published" || desk.phase === "waiting";
		text(this.freeze, t(this.frozen ? "unfreeze_do" : "freeze_do"));
		for (const node of [this.back, this.place, this.ahead, this.next])
			node.hidden = !opening;
		if (opening)
			this.load();
		this.draw_step();
	}

	/* The script is what it is once the stage is locked: asked for once a stage. */
	async load() {
		const { contest, stage } = this.here();
		const asked = `${contest}/${stage}`;
		if (this.asked === asked)
			return;
		this.asked = asked;
		try {
			this.script = (await this.net.ask("script", { contest, stage })).steps;
		} catch {
			this.asked = "";
		}
		this.draw_step();
	}

	forget() {
		this.asked = "";
		this.script = [];
	}

	draw_step() {
		const next = this.script[this.step];
		text(this.place, t("reveal_step", { step: this.step, steps: this.script.length }));
		text(this.next, next ? `${t("reveal_will")} ${step_text(next)}` : this.script.length ? t("reveal_done") : "");
		this.back.disabled = this.step === 0;
		this.ahead.disabled = !next;
	}
}
