/*
 * certificates.js - a contest's certificates at the desk: what is issued and printed, what issuing now would do, doing it, revoking one
 * with a reason, and one as a PDF. print.js has printing and files of many. The hub signs; where it has no key, it is said here how
 * it gets one.
 */
import { el, text, ask } from "/assets/js/dom.js";
import { t, title, time_of_day } from "/assets/js/text.js";
import { keyed, reason_ask, send, tell_refusal } from "./actions.js";
import { Printing, file_save } from "./print.js";
import { refusal_text } from "./sheet.js";

const STEPS_MOST = 12;

/* One line of what issuing would do: "issue: 001 王秀英 · First prize · rank 1". */
export function step_text(step) {
	const one = step.certificate ?? step;
	const award = typeof one.award === "string" ? one.award : title(one.award);
	const parts = [`${one.competitor} ${one.name}`, award, step.rank ? `${t("rank")} ${step.rank}` : null, step.old, step.reason];
	return `${t(`certificate_${step.action}`)}: ${parts.filter((part) => part).join(" · ")}`;
}

/* Of one certificate, whether it is good: a shape and a word, and of a revoked one since when, why and by what it was replaced. */
export function state_text(one) {
	if (!one.revoked)
		return `● ${t("certificate_good")}`;
	return [`▲ ${t("certificate_revoked")} ${time_of_day(one.since, false)}`, one.reason, one.replaced_by ? `→ ${one.replaced_by}` : null].filter((part) => part).join(" · ");
}

/* Of its copies on paper: "printed 14:02", or how many of them are duplicates; "" where there is none. */
export function copies_text({ copies }) {
	if (!copies.length)
		return "";
	const time = time_of_day(copies.at(-1).at, false), duplicates = copies.filter(({ duplicate }) => duplicate).length;
	return duplicates ? `· ${t("copies_more", { count: copies.length, duplicates, time })}` : `· ${t("copies_one", { time })}`;
}

/* `choice` {of: Set of numbers, changed()}. */
function certificate_line(net, one, said, choice) {
	const buttons = el("span", { class: "certificate-do" });
	const save = async (event) => {
		event.target.disabled = true;
		text(said, t("certificate_pdf_made", { id: one.id }));
		try {
			await file_save(net, { id: one.id });
			text(said, `● ${t("certificate_pdf_saved", { id: one.id })}`);
		} catch (refusal) {
			text(said, `▲ ${one.id}: ${refusal_text(refusal)}`);
		}
		event.target.disabled = false;
	};
	if (!one.revoked)
		buttons.append(el("button", { type: "button", text: "PDF", "aria-label": `PDF: ${one.id} ${one.name}`, on_click: save }),
			el("button", { type: "button", text: t("certificate_annul"), "aria-label": `${t("certificate_annul")}: ${one.id} ${one.name}`,
				on_click: (event) => event.target.closest("dialog").close(`annul ${one.id}`) }));
	const chosen = el("input", { type: "checkbox", ".checked": choice.of.has(one.id), disabled: one.revoked,
		on_change: (event) => (event.target.checked ? choice.of.add(one.id) : choice.of.delete(one.id), choice.changed()) });
	return el("li", { "data-key": one.id, "data-state": one.revoked ? "revoked" : "good" }, el("label", { class: "number certificate-choice" }, chosen, ` ${one.id}`),
		el("span", {}, el("b", { text: one.name }), ` ${one.award}`, el("br"), el("span", { class: "muted", text: state_text(one) }), " ", el("span", { class: "muted certificate-copies", text: copies_text(one) })), buttons);
}

/* What issuing would do now, or why it cannot be done. */
function plan_nodes({ issuer, published, plan }) {
	if (!issuer)
		return [el("p", { class: "dialog-warning", text: `▲ ${t("certificate_no_key")}` }), el("p", { class: "muted number", text: "touchstone serve … --key FILE --host HOST" })];
	const nodes = [el("p", { class: "muted", text: t("certificate_issuer", issuer) })];
	if (!published)
		return [...nodes, el("p", { class: "dialog-warning", text: `▲ ${t("certificate_unpublished")}` })];
	nodes.push(el("p", { class: "dialog-what", text: t("certificate_counts", plan) }));
	if (plan.steps.length)
		nodes.push(el("ul", { class: "dialog-list" }, ...plan.steps.slice(0, STEPS_MOST).map((step) => el("li", { text: step_text(step) }))));
	const more = plan.issued + plan.replaced + plan.revoked - STEPS_MOST;
	return more > 0 ? [...nodes, el("p", { class: "muted", text: t("and_more", { count: more }) })] : nodes;
}

function option(name, chosen) {
	return el("label", { class: "certificate-option" }, el("input", { type: "checkbox", ".checked": chosen[name],
		on_change: (event) => ((chosen[name] = event.target.checked), event.target.closest("dialog").close("again")) }), ` ${t(`certificate_${name}`)}`);
}

/* The list of what was issued, its choice, and what is done with it. */
class Issued {
	constructor(net, contest, certificates, said) {
		this.certificates = certificates;
		this.of = new Set();
		this.good = () => this.certificates.filter((one) => !one.revoked);
		this.all = el("input", { type: "checkbox", on_change: (event) => this.choose_all(event.target.checked) });
		this.list = el("ol", { class: "certificates", tabindex: "0", "aria-label": t("certificates") }, ...certificates.map((one) => certificate_line(net, one, said, this)));
		this.printing = new Printing(net, { contest, chosen: () => this.good().map(({ id }) => id).filter((id) => this.of.has(id)),
			counts: () => ({ good: this.good().length, unprinted: this.good().filter(({ copies }) => !copies.length).length }),
			on_printed: () => this.again(net, contest) });
		this.nodes = [this.printing.root, el("div", { class: "certificates-head" }, el("h3", { text: t("certificate_list", { count: certificates.length }) }),
			el("label", { class: "certificate-option" }, this.all, ` ${t("certificate_all")}`)), said, this.list];
	}

	changed() {
		this.all.checked = this.of.size > 0 && this.of.size === this.good().length;
		this.printing.draw();
	}

	choose_all(all) {
		this.of = new Set(all ? this.good().map(({ id }) => id) : []);
		for (const box of this.list.querySelectorAll("input:not(:disabled)"))
			box.checked = all;
		this.changed();
	}

	/* Copies came out: each line says so. */
	async again(net, contest) {
		const seen = await net.ask("certificates", { contest, preview: true }).catch(() => null);
		if (!seen)
			return;
		this.certificates = seen.certificates;
		for (const one of seen.certificates) {
			const node = this.list.querySelector(`[data-key="${CSS.escape(one.id)}"] .certificate-copies`);
			if (node)
				text(node, copies_text(one));
		}
		this.printing.draw();
	}
}

/* Shows it all once; what was chosen to be done next, "" for nothing. */
async function look(net, words, seen, chosen, note) {
	const said = el("p", { class: "certificate-said", role: "status", text: note });
	const due = seen.plan ? seen.plan.issued + seen.plan.replaced + seen.plan.revoked : 0;
	const options = seen.plan ? [option("participation", chosen), ...(chosen.teams ? [option("copies", chosen)] : [])] : [];
	const issued = seen.certificates.length ? new Issued(net, seen.contest, seen.certificates, said) : null;
	const list = issued ? issued.nodes : [said, el("p", { class: "muted", text: t("certificate_none") })];
	const buttons = [{ value: "", text: t("close") }];
	if (due)
		buttons.push({ value: "issue", text: t("certificate_do", { count: due }), class: "main" });
	const choice = await ask(`${t("certificates")}: ${words}`, [...plan_nodes(seen), ...options, ...list], buttons, "wide");
	issued?.printing.end();
	return choice;
}

/* Asks once more, then issues; what to say about it. */
async function issue(net, words, params, plan) {
	if ((await ask(t("sure"), [el("p", { class: "dialog-what", text: words }), el("p", { text: t("certificate_counts", plan) }), el("p", { text: t("certificate_will") })],
		[{ value: "", text: t("stay") }, { value: "do", text: t("carry_out"), class: "main" }])) !== "do")
		return "";
	const done = await send(net, "certificates", params);
	return done ? `● ${t("certificate_counts_done", done)}` : "";
}

async function annul(net, one) {
	const reason = await reason_ask(t("certificate_annul"), `${one.id} ${one.name} · ${one.award}`, t("certificate_annul_will"), t("certificate_annul"));
	if (reason === null || !(await send(net, "annul", keyed({ id: one.id, reason }))))
		return "";
	return `● ${one.id} ${t("certificate_revoked")}`;
}

/* Opens a contest's certificates: `words` is its title, `teams` whether teams compete. */
export async function certificates_show(net, { contest, words, teams }) {
	const chosen = { participation: false, copies: false, teams };
	let note = "";
	for (;;) {
		const params = { contest, participation: chosen.participation, copies: chosen.copies };
		let seen;
		try {
			seen = await net.ask("certificates", { ...params, preview: true });
		} catch (refusal) {
			await tell_refusal(refusal);
			return;
		}
		const choice = await look(net, words, seen, chosen, note);
		const [what, id] = choice.split(" ");
		note = "";
		if (what === "issue")
			note = await issue(net, words, params, seen.plan);
		else if (what === "annul")
			note = await annul(net, seen.certificates.find((one) => one.id === id));
		else if (what !== "again")
			return;
	}
}
