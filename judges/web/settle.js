/*
 * settle.js - what has to be settled before a stage is published: paper sheets that wait for a second person, sheets that tablets
 * sent again after the ledger had lost them, signatures that are missing. The hub refuses until it is, or a chief says why not.
 */
import { el, text, rows, ask } from "/assets/js/dom.js";
import { t, title, time_of_day } from "/assets/js/text.js";
import { keyed, send } from "./actions.js";

function name_of(list, id) {
	return list.find((one) => one.id === id)?.name ?? id;
}

/* "002 李明 · Practical · 王建国" */
export function sheet_words(desk, sheet) {
	const module = desk.modules.find((one) => one.id === sheet.module);
	return [`${sheet.competitor} ${name_of(desk.competitors, sheet.competitor)}`, module ? title(module.title) : sheet.module, module?.attempts > 1 ? t("attempt", { n: sheet.attempt }) : null,
		name_of(desk.judges, sheet.judge)].filter(Boolean).join(" · ");
}

/* Sheets that were sent again, by judge: [{judge, name, sheets, upto}]. */
export function recovered_of(desk) {
	const by = new Map();
	for (const sheet of desk.sheets.filter((one) => one.recovered)) {
		const one = by.get(sheet.judge) ?? { judge: sheet.judge, name: name_of(desk.judges, sheet.judge), sheets: [], upto: 0 };
		one.sheets.push(sheet);
		one.upto = Math.max(one.upto, sheet.recovered);
		by.set(sheet.judge, one);
	}
	return [...by.values()];
}

/* Sheets that lack a signature: [{sheet, lacking}]. */
export function unsigned_of(desk) {
	const asked = new Map(desk.modules.map((module) => [module.id, module.signatures ?? []]));
	return desk.sheets.map((sheet) => ({ sheet, lacking: (asked.get(sheet.module) ?? []).filter((as) => !sheet.signed?.includes(as)) })).filter(({ lacking }) => lacking.length > 0);
}

function unsigned_words(desk, { sheet, lacking }) {
	return `✎ ${sheet_words(desk, sheet)} · ${t("sign_missing")} ${lacking.map((as) => t(`sign_as_${as}`)).join(" ")}`;
}

/* What stands against this phase, in words; [] where nothing does. Paper that waits stands against locking too. */
export function unsettled_words(desk, phase) {
	const papers = phase === "locked" || phase === "published" ? desk.papers.map((one) => `◐ ${t("settle_paper")}: ${sheet_words(desk, one)}`) : [];
	if (phase !== "published")
		return papers;
	const recovered = recovered_of(desk).map((one) => `▲ ${t("settle_recovered", { name: one.name, count: one.sheets.length })}`);
	const unsigned = unsigned_of(desk).map((one) => unsigned_words(desk, one));
	return [...papers, ...recovered, ...unsigned];
}

export class Settle {
	/* `here()`: {contest, stage}; `on_sheet(sheet)` and `on_paper()` lead to what is to be done. */
	constructor(net, here, may, { on_sheet, on_paper }) {
		Object.assign(this, { net, here, may, on_sheet, on_paper });
		this.list = el("ol", { class: "settle" });
		this.root = el("section", { class: "desk-part", hidden: true }, el("h2", { text: t("settle") }), this.list);
	}

	lines(desk) {
		const recovered = recovered_of(desk).map((one) => ({ key: `recovered/${one.judge}/${one.upto}/${one.sheets.length}`, words: `▲ ${t("settle_recovered", { name: one.name, count: one.sheets.length })}`,
			button: this.may.includes("confirm") ? [t("settle_look"), () => this.confirm_ask(one)] : null }));
		const papers = desk.papers.length ? [{ key: `papers/${desk.papers.length}`, words: `◐ ${t("settle_papers", { count: desk.papers.length })}`, button: this.may.includes("paper") ? [t("paper"), this.on_paper] : null }] : [];
		const unsigned = desk.phase === "open" || desk.phase === "locked" ? unsigned_of(desk) : [];
		const signatures = unsigned.length ? [{ key: "unsigned", words: `✎ ${t("settle_unsigned", { count: unsigned.length })}`, button: [t("settle_look"), () => this.unsigned_show()] }] : [];
		return [...recovered, ...papers, ...signatures];
	}

	draw(desk) {
		this.desk = desk;
		const lines = this.lines(desk);
		this.root.hidden = lines.length === 0;
		rows(this.list, lines, (line) => line.key, ({ button }) => el("li", {}, el("span"), button ? el("button", { type: "button", text: button[0], on_click: button[1] }) : null),
			(node, { words }) => text(node.firstElementChild, words));
	}

	/* The list of sheets that lack signatures; the chief's own can be given from here. */
	async unsigned_show() {
		const unsigned = unsigned_of(this.desk);
		const line = ({ sheet, lacking }, n) => el("li", { class: "settle-unsigned" }, el("span", { text: unsigned_words(this.desk, { sheet, lacking }) }),
			lacking.includes("chief") && this.may.includes("correct") ? el("button", { type: "button", text: t("sign_do"), on_click: (event) => event.target.closest("dialog").close(String(n)) }) : null);
		const choice = await ask(t("settle_unsigned_title"), [el("p", { text: t("settle_unsigned_note") }), el("ul", { class: "dialog-list" }, ...unsigned.map(line))],
			[{ value: "", text: t("close"), class: "main" }], "wide");
		if (choice !== "")
			this.on_sheet(unsigned[Number(choice)].sheet, "sign");
	}

	/* The list of what one tablet sent again, to be looked at before it is confirmed. */
	async confirm_ask({ judge, name, sheets, upto }) {
		const { contest, stage } = this.here();
		const choice = await ask(t("settle_confirm_title", { name }), [el("p", { text: t("settle_confirm_note") }),
			el("ul", { class: "dialog-list" }, ...sheets.map((sheet) => el("li", { text: `${sheet_words(this.desk, sheet)} · ${t("version", { version: sheet.version })} · ${t("settle_receipt", { time: time_of_day(sheet.recovered_at, false) })}` })))],
		[{ value: "", text: t("stay") }, { value: "do", text: t("settle_confirm", { count: sheets.length }), class: "main" }]);
		if (choice === "do")
			await send(this.net, "confirm", keyed({ contest, stage, judge, upto }));
	}
}
