/*
 * paper.js - sheets that judges wrote on paper. One person types them in, another types them again from the paper: when both have
 * typed the same, the sheet counts. Nobody sees here what the other one typed.
 */
import { el, text, rows, ask } from "/assets/js/dom.js";
import { t, title, time_of_day } from "/assets/js/text.js";
import { keyed, send } from "./actions.js";
import { sheets_by_cell } from "./matrix.js";
import { refusal_text } from "./sheet.js";
import { TypedForm } from "./typed_form.js";

function paper_key(one) {
	return [one.module, one.competitor, one.attempt, one.judge].join("/");
}

export class Paper {
	/* `here`: {contest, stage, words}; `you`: who types; `chief`: may withdraw what others typed. */
	constructor(net, here, you, desk) {
		Object.assign(this, { net, here, you, desk, forms: new Map(), form: null });
		const select = (id, words, on_change) => {
			const node = el("select", { id, on_change });
			return { node, box: el("div", { class: "dialog-field" }, el("label", { for: id, text: words }), node) };
		};
		this.judge = select("paper-judge", t("judge"), () => this.choose());
		this.module = select("paper-module", t("module"), () => this.choose());
		this.attempt = select("paper-attempt", t("attempts"), () => this.choose());
		this.competitor = select("paper-competitor", t("competitor"), () => this.choose());
		this.state = el("p", { class: "paper-state", role: "status" });
		this.place = el("div");
		this.signed = el("fieldset", { class: "paper-signed", hidden: true });
		this.fault = el("p", { class: "field-fault", role: "alert" });
		this.keep = el("button", { type: "button", class: "main", on_click: () => this.send() });
		this.replace = el("button", { type: "button", text: t("paper_replace"), hidden: true, on_click: () => this.send(this.waiting()?.paper) });
		this.said = el("p", { class: "paper-said", role: "status" });
		this.list = el("ol", { class: "paper-list" });
		this.none = el("p", { class: "muted", text: t("paper_none") });
		this.root = el("div", { class: "paper" },
			el("div", {}, el("p", { class: "muted", text: t("paper_about") }), el("div", { class: "paper-which" }, this.judge.box, this.module.box, this.attempt.box, this.competitor.box),
				this.state, this.place, this.signed, this.fault, el("div", { class: "paper-do" }, this.keep, this.replace), this.said),
			el("section", {}, el("h3", { text: t("paper_waiting") }), this.list, this.none));
	}

	/* Opens the page over the desk; resolves when it is closed. */
	async show() {
		this.draw(this.desk);
		this.choose();
		await ask(`${t("paper")}: ${this.here.words}`, [this.root], [{ value: "", text: t("close") }], "wide paper-dialog");
	}

	/* The desk as it is now. */
	draw(desk) {
		this.desk = desk;
		const option = (one) => el("option", { value: one.id });
		const named = (node, one) => text(node, `${one.id} ${one.name}`);
		rows(this.judge.node, desk.judges, (one) => one.id, option, named);
		rows(this.competitor.node, desk.competitors, (one) => one.id, option, named);
		const modules = desk.modules.filter((one) => one.judges.some(({ id }) => id === this.judge.node.value));
		rows(this.module.node, modules, (one) => one.id, option, (node, one) => text(node, title(one.title)));
		const attempts = desk.modules.find((one) => one.id === this.module.node.value)?.attempts ?? 1;
		rows(this.attempt.node, Array.from({ length: attempts }, (_, n) => n + 1), (n) => n, (n) => el("option", { value: n, text: t("attempt", { n }) }), () => {});
		this.attempt.box.hidden = attempts < 2;
		this.module.box.hidden = modules.length < 2;
		this.none.hidden = desk.papers.length > 0;
		rows(this.list, desk.papers, (one) => one.paper, (one) => this.make_waiting(one), (node, one) => text(node.firstElementChild, this.words_of(one)));
		this.write_state();
	}

	words_of(one) {
		const name = (list, id) => list.find((other) => other.id === id)?.name ?? id;
		const module = this.desk.modules.find(({ id }) => id === one.module);
		return `${one.competitor} ${name(this.desk.competitors, one.competitor)} · ${title(module.title)}${module.attempts > 1 ? ` · ${t("attempt", { n: one.attempt })}` : ""} · ${name(this.desk.judges, one.judge)} · ${t("paper_typed_by", { name: one.by.name, time: time_of_day(one.at, false) })}`;
	}

	make_waiting(one) {
		const own = one.by.id === this.you.id;
		const again = el("button", { type: "button", text: t(own ? "paper_again_own" : "paper_again"), on_click: () => this.open(one) });
		const withdraw = own || this.you.role === "chief" ? el("button", { type: "button", class: "plain", text: t("paper_withdraw"), on_click: () => this.withdraw(one) }) : null;
		return el("li", {}, el("span"), el("span", { class: "paper-do" }, again, withdraw));
	}

	/* Whose sheet it is that is chosen. */
	chosen() {
		return { module: this.module.node.value, competitor: this.competitor.node.value, attempt: Number(this.attempt.node.value || 1), judge: this.judge.node.value };
	}

	waiting() {
		const key = paper_key(this.chosen());
		return this.desk.papers.find((one) => paper_key(one) === key) ?? null;
	}

	open(one) {
		this.judge.node.value = one.judge;
		this.draw(this.desk);
		this.module.node.value = one.module;
		this.draw(this.desk);
		this.attempt.node.value = String(one.attempt);
		this.competitor.node.value = one.competitor;
		text(this.said, "");
		return this.choose();
	}

	/* Another sheet is to be typed: its fields, empty, the first one in focus. */
	async choose({ focus = true } = {}) {
		this.draw(this.desk);
		text(this.fault, "");
		this.replace.hidden = true;
		const { judge, module } = this.chosen();
		const known = await this.form_of(judge, module);
		if (!known || this.chosen().judge !== judge || this.chosen().module !== module)
			return;
		this.form = new TypedForm(known, () => this.keep.focus());
		this.place.replaceChildren(this.form.root);
		const signers = known.signatures ?? [];
		this.signed.hidden = signers.length === 0;
		this.signed.replaceChildren(el("legend", { text: t("paper_signed") }), ...signers.map((as) =>
			el("label", { class: "paper-signer" }, el("input", { type: "checkbox", value: as }), t(`sign_as_${as}`))));
		this.write_state();
		if (focus)
			this.form.focus();
	}

	/* What the judge's sheet of this module asks for. */
	async form_of(judge, module) {
		const { contest, stage } = this.here;
		if (!this.forms.has(judge)) {
			try {
				this.forms.set(judge, (await this.net.ask("form", { contest, stage, judge })).modules);
			} catch (refusal) {
				text(this.fault, `▲ ${refusal_text(refusal)}`);
				return null;
			}
		}
		return this.forms.get(judge).map((one) => one.module).find((one) => one.id === module) ?? null;
	}

	write_state() {
		const waiting = this.waiting();
		const sheet = this.sheet();
		const other = waiting && waiting.by.id !== this.you.id;
		const words = other ? `◐ ${t("paper_second", { name: waiting.by.name, time: time_of_day(waiting.at, false) })}` : waiting ? `◐ ${t("paper_own_waits")}` : `○ ${t("paper_first")}`;
		text(this.state, sheet ? `${words} ${t("paper_there", { version: sheet.version })}` : words);
		text(this.keep, t(other ? "paper_confirm" : "paper_keep"));
	}

	sheet() {
		return sheets_by_cell(this.desk).get(paper_key(this.chosen()));
	}

	async send(replaces) {
		if (!this.form?.check())
			return;
		const values = this.form.values();
		const which = this.chosen();
		if (Object.keys(values.marks).length === 0) {
			text(this.fault, `▲ ${t("paper_empty")}`);
			this.form.focus();
			return;
		}
		const signed = [...this.signed.querySelectorAll("input:checked")].map((one) => one.value);
		const waited = this.waiting();
		const { contest, stage } = this.here;
		const whole = keyed({ contest, stage, ...which, version: (this.sheet()?.version ?? 0) + 1, ...values, signed, ...(replaces ? { replaces } : {}) });
		try {
			await this.net.ask("paper", whole);
		} catch (refusal) {
			text(this.fault, `▲ ${refusal_text(refusal)}`);
			this.replace.hidden = refusal.code !== "differs";
			return;
		}
		const counts = waited && waited.by.id !== this.you.id && !replaces;
		text(this.said, counts ? `● ${t("paper_counts", { id: which.competitor })}` : `◐ ${t("paper_waits", { id: which.competitor })}`);
		this.go_on(counts, which);
	}

	/* The next one: of those that wait for this person, or the next competitor without a sheet of this judge. */
	go_on(counts, which) {
		const next_waiting = counts ? this.desk.papers.find((one) => one.by.id !== this.you.id && paper_key(one) !== paper_key(which)) : null;
		const said = this.said.textContent;
		if (next_waiting) {
			this.open(next_waiting);
			text(this.said, said);
			return;
		}
		const taken = sheets_by_cell(this.desk);
		const ids = this.desk.competitors.filter((one) => !["dns", "dnf", "dsq"].includes(one.status)).map((one) => one.id);
		const at = ids.indexOf(which.competitor);
		const free = (competitor) => competitor !== which.competitor && !taken.has(paper_key({ ...which, competitor })) && !this.desk.papers.some((one) => paper_key(one) === paper_key({ ...which, competitor }));
		const next = [...ids.slice(at + 1), ...ids.slice(0, at + 1)].find(free);
		if (next)
			this.competitor.node.value = next;
		this.choose();
	}

	async withdraw(one) {
		const { contest, stage } = this.here;
		const { module, competitor, attempt, judge, version } = one;
		if ((await ask(t("paper_withdraw"), [el("p", { class: "dialog-what", text: this.words_of(one) }), el("p", { text: t("paper_withdraw_will") })],
			[{ value: "", text: t("stay") }, { value: "do", text: t("paper_withdraw"), class: "main" }])) === "do")
			await send(this.net, "paper", keyed({ contest, stage, module, competitor, attempt, judge, version, withdrawn: true }));
	}
}
