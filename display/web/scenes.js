/*
 * scenes.js - what a screen may show: a board, a message, a countdown, the address, the first three, nothing; more in the files beside it.
 * Each scene is {link(), release(), data()?} made by scene_make(); the desk chooses it, screen.js carries it out. data() takes what the hub adds.
 */
import { el, text, attr } from "/assets/js/dom.js";
import { t, title } from "/assets/js/text.js";
import { board_reduce, board_list } from "/assets/js/store.js";
import { Board, medal } from "./board.js";
import { Callup } from "./callup.js";
import { scene_draw } from "./draw.js";
import { scene_honours } from "./honours.js";
import { scene_latest } from "./latest.js";
import { scene_around, scene_duel, scene_now, scene_lower, scene_caption } from "./people.js";
import { scene_medals, scene_order } from "./lists.js";
import { scene_pictures } from "./pictures.js";
import { scene_progress } from "./progress.js";

const TURN_SECONDS = 24;

const nothing = () => {};

function two(n) {
	return String(n).padStart(2, "0");
}

/* 3725000 ms as "1:02:05", 65000 ms as "1:05". A started second counts. */
export function span_text(span_ms) {
	const all = Math.ceil(Math.abs(span_ms) / 1000);
	const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
	return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

function scene_board(place, net, scene, options) {
	return board_of(`board/${scene.contest}/${scene.stage}`, place, net, options);
}

/* A ceremony that is practised: its board, under words that nobody can overlook. */
function scene_practice(place, net, scene, options) {
	const board = el("div", { class: "practice-board" });
	place.replaceChildren(el("section", { class: "practice" }, el("p", { class: "practice-banner", role: "status" }, el("b", { text: t("practice_banner") })), board));
	return board_of("practice/board", board, net, options);
}

function board_of(topic, place, net, options) {
	const board = new Board(place, () => net.time(), options);
	const callup = new Callup(board.table);
	net.watch(topic, {
		snapshot: (snapshot) => snapshot && (board.show(snapshot), callup.draw(board.board)),
		change: (change) => (board.change(change), callup.draw(board.board)),
		refused: () => board.release() || scene_message(place, net, { text: t("no_board") }),
	});
	return {
		link: (state) => board.set_link(state, net.silence_ms()),
		release: () => (net.unwatch(topic), board.release()),
	};
}

function scene_message(place, net, scene) {
	place.replaceChildren(el("section", { class: "plain-scene" }, el("h1", { class: "message", text: title(scene.text) })));
	return { link: nothing, release: nothing };
}

/* On every screen at once, over what it shows. */
function scene_emergency(place, net, scene) {
	place.replaceChildren(el("section", { class: "plain-scene emergency", role: "alert" }, el("h1", { class: "message", text: title(scene.text) })));
	return { link: nothing, release: nothing };
}

function scene_blank(place) {
	place.replaceChildren(el("h1", { class: "unseen", text: t("blank") }));
	return { link: nothing, release: nothing };
}

function scene_address(place, net, scene) {
	const address = scene.address ?? location.origin;
	const qr = el("img", { src: "/qr.svg?path=/", alt: t("qr_alt"), on_error: () => qr.remove() });
	place.replaceChildren(el("section", { class: "plain-scene" }, el("h1", { text: t("on_your_phone") }), qr, el("p", { text: address })));
	return { link: nothing, release: nothing };
}

/* {"kind": "countdown", "to": ms on the hub's clock, "title"}: goes on counting, in another colour, past its end. */
function scene_countdown(place, net, scene) {
	const count = el("p", { class: "count number", role: "timer" });
	const over = el("p");
	place.replaceChildren(el("section", { class: "plain-scene" }, el("h1", { text: title(scene.title) }), count, over));
	const tick = () => {
		const left_ms = Number(scene.to) - net.time();
		text(count, span_text(left_ms > 0 ? left_ms : Math.min(0, left_ms + 1000)));
		attr(count, "data-over", left_ms <= 0 ? "" : null);
		text(over, left_ms <= 0 ? t("time_over") : "");
	};
	tick();
	const ticking = setInterval(tick, 100);
	return { link: nothing, release: () => clearInterval(ticking) };
}

function podium_step(list, step, phase) {
	const people = list.filter((item) => item.rank === step);
	const names = people.map(({ row }) => el("div", {}, el("strong", { text: row.name }), el("small", { text: row.unit ?? "" })));
	const block = el("div", { class: "podium-block" }, medal(step));
	const total = el("div", { class: "total number", text: people[0]?.row.total ?? "" });
	return el("div", { class: "podium-step", "data-step": step, "data-phase": phase }, el("div", { class: "people" }, ...names, total), block);
}

function scene_podium(place, net, scene) {
	const topic = `board/${scene.contest}/${scene.stage}`;
	let board = null;
	const draw = () => {
		const list = board_list(board);
		place.replaceChildren(el("section", { class: "podium" },
			el("div", {}, el("h1", { text: [title(board.contest_title), title(board.title)].join(" · ") }),
				el("p", { class: "phase", text: board.provisional ? t("provisional") : "" })),
			el("div", { class: "podium-steps" }, ...[1, 2, 3].map((step) => podium_step(list, step, board.phase)))));
	};
	net.watch(topic, {
		snapshot: (snapshot) => ((board = snapshot), draw()),
		change: (change) => ((board = board_reduce(board, change)), draw()),
	});
	return { link: nothing, release: () => net.unwatch(topic) };
}

/*
 * {"kind": "turns", "scenes": [...], "seconds": 24}: one scene after the other, round and round, each for its own `seconds` where it has them.
 * The hub's data are a list, in the same order.
 */
function scene_turns(place, net, scene, options, data) {
	const list = (scene.scenes ?? []).filter((one) => one?.kind);
	let [index, shown, turning] = [-1, null, null];
	const next = () => {
		index = (index + 1) % list.length;
		shown?.release();
		shown = scene_make(place, net, list[index], options, data?.[index] ?? null);
		attr(place, "data-turn", list[index].kind);
		shown.link(net.link);
		if (list.length > 1)
			turning = setTimeout(next, (Number(list[index].seconds) || Number(scene.seconds) || TURN_SECONDS) * 1000);
	};
	if (list.length === 0)
		return scene_address(place, net, {});
	next();
	return {
		link: (state) => shown.link(state),
		data: (told) => ((data = told), shown.data?.(data?.[index] ?? null)),
		release: () => (clearTimeout(turning), attr(place, "data-turn", null), shown.release()),
	};
}

const KINDS = {
	board: scene_board,
	practice: scene_practice,
	turns: scene_turns,
	latest: scene_latest,
	message: scene_message,
	blank: scene_blank,
	address: scene_address,
	countdown: scene_countdown,
	podium: scene_podium,
	around: scene_around,
	duel: scene_duel,
	medals: scene_medals,
	order: scene_order,
	now: scene_now,
	progress: scene_progress,
	honours: scene_honours,
	draw: scene_draw,
	pictures: scene_pictures,
	lower: scene_lower,
	caption: scene_caption,
	emergency: scene_emergency,
};

/* Draws a scene into `place`; what is not known here is shown as the address. `data`: what the hub adds. */
export function scene_make(place, net, scene, options, data = null) {
	const scene_of_kind = KINDS[scene?.kind] ?? scene_address;
	return scene_of_kind(place, net, scene ?? {}, options, data);
}
