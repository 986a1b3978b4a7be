/*
 * preview.js - who moves, before it is done: the hub folds the request on a copy and says what would change; here it is put
 * into words.
 */
import { el } from "/assets/js/dom.js";
import { t, title } from "/assets/js/text.js";

const LINES_MOST = 12;

function shown(value) {
	return value === null || value === undefined ? "–" : String(value);
}

/* "3 → 5" where the two differ, else nothing. */
function pair(words, [before, after], write = shown) {
	return write(before) === write(after) ? null : `${words} ${write(before)} → ${write(after)}`;
}

/* One line of what changes for a competitor. */
export function change_text({ competitor, rank, total, status, advances, award }) {
	const parts = [
		pair(t("rank"), rank),
		pair(t("total"), total),
		pair(t("status"), status, (value) => (value ? t(`status_${value}`) : "–")),
		pair(t("advances"), advances, (value) => (value ? t("yes") : t("no"))),
		pair(t("award"), award, (value) => (value ? title(value.title) : "–")),
	];
	return `${competitor.id} ${competitor.name}: ${parts.filter((part) => part).join(" · ")}`;
}

/* What a request would change, as elements for its dialog; rejects with the refusal that the request itself would get. */
export async function preview_of(net, method, params) {
	const { changes } = await net.ask("preview", { method, params });
	const nodes = [el("h3", { text: changes.length ? t("will_change", { count: changes.length }) : t("will_change_nothing") })];
	if (changes.length)
		nodes.push(el("ul", { class: "dialog-list" }, ...changes.slice(0, LINES_MOST).map((change) => el("li", { text: change_text(change) }))));
	if (changes.length > LINES_MOST)
		nodes.push(el("p", { class: "muted", text: t("and_more", { count: changes.length - LINES_MOST }) }));
	return nodes;
}
