/*
 * audience.js - the standings on a phone: search first, a card a competitor, favourites on top, a sheet with the parts of
 * a total. Everything shown comes from the hub as it is; favourites stay on the phone.
 */
import { el, text, attr, rows, glide, ask } from "/assets/js/dom.js";
import { t, title, text_load, language, language_choose, time_of_day } from "/assets/js/text.js";
import { Net } from "/assets/js/net.js";
import { board_reduce, board_list, board_moves, event_reduce } from "/assets/js/store.js";
import { SURE_WORDS, medal, phase_words } from "./board.js";

const SHOW_MS = 3000; /* without a board so long, the page shows that it is there */
const SHOWN_FIRST = 60;
const STATUS_WORDS = ["dns", "dnf", "dsq"];
const app = document.getElementById("app");
const self = { event: null, board: null, topic: null, stars: new Set(), shown: SHOWN_FIRST, moved: new Map(), open: null };
let net;
let view;

function stars_load() {
	try {
		self.stars = new Set(JSON.parse(localStorage.getItem("stars") ?? "[]"));
	} catch {
		self.stars = new Set();
	}
}

function star_key(id) {
	return `${self.event.id}/${self.board.contest}/${id}`;
}

function star_toggle(id) {
	const key = star_key(id);
	if (!self.stars.delete(key))
		self.stars.add(key);
	localStorage.setItem("stars", JSON.stringify([...self.stars]));
	draw();
}

function build() {
	view = {
		event: el("h1"),
		link: el("span", { class: "state", role: "status" }),
		search: el("input", { type: "search", placeholder: t("search"), "aria-label": t("search"), on_input: () => ((self.shown = SHOWN_FIRST), draw()) }),
		stages: el("select", { "aria-label": t("stage"), on_change: (event) => stage_choose(event.target.value) }),
		about: el("p", { class: "about muted" }),
		phase: el("span", { class: "phase" }),
		review: el("p", { class: "review" }),
		appeals: el("p", { class: "muted" }),
		favourites: el("ol", { class: "cards" }),
		cards: el("ol", { class: "cards" }),
		none: el("p", { class: "none muted", hidden: true }),
		files: el("p", { class: "files", hidden: true }),
		more: el("button", { type: "button", class: "more", text: t("more"), on_click: () => ((self.shown *= 4), draw()) }),
	};
	view.favourites_part = el("section", {}, el("h2", { text: t("favourites") }), view.favourites);
	const other = language() === "en" ? ["zh", "中文"] : ["en", "English"];
	view.page = [
		el("header", { class: "top" },
			el("div", { class: "top-line" }, view.event, view.link),
			view.search, view.stages),
		el("main", {}, el("div", { class: "about-line" }, view.phase, view.about), view.review, view.appeals, view.favourites_part,
			el("section", {}, el("h2", { text: t("board") }), view.cards, view.none, view.more, view.files)),
		el("footer", { class: "bottom" },
			el("button", { type: "button", lang: other[0], text: other[1], on_click: () => language_choose(other[0]) }),
			el("button", { type: "button", text: t("theme"), on_click: theme_turn }),
			el("a", { href: "/results", text: t("results_plain") }),
			el("span", { class: "muted", text: "试金石 touchstone" }))];
}

/* All of it at once, with the board in it: nothing that was read already is pushed down by what comes after it. */
function page_show() {
	if (!view.page)
		return;
	app.replaceChildren(...view.page);
	view.page = null;
}

function theme_set(name) {
	document.documentElement.dataset.theme = name;
}

function theme_turn() {
	const names = ["light", "dark", "contrast"];
	const next = names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length];
	localStorage.setItem("theme", next);
	theme_set(next);
}

function theme_first() {
	const dark = matchMedia("(prefers-color-scheme: dark)").matches;
	theme_set(new URLSearchParams(location.search).get("theme") ?? localStorage.getItem("theme") ?? (dark ? "dark" : "light"));
}

function stages_of(event) {
	return event.contests.flatMap((contest) => contest.stages.map((stage) => ({ id: `${contest.id}/${stage.id}`, phase: stage.phase,
		words: [title(contest.title), title(stage.title)].join(" · ") })));
}

/* The stage of the address, else the first that is open, else the last published, else the first. */
function stage_first() {
	const stages = stages_of(self.event);
	const wanted = decodeURIComponent(location.hash.slice(1));
	return (stages.find((stage) => stage.id === wanted) ?? stages.find((stage) => stage.phase === "open") ??
		stages.findLast((stage) => stage.phase === "published") ?? stages[0])?.id;
}

function stage_choose(id) {
	if (self.topic)
		net.unwatch(self.topic);
	self.topic = `board/${id}`;
	self.board = null;
	self.moved.clear();
	self.shown = SHOWN_FIRST;
	history.replaceState(null, "", `#${id}`);
	net.watch(self.topic, { snapshot: on_board, change: on_change, refused: () => (text(view.about, t("no_board")), page_show()) });
	draw_stages();
}

function on_board(board) {
	self.board = board;
	draw();
	page_show();
}

function on_change(change) {
	const before = self.board;
	self.board = board_reduce(before, change);
	const { gained, changed } = board_moves(before, self.board);
	for (const [id, places] of gained)
		self.moved.set(id, places);
	glide(view.cards, draw);
	for (const id of changed)
		view.cards.querySelector(`[data-key="${CSS.escape(id)}"]`)?.animate([{ backgroundColor: "var(--glow)" }, {}], { duration: 1600 });
	self.open?.(self.board);
}

function draw_stages() {
	const stages = stages_of(self.event);
	text(view.event, title(self.event.title));
	document.title = `${title(self.event.title)} · touchstone`;
	rows(view.stages, stages, (stage) => stage.id, (stage) => el("option", { value: stage.id }), (node, stage) => text(node, `${stage.words} · ${t(`phase_${stage.phase}`)}`));
	view.stages.value = self.topic?.slice("board/".length) ?? "";
}

function found({ id, row }, words) {
	const place = `${id} ${row.name} ${row.unit ?? ""}`.toLowerCase();
	return words.every((word) => place.includes(word) || (row.initials ?? "").includes(word));
}

function draw() {
	const { board } = self;
	if (!board)
		return;
	const words = view.search.value.toLowerCase().split(/\s+/).filter((word) => word);
	const all = board_list(board);
	const list = words.length ? all.filter((item) => found(item, words)) : all;
	const stars = words.length ? [] : all.filter(({ id }) => self.stars.has(star_key(id)));
	attr(view.phase, "data-phase", board.phase);
	text(view.phase, phase_words(board));
	text(view.appeals, board.appeals_until ? t("appeals_open", { time: time_of_day(board.appeals_until, false) }) : "");
	text(view.review, board.review ? `▲ ${t("review_note", { time: time_of_day(board.review.since, false) })} ${board.review.reason}` : "");
	text(view.about, [t("marked", { done: board.progress.in, due: board.progress.due }), board.at ? t("as_of", { time: time_of_day(board.at) }) : ""].join(" · "));
	view.favourites_part.hidden = stars.length === 0;
	rows(view.favourites, stars, (item) => item.id, make_card, write_card);
	rows(view.cards, list.slice(0, self.shown), (item) => item.id, make_card, write_card);
	view.more.hidden = list.length <= self.shown;
	view.none.hidden = list.length > 0;
	text(view.none, words.length ? t("nobody_found") : t("board_empty"));
	draw_files(board);
}

function results_address(board) {
	return `/results/${encodeURIComponent(board.contest)}/${encodeURIComponent(board.stage)}`;
}

/* A published stage's results as files. */
function draw_files(board) {
	view.files.hidden = board.phase !== "published";
	const address = results_address(board);
	if (view.files.hidden || view.files.dataset.address === address)
		return;
	view.files.dataset.address = address;
	const link = (ending, words) => el("a", { class: "button", href: address + ending, text: words });
	view.files.replaceChildren(link("", t("results_print")), link(".xlsx", "Excel"), link(".csv", "CSV"));
}

function make_card({ id }) {
	return el("li", { class: "card competitor" },
		el("button", { type: "button", class: "competitor-open", on_click: () => competitor_show(id) },
			el("span", { class: "competitor-rank" }),
			el("span", { class: "competitor-words" }, el("b"), el("span", { class: "muted" })),
			el("span", { class: "competitor-total" }, el("b", { class: "number" }), el("span"))),
		el("button", { type: "button", class: "star plain", on_click: () => star_toggle(id) }));
}

function row_note(id, row) {
	const places = self.moved.get(id) ?? 0;
	if (STATUS_WORDS.includes(row.status))
		return t(`status_${row.status}`);
	if (row.award)
		return title(row.award.title);
	if (row.advances && !self.board.provisional)
		return t("advances");
	if (row.substitute && !self.board.provisional)
		return t("substitute", { place: row.substitute });
	if (row.sure)
		return t(SURE_WORDS[row.sure]);
	return places > 0 ? t("up", { places }) : places < 0 ? t("down", { places: -places }) : "";
}

function write_card(node, { id, rank, row }) {
	const [open, star] = node.children;
	const [place, words, total] = open.children;
	if (place.textContent !== (rank === null ? "–" : String(rank)))
		place.replaceChildren(medal(rank));
	text(words.children[0], row.name);
	text(words.children[1], [id, row.unit].filter((part) => part).join(" · "));
	text(total.children[0], row.total ?? "–");
	text(total.children[1], row_note(id, row));
	attr(total.children[1], "data-way", (self.moved.get(id) ?? 0) > 0 ? "up" : (self.moved.get(id) ?? 0) < 0 ? "down" : null);
	const starred = self.stars.has(star_key(id));
	text(star, starred ? "★" : "☆");
	attr(star, "aria-pressed", String(starred));
	attr(star, "aria-label", `${t("favourite")}: ${row.name}`);
}

/* The way to a total: place, total, and each part; it follows the board while it is open. */
async function competitor_show(id) {
	const body = el("div", { class: "proof" });
	const write = (board) => {
		const row = board.rows[id];
		if (!row)
			return;
		const rank = board.ranks[board.order.indexOf(id)];
		const line = (words, value, kind = "") => el("div", { class: `proof-line ${kind}` }, el("dt", { text: words }), el("dd", { class: "number", text: value ?? "–" }));
		body.replaceChildren(
			el("p", { class: "muted", text: [id, row.unit].filter((part) => part).join(" · ") }),
			el("p", { class: "proof-place" }, medal(rank), el("b", { class: "number", text: row.total ?? "–" })),
			el("dl", {}, ...board.modules.map((m, n) => line(title(m.title), row.parts?.[n])), line(t("total"), row.total, "sum"),
				line(t("sheets_in"), t("marked_short", { done: row.in, due: row.due }))),
			...(board.phase === "published" && !board.frozen
				? [el("p", {}, el("a", { class: "button", href: `${results_address(board)}/${encodeURIComponent(id)}`, text: t("results_explained") }))] : []),
			el("p", { text: [board.review ? t("under_review") : board.frozen ? t("frozen_note") : board.held ? t("held_note", board.held) : board.provisional ? t("provisional_note") : "", row_note(id, row)].filter((part) => part).join(" · ") }));
	};
	write(self.board);
	self.open = write;
	const starred = self.stars.has(star_key(id));
	const choice = await ask(self.board.rows[id].name, [body], [{ value: "star", text: starred ? `★ ${t("favourite_drop")}` : `☆ ${t("favourite")}` },
		{ value: "", text: t("close"), class: "main" }], "sheet");
	self.open = null;
	if (choice === "star")
		star_toggle(id);
}

function on_link(link) {
	attr(view.link, "data-state", link === "connecting" ? "waiting" : link);
	text(view.link, `${link === "live" ? "●" : "▲"} ${t(`screen_${link}`, { seconds: Math.floor(net.silence_ms() / 1000) })}`);
}

function on_event(event) {
	self.event = event;
	if (self.topic)
		draw_stages();
	else if (stage_first())
		stage_choose(stage_first());
	else
		page_show();
}

async function start() {
	theme_first();
	stars_load();
	await text_load();
	build();
	setTimeout(page_show, SHOW_MS);
	net = new Net({ on_link });
	net.watch("event", { snapshot: on_event, change: (change) => on_event(event_reduce(self.event, change)) });
	setInterval(() => on_link(net.link), 1000);
}

start();
