/* pictures.js - the organiser's pictures: one over the whole screen, several as sponsors on white cards. */
import { el } from "/assets/js/dom.js";
import { title } from "/assets/js/text.js";

const COLUMNS = [1, 1, 2, 3, 2, 3, 3, 4, 4, 3, 4, 4, 4, 5, 5, 5, 4, 5, 5, 5, 5, 6, 6, 6, 6];

/* One that is not there leaves no gap. */
function columns_set(grid) {
	grid.style.setProperty("--pictures", COLUMNS[grid.childElementCount] ?? 6);
}

function picture(name, grid) {
	const node = el("div", { class: "picture" }, el("img", { src: `/pictures/${encodeURIComponent(name)}`, alt: name.replace(/\.[^.]*$/, ""), on_error: () => (node.remove(), columns_set(grid)) }));
	return node;
}

/* {"kind": "pictures", "files": [names], "title"?} */
export function scene_pictures(place, net, scene) {
	const files = scene.files ?? [];
	const words = title(scene.title);
	const grid = el("div", { class: "pictures-grid" });
	grid.append(...files.map((name) => picture(name, grid)));
	columns_set(grid);
	place.replaceChildren(el("section", { class: "pictures", "data-one": files.length === 1 }, words ? el("h1", { text: words }) : el("h1", { class: "unseen", text: files.join(", ") }), grid));
	return { link: () => {}, release: () => {} };
}
