/* honours.js - a list of honours that the organiser gave, by level: national, provincial, city, whatever else in the order given. */
import { el } from "/assets/js/dom.js";
import { t, title } from "/assets/js/text.js";
import { List, cell } from "./lists.js";

const LEVELS = ["national", "province", "city"];

/* The rows by level, each level's in the order given. */
export function honours_order(rows) {
	const others = rows.map(([level]) => level).filter((level) => !LEVELS.includes(level));
	const order = [...LEVELS, ...new Set(others)];
	return rows.map((row, n) => ({ row, n })).sort((a, b) => order.indexOf(a.row[0]) - order.indexOf(b.row[0]) || a.n - b.n).map(({ row }) => row);
}

function level_cell(level) {
	const known = LEVELS.includes(level);
	return el("span", { class: "cell-level", role: "cell" }, el("span", { class: "level", "data-level": known ? level : "other" }, el("span", { class: "fitted", text: known ? t(`level_${level}`) : level })));
}

/* {"kind": "honours", "title"?, "rows": [[level, name, unit, honour]]} */
export function scene_honours(place, net, scene, options) {
	const make = ({ row: [level, name, unit, honour] }) => [level_cell(level), cell("cell-name", name), cell("cell-unit", unit), cell("cell-honour", honour)];
	const list = new List(place, { columns: [26, "minmax(0, 1fr)", "minmax(0, 1fr)", "minmax(0, 0.9fr)"],
		heads: [["cell-level", t("honours_level")], ["cell-name", t("name")], ["cell-unit", t("unit")], ["cell-honour", t("honours_honour")]], make, page_ms: options.page_ms });
	list.show(honours_order(scene.rows ?? []).map((row, n) => ({ key: String(n), row })), { heading: title(scene.title) || t("scene_honours"), empty: t("board_empty") });
	return { link: () => {}, release: () => list.release() };
}
