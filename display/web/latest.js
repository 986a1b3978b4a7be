/*
 * latest.js - the score just given: the name, what each judge gave (where the definition lets it be seen) with what was left out struck through,
 * the parts, the total, the place. Several who are announced together stand side by side.
 */
import { el, text, fit, motion_wanted } from "/assets/js/dom.js";
import { t, title } from "/assets/js/text.js";
import { board_reduce } from "/assets/js/store.js";
import { decimal_digits } from "/assets/js/decimal.js";
import { medal, phase_words } from "./board.js";

const COUNT_MS = 400;
const CARD_MS = 120;
const SIDE_MOST = 6;

/* The total counts up to what it is; where no motion is wanted it is there at once. */
function count_up(node, value, wait_ms = 0) {
	const digits = decimal_digits(value);
	const whole = Number(value);
	if (!motion_wanted() || !Number.isFinite(whole)) {
		text(node, value);
		return;
	}
	const begin = performance.now() + wait_ms;
	const step = (now) => {
		const part = Math.min(1, Math.max(0, (now - begin) / COUNT_MS));
		text(node, part < 1 ? (whole * part).toFixed(digits) : value);
		if (part < 1)
			requestAnimationFrame(step);
	};
	requestAnimationFrame(step);
}

function titles(board) {
	return [title(board.contest_title), title(board.title)].filter((part) => part).join(" · ");
}

function rank_of(board, id) {
	return board.ranks[board.order.indexOf(id)] ?? null;
}

/* Whose total is another one than before, in the board's order. */
export function totals_new(before, after) {
	return after.order.filter((id) => after.rows[id].total && after.rows[id].total !== before.rows[id]?.total);
}

/* One judge's card; a dropped one is struck, and says so. */
function value_card({ value, dropped }, n, motion) {
	const card = el("li", { class: "value-card", "data-dropped": dropped }, el("small", { "aria-hidden": "true", text: `J${n + 1}` }),
		el(dropped ? "s" : "span", { class: "number", text: value }), dropped ? el("span", { class: "unseen", text: t("value_dropped") }) : null);
	if (motion)
		card.animate([{ opacity: 0, transform: "rotateX(90deg)" }, { opacity: 1, transform: "none" }], { duration: 240, delay: n * CARD_MS, fill: "backwards", easing: "ease-out" });
	return card;
}

function value_rows(rows) {
	let n = 0;
	const list = rows.map((row) => el("div", { class: "value-row" }, el("h2", { text: title(row.title) }),
		el("ol", { class: "value-cards" }, ...row.values.map((one) => value_card(one, n++, motion_wanted())).map((card, place) => ((card.firstChild.textContent = `J${place + 1}`), card)))));
	return [el("div", { class: "values", "data-rows": rows.length }, ...list), n * CARD_MS];
}

/* The places of those who were announced together, side by side in the board's order. */
function side(board, id, many) {
	const row = board.rows[id];
	const total = el("p", { class: "score-total number" });
	const name = el("span", { class: "fitted", text: row.name });
	const node = el("div", { class: "side", "data-competitor": id }, el("h2", {}, name), el("p", { class: "who", text: [id, row.unit].filter((part) => part).join(" · ") }), total,
		el("p", { class: "duel-place" }, medal(rank_of(board, id)), " ", t("rank")));
	node.dataset.many = many;
	count_up(total, row.total);
	return node;
}

export function scene_latest(place, net, scene) {
	const topic = `board/${scene.contest}/${scene.stage}`;
	let board = null;
	let shown = [];
	const wait = () => place.replaceChildren(el("section", { class: "plain-scene" }, el("h1", { text: board.held ? t("held_wait", board.held) : t("latest_wait") }), el("p", { text: titles(board) })));
	const draw_sides = (ids) => {
		place.replaceChildren(el("section", { class: "duel sides" }, el("h1", { text: titles(board) }), el("div", { class: "duel-sides", "data-count": ids.length }, ...ids.map((id) => side(board, id, ids.length))),
			el("p", { class: "phase", text: phase_words(board) })));
		place.querySelectorAll(".side .fitted").forEach((node) => fit(node, node.parentElement.clientWidth, 0.45));
	};
	const draw_one = (id, rows) => {
		const row = board.rows[id];
		const rank = rank_of(board, id);
		const total = el("p", { class: "score-total number" });
		const name = el("span", { class: "fitted", text: row.name });
		const [cards, wait_ms] = rows.length ? value_rows(rows) : [null, 0];
		const parts = board.modules.map((m, n) => el("div", { class: "score-part" }, el("dt", { text: title(m.title) }), el("dd", { class: "number", text: row.parts?.[n] ?? "–" })));
		place.replaceChildren(el("section", { class: "score latest", "data-values": rows.length > 0 },
			el("div", {}, el("h1", {}, name), el("p", { class: "who", text: [id, row.unit].filter((part) => part).join(" · ") })), cards,
			el("dl", { class: "score-parts" }, ...(board.modules.length > 1 || !rows.length ? parts : [])),
			el("div", { class: "score-end" }, total, el("p", { class: "score-place", text: rank === null ? "" : t("place_now", { rank }) })),
			el("p", { class: "phase", text: phase_words(board) })));
		fit(name, name.parentElement.clientWidth, 0.45);
		count_up(total, row.total, wait_ms);
	};
	const draw = async (ids) => {
		if (ids.length > 1) {
			draw_sides(ids.slice(0, SIDE_MOST));
			return;
		}
		const told = await net.ask("values", { contest: scene.contest, stage: scene.stage, competitor: ids[0] }).catch(() => ({ rows: [] }));
		if (shown[0] === ids[0] && shown.length === 1 && board.rows[ids[0]]?.total)
			draw_one(ids[0], told.rows);
	};
	const show = (ids) => {
		shown = ids;
		if (ids.length && ids.every((id) => board.rows[id]?.total))
			draw(ids);
		else
			wait();
	};
	net.watch(topic, {
		snapshot: (snapshot) => ((board = snapshot), show(shown)),
		change: (change) => {
			const before = board;
			board = board_reduce(board, change);
			const news = board.frozen ? [] : totals_new(before, board);
			if (news.length)
				show(before.held || news.length === 1 ? news : [news.at(-1)]);
			else if (shown.length === 0)
				wait();
		},
	});
	return { link: () => {}, release: () => net.unwatch(topic) };
}
