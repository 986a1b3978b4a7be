/*
 * certificates.js - a contest's certificates at the desk: what is issued, what issuing now would do, doing it, revoking one with a
 * reason, and one as a PDF. The hub signs; where it has no key, it is said here how it gets one.
 */
import { el, text, ask } from "/assets/js/dom.js";
import { t, title, time_of_day } from "/assets/js/text.js";
import { keyed, reason_ask, send, tell_refusal } from "./actions.js";
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

/* The hub makes few at once, and only what its journal has on disk: until then it is asked again. */
async function ticket_of(net, id, tries = 20) {
	try {
		return (await net.ask("page", { id })).ticket;
	} catch (refusal) {
		if (refusal.code !== "unavailable" || tries === 0)
			throw refusal;
		await new Promise((done) => setTimeout(done, 500));
		return ticket_of(net, id, tries - 1);
	}
}

/* Has the hub make the PDF, fetches it with the ticket, and saves it. */
async function pdf_save(net, id) {
	const ticket = await ticket_of(net, id);
	const answer = await fetch(`/api/certificate/${id}.pdf`, { headers: { authorization: `Ticket ${ticket}` }, cache: "no-store" });
	if (!answer.ok)
		throw Object.assign(new Error(), { code: "unavailable" });
	const address = URL.createObjectURL(await answer.blob());
	el("a", { href: address, download: `${id}.pdf` }).click();
	setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function certificate_line(net, one, said) {
	const buttons = el("span", { class: "certificate-do" });
	const save = async (event) => {
		event.target.disabled = true;
		text(said, t("certificate_pdf_made", { id: one.id }));
		try {
			await pdf_save(net, one.id);
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
	return el("li", { "data-key": one.id, "data-state": one.revoked ? "revoked" : "good" }, el("span", { class: "number", text: one.id }),
		el("span", {}, el("b", { text: one.name }), ` ${one.award}`, el("br"), el("span", { class: "muted", text: state_text(one) })), buttons);
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

/* Shows it all once; what was chosen to be done next, "" for nothing. */
function look(net, words, seen, chosen, note) {
	const said = el("p", { class: "certificate-said", role: "status", text: note });
	const due = seen.plan ? seen.plan.issued + seen.plan.replaced + seen.plan.revoked : 0;
	const options = seen.plan ? [option("participation", chosen), ...(chosen.teams ? [option("copies", chosen)] : [])] : [];
	const list = seen.certificates.length ? el("ol", { class: "certificates", tabindex: "0", "aria-label": t("certificates") }, ...seen.certificates.map((one) => certificate_line(net, one, said)))
		: el("p", { class: "muted", text: t("certificate_none") });
	const buttons = [{ value: "", text: t("close") }];
	if (due)
		buttons.push({ value: "issue", text: t("certificate_do", { count: due }), class: "main" });
	return ask(`${t("certificates")}: ${words}`, [...plan_nodes(seen), ...options, said, el("h3", { text: t("certificate_list", { count: seen.certificates.length }) }), list], buttons, "wide");
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
