/* progress.js - how far the marking of each stage is; the hub has counted. */
import { el } from "/assets/js/dom.js";
import { t, title } from "/assets/js/text.js";
import { List, cell } from "./lists.js";

const SHAPES = { waiting: "○", open: "◐", locked: "■", published: "●" };

function bar({ marks_in, marks_due }) {
	const fill = el("i");
	fill.style.transform = `scaleX(${marks_due ? marks_in / marks_due : 0})`;
	return el("span", { class: "cell-bar", role: "cell" }, el("span", { class: "progress-bar", "aria-hidden": "true" }, fill));
}

/* {"kind": "progress", "contest"?} */
export function scene_progress(place, net, scene, options, data) {
	const make = (item, node) => {
		node.classList.toggle("own", item.phase === "open");
		return [cell("cell-name", title(item.title)), cell("cell-unit", title(item.contest_title)), bar(item), el("span", { class: "cell-total number", role: "cell", text: `${item.in}/${item.due}` }),
			cell("cell-note", `${SHAPES[item.phase]} ${item.frozen ? t("frozen") : t(`phase_${item.phase}`)}`)];
	};
	const list = new List(place, { columns: ["minmax(0, 1.2fr)", "minmax(0, 1fr)", "minmax(0, 1.1fr)", 24, 24],
		heads: [["cell-name", t("stage")], ["cell-unit", t("scene_contest")], ["cell-bar", t("progress_marks")], ["cell-total", t("progress_people")], ["cell-note", t("status")]], make, page_ms: options.page_ms });
	const draw = (told) => list.show((told?.rows ?? []).map((row) => ({ key: `${row.contest}/${row.stage}`, ...row })), { heading: t("scene_progress"), empty: t("board_empty") });
	draw(data);
	return { link: () => {}, data: draw, release: () => list.release() };
}
