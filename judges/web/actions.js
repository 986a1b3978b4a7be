/*
 * actions.js - what a chief may do, each as a dialog that says what it will do before it is done. A request keeps its key
 * until it was answered, so that asking again after a break does it once.
 */
import { el, text, ask } from "/assets/js/dom.js";
import { t, title } from "/assets/js/text.js";
import { random_key } from "/assets/js/net.js";
import { board_list } from "/assets/js/store.js";
import { preview_of } from "./preview.js";
import { refusal_text } from "./sheet.js";
import { signatures_make, signed_check } from "./sign.js";

/* From a phase, what comes next; unlock.js has the way back. */
export const PHASE_NEXT = { waiting: ["open"], open: ["locked"], locked: ["published"], published: [] };

export function keyed(params) {
	return { ...params, key: random_key() };
}

export function tell_refusal(refusal) {
	return ask(t("not_done"), [el("p", { text: `▲ ${refusal_text(refusal)}` })], [{ value: "", text: t("close"), class: "main" }]);
}

/* What would change, or null after the refusal was told. Roles that may not look ahead go on without. */
export async function look_ahead(net, method, whole) {
	try {
		return await preview_of(net, method, whole);
	} catch (refusal) {
		if (refusal.code === "not_allowed" || refusal.temporary)
			return [];
		await tell_refusal(refusal);
		return null;
	}
}

/* Says what it would change, asks, and sends. */
export async function carry_out(net, method, params, words) {
	const whole = keyed(params);
	const changes = await look_ahead(net, method, whole);
	if (changes === null)
		return null;
	const choice = await ask(t("sure"), [el("p", { class: "dialog-what", text: words }), ...changes], [{ value: "", text: t("stay") }, { value: "do", text: t("carry_out"), class: "main" }]);
	return choice === "do" ? send(net, method, whole) : null;
}

/* Sends until it is answered; says what went wrong and asks whether to try again. The answer, or null where it was not done. */
export async function send(net, method, whole) {
	for (;;) {
		try {
			return await net.ask(method, whole);
		} catch (refusal) {
			if (!refusal.temporary) {
				await tell_refusal(refusal);
				return null;
			}
			if ((await ask(t("not_done"), [el("p", { text: `▲ ${refusal_text(refusal)}` })],
				[{ value: "", text: t("close") }, { value: "again", text: t("try_again"), class: "main" }])) !== "again")
				return null;
		}
	}
}

function standing_lines(board) {
	return board_list(board).slice(0, 10).map(({ id, rank, row }) =>
		el("li", {}, el("b", { class: "number", text: rank === null ? "–" : String(rank) }), ` ${id} ${row.name} `, el("span", { class: "number", text: row.total ?? "–" })));
}

/* What has to be settled first; a chief's reason to go on all the same, or "". */
async function despite_ask(words, phase, unsettled, chief) {
	const list = el("ul", { class: "dialog-list" }, ...unsettled.slice(0, 12).map((line) => el("li", { text: line })));
	const more = unsettled.length > 12 ? el("p", { class: "muted", text: t("and_more", { count: unsettled.length - 12 }) }) : el("p");
	if (!chief) {
		await ask(t(`phase_do_${phase}`), [el("p", { class: "dialog-what", text: words }), el("p", { text: t("unsettled_chief") }), list, more], [{ value: "", text: t("close"), class: "main" }]);
		return "";
	}
	return (await reason_ask(t(`phase_do_${phase}`), words, t("unsettled_note"), t("unsettled_despite"), { label: t("unsettled_reason"), before: [list, more] })) ?? "";
}

/* What stands against it, and the table as it is, before a stage goes to another phase. */
export async function phase_ask(net, { contest, stage, words, phase, board, waits, unsettled, chief }) {
	const despite = unsettled.length > 0 ? await despite_ask(words, phase, unsettled, chief) : null;
	if (despite === "")
		return null;
	const whole = keyed({ contest, stage, phase, ...(despite ? { despite } : {}) });
	const changes = await look_ahead(net, "phase", whole);
	if (changes === null)
		return null;
	const content = [el("p", { class: "dialog-what", text: words }), el("p", { text: t(`phase_will_${phase}`) })];
	if (board && phase !== "open") {
		const missing = board.progress.due - board.progress.in;
		content.push(el("p", { class: missing ? "dialog-warning" : "", text: missing ? `▲ ${t("sheets_missing", { count: missing })}` : `● ${t("sheets_all_in")}` }));
		if (waits.length)
			content.push(el("ul", { class: "dialog-list" }, ...waits.slice(0, 6).map((one) => el("li", { text: wait_text(one) }))));
		content.push(...changes, el("h3", { text: t("table_now") }), el("ol", { class: "dialog-list" }, ...standing_lines(board)));
	}
	const choice = await ask(t(`phase_do_${phase}`), content, [{ value: "", text: t("stay") }, { value: "do", text: t(`phase_do_${phase}`), class: "main" }]);
	return choice === "do" ? send(net, "phase", whole) : null;
}

export function wait_text(one) {
	return `${one.competitor.id} ${one.competitor.name} · ${title(one.module.title)}: ${one.judges.map((judge) => judge.name).join(", ")}`;
}

export function apart_text(one) {
	return `▲ ${one.competitor.id} ${one.competitor.name} · ${title(one.module.title)}: ${t("apart_confer", { aspects: one.aspects.join(" ") })}`;
}

export function labelled(words, id, field) {
	return el("div", { class: "dialog-field" }, el("label", { for: id, text: words }), field);
}

/* A competitor: status and points added, each with a reason. `more`: buttons that lead elsewhere; the one chosen is the result. */
export async function competitor_ask(net, { contest, stage, competitor, row, rank, more }) {
	const status = el("select", { id: "ask-status" }, ...["ranked", "dns", "dnf", "dsq"].map((name) =>
		el("option", { value: name, text: t(`status_${name}`), ".selected": name === competitor.status })));
	const points = el("input", { type: "text", id: "ask-points", inputmode: "decimal", placeholder: "0" });
	const reason = el("textarea", { id: "ask-reason", rows: "2" });
	const fault = el("p", { class: "field-fault", role: "alert" });
	const check = () => {
		const points_fine = points.value === "" || /^-?\d+(\.\d{1,6})?$/.test(points.value);
		text(fault, !points_fine ? `▲ ${t("fault_not_a_number")}` : reason.value.trim() === "" ? `▲ ${t("reason_missing")}` : "");
		return fault.textContent === "";
	};
	const now = row ? `${t("rank")} ${rank ?? "–"} · ${t("total")} ${row.total ?? "–"}` : "";
	const choice = await ask(`${competitor.id} ${competitor.name}`, [el("p", { class: "muted", text: [competitor.unit, now].filter((part) => part).join(" · ") }),
		labelled(t("status"), "ask-status", status), labelled(t("adjust"), "ask-points", points), labelled(t("reason"), "ask-reason", reason), fault],
	[{ value: "", text: t("stay") }, ...more, { value: "do", text: t("carry_out"), class: "main", check }]);
	if (choice !== "do")
		return choice;
	const who = { contest, stage, competitor: competitor.id, reason: reason.value.trim() };
	const words = `${competitor.id} ${competitor.name}`;
	if (status.value !== (competitor.status === "incomplete" ? "ranked" : competitor.status) &&
		!(await carry_out(net, "status", { ...who, status: status.value }, `${words}: ${t(`status_${status.value}`)}`)))
		return choice;
	if (points.value !== "")
		await carry_out(net, "adjust", { ...who, points: points.value }, `${words}: ${t("adjust")} ${points.value}`);
	return choice;
}

/* Asks for a reason, or other words by `label`, behind the fields of `before`; null where it is not to be done. */
export async function reason_ask(heading, words, note, button, { label = t("reason"), before = [] } = {}) {
	const reason = el("textarea", { id: "ask-reason", rows: "2" });
	const fault = el("p", { class: "field-fault", role: "alert" });
	const check = () => {
		text(fault, reason.value.trim() === "" ? `▲ ${t("words_missing", { label })}` : "");
		return fault.textContent === "";
	};
	const choice = await ask(heading, [words ? el("p", { class: "dialog-what", text: words }) : null, el("p", { text: note }), ...before, labelled(label, "ask-reason", reason), fault].filter((node) => node),
		[{ value: "", text: t("stay") }, { value: "do", text: button, class: "main", check }]);
	return choice === "do" ? reason.value.trim() : null;
}

/* A sheet goes back to its judge, with a reason that the judge reads; it counts until the next version comes. */
export async function return_ask(net, { contest, stage, sheet, words }) {
	const asked = { contest, stage, module: sheet.module, competitor: sheet.competitor, attempt: sheet.attempt, judge: sheet.judge, version: sheet.version };
	const changes = await look_ahead(net, "return", keyed({ ...asked, reason: "-" }));
	const reason = changes === null ? null : await reason_ask(t("return_title"), words, t("return_will"), t("return_do"), { before: changes });
	if (reason !== null)
		await send(net, "return", keyed({ ...asked, reason }));
}

/* The chief signs the version of a sheet that is current. */
export async function sign_ask(net, { contest, stage, sheet, words, name }) {
	const fields = signatures_make(["chief"], { chief: name });
	const fault = el("p", { class: "field-fault", role: "alert" });
	const choice = await ask(t("sign_title"), [el("p", { class: "dialog-what", text: words }), ...fields.nodes, fault],
		[{ value: "", text: t("stay") }, { value: "do", text: t("sign_do"), class: "main", check: signed_check(fields, fault) }]);
	if (choice === "do")
		await send(net, "sign", keyed({ contest, stage, module: sheet.module, competitor: sheet.competitor, attempt: sheet.attempt, judge: sheet.judge,
			version: sheet.version, hash: sheet.hash, ...fields.values()[0] }));
}

/* Judgements that differ too much count as they are, with a reason: one aspect after the other, each with what it changes. */
export async function accept_ask(net, { contest, stage }, one) {
	for (const aspect of one.aspects) {
		const asked = { contest, stage, module: one.module.id, competitor: one.competitor.id, attempt: one.attempt, aspect };
		const changes = await look_ahead(net, "accept", keyed({ ...asked, reason: "-" }));
		const reason = changes === null ? null : await reason_ask(t("accept_title"), apart_text({ ...one, aspects: [aspect] }), t("accept_will"), t("accept_do"), { before: changes });
		if (reason === null || !(await send(net, "accept", keyed({ ...asked, reason }))))
			return;
	}
}

/* The public's view of a stage stops, or goes on. */
export async function freeze_ask(net, { contest, stage, words, frozen }) {
	const name = frozen ? "freeze" : "unfreeze";
	const changes = await look_ahead(net, "freeze", keyed({ contest, stage, frozen }));
	if (changes === null)
		return;
	const choice = await ask(t(`${name}_do`), [el("p", { class: "dialog-what", text: words }), el("p", { text: t(`${name}_will`) }), ...changes],
		[{ value: "", text: t("stay") }, { value: "do", text: t(`${name}_do`), class: "main" }]);
	if (choice === "do")
		await send(net, "freeze", keyed({ contest, stage, frozen }));
}

/* A new card: the earlier ones end at once, and the new one is shown, to be scanned by the tablet, this once. */
export async function card_ask(net, person) {
	if ((await ask(t("card_new"), [el("p", { class: "dialog-what", text: person.name }), el("p", { text: t("card_will") })],
		[{ value: "", text: t("stay") }, { value: "do", text: t("card_new"), class: "main" }])) !== "do")
		return;
	const answer = await send(net, "card", keyed({ person: person.id, bound: person.bound ?? false }));
	if (!answer)
		return;
	const path = `/judge#${answer.token}`;
	await ask(`${t("card_new")}: ${person.name}`, [el("img", { class: "card-qr", src: `/qr.svg?path=${encodeURIComponent(path)}`, alt: t("card_qr") }),
		el("p", { class: "card-code number", text: answer.short }), el("p", { class: "muted", text: t("card_once") })], [{ value: "", text: t("close"), class: "main" }]);
}
