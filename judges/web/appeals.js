/*
 * appeals.js - the appeals of a stage: recording a written one, deciding it. Those that wait for a decision come first, the
 * oldest on top.
 */
import { el, text, rows } from "/assets/js/dom.js";
import { t, time_of_day } from "/assets/js/text.js";
import { keyed, labelled, reason_ask, send } from "./actions.js";

const DECISIONS = ["upheld", "partly", "dismissed"];

/* The undecided ones by time, then the decided ones, the newest first. */
export function appeals_order({ list }) {
	return [...list.filter((one) => !one.decision).sort((a, b) => a.at - b.at), ...list.filter((one) => one.decision).sort((a, b) => b.decided_at - a.decided_at)];
}

/* The undecided ones, for whom the definition tells of them. */
export function appeals_for(you, { appeals, competitors }) {
	if (!appeals?.told?.some((one) => one.id === you.id))
		return [];
	return appeals_order(appeals).filter((one) => !one.decision)
		.map((one) => ({ key: `appeal/${one.appeal}`, time: time_of_day(one.at, false), words: `▲ ${t("appeal_waits", { who: `${one.competitor} ${competitors.find((c) => c.id === one.competitor)?.name ?? ""}` })}` }));
}

function appeal_words(one, names) {
	return [`${one.competitor} ${names.get(one.competitor) ?? ""}`.trim(), one.text, one.late ? `▲ ${t("appeal_late")}` : null].filter((part) => part).join(" · ");
}

function decision_words(one) {
	return one.decision ? `● ${[t(`decision_${one.decision}`), one.effect, one.reason].filter((part) => part).join(" · ")}` : `… ${t("appeal_open")}`;
}

export class Appeals {
	/* `here()` gives {contest, stage, competitors}; `may`: the methods of this role. */
	constructor(net, here, may) {
		Object.assign(this, { net, here, may });
		this.until = el("p", { class: "muted" });
		this.told = el("p", { class: "muted" });
		this.list = el("ol", { class: "appeals" });
		this.record = may.includes("appeal") ? el("button", { type: "button", text: t("appeal_record"), on_click: () => this.ask_new() }) : null;
		this.root = el("div", {}, this.until, this.told, this.list, this.record);
	}

	draw({ appeals, competitors, phase }) {
		const names = new Map(competitors.map((one) => [one.id, one.name]));
		const { until, list } = appeals ?? { until: null, list: [] };
		text(this.until, until ? t("appeal_until", { time: time_of_day(until, false) }) : list.length ? "" : t("appeals_none"));
		text(this.told, appeals?.told?.length ? t("appeal_told", { names: appeals.told.map((one) => one.name).join(", ") }) : "");
		if (this.record)
			this.record.hidden = phase === "waiting";
		rows(this.list, appeals_order({ list }), (one) => `${one.appeal}/${one.decision ?? ""}`, (one) => this.make(one, names), () => {});
	}

	make(one, names) {
		const decide = !one.decision && this.may.includes("decide") ? el("button", { type: "button", text: t("appeal_decide"), on_click: () => this.ask_decision(one, names) }) : null;
		return el("li", {}, el("time", { class: "muted number", text: time_of_day(one.at, false) }),
			el("div", {}, el("p", { text: appeal_words(one, names) }), el("p", { class: "muted", text: decision_words(one) })), decide);
	}

	async ask_new() {
		const { contest, stage, competitors } = this.here();
		const who = el("select", { id: "ask-competitor" }, ...competitors.map((one) => el("option", { value: one.id, text: `${one.id} ${one.name}` })));
		const words = await reason_ask(t("appeal_record"), "", t("appeal_will"), t("appeal_record"), { label: t("appeal_text"), before: [labelled(t("competitor"), "ask-competitor", who)] });
		if (words !== null)
			await send(this.net, "appeal", keyed({ contest, stage, competitor: who.value, text: words }));
	}

	async ask_decision(one, names) {
		const { contest, stage } = this.here();
		const decision = el("select", { id: "ask-decision" }, ...DECISIONS.map((value) => el("option", { value, text: t(`decision_${value}`) })));
		const effect = el("input", { type: "text", id: "ask-effect" });
		const reason = await reason_ask(t("appeal_decide"), appeal_words(one, names), t("appeal_decide_will"), t("appeal_decide"),
			{ before: [labelled(t("decision"), "ask-decision", decision), labelled(t("appeal_effect"), "ask-effect", effect)] });
		if (reason !== null)
			await send(this.net, "decide", keyed({ contest, stage, appeal: one.appeal, decision: decision.value, effect: effect.value.trim(), reason }));
	}
}
