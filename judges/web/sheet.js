/*
 * sheet.js - one competitor's sheet on the tablet: made from the definition, kept from the first digit, sent only when
 * the judge has confirmed a summary. Nothing sends itself.
 */
import { el, text, attr, ask } from "/assets/js/dom.js";
import { sheet_id } from "/assets/js/store.js";
import { t, title, t_has } from "/assets/js/text.js";
import { mark_unusual, module_aspects, sheet_lacks, sheet_marks, sheet_penalties, sheet_points } from "./mark.js";
import { field_make, field_penalty, penalty_text, value_text } from "./fields.js";
import { Pad } from "./pad.js";
import { sheet_code_show } from "./code_show.js";
import { sheet_code } from "./sheet_code.js";
import { signatures_make, signed_check, unsigned_text } from "./sign.js";

const SIGNERS_HERE = ["judge", "competitor"]; /* a chief signs at the desk */

export const SHAPES = { waiting: "·", kept: "○", sent: "◐", confirmed: "●", refused: "▲", returned: "▲", apart: "▲" };

/* How this version came about, where the judge did not send it: typed from paper, or corrected by the chief, with what was before. */
function came_text(sheet, receipts) {
	if (sheet?.paper)
		return `▤ ${t("paper_by", { name: sheet.paper.by, other: sheet.paper.confirmed_by })}`;
	if (!sheet?.corrected)
		return "";
	const before = receipts.find((one) => one.id === sheet_id(sheet) && one.version === sheet.version - 1)?.params;
	const changed = before ? [...new Set([...Object.keys(before.marks), ...Object.keys(sheet.marks)])].filter((id) => before.marks[id] !== sheet.marks[id])
		.map((id) => `${id} ${before.marks[id] ?? "–"} → ${sheet.marks[id] ?? "–"}`) : [];
	return [`▲ ${t("corrected_by", { name: sheet.corrected.by })} ${sheet.corrected.reason}`, ...changed].join(" · ");
}

/* The hub's refusal in the judge's words. */
export function refusal_text(refusal) {
	const words = t_has(`err_${refusal.code}`) ? t(`err_${refusal.code}`) : refusal.message || refusal.code;
	return refusal.expected ? `${words} (${refusal.expected})` : words;
}

export class Sheet {
	/*
	 * `work`: {id, sheet: {contest, stage, module, competitor, attempt}, module, competitor, phase}. `outbox` keeps; `state()` gives
	 * {state, version, sheet} of this sheet now; `names` the judge's and device; `earlier(aspect)` the marks given to others; `on_sent()` and `on_back()` lead away.
	 */
	constructor(place, work, { outbox, state, names, earlier, on_sent, on_back }) {
		Object.assign(this, { place, work, outbox, state, names, earlier, on_sent, on_back });
		this.pad = new Pad((input) => this.next_after(input));
		this.take();
		this.build();
		this.refresh();
		this.heading.focus({ preventScroll: true });
		place.scrollTop = 0;
	}

	/* Where the marks come from: the draft, else what is on its way, else what the hub has. */
	take() {
		const draft = this.outbox.draft(this.work.id);
		const source = draft ?? this.outbox.queued(this.work.id)?.params ?? this.state().sheet ?? {};
		this.marks = { ...source.marks };
		this.penalties = { ...source.penalties };
		this.editing = Boolean(draft) || !this.state().version || this.state().state === "returned";
	}

	build() {
		const { module, competitor, sheet } = this.work;
		this.heading = el("h2", { tabindex: "-1" }, el("span", { class: "sheet-id", text: competitor.id }), " ", el("span", { text: competitor.name }));
		this.state_text = el("span", { class: "state sheet-state", role: "status" });
		const attempt = module.attempts > 1 ? ` · ${t("attempt", { n: sheet.attempt })}` : "";
		const where = `${title(module.title)}${attempt}${competitor.unit ? ` · ${competitor.unit}` : ""}`;
		this.notice = el("div", { class: "banner", hidden: true });
		this.fields = new Map();
		const groups = module.criteria.map((criterion) => this.build_criterion(criterion));
		if (module.penalties.length > 0)
			groups.push(this.build_penalties());
		this.points = el("p", { class: "sheet-points" });
		this.submit = el("button", { type: "button", class: "main sheet-submit", on_click: () => this.go() });
		this.change = el("button", { type: "button", class: "sheet-submit", text: t("correct"), on_click: () => this.correct() });
		this.signing = el("button", { type: "button", class: "sheet-submit", text: t("sign_do"), on_click: () => this.sign() });
		this.code = el("button", { type: "button", class: "sheet-submit", text: t("code_do"), on_click: () => this.show_code() });
		this.drop = el("button", { type: "button", class: "plain", text: t("draft_drop"), on_click: () => this.discard() });
		this.body = el("div", { class: "sheet-body" }, this.notice, ...groups);
		this.root = el("section", { class: "sheet", "aria-label": `${competitor.id} ${competitor.name}` },
			el("header", { class: "sheet-head" }, el("button", { type: "button", class: "sheet-back", text: `‹ ${t("back")}`, on_click: () => this.on_back() }),
				el("div", { class: "sheet-title" }, this.heading, el("p", { class: "muted", text: where })), this.state_text),
			this.body,
			el("footer", { class: "sheet-foot" }, this.pad.root, el("div", { class: "sheet-end" }, this.points, this.drop, this.code, this.change, this.signing, this.submit)));
		this.root.addEventListener("focusin", (event) => {
			if (!this.pad.root.contains(event.target) && event.target !== this.pad.input)
				this.pad.close();
		});
		this.place.replaceChildren(this.root);
	}

	build_criterion(criterion) {
		const list = criterion.aspects.map((aspect) => {
			const field = field_make(aspect, this.pad, (value) => this.enter(this.marks, aspect.id, value));
			field.write(this.marks[aspect.id]);
			this.fields.set(aspect.id, field);
			return field.root;
		});
		return el("section", { class: "criterion" }, el("h3", { text: `${criterion.id} ${title(criterion.title)}` }), ...list);
	}

	build_penalties() {
		const list = this.work.module.penalties.map((penalty) => {
			const field = field_penalty(penalty, (value) => this.enter(this.penalties, penalty.id, value));
			field.write(this.penalties[penalty.id]);
			this.fields.set(`penalty/${penalty.id}`, field);
			return field.root;
		});
		return el("section", { class: "criterion" }, el("h3", { text: t("penalties") }), ...list);
	}

	/* A value was entered: it is kept on this device before anything else happens. */
	enter(values, id, value) {
		values[id] = value;
		const kept = { id: this.work.id, sheet: this.work.sheet, base: this.state().version, marks: { ...this.marks }, penalties: { ...this.penalties } };
		this.outbox.draft_put(kept).catch(() => this.tell(t("not_kept")));
		this.refresh();
	}

	tell(words) {
		text(this.notice, words);
		this.notice.hidden = words === "";
	}

	/* Writes state, notice and what the button says; called whenever anything about this sheet changed. */
	refresh() {
		const { state, version } = this.state();
		const open = this.work.phase() === "open";
		attr(this.state_text, "data-state", state);
		text(this.state_text, `${SHAPES[state]} ${t(`state_${state}`)}${version ? ` · ${t("version", { version })}` : ""}`);
		const refused = this.outbox.draft(this.work.id)?.refused;
		const returned = this.state().sheet?.returned;
		const apart = this.state().state === "apart" ? `▲ ${t("apart_because")} ${this.state().sheet.apart.join(" ")}` : "";
		const back = refused ? `▲ ${t("refused_because")} ${refusal_text(refused)}` : returned ? `▲ ${t("returned_because")} ${returned}` : apart;
		const unsigned = this.unsigned();
		const came = came_text(this.state().sheet, this.outbox.receipts);
		this.signing.hidden = unsigned.length === 0;
		this.tell([open ? "" : t(`phase_note_${this.work.phase()}`), (open && back) || came, open && back ? "" : unsigned_text(unsigned)].filter(Boolean).join(" · "));
		const editing = this.editing && open;
		for (const field of this.fields.values())
			field.lock(!editing);
		const lacks = sheet_lacks(this.work.module, this.marks);
		const some = Object.keys(sheet_marks_safe(this.work.module, this.marks)).length > 0;
		this.submit.hidden = !editing;
		this.code.hidden = !this.outbox.queued(this.work.id);
		this.change.hidden = this.editing || !open || state === "sent" || state === "kept";
		this.drop.hidden = !editing || !this.outbox.draft(this.work.id) || !version;
		const ready = lacks.length === 0 && some;
		attr(this.submit, "data-lacks", ready ? null : "");
		text(this.submit, ready ? t("submit") : `${t("missing")} ${lacks.map((a) => a.id).join(" ")}`);
		const points = sheet_points(this.work.module, this.marks);
		text(this.points, points ? t("points_given", points) : "");
	}

	/* Who has yet to sign the version that the hub has confirmed, of those who sign on a tablet. */
	unsigned() {
		const { state, sheet } = this.state();
		if (!["confirmed", "returned", "apart"].includes(state) || !sheet?.hash || this.editing || !["open", "locked"].includes(this.work.phase()))
			return [];
		return this.signers().filter((as) => !sheet.signed?.includes(as) && !this.outbox.signing(this.work.id, as));
	}

	signers() {
		return SIGNERS_HERE.filter((as) => this.work.module.signatures?.includes(as));
	}

	sign_fields(signers) {
		return signatures_make(signers, { judge: this.names.judge, competitor: this.work.competitor.name });
	}

	/* Where there is no network: the sheet that waits, for the desk's camera. It goes on waiting, and counts once. */
	show_code() {
		const { event, judge_id, token } = this.names;
		const { competitor, module } = this.work;
		return sheet_code_show(`${competitor.id} ${competitor.name} · ${title(module.title)}`, sheet_code(event, judge_id, token, this.outbox.queued(this.work.id).params));
	}

	/* Signatures under the version that is confirmed. */
	async sign() {
		const fields = this.sign_fields(this.unsigned());
		const { version, hash } = this.state().sheet;
		const fault = el("p", { class: "field-fault", role: "alert" });
		const choice = await ask(`${t("sign_title")} · ${t("version", { version })}`, [...this.summary(), ...fields.nodes, fault],
			[{ value: "back", text: t("back_to_sheet") }, { value: "sign", text: t("sign_do"), class: "main", check: signed_check(fields, fault) }], "wide");
		if (choice === "sign")
			await this.outbox.sign(this.work.id, { ...this.work.sheet, version, hash }, this.with_device(fields.values()));
	}

	with_device(signatures) {
		return signatures.map((one) => ({ ...one, device: this.names.device }));
	}

	next_after(input) {
		const typed = [...this.body.querySelectorAll("input")].filter((one) => !one.disabled);
		const index = typed.indexOf(input);
		const next = typed.slice(index + 1).find((one) => one.type === "text" || !this.chosen(one));
		if (next) {
			next.focus();
			next.closest(".field").scrollIntoView({ block: "center" });
		} else {
			this.pad.close();
			this.submit.focus();
		}
	}

	chosen(radio) {
		return Boolean(this.body.querySelector(`input[name="${CSS.escape(radio.name)}"]:checked`));
	}

	/* The one large button: leads to what is missing, or to the summary. */
	async go() {
		const { module } = this.work;
		const lacks = sheet_lacks(module, this.marks);
		const first = lacks[0] ?? (Object.keys(sheet_marks(module, this.marks)).length === 0 ? module_aspects(module)[0] : null);
		if (first) {
			const field = this.fields.get(first.id);
			field.root.scrollIntoView({ block: "center" });
			field.focus();
			return;
		}
		this.pad.close();
		const fields = this.sign_fields(this.signers());
		const choice = await ask(t("confirm_title"), [...this.summary(), ...fields.nodes],
			[{ value: "back", text: t("back_to_sheet") }, { value: "send", text: t("confirm_send"), class: "main" }], "wide");
		if (choice === "send")
			await this.send(this.with_device(fields.values()));
	}

	/* What the sheet says, to be read before it goes or is signed. */
	summary() {
		const { module, competitor } = this.work;
		const line = (name, words, kind) => el("div", { class: `summary-line ${kind}` }, el("dt", { text: name }), el("dd", { text: words }));
		const unusual = (a) => mark_unusual(a, this.marks[a.id], this.earlier(a.id));
		const lines = module_aspects(module).map((a) => line(`${a.id} ${title(a.title)}`,
			`${value_text(a, this.marks[a.id])}${unusual(a) ? ` ▲ ${t("unusual")}` : ""}`, unusual(a) ? "unusual" : ""));
		for (const penalty of module.penalties)
			if (Number(this.penalties[penalty.id] ?? 0) > 0)
				lines.push(line(title(penalty.title), `${this.penalties[penalty.id]} × ${penalty_text(penalty)}`, "penalty"));
		const points = sheet_points(module, this.marks);
		return [
			el("p", { class: "summary-who" }, el("b", { text: competitor.id }), ` ${competitor.name}`),
			el("p", { class: "muted", text: `${title(module.title)}${competitor.unit ? ` · ${competitor.unit}` : ""}` }),
			el("dl", { class: "summary" }, ...lines),
			points ? el("p", { class: "summary-points", text: t("points_given", points) }) : null,
		].filter(Boolean);
	}

	async send(signatures) {
		const { id, sheet, module } = this.work;
		const version = Math.max(this.state().version, this.outbox.version(id)) + 1;
		try {
			await this.outbox.commit(id, { ...sheet, version, marks: sheet_marks(module, this.marks), penalties: sheet_penalties(this.penalties) }, signatures);
		} catch {
			this.tell(t("not_kept"));
			return;
		}
		this.on_sent();
	}

	/* Opens a confirmed sheet for a new version. */
	correct() {
		this.editing = true;
		this.refresh();
		this.fields.values().next().value?.focus();
	}

	async discard() {
		await this.outbox.draft_drop(this.work.id);
		this.again();
	}

	/* The draft is another one now, or gone. */
	again() {
		this.take();
		for (const [id, field] of this.fields)
			field.write(id.startsWith("penalty/") ? this.penalties[id.slice(8)] : this.marks[id]);
		this.refresh();
	}
}

/* Like sheet_marks, leaving out what is not a number yet. */
function sheet_marks_safe(module, marks) {
	const lacking = new Set(sheet_lacks(module, marks).map((aspect) => aspect.id));
	return sheet_marks(module, Object.fromEntries(Object.entries(marks).filter(([id]) => !lacking.has(id))));
}
