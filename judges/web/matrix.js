/*
 * matrix.js - competitors x judges: one cell a sheet, its state by shape. Rows and cells are kept, only what changed is
 * written, so that 120 x 9 stays quick.
 */
import { el, text, attr, rows } from "/assets/js/dom.js";
import { t, title, time_of_day } from "/assets/js/text.js";

const SHAPES = { in: "●", part: "◐", due: "·", back: "▲", paper: "▤" };

/* The columns that are shown: every judge of every module (or of one), for one attempt. */
export function matrix_columns(desk, module_id, attempt) {
	return desk.modules
		.filter((module) => (module_id === "" || module.id === module_id) && attempt <= module.attempts)
		.flatMap((module) => module.judges.map((judge, n) => ({ key: `${module.id}/${judge.id}`, module, judge, first: n === 0 })));
}

/* How many of the signatures that the definition asks for a sheet has: " ✎1/2", " ✎", or "" where none are asked for. */
function signed_text(module, sheet) {
	const asked = module.signatures?.length ?? 0;
	const given = sheet?.signed?.length ?? 0;
	return !sheet || asked === 0 ? "" : given >= asked ? " ✎" : ` ✎${given}/${asked}`;
}

function signed_words(module, sheet) {
	const lacking = (module.signatures ?? []).filter((as) => !sheet?.signed?.includes(as));
	return !sheet || !module.signatures ? "" : lacking.length ? `${t("sign_missing")} ${lacking.map((as) => t(`sign_as_${as}`)).join(" ")}` : t("cell_signed");
}

/* How a sheet came, where it did not come from its judge's tablet once. */
function came(sheet) {
	return !sheet ? "" : [sheet.confirmed_by ? t("on_paper") : "", sheet.corrected ? t("corrected_short") : "", sheet.recovered ? t("recovered_short") : ""].filter(Boolean).join(" · ");
}

/* Sheets by "module/competitor/attempt/judge". */
export function sheets_by_cell(desk) {
	return new Map(desk.sheets.map((sheet) => [[sheet.module, sheet.competitor, sheet.attempt, sheet.judge].join("/"), sheet]));
}

/*
 * Who is waited for, oldest first: panels of which a part is in, as {competitor, module, attempt, judges (that lack), since}.
 */
export function matrix_waits(desk) {
	const open = new Map();
	for (const sheet of desk.sheets) {
		const key = [sheet.module, sheet.competitor, sheet.attempt].join("/");
		const one = open.get(key) ?? { module: sheet.module, competitor: sheet.competitor, attempt: sheet.attempt, since: sheet.at, by: new Set() };
		if (sheet.complete)
			one.by.add(sheet.judge);
		one.since = Math.min(one.since, sheet.at);
		open.set(key, one);
	}
	const modules = new Map(desk.modules.map((module) => [module.id, module]));
	const people = new Map(desk.competitors.map((competitor) => [competitor.id, competitor]));
	return [...open.values()]
		.map((one) => ({ ...one, module: modules.get(one.module), competitor: people.get(one.competitor) }))
		.map((one) => ({ ...one, judges: (one.module?.judges ?? []).filter((judge) => !one.by.has(judge.id)) }))
		.filter((one) => one.competitor && one.judges.length > 0 && !["dns", "dnf", "dsq"].includes(one.competitor.status))
		.sort((a, b) => a.since - b.since);
}

/* Panels whose judges differ too much in an aspect and have to confer: {key, competitor, module, aspects}. */
export function matrix_apart(desk) {
	return (desk.apart ?? [])
		.map((one) => ({ ...one, key: ["apart", one.module, one.competitor, one.attempt].join("/"), module: desk.modules.find((m) => m.id === one.module),
			competitor: desk.competitors.find((c) => c.id === one.competitor) }))
		.filter((one) => one.module && one.competitor);
}

export class Matrix {
	/* `on_competitor(id)` is called when a row's head is chosen, `on_sheet(sheet)` when a cell with a sheet is. */
	constructor(on_competitor, on_sheet) {
		Object.assign(this, { on_competitor, on_sheet, sheets: new Map() });
		this.head = el("thead");
		this.body = el("tbody");
		this.table = el("table", { class: "matrix" }, el("caption", { class: "unseen", text: t("matrix") }), this.head, this.body);
		this.root = el("div", { class: "matrix-box", tabindex: "0", role: "region", "aria-label": t("matrix") }, this.table);
		this.known = "";
	}

	draw(desk, module_id, attempt) {
		const columns = matrix_columns(desk, module_id, attempt);
		const online = new Map(desk.judges.map((judge) => [judge.id, judge.online]));
		const known = JSON.stringify(columns.map(({ key, module, judge }) => [key, module.title, judge.name]));
		if (this.known !== known) {
			this.known = known;
			this.head.replaceChildren(...this.heads(columns));
			this.body.replaceChildren();
		}
		for (const cell of this.head.querySelectorAll("[data-judge]"))
			attr(cell, "data-online", online.get(cell.dataset.judge) ? "" : null);
		this.sheets = sheets_by_cell(desk);
		this.papers = new Map(desk.papers.map((one) => [[one.module, one.competitor, one.attempt, one.judge].join("/"), one]));
		this.attempt = attempt;
		rows(this.body, desk.competitors, (c) => c.id, (c) => this.make_row(c, columns), (node, c) => this.write_row(node, c, columns));
	}

	heads(columns) {
		const groups = [];
		for (const { module } of columns)
			if (groups.at(-1)?.module === module)
				groups.at(-1).count += 1;
			else
				groups.push({ module, count: 1 });
		return [
			el("tr", {}, el("th", { scope: "col", rowspan: "2", class: "matrix-corner", text: t("competitor") }),
				...groups.map(({ module, count }) => el("th", { scope: "colgroup", class: "first", colspan: count, text: title(module.title) }))),
			el("tr", {}, ...columns.map(({ judge, first }) => el("th", { scope: "col", class: first ? "first" : "", "data-judge": judge.id, text: judge.name }))),
		];
	}

	make_row(competitor, columns) {
		const head = el("th", { scope: "row" }, el("button", { type: "button", class: "matrix-name plain", on_click: () => this.on_competitor(competitor.id) },
			el("span", { class: "muted" }), el("b"), el("span", { class: "matrix-status" })));
		return el("tr", {}, head, ...columns.map((column) => el("td", { class: column.first ? "first" : "" }, el("button", { type: "button", class: "matrix-cell plain", on_click: () => this.on_sheet(this.sheet_of(competitor, column)) }))));
	}

	sheet_of(competitor, { module, judge }) {
		return this.sheets.get([module.id, competitor.id, this.attempt, judge.id].join("/"));
	}

	write_row(node, competitor, columns) {
		const [id, name, status] = node.firstElementChild.firstElementChild.children;
		text(id, competitor.id);
		text(name, competitor.name);
		text(status, ["dns", "dnf", "dsq"].includes(competitor.status) ? t(`status_${competitor.status}`) : "");
		columns.forEach((column, n) => {
			const cell = node.children[n + 1].firstElementChild;
			const sheet = this.sheet_of(competitor, column);
			const paper = this.papers.get([column.module.id, competitor.id, this.attempt, column.judge.id].join("/"));
			const state = paper ? "paper" : !sheet ? "due" : sheet.returned ? "back" : sheet.complete ? "in" : "part";
			cell.disabled = !sheet;
			attr(cell, "data-cell", state);
			text(cell, `${SHAPES[state]}${sheet?.confirmed_by ? " ▤" : ""}${sheet?.corrected ? " ✱" : ""}${sheet?.recovered ? " ↺" : ""}${sheet && sheet.version > 1 ? ` ${sheet.version}` : ""}${signed_text(column.module, sheet)}`);
			const signed = signed_words(column.module, sheet);
			attr(cell, "title", sheet || paper ? [sheet ? t("cell_in", { version: sheet.version, time: time_of_day(sheet.at) }) : "", came(sheet), paper ? t("cell_paper_word") : "", signed].filter(Boolean).join(" · ") : t("cell_due"));
			attr(cell, "aria-label", `${column.judge.name} ${t(`cell_${state}_word`)}${sheet && sheet.version > 1 ? ` ${t("version", { version: sheet.version })}` : ""}${came(sheet) ? ` ${came(sheet)}` : ""}${signed ? ` ${signed}` : ""}`);
		});
	}
}
