/*
 * correct.js - the chief corrects a judge's sheet: a new version in the judge's name, with a reason that the judge's tablet shows.
 * Every version stays to be read.
 */
import { el, text, ask } from "/assets/js/dom.js";
import { t, time_of_day } from "/assets/js/text.js";
import { carry_out, labelled, tell_refusal } from "./actions.js";
import { TypedForm } from "./typed_form.js";

/* A judge's marks and penalties as they count now, out of what the method marks says. */
function current_of(answer, judge) {
	const marks = {};
	for (const aspect of answer.aspects)
		for (const { judge: whose, value } of aspect.values)
			if (whose === judge)
				marks[aspect.id] = value;
	return { marks, penalties: answer.judges.find((one) => one.id === judge)?.penalties ?? {} };
}

/* `sheet`: as the desk knows it; `words`: whose, for whom, of what. */
export async function correct_ask(net, { contest, stage, sheet, words }) {
	const { module, competitor, attempt, judge, version } = sheet;
	try {
		const { modules } = await net.ask("form", { contest, stage, judge });
		const before = current_of(await net.ask("marks", { contest, stage, module, competitor, attempt }), judge);
		const reason = el("textarea", { id: "ask-reason", rows: "2" });
		const form = new TypedForm(modules.find((one) => one.module.id === module).module, () => reason.focus());
		form.write(before);
		const start = JSON.stringify(form.values());
		const fault = el("p", { class: "field-fault", role: "alert" });
		const check = () => {
			if (!form.check())
				return false;
			const same = JSON.stringify(form.values()) === start;
			text(fault, same ? `▲ ${t("correct_same")}` : reason.value.trim() === "" ? `▲ ${t("reason_missing")}` : "");
			return fault.textContent === "";
		};
		const choice = await ask(t("correct_title"), [el("p", { class: "dialog-what", text: words }), el("p", { text: t("correct_will") }), form.root, labelled(t("reason"), "ask-reason", reason), fault],
			[{ value: "", text: t("stay") }, { value: "do", text: t("correct_look"), class: "main", check }], "wide");
		if (choice !== "do")
			return;
		await carry_out(net, "correct", { contest, stage, module, competitor, attempt, judge, version: version + 1, ...form.values(), reason: reason.value.trim() }, words);
	} catch (refusal) {
		if (!refusal.code)
			throw refusal;
		await tell_refusal(refusal);
	}
}

/* All versions of a judge's sheet, newest first: when, by whom, why, and what it said. */
export async function versions_show(net, { contest, stage, sheet, words, names }) {
	const list = el("ol", { class: "versions" });
	const name = (id) => names.get(id) ?? id;
	const line = ({ at, by, kind, data }) => el("li", {}, el("time", { class: "muted number", text: time_of_day(at) }),
		el("div", {}, el("b", { text: `${t("version", { version: data.version })} · ${name(by)}${kind === "paper" ? ` · ${t("on_paper")}` : ""}` }),
			el("p", { class: "number", text: [...Object.entries(data.marks ?? {}), ...Object.entries(data.penalties ?? {})].map(([id, value]) => `${id} ${value}`).join("  ") }),
			data.reason ? el("p", { text: `▲ ${t("corrected_because")} ${data.reason}` }) : null));
	const same = ({ verdict, first, data }) => verdict === "accepted" && !first && !data.withdrawn && data.module === sheet.module && data.attempt === sheet.attempt && data.judge === sheet.judge;
	const load = async () => {
		const found = [];
		for (const kind of ["sheet", "paper"])
			for (let before = undefined; before !== null;) {
				const { entries, next } = await net.ask("history", { contest, stage, competitor: sheet.competitor, person: sheet.judge, kind, limit: 100, ...(before ? { before } : {}) });
				found.push(...entries.filter(same));
				before = next;
			}
		list.replaceChildren(...found.sort((a, b) => b.seq - a.seq).map(line));
	};
	load().catch((refusal) => list.replaceChildren(el("li", { text: `▲ ${refusal.message}` })));
	await ask(`${t("versions")}: ${words}`, [list], [{ value: "", text: t("close"), class: "main" }], "wide");
}
