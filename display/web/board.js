/*
 * board.js - a leaderboard on a screen: the hub's board, shown as it is. Ranks, totals and order come from the hub.
 *
 * It shows as many rows as fit and turns the page; it never cuts silently: a page that ends or begins inside a shared
 * rank says so. What is not yet marked is "–". A row that changed glows once; a rank that changed has an arrow and a
 * word for a while.
 */
import { el, text, attr, rows, glide, fit, font_of, motion_wanted } from "/assets/js/dom.js";
import { t, title, language, time_of_day } from "/assets/js/text.js";
import { board_reduce, board_moves } from "/assets/js/store.js";
import { decimal_digits } from "/assets/js/decimal.js";

const PAGE_MS = 8000;
export const HEADS_UNITS = 4.6; /* as in screen.css */
const MOVE_SHOWN_MS = 45000;
const LINK_SHAPES = { live: "●", stale: "▲", offline: "▲", connecting: "…" };
const MOVE_UNITS = { zh: 11, en: 14, both: 19 };
const NOTE_UNITS = { zh: 17, en: 21, both: 23 };
const STATUS_WORDS = ["dns", "dnf", "dsq"];
export const SURE_WORDS = { win: "win_clinched", through: "cut_clinched", out: "cut_out" };

/* A medal's shape for the first three ranks: circle, square, hexagon, each with its number. */
export function medal(rank) {
	const place = rank === null || rank === undefined ? "–" : String(rank);
	return rank >= 1 && rank <= 3 ? el("span", { class: "medal", "data-medal": rank, text: place }) : el("span", { text: place });
}

/* What the table is worth: taken back and looked at again, frozen, held back, provisional or published. */
export function phase_words(board) {
	return board.review ? t("under_review") : board.frozen ? t("frozen") : board.held ? t("held", board.held) : board.provisional ? t("provisional") : t("published");
}

/* A number on the decimal point of its column: unseen digits fill up what others have behind the point. */
export function aligned(value, digits) {
	if (value === null || value === undefined)
		return [document.createTextNode("–"), el("span", { class: "ghost", "aria-hidden": "true", text: digits ? `.${"0".repeat(digits)}` : "" })];
	const more = digits - decimal_digits(value);
	const fill = more > 0 ? `${decimal_digits(value) ? "" : "."}${"0".repeat(more)}` : "";
	return [document.createTextNode(value), el("span", { class: "ghost", "aria-hidden": "true", text: fill })];
}

/* The width that a cell has for its text. */
function room_of(cell) {
	const style = getComputedStyle(cell);
	return cell.clientWidth - parseFloat(style.paddingRight) - parseFloat(style.paddingLeft);
}

export class Board {
	/* Builds the board's elements into `place`; `time()` gives the hub's time. `options`: page_ms; around: only the rows around this competitor. */
	constructor(place, time, options = {}) {
		this.time = time;
		this.page_ms = options.page_ms ?? PAGE_MS;
		this.around = options.around ?? null;
		this.board = null;
		this.page = 0;
		this.moved = new Map();
		this.size = null;
		this.parts_of = new WeakMap();
		this.written = new WeakMap();
		this.fitted = new WeakMap();
		this.rooms = new Map();
		this.build(place);
		this.watcher = new ResizeObserver(() => ((this.size = null), this.draw()));
		this.watcher.observe(this.table);
		this.ticking = setInterval(() => this.tick(), 250);
	}

	build(place) {
		this.heading = el("span", { class: "fitted" });
		this.link_state = el("span", { class: "board-link state", role: "status" });
		this.phase = el("span", { class: "board-phase" });
		this.clock = el("time", { class: "board-clock number" });
		this.list = el("div", { role: "rowgroup" });
		this.heads = el("div", { class: "board-row heads", role: "row" });
		this.tie_top = el("div", { class: "board-tie", "data-end": "top", hidden: true });
		this.tie_end = el("div", { class: "board-tie", hidden: true });
		this.empty = el("div", { class: "board-empty", hidden: true, text: t("board_empty") });
		this.body = el("div", { class: "board-body", role: "table", "aria-label": t("board") }, el("div", { role: "rowgroup" }, this.heads), this.list);
		this.table = el("div", { class: "board-table" }, this.body, this.empty, this.tie_top, this.tie_end);
		this.progress = el("span", { class: "now" });
		this.as_of = el("span");
		this.page_text = el("span", { class: "now" });
		this.page_line = el("i");
		this.line = el("span", { class: "line", "aria-hidden": "true" }, this.page_line);
		const qr = el("img", { src: "/qr.svg?path=/", alt: t("qr_alt"), on_error: () => this.qr.remove() });
		this.qr = el("span", { class: "board-qr" }, el("span", { text: t("on_your_phone") }), qr);
		this.root = el("section", { class: "board" },
			el("header", { class: "board-head" }, el("span", { class: "board-logo" }), el("h1", { class: "board-title" }, this.heading), this.phase, this.link_state, this.clock),
			this.table,
			el("footer", { class: "board-foot" }, this.progress, this.as_of, el("span", { class: "fill" }), this.page_text, this.line, this.qr));
		place.replaceChildren(this.root);
	}

	release() {
		clearInterval(this.ticking);
		clearTimeout(this.turning);
		this.watcher.disconnect();
	}

	set_link(state, silence_ms) {
		attr(this.root, "data-link", state);
		attr(this.link_state, "data-state", state === "connecting" ? "waiting" : state);
		const seconds = Math.floor(silence_ms / 1000);
		text(this.link_state, `${LINK_SHAPES[state]} ${t(`screen_${state}`, { seconds })}`);
	}

	tick() {
		text(this.clock, time_of_day(this.time()));
		const now = performance.now();
		for (const [id, move] of this.moved)
			if (now > move.until)
				this.moved.delete(id);
	}

	show(board) {
		this.board = board;
		this.moved.clear();
		this.page = 0;
		this.draw();
	}

	change(change) {
		const before = this.board;
		this.board = board_reduce(before, change);
		const { gained, changed } = board_moves(before, this.board);
		for (const [id, places] of gained)
			this.moved.set(id, { places, until: performance.now() + MOVE_SHOWN_MS });
		this.draw(true, changed);
	}

	/* What the page measures, once a size: to ask again would have it laid out anew in the middle of a change. */
	measure() {
		this.size ??= { unit_px: parseFloat(getComputedStyle(this.clock).fontSize) / 3, width: this.table.clientWidth, height: this.table.clientHeight };
		return this.size;
	}

	/* How many rows fit, from the real height of the table: [on the first page, on the others]. */
	room() {
		const { unit_px, height } = this.measure();
		const free = height / unit_px - HEADS_UNITS;
		return [Math.max(1, 1 + Math.floor((free - 9.2) / 6.4)), Math.max(1, Math.floor(free / 6.4))];
	}

	pages() {
		const [first, other] = this.room();
		const own = this.board.order.indexOf(this.around);
		if (own >= 0)
			return [this.rows_around(own, first, other)];
		const pages = [];
		for (let from = 0; from < this.board.order.length; from += pages.length === 1 ? first : other)
			pages.push([from, Math.min(this.board.order.length, from + (pages.length === 0 ? first : other))]);
		return pages;
	}

	rows_around(own, first, other) {
		const count = this.board.order.length;
		const from = Math.max(0, Math.min(own - Math.floor(other / 2), count - other));
		return [from, Math.min(count, from + (from === 0 ? first : other))];
	}

	/* In a ceremony the page follows what is being opened, else what was opened last. */
	page_of_reveal(pages) {
		const position = this.board.reveal.opening[0];
		const page = pages.findIndex(([from, to]) => position >= from && position < to);
		return page < 0 ? pages.length - 1 : page;
	}

	turn() {
		this.page += 1;
		this.draw();
		if (motion_wanted())
			this.list.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 240, easing: "ease-out" });
	}

	draw(gliding = false, changed = new Set()) {
		if (!this.board || !this.measure().height)
			return;
		const write = () => this.write();
		if (gliding)
			glide(this.list, write);
		else
			write();
		for (const node of this.list.children)
			if (changed.has(node.dataset.key) && motion_wanted())
				node.animate([{ backgroundColor: getComputedStyle(node).getPropertyValue("--glow") }, {}], { duration: 1600, easing: "ease-out" });
	}

	/* All that is written, without asking for the place of anything in between. */
	write() {
		const pages = this.pages();
		if (this.board.reveal)
			this.page = this.page_of_reveal(pages);
		if (this.page >= pages.length)
			this.page = 0;
		this.draw_frame(pages);
		const [from, to] = pages[this.page] ?? [0, 0];
		this.columns(this.board.order.slice(from, to).map((id) => this.board.rows[id]));
		const shown = this.board.order.slice(from, to).map((id, n) => ({ id, position: from + n, rank: this.board.ranks[from + n], row: this.board.rows[id] }));
		rows(this.list, shown, (item) => item.id, () => this.make_row(), (node, item) => this.write_row(node, item));
		this.fit_names();
		this.tell_ties(from, to);
	}

	draw_frame(pages) {
		const b = this.board;
		text(this.heading, [title(b.contest_title), title(b.title)].filter((part) => part).join(" · "));
		if (this.heading_size !== this.size || document.title !== this.heading.textContent) {
			document.title = this.heading.textContent;
			this.heading_size = this.size;
			fit(this.heading, this.heading.parentElement.clientWidth, 0.6);
		}
		attr(this.phase, "data-phase", b.phase);
		text(this.phase, phase_words(b));
		text(this.progress, t("marked", { done: b.progress.in, due: b.progress.due }));
		text(this.as_of, b.at ? t("as_of", { time: time_of_day(b.at) }) : "");
		this.empty.hidden = b.order.length > 0;
		this.body.hidden = b.order.length === 0;
		text(this.page_text, pages.length > 1 ? t("page", { page: this.page + 1, pages: pages.length }) : "");
		this.line.hidden = pages.length < 2 || Boolean(b.reveal);
		this.plan_turn(pages.length);
	}

	/* One timer a page; a change of the board in between does not start it anew. */
	plan_turn(count) {
		const plan = `${this.page}/${count}/${Boolean(this.board.reveal)}`;
		if (this.plan === plan)
			return;
		this.plan = plan;
		clearTimeout(this.turning);
		if (count < 2 || this.board.reveal)
			return;
		this.turning = setTimeout(() => this.turn(), this.page_ms);
		if (motion_wanted())
			this.page_line.animate([{ transform: "scaleX(0)" }, { transform: "scaleX(1)" }], { duration: this.page_ms, fill: "forwards" });
	}

	/* Which columns there is room for, and how wide they are, in units of the screen; `shown`: the rows of this page. */
	columns(shown) {
		const b = this.board;
		const { unit_px, width } = this.measure();
		const wide = width / unit_px;
		const list = Object.values(b.rows);
		const longest = (values) => Math.max(1, ...values.map((value) => (value ?? "–").length));
		this.total_digits = Math.max(0, ...list.map((row) => decimal_digits(row.total ?? "")));
		this.part_digits = b.modules.map((m, n) => Math.max(0, ...list.map((row) => decimal_digits(row.parts?.[n] ?? ""))));
		const note = shown.some((row) => this.note(row).words) ? NOTE_UNITS[language()] : 0;
		const total = 4 + Math.max(8, 3.1 * longest(list.map((row) => row.total)));
		const part_widths = b.modules.map((m, n) => 3 + Math.max(10, 1.9 * longest(list.map((row) => row.parts?.[n]))));
		const id = 3 + 1.9 * Math.max(2, ...b.order.map((value) => value.length));
		const move = MOVE_UNITS[language()];
		let left = wide - 9 - move - id - total - note;
		this.stacked = left < 50;
		this.body.classList.toggle("stacked", this.stacked);
		left -= this.stacked ? 26 : 50;
		let parts = 0;
		while (parts < part_widths.length && left >= part_widths[parts])
			left -= part_widths[parts++];
		this.parts = parts === part_widths.length ? parts : 0;
		const note_kept = wide > 80 ? note : 0;
		this.with_note = note_kept > 0;
		const widths = [9, move, id];
		const of_units = (values) => values.map((value) => `calc(${value.toFixed(1)} * var(--u))`).join(" ");
		const middle = this.stacked ? "minmax(0, 1fr)" : "minmax(0, 1.15fr) minmax(0, 1fr)";
		const right = [...part_widths.slice(0, this.parts), total, ...(note_kept ? [note_kept] : [])];
		this.template = `${of_units(widths)} ${middle} ${of_units(right)}`;
		this.body.style.setProperty("--columns", this.template);
		this.write_heads();
	}

	write_heads() {
		const cells = [["cell-rank", t("rank")], ["cell-move", "", t("moves")], ["cell-id", t("number")], ["cell-name", t("name")]];
		if (!this.stacked)
			cells.push(["cell-unit", t("unit")]);
		this.board.modules.slice(0, this.parts).forEach((m) => cells.push(["cell-part", title(m.title)]));
		cells.push(["cell-total", t("total")]);
		if (this.with_note)
			cells.push(["cell-note", "", t("note")]);
		const known = JSON.stringify([cells, this.template]);
		if (this.heads_known === known)
			return;
		this.heads_known = known;
		this.heads.replaceChildren(...cells.map(([name, words, unseen]) =>
			el("span", { class: name, role: "columnheader" }, el("span", { class: "fitted", text: words }), unseen ? el("span", { class: "unseen", text: unseen }) : null)));
		for (const cell of this.heads.children)
			fit(cell.firstElementChild, room_of(cell), 0.6);
		this.list.replaceChildren();
	}

	/* What stands behind a total: a status, an award, that someone goes on, how much is marked. */
	note(row) {
		if (STATUS_WORDS.includes(row.status))
			return { words: t(`status_${row.status}`) };
		if (row.award)
			return { words: title(row.award.title), good: true };
		if (row.advances && !this.board.provisional)
			return { words: t("advances"), good: true };
		if (row.substitute && !this.board.provisional)
			return { words: t("substitute", { place: row.substitute }) };
		if (row.sure)
			return { words: t(SURE_WORDS[row.sure]), good: row.sure !== "out" };
		if (row.status === "incomplete" && row.due)
			return { words: t("marked_short", { done: row.in, due: row.due }) };
		return { words: "" };
	}

	make_row() {
		const cell = (name) => el("span", { class: name, role: "cell" });
		const of = { rank: cell("cell-rank"), move: cell("cell-move"), id: cell("cell-id"), name: el("span", { class: "fitted" }), unit: el("span", { class: "fitted" }), total: cell("cell-total number"), note: null };
		const name = cell("cell-name");
		name.append(of.name);
		if (this.stacked)
			name.append(el("div", { class: "cell-unit" }, of.unit));
		const node = el("div", { class: "board-row", role: "row" }, of.rank, of.move, of.id, name);
		if (!this.stacked) {
			const units = cell("cell-unit");
			units.append(of.unit);
			node.append(units);
		}
		of.parts = Array.from({ length: this.parts }, () => cell("cell-part number"));
		node.append(...of.parts, of.total);
		if (this.with_note) {
			of.note = el("span", { class: "fitted" });
			const note = cell("cell-note");
			note.append(of.note);
			node.append(note);
		}
		this.parts_of.set(node, of);
		return node;
	}

	/* A row whose object, place and signs are what they were is left alone. */
	write_row(node, { id, position, rank, row }) {
		const opening = this.board.reveal?.opening ?? [0, 0];
		const leader = position === 0 && this.page === 0 && rank !== null;
		const opens = position >= opening[0] && position < opening[1];
		const places = this.moved.get(id)?.places ?? 0;
		const known = [rank, leader, opens, places, this.total_digits, this.part_digits, this.board.provisional].join();
		const was = this.written.get(node);
		if (was && was.row === row && was.known === known)
			return;
		this.written.set(node, { row, known });
		node.classList.toggle("leader", leader);
		node.classList.toggle("own", id === this.around);
		node.classList.toggle("opening", opens);
		const of = this.parts_of.get(node);
		if (of.rank.textContent !== (rank === null ? "–" : String(rank)))
			of.rank.replaceChildren(medal(rank));
		attr(of.move, "data-way", places > 0 ? "up" : places < 0 ? "down" : null);
		text(of.move, places > 0 ? t("up", { places }) : places < 0 ? t("down", { places: -places }) : "");
		text(of.id, id);
		text(of.name, row.name);
		text(of.unit, row.unit ?? "");
		of.parts.forEach((cell, n) => this.write_number(cell, row.parts?.[n], this.part_digits[n]));
		this.write_number(of.total, row.total, this.total_digits);
		if (of.note) {
			const note = this.note(row);
			text(of.note, note.words);
			attr(of.note.parentElement, "data-good", note.good ? "" : null);
		}
	}

	write_number(cell, value, digits) {
		const known = `${value}/${digits}`;
		if (cell.dataset.value === known)
			return;
		cell.dataset.value = known;
		cell.replaceChildren(...aligned(value, digits));
	}

	/* Measuring is dear on a slow machine: a row is measured anew only where its texts, its size or its columns are others. */
	fit_names() {
		const frame = [this.template, this.size.width, this.size.height, this.size.unit_px].join();
		if (this.rooms_frame !== frame)
			this.rooms.clear();
		this.rooms_frame = frame;
		for (const row of this.list.children) {
			const of = this.parts_of.get(row);
			const leader = row.classList.contains("leader");
			const known = [frame, leader, of.name.textContent, of.unit.textContent, of.note?.textContent].join("|");
			if (this.fitted.get(row) === known)
				continue;
			this.fitted.set(row, known);
			this.fit_cell(of.name, leader ? "leader name" : "name", !this.stacked ? 0.7 : 0.45);
			this.fit_cell(of.unit, leader ? "leader unit" : "unit", !this.stacked ? 0.7 : 0.3);
			if (of.note)
				this.fit_cell(of.note, leader ? "leader note" : "note", 0.7);
		}
	}

	/* Cells of one column have the same room and font in all rows: both are asked for once. */
	fit_cell(node, column, least) {
		let known = this.rooms.get(column);
		if (!known) {
			known = { width: room_of(node.parentElement), font: font_of(node) };
			this.rooms.set(column, known);
		}
		fit(node, known.width, least, known.font);
	}

	tell_ties(from, to) {
		const { ranks } = this.board;
		const cut = (index) => index > 0 && index < ranks.length && ranks[index] !== null && ranks[index] === ranks[index - 1];
		this.tie_top.hidden = !cut(from);
		text(this.tie_top, cut(from) ? t("tie_continued", { rank: ranks[from] }) : "");
		this.tie_end.hidden = !cut(to);
		text(this.tie_end, cut(to) ? t("tie_goes_on", { rank: ranks[to] }) : "");
	}
}
