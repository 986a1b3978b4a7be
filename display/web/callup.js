/*
 * callup.js - over a board while the winners of an award are called up: the award, and all who have it.
 */
import { el, fit } from "/assets/js/dom.js";
import { title } from "/assets/js/text.js";
import { board_list } from "/assets/js/store.js";

/* How many columns so many names stand in: what can still be read from the last row of seats. */
function columns_of(count) {
	return count <= 4 ? 1 : count <= 12 ? 2 : count <= 30 ? 3 : 4;
}

function winner({ id, row }) {
	const name = el("span", { class: "fitted", text: row.name });
	return el("li", { "data-competitor": id }, el("p", { class: "callup-name" }, name),
		el("p", { class: "callup-unit" }, el("span", { class: "fitted", text: [id, row.unit].filter((part) => part).join(" · ") })));
}

export class Callup {
	/* `place`: the board's element, which this stands in. */
	constructor(place) {
		this.heading = el("h2", { class: "callup-award" });
		this.list = el("ul", { class: "callup-list" });
		this.root = el("section", { class: "callup", hidden: true, "aria-live": "polite" }, this.heading, this.list);
		place.append(this.root);
	}

	/* `board` as it is now. */
	draw(board) {
		const called = board?.reveal?.called ?? null;
		this.root.hidden = called === null;
		this.root.parentElement.classList.toggle("calling", called !== null);
		const winners = called === null ? [] : board_list(board).filter(({ row }) => row.award?.id === called.id);
		const known = JSON.stringify([called, winners.map(({ id, row }) => [id, row.name, row.unit])]);
		if (this.known === known)
			return;
		this.known = known;
		this.heading.textContent = called === null ? "" : title(called.title);
		const columns = columns_of(winners.length);
		const lines = Math.ceil(winners.length / columns);
		this.list.style.setProperty("--columns", columns);
		this.list.style.setProperty("--lines", Math.max(3, lines));
		this.list.replaceChildren(...winners.map(winner));
		for (const node of this.list.querySelectorAll(".fitted"))
			fit(node, node.parentElement.clientWidth, 0.5);
	}
}
