/*
 * entry.js - one entry of the history: who, when, at which device; what it replaced and what it moved; the board as it stood
 * then; and how to undo it by a new entry, where that is sound. What moved is told by the hub's boards before and after.
 */
import { el, ask } from "/assets/js/dom.js";
import { t, title, language } from "/assets/js/text.js";
import { board_list } from "/assets/js/store.js";
import { keyed, look_ahead, reason_ask, send } from "./actions.js";
import { refusal_text } from "./sheet.js";
import { unlock_ask } from "./unlock.js";

/* What makes two entries of a kind be about the same thing; kinds that are not here replace nothing. */
const SUBJECTS = { sheet: ["module", "competitor", "attempt", "judge"], status: ["competitor"], order: ["kind"], phase: [], freeze: [], reveal: [], screen: ["screen"] };
const MARK = "↶";

export function moment_text(ms) {
	return new Intl.DateTimeFormat(language(), { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }).format(ms);
}

/* The entry that this one replaced, or null. */
async function before_of(net, { contest, stage }, entry) {
	const members = SUBJECTS[entry.kind];
	if (!members || !entry.data)
		return null;
	const same = (other) => other.verdict === "accepted" && members.every((name) => String(other.data?.[name] ?? 1) === String(entry.data[name] ?? 1));
	for (let before = entry.seq; before;) {
		const answer = await net.ask("history", { ...(entry.kind === "screen" ? {} : { contest, stage }), kind: entry.kind, before, limit: 200, ...(entry.data.competitor && { competitor: entry.data.competitor }) });
		const found = answer.entries.find(same);
		if (found)
			return found;
		before = answer.next;
	}
	return null;
}

/* Whether a later entry of this kind stands on it. */
async function later_of(net, { contest, stage }, entry, test) {
	const { entries } = await net.ask("history", { contest, stage, kind: entry.kind, limit: 500, ...(entry.data.competitor && { competitor: entry.data.competitor }) });
	return entries.some((other) => other.seq > entry.seq && other.verdict === "accepted" && test(other));
}

function flat(data) {
	const { marks = {}, penalties = {}, values = {}, ...rest } = data ?? {};
	return { ...rest, ...marks, ...penalties, ...values };
}

/* "A1 8 → 7.5" for each member that differs. */
export function differences(before, after) {
	const [was, is] = [flat(before), flat(after)];
	const skipped = new Set(["strokes", "hash", "from", "version"]);
	return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => !skipped.has(name) && String(was[name] ?? "–") !== String(is[name] ?? "–"))
		.map((name) => `${name} ${was[name] ?? "–"} → ${is[name] ?? "–"}`);
}

/* Whose place or total differs between two boards. */
export function moved(before, after) {
	const places = new Map(before ? board_list(before).map(({ id, rank, row }) => [id, { rank, total: row.total, status: row.status }]) : []);
	return board_list(after).map(({ id, rank, row }) => ({ id, name: row.name, was: places.get(id) ?? { rank: null, total: null }, rank, total: row.total }))
		.filter(({ was, rank, total }) => was.rank !== rank || was.total !== total)
		.map(({ id, name, was, rank, total }) => `${id} ${name}: ${t("rank")} ${was.rank ?? "–"} → ${rank ?? "–"} · ${t("total")} ${was.total ?? "–"} → ${total ?? "–"}`);
}

function past(net, { contest, stage }, when) {
	return net.ask("past", { contest, stage, ...when });
}

/* A stage's board after an entry ({seq}) or at a moment ({at}). */
export async function past_show(net, here, when) {
	let content;
	let heading = t("past");
	try {
		const { seq, board } = await past(net, here, when);
		heading = `${t("past_at", { time: moment_text(board.at), seq })} · ${t(`phase_${board.phase}`)}`;
		content = el("table", { class: "marks" }, el("caption", { class: "unseen", text: heading }), el("thead", {}, el("tr", {}, ...[t("rank"), t("competitor"), t("total"), ...board.modules.map((m) => title(m.title))].map((words) => el("th", { scope: "col", text: words })))),
			el("tbody", {}, ...board_list(board).map(({ id, rank, row }) => el("tr", {}, el("td", { class: "number", text: String(rank ?? "–") }), el("th", { scope: "row", text: `${id} ${row.name}` }),
				el("td", { class: "number", text: row.total ?? "–" }), ...board.modules.map((_, n) => el("td", { class: "number", text: row.parts?.[n] ?? "–" }))))));
	} catch (refusal) {
		content = el("p", { text: `▲ ${refusal_text(refusal)}` });
	}
	await ask(heading, [el("p", { class: "dialog-what", text: here.words }), el("div", { class: "marks-box past-box", tabindex: "0", role: "region", "aria-label": t("past") }, content)], [{ value: "", text: t("close"), class: "main" }], "wide");
}

function negative(points) {
	return points.startsWith("-") ? points.slice(1) : `-${points}`;
}

/* The request that undoes an entry: {method, params}, {unlock: phase}, or null where there is no sound one. */
export async function undo_of(net, here, entry, before) {
	const { kind, data, verdict, seq } = entry;
	const where = { contest: here.contest, stage: here.stage };
	if (verdict !== "accepted" || !data || entry.first)
		return null;
	const newest = async () => !(await later_of(net, here, entry, (other) => SUBJECTS[kind].every((name) => other.data?.[name] === data[name])));
	if (kind === "adjust")
		return (await later_of(net, here, entry, (other) => other.data.reason.startsWith(`${MARK} ${seq}:`))) ? null
			: { method: "adjust", params: { ...where, competitor: data.competitor, points: negative(data.points) } };
	if (kind === "accept" && !data.back)
		return { method: "accept", params: { ...where, module: data.module, competitor: data.competitor, attempt: data.attempt, aspect: data.aspect, back: true } };
	if (kind === "status" && await newest())
		return { method: "status", params: { ...where, competitor: data.competitor, status: before?.data.status ?? "ranked" } };
	if (kind === "freeze" && await newest())
		return { method: "freeze", params: { ...where, frozen: !data.frozen } };
	if (kind === "reveal" && await newest())
		return { method: "reveal", params: { ...where, step: before?.data.step ?? 0 } };
	if (kind === "order" && before && await newest())
		return { method: "order", params: { ...where, kind: data.kind, values: before.data.values } };
	if (kind === "phase" && ["locked", "published"].includes(data.phase) && here.phase === data.phase)
		return { unlock: data.phase };
	return null;
}

async function undo_ask(net, here, entry, undo, words) {
	if (undo.unlock)
		return unlock_ask(net, { ...here, phase: undo.unlock });
	const with_reason = (reason) => (["freeze", "reveal", "order"].includes(undo.method) ? undo.params : { ...undo.params, reason: `${MARK} ${entry.seq}: ${reason}` });
	const changes = undo.method === "reveal" ? [] : await look_ahead(net, undo.method, keyed(with_reason("-")));
	const reason = changes === null ? null : await reason_ask(t("undo"), words, t("undo_will"), t("undo"), { before: changes });
	return reason === null ? null : send(net, undo.method, keyed(with_reason(reason)));
}

/* One entry with all that is known of it. `here`: {contest, stage, words, phase, may}; `words`: what it says; `who`: by whom. */
export async function entry_show(net, here, entry, { words, who }) {
	const list = el("ul", { class: "dialog-list" }, el("li", { class: "muted", text: "…" }));
	const buttons = [{ value: "", text: t("close"), class: "main" }, { value: "past", text: t("past_then") }];
	let undo = null;
	try {
		const before = await before_of(net, here, entry);
		const counts = entry.verdict === "accepted" && !entry.first;
		const [was, is] = counts ? await Promise.all([entry.seq > 1 ? past(net, here, { seq: entry.seq - 1 }).catch(() => null) : null, past(net, here, { seq: entry.seq }).catch(() => null)]) : [null, null];
		const lines = [...(before ? differences(before.data, entry.data) : []), ...(is ? moved(was?.board ?? null, is.board) : [])];
		list.replaceChildren(...(lines.length ? lines : [t("entry_moves_nothing")]).slice(0, 40).map((line) => el("li", { text: line })));
		undo = await undo_of(net, here, entry, before);
	} catch (refusal) {
		list.replaceChildren(el("li", { text: `▲ ${refusal_text(refusal)}` }));
	}
	if (undo && here.may.includes(undo.unlock ? "unlock" : undo.method))
		buttons.splice(1, 0, { value: "undo", text: `${MARK} ${t("undo")}` });
	const facts = [`${t("entry")} ${entry.seq}`, moment_text(entry.at), who, entry.data?.from ? t("device_at", { device: entry.data.from }) : t("device_unknown")];
	const choice = await ask(words, [el("p", { class: "muted", text: facts.join(" · ") }), el("h3", { text: t("before_after") }), list], buttons, "wide");
	if (choice === "past")
		await past_show(net, here, { seq: entry.seq });
	else if (choice === "undo")
		await undo_ask(net, here, entry, undo, words);
}
