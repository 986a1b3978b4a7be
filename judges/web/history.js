/*
 * history.js - everything that happened, newest first: who, when, what, and whether the fold took it.
 */
import { el, ask } from "/assets/js/dom.js";
import { t, t_has, time_of_day } from "/assets/js/text.js";
import { refusal_text } from "./sheet.js";
import { entry_show, past_show } from "./entry.js";
import { signature_show } from "./sign.js";

const KINDS = ["sheet", "paper", "confirm", "phase", "status", "adjust", "order", "return", "accept", "recheck", "unlock", "sign", "appeal", "freeze", "reveal", "draw", "screen", "card", "event", "certificate", "print"];

function kind_text(kind) {
	return t_has(`kind_${kind}`) ? t(`kind_${kind}`) : kind;
}

/* What an entry says, from its data. */
function entry_text({ kind, data, verdict }) {
	const said = data ?? {};
	const marks = Object.entries(said.marks ?? {}).map(([id, value]) => `${id} ${value}`).join(" ");
	const parts = [kind_text(kind), said.stage, said.module, said.competitor, said.judge, said.version ? t("version", { version: said.version }) : null, marks,
		said.phase || said.to ? t(`phase_${said.phase ?? said.to}`) : null, said.agreed === undefined ? null : t(said.agreed ? "unlock_agreed" : "unlock_refused"), said.status ? t(`status_${said.status}`) : null, said.points, said.person, said.screen, said.as ? t(`sign_as_${said.as}`) : null, said.name, said.right === undefined ? null : t(said.right ? "recheck_right" : "recheck_wrong"), said.done ? t("recheck_done") : null, said.seed, said.what, said.text, said.decision ? t(`decision_${said.decision}`) : null, said.effect, said.certificate, said.copy ? t("print_copy", { copy: said.copy }) : null, said.printer, said.reason];
	const words = parts.filter((part) => part !== null && part !== undefined && part !== "").join(" · ");
	return verdict === "accepted" ? words : `▲ ${words} (${verdict})`;
}

/* Opens the history of a stage; `names` gives a person's name by id. */
export async function history_show(net, here) {
	const { contest, stage, words, names } = here;
	const kind = el("select", { id: "history-kind" }, el("option", { value: "", text: t("history_all") }), ...KINDS.map((value) => el("option", { value, text: kind_text(value) })));
	const competitor = el("input", { type: "text", id: "history-competitor", placeholder: t("number") });
	const person = el("select", { id: "history-person" }, el("option", { value: "", text: t("history_all") }), ...[...names].map(([id, name]) => el("option", { value: id, text: name })));
	const when = el("input", { type: "time", id: "history-when", step: "60" });
	const then = el("button", { type: "button", text: t("past"), on_click: () => past_at() });
	const list = el("ol", { class: "history" });
	const more = el("button", { type: "button", text: t("more"), hidden: true, on_click: () => load(next) });
	let next = null;
	const who = (entry) => names.get(entry.by) ?? entry.by ?? "";
	const open = async (entry) => {
		await entry_show(net, here, entry, { words: entry_text(entry), who: who(entry) });
		load(null);
	};
	const line = (entry) => el("li", {}, el("time", { class: "muted number", text: time_of_day(entry.at) }), el("b", { text: who(entry) }, entry.data?.from ? el("small", { class: "muted", text: ` ${entry.data.from}` }) : null),
		el("button", { type: "button", class: "history-entry plain", text: entry_text(entry), on_click: () => open(entry) }),
		entry.data?.strokes?.length ? signature_show(entry.data.strokes, kind_text("sign")) : null);
	/* The time is today's, or yesterday's where it has yet to come. */
	function past_at() {
		const [hours, minutes] = when.value.split(":").map(Number);
		if (when.value === "")
			return;
		const at = new Date();
		at.setHours(hours, minutes, 59, 999);
		past_show(net, here, { at: at > Date.now() + 60000 ? at.getTime() - 86400000 : at.getTime() });
	}
	async function load(before) {
		const wanted = { contest, stage, limit: 50 };
		if (kind.value)
			wanted.kind = kind.value;
		if (person.value)
			wanted.person = person.value;
		if (competitor.value.trim())
			wanted.competitor = competitor.value.trim();
		try {
			const answer = await net.ask("history", before ? { ...wanted, before } : wanted);
			if (!before)
				list.replaceChildren();
			list.append(...answer.entries.map(line));
			next = answer.next;
			more.hidden = next === null;
			if (!list.childElementCount)
				list.append(el("li", { class: "muted", text: t("history_none") }));
		} catch (refusal) {
			list.replaceChildren(el("li", { text: `▲ ${refusal_text(refusal)}` }));
			more.hidden = true;
		}
	}
	kind.addEventListener("change", () => load(null));
	competitor.addEventListener("change", () => load(null));
	person.addEventListener("change", () => load(null));
	load(null);
	const filters = el("div", { class: "history-filters" }, el("label", { for: "history-kind", text: t("history_kind") }), kind,
		el("label", { for: "history-competitor", text: t("competitor") }), competitor,
		el("label", { for: "history-person", text: t("person") }), person, el("label", { for: "history-when", text: t("past_when") }), el("span", { class: "history-when" }, when, then));
	await ask(`${t("history")}: ${words}`, [filters, list, more], [{ value: "", text: t("close"), class: "main" }], "wide");
}
