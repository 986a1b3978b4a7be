/*
 * people.js - scenes about one or two competitors: the rows around one, head to head, now performing, the lower third.
 * Places, totals and chances are the hub's.
 */
import { el, text, fit } from "/assets/js/dom.js";
import { t, title } from "/assets/js/text.js";
import { board_reduce } from "/assets/js/store.js";
import { Board, medal, phase_words } from "./board.js";

/* Watches the board of a scene's stage and draws anew whatever comes; `draw(board, data)`. */
function with_board(net, scene, data, draw) {
	const topic = `board/${scene.contest}/${scene.stage}`;
	let board = null;
	const again = () => board && draw(board, data);
	net.watch(topic, {
		snapshot: (snapshot) => ((board = snapshot), again()),
		change: (change) => ((board = board_reduce(board, change)), again()),
	});
	return { link: () => {}, data: (value) => ((data = value), again()), release: () => net.unwatch(topic) };
}

function place_of(board, id) {
	return board.ranks[board.order.indexOf(id)] ?? null;
}

function titles(board) {
	return [title(board.contest_title), title(board.title)].filter((part) => part).join(" · ");
}

function about(id, row) {
	return [id, row.unit].filter((part) => part).join(" · ");
}

/* A name as large as its box lets it be. */
function fit_name(node) {
	fit(node, node.parentElement.clientWidth, 0.45);
}

export function scene_around(place, net, scene, options) {
	const topic = `board/${scene.contest}/${scene.stage}`;
	const board = new Board(place, () => net.time(), { ...options, around: scene.competitor });
	net.watch(topic, { snapshot: (snapshot) => board.show(snapshot), change: (change) => board.change(change) });
	return { link: (state) => board.set_link(state, net.silence_ms()), release: () => (net.unwatch(topic), board.release()) };
}

function parts_list(board, row) {
	return el("dl", { class: "score-parts" }, ...board.modules.map((m, n) =>
		el("div", { class: "score-part" }, el("dt", { text: title(m.title) }), el("dd", { class: "number", text: row.parts?.[n] ?? "–" }))));
}

function duel_side(board, id) {
	const row = board.rows[id];
	if (!row)
		return el("div", { class: "duel-side" });
	const name = el("span", { class: "fitted", text: row.name });
	return el("div", { class: "duel-side", "data-competitor": id }, el("h2", {}, name), el("p", { class: "who", text: about(id, row) }),
		el("p", { class: "score-total number", text: row.total ?? "–" }), el("p", { class: "duel-place" }, medal(place_of(board, id)), " ", t("rank")), parts_list(board, row));
}

/* {"kind": "duel", "competitors": [a, b]}: two side by side. */
export function scene_duel(place, net, scene) {
	return with_board(net, scene, null, (board) => {
		place.replaceChildren(el("section", { class: "duel" }, el("h1", { text: titles(board) }),
			el("div", { class: "duel-sides" }, ...scene.competitors.map((id) => duel_side(board, id))), el("p", { class: "phase", text: phase_words(board) })));
		place.querySelectorAll(".duel .fitted").forEach(fit_name);
	});
}

/* What is certain already, else what is missing; nothing once it is published, and nothing that the hub does not tell. */
function chances(board, data) {
	if (!data || !board.provisional)
		return [];
	const words = [];
	if (data.win !== "possible")
		words.push([data.win, t(`win_${data.win}`)]);
	else if (data.lead)
		words.push(["possible", t("needs_lead", { points: data.lead })]);
	if (data.cut && data.cut !== "possible")
		words.push([data.cut, t(`cut_${data.cut}`)]);
	else if (data.through)
		words.push(["possible", t("needs_cut", { points: data.through })]);
	const shapes = { clinched: "✓", out: "✕", possible: "→" };
	return words.map(([chance, sentence]) => el("p", { class: "chance", "data-chance": chance, text: `${shapes[chance]} ${sentence}` }));
}

/* {"kind": "now", "competitor"}: who performs, what is scored so far, what it takes. */
export function scene_now(place, net, scene, options, data) {
	return with_board(net, scene, data, (board, told) => {
		const row = board.rows[scene.competitor];
		if (!row)
			return;
		const rank = place_of(board, scene.competitor);
		const name = el("span", { class: "fitted", text: row.name });
		place.replaceChildren(el("section", { class: "score now-scene" },
			el("div", {}, el("p", { class: "who", text: `${t("scene_now")} · ${titles(board)}` }), el("h1", {}, name), el("p", { class: "who", text: about(scene.competitor, row) })),
			parts_list(board, row),
			el("div", { class: "score-end" }, el("p", { class: "score-total number", text: row.total ?? "–" }), el("p", { class: "score-place", text: rank === null ? "" : t("place_now", { rank }) })),
			el("div", { class: "chances" }, ...chances(board, told)), el("p", { class: "phase", text: phase_words(board) })));
		fit_name(name);
	});
}

/* {"kind": "lower", "competitor"}: over a picture from a video mixer; the rest of the page is transparent. */
export function scene_lower(place, net, scene, options, data) {
	return with_board(net, scene, data, (board, told) => {
		const row = board.rows[scene.competitor];
		if (!row)
			return;
		const name = el("span", { class: "fitted", text: row.name });
		place.replaceChildren(el("section", { class: "lower" }, el("div", { class: "lower-rank" }, medal(place_of(board, scene.competitor))),
			el("div", { class: "lower-who" }, el("h1", {}, name), el("p", { text: about(scene.competitor, row) }), el("div", { class: "chances" }, ...chances(board, told))),
			el("div", { class: "lower-end" }, el("p", { class: "lower-total number", text: row.total ?? "–" }), el("p", { text: phase_words(board) }))));
		fit_name(name);
	});
}

/* {"kind": "caption", "text"}: the same with free words, for a guest or a place. */
export function scene_caption(place, net, scene) {
	const heading = el("h1", {});
	text(heading, title(scene.text));
	place.replaceChildren(el("section", { class: "lower" }, el("div", { class: "lower-who" }, heading)));
	return { link: () => {}, release: () => {} };
}
