/*
 * lists.js - scenes that are lists which the hub made: the medal table by unit, the running order. As many rows as fit; it turns the page.
 */
import { el, text, fit, rows } from "/assets/js/dom.js";
import { t, title } from "/assets/js/text.js";
import { HEADS_UNITS, medal, phase_words } from "./board.js";

const PAGE_MS = 8000;
const SHAPES = { done: "●", now: "◐", next: "→", later: "·", away: "–" };

/* A table in the board's dress. `make(item)` gives a row's cells; every `.fitted` is fitted to its cell. */
export class List {
	constructor(place, { columns, heads, make, page_ms }) {
		Object.assign(this, { make, page_ms: page_ms ?? PAGE_MS, items: [], page: 0, focus: -1 });
		this.heading = el("span", { class: "fitted" });
		this.note = el("span", { class: "board-phase", hidden: true });
		this.list = el("div", { role: "rowgroup" });
		this.heads = el("div", { class: "board-row heads", role: "row" });
		this.empty = el("div", { class: "board-empty", hidden: true });
		this.body = el("div", { class: "board-body", role: "table", "aria-label": t("board") }, el("div", { role: "rowgroup" }, this.heads), this.list);
		this.table = el("div", { class: "board-table" }, this.body, this.empty);
		this.page_text = el("span", { class: "now" });
		this.head = el("header", { class: "board-head" }, el("span", { class: "board-logo" }), el("h1", { class: "board-title" }, this.heading), this.note);
		place.replaceChildren(el("section", { class: "board" }, this.head, this.table, el("footer", { class: "board-foot" }, el("span", { class: "fill" }), this.page_text)));
		this.columns(columns, heads);
		this.watcher = new ResizeObserver(() => this.draw());
		this.watcher.observe(this.table);
		this.turning = setInterval(() => (this.page++, this.draw()), this.page_ms);
	}

	columns(columns, heads) {
		this.body.style.setProperty("--columns", columns.map((wide) => (typeof wide === "number" ? `calc(${wide} * var(--u))` : wide)).join(" "));
		this.heads.replaceChildren(...heads.map(([name, words]) => el("span", { class: name, role: "columnheader" }, el("span", { class: "fitted", text: words }))));
	}

	/* `focus`: the place that has to be seen; then no page is turned. */
	show(items, { heading, note = "", empty, focus = -1 }) {
		Object.assign(this, { items, focus });
		text(this.heading, heading);
		document.title = heading;
		text(this.note, note);
		this.note.hidden = !note;
		text(this.empty, empty);
		this.draw();
	}

	draw() {
		const unit_px = parseFloat(getComputedStyle(this.heading.parentElement).fontSize) / 4.6;
		const room = Math.max(1, Math.floor((this.table.clientHeight / unit_px - HEADS_UNITS) / 6.4));
		const pages = Math.max(1, Math.ceil(this.items.length / room));
		this.page %= pages;
		const from = this.focus >= 0 ? Math.max(0, Math.min(this.focus - 2, this.items.length - room)) : this.page * room;
		this.empty.hidden = this.items.length > 0;
		this.body.hidden = this.items.length === 0;
		text(this.page_text, pages > 1 && this.focus < 0 ? t("page", { page: this.page + 1, pages }) : "");
		rows(this.list, this.items.slice(from, from + room), (item) => item.key, () => el("div", { class: "board-row", role: "row" }), (node, item) => {
			const known = JSON.stringify(item);
			if (node.dataset.known !== known)
				node.replaceChildren(...this.make(item, node));
			node.dataset.known = known;
		});
		fit(this.heading, this.heading.parentElement.clientWidth, 0.6);
		for (const node of this.body.querySelectorAll(".fitted"))
			fit(node, node.parentElement.clientWidth - 1.2 * unit_px, 0.6);
	}

	release() {
		clearInterval(this.turning);
		this.watcher.disconnect();
	}
}

export function cell(name, words) {
	return el("span", { class: name, role: "cell" }, el("span", { class: "fitted", text: words }));
}

function number(words) {
	return el("span", { class: "cell-total number", role: "cell", text: words });
}

/* {"kind": "medals", "contest"?}: units by their awards; the hub has counted published stages. */
export function scene_medals(place, net, scene, options, data) {
	const make = (item) => [el("span", { class: "cell-rank", role: "cell" }, medal(item.rank)), cell("cell-name", item.unit), ...item.counts.map((count) => number(String(count)))];
	const list = new List(place, { columns: [11, "minmax(0, 1fr)"], heads: [], make, page_ms: options.page_ms });
	const draw = (told) => {
		const columns = told?.columns ?? [];
		list.columns([11, "minmax(0, 1fr)", ...columns.map(() => Math.min(24, 80 / columns.length))],
			[["cell-rank", t("rank")], ["cell-name", t("unit")], ...columns.map((one) => ["cell-total", title(one.title)])]);
		list.show((told?.rows ?? []).map((row) => ({ key: row.unit, ...row })), { heading: t("scene_medals"), empty: t("medals_none") });
	};
	draw(data);
	return { link: () => {}, data: draw, release: () => list.release() };
}

/* {"kind": "order"}: the running order: who is done, who performs, who is next. */
export function scene_order(place, net, scene, options, data) {
	const topic = `board/${scene.contest}/${scene.stage}`;
	const make = (item, node) => {
		node.classList.toggle("own", item.state === "next");
		node.dataset.state = item.state;
		return [el("span", { class: "cell-rank number", role: "cell", text: item.number === null ? "–" : String(item.number) }), cell("cell-id", item.id),
			cell("cell-name", item.name), cell("cell-unit", item.unit), cell("cell-note", `${SHAPES[item.state]} ${t(`turn_${item.state}`)}`)];
	};
	const list = new List(place, { columns: [10, 11, "minmax(0, 1.15fr)", "minmax(0, 1fr)", 24],
		heads: [["cell-rank", t("running_number")], ["cell-id", t("number")], ["cell-name", t("name")], ["cell-unit", t("unit")], ["cell-note", t("status")]], make, page_ms: options.page_ms });
	let board = null;
	const draw = () => {
		const items = (data?.rows ?? []).map((row) => ({ key: row.id, ...row }));
		const heading = [t("scene_order"), title(board?.contest_title), title(board?.title)].filter((part) => part).join(" · ");
		list.show(items, { heading, note: board ? phase_words(board) : "", empty: t(data ? "board_empty" : "frozen"), focus: items.findIndex((item) => item.state === "next") });
	};
	net.watch(topic, { snapshot: (snapshot) => ((board = snapshot), draw()), change: () => {} });
	draw();
	return { link: () => {}, data: (told) => ((data = told), draw()), release: () => (net.unwatch(topic), list.release()) };
}
