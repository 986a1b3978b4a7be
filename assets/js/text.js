/*
 * text.js - the words of the pages, in Chinese, English, or both at once.
 *
 * All words stand in /assets/text/LANGUAGE.json; both.json has what reads better than the two one after the other.
 * `t(key, values)` puts values in for {name}. A title from the event is a text or {"zh-CN": …, "en": …}: title() gives it in the page's language.
 */

let tables = [];
let together = {};
let chosen = "zh";

const FILES = { zh: ["zh-CN"], en: ["en"], both: ["zh-CN", "en"] };

function remembered() {
	try {
		return localStorage.getItem("lang");
	} catch {
		return null;
	}
}

/* Which language: ?lang=, what was chosen before, else the page's fallback or the browser's. */
function language_of_page(fallback) {
	for (const wish of [new URLSearchParams(location.search).get("lang"), remembered(), fallback])
		if (wish && FILES[wish])
			return wish;
	return (navigator.language ?? "zh").toLowerCase().startsWith("zh") ? "zh" : "en";
}

/* Loads the words; then fills every element that has data-t (its text) or data-t-label (its aria-label). */
export async function text_load(fallback) {
	chosen = language_of_page(fallback);
	const names = chosen === "both" ? [...FILES.both, "both"] : FILES[chosen];
	tables = await Promise.all(names.map(async (name) => (await fetch(`/assets/text/${name}.json`)).json()));
	together = chosen === "both" ? tables.pop() : {};
	document.documentElement.lang = FILES[chosen][0];
	for (const node of document.querySelectorAll("[data-t]"))
		node.textContent = t(node.dataset.t);
	for (const node of document.querySelectorAll("[data-t-label]"))
		node.setAttribute("aria-label", t(node.dataset.tLabel));
	for (const node of document.querySelectorAll("[data-t-placeholder]"))
		node.setAttribute("placeholder", t(node.dataset.tPlaceholder));
}

export function language() {
	return chosen;
}

/* Keeps another language and loads the page anew in it. */
export function language_choose(name) {
	localStorage.setItem("lang", name);
	const address = new URL(location.href);
	address.searchParams.delete("lang");
	if (address.href === location.href)
		location.reload();
	else
		location.replace(address);
}

function joined(parts) {
	return [...new Set(parts.filter((part) => part))].join(" ");
}

export function t(key, values = {}) {
	const put = (sentence) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
	if (together[key] !== undefined)
		return put(together[key]);
	return joined(tables.map((table) => (table[key] === undefined ? key : put(table[key]))));
}

/* True where there are words for this key. */
export function t_has(key) {
	return tables.length > 0 && tables[0][key] !== undefined;
}

export function title(value) {
	if (value === null || value === undefined)
		return "";
	if (typeof value !== "object")
		return String(value);
	return joined(FILES[chosen].map((name) => value[name] ?? value["zh-CN"] ?? value.en));
}

/* A time of day, as the event's clock shows it on this device. */
export function time_of_day(at_ms, seconds = true) {
	const at = new Date(at_ms);
	const two = (n) => String(n).padStart(2, "0");
	const minutes = `${two(at.getHours())}:${two(at.getMinutes())}`;
	return seconds ? `${minutes}:${two(at.getSeconds())}` : minutes;
}
